using System.Globalization;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Testing;
using NetTopologySuite.IO;

namespace ForestCarbon.Inventory.Tests.Crs;

public sealed class AreaInSqlTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("POLYGON ((111 25, 112 25, 112 26, 111 26, 111 25))")]
    [InlineData("POLYGON ((111.2 25.2, 111.2003 25.2001, 111.2001 25.2004, 111.2 25.2))")]
    [InlineData("POLYGON ((111.2 25.2, 111.21 25.2, 111.21 25.21, 111.2 25.21, 111.2 25.2), (111.203 25.203, 111.203 25.206, 111.205 25.206, 111.205 25.203, 111.203 25.203))")]
    [InlineData("MULTIPOLYGON Z (((111 25 1, 112 25 2, 112 26 3, 111 25 1)), ((-70 -10 1, -69 -10 2, -69 -11 3, -70 -10 1)))")]
    [InlineData("POLYGON ((110 0, 111 0, 111 90, 110 90, 110 0))")]
    public async Task The_function_of_the_database_agrees_with_ours_to_1e_9(string wkt)
    {
        var ours = EllipsoidalArea.Of(new WKTReader().Read(wkt)).Value;

        var theirs = await AreaAsync(wkt);

        Assert.Equal(ours, theirs, ours * 1e-9);
    }

    [Fact]
    public async Task A_small_parcel_agrees_with_the_geodesic_area_to_1e_6()
    {
        // Some 60 m across: geodesics and straight edges in (B, L) part by less than the test asks.
        const string Parcel = "POLYGON ((111.2 25.2, 111.2006 25.2001, 111.2005 25.2007, 111.1999 25.2006, 111.2 25.2))";

        var geodesic = await database.ScalarAsync<double>(string.Create(
            CultureInfo.InvariantCulture, $"select st_area(st_geomfromtext('{Parcel}', 4490)::geography)"));

        Assert.Equal(geodesic, await AreaAsync(Parcel), geodesic * 2e-6);
    }

    [Theory]
    [InlineData("POLYGON EMPTY")]
    [InlineData("LINESTRING (111 25, 112 26)")]
    public async Task What_encloses_nothing_has_no_area(string wkt) => Assert.Equal(0, await AreaAsync(wkt));

    private Task<double> AreaAsync(string wkt) =>
        database.ScalarAsync<double>($"select inventory.ellipsoidal_area_m2(st_geomfromtext('{wkt}', 4490))");
}
