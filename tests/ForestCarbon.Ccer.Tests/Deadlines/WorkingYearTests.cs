using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Ccer.Tests.Deadlines;

public sealed class WorkingYearTests(WorkingYearTests.Stored database) : IClassFixture<WorkingYearTests.Stored>
{
    private WorkingYears Years => new(database.Db);

    private static Actor Account() => Actor.Account(Guid.NewGuid());

    private static NoticeDay Holiday(string day) => new(DateOnly.ParseExact(day, "yyyy-MM-dd", null), false, "元旦", new Citation("通知", "S"));

    private static NoticeDay MakeUp(string day) => Holiday(day) with { IsMakeUp = true };

    private Task<long> ProposeAsync(Actor actor, int year, params NoticeDay[] days) =>
        database.Db.WriteAsync(actor, TownshipScope.WholeCounty, "录入", write => WorkingYears.ProposeAsync(write, year, days, "国务院办公厅通知", "S", null, default));

    [Fact]
    public async Task The_shipped_years_enter_once_and_are_the_shipped_calendar_day_by_day()
    {
        await Years.EnsureShippedAsync();
        var (stored, shipped) = (await Years.CalendarAsync(), WorkingCalendar.Shipped);

        Assert.Equal(7, (await Years.ListAsync()).Count(y => y is { Year: <= 2026, State: "holds" }));
        for (var day = new DateOnly(2020, 1, 1); day.Year <= 2026; day = day.AddDays(1))
            Assert.Equal(shipped.IsWorkingDay(day), stored.IsWorkingDay(day));
    }

    [Fact]
    public async Task A_new_year_holds_when_another_account_has_approved_it_and_a_later_notice_supersedes()
    {
        var (first, second) = (Account(), Account());
        var id = await ProposeAsync(first, 2091, Holiday("2091-01-01"), MakeUp("2091-01-06"));
        Assert.Null((await Years.CalendarAsync()).IsWorkingDay(new DateOnly(2091, 1, 6)));
        Assert.Contains("自己", (await Assert.ThrowsAsync<RefusedException>(() => Years.ApproveAsync(first, id))).Message, StringComparison.Ordinal);

        await Years.ApproveAsync(second, id);
        Assert.True((await Years.CalendarAsync()).IsWorkingDay(new DateOnly(2091, 1, 6)));

        var next = await ProposeAsync(second, 2091, Holiday("2091-01-01"));
        await Years.ApproveAsync(first, next);
        Assert.False((await Years.CalendarAsync()).IsWorkingDay(new DateOnly(2091, 1, 6)));
        Assert.Equal(("superseded", "holds"), ((await Years.FindAsync(id))!.State, (await Years.FindAsync(next))!.State));
    }

    [Fact]
    public async Task A_year_taken_back_never_holds()
    {
        var id = await ProposeAsync(Account(), 2092, Holiday("2092-01-01"));
        await Years.WithdrawAsync(Account(), id);

        await Assert.ThrowsAsync<RefusedException>(() => Years.ApproveAsync(Account(), id));
        Assert.False((await Years.CalendarAsync()).IsAnnounced(2092));
    }

