using System.Text.Json;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using Npgsql;

namespace ForestCarbon.Platform.Jobs;

/// <summary>
/// Opens runs and drives them to their end, chunk by chunk. Used alike by commands and by scheduled jobs; any number of
/// workers may drive the same run at once, on one machine or many.
/// </summary>
/// <remarks>
/// A chunk is one transaction: claim by row lock, work, mark done, commit. A killed worker's lock dies with its connection,
/// so nothing waits for a lease to end and nothing is done twice half. The last worker to find no open chunk takes the
/// run's advisory lock and finishes it; finishing is one transaction as well.
/// </remarks>
public sealed class RunEngine(Db db)
{
    /// <summary>How often a run is taken up again by itself.</summary>
    public const int MostAttempts = 20;

    private const int FinishLock = 0x0052_0001;

    private static string ThisWorker { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Stores a run with its chunks, in state waiting. Returns its id.</summary>
    public Task<long> OpenAsync(Actor actor, RunRequest request, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"打开运行：{request.Title}", write => OpenAsync(write, request, ct), ct);

    /// <summary>Stores a run inside a change that is already open, so that what belongs to it is stored with it or not at all.</summary>
    public static async Task<long> OpenAsync(Write write, RunRequest request, CancellationToken ct = default)
    {
        var runId = await write.ScalarAsync<long>(
            """
            insert into platform.job_run (kind, title, arguments, requested_by, schedule)
            values (@Kind, @Title, @arguments::jsonb, @requestedBy, @Schedule) returning run_id
            """,
            new { request.Schedule, request.Kind, request.Title, arguments = request.Arguments.GetRawText(), requestedBy = write.Actor.Id }, ct);
        await using var copy = await write.Connection.BeginBinaryImportAsync(
            "copy platform.job_chunk (run_id, chunk, key, weight) from stdin (format binary)", ct);
        for (var chunk = 0; chunk < request.Chunks.Count; chunk++)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(runId, ct);
            await copy.WriteAsync(chunk, ct);
            await copy.WriteAsync(request.Chunks[chunk].Key, ct);
            await copy.WriteAsync(request.Chunks[chunk].Weight, ct);
        }
        await copy.CompleteAsync(ct);
        return runId;
    }

    /// <summary>
    /// Works on the run until no chunk is open, then finishes it. Returns the state it is in afterwards: finished, cancelled,
    /// or failed with the reason stored. Calling it for a run that has ended changes nothing.
    /// </summary>
    public async Task<RunProgress> DriveAsync(
        Actor actor, long runId, IRunWork work, IProgress<RunProgress>? progress = null, CancellationToken ct = default)
    {
        var begun = await BeginAsync(actor, runId, ct);
        if (begun.HasEnded)
            return begun;
        progress?.Report(begun);
        try
        {
            do
            {
                while (await NextAsync(actor, runId, work, ct))
                    progress?.Report(await ProgressAsync(runId, ct));
            }
            while (!await FinishAsync(actor, runId, work, ct));
        }
        catch (Exception failure) when (failure is not OperationCanceledException && IsTheWorksOwn(failure))
        {
            await (failure is RunRefusedException refused
                ? EndAsync(actor, runId, "failed", refused.Chinese, refused.English, ct)
                : EndAsync(actor, runId, "failed", $"{failure.GetType().Name}: {failure.Message}", null, ct));
            throw;
        }
        var end = await ProgressAsync(runId, ct);
        progress?.Report(end);
        return end;
    }

    /// <summary>Where a run stands.</summary>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    public async Task<RunProgress> ProgressAsync(long runId, CancellationToken ct = default) =>
        await db.QuerySingleOrDefaultAsync<RunProgress>(Sql.Of<RunEngine>("Jobs/Sql/progress.sql"), new { runId }, ct)
        ?? throw new KeyNotFoundException($"没有编号为 {runId} 的运行。");

