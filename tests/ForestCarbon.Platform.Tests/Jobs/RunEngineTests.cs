using System.Collections.Concurrent;
using System.Text.Json;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Testing;

namespace ForestCarbon.Platform.Tests.Jobs;

public sealed class RunEngineTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Actor Worker = Actor.Job("test");
    private readonly RunEngine _engine = new(database.Db);

    [Fact]
    public async Task A_run_does_each_chunk_once_and_then_finishes()
    {
        var work = new Recorder();
        var runId = await OpenAsync(7);

        var end = await _engine.DriveAsync(Worker, runId, work);

        Assert.Equal("finished", end.State);
        Assert.Equal(Enumerable.Range(0, 7), work.Done.Order());
        Assert.Equal(1, work.Finished);
        Assert.Equal(1, end.Fraction);
    }

    [Fact]
    public async Task Two_workers_share_a_run_and_one_of_them_finishes_it()
    {
        var work = new Recorder { Delay = TimeSpan.FromMilliseconds(5) };
        var runId = await OpenAsync(40);

        await Task.WhenAll(_engine.DriveAsync(Worker, runId, work), _engine.DriveAsync(Worker, runId, work));

        Assert.Equal(Enumerable.Range(0, 40), work.Done.Order());
        Assert.Equal(1, work.Finished);
    }

    [Fact]
    public async Task Who_did_how_many_chunks_of_a_run_is_told_by_machine_and_process()
    {
        var runId = await OpenAsync(5);
        var schedules = new Schedules(database.Db);
        Assert.Empty(await schedules.SharesAsync([runId]));
        await _engine.DriveAsync(Worker, runId, new Recorder());
        var here = $"{Environment.MachineName}:{Environment.ProcessId}";
        Assert.Equal([new WorkerShare(runId, here, 5)], await schedules.SharesAsync([runId]));

        // As another machine would have left them.
        await database.Db.WriteAsync(Worker, TownshipScope.WholeCounty, "另一台", write => write.ExecuteAsync(
            $"update platform.job_chunk set worker = 'server-2:7' where run_id = {runId} and chunk < 3"));

        Assert.Equal([new WorkerShare(runId, "server-2:7", 3), new WorkerShare(runId, here, 2)], await schedules.SharesAsync([runId]));
    }

    [Fact]
    public async Task A_chunk_that_was_cut_off_is_done_again_and_the_others_are_not()
    {
        var work = new Recorder { BreakAt = 3 };
        var runId = await OpenAsync(6);
        await Assert.ThrowsAsync<IOException>(() => _engine.DriveAsync(Worker, runId, work));
        Assert.Equal(3, (await _engine.ProgressAsync(runId)).ChunksDone);

        work.BreakAt = -1;
        var end = await _engine.DriveAsync(Worker, runId, work);

        Assert.Equal("finished", end.State);
        Assert.Equal([0, 1, 2, 3, 4, 5], work.Done.Order());
    }

    [Fact]
    public async Task A_chunk_whose_copy_lost_its_connection_is_done_again()
    {
        var work = new Recorder { BreakAt = 1, BreakWith = new ObjectDisposedException(nameof(Npgsql.NpgsqlRawCopyStream)) };
        var runId = await OpenAsync(3);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _engine.DriveAsync(Worker, runId, work));
        Assert.Equal("running", (await _engine.ProgressAsync(runId)).State);

        work.BreakAt = -1;

        Assert.Equal("finished", (await _engine.DriveAsync(Worker, runId, work)).State);
    }

    [Fact]
    public async Task A_refusal_stops_the_run_and_its_sentence_is_kept()
    {
        var runId = await OpenAsync(2);

        await Assert.ThrowsAsync<RunRefusedException>(() => _engine.DriveAsync(Worker, runId, new Recorder { RefuseWith = "缺少曲线" }));

        var end = await _engine.ProgressAsync(runId);
        Assert.Equal(("failed", "缺少曲线"), (end.State, end.Failure));
    }

    [Fact]
    public async Task A_cancelled_run_stops_and_is_never_finished()
    {
        var work = new Recorder();
        var runId = await OpenAsync(5);
        // Its worker has a chunk in hand, so the run goes on until that is done.
        work.AfterChunk = async () =>
        {
            await _engine.CancelAsync(Worker, runId);
            Assert.Equal("running", (await _engine.ProgressAsync(runId)).State);
        };

        var end = await _engine.DriveAsync(Worker, runId, work);

        Assert.Equal("cancelled", end.State);
        Assert.InRange(work.Done.Count, 1, 4);
        Assert.Equal(0, work.Finished);
    }

    [Fact]
    public async Task A_run_whose_worker_was_lost_stops_at_once()
    {
        var work = new Recorder { BreakAt = 1 };
        var runId = await OpenAsync(3);
        await Assert.ThrowsAsync<IOException>(() => _engine.DriveAsync(Worker, runId, work));
        Assert.Equal("running", (await _engine.ProgressAsync(runId)).State);

        await _engine.CancelAsync(Worker, runId);

        var at = await _engine.ProgressAsync(runId);
        Assert.Equal(("cancelled", true), (at.State, at.EndedAt is not null));
        work.BreakAt = -1;
        Assert.Equal("cancelled", (await _engine.DriveAsync(Worker, runId, work)).State);
        Assert.Equal((1, 0), (work.Done.Count, work.Finished));
    }

    [Fact]
    public async Task A_run_that_waits_stops_at_once()
    {
        var runId = await OpenAsync(3);

        await _engine.CancelAsync(Worker, runId);

        Assert.Equal("cancelled", (await _engine.ProgressAsync(runId)).State);
    }

    [Fact]
    public async Task Driving_a_run_that_has_ended_changes_nothing()
    {
        var work = new Recorder();
        var runId = await OpenAsync(2);
        var first = await _engine.DriveAsync(Worker, runId, work);

        var second = await _engine.DriveAsync(Worker, runId, work);

        Assert.Equal(first, second);
        Assert.Equal(1, work.Finished);
    }

    private Task<long> OpenAsync(int chunks) => _engine.OpenAsync(Worker, new RunRequest(
        "test", "测试运行", JsonSerializer.SerializeToElement(new { }),
        [.. Enumerable.Range(0, chunks).Select(i => new ChunkRequest($"k{i}", 10))]));

    private sealed class Recorder : IRunWork
    {
        public ConcurrentBag<int> Done { get; } = [];
        public int Finished;
        public int BreakAt { get; set; } = -1;
        public Exception BreakWith { get; init; } = new IOException("the line went dead");
        public string? RefuseWith { get; init; }
        public TimeSpan Delay { get; init; }
        public Func<Task>? AfterChunk { get; set; }

        public async Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct)
        {
            if (RefuseWith is { } sentence)
                throw new RunRefusedException(sentence);
            if (chunk == BreakAt)
                throw BreakWith;
            await Task.Delay(Delay, ct);
            Done.Add(chunk);
            if (AfterChunk is { } after)
                await after();
            return null;
        }

        public Task FinishAsync(Write write, long runId, CancellationToken ct)
        {
            Interlocked.Increment(ref Finished);
            return Task.CompletedTask;
        }
    }
}
