using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Reductions;

/// <summary>Which sheet of the workbook a line stands on.</summary>
public enum SheetPart { Parameters, Plots, Strata, Result }

/// <summary>A line of a calculation: what it is, its figure, and where the figure comes from.</summary>
/// <param name="Key">Names the line in formulas.</param>
/// <param name="Symbol">As the text of the methodology writes it.</param>
/// <param name="Formula">Null for what is entered.</param>
/// <param name="Value">In <paramref name="Unit"/>; null where it, or something it follows from, is missing.</param>
/// <param name="Equation">Clause or number of the equation; empty for what is entered.</param>
/// <param name="Row">What the line is of, where many lines are of the same kind: a plot, a stratum. Null for a line of its own.</param>
public sealed record SheetLine(
    string Key, SheetPart Part, string Symbol, string NameZh, string Unit, Formula? Formula, double? Value, string Equation, Citation Citation, string? Row)
{
    /// <summary>Keys of the lines it follows from.</summary>
    public IReadOnlyList<string> Inputs { get; } = Formula is null ? [] : FormulaValue.Inputs(Formula);

    /// <summary>Why it has no value although its inputs have: the methodology gives none there. Null elsewhere.</summary>
    public Absent? WhyMissing { get; init; }
}

/// <summary>The calculation of a tranche or of an ex-ante table, line after line; each follows from lines above it.</summary>
public sealed class CalculationSheet
{
    private readonly Func<double, long, double> _studentT;
    private readonly List<SheetLine> _lines = [];
    private readonly Dictionary<string, SheetLine> _byKey = new(StringComparer.Ordinal);

    /// <param name="studentT">Two-sided Student quantile: probability outside, degrees of freedom.</param>
    public CalculationSheet(Func<double, long, double> studentT) => _studentT = studentT;

    public IReadOnlyList<SheetLine> Lines => _lines;

    /// <exception cref="KeyNotFoundException">No line has that key.</exception>
    public SheetLine this[string key] => _byKey[key];

    /// <summary>Value of a line; null where it is missing.</summary>
    public double? Value(string key) => _byKey[key].Value;

    /// <summary>Lines without a value that nothing above them explains: what has to be entered before the sheet is whole.</summary>
    public IReadOnlyList<SheetLine> Missing => [.. _lines.Where(l => l.Value is null && l.Inputs.All(i => _byKey[i].Value is not null))];

    /// <summary>SHA-256 over every line, its value in full, its source and mark: the same sheet, the same hash.</summary>
    public byte[] Sha256() => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _lines.Select(l => string.Create(
        CultureInfo.InvariantCulture, $"{l.Key}\t{(l.Value is { } value ? value.ToString("R", CultureInfo.InvariantCulture) : "")}\t{l.Unit}\t{l.Equation}\t{l.Citation.Source}\t{l.Citation.Mark}\t{l.Citation.IsRead}")))));

    /// <summary>Adds what is entered: a plot, an area, a parameter; null where there is none.</summary>
    public Formula Given(SheetPart part, string key, string symbol, string nameZh, string unit, double? value, Citation citation, string? row = null) =>
        Add(new SheetLine(key, part, symbol, nameZh, unit, null, value, "", citation, row));

    /// <summary>Adds what follows from lines above.</summary>
    public Formula Computed(SheetPart part, string key, string symbol, string nameZh, string unit, Formula formula, string equation, Citation citation, string? row = null)
    {
        var value = Finite(FormulaValue.Of(formula, Value, _studentT), key);
        return Add(new SheetLine(key, part, symbol, nameZh, unit, formula, value, equation, citation, row) { WhyMissing = value is null ? FormulaValue.WhyNone(formula, Value, _studentT) : null });
    }

    private Formula Add(SheetLine line)
    {
        _byKey.Add(line.Key, line);
        _lines.Add(line);
        return Formula.Of(line.Key);
    }

    private static double? Finite(double? value, string key) =>
        value is null || double.IsFinite(value.Value) ? value : throw new ArithmeticException($"Line {key} is not a finite number.");
}
