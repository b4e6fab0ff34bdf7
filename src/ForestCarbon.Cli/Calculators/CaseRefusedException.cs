using ForestCarbon.Cli.Frame;

namespace ForestCarbon.Cli.Calculators;

/// <summary>One case is refused; the others are still computed. Caught in <see cref="CalcDocument"/> and nowhere else.</summary>
internal sealed class CaseRefusedException(string code, string message) : Exception(message)
{
    public string Code => code;
}

/// <summary>The codes of refusal. Those of contract.md §2 are fixed: other people's scripts read them.</summary>
internal static class Refusal
{
    public static CaseRefusedException UnknownField(string field) => new("unknown-field", Language.Of($"不认识的字段“{field}”。", $"There is no field {field}."));

    public static CaseRefusedException MissingField(string field) => new("missing-field", Language.Of($"缺少字段“{field}”。", $"The field {field} is missing."));

    public static CaseRefusedException Ambiguous(string message) => new("ambiguous-input", message);

    public static CaseRefusedException TooFew(string message) => new("too-few", message);

    public static CaseRefusedException Domain(string message) => new("domain", message);

    public static CaseRefusedException UnknownName(string field, string name) =>
        new("unknown-name", Language.Of($"“{field}”里没有“{name}”这一项。", $"{field} has no entry {name}."));

    public static CaseRefusedException Other(string code, string message) => new(code, message);
}
