using System.Security.Cryptography;
using System.Text;
using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Ccer.Deadlines;

/// <summary>What falls due when: tasks, lapsing claims and whatever else <c>ccer.deadline_v</c> gathers; reminders of it.</summary>
public sealed class DeadlineBook(Db db)
{
    private const int MostDays = 800;

    // Days from the earliest reminder to its deadline: the steps before an application are planned with most of a year of working days.
    private const int LongestNotice = 500;

    private const int LongestTitle = 200;

    private const int MostRemindDays = 60; // working days, as the table holds it (task_remind)

    /// <summary>Deadlines from a day to a day, both included, by date. An account limited to townships sees those on its ground and its own.</summary>
    /// <param name="recipients">The account's id and its roles, as <see cref="Notices"/> names them.</param>
    /// <exception cref="RefusedException">More than two years are asked for, or none.</exception>
    public Task<IReadOnlyList<Deadline>> BetweenAsync(DateOnly from, DateOnly to, TownshipScope scope, IReadOnlyList<string> recipients, CancellationToken ct = default) =>
        to < from || to.DayNumber - from.DayNumber > MostDays
            ? throw new RefusedException($"请给出不超过 {MostDays} 天的起止日期。", $"Give a first and a last day, at most {MostDays} days apart.")
            : ListAsync(from, to, isOpen: false, isOwn: false, scope, recipients, ct);

    /// <summary>Open deadlines whose day has passed, the oldest first.</summary>
    public Task<IReadOnlyList<Deadline>> OverdueAsync(DateOnly today, TownshipScope scope, IReadOnlyList<string> recipients, CancellationToken ct = default) =>
        ListAsync(DateOnly.MinValue, today.AddDays(-1), isOpen: true, isOwn: false, scope, recipients, ct);

    /// <summary>Open deadlines up to a day that an account or one of its roles sees to, what is overdue first.</summary>
    /// <param name="recipients">The account's id and its roles, as <see cref="Notices"/> names them.</param>
    public Task<IReadOnlyList<Deadline>> OwnAsync(DateOnly until, TownshipScope scope, IReadOnlyList<string> recipients, CancellationToken ct = default) =>
        ListAsync(DateOnly.MinValue, until, isOpen: true, isOwn: true, scope, recipients, ct);

    /// <summary>What a calendar program is told: the deadlines from a day to a day, and before these whatever is open still, however long ago it was due.</summary>
    /// <exception cref="RefusedException">More than two years are asked for, or none.</exception>
    public async Task<IReadOnlyList<FeedEntry>> FeedAsync(DateOnly from, DateOnly to, DateOnly today, TownshipScope scope, IReadOnlyList<string> recipients, CancellationToken ct = default)
    {
        var within = await BetweenAsync(from, to, scope, recipients, ct);
        IReadOnlyList<Deadline> all = [.. (await OverdueAsync(from, scope, recipients, ct)), .. within];
        var changes = (await db.QueryAsync<TaskChanges>(
            "select 'task:' || v.task_id as key, count(*)::int as changes from ccer.task_version_v v where 'task:' || v.task_id = any(@keys) group by v.task_id",
            new { keys = all.Where(d => d.Kind == "task").Select(d => d.Key).ToArray() }, ct)).ToDictionary(c => c.Key, c => c.Changes, StringComparer.Ordinal);
        var calendar = (await PeriodRules.LoadAsync(db, ct: ct)).Calendar;
        return [.. all.Select(d => new FeedEntry(d, changes.GetValueOrDefault(d.Key), d.IsDone || d.DueOn < today ? null : DaysAhead(d, calendar)))];
    }

    private Task<IReadOnlyList<Deadline>> ListAsync(DateOnly from, DateOnly to, bool isOpen, bool isOwn, TownshipScope scope, IReadOnlyList<string> recipients, CancellationToken ct) =>
        db.QueryAsync<Deadline>(Sql.Of<DeadlineBook>("Deadlines/Sql/deadlines.sql"), new { from, to, open = isOpen, own = isOwn, townships = scope.Codes, recipients }, ct);

