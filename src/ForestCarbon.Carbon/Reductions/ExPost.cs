using System.Globalization;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Reductions;

/// <summary>What was measured in a stratum is part of one pool.</summary>
public enum BiomassPool { Trees, Bamboo, Shrubs }

/// <summary>How the plots of both ends of a period belong together.</summary>
public enum PlotDesign
{
    /// <summary>The same plots, measured twice: their differences are the sample.</summary>
    ReMeasured,

    /// <summary>Two inventories of different plots.</summary>
    Independent,
}

/// <summary>A figure that is entered, with its source; null where there is none.</summary>
public sealed record Given(double? Value, Citation Citation)
{
    /// <summary>Of an emission what it is the sum of, where it was computed from entered inputs; empty: it was entered as it is.</summary>
    public IReadOnlyList<EmissionTerm> Terms { get; init; } = [];
}

/// <summary>One plot at both ends of a period: living biomass above and below ground, t d.m./ha.</summary>
/// <param name="Earlier">At the start; 0 only where the plot was measured or known to be bare. Null: missing, or of two inventories the plot is of the other.</param>
public sealed record PlotChange(string Number, double? Earlier, double? Later);

/// <summary>A stratum that was monitored.</summary>
/// <param name="CarbonFraction">t C/t d.m.</param>
public sealed record MonitoredStratum(
    string Code, string NameZh, BiomassPool Pool, Given AreaHa, Given CarbonFraction, Citation PlotCitation, IReadOnlyList<PlotChange> Plots);

/// <summary>What the reduction of a tranche is computed from.</summary>
/// <param name="Method">Where the equations stand.</param>
/// <param name="From">First day, inclusive.</param>
/// <param name="To">Last day, inclusive.</param>
/// <param name="Rule">Null where the methodology's rule is not entered: then there are no issuable tonnes.</param>
/// <param name="Confidence">Of the relative error, a fraction.</param>
/// <param name="EmissionT">Emissions of the period, tCO₂e.</param>
/// <param name="BaselineT">Baseline removals of the period, tCO₂e.</param>
/// <param name="LeakageT">Leakage of the period, tCO₂e.</param>
/// <param name="NonPermanenceRate">Taken off once and last, a fraction.</param>
/// <param name="CarriedDeficitT">What earlier tranches lost and was not made good, tCO₂e.</param>
public sealed record ExPostCase(
    Citation Method, DateOnly From, DateOnly To, IReadOnlyList<MonitoredStratum> Strata, PrecisionRule? Rule, double Confidence, Given EmissionT,
    Given BaselineT, Given LeakageT, Given NonPermanenceRate, Given CarriedDeficitT)
{
    public PlotDesign Plots { get; init; } = PlotDesign.ReMeasured;

    /// <summary>Where the confidence comes from.</summary>
    public Citation ConfidenceCitation { get; init; } = new("本次核算的置信水平", "c");

    /// <summary>What stands in the place of a rule that is not held.</summary>
    public Citation WithoutRule { get; init; } = new("精度与扣减规则未录入", "?") { SourceEn = "the rule of precision and discount is not entered" };

    /// <summary>Pools in dead matter that the methodology counts by a share of the trees; empty: none is counted.</summary>
    public IReadOnlyList<DeadPool> DeadPools { get; init; } = [];

    /// <summary>Soil, where the methodology counts it; null: it does not.</summary>
    public SoilPool? Soil { get; init; }
}

/// <summary>The calculation sheet of a tranche from plot values.</summary>
/// <remarks>
/// Fact sheet §2.6 and §4.1 [M][S10]; where plots are measured twice the formulas stand on their differences:
/// <code>
///   Δcₚ    = 44/12 · CFᵢ · (bₚ₂ − bₚ₁)                       plot p of stratum i, tCO₂e/ha
///   Δc     = Σ wᵢ·Δc̄ᵢ          wᵢ = Aᵢ/A                     per pool
///   se     = √Σ wᵢ²·sᵢ²/nᵢ      df = Σn − M      h = t·se      u = h/|Δc|
///   two inventories of different plots (AR-TOOL14 (1)(2)): c₁ and c₂ each so, Δc = c₂ − c₁, h = √(h₁² + h₂²)
///   ΔC     = A · (Δc − d)       d = rate·|Δc| or rate·h        the methodology's rule
///   CR     = Σ pools ΔC − GHG_E
///   CDR    = (CR − CR_bsl − LK)·(1 − K)  for s ≥ 0, else s    K once and last
///   issued = ⌊max(0, CDR − deficit)⌋                           the one floor; deficit carried on
/// </code>
/// </remarks>
public static class ExPost
{
    public const string Reduction = "CDR";
    public const string Issuable = "issuable";
    public const string DeficitOut = "deficit_out";

