using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Map;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Inventory.Controllers;

/// <summary>The table of totals: areas of what is stored, beside what the newest run found for the same keys.</summary>
[Area("Inventory"), Authorize(Policies.ViewCounty), ReadableValues]
public sealed class TotalsController(CountyTotals totals) : Controller
{
    [HttpGet("/inventory")]
    public async Task<IActionResult> Show(string? by, int? year, DateOnly? asOf, CancellationToken ct) => View("Totals", await totals.ByAsync(by, year, User.Scope(), asOf, ct));

    [HttpGet("/inventory/totals.csv")]
    public async Task<IActionResult> Download(string? by, int? year, DateOnly? asOf, CancellationToken ct)
    {
        var page = await totals.ByAsync(by, year, User.Scope(), asOf, ct);
        return File(CsvText.Of(page, ReadingPreferences.Of(HttpContext)), "text/csv; charset=utf-8", FormattableString.Invariant($"totals-{page.Dimension}{(asOf is { } day ? $"-{day:yyyyMMdd}" : "")}.csv"));
    }
}
