using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Methodologies.Conditions;

/// <summary>How a piece stands against a condition; the order is that of joining: the greatest of all decides.</summary>
public enum Verdict : byte
{
    Pass = 0,
    NeedsEvidence = 1,
    Fail = 2,
}

/// <summary>Why a condition was judged as it was, with what helps. Stored by number, so numbers are never used again.</summary>
public sealed record Reason(short Number, string Key, Verdict Verdict, string TextZh, string TextEn, string RemedyZh, string RemedyEn)
{
    private static readonly Reason[] Table =
    [
        .. CsvTable.Embedded("Methodologies/Conditions/reasons.csv", "number", "reason", "verdict", "text_zh", "text_en", "remedy_zh", "remedy_en").Rows
            .Select(row => new Reason(
                (short)row.Whole("number"), row.RequiredText("reason"),
                row.RequiredText("verdict") switch { "pass" => Verdict.Pass, "need" => Verdict.NeedsEvidence, "fail" => Verdict.Fail, _ => throw row.Wrong("no such verdict") },
                row.RequiredText("text_zh"), row.RequiredText("text_en"), row.Text("remedy_zh"), row.Text("remedy_en"))),
    ];

    private static readonly Dictionary<string, Reason> ByKey = Table.ToDictionary(r => r.Key, StringComparer.Ordinal);
    private static readonly Dictionary<short, Reason> ByNumber = Table.ToDictionary(r => r.Number);

    public static IReadOnlyList<Reason> All => Table;

    /// <exception cref="KeyNotFoundException">No such reason.</exception>
    public static Reason Of(string key) => ByKey[key];

    /// <exception cref="KeyNotFoundException">No such reason.</exception>
    public static Reason Of(short number) => ByNumber[number];
}

/// <summary>Marks a static method as the check of that name: found here, called by a methodology's conditions.csv.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConditionCheckAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>Judges one condition of one piece.</summary>
public delegate Reason ConditionCheck(PieceFacts piece, ConditionParameters parameters);

/// <summary>All checks of this assembly by name, wherever their folder is.</summary>
public static class ConditionChecks
{
    private static readonly Dictionary<string, ConditionCheck> Known = typeof(ConditionChecks).Assembly.GetTypes()
        .SelectMany(t => t.GetMethods(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static))
        .Select(m => (Method: m, Mark: (ConditionCheckAttribute?)Attribute.GetCustomAttribute(m, typeof(ConditionCheckAttribute))))
        .Where(m => m.Mark is not null)
        .ToDictionary(m => m.Mark!.Name, m => m.Method.CreateDelegate<ConditionCheck>(), StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <exception cref="KeyNotFoundException">A conditions.csv names a check nobody wrote.</exception>
    public static ConditionCheck Find(string name) => Known[name];
}