    private static readonly Citation Days = new("监测期起止日", "c");

    /// <param name="studentT">Two-sided Student quantile: probability outside, degrees of freedom.</param>
    /// <exception cref="ArgumentException">No stratum, a stratum of no area or fewer than two plots, a period that ends before it begins.</exception>
    public static CalculationSheet Of(ExPostCase tranche, Func<double, long, double> studentT)
    {
        if (tranche.Strata.Count == 0 || tranche.Strata.Any(s => !(s.AreaHa.Value > 0) || s.Plots.Count < 2
            || (tranche.Plots == PlotDesign.Independent && (s.Plots.Count(p => p.Earlier is not null) < 2 || s.Plots.Count(p => p.Later is not null) < 2))))
            throw new ArgumentException("Every stratum has an area and two plots or more, of two inventories at either end.", nameof(tranche));
        ArgumentOutOfRangeException.ThrowIfLessThan(tranche.To, tranche.From, nameof(tranche));
        var (sheet, method) = (new CalculationSheet(studentT), tranche.Method);
        var outside = sheet.Given(SheetPart.Parameters, "alpha", "α", "置信区间外的概率", "1", 1 - tranche.Confidence, tranche.ConfidenceCitation);
        var toCo2 = sheet.Given(SheetPart.Parameters, "co2_c", "44/12", "CO₂ 与碳的质量比", "tCO2e/tC", 44.0 / 12, new Citation("分子量", "c"));
        var ladder = tranche.Rule is null ? null : Ladder(sheet, tranche.Rule);
        var removals = tranche.Strata.GroupBy(s => s.Pool).OrderBy(g => g.Key)
            .Select(pool => PoolChange(sheet, pool.Key, [.. pool], tranche, ladder, outside, toCo2)).ToList();
        if (removals.Contains("dC.trees"))
            foreach (var pool in tranche.DeadPools)
            {
                sheet.Computed(SheetPart.Result, $"d{pool.Key}", $"ΔC_{pool.Symbol}", $"{pool.NameZh}变化", "tCO2e", Formula.Of("dC.trees") * pool.Parameter(sheet), $"ΔC_{pool.Symbol} = ΔC_trees·DF_{pool.Symbol}", Pools.DeadMatter.Source);
                removals.Add($"d{pool.Key}");
            }
        if (tranche.Soil is { } soil)
        {
            var years = sheet.Given(SheetPart.Parameters, "SOC_years", "a_SOC", $"核算期在开工起 {Pools.SoilCarbon.Years} 年之内的年数", "a", soil.YearsWithin(tranche.From, tranche.To), Days);
            sheet.Computed(SheetPart.Result, $"d{SoilPool.Symbol}", $"ΔC_{SoilPool.Symbol}", "土壤有机碳变化", "tCO2e", soil.Yearly(sheet, toCo2) * years, "ΔC_SOC = ΔSOC·年数", Pools.SoilCarbon.Source);
            removals.Add($"d{SoilPool.Symbol}");
        }
        return Tranche(sheet, tranche, removals, method);
    }

