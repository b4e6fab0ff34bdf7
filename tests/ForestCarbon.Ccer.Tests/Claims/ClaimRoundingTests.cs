using ForestCarbon.Ccer.Claims;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using NetTopologySuite.Geometries;
using static ForestCarbon.Ccer.Tests.Claims.SamplePlots;

namespace ForestCarbon.Ccer.Tests.Claims;

public sealed class ClaimRoundingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private ClaimRegister Register => new(database.Db);

    private Task<RegisteredClaim> ClaimAsync(Polygon shape) => Register.RegisterAsync(Keeper, Draft(), [BoundaryPlot.Of(null, shape)]);

    /// <summary>Two plots on either side of one border, a zigzag of nine decimals.</summary>
    private static (Polygon West, Polygon East) Neighbours(int row, Random random, int corners, double heightM)
    {
        var border = Enumerable.Range(0, corners).Select(i => new Coordinate(
            Math.Round(111 + ((200 + (random.NextDouble() * 20)) / LongitudeM), 9), Math.Round(25 + (row * 0.01) + (i * heightM / (corners - 1) / LatitudeM), 9))).ToList();
        var (south, north, far) = (border[0].Y, border[^1].Y, Math.Round(111 + (400 / LongitudeM), 9));
        Coordinate[] west = [new(111, south), .. border, new(111, north), new(111, south)];
        Coordinate[] east = [new(far, south), new(far, north), .. border.AsEnumerable().Reverse(), new(far, south)];
        return (Factory.CreatePolygon(west), Factory.CreatePolygon(east));
    }

    [Theory]
    [InlineData(1, 60, 300), InlineData(2, 8, 600), InlineData(3, 200, 900), InlineData(4, 3, 900), InlineData(5, 25, 1000)]
    public async Task What_rounding_to_six_decimals_takes_from_a_neighbour_is_no_overlap_is_said_and_counts_once(int seed, int corners, double heightM)
    {
        var row = NewRow();
        var (west, east) = Neighbours(row, new Random(seed), corners, heightM);
        await ClaimAsync(west);
        var rounded = BoundaryPlot.Of("东", BoundaryExport.SixDecimals(east));
        Assert.True(rounded.Shape.IsValid && west.Intersection(rounded.Shape).Area > 0);

        var found = Assert.Single(await Register.CheckAsync([rounded], From, To));
        Assert.Equal(found.AreaM2 > 1 ? "rounding" : "nothing", found.Verdict);
        var done = await Register.RegisterAsync(Keeper, Draft(), [rounded]);

        var claim = (await Register.FindAsync(done.ClaimId, TownshipScope.WholeCounty))!;
        Assert.Equal(found.AreaM2 > 1 ? found.AreaM2 : 0, claim.AreaM2 - claim.CountedAreaM2);
        Assert.DoesNotContain(await Register.CheckAllAsync(TownshipScope.WholeCounty), o => o.ClaimId == done.ClaimId && o.Verdict is "warning" or "refused");
    }

    [Fact]
    public async Task The_longest_border_rounds_to_more_than_a_warning_allows_and_is_rounding_still()
    {
        // A plot so narrow that its share of the border would refuse it.
        var row = NewRow();
        var (west, _) = Neighbours(row, new Random(7), 40, 900);
        await ClaimAsync(west);
        var border = west.Coordinates[1..41];
        var strip = BoundaryPlot.Of("窄", BoundaryExport.SixDecimals(Factory.CreatePolygon(
            [.. border, .. border.Reverse().Select(c => new Coordinate(Math.Round(c.X + (2 / LongitudeM), 9), c.Y)), border[0]])));

        var found = Assert.Single(await Register.CheckAsync([strip], From, To));

        Assert.True(found.AreaM2 > strip.AreaM2 * 0.001m && found.AreaM2 > 1);
        Assert.Equal("rounding", found.Verdict);
    }

    [Theory]
    [InlineData(1.5, 1.5, "warning")] // compact
    [InlineData(3.1, 3.1, "warning")]
    [InlineData(0.1, 99, "warning")] // a strip of 9.9 m² wider than rounding makes it
    [InlineData(8.2, 8.2, "refused")] // 0.1 mu
    [InlineData(26, 26, "refused")] // 1 mu
    [InlineData(0.3, 100, "refused")]
    public async Task A_real_overlap_in_a_file_of_six_decimals_keeps_its_verdict(double widthM, double heightM, string verdict)
    {
        var row = NewRow();
        await ClaimAsync((Polygon)BoundaryExport.SixDecimals(Rectangle(row, 0, 0, 200, 100)));
        // A tooth of the east plot reaches into the west one; every vertex has six decimals.
        var tooth = Rectangle(row, 200 - widthM, 0, widthM + 50, heightM);
        var east = BoundaryPlot.Of("东", BoundaryExport.SixDecimals(Rectangle(row, 200, 0, 200, 100).Union(tooth)));

        var found = Assert.Single(await Register.CheckAsync([east], From, To));

        Assert.InRange((double)found.AreaM2, widthM * heightM * 0.8, widthM * heightM * 1.2);
        Assert.Equal(verdict, found.Verdict);
        if (verdict == "refused")
            await Assert.ThrowsAsync<ClaimRefusedException>(() => Register.RegisterAsync(Keeper, Draft(), [east]));
        else
            Assert.Equal([verdict], (await Register.RegisterAsync(Keeper, Draft(), [east])).Overlaps.Select(o => o.Verdict));
    }

    [Fact]
    public async Task A_thin_strip_between_plots_of_nine_decimals_is_no_rounding()
    {
        var row = NewRow();
        await ClaimAsync(Rectangle(row, 0.013, 0.017, 200, 100));

        var found = Assert.Single(await Register.CheckAsync([BoundaryPlot.Of(null, Rectangle(row, 199.953, 0.017, 200, 100))], From, To));

        Assert.Equal("warning", found.Verdict);
        Assert.InRange(found.AreaM2, 5, 7);
    }
}
