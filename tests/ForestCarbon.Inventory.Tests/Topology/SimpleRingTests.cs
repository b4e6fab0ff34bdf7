using CsCheck;
using ForestCarbon.Inventory.Topology;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NetTopologySuite.Operation.Valid;

namespace ForestCarbon.Inventory.Tests.Topology;

public sealed class SimpleRingTests
{
    private static readonly GeometryFactory Factory = new();

    // Few places for many corners: crossing, touching and doubled edges are the rule.
    [Fact]
    public void What_is_called_valid_is_valid_for_the_full_check() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6]).Array[3, 9].Sample(corners =>
        {
            var ring = Ring(corners.Select(c => new Coordinate(c.Item1 * 0.1, c.Item2 * 0.1)));
            return !SimpleRing.IsCertainlyValid(ring) || new IsValidOp(ring).IsValid;
        }, iter: 20_000);

    // A walk around a centre never crosses itself.
    [Fact]
    public void A_ring_around_a_place_is_seen_to_be_valid() =>
        Gen.Double[1, 2].Array[5, 200].Sample(radii => SimpleRing.IsCertainlyValid(Ring(radii.Select((r, i) => new Coordinate(
            111 + (r * 0.001 * Math.Cos(2 * Math.PI * i / radii.Length)), 25 + (r * 0.001 * Math.Sin(2 * Math.PI * i / radii.Length)))))));

    [Theory]
    [InlineData("POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))")] // a hole
    [InlineData("MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0)), ((5 0, 6 0, 6 4, 5 0)))")] // two parts
    [InlineData("POLYGON ((0 0, 4 0, 4 0, 4 4, 0 4, 0 0))")] // a corner given twice
    [InlineData("POLYGON EMPTY")]
    public void What_needs_a_closer_look_is_left_to_the_full_check(string wkt) => Assert.False(SimpleRing.IsCertainlyValid(new WKTReader().Read(wkt)));

    private static Polygon Ring(IEnumerable<Coordinate> corners)
    {
        var all = corners.ToList();
        return Factory.CreatePolygon([.. all, all[0].Copy()]);
    }
}
