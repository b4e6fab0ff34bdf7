using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Inventory.Tiles;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Web.Jobs;

/// <summary>
/// Keeps what is derived of the data at their newest generation, whoever changed them: sketches of parcels and the overview for the map, then
/// the areas by layer for the desk, which follow the terms of features at midnight as well.
/// Until it has caught up, new parcels are drawn from their outlines, and far out the map shows the overview of the generation before.
/// </summary>
public sealed partial class OverviewFollowing(ParcelSketches sketches, OverviewShapes overview, MapTiles tiles, CountyStates states, OverlayStarts overlays, ILogger<OverviewFollowing> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        (long Generation, DateOnly Day)? stoppedAt = null;
        do
        {
            try
            {
                if (await sketches.FollowAsync(Actor.Job("sketches"), stoppingToken) is > 0 and var made)
                    Sketched(log, made);
                if (await states.GenerationAsync(stoppingToken) > await tiles.OverviewGenerationAsync(stoppingToken))
                    Made(log, await overview.RefreshAsync(Actor.Job("overview"), stoppingToken));
                if ((await states.GenerationAsync(stoppingToken), CountyClock.Today) is var data && data != stoppedAt)
                {
                    // Data that cannot be cut are not tried again until they change, or a feature's term may have ended overnight: the pages say that
                    // the overlay is behind.
                    stoppedAt = data;
                    if (await overlays.FollowAsync(stoppingToken) is > 0 and var cut)
                        Cut(log, cut);
                    stoppedAt = null;
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The database may be gone for a while; the next look comes soon. Whatever else it is, the pages go on.
                Postponed(log, failure.Message);
                if (failure is NpgsqlException)
                    stoppedAt = null;
            }
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!stoppingToken.IsCancellationRequested);
    }

    [LoggerMessage(5101, LogLevel.Information, "The map's overview has {Shapes} new shapes")]
    private static partial void Made(ILogger log, int shapes);

    [LoggerMessage(5103, LogLevel.Information, "The map has {Sketches} new sketches of parcels")]
    private static partial void Sketched(ILogger log, int sketches);

    [LoggerMessage(5104, LogLevel.Information, "{Parcels} parcels are cut by layers anew")]
    private static partial void Cut(ILogger log, int parcels);

    [LoggerMessage(5102, LogLevel.Warning, "The map's overview waits: {Reason}")]
    private static partial void Postponed(ILogger log, string reason);
}
