using System.IO.Compression;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Ccer.Tests.Projects;
using ForestCarbon.Ccer.Tests.Reductions;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Documents;

public sealed class ProjectDocumentTests(AccountedCounty county) : IClassFixture<AccountedCounty>
{
    private static readonly Actor Keeper = AccountedCounty.Keeper;
    private static readonly string Folder = Directory.CreateTempSubdirectory("fc-word-").FullName;
    private static readonly FileStore Files = new(Folder);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DocumentDrafts Drafts => new(county.Db);

    [Fact]
    public async Task A_design_document_has_real_styles_captions_contents_and_heads_that_repeat_and_opens_elsewhere()
    {
        var project = await county.ProjectAsync();
        await county.PlantAsync(project);
        await Drafts.WriteTextAsync(Keeper, project.ProjectId, null, "description", "在荒山上造杉木林。\n第二段 <b>&</b>。", Ct);

        var draft = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);

        var path = Path.Combine(Folder, "pdd.docx");
        File.Copy(Files.PathOf(Convert.FromHexString(draft.FileSha256)), path, overwrite: true);
        using (var document = WordprocessingDocument.Open(path, isEditable: false))
        {
            Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2016).Validate(document, Ct).Select(e => $"{e.Path?.XPath} {e.Description}").Take(5));
            var body = document.MainDocumentPart!.Document!.Body!;
            var styles = body.Descendants<ParagraphStyleId>().Select(s => s.Val!.Value!).ToHashSet();
            Assert.Superset(new HashSet<string> { "Title", "Heading1", "Heading2", "Annex", "Caption", "TOC1", "TOC2", "TableHead", "TableText", "BodyText" }, styles);
            var tables = body.Descendants<Table>().Skip(1).ToList(); // the first is the cover's
            Assert.All(tables, t => Assert.NotNull(t.Elements<TableRow>().First().TableRowProperties!.GetFirstChild<TableHeader>()));
            var captions = body.Descendants<Paragraph>().Where(p => p.ParagraphProperties?.ParagraphStyleId?.Val == "Caption").Select(p => p.InnerText).ToList();
            Assert.All(new[] { "项目位置图（1:", "地块图（1:", "碳层图（1:", "逐年预计减排量", "样地数（假定）" }, name => Assert.Contains(captions, c => c.Contains(name, StringComparison.Ordinal)));
            Assert.Contains(body.Descendants<FieldCode>(), f => f.Text.Contains("TOC \\o", StringComparison.Ordinal));
            Assert.Contains("草稿", document.MainDocumentPart.HeaderParts.Single().Header!.InnerText, StringComparison.Ordinal);
            Assert.Contains(document.MainDocumentPart.FooterParts.Single().Footer!.Descendants<FieldCode>(), f => f.Text.Contains("PAGE", StringComparison.Ordinal));
            Assert.Contains("第二段 <b>&</b>。", body.InnerText, StringComparison.Ordinal);
        }
        await LibreOffice.ConvertAsync([path], "pdf", Folder, Ct);
    }

    [Fact]
    public async Task An_accounting_report_says_what_was_measured_and_what_is_missing_and_the_same_data_give_the_same_bytes()
    {
        var (project, tranche) = await county.TrancheAsync("CCER-14-001-V01");
        var table = Path.Combine(Folder, "plots.csv");
        await File.WriteAllTextAsync(table, "碳层,碳库,面积（公顷）,样地,期初,期末,含碳率,来源\nS01,林木,10,甲-1,20,30.5,0.47,试验\nS01,林木,10,甲-2,21,33,0.47,试验\nS01,林木,10,甲-3,22,32,0.47,试验\n", Ct);
        await new PlotTables(county.Db).SendAsync(Keeper, Files, project.ProjectId, tranche, table, "样地.csv", Ct);
        foreach (var part in DocumentSections.Of(DocumentSections.Accounting))
            await Drafts.WriteTextAsync(Keeper, project.ProjectId, tranche.TrancheId, part.Key, $"{part.NameZh}写在这里。", Ct);

        var first = await Drafts.MakeAsync(Keeper, Files, project, tranche, Ct);
        await Task.Delay(TimeSpan.FromSeconds(3), Ct); // a zip keeps times to two seconds
        Assert.Equal(first.FileSha256, (await Drafts.MakeAsync(Keeper, Files, project, tranche, Ct)).FileSha256);

        var path = Path.Combine(Folder, "report.docx");
        File.Copy(Files.PathOf(Convert.FromHexString(first.FileSha256)), path, overwrite: true);
        using (var document = WordprocessingDocument.Open(path, isEditable: false))
            Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2016).Validate(document, Ct).Select(e => $"{e.Path?.XPath} {e.Description}").Take(5));
        var text = TextOf(first);
        Assert.All(
            new[] { "甲-2", "33.000", "可申请登记量按日历年", "核算期事前预计", "扣减规则未录入", "样地还没有布设", "枯死木", "监测体系写在这里。" },
            said => Assert.Contains(said, text, StringComparison.Ordinal));
        Assert.Empty(DocumentChecks.Find(OfficeReader.Read(path), project.AreaM2, "边界").Select(f => $"{f.Message} {f.At.Place} {f.Other.Place}"));
        await LibreOffice.ConvertAsync([path], "pdf", Folder, Ct);
    }

    [Fact]
    public async Task What_the_program_writes_does_not_contradict_itself()
    {
        var project = await county.ProjectAsync(6);
        await county.PlantAsync(project);
        var draft = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);

        var found = DocumentChecks.Find(OfficeReader.Read(Files.PathOf(Convert.FromHexString(draft.FileSha256)), draft.Name), project.AreaM2, "边界");

        Assert.Empty(found.Select(f => $"{f.Message} {f.At.Place} {f.Other.Place}"));
    }

    [Fact]
    public async Task From_the_same_data_come_the_same_bytes_and_no_second_draft()
    {
        var project = await county.ProjectAsync();
        await county.PlantAsync(project);
        var first = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);
        await Task.Delay(TimeSpan.FromSeconds(3), Ct); // a zip keeps times to two seconds

        var again = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);

        Assert.Equal(first, again with { Reasons = first.Reasons });
        using var zip = ZipFile.OpenRead(Files.PathOf(Convert.FromHexString(first.FileSha256)));
        Assert.All(zip.Entries, e => Assert.Equal(1980, e.LastWriteTime.Year));
    }

    [Fact]
    public async Task Text_survives_and_two_drafts_differ_by_what_was_entered_and_all_that_follows_from_it()
    {
        var project = await county.ProjectAsync();
        await county.PlantAsync(project);
        await Drafts.WriteTextAsync(Keeper, project.ProjectId, null, "consultation", "公示栏征求意见。", Ct);
        var first = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);
        await new ProjectInputs(county.Db).EnterAsync(Keeper, project.ProjectId, null, "baseline", 2030, 4, "试验：改正", ct: Ct);
        await Drafts.WriteTextAsync(Keeper, project.ProjectId, null, "prior-use", "荒山。", Ct);

        var second = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);

        var differs = await Drafts.CompareAsync(project.ProjectId, first.DraftId, second.DraftId, Ct);
        Assert.Equal(["a:BSL.2030", "a:CDR.2030", "a:mean", "a:net.2030", "a:total"], differs.Figures.Select(f => f.Key).Order(StringComparer.Ordinal));
        Assert.All(differs.Figures.Where(f => f.Key != "a:BSL.2030"), f => Assert.Equal(["2030 年基准线清除量：0 → 4"], f.Causes));
        Assert.Equal(("prior-use", "", "荒山。"), differs.Passages.Select(p => (p.Section, p.Before, p.After)).Single());
        Assert.Contains("公示栏征求意见。", TextOf(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_not_submitted_by_any_way()
    {
        var project = await county.ProjectAsync();
        var draft = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Drafts.SubmitAsync(Keeper, project, draft.DraftId, null, Ct));
        Assert.Contains("还不能提交", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith($"The draft {draft.Name} cannot be handed in yet: {draft.Reasons.Length} sources, figures or parts", English.Of(refused), StringComparison.Ordinal);
        var sent = await Assert.ThrowsAsync<RefusedException>(() => new ProjectDocuments(county.Db, Files).AddAsync(
            Keeper, new DocumentDraft(project.ProjectId, null, "pdd", "PDD.docx", SampleProject.Opened), Files.PathOf(Convert.FromHexString(draft.FileSha256)), Ct));
        Assert.Contains("这是草稿", sent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_with_nothing_left_to_verify_becomes_the_projects_document()
    {
        var project = await county.ProjectAsync();
        var draft = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);
        await county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "试验：一切已核对", write => write.ExecuteAsync("update ccer.document_draft set reasons = '{}' where draft_id = @DraftId", new { draft.DraftId }));

        await Drafts.SubmitAsync(Keeper, project, draft.DraftId, null, Ct);

        var filed = Assert.Single(await new ProjectDocuments(county.Db, Files).ListAsync(project.ProjectId, Ct));
        Assert.Equal(("pdd", draft.FileSha256), (filed.DocumentKind, filed.FileSha256));
        Assert.True((await Drafts.ListAsync(project.ProjectId, Ct))[0].IsSubmitted);
    }

    [Fact]
    public async Task A_draft_that_the_data_do_not_give_any_more_is_not_submitted()
    {
        var project = await county.ProjectAsync(1);
        await county.PlantAsync(project);
        async Task<DraftRow> MadeAsync()
        {
            var draft = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);
            await county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "试验：一切已核对", write => write.ExecuteAsync("update ccer.document_draft set reasons = '{}' where draft_id = @DraftId", new { draft.DraftId }));
            return draft;
        }
        var draft = await MadeAsync();
        await new ProjectInputs(county.Db).EnterAsync(Keeper, project.ProjectId, null, "baseline", 2031, 4, "试验：改正", ct: Ct);

        Assert.Contains("请重新生成", (await Assert.ThrowsAsync<RefusedException>(() => Drafts.SubmitAsync(Keeper, project, draft.DraftId, null, Ct))).Message, StringComparison.Ordinal);

        await Drafts.SubmitAsync(Keeper, project, (await MadeAsync()).DraftId, null, Ct);
    }

    [Fact]
    public async Task An_accounting_report_shows_the_ground_that_was_monitored()
    {
        var (project, tranche) = await county.TrancheAsync("CCER-14-001-V01", 2);
        var boundaries = new ProjectBoundaries(county.Db);
        Assert.Contains("事前边界（", TextOf(await Drafts.MakeAsync(Keeper, Files, project, tranche, Ct)), StringComparison.Ordinal);
        await boundaries.FromPlotsAsync(Keeper, project.ProjectId, "monitored", "试验", [(await boundaries.PlotsAsync(project.BoundaryId!.Value, Ct))[0]], ct: Ct);

        var text = TextOf(await Drafts.MakeAsync(Keeper, Files, project, tranche, Ct));

        Assert.Matches("监测边界（[-0-9]{10} 定）由 1 个地块组成", text);
    }

    [Fact]
    public async Task What_was_registered_is_kept_for_ten_years_and_what_never_was_is_not_locked()
    {
        var documents = new ProjectDocuments(county.Db, Files);
        var sample = new SampleProject(county.Db);
        var idea = await county.ProjectAsync(1);
        var loose = await sample.PaperAsync(idea.ProjectId, null, "other");
        Assert.Null(await documents.RetainedUntilAsync(idea.ProjectId, Ct));
        await documents.RemoveAsync(Keeper, idea.ProjectId, loose, Ct);
        Assert.Empty(await documents.ListAsync(idea.ProjectId, Ct));

        var (project, tranche) = await sample.TrancheInStateAsync("registered");
        var registered = await county.ScalarAsync<DateOnly>($"select registered_on from ccer.reduction_tranche where tranche_id = {tranche}");
        Assert.Equal(registered.AddYears(10), await documents.RetainedUntilAsync(project, Ct));
        var paper = await sample.PaperAsync(project, null, "other");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => documents.RemoveAsync(Keeper, project, paper, Ct));
        Assert.Contains($"资料保存到 {registered.AddYears(10):yyyy-MM-dd}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_a_registered_project_rests_on_is_deleted_before_its_day()
    {
        var (project, tranche) = await county.TrancheAsync("AR-CM-001-V01");
        var file = Path.Combine(Folder, $"{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(file, "碳层,碳库,面积（公顷）,样地,期初,期末,含碳率,来源\nS01,林木,1,甲-1,20,30,0.47,试验\nS01,林木,1,甲-2,20,31,0.47,试验\n", Ct);
        var id = await new PlotTables(county.Db).SendAsync(Keeper, Files, project.ProjectId, tranche, file, "样地.csv", Ct);
        await new ProjectInputs(county.Db).EnterAsync(Keeper, project.ProjectId, tranche.TrancheId, "baseline", null, 0, "试验", ct: Ct);
        await county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "采用", write => write.ExecuteAsync(
            "insert into ccer.tranche_result (tranche_id, plot_table_id, issuable_t, deficit_out_t, sheet_sha256, adopted_by) values (@TrancheId, @id, 1, 0, @sha, 'test')", new { tranche.TrancheId, id, sha = new byte[32] }), Ct);

        foreach (var (table, where) in new[]
                 {
                     ("tranche_result", "tranche_id = @TrancheId"), ("plot_value", "plot_table_id = @id"), ("plot_table", "plot_table_id = @id"), ("project_input", "project_id = @ProjectId"), ("project_boundary", "project_id = @ProjectId"),
                     ("project_plot", "boundary_id = @BoundaryId"), ("project_parcel", "boundary_id = @BoundaryId"), ("project_party", "project_id = @ProjectId"), ("project_undertaking", "project_id = @ProjectId"),
                 })
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "删除", write => write.ExecuteAsync(
                $"delete from ccer.{table} where {where}", new { tranche.TrancheId, id, project.ProjectId, project.BoundaryId }), Ct));

            Assert.Equal("FC012", refused.SqlState);
            Assert.Contains($"资料保存到 {project.RegisteredOn!.Value.AddYears(10):yyyy-MM-dd}", refused.MessageText, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_design_document_says_case_by_case_whether_additionality_is_to_be_proven()
    {
        var project = await county.ProjectAsync(2);
        await county.PlantAsync(project);

        var draft = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);

        var text = TextOf(draft);
        Assert.All(
            new[] { "免予论证额外性的情形", "不大于 400 mm", "江永县约 1,500 mm", "名单未核对", "须按通用工具论证" }, said => Assert.Contains(said, text, StringComparison.Ordinal));
        Assert.DoesNotContain(draft.Reasons, r => r.StartsWith("额外性", StringComparison.Ordinal)); // nothing rests on a fact nobody verified

        await county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "申报", write => write.ExecuteAsync(
            """
            insert into platform.stored_file (sha256, bytes, name, stored_by) values (@page, 1, '说明.pdf', 'test') on conflict do nothing;
            insert into ccer.parcel_statement (parcel_id, additionality, source, file_sha256, stated_on, stated_by)
            select distinct c.parcel_id, 'public-welfare', '试验', @page, current_date, 'test' from ccer.project_parcel c where c.boundary_id = @BoundaryId
            """, new { page = new byte[32], project.BoundaryId }), Ct);
        Assert.Contains("都属于免予论证的情形", TextOf(await Drafts.MakeAsync(Keeper, Files, project, null, Ct)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_is_missing_then_present_then_verified_by_another_account()
    {
        var (book, project) = (new EvidenceBook(county.Db), await county.ProjectAsync(1));
        async Task<EvidenceItem> ItemAsync(string kind) => (await book.OfAsync(project, Ct)).Single(e => e.Kind == kind);
        Assert.Equal((EvidenceState.Missing, EvidenceState.Present), ((await ItemAsync("work-design")).State, (await ItemAsync("maps")).State));
        var path = Path.Combine(Folder, "design.pdf");
        await File.WriteAllTextAsync(path, "作业设计", Ct);

        await book.AddAsync(Keeper, Files, project.ProjectId, "work-design", path, "作业设计.pdf", ct: Ct);
        Assert.Equal(EvidenceState.Present, (await ItemAsync("work-design")).State);
        Assert.StartsWith("Who entered it does not verify it: another account", English.Of(await Assert.ThrowsAsync<RefusedException>(() => book.VerifyAsync(Keeper, project.ProjectId, "work-design", Ct))), StringComparison.Ordinal);

        await book.VerifyAsync(Actor.Account(Guid.NewGuid()), project.ProjectId, "work-design", Ct);
        Assert.Equal(EvidenceState.Verified, (await ItemAsync("work-design")).State);
        await Assert.ThrowsAsync<RefusedException>(() => book.AddAsync(Keeper, Files, project.ProjectId, "no-such", path, "x.pdf", ct: Ct));
    }

    private static string TextOf(DraftRow draft)
    {
        using var document = WordprocessingDocument.Open(Files.PathOf(Convert.FromHexString(draft.FileSha256)), isEditable: false);
        return document.MainDocumentPart!.Document!.Body!.InnerText;
    }
}
