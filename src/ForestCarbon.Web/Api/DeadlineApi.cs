using System.Globalization;
using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Antiforgery;

namespace ForestCarbon.Web.Api;

/// <summary>Working days, statutory periods, deadlines and tasks under <c>/api/v1</c>.</summary>
public static class DeadlineApi
{
    public static void MapDeadlineApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").RequireAuthorization(Policies.ViewCounty).WithTags("deadlines").AddEndpointFilter(CcerApi.RefusalsAsync);
        api.MapGet("/working-years", ListAsync).WithSummary("Holiday notices of the State Council, entered, approved and superseded.");
        api.MapGet("/working-years/{id:long}", YearAsync).WithSummary("A notice with the dates it names.");
        api.MapPost("/working-years", ProposeAsync).RequireAuthorization(Policies.KeepCalendar).DisableAntiforgery()
            .WithSummary("Enters a year's notice; it holds when another account has approved it.");
        api.MapPost("/working-years/{id:long}/approve", (long id, HttpContext http, IAntiforgery antiforgery, WorkingYears years, CancellationToken ct) =>
            DecideAsync(id, http, antiforgery, years, years.ApproveAsync, ct)).RequireAuthorization(Policies.KeepCalendar).DisableAntiforgery().WithSummary("Lets an entered notice hold.");
        api.MapPost("/working-years/{id:long}/withdraw", (long id, HttpContext http, IAntiforgery antiforgery, WorkingYears years, CancellationToken ct) =>
            DecideAsync(id, http, antiforgery, years, years.WithdrawAsync, ct)).RequireAuthorization(Policies.KeepCalendar).DisableAntiforgery().WithSummary("Takes an entered notice back.");
        api.MapGet("/deadlines", (DateOnly from, DateOnly to, HttpContext http, DeadlineBook book, CancellationToken ct) => book.BetweenAsync(from, to, http.User.Scope(), Recipients(http), ct))
            .WithSummary("What falls due between two days, both included; at most 800 days.");
        api.MapPost("/tasks", AddAsync).RequireAuthorization(Policies.KeepTasks).DisableAntiforgery().WithSummary("Adds a task: due on a day, or at the end of a statutory period.");
        api.MapGet("/tasks/{id:long}", TaskAsync).WithSummary("A task, and what it said before it was changed, with who changed it and when.");
        api.MapPost("/tasks/{id:long}", ChangeAsync).RequireAuthorization(Policies.KeepTasks).DisableAntiforgery().WithSummary("Changes an open task: the body is the whole of it. What it said is kept.");
        api.MapPost("/tasks/{id:long}/done", DoneAsync).RequireAuthorization(Policies.KeepTasks).DisableAntiforgery().WithSummary("Says that a task is done.");
        api.MapGet("/periods", async (Db db, CancellationToken ct) => (await PeriodRules.LoadAsync(db, ct: ct)).All).WithSummary("Statutory periods: length, counting of the first day, marks.");
        api.MapGet("/periods/{kind}/due", async (string kind, DateOnly from, Db db, CancellationToken ct) => Results.Ok((await PeriodRules.LoadAsync(db, ct: ct)).DueOf(kind, from)))
            .WithSummary("When a period that begins on a day ends; without a year's calendar an estimate only.");
    }

    private static async Task<IResult> ListAsync(WorkingYears years, CancellationToken ct) => Results.Ok(await years.ListAsync(ct));

    private static async Task<IResult> YearAsync(long id, WorkingYears years, CancellationToken ct) => await years.FindAsync(id, ct) is { } year
        ? Results.Ok(new { year, days = (await years.DaysAsync(id, ct)).Select(d => new { d.Date, kind = d.IsMakeUp ? "makeup" : "holiday", d.Name }) })
        : CcerApi.Missing("没有这份放假安排。");

    private static async Task<IResult> ProposeAsync(NoticeBody body, HttpContext http, IAntiforgery antiforgery, Db db, WorkingYears years, CancellationToken ct)
    {
        if (await CcerApi.NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        if (body is not { Year: { } year, Days: { Length: > 0 } days } || days.Any(d => d is not { Date: not null, Kind: "holiday" or "makeup" }))
            return CcerApi.Bad("需要 year、source 和 days，每天有 date 与 kind（holiday 或 makeup）。");
        var mark = body.Mark ?? "M";
        var notice = days.Select(d => new NoticeDay(d.Date!.Value, d.Kind == "makeup", d.Name ?? "", new Citation(body.Source ?? "", mark))).ToList();
        var id = await db.WriteAsync(http.User.Actor(), TownshipScope.WholeCounty, $"录入 {year} 年放假安排", write =>
            WorkingYears.ProposeAsync(write, year, notice, body.Source ?? "", mark, null, ct), ct);
        return Results.Created(string.Create(CultureInfo.InvariantCulture, $"/api/v1/working-years/{id}"), await years.FindAsync(id, ct));
    }

    private static async Task<IResult> AddAsync(TaskBody body, HttpContext http, IAntiforgery antiforgery, DeadlineBook book, CancellationToken ct)
    {
        if (await CcerApi.NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        var id = await book.AddAsync(http.User.Actor(), new TaskDraft(
            body.Title ?? "", body.Owner ?? "", body.DueOn, body.Period, body.From, body.Note, null, body.RemindDays ?? 5), ct);
        return Results.Created("/api/v1/deadlines", new { taskId = id });
    }

    private static IReadOnlyList<string> Recipients(HttpContext http) => [http.User.Actor().Id, .. Roles.All.Select(r => r.Key).Where(http.User.IsInRole).Select(Notices.OfRole)];

    private static async Task<IResult> TaskAsync(long id, HttpContext http, DeadlineBook book, CancellationToken ct) => await book.TaskAsync(id, http.User.Scope(), Recipients(http), ct) is { } task
        ? Results.Ok(new { task, versions = await book.VersionsAsync(id, ct) })
        : CcerApi.Missing("没有这个任务，或它不归这个账号。");

    private static async Task<IResult> ChangeAsync(long id, TaskBody body, HttpContext http, IAntiforgery antiforgery, DeadlineBook book, CancellationToken ct)
    {
        if (await CcerApi.NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        if (await book.TaskAsync(id, http.User.Scope(), Recipients(http), ct) is null)
            return CcerApi.Missing("没有这个任务，或它不归这个账号。");
        await book.ChangeAsync(http.User.Actor(), id, new TaskDraft(body.Title ?? "", body.Owner ?? "", body.DueOn, body.Period, body.From, body.Note, RemindDays: body.RemindDays ?? 5), ct);
        return Results.Ok(new { taskId = id, versions = await book.VersionsAsync(id, ct) });
    }

    private static async Task<IResult> DoneAsync(long id, DoneBody body, HttpContext http, IAntiforgery antiforgery, DeadlineBook book, CancellationToken ct)
    {
        if (await CcerApi.NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        await book.DoneAsync(http.User.Actor(), id, body.Note, ct);
        return Results.Ok(new { taskId = id });
    }

    private static async Task<IResult> DecideAsync(
        long id, HttpContext http, IAntiforgery antiforgery, WorkingYears years, Func<Actor, long, CancellationToken, Task> decide, CancellationToken ct)
    {
        if (await CcerApi.NoTokenAsync(antiforgery, http) is { } problem)
            return problem;
        await decide(http.User.Actor(), id, ct);
        return Results.Ok(await years.FindAsync(id, ct));
    }
}

/// <summary>A task; owner <c>account:…</c> or <c>role:…</c>; either dueOn, or period with from.</summary>
public sealed record TaskBody(string? Title, string? Owner, DateOnly? DueOn, string? Period, DateOnly? From, string? Note, int? RemindDays);

public sealed record DoneBody(string? Note);

/// <summary>A year's holiday notice.</summary>
public sealed record NoticeBody(int? Year, string? Source, string? Mark, NoticeDayBody[]? Days);

/// <summary>A date a notice names; kind <c>holiday</c> or <c>makeup</c>.</summary>
public sealed record NoticeDayBody(DateOnly? Date, string? Kind, string? Name);
