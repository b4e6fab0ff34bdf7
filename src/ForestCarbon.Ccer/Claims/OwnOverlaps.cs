using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.IO;
using NetTopologySuite.Operation.OverlayNG;
using NetTopologySuite.Operation.RelateNG;

namespace ForestCarbon.Ccer.Claims;

/// <summary>Ground that plots of one boundary share with each other; the later plot first, as it is the one that gives way.</summary>
internal static class OwnOverlaps
{
    public static IReadOnlyList<SharedGround> Of(IReadOnlyList<BoundaryPlot> plots)
    {
        if (plots.Count < 2)
            return [];
        var index = new STRtree<int>();
        for (var i = 0; i < plots.Count; i++)
            index.Insert(plots[i].Shape.EnvelopeInternal, i);
        index.Build();
        // The caller takes part in the work and waits for no other thread to begin: a query in parallel waits for all of its own, and two hundred
        // askers at once then stand still until the pool has grown.
        var found = new IReadOnlyList<SharedGround>[plots.Count];
        Parallel.For(0, plots.Count, i => found[i] = WithEarlier(plots, i, index));
        return [.. found.SelectMany(f => f)];
    }

    // Most plots that meet only touch, and only those whose interiors meet are cut.
    private static List<SharedGround> WithEarlier(IReadOnlyList<BoundaryPlot> plots, int i, STRtree<int> index) =>
        [.. index.Query(plots[i].Shape.EnvelopeInternal).Where(j => j < i).Order()
            .Where(j => RelateNG.Relate(plots[i].Shape, plots[j].Shape, IntersectionMatrixPattern.InteriorIntersects))
            .Select(j => (Other: j, Shared: OverlayNGRobust.Overlay(plots[i].Shape, plots[j].Shape, NetTopologySuite.Operation.Overlay.SpatialFunction.Intersection)))
            .Where(o => o.Shared.Dimension == Dimension.Surface)
            .Select(o => new SharedGround
            {
                Plot = i + 1, PlotName = plots[i].Name, OtherPlot = o.Other + 1, Name = plots[o.Other].Name ?? "", State = "firm",
                SmallerM2 = Math.Min(plots[i].AreaM2, plots[o.Other].AreaM2), Shared = new WKBWriter().Write(o.Shared),
            })];
}
