using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Deadlines;

public sealed class DeadlineBookTests(DeadlineBookTests.Kept database) : IClassFixture<DeadlineBookTests.Kept>
{
    private static readonly Actor By = Actor.Job("test");

    private DeadlineBook Book => new(database.Db);

    private async Task<Deadline> FindAsync(long task, DateOnly on, TownshipScope? scope = null, string recipient = "role:none") =>
        (await Book.BetweenAsync(on, on, scope ?? TownshipScope.WholeCounty, [recipient])).Single(d => d.Key == $"task:{task}");

    [Fact]
    public async Task A_task_falls_due_at_the_end_of_its_statutory_period()
    {
        var id = await Book.AddAsync(By, new TaskDraft("答复公示意见", "role:developer", null, "project-publicity", new DateOnly(2026, 7, 17)));

        Assert.False((await FindAsync(id, new DateOnly(2026, 8, 13))).IsEstimate);
    }

    [Fact]
    public async Task A_period_into_a_year_without_a_calendar_is_marked_as_an_estimate()
    {
        var id = await Book.AddAsync(By, new TaskDraft("等登记", "role:developer", null, "project-registration", new DateOnly(2026, 12, 21)));

        Assert.True((await FindAsync(id, new DateOnly(2027, 1, 11))).IsEstimate);
    }

