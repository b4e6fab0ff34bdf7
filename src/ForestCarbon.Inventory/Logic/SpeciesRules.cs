using ForestCarbon.Inventory.Imports;

namespace ForestCarbon.Inventory.Logic;

/// <summary>Species, origin and number of a parcel against its land class.</summary>
public static class SpeciesRules
{
    internal static IReadOnlyList<AttributeRule> All { get; } =
    [
        new("species-missing", Severity.Warning, "有林地漏填优势树种", "the dominant species of a forest was forgotten", "ccer-rules §9.3 [S38]", SpeciesMissing, "species_code"),
        new("origin-missing", Severity.Warning, "有林地漏填起源", "the origin of a forest was forgotten", "ccer-rules §9.3 [S38]", OriginMissing, "origin"),
        new("bamboo-against-species", Severity.Warning, "竹林与乔木林的地类、树种填混", "land class and species of bamboo and trees mixed up", "ccer-rules §9.4 [M]", BambooAgainstSpecies),
        new("species-on-treeless-land", Severity.Warning, "采伐或火烧后没有清空优势树种", "after logging or fire the species was left", "ccer-rules §9.4 [S30]", SpeciesOnTreelessLand),
        new("non-forest-number", Severity.Warning, "非林地小班号 99999 填在林地上", "the number of non-forest land on forest land", "ccer-rules §9.4 [S30]", NonForestNumber),
        new("protection-grade-off-forest", Severity.Warning, "非林地填了林地保护等级", "a protection grade of forest land on other land", "ccer-rules §9.4 [S38]", ProtectionGradeOffForest),
    ];

    public static Breach? SpeciesMissing(ParcelFacts p) => (p.IsTreeForest || p.IsBamboo) && p.LeavesEmpty("species_code", p.SpeciesCode)
        ? new Breach($"地类 {p.LandClass} 没有填优势树种", $"land class {p.LandClass} without a dominant species")
        : null;

    public static Breach? OriginMissing(ParcelFacts p) => p.IsTreeForest && p.LeavesEmpty("origin", p.Origin)
        ? new Breach("乔木林没有填起源", "tree forest without an origin")
        : null;

    /// <summary>660–679 are bamboos.</summary>
    public static Breach? BambooAgainstSpecies(ParcelFacts p) => p.SpeciesCode is { Length: 3 } species && (p.IsTreeForest || p.IsBamboo)
                                                                 && p.IsBamboo != (species[0] == '6' && species[1] is '6' or '7')
        ? new Breach($"地类 {p.LandClass}（{(p.IsBamboo ? "竹林" : "乔木林")}）的优势树种是 {species}（{(p.IsBamboo ? "不是竹" : "竹")}）",
            $"land class {p.LandClass} ({(p.IsBamboo ? "bamboo" : "trees")}) with species {species} ({(p.IsBamboo ? "no bamboo" : "bamboo")})")
        : null;

    public static Breach? SpeciesOnTreelessLand(ParcelFacts p) => p.SpeciesCode is { } species && p.LandKind is "logged" or "burnt" && p.SpeciesCode is not null
        ? new Breach($"地类 {p.LandClass} 没有林木，优势树种却是 {p.SpeciesCode}", $"land class {p.LandClass} has no trees, but species {p.SpeciesCode}")
        : null;

    public static Breach? NonForestNumber(ParcelFacts p) => p is { Code: { } code, LandClass: ['0', '1', ..] } && code.EndsWith("99999", StringComparison.Ordinal)
        ? new Breach($"小班号 99999 只用于非林地，地类却是 {p.LandClass}", $"number 99999 is for non-forest land, but the land class is {p.LandClass}")
        : null;

    public static Breach? ProtectionGradeOffForest(ParcelFacts p) => p is { LandClass: ['0', '2', ..], ProtectionGrade: { } grade }
        ? new Breach($"地类 {p.LandClass} 不是林地，却填了林地保护等级 {grade}", $"land class {p.LandClass} is no forest land, but has protection grade {grade}")
        : null;
}
