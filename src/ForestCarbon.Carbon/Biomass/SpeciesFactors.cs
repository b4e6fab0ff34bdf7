using ForestCarbon.Carbon.Tables;
using ForestCarbon.Carbon.Units;

namespace ForestCarbon.Carbon.Biomass;

/// <summary>The factors that turn stand volume into biomass and carbon, for one species or species group.</summary>
/// <param name="SpeciesCode">Inventory code, e.g. 310; empty where the set gives none.</param>
/// <param name="SpeciesName">Chinese name as the set prints it.</param>
/// <param name="WoodDensity">D, t d.m. per m³.</param>
/// <param name="Bef">BEF, without unit.</param>
/// <param name="RootShoot">R, without unit.</param>
/// <param name="CarbonFraction">CF, tC per t d.m.</param>
/// <param name="Citation">Source and mark, shown beside every figure that depends on them.</param>
public sealed record SpeciesFactors(
    string SpeciesCode,
    string SpeciesName,
    double WoodDensity,
    Bef Bef,
    double RootShoot,
    double CarbonFraction,
    Citation Citation)
{
    /// <summary>tCO₂e per m³ of stand volume: D·BEF·(1+R)·CF·44/12.</summary>
    public double Co2eTPerM3 => WoodDensity * Bef.Value * (1 + RootShoot) * CarbonFraction * Molar.CO2PerC;
}
