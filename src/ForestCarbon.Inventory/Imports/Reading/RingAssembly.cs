using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>Makes polygons out of rings as files hold them, and says what it had to do.</summary>
/// <remarks>
/// Nothing is mended: an open ring is closed by its own first point because no polygon can be written otherwise, and that is
/// reported as a fault with place and gap, which keeps the row out where the gap is real. Crossing lines stay as drawn for the validity check to find.
/// </remarks>
public static class RingAssembly
{
    /// <summary>The shape file's reading: clockwise rings are outer, the others are holes of the smallest outer ring around them.</summary>
    public static Geometry? FromWinding(IReadOnlyList<Coordinate[]> rings, GeometryFactory factory, List<ShapeFault> faults)
    {
        var shells = new List<LinearRing>();
        var holes = new List<LinearRing>();
        foreach (var points in rings)
            if (Close(points, factory, faults) is { } ring)
                (Area.OfRingSigned(ring.CoordinateSequence) >= 0 ? shells : holes).Add(ring);
        if (shells.Count == 0)
            (shells, holes) = (holes, shells); // wound the wrong way throughout: winding says nothing, the lines do
        return shells.Count == 0 ? null : Assemble(shells, holes, factory, faults);
    }

    /// <summary>The simple-features reading: the first ring is outer, the others are its holes.</summary>
    public static Polygon? FromOrder(IReadOnlyList<Coordinate[]> rings, GeometryFactory factory, List<ShapeFault> faults)
    {
        LinearRing? shell = null;
        var holes = new List<LinearRing>();
        for (var i = 0; i < rings.Count; i++)
        {
            var ring = Close(rings[i], factory, faults);
            if (i == 0)
                shell = ring;
            else if (ring is not null)
                holes.Add(ring);
        }
        return shell is null ? null : factory.CreatePolygon(shell, [.. holes]);
    }

    private static LinearRing? Close(Coordinate[] points, GeometryFactory factory, List<ShapeFault> faults)
    {
        if (points.Length == 0)
            return null;
        foreach (var point in points)
            if (!double.IsFinite(point.X) || !double.IsFinite(point.Y))
            {
                faults.Add(new ShapeFault(ShapeFaultKind.NotFinite, new Coordinate(0, 0)));
                return null;
            }
        if (!points[0].Equals2D(points[^1]))
        {
            // Fewer than three points have a finding of their own below.
            if (points.Length >= 3)
                faults.Add(new ShapeFault(ShapeFaultKind.Unclosed, points[^1].Copy(), points[0].Distance(points[^1]), points[0].Copy()));
            points = [.. points, points[0].Copy()];
        }
        if (points.Length < 4)
        {
            faults.Add(new ShapeFault(ShapeFaultKind.TooFewPoints, points[0].Copy()));
            return null;
        }
        return factory.CreateLinearRing(points);
    }

    private static Geometry Assemble(
        List<LinearRing> shells, List<LinearRing> holes, GeometryFactory factory, List<ShapeFault> faults)
    {
        var holesOf = new List<LinearRing>[shells.Count];
        foreach (var hole in holes)
        {
            var owner = SmallestAround(hole, shells);
            if (owner < 0)
            {
                faults.Add(new ShapeFault(ShapeFaultKind.HoleWithoutShell, hole.GetCoordinateN(0).Copy()));
                continue;
            }
            (holesOf[owner] ??= []).Add(hole);
        }
        var polygons = shells.Select((shell, i) => factory.CreatePolygon(shell, holesOf[i]?.ToArray())).ToArray();
        return polygons.Length == 1 ? polygons[0] : factory.CreateMultiPolygon(polygons);
    }

    private static int SmallestAround(LinearRing hole, List<LinearRing> shells)
    {
        var owner = -1;
        var smallest = double.PositiveInfinity;
        for (var i = 0; i < shells.Count; i++)
        {
            var box = shells[i].EnvelopeInternal;
            if (box.Area >= smallest || !box.Contains(hole.EnvelopeInternal) || !Surrounds(shells[i], hole))
                continue;
            (owner, smallest) = (i, box.Area);
        }
        return owner;
    }

    // The first point that is not on the shell decides; a hole that lies wholly on it is left to the validity check.
    private static bool Surrounds(LinearRing shell, LinearRing hole)
    {
        var line = shell.CoordinateSequence;
        for (var i = 0; i < hole.NumPoints; i++)
        {
            var where = RayCrossingCounter.LocatePointInRing(hole.GetCoordinateN(i), line);
            if (where != Location.Boundary)
                return where == Location.Interior;
        }
        return true;
    }
}
