using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Ccer.Claims;
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

public sealed class ProjectDocumentTests(DocumentedCounty county) : IClassFixture<DocumentedCounty>
{
    private static readonly Actor Keeper = AccountedCounty.Keeper;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DocumentDrafts Drafts => new(county.Db);

    private FileStore Files => county.Files;

    [Fact]
    public void A_design_document_has_real_styles_captions_contents_and_heads_that_repeat()
    {
        using var document = WordprocessingDocument.Open(county.Design.Path, isEditable: false);

        Assert.Empty(Invalid(document));
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

    [Fact]
    public void An_accounting_report_says_what_was_measured_and_what_is_missing()
    {
        using (var document = WordprocessingDocument.Open(county.Report.Path, isEditable: false))
            Assert.Empty(Invalid(document));
        var text = TextOf(county.Report.Draft);

        Assert.All(
            new[]
            {
                "甲-2", "33.000", "可申请登记量按日历年", "核算期事前预计", "扣减规则未录入", "样地还没有布设", "枯死木", "监测体系写在这里。", "样地面积 400 m²，每个碳层内一致，形状：圆形 2 个、方形 1 个", "录入之后没有另一个账号核对",
                "最后向下取整一次", "本文件不计：枯死木、枯落物、土壤有机碳、木产品",
            },
            said => Assert.Contains(said, text, StringComparison.Ordinal));
        Assert.Contains("事前边界（", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_column_of_figures_names_its_unit_in_its_head_or_beside_them()
    {
        string[] without = ["序号", "数值"]; // there is none, or it has a column of its own
        foreach (var made in new[] { county.Design, county.Report })
        {
            using var document = WordprocessingDocument.Open(made.Path, isEditable: false);
            foreach (var table in document.MainDocumentPart!.Document!.Body!.Descendants<Table>().Skip(1))
            {
                var rows = table.Elements<TableRow>().Select(r => r.Elements<TableCell>().ToList()).ToList();
                for (var column = 0; column < rows[0].Count; column++)
                    if (rows.Skip(1).Any(r => r[column].Descendants<ParagraphStyleId>().Any(s => s.Val == "TableNumber")) && rows[0][column].InnerText is var name && !without.Contains(name))
                        Assert.Matches("（[^）]+）", name);
            }
        }
    }

    [Fact]
    public void An_emission_that_was_entered_by_its_equation_stands_with_its_inputs() =>
        Assert.All(new[] { "项目排放的计算", "GHG = 44/12·CF·(1+R)·A·b", "A 1.5 ha", "b 2 t d.m./ha", "R 0.4", "CF 0.47 tC/t d.m.", "试验：整地记录 [M]" }, said => Assert.Contains(said, TextOf(county.Design.Draft), StringComparison.Ordinal));

    [Fact]
    public async Task Both_documents_open_elsewhere() => await LibreOffice.ConvertAsync([county.Design.Path, county.Report.Path], "pdf", county.Folder, Ct);

    [Fact]
    public void What_the_program_writes_does_not_contradict_itself()
    {
        foreach (var made in new[] { county.Design, county.Report })
            Assert.Empty(DocumentChecks.Find(OfficeReader.Read(made.Path), new DocumentBoundary("边界", made.Project.AreaM2!.Value)).Select(f => $"{f.Message} {f.At.Place} {f.Other.Place}"));
    }

    [Theory]
    [InlineData("total", ">[0-9,.]+ 公顷（[0-9,.]+ 亩）<", ">999.0000 公顷（14,985.00 亩）<")] // the cover's
    [InlineData("total", "，面积 [0-9,.]+ 公顷（[0-9,.]+ 亩）", "，面积 999.0000 公顷（14,985.00 亩）")]
    [InlineData("total", ">-?[0-9,]+ tCO₂e<", ">9,999,999 tCO₂e<")]
    [InlineData("count", "由 6 个地块", "由 9 个地块")]
    [InlineData("count", "涉及 [0-9]+ 个小班", "涉及 99 个小班")]
    [InlineData("limit", ">2022-03-01<", ">2012-03-01<")]
    [InlineData("date", ">2022-03-01<", ">2023-03-01<")]
    [InlineData("period", ">2022-03-01 至 2042-02-28<", ">2022-03-01 至 2043-02-28<")]
    [InlineData("period", "，共 20 年", "，共 25 年")]
    [InlineData("period", "至 2060-12-31", "至 2041-12-31")]
    [InlineData("part", "权属期限覆盖计入期的 [0-9,.]+ 公顷（[0-9,.]+ 亩）", "权属期限覆盖计入期的 999.0000 公顷（14,985.00 亩）")]
    [InlineData("total", "权属期限覆盖计入期的 [0-9,.]+ 公顷（[0-9,.]+ 亩）", "权属期限覆盖计入期的 0.0500 公顷（0.75 亩）")]
    [InlineData("total", "个地块，最小 [0-9,]+ m²", "个地块，最小 99,999,999 m²")]
    [InlineData("limit", "个地块，最小 [0-9,]+ m²", "个地块，最小 300 m²")]
    [InlineData("limit", "连片 ≥ [0-9,]+ m²", "连片 ≥ 500 m²")]
    public void What_is_planted_in_the_programs_own_document_is_found(string rule, string right, string wrong)
    {
        var copy = Path.Combine(county.Folder, $"{Guid.NewGuid():N}.docx");
        File.Copy(county.Design.Path, copy);
        using (var zip = ZipFile.Open(copy, ZipArchiveMode.Update))
        {
            var entry = zip.GetEntry("word/document.xml")!;
            string text;
            using (var reader = new StreamReader(entry.Open()))
                text = reader.ReadToEnd();
            var planted = new System.Text.RegularExpressions.Regex(right).Replace(text, wrong, 1);
            Assert.NotEqual(text, planted);
            entry.Delete();
            using var writer = new StreamWriter(zip.CreateEntry("word/document.xml").Open());
            writer.Write(planted);
        }

        Assert.Contains(rule, DocumentChecks.Find(OfficeReader.Read(copy)).Select(f => f.Rule));
    }

    [Fact]
    public async Task From_the_same_data_come_the_same_bytes_and_no_second_draft()
    {
        var least = TimeSpan.FromSeconds(3); // a zip keeps times to two seconds
        foreach (var made in new[] { county.Design, county.Report })
        {
            if (Stopwatch.GetElapsedTime(made.MadeAt) is var old && old < least)
                await Task.Delay(least - old, Ct);

            var again = await Drafts.MakeAsync(Keeper, Files, made.Project, made.Tranche, Ct);

            Assert.Equal(made.Draft, again with { Reasons = made.Draft.Reasons, ReasonsEn = made.Draft.ReasonsEn });
            using var zip = ZipFile.OpenRead(made.Path);
            Assert.All(zip.Entries, e => Assert.Equal(1980, e.LastWriteTime.Year));
        }
    }

    [Fact]
    public async Task Text_survives_and_two_drafts_differ_by_what_was_entered_and_all_that_follows_from_it()
    {
        var project = await county.ProjectAsync(1);
        await county.PlantAsync(project);
        await Drafts.WriteTextAsync(Keeper, project.ProjectId, null, "consultation", "公示栏征求意见。", Ct);
        var first = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);
        await new ProjectInputs(county.Db).EnterAsync(Keeper, project.ProjectId, null, "baseline", 2030, 4, "试验：改正", ct: Ct);
        await Drafts.WriteTextAsync(Keeper, project.ProjectId, null, "prior-use", "荒山。", Ct);

        var second = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);

        var differs = await Drafts.CompareAsync(project.ProjectId, first.DraftId, second.DraftId, Ct);
        Assert.Equal(["a:BSL.2030", "a:CDR.2030", "a:mean", "a:net.2030", "a:total"], differs.Figures.Select(f => f.Key).Order(StringComparer.Ordinal));
        Assert.All(differs.Figures.Where(f => f.Key != "a:BSL.2030"), f => Assert.Equal(("2030 年基准线清除量：0 → 4", "baseline removals, 2030: 0 → 4"), (Assert.Single(f.Causes), Assert.Single(f.CausesEn))));
        Assert.Equal(("prior-use", "", "荒山。"), differs.Passages.Select(p => (p.Section, p.Before, p.After)).Single());
        Assert.Contains("公示栏征求意见。", TextOf(second), StringComparison.Ordinal);
        Assert.True((await Drafts.SinceAsync(project, null, second.DraftId, Ct)).IsEmpty);
        Assert.Equal(differs.Figures.Select(f => f.Key), (await Drafts.SinceAsync(project, null, first.DraftId, Ct)).Figures.Select(f => f.Key));
        Assert.Contains("没有这份草稿", (await Assert.ThrowsAsync<RefusedException>(() => Drafts.SinceAsync(project, null, long.MaxValue, Ct))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_follows_from_a_choice_of_planting_names_it_as_the_cause()
    {
        var project = await county.ProjectAsync(1);
        var before = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);
        await county.PlantAsync(project);

        var differs = await Drafts.CompareAsync(project.ProjectId, before.DraftId, (await Drafts.MakeAsync(Keeper, Files, project, null, Ct)).DraftId, Ct);

        var volumes = differs.Figures.Where(f => f.Key.StartsWith("a:V.", StringComparison.Ordinal) && f.After is not null).ToList();
        Assert.NotEmpty(volumes);
        Assert.All(volumes, f => Assert.Contains("种什么：现有林分 → 杉木", Assert.Single(f.Causes), StringComparison.Ordinal));
        Assert.Contains("种什么", string.Concat(differs.Figures.Single(f => f.Key == "a:total").Causes), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_account_along_the_same_curves_changes_no_figure()
    {
        static DraftFigure Volume(string source) => new("a:V.S01.310.2030", "2030 年末单位面积蓄积", "S01　杉木", "79.0924725", "m³/ha", source, []);
        static DraftComparison Between(string before, string after) => DraftComparison.Of([Volume(before)], [Volume(after)], new Dictionary<string, string>(), new Dictionary<string, string>(), []);

        Assert.True(Between("本县曲线集 1（SHA-256 0123456789ab），核算运行 1，曲线 3 [c]", "本县曲线集 1（SHA-256 0123456789ab），曲线 3 [c]").IsEmpty);
        var other = Between("本县曲线集 1（SHA-256 0123456789ab），曲线 3 [c]", "本县曲线集 2（SHA-256 ba9876543210），曲线 3 [c]");
        Assert.False(other.IsEmpty);
        Assert.Empty(other.Figures);
        Assert.Contains("曲线集 2", Assert.Single(other.Sources).After, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_of_the_same_value_did_not_change_whatever_it_is_written_like_and_causes_nothing()
    {
        static DraftFigure Entered(string? value, string source = "调查 [M]") => new("a:BSL.2030", "2030 年基准线清除量", null, value, "tCO2e", source, []);
        static DraftFigure Computed(string value) => new("a:CDR.2030", "2030 年预计减排量", null, value, "tCO2e", "公式 [c]", ["a:BSL.2030"]);
        static DraftComparison Between(IReadOnlyList<DraftFigure> before, IReadOnlyList<DraftFigure> after) => DraftComparison.Of(before, after, new Dictionary<string, string>(), new Dictionary<string, string>(), []);

        Assert.True(Between([Entered("4.50"), Computed("1234.5678901234567")], [Entered("4.5"), Computed("1234.5678901234569")]).IsEmpty);
        var changed = Between([Entered("4"), Computed("10")], [Entered("4", "另一次调查 [M]"), Computed("11")]);
        var figure = Assert.Single(changed.Figures);
        Assert.Equal(("a:CDR.2030", "10", "11", 0), (figure.Key, figure.Before, figure.After, figure.Causes.Count));
        Assert.Equal("a:BSL.2030", Assert.Single(changed.Sources).Key);
        Assert.Equal(["a:BSL.2030"], Between([Entered(null)], [Entered("0")]).Figures.Select(f => f.Key));
    }

    [Fact]
    public void The_design_document_says_where_volumes_come_from_and_lists_them() => Assert.All(
        new[] { "单位面积蓄积由生长模型给出。本县曲线集 ", "拟合于森林资源小班资料", "取自核算运行 ", "曲线集的 SHA-256：", "各碳层蓄积的来源", "各碳层逐年蓄积", "年末单位面积蓄积", "（m³/ha）" },
        said => Assert.Contains(said, TextOf(county.Design.Draft), StringComparison.Ordinal));

    [Fact]
    public void A_draft_lists_whatever_would_stop_a_verifier()
    {
        foreach (var reason in new[] { "参与方缺：开发机构", "没有按本方法学筛查", "权属：", "名单未核对：国家重点生态功能区", "证据缺：造林作业设计", "没有布设：样地", "边界还没有在本县唯一性登记中占用" })
            Assert.Contains(county.Design.Draft.Reasons, r => r.Contains(reason, StringComparison.Ordinal));
        Assert.Contains("参与方缺：开发机构", county.Report.Draft.Reasons);
        Assert.DoesNotContain(county.Report.Draft.Reasons, r => r.StartsWith("证据缺", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_reason_is_told_in_English_beside_its_Chinese_and_only_what_it_quotes_stays_Chinese()
    {
        foreach (var draft in new[] { county.Design.Draft, county.Report.Draft })
        {
            Assert.Equal(draft.Reasons.Length, draft.ReasonsEn!.Length);
            Assert.All(draft.ReasonsEn, r => Assert.False(English.HoldsChinese(System.Text.RegularExpressions.Regex.Replace(r, "“.*”", "")), r));
            Assert.Equal(draft.Reasons.Count(r => r.StartsWith("没有写：", StringComparison.Ordinal)), draft.ReasonsEn.Count(r => r.StartsWith("Not written: ", StringComparison.Ordinal)));
        }
        foreach (var (zh, en) in new[] { ("参与方缺：开发机构", "Party missing: developer"), ("没有布设：样地的位置和样地图", "Not laid out: sample plots and their map") })
            Assert.Equal(en, county.Design.Draft.ReasonsEn![Array.IndexOf(county.Design.Draft.Reasons, zh)]);
    }

    [Fact]
    public async Task Another_claim_on_the_ground_and_an_expectation_that_is_not_the_sheets_are_among_what_is_to_be_completed()
    {
        var project = await county.ProjectAsync(1);
        await county.PlantAsync(project);
        var (reductions, book) = (new ProjectReductions(county.Db), new ProjectBook(county.Db));
        async Task<List<string>> GapsAsync() =>
            [.. (await Drafts.MakeAsync(Keeper, Files, await county.FindAsync(project.ProjectId), null, Ct)).Reasons.Where(r => r.Contains("重叠", StringComparison.Ordinal) || r.Contains("项目的预计", StringComparison.Ordinal))];
        var tonnes = await reductions.ExpectAsync(Keeper, project, Ct);
        Assert.Empty(await GapsAsync());

        await book.EstimateAsync(Keeper, project.ProjectId, new IdeaFigure(project.AreaM2, tonnes + 25, null, null, null, "踏勘"), Ct);
        var claim = await new ClaimRegister(county.Db).RegisterAsync(
            Keeper, new ClaimDraft("VCS", $"V-{project.ProjectId}", "另一项目", new(2022, 1, 1), new(2040, 12, 31), "试验"), await new ProjectBoundaries(county.Db).PlotsAsync(project.BoundaryId!.Value, Ct), Ct);

        var sheet = (await reductions.ExAnteAsync(project, Ct)).Sheet!.Value(ExAnte.Total)!.Value;
        var gaps = await GapsAsync();
        Assert.Equal(2, gaps.Count);
        Assert.StartsWith($"边界的 1 个地块与 VCS V-{project.ProjectId}（权益主张 {claim.ClaimId}）重叠 ", gaps[0], StringComparison.Ordinal);
        Assert.Equal(FormattableString.Invariant($"项目的预计为 {tonnes + 25:#,0} t，事前计算表为 {sheet:#,0.00} t，相差 {tonnes + 25 - sheet:#,0.00} t：请采用计算表的结果，或更正所依据的数"), gaps[1]);
    }

    [Fact]
    public void On_a_sheet_of_the_map_every_plot_has_its_number_however_small_it_is()
    {
        MapShape[] Shapes(string? small) => [new(SampleProject.Square(0), "1"), new(SampleProject.Square(39_999), small)];

        Assert.Equal(Pictures.Map(Shapes(null)).Png, Pictures.Map(Shapes("一个写不下的名称")).Png);
        Assert.NotEqual(Pictures.Map(Shapes(null), everyLabel: true).Png, Pictures.Map(Shapes("2"), everyLabel: true).Png);
        Assert.Contains("注记为“地块面积”表中的序号", TextOf(county.Design.Draft), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_not_submitted_by_any_way()
    {
        var (project, draft) = (county.Design.Project, county.Design.Draft);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Drafts.SubmitAsync(Keeper, project, draft.DraftId, null, Ct));
        Assert.Contains("还不能提交", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith($"The draft {draft.Name} cannot be handed in yet: {draft.Reasons.Length} sources, figures or parts", English.Of(refused), StringComparison.Ordinal);
        var sent = await Assert.ThrowsAsync<RefusedException>(() => new ProjectDocuments(county.Db, Files).AddAsync(
            Keeper, new DocumentDraft(project.ProjectId, null, "pdd", "PDD.docx", SampleProject.Opened), county.Design.Path, Ct));
        Assert.Contains("这是草稿", sent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_that_was_zipped_anew_or_saved_by_another_program_is_a_draft_still()
    {
        foreach (var (made, kind) in new[] { (county.Design, DocumentSections.Design), (county.Report, DocumentSections.Accounting) })
        {
            var unpacked = Directory.CreateDirectory(Path.Combine(county.Folder, $"unpacked-{kind}")).FullName;
            ZipFile.ExtractToDirectory(made.Path, unpacked);
            var zipped = Path.Combine(county.Folder, $"zipped-{kind}.docx");
            ZipFile.CreateFromDirectory(unpacked, zipped);
            // Without the mark on the cover that of the pages is left.
            var uncovered = Path.Combine(county.Folder, $"uncovered-{kind}.docx");
            File.Copy(made.Path, uncovered);
            using (var document = WordprocessingDocument.Open(uncovered, isEditable: true))
                document.MainDocumentPart!.Document!.Body!.RemoveAllChildren<Paragraph>();

            foreach (var path in new[] { zipped, uncovered })
            {
                var refused = await Assert.ThrowsAsync<RefusedException>(() => new ProjectDocuments(county.Db, Files).AddAsync(
                    Keeper, new DocumentDraft(made.Project.ProjectId, made.Tranche?.TrancheId, kind, "定稿.docx", SampleProject.Opened), path, Ct));
                Assert.Contains("这是草稿", refused.Message, StringComparison.Ordinal);
                Assert.Contains("is a draft", English.Of(refused), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task What_is_handed_in_as_a_text_is_a_word_document_or_a_pdf_by_its_bytes()
    {
        var (documents, project) = (new ProjectDocuments(county.Db, Files), await county.ProjectAsync(1));
        async Task<string> RefusedAsync(byte[] bytes, string name, string kind)
        {
            var path = Path.Combine(county.Folder, $"{Guid.NewGuid():N}");
            await File.WriteAllBytesAsync(path, bytes, Ct);
            return (await Assert.ThrowsAsync<RefusedException>(() => documents.AddAsync(Keeper, new DocumentDraft(project.ProjectId, null, kind, name, SampleProject.Opened), path, Ct))).Message;
        }
        Assert.Contains("是空的", await RefusedAsync([], "pdd.docx", "other"), StringComparison.Ordinal);
        foreach (var kind in new[] { "pdd", "validation-report" })
            Assert.Contains("既不是 Word（.docx）也不是 PDF", await RefusedAsync([.. "twenty bytes of text"u8], "pdd.pdf", kind), StringComparison.Ordinal);
        Assert.Contains("既不是 Word（.docx）也不是 PDF", await RefusedAsync([.. """{"type":"FeatureCollection","features":[]}"""u8], "boundary.geojson", "pdd"), StringComparison.Ordinal);
        Assert.Contains("读不出来", await RefusedAsync([.. "PK\x03\x04 and no more"u8], "pdd.docx", "pdd"), StringComparison.Ordinal);
        Assert.Empty(await documents.ListAsync(project.ProjectId, Ct));

        var scan = Path.Combine(county.Folder, "scan.pdf");
        await File.WriteAllBytesAsync(scan, [.. "%PDF-1.4\n1 0 obj"u8], Ct);
        await documents.AddAsync(Keeper, new DocumentDraft(project.ProjectId, null, "pdd", "签字扫描.pdf", SampleProject.Opened), scan, Ct);
        var word = new WordDocument("项目设计文件", "项目设计文件", draft: null);
        word.Paragraph("别处写成的设计文件。");
        var written = Path.Combine(county.Folder, "written.docx");
        await using (var target = File.Create(written))
            word.Write(target);
        await documents.AddAsync(Keeper, new DocumentDraft(project.ProjectId, null, "pdd", "设计文件.docx", SampleProject.Opened), written, Ct);
        Assert.Equal([2, 1], (await documents.ListAsync(project.ProjectId, Ct)).Select(d => (int)d.Version));
    }

    [Fact]
    public async Task Text_of_a_file_is_read_in_either_encoding_and_what_is_no_text_is_refused()
    {
        var project = await county.ProjectAsync(1);
        async Task<string> ReadAsync(byte[] bytes)
        {
            var path = Path.Combine(county.Folder, $"{Guid.NewGuid():N}.txt");
            await File.WriteAllBytesAsync(path, bytes, Ct);
            return await TextFile.ReadAsync(path, "基准线.txt", Ct);
        }
        const string said = "没有项目，荒山继续荒着。\n第二行";
        Assert.Equal(said, await ReadAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(said)]));
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Assert.Equal(said, await ReadAsync(Encoding.GetEncoding("GB18030").GetBytes(said)));
        foreach (var (bytes, sentence) in new (byte[], string)[]
                 {
                     ([0x41, 0x0A, 0x42, 0x00], "第 2 行有控制字符"), ([0xFF, 0xFE, 0x41, 0x00], "不是 UTF-8 或 GB18030"), ([], "基准线.txt 是空的"), ([0xEF, 0xBB, 0xBF], "基准线.txt 是空的"), ([0x20, 0x0A], "基准线.txt 是空的"),
                 })
            Assert.Contains(sentence, (await Assert.ThrowsAsync<RefusedException>(() => ReadAsync(bytes))).Message, StringComparison.Ordinal);

        Assert.Contains("（body）", (await Assert.ThrowsAsync<RefusedException>(() => Drafts.WriteTextAsync(Keeper, project.ProjectId, null, "baseline", null, Ct))).Message, StringComparison.Ordinal);
        foreach (var broken in new[] { "荒\0山", "荒\u0007山", "荒\ud800山" })
            Assert.Contains("控制字符", (await Assert.ThrowsAsync<RefusedException>(() => Drafts.WriteTextAsync(Keeper, project.ProjectId, null, "baseline", broken, Ct))).Message, StringComparison.Ordinal);
        Assert.Empty(await Drafts.TextsAsync(project.ProjectId, null, Ct));
    }

    [Fact]
    public async Task A_draft_with_nothing_left_to_verify_becomes_the_projects_document_unless_the_data_do_not_give_it_any_more()
    {
        var project = await county.ProjectAsync(1);
        await county.PlantAsync(project);
        async Task<DraftRow> MadeAsync()
        {
            var draft = await Drafts.MakeAsync(Keeper, Files, project, null, Ct);
            await county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "试验：一切已核对", write => write.ExecuteAsync("update ccer.document_draft set reasons = '{}' where draft_id = @DraftId", new { draft.DraftId }));
            return draft;
        }
        var before = await MadeAsync();
        await new ProjectInputs(county.Db).EnterAsync(Keeper, project.ProjectId, null, "baseline", 2031, 4, "试验：改正", ct: Ct);

        Assert.Contains("请重新生成", (await Assert.ThrowsAsync<RefusedException>(() => Drafts.SubmitAsync(Keeper, project, before.DraftId, null, Ct))).Message, StringComparison.Ordinal);

        var draft = await MadeAsync();
        await Drafts.SubmitAsync(Keeper, project, draft.DraftId, null, Ct);
        var filed = Assert.Single(await new ProjectDocuments(county.Db, Files).ListAsync(project.ProjectId, Ct));
        Assert.Equal(("pdd", draft.FileSha256), (filed.DocumentKind, filed.FileSha256));
        Assert.True((await Drafts.ListAsync(project.ProjectId, Ct))[0].IsSubmitted);
    }

    [Fact]
    public async Task An_accounting_report_shows_the_ground_that_was_monitored()
    {
        var (project, tranche) = await county.TrancheAsync("CCER-14-001-V01", 2);
        var boundaries = new ProjectBoundaries(county.Db);
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
        var (project, tranche) = (county.Report.Project, county.Report.Tranche!);
        var id = (await new PlotTables(county.Db).ListAsync(project.ProjectId, Ct))[0].PlotTableId;

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
        var text = TextOf(county.Design.Draft);
        Assert.All(
            new[] { "免予论证额外性的情形", "不大于 400 mm", "江永县约 1,500 mm", "名单未核对", "须按通用工具论证" }, said => Assert.Contains(said, text, StringComparison.Ordinal));
        Assert.DoesNotContain(county.Design.Draft.Reasons, r => r.StartsWith("额外性", StringComparison.Ordinal)); // nothing rests on a fact nobody verified

        var project = await county.ProjectAsync(1);
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
        var path = Path.Combine(county.Folder, "design.pdf");
        await File.WriteAllTextAsync(path, "\n%PDF-1.7 作业设计", Ct); // its head need not come first
        var note = Path.Combine(county.Folder, "note.txt");
        await File.WriteAllTextAsync(note, "已经做过。", Ct);
        Assert.Contains("不能作证据", (await Assert.ThrowsAsync<RefusedException>(() => book.AddAsync(Keeper, Files, project.ProjectId, "work-design", note, "作业设计.pdf", ct: Ct))).Message, StringComparison.Ordinal);

        await book.AddAsync(Keeper, Files, project.ProjectId, "work-design", path, "作业设计.pdf", ct: Ct);
        Assert.Equal(EvidenceState.Present, (await ItemAsync("work-design")).State);
        Assert.StartsWith("Who entered it does not verify it: another account", English.Of(await Assert.ThrowsAsync<RefusedException>(() => book.VerifyAsync(Keeper, project.ProjectId, "work-design", Ct))), StringComparison.Ordinal);

        await book.VerifyAsync(Actor.Account(Guid.NewGuid()), project.ProjectId, "work-design", Ct);
        Assert.Equal(EvidenceState.Verified, (await ItemAsync("work-design")).State);
        await Assert.ThrowsAsync<RefusedException>(() => book.AddAsync(Keeper, Files, project.ProjectId, "no-such", path, "x.pdf", ct: Ct));
    }

    private IEnumerable<string> Invalid(WordprocessingDocument document) =>
        new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2016).Validate(document, Ct).Select(e => $"{e.Path?.XPath} {e.Description}").Take(5);

    private string TextOf(DraftRow draft)
    {
        using var document = WordprocessingDocument.Open(Files.PathOf(Convert.FromHexString(draft.FileSha256)), isEditable: false);
        return document.MainDocumentPart!.Document!.Body!.InnerText;
    }
}
