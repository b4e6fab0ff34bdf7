using System.Text;
using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Finance.Forecasts;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Tests.Forecasts;

/// <summary>Paths come from the real days; bands, present value and flags are what their definitions say.</summary>
public sealed class ForecastTests
{
    private static readonly ForecastScenario Plain = new() { Scenario = "x", Survival = 1, LagMonths = 0, MarketShare = 1, DiscountRate = 0.1m };

    private static List<TradingDay> Days(Func<int, decimal> price, int n = 60) => [.. Enumerable.Range(0, n).Select(i => new TradingDay(new DateOnly(2026, 1, 1).AddDays(i), price(i), 1_000))];

    [Fact]
    public void A_price_that_never_moved_gives_one_certain_figure()
    {
        var result = RevenueForecast.Of([new(2026, 1_000)], new Dictionary<int, decimal> { [2026] = 5_000_000 }, Days(_ => 80), Plain, 2026, paths: 50);

        var sold = result.Years.Single(y => y.IssuedT > 0);
        Assert.Equal((2027, 8_000_000d, 8_000_000d), (sold.Year, sold.RevenueFen.Low95, sold.RevenueFen.High95));
        Assert.Equal(Math.Round(-5_000_000 + 8_000_000 / 1.1), result.Totals.Npv!.Median);
        Assert.Equal(5_000_000 / (1_000 / 1.1), result.Totals.BreakEvenFen!.Value, 6);
        Assert.Equal(0.6, result.Totals.Irr!.Value, 9);
    }

    [Fact]
    public void Survival_lag_and_thin_volume_come_in_where_the_definition_says()
    {
        var result = RevenueForecast.Of([new(2026, 1_000)], null, Days(_ => 80), Plain with { Survival = 0.5m, LagMonths = 30, MarketShare = 0.1m }, 2026, paths: 10);

        var sold = result.Years.Single(y => y.IssuedT > 0);
        Assert.Equal((2029, 500m, 5), (sold.Year, sold.IssuedT, sold.SaleDays));
        Assert.Null(result.Totals.Npv);
        Assert.Null(sold.CostFen);
    }

    [Fact]
    public void What_may_never_be_registered_counts_in_part_and_nothing_is_issued_before_its_steps_are_over()
    {
        var result = RevenueForecast.Of([new(2024, 1_000, 0.5m, new(2028, 3, 1)), new(2025, 1_000)], null, Days(_ => 80), Plain, 2026, paths: 10);

        Assert.Equal([(2026, 1_000m), (2028, 500m)], result.Years.Where(y => y.IssuedT > 0).Select(y => (y.Year, y.IssuedT)));
    }

    [Fact]
    public void The_earliest_day_is_behind_every_step_that_remains()
    {
        var periods = new PeriodRules(WorkingCalendar.Shipped, []);
        LeadTime[] steps = [new() { Step = "monitoring", WorkingDays = 60 }, new() { Step = "publicity", WorkingDays = 20 }, new() { Step = "verification", WorkingDays = 40 }];
        EarliestDay Of(string state, int months, string? tranche = null) => EarliestIssuance.Of(state, months, tranche, steps, periods, new(2026, 11, 28));

        // A project without a tranche under way has all three before it, 120 working days; one whose report is in verification, 40.
        Assert.True(Of("registered", 0).On > new DateOnly(2027, 5, 1));
        Assert.InRange(Of("registered", 0, "verifying").On, new DateOnly(2027, 1, 22), new DateOnly(2027, 2, 10));
        Assert.Equal(new DateOnly(2026, 11, 28), Of("registered", 0, "applied").On);
        // An idea has its registration before it as well, whatever its tranches could be.
        Assert.True(Of("design", 18, "applied").On > new DateOnly(2028, 5, 28).AddDays(160));
        Assert.True(Of("design", 18).IsEstimate);
    }

