using System.Globalization;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Carbon.Units;

namespace ForestCarbon.Carbon.Reductions;

/// <summary>Ground of a stratum that grows alike: one species of a planting model, or the stands of one species as they are.</summary>
/// <param name="Key">Names the part in the sheet, once.</param>
/// <param name="WoodDensity">D, t d.m./m³.</param>
/// <param name="Bef">BEF.</param>
/// <param name="RootShoot">R.</param>
/// <param name="CarbonFraction">CF, tC/t d.m.</param>
/// <param name="VolumeM3PerHa">At the end of each year, the first being the year before the crediting period; mean over the part's area.</param>
public sealed record GrowingPart(
    string Key, string NameZh, Given AreaHa, Given WoodDensity, Given Bef, Given RootShoot, Given CarbonFraction, IReadOnlyList<Given> VolumeM3PerHa);

/// <summary>A stratum and what grows on it.</summary>
public sealed record ExpectedStratum(string Code, string NameZh, IReadOnlyList<GrowingPart> Parts);

/// <summary>What stood on a stratum before the project; crown cover as fractions.</summary>
/// <param name="ShrubCoverLater">Without the project, once it is steady.</param>
public sealed record PriorStratum(string Code, string NameZh, Given AreaHa, Given TreeCover, Given ShrubCover, Given ShrubCoverLater);

/// <summary>The vegetation before a project with what AR-TOOL14 makes a baseline of it (<see cref="Pools.CrownCover"/>).</summary>
/// <param name="StartYear">Calendar year of the project's start, the first of the years in which baseline vegetation still changes.</param>
/// <param name="ForestAgb">b_FOREST, t d.m./ha.</param>
/// <param name="ForestIncrement">Δb_FOREST, t d.m./(ha·a).</param>
public sealed record PriorVegetation(
    int StartYear, IReadOnlyList<PriorStratum> Strata, Given ForestAgb, Given ForestIncrement, Given TreeRootShoot, Given TreeCarbonFraction, Given ShrubRatio, Given ShrubRootShoot,
    Given ShrubCarbonFraction, Given LeastShrubCover);

/// <summary>Dead wood or litter as a share of the carbon of living trees.</summary>
/// <param name="Key">Names its lines.</param>
public sealed record DeadPool(string Key, string Symbol, string NameZh, Given Share)
{
    internal Formula Parameter(CalculationSheet sheet) => sheet.Given(SheetPart.Parameters, $"DF_{Key}", $"DF_{Symbol}", $"{NameZh}与林木碳储量之比", "1", Share.Value, Share.Citation);
}

/// <summary>What an ex-ante table is computed from.</summary>
/// <param name="Method">Where the equations stand.</param>
/// <param name="From">First day of the crediting period.</param>
/// <param name="To">Its last day.</param>
/// <param name="EmissionT">Emissions by calendar year, tCO₂e.</param>
/// <param name="BaselineT">Baseline removals by calendar year, tCO₂e.</param>
/// <param name="LeakageT">Leakage by calendar year, tCO₂e.</param>
public sealed record ExAnteCase(
    Citation Method, DateOnly From, DateOnly To, IReadOnlyList<ExpectedStratum> Strata, IReadOnlyList<Given> EmissionT, IReadOnlyList<Given> BaselineT,
    IReadOnlyList<Given> LeakageT, Given NonPermanenceRate)
{
    /// <summary>Gives the baseline of the years for which none is entered; null where the methodology computes none from crown cover.</summary>
    public PriorVegetation? Prior { get; init; }

    /// <summary>The same stands without the project: their growth is the baseline of the years for which none is entered. Empty: there are none.</summary>
    public IReadOnlyList<ExpectedStratum> WithoutProject { get; init; } = [];

    /// <summary>Pools in dead matter that the methodology counts by a share of the trees (<see cref="Pools.DeadMatter"/>); empty: none is counted.</summary>
    public IReadOnlyList<DeadPool> DeadPools { get; init; } = [];

    /// <summary>Soil, where the methodology counts it; null: it does not.</summary>
    public SoilPool? Soil { get; init; }

    /// <summary>Calendar years the crediting period touches.</summary>
    public int Years => To.Year - From.Year + 1;
}

/// <summary>The ex-ante table of a project by calendar year over 20 to 40 years; an expectation only, and never floored.</summary>
/// <remarks>
/// Fact sheet §2.6 [M], with the volumes of the growth model in place of plots; projections are not discounted for uncertainty:
/// <code>
///   C_i,y = A_i · V_i,y · D·BEF·(1+R)·CF · 44/12               part i of a stratum, tCO₂e on 31 December of y
///   ΔC_y  = Σ (C_i,y − C_i,y−1) · days of y in the period / days of y
///   CDR_y = (ΔC_y − GHG_E,y − CR_bsl,y − LK_y)·(1 − K)      where the bracket is negative: without K
/// </code>
/// The baseline is what is entered; where nothing is and the methodology has a way, it is computed: from crown cover (AR-TOOL14 (9)(10)(24)–(27)), or as the growth of the same
/// stands without the project (AR-CM-003).
/// </remarks>
public static class ExAnte
{
    public const int LeastYears = 20;
    public const int MostYears = 40;
    public const string Total = "total";
    private const string Without = "b"; // before the keys of stands without the project
    public const string Mean = "mean";

