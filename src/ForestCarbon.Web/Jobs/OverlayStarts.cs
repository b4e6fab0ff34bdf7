using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;
using Hangfire;

namespace ForestCarbon.Web.Jobs;

/// <summary>Has the cross of categories brought up to date: at once where little changed, else by a run, of which there is one per day and data.</summary>
public sealed class OverlayStarts(Db db, ParcelOverlays overlays, RunEngine engine, IBackgroundJobClient jobs)
{
    /// <summary>The run that a page waits for, or null where the figures of the day (null: now) stand or little is missing.</summary>
    public async Task<RunProgress?> RunForAsync(Actor actor, DateOnly? asOf, CancellationToken ct = default)
    {
        var waiting = await overlays.WaitingAsync(asOf, ct);
        if (waiting.Sum(w => w.Parcels) <= ParcelOverlays.FewParcels)
            return null;
        // One that failed on these data would fail again: its sentence is shown until they change.
        if (await OverlayWork.LatestAsync(db, asOf, ct) is { } latest && await engine.ProgressAsync(latest, ct) is { State: not "finished" } known)
            return known;
        if (await OverlayWork.RequestAsync(db, asOf, ct) is not { } request)
            return null;
        var runId = await engine.OpenAsync(actor, request, ct);
        try
        {
            jobs.Enqueue(OverlayWork.Kind, runId);
        }
        catch (BackgroundJobClientException)
        {
            // The run is stored: it waits, and RunFollowing hands it to the queue when that is there again.
        }
        return await engine.ProgressAsync(runId, ct);
    }

    /// <summary>After a change: the few parcels of an edit at once, many by a run. Returns how many were cut at once.</summary>
    public async Task<int> FollowAsync(CancellationToken ct = default) =>
        await RunForAsync(Actor.Job(OverlayWork.Kind), null, ct) is null ? await overlays.FollowAsync(ct) : 0;
}
