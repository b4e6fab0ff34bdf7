using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Web.Jobs;

/// <summary>Lays what happened over claimed ground after each accepted import and once on each new day of the county.</summary>
public sealed partial class ReversalFollowing(ReversalWatch watch, ILogger<ReversalFollowing> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        do
        {
            try
            {
                if (await watch.FollowAsync(Actor.Job("reversal-watch"), CountyClock.Today, stoppingToken) is > 0 and var met)
                    Met(log, met);
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

    [LoggerMessage(5121, LogLevel.Information, "{Cases} things happened on claimed ground")]
    private static partial void Met(ILogger log, int cases);

    [LoggerMessage(5122, LogLevel.Warning, "The reversal watch waits: {Reason}")]
    private static partial void Postponed(ILogger log, string reason);
}