    /// <summary>The key of a year's reduction.</summary>
    public static string Year(int year) => Of("CDR", year);

    /// <summary>True for a period of 20 to 40 years.</summary>
    public static bool HasLength(DateOnly from, DateOnly to) => to.AddDays(1) >= from.AddYears(LeastYears) && to.AddDays(1) <= from.AddYears(MostYears);

    /// <exception cref="ArgumentException">Not 20 to 40 years, no strata, or the entered years do not match.</exception>
    public static CalculationSheet Of(ExAnteCase project)
    {
        var years = project.Years;
        if (!HasLength(project.From, project.To) || new[] { project.EmissionT, project.BaselineT, project.LeakageT }.Any(y => y.Count != years)
            || project.Strata.Count == 0 || project.Strata.Concat(project.WithoutProject).Any(s => s.Parts.Count == 0 || s.Parts.Any(p => p.VolumeM3PerHa.Count != years + 1)))
            throw new ArgumentException($"An ex-ante table has {LeastYears} to {MostYears} years and every part of a stratum one volume more.", nameof(project));
        var sheet = new CalculationSheet((_, _) => double.NaN);
        var risk = sheet.Given(SheetPart.Parameters, "K", "K_RISK", "非持久性风险扣减率", "1", project.NonPermanenceRate.Value, project.NonPermanenceRate.Citation);
        var toCo2 = sheet.Given(SheetPart.Parameters, "co2_c", "44/12", "CO₂ 与碳的质量比", "tCO2e/tC", Molar.CO2PerC, new Citation("分子量", "c"));
        foreach (var stratum in project.Strata)
            foreach (var part in stratum.Parts)
                Stocks(sheet, project, stratum, part, toCo2, "");
        var isEntered = project.BaselineT.All(b => b.Value is not null);
        foreach (var stratum in isEntered ? [] : project.WithoutProject)
            foreach (var part in stratum.Parts)
                Stocks(sheet, project, stratum, part, toCo2, Without);
        var shares = project.DeadPools.Select(p => (Pool: p, Share: p.Parameter(sheet))).ToList();
        var prior = isEntered || project.Prior is null ? [] : PriorChange.Of(sheet, project.Prior, toCo2);
        var soil = project.Soil?.Yearly(sheet, toCo2);
        for (var i = 0; i < years; i++)
            AddYear(sheet, project, project.From.Year + i, i, risk, prior, shares, soil);
        sheet.Computed(SheetPart.Result, Total, "ΣCDR", "计入期预计减排量", "tCO2e", Formula.Sum([.. Enumerable.Range(project.From.Year, years).Select(Year)]), "ΣCDR", project.Method);
        sheet.Computed(SheetPart.Result, Mean, "CDR/a", "年均预计减排量", "tCO2e/a", Formula.Of(Total) / YearsOf(project), "ΣCDR/年数", project.Method);
        return sheet;
    }

    private static double YearsOf(ExAnteCase project) => Enumerable.Range(project.From.Year, project.Years).Sum(y => (double)DaysIn(project, y) / DaysOf(y));

    private static void Stocks(CalculationSheet sheet, ExAnteCase project, ExpectedStratum stratum, GrowingPart part, Formula toCo2, string of)
    {
        var row = $"{stratum.Code}　{part.NameZh}{(of.Length > 0 ? "（没有项目时）" : "")}";
        Formula Entered(string what, string symbol, string name, string unit, Given given) => sheet.Given(SheetPart.Strata, $"{of}{what}.{part.Key}", symbol, name, unit, given.Value, given.Citation, row);
        var area = Entered("A", "Aᵢ", "面积", "ha", part.AreaHa);
        var density = Entered("D", "D", "木材密度", "t d.m./m³", part.WoodDensity);
        var bef = Entered("BEF", "BEF", "生物量扩展因子", "1", part.Bef);
        var root = Entered("R", "R", "根茎比", "1", part.RootShoot);
        var carbon = Entered("CF", "CF", "含碳率", "tC/t d.m.", part.CarbonFraction);
        var each = sheet.Computed(SheetPart.Strata, $"{of}k.{part.Key}", "k", "单位蓄积的碳储量", "tCO2e/m³", density * bef * (1 + root) * carbon * toCo2, "k = D·BEF·(1+R)·CF·44/12", project.Method, row);
        for (var i = 0; i <= project.Years; i++)
        {
            var year = project.From.Year - 1 + i;
            var volume = sheet.Given(SheetPart.Strata, Of($"{of}V.{part.Key}", year), $"V_{year}", $"{year} 年末单位面积蓄积", "m³/ha", part.VolumeM3PerHa[i].Value, part.VolumeM3PerHa[i].Citation, row);
            sheet.Computed(SheetPart.Strata, Of($"{of}C.{part.Key}", year), $"C_{year}", $"{year} 年末碳储量", "tCO2e", area * volume * each, "C = A·V·k", project.Method, row);
        }
    }

