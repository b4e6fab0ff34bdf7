using CsCheck;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Carbon.Sampling;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Tests.Reductions;

public sealed class ExPostTests
{
    private static readonly Citation Invented = new("检验算例（虚构）", "c");
    private static readonly Gen<MonitoredStratum[]> Strata =
        Gen.Select(Gen.Double[1, 500], Gen.Double[0.4, 0.55], Gen.Double[10, 80].Array[2, 6]).Array[1, 4].Select(all => all.Select((s, i) =>
            new MonitoredStratum($"{i}", $"碳层 {i}", BiomassPool.Trees, new Given(s.Item1, Invented), new Given(s.Item2, Invented), Invented,
                [.. s.Item3.Select((b, p) => new PlotChange($"{p}", 0.3 * b, b))])).ToArray());

    private static Given Of(double? value) => new(value, Invented);

    private static ExPostCase Case(MonitoredStratum[] strata, PrecisionRule? rule, double baseline = 0, double leakage = 0, double emission = 0, double deficit = 0, double? risk = 0.1) =>
        new(Invented, new DateOnly(2024, 3, 1), new DateOnly(2026, 6, 30), strata, rule, 0.9, Of(emission), Of(baseline), Of(leakage), Of(risk), Of(deficit));

    // A stand-in: the relation of figures is what these tests are about, whatever the quantile.
    private static double Student(double outside, long degrees) => 1.645 + (1.0 / degrees);

    private static CalculationSheet Sheet(ExPostCase tranche) => ExPost.Of(tranche, Student);

    private static MonitoredStratum[] TimesArea(MonitoredStratum[] strata, double times) => [.. strata.Select(s => s with { AreaHa = Of(s.AreaHa.Value * times) })];

    [Fact]
    public void The_sheet_agrees_with_the_readable_functions_line_for_line() =>
        Gen.Select(Strata, Gen.Double[0, 200], Gen.Double[0, 5000]).Sample((strata, baseline, deficit) =>
        {
            foreach (var (rule, discount) in new[] { (PrecisionRule.ArTool14, DiscountRule.ArTool14), (PrecisionRule.ArCm, DiscountRule.ArCm) })
            {
                var sheet = Sheet(Case(strata, rule, baseline, deficit: deficit));
                var estimate = StratifiedEstimate.From(
                    [.. strata.Select(s => StratumSample.Of(s.AreaHa.Value!.Value, [.. s.Plots.Select(p => 44.0 / 12 * s.CarbonFraction.Value!.Value * (p.Later!.Value - p.Earlier!.Value))]))],
                    degrees => Student(0.1, degrees));
                Near.Equal(estimate.Mean, sheet.Value("mean.trees")!.Value, 1e-12);
                Near.Equal(estimate.RelativeError!.Value, sheet.Value("u.trees")!.Value, 1e-11);
                if (UncertaintyDiscount.Apply(discount, estimate.Mean, estimate.RelativeError.Value) is not { } discounted)
                {
                    Assert.Null(sheet.Value(ExPost.Issuable));
                    continue;
                }
                var tranche = Reduction.Of(discounted.ProjectValue * strata.Sum(s => s.AreaHa.Value!.Value), baseline, 0, 0.1, deficit);
                Near.Equal(tranche.ReductionT, sheet.Value(ExPost.Reduction)!.Value, 1e-10);
                Near.Equal(tranche.DeficitOutT, sheet.Value(ExPost.DeficitOut)!.Value, 1e-8);
                Assert.Equal(
                    VintageSplit.Of(new(2024, 3, 1), new(2026, 6, 30), (long)sheet.Value(ExPost.Issuable)!.Value),
                    Enumerable.Range(2024, 3).Select(y => (y, (long)sheet.Value($"vintage.{y}")!.Value)));
            }
        }, iter: 200);

