using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;

namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Rings as flat arrays of longitude and latitude: a county of millions is made without an object per point.</summary>
internal static class FlatRings
{
    /// <summary>Area of record of one closed ring, m².</summary>
    public static double AreaM2(double[] ring) => EllipsoidalArea.OfRing(Sequence(ring));

    /// <summary>Area of record of polygons given as outer ring and holes, m².</summary>
    public static double AreaM2(IReadOnlyList<IReadOnlyList<double[]>> polygons) =>
        polygons.Sum(rings => AreaM2(rings[0]) - rings.Skip(1).Sum(AreaM2));

    /// <summary>The same points for NetTopologySuite, not copied.</summary>
    public static CoordinateSequence Sequence(double[] ring) => new PackedDoubleCoordinateSequence(ring, 2, 0);
}
