using ForestCarbon.Carbon.Growth;
using ForestCarbon.Inventory.Imports;
using static System.FormattableString;
using Groups = ForestCarbon.Carbon.Growth.AgeGroups;

namespace ForestCarbon.Inventory.Logic;

/// <summary>Mean age (平均年龄) against age group, planting date and origin.</summary>
public static class AgeRules
{
    /// <summary>Years by which the age may differ from the time since planting: nursery years and rounding. Default of this program [?].</summary>
    public const int PlantingSlackYears = 3;

    internal static IReadOnlyList<AttributeRule> All { get; } =
    [
        new("age-group-against-age", Severity.Warning, "年龄更新了而龄组没有更新，或人工、天然的龄组表用混",
            "the age was brought up to date and the group was not, or the tables of planted and natural stands were mixed up", "ccer-rules §7, §9.5 [M]", AgeGroupAgainstAge),
        new("tree-forest-age-missing", Severity.Warning, "有蓄积的乔木林漏填年龄", "the age of a tree forest with volume was forgotten", "ccer-rules §9.3 [S38]", TreeForestAgeMissing, "mean_age_a"),
        new("age-against-planting", Severity.Warning, "更新造林后仍沿用前茬林分的年龄", "after replanting the age of the former stand was kept", "ours [?]", AgeAgainstPlanting),
        new("natural-with-planting-date", Severity.Warning, "天然林误填造林日期，或人工林误填天然起源", "a natural stand with a planting date, or a planted one entered as natural",
            "ccer-rules §9.4 [M]", NaturalWithPlantingDate),
        new("natural-plantation", Severity.Error, "未成林造林地的起源错填为天然", "an un-established plantation entered as of natural origin", "ccer-rules §9.4 [S30]", NaturalPlantation),
    ];

    /// <summary>The group that the table of the species and origin gives for the age; where the table has no row nothing is said.</summary>
    public static Breach? AgeGroupAgainstAge(ParcelFacts p)
    {
        if (p is not { IsTreeForest: true, SpeciesCode: { } species, MeanAgeA: > 0 and var age, AgeGroup: { } given } || !(p.IsNatural || p.IsPlanted))
            return null;
        var origin = p.IsPlanted ? StandOrigin.Planted : StandOrigin.Natural;
        return Groups.Current.Judge(species, origin, age) is { } right && (int)right != given
            ? new Breach(Invariant($"树种 {species}、{(p.IsPlanted ? "人工" : "天然")}起源、{age} 年应为龄组 {(int)right}，填的是 {given}"),
                Invariant($"species {species}, {(p.IsPlanted ? "planted" : "natural")}, {age} years belong to age group {(int)right}; {given} is entered"), age, "a")
            : null;
    }

    public static Breach? TreeForestAgeMissing(ParcelFacts p) => p is { IsTreeForest: true, VolumeM3PerHa: > 0 } && p.LeavesEmpty("mean_age_a", p.MeanAgeA)
        ? new Breach("乔木林有蓄积而没有填平均年龄", "tree forest with volume but without a mean age")
        : null;

    public static Breach? AgeAgainstPlanting(ParcelFacts p) =>
        p is { IsPlanted: true, PlantedOn: { } planted, MeanAgeA: { } age } && age - (p.AsOf.Year - planted.Year) is var over && over > PlantingSlackYears
            ? p.AsOf.Year < planted.Year
                ? new Breach(Invariant($"{planted:yyyy-MM-dd} 造林，在资料日期 {p.AsOf:yyyy-MM-dd} 之后，平均年龄却是 {age} 年"),
                    Invariant($"planted on {planted:yyyy-MM-dd}, after the date of the data, {p.AsOf:yyyy-MM-dd}, but the mean age is {age}"), over, "a")
                : new Breach(Invariant($"{planted:yyyy-MM-dd} 造林，到 {p.AsOf.Year} 年最多约 {p.AsOf.Year - planted.Year} 年，平均年龄却是 {age} 年"),
                Invariant($"planted on {planted:yyyy-MM-dd}, about {p.AsOf.Year - planted.Year} years by {p.AsOf.Year}, but the mean age is {age}"), over, "a")
            : null;

    public static Breach? NaturalWithPlantingDate(ParcelFacts p) => p is { IsNatural: true, IsTreeForest: true, PlantedOn: { } planted }
        ? new Breach(Invariant($"起源 {p.Origin} 是天然，却填了造林日期 {planted:yyyy-MM-dd}"), Invariant($"origin {p.Origin} is natural, but a planting date {planted:yyyy-MM-dd} is entered"))
        : null;

    public static Breach? NaturalPlantation(ParcelFacts p) => p is { LandClass: "0141", IsNatural: true }
        ? new Breach($"地类是未成林造林地 0141，起源却是天然 {p.Origin}", $"un-established plantation 0141 with natural origin {p.Origin}")
        : null;
}
