using System.Globalization;

namespace ForestCarbon.Inventory.Crs;

/// <summary>A geodetic datum with its ellipsoid.</summary>
/// <param name="Name">As written in WKT.</param>
/// <param name="IsGeocentric">
/// Realised in the modern world frame (CGCS2000, WGS 84, ETRS89, …): such datums differ by decimetres and are taken as
/// identical, with a warning. Xi'an 1980 and Beijing 1954 are some 100 m away and need parameters of their own.
/// </param>
public sealed record Datum(string Name, string GeographicName, Ellipsoid Ellipsoid, string EllipsoidName, bool IsGeocentric)
{
    public static readonly Datum Cgcs2000 =
        new("China_2000", "China Geodetic Coordinate System 2000", Ellipsoid.Cgcs2000, "CGCS2000", true);

    public static readonly Datum Wgs84 = new("WGS_1984", "WGS 84", Ellipsoid.Wgs84, "WGS 84", true);
    public static readonly Datum Etrs89 =
        new("European_Terrestrial_Reference_System_1989", "ETRS89", Ellipsoid.Cgcs2000, "GRS 1980", true);

    public static readonly Datum Nad83 =
        new("North_American_Datum_1983", "NAD83", Ellipsoid.Cgcs2000, "GRS 1980", true);

    public static readonly Datum Nzgd2000 =
        new("New_Zealand_Geodetic_Datum_2000", "NZGD2000", Ellipsoid.Cgcs2000, "GRS 1980", true);

    public static readonly Datum Sirgas2000 = new(
        "Sistema_de_Referencia_Geocentrico_para_las_AmericaS_2000", "SIRGAS 2000", Ellipsoid.Cgcs2000, "GRS 1980", true);

    public static readonly Datum Xian1980 = new("Xian_1980", "Xian 1980", Ellipsoid.Iag1975, "IAG 1975", false);
    public static readonly Datum Beijing1954 =
        new("Beijing_1954", "Beijing 1954", Ellipsoid.Krassovsky1940, "Krassowsky 1940", false);

    /// <summary>What Chinese surveyors call it; the international name where that is the one in use.</summary>
    public string NameZh => Name switch { "China_2000" => "CGCS2000", "Xian_1980" => "西安80", "Beijing_1954" => "北京54", _ => GeographicName };

    /// <summary>GEOGCS clause in WKT 1.</summary>
    internal string Wkt => string.Create(
        CultureInfo.InvariantCulture,
        $"""GEOGCS["{GeographicName}",DATUM["{Name}",SPHEROID["{EllipsoidName}",{Ellipsoid.SemiMajorAxisM:R},{Ellipsoid.InverseFlattening:R}]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]""");
}

/// <summary>A coordinate reference system: longitude and latitude in degrees, or easting and northing in metres.</summary>
public sealed class ReferenceSystem
{
    internal ReferenceSystem(int epsg, string name, Datum datum)
    {
        Epsg = epsg;
        Name = name;
        Datum = datum;
        Wkt = datum.Wkt;
    }

    internal ReferenceSystem(
        int epsg, string name, Datum datum, double centralMeridian, double scale, double falseEasting, double falseNorthing)
        : this(epsg, name, datum)
    {
        CentralMeridian = centralMeridian;
        FalseEasting = falseEasting;
        TransverseMercator = new TransverseMercator(datum.Ellipsoid, centralMeridian, scale, falseEasting, falseNorthing);
        Wkt = string.Create(
            CultureInfo.InvariantCulture,
            $"""PROJCS["{name}",{datum.Wkt},PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",{centralMeridian:R}],PARAMETER["scale_factor",{scale:R}],PARAMETER["false_easting",{falseEasting:R}],PARAMETER["false_northing",{falseNorthing:R}],UNIT["metre",1],AUTHORITY["EPSG","{epsg}"]]""");
    }

    internal ReferenceSystem(int epsg, string name, Datum datum, string projectedWkt)
        : this(epsg, name, datum)
    {
        Wkt = projectedWkt;
        IsOtherProjection = true;
    }

    public int Epsg { get; }

    public string Name { get; }

    /// <summary>The name for a Chinese sentence: datum, and of Gauss–Krüger coordinates the central meridian and the zone in the eastings.</summary>
    public string NameZh => !IsProjected ? Datum.NameZh
        : CentralMeridian is { } meridian && Name.Contains("Gauss-Kruger", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{Datum.NameZh} 高斯-克吕格，中央经线 {meridian:0}°{(FalseEasting > 1_000_000 ? $"，带号 {Math.Floor(FalseEasting.Value / 1_000_000):0}" : "")}")
            : Name;

    public Datum Datum { get; }

    /// <summary>WKT 1, as written into a .prj.</summary>
    public string Wkt { get; }

    public bool IsProjected => TransverseMercator is not null || IsOtherProjection;

    /// <summary>Degrees east, for Gauss–Krüger and UTM; null otherwise.</summary>
    public double? CentralMeridian { get; }

    /// <summary>Metres, for Gauss–Krüger and UTM; 37,500,000 tells a zone-prefixed easting from 500,000.</summary>
    public double? FalseEasting { get; }

    internal TransverseMercator? TransverseMercator { get; }

    internal bool IsOtherProjection { get; }

    public override string ToString() => $"EPSG:{Epsg.ToString(CultureInfo.InvariantCulture)} {Name}";
}
