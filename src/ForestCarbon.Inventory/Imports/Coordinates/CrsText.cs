using System.Globalization;
using ForestCarbon.Inventory.Imports.Reading;

namespace ForestCarbon.Inventory.Imports.Coordinates;

/// <summary>Understands the text of a .prj, in whichever dialect, as datum and projection.</summary>
public static class CrsText
{
    /// <exception cref="UnreadableFileException">No CRS text, or odd units, meridians, shifts.</exception>
    /// <param name="where">What of the file the text is from; null for one of our own.</param>
    public static CrsDescription Read(string wkt, Words? where = null)
    {
        var from = where ?? new Words("", "the text");
        var root = WktNode.Parse(wkt) ?? throw Refused(from, "不是坐标系文本，请指明坐标系（EPSG:编号）。", " is no text of a coordinate system: name the system (EPSG:number).");
        var system = Inner(root);
        var projected = system.Keyword.ToUpperInvariant() is "PROJCS" or "PROJCRS" or "PROJECTEDCRS";
        if (!projected && system.Keyword.ToUpperInvariant() is not ("GEOGCS" or "GEOGCRS" or "GEODCRS" or "GEOGRAPHICCRS"))
            throw Refused(from, $"写的坐标系（{root.Keyword}）不是平面或地理坐标系，请指明坐标系（EPSG:编号）。", $" names a system ({root.Keyword}) that is neither projected nor geographic: name the system (EPSG:number).");
        var geographic = projected ? system.Child("GEOGCS", "BASEGEOGCRS", "BASEGEODCRS") : system;
        var datum = geographic?.Child("DATUM", "GEODETICDATUM", "ENSEMBLE", "TRF");
        var ellipsoid = datum?.Child("SPHEROID", "ELLIPSOID");
        if (geographic is null || datum is null)
            throw Refused(from, "没有写明大地基准，请指明坐标系（EPSG:编号）。", " names no datum: name the system (EPSG:number).");
        RefuseOddities(geographic, datum, system, projected, from);
        return new CrsDescription(system.Name, datum.Name, CrsDescription.DatumOf(datum.Name, ellipsoid?.Number(1), ellipsoid?.Number(2)),
            projected ? Projection(system) : null);
    }

    private static WktNode Inner(WktNode root)
    {
        for (var depth = 0; depth < 4; depth++)
            root = root.Keyword.ToUpperInvariant() switch
            {
                "BOUNDCRS" => root.Child("SOURCECRS") ?? root,
                "SOURCECRS" when root.Children.Count > 0 => root.Children[0],
                "COMPD_CS" or "COMPOUNDCRS" when root.Children.Count > 0 => root.Children[0],
                _ => root,
            };
        return root;
    }

    private static void RefuseOddities(WktNode geographic, WktNode datum, WktNode system, bool projected, Words from)
    {
        if (geographic.Child("PRIMEM", "PRIMEMERIDIAN")?.Number(1) is { } meridian and not 0)
            throw Refused(from, Text($"的本初子午线不是格林尼治（{meridian}），请先转换坐标系。"), Text($" counts longitudes from another meridian than Greenwich ({meridian}): transform the data first."));
        if ((geographic.Child("TOWGS84") ?? datum.Child("TOWGS84")) is { } shift && Enumerable.Range(0, shift.Values.Count).Any(i => shift.Number(i) is not 0))
            throw Refused(from, "自带非零的基准转换参数（TOWGS84），请另给经核实的基准转换参数。", " brings a datum shift of its own (TOWGS84) that is not zero: give a datum shift that somebody answers for.");
        if (projected && Unit(system, "UNIT", "LENGTHUNIT") is { } metre && Math.Abs(metre - 1) > 1e-9)
            throw Refused(from, Text($"的长度单位不是米（每单位 {metre} 米），请先换成米。"), Text($" measures in another unit than the metre ({metre} m): transform the data first."));
        if (!projected && Unit(geographic, "UNIT", "ANGLEUNIT") is { } radian && Math.Abs(radian - Math.PI / 180) > 1e-9)
            throw Refused(from, "的角度单位不是度，请先换成度。", " measures angles in another unit than degrees: transform the data first.");
    }

    private static double? Unit(WktNode node, params string[] keywords) =>
        (node.Child(keywords) ?? node.Child("CS")?.Child(keywords) ?? node.Child("AXIS")?.Child(keywords))?.Number(1);

    // "the .prj file" begins a sentence here.
    private static UnreadableFileException Refused(Words from, string zh, string en) => new(from.Zh + zh, char.ToUpperInvariant(from.En[0]) + from.En[1..] + en);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static CrsProjection Projection(WktNode system)
    {
        var method = (system.Child("PROJECTION") ?? system.Below("METHOD"))?.Name ?? "";
        var parameters = (system.Child("CONVERSION") ?? system).Children
            .Where(c => c.Keyword.Equals("PARAMETER", StringComparison.OrdinalIgnoreCase))
            .GroupBy(p => CrsDescription.Plain(p.Name)).ToDictionary(p => p.Key, p => p.First().Number(1), StringComparer.Ordinal);
        double Of(double otherwise, params string[] names)
        {
            foreach (var name in names)
                if (parameters.TryGetValue(name, out var value) && value is { } number)
                    return number;
            return otherwise;
        }
        var kind = CrsDescription.Plain(method) switch
        {
            "gausskruger" or "transversemercator" => "transverse-mercator",
            "albers" or "albersconicequalarea" or "albersequalarea" => "albers",
            var other => other,
        };
        return new CrsProjection(kind,
            Of(0, "centralmeridian", "longitudeofcenter", "longitudeofnaturalorigin", "longitudeoffalseorigin"),
            Of(0, "latitudeoforigin", "latitudeofcenter", "latitudeofnaturalorigin", "latitudeoffalseorigin"),
            Of(1, "scalefactor", "scalefactoratnaturalorigin"),
            Of(0, "falseeasting", "eastingatfalseorigin"), Of(0, "falsenorthing", "northingatfalseorigin"),
            Of(0, "standardparallel1", "latitudeof1ststandardparallel"), Of(0, "standardparallel2", "latitudeof2ndstandardparallel"));
    }
}
