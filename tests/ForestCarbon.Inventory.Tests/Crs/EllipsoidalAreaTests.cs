using CsCheck;
using ForestCarbon.Inventory.Crs;
using NetTopologySuite.IO;

namespace ForestCarbon.Inventory.Tests.Crs;

public sealed class EllipsoidalAreaTests
{
    // Expected: closed authalic formula b²ΔL/2·[sinB/(1−e²sin²B) + 1/(2e)·ln((1+e·sinB)/(1−e·sinB))] between the parallels,
    // in 40-digit decimal arithmetic: another derivation than the series.
    [Theory]
    [InlineData("POLYGON ((111 25, 112 25, 112 26, 111 26, 111 25))", 11137467459.351760547)]
    [InlineData("POLYGON ((111.2 25.2, 111.202 25.2, 111.202 25.201, 111.2 25.201, 111.2 25.2))", 22329.238472607785735)]
    [InlineData("POLYGON ((110 0, 111 0, 111 90, 110 90, 110 0))", 708424474609.01555089)]
    [InlineData(
        "POLYGON ((111.2 25.2, 111.21 25.2, 111.21 25.21, 111.2 25.21, 111.2 25.2), (111.203 25.203, 111.203 25.206, 111.205 25.206, 111.205 25.203, 111.203 25.203))",
        1049435.9985066183021)]
    [InlineData(
        "MULTIPOLYGON (((111 25, 112 25, 112 26, 111 26, 111 25)), ((110 0, 111 0, 111 90, 110 90, 110 0)))",
        719561942068.36731144)]
    public void A_trapezoid_has_the_area_of_the_closed_formula(string wkt, double expected) =>
        Assert.Equal(expected, Area(wkt), expected * 2e-11);

    [Fact]
    public void Neither_winding_nor_height_counts()
    {
        var area = Area("POLYGON ((111.2 25.2, 111.23 25.21, 111.21 25.24, 111.2 25.2))");

        Assert.Equal(area, Area("POLYGON ((111.2 25.2, 111.21 25.24, 111.23 25.21, 111.2 25.2))"), area * 1e-12);
        Assert.Equal(area, Area("POLYGON Z ((111.2 25.2 9, 111.23 25.21 8, 111.21 25.24 7, 111.2 25.2 9))"), 0);
    }

    [Fact]
    public void Lines_and_empty_polygons_have_none()
    {
        Assert.Equal(0, Area("POLYGON EMPTY"));
        Assert.Equal(0, Area("LINESTRING (111 25, 112 26, 113 25)"));
    }

    [Fact]
    public void A_polygon_cut_in_two_keeps_its_area() =>
        Gen.Select(Gen.Double[109, 113], Gen.Double[23, 27], Gen.Double[1e-4, 0.2], Gen.Double[1e-4, 0.2], Gen.Double[0.1, 0.9])
            .Sample((west, south, width, height, part) =>
            {
                var (east, north) = (west + width, south + height);
                var cut = west + part * width;
                var whole = Area(FormattableString.Invariant(
                    $"POLYGON (({west:R} {south:R}, {cut:R} {south:R}, {east:R} {south:R}, {east:R} {north:R}, {cut:R} {north:R}, {west:R} {north:R}, {west:R} {south:R}))"));
                var left = Area(FormattableString.Invariant(
                    $"POLYGON (({west:R} {south:R}, {cut:R} {south:R}, {cut:R} {north:R}, {west:R} {north:R}, {west:R} {south:R}))"));
                var right = Area(FormattableString.Invariant(
                    $"POLYGON (({cut:R} {south:R}, {east:R} {south:R}, {east:R} {north:R}, {cut:R} {north:R}, {cut:R} {south:R}))"));
                return Math.Abs(left + right - whole) <= 1e-9 * whole;
            });

    private static double Area(string wkt) => EllipsoidalArea.Of(new WKTReader().Read(wkt)).Value;
}
