using System.Globalization;
using System.Reflection;

namespace ForestCarbon.Inventory.Crs;

/// <summary>How two datums stand to one another.</summary>
public enum DatumRelation
{
    Same,

    /// <summary>WGS 84 ↔ CGCS2000 and the like: taken as identical, which must be said beside the result.</summary>
    AssumedIdentical,

    /// <summary>Xi'an 1980 or Beijing 1954 to another datum: refused until 4 or 7 parameters are given.</summary>
    ShiftRequired,
}

/// <summary>The coordinate systems this program knows by EPSG code.</summary>
/// <remarks>
/// The Chinese Gauss–Krüger families and UTM are regular and made by rule; irregular ones are WKT files in
/// <c>gis-data/crs</c>. Codes: EPSG registry, fact sheet §9.1 [S37], [M] for whole families. GCJ-02 has no code and is
/// never known: it is a distortion, not a system.
/// </remarks>
public static class CoordinateSystems
{
    private const int FirstMeridianOfChina = 75;
    private const int ThreeDegreeZone = 25;
    private const int SixDegreeZone = 13;

    /// <summary>Degrees from the central meridian beyond which Gauss–Krüger and UTM coordinates are refused.</summary>
    public const double LargestLongitudeDifference = 6;

    /// <summary>China Geodetic Coordinate System 2000, longitude and latitude: the system of record.</summary>
    public static ReferenceSystem Cgcs2000 { get; } = new(4490, Datum.Cgcs2000.GeographicName, Datum.Cgcs2000);

    /// <summary>The system of an EPSG code, or null where it is not known here.</summary>
    public static ReferenceSystem? Find(int epsg) => epsg switch
    {
        4490 => Cgcs2000,
        4326 => new ReferenceSystem(epsg, Datum.Wgs84.GeographicName, Datum.Wgs84),
        4258 => new ReferenceSystem(epsg, Datum.Etrs89.GeographicName, Datum.Etrs89),
        4269 => new ReferenceSystem(epsg, Datum.Nad83.GeographicName, Datum.Nad83),
        4167 => new ReferenceSystem(epsg, Datum.Nzgd2000.GeographicName, Datum.Nzgd2000),
        4674 => new ReferenceSystem(epsg, Datum.Sirgas2000.GeographicName, Datum.Sirgas2000),
        4610 => new ReferenceSystem(epsg, Datum.Xian1980.GeographicName, Datum.Xian1980),
        4214 => new ReferenceSystem(epsg, Datum.Beijing1954.GeographicName, Datum.Beijing1954),
        3067 => new ReferenceSystem(epsg, "ETRS89 / TM35FIN(E,N)", Datum.Etrs89, 27, 0.9996, 500_000, 0),
        3005 => new ReferenceSystem(epsg, "NAD83 / BC Albers", Datum.Nad83, Shipped(epsg)),

        >= 4491 and <= 4501 => GaussKruger(epsg, Datum.Cgcs2000, "CGCS2000 / Gauss-Kruger", 6, epsg - 4491, true),
        >= 4502 and <= 4512 => GaussKruger(epsg, Datum.Cgcs2000, "CGCS2000 / Gauss-Kruger", 6, epsg - 4502, false),
        >= 4513 and <= 4533 => GaussKruger(epsg, Datum.Cgcs2000, "CGCS2000 / 3-degree Gauss-Kruger", 3, epsg - 4513, true),
        >= 4534 and <= 4554 => GaussKruger(epsg, Datum.Cgcs2000, "CGCS2000 / 3-degree Gauss-Kruger", 3, epsg - 4534, false),

        >= 2327 and <= 2337 => GaussKruger(epsg, Datum.Xian1980, "Xian 1980 / Gauss-Kruger", 6, epsg - 2327, true),
        >= 2338 and <= 2348 => GaussKruger(epsg, Datum.Xian1980, "Xian 1980 / Gauss-Kruger", 6, epsg - 2338, false),
        >= 2349 and <= 2369 => GaussKruger(epsg, Datum.Xian1980, "Xian 1980 / 3-degree Gauss-Kruger", 3, epsg - 2349, true),
        >= 2370 and <= 2390 => GaussKruger(epsg, Datum.Xian1980, "Xian 1980 / 3-degree Gauss-Kruger", 3, epsg - 2370, false),

        >= 21413 and <= 21423 => GaussKruger(epsg, Datum.Beijing1954, "Beijing 1954 / Gauss-Kruger", 6, epsg - 21413, true),
        >= 21453 and <= 21463 => GaussKruger(epsg, Datum.Beijing1954, "Beijing 1954 / Gauss-Kruger", 6, epsg - 21453, false),
        >= 2401 and <= 2421 => GaussKruger(epsg, Datum.Beijing1954, "Beijing 1954 / 3-degree Gauss-Kruger", 3, epsg - 2401, true),
        >= 2422 and <= 2442 => GaussKruger(epsg, Datum.Beijing1954, "Beijing 1954 / 3-degree Gauss-Kruger", 3, epsg - 2422, false),

        >= 32601 and <= 32660 => Utm(epsg, epsg - 32600, "N", 0),
        >= 32701 and <= 32760 => Utm(epsg, epsg - 32700, "S", 10_000_000),
        _ => null,
    };

