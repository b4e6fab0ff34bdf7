namespace ForestCarbon.Inventory.Crs;

/// <summary>The way from Xi'an 1980 or Beijing 1954 to CGCS2000 in one place, by parameters that somebody answers for.</summary>
/// <param name="Source">Where the parameters are from: office, document, date. Kept with every import that used them.</param>
public abstract record DatumShift(string Source)
{
    /// <summary>Longitude and latitude on CGCS2000 of longitude and latitude on <paramref name="from"/>, degrees; null outside the domain.</summary>
    internal abstract (double Longitude, double Latitude)? Apply(double longitude, double latitude, Datum from);
}

/// <summary>Four parameters between the planes of one zone: x' = dx + k·(x·cos α − y·sin α), y' = dy + k·(x·sin α + y·cos α).</summary>
/// <param name="Plane">System of the old plane; its twin on CGCS2000 has the same meridian and false easting.</param>
/// <param name="DxM">Metres east.</param>
/// <param name="DyM">Metres north.</param>
/// <param name="RotationRad">α, radians.</param>
/// <param name="Scale">k, near 1.</param>
/// <param name="OriginX">The point the rotation turns about, metres: subtracted before and added after; 0 for published parameters.</param>
public sealed record PlaneShift(
    ReferenceSystem Plane, double DxM, double DyM, double RotationRad, double Scale, string Source, double OriginX = 0, double OriginY = 0) : DatumShift(Source)
{
    internal override (double Longitude, double Latitude)? Apply(double longitude, double latitude, Datum from)
    {
        if (from != Plane.Datum || Plane.TransverseMercator is not { } old || Math.Abs(longitude - Plane.CentralMeridian!.Value) > CoordinateSystems.LargestLongitudeDifference)
            return null;
        var (x, y) = old.Forward(longitude, latitude);
        var (moved, up) = Shifted(x, y);
        return Twin.Inverse(moved, up);
    }

    /// <summary>The shifted point, in the plane.</summary>
    public (double X, double Y) Shifted(double x, double y)
    {
        var (sin, cos) = Math.SinCos(RotationRad);
        var (east, north) = (x - OriginX, y - OriginY);
        return (OriginX + DxM + Scale * (east * cos - north * sin), OriginY + DyM + Scale * (east * sin + north * cos));
    }

    private TransverseMercator Twin { get; } = new(Ellipsoid.Cgcs2000, Plane.CentralMeridian ?? 0, 1, Plane.FalseEasting ?? 0, 0);
}

/// <summary>Seven parameters between geocentric axes (Helmert, position-vector convention: EPSG method 1033 [M]); heights are taken as 0.</summary>
/// <param name="DxM">Metres.</param>
/// <param name="RxArcsec">Seconds of arc; a file in the coordinate-frame convention has the signs of all three turned.</param>
/// <param name="ScalePpm">Parts per million.</param>
public sealed record SpaceShift(
    double DxM, double DyM, double DzM, double RxArcsec, double RyArcsec, double RzArcsec, double ScalePpm, string Source) : DatumShift(Source)
{
    private const double ArcSecond = Math.PI / 180 / 3600;

    internal override (double Longitude, double Latitude)? Apply(double longitude, double latitude, Datum from)
    {
        var (x, y, z) = Geocentric(double.DegreesToRadians(longitude), double.DegreesToRadians(latitude), from.Ellipsoid);
        var k = 1 + ScalePpm * 1e-6;
        var (rx, ry, rz) = (RxArcsec * ArcSecond, RyArcsec * ArcSecond, RzArcsec * ArcSecond);
        return Geodetic(DxM + k * (x - rz * y + ry * z), DyM + k * (rz * x + y - rx * z), DzM + k * (-ry * x + rx * y + z), Ellipsoid.Cgcs2000);
    }

    internal static (double X, double Y, double Z) Geocentric(double longitude, double latitude, Ellipsoid ellipsoid)
    {
        var e2 = ellipsoid.EccentricitySquared;
        var n = ellipsoid.SemiMajorAxisM / Math.Sqrt(1 - e2 * Math.Pow(Math.Sin(latitude), 2));
        return (n * Math.Cos(latitude) * Math.Cos(longitude), n * Math.Cos(latitude) * Math.Sin(longitude), n * (1 - e2) * Math.Sin(latitude));
    }

    // Iterated: heights are metres to a few hundred metres, where it settles in three steps.
    private static (double Longitude, double Latitude) Geodetic(double x, double y, double z, Ellipsoid ellipsoid)
    {
        var e2 = ellipsoid.EccentricitySquared;
        var p = Math.Sqrt(x * x + y * y);
        var latitude = Math.Atan2(z, p * (1 - e2));
        for (var i = 0; i < 8; i++)
        {
            var n = ellipsoid.SemiMajorAxisM / Math.Sqrt(1 - e2 * Math.Pow(Math.Sin(latitude), 2));
            latitude = Math.Atan2(z + e2 * n * Math.Sin(latitude), p);
        }
        return (double.RadiansToDegrees(Math.Atan2(y, x)), double.RadiansToDegrees(latitude));
    }
}
