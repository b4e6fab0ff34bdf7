using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Api;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Jobs;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Inventory.Controllers;

/// <summary>The two tables that hold areas against one another: the cross of categories, and registered against ellipsoidal area.</summary>
[Area("Inventory"), Authorize(Policies.ViewCounty)]
public sealed class OverlayController(ParcelOverlays overlays, MapPlaces places, OverlayStarts starts, RunEngine engine, AreaReconciliation reconciliation) : Controller
{
    /// <summary>The cross of a day (null: now); where much must be cut first, how far that is.</summary>
    [HttpGet("/inventory/overlay")]
    public async Task<IActionResult> Show(DateOnly? asOf, CancellationToken ct)
    {
        var run = await starts.RunForAsync(User.Actor(), asOf, ct);
        return View("Overlay", new OverlayPage(asOf, run, run is null ? await overlays.CrossAsync(User.Scope(), asOf, ct) : [],
            (await places.LayersAsync(asOf, User.Scope(), ct)).ToDictionary(l => l.Layer, StringComparer.Ordinal)));
    }

    /// <summary>Sends where the run of an overlay stands twice a second, until it has ended (server-sent events).</summary>
    [HttpGet("/inventory/overlay/runs/{id:long}/progress")]
    public async Task<IActionResult> Progress(long id, CancellationToken ct)
    {
        try
        {
            if ((await engine.ProgressAsync(id, ct)).Kind != OverlayWork.Kind)
                return NotFound();
        }
        catch (KeyNotFoundException)
        {
            return NotFound();
        }
        return await Response.SendProgressAsync(engine, id, User.Scope(), ct);
    }

    /// <summary>The parcels behind an area of the cross: <c>layers=a,b</c>; <c>exact</c> for these layers and no other; <c>by=difference</c> for what makes registered and ellipsoidal area differ.</summary>
    /// <param name="asOf">Today or none: of a past day only sums are kept.</param>
    [HttpGet("/inventory/overlay/parcels"), OfToday("图层叠置", "/inventory/overlay")]
    public async Task<IActionResult> Parcels(string? layers, bool exact, string? by, int page, DateOnly? asOf, CancellationToken ct)
    {
        var asked = (layers ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Except(ParcelOverlays.Layers, StringComparer.Ordinal).Any())
            return NotFound();
        // Until the parcels are cut there is nothing to list; how far that is stands on the cross's page.
        if (await starts.RunForAsync(User.Actor(), null, ct) is not null)
            return LocalRedirect("/inventory/overlay");
        page = Math.Max(1, page);
        return View("Parcels", new OverlaidParcelsPage(asked, exact,
            await overlays.ParcelsAsync(asked, exact, OverlaidParcelsPage.Rows, AskedPage.Before(page, OverlaidParcelsPage.Rows), User.Scope(), by == "difference", ct), page, by == "difference"));
    }

    [HttpGet("/inventory/reconciliation")]
    public async Task<IActionResult> Reconcile(string? by, DateOnly? asOf, CancellationToken ct)
    {
        var (level, day) = (AreaReconciliation.Levels.Contains(by) ? by! : "township", asOf ?? CountyClock.Today);
        return View("Reconciliation", new ReconciliationPage(level, day, await reconciliation.ReportAsync(level, day, User.Scope(), ct)));
    }

    [HttpGet("/inventory/reconciliation.xlsx")]
    public async Task<IActionResult> Download(string? by, DateOnly? asOf, CancellationToken ct)
    {
        var (level, day) = (AreaReconciliation.Levels.Contains(by) ? by! : "township", asOf ?? CountyClock.Today);
        var file = new MemoryStream();
        AreaReconciliation.WriteXlsx(file, await reconciliation.ReportAsync(level, day, User.Scope(), ct));
        file.Position = 0;
        return File(file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FormattableString.Invariant($"area-reconciliation-{level}-{day:yyyyMMdd}.xlsx"));
    }
}

/// <summary>Parcels with ground in a combination of layers.</summary>
public sealed record OverlaidParcelsPage(IReadOnlyList<string> Layers, bool IsExact, IReadOnlyList<OverlaidParcel> Parcels, int Page, bool IsByDifference)
{
    public const int Rows = 100;
}

/// <summary>The cross of a day (null: now), or the run that makes it; beside it what the layers themselves say of their areas.</summary>
public sealed record OverlayPage(DateOnly? AsOf, RunProgress? Run, IReadOnlyList<OverlayCross> Cross, IReadOnlyDictionary<string, LayerSum> Layers);

/// <summary>Registered against ellipsoidal area on a day, by county, township or village.</summary>
public sealed record ReconciliationPage(string Level, DateOnly AsOf, IReadOnlyList<ReconciliationLine> Lines);
