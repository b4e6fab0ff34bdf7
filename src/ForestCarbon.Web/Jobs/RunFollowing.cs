using ForestCarbon.Platform.Jobs;
using Hangfire;

namespace ForestCarbon.Web.Jobs;

/// <summary>
/// Takes up runs that nobody works on: all that are unfinished when this program starts, and afterwards those that stand
/// still, as one does whose command was killed.
/// </summary>
/// <remarks>A run that somebody works on after all loses nothing: any number of workers may drive it at once.</remarks>
public sealed partial class RunFollowing(RunEngine runs, IBackgroundJobClient jobs, ILogger<RunFollowing> log) : BackgroundService
{
    /// <summary>How long nothing of a run may change before it is taken up; longer than a chunk takes.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        IReadOnlyList<UnfinishedRun>? before = null;
        var handedOn = new HashSet<UnfinishedRun>();
        do
        {
            try
            {
                var now = await runs.UnfinishedAsync(stoppingToken);
                foreach (var run in now.Where(run => before is null || before.Contains(run)))
                    // One that still waits in the queue is not put there again.
                    if (handedOn.Add(run) && jobs.Enqueue(run.Kind, run.RunId))
                        TakenUp(log, run.RunId, run.ChunksDone);
                handedOn.IntersectWith(now);
                before = now;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The database may be gone for a while; the next look comes soon.
                Postponed(log, failure.Message);
            }
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!stoppingToken.IsCancellationRequested);
    }

    [LoggerMessage(5201, LogLevel.Information, "Run {RunId} is taken up again after {ChunksDone} chunks")]
    private static partial void TakenUp(ILogger log, long runId, int chunksDone);

    [LoggerMessage(5202, LogLevel.Warning, "Unfinished runs wait: {Reason}")]
    private static partial void Postponed(ILogger log, string reason);
}
