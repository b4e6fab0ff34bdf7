namespace ForestCarbon.Cli.Calculators;

/// <summary>One calculator: its name, the fields a case may have, and what it does with them.</summary>
internal sealed record Calculator(string Name, string Title, string[] Fields, Action<CaseInput, CaseOutput> Compute);

/// <summary>Every calculator of contract.md §2.</summary>
internal static class CalculatorList
{
    public static IReadOnlyList<Calculator> All { get; } =
    [
        new("units", "面积与质量换算", ["value", "from", "to"], GrowthCalculators.Units),
        new("growth-curve", "生长曲线", ["form", "parameters", "ages"], GrowthCalculators.GrowthCurve),
        new("curve-fit", "生长曲线拟合", ["form", "points", "start"], GrowthCalculators.CurveFit),
        new("tree-volume", "二元立木材积", ["table", "dbh_cm", "height_m"], BiomassCalculators.TreeVolume),
        new("tree-biomass", "单木生物量", ["equation", "dbh_cm", "height_m"], BiomassCalculators.TreeBiomass),
        new("bamboo-biomass", "单株竹生物量", ["equation", "dbh_cm", "age_du"], BiomassCalculators.BambooBiomass),
        new("stand-biomass", "林分蓄积换算生物量与碳", BiomassCalculators.StandFields, BiomassCalculators.StandBiomass),
        new("root-ratio", "根茎比", ["equation", "agb_t_per_ha"], BiomassCalculators.RootRatio),
        new("stratified-estimate", "分层抽样估计", ["strata", "confidence"], SamplingCalculators.StratifiedEstimate),
        new(
            "uncertainty-discount", "不确定性折减", ["rule", "mean", "half_width", "relative_error"],
            SamplingCalculators.UncertaintyDiscount),
        new(
            "sample-size", "样地数量", ["strata", "plot_ha", "allowed_relative_error", "confidence"],
            SamplingCalculators.SampleSize),
        new("error-propagation", "误差传播", ["rule", "values", "half_width_percent"], SamplingCalculators.ErrorPropagation),
        new("ellipsoid-area", "椭球面积", ["wkt", "crs"], GroundCalculators.EllipsoidArea),
        new("transform", "坐标转换", ["x", "y", "from", "to"], GroundCalculators.Transform),
        new("working-days", "工作日期限", ["start", "days", "count_first_day"], TrancheCalculators.WorkingDays),
        new(
            "crediting-window", "可申请减排量的时段", ["application_date", "crediting_start", "crediting_end"],
            TrancheCalculators.CreditingWindow),
        new("reduction", "减排量", TrancheCalculators.ReductionFields, TrancheCalculators.Reduction),
        new("fire-emission", "火烧非二氧化碳排放", TrancheCalculators.FireFields, TrancheCalculators.FireEmission),
        new("hwp", "木产品碳库", ["half_life_years", "inflows_tc", "stock_start_tc"], TrancheCalculators.WoodProducts),
        new("share", "收益分成到分", ["amount_fen", "shares"], MoneyCalculators.Share),
        new("price-stats", "价格统计", ["rows"], MoneyCalculators.PriceStatistics),
    ];

    public static Calculator? Find(string name) => All.FirstOrDefault(c => c.Name == name);
}