    private static string PoolChange(
        CalculationSheet sheet, BiomassPool pool, List<MonitoredStratum> strata, ExPostCase tranche, Func<Formula, Formula>? ladder, Formula outside, Formula toCo2)
    {
        var ((key, name), rule, method) = (pool switch { BiomassPool.Trees => ("trees", "林木"), BiomassPool.Bamboo => ("bamboo", "竹子"), _ => ("shrubs", "灌木") }, tranche.Rule, tranche.Method);
        Formula Line(string what, string symbol, string title, string unit, Formula formula, string equation) =>
            sheet.Computed(SheetPart.Result, $"{what}.{key}", $"{symbol}_{key}", $"{name}{title}", unit, formula, equation, method);
        foreach (var s in strata)
        {
            sheet.Given(SheetPart.Strata, $"CF.{s.Code}", "CFᵢ", "含碳率", "tC/t d.m.", s.CarbonFraction.Value, s.CarbonFraction.Citation, Row(s));
            sheet.Given(SheetPart.Strata, $"A.{s.Code}", "Aᵢ", "面积", "ha", s.AreaHa.Value, s.AreaHa.Citation, Row(s));
        }
        var area = Line("A", "A", "面积", "ha", Formula.Sum([.. strata.Select(s => $"A.{s.Code}")]), "A = ΣAᵢ");
        foreach (var s in strata)
            sheet.Computed(SheetPart.Strata, $"w.{s.Code}", "wᵢ", "面积权重", "1", Formula.Of($"A.{s.Code}") / area, "wᵢ = Aᵢ/A", method, Row(s));
        var (mean, half) = tranche.Plots == PlotDesign.ReMeasured
            ? Estimated(Sample.Difference, sheet, strata, key, name, outside, toCo2, method)
            : Between(sheet, strata, key, name, outside, toCo2, method, area);
        // Ground that changed by nothing on every plot is known exactly; where plots differ around nothing, no share of it can be told.
        var relative = Line("u", "u", "相对误差", "1", Formula.AtMost(Formula.Size(mean), 0,
            Formula.AtMost(half, 0, 0, Formula.None("变化量为 0 而样地之间有差别，相对误差没有意义：须补样地", "the change is 0 while plots differ, so a relative error means nothing: more plots are needed")), half / Formula.Size(mean)), "u = h/|Δc|；Δc 和 h 都为 0 时为 0");
        var rate = rule is null || ladder is null
            ? sheet.Given(SheetPart.Parameters, $"rate.{key}", $"DR_{key}", $"{name}扣减率（扣减规则未录入）", "1", null, tranche.WithoutRule)
            : sheet.Computed(SheetPart.Result, $"rate.{key}", $"DR_{key}", $"{name}扣减率", "1", ladder(relative), "按相对误差查扣减表", rule.Citation);
        var taken = rule?.Base == DiscountBase.HalfWidth ? rate * half : rate * Formula.Size(mean);
        Line("estimate", "ΔC", "变化量（扣减前）", "tCO2e", area * mean, "A·Δc");
        Line("dC", "ΔC", "变化量（扣减后）", "tCO2e", area * (mean - taken), "ΔC = A·(Δc − 扣减)");
        return $"dC.{key}";
    }

    // Mean and half-width of what a sample says of a pool, per hectare.
    private static (Formula Mean, Formula Half) Estimated(Sample sample, CalculationSheet sheet, List<MonitoredStratum> strata, string key, string name, Formula outside, Formula toCo2, Citation method)
    {
        var (at, end, of, c) = (sample.At, sample.End, sample.Of, sample.Symbol);
        Formula Line(string what, string symbol, string title, string unit, Formula formula, string equation) =>
            sheet.Computed(SheetPart.Result, $"{what}{at}.{key}", $"{symbol}{end}_{key}", $"{name}{of}{title}", unit, formula, equation, method);
        foreach (var s in strata)
        {
            var plots = sample.Plots(sheet, s, toCo2, method);
            Formula Computed(string what, string symbol, string title, string unit, Formula formula, string equation) =>
                sheet.Computed(SheetPart.Strata, $"{what}{at}.{s.Code}", symbol, $"{of}{title}", unit, formula, equation, method, Row(s));
            sheet.Given(SheetPart.Strata, $"n{at}.{s.Code}", $"nᵢ{end}", $"{of}样地数", "1", plots.Count, s.PlotCitation, Row(s));
            Computed("m", $"{c}̄{end}ᵢ", $"样地平均{sample.What}", "tCO2e/ha", Formula.Mean(plots), $"{c}̄{end}ᵢ = Σ{c}{end}ₚ/nᵢ");
            Computed("s", $"sᵢ{end}", "样本标准差", "tCO2e/ha", Formula.StandardDeviation(plots), $"sᵢ = √(Σ({c}{end}ₚ − {c}̄{end}ᵢ)²/(nᵢ − 1))");
            var (weight, spread) = (Formula.Of($"w.{s.Code}"), Formula.Of($"s{at}.{s.Code}"));
            Computed("wm", $"wᵢ·{c}̄{end}ᵢ", $"加权平均{sample.What}", "tCO2e/ha", weight * Formula.Of($"m{at}.{s.Code}"), $"wᵢ·{c}̄{end}ᵢ");
            Computed("wv", $"wᵢ²·sᵢ²/nᵢ{end}", "加权方差", "(tCO2e/ha)²", weight * weight * spread * spread / Formula.Of($"n{at}.{s.Code}"), "wᵢ²·sᵢ²/nᵢ");
        }
        var mean = Line("mean", c, $"单位面积{sample.What}", "tCO2e/ha", Formula.Sum([.. strata.Select(s => $"wm{at}.{s.Code}")]), $"{c}{end} = Σwᵢ·{c}̄{end}ᵢ");
        var error = Line("se", "se", "标准误", "tCO2e/ha", Formula.Root(Formula.Sum([.. strata.Select(s => $"wv{at}.{s.Code}")])), "se = √Σwᵢ²sᵢ²/nᵢ");
        var degrees = Line("df", "df", "自由度", "1", Formula.Sum([.. strata.Select(s => $"n{at}.{s.Code}")]) - strata.Count, "df = Σn − M");
        return (mean, Line("half", "h", "置信区间半宽", "tCO2e/ha", Formula.StudentT(outside, degrees) * error, "h = t·se"));
    }

