using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace ForestCarbon.Inventory.Topology;

/// <summary>Overlay that does not fail on nearly touching edges: <c>Geometry.Intersection</c> of this library is still the old one, which does.</summary>
internal static class RobustOverlay
{
    public static Geometry Intersection(Geometry a, Geometry b) => OverlayNGRobust.Overlay(a, b, SpatialFunction.Intersection);

    public static Geometry Difference(Geometry a, Geometry b) => OverlayNGRobust.Overlay(a, b, SpatialFunction.Difference);
}
