using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using ForestCarbon.Ledger.Control;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Testing;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>Holdings as the finance office works on them: one account enters and cites, another confirms, everybody sees where a tonne comes from.</summary>
public sealed class HoldingPageTests(FinanceSite site) : IClassFixture<FinanceSite>
{
    private const string Sentence = "本单不是注册登记系统的登记证明，以全国温室气体自愿减排注册登记系统记录为准";

    [Fact]
    public async Task A_tranche_is_entered_by_one_account_and_posted_by_another_and_explains_itself_back_to_its_record()
    {
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        var act = await IssueAsync(maker, "入账页", 1200);
        Assert.Contains("未经登记系统确认", (await maker.PageAsync(act)).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        using var early = await checker.PostAsync($"{act}/confirm", [], formOn: act);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, early.StatusCode);

        Assert.Equal(HttpStatusCode.Redirect, await CiteAsync(maker, act, "登记-入账页", 1200));
        Assert.Contains("凭据日期 2026-11-01 与生效日期 2026-11-02 相差 1 天", (await checker.PageAsync(act)).Body!.TextContent, StringComparison.Ordinal);
        using var own = await maker.PostAsync($"{act}/confirm", [], formOn: act);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, own.StatusCode);
        Assert.Contains("另一人", (await Browser.ReadAsync(own)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await maker.PageAsync(act)).QuerySelector($"form[action='{act}/confirm']"));
        using var done = await checker.PostAsync($"{act}/confirm", [], formOn: act);
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);

        var row = (await maker.PageAsync("/finance/holdings?project=" + Uri.EscapeDataString("入账页"))).QuerySelectorAll("tbody tr")[0];
        Assert.Contains("1–1200", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("内部-", row.TextContent, StringComparison.Ordinal);
        var posting = await maker.PageAsync((await maker.PageAsync(act)).QuerySelector("a[href^='/finance/postings/']")!.GetAttribute("href")!);
        // Two accounts of one name are told apart.
        foreach (var part in new[] { Sentence, "登记-入账页", "尚未封存", $"财政（{Roles.Finance}）", "财政（finance-second）" })
            Assert.Contains(part, posting.Body!.TextContent, StringComparison.Ordinal);
        Assert.Matches("[0-9a-f]{64}", posting.Body!.TextContent);
        Assert.NotNull(posting.QuerySelector(".qr svg"));
        using var file = await maker.GetAsync($"{act}/record");
        Assert.Equal("凭据 登记-入账页", await file.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Holdings_of_an_earlier_day_are_those_of_that_day_and_come_as_a_workbook()
    {
        var maker = await site.SignedInAsync(Roles.Finance);
        await EnterAsync(maker, "某日页", 500);

        var before = await maker.PageAsync("/finance/holdings?asOf=2026-01-01&project=" + Uri.EscapeDataString("某日页"));
        Assert.Contains("这一天没有持有", before.QuerySelector(".stack > section")!.TextContent, StringComparison.Ordinal);
        // What is chosen in a form is not on paper: it stands there in words.
        Assert.Equal("生效日期截至 2026-01-01　记账日期截至 2026-03-31　项目 某日页", (await maker.PageAsync("/finance/holdings?asOf=2026-01-01&recordedBy=2026-03-31&project=" + Uri.EscapeDataString("某日页"))).QuerySelector(".paper-only")!.TextContent);
        // Nothing is recorded on days to come, so as recorded by the last of them is as recorded so far.
        Assert.Contains("500", (await maker.PageAsync("/finance/holdings?recordedBy=9999-12-31&project=" + Uri.EscapeDataString("某日页"))).QuerySelector(".stack > section")!.TextContent, StringComparison.Ordinal);
        using var workbook = new ZipArchive(await maker.Http.GetStreamAsync("/finance/holdings.xlsx?project=" + Uri.EscapeDataString("某日页")));
        using var sheet = new StreamReader(workbook.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        Assert.Contains("500", await sheet.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frozen_sold_and_cancelled_tonnes_stand_in_their_states_and_the_statement_prints()
    {
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        await EnterAsync(maker, "流转页", 1000);
        await DoAsync(maker, checker, new() { ["Kind"] = "freeze", ["From"] = "流转页|2025|甲|available", ["ToState"] = "frozen-trade", ["Tonnes"] = "400" }, "exchange");
        await DoAsync(maker, checker, new()
        {
            ["Kind"] = "sale", ["From"] = "流转页|2025|甲|frozen-trade", ["ToHolder"] = "外", ["Tonnes"] = "300", ["Method"] = "挂牌协议", ["PriceYuan"] = "71.55",
        }, "exchange");
        await DoAsync(maker, checker, new() { ["Kind"] = "cancel", ["From"] = "流转页|2025|甲|available", ["ToState"] = "cancelled-event", ["Tonnes"] = "50", ["Beneficiary"] = "某会议" });

        var lines = (await maker.PageAsync("/finance/holdings?project=" + Uri.EscapeDataString("流转页"))).QuerySelectorAll("tbody tr")
            .Select(r => (r.QuerySelectorAll("td")[3].TextContent.Trim(), r.QuerySelectorAll("td")[^1].TextContent.Trim())).ToHashSet();
        Assert.Superset(new HashSet<(string, string)> { ("可用", "550"), ("交易冻结", "100"), ("活动碳中和注销", "50"), ("已转出", "300") }, lines);
        foreach (var kind in new[] { "", ".xlsx", ".pdf" })
            Assert.Equal(HttpStatusCode.NotFound, (await maker.Http.GetAsync($"/finance/movements{kind}?holder=nobody")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await maker.Http.GetAsync("/finance/acts?outcome=foo")).StatusCode);
        Assert.Empty((await maker.PageAsync("/finance/acts?outcome=pending&before=1")).QuerySelectorAll("tbody tr"));
        var statement = await maker.PageAsync("/finance/movements?holder=" + Uri.EscapeDataString("甲"));
        Assert.Contains(Sentence, statement.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("某会议", statement.Body!.TextContent, StringComparison.Ordinal);
        var posting = statement.QuerySelectorAll("a[href^='/finance/postings/']")[^1].GetAttribute("href")!;
        foreach (var paper in new[] { "/finance/movements.pdf?holder=" + Uri.EscapeDataString("甲"), posting.Replace("/postings/", "/proofs/", StringComparison.Ordinal) + ".pdf" })
        {
            using var pdf = await maker.GetAsync(paper);
            if (PdfPrinter.IsAvailable)
                Assert.StartsWith("%PDF-", await pdf.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            else
                Assert.Equal(HttpStatusCode.ServiceUnavailable, pdf.StatusCode);
        }
    }

    [Fact]
    public async Task A_transfer_is_accepted_by_an_account_that_acts_for_its_recipient_only()
    {
        var (maker, checker, developer) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync(), await site.SignedInAsync(Roles.Developer));
        await EnterAsync(maker, "划转页", 100);
        var act = await AskAsync(maker, new() { ["Kind"] = "transfer", ["From"] = "划转页|2025|甲|available", ["ToHolder"] = "乙", ["Tonnes"] = "40" });
        Assert.Equal(HttpStatusCode.Redirect, await CiteAsync(maker, act, "划转-划转页", 40));
        Assert.Contains("其中 40 已被待办的办理单占用", (await maker.PageAsync("/finance/holdings?project=" + Uri.EscapeDataString("划转页"))).QuerySelector(".tiles")!.TextContent, StringComparison.Ordinal);
        using var early = await checker.PostAsync($"{act}/confirm", [], formOn: act);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, early.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await AcceptAsync(developer));

        using var himself = await maker.PostAsync("/finance/holders/accounts", new() { ["holder"] = "乙", ["signIn"] = Roles.Finance }, formOn: "/finance/holders");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, himself.StatusCode);
        using var named = await maker.PostAsync("/finance/holders/accounts", new() { ["holder"] = "乙", ["signIn"] = Roles.Developer }, formOn: "/finance/holders");
        Assert.Equal(HttpStatusCode.Redirect, named.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await AcceptAsync(developer));
        using var done = await checker.PostAsync($"{act}/confirm", [], formOn: act);
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        Assert.Contains("乙公司", (await maker.PageAsync("/finance/holdings?project=" + Uri.EscapeDataString("划转页"))).Body!.TextContent, StringComparison.Ordinal);

        Task<HttpStatusCode> AcceptAsync(Browser who) => SendAsync(who, $"{act}/accept", new() { ["representative"] = "某代表" }, "file", "接收函", act);
    }

    [Fact]
    public async Task Acts_that_hold_tonnes_back_are_those_of_the_project_and_holder_asked_for()
    {
        var maker = await site.SignedInAsync(Roles.Finance);
        await EnterAsync(maker, "占用一页", 100);
        await EnterAsync(maker, "占用二页", 100);
        var mine = await AskAsync(maker, new() { ["Kind"] = "transfer", ["From"] = "占用一页|2025|甲|available", ["ToHolder"] = "乙", ["Tonnes"] = "30" });
        var other = await AskAsync(maker, new() { ["Kind"] = "transfer", ["From"] = "占用二页|2025|甲|available", ["ToHolder"] = "乙", ["Tonnes"] = "70" });
        // What an act moves is held back once its record is cited.
        Assert.Equal(HttpStatusCode.Redirect, await CiteAsync(maker, mine, "划转-占用一页", 30));
        Assert.Equal(HttpStatusCode.Redirect, await CiteAsync(maker, other, "划转-占用二页", 70));
        var asked = "/finance/holdings?project=" + Uri.EscapeDataString("占用一页");

        var page = await maker.PageAsync(asked);
        var frozen = await maker.PageAsync(asked + "&kind=frozen");
        var elsewhere = await maker.PageAsync(asked + "&holder=" + Uri.EscapeDataString("丙"));

        Assert.Contains("其中 30 已被待办的办理单占用", page.QuerySelector(".tiles")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector($"a[href='{mine}']"));
        Assert.Null(page.QuerySelector($"a[href='{other}']"));
        Assert.DoesNotContain("占用", frozen.QuerySelector(".tiles")!.TextContent, StringComparison.Ordinal);
        Assert.Null(frozen.QuerySelector($"a[href='{mine}']")); // it takes available tonnes
        Assert.NotNull((await maker.PageAsync(asked + "&kind=live&holder=" + Uri.EscapeDataString("甲"))).QuerySelector($"a[href='{mine}']"));
        Assert.Null((await maker.PageAsync(asked + "&holder=" + Uri.EscapeDataString("乙"))).QuerySelector($"a[href='{mine}']")); // and none of the recipient's
        Assert.Null(elsewhere.QuerySelector($"a[href='{mine}']"));
        using var workbook = new ZipArchive(await maker.Http.GetStreamAsync($"/finance/holdings.xlsx?project={Uri.EscapeDataString("占用一页")}&kind=live&holder={Uri.EscapeDataString("甲")}"));
        using var notes = new StreamReader(workbook.GetEntry("xl/worksheets/sheet2.xml")!.Open());
        var said = await notes.ReadToEndAsync(TestContext.Current.CancellationToken);
        foreach (var words in new[] { $"生效日期不晚于 {CountyClock.Today:yyyy-MM-dd}", "持有方 甲公司", "项目 占用一页", "状态 ", "可用的减排量中有 30 tCO₂e 已被待办的办理单占用" })
            Assert.Contains(words, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recipient_outside_accepts_by_a_cited_letter_and_the_act_is_taken_back_on_its_page()
    {
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        await EnterAsync(maker, "冲回页", 100);
        var act = await AskAsync(maker, new() { ["Kind"] = "transfer", ["From"] = "冲回页|2025|甲|available", ["ToHolder"] = "外", ["Tonnes"] = "40" });
        Assert.Equal(HttpStatusCode.Redirect, await CiteAsync(maker, act, "划转-冲回页", 40));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SendAsync(checker, $"{act}/accept", new() { ["representative"] = "某代表" }, "file", "接收函", act));
        Assert.NotNull((await maker.PageAsync(act)).QuerySelector($"form[action='{act}/acceptance']"));
        Assert.Equal(HttpStatusCode.Redirect, await SendAsync(maker, $"{act}/acceptance", new()
        {
            ["representative"] = "某代表", ["Number"] = "接收函-1", ["Dated"] = "2026-11-01", ["Tonnes"] = "40",
        }, "File", "接收函", act));
        Assert.Contains("接收函-1", (await maker.PageAsync(act)).QuerySelector(".thread")!.TextContent, StringComparison.Ordinal);
        await ConfirmAsync(checker, act);

        using var asked = await checker.PostAsync($"{act}/reversal", new() { ["because"] = "登记系统更正", ["effectiveOn"] = "2026-11-03" }, formOn: act);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        var back = asked.Headers.Location!.OriginalString;
        Assert.Equal(HttpStatusCode.Redirect, await CiteAsync(checker, back, "更正-冲回页", 40));
        await ConfirmAsync(maker, back);

        Assert.Contains("已冲回", (await maker.PageAsync(act)).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        // The posting and its paper say so, each names the other.
        var (undone, undoing) = (await PostingOfAsync(act), await PostingOfAsync(back));
        var page = await maker.PageAsync($"/finance/postings/{undone}");
        Assert.Contains("已冲回", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"这一笔自 2026-11-03 起由第 {undoing} 笔冲回", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"冲回 2026-11-02 生效的第 {undone} 笔", (await maker.PageAsync($"/finance/postings/{undoing}")).QuerySelector(".note")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await maker.PageAsync(back)).QuerySelector($"a[href='/finance/postings/{undone}']"));
        var row = Assert.Single((await maker.PageAsync("/finance/holdings?project=" + Uri.EscapeDataString("冲回页"))).QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("冲回页", StringComparison.Ordinal));
        Assert.Equal("100", row.QuerySelectorAll("td")[^1].TextContent.Trim());

        async Task<string> PostingOfAsync(string which) => (await maker.PageAsync(which)).QuerySelector(".head a.btn[href^='/finance/postings/']")!.GetAttribute("href")!["/finance/postings/".Length..];

        static async Task ConfirmAsync(Browser who, string which)
        {
            using var done = await who.PostAsync($"{which}/confirm", [], formOn: which);
            Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        }
    }

    [Fact]
    public async Task The_checker_sees_reason_purpose_serials_batch_and_where_the_record_comes_from()
    {
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        await EnterAsync(maker, "所见页", 100);
        var act = await AskAsync(maker, new() { ["Kind"] = "freeze", ["From"] = "所见页|2025|甲|available", ["ToState"] = "frozen-pledge", ["Tonnes"] = "40" });
        Assert.Equal(HttpStatusCode.Redirect, await CiteAsync(maker, act, "质押-所见页", 40));
        var cancel = await AskAsync(maker, new() { ["Kind"] = "cancel", ["From"] = "所见页|2025|甲|available", ["ToState"] = "cancelled-public", ["Tonnes"] = "5", ["Beneficiary"] = "某林场" });

        var seen = (await checker.PageAsync(act)).QuerySelector("dl.kv")!.TextContent;
        foreach (var part in new[] { "质押冻结", "批次 1", "内部-所见页-2025-1-1–40", "注册登记系统" })
            Assert.Contains(part, seen, StringComparison.Ordinal);
        var purpose = await checker.PageAsync(cancel);
        Assert.Contains("公益注销", purpose.QuerySelector("dl.kv")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(Sentence, purpose.Body!.TextContent, StringComparison.Ordinal);
        // No court for what is no freeze by a court.
        Assert.Equal(["registry", "exchange"], (await maker.PageAsync(cancel)).QuerySelectorAll("#Source option").Select(o => o.GetAttribute("value")));
        var unknown = await AskAsync(maker, new()
        {
            ["Kind"] = "issue", ["Holder"] = "甲", ["Project"] = "所见页二", ["Vintage"] = "2025", ["Batch"] = "1", ["MethodologyVersion"] = "胡说", ["Claim"] = "造林碳汇",
            ["VerificationReport"] = "核查-所见页二", ["VerifiedT"] = "5", ["AppliedT"] = "5",
        });
        Assert.Contains("方法学目录中没有这个版本", (await checker.PageAsync(unknown)).QuerySelector("dl.kv")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_of_movements_adds_up_and_asks_back_where_the_days_are_the_wrong_way_round()
    {
        var maker = await site.SignedInAsync(Roles.Finance);
        await EnterAsync(maker, "累计页", 60, holder: "乙");

        var page = await maker.PageAsync("/finance/movements?holder=" + Uri.EscapeDataString("乙"));
        var last = page.QuerySelectorAll("tbody tr")[^1].QuerySelectorAll("td.num")[^1].TextContent.Trim();
        Assert.Equal(page.QuerySelectorAll(".tile dd.fig")[1].TextContent.Replace("tCO₂e", "", StringComparison.Ordinal).Trim(), last);
        foreach (var kind in new[] { "", ".xlsx", ".pdf" })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await maker.Http.GetAsync($"/finance/movements{kind}?from=2026-11-20&through=2026-11-01&holder=" + Uri.EscapeDataString("乙"))).StatusCode);
        // Nothing was held before the first day there is.
        var all = await maker.PageAsync("/finance/movements?from=0001-01-01&holder=" + Uri.EscapeDataString("乙"));
        Assert.Equal(last, all.QuerySelectorAll("tbody tr")[^1].QuerySelectorAll("td.num")[^1].TextContent.Trim());
        foreach (var none in new[] { "holder=nobody", "kind=foo", "project=NOPE" })
            Assert.Equal(HttpStatusCode.NotFound, (await maker.Http.GetAsync("/finance/holdings?" + none)).StatusCode);
        Assert.DoesNotContain("未经登记系统确认", (await maker.PageAsync("/finance/holdings?asOf=2026-11-20")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acts_of_an_outcome_that_there_is_not_are_refused_by_the_interface_with_the_choices()
    {
        var maker = await site.SignedInAsync(Roles.Finance);

        using var refused = await maker.Http.GetAsync("/api/v1/holdings/acts?outcome=zz");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("pending、confirmed、withdrawn", (await refused.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await maker.Http.GetAsync("/api/v1/holdings/acts?outcome=withdrawn")).StatusCode);
    }

    [Fact]
    public async Task An_account_that_cannot_open_an_act_does_not_act_for_a_holder()
    {
        var maker = await site.SignedInAsync(Roles.Finance);

        using var refused = await maker.PostAsync("/finance/holders/accounts", new() { ["holder"] = "丙", ["signIn"] = Roles.Surveyor }, formOn: "/finance/holders");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("没有办理划转的权限", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_ledger_says_so_on_every_page_of_finance_and_another_account_lifts_it()
    {
        var (maker, auditor) = (await site.SignedInAsync(Roles.Finance), await site.SignedInAsync(Roles.Auditor));
        var halt = await new LedgerControl(site.Db).HaltAsync(Actor.Job("ledger-watch"), "账户 1 的数量与其编号段长度不符。", "Account 1: its quantity is not the length of its serials.");

        foreach (var address in new[] { "/finance/holdings", "/finance/acts", "/finance/halts" })
            Assert.Contains("账簿只读", (await auditor.PageAsync(address)).QuerySelector(".bar [role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("ok, ledger read-only", await maker.Http.GetStringAsync("/health/ready"));
        Assert.Contains("账户 1 的数量", (await maker.PageAsync("/finance/halts")).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        var english = await site.SignedInAsync("finance-english");
        Assert.Empty(await ForestCarbon.Web.Tests.Text.LanguageTests.ChineseLeftAsync(english, "/finance/halts"));
        Assert.Contains("Account 1: its quantity", (await english.PageAsync("/finance/halts")).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await auditor.PageAsync("/finance/halts")).QuerySelector("main form"));
        using var silent = await maker.PostAsync($"/finance/halts/{halt}/lift", new() { ["because"] = " " }, formOn: "/finance/halts");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, silent.StatusCode);
        using var lifted = await maker.PostAsync($"/finance/halts/{halt}/lift", new() { ["because"] = "查清" }, formOn: "/finance/halts");
        Assert.Equal(HttpStatusCode.Redirect, lifted.StatusCode);

        Assert.Null((await auditor.PageAsync("/finance/holdings")).QuerySelector(".bar [role=alert]"));
        Assert.Contains("查清", (await auditor.PageAsync("/finance/halts")).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("ok", await maker.Http.GetStringAsync("/health/ready"));
    }

    [Fact]
    public async Task A_form_sent_twice_is_one_act_and_its_key_with_another_content_is_a_conflict()
    {
        var maker = await site.SignedInAsync(Roles.Finance);
        await EnterAsync(maker, "重发页", 100);
        var form = new Dictionary<string, string> { ["Kind"] = "freeze", ["From"] = "重发页|2025|甲|available", ["ToState"] = "frozen-pledge", ["Tonnes"] = "5", ["Key"] = "重发页-1", ["EffectiveOn"] = "2026-11-02" };

        using var first = await maker.PostAsync("/finance/acts", new(form), formOn: "/finance/acts/new");
        using var again = await maker.PostAsync("/finance/acts", new(form), formOn: "/finance/acts/new");
        using var other = await maker.PostAsync("/finance/acts", new(form) { ["Tonnes"] = "6" }, formOn: "/finance/acts/new");

        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
    }

    [Fact]
    public async Task The_form_of_a_move_offers_free_serials_with_the_day_from_which_they_move()
    {
        var maker = await site.SignedInAsync(Roles.Finance);
        await EnterAsync(maker, "空闲页", 100);

        var page = await maker.PageAsync("/finance/acts/new?kind=freeze");

        var range = page.QuerySelectorAll("#free-serials option").Single(o => o.GetAttribute("data-of") == "空闲页|2025|甲|available");
        Assert.Equal(("1", "1–100"), (range.GetAttribute("value"), range.GetAttribute("label")));
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", range.GetAttribute("data-since"));
        Assert.Contains(page.QuerySelectorAll("#IssuanceId option"), o => o.GetAttribute("value") == range.GetAttribute("data-batch"));
        Assert.Equal("free-serials", page.QuerySelector("#FirstSerial")!.GetAttribute("list"));
        Assert.NotNull(page.QuerySelector("#free-note[data-some][data-none]"));
    }

    [Fact]
    public async Task A_statement_of_the_registry_shows_the_tonne_that_differs()
    {
        var maker = await site.SignedInAsync(Roles.Finance);
        await EnterAsync(maker, "对账页", 100, holder: "丙");

        var address = await SendForAddressAsync(maker, "/finance/statements", new() { ["source"] = "registry", ["holder"] = "丙", ["asOf"] = "2026-11-20" },
            "file", "项目,年份,状态,数量（吨）\n对账页,2025,可用,99\n", "/finance/statements", "对账单.csv");

        var page = await maker.PageAsync(address);
        Assert.Equal("登记与交易对账", Assert.Single(page.QuerySelectorAll("nav a.item[aria-current=page]")).QuerySelector(".full")!.TextContent);
        Assert.Contains("1 处不符", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["99", "100", "−1"], page.QuerySelector("tbody tr")!.QuerySelectorAll("td.num").Select(c => c.TextContent.Trim()));
        using var workbook = new ZipArchive(await maker.Http.GetStreamAsync(address + ".xlsx"));
        Assert.NotNull(workbook.GetEntry("xl/worksheets/sheet1.xml"));
    }

    [Fact]
    public async Task Maker_and_checker_see_that_another_project_rests_on_the_same_report_and_so_does_the_interface()
    {
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        Dictionary<string, string> Of(string project) => new()
        {
            ["Kind"] = "issue", ["Holder"] = "甲", ["Project"] = project, ["Vintage"] = "2025", ["Batch"] = "1", ["MethodologyVersion"] = "CCER-14-001-V01", ["Claim"] = "造林碳汇",
            ["VerificationReport"] = "核查-共用", ["VerifiedT"] = "1500", ["AppliedT"] = "1500",
        };
        var first = await AskAsync(maker, Of("共用页一"));
        Assert.Null((await maker.PageAsync(first)).QuerySelector("#same-source"));
        var second = await AskAsync(maker, Of("共用页二"));

        foreach (var who in new[] { maker, checker })
        {
            var seen = (await who.PageAsync(second)).QuerySelector("#same-source")!;
            Assert.Equal(first, seen.QuerySelector("tbody a")!.GetAttribute("href"));
            foreach (var part in new[] { "共用页一", "1,500", "另一个项目", "核查报告相同" })
                Assert.Contains(part, seen.TextContent, StringComparison.Ordinal);
        }
        var english = await site.SignedInAsync("finance-english");
        await english.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, "/");
        var told = (await english.PageAsync(second)).QuerySelector("#same-source")!;
        foreach (var name in told.QuerySelectorAll("[lang=zh]").ToList())
            name.Remove();
        Assert.False(English.HoldsChinese(told.TextContent), told.TextContent);
        using var answer = System.Text.Json.JsonDocument.Parse(await checker.Http.GetStringAsync("/api/v1/holdings" + second["/finance".Length..]));
        Assert.Equal("共用页一", answer.RootElement.GetProperty("sameSource")[0].GetProperty("project").GetString());
        Assert.Equal([Roles.Finance], answer.RootElement.GetProperty("mayConfirm").GetProperty("roles").EnumerateArray().Select(r => r.GetString()));
    }

    [Fact]
    public async Task An_act_shows_its_taking_back_on_its_way_and_who_may_confirm_it()
    {
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        await EnterAsync(maker, "途中页", 100);
        var act = (await maker.PageAsync("/finance/acts")).QuerySelectorAll("tbody tr").First(r => r.TextContent.Contains("途中页", StringComparison.Ordinal)).QuerySelector("a")!.GetAttribute("href")!;
        Assert.Contains("可以复核的：角色为“财政”的另一个账号", (await maker.PageAsync(act)).QuerySelector($"section:has(form[action='{act}/reversal'])")!.TextContent, StringComparison.Ordinal);
        using var asked = await checker.PostAsync($"{act}/reversal", new() { ["because"] = "登记系统更正", ["effectiveOn"] = "2026-11-03" }, formOn: act);

        var page = await maker.PageAsync(act);

        var note = page.QuerySelector(".note[role=status]")!;
        Assert.Equal(asked.Headers.Location!.OriginalString, note.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("已申请冲回", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        foreach (var part in new[] { "未经登记系统确认", "财政（finance-second）", "登记系统更正", "角色为“财政”" })
            Assert.Contains(part, note.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector($"form[action='{act}/reversal']"));
    }

    [Fact]
    public async Task The_sender_is_not_offered_as_recipient_and_a_refusal_comes_in_the_language_of_the_page()
    {
        var english = await site.SignedInAsync("finance-english");
        await EnterAsync(await site.SignedInAsync(Roles.Finance), "自己页", 100);
        await english.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, "/");

        using var self = await english.PostAsync("/finance/acts", new()
        {
            ["Kind"] = "transfer", ["From"] = "自己页|2025|甲|available", ["ToHolder"] = "甲", ["Tonnes"] = "1", ["Key"] = "自己页-1", ["EffectiveOn"] = "2026-11-02",
        }, formOn: "/finance/acts/new");
        using var tooMany = await english.PostAsync("/finance/acts", new()
        {
            ["Kind"] = "freeze", ["From"] = "自己页|2025|甲|available", ["ToState"] = "frozen-pledge", ["Tonnes"] = "1000000", ["Key"] = "自己页-2", ["EffectiveOn"] = "2026-11-02",
        }, formOn: "/finance/acts/new");

        Assert.StartsWith("Holder and recipient are both 甲公司", await AlertAsync(self), StringComparison.Ordinal);
        Assert.Equal("甲公司 “available” has 100 tCO₂e free, less than 1,000,000 tCO₂e (what is pending is taken off).", await AlertAsync(tooMany));
        Assert.NotNull((await english.PageAsync("/finance/acts/new?kind=transfer")).QuerySelector("#ToHolder[data-not-oneself]"));

        static async Task<string> AlertAsync(HttpResponseMessage answer)
        {
            var alert = (await Browser.ReadAsync(answer)).QuerySelector("main [role=alert]")!;
            Assert.Null(alert.GetAttribute("lang"));
            return alert.TextContent.Trim();
        }
    }

    [Fact]
    public async Task A_statement_of_money_says_which_account_each_row_was_taken_for_before_it_is_asserted()
    {
        var maker = await site.SignedInAsync(Roles.Finance);
        var ledger = await SampleLedger.CreateAsync(site.Db, 1, 0, name: "页");
        using var named = await maker.PostAsync("/finance/statements/accounts", new() { ["number"] = "6222 0099", ["name"] = "某村股份合作社", ["account"] = Text(ledger.Money[0]) }, formOn: "/finance/statements");
        Assert.Equal(HttpStatusCode.Redirect, named.StatusCode);

        var address = await SendForAddressAsync(maker, "/finance/statements", new() { ["source"] = "exchange", ["holder"] = "丙", ["asOf"] = "2026-11-20" },
            "file", "账号,余额（元）\n62220099,1234.5\n", "/finance/statements", "资金.csv");

        var page = await maker.PageAsync(address);
        var taken = page.QuerySelectorAll("tbody tr")[0].TextContent;
        foreach (var part in new[] { "62220099", "页村 · 1000 银行存款0", "按银行账号" })
            Assert.Contains(part, taken, StringComparison.Ordinal);
        Assert.Contains("1,234.50", page.Body!.TextContent, StringComparison.Ordinal);
        using var asserted = await maker.PostAsync($"{address}/assert", [], formOn: address);
        Assert.Equal(HttpStatusCode.Redirect, asserted.StatusCode);
        Assert.Null((await maker.PageAsync(address)).QuerySelector($"form[action='{address}/assert']"));
    }

    [Fact]
    public async Task The_auditor_reads_everything_and_is_offered_nothing_to_change()
    {
        var auditor = await site.SignedInAsync(Roles.Auditor);
        var act = await IssueAsync(await site.SignedInAsync(Roles.Finance), "审计页", 10);

        foreach (var address in new[] { "/finance/holdings", "/finance/acts", act, "/finance/movements", "/finance/statements", "/finance/holders" })
            Assert.Empty((await auditor.PageAsync(address)).QuerySelectorAll("main form[method=post]"));
        using var refused = await auditor.PostAsync($"{act}/withdraw", new() { ["because"] = "试" }, formOn: "/");
        Assert.NotEqual(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("pending", (await new HoldingBook(site.Db).ActAsync(long.Parse(act[(act.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture)))!.Outcome);
    }

    private static Task<string> IssueAsync(Browser maker, string project, long tonnes, string holder = "甲") => AskAsync(maker, new()
    {
        ["Kind"] = "issue", ["Holder"] = holder, ["Project"] = project, ["Vintage"] = "2025", ["Batch"] = "1", ["MethodologyVersion"] = "CCER-14-001-V01", ["Claim"] = "造林碳汇",
        ["VerificationReport"] = $"核查-{project}", ["VerifiedT"] = Text(tonnes), ["AppliedT"] = Text(tonnes),
    });

    private async Task EnterAsync(Browser maker, string project, long tonnes, string holder = "甲")
    {
        var act = await IssueAsync(maker, project, tonnes, holder);
        await CiteAsync(maker, act, $"登记-{project}", tonnes);
        using var done = await (await site.SecondAsync()).PostAsync($"{act}/confirm", [], formOn: act);
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
    }

    private static async Task DoAsync(Browser maker, Browser checker, Dictionary<string, string> form, string source = "registry")
    {
        var act = await AskAsync(maker, form);
        Assert.Equal(HttpStatusCode.Redirect, await CiteAsync(maker, act, $"凭据-{act}", long.Parse(form["Tonnes"], CultureInfo.InvariantCulture), source));
        using var done = await checker.PostAsync($"{act}/confirm", [], formOn: act);
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
    }

    private static async Task<string> AskAsync(Browser maker, Dictionary<string, string> form)
    {
        form.TryAdd("Key", Guid.NewGuid().ToString("N"));
        form.TryAdd("EffectiveOn", "2026-11-02");
        using var made = await maker.PostAsync("/finance/acts", form, formOn: "/finance/acts/new");
        Assert.True(made.StatusCode == HttpStatusCode.Redirect, (await Browser.ReadAsync(made)).QuerySelector("[role=alert]")?.TextContent);
        return made.Headers.Location!.OriginalString;
    }

    private static Task<HttpStatusCode> CiteAsync(Browser maker, string act, string number, long tonnes, string source = "registry") => SendAsync(maker, $"{act}/record",
        new() { ["Source"] = source, ["Number"] = number, ["Dated"] = "2026-11-01", ["Tonnes"] = Text(tonnes) }, "File", $"凭据 {number}", act);

    private static async Task<HttpStatusCode> SendAsync(Browser who, string address, Dictionary<string, string> fields, string file, string content, string formOn)
    {
        using var answer = await SendFileAsync(who, address, fields, file, content, formOn, "凭据.txt");
        return answer.StatusCode;
    }

    private static async Task<string> SendForAddressAsync(
        Browser who, string address, Dictionary<string, string> fields, string file, string content, string formOn, string name)
    {
        using var answer = await SendFileAsync(who, address, fields, file, content, formOn, name);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private static async Task<HttpResponseMessage> SendFileAsync(
        Browser who, string address, Dictionary<string, string> fields, string file, string content, string formOn, string name)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (key, value) in fields)
            form.Add(new StringContent(value), key);
        form.Add(new StringContent((await who.PageAsync(formOn)).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken");
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(content)), file, name);
        return await who.Http.PostAsync(address, form);
    }

    private static string Text(long tonnes) => tonnes.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The application with three holders kept here, one outside, and a second account of the finance office.</summary>
public sealed class FinanceSite : WebSite
{
    private const string Second = "finance-second";

    protected override async Task FillAsync()
    {
        await base.FillAsync();
        using var store = new AccountStore(Db);
        foreach (var (name, shown) in new[] { (Second, "财政"), ("finance-english", "Finance") })
            await store.CreateAsync(new Account
            {
                AccountId = Guid.NewGuid(), UserName = name, NormalizedName = name.ToUpperInvariant(), DisplayName = shown, Roles = [Roles.Finance],
                PasswordHash = HashOf(Password), SecurityStamp = Guid.NewGuid().ToString("N"),
            }, CancellationToken.None);
        var acts = new HoldingActs(Db, new Platform.Files.FileStore(Path.GetTempPath()));
        foreach (var (code, isKept) in new[] { ("甲", true), ("乙", true), ("丙", true), ("外", false) })
            await acts.DeclareHolderAsync(Actor.Job("fixture"), new Holder(code, $"{code}公司", "trading-entity", "", isKept));
    }

    /// <summary>The account that checks what the first one makes.</summary>
    public Task<Browser> SecondAsync() => SignedInAsync(Second);
}
