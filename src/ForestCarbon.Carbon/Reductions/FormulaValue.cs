namespace ForestCarbon.Carbon.Reductions;

/// <summary>Values of formulas.</summary>
public static class FormulaValue
{
    /// <summary>The value, or null where an input is missing.</summary>
    /// <param name="known">Value of a line by its key; null where it is missing. A key that no line has throws.</param>
    /// <param name="studentT">Two-sided quantile: probability outside, degrees of freedom; this assembly has no distributions.</param>
    public static double? Of(Formula formula, Func<string, double?> known, Func<double, long, double> studentT) => formula switch
    {
        Constant constant => constant.Value,
        Reference reference => known(reference.Key),
        Binary binary => Of(binary.Left, known, studentT) is { } left && Of(binary.Right, known, studentT) is { } right ? Joined(binary.Sign, left, right) : null,
        Call { Function: FormulaFunction.AtMost } choice => Chosen(choice, known, studentT),
        Call call => Called(call, known, studentT),
        Remainder remainder => Shared(remainder, known, studentT),
        Absent => null,
        _ => throw new ArgumentOutOfRangeException(nameof(formula), formula, "Unknown formula."),
    };

    /// <summary>Keys of the lines a formula reads, in order, each once.</summary>
    public static IReadOnlyList<string> Inputs(Formula formula) => [.. Keys(formula).Distinct(StringComparer.Ordinal)];

    private static double Joined(char sign, double left, double right) => sign switch
    {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        '/' => left / right,
        _ => throw new ArgumentOutOfRangeException(nameof(sign), sign, "Unknown sign."),
    };

    /// <summary>Why a formula has no value although every line it reads has one: what the branch it took says; null where no branch does.</summary>
    public static Absent? WhyNone(Formula formula, Func<string, double?> known, Func<double, long, double> studentT) => formula switch
    {
        Absent absent => absent,
        Binary binary => WhyNone(binary.Left, known, studentT) ?? WhyNone(binary.Right, known, studentT),
        Call { Function: FormulaFunction.AtMost } choice when Taken(choice, known, studentT) is { } branch => WhyNone(branch, known, studentT),
        Call call => call.Arguments.Select(a => WhyNone(a, known, studentT)).FirstOrDefault(why => why is not null),
        _ => null,
    };

    private static double? Chosen(Call choice, Func<string, double?> known, Func<double, long, double> studentT) =>
        Taken(choice, known, studentT) is { } branch ? Of(branch, known, studentT) : null;

    // The branch that is not taken may well miss something.
    private static Formula? Taken(Call choice, Func<string, double?> known, Func<double, long, double> studentT) =>
        Of(choice.Arguments[0], known, studentT) is { } value && Of(choice.Arguments[1], known, studentT) is { } limit ? choice.Arguments[value <= limit ? 2 : 3] : null;

    private static double? Called(Call call, Func<string, double?> known, Func<double, long, double> studentT)
    {
        var values = new double[call.Arguments.Count];
        for (var i = 0; i < values.Length; i++)
            if (Of(call.Arguments[i], known, studentT) is { } value)
                values[i] = value;
            else
                return null;
        return call.Function switch
        {
            FormulaFunction.Sum => values.Sum(),
            FormulaFunction.Mean => values.Average(),
            FormulaFunction.StandardDeviation => Spread(values),
            FormulaFunction.Most => Math.Max(values[0], values[1]),
            FormulaFunction.Root => Math.Sqrt(values[0]),
            FormulaFunction.Size => Math.Abs(values[0]),
            FormulaFunction.Floor => Math.Floor(values[0]),
            FormulaFunction.StudentT => studentT(values[0], (long)values[1]),
            _ => throw new ArgumentOutOfRangeException(nameof(call), call.Function, "Unknown function."),
        };
    }

    private static double Spread(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }

    private static double? Shared(Remainder remainder, Func<string, double?> known, Func<double, long, double> studentT)
    {
        if (Of(remainder.Total, known, studentT) is not { } total)
            return null;
        var parts = remainder.Parts.Select(known).ToList();
        if (parts.Any(p => p is null))
            return null;
        var all = (long)parts.Sum()!.Value;
        var shares = parts.Select(p => (Int128)(long)total * (long)p!.Value).ToList();
        var rest = (long)total - shares.Sum(s => (long)(s / all));
        var own = shares[remainder.Own] % all;
        var before = shares.Where((s, i) => s % all > own || (s % all == own && i < remainder.Own)).Count();
        return (double)(shares[remainder.Own] / all) + (before < rest ? 1 : 0);
    }

    private static IEnumerable<string> Keys(Formula formula) => formula switch
    {
        Reference reference => [reference.Key],
        Binary binary => Keys(binary.Left).Concat(Keys(binary.Right)),
        Call call => call.Arguments.SelectMany(Keys),
        Remainder remainder => Keys(remainder.Total).Concat(remainder.Parts),
        _ => [],
    };
}
