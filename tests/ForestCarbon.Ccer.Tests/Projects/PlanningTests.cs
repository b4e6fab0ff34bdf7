using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Ccer.Projects;

namespace ForestCarbon.Ccer.Tests.Projects;

/// <summary>Rolling expiry and the go/no-go page's figures: pure functions.</summary>
public sealed class PlanningTests
{
    private static readonly LeadTime[] Steps = [new() { Step = "monitoring", WorkingDays = 60 }, new() { Step = "publicity", WorkingDays = 20 }, new() { Step = "verification", WorkingDays = 40 }];

    private static readonly DateOnly Today = new(2026, 6, 1);

    private static TrancheRow Registered(DateOnly from, DateOnly to) => new() { State = "registered", PeriodFrom = from, PeriodTo = to };

    [Fact]
    public void The_first_uncredited_day_follows_the_registered_tranches_and_lapses_five_years_later()
    {
        var expiry = RollingExpiry.Of(new(2022, 3, 1), new(2042, 2, 28), [Registered(new(2022, 3, 1), new(2024, 12, 31)), new() { State = "verifying", PeriodFrom = new(2025, 1, 1), PeriodTo = new(2025, 12, 31) }], 60_960, Steps, WorkingCalendar.Shipped, Today)!;

        Assert.Equal((new DateOnly(2025, 1, 1), new DateOnly(2030, 1, 1), 254m), (expiry.FirstUncredited, expiry.Lapses, expiry.TonnesPerMonth));
        Assert.Equal(["monitoring", "publicity", "verification"], expiry.LatestStarts.Select(s => s.Step.Step));
        Assert.True(expiry.LatestStarts[0].On < expiry.LatestStarts[1].On && expiry.LatestStarts[1].On < expiry.LatestStarts[2].On && expiry.LatestStarts[2].On < expiry.Lapses);
        Assert.All(expiry.LatestStarts, s => Assert.True(s.IsEstimate));
    }

    [Fact]
    public void Days_before_the_market_are_never_uncredited_and_nothing_lapses_where_all_is_credited()
    {
        Assert.Equal(new DateOnly(2020, 9, 23), RollingExpiry.Of(new(2015, 1, 1), new(2034, 12, 31), [], null, Steps, WorkingCalendar.Shipped, Today)!.FirstUncredited);
        Assert.Null(RollingExpiry.Of(new(2022, 3, 1), new(2024, 12, 31), [Registered(new(2022, 3, 1), new(2024, 12, 31))], 1, Steps, WorkingCalendar.Shipped, Today));
        Assert.Null(RollingExpiry.Of(null, null, [], 1, Steps, WorkingCalendar.Shipped, Today));
        Assert.Null(RollingExpiry.Of(new(2022, 3, 1), new(2042, 2, 28), [], null, Steps, WorkingCalendar.Shipped, Today)!.TonnesPerMonth);
    }

    [Fact]
    public void A_gap_between_registered_tranches_is_uncredited() =>
        Assert.Equal(new DateOnly(2023, 1, 1), RollingExpiry.Of(new(2022, 1, 1), new(2041, 12, 31), [Registered(new(2022, 1, 1), new(2022, 12, 31)), Registered(new(2024, 1, 1), new(2024, 12, 31))], null, Steps, WorkingCalendar.Shipped, Today)!.FirstUncredited);

    [Fact]
    public void Days_that_lapsed_are_counted_as_lost_and_a_gap_that_lapsed_altogether_is_waited_for_no_more()
    {
        TrancheRow[] registered = [Registered(new(2022, 1, 1), new(2022, 12, 31)), Registered(new(2024, 1, 1), new(2024, 12, 31))];
        ExpiryDates? On(DateOnly today) => RollingExpiry.Of(new(2022, 1, 1), new(2041, 12, 31), registered, null, Steps, WorkingCalendar.Shipped, today);

        // An application on the last day of 2028 still reaches back to the last day of 2023, and to no day before it.
        Assert.Equal((new DateOnly(2023, 1, 1), 364), (On(new(2028, 12, 31))!.FirstUncredited, On(new(2028, 12, 31))!.LapsedDays));
        Assert.Equal((new DateOnly(2025, 1, 1), new DateOnly(2030, 1, 1), 365), (On(new(2029, 1, 1))!.FirstUncredited, On(new(2029, 1, 1))!.Lapses, On(new(2029, 1, 1))!.LapsedDays));
        Assert.Equal(0, On(Today)!.LapsedDays);
        Assert.Equal((new DateOnly(2025, 1, 1), 365 + 31), (On(new(2030, 2, 1))!.FirstUncredited, On(new(2030, 2, 1))!.LapsedDays));
        Assert.Null(On(new(2047, 1, 1)));
    }

    [Fact]
    public void A_project_breaks_even_where_its_price_carries_its_costs()
    {
        // 1000 mu, 10,000 t in 20 years: 100,000 once, 5,000 a year, 100 a mu, 1 a tonne make 310,000 yuan.
        CostItem[] costs = [Cost("once", 10_000_000), Cost("per-year", 500_000), Cost("per-mu", 10_000), Cost("per-tonne", 100)];

        var judged = GoNoGo.Judge(1000m * 2000 / 3, 10_000, 20, costs, 4_100);

        Assert.Equal((31_000_000L, 3_100L, true), (judged.CostFen, judged.BreakEvenFen, judged.Pays));
        // (41 − 1) · 10 t/mu − 100 = 300 yuan a mu carry 200,000 fixed: 666.67 mu.
        Assert.Equal(666.67m, judged.LeastMu);
        Assert.Equal(((decimal?)null, false), (GoNoGo.Judge(1000m * 2000 / 3, 10_000, 20, costs, 1_000).LeastMu, GoNoGo.Judge(1000m * 2000 / 3, 10_000, 20, costs, 1_000).Pays));
    }

    [Fact]
    public void A_missing_cost_is_not_nothing_and_no_price_is_assumed()
    {
        var judged = GoNoGo.Judge(1000, 10, 20, [Cost("once", 1), Cost("per-mu", null)], 5_000);

        Assert.Equal(((long?)null, (long?)null, "per-mu"), (judged.CostFen, judged.BreakEvenFen, Assert.Single(judged.Missing)));
        Assert.Null(GoNoGo.Judge(1000, 10, 20, [Cost("once", 1)], null).Pays);
    }

    [Fact]
    public void Without_tonnes_the_cost_of_the_ground_is_told_and_what_is_counted_by_the_tonne_is_said_to_be_left_out()
    {
        var ground = GoNoGo.Judge(1000m * 2000 / 3, null, 20, [Cost("once", 100), Cost("per-mu", 3)], 1);
        Assert.Equal((3_100L, (long?)null, (bool?)null, false), (ground.CostFen, ground.BreakEvenFen, ground.Pays, ground.LeavesOutTonnes));

        var traded = GoNoGo.Judge(1000m * 2000 / 3, null, 20, [Cost("once", 100), Cost("per-tonne", 5)], 1);
        Assert.Equal((100L, true), (traded.CostFen, traded.LeavesOutTonnes));
    }

    private static CostItem Cost(string basis, long? fen) => new() { Name = basis, Basis = basis, AmountFen = fen };
}
