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

/// <summary>Registered against ellipsoidal area on a day, by county, township or village.</summary>
public sealed record ReconciliationPage(string Level, DateOnly AsOf, IReadOnlyList<ReconciliationLine> Lines);
