using System.Globalization;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Reductions;

/// <summary>What was measured in a stratum is part of one pool.</summary>
public enum BiomassPool { Trees, Bamboo, Shrubs }

/// <summary>A figure that is entered, with its source; null where there is none.</summary>
public sealed record Given(double? Value, Citation Citation);

/// <summary>One plot at both ends of a period: living biomass above and below ground, t d.m./ha.</summary>
/// <param name="Earlier">At the start; 0 only where the plot was measured or known to be bare.</param>
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
    Given BaselineT, Given LeakageT, Given NonPermanenceRate, Given CarriedDeficitT);

/// <summary>The calculation sheet of a tranche from plot values.</summary>
/// <remarks>
/// Fact sheet §2.6 and §4.1 [M][S10]; re-measured plots, so the formulas stand on the plots' differences:
/// <code>
///   Δcₚ    = 44/12 · CFᵢ · (bₚ₂ − bₚ₁)                       plot p of stratum i, tCO₂e/ha
///   Δc     = Σ wᵢ·Δc̄ᵢ          wᵢ = Aᵢ/A                     per pool
///   se     = √Σ wᵢ²·sᵢ²/nᵢ      df = Σn − M      h = t·se      u = h/|Δc|
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
        if (tranche.Strata.Count == 0 || tranche.Strata.FirstOrDefault(s => s.Plots.Count < 2 || !(s.AreaHa.Value > 0)) is not null)
            throw new ArgumentException("Every stratum has an area and two plots or more.", nameof(tranche));
        ArgumentOutOfRangeException.ThrowIfLessThan(tranche.To, tranche.From, nameof(tranche));
        var (sheet, method) = (new CalculationSheet(studentT), tranche.Method);
        var outside = sheet.Given(SheetPart.Parameters, "alpha", "α", "置信区间外的概率", "1", 1 - tranche.Confidence, new Citation("本次核算的置信水平", "c"));
        var toCo2 = sheet.Given(SheetPart.Parameters, "co2_c", "44/12", "CO₂ 与碳的质量比", "tCO2e/tC", 44.0 / 12, new Citation("分子量", "c"));
        var removals = tranche.Strata.GroupBy(s => s.Pool).OrderBy(g => g.Key)
            .Select(pool => PoolChange(sheet, pool.Key, [.. pool], tranche.Rule, outside, toCo2, method)).ToList();
        return Tranche(sheet, tranche, removals, method);
    }

    private static string PoolChange(
        CalculationSheet sheet, BiomassPool pool, List<MonitoredStratum> strata, PrecisionRule? rule, Formula outside, Formula toCo2, Citation method)
    {
        var (key, name) = pool switch { BiomassPool.Trees => ("trees", "林木"), BiomassPool.Bamboo => ("bamboo", "竹子"), _ => ("shrubs", "灌木") };
        foreach (var stratum in strata)
            Measured(sheet, stratum, toCo2, method);
        Formula Line(SheetPart part, string what, string symbol, string title, string unit, Formula formula, string equation) =>
            sheet.Computed(part, $"{what}.{key}", $"{symbol}_{key}", $"{name}{title}", unit, formula, equation, method);
        var area = Line(SheetPart.Result, "A", "A", "面积", "ha", Formula.Sum([.. strata.Select(s => $"A.{s.Code}")]), "A = ΣAᵢ");
        foreach (var s in strata)
        {
            var weight = sheet.Computed(SheetPart.Strata, $"w.{s.Code}", "wᵢ", "面积权重", "1", Formula.Of($"A.{s.Code}") / area, "wᵢ = Aᵢ/A", method, Row(s));
            sheet.Computed(SheetPart.Strata, $"wm.{s.Code}", "wᵢ·Δc̄ᵢ", "加权平均变化", "tCO2e/ha", weight * Formula.Of($"m.{s.Code}"), "wᵢ·Δc̄ᵢ", method, Row(s));
            sheet.Computed(
                SheetPart.Strata, $"wv.{s.Code}", "wᵢ²·sᵢ²/nᵢ", "加权方差", "(tCO2e/ha)²",
                weight * weight * Formula.Of($"s.{s.Code}") * Formula.Of($"s.{s.Code}") / Formula.Of($"n.{s.Code}"), "wᵢ²·sᵢ²/nᵢ", method, Row(s));
        }
        var mean = Line(SheetPart.Result, "mean", "Δc", "单位面积变化", "tCO2e/ha", Formula.Sum([.. strata.Select(s => $"wm.{s.Code}")]), "Δc = Σwᵢ·Δc̄ᵢ");
        var error = Line(SheetPart.Result, "se", "se", "标准误", "tCO2e/ha", Formula.Root(Formula.Sum([.. strata.Select(s => $"wv.{s.Code}")])), "se = √Σwᵢ²sᵢ²/nᵢ");
        var degrees = Line(SheetPart.Result, "df", "df", "自由度", "1", Formula.Sum([.. strata.Select(s => $"n.{s.Code}")]) - strata.Count, "df = Σn − M");
        var half = Line(SheetPart.Result, "half", "h", "置信区间半宽", "tCO2e/ha", Formula.StudentT(outside, degrees) * error, "h = t·se");
        var relative = Line(SheetPart.Result, "u", "u", "相对误差", "1", half / Formula.Size(mean), "u = h/|Δc|");
        var rate = rule is null
            ? sheet.Given(SheetPart.Parameters, $"rate.{key}", $"DR_{key}", $"{name}扣减率（扣减规则未录入）", "1", null, new Citation("精度与扣减规则未录入", "?"))
            : Rate(sheet, key, name, rule, relative);
        var taken = rule?.Base == DiscountBase.HalfWidth ? rate * half : rate * Formula.Size(mean);
        Line(SheetPart.Result, "estimate", "ΔC", "变化量（扣减前）", "tCO2e", area * mean, "A·Δc");
        Line(SheetPart.Result, "dC", "ΔC", "变化量（扣减后）", "tCO2e", area * (mean - taken), "ΔC = A·(Δc − 扣减)");
        return $"dC.{key}";
    }

    private static string Row(MonitoredStratum stratum) => stratum.NameZh.Length == 0 ? stratum.Code : $"{stratum.Code}　{stratum.NameZh}";

    private static void Measured(CalculationSheet sheet, MonitoredStratum stratum, Formula toCo2, Citation method)
    {
        var (code, row) = (stratum.Code, Row(stratum));
        var cf = sheet.Given(SheetPart.Strata, $"CF.{code}", "CFᵢ", "含碳率", "tC/t d.m.", stratum.CarbonFraction.Value, stratum.CarbonFraction.Citation, row);
        sheet.Given(SheetPart.Strata, $"A.{code}", "Aᵢ", "面积", "ha", stratum.AreaHa.Value, stratum.AreaHa.Citation, row);
        foreach (var (number, earlier, later) in stratum.Plots)
        {
            var plot = $"{row}　{number}";
            var before = sheet.Given(SheetPart.Plots, $"b1.{code}.{number}", "b₁", "期初生物量", "t d.m./ha", earlier, stratum.PlotCitation, plot);
            var after = sheet.Given(SheetPart.Plots, $"b2.{code}.{number}", "b₂", "期末生物量", "t d.m./ha", later, stratum.PlotCitation, plot);
            sheet.Computed(SheetPart.Plots, $"d.{code}.{number}", "Δc", "样地变化", "tCO2e/ha", toCo2 * cf * (after - before), "Δcₚ = 44/12·CFᵢ·(b₂ − b₁)", method, plot);
        }
        var plots = stratum.Plots.Select(p => $"d.{code}.{p.Number}").ToList();
        sheet.Given(SheetPart.Strata, $"n.{code}", "nᵢ", "样地数", "1", plots.Count, stratum.PlotCitation, row);
        sheet.Computed(SheetPart.Strata, $"m.{code}", "Δc̄ᵢ", "样地平均变化", "tCO2e/ha", Formula.Mean(plots), "Δc̄ᵢ = ΣΔcₚ/nᵢ", method, row);
        sheet.Computed(SheetPart.Strata, $"s.{code}", "sᵢ", "样本标准差", "tCO2e/ha", Formula.StandardDeviation(plots), "sᵢ = √(Σ(Δcₚ − Δc̄ᵢ)²/(nᵢ − 1))", method, row);
    }

    private static Formula Rate(CalculationSheet sheet, string key, string name, PrecisionRule rule, Formula relative)
    {
        Formula beyond = rule.Beyond is { } most
            ? most
            : sheet.Given(SheetPart.Parameters, $"beyond.{key}", "DR", $"{name}超出上限时的扣减率（须补样地，没有扣减率）", "1", null, rule.Citation);
        var ladder = rule.Steps.Reverse().Aggregate(beyond, (otherwise, step) => Formula.AtMost(relative, step.UpTo, step.Rate, otherwise));
        return sheet.Computed(SheetPart.Result, $"rate.{key}", $"DR_{key}", $"{name}扣减率", "1", ladder, "按相对误差查扣减表", rule.Citation);
    }

    private static CalculationSheet Tranche(CalculationSheet sheet, ExPostCase tranche, IReadOnlyList<string> removals, Citation method)
    {
        Formula Entered(SheetPart part, string key, string symbol, string name, string unit, Given given) => sheet.Given(part, key, symbol, name, unit, given.Value, given.Citation);
        var emission = Entered(SheetPart.Parameters, "GHG", "GHG_E", "项目排放", "tCO2e", tranche.EmissionT);
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
