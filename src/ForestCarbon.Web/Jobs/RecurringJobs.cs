using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using Hangfire;
using Hangfire.Storage;
using Npgsql;

namespace ForestCarbon.Web.Jobs;

/// <summary>What a schedule does when its time has come: it opens a run, and the run is driven as any other.</summary>
public sealed class ScheduledStart(Db db, RunEngine engine, Schedules schedules, Notices notices, CountyStates states, IBackgroundJobClient jobs, DeadlineBook deadlines)
{
    /// <summary>
    /// Opens the run of a schedule and hands it to the queue; returns its id, or null where there is nothing to do or what it opened before has not ended.
    /// </summary>
    [AutomaticRetry(Attempts = 0)]
    public async Task<long?> StartAsync(string schedule, CancellationToken ct)
    {
        // What still waits or is worked on answers this time as well: a second of its kind would only stand behind it in the queue.
        if (await schedules.IsUnderWayAsync(schedule, ct))
            return null;
        try
        {
            return await StartAsync(Actor.Job(schedule), schedule, ct);
        }
        catch (RefusedException refused)
        {
            var known = await schedules.FindAsync(schedule, ct);
            await notices.TellAsync(
                Actor.Job(schedule), known?.Responsible ?? Notices.OfRole(Roles.Administrator), "schedule-failed", known?.NameZh ?? schedule, known?.NameEn,
                "/growth/schedule", refused.Chinese, refused.English, ct);
            return null;
        }
    }

    /// <summary>
    /// Starts a schedule for a person, who asked for what comes of it: is told of a failure, and does not approve it.
    /// </summary>
    /// <exception cref="RefusedException">The data does not allow it, or there is no such schedule.</exception>
    public async Task<long?> StartAsync(Actor actor, string schedule, CancellationToken ct)
    {
        if (schedule == Schedule.DeadlineReminders)
        {
            await deadlines.RemindAsync(CountyClock.Today, ct);
            return null;
        }
        if (await OpenAsync(schedule, actor, ct) is not { } runId)
            return null;
        jobs.Enqueue<RunJob>(job => job.RunAsync(runId, CancellationToken.None));
        return runId;
    }

    private async Task<long?> OpenAsync(string schedule, Actor actor, CancellationToken ct) => schedule switch
    {
        Schedule.YearlyAccounting => (await new Accounting(db).OpenAsync(actor, new AccountRequest(Schedule: schedule), ct)).RunId,
        Schedule.AccountingAfterImport => await IsBehindAsync(ct) ? (await new Accounting(db).OpenAsync(actor, new AccountRequest(Schedule: schedule), ct)).RunId : null,
        Schedule.CurveRefit => await engine.OpenAsync(actor, CurveRefit.Request(schedule), ct),
        Schedule.Integrity => await engine.OpenAsync(actor, await IntegrityWork.RequestAsync(db, schedule, ct), ct),
        _ => throw new RefusedException($"没有名为 {schedule} 的计划。", $"There is no schedule named {schedule}."),
    };

    // Whatever became of a run of this generation, it is not asked for twice: a person looks first. Runs that never become the county's
    // figure by themselves (another projection, other years) do not stand in its place.
    private async Task<bool> IsBehindAsync(CancellationToken ct) =>
        await states.GenerationAsync(ct) is var generation and > 0 && await new AccountedRuns(db).NewestGenerationAsync(ct) is var accounted && !(accounted >= generation);
}

/// <summary>Tells the queue when each schedule is due; our table is the truth, the queue's calendar follows it.</summary>
public sealed class RecurringJobs(IRecurringJobManager queue, Schedules schedules, JobStorage storage)
{
    private const int Fields = 5;

    private static readonly RecurringJobOptions CountysClock = new() { TimeZone = CountyClock.TimeZone };

    /// <summary>Changes a schedule here and in the queue.</summary>
    /// <exception cref="RefusedException">The calendar cannot be read or never comes, or there is no such schedule.</exception>
    public async Task ChangeAsync(Actor actor, string key, string cron, bool isEnabled, CancellationToken ct)
    {
        var before = await schedules.FindAsync(key, ct) ?? throw new RefusedException($"没有名为 {key} 的计划。", $"There is no schedule named {key}.");
        // The queue would take a sixth field as seconds, and names such as @daily that nobody here has agreed on.
        if (cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length != Fields)
            throw Unreadable(cron);
        try
        {
            Follow(before with { Cron = cron, IsEnabled = true });
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            throw Unreadable(cron);
        }
        if (Times().GetValueOrDefault(key)?.Next is null)
        {
            Follow(before);
            throw new RefusedException($"时间表“{cron}”永远不会到（例如 2 月 31 日）。请改成会到的日子。", $"The calendar “{cron}” never comes (as 31 February would not): name days that do.");
        }
        await schedules.ChangeAsync(actor, key, cron, isEnabled, ct);
        Follow(before with { Cron = cron, IsEnabled = isEnabled });
    }

    /// <summary>When each schedule is due and came last, by its key; one that is off is not there.</summary>
    public IReadOnlyDictionary<string, DueTimes> Times()
    {
        using var connection = storage.GetConnection();
        return connection.GetRecurringJobs().ToDictionary(job => job.Id, job => new DueTimes(job.NextExecution, job.LastExecution), StringComparer.Ordinal);
    }

    /// <summary>Brings the queue's calendar to what the table says.</summary>
    public async Task FollowAllAsync(CancellationToken ct)
    {
        foreach (var schedule in await schedules.ListAsync(ct))
            Follow(schedule);
    }

    private static RefusedException Unreadable(string cron) => new(
        $"“{cron}”不是可用的时间表。写法是五项：分 时 日 月 周，例如 30 2 * * * 为每天 2:30。", $"“{cron}” is no calendar: write five fields, minute hour day month weekday, as 30 2 * * * for 2:30 every day.");

    private void Follow(Schedule schedule)
    {
        if (schedule.IsEnabled)
            queue.AddOrUpdate<ScheduledStart>(schedule.Key, start => start.StartAsync(schedule.Key, CancellationToken.None), schedule.Cron, CountysClock);
        else
            queue.RemoveIfExists(schedule.Key);
    }
}

/// <summary>When a schedule is due next, and when the queue took it up last, whatever came of it; UTC.</summary>
public sealed record DueTimes(DateTime? Next, DateTime? Last)
{
    // Every process that works on jobs looks at the calendar once a minute.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    /// <summary>Its time has passed and nobody took it up: no process works on jobs. It comes once, late, when one does.</summary>
    public bool IsMissedAt(DateTime now) => Next < now - Grace;
}

/// <summary>Sets the queue's calendar when a process that works on jobs starts.</summary>
public sealed partial class RecurringJobsAtStart(RecurringJobs recurring, ILogger<RecurringJobsAtStart> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await recurring.FollowAllAsync(stoppingToken);
                return;
            }
            catch (Exception away) when (away is NpgsqlException or InvalidOperationException)
            {
                Postponed(log, away.Message);
                await Task.Delay(TimeSpan.FromSeconds(5), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(5111, LogLevel.Warning, "The schedules wait: {Reason}")]
    private static partial void Postponed(ILogger log, string reason);
}
