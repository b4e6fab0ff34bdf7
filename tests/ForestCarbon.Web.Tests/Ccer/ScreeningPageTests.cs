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
    public async Task A_station_states_for_parcels_of_its_own_township_only()
    {
        var browser = await site.SignedInAsync(Roles.TownshipStation);
        var own = await site.ScalarAsync<string>($"select min(code) from inventory.parcel_current_v where township_code = '{SmallCounty.West}'");
        var foreign = await site.ScalarAsync<string>($"select min(code) from inventory.parcel_current_v where township_code <> '{SmallCounty.West}'");
        Dictionary<string, string> Form(string code) => new() { ["Codes"] = code, ["ShrubPercent"] = "15", ["KeepsTrees"] = "true", ["Source"] = "村组申报" };

        var refused = await browser.PostAsync("/ccer/statements", Form(foreign), formOn: "/ccer/statements");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(foreign, (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync("/ccer/statements", Form(own), formOn: "/ccer/statements")).StatusCode);

        var stated = await browser.Http.GetFromJsonAsync<JsonElement>("/api/v1/statements", Ct);
        Assert.Equal((own, 0.15m), (stated[0].GetProperty("code").GetString(), stated[0].GetProperty("shrubShare").GetDecimal()));
        Assert.Null((await (await site.SignedInAsync(Roles.Finance)).PageAsync("/ccer/statements")).QuerySelector("form[action='/ccer/statements']"));
    }

    [Fact]
    public async Task A_parameter_is_given_another_value_from_a_day_on()
    {
        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        var id = await site.ScalarAsync<long>("select parameter_id from ccer.parameter where param_key = 'expected_low_t_mu_a' and superseded_by is null");

        var held = await browser.PostAsync($"/ccer/parameters/{id}/period", new() { ["Value"] = "0.2", ["From"] = "2031-01-01", ["Source"] = "试" }, formOn: $"/ccer/parameters/{id}");
        Assert.Equal(HttpStatusCode.Redirect, held.StatusCode);
        var page = await browser.PageAsync(held.Headers.Location!.OriginalString);

        Assert.Contains("0.2", page.QuerySelector(".big")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2031-01-01 至 …", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("… 至 2030-12-31", page.Body.TextContent, StringComparison.Ordinal);
        var undated = await browser.PostAsync(held.Headers.Location.OriginalString + "/period", new() { ["Value"] = "0.3", ["Source"] = "试" }, formOn: held.Headers.Location.OriginalString);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, undated.StatusCode);
    }

    [Fact]
    public async Task Ground_that_fails_makes_no_candidate_boundary()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        var failing = await site.ScalarAsync<long>(
            $"select parcel_id from ccer.screening_piece where run_id = {site.RunId} group by parcel_id having min(verdict) = 2 limit 1");

        var refused = await browser.Http.PostAsJsonAsync($"/api/v1/screenings/{site.RunId}/selections", new { name = "试选", parcels = new[] { failing } }, Ct);

        Assert.NotEqual(HttpStatusCode.Created, refused.StatusCode);
        Assert.Equal(0, (await browser.Http.GetFromJsonAsync<JsonElement>("/api/v1/selections", Ct)).GetArrayLength());
    }

    [Fact]
    public async Task A_planting_model_is_read_by_the_bureau_only_and_shown_as_missing_until_then()
    {
        var page = await (await site.SignedInAsync(Roles.Developer)).PageAsync("/growth/planting-models/fir-pure");
        Assert.Null(page.QuerySelector("form[action$='/readings']"));
        Assert.Equal(3, page.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("缺", page.Body!.TextContent, StringComparison.Ordinal);

        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        Assert.NotNull((await browser.PageAsync("/growth/planting-models/fir-pure")).QuerySelector("form[action$='/readings']"));
        var unread = await browser.PostAsync("/growth/planting-models/fir-pure/readings", new() { ["Site"] = "1" }, formOn: "/growth/planting-models/fir-pure");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unread.StatusCode);
        var added = await browser.PostAsync("/growth/planting-models", new() { ["Id"] = "test-oak", ["NameZh"] = "栎", ["Mix"] = "410:10", ["Source"] = "试", ["Sites"] = "2" }, formOn: "/growth/planting-models");
        Assert.Equal("/growth/planting-models/test-oak", added.Headers.Location?.OriginalString);
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
