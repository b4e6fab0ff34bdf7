using NetTopologySuite.Coverage;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace ForestCarbon.Inventory.Topology;

/// <summary>An edge of a parcel that runs more than 1 mm off its neighbours' outlines: where an overlap or a gap shows.</summary>
internal readonly record struct DeviantEdge(int Parcel, Coordinate From, Coordinate To)
{
    public Envelope Envelope => new(From, To);
}

/// <summary>Finds the edges of a coverage that do not lie on their neighbours'.</summary>
/// <remarks>
/// The validator of NetTopologySuite looks at parcels that have an edge without its twin. It is exact: it also names every edge whose neighbour has one vertex more, off by the 0.1 mm
/// of the grid. Those are no findings, and an intersection for each of them would take longer than everything else, so each named
/// edge is first probed: where ends and middle lie on other outlines within 1 mm, there is nothing to look at.
/// </remarks>
internal sealed class DeviantEdges(IReadOnlyList<CoverageParcel> parcels, STRtree<int> byPlace, LocalPlane plane, CoverageLimits limits)
{
    public List<DeviantEdge> Find(double bottom, double top)
    {
        var reach = limits.LooksForGaps ? limits.GapWidthM : 0;
        var gapWidth = reach / plane.MetresPerDegreeX;
        var margin = reach / plane.MetresPerDegreeY;
        var found = new List<DeviantEdge>();
        foreach (var i in UnmatchedEdges.ParcelsWith(parcels, bottom - margin, top + margin))
        {
            var box = parcels[i].Geometry.EnvelopeInternal.Copy();
            box.ExpandBy(gapWidth);
            var near = byPlace.Query(box).Where(j => j != i).Order().ToArray();
            var named = CoveragePolygonValidator.Validate(parcels[i].Geometry, [.. near.Select(j => parcels[j].Geometry)], gapWidth);
            for (var part = 0; part < named.NumGeometries; part++)
            {
                var points = named.GetGeometryN(part).Coordinates;
                for (var k = 1; k < points.Length; k++)
                    if (Math.Max(points[k - 1].Y, points[k].Y) >= bottom - margin && Math.Min(points[k - 1].Y, points[k].Y) <= top + margin
                        && IsOff(near, points[k - 1], points[k]))
                        found.Add(new DeviantEdge(i, points[k - 1], points[k]));
            }
        }
        return found;
    }

    // Probed where it passes through each neighbour's box, so that a long edge is not taken for its ends.
    private bool IsOff(int[] neighbours, Coordinate from, Coordinate to)
    {
        var reach = plane.Grown(new Envelope(from, to), limits.LooksForGaps ? limits.GapWidthM : CoverageLimits.SmallestDifferenceM);
        var near = neighbours.Where(j => parcels[j].Geometry.EnvelopeInternal.Intersects(reach)).ToList();
        if (near.Count == 0)
            return false;
        if (IsOffAt(near, from) || IsOffAt(near, to) || IsOffAt(near, Between(from, to, 0.5)))
            return true;
        foreach (var j in near)
        {
            var (start, end) = Inside(parcels[j].Geometry.EnvelopeInternal, from, to);
            if (end > start && (start > 0 || end < 1) && IsOffAt(near, Between(from, to, (start + end) / 2)))
                return true;
        }
        return false;
    }

    private bool IsOffAt(List<int> near, Coordinate place)
    {
        foreach (var j in near)
            if (plane.Grown(parcels[j].Geometry.EnvelopeInternal, CoverageLimits.SmallestDifferenceM).Contains(place) && IsOnOutline(parcels[j].Geometry, place))
                return false;
        return true;
    }

    private bool IsOnOutline(Geometry geometry, Coordinate place)
    {
        for (var part = 0; part < geometry.NumGeometries; part++)
        {
            var polygon = (Polygon)geometry.GetGeometryN(part);
            if (IsOnRing(polygon.Shell.CoordinateSequence, place))
                return true;
            for (var hole = 0; hole < polygon.NumInteriorRings; hole++)
                if (IsOnRing(polygon.GetInteriorRingN(hole).CoordinateSequence, place))
                    return true;
        }
        return false;
    }

    private bool IsOnRing(CoordinateSequence ring, Coordinate place)
    {
        const double Close = CoverageLimits.SmallestDifferenceM;
        var (px, py) = ((ring.GetX(0) - place.X) * plane.MetresPerDegreeX, (ring.GetY(0) - place.Y) * plane.MetresPerDegreeY);
        for (var i = 1; i < ring.Count; i++)
        {
            var (qx, qy) = ((ring.GetX(i) - place.X) * plane.MetresPerDegreeX, (ring.GetY(i) - place.Y) * plane.MetresPerDegreeY);
            if (Math.Min(px, qx) <= Close && Math.Max(px, qx) >= -Close && Math.Min(py, qy) <= Close && Math.Max(py, qy) >= -Close)
            {
                var (dx, dy) = (qx - px, qy - py);
                var length2 = (dx * dx) + (dy * dy);
                var t = length2 == 0 ? 0 : Math.Clamp(-((px * dx) + (py * dy)) / length2, 0, 1);
                var (nx, ny) = (px + (t * dx), py + (t * dy));
                if ((nx * nx) + (ny * ny) <= Close * Close)
                    return true;
            }
            (px, py) = (qx, qy);
        }
        return false;
    }

    private static Coordinate Between(Coordinate from, Coordinate to, double share) =>
        new(from.X + (share * (to.X - from.X)), from.Y + (share * (to.Y - from.Y)));

    // The stretch of the edge inside a box, as shares of its length (Liang and Barsky).
    private static (double Start, double End) Inside(Envelope box, Coordinate from, Coordinate to)
    {
        var (start, end) = (0.0, 1.0);
        foreach (var (at, delta, low, high) in ((double, double, double, double)[])[(from.X, to.X - from.X, box.MinX, box.MaxX), (from.Y, to.Y - from.Y, box.MinY, box.MaxY)])
        {
            if (delta == 0)
            {
                if (at < low || at > high)
                    return (1, 0);
                continue;
            }
            var (enter, leave) = ((low - at) / delta, (high - at) / delta);
            if (enter > leave)
                (enter, leave) = (leave, enter);
            (start, end) = (Math.Max(start, enter), Math.Min(end, leave));
        }
        return (start, end);
    }
}
