using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Sampling;

/// <summary>The change between two inventories of different plots, with its error.</summary>
/// <param name="Mean">Per hectare, in the unit of the plots.</param>
/// <param name="HalfWidth">Of the same unit.</param>
/// <param name="RelativeError">A fraction; null where nothing changed.</param>
public sealed record InventoryChange(double Mean, double HalfWidth, double? RelativeError)
{
    public static Citation Source { get; } = new("AR-TOOL14 v04.2 式 (1)(2)：两次独立清查之差", "S10");

    /// <summary>From the estimates of both dates on the same ground; none of them discounted.</summary>
    /// <remarks>
    /// AR-TOOL14 v04.2 (1)(2) [S10], fact sheet §4.1:  ΔC = C₂ − C₁,  u_ΔC = √((u₁C₁)² + (u₂C₂)²)/|ΔC|. Since u·|C| is the half-width, a first stock of 0 needs no u of its own.
    /// Plots measured twice are not two inventories: their differences are a sample (eq. 3–8), and the error of most of it cancels.
    /// </remarks>
    public static InventoryChange Between(StratifiedEstimate earlier, StratifiedEstimate later)
    {
        var (mean, half) = (later.Mean - earlier.Mean, Math.Sqrt((earlier.HalfWidth * earlier.HalfWidth) + (later.HalfWidth * later.HalfWidth)));
        return new InventoryChange(mean, half, mean == 0 ? null : half / Math.Abs(mean));
    }
}
