using System.Globalization;
using System.Net;
using System.Text;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>A list on its page: how its publicity begins.</summary>
public sealed class ListPageTests(FinanceSite site) : IClassFixture<FinanceSite>
{
    private static readonly Actor Maker = Actor.Job("maker");

    private async Task<string> ListAsync()
    {
        await new EntityBooks(site.Db).OpenAsync(Maker, new("公示账", "公示账单位", "公示账", "政府会计", "county", null, new(2026, 1, 1)));
        var payee = await new Payees(site.Db).EnterAsync(Maker, new("公示户", "household", "甲户", "431125101001", null), TownshipScope.WholeCounty);
        var list = await site.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "名单", write => write.ScalarAsync<long>(
            """
            insert into finance.payable_list (kind, book_id, year, title, township_code, village_code, fund_group)
            select 'compensation', e.book_id, 2026, '公示名单', '431125101', '431125101001', 'natural' from finance.entity e where e.code = '公示账' returning list_id
            """));
        await site.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "名单的行", write => write.ExecuteAsync(
            "insert into finance.payable_line (list_id, line, payee_id, part, amount_fen) values (@list, 1, @payee, 'loss', 100)", new { list, payee }));
        return $"/finance/lists/{list.ToString(CultureInfo.InvariantCulture)}";
    }

    [Fact]
    public async Task A_publicity_that_began_before_is_refused_without_its_proof_and_its_page_shows_proof_and_time_of_entry()
    {
        var (address, finance) = (await ListAsync(), await site.SignedInAsync(Roles.Finance));
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
}
