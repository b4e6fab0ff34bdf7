using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Jobs;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Growth.Controllers;

/// <summary>Scheduled work: when it comes, what it last did, starting and stopping it; every run of every kind with its progress.</summary>
[Area("Growth"), Authorize(Policies.ViewCounty)]
public sealed class ScheduleController(
    Schedules schedules, RecurringJobs recurring, RunEngine engine, ScheduledStart start, IUserStore<Account> accounts, IStringLocalizer<Texts> texts) : Controller
{
    [HttpGet("/growth/schedule")]
    public Task<IActionResult> List(string? saved, CancellationToken ct) => PageAsync(null, saved, ct);

    [HttpPost("/growth/schedule/{key}"), Authorize(Policies.ManageSchedule)]
    public async Task<IActionResult> Change(string key, string? cron, bool isEnabled, CancellationToken ct)
    {
        try
        {
            await recurring.ChangeAsync(User.Actor(), key, (cron ?? "").Trim(), isEnabled, ct);
            return LocalRedirect($"/growth/schedule?saved={key}");
        }
        catch (RefusedException refused)
        {
            return await RefusedAsync(refused, ct);
        }
    }

    [HttpPost("/growth/schedule/{key}/start"), Authorize(Policies.ManageSchedule)]
    public async Task<IActionResult> Start(string key, CancellationToken ct)
    {
        if (await schedules.FindAsync(key, ct) is null)
            return NotFound();
        try
        {
            // Reminders are no run: they are sent while the page waits.
            return LocalRedirect(await start.StartAsync(User.Actor(), key, ct) is { } runId ? $"/growth/schedule#run-{runId}"
                : key == Schedule.DeadlineReminders ? "/growth/schedule?reminded=true" : "/growth/schedule?nothing=true");
        }
        catch (RefusedException refused)
        {
            return await RefusedAsync(refused, ct);
        }
    }

    [HttpPost("/growth/jobs/{id:long}/cancel"), Authorize(Policies.ManageSchedule)]
    public async Task<IActionResult> Cancel(long id, CancellationToken ct)
    {
        await engine.CancelAsync(User.Actor(), id, ct);
        return LocalRedirect("/growth/schedule");
    }

    /// <summary>Sends where the newest runs stand twice a second, as long as one is on its way (server-sent events).</summary>
    [HttpGet("/growth/schedule/progress")]
    public Task<IActionResult> Progress(CancellationToken ct) => Response.SendProgressAsync(async () =>
    {
        var runs = await schedules.RunsAsync(ct: ct);
        var workers = await WorkersAsync(runs, ct);
        return (runs.Select(r => new { r.RunId, r.State, r.Fraction, r.ChunksDone, r.Chunks, r.HasEnded, workers = workers.GetValueOrDefault(r.RunId, "") }), runs.All(r => r.HasEnded));
    }, ct);

    private Task<IActionResult> RefusedAsync(RefusedException refused, CancellationToken ct)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return PageAsync(refused.Message, null, ct);
    }

    // Which processes did how much of each run, as the page says it.
    private async Task<Dictionary<long, string>> WorkersAsync(IReadOnlyList<RunProgress> runs, CancellationToken ct) =>
        (await schedules.SharesAsync(runs.Select(r => r.RunId), ct)).GroupBy(s => s.RunId)
        .ToDictionary(run => run.Key, run => string.Join(ReadingPreferences.Of(HttpContext).InEnglish ? "; " : "；", run.Select(s => texts["{0} 做完 {1} 块", s.Worker, s.Chunks].Value)));

    private async Task<IActionResult> PageAsync(string? refusal, string? saved, CancellationToken ct)
    {
        var runs = await schedules.RunsAsync(ct: ct);
        var notes = new Dictionary<long, IReadOnlyList<ChunkNote>>();
        foreach (var run in runs.Where(r => r.Kind == IntegrityWork.Kind).Take(3))
            notes.Add(run.RunId, await schedules.NotesAsync(run.RunId, ct));
        var calendar = await schedules.ListAsync(ct);
        return View("Schedule", new SchedulePage(calendar, recurring.Times(), runs, notes, refusal)
        {
            Workers = await WorkersAsync(runs, ct), Saved = calendar.FirstOrDefault(s => s.Key == saved),
            Names = await ((AccountStore)accounts).NamesAsync(calendar.Select(s => s.Responsible).OfType<string>().Concat(runs.Select(r => r.RequestedBy)), ct),
        });
    }
}

/// <summary>The schedules with their next times, the newest runs, and what the integrity checks noted.</summary>
public sealed record SchedulePage(
    IReadOnlyList<Schedule> Schedules, IReadOnlyDictionary<string, DueTimes> Times, IReadOnlyList<RunProgress> Runs,
    IReadOnlyDictionary<long, IReadOnlyList<ChunkNote>> Notes, string? Refusal)
{
    /// <summary>The schedule that was changed just now; null where none was.</summary>
    public Schedule? Saved { get; init; }

    /// <summary>Which processes did how much of each run, on whatever machine; a run that nobody began is not in it.</summary>
    public IReadOnlyDictionary<long, string> Workers { get; init; } = new Dictionary<long, string>();

    /// <summary>Names of the accounts that are told of failures or asked for runs.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>What an actor is called, in Chinese: the key of its English where it is no account's name. Nobody in particular: the administrators.</summary>
    public string Who(string? actor) => actor is null ? "系统管理" : PeopleWords.NameOf(actor, Names);
}
