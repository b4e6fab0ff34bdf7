using ForestCarbon.Carbon.Units;

namespace ForestCarbon.Carbon.Biomass;

/// <summary>Living biomass of one hectare of trees and the carbon in it.</summary>
/// <param name="AgbTPerHa">Above ground, t d.m./ha.</param>
/// <param name="BgbTPerHa">Below ground, t d.m./ha.</param>
/// <param name="BiomassTPerHa">Both, t d.m./ha.</param>
/// <param name="CarbonTPerHa">tC/ha.</param>
/// <param name="Co2eTPerHa">tCO₂e/ha.</param>
public readonly record struct BiomassPerHectare(
    double AgbTPerHa, double BgbTPerHa, double BiomassTPerHa, double CarbonTPerHa, double Co2eTPerHa);

/// <summary>From stand volume to biomass, carbon and CO₂.</summary>
public static class StandBiomass
{
    /// <summary>Biomass and carbon per hectare from volume per hectare. Zero volume gives zero.</summary>
    /// <remarks>
    /// AR-CM-001-V01 annex [M], contract §2 <c>stand-biomass</c>:
    /// <code>
    ///   AGB = V · D · BEF          BGB = AGB · R
    ///   C = (AGB + BGB) · CF       CO₂ = C · 44/12
    ///   V    stand volume, m³/ha       D   wood density, t d.m./m³
    ///   BEF  expansion factor          R   root-to-shoot ratio
    ///   CF   carbon fraction, tC per t d.m.
    /// </code>
    /// </remarks>
    public static BiomassPerHectare FromVolume(
        CubicMetresPerHectare volume, double woodDensity, Bef bef, double rootShoot, double carbonFraction)
    {
        return FromAbove(volume.Value * woodDensity * bef.Value, rootShoot, carbonFraction);
    }

    /// <summary>The same with a factor that has the density inside: AGB = V · BCEF.</summary>
    public static BiomassPerHectare FromVolume(CubicMetresPerHectare volume, Bcef bcef, double rootShoot, double carbonFraction) =>
        FromAbove(volume.Value * bcef.TonnesPerM3, rootShoot, carbonFraction);

    /// <inheritdoc cref="FromVolume(CubicMetresPerHectare, double, Bef, double, double)"/>
    public static BiomassPerHectare FromVolume(CubicMetresPerHectare volume, SpeciesFactors f) =>
        FromVolume(volume, f.WoodDensity, f.Bef, f.RootShoot, f.CarbonFraction);

    /// <summary>Carbon stock of living trees of a stand, tCO₂e: A · V · D·BEF·(1+R)·CF·44/12.</summary>
    public static TonnesCO2e CarbonStock(Hectares area, CubicMetresPerHectare volume, SpeciesFactors f) =>
        new((volume * area).Value * f.Co2eTPerM3);

    private static BiomassPerHectare FromAbove(double agb, double rootShoot, double carbonFraction)
    {
        var bgb = agb * rootShoot;
        var biomass = agb + bgb;
        var carbon = biomass * carbonFraction;
        return new BiomassPerHectare(agb, bgb, biomass, carbon, carbon * Molar.CO2PerC);
    }
}