    // Calendar days from the first day on which the owner is reminded to the deadline.
    private static int DaysAhead(Deadline deadline, WorkingCalendar calendar)
    {
        bool Works(DateOnly day) => calendar.IsWorkingDay(day) ?? !WorkingCalendar.IsWeekend(day);
        var day = deadline.DueOn;
        for (var left = deadline.RemindDays; (left > 0 || !Works(day)) && deadline.DueOn.DayNumber - day.DayNumber < LongestNotice; day = day.AddDays(-1))
            if (Works(day))
                left--;
        return deadline.DueOn.DayNumber - day.DayNumber;
    }

    /// <summary>Adds a task: due on a day, or at the end of a statutory period.</summary>
    /// <exception cref="RefusedException">No title, no owner or one that there is not, no date or both a date and a period, a day outside <see cref="BelievedDays"/>, a reminder more than 60 working days ahead, a period whose end cannot be said even for planning.</exception>
    public async Task<long> AddAsync(Actor actor, TaskDraft draft, CancellationToken ct = default)
    {
        var given = await ReadAsync(draft, ct);
        return await db.WriteAsync(actor, TownshipScope.WholeCounty, $"新任务：{given.Title}", async write =>
        {
            await RequireOwnerAsync(write, given.Owner, ct);
            return await write.ScalarAsync<long>(
                """
                insert into ccer.task (title, href, owner, due_on, is_estimate, period_kind, period_from, remind_days, note, made_by)
                values (@Title, @Href, @Owner, @DueOn, @IsEstimate, @PeriodKind, @PeriodFrom, @RemindDays, @Note, @by)
                returning task_id
                """, new { given.Title, draft.Href, given.Owner, given.DueOn, given.IsEstimate, given.PeriodKind, given.PeriodFrom, given.RemindDays, given.Note, by = write.Actor.Id }, ct);
        }, ct);
    }

    /// <summary>Changes what an open task says; what it said is kept with who changed it and when. Who has it from now on is reminded anew.</summary>
    /// <param name="draft">The whole of it; what it is about (<see cref="TaskDraft.Href"/>) stays.</param>
    /// <exception cref="RefusedException">No such task, done already, or what makes no task (<see cref="AddAsync"/>).</exception>
    public async Task ChangeAsync(Actor actor, long taskId, TaskDraft draft, CancellationToken ct = default)
    {
        var given = await ReadAsync(draft, ct);
        await db.WriteAsync(actor, TownshipScope.WholeCounty, $"更改任务 {taskId}", async write =>
        {
            await RequireOwnerAsync(write, given.Owner, ct);
            var owner = (await write.QueryAsync<string>("select t.owner from ccer.task t where t.task_id = @taskId and t.done_at is null for update", new { taskId }, ct)).SingleOrDefault()
                        ?? throw NoTask();
            await write.ExecuteAsync(
                """
                update ccer.task set title = @Title, owner = @Owner, due_on = @DueOn, is_estimate = @IsEstimate, period_kind = @PeriodKind, period_from = @PeriodFrom,
                                     remind_days = @RemindDays, note = @Note
                where task_id = @taskId
                """, new { given.Title, given.Owner, given.DueOn, given.IsEstimate, given.PeriodKind, given.PeriodFrom, given.RemindDays, given.Note, taskId }, ct);
            if (owner != given.Owner)
                await write.ExecuteAsync("delete from ccer.deadline_reminder where deadline = @key", new { key = $"task:{taskId}" }, ct);
        }, ct);
    }