    // Two inventories of different plots: their errors add up, and nothing of them cancels.
    private static (Formula Mean, Formula Half) Between(CalculationSheet sheet, List<MonitoredStratum> strata, string key, string name, Formula outside, Formula toCo2, Citation method, Formula area)
    {
        var (earlier, later) = (Estimated(Sample.Earlier, sheet, strata, key, name, outside, toCo2, method), Estimated(Sample.Later, sheet, strata, key, name, outside, toCo2, method));
        Formula Line(string what, string symbol, string title, string unit, Formula formula, string equation) =>
            sheet.Computed(SheetPart.Result, $"{what}.{key}", $"{symbol}_{key}", $"{name}{title}", unit, formula, equation, Sampling.InventoryChange.Source);
        Line("C1", "C₁", "期初碳储量", "tCO2e", area * earlier.Mean, "C₁ = A·c₁");
        Line("C2", "C₂", "期末碳储量", "tCO2e", area * later.Mean, "C₂ = A·c₂");
        return (
            Line("mean", "Δc", "单位面积变化", "tCO2e/ha", later.Mean - earlier.Mean, "Δc = c₂ − c₁"),
            Line("half", "h", "置信区间半宽", "tCO2e/ha", Formula.Root((earlier.Half * earlier.Half) + (later.Half * later.Half)), "h = √(h₁² + h₂²)，即 u·|ΔC| = √((u₁C₁)² + (u₂C₂)²)"));
    }

    private static string Row(MonitoredStratum stratum) => stratum.NameZh.Length == 0 ? stratum.Code : $"{stratum.Code}　{stratum.NameZh}";

    /// <summary>What the plots of a stratum are a sample of: differences of plots measured twice, or the stock at one end of the period.</summary>
    private sealed record Sample(string At, string End, string Of, string What, string Symbol)
    {
        public static readonly Sample Difference = new("", "", "", "变化", "Δc");
        public static readonly Sample Earlier = new("1", "₁", "期初", "碳储量", "c");
        public static readonly Sample Later = new("2", "₂", "期末", "碳储量", "c");

        /// <summary>Adds the plots; keys of their values.</summary>
        public List<string> Plots(CalculationSheet sheet, MonitoredStratum stratum, Formula toCo2, Citation method)
        {
            var (code, row, fraction) = (stratum.Code, ExPost.Row(stratum), Formula.Of($"CF.{stratum.Code}"));
            Formula Given(string at, string symbol, string name, string number, double? value) =>
                sheet.Given(SheetPart.Plots, $"b{at}.{code}.{number}", symbol, name, "t d.m./ha", value, stratum.PlotCitation, $"{row}　{number}");
            if (At.Length > 0)
            {
                var own = stratum.Plots.Where(p => (At == "1" ? p.Earlier : p.Later) is not null).ToList();
                foreach (var (number, before, after) in own)
                    sheet.Computed(
                        SheetPart.Plots, $"c{At}.{code}.{number}", Symbol + End, $"{Of}样地碳储量", "tCO2e/ha", toCo2 * fraction * Given(At, $"b{End}", $"{Of}生物量", number, At == "1" ? before : after),
                        $"{Symbol}{End}ₚ = 44/12·CFᵢ·b{End}", method, $"{row}　{number}");
                return [.. own.Select(p => $"c{At}.{code}.{p.Number}")];
            }
            foreach (var (number, earlier, later) in stratum.Plots)
            {
                var (before, after) = (Given("1", "b₁", "期初生物量", number, earlier), Given("2", "b₂", "期末生物量", number, later));
                sheet.Computed(SheetPart.Plots, $"d.{code}.{number}", "Δc", "样地变化", "tCO2e/ha", toCo2 * fraction * (after - before), "Δcₚ = 44/12·CFᵢ·(b₂ − b₁)", method, $"{row}　{number}");
            }
            return [.. stratum.Plots.Select(p => $"d.{code}.{p.Number}")];
        }
    }

