using ForestCarbon.Inventory.Imports;

namespace ForestCarbon.Inventory.Logic;

/// <summary>What a rule found: a sentence in both languages that names the values, without the parcel.</summary>
/// <param name="Size">How far off, in <paramref name="Unit"/>; null where there is no measure.</param>
public sealed record Breach(string Zh, string En, double? Size = null, string? Unit = null);

/// <summary>A rule of attribute logic: its public name, how much a breach matters, the mistake it catches, and the test itself.</summary>
/// <param name="MistakeZh">The mistake a surveyor really makes, for the page of rules and the workbook that goes back.</param>
/// <param name="Source">Where the rule is from, with mark; "ours [?]" where the limit is a default of this program.</param>
/// <param name="LeftEmpty">The column that the rule finds empty; null where it looks at values.</param>
public sealed record AttributeRule(string Name, Severity Severity, string MistakeZh, string MistakeEn, string Source, Func<ParcelFacts, Breach?> Test, string? LeftEmpty = null)
{
    /// <summary>A breach never keeps a row out by itself: a person decides.</summary>
    public FindingKind Kind { get; } = new(Name, Severity);

    /// <summary>A breach as a finding of a row.</summary>
    public ImportFinding Finding(int row, string? code, Breach breach) => new(Kind, row, code, Words.OfRow(row, code, $"：{breach.Zh}。", $": {breach.En}."), breach.Size, breach.Unit);
}

/// <summary>Every rule, in the order in which findings are listed.</summary>
public static class AttributeRules
{
    public static IReadOnlyList<AttributeRule> All { get; } =
        [.. CodeRules.All, .. CanopyRules.All, .. AgeRules.All, .. VolumeRules.All, .. SpeciesRules.All, .. PublicWelfareRules.All];

    /// <summary>The rules that <paramref name="facts"/> break.</summary>
    public static IEnumerable<(AttributeRule Rule, Breach Breach)> Broken(ParcelFacts facts) => Broken(facts, All);

    /// <summary>Those of <paramref name="rules"/> that <paramref name="facts"/> break.</summary>
    public static IEnumerable<(AttributeRule Rule, Breach Breach)> Broken(ParcelFacts facts, IReadOnlyList<AttributeRule> rules)
    {
        foreach (var rule in rules)
            if (rule.Test(facts) is { } breach)
                yield return (rule, breach);
    }
}
