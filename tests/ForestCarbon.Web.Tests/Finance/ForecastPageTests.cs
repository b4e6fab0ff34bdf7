using System.Globalization;
using System.Net;
using System.Text;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Tests.Projects;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>Which projects a forecast counts and from when on, and prices that are put right, as the finance office reads and enters them.</summary>
public sealed class ForecastPageTests(FinanceSite site) : IClassFixture<FinanceSite>
{
    private async Task PricesAsync()
    {
        if ((await new PriceBook(site.Db).DaysAsync("CCER")).Count > 0)
            return;
        var rows = new StringBuilder("日期,价格（元/吨）,成交量（吨）\n");
        for (var day = new DateOnly(2026, 3, 2); day <= new DateOnly(2026, 4, 20); day = day.AddDays(1))
            rows.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},80.00,1000\n");
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, rows.ToString());
        await new PriceBook(site.Db).ImportAsync(Actor.Job("fixture"), "CCER", "示例", path, "prices.csv");
        File.Delete(path);
    }

    [Fact]
    public async Task A_forecast_names_its_projects_with_stage_chance_and_earliest_day_and_a_price_is_put_right()
    {
        await PricesAsync();
        var book = new ProjectBook(site.Db);
        async Task<string> OfAsync(long id)
        {
            await book.EstimateAsync(Actor.Job("fixture"), id, new IdeaFigure(null, 2_000, null, null, null, "示例"));
            return (await book.FindAsync(id, TownshipScope.WholeCounty))!.Code;
        }
        var (registered, idea) = (await OfAsync(await new SampleProject(site.Db).InStateAsync("registered")), await OfAsync(await new SampleProject(site.Db).NewAsync()));
        var browser = await site.SignedInAsync(Roles.Finance);

        var rows = (await browser.PageAsync("/finance/forecast")).QuerySelectorAll("#projects tbody tr");
        var (counted, left) = (rows.Single(r => r.TextContent.Contains(registered, StringComparison.Ordinal)), rows.Single(r => r.TextContent.Contains(idea, StringComparison.Ordinal)));

        Assert.NotNull(counted.QuerySelector($"a[href='/ccer/projects/{registered}']"));
        foreach (var part in new[] { "已登记", "2,000", "100", "是" })
            Assert.Contains(part, counted.TextContent, StringComparison.Ordinal);
        Assert.Matches("20[0-9]{2}-[0-9]{2}-[0-9]{2}", counted.TextContent);
        Assert.Contains("否：情景不计这一阶段", left.TextContent, StringComparison.Ordinal);
        Assert.Contains("是", (await browser.PageAsync("/finance/forecast?scenario=undisturbed")).QuerySelectorAll("#projects tbody tr").Single(r => r.TextContent.Contains(idea, StringComparison.Ordinal)).QuerySelectorAll("td")[^1].TextContent, StringComparison.Ordinal);

        using var put = await browser.PostAsync("/finance/prices/corrections", new() { ["series"] = "CCER", ["on"] = "2026-03-03", ["priceYuan"] = "81.50", ["volume"] = "900", ["source"] = "交易所公告", ["reason"] = "抄错" }, formOn: "/finance/prices?series=CCER");
        Assert.Equal(HttpStatusCode.Redirect, put.StatusCode);
        var correction = (await browser.PageAsync("/finance/prices?series=CCER")).QuerySelector("#corrections tbody tr")!.TextContent;
        foreach (var part in new[] { "2026-03-03", "80.00", "81.50", "交易所公告", "抄错" })
            Assert.Contains(part, correction, StringComparison.Ordinal);
        using var twice = await browser.PostAsync("/finance/prices/corrections", new() { ["series"] = "CCER", ["on"] = "2026-03-03", ["priceYuan"] = "81.50", ["volume"] = "900", ["source"] = "交易所公告", ["reason"] = "抄错" }, formOn: "/finance/prices?series=CCER");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
    }

    [Fact]
    public async Task Beside_the_rates_per_mu_and_year_stands_what_they_are_divided_by()
    {
        await PricesAsync();
        var (book, id) = (new ProjectBook(site.Db), await new SampleProject(site.Db).InStateAsync("registered"));
        await book.EstimateAsync(Actor.Job("fixture"), id, new IdeaFigure(1_000_000m, 30_000, null, null, null, "示例"));
        var browser = await site.SignedInAsync(Roles.Finance);

        var page = await browser.PageAsync($"/finance/forecast?project={(await book.FindAsync(id, TownshipScope.WholeCounty))!.Code}");

        // Registered, it counts whole: one divisor for both.
        Assert.Matches(@"吨数 ([1-9][\d,]*\.\d) 亩·年，收入 \1 亩·年", page.QuerySelector("#mu-years")!.TextContent);
    }

    [Fact]
    public async Task A_project_without_tonnes_and_one_that_was_withdrawn_are_not_offered_and_the_page_says_why()
    {
        await PricesAsync();
        var (book, sample) = (new ProjectBook(site.Db), new SampleProject(site.Db));
        var (bare, withdrawn) = (await sample.NewAsync(), await sample.NewAsync());
        await book.EstimateAsync(Actor.Job("fixture"), withdrawn, new IdeaFigure(null, 2_000, null, null, null, "示例"));
        await sample.StepAsync(withdrawn, null, "withdrawn");
        async Task<string> CodeAsync(long id) => (await book.FindAsync(id, TownshipScope.WholeCounty))!.Code;
        var (without, gone) = (await CodeAsync(bare), await CodeAsync(withdrawn));
        var browser = await site.SignedInAsync(Roles.Finance);

        var page = await browser.PageAsync("/finance/forecast");

        Assert.DoesNotContain(page.QuerySelectorAll("select[name=project] option"), o => o.GetAttribute("value") == without || o.GetAttribute("value") == gone);
        var reasons = page.QuerySelectorAll("#not-offered li").ToDictionary(l => l.QuerySelector("a")!.GetAttribute("href")!, l => l.QuerySelector(".cap")!.TextContent, StringComparer.Ordinal);
        Assert.Equal(("还没有预期吨数", (await book.FindAsync(withdrawn, TownshipScope.WholeCounty))!.StateZh), (reasons[$"/ccer/projects/{without}"], reasons[$"/ccer/projects/{gone}"]));
        Assert.Contains("不再有可预测的年份", (await browser.PageAsync($"/finance/forecast?project={gone}")).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_stage_of_a_scenario_is_entered_with_its_source_and_says_how_many_accounts_did()
    {
        var (first, second) = (await site.SignedInAsync(Roles.Finance), await site.SecondAsync());
        static Task<HttpResponseMessage> EnterAsync(Browser who, string percent) => who.PostAsync(
            "/finance/forecast/stages", new() { ["scenario"] = "cautious", ["state"] = "design", ["probabilityPercent"] = percent, ["lagMonths"] = "21", ["source"] = "会议纪要（示例）" }, formOn: "/finance/forecast");
        async Task<string> RowAsync() => (await first.PageAsync("/finance/forecast")).QuerySelectorAll("#scenarios tbody tr").Single(r => r.TextContent.Contains("会议纪要（示例）", StringComparison.Ordinal)).TextContent;

        using var beyond = await EnterAsync(first, "142");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, beyond.StatusCode);
        Assert.Contains("不超过 100%", (await Browser.ReadAsync(beyond)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        using var entered = await EnterAsync(first, "42");
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        foreach (var part in new[] { "42", "21", "一个账号录入" })
            Assert.Contains(part, await RowAsync(), StringComparison.Ordinal);

        using var again = await EnterAsync(second, "42");
        Assert.Contains("2 个账号录入了同样的数，已核对", await RowAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reading_of_a_stage_shows_who_and_when_and_its_digits_and_is_withdrawn_beside_it()
    {
        await PricesAsync();
        var browser = await site.SignedInAsync(Roles.Finance);
        async Task<AngleSharp.Dom.IElement?> RowAsync() => (await browser.PageAsync("/finance/forecast")).QuerySelectorAll("#scenarios tbody tr").SingleOrDefault(r => r.TextContent.Contains("小概率纪要（示例）", StringComparison.Ordinal));
        using var entered = await browser.PostAsync(
            "/finance/forecast/stages", new() { ["scenario"] = "cautious", ["state"] = "reserve", ["probabilityPercent"] = "0.01", ["lagMonths"] = "40", ["source"] = "小概率纪要（示例）" }, formOn: "/finance/forecast");
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);

        var row = (await RowAsync())!;
        Assert.Contains("0.01", row.QuerySelector("td[data-l='成功率']")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(CountyClock.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.QuerySelector("td[data-l='录入']")!.TextContent, StringComparison.Ordinal);
        using var withdrawn = await browser.PostAsync(row.QuerySelector("form[action^='/finance/forecast/stages/']")!.GetAttribute("action")!, new() { ["reason"] = "储备项目不计（示例）" }, formOn: "/finance/forecast");
        Assert.Equal(HttpStatusCode.Redirect, withdrawn.StatusCode);

        Assert.Null(await RowAsync());
        var kept = (await browser.PageAsync("/finance/forecast")).QuerySelectorAll("#readings tbody tr").Single(r => r.TextContent.Contains("小概率纪要（示例）", StringComparison.Ordinal)).TextContent;
        foreach (var part in new[] { "0.01", "40", "储备项目不计（示例）" })
            Assert.Contains(part, kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_missing_opens_on_the_page_and_is_said_in_English()
    {
        await PricesAsync();
        var book = new ProjectBook(site.Db);
        var (priced, bare) = (await new SampleProject(site.Db).InStateAsync("registered"), await new SampleProject(site.Db).InStateAsync("registered"));
        await book.EstimateAsync(Actor.Job("fixture"), priced, new IdeaFigure(null, 2_000, null, null, null, "示例"));
        var browser = await site.SignedInAsync("finance-english");
        await browser.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, "/");

        var page = await browser.PageAsync("/finance/forecast");

        var said = page.QuerySelectorAll("details#missing li").Select(l => l.TextContent.Trim()).ToList();
        foreach (var (code, what) in new[] { (await CodeAsync(bare), "No expected tonnes or crediting period"), (await CodeAsync(priced), "Cost missing: Validation") })
            Assert.Contains(said, l => l.StartsWith(code, StringComparison.Ordinal) && l.EndsWith(what, StringComparison.Ordinal));
        Assert.Equal($"{said.Count} missing, none assumed", page.QuerySelector("details#missing summary")!.TextContent);
        foreach (var chinese in page.QuerySelectorAll("[lang=zh], .one, script, style").ToList())
            chinese.Remove();
        Assert.DoesNotMatch("[：；，。]", page.QuerySelector("main")!.TextContent);
        async Task<string> CodeAsync(long id) => (await book.FindAsync(id, TownshipScope.WholeCounty))!.Code;
    }
}
