using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Growth.Runs;

/// <summary>A limit a run's change is judged by, in percent either way.</summary>
public sealed record Threshold(string Kind, decimal Percent, string Source);

/// <summary>A jump of a run against the last one that was let pass: kg CO₂e, or ellipsoidal m² for a class's area.</summary>
public sealed record RunJump
{
    public string Kind { get; init; } = "";
    public string Key { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public short? Year { get; init; }
    public decimal BeforeValue { get; init; }
    public decimal AfterValue { get; init; }

    /// <summary>Null where there was nothing before.</summary>
    public decimal? Percent { get; init; }
    public decimal ThresholdPercent { get; init; }
}

/// <summary>Runs that jumped and wait for a person, and the limits they are judged by.</summary>
public sealed class RunReviews(Db db)
{
    /// <summary>The kinds of jump with their limits.</summary>
    public Task<IReadOnlyList<Threshold>> ThresholdsAsync(CancellationToken ct = default) =>
        db.QueryAsync<Threshold>("select kind, percent, source from growth.threshold order by kind", null, ct);

    /// <summary>Sets a limit; it holds from the next run on.</summary>
    /// <exception cref="RefusedException">Not above 0, above 1000, or no such limit.</exception>
    public Task SetThresholdAsync(Actor actor, string kind, decimal percent, string why, CancellationToken ct = default)
    {
        if (percent is <= 0 or > 1000)
            throw new RefusedException("阈值要大于 0，且不超过 1000（单位 %）。", "A limit must be above 0 and at most 1000 (per cent).");
        if (string.IsNullOrWhiteSpace(why))
            throw new RefusedException("请写明阈值的依据。", "Give the grounds of the limit.");
        return db.WriteAsync(actor, TownshipScope.WholeCounty, $"阈值 {kind} 改为 {percent}%：{why}", async write =>
        {
            if (await write.ExecuteAsync(
                "update growth.threshold set percent = @percent, source = @why where kind = @kind", new { kind, percent, why }, ct) == 0)
                throw new RefusedException($"没有名为 {kind} 的阈值。", $"There is no limit named {kind}.");
        }, ct);
    }

    /// <summary>What a run jumped by, the county first, then townships and classes by code; in a scope of townships theirs only.</summary>
    public Task<IReadOnlyList<RunJump>> JumpsAsync(long runId, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<RunJump>(Sql.Of<RunReviews>("Runs/Sql/run_jumps.sql"), new { runId, townships = scope.Codes }, ct);

    /// <summary>Names a finished run of other years than the standard ones as the county's; the newest run that may be shown is.</summary>
    /// <exception cref="RefusedException">It is not finished, has the standard years or was named before, or there is no reason.</exception>
    public Task NameAsCountysAsync(Actor actor, long runId, string? reason, CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new RefusedException("请写明理由：为什么用这些年份作本县的数。", "Give the reason why these years are to be the county's figures.");
        return db.WriteAsync(actor, TownshipScope.WholeCounty, $"核算运行 {runId} 定为本县的数：{reason.Trim()}", async write =>
        {
            if (await write.ExecuteAsync(
                """
                insert into growth.county_run (run_id, reason, named_by)
                select r.run_id, @reason, @by from growth.run_v r
                where r.run_id = @runId and r.result_sha256 is not null and not r.has_standard_years and r.county_named_by is null
                """, new { runId, reason = reason.Trim(), by = actor.Id }, ct) == 0)
                throw new RefusedException($"运行 {runId} 没有完成，或本来就是标准年份，或已经定为本县的数。", $"Run {runId} has not finished, or is of the standard years, or was named as the county's already.");
        }, ct);
    }

    /// <summary>Lets a waiting run pass, or refuses it; a refused run is kept and shown, and no page takes its figures as the county's.</summary>
    /// <exception cref="RefusedException">It does not wait, the person asked for it, or there is no reason.</exception>
    public async Task DecideAsync(Actor actor, long runId, bool approve, string? note, CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(note))
            throw new RefusedException(approve ? "请写明批准的理由。" : "请写明不批准的理由。", approve ? "Give the reason for approving." : "Give the reason for refusing.");
        await db.WriteAsync(actor, TownshipScope.WholeCounty, $"{(approve ? "批准" : "不批准")}核算运行 {runId}：{note}", async write =>
        {
            var asked = await write.ScalarAsync<string?>(
                "select j.requested_by from growth.run r join platform.job_run j using (run_id) where r.run_id = @runId and r.review = 'waiting' for update of r",
                new { runId }, ct) ?? throw new RefusedException($"运行 {runId} 不在等待批准。", $"Run {runId} does not wait for approval.");
            if (asked == actor.Id)
                throw new RefusedException("不能批准自己提出的运行，请由另一个账号处理。", "Nobody decides over a run of their own: another account must.");
            await write.ExecuteAsync(
                """
                update growth.run
                set review = @review, reviewed_by = @by, reviewed_at = clock_timestamp(), review_note = @note
                where run_id = @runId
                """, new { runId, review = approve ? "approved" : "refused", by = actor.Id, note }, ct);
        }, ct);
    }
}