    [Fact]
    public void Two_inventories_of_different_plots_agree_with_the_readable_functions_and_never_seem_surer_than_plots_measured_twice() =>
        Strata.Sample(strata =>
        {
            MonitoredStratum[] inventories = [.. strata.Select(s => s with
            {
                Plots = [.. s.Plots.Select(p => new PlotChange($"a{p.Number}", p.Earlier, null)), .. s.Plots.Select(p => new PlotChange($"b{p.Number}", null, p.Later))],
            })];
            StratifiedEstimate Of(Func<PlotChange, double?> end) => StratifiedEstimate.From(
                [.. strata.Select(s => StratumSample.Of(s.AreaHa.Value!.Value, [.. s.Plots.Select(p => 44.0 / 12 * s.CarbonFraction.Value!.Value * end(p)!.Value)]))], degrees => Student(0.1, degrees));
            var (sheet, change) = (Sheet(Case(inventories, PrecisionRule.ArTool14) with { Plots = PlotDesign.Independent }), InventoryChange.Between(Of(p => p.Earlier), Of(p => p.Later)));

            Near.Equal(change.Mean, sheet.Value("mean.trees")!.Value, 1e-11);
            Near.Equal(change.HalfWidth, sheet.Value("half.trees")!.Value, 1e-11);
            Near.Equal(change.RelativeError!.Value, sheet.Value("u.trees")!.Value, 1e-10);
            Near.Equal(sheet.Value("C2.trees")!.Value - sheet.Value("C1.trees")!.Value, sheet.Value("estimate.trees")!.Value, 1e-10);
            // Here the earlier value of a plot is a fixed part of the later one, so its difference varies less than either.
            Assert.True(sheet.Value("half.trees") >= Sheet(Case(strata, PrecisionRule.ArTool14)).Value("half.trees"));
        }, iter: 100);

    [Fact]
    public void An_inventory_with_one_plot_in_a_stratum_is_refused()
    {
        MonitoredStratum[] thin = [new("1", "", BiomassPool.Trees, Of(10), Of(0.5), Invented, [new("1", 4, null), new("2", 5, null), new("3", null, 30)])];

        Assert.Throws<ArgumentException>(() => Sheet(Case(thin, PrecisionRule.ArTool14) with { Plots = PlotDesign.Independent }));
    }

    [Fact]
    public void Dead_matter_follows_the_trees_where_the_methodology_holds_a_share()
    {
        var strata = Strata.Single();
        var without = Sheet(Case(strata, PrecisionRule.ArTool14)).Value("CR")!.Value;

        Near.Equal(1.02 * without, Sheet(Case(strata, PrecisionRule.ArTool14) with { DeadPools = [new("DW", "DW", "枯死木", Of(0.02))] }).Value("CR")!.Value, 1e-12);
    }

    [Fact]
    public void Twice_the_area_gives_twice_the_real_reduction() => Strata.Sample(strata =>
        Near.Equal(2 * Sheet(Case(strata, PrecisionRule.ArTool14)).Value(ExPost.Reduction)!.Value,
            Sheet(Case(TimesArea(strata, 2), PrecisionRule.ArTool14)).Value(ExPost.Reduction)!.Value, 1e-10), iter: 100);

    [Fact]
    public void A_discount_never_raises_a_projects_tonnes() => Strata.Sample(strata =>
    {
        foreach (var rule in new[] { PrecisionRule.ArTool14, PrecisionRule.ArCm })
        {
            var sheet = Sheet(Case(strata, rule));
            Assert.True((sheet.Value("dC.trees") ?? double.NegativeInfinity) <= sheet.Value("estimate.trees")!.Value + 1e-9);
        }
    }, iter: 100);

