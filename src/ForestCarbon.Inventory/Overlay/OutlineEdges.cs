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

    // Boxes of the edges, each side in a row of its own: nearly every edge is passed over by its box alone.
    private readonly double[] _west, _east, _south, _north;

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
        (_west, _east, _south, _north) = (new double[Count], new double[Count], new double[Count], new double[Count]);
        for (var i = 0; i < Count; i++)
        {
            (_west[i], _east[i]) = _from[i].X < _to[i].X ? (_from[i].X, _to[i].X) : (_to[i].X, _from[i].X);
            (_south[i], _north[i]) = _from[i].Y < _to[i].Y ? (_from[i].Y, _to[i].Y) : (_to[i].Y, _from[i].Y);
        }
    }

    public int Count => _from.Length;

    /// <summary>False where no edge has a place inside the parcel for certain; edges along its outline, corner for corner, have none.</summary>
    public bool MayRunThrough(ParcelOutline parcel)
    {
        var box = parcel.Box;
        for (var i = 0; i < _west.Length; i++)
            if (Meets(i, box.MinX, box.MaxX, box.MinY, box.MaxY) && MayRunThrough(parcel, i))
                return true;
        return false;
    }

    private bool MayRunThrough(ParcelOutline parcel, int edge)
    {
        var (from, to, edges) = (_from[edge], _to[edge], parcel.Edges);
        for (var i = 0; i < edges.Count; i++)
        {
            if (!edges.Meets(i, _west[edge], _east[edge], _south[edge], _north[edge]))
                continue;
            var (a, b) = (edges._from[i], edges._to[i]);
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

    private bool Meets(int edge, double west, double east, double south, double north) =>
        _west[edge] <= east && _east[edge] >= west && _south[edge] <= north && _north[edge] >= south;
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