    /// <summary>Runs that wait or are worked on, oldest first; without those that were begun <see cref="MostAttempts"/> times in vain.</summary>
    public Task<IReadOnlyList<UnfinishedRun>> UnfinishedAsync(CancellationToken ct = default) =>
        db.QueryAsync<UnfinishedRun>(Sql.Of<RunEngine>("Jobs/Sql/unfinished.sql"), new { attempts = MostAttempts }, ct);

    /// <summary>
    /// Asks a run to stop after the chunks in work; where nobody works on one, because it waits or its worker was lost, it stops at once. What
    /// is done stays done until the run is opened anew.
    /// </summary>
    public Task CancelAsync(Actor actor, long runId, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"取消运行 {runId}", async write =>
        {
            await write.ExecuteAsync(
                "update platform.job_run set cancel_asked = true where run_id = @runId and state in ('waiting', 'running')", new { runId }, ct);
            // A worker holds the row of its chunk, a finisher the lock, and both lose them with their connection: whatever can be had is held by nobody,
            // and nobody takes it up while we hold it.
            if (await write.ScalarAsync<bool>("select pg_try_advisory_xact_lock(@FinishLock, hashint8(@runId))", new { FinishLock, runId }, ct)
                && await write.ScalarAsync<bool>(Sql.Of<RunEngine>("Jobs/Sql/nobody_works.sql"), new { runId }, ct))
                await write.ExecuteAsync(
                    "update platform.job_run set state = 'cancelled', ended_at = clock_timestamp() where run_id = @runId and state in ('waiting', 'running')", new { runId }, ct);
        }, ct);

    private async Task<RunProgress> BeginAsync(Actor actor, long runId, CancellationToken ct)
    {
        await db.WriteAsync(actor, TownshipScope.WholeCounty, $"运行 {runId} 开始", write => write.ExecuteAsync(
            """
            update platform.job_run
            set state = 'running', started_at = coalesce(started_at, clock_timestamp()), heartbeat_at = clock_timestamp(),
                worker = @worker, attempts = attempts + 1
            where run_id = @runId and state in ('waiting', 'running')
            """, new { runId, worker = ThisWorker }, ct), ct);
        return await ProgressAsync(runId, ct);
    }

    private async Task<bool> NextAsync(Actor actor, long runId, IRunWork work, CancellationToken ct) =>
        await db.WriteAsync(actor, TownshipScope.WholeCounty, $"运行 {runId} 的一块", async write =>
        {
            var claimed = (await write.QueryAsync<ClaimedChunk>(Sql.Of<RunEngine>("Jobs/Sql/claim_chunk.sql"), new { runId }, ct))
                .SingleOrDefault();
            if (claimed is null)
                return false;
            var note = await work.RunChunkAsync(write, runId, claimed.Chunk, claimed.Key, ct);
            await write.ExecuteAsync(
                """
                update platform.job_chunk set done_at = clock_timestamp(), note = @note, worker = @worker where run_id = @runId and chunk = @Chunk
                """, new { runId, claimed.Chunk, note, worker = ThisWorker }, ct);
            return true;
        }, ct);

    // Chunks another worker still holds are not open to us, so the finisher waits for their rows before it looks.
    // False: a worker was lost meanwhile and its chunk is free again.
    private Task<bool> FinishAsync(Actor actor, long runId, IRunWork work, CancellationToken ct) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"运行 {runId} 收尾", async write =>
        {
            await write.ExecuteAsync("select pg_advisory_xact_lock(@FinishLock, hashint8(@runId))", new { FinishLock, runId }, ct);
            await write.ExecuteAsync(
                "select 1 from platform.job_chunk where run_id = @runId and done_at is null for update", new { runId }, ct);
            var state = await write.ScalarAsync<string>(Sql.Of<RunEngine>("Jobs/Sql/state_to_finish.sql"), new { runId }, ct);
            if (state == "ready")
                await work.FinishAsync(write, runId, ct);
            if (state is "ready" or "cancelled")
                await write.ExecuteAsync(
                    """
                    update platform.job_run set state = @end, ended_at = clock_timestamp(), heartbeat_at = clock_timestamp()
                    where run_id = @runId
                    """, new { runId, end = state == "ready" ? "finished" : "cancelled" }, ct);
            return state != "open";
        }, ct);

    private Task EndAsync(Actor actor, long runId, string state, string failure, string? failureEn, CancellationToken ct) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"运行 {runId} 停下", write => write.ExecuteAsync(
            """
            update platform.job_run set state = @state, failure = @failure, failure_en = @failureEn, ended_at = clock_timestamp()
            where run_id = @runId and state = 'running'
            """, new { runId, state, failure, failureEn }, ct), ct);

    // A database that went away is the world's failure: the run stays running and is taken up again. The rest is the run's own.
    // The driver does not count a session that the server ended, or a server that went down, among what passes; a COPY whose
    // connection broke says only that it is disposed of.
    private static bool IsTheWorksOwn(Exception failure) => failure is not NpgsqlException { IsTransient: true } and not IOException
        and not PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        and not ObjectDisposedException { ObjectName: nameof(NpgsqlRawCopyStream) or nameof(NpgsqlBinaryImporter) or nameof(NpgsqlBinaryExporter) };

    private sealed record ClaimedChunk(int Chunk, string Key);
}

