using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Web.Tests.Ccer;

/// <summary>The claims register on its pages and over REST.</summary>
public sealed class ClaimPageTests(ScreeningPageTests.Screened site) : IClassFixture<ScreeningPageTests.Screened>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private static string Collection(string geometry) => $$"""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{{geometry}}}]}""";

    [Fact]
    public async Task A_drawn_boundary_is_checked_registered_and_the_next_one_refused()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        const string Drawn = """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[111.27,25.22],[111.271,25.22],[111.271,25.221],[111.27,25.221],[111.27,25.22]]]}}]}""";
        Dictionary<string, string> Form(string code) => new() { ["Scheme"] = "CCER", ["Code"] = code, ["Name"] = "试", ["Source"] = "测试", ["Drawn"] = Drawn };

        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync("/ccer/claims/check", Form("A"), formOn: "/ccer/claims")).StatusCode);
        var registered = await browser.PostAsync("/ccer/claims", Form("A"), formOn: "/ccer/claims");
        Assert.Equal(HttpStatusCode.Redirect, registered.StatusCode);
        var claim = await browser.PageAsync(registered.Headers.Location!.OriginalString);
        Assert.NotEmpty(await (await browser.GetAsync("/ccer/claims/tiles/12/3314/1751.mvt")).Content.ReadAsByteArrayAsync(Ct));
        Assert.Contains("CCER A", claim.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(claim.QuerySelector(".cap .key-claim.own"));
        Assert.Equal("/tiles/township/{z}/{x}/{y}.mvt", claim.QuerySelector("#ground")!.GetAttribute("data-borders"));

        var refused = await browser.PostAsync("/ccer/claims", Form("B"), formOn: "/ccer/claims");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("重叠", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        var address = registered.Headers.Location.OriginalString;
        Assert.Null(claim.QuerySelector("button[formaction$='/end']"));
        foreach (var (move, says) in new[] { ("release", "请附上依据文件"), ("end", "还没有过") })
        {
            var bare = await browser.PostAsync($"{address}/{move}", new() { ["reason"] = "撤回" }, formOn: address);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, bare.StatusCode);
            Assert.Contains(says, (await Browser.ReadAsync(bare)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        }
        using var paper = new MultipartFormDataContent
        {
            { new StringContent(claim.QuerySelector("form[enctype] input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new StringContent("撤回"), "reason" }, { new ByteArrayContent([.. "%PDF-1.4"u8]), "document", "撤回证明.pdf" },
        };
        using var released = await browser.Http.PostAsync(address + "/release", paper, Ct);
        Assert.Equal(HttpStatusCode.Redirect, released.StatusCode);
        Assert.Contains("撤回证明.pdf", (await browser.PageAsync(address)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ground_outside_the_county_is_said_with_its_place_and_a_boundary_that_lies_there_as_a_whole_is_refused()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        string Square(string west, string east) => $$$"""{"type":"Polygon","coordinates":[[[{{{west}}},25.205],[{{{east}}},25.205],[{{{east}}},25.206],[{{{west}}},25.206],[{{{west}}},25.205]]]}""";
        Dictionary<string, string> Form(string shape) => new()
        {
            ["Scheme"] = "CCER", ["Code"] = "OUT", ["Name"] = "试", ["Source"] = "测试", ["From"] = "2090-01-01", ["To"] = "2099-12-31",
            ["Drawn"] = $$"""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{{shape}}}]}""",
        };
        async Task<HttpResponseMessage> SentAsync(string address, string shape)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = JsonContent.Create(new { scheme = "CCER", code = "OUT", name = "试", source = "测试", from = "2090-01-01", to = "2099-12-31", boundary = JsonDocument.Parse(shape).RootElement }),
            };
            request.Headers.Add("X-Form-Token", (await browser.PageAsync("/ccer/claims")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value"));
            return await browser.Http.SendAsync(request, Ct);
        }

        foreach (var address in new[] { "/ccer/claims/check", "/ccer/claims" })
        {
            var page = await browser.PostAsync(address, Form(Square("114.3", "114.301")), formOn: "/ccer/claims");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, page.StatusCode);
            Assert.Contains("整个在本县县界之外（如地块 1，在东经 114.3005°、北纬 25.2055°）", (await Browser.ReadAsync(page)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
            using var api = await SentAsync("/api/v1" + address[5..], Square("114.3", "114.301"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, api.StatusCode);
        }

        const string HalfWest = "111.279", HalfEast = "111.281";
        var half = await browser.PostAsync("/ccer/claims/check", Form(Square(HalfWest, HalfEast)), formOn: "/ccer/claims");
        Assert.Contains("1 个地块有", (await Browser.ReadAsync(half)).QuerySelector("#outside")!.TextContent, StringComparison.Ordinal);
        using var told = await SentAsync("/api/v1/claims/check", Square(HalfWest, HalfEast));
        var outside = Assert.Single((await told.Content.ReadFromJsonAsync<JsonElement>(Ct)).EnumerateArray());
        Assert.Equal(("outside", 1), (outside.GetProperty("verdict").GetString(), outside.GetProperty("plot").GetInt32()));
        Assert.InRange(outside.GetProperty("areaM2").GetDecimal(), 11_000, 11_400);
        var registered = await browser.PostAsync("/ccer/claims", Form(Square(HalfWest, HalfEast)), formOn: "/ccer/claims");
        Assert.NotNull((await browser.PageAsync(registered.Headers.Location!.OriginalString)).QuerySelector("#outside"));
    }

    [Fact]
    public async Task The_register_is_searched_by_scheme_code_name_holder_and_state_and_told_page_by_page()
    {
        var register = new ClaimRegister(site.Db);
        for (var i = 0; i < 52; i++)
            await register.RegisterAsync(Actor.Job("test"), new ClaimDraft("GS", $"SEEK-{i:00}", i == 7 ? "找得到" : "别的", new(2095, 1, 1), new(2099, 12, 31), "试") { Holder = i == 8 ? "某林场" : null, IsProvisional = i == 9 },
                [BoundaryPlot.Of(null, new GeometryFactory(new PrecisionModel(), 4490).ToGeometry(new Envelope(111.2001 + (i * 0.0002), 111.2002 + (i * 0.0002), 25.2001, 25.2002)))]);
        var browser = await site.SignedInAsync(Roles.Developer);
        async Task<string[]> CodesAsync(string query) => [.. (await browser.PageAsync("/ccer/claims" + query)).QuerySelectorAll("#claims th a").Select(a => a.TextContent.Trim())];

        Assert.Equal((50, 2), ((await CodesAsync("?q=seek-")).Length, (await CodesAsync("?q=seek-&page=2")).Length));
        foreach (var (query, code) in new[] { ("?q=找得到", "SEEK-07"), ("?q=某林场", "SEEK-08"), ("?q=seek&state=provisional", "SEEK-09"), ("?q=SEEK-51", "SEEK-51") })
            Assert.Equal([code], await CodesAsync(query));
        Assert.Equal(50, (await CodesAsync("?q=Gold+Standard")).Length);
        Assert.Empty(await CodesAsync("?q=没有这样的"));
        var page = await browser.PageAsync("/ccer/claims");
        Assert.NotNull(page.QuerySelector(".head a[href='#claim-form']"));
        Assert.NotNull(page.QuerySelector(".key-claim.drawn"));

        // What the map draws dashed has a list behind it, by the day it lapses.
        var provisional = await browser.PageAsync(page.QuerySelector(".key-claim.provisional + a")!.GetAttribute("href")!.Split('#')[0]);
        var lapses = provisional.QuerySelectorAll("#claims tbody tr").Select(r => System.Text.RegularExpressions.Regex.Match(r.TextContent, @"暂占至 (\d{4}-\d{2}-\d{2})").Groups[1].Value).ToList();
        Assert.Contains(CountyClock.Today.AddMonths(ClaimRegister.ProvisionalMonths).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), lapses);
        Assert.DoesNotContain("", lapses);
        Assert.Equal(lapses.Order(StringComparer.Ordinal), lapses);
    }

    [Fact]
    public async Task A_refused_drawing_is_called_what_it_is_and_no_file()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        const string Crossed = """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[111.27,25.22],[111.271,25.221],[111.271,25.22],[111.27,25.221],[111.27,25.22]]]}}]}""";

        var refused = await browser.PostAsync("/ccer/claims/check", new() { ["Scheme"] = "CCER", ["Drawn"] = Crossed }, formOn: "/ccer/claims");

        var said = (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent;
        Assert.Contains("画的边界 有 1 处不能用", said, StringComparison.Ordinal);
        Assert.DoesNotContain("geojson", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zzz", "2027-01-01", "2046-12-31", "不认识的机制“zzz”。请写 CCER、VCS、"), InlineData("CCER", "2030-01-01", "2020-01-01", "计入期止 2020-01-01 早于起 2030-01-01。")]
    public async Task A_scheme_nobody_knows_or_a_period_turned_round_is_refused_by_the_page_and_over_REST(string scheme, string from, string to, string sentence)
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        const string Drawn = """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[111.265,25.22],[111.266,25.22],[111.266,25.221],[111.265,25.221],[111.265,25.22]]]}}]}""";

        var page = await browser.PostAsync("/ccer/claims/check", new() { ["Scheme"] = scheme, ["From"] = from, ["To"] = to, ["Drawn"] = Drawn }, formOn: "/ccer/claims");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/claims/check") { Content = JsonContent.Create(new { scheme, from, to, boundary = JsonDocument.Parse(Drawn).RootElement }) };
        request.Headers.Add("X-Form-Token", (await browser.PageAsync("/ccer/claims")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value"));
        using var api = await browser.Http.SendAsync(request, Ct);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (page.StatusCode, api.StatusCode));
        Assert.Contains(sentence, (await Browser.ReadAsync(page)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.StartsWith(sentence, (await api.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_stands_is_compared_on_a_page_and_the_limits_are_told_with_their_mark()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);

        var rule = (await browser.PageAsync("/ccer/claims")).QuerySelectorAll("section").Single(s => s.QuerySelector("h2")?.TextContent is "重叠怎么判" or "What an overlap means");
        var audit = await browser.PageAsync("/ccer/claims/audit");

        Assert.Contains("10 m²", rule.TextContent, StringComparison.Ordinal);
        Assert.Contains("0.1%", rule.TextContent, StringComparison.Ordinal);
        Assert.NotNull(rule.QuerySelector(".mk"));
        var standing = await site.ScalarAsync<long>("select count(*) from ccer.claim where state in ('provisional', 'firm')");
        Assert.Contains($"{standing} ", audit.QuerySelector(".head p")!.TextContent, StringComparison.Ordinal);
    }
}
