using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Mirror;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Ccer.Tests.Projects;

/// <summary>What a project that was withdrawn or de-registered takes no more, and what it still takes.</summary>
public sealed class ClosedProjectTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;
    private static readonly Actor Keeper = SampleProject.Keeper;

    private Db Db => database.Db;
    private SampleProject Sample => new(database.Db);
    private LifeCycle Life => new(database.Db);

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

    [Theory, InlineData("withdrawn", "已撤回"), InlineData("deregistered", "已注销")]
    public async Task A_project_that_is_over_takes_no_facts_figures_boundary_or_text(string state, string called)
    {
        var (project, book) = (await Sample.InStateAsync(state), new ProjectBook(Db));
        var held = await new ProjectBoundaries(Db).ListAsync(project);

        foreach (var change in new Func<Task>[]
                 {
                     async () => await book.ChangeAsync(Keeper, project, new ProjectFacts("改名", "CCER-14-001-V01", new(2022, 3, 1), new(2022, 3, 1), new(2042, 2, 28), new(2060, 12, 31))),
                     async () => await book.EstimateAsync(Keeper, project, new IdeaFigure(null, 100, null, null, null, "踏勘")),
                     async () => await new ProjectBoundaries(Db).FromPlotsAsync(Keeper, project, "planted", "试验", [BoundaryPlot.Of("甲", SampleProject.Square())]),
                     async () => await new DocumentDrafts(Db).WriteTextAsync(Keeper, project, null, "description", "迟到的话"),
                 })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(change);
            Assert.StartsWith($"项目现在是“{called}”：不再", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(held.Select(b => b.BoundaryId), (await new ProjectBoundaries(Db).ListAsync(project)).Select(b => b.BoundaryId));
        Assert.Equal("试验项目", (await book.FindAsync(project, All))!.Name);
    }

    [Theory]
    [InlineData("update ccer.project set name = '改名' where project_id = @project", "不再修改资料。")]
    [InlineData("update ccer.project set methodology_id = 'CCER-14-002-V01' where project_id = @project", "不再修改资料。")]
    [InlineData("update ccer.project set crediting_to = '2043-02-28' where project_id = @project", "不再修改资料。")]
    [InlineData("insert into ccer.idea_figure (project_id, expected_t, source, stated_by) values (@project, 100, '踏勘', 'test')", "不再录入预期。")]
    [InlineData("insert into ccer.project_boundary (project_id, kind, source, generation, area_m2, plots, set_by) values (@project, 'planted', '试验', 1, 1000, 1, 'test')", "不再定边界。")]
    [InlineData("insert into ccer.document_text (project_id, section, body, written_by) values (@project, 'description', '迟到的话', 'test')", "不再写文件里的文字，已登记的减排量的除外。")]
    [InlineData("insert into ccer.project_plot (boundary_id, plot, name, area_m2, geom, geom_3857) select p.boundary_id, 99, '后来的', 1, p.geom, p.geom_3857 from ccer.project_plot p join ccer.project_boundary b using (boundary_id) where b.project_id = @project", "不再定边界。")]
    [InlineData("update ccer.project_plot p set name = '改名' from ccer.project_boundary b where b.boundary_id = p.boundary_id and b.project_id = @project", "不再定边界。")]
    [InlineData("insert into ccer.project_parcel (boundary_id, plot, parcel_id, parcel_version_id, area_m2) select p.boundary_id, p.plot, 1, 1, 1 from ccer.project_plot p join ccer.project_boundary b using (boundary_id) where b.project_id = @project", "不再定边界。")]
    [InlineData("insert into ccer.cost_item (project_id, name, basis, amount_fen, source, mark) values (@project, '审定', 'once', 100, '报价', '?')", "不再录入成本。")]
    [InlineData("insert into ccer.mandate (project_id, lot_code, right_kind, subject, given_on, term, entered_by) values (@project, '试-1', 'land-owner', '碳汇', current_date, '[2022-03-01,2042-03-01)', 'test')", "不再登记授权。")]
    [InlineData("with kept as (insert into platform.stored_file (sha256, bytes, name, stored_by) values (sha256(@project::text::bytea), 1, 'x.pdf', 'test') returning sha256) insert into ccer.evidence (project_id, evidence_kind, name, file_sha256, added_by) select @project, 'work-design', 'x.pdf', k.sha256, 'test' from kept k", "不再收存证据。")]
    [InlineData("insert into ccer.project_input (project_id, input, value, source, mark, entered_by) values (@project, 'leakage', 0, '踏勘', 'M', 'test')", "不再录入减排量的数，已登记的减排量的除外。")]
    public async Task The_tables_themselves_keep_a_project_that_is_over_as_it_stood(string sql, string noMore)
    {
        foreach (var (state, called, english) in new[] { ("withdrawn", "已撤回", "Withdrawn"), ("deregistered", "已注销", "De-registered") })
        {
            var project = await Sample.InStateAsync(state);

            var refused = await Assert.ThrowsAsync<PostgresException>(() => Db.WriteAsync(Keeper, All, "试验", write => write.ExecuteAsync(sql, new { project })));

            Assert.Equal(("FC014", $"项目现在是“{called}”：{noMore}"), (refused.SqlState, refused.MessageText));
            Assert.StartsWith($"The project is “{english}”: ", refused.Hint, StringComparison.Ordinal);
        }
        var open = await Sample.InStateAsync("design");
        await Db.WriteAsync(Keeper, All, "试验", write => write.ExecuteAsync(sql, new { project = open }));
    }

    [Fact]
    public async Task A_de_registered_project_keeps_taking_the_papers_of_its_registered_tonnes()
    {
        var (project, tranche) = await Sample.TrancheInStateAsync("registered");
        await Sample.PapersAsync(project, null, "deregistered");
        await Life.MoveAsync(Keeper, new MoveRequest(project, null, "deregistered", (await Life.MovesAsync(project, All)).Max(m => m.MovedOn), "业主申请注销"));

        Assert.NotEqual(0, await Sample.PaperAsync(project, tranche, "verification-report"));
        await Assert.ThrowsAsync<PostgresException>(() => Sample.PaperAsync(project, null, "other"));
        var section = DocumentSections.Of(DocumentSections.Accounting)[0].Key;
        await new DocumentDrafts(Db).WriteTextAsync(Keeper, project, tranche, section, "补写的说明");
        Assert.Equal("补写的说明", Assert.Single(await new DocumentDrafts(Db).TextsAsync(project, tranche)).Body);
        await new ProjectInputs(Db).EnterAsync(Keeper, project, tranche, "leakage", null, 0, "补交的记录");
        var comments = new ProjectDocuments(Db, new("/nowhere"));
        Assert.NotEqual(0, await comments.CommentAsync(Keeper, project, tranche, CountyClock.Today, "登记系统", "对已登记的吨数"));
        Assert.Contains("不再登记公众意见", (await Assert.ThrowsAsync<RefusedException>(() => comments.CommentAsync(Keeper, project, null, CountyClock.Today, "登记系统", "迟到的意见"))).Message, StringComparison.Ordinal);
        Assert.Contains("不再录入减排量的数", (await Assert.ThrowsAsync<RefusedException>(() => new ProjectInputs(Db).EnterAsync(Keeper, project, null, "leakage", null, 0, "迟到的数"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_entered_before_a_project_was_over_is_still_answered_and_revoked()
    {
        var project = await Sample.InStateAsync("publicity-ended");
        var (mandates, documents) = (new Mandates(Db), new ProjectDocuments(Db, new("/nowhere")));
        var mandate = await Db.WriteAsync(Keeper, All, "试验授权", write => write.ScalarAsync<long>(
            "insert into ccer.mandate (project_id, lot_code, right_kind, subject, given_on, term, entered_by) values (@project, '试-1', 'land-owner', '碳汇', '2026-01-05', '[2022-03-01,2042-03-01)', 'test') returning mandate_id", new { project }));
        var comment = await documents.CommentAsync(Keeper, project, null, SampleProject.Opened, "登记系统", "边界与邻村有出入");
        await Sample.StepAsync(project, null, "withdrawn");

        await mandates.RevokeAsync(Keeper, project, mandate, CountyClock.Today);
        await documents.AnswerAsync(Keeper, project, comment, CountyClock.Today, "业主，办公室", "项目已撤回", isAdopted: false);

        Assert.Equal(CountyClock.Today, Assert.Single(await mandates.OfAsync(project)).RevokedOn);
        Assert.False(Assert.Single(await documents.CommentsAsync(project)).IsOpen);
    }
}
