using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Inventory;

/// <summary>The squared county with an overlap, a broken rule, a split and a protected piece in either township.</summary>
public sealed class FaultySite : WebSite
{
    protected override async Task FillCountyAsync()
    {
        await base.FillCountyAsync();
        await Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "faults on either side", write => write.ExecuteAsync(
            """
            insert into inventory.parcel (parcel_id, county_code) values (51, '431125'), (151, '431125'), (61, '431125'), (161, '431125');
            insert into inventory.parcel_version (parcel_version_id, parcel_id, valid, code, township_code, village_code, compartment, subcompartment,
                ellipsoidal_area_m2, registered_area_ha, is_on_forest_land, land_class, land_class_given, land_class_list, canopy_density, origin, species_code)
            select p.id, p.id, p.valid::daterange, p.township || '001' || '0001' || lpad(p.number, 5, '0'), p.township, p.township || '001', '0001', lpad(p.number, 5, '0'),
                   1000, 0.1, true, '0111', '0111', 'land-class', 0.05, '21', '310'
            from (values (51, '431125101', '00051', '[2025-12-31,)'), (151, '431125102', '00051', '[2025-12-31,)'),
                         (61, '431125101', '00061', '[2020-12-31,2025-12-31)'), (161, '431125102', '00061', '[2020-12-31,2025-12-31)')) as p (id, township, number, valid);
            insert into inventory.parcel_shape (parcel_version_id, geom, geom_3857)
            select s.id, st_multi(s.box), st_multi(st_transform(s.box, 3857))
            from (values (51, st_makeenvelope(111.205, 25.205, 111.206, 25.206, 4490)), (151, st_makeenvelope(111.265, 25.205, 111.266, 25.206, 4490)),
                         (61, st_makeenvelope(111.207, 25.205, 111.208, 25.206, 4490)), (161, st_makeenvelope(111.267, 25.205, 111.268, 25.206, 4490))) as s (id, box);
            insert into inventory.parcel_lineage (parent_version_id, child_version_id, on_date, ellipsoidal_area_m2) values (61, 51, '2025-12-31', 1000), (161, 151, '2025-12-31', 1000);
            insert into inventory.layer_feature (layer, code, name, township_code, valid, ellipsoidal_area_m2, geom, geom_3857)
            select 'public-welfare', township || '-GYL', township || '-GYL', township, '[2025-12-31,)', 1000, box, st_transform(box, 3857)
            from (values ('431125101', st_makeenvelope(111.205, 25.205, 111.206, 25.206, 4490)), ('431125102', st_makeenvelope(111.265, 25.205, 111.266, 25.206, 4490))) as f (township, box);
            """));
    }
}

