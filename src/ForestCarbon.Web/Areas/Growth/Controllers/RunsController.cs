using System.Text.Json;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Jobs;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Growth.Controllers;

/// <summary>Accounting runs: the list, one run with its progress, starting and stopping.</summary>
[Area("Growth"), Authorize(Policies.ViewCounty)]
public sealed class RunsController(AccountedRuns runs, RunEngine engine, RunStarts starts, CurveSets curveSets, RunReviews reviews, IStringLocalizer<Texts> texts) : Controller
{
    [HttpGet("/growth")]
    public async Task<IActionResult> List(CancellationToken ct) =>
        View("Runs", new RunListPage(await runs.ListAsync(ct: ct), Guid.NewGuid().ToString("N"), null));

    [HttpPost("/growth/runs"), Authorize(Policies.StartRuns)]
    public async Task<IActionResult> Start(RunForm form, CancellationToken ct)
    {
        try
        {
            var request = new AccountRequest(form.From, form.To, Projection: form.Projection ?? GrowthProjection.Calibrated);
            return await starts.StartAsync(User.Actor(), form.Key ?? Guid.NewGuid().ToString("N"), request, ct) switch
            {
                { Outcome: IdempotencyOutcome.Answered, Answer: { } runId } => LocalRedirect($"/growth/runs/{runId}"),
                _ => LocalRedirect("/growth"),
            };
        }
        catch (RunRefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("Runs", new RunListPage(await runs.ListAsync(ct: ct), Guid.NewGuid().ToString("N"), refused.Message));
        }
    }

    [HttpGet("/growth/runs/{id:long}")]
    public async Task<IActionResult> Show(long id, CancellationToken ct)
    {
        if (await runs.FindAsync(id, ct) is not { } run)
            return NotFound();
        var year = run.YearOrNearest(DateTime.UtcNow.Year);
        var isFinished = run.ResultSha256 is not null;
        return View("Run", new RunPage(
            run,
            await engine.ProgressAsync(id, ct),
            year,
            isFinished ? await runs.SummaryAsync(id, year, User.Scope(), ct) : null,
            isFinished ? await runs.ReasonsAsync(id, User.Scope(), ct) : [],
            isFinished ? await runs.FailedAsync(id, User.Scope(), 50, ct) : [],
            await curveSets.FindAsync(run.CurveSetId, ct),
            (await runs.LatestAsync(ct))?.RunId == id,
            await reviews.JumpsAsync(id, ct)));
    }

    [HttpPost("/growth/runs/{id:long}/cancel"), Authorize(Policies.StartRuns)]
    public async Task<IActionResult> Cancel(long id, CancellationToken ct)
    {
        await engine.CancelAsync(User.Actor(), id, ct);
        return LocalRedirect($"/growth/runs/{id}");
    }

    /// <summary>Sends where the run stands twice a second, until it has ended (server-sent events).</summary>
    [HttpGet("/growth/runs/{id:long}/progress")]
    public async Task<IActionResult> Progress(long id, CancellationToken ct)
    {
        if (await runs.FindAsync(id, ct) is null)
            return NotFound();
        Response.ContentType = "text/event-stream";
        Response.Headers.CacheControl = "no-store";
        while (true)
        {
            var at = await engine.ProgressAsync(id, ct);
            // Everything of the page that changes while a run is on its way, as the page itself would write it.
            var (style, word) = RunStates.Of(at.State, review: null);
            var message = JsonSerializer.Serialize(
                new
                {
                    at.State, at.Chunks, at.ChunksDone, at.Weight, at.WeightDone, at.Fraction, at.HasEnded,
                    style, word = texts[word].Value, started = LocalTime.Of(at.StartedAt), ended = LocalTime.Of(at.EndedAt),
                }, JsonSerializerOptions.Web);
            await Response.WriteAsync($"data: {message}\n\n", ct);
            await Response.Body.FlushAsync(ct);
            if (at.HasEnded)
                return new EmptyResult();
            await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
        }
    }
}

/// <summary>What a new run is asked with; the key makes a second click harmless.</summary>
public sealed record RunForm(string? Key, int? From, int? To, GrowthProjection? Projection);

/// <summary>The runs, newest first, and the form for another.</summary>
public sealed record RunListPage(IReadOnlyList<RunRow> Runs, string Key, string? Refusal);

/// <summary>A run with what it pinned and what it found in the account's townships.</summary>
public sealed record RunPage(
    RunRow Run, RunProgress Progress, int Year, SummaryRow? Summary, IReadOnlyList<ReasonRow> Reasons, IReadOnlyList<FailedParcel> Failed,
    CurveSetRow? Curves, bool IsNewest, IReadOnlyList<RunJump> Jumps);
