namespace ForestCarbon.Carbon.Units;

/// <summary>Ratios of molar masses. Source: IPCC 2006 vol. 4 convention [M]; 44/12 exactly, never 3.67.</summary>
public static class Molar
{
    /// <summary>Tonnes of CO₂ per tonne of carbon, 44/12.</summary>
    public const double CO2PerC = 44.0 / 12.0;
}
