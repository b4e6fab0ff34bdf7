using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Contracts;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>A book as a clerk works on it: make a voucher, have it checked, follow every amount to its postings, close the month.</summary>
public sealed class BookPageTests(FinanceSite site) : IClassFixture<FinanceSite>
{
    private static readonly Actor Opener = Actor.Job("opener");

    private static Platform.Files.FileStore Files { get; } = new(Directory.CreateTempSubdirectory("fc-books-").FullName);

    private async Task OpenAsync(string code, string system) => await new EntityBooks(site.Db).OpenAsync(Opener, new(code, $"{code}单位", code, system, "company", null, new(2026, 1, 1)));

    private static async Task<string> MakeAsync(Browser maker, string book, Dictionary<string, string> fields)
    {
        fields.TryAdd("EffectiveOn", "2026-10-12");
        fields.TryAdd("Summary", "示例");
        using var made = await maker.PostAsync($"/finance/books/{book}/vouchers", fields, formOn: $"/finance/books/{book}/new");
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        return made.Headers.Location!.OriginalString;
    }

    [Fact]
    public async Task A_voucher_made_by_one_and_posted_by_another_shows_on_the_book_and_leads_to_its_postings()
    {
        await OpenAsync("pagebook", "企业会计准则");
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        var voucher = await MakeAsync(maker, "pagebook", new() { ["Template"] = "opening", ["AmountYuan"] = "1234.56", ["Evidence"] = "回单-1" });
        Assert.Null((await maker.PageAsync(voucher)).QuerySelector($"form[action='{voucher}/post']"));
        using var own = await maker.PostAsync($"{voucher}/post", [], formOn: voucher);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, own.StatusCode);

        using var posted = await checker.PostAsync($"{voucher}/post", [], formOn: voucher);
        Assert.Equal(HttpStatusCode.Redirect, posted.StatusCode);

