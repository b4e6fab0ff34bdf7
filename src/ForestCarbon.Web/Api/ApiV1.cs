using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Logic;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Inventory.Topology;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Areas.Inventory.Controllers;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Jobs;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Api;

/// <summary>The first addresses of <c>/api/v1</c>: the seam that later modules add to. Figures carry their unit in their name; errors are problem details.</summary>
public static class ApiV1
{
    public static void MapApiV1(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").RequireAuthorization(Policies.ViewCounty).WithTags("v1").AddEndpointFilter(CcerApi.RefusalsAsync);
        api.MapGet("/county", CountyAsync).WithSummary("The county's state and the newest run's figures within the account's townships, of now: another day (asOf) is refused.");
        api.MapGet("/parcels/{codeOrId}", ParcelAsync).WithSummary("A parcel by its code or permanent id, as it stood on a date (asOf) or now.");
        api.MapGet("/check", CheckAsync).WithSummary("What the check finds in the parcels of a date (asOf) or now, within the account's townships; conflicts are null while the parcels are cut again.");
        api.MapGet("/runs/{runId:long}", RunAsync).WithSummary("Where a run stands. How many parcels it is of, for accounts of the whole county only.");
        api.MapPost("/runs", StartRunAsync).RequireAuthorization(Policies.StartRuns).DisableAntiforgery()
            .WithSummary("Starts an accounting run. Needs the header Idempotency-Key: the same key and body give the same run.");
    }

    private static async Task<IResult> CountyAsync(DateOnly? asOf, HttpContext http, CountyStates states, AccountedRuns runs, IStringLocalizer<Texts> texts, CancellationToken ct)
    {
        if (asOf is { } day && day != CountyClock.Today)
            return Results.Problem(OfTodayAttribute.Sentence(texts, day, texts["统计表"].Value, "/inventory/totals.csv"), statusCode: StatusCodes.Status400BadRequest);
        if (await states.CurrentAsync(ct) is not { } county)
            return Results.Problem("没有县域数据。", statusCode: StatusCodes.Status404NotFound);
        var run = await runs.LatestAsync(ct);
        var figures = run is null ? null : await runs.SummaryAsync(run.RunId, run.Years(), http.User.Scope(), ct);
        return Results.Ok(new CountyAnswer(county, run?.RunId, figures));
    }

    private static async Task<IResult> ParcelAsync(string codeOrId, DateOnly? asOf, HttpContext http, ParcelRegister parcels, IStringLocalizer<Texts> texts, CancellationToken ct)
    {
        if (await parcels.FindAsync(codeOrId, http.User.Scope(), asOf, ct) is { } parcel)
            return Results.Ok(parcel);
        return asOf is { } day && await parcels.NextDayAsync(codeOrId, day, http.User.Scope(), ct) is { } since
            ? Results.Problem(texts["{0} 这一天没有这个小班的记录，从 {1} 起有。", AsOfForm.TextOf(day)!, AsOfForm.TextOf(since)!].Value, statusCode: StatusCodes.Status404NotFound)
            : Results.Problem("没有这个小班，或它不在账号的范围内。", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> CheckAsync(DateOnly? asOf, HttpContext http, CheckReports reports, LayerConflicts conflicts, CancellationToken ct)
    {
        var report = await reports.OfAsync(asOf, http.User.Scope(), ct);
        return Results.Ok(new CheckedAnswer(asOf, report.Parcels, [.. report.Coverage.Select(CheckFinding.Of)], report.Logic, await conflicts.FindAsync(asOf, http.User.Scope(), false, ct)));
    }

    private static async Task<IResult> RunAsync(long runId, HttpContext http, AccountedRuns runs, RunEngine engine, CancellationToken ct) =>
        await runs.FindAsync(runId, ct) is null
            ? Results.Problem("没有这个运行。", statusCode: StatusCodes.Status404NotFound)
            : Results.Ok(RunAnswer.Of(await engine.ProgressAsync(runId, ct), http.User.Scope()));

    private static async Task<IResult> StartRunAsync(
        RunBody body, [FromHeader(Name = "Idempotency-Key")] string? key, HttpContext http, IAntiforgery antiforgery, RunStarts starts, CancellationToken ct)
    {
        if (await FormToken.IsMissingAsync(http, antiforgery))
            return Results.Problem("缺少表单令牌（X-Form-Token）。", statusCode: StatusCodes.Status400BadRequest);
        if (string.IsNullOrWhiteSpace(key))
            return Results.Problem("缺少 Idempotency-Key。", statusCode: StatusCodes.Status400BadRequest);
        try
        {
            var answer = await starts.StartAsync(http.User.Actor(), key, new AccountRequest(body.From, body.To), ct);
            return answer.Outcome switch
            {
                IdempotencyOutcome.Answered => Results.Accepted($"/api/v1/runs/{answer.Answer}", new { runId = long.Parse(answer.Answer!, System.Globalization.CultureInfo.InvariantCulture) }),
                IdempotencyOutcome.OtherRequest => Results.Problem("这个 Idempotency-Key 已用于另一个请求。", statusCode: StatusCodes.Status409Conflict),
                _ => Results.Problem("同一个请求正在处理。", statusCode: StatusCodes.Status409Conflict),
            };
        }
        catch (RunRefusedException refused)
        {
            return Results.Problem(refused.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
    }
}

/// <summary>First and last year of a run to start; absent: the inventory's year, and 40 increments.</summary>
public sealed record RunBody(int? From, int? To);

/// <summary>Where a run stands. A run computes the whole county: its parcels are counted for those who see the county.</summary>
/// <param name="Weight">Parcels of the run; null for an account of some townships.</param>
/// <param name="WeightDone">Parcels of the chunks done; null like <paramref name="Weight"/>.</param>
/// <param name="Fraction">Share of the work done, 0 to 1.</param>
public sealed record RunAnswer(
    long RunId, string Kind, string Title, string State, string RequestedBy, DateTime CreatedAt, DateTime? StartedAt, DateTime? EndedAt, int Attempts, bool CancelAsked,
    string? Failure, int Chunks, int ChunksDone, long? Weight, long? WeightDone, double Fraction, bool HasEnded)
{
    /// <summary>What an account of <paramref name="scope"/> is told.</summary>
    public static RunAnswer Of(RunProgress at, TownshipScope scope)
    {
        var (weight, done) = at.WeightFor(scope);
        return new RunAnswer(at.RunId, at.Kind, at.Title, at.State, at.RequestedBy, at.CreatedAt, at.StartedAt, at.EndedAt, at.Attempts, at.CancelAsked,
            at.Failure, at.Chunks, at.ChunksDone, weight, done, at.Fraction, at.HasEnded);
    }
}

/// <summary>The county and its figures as of the data; <see cref="Figures"/> is null before the first run.</summary>
public sealed record CountyAnswer(CountyState County, long? RunId, SummaryRow? Figures);

/// <summary>What a check found between parcels, in their attributes and between layers; <see cref="Conflicts"/> is null while the parcels are cut again.</summary>
/// <param name="Parcels">How many parcels stand on the day; 0: nothing was checked.</param>
public sealed record CheckedAnswer(DateOnly? AsOf, long Parcels, IReadOnlyList<CheckFinding> Findings, IReadOnlyList<LogicFinding> Logic, IReadOnlyList<LayerConflict>? Conflicts);
