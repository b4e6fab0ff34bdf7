using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Ccer.Tests.Projects;

/// <summary>Days a project is held to: the statutory periods of its moves, the day its uncredited years lapse, the ends of mandates and contracts.</summary>
public sealed class DueDayTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;
    private static readonly Actor Keeper = SampleProject.Keeper;

    private Db Db => database.Db;
    private SampleProject Sample => new(database.Db);
    private LifeCycle Life => new(database.Db);

    [Fact]
    public async Task Publicity_lasts_its_working_days_to_the_end_of_the_last_and_the_end_is_kept_with_the_move()
    {
        var project = await Sample.InStateAsync("publicity");
        var begun = (await Life.MovesAsync(project, All))[^1];

        Assert.Equal(("project-publicity", new DateOnly(2026, 1, 30)), (begun.PeriodKind, begun.DueOn));
        var early = new MoveRequest(project, null, "publicity-ended", begun.DueOn!.Value, "期满");
        Assert.Contains("才满", (await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, early))).Message, StringComparison.Ordinal);
        await Life.MoveAsync(Keeper, early with { On = begun.DueOn.Value.AddDays(1) });
    }

    [Fact]
    public async Task Nothing_is_published_under_the_measures_before_they_are_in_force()
    {
        var project = await Sample.InStateAsync("design");
        async Task<MoveChoice> PublicityAsync(DateOnly on) => (await Life.ChoicesAsync(project, null, All, on)).Single(c => c.ToState == "publicity");

        Assert.Contains((await PublicityAsync(new(2023, 10, 19))).Sentences, s => s.Contains("自 2023-10-20 起施行", StringComparison.Ordinal));
        Assert.Contains((await PublicityAsync(new(2023, 10, 19))).English, s => s.Contains("in force since 2023-10-20", StringComparison.Ordinal));
        Assert.DoesNotContain((await PublicityAsync(new(2023, 10, 20))).Sentences, s => s.Contains("起施行", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_supplement_that_comes_late_says_what_that_means_and_one_in_time_says_nothing()
    {
        async Task<MoveRow> SuppliedAsync(int days)
        {
            var project = await Sample.InStateAsync("applied");
            await Sample.PapersAsync(project, null, "supplementing");
            var asked = await Sample.RequestAsync(project, null, "supplementing");
            await Life.MoveAsync(Keeper, asked with { DueOn = asked.On.AddDays(5) });
            await Sample.PapersAsync(project, null, "applied");
            await Life.MoveAsync(Keeper, (await Sample.RequestAsync(project, null, "applied")) with { On = asked.On.AddDays(days) });
            return (await Life.MovesAsync(project, All))[^1];
        }

        var late = await SuppliedAsync(26);
        Assert.Contains("逾期 21 天：逾期未补正可能不予登记", late.WarningZh!, StringComparison.Ordinal);
        Assert.Contains("21 days late: registration may be refused", late.WarningEn!, StringComparison.Ordinal);
        Assert.Null((await SuppliedAsync(5)).WarningZh);
    }

    [Fact]
    public async Task A_publicity_that_ended_with_a_withdrawal_is_neither_due_nor_seen_to()
    {
        var project = await Sample.InStateAsync("publicity");
        var begun = (await Life.MovesAsync(project, All))[^1];
        async Task<IReadOnlyList<Deadline>> DueAsync() => [.. (await new DeadlineBook(Db).BetweenAsync(begun.DueOn!.Value, begun.DueOn.Value, All, [])).Where(d => d.Key == $"move:{begun.MoveId}")];
        Assert.Single(await DueAsync());

        await Sample.StepAsync(project, null, "withdrawn");

        Assert.Empty(await DueAsync());
    }

    [Fact]
    public async Task The_first_uncredited_day_of_a_registered_project_falls_due_on_the_day_its_page_says()
    {
        var (project, _) = await Sample.TrancheInStateAsync("registered");
        var row = (await new ProjectBook(Db).FindAsync(project, All))!;
        var expiry = RollingExpiry.Of(row.CreditingFrom, row.CreditingTo, await new ProjectBook(Db).TranchesAsync(project, All), null, [], (await PeriodRules.EnsuredAsync(Db)).Calendar, CountyClock.Today);

        var due = Assert.Single(await new DeadlineBook(Db).BetweenAsync(new(2029, 12, 1), new(2030, 1, 31), All, []), d => d.Key == $"expiry:{project}");

        Assert.Equal((new DateOnly(2030, 1, 1), expiry!.Lapses, "role:developer"), (due.DueOn, due.DueOn, due.Owner));
        Assert.Contains("2025-01-01", due.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stretch_that_lapsed_altogether_falls_due_no_more_and_the_next_one_does()
    {
        var book = new ProjectBook(Db);
        var project = await Sample.NewAsync();
        await book.ChangeAsync(Keeper, project, new(null, "CCER-14-001-V01", new(2020, 1, 1), new(2020, 9, 23), new(2042, 2, 28), new(2060, 12, 31)));
        await Sample.LeadAsync(project, null, "registered");
        // What lies before 2021-05-01 lapsed in April 2026 at the latest.
        var tranche = await book.OpenTrancheAsync(Keeper, project, new(2021, 5, 1), new(2024, 12, 31), (await Life.MovesAsync(project, All)).Max(m => m.MovedOn));
        var before = await new DeadlineBook(Db).OverdueAsync(CountyClock.Today, All, []);
        Assert.Single(before, d => d.Key == $"expiry:{project}" && d.DueOn == new DateOnly(2025, 9, 23));

        await Sample.LeadAsync(project, tranche, "registered");

        var row = (await book.FindAsync(project, All))!;
        var expiry = RollingExpiry.Of(row.CreditingFrom, row.CreditingTo, await book.TranchesAsync(project, All), null, [], (await PeriodRules.EnsuredAsync(Db)).Calendar, CountyClock.Today)!;
        Assert.Equal((new DateOnly(2025, 1, 1), 220), (expiry.FirstUncredited, expiry.LapsedDays));
        Assert.DoesNotContain(await new DeadlineBook(Db).OverdueAsync(CountyClock.Today, All, []), d => d.Key == $"expiry:{project}");
        Assert.Single(await new DeadlineBook(Db).BetweenAsync(expiry.Lapses, expiry.Lapses, All, []), d => d.Key == $"expiry:{project}");
    }

    [Fact]
    public async Task A_mandate_that_ends_before_the_crediting_period_falls_due_until_another_of_the_lot_goes_on()
    {
        var (project, mandates) = (await Sample.NewAsync(), new Mandates(Db));
        Task<long> GiveAsync(string lot, DateOnly from, DateOnly to) => mandates.GiveAsync(Keeper, new MandateDraft(project, lot, "contract-holder", "碳汇项目开发", SampleProject.Opened, from, to));
        async Task<IEnumerable<(string, bool)>> DueAsync(DateOnly on) => (await new DeadlineBook(Db).BetweenAsync(on, on, All, [])).Where(d => d.Kind == "mandate" && d.Title.Contains("ZD-", StringComparison.Ordinal)).Select(d => (d.Key, d.IsDone));

        var first = await GiveAsync("ZD-1", new(2022, 3, 1), new(2031, 5, 31));
        await GiveAsync("ZD-2", new(2022, 3, 1), new(2042, 2, 28));
        Assert.Equal([($"mandate:{first}", false)], await DueAsync(new(2031, 5, 31)));
        Assert.Empty(await DueAsync(new(2042, 2, 28)));

        // A day between the two is a gap.
        await GiveAsync("ZD-1", new(2031, 6, 2), new(2042, 2, 28));
        Assert.Equal([($"mandate:{first}", false)], await DueAsync(new(2031, 5, 31)));
        var next = await GiveAsync("ZD-1", new(2031, 6, 1), new(2042, 2, 28));
        Assert.Equal([($"mandate:{first}", true)], await DueAsync(new(2031, 5, 31)));
        await mandates.RevokeAsync(Keeper, project, next, new(2026, 2, 1));
        Assert.Equal([($"mandate:{first}", false)], await DueAsync(new(2031, 5, 31)));

        await Sample.StepAsync(project, null, "withdrawn");
        Assert.Empty(await DueAsync(new(2031, 5, 31)));
    }

    [Fact]
    public async Task The_contract_behind_a_role_falls_due_until_somebody_has_the_role_from_the_next_day_on()
    {
        var (project, parties) = (await Sample.NewAsync(), new ProjectParties(Db));
        async Task<long> DevelopAsync(DateOnly from, DateOnly? until) => await parties.AssignAsync(
            Keeper, project, null, "developer", await parties.DeclareAsync(Keeper, new PartyDraft("company", $"开发 {Guid.NewGuid():N}")), from, new Contract("HT-1", Until: until));
        async Task<IEnumerable<(string, bool)>> DueAsync(DateOnly on) => (await new DeadlineBook(Db).BetweenAsync(on, on, All, [])).Where(d => d.Kind == "contract" && d.Href.Contains('#', StringComparison.Ordinal)).Select(d => (d.Key, d.IsDone));

        Assert.StartsWith("The last day 2026-01-01 is before the first, 2026-01-05", English.Of(await Assert.ThrowsAsync<RefusedException>(() => DevelopAsync(new(2026, 1, 5), new(2026, 1, 1)))), StringComparison.Ordinal);
        var first = await DevelopAsync(new(2026, 1, 5), new(2033, 6, 30));
        Assert.False((await parties.OfAsync(project)).Single(p => p.ProjectPartyId == first).IsOver(CountyClock.Today));
        Assert.Equal([($"contract:{first}", false)], await DueAsync(new(2033, 6, 30)));

        // An end to come can be changed, but not into the time of another.
        await parties.EndAsync(Keeper, project, first, new(2033, 12, 31));
        Assert.Empty(await DueAsync(new(2033, 6, 30)));
        await Assert.ThrowsAsync<RefusedException>(() => DevelopAsync(new(2033, 12, 1), null));
        await DevelopAsync(new(2034, 1, 1), null);
        Assert.Equal([($"contract:{first}", true)], await DueAsync(new(2033, 12, 31)));
        Assert.StartsWith("This role has a party in that time already", English.Of(await Assert.ThrowsAsync<RefusedException>(() => parties.EndAsync(Keeper, project, first, new(2034, 3, 31)))), StringComparison.Ordinal);

        // Who owns the project is asked for by every step to come; whose part is done is asked for by none.
        var (owner, verifier) = ((await parties.OfAsync(project)).Single(p => p.Role == "owner"), (await parties.OfAsync(project)).Single(p => p.Role == "verifier"));
        foreach (var held in new[] { owner, verifier })
            await parties.EndAsync(Keeper, project, held.ProjectPartyId, new(2026, 2, 27));
        Assert.Equal(new[] { ($"contract:{owner.ProjectPartyId}", false), ($"contract:{verifier.ProjectPartyId}", true) }.Order(), (await DueAsync(new(2026, 2, 27))).Order());
        Assert.StartsWith("There is no such party, or its role has ended", English.Of(await Assert.ThrowsAsync<RefusedException>(() => parties.EndAsync(Keeper, project, owner.ProjectPartyId, new(2030, 1, 1)))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_period_that_reaches_into_an_unannounced_year_gets_its_last_day_when_the_year_holds()
    {
        var project = await Sample.InStateAsync("design");
        await Sample.PapersAsync(project, null, "publicity");
        var move = await Sample.RequestAsync(project, null, "publicity");
        await Db.WriteAsync(Keeper, All, "公示", write => LifeCycle.MoveAsync(write, new PeriodRules(new WorkingCalendar([]), []), move, CancellationToken.None));

        Assert.Null((await Life.MovesAsync(project, All))[^1].DueOn);
        Assert.Contains("工作日历没有公布", (await Assert.ThrowsAsync<RefusedException>(async () => await Life.MoveAsync(Keeper, await Sample.RequestAsync(project, null, "publicity-ended")))).Message, StringComparison.Ordinal);
        Assert.NotEqual(0, await Life.SetDueDatesAsync(Keeper));
        Assert.Equal((await PeriodRules.LoadAsync(Db)).RequiredEnd("project-publicity", move.On), (await Life.MovesAsync(project, All))[^1].DueOn);
    }

    [Fact]
    public async Task A_last_day_before_the_statutory_one_is_taken_from_nobody()
    {
        var project = await Sample.InStateAsync("design");
        await Sample.PapersAsync(project, null, "publicity");
        var move = await Sample.RequestAsync(project, null, "publicity");
        var statutory = (await PeriodRules.EnsuredAsync(Db)).RequiredEnd("project-publicity", move.On);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, move with { DueOn = statutory.AddDays(-1) }));
        Assert.Contains($"早于法定的 {statutory:yyyy-MM-dd}", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith($"The last day {statutory.AddDays(-1):yyyy-MM-dd} is before the statutory {statutory:yyyy-MM-dd} (Project publicity from {move.On:yyyy-MM-dd})", English.Of(refused), StringComparison.Ordinal);
        Assert.Equal("design", await Sample.StateAsync(project, null));

        // Begun while its calendar was not there; set later, once, by a notice that may give more days and not fewer.
        await Db.WriteAsync(Keeper, All, "公示", write => LifeCycle.MoveAsync(write, new PeriodRules(new WorkingCalendar([]), []), move, CancellationToken.None));
        var begun = (await Life.MovesAsync(project, All))[^1].MoveId;
        await Assert.ThrowsAsync<RefusedException>(() => Life.SetDueAsync(Keeper, project, begun, statutory.AddDays(-1)));
        Assert.Equal("FC011", (await Assert.ThrowsAsync<PostgresException>(() => Db.WriteAsync(
            Keeper, All, "试验", write => write.ExecuteAsync("update ccer.project_move set due_on = moved_on where move_id = @begun", new { begun })))).SqlState);
        await Life.SetDueAsync(Keeper, project, begun, statutory.AddDays(3));
        Assert.Equal(statutory.AddDays(3), (await Life.MovesAsync(project, All))[^1].DueOn);
        Assert.StartsWith("No period of this move", English.Of(await Assert.ThrowsAsync<RefusedException>(() => Life.SetDueAsync(Keeper, project, begun, statutory.AddDays(9)))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_last_day_is_refused_where_no_period_begins_and_where_it_is_before_the_move()
    {
        var project = await Sample.NewAsync();
        Assert.Contains("不起算期限", (await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(
            Keeper, new MoveRequest(project, null, "withdrawn", SampleProject.Opened, "不做了", DueOn: SampleProject.Opened.AddDays(9))))).Message, StringComparison.Ordinal);

        var applied = await Sample.InStateAsync("applied");
        await Sample.PapersAsync(applied, null, "supplementing");
        var asked = await Sample.RequestAsync(applied, null, "supplementing");
        Assert.Equal("The last day is not before the day of the move.", English.Of(await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, asked with { DueOn = asked.On.AddDays(-1) }))));
        await Life.MoveAsync(Keeper, asked with { DueOn = asked.On.AddDays(30) });
        Assert.Equal(asked.On.AddDays(30), (await Life.MovesAsync(applied, All))[^1].DueOn);
    }
}
