using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Biomass;

/// <summary>Root-to-shoot ratio from above-ground biomass per hectare.</summary>
public static class RootRatio
{
    public const string ArTool14Id = "AR-TOOL14";

    public static Citation ArTool14Source { get; } = new("AR-TOOL14 v04.2 默认根茎比", "S10");

    /// <summary>R = e^(−1.085 + 0.9256·ln b)/b, b above-ground biomass in t d.m. per hectare, above 0. AR-TOOL14 v04.2 [S10].</summary>
    public static double ArTool14(double agbTPerHa)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(agbTPerHa);
        return Math.Exp(-1.085 + 0.9256 * Math.Log(agbTPerHa)) / agbTPerHa;
    }
}
