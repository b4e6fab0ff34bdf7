using System.Globalization;
using System.Text;
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

    // With 20,000 t expected, in a state. Past its moves, which the projects' own tests judge.
    private async Task ProjectAsync(string code, string state)
    {
        var today = CountyClock.Today;
        await sample.AsOwnerAsync(
            $"""
            begin;
            set local session_replication_role = replica;
            insert into ccer.project (code, name, state, registry_number, registered_on, opened_by, crediting_from, crediting_to)
            values ('{code}', '{code}', '{state}', {(state == "registered" ? $"'示-{code}', '{today.AddDays(-30):yyyy-MM-dd}'" : "null, null")}, 'sample', '{today.Year - 5}-01-01', '{today.Year + 14}-12-31');
            insert into ccer.idea_figure (project_id, expected_t, source, stated_by) select p.project_id, 20000, '示例', 'maker' from ccer.project p where p.code = '{code}';
            commit
            """);
    }

    [Fact]
    public async Task What_is_kept_names_its_projects_and_only_theirs_are_counted()
    {
        // Issued to the company and sold by it, and no project of the forecast.
        await sample.ReceivedAsync(await sample.TakenAsync(100, 80_00), 5_000_00, Day);
        var today = CountyClock.Today;
        await ProjectAsync("回-1", "registered");
        await ProjectAsync("回-2", "reserve");
        // The one of the day before the forecast was no forecast any more.
        foreach (var (batch, on, first, tonnes) in new[] { ("1", today.AddDays(-1), 1L, 7L), ("2", today, 8L, 40L) })
            await sample.DoneAsync(await sample.Acts.AskAsync(Maker, new IssueAct($"回看-{batch}", "甲", on, "回-1", today.Year - 2, batch, "CCER-14-001-V01", "示例", "回-", first, tonnes, tonnes, $"核-回-{batch}")), "registry", tonnes, on);
        var prices = new StringBuilder("日期,价格（元/吨）,成交量（吨）\n");
        for (var day = new DateOnly(2026, 3, 2); day <= new DateOnly(2026, 4, 20); day = day.AddDays(1))
            prices.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},80.00,1000\n");
        await new PriceBook(sample.Db).ImportAsync(Maker, "CCER", "示例", sample.FileOf(prices.ToString()), "prices.csv");

        var answer = await Forecasts.OfAsync(null, "base", "CCER", TownshipScope.WholeCounty);
        await Forecasts.KeepAsync(Maker, answer);

        // An idea in the reserve is not in the base scenario, nor is anything issued before its steps are over; where a scenario has ideas, they are in.
        Assert.Equal([("回-1", (string?)null), ("回-2", "stage")], answer.Stages.OrderBy(s => s.Code, StringComparer.Ordinal).Select(s => (s.Code, s.Out)));
        var earliest = answer.Stages.Single(s => s.Code == "回-1").Earliest!.Value;
        Assert.True(earliest > today);
        Assert.All(answer.Result.Years.Where(y => y.Year < earliest.Year), y => Assert.Equal(0m, y.IssuedT));
        Assert.Contains("不计“储备”阶段", (await Assert.ThrowsAsync<RefusedException>(() => Forecasts.OfAsync("回-2", "base", "CCER", TownshipScope.WholeCounty))).Message, StringComparison.Ordinal);
        Assert.Null(Assert.Single((await Forecasts.OfAsync("回-2", "undisturbed", "CCER", TownshipScope.WholeCounty)).Stages).Out);
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
        // Its stages are those of the scenario it takes them from, and say so.
        var stages = (await new ForecastStages(sample.Db).ListAsync()).ToLookup(s => s.Scenario);
        Assert.Equal(stages["base"].Select(s => (s.State, s.Probability, s.LagMonths)), stages["drought"].Select(s => (s.State, s.Probability, s.LagMonths)));
        Assert.All(stages["drought"], s => Assert.StartsWith("同情景 base", s.Source, StringComparison.Ordinal));
        Assert.DoesNotContain(stages["base"], s => s.State == "reserve");
        Assert.Equal((0.5m, 24, 0.1m, (decimal?)null, "M", "县林业局函〔演〕1号"), (row.Survival, row.LagMonths, row.MarketShare, row.DiscountRate, row.Mark, row.Source));
        foreach (var (other, sentence) in new[]
                 {
                     (drought, "已经用过"), (drought with { Scenario = "a b" }, "英文字母"), (drought with { Scenario = "x", Survival = 1.2m }, "不超过 100%"), (drought with { Scenario = "x", LagMonths = 121 }, "120 个月"),
                     (drought with { Scenario = "x", DiscountRate = 1 }, "贴现率"), (drought with { Scenario = "x", Source = " " }, "依据"), (drought with { Scenario = "x", StagesOf = "none" }, "各阶段的成功率"),
                 })
            Assert.Contains(sentence, (await Assert.ThrowsAsync<RefusedException>(() => Forecasts.EnterScenarioAsync(Maker, other))).Message, StringComparison.Ordinal);
    }
}
