using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Pools;

/// <summary>Dead wood and litter as a share of the carbon of living trees.</summary>
/// <remarks>
/// AR-TOOL12 v3.1 [M], fact sheet §3.4 and §4.2:  C_DW = C_TREE · DF_DW,  C_LI = C_TREE · DF_LI. The shares are conservative defaults by climate, rain and elevation; none was
/// read, so none is shipped. A methodology version whose table of pools was not read counts neither.
/// </remarks>
public static class DeadMatter
{
    public static Citation Source { get; } = new("AR-TOOL12 v3.1：枯死木、枯落物按林木生物质的比例", "M");

    /// <summary>tCO₂e.</summary>
    /// <param name="share">DF, a fraction of the carbon of living trees.</param>
    public static double Stock(double treeStockT, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        return treeStockT * share;
    }
}
