using System.Text.Encodings.Web;
using System.Text.Json;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Exports;

/// <summary>GeoJSON in EPSG:4490 (named in the older <c>crs</c> member, which GDAL and QGIS read); coordinates as the shortest text of the same double.</summary>
internal static class GeoJsonExport
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<long> WriteAsync(string path, ExportRequest request, ExportRows rows, CancellationToken ct)
    {
        await using var file = File.Create(path);
        await using var json = new Utf8JsonWriter(file, Plain);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteString("name", request.Layer);
        json.WriteStartObject("crs");
        json.WriteString("type", "name");
        json.WriteStartObject("properties");
        json.WriteString("name", "urn:ogc:def:crs:EPSG::4490");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("features");
        var count = 0L;
        await foreach (var row in rows.ReadAsync(ct))
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteStartObject("properties");
            for (var i = 0; i < rows.Fields.Count; i++)
                WriteValue(json, rows.Fields[i].Name, row.Values[i]);
            json.WriteEndObject();
            json.WritePropertyName("geometry");
            WriteGeometry(json, row.Geometry);
            json.WriteEndObject();
            count++;
            if (json.BytesPending > 1 << 16)
                await json.FlushAsync(ct);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        return count;
    }

    /// <summary>One property, numbers as numbers.</summary>
    public static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            case long whole: json.WriteNumber(name, whole); break;
            case decimal number: json.WriteNumber(name, number); break;
            case double number: json.WriteNumber(name, number); break;
            default: json.WriteString(name, ExportRows.Text(value)); break;
        }
    }

    /// <summary>A geometry as a GeoJSON object.</summary>
    public static void WriteGeometry(Utf8JsonWriter json, Geometry geometry)
    {
        json.WriteStartObject();
        json.WriteString("type", geometry.GeometryType);
        if (geometry.GetType() == typeof(GeometryCollection))
        {
            json.WriteStartArray("geometries");
            for (var i = 0; i < geometry.NumGeometries; i++)
                WriteGeometry(json, geometry.GetGeometryN(i));
            json.WriteEndArray();
        }
        else
        {
            json.WritePropertyName("coordinates");
            WriteCoordinates(json, geometry);
        }
        json.WriteEndObject();
    }

    private static void WriteCoordinates(Utf8JsonWriter json, Geometry geometry)
    {
        switch (geometry)
        {
            case Point point:
                WritePosition(json, point.CoordinateSequence, 0);
                return;
            case LineString line:
                WriteLine(json, line.CoordinateSequence);
                return;
            case Polygon polygon:
                json.WriteStartArray();
                WriteLine(json, polygon.Shell.CoordinateSequence);
                for (var i = 0; i < polygon.NumInteriorRings; i++)
                    WriteLine(json, polygon.GetInteriorRingN(i).CoordinateSequence);
                json.WriteEndArray();
                return;
            default:
                json.WriteStartArray();
                for (var i = 0; i < geometry.NumGeometries; i++)
                    WriteCoordinates(json, geometry.GetGeometryN(i));
                json.WriteEndArray();
                return;
        }
    }

    private static void WriteLine(Utf8JsonWriter json, CoordinateSequence line)
    {
        json.WriteStartArray();
        for (var i = 0; i < line.Count; i++)
            WritePosition(json, line, i);
        json.WriteEndArray();
    }

    private static void WritePosition(Utf8JsonWriter json, CoordinateSequence line, int i)
    {
        json.WriteStartArray();
        json.WriteNumberValue(line.GetX(i));
        json.WriteNumberValue(line.GetY(i));
        json.WriteEndArray();
    }
}