    private static void AddYear(CalculationSheet sheet, ExAnteCase project, int year, int i, Formula risk, IReadOnlyList<string> prior, IReadOnlyList<(DeadPool Pool, Formula Share)> dead, Formula? soil)
    {
        List<string> Stocks(IReadOnlyList<ExpectedStratum> of, string what, int y) => [.. of.SelectMany(s => s.Parts).Select(p => Of($"{what}C.{p.Key}", y))];
        Formula Entered(string key, string symbol, string name, Given given) => sheet.Given(SheetPart.Parameters, Of(key, year), $"{symbol},{year}", $"{year} 年{name}", "tCO2e", given.Value, given.Citation);
        var emission = EmissionLines.Of(sheet, project.EmissionT[i], year);
        var leakage = Entered("LK", "LK", "泄漏", project.LeakageT[i]);
        Formula? share = DaysIn(project, year) is var days && days < DaysOf(year)
            ? sheet.Given(SheetPart.Parameters, Of("days", year), $"d_{year}", $"{year} 年在计入期内的天数", "d", days, new Citation("计入期起止日", "c")) / DaysOf(year)
            : null;
        Formula Within(string key, string symbol, string name, Formula whole, string equation, Citation source) => sheet.Computed(
            SheetPart.Result, Of(key, year), $"{symbol}_{year}", $"{year} 年{name}", "tCO2e", share is null ? whole : whole * share, share is null ? equation : $"{equation}·d/{DaysOf(year)}", source);
        var change = Within("dC", "ΔC", "碳储量变化", Formula.Sum(Stocks(project.Strata, "", year)) - Formula.Sum(Stocks(project.Strata, "", year - 1)), "ΔC = Σ(C_y − C_{y−1})", project.Method);
        var removal = dead.Aggregate(change, (sum, d) => sum + sheet.Computed(
            SheetPart.Result, Of($"d{d.Pool.Key}", year), $"ΔC_{d.Pool.Symbol},{year}", $"{year} 年{d.Pool.NameZh}变化", "tCO2e", change * d.Share, $"ΔC_{d.Pool.Symbol} = ΔC·DF_{d.Pool.Symbol}", Pools.DeadMatter.Source));
        if (soil is not null)
            removal += project.Soil!.Changes(year)
                ? Within("dSOC", "ΔC_SOC", "土壤有机碳变化", soil, "ΔC_SOC = ΔSOC", Pools.SoilCarbon.Source)
                : Entered("dSOC", "ΔC_SOC", "土壤有机碳变化", new Given(0, Pools.SoilCarbon.Source with { Source = $"{Pools.SoilCarbon.Source.Source}：只在开工起 {Pools.SoilCarbon.Years} 年之内变化" }));
        var baseline = project.BaselineT[i] switch
        {
            { Value: not null } entered => Entered("BSL", "CR_bsl", "基准线清除量", entered),
            _ when project.WithoutProject.Count > 0 => Within(
                "BSL", "CR_bsl", "基准线清除量", Formula.Sum(Stocks(project.WithoutProject, Without, year)) - Formula.Sum(Stocks(project.WithoutProject, Without, year - 1)),
                "CR_bsl = Σ(C_y − C_{y−1})，同一林分没有项目时", project.Method),
            _ when project.Prior is { } before && year - before.StartYear >= Pools.CrownCover.SteadyYears =>
                Entered("BSL", "CR_bsl", "基准线清除量", new Given(0, Pools.CrownCover.Source with { Source = $"{Pools.CrownCover.Source.Source}：开工第 {Pools.CrownCover.SteadyYears} 年以后原有植被不再变化" })),
            _ when project.Prior is not null => Within("BSL", "CR_bsl", "基准线清除量", Formula.Sum(prior), "CR_bsl = Σ(ΔC_TREE_BSL,ᵢ + ΔC_SHRUB_BSL,ᵢ)，式 (9)(25)", Pools.CrownCover.Source),
            var missing => Entered("BSL", "CR_bsl", "基准线清除量", missing),
        };
        var net = sheet.Computed(SheetPart.Result, Of("net", year), $"s_{year}", $"{year} 年净清除量", "tCO2e", removal - emission - baseline - leakage,
            $"s = ΔC{string.Concat(dead.Select(d => $" + ΔC_{d.Pool.Symbol}"))}{(soil is null ? "" : " + ΔC_SOC")} − GHG_E − CR_bsl − LK", project.Method);
        sheet.Computed(SheetPart.Result, Year(year), $"CDR_{year}", $"{year} 年预计减排量", "tCO2e", Formula.AtMost(0, net, net * (1 - risk), net), "CDR = s·(1 − K_RISK)，s < 0 时为 s", project.Method);
    }

    private static int DaysIn(ExAnteCase project, int year) =>
        Math.Min(project.To.DayNumber, new DateOnly(year, 12, 31).DayNumber) - Math.Max(project.From.DayNumber, new DateOnly(year, 1, 1).DayNumber) + 1;

    private static int DaysOf(int year) => DateTime.IsLeapYear(year) ? 366 : 365;

    private static string Of(string key, int year) => string.Create(CultureInfo.InvariantCulture, $"{key}.{year}");
}
