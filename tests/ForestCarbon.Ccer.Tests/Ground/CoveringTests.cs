using CsCheck;
using ForestCarbon.Ccer.Screening.Ground;
using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace ForestCarbon.Ccer.Tests.Ground;

public sealed class CoveringTests
{
    // A tenth of a second of arc is some three metres.
    private const double Unit = 1e-4;

    internal static Outline Box(double x, double y, double width, double height, params (double X, double Y)[] alongTheBottom)
    {
        double X(double v) => Math.Round(111.3 + (v * Unit), 9);
        double Y(double v) => Math.Round(25.2 + (v * Unit), 9);
        var ring = new List<Coordinate> { new(X(x), Y(y)) };
        ring.AddRange(alongTheBottom.Select(p => new Coordinate(X(p.X), Y(p.Y))));
        ring.AddRange([new(X(x + width), Y(y)), new(X(x + width), Y(y + height)), new(X(x), Y(y + height)), new(X(x), Y(y))]);
        return Outline.Read(new WKBWriter().Write(new Polygon(new LinearRing([.. ring]))));
    }

    [Fact]
    public void A_feature_with_the_parcels_own_outline_covers_all_of_it() =>
        Assert.Equal(Covering.Whole, Coverings.Of(Box(0, 0, 5, 5), Box(0, 0, 5, 5)));

    [Fact]
    public void A_neighbour_with_a_common_edge_is_apart() => Assert.Equal(Covering.Apart, Coverings.Of(Box(0, 0, 5, 5), Box(5, 0, 5, 5)));

    [Fact]
    public void A_neighbour_that_meets_in_the_middle_of_an_edge_is_apart() => Assert.Equal(Covering.Apart, Coverings.Of(Box(0, 0, 5, 5), Box(5, 2, 5, 9)));

    [Fact]
    public void A_neighbour_that_meets_in_one_point_is_apart() => Assert.Equal(Covering.Apart, Coverings.Of(Box(0, 0, 5, 5), Box(5, 5, 5, 5)));

    [Fact]
    public void A_feature_around_the_parcel_covers_all_of_it() => Assert.Equal(Covering.Whole, Coverings.Of(Box(0, 0, 5, 5), Box(-2, -2, 20, 20)));

    [Fact]
    public void A_feature_that_shares_two_edges_and_goes_on_covers_all_of_it() => Assert.Equal(Covering.Whole, Coverings.Of(Box(0, 0, 5, 5), Box(0, 0, 9, 9)));

    [Fact]
    public void A_feature_inside_the_parcel_covers_a_part() => Assert.Equal(Covering.Part, Coverings.Of(Box(0, 0, 5, 5), Box(1, 1, 2, 2)));

    [Fact]
    public void A_feature_that_shares_three_corners_and_cuts_one_off_covers_a_part()
    {
        var parcel = Box(0, 0, 4, 4);
        var xy = parcel.XY;
        var triangle = new Polygon(new LinearRing([new(xy[0], xy[1]), new(xy[2], xy[3]), new(xy[4], xy[5]), new(xy[0], xy[1])]));

        Assert.Equal(Covering.Part, Coverings.Of(parcel, Outline.Read(new WKBWriter().Write(triangle))));
    }

    [Fact]
    public void An_edge_that_rounding_bent_by_a_tenth_of_a_millimetre_covers_nothing_of_the_neighbour() =>
        Assert.Equal(Covering.Apart, Coverings.Of(Box(0, 0, 5, 5, (2.3, 1e-5)), Box(0, -5, 5, 5)));

    [Fact]
    public void Boxes_of_any_position_are_told_as_the_overlay_tells_them()
    {
        var box = Gen.Select(Gen.Int[0, 8], Gen.Int[0, 8], Gen.Int[1, 6], Gen.Int[1, 6]);
        Gen.Select(box, box).Sample((a, b) =>
        {
            var (p, f) = (Box(a.Item1, a.Item2, a.Item3, a.Item4), Box(b.Item1, b.Item2, b.Item3, b.Item4));
            var inside = EllipsoidalArea.Of(p.ToGeometry().Intersection(f.ToGeometry())).Value;
            var whole = EllipsoidalArea.Of(p.ToGeometry()).Value;
            var expected = inside < 0.05 ? Covering.Apart : inside > whole - 0.05 ? Covering.Whole : Covering.Part;
            return Coverings.Of(p, f) == expected;
        }, iter: 3000);
    }

    [Fact]
    public void Outlines_of_many_edges_are_told_as_the_overlay_tells_them()
    {
        Outline Star(double x, double y, double[] radii)
        {
            var points = radii.Select((r, i) => (Angle: 2 * Math.PI * i / radii.Length, r)).Select(p => new Coordinate(
                Math.Round(111.3 + ((x + (p.r * Math.Cos(p.Angle))) * Unit), 9), Math.Round(25.2 + ((y + (p.r * Math.Sin(p.Angle))) * Unit), 9))).ToList();
            return Outline.Read(new WKBWriter().Write(new Polygon(new LinearRing([.. points, points[0]]))));
        }
        var star = Gen.Select(Gen.Double[0, 12], Gen.Double[0, 12], Gen.Double[1, 6].Array[40, 150]);
        Gen.Select(star, star).Sample((a, b) =>
        {
            var (p, f) = (Star(a.Item1, a.Item2, a.Item3), Star(b.Item1, b.Item2, b.Item3));
            var inside = EllipsoidalArea.Of(NetTopologySuite.Operation.OverlayNG.OverlayNG.Overlay(p.ToGeometry(), f.ToGeometry(), NetTopologySuite.Operation.Overlay.SpatialFunction.Intersection, GroundCut.Grid)).Value;
            var outside = EllipsoidalArea.Of(p.ToGeometry()).Value - inside;
            // A corner of less than a square metre may be told either way: the cut drops what is nothing.
            var expected = inside < 1e-6 ? Covering.Apart : outside < 1e-6 ? Covering.Whole : inside < 1 || outside < 1 ? default(Covering?) : Covering.Part;
            var holds = f.ToGeometry().Contains(new Point(p.InsideX, p.InsideY));
            return (expected is null || Coverings.Of(p, f) == expected) && f.Contains(p.InsideX, p.InsideY) == holds;
        }, iter: 300);
    }

    [Fact]
    public void The_pieces_of_a_parcel_add_up_to_it_and_each_knows_what_lies_over_it()
    {
        var parcel = Box(0, 0, 6, 6);
        var lot = new GroundFeature(GroundKind.Tenure, 1, Box(-1, -1, 20, 20));
        var claim = new GroundFeature(GroundKind.Claim, 2, Box(4, -1, 20, 20));
        var park = new GroundFeature(GroundKind.Protected, 3, Box(-1, 4, 20, 20));

        var pieces = PieceCut.Of(parcel, 12_345.6789m, [lot], [claim, park]);

        Assert.Equal(4, pieces.Count);
        Assert.Equal(12_345.6789m, pieces.Sum(p => p.AreaM2));
        Assert.All(pieces, p => Assert.Contains(lot, p.Features));
        Assert.Equal(["1", "1,2", "1,2,3", "1,3"], pieces.Select(p => string.Join(',', p.Features.Select(f => f.Id))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Shares_of_an_area_add_up_whatever_was_measured() =>
        Gen.Select(Gen.Long[1, 100_000_000_000], Gen.Double[0.01, 1e6].Array[1, 12]).Sample((quanta, measured) =>
            PieceCut.Share(quanta / 10_000m, measured).Sum() == quanta / 10_000m, iter: 2000);
}
