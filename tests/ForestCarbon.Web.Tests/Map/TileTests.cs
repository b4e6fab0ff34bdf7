using System.IO.Compression;
using System.Net;
using ForestCarbon.Inventory.Tiles;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using NetTopologySuite.Features;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace ForestCarbon.Web.Tests.Map;

public sealed class TileTests(WebSite site) : IClassFixture<WebSite>
{
    // The squared county lies whole inside this tile of zoom 10, and inside 6/51/27 far out.
    private const string Near = "/tiles/forest-land/10/828/437.mvt";
    private const string Far = "/tiles/forest-land/6/51/27.mvt";

    [Fact]
    public async Task A_tile_holds_each_parcel_once_with_its_id_species_age_and_category()
    {
        var parcels = await ParcelsAsync(Roles.BureauReviewer, Near);

        Assert.Equal([.. Enumerable.Range(1, 12), .. Enumerable.Range(101, 12)], parcels.Keys.Order());
        Assert.Equal(("fir", "1", "22"), parcels[1]);
        Assert.Equal(("masson-pine", "2", "22"), parcels[2]);
        Assert.Equal(("bamboo", "none", "11"), parcels[11]);
        Assert.Equal(("none", "none", "11"), parcels[12]);
    }

    [Fact]
    public async Task A_township_station_gets_its_own_township_only()
    {
        var parcels = await ParcelsAsync(Roles.TownshipStation, Near);

        Assert.Equal(Enumerable.Range(1, 12), parcels.Keys.Order());
    }

    [Fact]
    public async Task Far_out_a_tile_holds_one_shape_per_township_and_key_and_is_not_blank()
    {
        await new OverviewShapes(site.Db).RefreshAsync(Actor.Installation);

        var county = await LayersAsync(Roles.BureauReviewer, Far);
        Assert.Equal(["age", "category", "species"], county.Keys.Order());
        // Fir, pine, bamboo, economic and none in each of two townships.
        Assert.Equal(10, county["species"].Count);

        var station = await LayersAsync(Roles.TownshipStation, Far);
        Assert.All(station["species"], f => Assert.Equal(SmallCounty.West, f.Attributes["township"]));
        Assert.Equal(5, station["species"].Count);
    }

    [Fact]
    public async Task The_same_tile_is_not_sent_twice_and_a_new_generation_of_the_data_is_another_tile()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        using var first = await browser.GetAsync(Near);
        var tag = first.Headers.ETag!;

        using var again = new HttpRequestMessage(HttpMethod.Get, Near);
        again.Headers.IfNoneMatch.Add(tag);
        using var unchanged = await browser.Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);

        await site.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "another generation", write =>
            write.ExecuteAsync("insert into inventory.data_generation (actor, reason) values ('installation', 'test')"));
        using var changed = await browser.GetAsync(Near);
        Assert.NotEqual(tag, changed.Headers.ETag);
    }

    [Fact]
    public async Task Two_scopes_never_share_a_tag()
    {
        using var county = await (await site.SignedInAsync(Roles.Finance)).GetAsync(Near);
        using var station = await (await site.SignedInAsync(Roles.TownshipStation)).GetAsync(Near);

        Assert.NotEqual(county.Headers.ETag, station.Headers.ETag);
    }

    [Theory, InlineData("/tiles/forest-land/3/9/1.mvt"), InlineData("/tiles/claims/10/828/437.mvt"), InlineData("/tiles/forest-land/40/1/1.mvt")]
    public async Task What_is_no_tile_is_a_problem_not_a_fault(string address)
    {
        using var answer = await (await site.SignedInAsync(Roles.Finance)).GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory, InlineData("township", 2), InlineData("village", 2), InlineData("public-welfare", 0)]
    public async Task Boundaries_and_layers_have_tiles_of_their_own(string layer, int features)
    {
        var layers = await LayersAsync(Roles.BureauReviewer, $"/tiles/{layer}/10/828/437.mvt");

        Assert.Equal(features, layers.Values.Sum(l => l.Count));
    }

    private async Task<Dictionary<int, (string, string, string)>> ParcelsAsync(string role, string address) =>
        (await LayersAsync(role, address))["parcels"].ToDictionary(
            f => Convert.ToInt32(f.Attributes["id"], System.Globalization.CultureInfo.InvariantCulture),
            f => ((string)f.Attributes["species"], (string)f.Attributes["age"], (string)f.Attributes["category"]));

    private async Task<Dictionary<string, IList<IFeature>>> LayersAsync(string role, string address)
    {
        var browser = await site.SignedInAsync(role);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var answer = await browser.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        await using var tile = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        var read = new MapboxTileReader().Read(tile, new NetTopologySuite.IO.VectorTiles.Tiles.Tile(0, 0, 0), "id");
        return read.Layers.ToDictionary(l => l.Name, l => l.Features);
    }
}
