using System.Globalization;
using System.IO.Compression;
using System.Net;
using ForestCarbon.Finance.Contracts;
using ForestCarbon.Finance.Green;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>From an act of the subsidiary book to a receivable by age and a pledge a bank can read, as the finance office works on its pages.</summary>
public sealed class SalePageTests(FinanceSite site) : IClassFixture<FinanceSite>
{
    private static readonly Actor Maker = Actor.Job("maker");
    private static readonly Actor Checker = Actor.Job("checker");

    private FileStore Files { get; } = new(Directory.CreateTempSubdirectory("fc-sale-").FullName);

    private async Task<long> DoneAsync(HoldingActs acts, long act, string source, long tonnes)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, $"凭据 {act}");
        await acts.CiteAsync(Maker, act, new CitedRecord(source, $"T-{act}", new(2026, 3, 2), tonnes, path, "凭据.txt"));
        await acts.ConfirmAsync(Checker, act);
        File.Delete(path);
        return act;
    }

    // A book opened on the page, its holder named there, and a confirmed sale of his tonnes.
    private async Task<(Browser Maker, Browser Checker, long Sale, HoldingActs Acts)> SoldAsync(string book, string holder, string project)
    {
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        using var opened = await maker.PostAsync("/finance/entities", new()
        {
            ["Code"] = book, ["Name"] = $"{book}公司", ["ShortName"] = book, ["Kind"] = "company", ["AccountingSystem"] = "企业会计准则", ["OpenedOn"] = "2026-01-01",
        }, formOn: "/finance/entities");
        Assert.Equal(HttpStatusCode.Redirect, opened.StatusCode);
        var acts = new HoldingActs(site.Db, Files);
        await acts.DeclareHolderAsync(Maker, new Holder(holder, $"{holder}公司", "trading-entity", "", true));
        using var named = await maker.PostAsync("/finance/entities/holders", new() { ["book"] = book, ["holder"] = holder }, formOn: "/finance/entities");
        Assert.Equal(HttpStatusCode.Redirect, named.StatusCode);
        await DoneAsync(acts, await acts.AskAsync(Maker, new IssueAct($"入-{project}", holder, new(2026, 1, 5), project, 2025, "1", "CCER-14-001-V01", "示例", null, 1, 1_000, 1_000, "核")), "registry", 1_000);
        await DoneAsync(acts, await acts.AskAsync(Maker, new MoveAct($"冻-{project}", "freeze", holder, new(2026, 3, 1), project, 2025, "available", "frozen-trade", 200)), "exchange", 200);
        var act = await DoneAsync(acts, await acts.AskAsync(Maker, new MoveAct($"售-{project}", "sale", holder, new(2026, 3, 2), project, 2025, "frozen-trade", null, 200, "外", Method: "挂牌协议", PriceFen: 71_55)), "exchange", 200);

        Assert.Contains("14,310.00", (await maker.PageAsync($"/finance/sales?book={book}")).QuerySelector("#open tbody")!.TextContent, StringComparison.Ordinal);
        using var untaxed = await maker.PostAsync("/finance/sales", new() { ["ActId"] = Number(act), ["Treatment"] = "taxed", ["Source"] = "示例" }, formOn: "/finance/sales");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, untaxed.StatusCode);
        using var taken = await maker.PostAsync("/finance/sales", new() { ["ActId"] = Number(act), ["Treatment"] = "taxed", ["RatePercent"] = "6", ["Source"] = "示例文号" }, formOn: "/finance/sales");
        Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        var sale = (await new Sales(site.Db).ListAsync(book)).Single();
        using var posted = await checker.PostAsync($"/finance/vouchers/{sale.EventId}/post", [], formOn: $"/finance/vouchers/{sale.EventId}");
        Assert.Equal(HttpStatusCode.Redirect, posted.StatusCode);
        return (maker, checker, sale.SaleId, acts);
    }

    [Fact]
    public async Task A_sale_is_taken_from_its_act_received_in_part_and_aged()
    {
        var (maker, checker, sale, _) = await SoldAsync("售账", "售方", "售页");
        // Its tonnes lead back to the act that entered them, which stands on no tranche.
        Assert.Contains("没有对应的核算期", (await maker.PageAsync($"/finance/sales/{sale}")).QuerySelector(".thread")!.TextContent, StringComparison.Ordinal);
        using var received = await maker.PostAsync($"/finance/sales/{sale}/receipts", new() { ["on"] = "2026-03-10", ["amountYuan"] = "10000" }, formOn: $"/finance/sales/{sale}");
        Assert.Equal(HttpStatusCode.Redirect, received.StatusCode);
        using var above = await maker.PostAsync($"/finance/sales/{sale}/receipts", new() { ["on"] = "2026-03-10", ["amountYuan"] = "4310.01" }, formOn: $"/finance/sales/{sale}");
        Assert.Contains("14,310.00", (await Browser.ReadAsync(above)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        var voucher = (await new Sales(site.Db).SettledAsync(sale, null)).Single().EventId;
        (await checker.PostAsync($"/finance/vouchers/{voucher}/post", [], formOn: $"/finance/vouchers/{voucher}")).Dispose();

        var ages = await maker.PageAsync("/finance/receivables?book=" + Uri.EscapeDataString("售账") + "&on=2026-04-01");

        Assert.Contains("4,310.00", ages.QuerySelector("#rows tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Null(ages.QuerySelector(".note.warn")); // equal to the receivable account
        // On the ends of the calendar the list is answered, nobody pays then, and no month closes.
        var book = Uri.EscapeDataString("售账");
        Assert.Contains("4,310.00", (await maker.PageAsync($"/finance/receivables?book={book}&on=9999-12-31")).QuerySelector("#rows tbody")!.TextContent, StringComparison.Ordinal);
        foreach (var asked in new[] { $"receivables?book={book}&on=0001-01-01", $"payables?book={book}&on=9999-12-31", $"payables?book={book}&on=0001-01-01", $"books/{book}/close?month=9999-12" })
            await maker.PageAsync("/finance/" + asked);
        using var never = await maker.PostAsync($"/finance/sales/{sale}/receipts", new() { ["on"] = "9999-12-31", ["amountYuan"] = "1" }, formOn: $"/finance/sales/{sale}");
        Assert.Contains("请核对年份", await never.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var workbook = new ZipArchive(await maker.Http.GetStreamAsync("/finance/receivables.xlsx?book=" + Uri.EscapeDataString("售账") + "&on=2026-04-01"));
        using var sheet = new StreamReader(workbook.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        Assert.Contains("4310", await sheet.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        foreach (var file in new[] { "/finance/sales.xlsx", "/finance/contracts.xlsx", "/finance/invoices.xlsx", "/finance/project-library.xlsx" })
            Assert.Equal(HttpStatusCode.OK, (await maker.GetAsync(file)).StatusCode);
        var page = await maker.PageAsync($"/finance/sales/{sale}");
        Assert.NotEmpty(page.QuerySelectorAll("a[href^='/finance/postings/']"));
        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(await site.SignedInAsync(Roles.Auditor), $"/finance/sales/{sale}"));
    }

    [Fact]
    public async Task A_contract_is_entered_with_its_paper_and_milestones()
    {
        var (maker, _, _, _) = await SoldAsync("约账", "约方", "约页");
        using var entered = await maker.PostAsync("/finance/contracts", new()
        {
            ["Book"] = "约账", ["Code"] = "Y-1", ["Kind"] = "forward", ["Title"] = "远期", ["Counterparty"] = "外公司", ["SignedOn"] = "2026-02-01", ["UntilOn"] = "2026-12-31", ["Tonnes"] = "500", ["PriceYuan"] = "71.55", ["DueDays"] = "30",
        }, formOn: "/finance/contracts");
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        var at = entered.Headers.Location!.OriginalString;
        using var milestone = await maker.PostAsync($"{at}/milestones", new() { ["name"] = "交割", ["dueOn"] = "2026-06-30", ["tonnes"] = "501" }, formOn: at);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, milestone.StatusCode);
        using var ended = await maker.PostAsync($"{at}/end", new() { ["because"] = "买方违约", ["on"] = "2026-07-01" }, formOn: at);
        Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
        Assert.Contains("买方违约", (await maker.PageAsync(at)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(await site.SignedInAsync(Roles.Auditor), at));
    }

    [Fact]
    public async Task A_pledge_of_frozen_tonnes_is_read_by_a_bank_on_screen_as_workbook_and_on_paper()
    {
        var (maker, _, _, acts) = await SoldAsync("押账", "押方", "押页");
        var freeze = await DoneAsync(acts, await acts.AskAsync(Maker, new MoveAct("押-冻", "freeze", "押方", new(2026, 5, 1), "押页", 2025, "available", "frozen-pledge", 300)), "registry", 300);
        var loan = await new Loans(site.Db, Files).EnterAsync(Maker, new NewLoan("押账", "L-1", "sink-revenue", "某银行", 100_00, new(2026, 4, 1), new(2027, 4, 1), 4.5m));
        var pledge = await new Pledges(site.Db, Files).EnterAsync(Maker, new(loan, "frozen-tonnes", "DR-1", new(2026, 5, 1), new(2027, 4, 1), freeze));

        using var valued = await maker.PostAsync($"/finance/pledges/{pledge}/valuations", new() { ["on"] = "2026-06-01" }, formOn: $"/finance/pledges/{pledge}");
        Assert.Equal(HttpStatusCode.Redirect, valued.StatusCode);

        var page = await maker.PageAsync($"/finance/pledges/{pledge}");
        Assert.Contains("没有估值", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.QuerySelectorAll("a.why"), a => a.GetAttribute("href") == $"/finance/acts/{freeze}" && a.TextContent.Contains("300", StringComparison.Ordinal));
        var sheet = await maker.PageAsync($"/finance/pledges/{pledge}/sheet");
        Assert.Contains("不是注册登记系统的登记证明", sheet.Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty(sheet.QuerySelectorAll("main form"));
        using var workbook = new ZipArchive(await maker.Http.GetStreamAsync($"/finance/pledges/{pledge}/sheet.xlsx"));
        Assert.NotNull(workbook.GetEntry("xl/worksheets/sheet6.xml"));
        using var paper = await maker.GetAsync($"/finance/pledges/{pledge}/sheet.pdf");
        if (PdfPrinter.IsAvailable)
            Assert.StartsWith("%PDF-", await paper.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        else
        {
            // A paper that cannot be printed is a sentence, no fault of ours.
            Assert.Equal(HttpStatusCode.UnprocessableEntity, paper.StatusCode);
            Assert.Contains("浏览器", await paper.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        foreach (var address in new[] { $"/finance/pledges/{pledge}", $"/finance/pledges/{pledge}/sheet", $"/finance/loans/{loan}" })
            Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(await site.SignedInAsync(Roles.Auditor), address));
    }

    [Fact]
    public async Task A_station_sees_the_payees_of_its_own_townships_and_no_whole_account_number()
    {
        var maker = await site.SignedInAsync(Roles.Finance);
        var villages = await site.Db.QueryAsync<(string Village, string Township)>("select v.village_code, v.township_code from inventory.village_v v order by v.township_code, v.village_code");
        var (own, other) = (villages.First(v => v.Township == SmallCounty.West).Village, villages.First(v => v.Township != SmallCounty.West).Village);
        foreach (var (code, village) in new[] { ("页-西", own), ("页-东", other) })
        {
            using var entered = await maker.PostAsync("/finance/payees", new()
            {
                ["Code"] = code, ["Kind"] = "household", ["Name"] = $"{code}户", ["VillageCode"] = village, ["AccountKind"] = "一卡通", ["Bank"] = "某行", ["AccountNo"] = "900000012345", ["AccountName"] = $"{code}户",
            }, formOn: "/finance/payees");
            Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        }
        Assert.Contains("900000012345", (await maker.PageAsync("/finance/payees?q=" + Uri.EscapeDataString("页-西"))).Body!.TextContent, StringComparison.Ordinal);

        var station = await (await site.SignedInAsync(Roles.TownshipStation)).PageAsync("/finance/payees");

        Assert.Contains("页-西户", station.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("页-东户", station.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("…2345", station.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("900000012345", station.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(await new Payees(site.Db).FindAsync(TownshipScope.Of([SmallCounty.West]), "页-东"));
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
