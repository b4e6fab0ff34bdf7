namespace ForestCarbon.Inventory.Crs;

/// <summary>An ellipsoid of revolution by its two defining figures.</summary>
/// <param name="SemiMajorAxisM">a, metres.</param>
/// <param name="InverseFlattening">1/f.</param>
public sealed record Ellipsoid(double SemiMajorAxisM, double InverseFlattening)
{
    /// <summary>a = 6378137 m, 1/f = 298.257222101: CGCS2000 and, to the digit, GRS 1980. Fact sheet §9.1 [S36].</summary>
    public static readonly Ellipsoid Cgcs2000 = new(6_378_137, 298.257222101);

    /// <summary>EPSG ellipsoid 7030 [M].</summary>
    public static readonly Ellipsoid Wgs84 = new(6_378_137, 298.257223563);

    /// <summary>IAG 1975. Fact sheet §9.1 [S36].</summary>
    public static readonly Ellipsoid Iag1975 = new(6_378_140, 298.257);

    /// <summary>Krassovsky 1940. Fact sheet §9.1 [S36].</summary>
    public static readonly Ellipsoid Krassovsky1940 = new(6_378_245, 298.3);

    public double Flattening => 1 / InverseFlattening;

    public double SemiMinorAxisM => SemiMajorAxisM * (1 - Flattening);

    /// <summary>First eccentricity squared, (a² − b²)/a².</summary>
    public double EccentricitySquared => Flattening * (2 - Flattening);

    /// <summary>Third flattening n = f/(2 − f).</summary>
    public double ThirdFlattening => Flattening / (2 - Flattening);
}
