using ForestCarbon.Inventory.Imports;
using static System.FormattableString;

namespace ForestCarbon.Inventory.Logic;

/// <summary>Volume (蓄积) against stems, age, land class and total.</summary>
public static class VolumeRules
{
    /// <summary>Mean yearly increment no stand of the county can have, m³/ha·a: eucalypt plantations reach some 30. Default of this program [?].</summary>
    public const double LargestMeanIncrement = 40;

    /// <summary>Age in years from which a tree forest without any volume is a mistake. Default of this program [?].</summary>
    public const int AgeWithVolume = 15;

    /// <summary>Volume of a mean stem that points to a total entered as volume per hectare, m³. Default of this program [?].</summary>
    public const double LargestMeanStemM3 = 5;

    /// <summary>Share by which the total may differ from volume per hectare × area. Default of this program [?].</summary>
    public const double TotalShare = 0.02;

    internal static IReadOnlyList<AttributeRule> All { get; } =
    [
        new("volume-without-stems", Severity.Error, "株数填 0 或漏改，而蓄积有值", "stems entered as 0 beside a volume", "ccer-rules §9.5", VolumeWithoutStems),
        new("volume-against-age", Severity.Warning, "小班总蓄积填进了公顷蓄积，或年龄填错", "the parcel's total entered as volume per hectare, or a wrong age", "ours [?]", VolumeAgainstAge),
        new("old-forest-without-volume", Severity.Warning, "中龄以上乔木林漏填蓄积", "the volume of an older tree forest was forgotten", "ours [?]", OldForestWithoutVolume, "volume_m3_per_ha"),
        new("volume-on-treeless-land", Severity.Warning, "采伐或火烧后只改了地类，没有清空蓄积", "after logging or fire only the land class was changed", "ccer-rules §9.4 [S30]", VolumeOnTreelessLand),
        new("stem-volume-too-large", Severity.Warning, "公顷株数与小班株数、公顷蓄积与总蓄积用混", "figures per hectare and of the whole parcel mixed up", "ours [?]", StemVolumeTooLarge),
        new("total-against-per-hectare", Severity.Warning, "改了面积或公顷蓄积而没有重算总蓄积", "area or volume per hectare changed and the total not computed again",
            "ccer-rules §9.3 [S38]", TotalAgainstPerHectare),
        new("volume-without-diameter", Severity.Warning, "有蓄积而平均胸径漏填或为 0", "a volume without a mean diameter", "ccer-rules §9.3 [S38]", VolumeWithoutDiameter, "mean_dbh_cm"),
    ];

    /// <summary>Land classes without standing trees: logged, burnt, non-stocked, plantable.</summary>
    public static bool IsTreeless(ParcelFacts p) => p.LandKind is "logged" or "burnt" or "non-stocked" or "plantable";

    public static Breach? VolumeWithoutStems(ParcelFacts p) => p is { VolumeM3PerHa: > 0 and var volume, StemsPerHa: 0 }
        ? new Breach(Invariant($"公顷蓄积 {volume:0.#} m³，公顷株数却是 0"), Invariant($"{volume:0.#} m³/ha with 0 stems"), volume, "m3/ha")
        : null;

    public static Breach? VolumeAgainstAge(ParcelFacts p) =>
        p is { IsTreeForest: true, VolumeM3PerHa: { } volume, MeanAgeA: > 0 and var age } && volume / age > LargestMeanIncrement
            ? new Breach(Invariant($"{age} 年的林分公顷蓄积 {volume:0.#} m³，平均每年 {volume / age:0.#} m³，超过 {LargestMeanIncrement:0}"),
                Invariant($"{volume:0.#} m³/ha at {age} years is {volume / age:0.#} a year, over {LargestMeanIncrement:0}"), volume / age, "m3/ha/a")
            : null;

    public static Breach? OldForestWithoutVolume(ParcelFacts p) =>
        p is { IsTreeForest: true, MeanAgeA: >= AgeWithVolume and var age } && (p.VolumeM3PerHa is 0 || p.LeavesEmpty("volume_m3_per_ha", p.VolumeM3PerHa))
            ? new Breach($"乔木林平均年龄 {age} 年，没有蓄积", $"tree forest of {age} years without volume", age, "a")
            : null;

    public static Breach? VolumeOnTreelessLand(ParcelFacts p) => p is { VolumeM3PerHa: > 0 and var volume } && IsTreeless(p)
        ? new Breach(Invariant($"地类 {p.LandClass} 没有林木，公顷蓄积却填了 {volume:0.#} m³"), Invariant($"land class {p.LandClass} has no trees, but {volume:0.#} m³/ha"), volume, "m3/ha")
        : null;

    public static Breach? StemVolumeTooLarge(ParcelFacts p) => p is { VolumeM3PerHa: > 0 and var volume, StemsPerHa: > 0 and var stems } && volume / stems > LargestMeanStemM3
        ? new Breach(Invariant($"公顷蓄积 {volume:0.#} m³、{stems} 株，平均单株 {volume / stems:0.##} m³，超过 {LargestMeanStemM3:0}"),
            Invariant($"{volume:0.#} m³/ha on {stems} stems is {volume / stems:0.##} m³ a stem, over {LargestMeanStemM3:0}"), volume / stems, "m3")
        : null;

    /// <summary>Total = volume per hectare × area (fact sheet §9.3), by the registered area or, where there is none, the ellipsoidal; both are rounded to 0.1 m³.</summary>
    public static Breach? TotalAgainstPerHectare(ParcelFacts p)
    {
        // Without a shape that has an area, which has its own finding, nothing tells in which unit the registered area is.
        if (p is not { TotalVolumeM3: { } total, VolumeM3PerHa: { } volume, AreaM2: { } m2 })
            return null;
        // One in mu has its own finding as well, and says nothing of the total.
        var areaHa = p.RegisteredAreaHa is { } registered && !RegisteredArea.LooksLikeMu(registered, m2) ? (double)registered : m2 / 10_000;
        var right = volume * areaHa;
        var off = (double)total - right;
        return Math.Abs(off) <= TotalShare * right || Math.Abs(off) <= 0.05 * areaHa + 0.1
            ? null
            : new Breach(Invariant($"总蓄积 {total:0.#} m³，公顷蓄积 × 面积 = {right:0.#} m³，相差 {off:+0.#;-0.#} m³"),
                Invariant($"total {total:0.#} m³, but volume per hectare × area is {right:0.#} m³: off by {off:+0.#;-0.#}"), off, "m3");
    }

    public static Breach? VolumeWithoutDiameter(ParcelFacts p) =>
        p is { IsTreeForest: true, VolumeM3PerHa: > 0 and var volume } && (p.MeanDbhCm is 0 || p.LeavesEmpty("mean_dbh_cm", p.MeanDbhCm))
            ? new Breach(Invariant($"公顷蓄积 {volume:0.#} m³，没有平均胸径"), Invariant($"{volume:0.#} m³/ha without a mean diameter"), volume, "m3/ha")
            : null;
}
