using ForestCarbon.Carbon.Pools;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Reductions;

/// <summary>Soil organic carbon under planted trees, where the methodology counts it (<see cref="SoilCarbon"/> is the oracle).</summary>
/// <param name="StartYear">Calendar year of the project's start, the first of the years in which soil changes.</param>
/// <param name="AreaHa">Ground that is planted; not the sum over species, which share it.</param>
/// <param name="ReferenceTCPerHa">SOC_ref, t C/ha.</param>
/// <param name="Factor">f, of the use the project brings.</param>
/// <param name="InitialTCPerHa">SOC at the project's start, t C/ha.</param>
public sealed record SoilPool(int StartYear, Given AreaHa, Given ReferenceTCPerHa, Given Factor, Given InitialTCPerHa)
{
    internal const string Symbol = "SOC";

    /// <summary>True for the years in which soil changes.</summary>
    public bool Changes(int year) => year - StartYear is >= 0 and < SoilCarbon.Years;

    /// <summary>Years of a period in which soil changes; a year the period only touches counts by its days.</summary>
    public double YearsWithin(DateOnly from, DateOnly to) => Enumerable.Range(from.Year, to.Year - from.Year + 1).Where(Changes).Sum(year =>
    {
        var (first, last) = (new DateOnly(year, 1, 1).DayNumber, new DateOnly(year, 12, 31).DayNumber);
        return (Math.Min(to.DayNumber, last) - Math.Max(from.DayNumber, first) + 1.0) / (last - first + 1);
    });

    /// <summary>Adds the lines; what a whole year changes, tCO₂e/a.</summary>
    internal Formula Yearly(CalculationSheet sheet, Formula toCo2)
    {
        Formula Entered(string key, string symbol, string name, string unit, Given given) => sheet.Given(SheetPart.Parameters, key, symbol, name, unit, given.Value, given.Citation);
        var area = Entered("SOC_A", "A_SOC", "计算土壤有机碳的面积", "ha", AreaHa);
        var reference = Entered("SOC_ref", "SOC_ref", "土壤有机碳参考储量", "tC/ha", ReferenceTCPerHa);
        var factor = Entered("SOC_f", "f_SOC", "土地利用、管理和投入因子之积", "1", Factor);
        var initial = Entered("SOC_0", "SOC_INITIAL", "开工时的土壤有机碳储量", "tC/ha", InitialTCPerHa);
        var most = Entered("SOC_most", "dSOC_max", "土壤有机碳年变化的上限", "tC/(ha·a)", new Given(SoilCarbon.MostTCPerHa, SoilCarbon.Source));
        var even = sheet.Computed(SheetPart.Result, "SOC_even", "dSOC*", "土壤有机碳年变化（封顶之前）", "tC/(ha·a)", ((reference * factor) - initial) / SoilCarbon.Years, $"(SOC_ref·f − SOC_INITIAL)/{SoilCarbon.Years}", SoilCarbon.Source);
        var rate = sheet.Computed(SheetPart.Result, "SOC_rate", "dSOC", "土壤有机碳年变化", "tC/(ha·a)", Formula.AtMost(even, most, even, most), "dSOC = min(dSOC*, dSOC_max)", SoilCarbon.Source);
        return sheet.Computed(SheetPart.Result, "SOC_year", "ΔSOC", "土壤有机碳一年的变化", "tCO2e/a", toCo2 * area * rate, "ΔSOC = 44/12·A·dSOC", SoilCarbon.Source);
    }
}
