using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Finance.Sharing;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>An agreement of benefit sharing from its first draft to its paper, as the finance office draws it up.</summary>
public sealed class AgreementPageTests(FinanceSite site) : IClassFixture<FinanceSite>
{
    private static readonly Actor Maker = Actor.Job("maker");

    private BenefitSharing Sharing => new(site.Db);

    private AgreementDrafts Drafts { get; } = new(site.Db, new FileStore(Directory.CreateTempSubdirectory("fc-agreement-").FullName));

    private async Task<string> ProjectAsync(string code)
    {
        await new EntityBooks(site.Db).OpenAsync(Maker, new($"账-{code}", $"{code}公司", code, "企业会计准则", "company", null, new(2026, 1, 1)));
        await new Payees(site.Db).EnterAsync(Maker, new($"开发-{code}", "company", "开发方", null, null), TownshipScope.WholeCounty);
        await new Payees(site.Db).EnterAsync(Maker, new($"户-{code}", "household", "甲户", "431125101001", null), TownshipScope.WholeCounty);
        await new ProjectBook(site.Db).CreateAsync(Maker, new ProjectDraft(code, $"{code}项目", Townships: ["431125101"]));
        return code;
    }

    private static async Task<string> OpenedAsync(Browser maker, string project, string basis)
    {
        using var opened = await maker.PostAsync("/finance/sharing/agreements", new() { ["project"] = project, ["book"] = $"账-{project}", ["basis"] = basis }, formOn: "/finance/sharing");
        Assert.Equal(HttpStatusCode.Redirect, opened.StatusCode);
        return opened.Headers.Location!.OriginalString;
    }

