using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace ForestCarbon.Ccer.Screening.Ground;

/// <summary>A piece that may become part of a plot.</summary>
public sealed record PlotPiece(long ParcelId, short Piece, DateOnly Start, decimal AreaM2, Outline Outline);

/// <summary>The plot of a piece: the number of its first member, and the area of all.</summary>
public readonly record struct PlotOf(long Plot, decimal AreaM2);

/// <summary>Joins pieces to contiguous plots (地块): same start date, and an edge of positive length in common.</summary>
/// <remarks>Edges that are equal vertex by vertex are found by hashing. Of the rest, neighbours whose boxes meet are compared edge by
/// edge: two edges lie along each other where both ends of one are within 1 mm of the other's line and they run side by side for more than 1 mm.</remarks>
public static class Plots
{
    private const double OneMillimetreDegrees = 9e-9;

    /// <summary>The plot of every piece, in the order given; a plot's number is the position of its first piece, from 1.</summary>
    public static PlotOf[] Join(IReadOnlyList<PlotPiece> pieces)
    {
        var parent = Enumerable.Range(0, pieces.Count).ToArray();
        JoinByEqualEdges(pieces, parent);
        JoinAlongEdges(pieces, parent);
        var area = new decimal[pieces.Count];
        for (var i = 0; i < pieces.Count; i++)
            area[Root(parent, i)] += pieces[i].AreaM2;
        return [.. Enumerable.Range(0, pieces.Count).Select(i => Root(parent, i)).Select(r => new PlotOf(r + 1, area[r]))];
    }

    // A county's candidates have millions of edges. Each takes eight bytes of one table here: the piece and where its edge begins;
    // what is compared are the coordinates themselves.
    private static void JoinByEqualEdges(IReadOnlyList<PlotPiece> pieces, int[] parent)
    {
        var size = 16;
        for (var edges = pieces.Sum(p => (long)p.Outline.Edges.Length); size < edges * 3 / 2;)
            size = checked(size * 2);
        var seen = new long[size];
        for (var i = 0; i < pieces.Count; i++)
        {
            var xy = pieces[i].Outline.XY;
            foreach (var e in pieces[i].Outline.Edges)
            {
                var at = (int)(HashOf(xy, e) & (uint)(size - 1));
                for (; seen[at] != 0; at = (at + 1) & (size - 1))
                {
                    var (piece, edge) = ((int)(seen[at] >> 32) - 1, (int)seen[at]);
                    if (pieces[piece].Start == pieces[i].Start && IsSameEdge(pieces[piece].Outline.XY, edge, xy, e))
                    {
                        Unite(parent, piece, i);
                        break;
                    }
                }
                if (seen[at] == 0)
                    seen[at] = ((long)(i + 1) << 32) | (uint)e;
            }
        }
    }

    private static bool IsSameEdge(double[] p, int e, double[] q, int f) =>
        (p[e] == q[f] && p[e + 1] == q[f + 1] && p[e + 2] == q[f + 2] && p[e + 3] == q[f + 3])
        || (p[e] == q[f + 2] && p[e + 1] == q[f + 3] && p[e + 2] == q[f] && p[e + 3] == q[f + 1]);

    // Of sums, which are the same whichever way the edge is walked; multiplied, so that the low bits know of all.
    private static uint HashOf(double[] xy, int e)
    {
        var (x, y) = (BitConverter.DoubleToUInt64Bits(xy[e] + xy[e + 2]), BitConverter.DoubleToUInt64Bits(xy[e + 1] + xy[e + 3]));
        var mixed = ((x * 0x9E3779B97F4A7C15) ^ (y >> 7)) * 0xC2B2AE3D27D4EB4F ^ (y * 0x165667B19E3779F9);
        return (uint)(mixed >> 32);
    }

    private static void JoinAlongEdges(IReadOnlyList<PlotPiece> pieces, int[] parent)
    {
        if (pieces.Count < 2)
            return;
        var index = new STRtree<int>();
        for (var i = 0; i < pieces.Count; i++)
            index.Insert(pieces[i].Outline.Box, i);
        for (var i = 0; i < pieces.Count; i++)
        {
            var box = pieces[i].Outline.Box;
            box.ExpandBy(OneMillimetreDegrees);
            foreach (var j in index.Query(box))
                if (j > i && pieces[j].Start == pieces[i].Start && Root(parent, i) != Root(parent, j) && RunAlong(pieces[i].Outline, pieces[j].Outline))
                    Unite(parent, i, j);
        }
    }

    private static bool RunAlong(Outline a, Outline b)
    {
        var (p, q) = (a.XY, b.XY);
        var (minX, maxX) = (Math.Max(a.MinX, b.MinX) - OneMillimetreDegrees, Math.Min(a.MaxX, b.MaxX) + OneMillimetreDegrees);
        var (minY, maxY) = (Math.Max(a.MinY, b.MinY) - OneMillimetreDegrees, Math.Min(a.MaxY, b.MaxY) + OneMillimetreDegrees);
        bool Outside(double[] v, int i) =>
            Math.Max(v[i], v[i + 2]) < minX || Math.Min(v[i], v[i + 2]) > maxX || Math.Max(v[i + 1], v[i + 3]) < minY || Math.Min(v[i + 1], v[i + 3]) > maxY;
        var near = b.Edges.Where(e => !Outside(q, e)).ToArray();
        foreach (var e in a.Edges)
            if (!Outside(p, e))
                foreach (var f in near)
                    if (SideBySide(p[e], p[e + 1], p[e + 2], p[e + 3], q[f], q[f + 1], q[f + 2], q[f + 3]))
                        return true;
        return false;
    }

    // Degrees of longitude and latitude differ by a tenth here: for a question of one millimetre that is no difference.
    private static bool SideBySide(double ax, double ay, double bx, double by, double cx, double cy, double dx, double dy)
    {
        var (ux, uy) = (bx - ax, by - ay);
        var length = Math.Sqrt((ux * ux) + (uy * uy));
        if (length <= OneMillimetreDegrees)
            return false;
        (ux, uy) = (ux / length, uy / length);
        var (offC, offD) = (((cx - ax) * uy) - ((cy - ay) * ux), ((dx - ax) * uy) - ((dy - ay) * ux));
        if (Math.Abs(offC) > OneMillimetreDegrees || Math.Abs(offD) > OneMillimetreDegrees)
            return false;
        var (c, d) = (((cx - ax) * ux) + ((cy - ay) * uy), ((dx - ax) * ux) + ((dy - ay) * uy));
        return Math.Min(length, Math.Max(c, d)) - Math.Max(0, Math.Min(c, d)) > OneMillimetreDegrees;
    }

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i)
            i = parent[i] = parent[parent[i]];
        return i;
    }

    // The smaller number stays the root, so that a plot's number does not depend on the order of joining.
    private static void Unite(int[] parent, int a, int b)
    {
        var (x, y) = (Root(parent, a), Root(parent, b));
        if (x != y)
            parent[Math.Max(x, y)] = Math.Min(x, y);
    }
}
