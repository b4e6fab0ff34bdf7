using System.Globalization;
using ForestCarbon.Carbon.Reductions;

namespace ForestCarbon.Ccer.Reductions;

/// <summary>A cell of the workbook.</summary>
/// <param name="Column">From 1.</param>
/// <param name="Row">From 1.</param>
public readonly record struct CellPlace(string Sheet, int Column, int Row)
{
    /// <summary>Absolute address on its sheet, for instance <c>$C$5</c>.</summary>
    public string OnSheet => $"${Letters(Column)}${Row.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Absolute address in the workbook.</summary>
    public override string ToString() => $"'{Sheet}'!{OnSheet}";

    /// <summary><c>A</c>, …, <c>Z</c>, <c>AA</c>, …</summary>
    public static string Letters(int column) => column <= 26 ? ((char)('A' + column - 1)).ToString() : Letters((column - 1) / 26) + Letters(((column - 1) % 26) + 1);
}

/// <summary>Formulas as cells hold them, of functions that LibreOffice 7.4 and Excel 2016 share.</summary>
public static class WorkbookFormula
{
    // A call takes 255 arguments at most.
    private const int MostArguments = 250;

    /// <summary>Without the leading equals sign.</summary>
    /// <param name="places">Where the line of a key stands.</param>
    public static string Of(Formula formula, Func<string, CellPlace> places) => formula switch
    {
        Constant constant => constant.Value.ToString("R", CultureInfo.InvariantCulture),
        Reference reference => places(reference.Key).ToString(),
        Binary binary => $"({Of(binary.Left, places)}{binary.Sign}{Of(binary.Right, places)})",
        Call { Function: FormulaFunction.AtMost, Arguments: [var a, var limit, var then, var otherwise] } =>
            $"IF({Of(a, places)}<={Of(limit, places)},{Of(then, places)},{Of(otherwise, places)})",
        Call { Function: FormulaFunction.Sum } sum => SumOf(Areas(sum.Arguments, places)),
        Call call => $"{NameOf(call.Function)}({string.Join(',', Areas(call.Arguments, places))})",
        Remainder remainder => RemainderOf(remainder, places),
        Absent => "NA()",
        _ => throw new ArgumentOutOfRangeException(nameof(formula), formula, "Unknown formula."),
    };

    private static string NameOf(FormulaFunction function) => function switch
    {
        FormulaFunction.Mean => "AVERAGE",
        FormulaFunction.StandardDeviation => "STDEV",
        FormulaFunction.Most => "MAX",
        FormulaFunction.Root => "SQRT",
        FormulaFunction.Size => "ABS",
        FormulaFunction.Floor => "INT",
        FormulaFunction.StudentT => "TINV",
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "No name in a workbook."),
    };

    // Cells below one another are one area.
    private static List<string> Areas(IReadOnlyList<Formula> arguments, Func<string, CellPlace> places)
    {
        var areas = new List<string>();
        (CellPlace From, CellPlace To)? open = null;
        foreach (var argument in arguments)
        {
            var place = argument is Reference reference ? places(reference.Key) : (CellPlace?)null;
            if (open is { } known && place is { } next && next == known.To with { Row = known.To.Row + 1 })
            {
                open = (known.From, next);
                continue;
            }
            Close();
            open = place is { } first ? (first, first) : null;
            if (open is null)
                areas.Add(Of(argument, places));
        }
        Close();
        return areas;

        void Close()
        {
            if (open is { } known)
                areas.Add(known.From == known.To ? known.From.ToString() : $"{known.From}:{known.To.OnSheet}");
            open = null;
        }
    }

    private static string SumOf(List<string> areas) => areas.Count <= MostArguments
        ? $"SUM({string.Join(',', areas)})"
        : $"SUM({string.Join(',', areas.Chunk(MostArguments).Select(some => SumOf([.. some])))})";

    // floor(T·d/D), and one more for who has fewer than the rest before him: larger fractions T·d mod D, and equal ones of earlier years.
    private static string RemainderOf(Remainder remainder, Func<string, CellPlace> places)
    {
        var (total, own) = (Of(remainder.Total, places), places(remainder.Parts[remainder.Own]));
        var parts = Areas([.. remainder.Parts.Select(Formula.Of)], places) is [var area] ? area : throw new InvalidOperationException("The years do not stand below one another.");
        string Whole(string of) => $"INT({total}*{of}/SUM({parts}))";
        string Left(string of) => $"({total}*{of}-SUM({parts})*{Whole(of)})";
        var before = remainder.Own == 0 ? "0" : $"SUMPRODUCT(--({Left($"{places(remainder.Parts[0])}:{places(remainder.Parts[remainder.Own - 1]).OnSheet}")}={Left($"{own}")}))";
        return $"{Whole($"{own}")}+IF(SUMPRODUCT(--({Left(parts)}>{Left($"{own}")}))+{before}<{total}-SUMPRODUCT({Whole(parts)}),1,0)";
    }
}
