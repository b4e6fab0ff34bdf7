using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Inventory.Targets;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Inventory.Controllers;

/// <summary>Data and how they are counted: each figure of the inventory with its formula, its parts and its source.</summary>
[Area("Inventory"), Authorize(Policies.ViewCounty)]
public sealed class PlanController(PlanTargets targets, AreaTotals totals, CountyStates states) : Controller
{
    [HttpGet("/inventory/plan")]
    public async Task<IActionResult> Show(DateOnly? asOf, CancellationToken ct) => View("Plan", new PlanPage(
        await states.CurrentAsync(ct),
        await targets.ListAsync(User.Scope(), asOf, ct),
        await targets.CoverAsync(User.Scope(), asOf, ct),
        await totals.ByAsync("land_class", User.Scope(), asOf, ct),
        User.Scope().Codes is null,
        asOf));
}

/// <summary>The plan's figures and the inventory's, with their parts. Where only some townships are in scope the plan, which is the county's, is not compared.</summary>
public sealed record PlanPage(
    CountyState? County, IReadOnlyList<PlanLine> Lines, ForestCover? Cover, IReadOnlyList<AreaTotal> LandClasses, bool IsWholeCounty, DateOnly? AsOf);
