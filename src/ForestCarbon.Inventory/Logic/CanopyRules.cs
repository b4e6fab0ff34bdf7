using ForestCarbon.Inventory.Imports;
using static System.FormattableString;

namespace ForestCarbon.Inventory.Logic;

/// <summary>Canopy density (郁闭度) against the land class.</summary>
public static class CanopyRules
{
    /// <summary>Least canopy density of a forest. Fact sheet §9.5 [S20].</summary>
    public const decimal OfForest = 0.2m;

    /// <summary>Least canopy density of open forest (疏林地) [M].</summary>
    public const decimal OfOpenForest = 0.1m;

    internal static IReadOnlyList<AttributeRule> All { get; } =
    [
        new("forest-canopy-too-low", Severity.Error, "疏林、未成林地错填为乔木林", "open or un-established land entered as tree forest",
            "ccer-rules §9.5 [S20]", ForestCanopyTooLow),
        new("open-forest-canopy-off", Severity.Warning, "郁闭度变了而地类没有跟着改", "the canopy changed and the land class was not changed with it",
            "ccer-rules §9.5 [M]", OpenForestCanopyOff),
        new("canopy-on-treeless-land", Severity.Warning, "采伐或火烧后只改了地类，没有清空郁闭度", "after logging or fire only the land class was changed",
            "ccer-rules §9.4 [S30]", CanopyOnTreelessLand),
        new("forest-canopy-missing", Severity.Warning, "乔木林漏填郁闭度", "canopy density of a tree forest was forgotten", "ccer-rules §9.3 [S38]", ForestCanopyMissing, "canopy_density"),
    ];

    /// <summary>A tree forest under 0.2 is none.</summary>
    public static Breach? ForestCanopyTooLow(ParcelFacts p) => p is { IsTreeForest: true, CanopyDensity: { } canopy } && canopy < OfForest
        ? new Breach(Invariant($"地类是乔木林 0111，郁闭度只有 {canopy:0.##}，应不低于 0.2"), Invariant($"tree forest 0111 with a canopy density of {canopy:0.##}; at least 0.2 belongs"),
            (double)canopy, "ratio")
        : null;

    /// <summary>Open forest has 0.1 to 0.19.</summary>
    public static Breach? OpenForestCanopyOff(ParcelFacts p) => p is { LandClass: "0120", CanopyDensity: { } canopy } && canopy is < OfOpenForest or >= OfForest
        ? new Breach(Invariant($"地类是疏林地 0120，郁闭度 {canopy:0.##} 不在 0.10–0.19 之间"), Invariant($"open forest 0120 with a canopy density of {canopy:0.##}, outside 0.10–0.19"),
            (double)canopy, "ratio")
        : null;

    /// <summary>Logged, burnt, plantable and other land without trees has no canopy.</summary>
    public static Breach? CanopyOnTreelessLand(ParcelFacts p) => p.CanopyDensity is > 0 and var canopy && VolumeRules.IsTreeless(p)
        ? new Breach(Invariant($"地类 {p.LandClass} 没有林木，郁闭度却填了 {canopy:0.##}"), Invariant($"land class {p.LandClass} has no trees, but a canopy density of {canopy:0.##}"),
            (double)canopy, "ratio")
        : null;

    public static Breach? ForestCanopyMissing(ParcelFacts p) => p.IsTreeForest && p.LeavesEmpty("canopy_density", p.CanopyDensity)
        ? new Breach("地类是乔木林 0111，没有填郁闭度", "tree forest 0111 without canopy density")
        : null;
}
