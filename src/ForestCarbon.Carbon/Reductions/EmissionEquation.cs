using System.Globalization;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Carbon.Units;

namespace ForestCarbon.Carbon.Reductions;

/// <summary>An input of an emission's equation.</summary>
/// <param name="Unit">As the equation asks for it.</param>
/// <param name="IsShare">A fraction, 0 to 1; else 0 or more.</param>
public sealed record EmissionInput(string Key, string Symbol, string NameZh, string NameEn, string Unit, bool IsShare = false);

/// <summary>
/// How an emission of a year or of a period follows from what people enter. Inputs and result are lines of the sheet and cells of the workbook; every input is given, none has a default.
/// </summary>
/// <param name="Text">The equation as it is read.</param>
/// <param name="From">The formula of the inputs, in their order; tCO₂e.</param>
public sealed record EmissionEquation(
    string Key, string NameZh, string NameEn, string Text, Citation Source, IReadOnlyList<EmissionInput> Inputs, Func<IReadOnlyList<Formula>, Formula> From)
{
    private static readonly EmissionInput Area = new("area_ha", "A", "面积", "Area", "ha");
    private static readonly EmissionInput Biomass = new("agb_t_per_ha", "b", "地上生物量", "Above-ground biomass", "t d.m./ha");

    /// <summary>CH₄ and N₂O of biomass burnt; <see cref="Methodologies.FireEmission"/> is the oracle. The CO₂ shows as lost stock and is never added here.</summary>
    public static EmissionEquation Fire { get; } = new(
        "fire-emission", "火烧的 CH₄ 与 N₂O", "CH4 and N2O from burning", "0.001·A·b·COMF·(EF_CH₄·GWP_CH₄ + EF_N₂O·GWP_N₂O)", new Citation("A/R 工具 08 的形式", "M"),
        [
            Area, Biomass, new("combustion_factor", "COMF", "燃烧系数", "Combustion factor", "1", IsShare: true), new("ef_ch4_g_per_kg", "EF_CH₄", "CH₄ 排放因子", "Emission factor of CH4", "g/kg d.m."),
            new("ef_n2o_g_per_kg", "EF_N₂O", "N₂O 排放因子", "Emission factor of N2O", "g/kg d.m."), new("gwp_ch4", "GWP_CH₄", "CH₄ 全球变暖潜势", "Global warming potential of CH4", "1"),
            new("gwp_n2o", "GWP_N₂O", "N₂O 全球变暖潜势", "Global warming potential of N2O", "1"),
        ],
        i => 0.001 * i[0] * i[1] * i[2] * ((i[3] * i[5]) + (i[4] * i[6])));

    /// <summary>Shrubs cleared at site preparation: their carbon counts as emitted in that year (fact sheet §2.6 [M]).</summary>
    /// <remarks>
    /// <code>
    ///   GHG = 44/12 · CF · (1 + R) · A · b
    ///   A   cleared area, ha            b    above-ground biomass of the shrubs, t d.m./ha
    ///   R   root-shoot ratio            CF   carbon fraction, t C/t d.m.
    /// </code>
    /// </remarks>
    public static EmissionEquation ClearedShrubs { get; } = new(
        "cleared-shrubs", "清除灌木的碳", "Carbon of cleared shrubs", "44/12·CF·(1+R)·A·b", new Citation("整地清除的灌木计为当年排放", "M"),
        [Area, Biomass, new("root_shoot", "R", "根茎比", "Root-shoot ratio", "1"), new("carbon_fraction", "CF", "含碳率", "Carbon fraction", "tC/t d.m.", IsShare: true)],
        i => Molar.CO2PerC * i[3] * (1 + i[2]) * i[0] * i[1]);

    public static IReadOnlyList<EmissionEquation> All { get; } = [Fire, ClearedShrubs];

    /// <summary>Null where there is none of that key.</summary>
    public static EmissionEquation? Find(string key) => All.FirstOrDefault(e => e.Key == key);

    /// <summary>What it gives, tCO₂e.</summary>
    /// <param name="values">In the order of <see cref="Inputs"/>.</param>
    public double Tco2e(IReadOnlyList<double> values) => FormulaValue.Of(From([.. values.Select(v => (Formula)v)]), _ => null, (_, _) => double.NaN)!.Value;
}

/// <summary>One of the things an emission is the sum of: a fire, the shrubs of one clearing.</summary>
/// <param name="Values">Inputs in the order of the equation.</param>
public sealed record EmissionTerm(EmissionEquation Equation, IReadOnlyList<double> Values)
{
    /// <summary>tCO₂e.</summary>
    public double Tco2e => Equation.Tco2e(Values);
}

/// <summary>Lines of a sheet on the project's emissions.</summary>
internal static class EmissionLines
{
    /// <summary>Adds the emission: as it was entered, or the inputs and the equation of each thing it is the sum of.</summary>
    /// <param name="year">Calendar year; null: the whole period of a tranche.</param>
    public static Formula Of(CalculationSheet sheet, Given emission, int? year)
    {
        string Key(string key) => year is { } y ? string.Create(CultureInfo.InvariantCulture, $"{key}.{y}") : key;
        string Symbol(string symbol) => year is { } y ? string.Create(CultureInfo.InvariantCulture, $"{symbol},{y}") : symbol;
        string Name(string name) => year is { } y ? string.Create(CultureInfo.InvariantCulture, $"{y} 年{name}") : name;
        if (emission.Terms.Count == 0)
            return sheet.Given(SheetPart.Parameters, Key("GHG"), Symbol("GHG_E"), Name("项目排放"), "tCO2e", emission.Value, emission.Citation);
        var terms = emission.Terms.Select((term, i) =>
        {
            var (equation, number) = (term.Equation, (i + 1).ToString(CultureInfo.InvariantCulture));
            var inputs = equation.Inputs.Select((input, at) => sheet.Given(
                SheetPart.Parameters, Key($"GHG{number}.{input.Key}"), Symbol($"{input.Symbol} ({number})"), Name($"{equation.NameZh}：{input.NameZh}"), input.Unit, term.Values[at], emission.Citation)).ToList();
            // Who verifies the figure compares the equation with the methodology as well: it has no reading of its own.
            sheet.Computed(SheetPart.Result, Key($"GHG{number}"), Symbol($"GHG ({number})"), Name(equation.NameZh), "tCO2e", equation.From(inputs), $"GHG = {equation.Text}",
                equation.Source with { IsRead = emission.Citation.IsRead, NeedsReading = true });
            return Key($"GHG{number}");
        }).ToList();
        return sheet.Computed(SheetPart.Result, Key("GHG"), Symbol("GHG_E"), Name("项目排放"), "tCO2e", Formula.Sum(terms), "GHG_E = ΣGHG", emission.Citation);
    }
}
