using ForestCarbon.Carbon.Units;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Crs;

/// <summary>The area of record (椭球面积) of geometry in EPSG:4490; <c>inventory.ellipsoidal_area_m2</c> is its twin in SQL.</summary>
/// <remarks>
/// Trapezoid series of fact sheet §9.2 [S36, S36c], definitions.md §1: edges straight in (B, L), nothing densified,
/// holes subtracted, winding ignored, Z and M ignored. Of an edge from (B1, L1) to (B2, L2), in radians:
/// <code>
///   S = 2 b² ΔL [ A sin(ΔB/2)cosBm − B sin(3ΔB/2)cos3Bm + C sin(5ΔB/2)cos5Bm − D sin(7ΔB/2)cos7Bm + E sin(9ΔB/2)cos9Bm ]
///   ΔB = B2 − B1    Bm = (B1 + B2)/2    ΔL = (L1 + L2)/2 − L0
///   A = 1 + 3/6 e² + 30/80 e⁴ + 35/112 e⁶ + 630/2304 e⁸      B = 1/6 e² + 15/80 e⁴ + 21/112 e⁶ + 420/2304 e⁸
///   C = 3/80 e⁴ + 7/112 e⁶ + 180/2304 e⁸                     D = 1/112 e⁶ + 45/2304 e⁸             E = 5/2304 e⁸
/// </code>
/// The survey software takes L0 = 60°E. L0 falls out of a closed ring, so here it is the ring's first longitude, which
/// keeps five digits that 60°E would lose on a parcel.
/// </remarks>
public static class EllipsoidalArea
{
    private static readonly double E2 = Ellipsoid.Cgcs2000.EccentricitySquared;
    private static readonly double TwoB2 = 2 * Ellipsoid.Cgcs2000.SemiMinorAxisM * Ellipsoid.Cgcs2000.SemiMinorAxisM;
    private static readonly double A =
        1 + E2 * (3.0 / 6 + E2 * (30.0 / 80 + E2 * (35.0 / 112 + E2 * (630.0 / 2304))));

    private static readonly double B = E2 * (1.0 / 6 + E2 * (15.0 / 80 + E2 * (21.0 / 112 + E2 * (420.0 / 2304))));
    private static readonly double C = E2 * E2 * (3.0 / 80 + E2 * (7.0 / 112 + E2 * (180.0 / 2304)));
    private static readonly double D = E2 * E2 * E2 * (1.0 / 112 + E2 * (45.0 / 2304));
    private static readonly double E = E2 * E2 * E2 * E2 * (5.0 / 2304);

    /// <summary>Area of a polygon or of a collection of polygons, longitude and latitude in degrees; lines and points have none.</summary>
    public static SquareMetres Of(Geometry geometry)
    {
        var area = 0.0;
        switch (geometry)
        {
            case Polygon { IsEmpty: false } polygon:
                area = OfRing(polygon.Shell.CoordinateSequence);
                for (var i = 0; i < polygon.NumInteriorRings; i++)
                    area -= OfRing(polygon.GetInteriorRingN(i).CoordinateSequence);
                break;
            case GeometryCollection collection:
                for (var i = 0; i < collection.NumGeometries; i++) area += Of(collection.GetGeometryN(i)).Value;
                break;
        }
        // Holes that cover their shell to the last bit may leave a hair below nothing.
        return new SquareMetres(Math.Max(0, area));
    }

    /// <summary>Area inside one closed ring, m², whatever its winding.</summary>
    public static double OfRing(CoordinateSequence ring)
    {
        var sum = 0.0;
        var reference = ring.GetX(0);
        for (var i = 1; i < ring.Count; i++)
            sum += Edge(ring.GetX(i - 1) - reference, ring.GetY(i - 1), ring.GetX(i) - reference, ring.GetY(i));
        return Math.Abs(sum);
    }

    /// <summary>Signed area between an edge and the reference meridian, m²; longitudes relative to it, all in degrees.</summary>
    private static double Edge(double fromLongitude, double fromLatitude, double toLongitude, double toLatitude)
    {
        const double Radian = Math.PI / 180;
        var half = (toLatitude - fromLatitude) * (Radian / 2);
        var middle = (fromLatitude + toLatitude) * (Radian / 2);
        var width = (fromLongitude + toLongitude) * (Radian / 2);
        // Sines and cosines of 3, 5, 7, 9 times an angle are polynomials in the first: two functions an edge instead of ten.
        var s = Math.Sin(half);
        var c = Math.Cos(middle);
        double ss = s * s, cc = c * c;
        return TwoB2 * width * s * c
            * (A
                - B * (3 - 4 * ss) * (4 * cc - 3)
                + C * (5 + ss * (-20 + 16 * ss)) * (5 + cc * (-20 + 16 * cc))
                - D * (7 + ss * (-56 + ss * (112 - 64 * ss))) * (-7 + cc * (56 + cc * (-112 + 64 * cc)))
                + E * (9 + ss * (-120 + ss * (432 + ss * (-576 + 256 * ss)))) * (9 + cc * (-120 + cc * (432 + cc * (-576 + 256 * cc)))));
    }
}
