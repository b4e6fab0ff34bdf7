using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Biomass;

/// <summary>Biomass of moso bamboo (毛竹).</summary>
public static class BambooBiomass
{
    public const string MosoName = "毛竹";

    public static Citation MosoSource { get; } = new("毛竹单株地上生物量方程（胸径、度），与 ChinaXiv-201704.00158V1 桃江数据相符", "M");

    /// <summary>Above-ground dry matter of one culm, kg, from diameter in cm and age in 度 (about two years each, from 1).</summary>
    /// <remarks>Fact sheet §5.3 [M]:  747.787·D^2.771·[0.148·A/(0.028+A)]^5.555 + 3.772</remarks>
    public static double MosoCulmAgbKg(double dbhCm, int ageDu)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dbhCm);
        ArgumentOutOfRangeException.ThrowIfLessThan(ageDu, 1);
        return 747.787 * Math.Pow(dbhCm, 2.771) * Math.Pow(0.148 * ageDu / (0.028 + ageDu), 5.555) + 3.772;
    }
}
