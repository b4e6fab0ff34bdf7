using System.Net;
using System.Text.Json;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Inventory;

/// <summary>The county on a past day: until the end of 2025 one parcel stood in either township, from then on thirteen.</summary>
public sealed class AsOfTests(FaultySite site) : IClassFixture<FaultySite>
{
    private const string Then = "asOf=2021-06-30";
    private const string Later = "asOf=2026-01-01";
    private const string Before = "asOf=2000-01-01";

    [Fact]
    public async Task A_parcel_of_then_is_shown_as_it_was()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);

        var page = await browser.PageAsync($"/inventory/parcels/61?{Then}");
        Assert.Contains("2021-06-30", page.QuerySelector(".note")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector(".carbon"));
        using var early = await browser.GetAsync($"/inventory/parcels/1?{Then}");
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
    }

    [Theory, InlineData("1"), InlineData("431125101001000100001")]
    public async Task A_parcel_that_is_not_recorded_yet_says_from_when_it_is_and_leads_there(string key)
    {
        const string Sentence = "2021-06-30 这一天没有这个小班的记录，从 2025-12-31 起有。";
        var browser = await site.SignedInAsync(Roles.Auditor);

        using var answer = await browser.GetAsync($"/inventory/parcels/{key}?{Then}");
        var main = (await Browser.ReadAsync(answer)).QuerySelector("main")!;
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(Sentence, main.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/inventory/parcels/{key}?asOf=2025-12-31", main.QuerySelector("a")!.GetAttribute("href"));
        await browser.PageAsync($"/inventory/parcels/{key}?asOf=2025-12-31");

        using var told = await browser.GetAsync($"/api/v1/parcels/{key}?{Then}");
        Assert.Equal(HttpStatusCode.NotFound, told.StatusCode);
        using var problem = JsonDocument.Parse(await told.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Sentence, problem.RootElement.GetProperty("detail").GetString());

        var card = (await browser.PageAsync($"/inventory/map?parcel={key}&{Then}")).QuerySelector("#card")!;
        Assert.Contains(Sentence, card.TextContent, StringComparison.Ordinal);
        Assert.EndsWith($"parcel={key}&asOf=2025-12-31", card.QuerySelector("a")!.GetAttribute("href"), StringComparison.Ordinal);
    }

    [Theory, InlineData("/inventory/parcels/101"), InlineData("/inventory/parcels/431125102001000100001"), InlineData("/api/v1/parcels/101"), InlineData("/inventory/map?parcel=101")]
    public async Task From_when_a_parcel_of_another_township_is_recorded_is_not_told(string address)
    {
        var asked = address + (address.Contains('?', StringComparison.Ordinal) ? '&' : '?') + Then;
        async Task<string> TextAsync(string role)
        {
            using var answer = await (await site.SignedInAsync(role)).GetAsync(asked);
            if (!address.StartsWith("/api/", StringComparison.Ordinal))
                return (await Browser.ReadAsync(answer)).QuerySelector("main")!.TextContent;
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            return problem.RootElement.GetProperty("detail").GetString()!;
        }

        Assert.Contains("从 2025-12-31 起有", await TextAsync(Roles.Auditor), StringComparison.Ordinal);
        Assert.DoesNotContain("从 2025-12-31 起有", await TextAsync(Roles.TownshipStation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/inventory/parcels/61"), InlineData("/inventory/parcels/431125101001000100061"), InlineData("/inventory/parcels/61?asOf=2026-01-01")]
    public async Task A_parcel_that_stands_no_more_tells_until_when_why_and_where_its_ground_went(string address)
    {
        var end = (await (await site.SignedInAsync(Roles.Auditor)).PageAsync(address)).QuerySelector("#end")!;

        Assert.Contains("到 2025-12-30 为止，从 2025-12-31 起不再有效", end.TextContent, StringComparison.Ordinal);
        Assert.Contains("由别的小班接替", end.TextContent, StringComparison.Ordinal);
        Assert.Equal(["/inventory/parcels/431125101001000100051"], end.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task The_search_for_a_code_that_stands_no_more_leads_to_how_it_ended_within_ones_townships()
    {
        using var own = await (await site.SignedInAsync(Roles.TownshipStation)).GetAsync("/inventory/parcels?q=431125101001000100061");
        using var others = await (await site.SignedInAsync(Roles.TownshipStation)).GetAsync("/inventory/parcels/431125102001000100061");

        Assert.Equal("/inventory/parcels/431125101001000100061", own.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
    }

    [Theory]
    [InlineData("/inventory/parcels?asOf=2026-13-01"), InlineData("/inventory/parcels/1?asOf=gestern"), InlineData("/inventory/layers/forest-land/export?format=csv&asOf=2026-02-30")]
    [InlineData("/inventory/reconciliation.xlsx?asOf=x"), InlineData("/inventory/check?asOf=x"), InlineData("/inventory/overlay?asOf=x"), InlineData("/inventory/totals.csv?asOf=x"), InlineData("/inventory/layers?asOf=x")]
    [InlineData("/inventory/overlay/parcels?asOf=x"), InlineData("/inventory/evidence?asOf=2026-02-30"), InlineData("/inventory/lineage?asOf=x")]
    public async Task A_day_that_cannot_be_read_is_answered_with_a_sentence_and_never_taken_for_now(string address)
    {
        using var answer = await (await site.SignedInAsync(Roles.Auditor)).GetAsync(address);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("读不懂：请写成 2026-06-30 的样子", (await Browser.ReadAsync(answer)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Theory, InlineData("/inventory/overlay/parcels?layers=public-welfare&"), InlineData("/inventory/evidence?"), InlineData("/inventory/lineage?")]
    public async Task A_page_of_now_refuses_the_day_it_cannot_answer_for(string address)
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        using var then = await browser.GetAsync(address + Then);
        using var today = await browser.GetAsync($"{address}asOf={CountyClock.Today:yyyy-MM-dd}");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (then.StatusCode, today.StatusCode));
        Assert.Contains("没有 2021-06-30 这一天的", (await Browser.ReadAsync(then)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Theory, InlineData(Then, "没有 2021-06-30 这一天的"), InlineData("asOf=gestern", "须写成 2026-06-30 的样子")]
    public async Task The_county_over_rest_is_that_of_now_and_refuses_another_day(string day, string sentence)
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        using var refused = await browser.GetAsync("/api/v1/county?" + day);
        using var today = await browser.GetAsync($"/api/v1/county?asOf={CountyClock.Today:yyyy-MM-dd}");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (refused.StatusCode, today.StatusCode));
        using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains(sentence, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/inventory?by=township", 1, 26, 2)]
    [InlineData("/inventory/reconciliation?by=county", 1, 26, 2)]
    public async Task Totals_are_those_of_the_day(string address, int column, int now, int then)
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        async Task<int> ParcelsAsync(string day) => (await browser.PageAsync($"{address}&{day}")).QuerySelectorAll(".tw tbody tr")
            .Sum(r => int.Parse(r.QuerySelectorAll("th, td")[column].TextContent.Trim(), System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal((now, then, 0), (await ParcelsAsync(Later), await ParcelsAsync(Then), await ParcelsAsync(Before)));
    }

    [Theory, InlineData("/inventory/plan"), InlineData("/inventory/overlay"), InlineData("/inventory/layers")]
    public async Task The_day_stands_as_text_in_the_heading_because_on_paper_its_field_does_not(string address) =>
        Assert.Contains("2021-06-30", (await (await site.SignedInAsync(Roles.Auditor)).PageAsync($"{address}?{Then}")).QuerySelector(".head p")!.TextContent, StringComparison.Ordinal);

    [Fact]
    public async Task The_list_of_layers_counts_what_each_held_on_the_day_and_leads_to_that_day()
    {
        async Task<(string Parcels, string PublicWelfare, string Townships)> CountsAsync(string role, string query)
        {
            var page = await (await site.SignedInAsync(role)).PageAsync("/inventory/layers" + query);
            string Of(string layer) => page.QuerySelectorAll("tbody tr").Single(r => r.QuerySelector(".sub")!.TextContent == layer).QuerySelector("td.num")!.TextContent.Trim();
            return (Of("forest-land"), Of("public-welfare"), Of("township"));
        }

        Assert.Equal(("26", "2", "2"), await CountsAsync(Roles.Auditor, ""));
        Assert.Equal(("26", "2", "2"), await CountsAsync(Roles.Auditor, "?" + Later));
        Assert.Equal(("2", "0", "2"), await CountsAsync(Roles.Auditor, "?" + Then));
        Assert.Equal(("1", "0", "1"), await CountsAsync(Roles.TownshipStation, "?" + Then));
        Assert.Equal(("0", "0", "2"), await CountsAsync(Roles.Auditor, "?" + Before));
        var then = await (await site.SignedInAsync(Roles.Auditor)).PageAsync("/inventory/layers?" + Then);
        Assert.Contains("2021-06-30", then.QuerySelector(".head p")!.TextContent, StringComparison.Ordinal);
        var links = then.QuerySelectorAll("tbody a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Contains("/inventory/parcels?" + Then, links);
        Assert.All(links, link => Assert.EndsWith(Then, link, StringComparison.Ordinal));
    }

    [Theory, InlineData("/inventory"), InlineData("/inventory/overlay"), InlineData("/inventory/reconciliation"), InlineData("/inventory/parcels"), InlineData("/inventory/plan"), InlineData("/inventory/check")]
    public async Task A_day_without_parcels_says_so_and_asks_nobody_to_import(string address)
    {
        var main = (await (await site.SignedInAsync(Roles.Auditor)).PageAsync($"{address}?{Before}")).QuerySelector("main")!.TextContent;

        Assert.Contains("这一天没有小班", main, StringComparison.Ordinal);
        Assert.DoesNotContain("seed-demo", main, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_without_parcels_passes_no_check_and_has_no_forest_cover()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        var (check, then) = (await browser.PageAsync($"/inventory/check?{Before}"), await browser.PageAsync($"/inventory/check?{Then}"));
        Assert.DoesNotContain("没有重叠", check.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("没有重叠", then.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("没有属性逻辑上的矛盾", (await browser.PageAsync($"/inventory/check?rule=all&{Before}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        using var file = await browser.GetAsync($"/inventory/check.geojson?{Before}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, file.StatusCode);
        async Task<long> CheckedAsync(string day)
        {
            using var answer = JsonDocument.Parse(await browser.Http.GetStringAsync($"/api/v1/check?{day}", TestContext.Current.CancellationToken));
            return answer.RootElement.GetProperty("parcels").GetInt64();
        }

        Assert.Equal((0L, 2L), (await CheckedAsync(Before), await CheckedAsync(Then)));
        Assert.DoesNotContain("0.00", (await browser.PageAsync($"/inventory/plan?{Before}")).QuerySelector("#cover")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("换一个编号", (await browser.PageAsync($"/inventory/parcels?{Before}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/inventory"), InlineData("/inventory/overlay"), InlineData("/inventory/reconciliation"), InlineData("/inventory/parcels"), InlineData("/inventory/layers"), InlineData("/inventory/layers/public-welfare"), InlineData("/inventory/map"), InlineData("/inventory/parcels/1")]
    public async Task A_day_to_come_is_told_to_be_one(string address)
    {
        var browser = await site.SignedInAsync(Roles.Auditor);

        Assert.Contains("2999-01-01 还没有到", (await browser.PageAsync($"{address}?asOf=2999-01-01")).QuerySelector("[data-to-come]")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await browser.PageAsync($"{address}?{Later}")).QuerySelector("[data-to-come]"));
    }

    [Fact]
    public async Task The_cross_of_categories_of_a_past_day_counts_its_parcels_and_layers()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        async Task<string[]> LinesAsync(string day) => [.. (await browser.PageAsync($"/inventory/overlay?{day}")).QuerySelectorAll("section:not(#own) .tw tbody tr")
            .Select(r => $"{r.QuerySelector("th")!.TextContent.Trim()} {r.QuerySelectorAll("td")[0].TextContent.Trim()}")];

        Assert.Equal(["都不在 2"], await LinesAsync(Then));
        Assert.Empty(await LinesAsync(Before));
        // the same county by either way, cut for today and cut for a day
        var now = (await browser.PageAsync("/inventory/overlay")).QuerySelector(".tw tbody")!.TextContent;
        Assert.Equal(now, (await browser.PageAsync($"/inventory/overlay?{Later}")).QuerySelector(".tw tbody")!.TextContent);
    }

    [Fact]
    public async Task Findings_are_those_of_the_day()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        async Task<int> RowsAsync(string query) => (await browser.PageAsync($"/inventory/check?{query}")).QuerySelectorAll("section.card:not(#limits) tbody tr").Length;

        Assert.True(await RowsAsync(Later) >= 2); // the parcel over a square, on either side
        Assert.Equal(0, await RowsAsync(Then));
        Assert.Equal(1, (await browser.PageAsync($"/inventory/check?rule=forest-canopy-too-low&{Then}")).QuerySelectorAll("section.card:not(#limits) thead th.num").Length);
    }

    [Theory]
    [InlineData("10/828/437")] // parcels
    [InlineData("6/51/27")] // the overview
    public async Task A_tile_of_a_past_day_is_another_with_a_tag_of_its_own(string tile)
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        using var later = await browser.GetAsync($"/tiles/forest-land/{tile}.mvt?{Later}");
        using var before = await browser.GetAsync($"/tiles/forest-land/{tile}.mvt?{Before}");

        Assert.True((await later.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length > 100);
        Assert.Empty(await before.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.NotEqual(later.Headers.ETag, before.Headers.ETag);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/tiles/forest-land/{tile}.mvt?{Later}");
        again.Headers.IfNoneMatch.Add(later.Headers.ETag!);
        using var unchanged = await browser.Http.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory]
    [InlineData("/tiles/carbon-density/10/828/437.mvt?asOf=2021-06-30")]
    [InlineData("/tiles/forest-land/10/828/437.mvt?asOf=yesterday")]
    public async Task A_day_that_cannot_be_shown_is_refused(string address)
    {
        using var answer = await (await site.SignedInAsync(Roles.Auditor)).GetAsync(address);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_map_asks_for_its_tiles_by_the_day()
    {
        var page = await (await site.SignedInAsync(Roles.Auditor)).PageAsync($"/inventory/map?{Then}&parcel=61");

        Assert.Equal("2021-06-30", page.QuerySelector("#map")!.GetAttribute("data-as-of"));
        Assert.Contains("2021-06-30", page.QuerySelector(".lp .note")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("#card [data-parcel='61']"));
        Assert.DoesNotContain(page.QuerySelectorAll("#colouring option"), o => o.GetAttribute("value") == "density");
    }
}
