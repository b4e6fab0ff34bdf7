using System.Globalization;
using System.Text;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Finance.Forecasts;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Finance.Tests.Contracts;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Forecasts;

/// <summary>A forecast is laid beside what came of its own projects, and of no other.</summary>
public sealed class BackTestTests(SampleSales sample) : IClassFixture<SampleSales>
{
    private ProjectForecasts Forecasts => new(sample.Db);

    private Task<int> KeepAsync(string inputs) => sample.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "预测", write => write.ExecuteAsync(
        """
        insert into finance.forecast_run (project_code, scenario, series, made_on, inputs, years)
        values (null, 'base', 'CCER', '2026-01-01', cast(@inputs as jsonb), '[{"Year": 2026, "IssuedT": 5, "RevenueFen": {"Low95": 1, "Median": 2, "High95": 3}}]')
        """, new { inputs }));

    [Fact]
    public async Task What_is_kept_names_its_projects_and_only_theirs_are_counted()
    {
        // Issued to the company and sold by it, and no project of the forecast.
        await sample.ReceivedAsync(await sample.TakenAsync(100, 80_00), 5_000_00, Day);
        var today = CountyClock.Today;
        await sample.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "项目", async write =>
        {
            var project = await ProjectBook.CreateAsync(write, new("回-1", "回看项目", CreditingFrom: new(today.Year - 5, 1, 1), CreditingTo: new(today.Year + 14, 12, 31)), default);
            return await write.ExecuteAsync("insert into ccer.idea_figure (project_id, expected_t, source, stated_by) values (@project, 20000, '示例', 'maker')", new { project });
        });
        await sample.DoneAsync(await sample.Acts.AskAsync(Maker, new IssueAct("回看", "甲", new(today.Year, 1, 2), "回-1", today.Year - 1, "1", "CCER-14-001-V01", "示例", "回-", 1, 40, 40, "核-回")), "registry", 40, new(today.Year, 1, 2));
        var prices = new StringBuilder("日期,价格（元/吨）,成交量（吨）\n");
        for (var day = new DateOnly(2026, 3, 2); day <= new DateOnly(2026, 4, 20); day = day.AddDays(1))
            prices.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},80.00,1000\n");
        await new PriceBook(sample.Db).ImportAsync(Maker, "CCER", "示例", sample.FileOf(prices.ToString()), "prices.csv");

        await Forecasts.KeepAsync(Maker, await Forecasts.OfAsync(null, "base", "CCER", TownshipScope.WholeCounty));

        var kept = Assert.Single(await Forecasts.BackTestAsync(), b => b.MadeOn == today);
        Assert.Equal(["回-1"], kept.Projects!);
        Assert.Equal((40L, 0L), (kept.IssuedT, kept.ReceivedFen));
    }

    [Fact]
    public async Task Issued_is_what_the_subsidiary_book_took_in_and_a_forecast_without_its_projects_is_compared_with_nothing()
    {
        await sample.ReceivedAsync(await sample.TakenAsync(10, 90_00), 300_00, Day);
        await KeepAsync($$"""{"Codes": ["{{SampleSales.Project}}"]}""");
        await KeepAsync("{}");

        var rows = (await Forecasts.BackTestAsync()).Where(b => b.MadeOn == new DateOnly(2026, 1, 1)).ToList();

        Assert.Equal(10_500, rows[0].IssuedT); // 10,000 t of one holder, 500 t of another
        Assert.True(rows[0].ReceivedFen >= 300_00);
        Assert.Null(rows[1].Projects);
        Assert.Null(rows[1].IssuedT);
        Assert.Null(rows[1].ReceivedFen);
    }

    [Fact]
    public async Task A_scenario_is_entered_beside_the_others_with_what_it_rests_on()
    {
        var drought = new NewScenario("drought", "旱灾情景", "Drought", 0.5m, 24, 0.1m, null, "县林业局函〔演〕1号");
        await Forecasts.EnterScenarioAsync(Maker, drought);

        var row = (await Forecasts.ScenariosAsync()).Single(s => s.Scenario == "drought");
        Assert.Equal((0.5m, 24, 0.1m, (decimal?)null, "M", "县林业局函〔演〕1号"), (row.Survival, row.LagMonths, row.MarketShare, row.DiscountRate, row.Mark, row.Source));
        foreach (var (other, sentence) in new[]
                 {
                     (drought, "已经用过"), (drought with { Scenario = "a b" }, "英文字母"), (drought with { Scenario = "x", Survival = 1.2m }, "不超过 100%"), (drought with { Scenario = "x", LagMonths = 121 }, "120 个月"),
                     (drought with { Scenario = "x", DiscountRate = 1 }, "贴现率"), (drought with { Scenario = "x", Source = " " }, "依据"),
                 })
            Assert.Contains(sentence, (await Assert.ThrowsAsync<RefusedException>(() => Forecasts.EnterScenarioAsync(Maker, other))).Message, StringComparison.Ordinal);
    }
}
