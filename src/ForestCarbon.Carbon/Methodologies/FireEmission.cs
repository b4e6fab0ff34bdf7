namespace ForestCarbon.Carbon.Methodologies;

/// <summary>CH₄ and N₂O from biomass burnt. The CO₂ shows as lost stock at the next monitoring and is never added here.</summary>
public static class FireEmission
{
    /// <summary>Emission in tCO₂e.</summary>
    /// <remarks>
    /// A/R tool 08 form [M], fact sheet §2.10:  0.001·A·b·COMF·(EF_CH4·GWP_CH4 + EF_N2O·GWP_N2O)
    /// <code>
    ///   A     burnt area, ha                    b    above-ground biomass, t d.m./ha
    ///   COMF  combustion factor, 0–1            EF   g per kg d.m. burnt
    ///   GWP   which assessment report V01 takes is [?], so it is always given
    /// </code>
    /// </remarks>
    public static double Tco2e(
        double areaHa, double agbTPerHa, double combustionFactor, double efCh4GPerKg, double efN2oGPerKg, double gwpCh4, double gwpN2o) =>
        0.001 * areaHa * agbTPerHa * combustionFactor * (efCh4GPerKg * gwpCh4 + efN2oGPerKg * gwpN2o);
}
