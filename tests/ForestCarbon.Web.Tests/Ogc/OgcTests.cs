using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Ogc;

/// <summary>The feature service over the squared county: 24 parcels of 0.01 degree, the western twelve the township station's.</summary>
public sealed class OgcTests(WebSite site) : IClassFixture<WebSite>
{
    private const string Items = "/ogc/collections/forest-land/items";

    [Fact]
    public async Task Following_next_shows_every_parcel_once()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        var (seen, address) = (new List<long>(), Items + "?limit=7");
        while (address is not null)
        {
            var page = await JsonAsync(browser, address);
            Assert.Equal(24, page.GetProperty("numberMatched").GetInt64());
            seen.AddRange(page.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetInt64()));
            address = Link(page, "next");
        }

        Assert.Equal([.. Enumerable.Range(1, 12), .. Enumerable.Range(101, 12)], seen);
    }

    [Theory]
    [InlineData("bbox=111.201,25.201,111.209,25.209", 1)]
    [InlineData("bbox=25.201,111.201,25.209,111.209&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4490", 1)]
    [InlineData("bbox=111.201,25.201,111.219,25.209", 2)]
    [InlineData("land_class=0113", 6)]
    [InlineData("land_class=0113&township_code=431125101", 3)]
    [InlineData("registered_area_ha=50", 12)]
    [InlineData("land_class=0113&resultType=hits", 6)]
    [InlineData("datetime=2020-01-01", 0)]
    [InlineData("datetime=2026-01-01", 24)]
    [InlineData("datetime=../2025-12-31", 24)]
    [InlineData("datetime=2026-01-01/9999-12-31T23:59:59Z", 24)]
    public async Task A_filter_finds_what_it_names(string filter, int matched) =>
        Assert.Equal(matched, (await JsonAsync(await site.SignedInAsync(Roles.Auditor), $"{Items}?{filter}")).GetProperty("numberMatched").GetInt32());

    [Theory]
    [InlineData("limit=0")]
    [InlineData("resultType=some")]
    [InlineData("bbox=1,2,3")]
    [InlineData("crs=http://www.opengis.net/def/crs/EPSG/0/3857")]
    [InlineData("datetime=yesterday")]
    [InlineData("no_such_property=1")]
    [InlineData("registered_area_ha=much")]
    public async Task What_is_not_understood_is_refused_with_a_sentence(string filter)
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        using var answer = await browser.GetAsync($"{Items}?{filter}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("forest-land", "land_class")]
    [InlineData("tenure-lot", "certificate_no")]
    [InlineData("village", "township_code")]
    public async Task Every_property_that_the_description_lists_is_a_filter(string collection, string among)
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        var parameters = (await JsonAsync(browser, "/ogc/api")).GetProperty("paths").GetProperty($"/collections/{collection}/items").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .ToDictionary(p => p.GetProperty("name").GetString()!, p => p.GetProperty("schema"));

        Assert.Equal((1000, 5000), (parameters["limit"].GetProperty("default").GetInt32(), parameters["limit"].GetProperty("maximum").GetInt32()));
        Assert.Contains(among, parameters.Keys);
        foreach (var (name, schema) in parameters.Where(p => p.Key is not ("limit" or "offset" or "bbox" or "bbox-crs" or "crs" or "datetime" or "resultType")))
            await JsonAsync(browser, $"/ogc/collections/{collection}/items?resultType=hits&{name}={(schema.GetProperty("type").GetString() == "boolean" ? "true" : "1")}");
    }

    [Fact]
    public async Task Coordinates_come_in_the_order_of_the_systems_axes()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);

        Assert.Equal((111.20, 25.20), await FirstAsync(browser, $"{Items}/1"));
        Assert.Equal((25.20, 111.20), await FirstAsync(browser, $"{Items}/1?crs=http://www.opengis.net/def/crs/EPSG/0/4490"));
        var (northing, easting) = await FirstAsync(browser, $"{Items}/1?crs=http://www.opengis.net/def/crs/EPSG/0/4546");
        Assert.InRange(northing, 2_780_000, 2_800_000);
        Assert.InRange(easting, 515_000, 525_000);
    }

    [Fact]
    public async Task A_township_station_sees_its_township_at_every_door()
    {
        var browser = await site.SignedInAsync(Roles.TownshipStation);

        Assert.Equal(12, (await JsonAsync(browser, Items)).GetProperty("numberMatched").GetInt32());
        using var other = await browser.GetAsync($"{Items}/101");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using var export = await browser.GetAsync("/inventory/layers/forest-land/export?format=geojson");
        using var file = JsonDocument.Parse(await export.Content.ReadAsByteArrayAsync());
        Assert.Equal(12, file.RootElement.GetProperty("features").GetArrayLength());
        Assert.All(file.RootElement.GetProperty("features").EnumerateArray(), f => Assert.StartsWith(SmallCounty.West, f.GetProperty("properties").GetProperty("CODE").GetString(), StringComparison.Ordinal));
        Assert.DoesNotContain("东镇", (await browser.PageAsync("/inventory/reconciliation")).DocumentElement.TextContent, StringComparison.Ordinal);
        using var api = await browser.GetAsync("/api/v1/parcels/101");
        Assert.Equal(HttpStatusCode.NotFound, api.StatusCode);
    }

    [Fact]
    public async Task A_token_signs_its_account_in_and_none_other()
    {
        using var store = new AccountStore(site.Db);
        var station = (await store.AllAsync(TestContext.Current.CancellationToken)).Single(a => a.UserName == Roles.TownshipStation);
        var tokens = new AccessTokens(site.Db);
        var token = await tokens.IssueAsync(station, "test", DateTime.UtcNow.AddDays(1), Actor.Installation, TestContext.Current.CancellationToken);
        var old = await tokens.IssueAsync(station, "test", DateTime.UtcNow.AddDays(-1), Actor.Installation, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, 12), await WithTokenAsync(token));
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithTokenAsync(old)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithTokenAsync("fc_" + new string('0', 64))).Status);
        Assert.Equal(2, await tokens.RevokeAsync(station, Actor.Installation, TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithTokenAsync(token)).Status);
    }

    [Fact]
    public async Task Every_collection_answers_in_json_and_as_a_page()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        var collections = (await JsonAsync(browser, "/ogc/collections")).GetProperty("collections").EnumerateArray().Select(c => c.GetProperty("id").GetString()!).ToList();

        Assert.Equal(15, collections.Count);
        foreach (var collection in collections)
        {
            await JsonAsync(browser, $"/ogc/collections/{collection}/items");
            await browser.PageAsync($"/ogc/collections/{collection}/items?f=html");
            await browser.PageAsync($"/ogc/collections/{collection}?f=html");
            await browser.PageAsync($"/inventory/layers/{collection}");
        }
    }

    [Fact]
    public async Task A_collections_page_says_how_it_is_read_and_what_its_features_carry()
    {
        var page = await (await site.SignedInAsync(Roles.Auditor)).PageAsync("/ogc/collections/forest-land?f=html");

        Assert.Contains("24 个要素", page.QuerySelector(".head")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("111.200000°", page.QuerySelector("dl")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.QuerySelectorAll("#properties tbody tr"), r => r.QuerySelector("th")!.TextContent == "code" && r.QuerySelector("td")!.TextContent == "小班编码");
        Assert.NotNull(page.QuerySelector("a[href='/ogc/collections/forest-land/items?f=html']"));
    }

    [Fact]
    public async Task A_page_of_features_keeps_codes_on_one_line_under_heads_in_words()
    {
        var page = await (await site.SignedInAsync(Roles.Auditor)).PageAsync($"{Items}?f=html");

        var row = page.QuerySelector("tbody tr")!;
        Assert.Equal(("小班编码", "431125101001000100001", "mono nowrap"), (row.QuerySelector("td")!.GetAttribute("data-l"), row.QuerySelector("td")!.TextContent, row.QuerySelector("td")!.ClassName));
        Assert.Equal("code", page.QuerySelectorAll("thead th")[1].QuerySelector(".mono")!.TextContent);
    }

    private async Task<(HttpStatusCode Status, int Matched)> WithTokenAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Items);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await site.Anonymous().Http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
            return (answer.StatusCode, 0);
        using var page = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, page.RootElement.GetProperty("numberMatched").GetInt32());
    }

    private static async Task<(double, double)> FirstAsync(Browser browser, string address)
    {
        var ring = (await JsonAsync(browser, address)).GetProperty("geometry").GetProperty("coordinates")[0][0];
        return (ring[0][0].GetDouble(), ring[0][1].GetDouble());
    }

    private static string? Link(JsonElement page, string rel) =>
        page.GetProperty("links").EnumerateArray().Where(l => l.GetProperty("rel").GetString() == rel).Select(l => new Uri(l.GetProperty("href").GetString()!).PathAndQuery).FirstOrDefault();

    private static async Task<JsonElement> JsonAsync(Browser browser, string address)
    {
        using var answer = await browser.GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode} {text}");
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
