using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Platform.Jobs;

/// <summary>Work that comes by itself: when, whether, and who is told when it fails. What starts it is the host's affair.</summary>
public sealed record Schedule
{
    public const string YearlyAccounting = "yearly-accounting";
    public const string AccountingAfterImport = "accounting-after-import";
    public const string CurveRefit = "curve-refit";
    public const string Integrity = "integrity";
    public const string DeadlineReminders = "deadline-reminders";

    /// <summary>One of the names above.</summary>
    public string Key { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";

    /// <summary>Minute, hour, day, month, weekday on the county's clock (Asia/Shanghai).</summary>
    public string Cron { get; init; } = "";
    public bool IsEnabled { get; init; }

    /// <summary>Actor who is told; null: every administrator.</summary>
    public string? Responsible { get; init; }
    public string ChangedBy { get; init; } = "";
    public DateTime ChangedAt { get; init; }

    /// <summary>The newest run it started, or null.</summary>
    public long? LastRunId { get; init; }
    public string? LastState { get; init; }
    public DateTime? LastStartedAt { get; init; }
    public string? LastFailure { get; init; }
}

/// <summary>The schedules and the runs of every kind.</summary>
public sealed class Schedules(Db db)
{
    public Task<IReadOnlyList<Schedule>> ListAsync(CancellationToken ct = default) =>
        db.QueryAsync<Schedule>(Sql.Of<Schedules>("Jobs/Sql/schedules.sql"), null, ct);

    public async Task<Schedule?> FindAsync(string key, CancellationToken ct = default) => (await ListAsync(ct)).FirstOrDefault(s => s.Key == key);

    /// <summary>Changes a schedule; who changes it is told from now on when it fails.</summary>
    /// <exception cref="RefusedException">There is no such schedule.</exception>
    public Task ChangeAsync(Actor actor, string key, string cron, bool isEnabled, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"计划 {key}：{cron}，{(isEnabled ? "启用" : "停用")}", async write =>
        {
            if (await write.ExecuteAsync(
                """
                update platform.schedule
                set cron = @cron, is_enabled = @isEnabled, responsible = @by, changed_by = @by, changed_at = clock_timestamp()
                where schedule = @key
                """, new { key, cron, isEnabled, by = actor.Id }, ct) == 0)
                throw new RefusedException($"没有名为 {key} 的计划。", $"There is no schedule named {key}.");
        }, ct);

    /// <summary>A run that the schedule stands behind waits or is worked on.</summary>
    public Task<bool> IsUnderWayAsync(string key, CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<bool>(
        "select exists (select from platform.job_run where schedule = @key and state in ('waiting', 'running'))", new { key }, ct);

    /// <summary>The newest runs of every kind with their progress.</summary>
    public Task<IReadOnlyList<RunProgress>> RunsAsync(int limit = 30, CancellationToken ct = default) =>
        db.QueryAsync<RunProgress>(Sql.Of<Schedules>("Jobs/Sql/newest_runs.sql"), new { limit }, ct);

    /// <summary>Who worked on runs, machine and process each, most chunks first; on one machine or many.</summary>
    public Task<IReadOnlyList<WorkerShare>> SharesAsync(IEnumerable<long> runIds, CancellationToken ct = default) =>
        db.QueryAsync<WorkerShare>(Sql.Of<Schedules>("Jobs/Sql/worker_shares.sql"), new { runs = runIds.ToArray() }, ct);

    /// <summary>What the chunks of a run noted, in their order; the end of a page that says what was checked.</summary>
    public Task<IReadOnlyList<ChunkNote>> NotesAsync(long runId, CancellationToken ct = default) => db.QueryAsync<ChunkNote>(
        "select chunk, key, done_at, note, note_en from platform.job_chunk where run_id = @runId order by chunk", new { runId }, ct);

    /// <summary>The schedule that started a run, or null.</summary>
    public Task<string?> ScheduleOfAsync(long runId, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<string?>("select schedule from platform.job_run where run_id = @runId", new { runId }, ct);
}

/// <summary>How many chunks of a run a process did.</summary>
/// <param name="Worker">Machine and process number, such as <c>server-2:4711</c>.</param>
/// <param name="Chunks">0 while it works on its first.</param>
public sealed record WorkerShare(long RunId, string Worker, int Chunks);

/// <summary>What became of one chunk.</summary>
public sealed record ChunkNote
{
    public int Chunk { get; init; }
    public string Key { get; init; } = "";
    public DateTime? DoneAt { get; init; }
    public string? Note { get; init; }

    /// <summary>The same in English; null where it is known in Chinese only.</summary>
    public string? NoteEn { get; init; }
}