/// <summary>What belongs to one township shows at no door to the account of another.</summary>
public sealed class ScopeTests(FaultySite site) : IClassFixture<FaultySite>
{
    /// <summary>Pages and files that show parcels or features of every township to whoever has the county.</summary>
    public static TheoryData<string> Doors =>
    [
        "/inventory/parcels", "/inventory/parcels?asOf=2021-06-30", "/inventory/check", "/inventory/check?rule=all", "/inventory/check?asOf=2026-01-01", "/inventory/check.geojson",
        "/inventory/layers/forest-land", "/inventory/layers/public-welfare", "/inventory/layers/forest-land?asOf=2021-06-30", "/inventory/lineage",
        "/inventory/reconciliation?by=village", "/inventory/reconciliation.xlsx?by=village", "/inventory/totals.csv?by=township", "/inventory/totals.csv?by=township&asOf=2026-01-01",
        "/inventory/layers/forest-land/export?format=csv", "/inventory/layers/forest-land/export?format=geojson", "/inventory/layers/forest-land/export?format=xlsx",
        "/inventory/layers/forest-land/export?format=shp", "/inventory/layers/forest-land/export?format=gpkg", "/inventory/layers/forest-land/export?format=csv&asOf=2021-06-30",
        "/inventory/layers/public-welfare/export?format=csv", "/ogc/collections/forest-land/items?limit=100", "/ogc/collections/forest-land/items?limit=100&datetime=2021-06-30",
        "/ogc/collections/public-welfare/items", "/ogc/collections/village/items", "/tiles/village/10/828/437.mvt", "/tiles/public-welfare/10/828/437.mvt?asOf=2026-01-01",
    ];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Shows_a_station_its_own_township_and_nothing_of_the_next(string address)
    {
        var (west, east) = ("431125101", "431125102");
        var county = await TextAsync(await site.SignedInAsync(Roles.Auditor), address);
        var station = await TextAsync(await site.SignedInAsync(Roles.TownshipStation), address);

        Assert.Contains(west, county, StringComparison.Ordinal);
        Assert.Contains(east, county, StringComparison.Ordinal);
        Assert.Contains(west, station, StringComparison.Ordinal);
        Assert.DoesNotContain(east, station, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/inventory/parcels/101"), InlineData("/inventory/parcels/161?asOf=2021-06-30"), InlineData("/inventory/parcels/431125102001000100001"), InlineData("/inventory/parcels/101/card")]
    [InlineData("/api/v1/parcels/101"), InlineData("/api/v1/parcels/161?asOf=2021-06-30"), InlineData("/ogc/collections/forest-land/items/101")]
    public async Task A_parcel_of_another_township_is_not_there(string address)
    {
        using var station = await (await site.SignedInAsync(Roles.TownshipStation)).GetAsync(address);
        using var auditor = await (await site.SignedInAsync(Roles.Auditor)).GetAsync(address);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (station.StatusCode, auditor.StatusCode));
    }

    [Fact]
    public async Task Another_township_cannot_be_asked_for_by_name()
    {
        using var answer = await (await site.SignedInAsync(Roles.TownshipStation)).GetAsync($"/inventory/layers/forest-land/export?format=csv&township={SmallCounty.East}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task The_cross_of_categories_counts_the_station_s_parcels_only()
    {
        async Task<int> ParcelsAsync(string role) => (await (await site.SignedInAsync(role)).PageAsync("/inventory/overlay")).QuerySelectorAll("section:not(#own) tbody tr")
            .Sum(r => int.Parse(r.QuerySelectorAll("td")[0].TextContent.Trim(), System.Globalization.CultureInfo.InvariantCulture));

        // 12 squares and the parcel over one of them; that of the public-welfare piece lies in two combinations: the square under it
        Assert.Equal((28, 14), (await ParcelsAsync(Roles.Auditor), await ParcelsAsync(Roles.TownshipStation)));
    }

    [Fact]
    public async Task A_program_with_a_token_needs_no_form_token_and_a_cookie_does()
    {
        using var store = new AccountStore(site.Db);
        var surveyor = (await store.AllAsync(TestContext.Current.CancellationToken)).Single(a => a.UserName == Roles.Surveyor);
        var token = await new AccessTokens(site.Db).IssueAsync(surveyor, "test", DateTime.UtcNow.AddHours(1), Actor.Installation, TestContext.Current.CancellationToken);

        using var bearer = await PostRunAsync(site.Anonymous().Http, token);
        // The years are refused by the data, after every token was looked at.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bearer.StatusCode);

        var cookie = await site.SignedInAsync(Roles.Surveyor);
        using var foreign = await PostRunAsync(cookie.Http, null);
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
        Assert.Contains("X-Form-Token", await foreign.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // a cookie beside a token that is none stays out
        using var wrong = await PostRunAsync(cookie.Http, "fc_" + new string('0', 64));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostRunAsync(HttpClient http, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs") { Content = new StringContent("""{"from":1900}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
    }

    // Whatever kind of file it is: its text, that of every part of an archive, else its bytes.
    private static async Task<string> TextAsync(Browser browser, string address)
    {
        using var answer = await browser.GetAsync(address);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address} answered {(int)answer.StatusCode}");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        if (bytes is not [(byte)'P', (byte)'K', ..])
            return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder();
        using var zip = new ZipArchive(new MemoryStream(bytes));
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open(), Encoding.Latin1);
            text.Append(await reader.ReadToEndAsync());
        }
        return text.ToString();
    }
}

/// <summary>What the check finds stands on the desk of who may correct it, by kind.</summary>
public sealed class CheckDeskTests(FaultySite site) : IClassFixture<FaultySite>
{
    [Theory, InlineData(Roles.BureauReviewer), InlineData(Roles.TownshipStation)]
    public async Task Each_kind_of_finding_is_counted_and_leads_to_its_findings(string role)
    {
        var browser = await site.SignedInAsync(role);
        await browser.PageAsync("/inventory/check");

        var doors = (await browser.PageAsync("/")).QuerySelectorAll("#findings a.why").ToList();

        Assert.Contains("/inventory/check?kind=Overlap", doors.Select(d => d.GetAttribute("href")));
        Assert.Contains("/inventory/check?rule=all", doors.Select(d => d.GetAttribute("href")));
        foreach (var door in doors)
        {
            var findings = (await browser.PageAsync(door.GetAttribute("href")!)).QuerySelectorAll(".card table")
                .Last(t => t.Closest("#limits") is null).QuerySelectorAll("tbody tr");
            // Beside the count of a kind stands its area, and leads to the same rows.
            var told = door.Closest(".cap") is null ? findings.Length : findings.Sum(f => decimal.Parse(f.QuerySelector("td[data-l='面积']")!.TextContent, NumberStyles.Number, CultureInfo.InvariantCulture));
            Assert.Equal(told, decimal.Parse(door.TextContent, NumberStyles.Number, CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Who_cannot_correct_a_file_is_not_told_of_findings() =>
        Assert.Null((await (await site.SignedInAsync(Roles.Finance)).PageAsync("/")).QuerySelector("#findings"));
}
