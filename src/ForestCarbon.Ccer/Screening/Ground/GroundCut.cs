using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Noding;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace ForestCarbon.Ccer.Screening.Ground;

/// <summary>Cuts one outline along another, on the grid of record. Polygons only: ground that shares a line is no ground.</summary>
/// <remarks>
/// Outlines of record lie on the grid already, so only where they cross is there anything to round: crossings are looked for once for
/// both sides of the cut, without rounding, and then moved to the grid. Where that moved one across another edge, or an outline is not
/// valid, the grid decides from the start, at several times the cost; what is stored stays as it is.
/// </remarks>
public static class GroundCut
{
    public static readonly PrecisionModel Grid = new(1e9);

    private static readonly PrecisionModel Unrounded = new();

    // Vertices that cost less to carry along than to look for crossings twice.
    private const int SmallCutter = 500;

    /// <summary>What of a shape lies inside the cutter and what outside; either may be empty.</summary>
    public static (Geometry Inside, Geometry Outside) Of(Geometry shape, Geometry cutter) =>
        Plain(shape, cutter) ?? (OnGrid(shape, cutter, SpatialFunction.Intersection), OnGrid(shape, cutter, SpatialFunction.Difference));

    private static (Geometry Inside, Geometry Outside)? Plain(Geometry shape, Geometry cutter)
    {
        try
        {
            // Both sides see the cutter alike where it is clipped to the shape's box for both, or not clipped at all: crossings found for one hold for the other then.
            var isAround = cutter.EnvelopeInternal.Contains(shape.EnvelopeInternal);
            var isSmall = cutter.NumPoints <= SmallCutter;
            var crossings = new CrossingsOnce();
            Geometry Side(SpatialFunction function) => PolygonsOf(
                new OverlayNG(shape, cutter, Unrounded, function) { Optimized = isAround || !isSmall, Noder = isAround || isSmall ? crossings : new CrossingsOnce() }.GetResult());

            // Neither is rounded before both are there: they may share vertices.
            var (inside, outside) = (Side(SpatialFunction.Intersection), Side(SpatialFunction.Difference));
            inside.Apply(new OntoGrid());
            outside.Apply(new OntoGrid());
            return inside.IsValid && outside.IsValid ? (inside, outside) : null;
        }
        catch (TopologyException)
        {
            return null;
        }
    }

    private static Geometry OnGrid(Geometry shape, Geometry cutter, SpatialFunction function)
    {
        try
        {
            return PolygonsOf(OverlayNG.Overlay(shape, cutter, function, Grid));
        }
        catch (TopologyException)
        {
            return PolygonsOf(OverlayNGRobust.Overlay(GeometryFixer.Fix(shape), GeometryFixer.Fix(cutter), function));
        }
    }

    private static Geometry PolygonsOf(Geometry found) =>
        found is Polygon or MultiPolygon ? found : found.Factory.CreateMultiPolygon([.. PolygonExtracter.GetPolygons(found).Cast<Polygon>()]);

    private sealed class CrossingsOnce : INoder
    {
        private IList<ISegmentString>? _found;

        public void ComputeNodes(IList<ISegmentString> segStrings)
        {
            if (_found is not null)
                return;
            var noder = new MCIndexNoder(new IntersectionAdder(new RobustLineIntersector()));
            noder.ComputeNodes(segStrings);
            _found = noder.GetNodedSubstrings();
        }

        public IList<ISegmentString> GetNodedSubstrings() => _found ?? [];
    }

    private sealed class OntoGrid : IEntireCoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq)
        {
            for (var i = 0; i < seq.Count; i++)
            {
                seq.SetX(i, Grid.MakePrecise(seq.GetX(i)));
                seq.SetY(i, Grid.MakePrecise(seq.GetY(i)));
            }
        }
    }
}
