using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Growth.Controllers;

/// <summary>Where a figure of the account comes from: from the total down to parcels, and from the total back to curves, factors and clause.</summary>
[Area("Growth"), Authorize(Policies.ViewCounty)]
public sealed class WhyController(AccountedRuns runs, CurveSets curveSets) : Controller
{
    private static readonly string[] Figures = ["stock", "increment", "accounted", "not-accounted"];

    [HttpGet("/growth/why/{figure}")]
    public async Task<IActionResult> Show(string figure, CancellationToken ct)
    {
        if (!Figures.Contains(figure, StringComparer.Ordinal) || await runs.LatestAsync(ct) is not { } run)
            return NotFound();
        var year = run.YearOrNearest(DateTime.UtcNow.Year);
        return View("Why", new WhyPage(
            figure, run, year,
            await runs.SummaryAsync(run.RunId, year, User.Scope(), ct),
            await runs.DimensionAsync(run.RunId, "township", year, User.Scope(), ct),
            await runs.ReasonsAsync(run.RunId, User.Scope(), ct),
            await curveSets.FindAsync(run.CurveSetId, ct),
            await curveSets.CurvesAsync(run.CurveSetId, ct)));
    }
}

/// <summary>A figure taken apart.</summary>
public sealed record WhyPage(
    string Figure, RunRow Run, int Year, SummaryRow? Summary, IReadOnlyList<DimensionRow> Townships, IReadOnlyList<ReasonRow> Reasons,
    CurveSetRow? CurveSet, IReadOnlyList<CurveRow> Curves);