        var page = await maker.PageAsync("/finance/books/pagebook?year=2026");
        Assert.Contains(page.QuerySelectorAll("#journal a.why"), a => a.GetAttribute("href") == voucher && a.TextContent == "1,234.56");
        Assert.Contains("回单-1", (await maker.PageAsync(voucher)).Body!.TextContent, StringComparison.Ordinal);
        var account = await maker.PageAsync("/finance/books/pagebook/accounts/1002?from=2026-01-01&through=2026-12-31");
        Assert.Contains("1,234.56", account.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        var trial = await maker.PageAsync("/finance/books/pagebook/trial-balance");
        Assert.Equal(4, trial.QuerySelectorAll("tfoot td").Count(c => c.TextContent == "1,234.56"));
        foreach (var file in new[] { "vouchers.xlsx?from=2026-01-01&through=2026-12-31", "trial-balance.xlsx", "accounts/1002.xlsx?from=2026-01-01&through=2026-12-31" })
        {
            using var workbook = new ZipArchive(await maker.Http.GetStreamAsync($"/finance/books/pagebook/{file}"));
            using var sheet = new StreamReader(workbook.GetEntry("xl/worksheets/sheet1.xml")!.Open());
            Assert.Contains("1234.56", await sheet.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task More_than_a_fen_is_refused_with_what_was_typed_kept()
    {
        await OpenAsync("fenbook", "企业会计准则");
        var maker = await site.SignedInAsync(Roles.Finance);

        using var refused = await maker.PostAsync("/finance/books/fenbook/vouchers", new() { ["Template"] = "opening", ["EffectiveOn"] = "2026-10-12", ["Summary"] = "三位小数", ["AmountYuan"] = "1.005" }, formOn: "/finance/books/fenbook/new");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var page = await Browser.ReadAsync(refused);
        Assert.Contains("最多到分", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("三位小数", page.QuerySelector("#summary")!.GetAttribute("value"));
    }

    [Fact]
    public async Task An_amount_in_full_width_digits_is_read_and_one_that_cannot_be_read_is_said_so()
    {
        await OpenAsync("widebook", "企业会计准则");
        var maker = await site.SignedInAsync(Roles.Finance);

        var voucher = await MakeAsync(maker, "widebook", new() { ["Template"] = "opening", ["AmountYuan"] = "１，２３４．５０" });
        using var refused = await maker.PostAsync(
            "/finance/books/widebook/vouchers", new() { ["Template"] = "opening", ["EffectiveOn"] = "2026-10-12", ["Summary"] = "示例", ["AmountYuan"] = "一百" }, formOn: "/finance/books/widebook/new");

        Assert.Contains("1,234.50", (await maker.PageAsync(voucher)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("“一百”读不懂", (await Browser.ReadAsync(refused)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voucher_says_what_it_was_made_for_by_name_and_who_made_it_in_words()
    {
        await OpenAsync("namebook", "政府会计");
        var maker = await site.SignedInAsync(Roles.Finance);
        var list = await site.Db.WriteAsync(Opener, TownshipScope.WholeCounty, "名单", write => write.ScalarAsync<long>(
            """
            insert into finance.payable_list (kind, book_id, year, title, township_code, village_code, fund_group)
            select 'compensation', e.book_id, 2061, '某村补偿名单', '431125101', '431125101001', 'natural' from finance.entity e where e.code = 'namebook' returning list_id
            """));
        async Task<(string Text, string? Href)> SubjectAsync(string kind, string id)
        {
            var made = await new MoneyEvents(site.Db).MakeAsync(Opener, new NewEvent($"名-{kind}", "namebook", "opening", new(2026, 10, 12), "示例", 100, SubjectKind: kind, SubjectId: id));
            var page = await maker.PageAsync($"/finance/vouchers/{made}");
            Assert.Contains("系统任务", page.QuerySelector(".thread")!.TextContent, StringComparison.Ordinal);
            return page.QuerySelector("#subject a") is { } link ? (link.TextContent.Trim(), link.GetAttribute("href")) : ("", null);
        }

        Assert.Equal(("办理单 4 号", "/finance/acts/4"), await SubjectAsync("act", "4"));
        Assert.Equal(("某村补偿名单", $"/finance/lists/{list}"), await SubjectAsync("list", list.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Sheets_of_a_month_are_offered_where_it_has_vouchers()
    {
        await OpenAsync("monthbook", "企业会计准则");
        var maker = await site.SignedInAsync(Roles.Finance);
        async Task<(bool, bool)> OfferedAsync() => (
            (await maker.PageAsync("/finance/books/monthbook?year=2026")).QuerySelector("form[action$='vouchers.pdf']") is not null,
            (await maker.PageAsync("/finance/books/monthbook/close?month=2026-10")).QuerySelector("a[href*='vouchers.pdf']") is not null);
        Assert.Equal((false, false), await OfferedAsync());

        await MakeAsync(maker, "monthbook", new() { ["Template"] = "opening", ["AmountYuan"] = "5.00" });

        Assert.Equal((PdfPrinter.IsAvailable, PdfPrinter.IsAvailable), await OfferedAsync());
    }

    [Fact]
    public async Task An_invoice_whose_voucher_is_voided_says_so_on_its_page_and_in_the_workbook()
    {
        await OpenAsync("voidbook", "企业会计准则");
        var maker = await site.SignedInAsync(Roles.Finance);
        var invoices = new Invoices(site.Db, new Platform.Files.FileStore(Path.GetTempPath()));
        var invoice = await invoices.EnterAsync(Opener, new("voidbook", "received", "废-票-1", new(2026, 10, 12), "承包单位", "劳务", 100_00, 6_00, "taxed", 0.06m));
        Assert.Equal("待复核", (await maker.PageAsync($"/finance/invoices/{invoice}")).QuerySelector("#state")!.TextContent);

        await new MoneyEvents(site.Db).VoidAsync(Opener, (await invoices.FindAsync(invoice))!.EventId!.Value);

        var page = await maker.PageAsync($"/finance/invoices/{invoice}");
        Assert.Equal("凭证已作废", page.QuerySelector("#state")!.TextContent);
        Assert.Contains("不再付款", page.Body!.TextContent, StringComparison.Ordinal);
        using var workbook = new ZipArchive(await maker.Http.GetStreamAsync("/finance/invoices.xlsx?book=voidbook"));
        using var sheet = new StreamReader(workbook.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        Assert.Contains("凭证已作废", await sheet.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_invoices_says_where_each_stands_and_is_asked_for_what_is_overdue_settled_or_red()
    {
        await OpenAsync("statebook", "企业会计准则");
        var (invoices, events, maker) = (new Invoices(site.Db, Files), new MoneyEvents(site.Db), await site.SignedInAsync(Roles.Finance));
        async Task<long> EnterAsync(string number, DateOnly due)
        {
            var id = await invoices.EnterAsync(Opener, new("statebook", "received", number, new(2026, 10, 12), "承包单位", "劳务", 100_00, 6_00, "taxed", 0.06m, due));
            await events.PostAsync(Actor.Job("checker"), (await invoices.FindAsync(id))!.EventId!.Value);
            return id;
        }
        await EnterAsync("态-未到期", CountyClock.Today.AddDays(30));
        var late = await EnterAsync("态-逾期", CountyClock.Today.AddDays(-1));
        var paid = await EnterAsync("态-付清", CountyClock.Today.AddDays(-1));
        await events.PostAsync(Actor.Job("checker"), await events.MakeAsync(Opener, new NewEvent("态-期初", "statebook", "opening", new(2026, 10, 12), "期初", 1_000_00)));
        await events.PostAsync(Actor.Job("checker"), await invoices.PayAsync(Opener, paid, "态-付", new(2026, 10, 13), 106_00));
        var red = await invoices.EnterAsync(Opener, new("statebook", "received", "态-红冲", new(2026, 10, 12), "承包单位", "劳务", 100_00, 6_00, "taxed", 0.06m));
        await events.VoidAsync(Opener, (await invoices.FindAsync(red))!.EventId!.Value);
        await invoices.RedAsync(Opener, red, "红-1", new(2026, 10, 14), "开错");
        async Task<Dictionary<string, string>> RowsAsync(string state) => (await maker.PageAsync($"/finance/invoices?book=statebook&state={state}")).QuerySelectorAll("tbody tr")
            .ToDictionary(r => r.QuerySelector("th a")!.TextContent, r => r.QuerySelector("[data-l=状态]")!.TextContent, StringComparer.Ordinal);

        var all = await RowsAsync("");
        Assert.Equal(("未付", "已付清", "已红冲"), (all["态-未到期"], all["态-付清"], all["态-红冲"]));
        Assert.StartsWith("未付", all["态-逾期"], StringComparison.Ordinal);
        Assert.Contains($"{CountyClock.Today.AddDays(-1):yyyy-MM-dd} 到期", all["态-逾期"], StringComparison.Ordinal);
        Assert.Equal(["态-未到期", "态-逾期"], (await RowsAsync("open")).Keys.Order(StringComparer.Ordinal));
        Assert.Equal("态-逾期", Assert.Single(await RowsAsync("overdue")).Key);
        Assert.Equal("态-付清", Assert.Single(await RowsAsync("settled")).Key);
        Assert.Equal("态-红冲", Assert.Single(await RowsAsync("red")).Key);
        foreach (var asked in new[] { "state=foo", "side=zzz", "book=NOPE" })
            foreach (var address in new[] { "/finance/invoices", "/finance/invoices.xlsx" })
                Assert.Equal(HttpStatusCode.NotFound, (await maker.Http.GetAsync($"{address}?{asked}")).StatusCode);
        await invoices.EnterAsync(Opener, new("statebook", "received", "态-待复核", new(2026, 10, 12), "承包单位", "劳务", 100_00, 6_00, "taxed", 0.06m));
        var taken = await EnterAsync("态-冲销", CountyClock.Today.AddDays(30));
        await events.PostAsync(Actor.Job("checker"), await events.ReverseAsync(Opener, (await invoices.FindAsync(taken))!.EventId!.Value, new(2026, 10, 13), "开错"));
        Assert.Equal("态-待复核", Assert.Single(await RowsAsync("waiting")).Key);
        Assert.Equal(("态-冲销", "凭证已冲销"), Assert.Single(await RowsAsync("voided")) is var gone ? (gone.Key, gone.Value) : default);
        Assert.Contains($"{CountyClock.Today.AddDays(-1):yyyy-MM-dd} 到期", (await maker.PageAsync($"/finance/invoices/{late}")).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("到期", await SheetAsync("state=overdue"), StringComparison.Ordinal);
        Assert.Contains("发票号码", await SheetAsync("side=issued"), StringComparison.Ordinal); // there is none: the heads alone
        var content = await SheetAsync("state=settled");
        Assert.Contains("态-付清", content, StringComparison.Ordinal);
        Assert.DoesNotContain("态-逾期", content, StringComparison.Ordinal);

        async Task<string> SheetAsync(string asked)
        {
            using var workbook = new ZipArchive(await maker.Http.GetStreamAsync($"/finance/invoices.xlsx?book=statebook&{asked}"));
            using var sheet = new StreamReader(workbook.GetEntry("xl/worksheets/sheet1.xml")!.Open());
            return await sheet.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Where_a_mark_rests_on_our_own_words_it_is_told_in_English()
    {
        await OpenAsync("markbook", "企业会计准则");
        var english = await site.SignedInAsync("finance-english");
        (await english.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, "/")).Dispose();
        foreach (var address in new[] { "/finance/receivables?book=markbook", "/finance/payables?book=markbook", "/finance/bank?book=markbook" })
        {
            var marks = (await english.PageAsync(address)).QuerySelectorAll("abbr.mk").Select(m => m.GetAttribute("title")!).ToList();
            Assert.NotEmpty(marks);
            Assert.DoesNotContain(marks, m => Regex.IsMatch(m, @"[\u4e00-\u9fff]"));
        }
    }

    [Fact]
    public async Task A_fund_is_entered_paid_from_and_not_overspent_on_its_pages()
    {
        await OpenAsync("fundbook", "政府会计");
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        using var entered = await SendAsync("/finance/funds", new()
        {
            ["Book"] = "fundbook", ["Level"] = "province", ["DocumentNumber"] = "页〔演〕1号", ["BudgetYear"] = "2026", ["FunctionCode"] = "2130234", ["FunctionName"] = "林业贷款贴息", ["Purpose"] = "interest-subsidy", ["AmountYuan"] = "100",
        });
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        var funds = new Funds(site.Db, Files);
        var fund = (await funds.ListAsync("fundbook")).Single().FundId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var waiting = await maker.PageAsync("/finance/funds");
        Assert.Null(waiting.QuerySelector($"form[action='/finance/funds/{fund}/confirm']")); // by another account
        Assert.NotNull(waiting.QuerySelector($"form[action='/finance/funds/{fund}/withdraw']"));
        Assert.StartsWith("–", waiting.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("页〔演〕1号", StringComparison.Ordinal)).QuerySelector("[data-l=结余]")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain((await maker.PageAsync("/finance/books/fundbook/new")).QuerySelectorAll("#fund option"), o => o.GetAttribute("value") == fund);
        using var early = await maker.PostAsync("/finance/books/fundbook/vouchers",
            new() { ["Template"] = "fund-received", ["EffectiveOn"] = "2026-10-12", ["Summary"] = "早", ["AmountYuan"] = "1", ["FundId"] = fund }, formOn: "/finance/books/fundbook/new");
        Assert.Contains("另一个账号确认", (await Browser.ReadAsync(early)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        (await checker.PostAsync($"/finance/funds/{fund}/confirm", [], formOn: "/finance/funds")).Dispose();
        var loan = (await new ForestCarbon.Finance.Green.Loans(site.Db, Files).EnterAsync(Opener, new ForestCarbon.Finance.Green.NewLoan(
            "fundbook", "贷-页", "forest-right", "某银行", 1_000_000_00, new(2026, 1, 5), new(2029, 1, 5), SubsidyPercent: 2))).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var received = await MakeAsync(maker, "fundbook", new() { ["Template"] = "fund-received", ["AmountYuan"] = "100", ["FundId"] = fund });
        (await checker.PostAsync($"{received}/post", [], formOn: received)).Dispose();
        await MakeAsync(maker, "fundbook", new() { ["Template"] = "interest-subsidy", ["AmountYuan"] = "60", ["FundId"] = fund, ["LoanId"] = loan });
        using var unnamed = await maker.PostAsync("/finance/books/fundbook/vouchers",
            new() { ["Template"] = "interest-subsidy", ["EffectiveOn"] = "2026-10-12", ["Summary"] = "哪笔贷款", ["AmountYuan"] = "1", ["FundId"] = fund }, formOn: "/finance/books/fundbook/new");
        Assert.Contains("请填写贷款", (await Browser.ReadAsync(unnamed)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        using var refused = await maker.PostAsync("/finance/books/fundbook/vouchers",
            new() { ["Template"] = "interest-subsidy", ["EffectiveOn"] = "2026-10-12", ["Summary"] = "超", ["AmountYuan"] = "40.01", ["FundId"] = fund, ["LoanId"] = loan }, formOn: "/finance/books/fundbook/new");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("40.00", (await maker.PageAsync("/finance/funds")).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        using var added = await SendAsync("/finance/funds/changes", new() { ["fund"] = fund, ["isLess"] = "false", ["documentNumber"] = "页追〔演〕2号", ["dated"] = "2026-10-20", ["amountYuan"] = "25" });
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        var change = (await funds.ChangesAsync()).Single(c => c.DocumentNumber == "页追〔演〕2号").FundChangeId;
        (await checker.PostAsync($"/finance/funds/changes/{change}/confirm", [], formOn: "/finance/funds")).Dispose();
        using var less = await SendAsync("/finance/funds/changes", new() { ["fund"] = fund, ["isLess"] = "true", ["documentNumber"] = "页减〔演〕3号", ["dated"] = "2026-10-21", ["amountYuan"] = "25.01" });
        Assert.Contains("已到账", (await Browser.ReadAsync(less)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        var granted = (await maker.PageAsync("/finance/funds")).QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("页〔演〕1号", StringComparison.Ordinal)).QuerySelector("[data-l=指标金额]")!.TextContent;
        Assert.StartsWith("125.00", granted, StringComparison.Ordinal);
        Assert.DoesNotContain("页追〔演〕2号", granted, StringComparison.Ordinal); // in a row of its own
        Assert.Contains((await maker.PageAsync("/finance/funds")).QuerySelectorAll("tbody tr.changes"), r => r.TextContent.Contains("页追〔演〕2号", StringComparison.Ordinal));
        Assert.Contains("100.00", (await maker.PageAsync("/finance/funds")).QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("页〔演〕1号", StringComparison.Ordinal)).QuerySelector("[data-l=已到账]")!.TextContent, StringComparison.Ordinal);
        var close = await maker.PageAsync("/finance/books/fundbook/close?month=2026-10");
        Assert.Contains("未复核", close.QuerySelector(".todo")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("一并结 2026-01 至 2026-10 各月", close.QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        async Task<HttpResponseMessage> SendAsync(string address, Dictionary<string, string> fields)
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent((await maker.PageAsync("/finance/funds")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
                { new ByteArrayContent(Encoding.UTF8.GetBytes("指标文件（示例）")), "file", "指标.txt" },
            };
            foreach (var (name, value) in fields)
                form.Add(new StringContent(value), name);
            return await maker.Http.PostAsync(address, form);
        }
    }

    [Fact]
    public async Task A_posted_voucher_is_taken_back_on_its_page_and_both_show_the_other()
    {
        await OpenAsync("backbook", "企业会计准则");
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        var voucher = await MakeAsync(maker, "backbook", new() { ["Template"] = "opening", ["AmountYuan"] = "88.00" });
        (await checker.PostAsync($"{voucher}/post", [], formOn: voucher)).Dispose();
        using var unsaid = await maker.PostAsync($"{voucher}/reverse", new() { ["on"] = "2026-10-13", ["because"] = "" }, formOn: voucher);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unsaid.StatusCode);

        using var made = await maker.PostAsync($"{voucher}/reverse", new() { ["on"] = "2026-10-13", ["because"] = "重复入账" }, formOn: voucher);
        var reversal = made.Headers.Location!.OriginalString;
        Assert.NotEqual(voucher, reversal);
        Assert.Contains("正在冲销", (await maker.PageAsync(voucher)).Body!.TextContent, StringComparison.Ordinal);
        (await checker.PostAsync($"{reversal}/post", [], formOn: reversal)).Dispose();

        var page = await maker.PageAsync(voucher);
        Assert.Contains(page.QuerySelectorAll(".note a"), a => a.GetAttribute("href") == reversal);
        Assert.Null(page.QuerySelector($"form[action='{voucher}/reverse']"));
        Assert.Contains((await maker.PageAsync(reversal)).QuerySelectorAll(".note a"), a => a.GetAttribute("href") == voucher);
        Assert.Contains("已冲销", (await maker.PageAsync("/finance/books/backbook?year=2026")).QuerySelector("#journal")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voucher_is_a_sheet_with_lines_maker_checker_papers_and_trail()
    {
        await OpenAsync("sheetbook", "企业会计准则");
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "发票原件");
        var invoices = new Invoices(site.Db, new Platform.Files.FileStore(Directory.CreateTempSubdirectory("fc-sheet-").FullName));
        var invoice = await invoices.EnterAsync(Opener, new("sheetbook", "received", "页-票-1", new(2026, 10, 12), "承包单位", "劳务", 100_00, 6_00, "taxed", 0.06m), path, "发票.txt");
        File.Delete(path);
        var id = (await invoices.FindAsync(invoice))!.EventId!.Value;
        var voucher = $"/finance/vouchers/{id}";
        (await checker.PostAsync($"{voucher}/post", [], formOn: voucher)).Dispose();
        Assert.NotNull((await maker.PageAsync(voucher)).QuerySelector($"a[href='{voucher}/sheet']"));

        var sheet = await maker.PageAsync($"{voucher}/sheet");

        Assert.Empty(sheet.QuerySelectorAll("main form"));
        Assert.Contains("106.00", sheet.QuerySelector("main tfoot")!.TextContent, StringComparison.Ordinal);
        var (papers, trail) = (sheet.QuerySelector("#papers")!.TextContent, sheet.QuerySelector("#trail")!.TextContent);
        Assert.Contains("页-票-1", papers, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("发票原件"))), papers, StringComparison.Ordinal);
        Assert.Contains("系统任务", trail, StringComparison.Ordinal);
        Assert.Contains("财政", trail, StringComparison.Ordinal);
        Assert.All(await new MoneyEvents(site.Db).LinesAsync(id), l => Assert.Contains(l.Hash, trail, StringComparison.Ordinal));
        using var paper = await maker.GetAsync($"{voucher}/sheet.pdf");
        if (PdfPrinter.IsAvailable)
            Assert.StartsWith("%PDF-", await paper.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        else
            Assert.Equal(HttpStatusCode.UnprocessableEntity, paper.StatusCode);
        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(await site.SignedInAsync(Roles.Auditor), $"{voucher}/sheet"));
    }

    [Fact]
    public async Task A_paper_is_put_to_a_voucher_kept_by_its_hash_and_listed_on_its_sheet_and_that_of_what_takes_it_back()
    {
        await OpenAsync("paperedbook", "企业会计准则");
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        var voucher = await MakeAsync(maker, "paperedbook", new() { ["Template"] = "opening", ["AmountYuan"] = "12.00" });
        (await checker.PostAsync($"{voucher}/post", [], formOn: voucher)).Dispose();
        var content = "%PDF-1.4 银行回单（示例）";

        using var program = await SendAsync("MZ 程序", "回单.pdf");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, program.StatusCode);
        Assert.Contains("“回单.pdf”不是 PDF", (await Browser.ReadAsync(program)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        using var kept = await SendAsync(content, "回单.pdf");
        Assert.Equal(HttpStatusCode.Redirect, kept.StatusCode);
        using var again = await SendAsync(content, "又一次.pdf");
        Assert.Contains("已经收存", (await Browser.ReadAsync(again)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        var link = (await maker.PageAsync(voucher)).QuerySelector($"#papers a[href^='{voucher}/papers/']")!;
        Assert.Equal("十月回单", link.TextContent);
        Assert.Equal(content, await maker.Http.GetStringAsync(link.GetAttribute("href")));
        using var reversed = await maker.PostAsync($"{voucher}/reverse", new() { ["on"] = "2026-10-13", ["because"] = "重复入账" }, formOn: voucher);
        foreach (var sheet in new[] { voucher, reversed.Headers.Location!.OriginalString })
        {
            var papers = (await maker.PageAsync($"{sheet}/sheet")).QuerySelector("#papers")!.TextContent;
            Assert.Contains("十月回单", papers, StringComparison.Ordinal);
            Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))), papers, StringComparison.Ordinal);
        }
        using var other = await maker.GetAsync(reversed.Headers.Location!.OriginalString + link.GetAttribute("href")![voucher.Length..]);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode); // the paper is the first one's

        async Task<HttpResponseMessage> SendAsync(string text, string name)
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent("十月回单"), "name" }, { new StringContent("2026-10-12"), "dated" },
                { new StringContent((await maker.PageAsync(voucher)).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
                { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", name },
            };
            return await maker.Http.PostAsync($"{voucher}/papers", form);
        }
    }

    [Fact]
    public async Task A_month_s_vouchers_are_sheets_of_one_pdf()
    {
        await OpenAsync("filedbook", "企业会计准则");
        var events = new MoneyEvents(site.Db);
        foreach (var (key, on) in new[] { ("one", new DateOnly(2026, 5, 4)), ("two", new(2026, 5, 31)), ("three", new(2026, 6, 1)) })
            await events.PostAsync(Actor.Job("checker"), await events.MakeAsync(Opener, new NewEvent($"filed-{key}", "filedbook", "mandate-received", on, key, 1_00)));
        var maker = await site.SignedInAsync(Roles.Finance);
        Assert.Equal(2, await events.CountAsync("filedbook", new(2026, 5, 1), new(2026, 5, 31)));

        using var paper = await maker.GetAsync("/finance/books/filedbook/vouchers.pdf?month=2026-05");
        using var none = await maker.GetAsync("/finance/books/filedbook/vouchers.pdf?month=2026-04");

        if (PdfPrinter.IsAvailable)
            Assert.StartsWith("%PDF-", await paper.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        else
            Assert.Equal(HttpStatusCode.UnprocessableEntity, paper.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
        Assert.Contains("没有凭证", await none.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_is_paged_and_searched_and_a_period_has_its_opening()
    {
        await OpenAsync("pagedbook", "企业会计准则");
        var events = new MoneyEvents(site.Db);
        foreach (var n in Enumerable.Range(1, 42))
            await events.PostAsync(Actor.Job("checker"), await events.MakeAsync(Opener, new NewEvent($"paged-{n}", "pagedbook", "mandate-received", new(2026, 1 + n / 10, 3), $"第 {n} 笔", 1_00)));
        var maker = await site.SignedInAsync(Roles.Finance);

        var first = await maker.PageAsync("/finance/books/pagedbook?year=2026");
        Assert.Equal(40, first.QuerySelectorAll("#journal tbody tr").Length);
        Assert.NotNull(first.QuerySelector("#journal .tw.cards.fold > label.more > input[type=checkbox]")); // on a phone eight of them until all are asked for
        var older = first.QuerySelectorAll("#journal footer a").Single().GetAttribute("href")!;
        var second = await maker.PageAsync(older.Split('#')[0]);
        Assert.Equal(2, second.QuerySelectorAll("#journal tbody tr").Length);
        Assert.Contains("第 1 笔", second.QuerySelector("#journal tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Single((await maker.PageAsync("/finance/books/pagedbook?year=2026&q=" + Uri.EscapeDataString("第 17 笔"))).QuerySelectorAll("#journal tbody tr"));
        Assert.Empty((await maker.PageAsync("/finance/books/pagedbook?year=2026&outcome=pending")).QuerySelectorAll("#journal tbody tr"));

        var period = await maker.PageAsync("/finance/books/pagedbook/trial-balance?from=2026-02-01&through=2026-02-28");
        Assert.Equal(["9.00", "9.00", "10.00", "10.00", "19.00", "19.00"], period.QuerySelectorAll("tfoot td").Select(c => c.TextContent));
        using var workbook = new ZipArchive(await maker.Http.GetStreamAsync("/finance/books/pagedbook/trial-balance.xlsx?from=2026-02-01&through=2026-02-28"));
        using var sheet = new StreamReader(workbook.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        Assert.Contains(">19<", await sheet.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_chart_and_the_templates_of_a_book_are_shown_with_their_source()
    {
        await OpenAsync("chartbook", "企业会计准则");
        var maker = await site.SignedInAsync(Roles.Finance);

        var page = await maker.PageAsync("/finance/books/chartbook/chart");

        Assert.Contains(page.QuerySelectorAll("#chart tbody tr"), r => r.TextContent.Contains("224101", StringComparison.Ordinal) && r.TextContent.Contains("财会〔2006〕18号", StringComparison.Ordinal));
        var opening = page.QuerySelectorAll("#templates tbody tr").Single(r => r.QuerySelector("th")!.TextContent == "期初余额");
        Assert.Equal(("1002 银行存款", "4001 实收资本"), (opening.QuerySelector("[data-l=借方科目]")!.TextContent.Trim(), opening.QuerySelector("[data-l=贷方科目]")!.TextContent.Trim()));
        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(await site.SignedInAsync("finance-english"), "/finance/books/chartbook/chart"));
    }

    [Fact]
    public async Task A_request_to_close_names_who_asked()
    {
        await OpenAsync("askedbook", "企业会计准则");
        var (maker, second) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        using var asked = await second.PostAsync("/finance/books/askedbook/close", new() { ["month"] = "2026-02" }, formOn: "/finance/books/askedbook/close?month=2026-02");
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);

        Assert.Contains("由 财政（finance-second） 申请", (await maker.PageAsync("/finance/books/askedbook/close")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_says_what_was_read()
    {
        await OpenAsync("readbook", "企业会计准则");
        var maker = await site.SignedInAsync(Roles.Finance);
        const string lines = "交易日期,交易流水号,收入金额,支出金额\n2026-07-30,读1,42.00,\n2026-07-31,读2,,7.50\n", days = "日期,价格（元/吨）,成交量（吨）\n2026-03-02,70.10,100\n2026-03-03,70.20,90\n";

        Assert.Equal("读入 2 笔新流水：2026-07-30 至 2026-07-31，收入 42.00 元，支出 7.50 元。 按“收入、支出两列”的列名读。 流水.csv", await ReadAsync("/finance/bank", "book", "readbook", lines, "流水.csv"));
        Assert.Equal("没有新流水。 2 笔以前导入过，没有再记。", await ReadAsync("/finance/bank", "book", "readbook", lines, "又一次.csv"));
        Assert.StartsWith("读入 2 个新的交易日，0 个以前已有且相同。", await ReadAsync("/finance/prices", "series", "CCER", days, "价格.csv"), StringComparison.Ordinal);
        Assert.StartsWith("读入 0 个新的交易日，2 个以前已有且相同。", await ReadAsync("/finance/prices", "series", "CCER", days, "价格.csv"), StringComparison.Ordinal);

        async Task<string> ReadAsync(string address, string field, string value, string text, string name)
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent(value), field }, { new StringContent("示例来源"), "source" },
                { new StringContent((await maker.PageAsync($"{address}?{field}={value}")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
                { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", name },
            };
            using var sent = await maker.Http.PostAsync(address, form);
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
            return Regex.Replace((await maker.PageAsync(sent.Headers.Location!.OriginalString)).QuerySelector("#read")!.TextContent, @"\s+", " ").Trim();
        }
    }

    [Fact]
    public async Task What_is_in_the_way_of_closing_is_called_by_its_name()
    {
        await OpenAsync("pastbook", "企业会计准则");
        var (debit, credit) = (await AccountAsync("1002"), await AccountAsync("4001"));
        await TriggerAsync("disable"); // it refuses what the application posts
        await new Ledger.Postings.Journal(site.Db).PostAsync(Opener, "越过事项", new("past-the-events", new(2026, 3, 4), [new(debit, credit, 5_00)]));
        await TriggerAsync("enable");
        var maker = await site.SignedInAsync(Roles.Finance);

        var obstacle = (await maker.PageAsync("/finance/books/pastbook/close?month=2026-03")).QuerySelector(".todo")!.TextContent;

        Assert.Contains("不是由经济事项记入", obstacle, StringComparison.Ordinal);
        Assert.DoesNotContain("年终结转", obstacle, StringComparison.Ordinal);

        async Task<long> AccountAsync(string code) => await site.Db.QuerySingleOrDefaultAsync<long>("select a.account_id from ledger.account_v a where a.book = 'pastbook' and a.code = @code", new { code });

        async Task TriggerAsync(string what)
        {
            await using var connection = new Npgsql.NpgsqlConnection(site.ConnectionString);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new Npgsql.NpgsqlCommand($"alter table ledger.entry {what} trigger judge_entry", connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task On_paper_a_book_loses_what_chooses_and_says_what_was_chosen()
    {
        await OpenAsync("paperbook", "企业会计准则");
        var maker = await site.SignedInAsync(Roles.Finance);
        await MakeAsync(maker, "paperbook", new() { ["Template"] = "opening", ["AmountYuan"] = "5.00" });

        var page = await maker.PageAsync("/finance/books/paperbook?year=2026&outcome=pending&q=" + Uri.EscapeDataString("示例"));

        var hidden = Regex.Match(await maker.Http.GetStringAsync("/css/pages.css"), @"(\.book-desk[^{]*)\{ display: none; \}").Groups[1].Value;
        var controls = page.QuerySelectorAll("main select, main input:not([type=hidden]), main .filters .seg, main form button").ToList();
        Assert.NotEmpty(controls);
        Assert.All(controls, c => Assert.NotNull(c.Closest(hidden)));
        Assert.Equal("凭证只列：待复核、示例", page.QuerySelector(".paper-only")!.TextContent);
        Assert.Null((await maker.PageAsync("/finance/books/paperbook?year=2026")).QuerySelector(".paper-only"));
    }

    [Fact]
    public async Task A_line_no_proposal_fits_is_matched_by_hand_and_taken_back()
    {
        await OpenAsync("handbook", "企业会计准则");
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        List<string> ids = [];
        foreach (var (yuan, day) in new[] { ("30.00", "2026-03-02"), ("12.00", "2026-07-09") })
        {
            var voucher = await MakeAsync(maker, "handbook", new() { ["Template"] = "mandate-received", ["AmountYuan"] = yuan, ["EffectiveOn"] = day });
            (await checker.PostAsync($"{voucher}/post", [], formOn: voucher)).Dispose();
            ids.Add(voucher.Split('/')[^1]);
        }
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "交易日期,交易流水号,收入金额,支出金额\n2026-07-30,手1,42.00,\n");
        var bank = new ForestCarbon.Finance.Reconciliation.BankReconciliation(site.Db, new Platform.Files.FileStore(Path.GetTempPath()));
        await bank.ImportAsync(Opener, "handbook", path, "流水.csv");
        File.Delete(path);
        var line = (await bank.LinesAsync("handbook", open: true)).Single().BankLineId;

        var page = await maker.PageAsync($"/finance/bank/{line}");
        Assert.Equal(ids.Order(), page.QuerySelectorAll("input[name=vouchers]").Select(i => i.GetAttribute("value")!).Order());
        await bank.MatchAsync(Opener, line, [.. ids.Select(long.Parse)], "两笔合计");
        using var undone = await maker.PostAsync($"/finance/bank/{line}/unmatch", new() { ["book"] = "handbook" }, formOn: "/finance/bank?book=handbook&all=true");

        Assert.Equal(HttpStatusCode.Redirect, undone.StatusCode);
        Assert.False((await bank.LineAsync(line))!.IsSettled);
    }

    [Fact]
    public async Task What_is_in_the_way_of_a_list_is_said_in_the_language_of_the_page()
    {
        await OpenAsync("listbook", "政府会计");
        var list = await site.Db.WriteAsync(Opener, TownshipScope.WholeCounty, "空名单", write => write.ScalarAsync<long>(
            "insert into finance.payable_list (kind, book_id, year, title, township_code, village_code, fund_group) select 'compensation', e.book_id, 2026, 'Empty', '431125101', '431125101001', 'national' from finance.entity e where e.code = 'listbook' returning list_id"));
        var (address, english) = ($"/finance/lists/{list}", await site.SignedInAsync("finance-english"));
        Assert.Contains("名单里没有一行。", (await (await site.SignedInAsync(Roles.Finance)).PageAsync(address)).QuerySelector("#way")!.TextContent, StringComparison.Ordinal);

        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(english, address));

        Assert.Contains("The list has no line.", (await english.PageAsync(address)).QuerySelector("#way")!.TextContent, StringComparison.Ordinal);
        using var refused = await english.PostAsync($"{address}/moves", new() { ["to"] = "publicity", ["on"] = "2026-10-12" }, formOn: address);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("The list has no line.", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent.Trim());
    }

    [Fact]
    public async Task A_refusal_of_a_form_of_a_constraint_and_of_a_trigger_comes_in_the_language_of_the_page()
    {
        await OpenAsync("englishbook", "政府会计");
        var english = await site.SignedInAsync("finance-english");
        (await english.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, "/")).Dispose();
        Dictionary<string, string> payee = new()
        {
            ["Code"] = "英-1", ["Kind"] = "household", ["Name"] = "某户", ["VillageCode"] = "431125101001", ["AccountKind"] = "一卡通", ["Bank"] = "某行", ["AccountNo"] = "短", ["AccountName"] = "某户",
        };
        Dictionary<string, string> paid = new() { ["Template"] = "other-cost", ["EffectiveOn"] = "2026-10-12", ["Summary"] = "示例", ["AmountYuan"] = "" };

        Assert.Equal("An account number has 8 to 32 digits.", await AlertAsync("/finance/payees", payee, "/finance/payees"));
        Assert.Equal("Give the amount.", await AlertAsync("/finance/books/englishbook/vouchers", paid, "/finance/books/englishbook/new"));
        paid["AmountYuan"] = "5";
        Assert.Contains("has CNY 0.00 free", await AlertAsync("/finance/books/englishbook/vouchers", paid, "/finance/books/englishbook/new"), StringComparison.Ordinal);

        async Task<string> AlertAsync(string address, Dictionary<string, string> fields, string formOn)
        {
            using var refused = await english.PostAsync(address, new(fields), formOn);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            return (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent.Trim();
        }
    }
}