/// <summary>What a kind of run does. Implementations keep no state between calls: another process may do the next chunk.</summary>
public interface IRunWork
{
    /// <summary>Does one chunk inside <paramref name="write"/>, replacing anything an earlier try left. Returns a note for the page, or null.</summary>
    /// <exception cref="RunRefusedException">The data does not allow the run; its message is shown.</exception>
    Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct);

    /// <summary>Closes the run inside <paramref name="write"/> when every chunk is done: totals, comparison, hash.</summary>
    Task FinishAsync(Write write, long runId, CancellationToken ct);
}

/// <summary>A run to open: its kind, its title for people, its arguments, and the chunks it is cut into.</summary>
/// <param name="Schedule">The schedule that started it, or null for a person's.</param>
public sealed record RunRequest(
    string Kind, string Title, JsonElement Arguments, IReadOnlyList<ChunkRequest> Chunks, string? Schedule = null);

/// <summary>One part of a run; <paramref name="Weight"/> is its share of the work (for instance parcels), for the progress bar.</summary>
public sealed record ChunkRequest(string Key, long Weight);

/// <summary>A run without an end, and how far it is: where nothing of it changes for a while, nobody works on it.</summary>
public sealed record UnfinishedRun
{
    public long RunId { get; init; }
    public string Kind { get; init; } = "";
    public int Attempts { get; init; }
    public int ChunksDone { get; init; }
}

/// <summary>Where a run stands, as its page and the command line show it.</summary>
public sealed record RunProgress
{
    public long RunId { get; init; }
    public string Kind { get; init; } = "";
    public string Title { get; init; } = "";
    public string State { get; init; } = "";
    public string RequestedBy { get; init; } = "";
    public DateTime CreatedAt { get; init; }
    public DateTime? StartedAt { get; init; }
    public DateTime? EndedAt { get; init; }
    public int Attempts { get; init; }
    public bool CancelAsked { get; init; }
    public string? Failure { get; init; }

    /// <summary>The same in English; null where it is known in Chinese only.</summary>
    public string? FailureEn { get; init; }
    public int Chunks { get; init; }
    public int ChunksDone { get; init; }
    public long Weight { get; init; }
    public long WeightDone { get; init; }

    public bool HasEnded => State is "finished" or "failed" or "cancelled";

    /// <summary>Share of the work done, 0 to 1; a run of no chunks is done when it has ended.</summary>
    public double Fraction => Weight == 0 ? (HasEnded ? 1 : 0) : (double)WeightDone / Weight;

    /// <summary>Whole and done weight for those who see the county; nothing for an account of some townships, because a run computes the whole county.</summary>
    public (long? Whole, long? Done) WeightFor(TownshipScope scope) => scope.Codes is null ? (Weight, WeightDone) : (null, null);
}

/// <summary>The data does not allow a run to go on; the message is for the person who asked for it.</summary>
public sealed class RunRefusedException(string message, string? english = null) : RefusedException(message, english);
