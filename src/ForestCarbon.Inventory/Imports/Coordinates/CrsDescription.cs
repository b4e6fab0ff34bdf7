using ForestCarbon.Inventory.Crs;

namespace ForestCarbon.Inventory.Imports.Coordinates;

/// <summary>What the text of a .prj says, freed of its dialect: degrees and metres, names of methods and parameters made one.</summary>
/// <param name="Projection">Null for longitude and latitude.</param>
public sealed record CrsDescription(string Name, string DatumName, Datum? Datum, CrsProjection? Projection)
{
    private static readonly (string Piece, Datum Datum)[] DatumNames =
    [
        ("cgcs2000", Datum.Cgcs2000), ("china2000", Datum.Cgcs2000), ("chinageodeticcoordinatesystem2000", Datum.Cgcs2000),
        ("xian1980", Datum.Xian1980), ("xian80", Datum.Xian1980), ("beijing1954", Datum.Beijing1954), ("beijing54", Datum.Beijing1954),
        ("wgs1984", Datum.Wgs84), ("wgs84", Datum.Wgs84), ("worldgeodeticsystem1984", Datum.Wgs84),
        ("northamerican1983", Datum.Nad83), ("northamericandatum1983", Datum.Nad83), ("nad83", Datum.Nad83),
        ("nzgd2000", Datum.Nzgd2000), ("newzealandgeodeticdatum2000", Datum.Nzgd2000),
        ("etrs89", Datum.Etrs89), ("etrs1989", Datum.Etrs89), ("europeanterrestrialreferencesystem1989", Datum.Etrs89),
        ("sirgas2000", Datum.Sirgas2000), ("sistemadereferenciageocentricoparalasamericas2000", Datum.Sirgas2000),
    ];

    // 3° before 6°: on a shared meridian both are the same coordinates, and forestry maps in 3° zones.
    private static readonly Lazy<IReadOnlyList<(CrsDescription Description, ReferenceSystem Crs)>> Known = new(() =>
        [.. new[] { (4490, 4490), (4513, 4554), (4491, 4512), (4326, 4326), (32601, 32660), (32701, 32760), (4167, 4167), (4258, 4258),
                    (4269, 4269), (4674, 4674), (3005, 3005), (3067, 3067), (4610, 4610), (2349, 2390), (2327, 2348), (4214, 4214),
                    (2401, 2442), (21413, 21423), (21453, 21463) }
            .SelectMany(range => Enumerable.Range(range.Item1, range.Item2 - range.Item1 + 1))
            .Select(CoordinateSystems.Find).OfType<ReferenceSystem>().Select(crs => (CrsText.Read(crs.Wkt), crs))]);

    /// <summary>The system known here that has this datum and these parameters, or null.</summary>
    public ReferenceSystem? Match() => Datum is null
        ? null
        : Known.Value.FirstOrDefault(k => k.Crs.Datum == Datum && Equals(k.Description.Projection, Projection)).Crs;

    /// <summary>The datum of that name; null where it is unknown, or its ellipsoid is not the one the name belongs to.</summary>
    public static Datum? DatumOf(string name, double? semiMajorM, double? inverseFlattening)
    {
        var plain = Plain(name);
        var datum = DatumNames.FirstOrDefault(d => plain.Contains(d.Piece, StringComparison.Ordinal)).Datum;
        return datum is not null && (semiMajorM is not { } a || Math.Abs(a - datum.Ellipsoid.SemiMajorAxisM) < 0.5)
                                 && (inverseFlattening is not { } f || Math.Abs(f - datum.Ellipsoid.InverseFlattening) < 1e-3)
            ? datum
            : null;
    }

    internal static string Plain(string name) => new string([.. name.Where(char.IsAsciiLetterOrDigit)]).ToLowerInvariant();
}

/// <summary>A map projection: method and parameters, degrees and metres. Equal within what a dialect's digits may lose.</summary>
public sealed record CrsProjection(
    string Method, double CentralMeridianDeg, double LatitudeOfOriginDeg, double Scale, double FalseEastingM, double FalseNorthingM,
    double StandardParallel1Deg, double StandardParallel2Deg)
{
    public bool Equals(CrsProjection? other)
    {
        static bool Same(double x, double y) => Math.Abs(x - y) <= 1e-9 * Math.Max(1, Math.Abs(x));
        return other is not null && Method == other.Method && Same(CentralMeridianDeg, other.CentralMeridianDeg)
               && Same(LatitudeOfOriginDeg, other.LatitudeOfOriginDeg) && Same(Scale, other.Scale) && Same(FalseEastingM, other.FalseEastingM)
               && Same(FalseNorthingM, other.FalseNorthingM) && Same(StandardParallel1Deg, other.StandardParallel1Deg)
               && Same(StandardParallel2Deg, other.StandardParallel2Deg);
    }

    public override int GetHashCode() => HashCode.Combine(Method);
}
