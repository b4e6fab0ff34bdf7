using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Topology;

/// <summary>Sees at a glance that a polygon is valid; most are.</summary>
/// <remarks>
/// One ring, every two edges strictly apart but for the corner that neighbours share: then the polygon is valid whatever else is true.
/// Edges sorted from west to east are compared only while they stand above one another, and two are apart where one lies strictly on
/// one side of the other by more than the rounding of the determinant (Shewchuk's bound). Holes, several parts, touching edges and all
/// that is too close to call are left to the validity check of NetTopologySuite, which takes about eight times as long.
/// </remarks>
internal static class SimpleRing
{
    /// <summary>Above this many edges a ring is left to the full check, which has an index.</summary>
    private const int MostEdges = 2_000;

    // (3 + 16 ε) ε of Shewchuk's orientation filter is 3.33e-16.
    private const double Rounding = 4e-16;

    /// <summary>True: valid for certain. False says nothing.</summary>
    public static bool IsCertainlyValid(Geometry geometry)
    {
        var one = geometry is MultiPolygon { NumGeometries: 1 } many ? many.GetGeometryN(0) : geometry;
        return one is Polygon { IsEmpty: false, NumInteriorRings: 0 } polygon && IsCertainlySimple(polygon.Shell.CoordinateSequence);
    }

    private static bool IsCertainlySimple(CoordinateSequence ring)
    {
        var edges = ring.Count - 1;
        if (edges is < 3 or > MostEdges)
            return false;
        Span<double> xs = stackalloc double[edges + 1], ys = stackalloc double[edges + 1], west = stackalloc double[edges];
        Span<int> order = stackalloc int[edges];
        for (var i = 0; i <= edges; i++)
        {
            (xs[i], ys[i]) = (ring.GetX(i), ring.GetY(i));
            if (!(double.IsFinite(xs[i]) && double.IsFinite(ys[i])))
                return false;
        }
        if (xs[0] != xs[edges] || ys[0] != ys[edges])
            return false;
        for (var i = 0; i < edges; i++)
        {
            if (xs[i] == xs[i + 1] && ys[i] == ys[i + 1])
                return false;
            (west[i], order[i]) = (Math.Min(xs[i], xs[i + 1]), i);
        }
        west.Sort(order);
        for (var i = 0; i < edges; i++)
        {
            var a = order[i];
            var east = Math.Max(xs[a], xs[a + 1]);
            var (south, north) = ys[a] < ys[a + 1] ? (ys[a], ys[a + 1]) : (ys[a + 1], ys[a]);
            for (var j = i + 1; j < edges && west[j] <= east; j++)
            {
                var b = order[j];
                if ((ys[b] > north && ys[b + 1] > north) || (ys[b] < south && ys[b + 1] < south))
                    continue;
                var first = Math.Min(a, b);
                var isNext = first + 1 == Math.Max(a, b);
                if (isNext || (first == 0 && Math.Max(a, b) == edges - 1))
                {
                    // Neighbours: apart unless the second runs back over the first.
                    var (p, q, r) = isNext ? (first, first + 1, first + 2) : (edges - 1, 0, 1);
                    if (Side(xs, ys, p, q, r) == 0 && ((xs[q] - xs[p]) * (xs[r] - xs[q])) + ((ys[q] - ys[p]) * (ys[r] - ys[q])) <= 0)
                        return false;
                }
                else if (!(IsBeside(xs, ys, a, b) || IsBeside(xs, ys, b, a)))
                    return false;
            }
        }
        return true;
    }

    // Both ends of one edge strictly on the same side of the other's line.
    private static bool IsBeside(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, int line, int edge) =>
        Side(xs, ys, line, line + 1, edge) * Side(xs, ys, line, line + 1, edge + 1) > 0;

    // 1 left, -1 right, 0 too close to call.
    private static int Side(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, int from, int to, int point)
    {
        var left = (xs[from] - xs[point]) * (ys[to] - ys[point]);
        var right = (ys[from] - ys[point]) * (xs[to] - xs[point]);
        var difference = left - right;
        return Math.Abs(difference) > Rounding * (Math.Abs(left) + Math.Abs(right)) ? Math.Sign(difference) : 0;
    }
}
