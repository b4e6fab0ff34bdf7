using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using ForestCarbon.Platform.Failures;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>The placemarks of a KML text (OGC 12-007r2), one in memory at a time: name and extended data as fields, coordinates in degrees of WGS 84.</summary>
public sealed class KmlSource : FeatureSource
{
    private const int DeepestElement = 64;
    private const long LargestBytes = 64L << 20;
    private const string NameField = "name";
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];
    private static readonly GeometryFactory Factory = new();
    private readonly string _path;
    private readonly Dictionary<string, int> _positions;
    private bool _hasHeights;

    static KmlSource() => System.Text.Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private KmlSource(string path, IReadOnlyList<SourceField> fields, string encoding)
    {
        (_path, Fields, SourceLayer) = (path, fields, Path.GetFileNameWithoutExtension(path));
        Encoding = new(encoding, new("KML 的 XML 声明写明的编码，没有写即 UTF-8", "the encoding in the XML declaration of the KML, UTF-8 where it has none"));
        _positions = fields.Index().ToDictionary(f => f.Item.Name, f => f.Index, StringComparer.Ordinal);
    }

    public override string SourceLayer { get; }

    public override IReadOnlyList<SourceField> Fields { get; }

    public override SourceEncoding Encoding { get; }

    public override SourceCrsNote Crs { get; } = new(null, 4326, new("KML 规定的 WGS84", "the WGS 84 of KML"));

    public override Envelope? StatedBox => null;

    /// <exception cref="UnreadableFileException">No KML, without a placemark, damaged, with a DTD, larger than 64 MB, or nested deeper than a KML is.</exception>
    public static KmlSource Open(string path)
    {
        var name = Path.GetFileName(path);
        if (new FileInfo(path).Length > LargestBytes)
            throw new UnreadableFileException($"{name} 超过 {LargestBytes >> 20} MB，请改用 GeoPackage（.gpkg）。", $"{name} is larger than {LargestBytes >> 20} MB: send a GeoPackage (.gpkg) instead.");
        List<SourceField> fields = [new(NameField, "string")];
        var known = new HashSet<string>(StringComparer.Ordinal) { NameField };
        var (encoding, placemarks) = ("UTF-8", 0);
        using var stream = File.OpenRead(path);
        using var xml = Reader(stream);
        while (Step(xml, name))
        {
            // What is built of a placemark is walked by recursion: the depth is limited before.
            if (xml.Depth > DeepestElement)
                throw new UnreadableFileException($"{name} 的元素套了 {DeepestElement} 层以上，不是 KML。", $"The elements of {name} lie more than {DeepestElement} deep: it is no KML.");
            if (xml.NodeType == XmlNodeType.XmlDeclaration)
                encoding = xml.GetAttribute("encoding") ?? encoding;
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.Depth == 0 && xml.LocalName != "kml")
                throw new UnreadableFileException($"{name} 不是 KML（根元素是 {xml.LocalName}），请重新导出。", $"{name} is no KML (its root is {xml.LocalName}): export it again.");
            if (xml.LocalName == "Placemark")
                placemarks++;
            else if (placemarks > 0 && xml.LocalName is "Data" or "SimpleData" && xml.GetAttribute("name") is { Length: > 0 } field && known.Add(field))
                fields.Add(new SourceField(field, "string"));
        }
        return placemarks > 0 ? new KmlSource(path, fields, encoding) : throw new UnreadableFileException(
            $"{name} 里没有地标（Placemark），只有链接的 KML 请先在看图软件里另存。", $"{name} holds no placemark; where it only links to another, save that from the program that shows it.");
    }

    public override IEnumerable<SourceFeature> Read()
    {
        var name = Path.GetFileName(_path);
        using var stream = File.OpenRead(_path);
        using var xml = Reader(stream);
        for (var row = 1; Next(xml, name) is { } placemark; row++)
        {
            var faults = new List<ShapeFault>();
            var shapes = placemark.Elements().Select(e => Shape(e, row, faults)).OfType<Geometry>().ToList();
            yield return new SourceFeature(row, shapes is [var only] ? only : Together(shapes), Values(placemark), faults);
        }
    }

    private static XmlReader Reader(Stream stream) => XmlReader.Create(stream, new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true,
    });

    private static bool Step(XmlReader xml, string name)
    {
        try
        {
            return xml.Read();
        }
        catch (XmlException wrong)
        {
            throw Broken(name, wrong);
        }
    }

    private static XElement? Next(XmlReader xml, string name)
    {
        try
        {
            while (!xml.EOF)
            {
                // Reading an element leaves the reader behind it, perhaps on the next one already.
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "Placemark" })
                    return (XElement)XNode.ReadFrom(xml);
                xml.Read();
            }
            return null;
        }
        catch (XmlException wrong)
        {
            throw Broken(name, wrong);
        }
    }

    private static UnreadableFileException Broken(string name, XmlException wrong) => new(
        $"{name} 不是完整的 KML，第 {wrong.LineNumber} 行出错（带 DTD 的也不读），请重新导出。",
        $"{name} is no whole KML; it breaks at line {wrong.LineNumber} (one with a DTD is not read either): export it again.", wrong);

    private object?[] Values(XElement placemark)
    {
        var values = new object?[Fields.Count];
        values[0] = Text(placemark.Elements().FirstOrDefault(e => e.Name.LocalName == "name")?.Value);
        foreach (var data in placemark.Elements().Where(e => e.Name.LocalName == "ExtendedData").Descendants().Where(e => e.Name.LocalName is "Data" or "SimpleData"))
            if (data.Attribute("name")?.Value is { } field && _positions.TryGetValue(field, out var at))
                values[at] ??= Text(data.Name.LocalName == "Data" ? data.Elements().FirstOrDefault(e => e.Name.LocalName == "value")?.Value : data.Value);
        return values;
    }

    private static string? Text(string? given) => string.IsNullOrWhiteSpace(given) ? null : given.Trim();

    private Geometry? Shape(XElement element, int row, List<ShapeFault> faults) => element.Name.LocalName switch
    {
        "Polygon" => AreaOf(element, row, faults),
        "MultiGeometry" => Together([.. element.Elements().Select(e => Shape(e, row, faults)).OfType<Geometry>()]),
        "Point" => Coordinates(element, row) is [var place, ..] ? Factory.CreatePoint(place) : null,
        "LineString" or "LinearRing" => Coordinates(element, row) is { Length: > 1 } line ? Factory.CreateLineString(line) : null,
        _ => null,
    };

    private static Geometry? Together(List<Geometry> shapes) => shapes.Count == 0 ? null
        : shapes.All(s => s is Polygon or MultiPolygon) ? Factory.CreateMultiPolygon([.. shapes.SelectMany(s => Enumerable.Range(0, s.NumGeometries).Select(i => (Polygon)s.GetGeometryN(i)))])
        : Factory.CreateGeometryCollection([.. shapes]);

    private Polygon? AreaOf(XElement polygon, int row, List<ShapeFault> faults)
    {
        Coordinate[][] Rings(string boundary) => [.. polygon.Elements().Where(e => e.Name.LocalName == boundary).Elements().Where(e => e.Name.LocalName == "LinearRing").Select(r => Coordinates(r, row))];
        return Rings("outerBoundaryIs") is [{ Length: > 0 } outer]
            ? RingAssembly.FromOrder([outer, .. Rings("innerBoundaryIs")], Factory, faults)
            : throw new UnreadableFileException($"KML 第 {row} 个地标的面没有唯一的外边界（outerBoundaryIs），请改正后再导入。", $"A polygon of placemark {row} of the KML has not one outer boundary (outerBoundaryIs): correct it and import again.");
    }

    private Coordinate[] Coordinates(XElement line, int row) =>
        [.. (line.Elements().FirstOrDefault(e => e.Name.LocalName == "coordinates")?.Value ?? "").Split(Blanks, StringSplitOptions.RemoveEmptyEntries).Select(tuple => Place(tuple, row))];

    // Longitude, latitude and perhaps a height; anything else could be read in more than one way.
    private Coordinate Place(string tuple, int row)
    {
        var parts = tuple.Split(',');
        if (parts.Length is not (2 or 3) || Number(parts[0]) is not { } longitude || Number(parts[1]) is not { } latitude || Math.Abs(longitude) > 180 || Math.Abs(latitude) > 90
            || (parts.Length == 3 && Number(parts[2]) is null))
        {
            var shown = Shortened.Of(tuple, 60);
            throw new UnreadableFileException($"KML 第 {row} 个地标的坐标“{shown}”不是“经度,纬度[,高程]”（度），请改正后再导入。",
                $"The coordinate \"{shown}\" of placemark {row} of the KML is not longitude,latitude[,height] in degrees: correct it and import again.");
        }
        if (parts.Length == 3 && Number(parts[2]) != 0 && !_hasHeights)
        {
            _hasHeights = true;
            NoteList.Add(new("KML 的高程没有读入。", "The heights of the KML were not taken over."));
        }
        return new Coordinate(longitude, latitude);
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
