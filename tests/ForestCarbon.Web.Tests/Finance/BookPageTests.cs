using System.IO.Compression;
using System.Net;
using ForestCarbon.Finance.Books;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>A book as a clerk works on it: make a voucher, have it checked, follow every amount to its postings, close the month.</summary>
public sealed class BookPageTests(FinanceSite site) : IClassFixture<FinanceSite>
{
    private static readonly Actor Opener = Actor.Job("opener");

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
    public async Task A_fund_is_entered_paid_from_and_not_overspent_on_its_pages()
    {
        await OpenAsync("fundbook", "政府会计");
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        using var entered = await maker.PostAsync("/finance/funds", new()
        {
            ["Book"] = "fundbook", ["Level"] = "province", ["DocumentNumber"] = "页〔演〕1号", ["BudgetYear"] = "2026", ["FunctionCode"] = "2110501", ["FunctionName"] = "森林管护", ["Purpose"] = "compensation", ["AmountYuan"] = "100",
        }, formOn: "/finance/funds");
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        var fund = (await new Funds(site.Db).ListAsync("fundbook")).Single().FundId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var received = await MakeAsync(maker, "fundbook", new() { ["Template"] = "fund-received", ["AmountYuan"] = "100", ["FundId"] = fund });
        (await checker.PostAsync($"{received}/post", [], formOn: received)).Dispose();
        await MakeAsync(maker, "fundbook", new() { ["Template"] = "interest-subsidy", ["AmountYuan"] = "60", ["FundId"] = fund });

        using var refused = await maker.PostAsync("/finance/books/fundbook/vouchers",
            new() { ["Template"] = "interest-subsidy", ["EffectiveOn"] = "2026-10-12", ["Summary"] = "超", ["AmountYuan"] = "40.01", ["FundId"] = fund }, formOn: "/finance/books/fundbook/new");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("40.00", (await maker.PageAsync("/finance/funds")).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("未复核", (await maker.PageAsync("/finance/books/fundbook/close?month=2026-10")).QuerySelector(".todo")!.TextContent, StringComparison.Ordinal);
    }
}
