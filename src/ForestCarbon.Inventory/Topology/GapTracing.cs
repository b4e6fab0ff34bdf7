using ForestCarbon.Inventory.Crs;
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
                if (Judge(piece, cluster) is { } gap)
                    yield return gap;
        }
    }

    private CoverageFinding? Judge(Polygon piece, List<DeviantEdge> cluster)
    {
        var area = EllipsoidalArea.Of(piece).Value;
        if (!plane.IsADifference(piece, area))
            return null;
        var inMetres = plane.ToMetres(piece);
        var beside = cluster.Where(e => plane.Grown(e.Envelope, CoverageLimits.SmallestDifferenceM).Intersects(piece.EnvelopeInternal)
                                        && InMetres(e).Distance(inMetres) <= CoverageLimits.SmallestDifferenceM).ToList();
        var facing = new SortedSet<int>();
        for (var i = 0; i < beside.Count; i++)
            for (var j = i + 1; j < beside.Count; j++)
                if (beside[i].Parcel != beside[j].Parcel && Face(InMetres(beside[i]), InMetres(beside[j])))
                {
                    facing.Add(beside[i].Parcel);
                    facing.Add(beside[j].Parcel);
                }
        return facing.Any(j => parcels[j].IsJudged)
            ? new CoverageFinding(CoverageFindingKind.Gap, CoverageCheck.InOrder(facing.Select(j => parcels[j])), piece, area, 2 * area / inMetres.Length)
            : null;
    }

    // Nearly parallel, and beside each other over more than their distance.
    private bool Face(LineString a, LineString b)
    {
        var (ax, ay) = (a[1].X - a[0].X, a[1].Y - a[0].Y);
        var (bx, by) = (b[1].X - b[0].X, b[1].Y - b[0].Y);
        var lengths = a.Length * b.Length;
        if (lengths == 0 || Math.Abs((ax * by) - (ay * bx)) > lengths * Math.Sin(FacingDegrees * Math.PI / 180))
            return false;
        var s = (((b[0].X - a[0].X) * ax) + ((b[0].Y - a[0].Y) * ay)) / a.Length;
        var t = (((b[1].X - a[0].X) * ax) + ((b[1].Y - a[0].Y) * ay)) / a.Length;
        var beside = Math.Min(a.Length, Math.Max(s, t)) - Math.Max(0, Math.Min(s, t));
        var apart = a.Distance(b);
        return beside > apart && apart <= limits.GapWidthM;
    }

    private LineString InMetres(DeviantEdge edge) =>
        (LineString)plane.ToMetres(parcels[0].Geometry.Factory.CreateLineString([edge.From, edge.To]));

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
}