    [Fact]
    public void Bands_lie_in_each_other_and_a_seed_gives_the_same_figures()
    {
        var random = new Random(3);
        var price = 80m;
        var days = Days(_ => price = Math.Round(price * (decimal)(1 + (random.NextDouble() - 0.5) * 0.1), 2), 200);
        var grown = Enumerable.Range(2026, 5).Select(y => new GrownTonnes(y, 2_000)).ToList();

        var (one, two) = (RevenueForecast.Of(grown, null, days, Plain, 2026, 500), RevenueForecast.Of(grown, null, days, Plain, 2026, 500));

        Assert.Equal(one.Years, two.Years);
        Assert.All(one.Years.Where(y => y.IssuedT > 0), y =>
        {
            var b = y.RevenueFen;
            Assert.True(b.Low95 < b.Low80 && b.Low80 < b.Low50 && b.Low50 < b.Median && b.Median < b.High50 && b.High50 < b.High80 && b.High80 < b.High95);
        });
        Assert.True(one.Years[^1].RevenueFen.High95 - one.Years[^1].RevenueFen.Low95 > one.Years.First(y => y.IssuedT > 0).RevenueFen.High95 - one.Years.First(y => y.IssuedT > 0).RevenueFen.Low95);
    }

    [Fact]
    public void A_path_moves_by_the_moves_there_were()
    {
        var days = Days(i => i % 20 == 7 ? 100 : 80);
        var largest = Math.Log(100 / 80.0);

        foreach (var path in PricePaths.Draw(days, 300, 20, 5))
            Assert.All(path.Skip(1).Zip(path, (b, a) => Math.Abs(Math.Log(b / a))), move => Assert.True(move <= largest + 0.02));
        Assert.Throws<ArgumentException>(() => PricePaths.Draw(days[..29], 1, 1, 1));
    }

    [Fact]
    public void A_move_across_a_gap_is_no_daily_return_in_statistics_and_paths()
    {
        // Two days three years before the others, at half their price.
        List<TradingDay> days = [new(new(2023, 1, 3), 40, 1_000), new(new(2023, 1, 4), 40, 1_000), .. Days(i => 80 + i % 2)];

        var (all, daily) = (PriceStatistics.Of(days), PriceStatistics.Of(days, 5));

        Assert.Equal((0, 1), (all.LeftOut, daily.LeftOut));
        Assert.True(daily.DailyVolatility < 0.02 && all.DailyVolatility > 0.05);
        foreach (var path in PricePaths.Draw(days, 300, 20, 5, 5))
            Assert.All(path.Skip(1).Zip(path, (b, a) => Math.Abs(Math.Log(b / a))), move => Assert.True(move < 0.02));
        Assert.Equal(1, RevenueForecast.Of([new(2026, 1_000)], null, days, Plain, 2026, paths: 10, gapDays: 5).LeftOut);
        // Days enough and moves too few.
        Assert.Throws<ArgumentException>(() => PricePaths.Draw([.. Enumerable.Range(0, 40).Select(i => new TradingDay(new DateOnly(2026, 1, 1).AddDays(10 * i), 80, 1))], 1, 1, 1, 5));
    }

    [Fact]
    public void Gaps_and_jumps_are_flagged_and_never_filled()
    {
        List<TradingDay> days = [new(new(2026, 3, 2), 80, 1), new(new(2026, 3, 3), 88, 1), new(new(2026, 3, 4), 96.81m, 1), new(new(2026, 3, 12), 80, 1)];

        // Across a gap a change of 17 % is none of one day: only the gap is told.
        Assert.Equal([("jump", new DateOnly(2026, 3, 4)), ("gap", new DateOnly(2026, 3, 12))], PriceFlags.Of(days, 5, 0.10m).Select(f => (f.Kind, f.To)));
    }

    [Theory]
    [InlineData("prices.csv", "日期,价格（元/吨）,成交量（吨）\n2026-03-02,80.00,10\n2026-03-03,81.00,10\n2026-03-04,999.00,10\n", "第 4 行")]
    [InlineData("prices.json", """[{"date": "2026-03-04", "price": 999, "volume": 10}]""", "第 2 行")]
    public void A_price_of_a_day_to_come_is_refused_by_its_row(string name, string text, string row)
    {
        var refused = Assert.Throws<RefusedException>(() => PriceFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), name, new(2026, 3, 3)));

        Assert.Contains($"{row}的日期 2026-03-04 在今天（2026-03-03）之后", refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(PriceFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), name, new(2026, 3, 4)));
    }

    [Theory]
    [InlineData(new[] { -100d, 110 }, 0.1), InlineData(new[] { -100d, 0, 121 }, 0.1)]
    public void The_internal_rate_is_where_the_worth_is_nothing(double[] flows, double rate) => Assert.Equal(rate, RevenueForecast.Irr(flows)!.Value, 9);

    [Fact]
    public void Flows_that_never_turn_have_no_internal_rate() => Assert.Null(RevenueForecast.Irr([1, 2]));
}
