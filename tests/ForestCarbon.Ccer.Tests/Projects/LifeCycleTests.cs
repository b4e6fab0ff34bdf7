using System.Text.RegularExpressions;
using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Mirror;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Ccer.Tests.Projects;

public sealed partial class LifeCycleTests(TestDatabase database) : IClassFixture<TestDatabase>
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

        Assert.Contains("缺少文件：审定报告", await RefusedAsync(project, null, "validated"), StringComparison.Ordinal);
        var report = await Sample.PaperAsync(project, null, "validation-report");
        await Life.MoveAsync(Keeper, await Sample.RequestAsync(project, null, "validation-failed"));
        await Sample.StepAsync(project, null, "validating");
        Assert.Contains("已经用过", await RefusedAsync(project, null, "validated"), StringComparison.Ordinal);
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
        Assert.Contains("须重新公示", await RefusedAsync(project, null, "validated"), StringComparison.Ordinal);

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
    public async Task Comments_are_answered_before_the_validator_is_engaged()
    {
        var project = await Sample.InStateAsync("publicity-ended");
        var documents = new ProjectDocuments(Db, new("/nowhere"));
        var comment = await documents.CommentAsync(Keeper, project, null, SampleProject.Opened, "登记系统", "边界与邻村有出入");
        await Sample.PapersAsync(project, null, "validating");

        Assert.Contains("1 条公众意见没有答复", await RefusedAsync(project, null, "validating"), StringComparison.Ordinal);
        await documents.AnswerAsync(Keeper, project, comment, SampleProject.Opened.AddDays(3), "业主，办公室", "已实地核对，无出入", isAdopted: false);
        await Life.MoveAsync(Keeper, await Sample.RequestAsync(project, null, "validating"));

        await Assert.ThrowsAsync<RefusedException>(() => documents.AnswerAsync(Keeper, project, comment, SampleProject.Opened.AddDays(4), "业主", "改口", true));
    }

    [Fact]
    public async Task A_comment_comes_with_a_publicity_and_counts_as_answered_from_the_day_of_its_answer()
    {
        var documents = new ProjectDocuments(Db, new("/nowhere"));
        Task<long> SayAsync(long of, DateOnly on) => documents.CommentAsync(Keeper, of, null, on, "登记系统", "边界与邻村有出入");
        async Task<string> UnsaidAsync(long of, DateOnly on) => (await Assert.ThrowsAsync<RefusedException>(() => SayAsync(of, on))).Message;
        Assert.Contains("还没有公示过", await UnsaidAsync(await Sample.NewAsync(), SampleProject.Opened), StringComparison.Ordinal);
        var project = await Sample.InStateAsync("publicity-ended");
        Assert.Contains("早于公示首日 2026-01-05", await UnsaidAsync(project, SampleProject.Opened.AddDays(-1)), StringComparison.Ordinal);
        Assert.Contains("还没有到", await UnsaidAsync(project, CountyClock.Today.AddDays(1)), StringComparison.Ordinal);

        var comment = await SayAsync(project, SampleProject.Opened.AddDays(2));
        Task AnswerAsync(DateOnly on) => documents.AnswerAsync(Keeper, project, comment, on, "业主，办公室", "已实地核对，无出入", isAdopted: false);
        Assert.Contains("还没有到", (await Assert.ThrowsAsync<RefusedException>(() => AnswerAsync(CountyClock.Today.AddDays(1)))).Message, StringComparison.Ordinal);
        Assert.Contains("早于收到日期 2026-01-07", (await Assert.ThrowsAsync<RefusedException>(() => AnswerAsync(SampleProject.Opened.AddDays(1)))).Message, StringComparison.Ordinal);

        await Sample.PapersAsync(project, null, "validating");
        var move = await Sample.RequestAsync(project, null, "validating");
        await AnswerAsync(move.On.AddDays(1));
        Assert.Contains("1 条公众意见没有答复", (await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, move))).Message, StringComparison.Ordinal);
        await Life.MoveAsync(Keeper, move with { On = move.On.AddDays(1) });
    }

    [Fact]
    public async Task A_comment_entered_wrongly_is_taken_back_with_the_reason_and_stays_readable()
    {
        var project = await Sample.InStateAsync("publicity-ended");
        var documents = new ProjectDocuments(Db, new("/nowhere"));
        var comment = await documents.CommentAsync(Keeper, project, null, SampleProject.Opened, "登记系统", "别的项目的意见");
        await Assert.ThrowsAsync<RefusedException>(() => documents.WithdrawCommentAsync(Keeper, project, comment, " "));

        await documents.WithdrawCommentAsync(Keeper, project, comment, "记错了项目");

        var kept = Assert.Single(await documents.CommentsAsync(project));
        Assert.Equal(("别的项目的意见", "记错了项目", Keeper.Id, false), (kept.Summary, kept.WithdrawalReason!, kept.WithdrawnBy!, kept.IsOpen));
        await Assert.ThrowsAsync<RefusedException>(() => documents.WithdrawCommentAsync(Keeper, project, comment, "再撤"));
        await Assert.ThrowsAsync<RefusedException>(() => documents.AnswerAsync(Keeper, project, comment, CountyClock.Today, "业主", "答复", isAdopted: false));
        await Sample.StepAsync(project, null, "validating");
    }

    [Fact]
    public async Task An_undertaking_is_put_right_before_registration_and_is_no_later_than_the_design_that_rests_on_it()
    {
        var (project, book) = (await Sample.NewAsync(), new ProjectBook(Db));
        async Task<string> NotGivenAsync(long of, DateOnly on) => (await Assert.ThrowsAsync<RefusedException>(() => book.UndertakeAsync(Keeper, of, on, "业主，林业科"))).Message;
        Assert.Contains("还没有到", await NotGivenAsync(project, CountyClock.Today.AddDays(1)), StringComparison.Ordinal);

        await book.UndertakeAsync(Keeper, project, SampleProject.Opened.AddDays(9), "业主，办公室");
        Assert.Contains("晚于这一步的 2026-01-05", await RefusedAsync(project, null, "design"), StringComparison.Ordinal);
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
        Assert.Contains("改正后的项目设计文件还没有上传", await RefusedAsync(project, null, "validating"), StringComparison.Ordinal);
        await Sample.PaperAsync(project, null, "pdd");
        await Life.MoveAsync(Keeper, await Sample.RequestAsync(project, null, "validating"));

        var (of, tranche) = await Sample.TrancheInStateAsync("verification-failed");
        Assert.Contains("改正后的减排量核算报告还没有上传", await RefusedAsync(of, tranche, "verifying"), StringComparison.Ordinal);
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
        Assert.Contains("已按 100 吨公示过，不能再按 101 吨公示", await RefusedAsync(project, tranche, "publicity", 101), StringComparison.Ordinal);
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

    [Fact]
    public async Task A_move_takes_only_the_figures_it_has()
    {
        var project = await Sample.NewAsync();
        var design = await Sample.RequestAsync(project, null, "design");

        Assert.Contains("“开始设计”这一步没有减排量，不要填 5 吨", (await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, design with { Tonnes = 5 }))).Message, StringComparison.Ordinal);
        Assert.Contains("没有登记编号", (await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, design with { RegistryNumber = "X-1" }))).Message, StringComparison.Ordinal);
        await Life.MoveAsync(Keeper, design);
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

    [Theory, InlineData("owner", "natural-person"), InlineData("verifier", "validation-body")]
    public async Task A_party_whose_role_is_refused_is_not_registered(string role, string kind)
    {
        var (project, parties, name) = (await Sample.NewAsync(), new ProjectParties(Db), $"新的 {Guid.NewGuid():N}");

        await Assert.ThrowsAsync<RefusedException>(() => parties.AssignAsync(Keeper, project, null, role, new PartyDraft(kind, name), new(2026, 2, 1)));

        Assert.DoesNotContain(await parties.ListAsync(), p => p.Name == name);
    }

    [Fact]
    public async Task What_stands_in_the_way_and_every_refusal_is_said_in_both_languages()
    {
        var functions = await Db.QueryAsync<string>(
            "select p.prosrc from pg_proc p where p.pronamespace = 'ccer'::regnamespace and p.proname = any (@names)", new
            {
                names = new[] { "require_not_retained", "judge_move", "keep_move", "refuse_emptying", "keep_project", "keep_tranche", "keep_document", "judge_party", "keep_party_kind", "keep_comment", "judge_boundary", "keep_strata", "judge_tranche_act", "keep_case", "keep_undertaking" },
            });
        Assert.Equal(15, functions.Count);
        Assert.All(functions.SelectMany(f => Refusal().Matches(f).Select(m => m.Value)), refusal => Assert.Contains("hint = ", refusal, StringComparison.Ordinal));

        var design = await Sample.InStateAsync("design");
        var choice = (await Life.ChoicesAsync(design, null, All)).Single(c => c.ToState == "publicity");
        Assert.NotEmpty(choice.InTheWayInEnglish);
        Assert.All(choice.English, sentence => Assert.False(English.HoldsChinese(sentence), sentence));
        Assert.Equal(choice.Sentences.Length, choice.English.Length);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, new MoveRequest(design, null, "registered", SampleProject.Opened.AddDays(1), "试")));
        Assert.Equal("A project does not go from “Design” to “Registered”.", English.Of(() => refused.Message));
    }

    [Fact]
    public async Task What_is_applied_for_is_what_was_verified_and_what_is_registered_is_what_was_applied_for()
    {
        var (project, tranche) = await Sample.TrancheInStateAsync("verified");
        await Sample.PapersAsync(project, tranche, "applied");

        Assert.Contains("申请量须等于核查量", await RefusedAsync(project, tranche, "applied", 99), StringComparison.Ordinal);
        await Sample.StepAsync(project, tranche, "applied");
        await Sample.PapersAsync(project, tranche, "registered");
        Assert.Contains("101 吨与申请的 100 吨不一致", await RefusedAsync(project, tranche, "registered", 101), StringComparison.Ordinal);
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
    public async Task De_registration_closes_open_tranches_and_leaves_registered_tonnes_and_their_ground()
    {
        var (project, first) = await Sample.TrancheInStateAsync("registered");
        var second = await new ProjectBook(Db).OpenTrancheAsync(Keeper, project, new(2025, 1, 1), new(2025, 12, 31), (await Life.MovesAsync(project, All))[^1].MovedOn);

        await Sample.PapersAsync(project, null, "deregistered");
        await Life.MoveAsync(Keeper, new MoveRequest(project, null, "deregistered", (await Life.MovesAsync(project, All)).Max(m => m.MovedOn), "业主申请注销"));

        var tranches = await new ProjectBook(Db).TranchesAsync(project, All);
        Assert.Equal([(first, "registered", (long?)100), (second, "withdrawn", null)], tranches.Select(t => (t.TrancheId, t.State, t.RegisteredT)));
        var claim = await new ClaimRegister(Db).FindAsync((await new ProjectBook(Db).FindAsync(project, All))!.ClaimId!.Value, All);
        Assert.Equal(("firm", new DateOnly(2024, 12, 31)), (claim!.State, claim.PeriodTo));
        Assert.Contains("项目现在是“已注销”", (await Assert.ThrowsAsync<RefusedException>(() => new ProjectBook(Db).OpenTrancheAsync(Keeper, project, new(2026, 1, 1), new(2026, 6, 30)))).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("withdrawn", "已撤回"), InlineData("deregistered", "已注销")]
    public async Task A_project_that_is_over_takes_no_document_and_no_party_and_is_told_when_a_role_ended(string state, string called)
    {
        var (project, parties) = (await Sample.InStateAsync(state), new ProjectParties(Db));
        var party = await parties.DeclareAsync(Keeper, new PartyDraft("company", $"迟到 {Guid.NewGuid():N}"));

        var paper = await Assert.ThrowsAsync<PostgresException>(() => Sample.PaperAsync(project, null, "other"));
        var role = await Assert.ThrowsAsync<PostgresException>(() => Db.WriteAsync(Keeper, All, "试验", write => write.ExecuteAsync(
            "insert into ccer.project_party (project_id, role, party_id, from_on, entered_by) values (@project, 'developer', @party, current_date, 'test')", new { project, party })));

        Assert.Equal(("FC014", "FC013"), (paper.SqlState, role.SqlState));
        Assert.All(new[] { paper, role }, refused => Assert.Contains($"项目现在是“{called}”", refused.MessageText, StringComparison.Ordinal));
        Assert.Contains($"项目现在是“{called}”", (await Assert.ThrowsAsync<RefusedException>(() => parties.AssignAsync(Keeper, project, null, "developer", party, CountyClock.Today))).Message, StringComparison.Ordinal);
        var owner = (await parties.OfAsync(project)).Single(p => p.Role == "owner");
        await parties.EndAsync(Keeper, project, owner.ProjectPartyId, CountyClock.Today);
    }

    [Fact]
    public async Task A_de_registered_project_keeps_taking_the_papers_of_its_registered_tonnes()
    {
        var (project, tranche) = await Sample.TrancheInStateAsync("registered");
        await Sample.PapersAsync(project, null, "deregistered");
        await Life.MoveAsync(Keeper, new MoveRequest(project, null, "deregistered", (await Life.MovesAsync(project, All)).Max(m => m.MovedOn), "业主申请注销"));

        Assert.NotEqual(0, await Sample.PaperAsync(project, tranche, "verification-report"));
        await Assert.ThrowsAsync<PostgresException>(() => Sample.PaperAsync(project, null, "other"));
    }

    [Fact]
    public async Task After_de_registration_the_ground_is_claimed_for_the_registered_periods_and_not_for_what_lies_between()
    {
        var (project, book, register) = (await Sample.InStateAsync("registered"), new ProjectBook(Db), new ClaimRegister(Db));
        foreach (var year in new[] { 2023, 2024, 2025 })
        {
            var tranche = await book.OpenTrancheAsync(Keeper, project, new(year, 1, 1), new(year, 12, 31), (await Life.MovesAsync(project, All)).Max(m => m.MovedOn));
            if (year != 2024)
                await Sample.LeadAsync(project, tranche, "registered");
        }
        await Sample.PapersAsync(project, null, "deregistered");
        await Life.MoveAsync(Keeper, new MoveRequest(project, null, "deregistered", (await Life.MovesAsync(project, All)).Max(m => m.MovedOn), "业主申请注销"));

        var row = (await book.FindAsync(project, All))!;
        var later = await Db.QuerySingleOrDefaultAsync<long>("select c.claim_id from ccer.claim c where c.project_id = @project", new { project });
        var claims = new[] { (await register.FindAsync(row.ClaimId!.Value, All))!, (await register.FindAsync(later, All))! };
        Assert.Equal([(row.Code, "firm", new DateOnly(2023, 1, 1), new DateOnly(2023, 12, 31)), ($"{row.Code}-2", "firm", new DateOnly(2025, 1, 1), new DateOnly(2025, 12, 31))], claims.Select(c => (c.Code, c.State, c.PeriodFrom, c.PeriodTo)));
        Assert.Equal(claims[0].AreaM2, claims[1].AreaM2);
        Assert.Contains("属于项目", (await Assert.ThrowsAsync<RefusedException>(() => register.ReleaseAsync(Keeper, later, "试"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_claim_of_a_changed_boundary_has_the_code_of_the_project_with_the_next_number()
    {
        var project = await Sample.InStateAsync("design");
        await new ProjectBoundaries(Db).FromPlotsAsync(Keeper, project, "ex-ante", "改过", [BoundaryPlot.Of("乙", SampleProject.Square())]);
        await Sample.StepAsync(project, null, "publicity");

        var row = (await new ProjectBook(Db).FindAsync(project, All))!;
        Assert.Equal(($"{row.Code}-2", "firm"), ((await new ClaimRegister(Db).FindAsync(row.ClaimId!.Value, All))!.Code, row.ClaimState));
    }

    [Fact]
    public async Task A_design_claims_provisionally_publicity_claims_firmly_and_withdrawing_frees_the_ground()
    {
        var project = await Sample.NewAsync();
        async Task<ClaimRow?> Claim() => (await new ProjectBook(Db).FindAsync(project, All))!.ClaimId is { } id ? await new ClaimRegister(Db).FindAsync(id, All) : null;

        Assert.Null(await Claim());
        await Sample.StepAsync(project, null, "design");
        Assert.Equal("provisional", (await Claim())!.State);
        await Sample.StepAsync(project, null, "publicity");
        Assert.Equal("firm", (await Claim())!.State);
        await Sample.StepAsync(project, null, "withdrawn");
        Assert.Equal("released", (await Claim())!.State);
    }

    [Fact]
    public async Task What_a_project_holds_cannot_be_closed_in_the_register_and_registered_tonnes_keep_their_ground_for_good()
    {
        async Task<string> HeldAsync(long project)
        {
            var row = (await new ProjectBook(Db).FindAsync(project, All))!;
            var refused = await Assert.ThrowsAsync<RefusedException>(() => new ClaimRegister(Db).ReleaseAsync(Keeper, row.ClaimId!.Value, "试"));
            Assert.Equal("firm", (await new ClaimRegister(Db).FindAsync(row.ClaimId!.Value, All))!.State);
            Assert.Contains(row.Code, refused.English!, StringComparison.Ordinal);
            return refused.Message;
        }
        var published = await Sample.InStateAsync("publicity");
        Assert.Contains("属于项目", await HeldAsync(published), StringComparison.Ordinal);
        await Sample.StepAsync(published, null, "withdrawn");
        Assert.Equal("released", (await new ClaimRegister(Db).FindAsync((await new ProjectBook(Db).FindAsync(published, All))!.ClaimId!.Value, All))!.State);

        var (credited, _) = await Sample.TrancheInStateAsync("registered");
        await HeldAsync(credited);
        await Sample.PapersAsync(credited, null, "deregistered");
        await Life.MoveAsync(Keeper, new MoveRequest(credited, null, "deregistered", (await Life.MovesAsync(credited, All)).Max(m => m.MovedOn), "业主申请注销"));
        await HeldAsync(credited);
    }

    [Fact]
    public async Task Publicity_is_refused_on_ground_that_is_claimed_firmly_by_then()
    {
        var project = await Sample.InStateAsync("design");
        var boundary = Assert.Single(await new ProjectBoundaries(Db).ListAsync(project));
        await new ClaimRegister(Db).RegisterAsync(Keeper, new ClaimDraft("VCS", $"V-{project}", "另一项目", new(2022, 1, 1), new(2040, 12, 31), "试验"), await new ProjectBoundaries(Db).PlotsAsync(boundary.BoundaryId));

        await Sample.PapersAsync(project, null, "publicity");

        Assert.Contains("重叠", await RefusedAsync(project, null, "publicity"), StringComparison.Ordinal);
        Assert.Equal("design", await Sample.StateAsync(project, null));
    }

    [Fact]
    public async Task What_keeps_a_design_from_its_ground_is_named_with_its_plots_and_their_area()
    {
        var project = await Sample.NewAsync();
        async Task<MoveChoice> DesignAsync() => (await Life.ChoicesAsync(project, null, All)).Single(c => c.ToState == "design");
        Assert.Empty((await DesignAsync()).Obstacles);

        var boundary = Assert.Single(await new ProjectBoundaries(Db).ListAsync(project));
        var claim = await new ClaimRegister(Db).RegisterAsync(Keeper, new ClaimDraft("VCS", $"V-{project}", "另一项目", new(2022, 1, 1), new(2040, 12, 31), "试验"), await new ProjectBoundaries(Db).PlotsAsync(boundary.BoundaryId));

        var (sentence, english) = ((await DesignAsync()).Sentences.Single(), (await DesignAsync()).English.Single());
        foreach (var said in new[] { $"权益主张 {claim.ClaimId}", $"VCS V-{project}", "（甲）" })
            Assert.Contains(said, sentence, StringComparison.Ordinal);
        var m2 = decimal.Parse(System.Text.RegularExpressions.Regex.Match(sentence, @"重叠 ([\d.]+) m²").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(m2 - boundary.AreaM2, -1, 1);
        Assert.Contains($"claim {claim.ClaimId}) by {m2.ToString(System.Globalization.CultureInfo.InvariantCulture)} m²", english, StringComparison.Ordinal);

        await new ProjectBook(Db).ChangeAsync(Keeper, project, new(null, "CCER-14-001-V01", new(2022, 3, 1), null, null, null));
        Assert.Equal(["claim-period"], (await DesignAsync()).Obstacles);
    }

    [Fact]
    public async Task Dates_are_held_to_their_rules_when_the_design_is_published()
    {
        var project = await Sample.InStateAsync("design");
        await Sample.PapersAsync(project, null, "publicity");
        var book = new ProjectBook(Db);

        await book.ChangeAsync(Keeper, project, new(null, "CCER-14-001-V01", new(2012, 11, 8), new(2022, 3, 1), new(2041, 2, 27), new(2060, 12, 31)));
        var says = await RefusedAsync(project, null, "publicity");
        Assert.Contains("不晚于 2012-11-08", says, StringComparison.Ordinal);
        Assert.Contains("不在 20 至 40 年之间", says, StringComparison.Ordinal);
        await book.ChangeAsync(Keeper, project, new(null, "CCER-14-001-V01", new(2012, 11, 9), new(2022, 3, 1), new(2062, 2, 28), new(2060, 12, 31)));
        Assert.Contains("不在项目寿命期限", await RefusedAsync(project, null, "publicity"), StringComparison.Ordinal);
        await book.ChangeAsync(Keeper, project, new(null, "CCER-14-001-V01", new(2012, 11, 9), new(2022, 3, 1), new(2042, 2, 28), new(2060, 12, 31)));
        await Life.MoveAsync(Keeper, await Sample.RequestAsync(project, null, "publicity"));
        await Assert.ThrowsAsync<RefusedException>(() => book.ChangeAsync(Keeper, project, new(null, "CCER-14-001-V01", new(2013, 1, 1), new(2022, 3, 1), new(2042, 2, 28), new(2060, 12, 31))));
    }

    [Fact]
    public async Task An_account_without_a_role_of_the_move_cannot_make_it()
    {
        var project = await Sample.NewAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(async () => await Life.MoveAsync(Actor.Account(Guid.NewGuid()), await Sample.RequestAsync(project, null, "withdrawn")));

        Assert.Contains("不由这个账号的角色办理", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_to_come_and_a_day_before_the_last_move_are_refused()
    {
        var project = await Sample.NewAsync();

        foreach (var day in new[] { CountyClock.Today.AddDays(1), SampleProject.Opened.AddDays(-1) })
            await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, new MoveRequest(project, null, "withdrawn", day, "不做了")));
        Assert.Contains("请写明", (await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, new MoveRequest(project, null, "withdrawn", SampleProject.Opened, " ")))).Message, StringComparison.Ordinal);
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

    private async Task<string> RefusedAsync(long project, long? tranche, string to, long tonnes = 100) =>
        (await Assert.ThrowsAsync<RefusedException>(async () => await Life.MoveAsync(Keeper, await Sample.RequestAsync(project, tranche, to, tonnes)))).Message;

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

    [GeneratedRegex("raise exception using.*?;", RegexOptions.Singleline)]
    private static partial Regex Refusal();
}
