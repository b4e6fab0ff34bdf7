using System.Globalization;
using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>Deadlines by month, what is overdue, tasks with owner and due date, and the feed a calendar program reads.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class CalendarController(Db db, DeadlineBook book, IStringLocalizer<Texts> texts) : Controller
{
    // A feed reaches back a quarter for what is done, as far as need be for what is open still, and two years ahead.
    private const int FeedDaysBack = 92, FeedDaysAhead = 700;

    internal const int FirstYear = 2000, LastYear = 2100;

    private const int LongestMonth = 20;

    [HttpGet("/ccer/calendar")]
    public Task<IActionResult> Month(string? month, DateOnly? day, CancellationToken ct) => PageAsync(month, null, null, ct, day);

    [HttpPost("/ccer/calendar/tasks"), Authorize(Policies.KeepTasks)]
    public async Task<IActionResult> Add(TaskForm form, CancellationToken ct)
    {
        try
        {
            await book.AddAsync(User.Actor(), new TaskDraft(
                form.Title ?? "", form.Owner ?? "", form.DueOn, form.Period, form.From, form.Note, Href(form.Href), form.RemindDays ?? 5), ct);
            return LocalRedirect($"/ccer/calendar?month={form.Month}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(form.Month, refused.Message, null, ct);
        }
    }

    [HttpGet("/ccer/calendar/tasks/{id:long}")]
    public Task<IActionResult> ShowTask(long id, CancellationToken ct) => TaskPageAsync(id, null, ct);

    [HttpPost("/ccer/calendar/tasks/{id:long}"), Authorize(Policies.KeepTasks)]
    public async Task<IActionResult> Change(long id, TaskForm form, CancellationToken ct)
    {
        if (await book.TaskAsync(id, User.Scope(), User.Recipients(), ct) is null)
            return NotFound();
        try
        {
            await book.ChangeAsync(User.Actor(), id, new TaskDraft(form.Title ?? "", form.Owner ?? "", form.DueOn, form.Period, form.From, form.Note, RemindDays: form.RemindDays ?? 5), ct);
            return LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"/ccer/calendar/tasks/{id}"));
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await TaskPageAsync(id, refused.Message, ct);
        }
    }

    [HttpPost("/ccer/calendar/tasks/{id:long}/done"), Authorize(Policies.KeepTasks)]
    public async Task<IActionResult> Done(long id, string? note, string? month, CancellationToken ct)
    {
        try
        {
            await book.DoneAsync(User.Actor(), id, note, ct);
            return LocalRedirect($"/ccer/calendar?month={month}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(month, refused.Message, null, ct);
        }
    }

    [HttpPost("/ccer/calendar/feed")]
    public async Task<IActionResult> Subscribe(string? month, CancellationToken ct)
    {
        var key = await book.IssueFeedAsync(User.Actor(), User.AccountId(), ct);
        return await PageAsync(month, null, $"{Request.Scheme}://{Request.Host}/ccer/feeds/{key}.ics", ct);
    }

    [HttpPost("/ccer/calendar/feed/revoke")]
    public async Task<IActionResult> Revoke(string? month, CancellationToken ct)
    {
        await book.RevokeFeedAsync(User.Actor(), User.AccountId(), ct);
        return LocalRedirect($"/ccer/calendar?month={month}");
    }

    /// <summary>For calendar programs, which send neither cookie nor header: the key is the address.</summary>
    [HttpGet("/ccer/feeds/{key}.ics"), AllowAnonymous]
    public async Task<IActionResult> Feed(string key, CancellationToken ct)
    {
        if (await book.ReaderOfAsync(key, ct) is not { } reader)
            return NotFound();
        var today = CountyClock.Today;
        var deadlines = await book.FeedAsync(today.AddDays(-FeedDaysBack), today.AddDays(FeedDaysAhead), today, reader.Scope, reader.Recipients, ct);
        Response.Headers.CacheControl = "private, no-store";
        return File(CalendarFeed.Of(deadlines, $"{Request.Scheme}://{Request.Host}", reader.Language == ReadingPreferences.English), "text/calendar; charset=utf-8", "deadlines.ics");
    }

    // Only addresses of this program: a task is no way out to somewhere else.
    private static string? Href(string? given) => given?.Trim() is { Length: > 1 } href && href[0] == '/' && href[1] is not ('/' or '\\') ? href : null;

    private async Task<IActionResult> TaskPageAsync(long id, string? refusal, CancellationToken ct) => await book.TaskAsync(id, User.Scope(), User.Recipients(), ct) is { } task
        ? View("Task", new TaskPage(task, await book.VersionsAsync(id, ct), await book.OwnersAsync(ct), (await PeriodRules.LoadAsync(db, ct: ct)).All, refusal))
        : NotFound();

    private async Task<IActionResult> PageAsync(string? month, string? refusal, string? feed, CancellationToken ct, DateOnly? day = null)
    {
        var today = CountyClock.Today;
        var first = new DateOnly(today.Year, today.Month, 1);
        if (DateOnly.TryParseExact($"{month}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var named) && named.Year is >= FirstYear and <= LastYear)
            first = named;
        else if (!string.IsNullOrWhiteSpace(month) && refusal is null)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            refusal = texts["没有月份“{0}”：请写成 2026-06 的样子，{1} 年至 {2} 年；下面是本月。", Shortened.Of(month, LongestMonth), FirstYear, LastYear].Value;
        }
        var (scope, recipients) = (User.Scope(), User.Recipients());
        var rules = await PeriodRules.LoadAsync(db, ct: ct);
        return View("Calendar", new CalendarPage(
            first, today, rules.Calendar, await book.BetweenAsync(first, first.AddMonths(1).AddDays(-1), scope, recipients, ct),
            await book.BetweenAsync(day ?? today, day ?? today.AddDays(90), scope, recipients, ct), await book.OverdueAsync(today, scope, recipients, ct), await book.OwnersAsync(ct), rules.All, refusal, feed, day));
    }

}

/// <summary>A task: due on a day, or at the end of a statutory period that begins on one.</summary>
public sealed record TaskForm(string? Title, string? Owner, DateOnly? DueOn, string? Period, DateOnly? From, string? Note, string? Href, int? RemindDays, string? Month);

/// <summary>A task with what it said before.</summary>
public sealed record TaskPage(TaskRow Task, IReadOnlyList<TaskVersion> Versions, IReadOnlyList<TaskOwner> Owners, IReadOnlyList<Period> Periods, string? Refusal);

/// <summary>A month of deadlines; <paramref name="Feed"/> is the address of a new feed, shown once. <paramref name="Ahead"/> is of <paramref name="Day"/> alone where one is named.</summary>
public sealed record CalendarPage(
    DateOnly First, DateOnly Today, WorkingCalendar Calendar, IReadOnlyList<Deadline> OfMonth, IReadOnlyList<Deadline> Ahead, IReadOnlyList<Deadline> Overdue,
    IReadOnlyList<TaskOwner> Owners, IReadOnlyList<Period> Periods, string? Refusal, string? Feed, DateOnly? Day)
{
    /// <summary>More than this many of a day, or of the list, are counted and not named.</summary>
    public const int MostOfDay = 4, MostListed = 200;

    public string Month => First.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The month before or after, or null where the calendar has none.</summary>
    public string? MonthAt(int by) => First.AddMonths(by) is { Year: >= CalendarController.FirstYear and <= CalendarController.LastYear } other ? other.ToString("yyyy-MM", CultureInfo.InvariantCulture) : null;

    public ILookup<DateOnly, Deadline> ByDay { get; } = OfMonth.ToLookup(d => d.DueOn);
}
