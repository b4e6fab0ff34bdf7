using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Methodologies;

/// <summary>The reduction of one tranche, in tCO₂e.</summary>
/// <param name="ReductionT">After the deduction for non-permanence; negative where stock was lost.</param>
/// <param name="IssuableT">Whole tonnes that may be applied for.</param>
/// <param name="DeficitOutT">What later tranches must make good first.</param>
public readonly record struct Reduction(double ReductionT, double IssuableT, double DeficitOutT)
{
    // A whole tonne that came out a hair below itself is still a whole tonne.
    private const double Hair = 1e-9;

    public static Citation Source { get; } =
        new("CCER-14-001-V01 减排量结构（未核参数）；负值结转为本系统的保守规则", "M ?");

    /// <summary>Reduction, whole tonnes and carried deficit of a tranche.</summary>
    /// <remarks>
    /// Fact sheet §2.6, structure [M]; the carried loss is our conservative rule [?] (definitions.md §5):
    /// <code>
    ///   s = project − baseline − leakage
    ///   reduction = s·(1 − K) for s ≥ 0, s itself for s &lt; 0        K non-permanence rate
    ///   issuable  = floor(max(0, reduction − deficit) + 1e-9)      deficit_out = max(0, deficit − reduction)
    /// </code>
    /// The one floor of the whole chain: yearly values stay real.
    /// </remarks>
    public static Reduction Of(
        double projectRemovalT, double baselineRemovalT, double leakageT, double nonPermanenceRate, double carriedDeficitT)
    {
        var net = projectRemovalT - baselineRemovalT - leakageT;
        var reduction = net >= 0 ? net * (1 - nonPermanenceRate) : net;
        return new Reduction(
            reduction,
            Math.Floor(Math.Max(0, reduction - carriedDeficitT) + Hair),
            Math.Max(0, carriedDeficitT - reduction));
    }
}
