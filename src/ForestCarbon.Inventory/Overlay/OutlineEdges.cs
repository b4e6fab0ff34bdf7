using NetTopologySuite.Algorithm;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;

namespace ForestCarbon.Inventory.Overlay;

/// <summary>The edges of all rings of a polygonal geometry, side by side.</summary>
internal sealed class OutlineEdges
{
    private readonly Coordinate[] _from;
    private readonly Coordinate[] _to;

    public OutlineEdges(Geometry ground)
    {
        var (from, to) = (new List<Coordinate>(ground.NumPoints), new List<Coordinate>(ground.NumPoints));
        foreach (var polygon in PolygonExtracter.GetPolygons(ground).Cast<Polygon>())
            for (var ring = -1; ring < polygon.NumInteriorRings; ring++)
            {
                var points = (ring < 0 ? polygon.Shell : polygon.GetInteriorRingN(ring)).Coordinates;
                for (var i = 1; i < points.Length; i++)
                {
                    from.Add(points[i - 1]);
                    to.Add(points[i]);
                }
            }
        (_from, _to) = ([.. from], [.. to]);
    }

    public int Count => _from.Length;

    /// <summary>False where no edge has a place inside the parcel for certain; edges along its outline, corner for corner, have none.</summary>
    public bool MayRunThrough(ParcelOutline parcel)
    {
        for (var i = 0; i < _from.Length; i++)
            if (Meets(parcel.Box, _from[i], _to[i]) && MayRunThrough(parcel, _from[i], _to[i]))
                return true;
        return false;
    }

    private static bool MayRunThrough(ParcelOutline parcel, Coordinate from, Coordinate to)
    {
        var edges = parcel.Edges;
        for (var i = 0; i < edges.Count; i++)
        {
            var (a, b) = (edges._from[i], edges._to[i]);
            if (!Meets(a, b, from, to))
                continue;
            var (isFrom, isTo) = (from.Equals2D(a) || from.Equals2D(b), to.Equals2D(a) || to.Equals2D(b));
            if (isFrom && isTo)
                return false; // the parcel's own edge
            if (isFrom || isTo)
            {
                // From a common corner: apart unless one runs along the other.
                var (corner, far) = isFrom ? (from, to) : (to, from);
                if (Orientation.Index(a, b, far) == OrientationIndex.Collinear && IsAhead(corner, corner.Equals2D(a) ? b : a, far))
                    return true;
                continue;
            }
            var (left, right) = (Orientation.Index(a, b, from), Orientation.Index(a, b, to));
            if (left == right && left != OrientationIndex.Collinear)
                continue;
            var (before, behind) = (Orientation.Index(from, to, a), Orientation.Index(from, to, b));
            if (before != behind || before == OrientationIndex.Collinear)
                return true;
        }
        // It meets the outline in corners at most: inside or outside as a whole.
        var middle = new Coordinate((from.X + to.X) / 2, (from.Y + to.Y) / 2);
        return parcel.Box.Contains(middle) && SimplePointInAreaLocator.Locate(middle, parcel.Geometry) != Location.Exterior;
    }

    private static bool IsAhead(Coordinate corner, Coordinate one, Coordinate other) =>
        ((one.X - corner.X) * (other.X - corner.X)) + ((one.Y - corner.Y) * (other.Y - corner.Y)) > 0;

    private static bool Meets(Coordinate a, Coordinate b, Coordinate c, Coordinate d) =>
        Math.Min(a.X, b.X) <= Math.Max(c.X, d.X) && Math.Max(a.X, b.X) >= Math.Min(c.X, d.X)
        && Math.Min(a.Y, b.Y) <= Math.Max(c.Y, d.Y) && Math.Max(a.Y, b.Y) >= Math.Min(c.Y, d.Y);

    private static bool Meets(Envelope box, Coordinate from, Coordinate to) =>
        Math.Min(from.X, to.X) <= box.MaxX && Math.Max(from.X, to.X) >= box.MinX && Math.Min(from.Y, to.Y) <= box.MaxY && Math.Max(from.Y, to.Y) >= box.MinY;
}

/// <summary>A parcel to be laid over features, with what is asked of it again and again.</summary>
internal sealed class ParcelOutline(Geometry geometry)
{
    private OutlineEdges? _edges;
    private Coordinate? _within;

    public Geometry Geometry => geometry;

    public Envelope Box => geometry.EnvelopeInternal;

    public OutlineEdges Edges => _edges ??= new OutlineEdges(geometry);

    /// <summary>A place inside, on no edge.</summary>
    public Coordinate Within => _within ??= InteriorPointArea.GetInteriorPoint(geometry);
}
