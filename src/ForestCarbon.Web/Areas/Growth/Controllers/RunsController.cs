using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Api;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Jobs;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Growth.Controllers;

/// <summary>Accounting runs: the list, one run with its progress, starting and stopping.</summary>
[Area("Growth"), Authorize(Policies.ViewCounty), ReadableValues]
public sealed class RunsController(
    AccountedRuns runs, RunEngine engine, RunStarts starts, CurveSets curveSets, RunReviews reviews, RunFile file, IUserStore<Account> accounts, IStringLocalizer<Texts> texts) : Controller
{
    /// <param name="before">Only runs opened before this one.</param>
    /// <param name="again">The form asks for what this run was asked for.</param>
    [HttpGet("/growth")]
    public async Task<IActionResult> List(long? before, long? again, CancellationToken ct) =>
        await ListAsync(null, before, ct, again is { } like ? await runs.FindAsync(like, ct) : null);

    [HttpPost("/growth/runs"), Authorize(Policies.StartRuns)]
    public async Task<IActionResult> Start(RunForm form, CancellationToken ct)
    {
        if (ReadableValuesAttribute.Unreadable(ModelState, texts) is { } unreadable)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ListAsync(unreadable, null, ct);
        }
        try
        {
            var request = new AccountRequest(form.From, form.To, form.AsOf, Projection: form.Projection ?? GrowthProjection.Calibrated);
            return await starts.StartAsync(User.Actor(), form.Key ?? Guid.NewGuid().ToString("N"), request, ct) switch
            {
                { Outcome: IdempotencyOutcome.Answered, Answer: { } runId } => LocalRedirect($"/growth/runs/{runId}"),
                _ => LocalRedirect("/growth"),
            };
        }
        catch (RunRefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ListAsync(refused.Message, null, ct);
        }
    }

    [HttpGet("/growth/runs/{id:long}")]
    public Task<IActionResult> Show(long id, int? year, CancellationToken ct) => PageAsync(id, year, null, ct);

    /// <summary>Decides over a run that jumped.</summary>
    [HttpPost("/growth/runs/{id:long}/review"), Authorize(Policies.ApproveRuns)]
    public Task<IActionResult> Decide(long id, string? decision, string? note, CancellationToken ct) => decision is "approve" or "refuse"
        ? DecideAsync(id, () => reviews.DecideAsync(User.Actor(), id, decision == "approve", note, ct), ct)
        : Task.FromResult<IActionResult>(NotFound());

    /// <summary>Names a run of other years than the standard ones as the county's.</summary>
    [HttpPost("/growth/runs/{id:long}/county"), Authorize(Policies.ApproveRuns)]
    public Task<IActionResult> Name(long id, string? reason, CancellationToken ct) =>
        DecideAsync(id, () => reviews.NameAsCountysAsync(User.Actor(), id, reason, ct), ct);

    private async Task<IActionResult> DecideAsync(long id, Func<Task> decision, CancellationToken ct)
    {
        if (await runs.FindAsync(id, ct) is null)
            return NotFound();
        try
        {
            await decision();
            return LocalRedirect($"/growth/runs/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(id, null, refused.Message, ct);
        }
    }

    private async Task<IActionResult> ListAsync(string? refusal, long? before, CancellationToken ct, RunRow? again = null)
    {
        var found = await runs.ListBeforeAsync(User.Scope(), before, RunListPage.Rows + 1, ct);
        return View("Runs", new RunListPage([.. found.Take(RunListPage.Rows)], Guid.NewGuid().ToString("N"), refusal)
        {
            Older = found.Count > RunListPage.Rows ? found[RunListPage.Rows - 1].RunId : null, IsNewest = before is null, Again = again,
        });
    }

    private async Task<IActionResult> PageAsync(long id, int? year, string? refusal, CancellationToken ct)
    {
        if (await runs.FindAsync(id, ct) is not { } run)
            return NotFound();
        var years = run.Years(year);
        var isFinished = run.ResultSha256 is not null;
        return View("Run", new RunPage(
            run,
            await engine.ProgressAsync(id, ct),
            years,
            isFinished ? await runs.SummaryAsync(id, years, User.Scope(), ct) : null,
            isFinished ? await runs.ReasonsAsync(id, User.Scope(), ct) : [],
            isFinished ? await runs.FailedAsync(id, User.Scope(), 50, ct) : [],
            await curveSets.FindAsync(run.CurveSetId, ct),
            (await runs.LatestAsync(ct))?.RunId == id,
            await reviews.JumpsAsync(id, User.Scope(), ct), year)
        {
            Refusal = refusal, Names = await ((AccountStore)accounts).NamesAsync(new[] { run.RequestedBy, run.ReviewedBy, run.CountyNamedBy }.OfType<string>(), ct),
        });
    }

    /// <summary>The parcels that carry a mark a reader should know of: limited, not calibrated, on a group's curve, …</summary>
    [HttpGet("/growth/runs/{id:long}/marked/{mark}")]
    public async Task<IActionResult> Marked(long id, string mark, int page, CancellationToken ct)
    {
        if (await runs.FindAsync(id, ct) is not { ResultSha256: not null } run || RunMarks.Find(mark) is not { } flag)
            return NotFound();
        page = Math.Max(1, page);
        return View("Marked", new MarkedPage(
            run, mark, await runs.MarkedAsync(id, flag, User.Scope(), MarkedPage.Rows, AskedPage.Before(page, MarkedPage.Rows), ct), page));
    }

    [HttpPost("/growth/runs/{id:long}/cancel"), Authorize(Policies.StartRuns)]
    public async Task<IActionResult> Cancel(long id, CancellationToken ct)
    {
        await engine.CancelAsync(User.Actor(), id, ct);
        return LocalRedirect($"/growth/runs/{id}");
    }

    /// <summary>Everything the run pinned, as it was hashed.</summary>
    [HttpGet("/growth/runs/{id:long}/manifest.json")]
    public async Task<IActionResult> Manifest(long id, CancellationToken ct) =>
        await runs.FindAsync(id, ct) is { } run ? Content(run.Manifest, "application/json; charset=utf-8") : NotFound();

    /// <summary>The run's results in the account's townships, a row a parcel, as CSV.</summary>
    [HttpGet("/growth/runs/{id:long}/parcels.csv")]
    public async Task<IActionResult> Results(long id, CancellationToken ct)
    {
        if (await runs.FindAsync(id, ct) is not { ResultSha256: not null } run)
            return NotFound();
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = FormattableString.Invariant($"attachment; filename=run-{id}-parcels.csv");
        await file.WriteAsync(run, User.Scope(), Response.Body, ReadingPreferences.Of(HttpContext).InEnglish, ct);
        return new EmptyResult();
    }

    /// <summary>Sends where the run stands twice a second, until it has ended (server-sent events).</summary>
    [HttpGet("/growth/runs/{id:long}/progress")]
    public async Task<IActionResult> Progress(long id, CancellationToken ct)
    {
        if (await runs.FindAsync(id, ct) is null)
            return NotFound();
        return await Response.SendProgressAsync(async () =>
        {
            var at = await engine.ProgressAsync(id, ct);
            var (weight, weightDone) = at.WeightFor(User.Scope());
            // Everything of the page that changes while a run is on its way, as the page itself would write it.
            var (style, word) = RunStates.Of(at.State, review: null);
            return (new
            {
                at.State, at.Chunks, at.ChunksDone, weight, weightDone, at.Fraction, at.HasEnded,
                style, word = texts[word].Value, started = LocalTime.Of(at.StartedAt), ended = LocalTime.Of(at.EndedAt),
            }, at.HasEnded);
        }, ct);
    }
}