    /// <summary>A task; null where there is none, or where an account limited to townships has no part in it.</summary>
    /// <param name="recipients">The account's id and its roles, as <see cref="Notices"/> names them.</param>
    public Task<TaskRow?> TaskAsync(long taskId, TownshipScope scope, IReadOnlyList<string> recipients, CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<TaskRow>(
        "select t.* from ccer.task_v t where t.task_id = @taskId and (@townships::text[] is null or t.owner = any(@recipients))", new { taskId, townships = scope.Codes, recipients }, ct);

    /// <summary>What a task said before it was changed, the latest first.</summary>
    public Task<IReadOnlyList<TaskVersion>> VersionsAsync(long taskId, CancellationToken ct = default) =>
        db.QueryAsync<TaskVersion>("select v.* from ccer.task_version_v v where v.task_id = @taskId order by v.version desc", new { taskId }, ct);

    /// <summary>Says that a task is done.</summary>
    /// <exception cref="RefusedException">No such task, or done before.</exception>
    public Task DoneAsync(Actor actor, long taskId, string? note, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"任务 {taskId} 已办", async write =>
        {
            if (await write.ExecuteAsync(
                    "update ccer.task set done_by = @by, done_at = now(), done_note = @note where task_id = @taskId and done_at is null", new { taskId, note = Given(note), by = actor.Id }, ct) == 0)
                throw NoTask();
        }, ct);

    /// <summary>Accounts and roles a task can be given to.</summary>
    public Task<IReadOnlyList<TaskOwner>> OwnersAsync(CancellationToken ct = default) => db.QueryAsync<TaskOwner>(
        "select a.actor as id, a.name from platform.account_name_v a order by a.name, a.actor", ct: ct);

    /// <summary>Tells the owners of what is due soon, today, or overdue; of each once per due date. Returns how many notices were sent.</summary>
    /// <remarks>"Soon" is the deadline's own number of working days; a year without a calendar counts weekends only.</remarks>
    public async Task<int> RemindAsync(DateOnly today, CancellationToken ct = default)
    {
        var calendar = (await PeriodRules.EnsuredAsync(db, ct: ct)).Calendar;
        var open = (await db.QueryAsync<Deadline>(
            "select d.* from ccer.deadline_v d where not d.is_done and d.due_on <= @until order by d.due_on, d.key", new { until = today.AddDays(LongestNotice) }, ct)).ToList();
        var sent = 0;
        foreach (var deadline in open)
        {
            if (KindOf(deadline, today, calendar) is not { } kind)
                continue;
            sent += await db.WriteAsync(Actor.Job("deadline-reminders"), TownshipScope.WholeCounty, $"期限提醒 {deadline.Key}", async write =>
            {
                if (await write.ExecuteAsync(
                        "insert into ccer.deadline_reminder (deadline, due_on, kind, sent_on) values (@Key, @DueOn, @kind, @today) on conflict do nothing",
                        new { deadline.Key, deadline.DueOn, kind, today }, ct) == 0)
                    return 0;
                return await write.ExecuteAsync(
                    """
                    insert into platform.notice (recipient, kind, title, detail, title_en, detail_en, href)
                    values (@Owner, 'deadline', @Title, @detail, @TitleEn, @detailEn, @Href)
                    """, new
                    {
                        deadline.Owner, deadline.Title, deadline.TitleEn,
                        detail = kind switch { "overdue" => $"已于 {deadline.DueOn:yyyy-MM-dd} 到期", "due" => "今天到期", _ => $"{deadline.DueOn:yyyy-MM-dd} 到期{(deadline.IsEstimate ? "（预估）" : "")}" },
                        detailEn = kind switch { "overdue" => $"was due on {deadline.DueOn:yyyy-MM-dd}", "due" => "due today", _ => $"due on {deadline.DueOn:yyyy-MM-dd}{(deadline.IsEstimate ? " (estimate)" : "")}" },
                        deadline.Href,
                    }, ct);
            }, ct);
        }
        return sent;
    }

    /// <summary>A new key for the account's calendar feed; earlier ones end. This is the only time it can be read.</summary>
    public Task<string> IssueFeedAsync(Actor actor, Guid accountId, CancellationToken ct = default)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        return db.WriteAsync(actor, TownshipScope.WholeCounty, "新的日历订阅地址", async write =>
        {
            await RevokeAsync(write, accountId, ct);
            await write.ExecuteAsync("insert into ccer.calendar_feed (key_sha256, account_id) values (@hash, @accountId)", new { hash = Hash(key), accountId }, ct);
            return key;
        }, ct);
    }

    /// <summary>Ends the account's calendar feed.</summary>
    public Task RevokeFeedAsync(Actor actor, Guid accountId, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, "收回日历订阅地址", write => RevokeAsync(write, accountId, ct), ct);

