using CsCheck;
using ForestCarbon.Ccer.Screening.Ground;
using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace ForestCarbon.Ccer.Tests.Ground;

public sealed class GroundCutTests
{
    private const double Unit = 1e-4; // about ten metres
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);

    private static readonly Gen<double[]> Radii = Gen.Double[2, 9].Array[8, 60];

    private static Coordinate At(double x, double y) => new(Math.Round(111.3 + (x * Unit), 9), Math.Round(25.2 + (y * Unit), 9));

    private static LinearRing Star(double x, double y, double scale, double[] radii)
    {
        var ring = radii.Select((r, i) => At(x + (scale * r * Math.Cos(2 * Math.PI * i / radii.Length)), y + (scale * r * Math.Sin(2 * Math.PI * i / radii.Length)))).ToList();
        return Factory.CreateLinearRing([.. ring, ring[0].Copy()]);
    }

    // Of the shape's size, around it with a hole that may lie over its edge, and around it with more vertices than are carried along.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(40, 1)]
    [InlineData(40, 30)]
    [InlineData(2, 30)]
    public void Both_sides_of_a_cut_are_valid_lie_on_the_grid_and_are_those_the_grid_itself_gives(double scale, int denser) =>
        Gen.Select(Radii, Radii, Radii, Gen.Double[-6, 6], Gen.Double[-6, 6]).Sample((own, other, hole, x, y) =>
        {
            var shape = Factory.CreatePolygon(Star(0, 0, 1, own));
            var cutter = Factory.CreatePolygon(Star(x + (scale * 4), y, scale, [.. Enumerable.Repeat(other, denser).SelectMany(r => r)]), [Star(x + (scale * 4), y, scale / 10, hole)]);
            if (!cutter.IsValid)
                return;
            var (inside, outside) = GroundCut.Of(shape, cutter);

            Assert.True(inside.IsValid && outside.IsValid);
            Assert.All(inside.Coordinates.Concat(outside.Coordinates), c => Assert.Equal((GroundCut.Grid.MakePrecise(c.X), GroundCut.Grid.MakePrecise(c.Y)), (c.X, c.Y)));
            Assert.Equal(Area(OverlayNG.Overlay(shape, cutter, SpatialFunction.Intersection, GroundCut.Grid)), Area(inside), 0.05);
            Assert.Equal(Area(OverlayNG.Overlay(shape, cutter, SpatialFunction.Difference, GroundCut.Grid)), Area(outside), 0.05);
            Assert.Equal(Area(shape), Area(inside) + Area(outside), 0.05);
        }, iter: 200);

    [Fact]
    public void Shapes_that_share_edges_and_vertices_with_the_cutter_are_cut_along_them()
    {
        Polygon Box(double x, double y, double width, double height) =>
            Factory.CreatePolygon([At(x, y), At(x + width, y), At(x + width, y + height), At(x, y + height), At(x, y)]);
        var (inside, outside) = GroundCut.Of(Box(0, 0, 4, 4), Box(0, 0, 2, 9));

        Assert.True(inside.EqualsTopologically(Box(0, 0, 2, 4)) && outside.EqualsTopologically(Box(2, 0, 2, 4)));
        var (nothing, all) = GroundCut.Of(Box(0, 0, 4, 4), Box(4, 0, 4, 4));
        Assert.True(nothing.IsEmpty && all.EqualsTopologically(Box(0, 0, 4, 4)));
    }

    [Fact]
    public void An_outline_that_crosses_itself_is_repaired_for_the_cut()
    {
        var bow = Factory.CreatePolygon([At(0, 0), At(4, 4), At(4, 0), At(0, 4), At(0, 0)]);
        var (inside, outside) = GroundCut.Of(bow, Factory.CreatePolygon([At(-1, -1), At(2, -1), At(2, 9), At(-1, 9), At(-1, -1)]));

        Assert.True(inside.IsValid && outside.IsValid);
        Assert.Equal(Area(inside), Area(outside), 0.05);
        Assert.True(Area(inside) > 100);
    }

    private static double Area(Geometry shape) => EllipsoidalArea.Of(shape).Value;
}
