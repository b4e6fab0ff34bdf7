using ForestCarbon.Carbon.Tables;
using ForestCarbon.Carbon.Units;

namespace ForestCarbon.Carbon.Pools;

/// <summary>Carbon of trees and shrubs that stood before a project, from the share of the ground their crowns cover.</summary>
/// <remarks>
/// AR-TOOL14 v04.2 [S10], fact sheet §4.1, tCO₂e of a stratum:
/// <code>
///   (10)       ΔC_TREE_BSL = 44/12 · CF · Δb_FOREST · (1+R) · CC · A       a year, up to the steady year; 0 after it
///   (21)       C_TREE_BSL  = 44/12 · CF · b_FOREST · (1+R) · CC · A
///   (26)(27)   C_SHRUB     = 44/12 · CF_S · (1+R_S) · A · BDR_SF · b_FOREST · CC          cover under 5 % counts 0
///   (25)       ΔC_SHRUB    = (C_SHRUB,2 − C_SHRUB,1) / T                                  a year
///
///   A            area, ha
///   CC           crown cover, a fraction
///   b_FOREST     above-ground biomass of forest of the region, t d.m./ha
///   Δb_FOREST    its mean annual increment, t d.m./(ha·a)
///   R, CF        root-shoot ratio and carbon fraction of baseline trees; R_S, CF_S of shrubs
///   BDR_SF       biomass of shrubs at full cover to that of forest
/// </code>
/// b_FOREST and Δb_FOREST are tables of IPCC GPG-LULUCF 2003 that nobody has read for us: parameters without a value.
/// </remarks>
public static class CrownCover
{
    /// <summary>Above this part of the crown cover that makes a forest, trees are measured instead (section 6.3).</summary>
    public const double MostPartOfForest = 0.20;

    /// <summary>Years from the project's start in which baseline trees still grow.</summary>
    public const int SteadyYears = 20;

    public static Citation Source { get; } = new("AR-TOOL14 v04.2", "S10");

    /// <summary>Stock of baseline trees, tCO₂e. Eq. (21).</summary>
    public static double TreeStock(double areaHa, double cover, double forestAgbTPerHa, double rootShoot, double carbonFraction) =>
        Molar.CO2PerC * carbonFraction * forestAgbTPerHa * (1 + rootShoot) * cover * areaHa;

    /// <summary>Growth of baseline trees in a year, tCO₂e. Eq. (10).</summary>
    /// <param name="year">Counted from 1, the first from the project's start.</param>
    public static double TreeGrowth(double areaHa, double cover, double forestIncrementTPerHa, double rootShoot, double carbonFraction, int year) =>
        year > SteadyYears ? 0 : Molar.CO2PerC * carbonFraction * forestIncrementTPerHa * (1 + rootShoot) * cover * areaHa;

    /// <summary>Stock of shrubs, tCO₂e. Eq. (26) and (27).</summary>
    /// <param name="leastCover">Less cover counts as none.</param>
    public static double ShrubStock(double areaHa, double cover, double leastCover, double shrubRatio, double forestAgbTPerHa, double rootShoot, double carbonFraction) =>
        cover < leastCover ? 0 : Molar.CO2PerC * carbonFraction * (1 + rootShoot) * areaHa * shrubRatio * forestAgbTPerHa * cover;
}
