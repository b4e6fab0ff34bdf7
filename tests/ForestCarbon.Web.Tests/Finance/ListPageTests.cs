using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>A list on its page: how its publicity begins.</summary>
public sealed class ListPageTests(FinanceSite site) : IClassFixture<FinanceSite>
{
    private static readonly Actor Maker = Actor.Job("maker");

    private async Task<string> ListAsync(string named)
    {
        await new EntityBooks(site.Db).OpenAsync(Maker, new(named, $"{named}单位", named, "政府会计", "county", null, new(2026, 1, 1)));
        var payee = await new Payees(site.Db).EnterAsync(Maker, new($"{named}户", "household", "甲户", "431125101001", null), TownshipScope.WholeCounty);
        var list = await site.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "名单", write => write.ScalarAsync<long>(
            """
            insert into finance.payable_list (kind, book_id, year, title, township_code, village_code, fund_group)
            select 'compensation', e.book_id, 2000 + length(@named), '公示名单', '431125101', '431125101001', 'natural' from finance.entity e where e.code = @named returning list_id
            """, new { named }));
        await site.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "名单的行", write => write.ExecuteAsync(
            "insert into finance.payable_line (list_id, line, payee_id, part, amount_fen) values (@list, 1, @payee, 'loss', 100)", new { list, payee }));
        return $"/finance/lists/{list.ToString(CultureInfo.InvariantCulture)}";
    }

    [Fact]
    public async Task A_publicity_that_began_before_is_refused_without_its_proof_and_its_page_shows_proof_and_time_of_entry()
    {
        var (address, finance) = (await ListAsync("公示账"), await site.SignedInAsync(Roles.Finance));
        var before = CountyClock.Today.AddDays(-18).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        using var refused = await finance.PostAsync($"{address}/moves", new() { ["to"] = "publicity", ["on"] = before }, formOn: address);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("附上证明", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        var page = await finance.PageAsync(address);
        Assert.NotNull(page.QuerySelector("#way form[enctype='multipart/form-data'] input[type=file][name=proof]"));
        using var form = new MultipartFormDataContent
        {
            { new StringContent("publicity"), "to" }, { new StringContent(before), "on" },
            { new StringContent(page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes("村务公开栏照片（示例）")), "proof", "公示照片.txt" },
        };
        using var begun = await finance.Http.PostAsync($"{address}/moves", form);
        Assert.Equal(HttpStatusCode.Redirect, begun.StatusCode);

        var way = (await finance.PageAsync(address)).QuerySelector("#way")!;
        Assert.Contains(before, way.TextContent, StringComparison.Ordinal);
        Assert.Contains($"登记于 {CountyClock.Today:yyyy-MM-dd}", way.TextContent, StringComparison.Ordinal);
        using var proof = await finance.GetAsync(way.QuerySelector($"a[href^='{address}/moves/']")!.GetAttribute("href")!);
        Assert.Equal("村务公开栏照片（示例）", await proof.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_kind_a_state_or_lines_of_lists_that_there_are_not_have_no_page()
    {
        var (address, finance) = (await ListAsync("没有的类别的账"), await site.SignedInAsync(Roles.Finance));

        foreach (var none in new[] { "/finance/lists?kind=zzz", "/finance/lists?state=zzz", $"{address}?only=zzz" })
            Assert.Equal((none, HttpStatusCode.NotFound), (none, (await finance.Http.GetAsync(none)).StatusCode));
        foreach (var asked in new[] { "/finance/lists?kind=&state=", "/finance/lists?kind=sharing&state=draft", $"{address}?only=held" })
            Assert.Equal((asked, HttpStatusCode.OK), (asked, (await finance.Http.GetAsync(asked)).StatusCode));
    }

    [Fact]
    public async Task An_objection_of_a_day_before_the_publicity_is_refused_with_both_days_in_the_reader_s_language()
    {
        var (address, finance) = (await ListAsync("异议日账"), await site.SignedInAsync("finance-english"));
        var (today, before) = (CountyClock.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), CountyClock.Today.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        using var ofDraft = await finance.PostAsync($"{address}/objections", new() { ["on"] = today, ["objector"] = "某户", ["said"] = "漏了我家" }, formOn: address);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, ofDraft.StatusCode);
        using var begun = await finance.PostAsync($"{address}/moves", new() { ["to"] = "publicity", ["on"] = today }, formOn: address);
        Assert.Equal(HttpStatusCode.Redirect, begun.StatusCode);
        await finance.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, "/");
        Assert.Equal(today, (await finance.PageAsync(address)).QuerySelector($"form[action='{address}/objections'] input[name=on]")!.GetAttribute("min"));

        using var refused = await finance.PostAsync($"{address}/objections", new() { ["on"] = before, ["objector"] = "某户", ["said"] = "漏了我家" }, formOn: address);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains($"The objection is of {before} and the publicity began on {today}", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_was_withdrawn_offers_no_answer_to_its_objections_and_takes_none()
    {
        var (address, finance) = (await ListAsync("撤回了的名单的账簿"), await site.SignedInAsync(Roles.Finance));
        var today = CountyClock.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        async Task<HttpStatusCode> SentAsync(string to, Dictionary<string, string> fields)
        {
            using var answer = await finance.PostAsync($"{address}/{to}", fields, formOn: "/finance/payees");
            return answer.StatusCode;
        }
        Assert.Equal(HttpStatusCode.Redirect, await SentAsync("moves", new() { ["to"] = "publicity", ["on"] = today }));
        Assert.Equal(HttpStatusCode.Redirect, await SentAsync("objections", new() { ["line"] = "1", ["on"] = today, ["objector"] = "某户", ["said"] = "面积少了" }));
        var answered = (await finance.PageAsync(address)).QuerySelector($"form[action^='{address}/objections/']")!.GetAttribute("action")![(address.Length + 1)..];
        foreach (var to in new[] { "draft", "withdrawn" })
            Assert.Equal(HttpStatusCode.Redirect, await SentAsync("moves", new() { ["to"] = to, ["on"] = today }));

        var page = await finance.PageAsync(address);
        Assert.Contains("面积少了", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector($"form[action^='{address}/objections']"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SentAsync(answered, new() { ["answer"] = "属实", ["upheld"] = "true" }));
    }

    [Fact]
    public async Task In_English_what_came_back_is_no_button_of_the_imports_and_payment_is_no_state()
    {
        var (address, finance) = (await ListAsync("英文名单的账"), await site.SignedInAsync("finance-english"));
        await finance.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, "/");

        foreach (var page in new[] { await finance.PageAsync(address), await finance.PageAsync("/finance/lists") })
        {
            var heads = page.QuerySelectorAll("main dt, main h2, main th").Select(h => h.TextContent.Trim()).ToList();
            Assert.Contains("Returned", heads);
            Assert.DoesNotContain("Send back", heads);
        }
        var columns = (await finance.PageAsync("/finance/lists")).QuerySelectorAll("main thead th").Select(h => h.TextContent.Trim()).ToList();
        Assert.Equal(("List", "Payees"), (columns[0], columns[2]));
        foreach (var (page, title) in new[] { ("/finance/project-library", "Project library"), ("/finance/payees", "Payees and accounts") })
            Assert.Equal(title, (await finance.PageAsync(page)).QuerySelector("h1")!.TextContent.Trim());
        var list = await finance.PageAsync(address);
        Assert.Contains("Payment", list.QuerySelectorAll("main h2").Select(h => h.TextContent));
        Assert.Contains("Payment", list.QuerySelectorAll("main thead th").Select(h => h.TextContent));
    }

    [Fact]
    public async Task An_account_is_confirmed_on_the_page_of_payees_by_another_than_who_entered_it()
    {
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        using var entered = await maker.PostAsync("/finance/payees", new()
        {
            ["Code"] = "页收-1", ["Kind"] = "household", ["Name"] = "页户", ["VillageCode"] = "431125101001", ["AccountKind"] = "一卡通", ["Bank"] = "某行", ["AccountNo"] = "90001111", ["AccountName"] = "别人",
        }, formOn: "/finance/payees");
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        var mine = (await maker.PageAsync("/finance/payees")).QuerySelectorAll("#waiting tbody tr").Single(r => r.TextContent.Contains("页收-1", StringComparison.Ordinal));
        Assert.Null(mine.QuerySelector("input[name=account]"));
        Assert.Contains("户名与收款人不同", mine.TextContent, StringComparison.Ordinal);

        var box = (await checker.PageAsync("/finance/payees")).QuerySelectorAll("#waiting tbody tr").Single(r => r.TextContent.Contains("页收-1", StringComparison.Ordinal)).QuerySelector("input[name=account]")!;
        using var confirmed = await checker.PostAsync("/finance/payees/accounts/confirm", new() { ["account"] = box.GetAttribute("value")! }, formOn: "/finance/payees");

        Assert.Equal(HttpStatusCode.Redirect, confirmed.StatusCode);
        var page = await maker.PageAsync("/finance/payees?q=" + Uri.EscapeDataString("页收-1"));
        Assert.Contains("90001111", page.QuerySelector("[data-l=一卡通]")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(page.QuerySelectorAll("#waiting tbody tr"), r => r.TextContent.Contains("页收-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_accounts_of_a_payee_that_wait_are_offered_for_refusal_only()
    {
        var (maker, checker) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        var payees = new Payees(site.Db);
        var payee = await payees.EnterAsync(Maker, new("页收-2", "household", "双账户", "431125101001", new("一卡通", "某行", "90002221", "双账户")), TownshipScope.WholeCounty);
        await payees.AddAccountAsync(Maker, payee, new("一卡通", "某行", "90002222", "双账户"));
        async Task<List<AngleSharp.Dom.IElement>> RowsAsync() => [.. (await checker.PageAsync("/finance/payees")).QuerySelectorAll("#waiting tbody tr").Where(r => r.TextContent.Contains("页收-2", StringComparison.Ordinal))];

        var both = await RowsAsync();
        Assert.All(both, r => Assert.Null(r.QuerySelector("input[name=account]")));
        Assert.All(both, r => Assert.Contains("先对不用的选“不确认”", r.TextContent, StringComparison.Ordinal));
        (await maker.PostAsync(both[0].QuerySelector("form[action$='/refuse']")!.GetAttribute("action")!, [], formOn: "/finance/payees")).Dispose();

        Assert.NotNull(Assert.Single(await RowsAsync()).QuerySelector("input[name=account]"));
    }

    [Fact]
    public async Task The_interface_takes_the_proof_of_a_publicity_that_began_before_and_refuses_one_that_cannot_be_read()
    {
        var (address, finance) = (await ListAsync("接口公示账"), await site.SignedInAsync(Roles.Finance));
        var (before, moves) = (CountyClock.Today.AddDays(-9), $"/api/v1{address}/moves");
        Task<HttpResponseMessage> SendAsync(string? proof) => finance.Http.PostAsJsonAsync(moves, new { to = "publicity", on = before, proofName = "公示照片.txt", proofBase64 = proof });

        using var unproven = await SendAsync(null);
        using var unreadable = await SendAsync("不是");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (unproven.StatusCode, unreadable.StatusCode));
        Assert.Contains("附上证明", await SaidAsync(unproven), StringComparison.Ordinal);
        Assert.Equal("文件不是 base64。", await SaidAsync(unreadable));

        using var begun = await SendAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes("村务公开栏照片（示例）")));
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);

        using var proof = await finance.GetAsync((await finance.PageAsync(address)).QuerySelector($"#way a[href^='{address}/moves/']")!.GetAttribute("href")!);
        Assert.Equal("村务公开栏照片（示例）", await proof.Content.ReadAsStringAsync());

        static async Task<string?> SaidAsync(HttpResponseMessage refused) => (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
    }
}
