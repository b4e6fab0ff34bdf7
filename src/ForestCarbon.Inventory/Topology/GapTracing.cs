using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Operation.OverlayNG;

namespace ForestCarbon.Inventory.Topology;

/// <summary>Draws the narrow voids between parcels, around the edges that do not meet.</summary>
/// <remarks>
/// Within a window around a cluster of such edges the union of the parcels is closed (grown and shrunk by half the gap width); what
/// the closing fills is narrower than a gap may be. Closing also rounds off every hollow corner, so a void counts only
/// where two parcels face each other across it.
/// </remarks>
internal sealed class GapTracing(IReadOnlyList<CoverageParcel> parcels, STRtree<int> byPlace, LocalPlane plane, CoverageLimits limits)
{
    /// <summary>Steeper than this two edges do not face each other; a void between them is a corner, not a gap.</summary>
    private const double FacingDegrees = 20;

    private static readonly double SineOfFacing = Math.Sin(FacingDegrees * Math.PI / 180);

    public IEnumerable<CoverageFinding> Trace(List<DeviantEdge> edges, double bottom, double top)
    {
        foreach (var cluster in Clusters(edges))
            foreach (var gap in In(cluster, bottom, top))
                yield return gap;
    }

    private IEnumerable<CoverageFinding> In(List<DeviantEdge> cluster, double bottom, double top)
    {
        if (!cluster.Exists(e => e.Parcel != cluster[0].Parcel))
            yield break;
        var window = new Envelope();
        foreach (var edge in cluster)
            window.ExpandToInclude(edge.Envelope);
        window = plane.Grown(window, 2 * limits.GapWidthM);
        var factory = parcels[0].Geometry.Factory;
        var frame = factory.ToGeometry(window);
        var near = byPlace.Query(window).Order().ToArray();
        var pieces = near.SelectMany(j => PolygonExtracter.GetPolygons(RobustOverlay.Intersection(parcels[j].Geometry, frame))).Select(plane.ToMetres).ToList();
        if (pieces.Count == 0)
            yield break;
        var covered = OverlayNGRobust.Union(pieces);
        var filled = covered.Buffer(limits.GapWidthM / 2, 4).Buffer(-limits.GapWidthM / 2, 4);
        var sides = cluster.ConvertAll(e => new Side(e.Parcel, plane.Grown(e.Envelope, CoverageLimits.SmallestDifferenceM), new LineSegment(plane.ToMetres(e.From), plane.ToMetres(e.To))));
        var strip = factory.ToGeometry(new Envelope(window.MinX, window.MaxX, Math.Max(bottom, window.MinY), Math.Min(top, window.MaxY)));
        foreach (var voidInMetres in PolygonExtracter.GetPolygons(RobustOverlay.Difference(filled, covered)))
        {
            // A hair of a void may not survive the way back to degrees as a valid polygon.
            var place = GeometryFixer.Fix(plane.ToDegrees(voidInMetres));
            if (place.IsEmpty || place.EnvelopeInternal.MaxY <= bottom || place.EnvelopeInternal.MinY >= top)
                continue;
            if (place.EnvelopeInternal.MinY < bottom || place.EnvelopeInternal.MaxY > top)
                place = RobustOverlay.Intersection(place, strip);
            foreach (var piece in PolygonExtracter.GetPolygons(place).Cast<Polygon>())
                if (Judge(piece, sides) is { } gap)
                    yield return gap;
        }
    }

    private CoverageFinding? Judge(Polygon piece, List<Side> sides)
    {
        var area = EllipsoidalArea.Of(piece).Value;
        if (!plane.IsADifference(piece, area))
            return null;
        var inMetres = (Polygon)plane.ToMetres(piece);
        var beside = sides.Where(s => s.Box.Intersects(piece.EnvelopeInternal) && IsBeside(s.Edge, inMetres)).ToList();
        var facing = new SortedSet<int>();
        for (var i = 0; i < beside.Count; i++)
            for (var j = i + 1; j < beside.Count; j++)
                if (beside[i].Parcel != beside[j].Parcel && !(facing.Contains(beside[i].Parcel) && facing.Contains(beside[j].Parcel)) && Face(beside[i].Edge, beside[j].Edge))
                {
                    facing.Add(beside[i].Parcel);
                    facing.Add(beside[j].Parcel);
                }
        return facing.Any(j => parcels[j].IsJudged)
            ? new CoverageFinding(CoverageFindingKind.Gap, CoverageCheck.InOrder(facing.Select(j => parcels[j])), piece, area, 2 * area / inMetres.Length)
            : null;
    }

    private static bool IsBeside(LineSegment edge, Polygon inMetres)
    {
        for (var ring = -1; ring < inMetres.NumInteriorRings; ring++)
        {
            var points = (ring < 0 ? inMetres.Shell : inMetres.GetInteriorRingN(ring)).Coordinates;
            for (var i = 1; i < points.Length; i++)
                if (DistanceComputer.SegmentToSegment(edge.P0, edge.P1, points[i - 1], points[i]) <= CoverageLimits.SmallestDifferenceM)
                    return true;
        }
        return false;
    }

    // Nearly parallel, and beside each other over more than their distance.
    private bool Face(LineSegment a, LineSegment b)
    {
        var (ax, ay) = (a.P1.X - a.P0.X, a.P1.Y - a.P0.Y);
        var (bx, by) = (b.P1.X - b.P0.X, b.P1.Y - b.P0.Y);
        var length = a.Length;
        var lengths = length * b.Length;
        if (lengths == 0 || Math.Abs((ax * by) - (ay * bx)) > lengths * SineOfFacing)
            return false;
        var s = (((b.P0.X - a.P0.X) * ax) + ((b.P0.Y - a.P0.Y) * ay)) / length;
        var t = (((b.P1.X - a.P0.X) * ax) + ((b.P1.Y - a.P0.Y) * ay)) / length;
        var beside = Math.Min(length, Math.Max(s, t)) - Math.Max(0, Math.Min(s, t));
        var apart = DistanceComputer.SegmentToSegment(a.P0, a.P1, b.P0, b.P1);
        return beside > apart && apart <= limits.GapWidthM;
    }

    // Edges that lie within a gap's width of one another belong together.
    private IEnumerable<List<DeviantEdge>> Clusters(List<DeviantEdge> edges)
    {
        if (edges.Count < 2)
            return [];
        var tree = new STRtree<int>();
        for (var i = 0; i < edges.Count; i++)
            tree.Insert(edges[i].Envelope, i);
        var root = Enumerable.Range(0, edges.Count).ToArray();
        int Root(int i)
        {
            while (root[i] != i)
                i = root[i] = root[root[i]];
            return i;
        }
        for (var i = 0; i < edges.Count; i++)
            foreach (var j in tree.Query(plane.Grown(edges[i].Envelope, limits.GapWidthM)))
                if (Root(i) is var a && Root(j) is var b && a != b)
                    root[Math.Max(a, b)] = Math.Min(a, b);
        return Enumerable.Range(0, edges.Count).GroupBy(Root).Select(cluster => cluster.Select(i => edges[i]).ToList());
    }

    /// <summary>An edge beside a void, in metres; its box in degrees, a millimetre wider.</summary>
    private readonly record struct Side(int Parcel, Envelope Box, LineSegment Edge);
}