    // The ladder as a formula of the relative error. Its limits and rates stand among the parameters, once, as those of every other rule.
    private static Func<Formula, Formula> Ladder(CalculationSheet sheet, PrecisionRule rule)
    {
        Formula Given(string key, string symbol, string name, double value) => sheet.Given(SheetPart.Parameters, key, symbol, name, "1", value, rule.Citation);
        var steps = rule.Steps.Select((step, i) => (
            UpTo: Given($"step_up_to.{i + 1}", $"u_{i + 1}", $"扣减表第 {i + 1} 级的相对误差上限", step.UpTo),
            Rate: Given($"step_rate.{i + 1}", $"DR_{i + 1}", $"扣减表第 {i + 1} 级的扣减率", step.Rate))).ToList();
        var beyond = rule.Beyond is { } most
            ? Given("step_rate.beyond", "DR_>", "超出扣减表各级的扣减率", most)
            : Formula.None("相对误差超出扣减表的上限，没有扣减率：须补样地", "the relative error lies beyond the table of discounts, so there is no discount: more plots are needed");
        return relative => Enumerable.Reverse(steps).Aggregate(beyond, (otherwise, step) => Formula.AtMost(relative, step.UpTo, step.Rate, otherwise));
    }

    private static CalculationSheet Tranche(CalculationSheet sheet, ExPostCase tranche, IReadOnlyList<string> removals, Citation method)
    {
        Formula Entered(SheetPart part, string key, string symbol, string name, string unit, Given given) => sheet.Given(part, key, symbol, name, unit, given.Value, given.Citation);
        var emission = EmissionLines.Of(sheet, tranche.EmissionT, null);
        var baseline = Entered(SheetPart.Parameters, "BSL", "CR_bsl", "基准线清除量", "tCO2e", tranche.BaselineT);
        var leakage = Entered(SheetPart.Parameters, "LK", "LK", "泄漏", "tCO2e", tranche.LeakageT);
        var risk = Entered(SheetPart.Parameters, "K", "K_RISK", "非持久性风险扣减率", "1", tranche.NonPermanenceRate);
        var deficit = Entered(SheetPart.Parameters, "deficit_in", "D", "此前未补足的损失", "tCO2e", tranche.CarriedDeficitT);
        var removal = sheet.Computed(SheetPart.Result, "CR", "CR_proj", "项目清除量", "tCO2e", Formula.Sum(removals) - emission, "CR_proj = ΣΔC − GHG_E", method);
        var net = sheet.Computed(SheetPart.Result, "net", "s", "净清除量", "tCO2e", removal - baseline - leakage, "s = CR_proj − CR_bsl − LK", method);
        var reduction = sheet.Computed(
            SheetPart.Result, Reduction, "CDR", "减排量", "tCO2e", Formula.AtMost(0, net, net * (1 - risk), net), "CDR = s·(1 − K_RISK)，s < 0 时为 s", method);
        var issuable = sheet.Computed(
            SheetPart.Result, Issuable, "⌊CDR − D⌋", "可申请登记量", "tCO2e", Formula.Floor(Formula.Most(0, reduction - deficit) + 1e-9), "取整一次", Methodologies.Reduction.Source);
        sheet.Computed(SheetPart.Result, DeficitOut, "D′", "结转的损失", "tCO2e", Formula.Most(0, deficit - reduction), "D′ = max(0, D − CDR)", Methodologies.Reduction.Source);
        var years = Enumerable.Range(tranche.From.Year, tranche.To.Year - tranche.From.Year + 1).ToList();
        foreach (var year in years)
        {
            var first = Math.Max(tranche.From.DayNumber, new DateOnly(year, 1, 1).DayNumber);
            sheet.Given(SheetPart.Result, $"days.{year}", $"d_{year}", $"{year} 年的天数", "d", Math.Min(tranche.To.DayNumber, new DateOnly(year, 12, 31).DayNumber) - first + 1, Days);
        }
        var days = years.Select(y => string.Create(CultureInfo.InvariantCulture, $"days.{y}")).ToList();
        for (var i = 0; i < years.Count; i++)
            sheet.Computed(SheetPart.Result, $"vintage.{years[i]}", $"T_{years[i]}", $"{years[i]} 年的吨数", "tCO2e", Formula.LargestRemainder(issuable, days, i), "最大余数法，按天", Methodologies.Reduction.Source);
        return sheet;
    }
}