    [Fact]
    public async Task Every_fault_of_a_notice_is_named()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ProposeAsync(
            Account(), 2093, MakeUp("2093-01-05"), Holiday("2094-05-01"), Holiday("2093-05-01"), Holiday("2093-05-01")));

        foreach (var fault in new[] { "2093-01-05 不是周末", "2094-05-01 不在 2093 年", "2093-05-01 写了两次", "没有元旦" })
            Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.Equal(
            "The holiday notice of 2093 cannot be entered: 2093-01-05 is no weekend and cannot be a make-up day; 2094-05-01 is not in 2093; 2093-05-01 stands twice; New Year's Day is missing: the notice is not whole.",
            English.Of(refused));
    }

    [Theory]
    [InlineData("date,kind,name\n2095-01-01,holiday,元旦\n", "days.csv", null)]
    [InlineData("""{"holidays":{"2095-01-01":"New Year's Day,元旦,1"},"workdays":{},"inLieuDays":{}}""", "2095.json", null)]
    [InlineData("date,kind,name\n2095-01-01,rest,元旦\n", "days.csv", "line 2")]
    [InlineData("{}", "2095.json", "holidays")]
    public void A_notice_is_read_from_a_table_or_from_a_year_file(string content, string name, string? refusal)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("fc-notice-").FullName, name);
        File.WriteAllText(path, content);
        if (refusal is null)
            Assert.Equal((new DateOnly(2095, 1, 1), "元旦", false), WorkingYears.ReadFile(path, "通知", "S") is [var day] ? (day.Date, day.Name, day.IsMakeUp) : default);
        else
        {
            var refused = Assert.Throws<RefusedException>(() => WorkingYears.ReadFile(path, "通知", "S"));
            Assert.Contains(refusal, refused.Message, StringComparison.Ordinal);
            Assert.False(English.HoldsChinese(English.Of(refused)), English.Of(refused));
        }
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData("update ccer.working_year_day set is_make_up = false")]
    [InlineData("delete from ccer.working_year_day")]
    [InlineData("update ccer.working_year set source = 'x'")]
    [InlineData("update ccer.working_year set approved_by = 'x' where approved_by is not null")]
    public async Task The_database_lets_nobody_rewrite_a_notice(string statement) => Assert.Equal("FC011", (await Assert.ThrowsAsync<PostgresException>(() =>
        database.Db.WriteAsync(Account(), TownshipScope.WholeCounty, "试改", write => write.ExecuteAsync(statement)))).SqlState);

    [Fact]
    public async Task Periods_take_length_and_counting_from_the_store_and_end_as_an_independent_count_says()
    {
        var rules = await PeriodRules.LoadAsync(database.Db);
        Assert.Equal((20, true, "M"), (rules.Of("project-publicity").Days, rules.Of("project-publicity").CountsFirst, rules.Of("project-publicity").Mark));
        Assert.Equal((15, false), (rules.Of("project-registration").Days, rules.Of("project-registration").CountsFirst));
        // The one publicity the registry showed in 2026: 17 July to 13 August.
        Assert.Equal(new DateOnly(2026, 8, 13), rules.RequiredEnd("project-publicity", new DateOnly(2026, 7, 17)));

        foreach (var kind in rules.All.Where(p => p.Days is not null))
            for (var start = kind.Kind.InForceFrom ?? new DateOnly(2020, 1, 1); start <= new DateOnly(2026, 11, 15); start = start.AddDays(1))
            {
                var due = rules.DueOf(kind.Kind.Key, start);
                var left = kind.Days!.Value;
                var day = kind.CountsFirst!.Value ? start : start.AddDays(1);
                for (; ; day = day.AddDays(1))
                    if (WorkingCalendar.Shipped.IsWorkingDay(day) == true && --left == 0)
                        break;
                Assert.Equal(day, due.On);
            }
    }

    // The database refuses a last day before the statutory one, so it has to count as the program does: every day of the stored years, and into the year after.
    [Theory, InlineData("project-publicity"), InlineData("project-registration")]
    public async Task The_database_counts_a_period_as_the_program_does(string kind)
    {
        var rules = await PeriodRules.LoadAsync(database.Db);

        var counted = await database.Db.QueryAsync<(DateOnly From, DateOnly? End)>(
            "select d::date, ccer.period_end(@kind, d::date) from generate_series(timestamp '2020-01-01', timestamp '2027-01-05', interval '1 day') d order by d", new { kind });

        Assert.Equal(2562, counted.Count);
        Assert.All(counted, c => Assert.Equal((c.From, rules.DueOf(kind, c.From).On), c));
        Assert.Contains(counted, c => c.End is null);
        Assert.Null(await database.Db.QuerySingleOrDefaultAsync<DateOnly?>("select ccer.period_end('correction-reply', '2026-03-02')"));
        // What cannot be counted yet is not set by hand; a reply, whose length nobody read, is.
        Task<string?> SetAsync(string of) => database.Db.QuerySingleOrDefaultAsync<string>("select ccer.require_whole_period(@of, '2026-12-21', '2027-06-01')::text", new { of });
        Assert.Contains("截止日还不能定", (await Assert.ThrowsAsync<PostgresException>(() => SetAsync(kind))).MessageText, StringComparison.Ordinal);
        await SetAsync("correction-reply");
    }

    [Theory, InlineData("project-publicity"), InlineData("reduction-registration")]
    public async Task Before_its_rule_is_in_force_a_period_has_no_end(string kind)
    {
        var due = (await PeriodRules.LoadAsync(database.Db)).DueOf(kind, new DateOnly(2023, 10, 19));

        Assert.Null(due.Planned);
        Assert.Contains("自 2023-10-20 起施行", due.ReasonZh, StringComparison.Ordinal);
        Assert.Contains("in force since 2023-10-20", due.ReasonEn, StringComparison.Ordinal);
        Assert.Equal((null, due.Period.Kind.InForceFrom), await database.Db.QuerySingleOrDefaultAsync<(DateOnly?, DateOnly?)>(
            "select ccer.period_end(@kind, '2023-10-19'), k.in_force_from from ccer.period_kind k where k.period_kind = @kind", new { kind }));
        Assert.NotNull((await PeriodRules.LoadAsync(database.Db)).DueOf(kind, new DateOnly(2023, 10, 20)).On);
    }

    [Fact]
    public async Task A_year_without_a_notice_is_refused_by_law_and_estimated_for_planning()
    {
        var due = (await PeriodRules.LoadAsync(database.Db)).DueOf("project-publicity", new DateOnly(2026, 12, 21));

        Assert.Equal((null, 2027), (due.On, due.MissingYear));
        Assert.Equal(new DateOnly(2027, 1, 15), due.Estimate);
        Assert.Contains("2027", due.ReasonZh, StringComparison.Ordinal);
        Assert.StartsWith("The holiday notice of 2027 is not loaded", due.ReasonEn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_the_last_day_of_the_calendar_nothing_is_planned_and_no_notice_is_of_a_year_beyond_it()
    {
        var due = (await PeriodRules.LoadAsync(database.Db)).DueOf("project-publicity", DateOnly.MaxValue);

        Assert.Equal((null, 9999), (due.Planned, due.MissingYear));
        foreach (var year in new[] { 0, 10_000 })
            Assert.StartsWith($"年份 {year} 不对", (await Assert.ThrowsAsync<RefusedException>(() => ProposeAsync(Account(), year, Holiday("2026-01-01")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_period_whose_length_nobody_read_has_no_date()
    {
        var due = (await PeriodRules.LoadAsync(database.Db)).DueOf("correction-reply", new DateOnly(2026, 3, 2));

        Assert.Null(due.Planned);
        Assert.Contains("还没有读到", due.ReasonZh, StringComparison.Ordinal);
        Assert.StartsWith("Nobody has read how many days “Reply to a correction” lasts", due.ReasonEn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_that_two_accounts_read_otherwise_holds_from_then_on()
    {
        var book = new ParameterBook(database.Db);
        var row = (await book.ListAsync(MethodologyCatalogue.MeasuresId)).Single(p => p.ParamKey == "reduction_registration_days");
        foreach (var account in new[] { Account(), Account() })
            await book.ReadAsync(account, row.ParameterId, 10, "新规", Stored.Page);

        Assert.Equal(10, (await PeriodRules.LoadAsync(database.Db)).Of("reduction-registration").Days);
    }

    public sealed class Stored : TestDatabase
    {
        public static readonly byte[] Page = new byte[32];

        protected override async Task FillAsync()
        {
            await new WorkingYears(Db).EnsureShippedAsync();
            await new ParameterBook(Db).EnsureShippedAsync();
            await Db.WriteAsync(Actor.Job("test"), TownshipScope.WholeCounty, "来源页", write => write.ExecuteAsync(
                "insert into platform.stored_file (sha256, bytes, name, stored_by) values (@Page, 1, 'page.pdf', 'test')", new { Page }));
        }
    }
}
