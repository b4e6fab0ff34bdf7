using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using static ForestCarbon.Ccer.Tests.Claims.SamplePlots;

namespace ForestCarbon.Ccer.Tests.Claims;

/// <summary>Boundaries along the border of a county whose outline of record has nine decimals.</summary>
public sealed class GroundOutsideTests(BorderedCounty county) : IClassFixture<BorderedCounty>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ClaimRegister Register => new(county.Db);

    private Task RequireGroundAsync(IReadOnlyList<BoundaryPlot> plots) =>
        new ProjectBoundaries(county.Db).RequireGroundAsync(null, "ex-ante", plots, null, isConfirmed: false, "照样保存", "keep it", Ct);

    [Theory, InlineData("kml"), InlineData("gpkg"), InlineData("zip")]
    public async Task Parcels_along_the_border_written_with_six_decimals_and_read_back_have_no_ground_outside(string format)
    {
        var file = BoundaryExport.Write(
            new BoundaryDocument("沿县界", [.. Enumerable.Range(0, BorderedCounty.Parcels).Select(i => new BoundaryFeature(BorderedCounty.Parcel(i), [("name", $"甲{i}")]))]), format);
        var path = Path.Combine(Path.GetTempPath(), $"fc-{Guid.NewGuid():N}.{format}");
        try
        {
            await File.WriteAllBytesAsync(path, file, Ct);
            var plots = await BoundaryFile.ReadAsync(county.Db, path, ct: Ct);

            var outside = (await Register.CheckBoundaryAsync(plots, From, To, ct: Ct)).Outside;

            // Rounding puts more than 1 m² of some of them over the border, or there would be nothing to tell apart.
            Assert.NotEmpty(outside);
            Assert.All(outside, o => Assert.True(o is { IsRounding: true, IsWhole: false }, $"{o.Called} {o.AreaM2}"));
            Assert.Null(OutsideGround.Sentence(outside, inEnglish: false));
            Assert.StartsWith($"{outside.Count} 个地块只因坐标取六位小数越过县界", OutsideGround.RoundingSentence(outside, inEnglish: false), StringComparison.Ordinal);
            await RequireGroundAsync(plots);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_mu_outside_is_told_beside_the_rounding_of_other_plots()
    {
        var over = BoundaryExport.SixDecimals(BorderedCounty.Parcel(0).Union(Rectangle(0, 900, 100, 160, 14)));
        var expected = BoundaryPlot.Of(null, over.Difference(BorderedCounty.Outline)).AreaM2;
        Assert.InRange(expected, 560, 850);
        List<BoundaryPlot> plots =
        [
            BoundaryPlot.Of("越界", over), .. Enumerable.Range(1, BorderedCounty.Parcels - 1).Select(i => BoundaryPlot.Of($"甲{i}", BoundaryExport.SixDecimals(BorderedCounty.Parcel(i)))),
        ];

        var outside = await Register.OutsideAsync(plots, Ct);

        var told = Assert.Single(outside, o => !o.IsRounding);
        Assert.Equal(("越界", false), (told.Called, told.IsWhole));
        Assert.InRange(told.AreaM2, expected - 1, expected + 1);
        Assert.StartsWith("1 个地块有", OutsideGround.Sentence(outside, inEnglish: false), StringComparison.Ordinal);
        Assert.Contains(" mu of 1 plot lie outside the county", OutsideGround.Sentence(outside, inEnglish: true), StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnconfirmedException>(() => RequireGroundAsync(plots));
    }

    [Theory]
    [InlineData(0.3, true)] // wider than rounding makes it
    [InlineData(0.05, false)] // as wide as rounding, of nine decimals
    public async Task A_strip_that_six_decimals_did_not_make_is_ground_outside(double eastM, bool isRounded)
    {
        var shape = BorderedCounty.Parcel(2, eastM);

        var told = Assert.Single(await Register.OutsideAsync([BoundaryPlot.Of(null, isRounded ? BoundaryExport.SixDecimals(shape) : shape)], Ct));

        Assert.False(told.IsRounding);
        Assert.InRange((double)told.AreaM2, eastM * 350, eastM * 450);
    }
}

/// <summary>A county whose eastern border is a zigzag, and parcels along it that share its corners.</summary>
public sealed class BorderedCounty : TestDatabase
{
    public const int Parcels = 10;
    private const int Sides = 8;
    private const double ParcelM = 400;

    private static readonly Coordinate[] Border = Corners();

    /// <summary>Of record: nine decimals.</summary>
    public static Polygon Outline { get; } = Factory.CreatePolygon([At(0, 0), .. Border, At(0, Parcels * ParcelM), At(0, 0)]);

    /// <summary>A parcel between a straight line and the border, from the south.</summary>
    /// <param name="eastM">How far its side along the border lies east of it.</param>
    public static Polygon Parcel(int i, double eastM = 0)
    {
        var side = Border[(i * Sides)..((i * Sides) + Sides + 1)].Select(c => new Coordinate(Math.Round(c.X + (eastM / LongitudeM), 9), c.Y)).ToList();
        var (south, north) = (At(700, i * ParcelM), At(700, (i + 1) * ParcelM));
        return Factory.CreatePolygon([south, .. side, north, south.Copy()]);
    }

    protected override Task FillAsync() => Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "a county to test against", write => write.ExecuteAsync(
        """
        insert into inventory.county (county_code, name_zh, name_en, is_demonstration, ellipsoidal_area_m2, geom, geom_3857)
        select '431125', '试验县', 'Test County', true, 1, g, st_transform(g, 3857)
        from st_multi(st_setsrid(st_geomfromwkb(@outline), 4490)) as g
        """, new { outline = new WKBWriter().Write(Outline) }));

    private static Coordinate At(double eastM, double northM) => new(Math.Round(111 + (eastM / LongitudeM), 9), Math.Round(25 + (northM / LatitudeM), 9));

    private static Coordinate[] Corners()
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, (Parcels * Sides) + 1).Select(i => At(1000 + (random.NextDouble() * 20), i * ParcelM / Sides))];
    }
}
