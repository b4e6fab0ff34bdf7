using ForestCarbon.Carbon.Tables;
using ForestCarbon.Carbon.Units;

namespace ForestCarbon.Carbon.Pools;

/// <summary>Change of soil organic carbon under planted trees.</summary>
/// <remarks>
/// AR-TOOL16 v1.1 [M], fact sheet §4.2:  ΔSOC = min((SOC_ref·f − SOC_initial)/20, 0.8) t C/(ha·a) in the first 20 years, 0 after them. The reference stock and the factors of
/// use, management and input (f their product) were not read: none is shipped.
/// </remarks>
public static class SoilCarbon
{
    public const int Years = 20;
    public const double MostTCPerHa = 0.8;

    public static Citation Source { get; } = new("AR-TOOL16 v1.1：土壤有机碳", "M");

    /// <summary>tCO₂e in a year.</summary>
    /// <param name="referenceTCPerHa">SOC_ref, t C/ha.</param>
    /// <param name="factor">f, of the use the project brings.</param>
    /// <param name="initialTCPerHa">SOC at the project's start, t C/ha.</param>
    /// <param name="year">Counted from 1, the first from the project's start.</param>
    public static double Change(double areaHa, double referenceTCPerHa, double factor, double initialTCPerHa, int year) =>
        year > Years ? 0 : Molar.CO2PerC * areaHa * Math.Min(((referenceTCPerHa * factor) - initialTCPerHa) / Years, MostTCPerHa);
}