    /// <summary>The account a feed's key belongs to, with its townships, roles and language; null where it opens nothing.</summary>
    public async Task<FeedReader?> ReaderOfAsync(string key, CancellationToken ct = default) => key.Length is 0 or > 100 ? null : await db.QuerySingleOrDefaultAsync<FeedReader>(
        """
        select a.account_id, a.roles, a.townships, a.language from ccer.calendar_feed f
        join platform.account a using (account_id)
        where f.key_sha256 = @hash and f.revoked_at is null and (a.locked_until is null or a.locked_until < now())
        """, new { hash = Hash(key) }, ct);

    /// <summary>ahead, due, overdue, or null where nothing is said today.</summary>
    private static string? KindOf(Deadline deadline, DateOnly today, WorkingCalendar calendar) =>
        deadline.DueOn <= today ? deadline.DueOn == today ? "due" : "overdue"
        : deadline.DueOn.DayNumber - today.DayNumber <= DaysAhead(deadline, calendar) ? "ahead" : null;

    private async Task<GivenTask> ReadAsync(TaskDraft draft, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(draft.Title))
            throw new RefusedException("请写明要做什么。", "Say what is to be done.");
        if (draft.Title.Trim().Length > LongestTitle)
            throw new RefusedException($"要做什么不超过 {LongestTitle} 个字，其余写在说明里。", $"What is to be done has at most {LongestTitle} characters: the rest goes into the note.");
        if (draft.RemindDays is < 0 or > MostRemindDays)
            throw new RefusedException($"提前提醒须为 0 至 {MostRemindDays} 个工作日，写的是 {draft.RemindDays}。", $"The reminder comes from 0 to {MostRemindDays} working days ahead, not {draft.RemindDays}.");
        var (due, isEstimate) = await DueOfAsync(draft, ct);
        var kind = Given(draft.PeriodKind);
        return new GivenTask(
            draft.Title.Trim(), draft.Owner, due, isEstimate, kind, kind is null ? null : draft.PeriodFrom, (short)draft.RemindDays, Given(draft.Note));
    }

    private static async Task RequireOwnerAsync(Write write, string owner, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(owner))
            throw new RefusedException("请选择负责的账号或角色。", "Choose the account or the role that sees to it.");
        if (!Roles.All.Any(r => Notices.OfRole(r.Key) == owner) && !await write.ScalarAsync<bool>(
                "select exists (select from platform.account_name_v a where a.actor = @owner)", new { owner }, ct))
            throw new RefusedException($"没有可以负责的账号或角色“{owner}”：账号写 account:…，角色为 {string.Join("、", Roles.All.Select(r => Notices.OfRole(r.Key)))}。",
                $"There is no account or role \"{owner}\" that could see to it: an account is account:…, a role one of {string.Join(", ", Roles.All.Select(r => Notices.OfRole(r.Key)))}.");
    }

    private static RefusedException NoTask() => new("没有这个任务，或已经办结。", "There is no such task, or it is done.");

    private async Task<(DateOnly Due, bool IsEstimate)> DueOfAsync(TaskDraft draft, CancellationToken ct)
    {
        BelievedDays.Require(draft.DueOn);
        if (Given(draft.PeriodKind) is not { } kind)
            return draft.DueOn is { } day ? (day, false) : throw new RefusedException("请写明到期日，或选一个法定期限和起算日。", "Give the day it is due, or a statutory period and the day it begins.");
        if (draft.DueOn is not null)
            throw new RefusedException("到期日和法定期限只填一个：选了期限，到期日由系统按工作日算。", "Give the day it is due or a statutory period, not both: the end of a period is counted in working days.");
        var due = (await PeriodRules.EnsuredAsync(db, ct: ct)).DueOf(kind, draft.PeriodFrom ?? throw new RefusedException("请写明期限的起算日。", "Give the day the period begins."));
        return due.Planned is { } planned ? (planned, due.On is null) : throw new RefusedException(due.ReasonZh, due.ReasonEn);
    }

    private static Task RevokeAsync(Write write, Guid accountId, CancellationToken ct) =>
        write.ExecuteAsync("update ccer.calendar_feed set revoked_at = now() where account_id = @accountId and revoked_at is null", new { accountId }, ct);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private sealed record TaskChanges
    {
        public string Key { get; init; } = "";
        public int Changes { get; init; }
    }

    // A draft as it is stored.
    private sealed record GivenTask(string Title, string Owner, DateOnly DueOn, bool IsEstimate, string? PeriodKind, DateOnly? PeriodFrom, short RemindDays, string? Note);
}

