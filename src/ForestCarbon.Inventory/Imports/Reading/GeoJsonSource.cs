using System.Text.Json;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>A GeoJSON feature collection (RFC 7946), one feature in memory at a time.</summary>
public sealed class GeoJsonSource : FeatureSource
{
    private const int FieldSample = 1_000;
    private static readonly GeometryFactory Factory = new();
    private readonly string _path;
    private readonly Dictionary<string, int> _positions;

    private GeoJsonSource(string path, IReadOnlyList<SourceField> fields, SourceCrsNote crs)
    {
        (_path, Fields, Crs, SourceLayer) = (path, fields, crs, Path.GetFileNameWithoutExtension(path));
        _positions = fields.Index().ToDictionary(f => f.Item.Name, f => f.Index, StringComparer.Ordinal);
    }

    public override string SourceLayer { get; }

    public override IReadOnlyList<SourceField> Fields { get; }

    public override SourceEncoding Encoding { get; } = new("UTF-8", new("GeoJSON 规定的编码", "the encoding that GeoJSON prescribes"));

    public override SourceCrsNote Crs { get; }

    public override Envelope? StatedBox => null;

    /// <exception cref="UnreadableFileException">No feature collection, or damaged.</exception>
    public static GeoJsonSource Open(string path)
    {
        var fields = new Dictionary<string, SourceField>(StringComparer.Ordinal);
        var crs = (string?)null;
        var none = true;
        foreach (var feature in GeoJsonText.Features(path, name => crs = name).Take(FieldSample))
        {
            none = false;
            if (feature.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
                foreach (var property in properties.EnumerateObject())
                    fields.TryAdd(property.Name, new SourceField(property.Name, property.Value.ValueKind.ToString()));
        }
        if (none)
            throw new UnreadableFileException($"{Path.GetFileName(path)} 里没有图形要素（FeatureCollection），请重新导出。",
                $"{Path.GetFileName(path)} holds no features (FeatureCollection): export it again.");
        // RFC 7946 §4 knows WGS 84 only; files written before it name another system in a "crs" member.
        var epsg = crs is null ? 4326 : CrsNumber(crs);
        return new GeoJsonSource(path, [.. fields.Values],
            new SourceCrsNote(null, epsg, crs is null ? new("GeoJSON 规定的 WGS84（RFC 7946）", "the WGS 84 of GeoJSON (RFC 7946)") : new($"GeoJSON 的 crs 成员 {crs} ", $"the crs member {crs} of the GeoJSON")));
    }

    public override IEnumerable<SourceFeature> Read()
    {
        var row = 0;
        foreach (var feature in GeoJsonText.Features(_path, _ => { }))
        {
            row++;
            var faults = new List<ShapeFault>();
            Geometry? geometry;
            try
            {
                geometry = feature.TryGetProperty("geometry", out var shape) ? GeoJsonText.Shape(shape, Factory, faults) : null;
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
            {
                throw new UnreadableFileException($"GeoJSON 第 {row} 个要素的图形写法不对，请改正后再导入。", $"The shape of feature {row} of the GeoJSON is malformed: correct it and import again.", e);
            }
            yield return new SourceFeature(row, geometry, Values(feature), faults);
        }
    }

    private object?[] Values(JsonElement feature)
    {
        var values = new object?[Fields.Count];
        if (!feature.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            return values;
        foreach (var property in properties.EnumerateObject())
            if (_positions.TryGetValue(property.Name, out var at))
                values[at] = Value(property.Value);
            else
                throw new UnreadableFileException($"GeoJSON 的字段 {property.Name} 在前 {FieldSample} 个要素里没有出现，请让各要素字段一致。",
                    $"The field {property.Name} of the GeoJSON is in none of the first {FieldSample} features: give every feature the same fields.");
        return values;
    }

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number when value.TryGetDecimal(out var exact) => exact,
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String => value.GetString()!.Replace("\0", "", StringComparison.Ordinal),
        _ => value.GetRawText(),
    };

    private static int? CrsNumber(string crs)
    {
        if (crs.EndsWith("CRS84", StringComparison.Ordinal))
            return 4326;
        var last = crs[(crs.LastIndexOf(':') + 1)..];
        return crs.Contains("EPSG", StringComparison.OrdinalIgnoreCase) && int.TryParse(last, out var epsg) ? epsg : null;
    }
}