    private string LotsOf(string text)
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".csv");
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }

    [Fact]
    public async Task Parties_and_lots_are_entered_the_paper_signs_and_the_next_version_begins_with_its_parties()
    {
        var project = await ProjectAsync("约-1");
        var maker = await site.SignedInAsync(Roles.Finance);
        var page = await OpenedAsync(maker, project, "fixed-shares");
        var id = long.Parse(page.Split('/')[^1], CultureInfo.InvariantCulture);

        foreach (var (party, kind, percent, payee) in new[] { ("开发方", "developer", "30", $"开发-{project}"), ("农户", "households", "69.5", "") })
            (await maker.PostAsync($"{page}/parties", new() { ["party"] = party, ["kind"] = kind, ["weightPercent"] = percent, ["payee"] = payee }, formOn: page)).Dispose();
        using var nobody = await maker.PostAsync($"{page}/parties", new() { ["party"] = "业主", ["kind"] = "owner", ["weightPercent"] = "0.5", ["payee"] = "没有" }, formOn: page);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nobody.StatusCode);
        Assert.Equal(2, await Drafts.EnterLotsAsync(Maker, id, LotsOf($"宗地编号,村编码,收款人编号,份额,暂缓原因\n约宗-1,431125101001,户-{project},3.5,\n约宗-2,431125101001,户-{project},1,有争议\n"), "宗地.csv"));
        Assert.Contains("约宗-2", (await maker.PageAsync(page)).QuerySelector("#lots")!.TextContent, StringComparison.Ordinal);
        var paper = LotsOf("%PDF-1.4 签好的协议");
        var short_ = await Assert.ThrowsAsync<Platform.Failures.RefusedException>(() => Drafts.SignAsync(Maker, id, new(2026, 6, 1), new(paper, "协议.pdf")));
        Assert.Contains("99.5", short_.Message, StringComparison.Ordinal);

        (await maker.PostAsync($"{page}/parties", new() { ["party"] = "护林基金", ["kind"] = "care-fund", ["weightPercent"] = "0.5", ["payee"] = $"开发-{project}" }, formOn: page)).Dispose();
        await Drafts.SignAsync(Maker, id, new(2026, 6, 1), new(paper, "协议.pdf"));

        Assert.Null((await maker.PageAsync(page)).QuerySelector($"form[action^='{page}/']"));
        using var changed = await maker.PostAsync($"{page}/parties/remove", new() { ["party"] = "护林基金" }, formOn: "/finance/sharing");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, changed.StatusCode);
        var next = await OpenedAsync(maker, project, "fixed-shares");
        Assert.Equal([0.5m, 30m, 69.5m], (await Sharing.PartiesAsync(long.Parse(next.Split('/')[^1], CultureInfo.InvariantCulture))).Select(p => p.WeightPercent).Order());
        using var second = await maker.PostAsync("/finance/sharing/agreements", new() { ["project"] = project, ["book"] = $"账-{project}", ["basis"] = "fixed-shares" }, formOn: "/finance/sharing");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        (await maker.PostAsync($"{next}/discard", [], formOn: next)).Dispose();
        Assert.Single(await Sharing.AgreementsAsync(), a => a.ProjectCode == project);
    }

    [Fact]
    public async Task What_signs_is_a_paper_by_what_it_holds_whatever_it_is_called()
    {
        var project = await ProjectAsync("约-3");
        var id = await Drafts.OpenAsync(Maker, project, $"账-{project}", "fixed-shares");
        await Drafts.AddPartyAsync(Maker, id, "开发方", "developer", 100, $"开发-{project}");
        Task SignAsync(string name, byte[] content)
        {
            var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
            File.WriteAllBytes(path, content);
            return Drafts.SignAsync(Maker, id, new(2026, 6, 1), new(path, name));
        }

        foreach (var (name, content) in new[]
                 {
                     ("程序.exe", "MZ\0\0"u8.ToArray()), ("协议.pdf", "MZ\0\0"u8.ToArray()), ("协议.docx", Zip("xl/workbook.xml")), ("协议.docx", Zip("word/document.xml", "word/vbaProject.bin")),
                     ("协议.docx", Encoding.UTF8.GetBytes("MZ").Concat(Zip("word/document.xml")).ToArray()), ("协议.txt", "协议"u8.ToArray()),
                 })
            Assert.Contains($"“{name}”不是 PDF", (await Assert.ThrowsAsync<Platform.Failures.RefusedException>(() => SignAsync(name, content))).Message, StringComparison.Ordinal);
        await SignAsync("协议.docx", Zip("word/document.xml"));

        Assert.NotNull((await Sharing.AgreementsAsync(id))[0].SignedOn);

        static byte[] Zip(params string[] entries)
        {
            using var stream = new MemoryStream();
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
                foreach (var entry in entries)
                    zip.CreateEntry(entry);
            return stream.ToArray();
        }
    }

    [Fact]
    public async Task A_lot_leads_to_its_parcels_on_the_map()
    {
        var project = await ProjectAsync("约-4");
        var maker = await site.SignedInAsync(Roles.Finance);
        var page = await OpenedAsync(maker, project, "fixed-shares");
        await site.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "宗地", write => write.ExecuteAsync(
            """
            insert into inventory.layer_feature (layer, code, name, township_code, valid, geom, geom_3857)
            select 'tenure-lot', 'ZD-1', 'ZD-1', '431125101', '[2025-12-31,)', box, st_transform(box, 3857) from st_multi(st_makeenvelope(111.205, 25.201, 111.212, 25.205, 4490)) as box
            """));
        await Drafts.EnterLotsAsync(Maker, long.Parse(page.Split('/')[^1], CultureInfo.InvariantCulture),
            LotsOf($"宗地编号,村编码,收款人编号,份额\nZD-1,431125101001,户-{project},1\n没有图,431125101001,户-{project},1\n"), "宗地.csv");

        var rows = (await maker.PageAsync(page)).QuerySelectorAll("#lots tbody tr").ToDictionary(r => r.QuerySelector("th [lang=zh]")!.TextContent.Trim());

        // Five thousandths of a degree lie over the first square, two over the second.
        Assert.Equal(["/inventory/map?parcel=1", "/inventory/map?parcel=2"], rows["ZD-1"].QuerySelectorAll("a.mono").Select(a => a.GetAttribute("href")!));
        Assert.Empty(rows["没有图"].QuerySelectorAll("a"));
    }

    [Fact]
    public async Task The_page_of_a_run_adds_up_beside_its_corrections_and_names_its_statements_by_village()
    {
        var project = await ProjectAsync("约-5");
        await using (var connection = new Npgsql.NpgsqlConnection(site.ConnectionString))
        {
            await connection.OpenAsync();
            await using var registered = new Npgsql.NpgsqlCommand(
                "begin; set local session_replication_role = replica; update ccer.project set state = 'registered', registry_number = '示-约-5', registered_on = '2026-02-01' where code = '约-5'; commit", connection);
            await registered.ExecuteNonQueryAsync();
        }
        var (checker, day) = (Actor.Job("checker"), new DateOnly(2026, 10, 12));
        var household = (await new Payees(site.Db).FindAsync(TownshipScope.WholeCounty, $"户-{project}"))!.PayeeId;
        var agreement = await Sharing.DraftAsync(Maker, new(project, $"账-{project}", "fixed-shares", [new("农户", "households", 100)]));
        await Sharing.EnterLotsAsync(Maker, agreement, [new("约五-1", "431125101", "431125101001", "西村", household, 1, "权属有争议"), new("约五-2", "431125101", "431125101001", "西村", household, 1)]);
        await Sharing.SignAsync(Maker, agreement, new(2026, 2, 1));
        var events = new MoneyEvents(site.Db);
        var receipt = await events.MakeAsync(Maker, new NewEvent("约-5-到账", $"账-{project}", "mandate-received", day, "到账", 600_00, SubjectKind: "project", SubjectId: project));
        await events.PostAsync(checker, receipt);
        var run = await Sharing.RunAsync(Maker, new("约-5", agreement, "约-5 第 1 期", day, 600_00, [], "回单", ReceiptEventId: receipt));
        await Sharing.ConfirmAsync(checker, run);
        var lists = new PayableLists(site.Db, new FileStore(Path.GetTempPath()));
        var list = (await lists.ListAsync(TownshipScope.WholeCounty, runId: run)).Single().ListId;
        var held = (await lists.LinesAsync(list)).Single(l => l.HeldFor is not null);
        await lists.CorrectAsync(Maker, list, held.Line, household, 250_00);

        var (finance, address) = (await site.SignedInAsync(Roles.Finance), $"/finance/sharing/runs/{run.ToString(CultureInfo.InvariantCulture)}");
        var page = await finance.PageAsync(address);

        var sums = page.QuerySelectorAll("tfoot tr").Where(r => r.QuerySelectorAll("td.num").Length >= 2).Select(r => r.QuerySelectorAll("td.num").Take(2).Select(c => c.TextContent.Trim()).ToArray()).ToList();
        Assert.Equal(["850.00 300.00", "250.00 250.00", "600.00 50.00"], sums.Select(c => string.Join(' ', c)));
        if (Platform.Documents.PdfPrinter.IsAvailable)
            Assert.Equal("西村 的对账单 PDF", Assert.Single(page.QuerySelectorAll($"a[href^='/finance/sharing/runs/{run.ToString(CultureInfo.InvariantCulture)}/statements.pdf?village=']")).GetAttribute("aria-label"));

        // From the voucher back to its run, and no door to the books for who may not open them.
        var voucher = $"/finance/vouchers/{(await Sharing.RunsAsync(run)).Single().EventId.ToString(CultureInfo.InvariantCulture)}";
        var made = (await finance.PageAsync(voucher)).QuerySelector("#run a")!;
        Assert.Equal(("约-5 第 1 期", address), (made.TextContent, made.GetAttribute("href")));
        Assert.NotNull(page.QuerySelector($"main a[href='{voucher}']"));
        var station = await site.SignedInAsync(Roles.TownshipStation);
        foreach (var shown in new[] { "/finance/sharing", $"/finance/sharing/agreements/{agreement.ToString(CultureInfo.InvariantCulture)}", address, "/finance/compensation/sinks" })
            Assert.Empty((await station.PageAsync(shown)).QuerySelectorAll("main a[href^='/finance/vouchers'], main a[href^='/finance/sales'], main a[href^='/finance/funds'], main a[href^='/finance/books']"));
        Assert.Contains("600.00", (await station.PageAsync(address)).QuerySelector(".thread")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("宗地编号,村编码,收款人编号\nA,431125101001,户\n", "缺少这些列：份额")]
    [InlineData("宗地编号,村编码,收款人编号,份额\nA,431125101001,户,1.23456\n", "不作舍入")]
    [InlineData("宗地编号,村编码,收款人编号,份额\nA,431125101001,户,1\nA,431125101001,户,2\n", "列了两次")]
    public void A_table_of_lots_that_is_not_understood_names_row_and_column(string text, string sentence) => Assert.Contains(
        sentence, Assert.Throws<Platform.Failures.RefusedException>(() => LotFile.Read(Ledger.Statements.TableFile.Rows(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.csv"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_lots_are_a_workbook_that_can_be_read_again()
    {
        var project = await ProjectAsync("约-2");
        var maker = await site.SignedInAsync(Roles.Finance);
        var page = await OpenedAsync(maker, project, "fixed-shares");

        using var workbook = new ZipArchive(await maker.Http.GetStreamAsync($"{page}/lots.xlsx"));
        using var sheet = new StreamReader(workbook.GetEntry("xl/worksheets/sheet1.xml")!.Open());

        var heads = await sheet.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.All(LotFile.Heads, h => Assert.Contains(h, heads, StringComparison.Ordinal));
    }
}
