using System.CommandLine;
using System.Globalization;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>deadlines list|add|change|done|remind</c>: what falls due when.</summary>
internal static class DeadlinesCommand
{
    public static Command Create() => new("deadlines", "期限与任务") { List(), Add(), Change(), Done(), Remind() };

    private static Command List()
    {
        var from = new Option<DateOnly?>("--from") { Description = "自这一天；不写则自今天，并列出已过期未办的" };
        var to = new Option<DateOnly?>("--to") { Description = "到这一天，默认自起日 90 天" };
        var list = new Command("list", "两日之间到期的事") { from, to };
        list.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var (book, first) = (new DeadlineBook(db), asked.GetValue(from) ?? CountyClock.Today);
            var within = await book.BetweenAsync(first, asked.GetValue(to) ?? first.AddDays(90), TownshipScope.WholeCounty, [], ct);
            // Where no first day is named, what is overdue stands before the rest: it is due still.
            IReadOnlyList<Deadline> found = asked.GetValue(from) is null ? [.. await book.OverdueAsync(first, TownshipScope.WholeCounty, [], ct), .. within] : within;
            Terminal.Result(asked, found, rows => Terminal.Table(
                [Language.Of("到期日", "due on"), Language.Of("事项", "what"), Language.Of("负责", "who"), Language.Of("状态", "state")], rows.Select(d => (string[])
                [
                    Figures.Date(d.DueOn) + (d.IsEstimate ? Language.Of("（预估）", " (estimate)") : ""), Language.Of(d.Title, d.TitleEn ?? d.Title), NameOf(d),
                    d.IsDone ? Language.Of("已办", "done") : d.DueOn < CountyClock.Today ? Language.Of("已过期", "overdue") : Language.Of("未到期", "to come"),
                ])));
            return Exit.Done;
        });
        return list;
    }

    // A role has a name of its own; an account is called as it calls itself.
    private static string NameOf(Deadline deadline) =>
        Roles.All.FirstOrDefault(r => Notices.OfRole(r.Key) == deadline.Owner) is { } role ? Language.Of(role.NameZh, role.NameEn) : deadline.OwnerName;

    private static Command Add()
    {
        var title = new Argument<string>("TITLE") { Description = "要做什么" };
        var owner = new Option<string>("--owner") { Description = "账号名，或 role: 加角色，如 role:developer", Required = true };
        var due = new Option<DateOnly?>("--due") { Description = "到期日，yyyy-MM-dd" };
        var period = new Option<string?>("--period") { Description = "或一个法定期限，如 project-publicity" };
        var from = new Option<DateOnly?>("--from") { Description = "期限的起算日" };
        var add = new Command("add", "新任务") { title, owner, due, period, from };
        add.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var recipient = await RecipientAsync(db, asked.GetValue(owner)!, ct);
            var id = await new DeadlineBook(db).AddAsync(
                Actor.Console(), new TaskDraft(asked.GetValue(title)!, recipient, asked.GetValue(due), asked.GetValue(period), asked.GetValue(from)), ct);
            Terminal.Result(asked, new { id }, made => Terminal.Print($"任务 {made.id} 已记下。"));
            return Exit.Done;
        });
        return add;
    }

    private static Command Change()
    {
        var id = new Argument<long>("ID") { Description = "任务编号" };
        var title = new Option<string?>("--title") { Description = "要做什么" };
        var owner = new Option<string?>("--owner") { Description = "账号名，或 role: 加角色，如 role:developer" };
        var due = new Option<DateOnly?>("--due") { Description = "到期日，yyyy-MM-dd" };
        var period = new Option<string?>("--period") { Description = "或一个法定期限，如 project-publicity" };
        var from = new Option<DateOnly?>("--from") { Description = "期限的起算日" };
        var change = new Command("change", "修改未办的任务；没有写的不变，原来的留着") { id, title, owner, due, period, from };
        change.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var book = new DeadlineBook(db);
            var was = await book.TaskAsync(asked.GetValue(id), TownshipScope.WholeCounty, [], ct) ?? throw new RefusedException("没有这个任务，或已经办结。", "There is no such task, or it is done.");
            // A day or a period takes the place of whichever there was; where neither is given the task falls due as before.
            var isNewDay = asked.GetValue(due) is not null || asked.GetValue(period) is not null;
            await book.ChangeAsync(Actor.Console(), was.TaskId, new TaskDraft(
                asked.GetValue(title) ?? was.Title, asked.GetValue(owner) is { } named ? await RecipientAsync(db, named, ct) : was.Owner,
                isNewDay ? asked.GetValue(due) : was.PeriodKind is null ? was.DueOn : null, isNewDay ? asked.GetValue(period) : was.PeriodKind, asked.GetValue(from) ?? was.PeriodFrom, was.Note,
                RemindDays: was.RemindDays), ct);
            Terminal.Result(asked, new { id = was.TaskId }, changed => Terminal.Print(Language.Of($"任务 {changed.id} 已修改。", $"Task {changed.id} changed.")));
            return Exit.Done;
        });
        return change;
    }

    private static async Task<string> RecipientAsync(Db db, string named, CancellationToken ct) =>
        named.StartsWith("role:", StringComparison.Ordinal) ? named : (await Accounts.NamedAsync(db, named, ct)).Id;

    private static Command Done()
    {
        var id = new Argument<long>("ID") { Description = "任务编号" };
        var note = new Option<string?>("--note") { Description = "怎么办的" };
        var done = new Command("done", "任务办结") { id, note };
        done.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            await new DeadlineBook(db).DoneAsync(Actor.Console(), asked.GetValue(id), asked.GetValue(note), ct);
            Terminal.Result(asked, new { id = asked.GetValue(id) }, ended => Terminal.Print(string.Create(CultureInfo.InvariantCulture, $"任务 {ended.id} 已办结。")));
            return Exit.Done;
        });
        return done;
    }

    private static Command Remind()
    {
        var remind = new Command("remind", "给负责的人发期限提醒；计划任务每天也发");
        remind.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            Terminal.Result(asked, new { sent = await new DeadlineBook(db).RemindAsync(CountyClock.Today, ct) }, told => Terminal.Print($"发出 {told.sent} 条提醒。"));
            return Exit.Done;
        });
        return remind;
    }
}
