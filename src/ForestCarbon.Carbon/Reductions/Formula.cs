namespace ForestCarbon.Carbon.Reductions;

/// <summary>
/// How a line of a calculation sheet follows from others. Written once, it gives the figure here and the live formula in the workbook, so the
/// two cannot part.
/// </summary>
/// <remarks>A formula one of whose inputs is missing has no value; nothing stands in for what is not there.</remarks>
public abstract record Formula
{
    public static implicit operator Formula(double value) => new Constant(value);

    public static Formula operator +(Formula a, Formula b) => new Binary('+', a, b);

    public static Formula operator -(Formula a, Formula b) => new Binary('-', a, b);

    public static Formula operator *(Formula a, Formula b) => new Binary('*', a, b);

    public static Formula operator /(Formula a, Formula b) => new Binary('/', a, b);

    /// <summary>The line of that key.</summary>
    public static Formula Of(string key) => new Reference(key);

    public static Formula Sum(IReadOnlyList<string> keys) => new Call(FormulaFunction.Sum, [.. keys.Select(Of)]);

    public static Formula Mean(IReadOnlyList<string> keys) => new Call(FormulaFunction.Mean, [.. keys.Select(Of)]);

    /// <summary>Sample standard deviation, n − 1.</summary>
    public static Formula StandardDeviation(IReadOnlyList<string> keys) => new Call(FormulaFunction.StandardDeviation, [.. keys.Select(Of)]);

    public static Formula Most(Formula a, Formula b) => new Call(FormulaFunction.Most, [a, b]);

    public static Formula Root(Formula a) => new Call(FormulaFunction.Root, [a]);

    public static Formula Size(Formula a) => new Call(FormulaFunction.Size, [a]);

    /// <summary>The largest whole number not above <paramref name="a"/>.</summary>
    public static Formula Floor(Formula a) => new Call(FormulaFunction.Floor, [a]);

    /// <summary>Two-sided Student quantile: probability outside, degrees of freedom.</summary>
    public static Formula StudentT(Formula outside, Formula degrees) => new Call(FormulaFunction.StudentT, [outside, degrees]);

    /// <summary><paramref name="then"/> where <paramref name="a"/> ≤ <paramref name="limit"/>, else <paramref name="otherwise"/>.</summary>
    public static Formula AtMost(Formula a, Formula limit, Formula then, Formula otherwise) =>
        new Call(FormulaFunction.AtMost, [a, limit, then, otherwise]);

    /// <summary>No value: what a choice leads to where the methodology gives none. Its line says <paramref name="whyZh"/>.</summary>
    public static Formula None(string whyZh, string whyEn) => new Absent(whyZh, whyEn);

    /// <summary>
    /// The whole tonnes of a year: <paramref name="total"/>·own/Σ all rounded down, and one more for the largest fractions, ties by the earlier
    /// place (definitions.md §5). Totals and parts are whole numbers.
    /// </summary>
    /// <param name="parts">Days of every year, in order.</param>
    /// <param name="own">Place of this year in <paramref name="parts"/>, from 0.</param>
    public static Formula LargestRemainder(Formula total, IReadOnlyList<string> parts, int own) => new Remainder(total, parts, own);
}

/// <summary>What a formula may call; each is known to LibreOffice 7.4 and Excel 2016 alike.</summary>
public enum FormulaFunction { Sum, Mean, StandardDeviation, Most, Root, Size, Floor, StudentT, AtMost }

public sealed record Constant(double Value) : Formula;

public sealed record Reference(string Key) : Formula;

public sealed record Absent(string WhyZh, string WhyEn) : Formula;

public sealed record Binary(char Sign, Formula Left, Formula Right) : Formula;

public sealed record Call(FormulaFunction Function, IReadOnlyList<Formula> Arguments) : Formula;

public sealed record Remainder(Formula Total, IReadOnlyList<string> Parts, int Own) : Formula;
