using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Growth.Controllers;

/// <summary>Deciding over a run that jumped, the limits it is judged by, and two runs compared by cause.</summary>
[Area("Growth"), Authorize(Policies.ViewCounty)]
public sealed class ReviewController(AccountedRuns runs, RunReviews reviews, RunComparison comparison) : Controller
{
    [HttpPost("/growth/runs/{id:long}/review"), Authorize(Policies.ApproveRuns)]
    public async Task<IActionResult> Decide(long id, string? decision, string? note, CancellationToken ct)
    {
        if (await runs.FindAsync(id, ct) is null || decision is not ("approve" or "refuse"))
            return NotFound();
        try
        {
            await reviews.DecideAsync(User.Actor(), id, decision == "approve", note, ct);
            return LocalRedirect($"/growth/runs/{id}");
        }
        catch (RefusedException refused)
        {
            return await LimitsPageAsync(refused.Message, ct);
        }
    }

    /// <summary>Names a run of other years than the standard ones as the county's.</summary>
    [HttpPost("/growth/runs/{id:long}/county"), Authorize(Policies.ApproveRuns)]
    public async Task<IActionResult> Name(long id, string? reason, CancellationToken ct)
    {
        if (await runs.FindAsync(id, ct) is null)
            return NotFound();
        try
        {
            await reviews.NameAsCountysAsync(User.Actor(), id, reason, ct);
            return LocalRedirect($"/growth/runs/{id}");
        }
        catch (RefusedException refused)
        {
            return await LimitsPageAsync(refused.Message, ct);
        }
    }

    [HttpGet("/growth/limits")]
    public async Task<IActionResult> Limits(CancellationToken ct) => View("Limits", new LimitsPage(await reviews.ThresholdsAsync(ct), null));

    [HttpPost("/growth/limits/{kind}"), Authorize(Policies.ApproveRuns)]
    public async Task<IActionResult> SetLimit(string kind, decimal percent, string? why, CancellationToken ct)
    {
        try
        {
            await reviews.SetThresholdAsync(User.Actor(), kind, percent, why ?? "", ct);
            return LocalRedirect("/growth/limits");
        }
        catch (RefusedException refused)
        {
            return await LimitsPageAsync(refused.Message, ct);
        }
    }

    [HttpGet("/growth/compare")]
    public async Task<IActionResult> Compare(long? a, long? b, int? year, CancellationToken ct)
    {
        var finished = (await runs.ListAsync(User.Scope(), ct: ct)).Where(r => r.ResultSha256 is not null).ToList();
        if (a is not { } first || b is not { } second)
            return View("Compare", new ComparePage(finished, null, null));
        try
        {
            return View("Compare", new ComparePage(finished, await comparison.OfAsync(first, second, year, User.Scope(), ct), null));
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("Compare", new ComparePage(finished, null, refused.Message));
        }
    }

    private async Task<IActionResult> LimitsPageAsync(string refusal, CancellationToken ct)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View("Limits", new LimitsPage(await reviews.ThresholdsAsync(ct), refusal));
    }
}

/// <summary>The limits.</summary>
public sealed record LimitsPage(IReadOnlyList<Threshold> Thresholds, string? Refusal);

/// <summary>The finished runs to choose from, and two of them compared.</summary>
public sealed record ComparePage(IReadOnlyList<RunRow> Runs, RunComparisonResult? Result, string? Refusal);
