using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Api;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>All projects together: ideas ranked, the timeline, and what happened on claimed ground.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class PortfolioController(ProjectBook book, ReversalWatch watch, Db db, Home home) : Controller
{
    private const int TimelineRows = 60;
    private const long MostFileBytes = 50L << 20;

    [HttpGet("/ccer/ideas")]
    public async Task<IActionResult> Ideas(CancellationToken ct) => View("Ideas", new IdeasPage(await book.IdeasAsync(User.Scope(), ct), null));

    [HttpPost("/ccer/projects/{code}/reviews"), Authorize(Policies.ManageProjects)]
    public async Task<IActionResult> Keep(string code, string? reason, CancellationToken ct)
    {
        if (await book.FindAsync(code, User.Scope(), ct) is not { State: "reserve" } idea)
            return NotFound();
        try
        {
            await book.KeepAsync(User.Actor(), idea.ProjectId, reason, ct);
            return LocalRedirect("/ccer/ideas");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("Ideas", new IdeasPage(await book.IdeasAsync(User.Scope(), ct), refused.Message));
        }
    }

    [HttpGet("/ccer/timeline")]
    public async Task<IActionResult> Timeline(int page, CancellationToken ct) => View("Timeline", TimelinePage.Of(
        await book.TimelineAsync(User.Scope(), TimelineRows, AskedPage.Before(page, TimelineRows), ct), Math.Max(1, page), TimelineRows, CountyClock.Today));

    [HttpGet("/ccer/reversals")]
    public async Task<IActionResult> Reversals(CancellationToken ct) => View("Reversals", new ReversalsPage(await watch.ListAsync(User.Scope(), ct: ct), null));

    [HttpGet("/ccer/reversals/{id:long}")]
    public async Task<IActionResult> Reversal(long id, CancellationToken ct) =>
        await watch.ListAsync(User.Scope(), caseId: id, ct: ct) is { Count: 1 } found ? View("Reversals", new ReversalsPage(found, null)) : NotFound();

    [HttpPost("/ccer/reversals/{id:long}/assign"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Assign(long id, string? responsible, DateOnly? deadline, CancellationToken ct) => ActAsync(id, () =>
        watch.AssignAsync(User.Actor(), id, responsible ?? "", deadline ?? throw new RefusedException("请填写期限。", "Give the deadline."), ct), ct);

    [HttpPost("/ccer/reversals/{id:long}/close"), Authorize(Policies.ManageProjects), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Close(long id, string? outcome, string? reason, IFormFile? file, CancellationToken ct) => ActAsync(id, () => SentFile.KeptAsync(file, "请附上依据。", async (path, described, name) =>
    {
        await db.WriteAsync(User.Actor(), TownshipScope.WholeCounty, $"收存逆转案件 {id} 的依据", write => new FileStore(home.Files).KeepAsync(write, path, described, name, ct), ct);
        await watch.CloseAsync(User.Actor(), id, outcome ?? "", reason ?? "", described.Sha256, CountyClock.Today, ct);
    }, ct), ct);

    private async Task<IActionResult> ActAsync(long id, Func<Task> act, CancellationToken ct)
    {
        if (await watch.ListAsync(User.Scope(), caseId: id, ct: ct) is not { Count: 1 } found)
            return NotFound();
        try
        {
            await act();
            return LocalRedirect($"/ccer/reversals/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("Reversals", new ReversalsPage(found, refused.Message));
        }
    }
}

public sealed record IdeasPage(IReadOnlyList<IdeaRow> Ideas, string? Refusal);

public sealed record ReversalsPage(IReadOnlyList<ReversalCase> Cases, string? Refusal);

/// <summary>Projects over time, each a line of stretches between its moves; days are drawn from <paramref name="First"/> on.</summary>
public sealed record TimelinePage(IReadOnlyList<TimelineRow> Rows, DateOnly First, DateOnly Last, DateOnly Today, int Page, int PageRows, long Total)
{
    // What is to come has room beside what was.
    private const int YearsAhead = 2;

    public static TimelinePage Of(IReadOnlyList<TimelineMove> moves, int page, int pageRows, DateOnly today)
    {
        var rows = moves.GroupBy(m => m.ProjectId).Select(g =>
        {
            var project = Stretches(g.Where(m => m.Tranche is null), today);
            // What a tranche has come to is drawn as long as its project stands.
            var end = project is [.., { IsOver: true } over] ? over.From : today;
            return new TimelineRow(g.First(), project, [.. g.Where(m => m.Tranche is not null).GroupBy(m => m.Tranche!.Value).Select(t => (t.Key, Stretches(t, end)))],
                g.GroupBy(m => m.Tranche).Select(t => t.Last().DueOn).Min());
        }).ToList();
        var first = rows.Count == 0 ? today : rows.Min(r => r.Project[0].From);
        var last = rows.Select(r => r.Due ?? today).Append(today.AddYears(YearsAhead)).Max();
        return new(rows, new DateOnly(first.Year, 1, 1), new DateOnly(last.Year, 12, 31), today, page, pageRows, moves.Count == 0 ? 0 : moves[0].Total);
    }

    /// <summary>Where a day lies, in thousandths of the width.</summary>
    public int X(DateOnly day) => (int)(1000L * (day.DayNumber - First.DayNumber) / Math.Max(1, Last.DayNumber - First.DayNumber));

    private static List<Stretch> Stretches(IEnumerable<TimelineMove> moves, DateOnly end)
    {
        var made = moves.ToList();
        return [.. made.Select((m, i) => new Stretch(m.ToState, m.MovedOn, i + 1 < made.Count ? made[i + 1].MovedOn : m.MovedOn > end ? m.MovedOn : end))];
    }
}

/// <summary>A project on the timeline with its tranches, and the end of the statutory period that runs, past or to come, or null.</summary>
public sealed record TimelineRow(TimelineMove Of, IReadOnlyList<Stretch> Project, IReadOnlyList<(short Number, List<Stretch> Stretches)> Tranches, DateOnly? Due)
{
    /// <summary>Last day of the crediting period of a project that is registered; null of any other.</summary>
    public DateOnly? CreditedUntil => Of.State == "registered" ? Of.CreditingTo : null;
}

public sealed record Stretch(string State, DateOnly From, DateOnly To)
{
    /// <summary>Colour token by what the time was spent on.</summary>
    public string Token => State switch
    {
        "reserve" or "design" or "monitoring" or "accounting" => "--c-muted", "publicity" or "publicity-ended" or "validating" or "validated" or "verifying" or "verified" or "applied" or "supplementing" => "--c-second",
        "registered" => "--c-main", _ => "--bad",
    };

    public bool IsOver => State is "withdrawn" or "deregistered";
}