    [Fact]
    public void Without_the_rule_of_its_methodology_the_error_stands_and_no_tonnes_follow()
    {
        Assert.Null(PrecisionRule.Of("CCER-14-001-V01"));
        var sheet = Sheet(Case(Strata.Single(), PrecisionRule.Of("CCER-14-001-V01")));

        Assert.NotNull(sheet.Value("u.trees"));
        Assert.NotNull(sheet.Value("estimate.trees"));
        Assert.Null(sheet.Value(ExPost.Reduction));
        Assert.Null(sheet.Value(ExPost.Issuable));
        var missing = Assert.Single(sheet.Missing);
        Assert.Contains("扣减规则未录入", missing.NameZh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_that_is_missing_is_named_and_nothing_is_put_in_its_place()
    {
        var sheet = Sheet(Case(Strata.Single(), PrecisionRule.ArTool14, risk: null));

        Assert.Equal("K", Assert.Single(sheet.Missing).Key);
        Assert.Null(sheet.Value(ExPost.Issuable));
        Assert.NotNull(sheet.Value("net"));
    }

    // Worked apart from the program: w 0.6 and 0.4, Δc̄ 58.6667 and 37.9133, s² 26.8889 and 11.8795, n 2 and 3, t(3; 90 %) 2.353363, h 5.505852, u 0.109318; then the rule, 12 t emitted, 30 t baseline, K 0.1, 100 t carried.
    [Theory]
    [InlineData("AR-TOOL14", 4898.887045312993, 4371.198340781694, 4271, 1534, 1830, 907)] // 25 % of the half-width
    [InlineData("AR-CM-001-V01", 4734.341333333333, 4223.1072, 4123, 1481, 1766, 876)] // 6 % of the mean
    public void A_tranche_worked_by_hand_comes_out_the_same(string methodology, double change, double reduction, long issuable, long first, long second, long third)
    {
        MonitoredStratum[] strata =
        [
            new("1", "", BiomassPool.Trees, Of(60), Of(0.5), Invented, [new("1", 10, 40), new("2", 10, 44)]),
            new("2", "", BiomassPool.Trees, Of(40), Of(0.47), Invented, [new("1", 5, 25), new("2", 6, 30), new("3", 4, 26)]),
        ];

        var sheet = ExPost.Of(Case(strata, PrecisionRule.Of(methodology), baseline: 30, emission: 12, deficit: 100), (_, degrees) => degrees == 3 ? 2.353363434801823 : throw new ArgumentOutOfRangeException(nameof(degrees)));

        Near.Equal(50.365333333333325, sheet.Value("mean.trees")!.Value, 1e-12);
        Near.Equal(5.505851520813577, sheet.Value("half.trees")!.Value, 1e-12);
        Near.Equal(change, sheet.Value("dC.trees")!.Value, 1e-12);
        Near.Equal(reduction, sheet.Value(ExPost.Reduction)!.Value, 1e-12);
        Assert.Equal([issuable, first, second, third], new[] { ExPost.Issuable, "vintage.2024", "vintage.2025", "vintage.2026" }.Select(key => (long)sheet.Value(key)!.Value));
    }

    [Fact]
    public void A_pool_of_which_no_plot_changed_changes_nothing_and_says_so_without_a_fault()
    {
        MonitoredStratum[] strata = [Strata.Single()[0], new("b", "竹", BiomassPool.Bamboo, Of(3), Of(0.5), Invented, [new("1", 0, 0), new("2", 4, 4)])];

        foreach (var rule in new[] { PrecisionRule.ArTool14, PrecisionRule.ArCm })
        {
            var sheet = Sheet(Case(strata, rule));

            Assert.All(new[] { "u.bamboo", "rate.bamboo", "dC.bamboo" }, key => Assert.Equal(0, sheet.Value(key)));
        }
    }

    [Fact]
    public void A_change_that_is_nothing_only_on_the_mean_has_no_relative_error_and_asks_for_plots()
    {
        MonitoredStratum[] strata = [new("1", "", BiomassPool.Trees, Of(10), Of(0.5), Invented, [new("1", 10, 14), new("2", 14, 10)])];

        var sheet = Sheet(Case(strata, PrecisionRule.ArTool14));

        Assert.Null(sheet.Value(ExPost.Issuable));
        var why = Assert.Single(sheet.Missing).WhyMissing!;
        Assert.EndsWith("须补样地", why.WhyZh, StringComparison.Ordinal);
        Assert.EndsWith("more plots are needed", why.WhyEn, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_an_error_above_the_ladder_leaves_a_rate_missing()
    {
        MonitoredStratum[] Plots(double spread) => [new("1", "", BiomassPool.Trees, Of(10), Of(0.5), Invented, [.. Enumerable.Range(0, 6).Select(i => new PlotChange($"{i}", 10, 40 + (spread * i)))])];

        Assert.Empty(Sheet(Case(Plots(0.1), PrecisionRule.ArCm)).Missing);
        var missing = Assert.Single(Sheet(Case(Plots(20), PrecisionRule.ArCm)).Missing);
        Assert.Equal(("rate.trees", "相对误差超出扣减表的上限，没有扣减率：须补样地"), (missing.Key, missing.WhyMissing!.WhyZh));
    }

    [Fact]
    public void A_rule_that_is_entered_gives_what_the_same_rule_gives_that_is_known()
    {
        var values = new Dictionary<string, decimal>
        {
            ["precision_base"] = 2, ["precision_steps"] = 4, ["precision_beyond_rate"] = 1, ["precision_step_1_up_to"] = 0.10m, ["precision_step_1_rate"] = 0, ["precision_step_2_up_to"] = 0.15m, ["precision_step_2_rate"] = 0.25m,
            ["precision_step_3_up_to"] = 0.20m, ["precision_step_3_rate"] = 0.50m, ["precision_step_4_up_to"] = 0.30m, ["precision_step_4_rate"] = 0.75m,
        };
        var (entered, wanting) = PrecisionRule.Read(key => values.TryGetValue(key, out var value) ? value : null, Invented);

        Assert.Null(wanting);
        Strata.Sample(strata => Assert.Equal(Sheet(Case(strata, PrecisionRule.ArTool14)).Value(ExPost.Reduction), Sheet(Case(strata, entered)).Value(ExPost.Reduction)), iter: 100);
        foreach (var key in values.Keys.Where(k => k != PrecisionRule.BeyondKey))
            Assert.Equal((null, key), PrecisionRule.Read(k => k != key && values.TryGetValue(k, out var value) ? value : null, Invented));
        Assert.Null(PrecisionRule.Read(k => k != PrecisionRule.BeyondKey && values.TryGetValue(k, out var value) ? value : null, Invented).Rule!.Beyond);
    }

    [Theory]
    [InlineData("precision_base", 3)]
    [InlineData("precision_steps", 1.5)]
    [InlineData("precision_step_2_up_to", 0.1)] // not above the step before
    [InlineData("precision_step_1_rate", -0.1)]
    [InlineData("precision_beyond_rate", 1.1)]
    public void Values_that_make_no_ladder_make_no_rule_and_are_named(string key, double value)
    {
        var values = new Dictionary<string, decimal>
        {
            ["precision_base"] = 1, ["precision_steps"] = 2, ["precision_beyond_rate"] = 1, ["precision_step_1_up_to"] = 0.1m, ["precision_step_1_rate"] = 0, ["precision_step_2_up_to"] = 0.2m, ["precision_step_2_rate"] = 0.06m,
            [key] = (decimal)value,
        };

        Assert.Equal((null, key), PrecisionRule.Read(k => values[k], Invented));
    }

    [Fact]
    public void A_loss_issues_nothing_and_is_carried_undiscounted()
    {
        MonitoredStratum[] burnt = [new("1", "过火", BiomassPool.Trees, Of(10), Of(0.5), Invented, [new("1", 40, 30), new("2", 42, 32)])];

        var sheet = Sheet(Case(burnt, PrecisionRule.ArTool14));

        Assert.Equal(0, sheet.Value(ExPost.Issuable));
        Near.Equal(10 * 10 * 0.5 * 44 / 12, sheet.Value(ExPost.DeficitOut)!.Value, 1e-12);
        Near.Equal(-sheet.Value(ExPost.DeficitOut)!.Value, sheet.Value(ExPost.Reduction)!.Value, 1e-12);
    }

    [Fact]
    public void Every_line_says_where_it_comes_from_and_follows_from_lines_above_it()
    {
        var sheet = Sheet(Case(Strata.Single(), PrecisionRule.ArCm));
        var above = new HashSet<string>();
        foreach (var line in sheet.Lines)
        {
            Assert.All(line.Inputs, input => Assert.Contains(input, above));
            Assert.NotEmpty(line.Citation.Source);
            Assert.NotEmpty(line.Citation.Mark);
            Assert.Equal(line.Formula is null, line.Equation.Length == 0);
            above.Add(line.Key);
        }
    }
}