    [Theory]
    [InlineData("", "role:developer", "2026-12-01", null, "要做什么")]
    [InlineData("甲", "role:developer", null, null, "到期日")]
    [InlineData("甲", "role:developer", "2026-12-01", "project-publicity", "只填一个")]
    [InlineData("甲", "role:developer", null, "correction-reply", "还没有读到")]
    [InlineData("甲", "role:developer", null, "no-such", "没有期限")]
    [InlineData("甲", "account:00000000000000000000000000000000", "2026-12-01", null, "负责")]
    [InlineData("甲", "role:zzz", "2026-12-01", null, "没有可以负责的账号或角色“role:zzz”")]
    [InlineData("甲", "", "2026-12-01", null, "请选择负责")]
    public async Task A_task_that_says_too_little_is_refused(string title, string owner, string? due, string? period, string says)
    {
        TestServer.Required();
        var draft = new TaskDraft(title, owner, due is null ? null : DateOnly.ParseExact(due, "yyyy-MM-dd", null), period, period is null ? null : new DateOnly(2026, 7, 17));

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Book.AddAsync(By, draft));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.False(English.HoldsChinese(English.Of(refused)), English.Of(refused));
    }

    [Theory, InlineData(-3), InlineData(61), InlineData(99_999)]
    public async Task A_reminder_is_given_in_the_working_days_there_are_and_never_put_right_unseen(int days)
    {
        TestServer.Required();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Book.AddAsync(By, new TaskDraft("甲", "role:developer", new DateOnly(2026, 12, 1), RemindDays: days)));

        Assert.Contains($"须为 0 至 60 个工作日，写的是 {days}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_role_can_see_to_a_task_and_no_other_whatever_way_it_is_entered()
    {
        foreach (var role in Roles.All)
            Assert.True(await Book.AddAsync(By, new TaskDraft($"给{role.NameZh}", Notices.OfRole(role.Key), new DateOnly(2099, 12, 1))) > 0);

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.Db.WriteAsync(By, TownshipScope.WholeCounty, "试", write =>
            write.ExecuteAsync("insert into ccer.task (title, owner, due_on, made_by) values ('甲', 'role:zzz', '2099-12-01', 'test')")));
        // One that is done asks nobody: a task of before such a role was refused is closed as it stands.
        await database.Db.WriteAsync(By, TownshipScope.WholeCounty, "试", write =>
            write.ExecuteAsync("insert into ccer.task (title, owner, due_on, made_by, done_by, done_at) values ('甲', 'role:zzz', '2099-12-01', 'test', 'test', now())"));
    }

    [Fact]
    public async Task An_account_limited_to_townships_sees_its_own_tasks_only()
    {
        var id = await Book.AddAsync(By, new TaskDraft("站里的事", "role:township-station", new DateOnly(2026, 3, 3)));
        var station = TownshipScope.Of(["431125101"]);

        Assert.NotNull(await FindAsync(id, new DateOnly(2026, 3, 3), station, "role:township-station"));
        Assert.Empty(await Book.BetweenAsync(new DateOnly(2026, 3, 3), new DateOnly(2026, 3, 3), station, ["role:developer"]));
    }

    [Fact]
    public async Task A_reminder_is_sent_ahead_on_the_day_and_afterwards_each_once()
    {
        var due = new DateOnly(2026, 9, 30);
        await Book.AddAsync(By, new TaskDraft("提醒我", "role:verifier", due, RemindDays: 3));
        Task<long> ToldAsync() => database.ScalarAsync<long>("select count(*) from platform.notice where recipient = 'role:verifier' and title = '提醒我'");

        await Book.RemindAsync(new DateOnly(2026, 9, 21)); // six working days ahead: 25 to 27 September rest
        Assert.Equal(0, await ToldAsync());
        foreach (var (day, told) in new[] { ("2026-09-24", 1), ("2026-09-28", 1), ("2026-09-30", 2), ("2026-10-08", 3), ("2026-10-09", 3) })
        {
            await Book.RemindAsync(DateOnly.ParseExact(day, "yyyy-MM-dd", null));
            Assert.Equal(told, await ToldAsync());
        }
        // On the first day the feed's alarm names, and not on the day before.
        var closed = new DateOnly(2026, 2, 1);
        await Book.AddAsync(By, new TaskDraft("周日到期", "role:auditor", closed, RemindDays: 0));
        await Book.RemindAsync(closed.AddDays(-3));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from platform.notice where title = '周日到期'"));
        await Book.RemindAsync(closed.AddDays(-2));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from platform.notice where title = '周日到期'"));
        // Who reads English is told in it when; what somebody entered stays as it was written.
        Assert.Equal("was due on 2026-09-30|", await database.ScalarAsync<string>("select concat(n.detail_en, '|', n.title_en) from platform.notice n where n.title = '提醒我' order by n.notice_id desc limit 1"));
    }

    [Fact]
    public async Task What_is_done_is_no_longer_overdue_and_is_done_once()
    {
        var id = await Book.AddAsync(By, new TaskDraft("办完", "role:auditor", new DateOnly(2026, 2, 2)));
        Task<bool> IsOverdueAsync() => Book.OverdueAsync(new DateOnly(2026, 2, 10), TownshipScope.WholeCounty, []).ContinueWith(t => t.Result.Any(d => d.Key == $"task:{id}"), TaskScheduler.Default);
        Assert.True(await IsOverdueAsync());

        await Book.DoneAsync(By, id, "已送");

        Assert.False(await IsOverdueAsync());
        await Assert.ThrowsAsync<RefusedException>(() => Book.DoneAsync(By, id, null));
    }

    [Fact]
    public async Task A_changed_task_keeps_what_it_said_and_who_changed_it_and_one_that_is_done_stays()
    {
        var other = Actor.Job("other");
        var right = new TaskDraft("写对的事", "role:finance", null, "project-publicity", new DateOnly(2026, 7, 17), RemindDays: 3);
        var id = await Book.AddAsync(By, new TaskDraft("写错的事", "role:auditor", new DateOnly(2026, 2, 3)));

        await Book.ChangeAsync(other, id, right);
        await Book.ChangeAsync(other, id, right); // says the same: nothing to keep

        var task = (await Book.TaskAsync(id, TownshipScope.WholeCounty, []))!;
        Assert.Equal(("写对的事", "role:finance", new DateOnly(2026, 8, 13), 3), (task.Title, task.Owner, task.DueOn, task.RemindDays));
        var was = Assert.Single(await Book.VersionsAsync(id));
        Assert.Equal(("写错的事", "role:auditor", new DateOnly(2026, 2, 3), other.Id), (was.Title, was.Owner, was.DueOn, was.ReplacedBy));
        Assert.Null(await Book.TaskAsync(id, TownshipScope.Of(["431125101"]), ["role:developer"]));

        await Book.DoneAsync(By, id, null);
        await Assert.ThrowsAsync<RefusedException>(() => Book.ChangeAsync(other, id, right with { Title = "办完再改" }));
        foreach (var statement in new[] { "update ccer.task set title = '改' where task_id = @id", "update ccer.task_version set title = '改' where task_id = @id", "delete from ccer.task_version where task_id = @id" })
            Assert.Equal("FC011", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.Db.WriteAsync(By, TownshipScope.WholeCounty, "试", write => write.ExecuteAsync(statement, new { id })))).SqlState);
    }

    [Fact]
    public async Task Who_is_given_a_task_is_reminded_of_it_whoever_had_it_before()
    {
        var due = new DateOnly(2026, 9, 29);
        var id = await Book.AddAsync(By, new TaskDraft("转交的事", "role:surveyor", due, RemindDays: 0));
        Task<long> ToldAsync(string recipient) => database.ScalarAsync<long>($"select count(*) from platform.notice where recipient = '{recipient}' and title = '转交的事'");
        await Book.RemindAsync(due);

        await Book.ChangeAsync(By, id, new TaskDraft("转交的事", "role:ranger", due, RemindDays: 0));
        await Book.RemindAsync(due);

        Assert.Equal((1, 1), (await ToldAsync("role:surveyor"), await ToldAsync("role:ranger")));
    }

    [Fact]
    public async Task A_feed_holds_what_is_overdue_however_long_and_says_how_often_it_was_changed_and_when_to_remind()
    {
        var (today, due) = (new DateOnly(2026, 9, 1), new DateOnly(2026, 9, 30));
        await PeriodRules.EnsuredAsync(database.Db);
        var old = await Book.AddAsync(By, new TaskDraft("拖了一年的事", "role:finance", new DateOnly(2025, 8, 1)));
        var done = await Book.AddAsync(By, new TaskDraft("去年办完的事", "role:finance", new DateOnly(2025, 8, 1)));
        await Book.DoneAsync(By, done, null);
        var moved = await Book.AddAsync(By, new TaskDraft("改期的事", "role:finance", new DateOnly(2026, 9, 2), RemindDays: 3));
        await Book.ChangeAsync(By, moved, new TaskDraft("改期的事", "role:finance", due, RemindDays: 3));

        var feed = (await Book.FeedAsync(today.AddDays(-92), today.AddDays(700), today, TownshipScope.WholeCounty, [])).ToDictionary(e => e.Of.Key);

        Assert.Null(feed[$"task:{old}"].DaysAhead);
        Assert.False(feed.ContainsKey($"task:{done}"));
        // Three working days before the 30th, over the rest from 25 to 27 September: the 24th, as the reminder.
        Assert.Equal((1, 6), (feed[$"task:{moved}"].Sequence, feed[$"task:{moved}"].DaysAhead));
        Assert.Equal(0, feed[$"task:{old}"].Sequence);
    }

    [Fact]
    public async Task What_an_account_or_its_roles_see_to_is_told_apart_from_what_they_merely_see()
    {
        var day = new DateOnly(2026, 3, 3);
        var mine = await Book.AddAsync(By, new TaskDraft("我的事", "role:ranger", day));
        await Book.AddAsync(By, new TaskDraft("别人的事", "role:surveyor", day));

        Assert.Equal([$"task:{mine}"], (await Book.OwnAsync(day, TownshipScope.WholeCounty, ["role:ranger"])).Where(d => d.DueOn == day).Select(d => d.Key));
    }

    [Theory]
    [InlineData("JY-03"), InlineData("A#1"), InlineData("B?q=1"), InlineData("C%20"), InlineData(@"D\E")]
    public async Task A_deadline_leads_to_its_project_whatever_its_code_holds(string code) =>
        Assert.Equal($"/ccer/projects/{Uri.EscapeDataString(code).Replace("%3D", "=", StringComparison.Ordinal)}", await database.ScalarAsync<string>($"select ccer.project_address('{code}')"));

    [Fact]
    public async Task A_feeds_key_opens_its_accounts_deadlines_until_a_new_one_is_made()
    {
        var first = await Book.IssueFeedAsync(By, database.Account);
        var reader = await Book.ReaderOfAsync(first);
        Assert.Equal((database.Account, "431125101"), (reader!.AccountId, reader.Scope.ToString()));

        var second = await Book.IssueFeedAsync(By, database.Account);
        Assert.Null(await Book.ReaderOfAsync(first));
        Assert.NotNull(await Book.ReaderOfAsync(second));
        await Book.RevokeFeedAsync(By, database.Account);

        Assert.Null(await Book.ReaderOfAsync(second));
        Assert.Null(await Book.ReaderOfAsync(""));
    }

    public sealed class Kept : TestDatabase
    {
        public Guid Account { get; } = Guid.NewGuid();

        protected override async Task FillAsync()
        {
            using var store = new AccountStore(Db);
            await store.CreateAsync(new Account
            {
                AccountId = Account, UserName = "station", NormalizedName = "STATION", DisplayName = "站", Roles = [Roles.TownshipStation], Townships = ["431125101"], SecurityStamp = "s",
            }, CancellationToken.None);
        }
    }
}
