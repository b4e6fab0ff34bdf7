using System.Globalization;
using System.Text;
using ForestCarbon.Finance.Forecasts;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Forecasts;

/// <summary>What a county forecasts a mu and year, of projects that run for unlike numbers of years.</summary>
public sealed class MuYearTests(SampleBooks books) : IClassFixture<SampleBooks>
{
    // Registered, with 20,000 t on 1,000 mu (666,666.6667 m²) from this year on. Past its moves, which the projects' own tests judge.
    private Task ProjectAsync(string code, int years, string state = "registered")
    {
        var today = CountyClock.Today;
        var number = state == "registered" ? $"'示-{code}'" : "null";
        return books.AsOwnerAsync(
            $"""
            begin;
            set local session_replication_role = replica;
            insert into ccer.project (code, name, state, registry_number, registered_on, opened_by, crediting_from, crediting_to)
            values ('{code}', '{code}', '{state}', {number}, '{today.AddDays(-30):yyyy-MM-dd}', 'sample', '{today.Year}-01-01', '{today.Year + years - 1}-12-31');
            insert into ccer.idea_figure (project_id, area_m2, expected_t, source, stated_by) select p.project_id, 666666.6667, 20000, '示例', 'maker' from ccer.project p where p.code = '{code}';
            commit
            """);
    }

    private async Task PricesAsync()
    {
        var prices = new StringBuilder("日期,价格（元/吨）,成交量（吨）\n");
        for (var day = new DateOnly(2026, 3, 2); day <= new DateOnly(2026, 4, 20); day = day.AddDays(1))
            prices.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},80.00,1000\n");
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, prices.ToString());
        await new PriceBook(books.Db).ImportAsync(Maker, "CCER", "示例", path, "prices.csv");
        File.Delete(path);
    }

    [Fact]
    public async Task Tonnes_and_revenue_are_divided_by_each_area_times_its_own_years()
    {
        await ProjectAsync("亩-20", 20);
        await ProjectAsync("亩-10", 10);
        await PricesAsync();

        var answer = await new ProjectForecasts(books.Db).OfAsync(null, "base", "CCER", TownshipScope.WholeCounty);

        // 40,000 t over 1,000 mu × 20 years and 1,000 mu × 10 years.
        Assert.Equal(1.3333m, answer.TonnesPerMuYear!.Value, 4);
        Assert.Equal((decimal)answer.Result.Years.Sum(y => y.RevenueFen.Median) / 100 / 30_000, answer.YuanPerMuYear!.Value, 4);

        // Half of what is designed comes to be registered: half its area bears half its revenue.
        await ProjectAsync("亩-半", 20, "design");
        var likely = await new ProjectForecasts(books.Db).OfAsync("亩-半", "base", "CCER", TownshipScope.WholeCounty);
        Assert.Equal(0.5m, Assert.Single(likely.Stages).Probability);
        Assert.Equal(1m, likely.TonnesPerMuYear!.Value, 4);
        Assert.Equal((20_000m, 10_000m), (decimal.Round(likely.MuYears, 4), decimal.Round(likely.LikelyMuYears, 4)));
        Assert.Equal((decimal)likely.Result.Years.Sum(y => y.RevenueFen.Median) / 100 / 10_000, likely.YuanPerMuYear!.Value, 4);
        var county = await new ProjectForecasts(books.Db).OfAsync(null, "base", "CCER", TownshipScope.WholeCounty);
        Assert.Equal((decimal)county.Result.Years.Sum(y => y.RevenueFen.Median) / 100 / 40_000, county.YuanPerMuYear!.Value, 4);
    }

    [Fact]
    public async Task Years_that_the_time_of_the_stage_lets_lapse_are_told_as_that()
    {
        await ProjectAsync("迟-1", 1, "reserve");
        await new ProjectForecasts(books.Db).EnterScenarioAsync(Maker, new("slow", "慢", "Slow", 0.8m, 0, 0.1m, null, "纪要（示例）"));
        await new ForecastStages(books.Db).ReadAsync(Maker, new("slow", "reserve", 0.5m, 120, "纪要（示例）"));
        await PricesAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => new ProjectForecasts(books.Db).OfAsync("迟-1", "slow", "CCER", TownshipScope.WholeCounty));

        Assert.Contains("慢”的用时和还要走的步骤使 迟-1 最早到", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Slow", refused.English, StringComparison.Ordinal);
    }
}
