using System.IO.Compression;
using System.Text;
using ForestCarbon.Ccer.Claims;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Ccer.Tests.Claims;

public sealed class BoundaryExportTests
{
    private const double Step = 1e-6;

    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);

    // In grid steps from a corner of the county, nine decimals as coordinates of record have.
    private static Coordinate At(double x, double y) => new(Math.Round(111.3 + (x * Step), 9), Math.Round(25.2 + (y * Step), 9));

    private static Polygon Of(params (double X, double Y)[] corners) => Factory.CreatePolygon([.. corners.Select(c => At(c.X, c.Y)), At(corners[0].X, corners[0].Y)]);

    // A block with a tip narrower than a step, whose two sides round across each other.
    private static readonly Polygon Tipped = Of((0, 0), (100, 0), (100, 40.2), (130, 40.6), (160, 40.4), (100, 41.45), (100, 60), (0, 60));

    private static Geometry Plainly(Geometry shape)
    {
        var copy = shape.Copy();
        foreach (var c in copy.Coordinates)
            (c.X, c.Y) = (Math.Round(c.X, 6), Math.Round(c.Y, 6));
        copy.GeometryChanged();
        return copy;
    }

    private static Polygon Thin(Random random)
    {
        // A band along a wandering line, here and there narrower than a step, with a block at its end.
        var corners = random.Next(3, 9);
        var line = Enumerable.Range(0, corners).Select(i => (X: i * (3 + (random.NextDouble() * 20)), Y: random.NextDouble() * 12)).OrderBy(p => p.X).ToList();
        var width = Enumerable.Range(0, corners).Select(_ => 0.02 + (random.NextDouble() * random.NextDouble() * 4)).ToList();
        var last = line[^1].X + 10;
        return Of(
        [
            .. line, (last, -20), (last + 30, -20), (last + 30, 40), (last, 40),
            .. Enumerable.Range(0, corners).Reverse().Select(i => (line[i].X + (random.NextDouble() * 0.4), line[i].Y + width[i])),
        ]);
    }

    [Fact]
    public void Thin_outlines_stay_valid_within_a_step_of_where_they_were_and_keep_their_area()
    {
        var (random, broken) = (new Random(6), 0);
        for (var i = 0; i < 3000; i++)
        {
            var shape = Thin(random);
            if (!shape.IsValid)
                continue;
            broken += Plainly(shape).IsValid ? 0 : 1;

            var rounded = BoundaryExport.SixDecimals(shape);

            Assert.True(rounded is Polygon or MultiPolygon && rounded is { IsValid: true, IsEmpty: false }, shape.AsText());
            Assert.All(rounded.Coordinates, c => Assert.Equal((Math.Round(c.X, 6), Math.Round(c.Y, 6)), (c.X, c.Y)));
            var border = shape.Boundary;
            for (var at = 1; at < rounded.Coordinates.Length; at++)
                Assert.InRange(border.Distance(Factory.CreatePoint(rounded.Coordinates[at])), 0, Step);
            Assert.InRange(Math.Abs(rounded.Area - shape.Area), 0, shape.Length * 1.5 * Step);
        }
        Assert.True(broken > 100, $"{broken}");
    }

    [Fact]
    public void A_tip_narrower_than_a_step_makes_no_outline_that_crosses_itself()
    {
        Assert.True(Tipped.IsValid);
        Assert.False(Plainly(Tipped).IsValid);

        var rounded = BoundaryExport.SixDecimals(Tipped);

        Assert.True(rounded.IsValid);
        Assert.InRange(rounded.Area / Tipped.Area, 0.99, 1.01);
    }

    [Fact]
    public void What_rounds_to_a_valid_outline_keeps_every_vertex()
    {
        var plain = Of((0.3, 0.3), (20.7, 0.2), (35.1, 18.4), (20.6, 30.9), (0.2, 25.8));

        Assert.Equal(Plainly(plain).Coordinates, BoundaryExport.SixDecimals(plain).Coordinates);
    }

    [Theory, InlineData("kml"), InlineData("gpkg"), InlineData("zip")]
    public void What_collapses_is_named_and_the_rest_goes_out(string format)
    {
        var sliver = Of((0.1, 0.1), (0.3, 0.1), (0.3, 0.2));
        var parts = Factory.CreateMultiPolygon([Of((200, 0), (300, 0), (300, 50), (200, 50)), Of((400.1, 0.1), (400.3, 0.1), (400.3, 0.2))]);
        var document = new BoundaryDocument("边界", [Plot("A-WHOLE", Tipped), Plot("B-GONE", sliver), Plot("C-PARTLY", parts)]);

        var said = Said(BoundaryExport.Write(document, format), format);

        Assert.Contains("没有列入的地块 1 个（left out: nothing of them is wider than six decimals）：B-GONE 7", said, StringComparison.Ordinal);
        Assert.Contains("：C-PARTLY 7", said, StringComparison.Ordinal);
        Assert.DoesNotContain("A-WHOLE 7", said, StringComparison.Ordinal);
    }

    [Theory, InlineData("kml"), InlineData("gpkg"), InlineData("zip")]
    public void Nothing_is_said_where_nothing_collapses(string format) =>
        Assert.DoesNotContain("没有列入", Said(BoundaryExport.Write(new BoundaryDocument("边界", [Plot("A-WHOLE", Tipped)]), format), format), StringComparison.Ordinal);

    private static BoundaryFeature Plot(string code, Geometry shape) => new(shape, [("code", code), ("piece", 7)]);

    // KML and GeoPackage hold their description as plain UTF-8.
    private static string Said(byte[] file, string format)
    {
        if (format != "zip")
            return Encoding.UTF8.GetString(file);
        using var zip = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
        if (zip.GetEntry("boundary.txt") is not { } entry)
            return "";
        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
