using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Logic;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Topology;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Inventory.Controllers;

/// <summary>What is wrong with the stored parcels: overlaps, gaps, slivers, attributes that contradict one another, and layers that do; nothing is changed but the limits.</summary>
[Area("Inventory"), Authorize(Policies.ViewCounty)]
public sealed class CheckController(CheckReports reports, CheckLimitBook limits, LayerConflicts conflicts) : Controller
{
    private const int PageSize = 100;

    [HttpGet("/inventory/check")]
    public async Task<IActionResult> Show(CheckQuery query, CancellationToken ct) => View("Check", await PageAsync(query, null, ct));

    /// <summary>Sets a limit; findings are made anew with it from then on.</summary>
    [HttpPost("/inventory/check/limits/{name}"), Authorize(Policies.DecideImports)]
    public async Task<IActionResult> Set(string name, decimal value, string? reason, CancellationToken ct)
    {
        try
        {
            await limits.SetAsync(name, value, reason ?? "", User.Actor(), ct);
            return LocalRedirect("/inventory/check#limits");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("Check", await PageAsync(new CheckQuery(), refused.Message, ct));
        }
    }

    [HttpGet("/inventory/check.geojson")]
    public async Task<IActionResult> Download(DateOnly? asOf, CancellationToken ct)
    {
        var report = await reports.OfAsync(asOf, User.Scope(), ct);
        // A file of no findings would pass for one of a day without faults.
        if (report.Parcels == 0)
            throw new RefusedException(asOf is null ? "还没有小班。" : "这一天没有小班。", asOf is null ? "No parcels yet." : "No parcels on this day.");
        var file = new MemoryStream();
        CheckReports.WriteGeoJson(file, report.Coverage);
        file.Position = 0;
        return File(file, "application/geo+json", "check.geojson");
    }

    private async Task<CheckPage> PageAsync(CheckQuery query, string? refusal, CancellationToken ct)
    {
        var report = await reports.OfAsync(query.AsOf, User.Scope(), ct);
        var coverage = query.Rule is null
            ? report.Coverage.Where(f => query.Kind is null || f.Kind == query.Kind).OrderBy(f => f.Kind).ThenByDescending(f => f.AreaM2).ToList()
            : [];
        var logic = query.Rule is { } rule ? report.Logic.Where(f => rule == "all" || f.Kind == rule).ToList() : [];
        var pages = Math.Max(1, (coverage.Count + logic.Count + PageSize - 1) / PageSize);
        var skip = (Math.Clamp(query.Page, 1, pages) - 1) * PageSize;
        return new CheckPage(query with { Page = Math.Clamp(query.Page, 1, pages) }, pages, report.Parcels, [.. coverage.Skip(skip).Take(PageSize)], [.. logic.Skip(skip).Take(PageSize)],
            [.. report.Coverage.GroupBy(f => f.Kind).OrderBy(g => g.Key).Select(g => (g.Key, g.Count(), g.Sum(f => f.AreaM2)))],
            [.. AttributeRules.All.Select(r => (r, report.Logic.Count(f => f.Kind == r.Name))).Where(r => r.Item2 > 0).OrderByDescending(r => r.Item2)],
            report.Logic.Count, report.Limits, await limits.ListAsync(ct), await conflicts.FindAsync(query.AsOf, User.Scope(), false, ct), refusal);
    }
}

/// <summary>Which findings a page shows, as it stands in the address.</summary>
/// <param name="Rule">A rule of attribute logic, or <c>all</c>; null: findings between parcels.</param>
public sealed record CheckQuery(CoverageFindingKind? Kind = null, string? Rule = null, DateOnly? AsOf = null, int Page = 1)
{
    /// <summary>The same question with another part.</summary>
    public string Address() => "/inventory/check" + QueryString.Create(new Dictionary<string, string?>
    {
        ["kind"] = Kind?.ToString(), ["rule"] = Rule, ["asOf"] = AsOf?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        ["page"] = Page > 1 ? Page.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
    }.Where(p => p.Value is not null));
}

/// <summary>A page of findings, how many there are of each kind, and the limits they were judged by; conflicts of layers are null while the parcels are cut again.</summary>
/// <param name="Parcels">How many parcels stand on the day; 0: nothing was checked.</param>
public sealed record CheckPage(
    CheckQuery Query, int Pages, long Parcels, IReadOnlyList<CoverageFinding> Coverage, IReadOnlyList<LogicFinding> Logic,
    IReadOnlyList<(CoverageFindingKind Kind, int Count, double AreaM2)> Counts, IReadOnlyList<(AttributeRule Rule, int Count)> Rules, int Broken,
    CheckLimits Limits, IReadOnlyList<CheckLimit> Stored, IReadOnlyList<LayerConflict>? Conflicts, string? Refusal)
{
    /// <summary>What a kind of finding is called, in Chinese: the key of its English.</summary>
    public static string NameOf(CoverageFindingKind kind) => kind switch
    {
        CoverageFindingKind.Invalid => "无效图形",
        CoverageFindingKind.Overlap => "重叠",
        CoverageFindingKind.Gap => "缝隙",
        _ => "碎屑",
    };
}