/// <summary>Something that falls due.</summary>
public sealed record Deadline
{
    /// <summary>Stable: kind and number of what it belongs to.</summary>
    public string Key { get; init; } = "";

    /// <summary>task, provisional-claim, statutory, reversal, mandate, contract or expiry.</summary>
    public string Kind { get; init; } = "";

    public DateOnly DueOn { get; init; }
    public string Title { get; init; } = "";
    public string? TitleEn { get; init; }
    public string Href { get; init; } = "";

    /// <summary>Who is told: <c>account:…</c> or <c>role:…</c>.</summary>
    public string Owner { get; init; } = "";

    public string OwnerName { get; init; } = "";

    /// <summary>True where weekends only were counted, because a year has no calendar yet (预估).</summary>
    public bool IsEstimate { get; init; }

    public bool IsDone { get; init; }

    /// <summary>Working days ahead on which the owner is told.</summary>
    public int RemindDays { get; init; }
}

/// <summary>A task to add: a due date, or a statutory period with its first day.</summary>
/// <param name="Owner"><c>account:…</c> or <c>role:…</c>.</param>
/// <param name="Href">Address of what it is about, within the program.</param>
/// <param name="RemindDays">Working days ahead.</param>
public sealed record TaskDraft(
    string Title, string Owner, DateOnly? DueOn, string? PeriodKind = null, DateOnly? PeriodFrom = null, string? Note = null, string? Href = null, int RemindDays = 5);

/// <summary>What a task says: whose it is, when it is due, and by what.</summary>
public abstract record TaskTerms
{
    public string Title { get; init; } = "";

    /// <summary><c>account:…</c> or <c>role:…</c>.</summary>
    public string Owner { get; init; } = "";

    public string OwnerName { get; init; } = "";
    public DateOnly DueOn { get; init; }

    /// <summary>True where weekends only were counted, because a year has no calendar yet (预估).</summary>
    public bool IsEstimate { get; init; }

    /// <summary>The statutory period at whose end it is due, with its first day; null where the day was named.</summary>
    public string? PeriodKind { get; init; }

    public DateOnly? PeriodFrom { get; init; }

    /// <summary>Working days ahead.</summary>
    public int RemindDays { get; init; }

    public string? Note { get; init; }
}

/// <summary>A task as it stands.</summary>
public sealed record TaskRow : TaskTerms
{
    public long TaskId { get; init; }
    public string? Href { get; init; }
    public DateTime? DoneAt { get; init; }
    public string? DoneNote { get; init; }
}

/// <summary>What a task said until it was changed.</summary>
public sealed record TaskVersion : TaskTerms
{
    public int Version { get; init; }
    public string ReplacedBy { get; init; } = "";

    /// <summary>The account's name as it shows, or who it was where it is no account.</summary>
    public string ReplacedByName { get; init; } = "";

    public DateTime ReplacedAt { get; init; }
}

/// <summary>An account a task can be given to.</summary>
public sealed record TaskOwner
{
    public string Id { get; init; } = "";

    /// <summary>With the name it signs in with where another account is called the same.</summary>
    public string Name { get; init; } = "";
}

/// <summary>A deadline as a calendar program is told of it.</summary>
/// <param name="Sequence">How often the task was changed since it was entered; 0 for what is no task.</param>
/// <param name="DaysAhead">Calendar days before its day on which its owner is first reminded; null where there is nothing left to remind of.</param>
public sealed record FeedEntry(Deadline Of, int Sequence, int? DaysAhead);

/// <summary>Whose calendar feed a key opens.</summary>
public sealed record FeedReader
{
    public Guid AccountId { get; init; }
    public string[] Roles { get; init; } = [];
    public string[]? Townships { get; init; }

    /// <summary>The language the account reads in, zh-Hans or en.</summary>
    public string Language { get; init; } = "";

    public TownshipScope Scope => Townships is null ? TownshipScope.WholeCounty : TownshipScope.Of(Townships);

    public IReadOnlyList<string> Recipients => [Actor.Account(AccountId).Id, .. Roles.Select(Notices.OfRole)];
}
