using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Inventory.Controllers;

/// <summary>The two tables that hold areas against one another: the cross of categories, and registered against ellipsoidal area.</summary>
[Area("Inventory"), Authorize(Policies.ViewCounty)]
public sealed class OverlayController(ParcelOverlays overlays, AreaReconciliation reconciliation) : Controller
{
    [HttpGet("/inventory/overlay")]
    public async Task<IActionResult> Show(CancellationToken ct) => View("Overlay", await overlays.CrossAsync(User.Scope(), ct));

    /// <summary>The parcels behind an area of the cross: <c>layers=a,b</c>; <c>exact</c> for these layers and no other.</summary>
    [HttpGet("/inventory/overlay/parcels")]
    public async Task<IActionResult> Parcels(string? layers, bool exact, int page, CancellationToken ct)
    {
        var asked = (layers ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Except(ParcelOverlays.Layers, StringComparer.Ordinal).Any())
            return NotFound();
        page = Math.Max(1, page);
        return View("Parcels", new OverlaidParcelsPage(asked, exact, await overlays.ParcelsAsync(asked, exact, OverlaidParcelsPage.Rows, (page - 1) * OverlaidParcelsPage.Rows, User.Scope(), ct), page));
    }

    [HttpGet("/inventory/reconciliation")]
    public async Task<IActionResult> Reconcile(string? by, DateOnly? asOf, CancellationToken ct)
    {
        var (level, day) = (AreaReconciliation.Levels.Contains(by) ? by! : "township", asOf ?? DateOnly.FromDateTime(DateTime.Today));
        return View("Reconciliation", new ReconciliationPage(level, day, await reconciliation.ReportAsync(level, day, User.Scope(), ct)));
    }

    [HttpGet("/inventory/reconciliation.xlsx")]
    public async Task<IActionResult> Download(string? by, DateOnly? asOf, CancellationToken ct)
    {
        var (level, day) = (AreaReconciliation.Levels.Contains(by) ? by! : "township", asOf ?? DateOnly.FromDateTime(DateTime.Today));
        var file = new MemoryStream();
        AreaReconciliation.WriteXlsx(file, await reconciliation.ReportAsync(level, day, User.Scope(), ct));
        file.Position = 0;
        return File(file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FormattableString.Invariant($"area-reconciliation-{level}-{day:yyyyMMdd}.xlsx"));
    }
}

/// <summary>Parcels with ground in a combination of layers.</summary>
public sealed record OverlaidParcelsPage(IReadOnlyList<string> Layers, bool IsExact, IReadOnlyList<OverlaidParcel> Parcels, int Page)
{
    public const int Rows = 100;
}

/// <summary>Registered against ellipsoidal area on a day, by county, township or village.</summary>
public sealed record ReconciliationPage(string Level, DateOnly AsOf, IReadOnlyList<ReconciliationLine> Lines);
