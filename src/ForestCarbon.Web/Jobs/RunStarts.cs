using System.Globalization;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using Hangfire;

namespace ForestCarbon.Web.Jobs;

/// <summary>Hands runs of every kind to the job that works on them.</summary>
public static class RunJobs
{
    /// <summary>Hands a run to the queue. False for a kind that no job works on.</summary>
    public static bool Enqueue(this IBackgroundJobClient jobs, string kind, long runId)
    {
        if (!RunJob.Knows(kind))
            return false;
        jobs.Enqueue<RunJob>(job => job.RunAsync(runId, CancellationToken.None));
        return true;
    }
}

/// <summary>Opens a run for a person and hands it to the queue, once per key however often the request arrives.</summary>
public sealed class RunStarts(Db db, Idempotency idempotency, IBackgroundJobClient jobs)
{
    /// <summary>The id of the run that the key stands for.</summary>
    /// <exception cref="Platform.Jobs.RunRefusedException">The data does not allow a run.</exception>
    public async Task<IdempotentAnswer> StartAsync(Actor actor, string key, AccountRequest request, CancellationToken ct)
    {
        return await idempotency.OnceAsync(actor, key, $"{request.From} {request.To} {request.AsOf} {request.Scenario} {request.Projection}", async () =>
        {
            var opened = await new Accounting(db).OpenAsync(actor, request, ct);
            try
            {
                jobs.Enqueue(Accounting.Kind, opened.RunId);
            }
            catch (BackgroundJobClientException)
            {
                // The run is stored: it waits, and RunFollowing hands it to the queue when that is there again.
            }
            return opened.RunId.ToString(CultureInfo.InvariantCulture);
        }, ct);
    }
}
