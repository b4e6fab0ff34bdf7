using ForestCarbon.Finance.Forecasts;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using Npgsql;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Forecasts;

/// <summary>What a scenario says of one stage is read from a source by one account and verified by another.</summary>
public sealed class ForecastStageTests(SampleBooks books) : IClassFixture<SampleBooks>
{
    private ForecastStages Stages => new(books.Db);

    private ProjectForecasts Forecasts => new(books.Db);

    private async Task<ForecastStage?> StageAsync(string scenario, string state) => (await Stages.ListAsync()).SingleOrDefault(s => s.Scenario == scenario && s.State == state);

    [Fact]
    public async Task A_stage_says_what_was_read_last_and_is_verified_by_a_second_account_that_reads_the_same()
    {
        var shipped = (await StageAsync("cautious", "validated"))!;
        Assert.Equal((0, "?"), (shipped.Readers, shipped.Mark));
        StageReading reading = new("cautious", "validated", shipped.Probability / 2, 10, "两局会议纪要（示例）");
        async Task<(decimal, int, string, string, int)> ReadAsync(Actor by, StageReading what)
        {
            await Stages.ReadAsync(by, what);
            return (await StageAsync("cautious", "validated"))! is var s ? (s.Probability, s.LagMonths, s.Source, s.Mark, s.Readers) : default;
        }

        Assert.Equal((reading.Probability, 10, reading.Source, "?", 1), await ReadAsync(Maker, reading));
        Assert.Equal(1, (await ReadAsync(Maker, reading)).Item5); // one account twice is one account
        Assert.Equal((reading.Probability, 12, reading.Source, "?", 1), await ReadAsync(Checker, reading with { LagMonths = 12 }));
        Assert.Equal(1, (await ReadAsync(Maker, reading)).Item5); // what stood before another reading verifies nothing
        Assert.Equal((reading.Probability, 10, reading.Source, "?", 2), await ReadAsync(Checker, reading));
    }

    [Fact]
    public async Task A_stage_that_a_scenario_left_out_comes_in_and_is_taken_over_by_a_new_scenario()
    {
        Assert.Null(await StageAsync("base", "reserve"));

        await Stages.ReadAsync(Maker, new("base", "reserve", 0.2m, 36, "纪要（示例）"));
        await Forecasts.EnterScenarioAsync(Maker, new("agreed", "商定情景", "", 0.8m, 18, 0.1m, null, "纪要（示例）"));

        Assert.Equal((0.2m, 36), (await StageAsync("agreed", "reserve")) is { } taken ? (taken.Probability, taken.LagMonths) : default);
    }

    [Theory]
    [InlineData("none", "design", 0.5, 1, "纪要", "没有情景“none”"), InlineData("base", "withdrawn", 0.5, 1, "纪要", "可预测的阶段“withdrawn”"), InlineData("base", "design", 0d, 1, "纪要", "大于 0"),
     InlineData("base", "design", 1.01, 1, "纪要", "不超过 100%"), InlineData("base", "design", 0.12345, 1, "纪要", "两位小数"), InlineData("base", "design", 0.5, 241, "纪要", "240"), InlineData("base", "design", 0.5, 1, " ", "依据")]
    public async Task A_reading_that_no_forecast_can_use_is_refused_with_a_sentence(string scenario, string state, double probability, int months, string source, string said)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Stages.ReadAsync(Maker, new(scenario, state, (decimal)probability, months, source)));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reading_that_is_withdrawn_leaves_the_stage_as_it_was_before_and_stays_readable()
    {
        var shipped = (await StageAsync("cautious", "applied"))!;
        async Task<(decimal, int, int)> NowAsync() => (await StageAsync("cautious", "applied"))! is var s ? (s.Probability, s.LagMonths, s.Readers) : default;
        async Task WithdrawAsync() => await Stages.WithdrawAsync(Checker, (await StageAsync("cautious", "applied"))!.ReadingId!.Value, "抄错行（示例）");
        await Stages.ReadAsync(Maker, new("cautious", "applied", 0.3m, 7, "纪要一（示例）"));
        await Stages.ReadAsync(Checker, new("cautious", "applied", 0.3m, 7, "纪要一（示例）"));
        await Stages.ReadAsync(Maker, new("cautious", "applied", 0.4m, 8, "纪要二（示例）"));

        await WithdrawAsync();
        Assert.Equal((0.3m, 7, 2), await NowAsync());
        await WithdrawAsync();
        Assert.Equal((0.3m, 7, 1), await NowAsync());
        await WithdrawAsync();
        Assert.Equal((shipped.Probability, shipped.LagMonths, 0), await NowAsync());
        Assert.Equal((shipped.Source, null, null), (await StageAsync("cautious", "applied"))! is var now ? (now.Source, now.ReadingId, now.ReadBy) : default);
        var kept = (await Stages.ReadingsAsync()).Where(r => r.Scenario == "cautious" && r.State == "applied").ToList();
        Assert.Equal([(0.4m, "抄错行（示例）"), (0.3m, "抄错行（示例）"), (0.3m, "抄错行（示例）")], kept.Select(r => (r.Probability, r.Withdrawn)));
        Assert.All(kept, r => Assert.True(r.WithdrawnAt >= r.ReadAt && r.WithdrawnBy is { Length: > 0 }));
    }

    [Fact]
    public async Task A_stage_that_a_scenario_has_from_a_reading_alone_goes_out_of_it_with_the_reading()
    {
        await Stages.ReadAsync(Maker, new("cautious", "reserve", 0.1m, 36, "纪要（示例）"));
        var reading = (await StageAsync("cautious", "reserve"))!.ReadingId!.Value;
        async Task<string> RefusedAsync(string reason) => (await Assert.ThrowsAsync<RefusedException>(() => Stages.WithdrawAsync(Maker, reading, reason))).Message;
        Assert.Contains("理由", await RefusedAsync(" "), StringComparison.Ordinal);

        await Stages.WithdrawAsync(Maker, reading, "储备项目不计");

        Assert.Null(await StageAsync("cautious", "reserve"));
        Assert.Contains("已经不在用", await RefusedAsync("再撤回一次"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reading_is_kept_for_good()
    {
        await Stages.ReadAsync(Maker, new("undisturbed", "design", 0.9m, 12, "纪要（示例）"));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => books.Db.WriteAsync(
            Maker, TownshipScope.WholeCounty, "改数", write => write.ExecuteAsync("update finance.forecast_stage_reading set probability = 1 where scenario = 'undisturbed'")));
        Assert.Equal("kept_for_good", refused.ConstraintName);
    }
}