    /// <summary>The system named as <c>EPSG:n</c>, or null: unknown, or no EPSG name at all (GCJ-02, BD-09).</summary>
    public static ReferenceSystem? Find(string name) =>
        name.StartsWith("EPSG:", StringComparison.OrdinalIgnoreCase)
        && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var epsg)
            ? Find(epsg)
            : null;

    /// <summary>Longitude and latitude on the datum of <paramref name="system"/>.</summary>
    public static ReferenceSystem GeographicOf(ReferenceSystem system) =>
        !system.IsProjected ? system
        : system.Datum == Datum.Xian1980 ? Find(4610)!
        : system.Datum == Datum.Beijing1954 ? Find(4214)!
        : Cgcs2000;

    /// <summary>Whether coordinates may pass between two systems, and on what footing.</summary>
    public static DatumRelation Relation(ReferenceSystem from, ReferenceSystem to) =>
        from.Datum == to.Datum ? DatumRelation.Same
        : from.Datum.IsGeocentric && to.Datum.IsGeocentric ? DatumRelation.AssumedIdentical
        : DatumRelation.ShiftRequired;

    /// <summary>The transform between two systems whose <see cref="Relation"/> is not <see cref="DatumRelation.ShiftRequired"/>.</summary>
    /// <exception cref="ArgumentException">A datum shift would be required.</exception>
    public static CoordinateTransform Between(ReferenceSystem from, ReferenceSystem to) =>
        Relation(from, to) != DatumRelation.ShiftRequired
            ? new CoordinateTransform(from, to)
            : throw new ArgumentException($"{from} to {to} needs the parameters of a datum shift.", nameof(to));

    private static ReferenceSystem GaussKruger(int epsg, Datum datum, string family, int width, int index, bool hasPrefix)
    {
        var meridian = FirstMeridianOfChina + width * index;
        var zone = (width == 3 ? ThreeDegreeZone : SixDegreeZone) + index;
        return hasPrefix
            ? new ReferenceSystem(epsg, Invariant($"{family} zone {zone}"), datum, meridian, 1, zone * 1_000_000.0 + 500_000, 0)
            : new ReferenceSystem(epsg, Invariant($"{family} CM {meridian}E"), datum, meridian, 1, 500_000, 0);
    }

    private static ReferenceSystem Utm(int epsg, int zone, string hemisphere, double falseNorthing) =>
        new(epsg, Invariant($"WGS 84 / UTM zone {zone}{hemisphere}"), Datum.Wgs84, 6 * zone - 183, 0.9996, 500_000, falseNorthing);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Shipped(int epsg)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Invariant($"gis-data/crs/{epsg}.wkt"))
            ?? throw new InvalidDataException(Invariant($"gis-data/crs/{epsg}.wkt is not embedded."));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Trim();
    }
}