/// <summary>What a new run is asked with; the key makes a second click harmless.</summary>
/// <param name="AsOf">The inventory as of this day; null: its newest.</param>
public sealed record RunForm(string? Key, int? From, int? To, GrowthProjection? Projection, DateOnly? AsOf);

/// <summary>The runs, newest first, and the key of the form for another.</summary>
public sealed record RunListPage(IReadOnlyList<RunRow> Runs, string Key, string? Refusal)
{
    public const int Rows = 50;

    /// <summary>There are runs older than this one; null where the list ends here.</summary>
    public long? Older { get; init; }

    /// <summary>The run whose choices the form holds; null: the standard ones.</summary>
    public RunRow? Again { get; init; }

    /// <summary>The list begins with the newest run.</summary>
    public bool IsNewest { get; init; } = true;
}

/// <summary>A run with what it pinned and what it found in the account's townships.</summary>
public sealed record RunPage(
    RunRow Run, RunProgress Progress, FigureYears Years, SummaryRow? Summary, IReadOnlyList<ReasonRow> Reasons, IReadOnlyList<FailedParcel> Failed,
    CurveSetRow? Curves, bool IsNewest, IReadOnlyList<RunJump> Jumps, int? Asked)
{
    /// <summary>Why a decision over the run was refused.</summary>
    public string? Refusal { get; init; }

    /// <summary>Names of the accounts that asked for the run, decided over it or named it as the county's.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>What an actor is called, in Chinese: the key of its English where it is no account's name.</summary>
    public string Who(string actor) => PeopleWords.NameOf(actor, Names);
}

/// <summary>The parcels of a run that carry a mark, a page of them.</summary>
public sealed record MarkedPage(RunRow Run, string Mark, IReadOnlyList<MarkedParcel> Parcels, int Page)
{
    public const int Rows = 100;

    public int Pages => Parcels.Count == 0 ? 1 : (Parcels[0].AllParcels + Rows - 1) / Rows;
}

/// <summary>Marks of parcels as addresses spell them and as pages call them.</summary>
public static class RunMarks
{
    private static readonly (string Mark, ParcelFlags Flag, string Name)[] All =
    [
        ("limited", ParcelFlags.Limited, "校正受限"),
        ("not-calibrated", ParcelFlags.NotCalibrated, "未校正"),
        ("group-curve", ParcelFlags.GroupCurve, "用树种组曲线"),
        ("age-inferred", ParcelFlags.AgeInferred, "年龄由龄组推定"),
        ("difference", ParcelFlags.Difference, "按差分族推算"),
        ("no-member", ParcelFlags.NoMember, "族中没有通过其状态的曲线"),
    ];

    public static ParcelFlags? Find(string mark) => Array.Find(All, m => m.Mark == mark) is { Mark: not null } found ? found.Flag : null;

    /// <summary>In Chinese: the key of its English.</summary>
    public static string NameOf(string mark) => Array.Find(All, m => m.Mark == mark).Name;

    /// <summary>The marks a run counts with their numbers; those of a difference family only where the run projects by one.</summary>
    public static IEnumerable<(string Mark, int Parcels)> Of(RunRow run, SummaryRow summary)
    {
        yield return ("limited", summary.LimitedParcels);
        yield return ("not-calibrated", summary.NotCalibratedParcels);
        yield return ("group-curve", summary.GroupCurveParcels);
        yield return ("age-inferred", summary.AgeInferredParcels);
        if (run.Projection != "difference")
            yield break;
        yield return ("difference", summary.DifferenceParcels);
        yield return ("no-member", summary.NoMemberParcels);
    }
}
