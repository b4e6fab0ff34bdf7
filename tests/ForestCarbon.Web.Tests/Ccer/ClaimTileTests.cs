using System.Globalization;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace ForestCarbon.Web.Tests.Ccer;

public sealed class ClaimTileTests(WebSite site) : IClassFixture<WebSite>
{
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);

    // The squared county lies whole inside 10/828/437; its western end inside 12/3313/1751 and 13/6626/3503.
    [Fact]
    public async Task Far_out_a_claims_plots_have_a_point_for_those_near_each_other_and_near_by_none()
    {
        // Two plots of a hundred metres beside each other in the west, one in the east.
        var claim = await new ClaimRegister(site.Db).RegisterAsync(
            Actor.Job("test"), new ClaimDraft("GS", "FAR-1", "试", new(2095, 1, 1), new(2099, 12, 31), "试") { IsProvisional = true },
            [Plot(111.2001), Plot(111.2021), Plot(111.2601)], TestContext.Current.CancellationToken);

        (int Z, int X, int Y, int[] Points)[] looks = [(10, 828, 437, [2, 1]), (12, 3313, 1751, [2, 1]), (13, 6626, 3503, [])];
        foreach (var (z, x, y, points) in looks)
        {
            var layers = await LayersAsync(z, x, y, TownshipScope.WholeCounty);

            Assert.Equal(points, layers.GetValueOrDefault("claim-points", []).Select(f => Convert.ToInt32(f.Attributes["plots"], CultureInfo.InvariantCulture)).OrderDescending());
            Assert.All(layers.GetValueOrDefault("claim-points", []), f => Assert.Equal(("FAR-1", "provisional"), ((string)f.Attributes["label"], (string)f.Attributes["state"])));
            Assert.NotEmpty(layers["claims"]);
        }
        // Who sees the western township is shown no point of the eastern one.
        var west = Assert.Single((await LayersAsync(10, 828, 437, TownshipScope.Of([SmallCounty.West])))["claim-points"]);
        Assert.Equal(2, Convert.ToInt32(west.Attributes["plots"], CultureInfo.InvariantCulture));

        await new ClaimRegister(site.Db).ReleaseAsync(Actor.Job("test"), claim.ClaimId, "试", ct: TestContext.Current.CancellationToken);
        Assert.Empty(await LayersAsync(10, 828, 437, TownshipScope.WholeCounty));
    }

    [Fact]
    public async Task The_point_of_a_plot_stands_in_the_tile_it_lies_in_though_the_middle_of_its_box_lies_in_the_next()
    {
        // Tiles 12/3313/1751 and 12/3314/1751 meet at 111.26953125° E: an L whose upright stands west of it and whose foot reaches far east.
        Coordinate[] outline = [new(111.2680, 25.2003), new(111.2730, 25.2003), new(111.2730, 25.2004), new(111.2690, 25.2004), new(111.2690, 25.2012), new(111.2680, 25.2012), new(111.2680, 25.2003)];
        var claim = await new ClaimRegister(site.Db).RegisterAsync(
            Actor.Job("test"), new ClaimDraft("GS", "L-1", "试", new(2095, 1, 1), new(2099, 12, 31), "试") { IsProvisional = true },
            [BoundaryPlot.Of(null, Factory.CreatePolygon(outline))], TestContext.Current.CancellationToken);

        var west = Assert.Single((await LayersAsync(12, 3313, 1751, TownshipScope.WholeCounty))["claim-points"]);
        var point = Assert.IsType<Point>(west.Geometry);

        Assert.InRange(point.X, 111.2680, 111.2690);
        Assert.DoesNotContain("claim-points", (await LayersAsync(12, 3314, 1751, TownshipScope.WholeCounty)).Keys);
        await new ClaimRegister(site.Db).ReleaseAsync(Actor.Job("test"), claim.ClaimId, "试", ct: TestContext.Current.CancellationToken);
    }

    private static BoundaryPlot Plot(double west) => BoundaryPlot.Of(null, Factory.ToGeometry(new Envelope(west, west + 0.001, 25.2003, 25.2012)));

    private async Task<Dictionary<string, IList<IFeature>>> LayersAsync(int z, int x, int y, TownshipScope scope)
    {
        using var tile = new MemoryStream(await new ClaimTiles(site.Db).DrawAsync(z, x, y, scope, TestContext.Current.CancellationToken));
        return new MapboxTileReader().Read(tile, new NetTopologySuite.IO.VectorTiles.Tiles.Tile(x, y, z), "id").Layers.ToDictionary(l => l.Name, l => l.Features);
    }
}
