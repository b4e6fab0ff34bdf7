using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Jobs;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Growth.Controllers;

/// <summary>Scheduled work: when it comes, what it last did, starting and stopping it; every run of every kind with its progress.</summary>
[Area("Growth"), Authorize(Policies.ViewCounty)]
public sealed class ScheduleController(Schedules schedules, RecurringJobs recurring, RunEngine engine, ScheduledStart start) : Controller
{
    [HttpGet("/growth/schedule")]
    public Task<IActionResult> List(CancellationToken ct) => PageAsync(null, ct);

    [HttpPost("/growth/schedule/{key}"), Authorize(Policies.ManageSchedule)]
    public async Task<IActionResult> Change(string key, string? cron, bool isEnabled, CancellationToken ct)
    {
        try
        {
            await recurring.ChangeAsync(User.Actor(), key, (cron ?? "").Trim(), isEnabled, ct);
            return LocalRedirect("/growth/schedule");
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
            return LocalRedirect(await start.StartAsync(User.Actor(), key, ct) is { } runId ? $"/growth/schedule#run-{runId}" : "/growth/schedule?nothing=true");
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
        return (runs.Select(r => new { r.RunId, r.State, r.Fraction, r.ChunksDone, r.Chunks, r.HasEnded }), runs.All(r => r.HasEnded));
    }, ct);

    private Task<IActionResult> RefusedAsync(RefusedException refused, CancellationToken ct)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return PageAsync(refused.Message, ct);
    }

    private async Task<IActionResult> PageAsync(string? refusal, CancellationToken ct)
    {
        var runs = await schedules.RunsAsync(ct: ct);
        var notes = new Dictionary<long, IReadOnlyList<ChunkNote>>();
        foreach (var run in runs.Where(r => r.Kind == IntegrityWork.Kind).Take(3))
            notes.Add(run.RunId, await schedules.NotesAsync(run.RunId, ct));
        return View("Schedule", new SchedulePage(await schedules.ListAsync(ct), recurring.NextTimes(), runs, notes, refusal));
    }
}

/// <summary>The schedules with their next times, the newest runs, and what the integrity checks noted.</summary>
public sealed record SchedulePage(
    IReadOnlyList<Schedule> Schedules, IReadOnlyDictionary<string, DateTime?> Next, IReadOnlyList<RunProgress> Runs,
    IReadOnlyDictionary<long, IReadOnlyList<ChunkNote>> Notes, string? Refusal);
