using System.Buffers.Binary;
using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Ccer.Screening.Ground;

/// <summary>A polygon or several as flat rings in EPSG:4490, read from well-known binary of our own database.</summary>
/// <remarks>A run looks at every parcel several times; objects per vertex would cost more than the geometry.</remarks>
public sealed class Outline
{
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);
    private readonly int[] _ringStarts; // of each ring, in vertices; the last entry is the end
    private readonly int[] _polygonStarts; // of each polygon, in rings; the last entry is the end
    private EdgeBands? _bands;

    private Outline(double[] xy, int[] ringStarts, int[] polygonStarts)
    {
        (XY, _ringStarts, _polygonStarts) = (xy, ringStarts, polygonStarts);
        (MinX, MinY, MaxX, MaxY) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        for (var i = 0; i < xy.Length; i += 2)
        {
            (MinX, MaxX) = (Math.Min(MinX, xy[i]), Math.Max(MaxX, xy[i]));
            (MinY, MaxY) = (Math.Min(MinY, xy[i + 1]), Math.Max(MaxY, xy[i + 1]));
        }
        // Closing points of rings are vertices of no edge that begins there.
        var edges = new int[(xy.Length / 2) - (ringStarts.Length - 1)];
        var n = 0;
        for (var ring = 0; ring < ringStarts.Length - 1; ring++)
            for (var v = ringStarts[ring]; v < ringStarts[ring + 1] - 1; v++)
                edges[n++] = 2 * v;
        Edges = edges;
        (InsideX, InsideY) = PointInside();
    }

    /// <summary>Longitude and latitude, vertex after vertex, ring after ring; each ring ends where it began.</summary>
    public double[] XY { get; }

    /// <summary>For each edge the index of its first longitude in <see cref="XY"/>.</summary>
    public int[] Edges { get; }

    /// <summary>The edges that reach into a stretch of latitude, with others of its bands; an edge may come more than once where the stretch is more than a point.</summary>
    public ReadOnlySpan<int> EdgesNear(double minY, double maxY) =>
        Edges.Length < EdgeBands.Least ? Edges : (_bands ??= new EdgeBands(this)).Between(minY, maxY);

    public double MinX { get; }
    public double MinY { get; }
    public double MaxX { get; }
    public double MaxY { get; }

    /// <summary>A point inside, away from the boundary where the shape allows.</summary>
    public double InsideX { get; }

    public double InsideY { get; }

    public Envelope Box => new(MinX, MaxX, MinY, MaxY);

    /// <exception cref="FormatException">Not little-endian well-known binary of a polygon or multipolygon.</exception>
    public static Outline Read(ReadOnlySpan<byte> wkb)
    {
        var xy = new double[(wkb.Length - 9) / 8];
        var (rings, polygons, vertices, at) = (new List<int> { 0 }, new List<int> { 0 }, 0, 0);
        var type = Header(wkb, ref at);
        var count = type == 6 ? Int(wkb, ref at) : 1;
        for (var polygon = 0; polygon < count; polygon++)
        {
            if (type == 6 && Header(wkb, ref at) != 3)
                throw new FormatException("A part is no polygon.");
            for (var ring = Int(wkb, ref at); ring > 0; ring--)
            {
                for (var points = Int(wkb, ref at); points > 0; points--, vertices++, at += 16)
                {
                    xy[2 * vertices] = BinaryPrimitives.ReadDoubleLittleEndian(wkb[at..]);
                    xy[(2 * vertices) + 1] = BinaryPrimitives.ReadDoubleLittleEndian(wkb[(at + 8)..]);
                }
                rings.Add(vertices);
            }
            polygons.Add(rings.Count - 1);
        }
        return new Outline(xy[..(2 * vertices)], [.. rings], [.. polygons]);
    }

    /// <summary>The same as a geometry.</summary>
    public Geometry ToGeometry()
    {
        var polygons = new Polygon[_polygonStarts.Length - 1];
        for (var p = 0; p < polygons.Length; p++)
        {
            var rings = Enumerable.Range(_polygonStarts[p], _polygonStarts[p + 1] - _polygonStarts[p]).Select(Ring).ToArray();
            polygons[p] = Factory.CreatePolygon(rings[0], rings[1..]);
        }
        return polygons is [var only] ? only : Factory.CreateMultiPolygon(polygons);
    }

    /// <summary>True if the point lies inside; on the boundary either answer may come.</summary>
    public bool Contains(double x, double y)
    {
        var inside = false;
        foreach (var i in EdgesNear(y, y))
            if (XY[i + 1] > y != XY[i + 3] > y && x < XY[i] + ((y - XY[i + 1]) * (XY[i + 2] - XY[i]) / (XY[i + 3] - XY[i + 1])))
                inside = !inside;
        return inside;
    }

    private LinearRing Ring(int ring)
    {
        var points = new Coordinate[_ringStarts[ring + 1] - _ringStarts[ring]];
        for (var i = 0; i < points.Length; i++)
            points[i] = new Coordinate(XY[2 * (_ringStarts[ring] + i)], XY[(2 * (_ringStarts[ring] + i)) + 1]);
        return Factory.CreateLinearRing(points);
    }

    // The middle of the widest stretch inside along a parallel that meets no vertex.
    private (double X, double Y) PointInside()
    {
        var middle = (MinY + MaxY) / 2;
        var (below, above) = (MinY, MaxY);
        for (var i = 1; i < XY.Length; i += 2)
        {
            if (XY[i] <= middle && XY[i] > below)
                below = XY[i];
            if (XY[i] > middle && XY[i] < above)
                above = XY[i];
        }
        var y = (below + above) / 2;
        var crossings = new List<double>(8);
        foreach (var i in Edges)
            if (XY[i + 1] > y != XY[i + 3] > y)
                crossings.Add(XY[i] + ((y - XY[i + 1]) * (XY[i + 2] - XY[i]) / (XY[i + 3] - XY[i + 1])));
        crossings.Sort();
        var (x, widest) = ((MinX + MaxX) / 2, -1.0);
        for (var i = 0; i + 1 < crossings.Count; i += 2)
            if (crossings[i + 1] - crossings[i] > widest)
                (x, widest) = ((crossings[i] + crossings[i + 1]) / 2, crossings[i + 1] - crossings[i]);
        return (x, y);
    }

    private static int Header(ReadOnlySpan<byte> wkb, ref int at)
    {
        if (wkb[at] != 1)
            throw new FormatException("Not little-endian well-known binary.");
        at++;
        var type = Int(wkb, ref at);
        return type is 3 or 6 ? type : throw new FormatException($"Geometry type {type} is no polygon.");
    }

    private static int Int(ReadOnlySpan<byte> wkb, ref int at)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(wkb[at..]);
        at += 4;
        return value;
    }

    /// <summary>Edges by bands of latitude: what asks about a small part of a large outline looks at the edges near it only.</summary>
    private sealed class EdgeBands
    {
        /// <summary>Outlines of fewer edges are looked through.</summary>
        public const int Least = 32;

        private const int EdgesPerBand = 8;
        private readonly int[] _starts; // of each band in _edges; the last entry is the end
        private readonly int[] _edges;
        private readonly double _from, _perDegree;

        public EdgeBands(Outline outline)
        {
            var (xy, count) = (outline.XY, outline.Edges.Length / EdgesPerBand);
            _from = outline.MinY;
            _perDegree = outline.MaxY > outline.MinY ? count / (outline.MaxY - outline.MinY) : 0;
            _starts = new int[count + 1];
            foreach (var e in outline.Edges)
                for (var band = Of(Math.Min(xy[e + 1], xy[e + 3])); band <= Of(Math.Max(xy[e + 1], xy[e + 3])); band++)
                    _starts[band + 1]++;
            for (var band = 0; band < count; band++)
                _starts[band + 1] += _starts[band];
            _edges = new int[_starts[count]];
            var next = _starts[..^1];
            foreach (var e in outline.Edges)
                for (var band = Of(Math.Min(xy[e + 1], xy[e + 3])); band <= Of(Math.Max(xy[e + 1], xy[e + 3])); band++)
                    _edges[next[band]++] = e;
        }

        public ReadOnlySpan<int> Between(double minY, double maxY)
        {
            var (first, last) = (Of(minY), Of(maxY));
            return _edges.AsSpan(_starts[first], _starts[last + 1] - _starts[first]);
        }

        // Rises with latitude, so an edge lies in the band of every latitude it reaches.
        private int Of(double y) => (int)Math.Clamp((y - _from) * _perDegree, 0, _starts.Length - 2);
    }
}
