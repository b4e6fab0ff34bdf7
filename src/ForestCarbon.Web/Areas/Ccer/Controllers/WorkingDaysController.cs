using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>The working-day calendar: a year day by day, the notices entered and approved, the statutory periods that are counted on it.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class WorkingDaysController(Db db, WorkingYears years, FileStore files) : Controller
{
    private const long MostFileBytes = 20L << 20;

    [HttpGet("/ccer/working-days")]
    public Task<IActionResult> Show(int? year, long? notice, string? kind, DateOnly? from, CancellationToken ct) => PageAsync(year, notice, kind, from, null, ct);

    [HttpPost("/ccer/working-days"), Authorize(Policies.KeepCalendar), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Propose(NoticeForm form, CancellationToken ct) => AnswerAsync(async () =>
    {
        var id = 0L;
        await SentFile.KeptAsync(form.File, "请选择放假安排的文件。", async (path, file, name) =>
        {
            var days = WorkingYears.ReadFile(path, form.Source ?? "", form.Mark ?? "M");
            id = await db.WriteAsync(User.Actor(), TownshipScope.WholeCounty, $"录入 {form.Year} 年放假安排", async write =>
            {
                await files.KeepAsync(write, path, file, name, ct);
                return await WorkingYears.ProposeAsync(write, form.Year ?? 0, days, form.Source ?? "", form.Mark ?? "M", file.Sha256, ct);
            }, ct);
        }, ct);
        return id;
    }, ct);

    [HttpPost("/ccer/working-days/{id:long}/approve"), Authorize(Policies.KeepCalendar)]
    public Task<IActionResult> Approve(long id, CancellationToken ct) => AnswerAsync(async () =>
    {
        await years.ApproveAsync(User.Actor(), id, ct);
        return id;
    }, ct);

    [HttpPost("/ccer/working-days/{id:long}/withdraw"), Authorize(Policies.KeepCalendar)]
    public Task<IActionResult> Withdraw(long id, CancellationToken ct) => AnswerAsync(async () =>
    {
        await years.WithdrawAsync(User.Actor(), id, ct);
        return id;
    }, ct);

    private async Task<IActionResult> AnswerAsync(Func<Task<long>> act, CancellationToken ct)
    {
        try
        {
            return LocalRedirect($"/ccer/working-days?notice={await act()}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(null, null, null, null, refused.Message, ct);
        }
    }

    private async Task<IActionResult> PageAsync(int? year, long? notice, string? kind, DateOnly? from, string? refusal, CancellationToken ct)
    {
        var rules = await PeriodRules.LoadAsync(db, ct: ct);
        var all = await years.ListAsync(ct);
        var shown = notice is { } id ? all.FirstOrDefault(y => y.WorkingYearId == id) : null;
        // A proposed notice is looked at as it would hold.
        var calendar = shown is null ? rules.Calendar : new WorkingCalendar(await years.DaysAsync(shown.WorkingYearId, ct));
        var chosen = shown?.Year ?? year ?? CountyClock.Today.Year;
        var due = PeriodKind.Find(kind ?? "") is null ? null : rules.DueOf(kind!, from ?? CountyClock.Today);
        return View("WorkingDays", new WorkingDaysPage(chosen, shown, calendar, all, rules.All, due, refusal));
    }
}

/// <summary>A year's holiday notice to enter.</summary>
public sealed record NoticeForm(int? Year, string? Source, string? Mark, IFormFile? File);

/// <summary>A year of working days; <paramref name="Notice"/> is the one looked at, where it is not the one that holds.</summary>
public sealed record WorkingDaysPage(
    int Year, WorkingYear? Notice, WorkingCalendar Calendar, IReadOnlyList<WorkingYear> Notices, IReadOnlyList<Period> Periods, Due? Due, string? Refusal)
{
    public IReadOnlyList<int> Years { get; } = [.. Notices.Where(n => n.State == "holds").Select(n => n.Year).Distinct().Order()];

    /// <summary>Working days of a month, or null where the year has no calendar.</summary>
    public int? WorkingDaysOf(int month) => !Calendar.IsAnnounced(Year) ? null
        : Enumerable.Range(1, DateTime.DaysInMonth(Year, month)).Count(d => Calendar.IsWorkingDay(new DateOnly(Year, month, d)) == true);
}
