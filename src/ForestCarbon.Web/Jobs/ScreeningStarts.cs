using System.Globalization;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Platform.Database;
using Hangfire;

namespace ForestCarbon.Web.Jobs;

/// <summary>Opens a screening for a person and hands it to the queue, once per key however often the request arrives.</summary>
public sealed class ScreeningStarts(Db db, Idempotency idempotency, IBackgroundJobClient jobs)
{
    /// <summary>The id of the run that the key stands for.</summary>
    /// <exception cref="Platform.Failures.RefusedException">The methodology has no rules, or the data does not allow a run.</exception>
    public Task<IdempotentAnswer> StartAsync(Actor actor, string key, ScreeningRequest request, CancellationToken ct) =>
        idempotency.OnceAsync(actor, key, $"screening {request}", async () =>
        {
            var runId = await new Screenings(db).OpenAsync(actor, request, ct);
            try
            {
                jobs.Enqueue(Screenings.Kind, runId);
            }
            catch (BackgroundJobClientException)
            {
                // The run is stored: it waits, and RunFollowing hands it to the queue when that is there again.
            }
            return runId.ToString(CultureInfo.InvariantCulture);
        }, ct);
}
