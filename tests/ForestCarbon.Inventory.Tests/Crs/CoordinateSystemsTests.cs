using CsCheck;
using ForestCarbon.Inventory.Crs;

namespace ForestCarbon.Inventory.Tests.Crs;

public sealed class CoordinateSystemsTests
{
    // Expected: cs2cs of PROJ 9.1.1 (tmerc, utm, aea) with seven decimals.
    [Theory]
    [InlineData(4525, 111.3, 25.2, 37530235.9075370, 2788242.7484600)]
    [InlineData(4525, 117, 25.2, 38105426.3092930, 2801739.2918580)]
    [InlineData(4525, 105, 40, 36987473.3655930, 4446813.3655280)]
    [InlineData(4546, 111.3, 25.2, 530235.9075370, 2788242.7484600)]
    [InlineData(4508, 111.3, 25.2, 530235.9075370, 2788242.7484600)]
    [InlineData(3067, 25, 62, 395257.3201439, 6875794.5048465)]
    [InlineData(3005, -123.5, 54.25, 1162475.9391915, 1030382.6739643)]
    [InlineData(32649, 111.3, 25.2, 530223.8131738, 2787127.4514440)]
    [InlineData(32760, -179.5, -44, 780615.6962345, 5122169.5054645)]
    public void Projections_agree_with_PROJ(int epsg, double longitude, double latitude, double easting, double northing)
    {
        var system = CoordinateSystems.Find(epsg)!;
        var geographic = CoordinateSystems.Find(system.Datum == Datum.Cgcs2000 ? 4490
            : system.Datum == Datum.Etrs89 ? 4258
            : system.Datum == Datum.Nad83 ? 4269
            : 4326)!;

        var (x, y) = Apply(geographic, system, longitude, latitude);
        Assert.Equal(easting, x, 2e-6);
        Assert.Equal(northing, y, 2e-6);

        var (l, b) = Apply(system, geographic, x, y);
        Assert.Equal(longitude, l, 1e-12 * 180);
        Assert.Equal(latitude, b, 1e-12 * 180);
    }

    [Theory]
    [InlineData(4513, 75, 25_500_000)]
    [InlineData(4533, 135, 45_500_000)]
    [InlineData(4534, 75, 500_000)]
    [InlineData(4554, 135, 500_000)]
    [InlineData(4491, 75, 13_500_000)]
    [InlineData(4501, 135, 23_500_000)]
    [InlineData(4502, 75, 500_000)]
    [InlineData(4512, 135, 500_000)]
    [InlineData(2361, 111, 37_500_000)]
    [InlineData(2382, 111, 500_000)]
    [InlineData(2413, 111, 37_500_000)]
    [InlineData(2434, 111, 500_000)]
    public void The_Chinese_families_run_by_their_rule(int epsg, double meridian, double falseEasting)
    {
        var system = CoordinateSystems.Find(epsg)!;

        Assert.Equal(meridian, system.CentralMeridian);
        Assert.Equal(falseEasting, system.FalseEasting);
    }

    [Theory]
    [InlineData("GCJ-02")]
    [InlineData("EPSG:999999")]
    [InlineData("EPSG:")]
    [InlineData("4490")]
    public void Anything_else_is_unknown(string name) => Assert.Null(CoordinateSystems.Find(name));

    [Theory]
    [InlineData(4490, 4525, DatumRelation.Same)]
    [InlineData(4326, 4490, DatumRelation.AssumedIdentical)]
    [InlineData(32649, 4525, DatumRelation.AssumedIdentical)]
    [InlineData(2361, 4525, DatumRelation.ShiftRequired)]
    [InlineData(4490, 4214, DatumRelation.ShiftRequired)]
    [InlineData(2361, 4214, DatumRelation.ShiftRequired)]
    [InlineData(2361, 4610, DatumRelation.Same)]
    public void Datums_without_a_known_shift_are_refused(int from, int to, DatumRelation relation)
    {
        var (a, b) = (CoordinateSystems.Find(from)!, CoordinateSystems.Find(to)!);

        Assert.Equal(relation, CoordinateSystems.Relation(a, b));
        if (relation == DatumRelation.ShiftRequired)
            Assert.Throws<ArgumentException>(() => CoordinateSystems.Between(a, b));
    }

    [Theory]
    [InlineData(4490, 4525, 117.001, 25)]      // more than 6° from 111°E
    [InlineData(4490, 4525, 104.999, 25)]
    [InlineData(4525, 4490, 500000, 2788242)]  // no zone prefix where one belongs
    [InlineData(4546, 4490, 37530235, 2788242)]
    [InlineData(4490, 4546, 111, 90.1)]
    [InlineData(4490, 4490, 181, 25)]
    [InlineData(4490, 4546, double.NaN, 25)]
    public void Outside_the_domain_nothing_is_changed(int from, int to, double x, double y)
    {
        double[] xs = [x], ys = [y];

        Assert.Equal(0, CoordinateSystems.Between(CoordinateSystems.Find(from)!, CoordinateSystems.Find(to)!).Apply(xs, ys));
        Assert.Equal((x, y), (xs[0], ys[0]));
    }

    [Fact]
    public void There_and_back_is_the_same_point_to_a_tenth_of_a_micrometre() =>
        Gen.Select(Gen.Double[105, 117], Gen.Double[-80, 80]).Sample((longitude, latitude) =>
        {
            var (x, y) = Apply(CoordinateSystems.Cgcs2000, CoordinateSystems.Find(4525)!, longitude, latitude);
            var (l, b) = Apply(CoordinateSystems.Find(4525)!, CoordinateSystems.Cgcs2000, x, y);
            return Math.Abs(l - longitude) < 1e-12 * 180 && Math.Abs(b - latitude) < 1e-12 * 90;
        });

    [Fact]
    public void A_system_writes_itself_as_WKT() =>
        Assert.Equal(
            """PROJCS["CGCS2000 / 3-degree Gauss-Kruger zone 37",GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",111],PARAMETER["scale_factor",1],PARAMETER["false_easting",37500000],PARAMETER["false_northing",0],UNIT["metre",1],AUTHORITY["EPSG","4525"]]""",
            CoordinateSystems.Find(4525)!.Wkt);

    private static (double X, double Y) Apply(ReferenceSystem from, ReferenceSystem to, double x, double y)
    {
        double[] xs = [x], ys = [y];
        Assert.Equal(-1, CoordinateSystems.Between(from, to).Apply(xs, ys));
        return (xs[0], ys[0]);
    }
}
