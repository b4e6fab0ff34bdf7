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

    /// <summary>Length of a closed ring, m, at the county's latitude: for what is measured with a tape.</summary>
    public static double PerimeterM(double[] ring)
    {
        var sum = 0.0;
        for (var i = 0; i + 3 < ring.Length; i += 2)
            sum += Math.Sqrt(Math.Pow((ring[i + 2] - ring[i]) * Ground.MetresPerDegreeLongitude, 2) + Math.Pow((ring[i + 3] - ring[i + 1]) * Ground.MetresPerDegreeLatitude, 2));
        return sum;
    }

    /// <summary>The same points for NetTopologySuite, not copied.</summary>
    public static CoordinateSequence Sequence(double[] ring) => new PackedDoubleCoordinateSequence(ring, 2, 0);
}
