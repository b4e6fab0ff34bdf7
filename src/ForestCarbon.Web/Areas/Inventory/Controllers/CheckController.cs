using ForestCarbon.Inventory.Topology;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Inventory.Controllers;

/// <summary>What is wrong between the stored parcels: overlaps, gaps, slivers; nothing is changed.</summary>
[Area("Inventory"), Authorize(Policies.ViewCounty)]
public sealed class CheckController(CoverageReports reports) : Controller
{
    private const int PageSize = 100;

    [HttpGet("/inventory/check")]
    public async Task<IActionResult> Show(CoverageFindingKind? kind, int page, CancellationToken ct)
    {
        var all = await reports.OfTodayAsync(User.Scope(), ct);
        var found = all.Where(f => kind is null || f.Kind == kind).OrderBy(f => f.Kind).ThenByDescending(f => f.AreaM2).ToList();
        page = Math.Clamp(page, 1, Math.Max(1, (found.Count + PageSize - 1) / PageSize));
        return View("Check", new CheckPage(kind, page, Math.Max(1, (found.Count + PageSize - 1) / PageSize),
            [.. found.Skip((page - 1) * PageSize).Take(PageSize)], [.. all.GroupBy(f => f.Kind).OrderBy(g => g.Key).Select(g => (g.Key, g.Count(), g.Sum(f => f.AreaM2)))]));
    }

    [HttpGet("/inventory/check.geojson")]
    public async Task<IActionResult> Download(CancellationToken ct)
    {
        var file = new MemoryStream();
        CoverageReports.WriteGeoJson(file, await reports.OfTodayAsync(User.Scope(), ct));
        file.Position = 0;
        return File(file, "application/geo+json", "check.geojson");
    }
}

/// <summary>A page of findings, and how many there are of each kind.</summary>
public sealed record CheckPage(
    CoverageFindingKind? Kind, int Page, int Pages, IReadOnlyList<CoverageFinding> Findings, IReadOnlyList<(CoverageFindingKind Kind, int Count, double AreaM2)> Counts);
