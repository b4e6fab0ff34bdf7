using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Compensation;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>Contracts of the protection-unit record on their pages: taken in, ended, read again.</summary>
public sealed class CompensationPageTests(FinanceSite site) : IClassFixture<FinanceSite>
{
    private const string Village = "431125101001", Page = "/finance/compensation";

    private static readonly Actor Opener = Actor.Job("opener");

    private async Task BookAsync(string code) => await new EntityBooks(site.Db).OpenAsync(Opener, new(code, "某县财政局", "县财政", "政府会计", "county", null, new(2026, 1, 1)));

    private Funds Funds => new(site.Db, new FileStore(Path.GetTempPath()));

    private async Task<long> FundAsync(string book, string document, short year, string purpose, long? carriedFrom = null, bool isConfirmed = true)
    {
        var fund = await Funds.EnterAsync(Opener, new NewFund(book, "province", document, year, "2110501", "森林管护", purpose, 1_000_00, carriedFrom, IsDemonstration: true));
        if (isConfirmed)
            await Funds.ConfirmAsync(Actor.Job("checker"), fund);
        return fund;
    }

    private static string Row(string contract, int parcel, string mu) => $"{contract},管护合同,国家级公益林,,个人,{Village},{contract}-甲,甲户,护-1,某护林员,{Village}0001{parcel:00000},{mu},2070,2075\n";

