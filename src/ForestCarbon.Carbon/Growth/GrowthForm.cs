namespace ForestCarbon.Carbon.Growth;

/// <summary>The five families of growth curves; parameters in the order given, all above 0, t in years.</summary>
public enum GrowthForm
{
    /// <summary>A(1 − e^(−kt))^p with A, k, p.</summary>
    Richards,

    /// <summary>A / (1 + m·e^(−rt)) with A, m, r.</summary>
    Logistic,

    /// <summary>A·e^(−b·e^(−kt)) with A, b, k.</summary>
    Gompertz,

    /// <summary>A·e^(−b·t^(−c)) with A, b, c.</summary>
    Korf,

    /// <summary>A·e^(−b/t) with A, b.</summary>
    Schumacher,
}

/// <summary>Names of the forms and of their parameters, as files, tables and calculators spell them.</summary>
public static class GrowthForms
{
    private static readonly string[] Names = ["richards", "logistic", "gompertz", "korf", "schumacher"];

    private static readonly string[][] Parameters =
        [["A", "k", "p"], ["A", "m", "r"], ["A", "b", "k"], ["A", "b", "c"], ["A", "b"]];

    public static string Name(this GrowthForm form) => Names[(int)form];

    public static IReadOnlyList<string> ParameterNames(this GrowthForm form) => Parameters[(int)form];

    /// <summary>The form of that exact lower-case name, or null.</summary>
    public static GrowthForm? Find(string name) =>
        Array.IndexOf(Names, name) is >= 0 and var index ? (GrowthForm)index : null;
}
