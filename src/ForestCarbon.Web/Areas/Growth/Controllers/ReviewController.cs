using System.Globalization;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Growth.Controllers;

/// <summary>The limits a run is judged by, and two runs compared by cause.</summary>
[Area("Growth"), Authorize(Policies.ViewCounty), ReadableValues]
public sealed class ReviewController(AccountedRuns runs, RunReviews reviews, RunComparison comparison) : Controller
{
    [HttpGet("/growth/limits")]
    public async Task<IActionResult> Limits(CancellationToken ct) => View("Limits", new LimitsPage(await reviews.ThresholdsAsync(ct), null));

    [HttpPost("/growth/limits/{kind}"), Authorize(Policies.ApproveRuns)]
    public async Task<IActionResult> SetLimit(string kind, string? percent, string? why, CancellationToken ct)
    {
        try
        {
            if (!decimal.TryParse(percent, NumberStyles.Number, CultureInfo.InvariantCulture, out var limit))
                throw new RefusedException($"阈值“{percent}”不是数（单位 %）。", $"The limit “{percent}” is no number (per cent).");
            await reviews.SetThresholdAsync(User.Actor(), kind, limit, why ?? "", ct);
            return LocalRedirect("/growth/limits");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("Limits", new LimitsPage(await reviews.ThresholdsAsync(ct), refused.Message));
        }
    }

    [HttpGet("/growth/compare")]
    public async Task<IActionResult> Compare(long? a, long? b, int? year, CancellationToken ct)
    {
        var finished = (await runs.ListAsync(User.Scope(), ct: ct)).Where(r => r.ResultSha256 is not null).ToList();
        if (a is not { } first || b is not { } second)
            // Nothing asked yet: the newest against the one before it.
            return View("Compare", new ComparePage(finished, null, null) { A = a ?? finished.ElementAtOrDefault(1)?.RunId, B = b, Year = year });
        try
        {
            return View("Compare", new ComparePage(finished, await comparison.OfAsync(first, second, year, User.Scope(), ct), null) { A = a, B = b, Year = year });
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("Compare", new ComparePage(finished, null, refused.Message) { A = a, B = b, Year = year });
        }
    }
}

/// <summary>The limits.</summary>
public sealed record LimitsPage(IReadOnlyList<Threshold> Thresholds, string? Refusal);

/// <summary>The finished runs to choose from, and two of them compared.</summary>
public sealed record ComparePage(IReadOnlyList<RunRow> Runs, RunComparisonResult? Result, string? Refusal)
{
    /// <summary>What was asked for.</summary>
    public long? A { get; init; }

    public long? B { get; init; }

    public int? Year { get; init; }
}
