using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Forecasts;

/// <summary>What scenarios say of the stages of a project's life: read from a source by one account, verified by another, withdrawn with a reason.</summary>
public sealed class ForecastStages(Db db)
{
    /// <summary>Enters what a scenario says of one stage, from now on; a second account that enters the same figures verifies them. What stood before stays readable, and kept forecasts stay as they are.</summary>
    /// <exception cref="RefusedException">There is no such scenario or stage, a figure is out of range, or it has no source; nothing was changed.</exception>
    public Task ReadAsync(Actor actor, StageReading reading, CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(reading.Source))
            throw new RefusedException("请写明成功率和用时的依据。", "Say what chance and time rest on.");
        if (reading.Probability is <= 0 or > 1 || decimal.Round(reading.Probability, 4) != reading.Probability)
            throw new RefusedException("成功率须大于 0、不超过 100%，百分数最多两位小数。", "A chance is above 0 and at most 100%, with at most two decimals of a per cent.");
        return db.ChangeAsync(actor, "录入阶段的成功率和用时", async write => await write.ExecuteAsync(
            """
            insert into finance.forecast_stage_reading (scenario, state, probability, lag_months, source)
            select f.scenario, s.state, @Probability, @LagMonths, @source
            from finance.forecast_scenario f
            join ccer.life_state_v s on s.machine = 'project' and s.state = @State and s.state <> all (@ended)
            where f.scenario = @Scenario
            """, new { reading.Scenario, reading.State, reading.Probability, reading.LagMonths, source = reading.Source.Trim(), ended = ProjectForecasts.NotCounted }, ct) == 1
                ? true : throw new RefusedException($"没有情景“{reading.Scenario}”，或项目没有可预测的阶段“{reading.State}”。", $"There is no scenario “{reading.Scenario}”, or no stage “{reading.State}” in which a project can be forecast."), ct);
    }

    /// <summary>Withdraws the reading that holds: from now on the one before it holds, else what the scenario said first, and a stage that it never had is out of it again. The reading stays readable.</summary>
    /// <param name="reason">Why; kept with the withdrawal.</param>
    /// <exception cref="RefusedException">There is no such reading, it does not hold any more, or no reason is given; nothing was changed.</exception>
    public Task WithdrawAsync(Actor actor, long readingId, string reason, CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new RefusedException("请写明撤回的理由。", "Say why it is withdrawn.");
        return db.ChangeAsync(actor, "撤回阶段的成功率和用时", async write => await write.ExecuteAsync(
            """
            insert into finance.forecast_stage_reading (scenario, state, source, withdraws)
            select v.scenario, v.state, @reason, v.reading_id from finance.forecast_stage_v v where v.reading_id = @readingId
            """, new { readingId, reason = reason.Trim() }, ct) == 1
                ? true : throw new RefusedException("这条录入已经不在用：已撤回，或后来另有录入。请按现在的页面办理。", "This reading does not hold any more: it was withdrawn, or read anew since. Go on from the page as it is now."), ct);
    }

    /// <summary>What was read of the stages, newest first, with what was withdrawn.</summary>
    public Task<IReadOnlyList<StageRead>> ReadingsAsync(CancellationToken ct = default) => db.QueryAsync<StageRead>(Sql.Of<ForecastStages>("Forecasts/Sql/stage_readings.sql"), ct: ct);

    /// <summary>Stages in which a project can be forecast, in the order of its life.</summary>
    public Task<IReadOnlyList<StageName>> NamesAsync(CancellationToken ct = default) => db.QueryAsync<StageName>(
        "select s.state, s.name_zh, s.name_en from ccer.life_state_v s where s.machine = 'project' and s.state <> all (@ended) order by s.position", new { ended = ProjectForecasts.NotCounted }, ct);

    /// <summary>What each scenario says of the stages of a project's life; a stage without a row is not in the scenario.</summary>
    public Task<IReadOnlyList<ForecastStage>> ListAsync(CancellationToken ct = default) => db.QueryAsync<ForecastStage>(
        """
        select g.scenario, g.state, s.name_zh, s.name_en, g.probability, g.lag_months, g.source, g.mark, g.readers, g.reading_id, g.read_by, g.read_at
        from finance.forecast_stage_v g
        join ccer.life_state_v s on s.machine = 'project' and s.state = g.state
        order by g.scenario, s.position
        """, ct: ct);
}

/// <param name="State">A state of a project.</param>
/// <param name="Probability">Share of the projects of the stage that come to be registered, above 0 and at most 1, four decimals.</param>
/// <param name="LagMonths">From today to the registration, 0 to 240.</param>
/// <param name="Source">What both rest on.</param>
public sealed record StageReading(string Scenario, string State, decimal Probability, int LagMonths, string Source);

/// <summary>A state of a project and what it is called.</summary>
public sealed record StageName(string State, string NameZh, string NameEn);

/// <summary>The share of a stage's projects that come to be registered, and the months until then, as a scenario has them.</summary>
public abstract record StageFigures
{
    public string Scenario { get; init; } = "";
    public string State { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public decimal Probability { get; init; }
    public int LagMonths { get; init; }
    public string Source { get; init; } = "";
}

/// <summary>What a scenario says of a stage: the share of its projects that come to be registered, and the months until then.</summary>
public sealed record ForecastStage : StageFigures
{
    public string Mark { get; init; } = "";

    /// <summary>Accounts that read these figures from a source: two verify them, none is what was shipped or taken over.</summary>
    public int Readers { get; init; }

    /// <summary>The reading that holds, who made it and when; null: nobody read it, it is what was shipped or taken over.</summary>
    public long? ReadingId { get; init; }
    public string? ReadBy { get; init; }
    public DateTime? ReadAt { get; init; }
}

/// <summary>What was read of a stage, by whom and when, and whether it was withdrawn.</summary>
public sealed record StageRead : StageFigures
{
    public string ReadBy { get; init; } = "";
    public DateTime ReadAt { get; init; }

    /// <summary>Why it was withdrawn; null: it was not.</summary>
    public string? Withdrawn { get; init; }
    public string? WithdrawnBy { get; init; }
    public DateTime? WithdrawnAt { get; init; }
}
