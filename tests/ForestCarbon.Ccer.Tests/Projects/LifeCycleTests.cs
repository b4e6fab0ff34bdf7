using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Mirror;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Ccer.Tests.Projects;

public sealed class LifeCycleTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;
    private static readonly Actor Keeper = SampleProject.Keeper;

    private Db Db => database.Db;
    private SampleProject Sample => new(database.Db);
    private LifeCycle Life => new(database.Db);

    public static IEnumerable<TheoryDataRow<string, string>> EveryState() =>
        from line in MoveTable.Rows.SelectMany(m => new[] { (m.Machine, State: m.From), (m.Machine, State: m.To) }).Where(s => s.State.Length > 0).Distinct()
        select new TheoryDataRow<string, string>(line.Machine, line.State);

    [Fact]
    public async Task The_table_of_moves_is_the_one_that_is_shipped_as_data()
    {
        var stored = (await Life.TableAsync()).Select(m => string.Join(',', m.Machine, m.FromState, m.ToState, m.NameZh, m.NameEn, m.Actor, string.Join(';', m.Roles), string.Join(';', m.Documents),
            string.Join(';', m.Conditions), m.PeriodKind, m.Source, m.Mark)).Order(StringComparer.Ordinal);

        Assert.Equal(File.ReadLines(MoveTable.Path).Skip(1).Order(StringComparer.Ordinal), stored);
    }

    [Fact]
    public async Task The_database_names_the_periods_as_they_are_shipped() => Assert.Equal(
        PeriodKind.All.Select(k => (k.Key, k.NameZh, k.NameEn, k.LengthKey, k.CountsFirstKey)).Order(),
        (await Db.QueryAsync<(string, string, string, string, string)>("select k.period_kind, k.name_zh, k.name_en, k.length_key, k.counts_first_key from ccer.period_kind k")).Order());

    [Fact]
    public void Every_move_the_definitions_name_is_there_and_final_states_lead_nowhere()
    {
        var moves = MoveTable.Rows.Select(m => (m.Machine, m.From, m.To)).ToHashSet();
        string[] project = ["reserve", "design", "publicity", "publicity-ended", "validating", "validated", "applied", "registered", "deregistered"];
        string[] tranche = ["monitoring", "accounting", "publicity", "publicity-ended", "verifying", "verified", "applied", "registered"];

        Assert.All(project.Zip(project.Skip(1)), step => Assert.Contains(("project", step.First, step.Second), moves));
        Assert.All(tranche.Zip(tranche.Skip(1)), step => Assert.Contains(("tranche", step.First, step.Second), moves));
        Assert.All(new[] { "supplementing", "refused" }, to => Assert.Contains(("project", "applied", to), moves));
        Assert.DoesNotContain(moves, m => m is { Machine: "project", From: "deregistered" or "withdrawn" } or { Machine: "tranche", From: "registered" or "withdrawn" });
        Assert.DoesNotContain(("project", "registered", "withdrawn"), moves);
    }

    // From every state to every state: what the table lists is offered and can be made by SQL, nothing else can.
    [Theory, MemberData(nameof(EveryState))]
    public async Task From_a_state_the_moves_of_the_table_are_offered_and_only_they_can_be_made_by_sql(string machine, string state)
    {
        long? tranche = null;
        long project;
        if (machine == "project")
            project = await Sample.InStateAsync(state);
        else
            (project, tranche) = await Sample.TrancheInStateAsync(state) is var (p, t) ? (p, t) : default;
        var legal = MoveTable.Rows.Where(m => m.Machine == machine && m.From == state).Select(m => m.To).ToHashSet();
        var offered = await Life.ChoicesAsync(project, tranche, All);
        Assert.Equal(legal.Order(StringComparer.Ordinal), offered.Select(o => o.ToState).Order(StringComparer.Ordinal));
        foreach (var to in legal)
            await Sample.PapersAsync(project, tranche, to);

        var made = new List<string>();
        foreach (var to in MoveTable.Rows.Where(m => m.Machine == machine).SelectMany(m => new[] { m.From, m.To }).Where(s => s.Length > 0).Append("no-such-state").Distinct())
            if (await CanBeMadeAsync(await Sample.RequestAsync(project, tranche, to)))
                made.Add(to);

        Assert.Equal(legal.Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
        Assert.Equal(state, await Sample.StateAsync(project, tranche));
    }

    [Theory]
    [InlineData("update ccer.project set state = 'registered', registry_number = 'X' where project_id = @project")]
    [InlineData("update ccer.project set state_since = current_date - 1 where project_id = @project")]
    [InlineData("update ccer.project set registry_number = 'X' where project_id = @project")]
    [InlineData("delete from ccer.project where project_id = @project")]
    [InlineData("update ccer.project_move set moved_on = moved_on - 1 where project_id = @project")]
    [InlineData("update ccer.project_move set to_state = 'registered' where project_id = @project")]
    [InlineData("delete from ccer.project_move where project_id = @project")]
    [InlineData("truncate ccer.project_move")]
    [InlineData("truncate ccer.project cascade")]
    [InlineData("insert into ccer.project (code, name, state, opened_by) values ('x-1', 'x', 'registered', 'x')")]
    [InlineData("update ccer.project_document set version = 9 where project_id = @project")]
    [InlineData("delete from ccer.project_document where project_id = @project")]
    public async Task Nothing_goes_past_the_moves(string sql)
    {
        var project = await Sample.InStateAsync("validating");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Db.WriteAsync(Keeper, All, "试验", write => write.ExecuteAsync(sql, new { project })));

        // The application may not even try to empty a table.
        Assert.Contains(refused.SqlState, new[] { "FC012", "42501" });
        Assert.Equal("validating", await Sample.StateAsync(project, null));
    }

    [Theory]
    [InlineData("update ccer.reduction_tranche set state = 'registered' where tranche_id = @tranche")]
    [InlineData("update ccer.reduction_tranche set verified_t = 5 where tranche_id = @tranche")]
    [InlineData("update ccer.reduction_tranche set period = '[2023-01-01,2024-01-01)' where tranche_id = @tranche")]
    [InlineData("insert into ccer.tranche_act (tranche_id, vintage, tonnes, act_id, asked_by) values (@tranche, 2024, 1, 1, 'x')")]
    [InlineData("delete from ccer.reduction_tranche where tranche_id = @tranche")]
    public async Task Nothing_goes_past_the_moves_of_a_tranche(string sql)
    {
        var (_, tranche) = await Sample.TrancheInStateAsync("verifying");

        Assert.Equal("FC012", (await Assert.ThrowsAsync<PostgresException>(() => Db.WriteAsync(Keeper, All, "试验", write => write.ExecuteAsync(sql, new { tranche })))).SqlState);
    }

    [Fact]
    public async Task A_move_needs_its_documents_and_a_decision_of_its_own()
    {
        var project = await Sample.InStateAsync("validating");

        Assert.Contains("缺少文件：审定报告", await Sample.RefusedAsync(project, null, "validated"), StringComparison.Ordinal);
        var report = await Sample.PaperAsync(project, null, "validation-report");
        await Life.MoveAsync(Keeper, await Sample.RequestAsync(project, null, "validation-failed"));
        await Sample.StepAsync(project, null, "validating");
        Assert.Contains("已经用过", await Sample.RefusedAsync(project, null, "validated"), StringComparison.Ordinal);
        await Sample.StepAsync(project, null, "validated");

        var moves = await Life.MovesAsync(project, All);
        Assert.Equal([report], moves.Single(m => m.ToState == "validation-failed").Documents);
        Assert.Equal(["reserve", "design", "publicity", "publicity-ended", "validating", "validation-failed", "validating", "validated"], moves.Select(m => m.ToState));
        Assert.All(moves, m => Assert.Equal(Keeper.Id, m.MovedBy));
    }

    [Fact]
    public async Task A_design_document_changed_in_substance_repeats_the_publicity()
    {
        var project = await Sample.InStateAsync("validating");
        var unsaid = await Assert.ThrowsAsync<PostgresException>(() => Db.WriteAsync(Keeper, All, "试验", async write =>
        {
            await write.ExecuteAsync("insert into platform.stored_file (sha256, bytes, name, stored_by) values (@sha, 1, 'x', 'test') on conflict do nothing", new { sha = new byte[32] });
            await ProjectDocuments.AddAsync(write, new DocumentDraft(project, null, "pdd", "pdd.pdf", SampleProject.Opened), new byte[32], default);
        }));
        Assert.Contains("是否实质修改", unsaid.MessageText, StringComparison.Ordinal);

        await Sample.PaperAsync(project, null, "pdd", isSubstantial: true);
        await Sample.PaperAsync(project, null, "validation-report");
        Assert.Contains("须重新公示", await Sample.RefusedAsync(project, null, "validated"), StringComparison.Ordinal);

        await Sample.StepAsync(project, null, "design");
        await Sample.StepAsync(project, null, "publicity");
        await Sample.LeadAsync(project, null, "registered");
        Assert.Equal(2, (await Life.MovesAsync(project, All)).Count(m => m.ToState == "publicity"));
    }

    [Fact]
    public async Task A_change_without_substance_repeats_nothing()
    {
        var project = await Sample.InStateAsync("validating");

        await Sample.PaperAsync(project, null, "pdd");

        await Sample.StepAsync(project, null, "validated");
    }

    [Fact]
    public async Task An_undertaking_is_put_right_before_registration_and_is_no_later_than_the_design_that_rests_on_it()
    {
        var (project, book) = (await Sample.NewAsync(), new ProjectBook(Db));
        async Task<string> NotGivenAsync(long of, DateOnly on) => (await Assert.ThrowsAsync<RefusedException>(() => book.UndertakeAsync(Keeper, of, on, "业主，林业科"))).Message;
        Assert.Contains("还没有到", await NotGivenAsync(project, CountyClock.Today.AddDays(1)), StringComparison.Ordinal);

        await book.UndertakeAsync(Keeper, project, SampleProject.Opened.AddDays(9), "业主，办公室");
        Assert.Contains("晚于这一步的 2026-01-05", await Sample.RefusedAsync(project, null, "design"), StringComparison.Ordinal);
        await book.UndertakeAsync(Keeper, project, SampleProject.Opened, "业主，林业科");
        await Sample.StepAsync(project, null, "design");

        Assert.Contains("晚于以它为条件的“开始设计”", await NotGivenAsync(project, SampleProject.Opened.AddDays(1)), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat((SampleProject.Opened, "业主，林业科"), 4), (await book.UndertakingsAsync(project)).Select(u => (u.GivenOn, u.GivenBy)));
        Assert.Equal(8, (await book.ReplacedUndertakingsAsync(project)).Count);
        Assert.Contains("只在登记之前", await NotGivenAsync(await Sample.InStateAsync("registered"), SampleProject.Opened), StringComparison.Ordinal);
        Assert.Equal("FC012", (await Assert.ThrowsAsync<PostgresException>(() => Db.WriteAsync(
            Keeper, All, "试验", write => write.ExecuteAsync("update ccer.project_undertaking set given_by = 'x' where project_id = @project", new { project })))).SqlState);
    }

    [Fact]
    public async Task What_failed_is_judged_again_with_a_paper_of_after_the_failure()
    {
        var project = await Sample.InStateAsync("validation-failed");
        Assert.Contains("改正后的项目设计文件还没有上传", await Sample.RefusedAsync(project, null, "validating"), StringComparison.Ordinal);
        await Sample.PaperAsync(project, null, "pdd");
        await Life.MoveAsync(Keeper, await Sample.RequestAsync(project, null, "validating"));

        var (of, tranche) = await Sample.TrancheInStateAsync("verification-failed");
        Assert.Contains("改正后的减排量核算报告还没有上传", await Sample.RefusedAsync(of, tranche, "verifying"), StringComparison.Ordinal);
        var failed = Convert.FromHexString((await new ProjectDocuments(Db, new("/nowhere")).ListAsync(of)).First(d => d.DocumentKind == "accounting-report").FileSha256);
        Assert.Equal("FC014", (await Assert.ThrowsAsync<PostgresException>(() => Db.WriteAsync(Keeper, All, "试验", write =>
            ProjectDocuments.AddAsync(write, new DocumentDraft(of, tranche, "accounting-report", "again.pdf", SampleProject.Opened, false), failed, CancellationToken.None)))).SqlState);
        await Sample.PaperAsync(of, tranche, "accounting-report");
        await Life.MoveAsync(Keeper, await Sample.RequestAsync(of, tranche, "verifying"));
    }

    [Fact]
    public async Task A_report_is_published_with_one_figure_and_is_dated_after_its_period()
    {
        var (project, tranche) = await Sample.TrancheInStateAsync("publicity");
        await Sample.StepAsync(project, tranche, "accounting");
        Assert.Contains("已按 100 吨公示过，不能再按 101 吨公示", await Sample.RefusedAsync(project, tranche, "publicity", 101), StringComparison.Ordinal);
        await Sample.StepAsync(project, tranche, "publicity", 101);

        var running = await new ProjectBook(Db).OpenTrancheAsync(Keeper, project, new(2025, 1, 1), SampleProject.Opened, (await Life.MovesAsync(project, All)).Max(m => m.MovedOn));
        var early = await Assert.ThrowsAsync<PostgresException>(() => Sample.PaperAsync(project, running, "accounting-report"));
        Assert.Equal(("FC014", true), (early.SqlState, early.MessageText.Contains("不晚于核算期的最后一天 2026-01-05", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_number_of_the_registry_is_one_registration()
    {
        var (first, tranche) = await Sample.TrancheInStateAsync("registered");
        var code = (await new ProjectBook(Db).FindAsync(first, All))!.Code;
        var (second, applied) = await Sample.TrancheInStateAsync("applied");
        var project = await Sample.InStateAsync("applied");
        async Task TakenAsync(long of, long? part)
        {
            await Sample.PapersAsync(of, part, "registered");
            var move = await Sample.RequestAsync(of, part, "registered");
            foreach (var (number, whose) in new[] { ($"演-{first}-", code), ($" 演-{first}-{tranche} ", $"{code} 第 1 期") })
                Assert.Contains($"已经是项目 {whose}的", (await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, move with { RegistryNumber = number }))).Message, StringComparison.Ordinal);
        }

        await TakenAsync(project, null);
        await TakenAsync(second, applied);
        await Sample.StepAsync(first, null, "deregistered");
        await TakenAsync(project, null);
        await Sample.StepAsync(project, null, "registered");
    }

    // 2,000 t over 20 years are 284 t in 1,037 days.
    [Fact]
    public async Task Tonnes_above_what_the_project_expects_or_without_an_expectation_are_told_in_the_record()
    {
        var (unexpected, _) = await Sample.TrancheInStateAsync("publicity");
        Assert.Contains("也没有预计量可比", (await Life.MovesAsync(unexpected, All))[^1].WarningZh!, StringComparison.Ordinal);

        var project = await Sample.NewAsync();
        await new ProjectBook(Db).EstimateAsync(Keeper, project, new IdeaFigure(null, 2_000, null, null, null, "踏勘"));
        await Sample.LeadAsync(project, null, "registered");
        var tranche = await new ProjectBook(Db).OpenTrancheAsync(Keeper, project, new(2022, 3, 1), new(2024, 12, 31), (await Life.MovesAsync(project, All)).Max(m => m.MovedOn));
        await Sample.LeadAsync(project, tranche, "accounting");
        await Sample.StepAsync(project, tranche, "publicity", 30_000_000);
        var told = (await Life.MovesAsync(project, All))[^1];
        Assert.StartsWith("30,000,000 吨，合每公顷每年 ", told.WarningZh, StringComparison.Ordinal);
        Assert.Contains("多于录入的预计量：这段时期 283.9 吨", told.WarningZh!, StringComparison.Ordinal);
        Assert.False(English.HoldsChinese(told.WarningEn!), told.WarningEn);

        await Sample.StepAsync(project, tranche, "accounting");
        await Sample.StepAsync(project, tranche, "publicity", 283);
        Assert.Null((await Life.MovesAsync(project, All))[^1].WarningZh);
    }

    [Fact]
    public void A_de_registered_project_was_registered_on_the_day_it_was()
    {
        MoveRow Into(string state, int day) => new() { ToState = state, MovedOn = new(2026, 1, day) };

        var stages = LifeLine.Of(isTranche: false, [Into("reserve", 1), Into("registered", 2), Into("deregistered", 9)]);

        Assert.Equal([("registered", new DateOnly(2026, 1, 2), StageStatus.Done), ("deregistered", new DateOnly(2026, 1, 9), StageStatus.Done)], stages.TakeLast(2).Select(s => (s.Key, s.Move!.MovedOn, s.Status)));
        Assert.DoesNotContain(LifeLine.Of(isTranche: false, [Into("reserve", 1), Into("registered", 2)]), s => s.Key == "deregistered");
    }

    [Fact]
    public void What_was_withdrawn_ends_where_it_had_come_to_and_reaches_no_later_stage()
    {
        MoveRow Into(string state, int day) => new() { ToState = state, MovedOn = new(2026, 1, day) };

        var stages = LifeLine.Of(isTranche: false, [Into("reserve", 1), Into("design", 2), Into("publicity", 3), Into("withdrawn", 9)]);

        Assert.Equal(
            [
                ("reserve", StageStatus.Done), ("design", StageStatus.Done), ("publicity", StageStatus.Done), ("withdrawn", StageStatus.Ended), ("validation", StageStatus.Barred),
                ("application", StageStatus.Barred), ("registered", StageStatus.Barred),
            ], stages.Select(s => (s.Key, s.Status)));
        Assert.Equal(new DateOnly(2026, 1, 9), stages[3].Move!.MovedOn);
    }

    [Fact]
    public async Task A_second_tranche_is_refused_corrected_and_registered_while_the_project_stays_registered()
    {
        var (project, first) = await Sample.TrancheInStateAsync("registered");
        var second = await new ProjectBook(Db).OpenTrancheAsync(Keeper, project, new(2025, 1, 1), new(2025, 12, 31), (await Life.MovesAsync(project, All))[^1].MovedOn);

        await Sample.LeadAsync(project, second, "refused");
        await Sample.LeadAsync(project, second, "supplementing");
        await Sample.LeadAsync(project, second, "registered");

        var tranches = await new ProjectBook(Db).TranchesAsync(project, All);
        Assert.Equal([(first, "registered", 100L), (second, "registered", 100L)], tranches.Select(t => (t.TrancheId, t.State, t.RegisteredT!.Value)));
        Assert.Equal("registered", await Sample.StateAsync(project, null));
        Assert.Equal(3, (await Life.MovesAsync(project, All)).Count(m => m is { ToState: "publicity", TrancheId: not null }));
    }

    // The registry lists a project as one whose publicity is over until it registers it, whatever the validation body does meanwhile.
    [Theory, InlineData("design", null), InlineData("publicity", "1"), InlineData("publicity-ended", "6"), InlineData("validating", "6"), InlineData("applied", "6"), InlineData("registered", "2")]
    public async Task The_list_of_the_registry_a_project_belongs_in_follows_from_its_state(string state, string? list)
    {
        var code = (await new ProjectBook(Db).FindAsync(await Sample.InStateAsync(state), All))!.Code;

        var own = (await new OwnProjects(Db).ListAsync(All)).Single(p => p.Code == code);
        Assert.Equal((list, list is not null), (own.Stage, own is { PublicFrom: not null, PublicTo: not null }));
        Assert.Empty(own.TrancheStages);
    }

    [Fact]
    public async Task What_is_applied_for_is_what_was_verified_and_what_is_registered_is_what_was_applied_for()
    {
        var (project, tranche) = await Sample.TrancheInStateAsync("verified");
        await Sample.PapersAsync(project, tranche, "applied");

        Assert.Contains("申请量须等于核查量", await Sample.RefusedAsync(project, tranche, "applied", 99), StringComparison.Ordinal);
        await Sample.StepAsync(project, tranche, "applied");
        await Sample.PapersAsync(project, tranche, "registered");
        Assert.Contains("101 吨与申请的 100 吨不一致", await Sample.RefusedAsync(project, tranche, "registered", 101), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reductions_older_than_five_years_cannot_be_applied_for()
    {
        var project = await Sample.InStateAsync("registered");
        var tranche = await new ProjectBook(Db).OpenTrancheAsync(Keeper, project, new(2022, 3, 1), new(2024, 12, 31));
        // Nothing of ours can be dated in the future, so the crediting window is tried on the shipped rule itself.
        var window = Carbon.Methodologies.CreditingWindow.For(new(2027, 3, 2), new(2022, 3, 1), new(2042, 2, 28));

        Assert.Equal(new DateOnly(2022, 3, 2), window!.Value.Earliest);
        Assert.Equal("monitoring", await Sample.StateAsync(project, tranche));
    }

    [Fact]
    public async Task Periods_of_tranches_lie_apart_and_inside_the_crediting_period()
    {
        var (project, _) = await Sample.TrancheInStateAsync("monitoring");
        var book = new ProjectBook(Db);

        Assert.Contains("重叠", (await Assert.ThrowsAsync<RefusedException>(() => book.OpenTrancheAsync(Keeper, project, new(2024, 12, 31), new(2025, 12, 31)))).Message, StringComparison.Ordinal);
        Assert.Contains("不在计入期", (await Assert.ThrowsAsync<RefusedException>(() => book.OpenTrancheAsync(Keeper, project, new(2042, 1, 1), new(2042, 12, 31)))).Message, StringComparison.Ordinal);
        var design = await Sample.InStateAsync("design");
        Assert.Contains("已登记的项目才有减排量", (await Assert.ThrowsAsync<RefusedException>(() => book.OpenTrancheAsync(Keeper, design, new(2025, 1, 1), new(2025, 12, 31)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_moves_at_once_are_one_after_the_other()
    {
        var project = await Sample.InStateAsync("validating");
        await Sample.PapersAsync(project, null, "validated");
        var request = await Sample.RequestAsync(project, null, "validated");

        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            try
            {
                await Life.MoveAsync(Keeper, request);
                return true;
            }
            catch (RefusedException)
            {
                return false;
            }
        }));

        Assert.Single(made, won => won);
    }

    // As a statement of its own, taken back whatever becomes of it.
    private async Task<bool> CanBeMadeAsync(MoveRequest move)
    {
        var periods = await PeriodRules.LoadAsync(Db);
        try
        {
            await Db.WriteAsync(Keeper, All, "试验", async write =>
            {
                if (move is { TrancheId: null, To: "design" or "publicity" })
                    await LifeCycle.MoveAsync(write, periods, move, CancellationToken.None);
                else
                    await write.ExecuteAsync(
                        """
                        insert into ccer.project_move (project_id, tranche_id, machine, to_state, moved_on, decision, due_on, period_kind, tonnes, registry_number, moved_by)
                        values (@ProjectId, @TrancheId, 'project', @To, @On, @Decision, null, null, @Tonnes, @RegistryNumber, 'somebody else')
                        """, move);
                throw new TakenBackException();
            });
            return false;
        }
        catch (TakenBackException)
        {
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == "FC011")
        {
            return false;
        }
    }

    private sealed class TakenBackException : Exception;
}