    private static async Task<HttpResponseMessage> SendAsync(Browser finance, string rows, string accepted = "")
    {
        var token = (await finance.PageAsync(Page)).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new MultipartFormDataContent
        {
            { new StringContent(accepted), "accepted" }, { new StringContent(token), "__RequestVerificationToken" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes($"{string.Join(',', ContractFile.Heads)}\n{rows}")), "file", "合同.csv" },
        };
        return await finance.Http.PostAsync($"{Page}/contracts", form);
    }

    private async Task<long> IdOfAsync(string contract) => (await new EcoCompensation(site.Db).ContractsAsync(TownshipScope.WholeCounty)).Single(c => c.ContractNo == contract).ContractId;

    [Fact]
    public async Task A_parcel_twice_in_a_contract_is_a_sentence_and_what_was_taken_in_is_counted()
    {
        var finance = await site.SignedInAsync(Roles.Finance);
        using var twice = await SendAsync(finance, Row("页-1", 1, "12.5") + Row("页-1", 1, "13"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
        Assert.Contains($"第 2、3 行，合同 页-1，小班 {Village}000100001", (await Browser.ReadAsync(twice)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        using var beyond = await SendAsync(finance, Row("页-1", 1, "99999"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, beyond.StatusCode);

        using var taken = await SendAsync(finance, Row("页-1", 1, "12.5") + Row("页-1", 2, "1000.25") + Row("页-2", 3, "99999"), "核对过");

        Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        Assert.Equal("登记了 2 份合同，3 个小班，101,011.75 亩。", (await finance.PageAsync(Page)).QuerySelector("#taken")!.TextContent);
        Assert.Contains("核对过", (await finance.PageAsync($"{Page}/contracts/{await IdOfAsync("页-2")}")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_is_ended_and_taken_back_on_its_page_and_the_register_is_a_workbook()
    {
        var finance = await site.SignedInAsync(Roles.Finance);
        using var taken = await SendAsync(finance, Row("ZY-1", 5, "20") + Row("CY-1", 6, "30"));
        var (ended, withdrawn) = ($"{Page}/contracts/{await IdOfAsync("ZY-1")}", $"{Page}/contracts/{await IdOfAsync("CY-1")}");
        using var unsaid = await finance.PostAsync($"{ended}/end", new() { ["on"] = "2071-05-01", ["lastYear"] = "2071", ["because"] = "" }, formOn: ended);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unsaid.StatusCode);

        using var done = await finance.PostAsync($"{ended}/end", new() { ["on"] = "2071-05-01", ["lastYear"] = "2071", ["because"] = "征占用" }, formOn: ended);
        using var back = await finance.PostAsync($"{withdrawn}/withdraw", new() { ["because"] = "录错" }, formOn: withdrawn);

        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Redirect), (done.StatusCode, back.StatusCode));
        var versions = (await finance.PageAsync(ended)).QuerySelector("#versions")!.TextContent;
        Assert.Contains("征占用", versions, StringComparison.Ordinal);
        Assert.Contains("补到 2071 年", versions, StringComparison.Ordinal);
        var page = await finance.PageAsync(withdrawn);
        Assert.Contains("录错", page.QuerySelector("#versions")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("#change"));
        using var workbook = new ZipArchive(await finance.Http.GetStreamAsync($"{Page}/register.xlsx"));
        using var reader = new StreamReader(workbook.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var sheet = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("ZY-1", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("CY-1", sheet, StringComparison.Ordinal);
        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(await site.SignedInAsync("finance-english"), ended));
    }

    [Fact]
    public async Task What_stands_on_no_list_of_the_year_is_said_and_offered_a_list()
    {
        var finance = await site.SignedInAsync(Roles.Finance);
        using var taken = await SendAsync(finance, Row("未列", 8, "40.5"));
        await BookAsync("unlistedbook");
        await FundAsync("unlistedbook", "未列〔演〕1号", 2075, "compensation");

        var page = await finance.PageAsync($"{Page}?year=2075");

        Assert.Contains("亩不在任何名单上", page.QuerySelector("#unlisted")!.TextContent, StringComparison.Ordinal);
        // The year as a Chinese keyboard types it is the same year.
        Assert.Equal(page.QuerySelector("#unlisted")!.TextContent, (await finance.PageAsync($"{Page}?year={Uri.EscapeDataString("２０７５")}")).QuerySelector("#unlisted")!.TextContent);
        Assert.Contains(page.QuerySelectorAll($"form[action='{Page}/lists'] button"), b => b.TextContent == "拟定名单");
    }

    [Fact]
    public async Task A_list_is_offered_the_funds_of_the_year_that_are_for_it()
    {
        var finance = await site.SignedInAsync(Roles.Finance);
        using var taken = await SendAsync(finance, Row("用途", 9, "12"));
        await BookAsync("purposebook");
        await FundAsync("purposebook", "贴息〔演〕1号", 2074, "interest-subsidy");
        async Task<IElement> RowAsync() => (await finance.PageAsync($"{Page}?year=2074")).QuerySelectorAll("tbody tr").Single(r => r.QuerySelector("th .sub")?.TextContent == Village);

        var without = await RowAsync();
        Assert.Null(without.QuerySelector("form"));
        Assert.Contains("2074 年没有用途为“公益林补偿”、已确认的资金", without.TextContent, StringComparison.Ordinal);

        await FundAsync("purposebook", "未确认〔演〕1号", 2074, "compensation", isConfirmed: false);
        Assert.Null((await RowAsync()).QuerySelector("form"));
        var fitting = await FundAsync("purposebook", "补偿〔演〕1号", 2074, "compensation");
        Assert.Equal([fitting.ToString(CultureInfo.InvariantCulture)], (await RowAsync()).QuerySelectorAll("select[name=fund] option").Select(o => o.GetAttribute("value")));
    }

    [Fact]
    public async Task What_is_left_of_a_year_pays_its_lists_from_the_fund_it_was_carried_to_and_another_year_s_fund_does_not()
    {
        var finance = await site.SignedInAsync(Roles.Finance);
        using var taken = await SendAsync(finance, Row("结转", 10, "12"));
        await BookAsync("carrybook");
        foreach (var (part, fen) in new[] { ("loss", 1_300L), ("ranger", 250), ("public", 50) })
            await new EcoCompensation(site.Db).EnterStandardAsync(Opener, new("national", "collective", "", part, 2019, fen, "示例文号", "?"));
        await site.Db.WriteAsync(Opener, TownshipScope.WholeCounty, "收款人", write => write.ExecuteAsync("insert into finance.payee (code, kind, name) values ('结转县', 'public', '某县林业局')"));
        var carried = await FundAsync("carrybook", "结转〔演〕2号", 2073, "compensation", await FundAsync("carrybook", "结转〔演〕1号", 2072, "compensation"));
        var other = await FundAsync("carrybook", "另年〔演〕3号", 2073, "compensation");
        Task<HttpResponseMessage> DraftAsync(long fund) => finance.PostAsync($"{Page}/lists", new()
        {
            ["village"] = Village, ["group"] = "national", ["year"] = "2072", ["fund"] = fund.ToString(CultureInfo.InvariantCulture),
        }, formOn: $"{Page}?year=2072");

        using var refused = await DraftAsync(other);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var said = (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent;
        Assert.Contains("名单是 2072 年度的，资金 另年〔演〕3号 是 2073 年度的指标", said, StringComparison.Ordinal);
        using var drawn = await DraftAsync(carried);

        Assert.Equal(HttpStatusCode.Redirect, drawn.StatusCode);
        Assert.Equal("资金由以前年度结转到 2073 年", (await finance.PageAsync(drawn.Headers.Location!.OriginalString)).QuerySelector("#carried")!.TextContent);
    }

    [Theory, InlineData("9999"), InlineData("0"), InlineData("99999999999")]
    public async Task A_year_that_no_money_is_of_is_not_found_and_refused_with_its_bounds(string year)
    {
        var finance = await site.SignedInAsync(Roles.Finance);

        Assert.Equal(HttpStatusCode.NotFound, (await finance.Http.GetAsync($"{Page}?year={year}")).StatusCode);
        foreach (var (address, field, name, formOn) in new[] { ($"{Page}/lists", "year", "年度", Page), ($"{Page}/standards", "fromYear", "起始年", Page), ($"{Page}/sinks", "year", "年度", Page) })
        {
            using var refused = await finance.PostAsync(address, new() { [field] = year }, formOn: formOn);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains($"{name} {year} 不在 2000 至 2100 之间", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("lists?kind=x", HttpStatusCode.UnprocessableEntity, "compensation、sharing、sink-compensation"), InlineData("lists?state=x", HttpStatusCode.UnprocessableEntity, "draft、publicity")]
    [InlineData("books/wordbook/vouchers?outcome=x", HttpStatusCode.UnprocessableEntity, "pending、posted、voided"), InlineData("funds?book=x", HttpStatusCode.NotFound, "没有这本账")]
    [InlineData("compensation/9999", HttpStatusCode.UnprocessableEntity, "2000 至 2100")]
    public async Task What_there_is_not_is_refused_by_the_interface_with_what_there_is(string asked, HttpStatusCode status, string words)
    {
        var finance = await site.SignedInAsync(Roles.Finance);
        if (await new EntityBooks(site.Db).FindAsync("wordbook") is null)
            await BookAsync("wordbook");

        using var answer = await finance.Http.GetAsync($"/api/v1/finance/{asked}");

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(words, (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fund_that_nobody_confirmed_pays_no_list_of_sinks_and_shows_no_rest()
    {
        var finance = await site.SignedInAsync(Roles.Finance);
        await BookAsync("sinkbook");
        var waiting = (await FundAsync("sinkbook", "汇待〔演〕1号", 2026, "sink-compensation", isConfirmed: false)).ToString(CultureInfo.InvariantCulture);
        var confirmed = (await FundAsync("sinkbook", "汇准〔演〕1号", 2026, "sink-compensation")).ToString(CultureInfo.InvariantCulture);

        var page = await finance.PageAsync($"{Page}/sinks");

        var offered = page.QuerySelectorAll("#kfund option").Select(o => o.GetAttribute("value")).ToList();
        Assert.Contains(confirmed, offered);
        Assert.DoesNotContain(waiting, offered);
        var row = page.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("汇待〔演〕1号", StringComparison.Ordinal));
        Assert.StartsWith("–", row.QuerySelector("td:last-child")!.TextContent.Trim(), StringComparison.Ordinal);
    }

    [Theory, InlineData(Page), InlineData("/finance/forecast")]
    public async Task On_paper_there_are_no_forms(string address)
    {
        var finance = await site.SignedInAsync(Roles.Finance);
        var page = await finance.PageAsync(address);

        Assert.Contains(".printed-page form", await finance.Http.GetStringAsync("/css/pages.css"), StringComparison.Ordinal);
        var forms = page.QuerySelectorAll("main form").ToList();
        Assert.NotEmpty(forms);
        Assert.All(forms, f => Assert.NotNull(f.Closest(".printed-page")));
    }
}
