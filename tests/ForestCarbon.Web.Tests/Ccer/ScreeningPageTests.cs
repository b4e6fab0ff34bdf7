using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Ccer;

public sealed class ScreeningPageTests(ScreeningPageTests.Screened site) : IClassFixture<ScreeningPageTests.Screened>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_shows_every_condition_the_funnel_and_the_plans_ideas()
    {
        var page = await (await site.SignedInAsync(Roles.Developer)).PageAsync("/ccer");

        Assert.Equal(4, page.QuerySelectorAll(".tiles .tile").Length);
        Assert.Equal(7, page.QuerySelectorAll(".todo li").Length);
        Assert.NotNull(page.QuerySelector("svg.chart"));
        Assert.Contains("县域碳汇量不等于可签发的CCER减排量", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("form[action='/ccer/screenings']"));
    }

    [Fact]
    public async Task Who_may_not_screen_sees_no_button()
    {
        var page = await (await site.SignedInAsync(Roles.Finance)).PageAsync("/ccer");

        Assert.Null(page.QuerySelector("form[action='/ccer/screenings']"));
    }

    [Fact]
    public async Task A_township_station_sees_its_own_parcels_only()
    {
        var browser = await site.SignedInAsync(Roles.TownshipStation);
        var rows = await browser.Http.GetFromJsonAsync<JsonElement>($"/api/v1/screenings/{site.RunId}/parcels?limit=1000", Ct);

        Assert.NotEqual(0, rows.GetArrayLength());
        Assert.All(rows.EnumerateArray(), row => Assert.Equal(SmallCounty.West, row.GetProperty("townshipCode").GetString()));
        var elsewhere = await site.ScalarAsync<long>($"select min(parcel_id) from inventory.parcel_current_v where township_code <> '{SmallCounty.West}'");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/ccer/screenings/{site.RunId}/parcels/{elsewhere}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/api/v1/screenings/{site.RunId}/parcels/{elsewhere}")).StatusCode);
    }

    [Fact]
    public async Task A_parcel_says_why_not()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        var parcel = await site.ScalarAsync<long>("select min(parcel_id) from inventory.parcel_current_v");

        var page = await browser.PageAsync($"/ccer/screenings/{site.RunId}/parcels/{parcel}");

        Assert.Equal(9, page.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("不符合", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table.xlsx"), InlineData("boundary.kml"), InlineData("boundary.gpkg"), InlineData("boundary.zip"), InlineData("map"), InlineData("parcels")]
    public async Task A_screening_goes_out_in_every_form(string form)
    {
        var answer = await (await site.SignedInAsync(Roles.Developer)).GetAsync($"/ccer/screenings/{site.RunId}/{form}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_drawn_boundary_is_checked_registered_and_the_next_one_refused()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        const string Drawn = """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[111.9,25.9],[111.901,25.9],[111.901,25.901],[111.9,25.901],[111.9,25.9]]]}}]}""";
        Dictionary<string, string> Form(string code) => new() { ["Scheme"] = "CCER", ["Code"] = code, ["Name"] = "试", ["Drawn"] = Drawn };

        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync("/ccer/claims/check", Form("A"), formOn: "/ccer/claims")).StatusCode);
        var registered = await browser.PostAsync("/ccer/claims", Form("A"), formOn: "/ccer/claims");
        Assert.Equal(HttpStatusCode.Redirect, registered.StatusCode);
        var claim = await browser.PageAsync(registered.Headers.Location!.OriginalString);
        Assert.Contains("CCER A", claim.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);

        var refused = await browser.PostAsync("/ccer/claims", Form("B"), formOn: "/ccer/claims");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("重叠", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        var released = await browser.PostAsync(registered.Headers.Location.OriginalString + "/release", new() { ["reason"] = "撤回" }, formOn: registered.Headers.Location.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, released.StatusCode);
    }

    [Fact]
    public async Task Two_accounts_verify_a_parameter_with_its_source_page()
    {
        var id = await site.ScalarAsync<long>("select parameter_id from ccer.parameter where param_key = 'national_key_ecological_function_zone'");
        foreach (var (role, next) in new[] { (Roles.Developer, "读数不同"), (Roles.Verifier, "两人核实") })
        {
            var browser = await site.SignedInAsync(role);
            var page = await browser.PageAsync($"/ccer/parameters/{id}");
            using var form = new MultipartFormDataContent
            {
                { new StringContent(page.QuerySelector("form[enctype] input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
                { new StringContent("0"), "Value" }, { new StringContent("国函〔2016〕161号"), "Source" }, { new ByteArrayContent([1, 2, 3]), "Page", "page.pdf" },
            };
            var answer = await browser.Http.PostAsync($"/ccer/parameters/{id}/readings", form, Ct);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Contains(next, (await browser.PageAsync(answer.Headers.Location!.OriginalString)).Body!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Errors_of_the_interface_are_problem_details()
    {
        var browser = await site.SignedInAsync(Roles.Developer);

        var answer = await browser.GetAsync("/api/v1/screenings/999999");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    public sealed class Screened : WebSite
    {
        public long RunId { get; private set; }

        protected override async Task FillCountyAsync()
        {
            await base.FillCountyAsync();
            var (screenings, keeper) = (new Screenings(Db), Actor.Job("test"));
            RunId = await screenings.OpenAsync(keeper, new ScreeningRequest("CCER-14-001-V01"));
            await screenings.DriveAsync(keeper, RunId);
        }
    }
}
