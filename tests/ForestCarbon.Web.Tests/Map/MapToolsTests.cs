using System.Net;
using System.Text.Json;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Map;

public sealed class MapToolsTests(WebSite site) : IClassFixture<WebSite>
{
    [Fact]
    public async Task A_length_is_measured_along_the_ellipsoid_not_on_the_maps_plane()
    {
        // A degree of longitude at 25°N on the ellipsoid of CGCS2000 is 100.95 km; the map's plane would say 111.32 km.
        var measured = await JsonAsync("/inventory/map/measure?points=111,25;112,25&closed=false");

        Assert.InRange(measured.GetProperty("lengthM").GetDouble(), 100_940, 100_960);
        Assert.Equal(JsonValueKind.Null, measured.GetProperty("areaM2").ValueKind);
    }

    [Fact]
    public async Task An_area_is_measured_by_the_function_of_the_area_of_record()
    {
        var measured = await JsonAsync("/inventory/map/measure?points=111.20,25.20;111.21,25.20;111.21,25.21;111.20,25.21&closed=true");
        var record = await site.Db.QuerySingleOrDefaultAsync<double>("select inventory.ellipsoidal_area_m2(geom) from inventory.parcel_shape where parcel_version_id = 1");

        Assert.Equal(record, measured.GetProperty("areaM2").GetDouble(), record * 1e-9);
    }

    [Fact]
    public async Task A_figure_that_crosses_itself_has_no_area()
    {
        var measured = await JsonAsync("/inventory/map/measure?points=111,25;112,26;112,25;111,26&closed=true");

        Assert.Equal(JsonValueKind.Null, measured.GetProperty("areaM2").ValueKind);
    }

    [Theory, InlineData("points=111,25&closed=false"), InlineData("points=111,25;112,25&closed=true"), InlineData("points=a,b;c,d&closed=false"), InlineData("points=111,95;112,25&closed=false"), InlineData("closed=true")]
    public async Task A_figure_of_too_few_or_strange_points_is_refused(string query)
    {
        using var answer = await (await site.SignedInAsync(Roles.Auditor)).GetAsync($"/inventory/map/measure?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Ground_without_a_parcel_has_the_name_of_its_township_and_none_outside_the_accounts_ground()
    {
        // The middle of the western and of the eastern township, in metres of the map.
        const string west = "/inventory/map/at?x=12381000&y=2902000";
        const string east = "/inventory/map/at?x=12385500&y=2902000";

        Assert.Equal("西镇", (await JsonAsync(west)).GetProperty("nameZh").GetString());
        Assert.Equal("东镇", (await JsonAsync(east)).GetProperty("nameZh").GetString());
        Assert.Equal(JsonValueKind.Null, (await JsonAsync(east, Roles.TownshipStation)).ValueKind);
    }

    [Fact]
    public async Task Lines_of_the_legend_that_share_a_colour_are_told_apart_by_hatching()
    {
        var lines = Web.Map.Colouring.All.SelectMany(c => c.Lines.GroupBy(l => (c.Key, l.Token)));

        Assert.All(lines, shared => Assert.Equal(shared.Count(), shared.Select(l => l.Swatch).Distinct().Count()));
        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync("/inventory/map");
        Assert.Equal(2, page.QuerySelectorAll("#legend .sw.hatch").Length);
    }

    private async Task<JsonElement> JsonAsync(string address, string role = Roles.BureauReviewer) =>
        JsonDocument.Parse(await (await site.SignedInAsync(role)).Http.GetStringAsync(address)).RootElement;
}
