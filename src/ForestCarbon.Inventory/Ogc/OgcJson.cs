using System.Text.Encodings.Web;
using System.Text.Json;
using ForestCarbon.Inventory.Exports;

namespace ForestCarbon.Inventory.Ogc;

/// <summary>A link of an answer.</summary>
public sealed record OgcLink(string Href, string Rel, string Type, string? Title = null);

/// <summary>Pages of features as GeoJSON (OGC API – Features Part 1, with the coordinate systems of Part 2).</summary>
public static class OgcJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a FeatureCollection.</summary>
    public static async Task WritePageAsync(Stream to, OgcPage page, OgcCrs crs, IEnumerable<OgcLink> links, DateTimeOffset at, CancellationToken ct)
    {
        await using var json = new Utf8JsonWriter(to, Plain);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteNumber("numberMatched", page.Matched);
        json.WriteNumber("numberReturned", page.Features.Count);
        json.WriteString("timeStamp", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        WriteLinks(json, links);
        json.WriteStartArray("features");
        foreach (var feature in page.Features)
        {
            WriteFeature(json, page, feature, crs, null);
            if (json.BytesPending > 1 << 16)
                await json.FlushAsync(ct);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes the only feature of a page.</summary>
    public static async Task WriteFeatureAsync(Stream to, OgcPage page, OgcCrs crs, IEnumerable<OgcLink> links, CancellationToken ct)
    {
        await using var json = new Utf8JsonWriter(to, Plain);
        WriteFeature(json, page, page.Features[^1], crs, links);
        await json.FlushAsync(ct);
    }

    private static void WriteFeature(Utf8JsonWriter json, OgcPage page, OgcFeature feature, OgcCrs crs, IEnumerable<OgcLink>? links)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        if (long.TryParse(feature.Id, out var number) && feature.Id.Length < 16)
            json.WriteNumber("id", number);
        else
            json.WriteString("id", feature.Id);
        if (links is not null)
            WriteLinks(json, links);
        json.WritePropertyName("geometry");
        if (crs.FromStored(feature.Geometry) is { } geometry)
            GeoJsonExport.WriteGeometry(json, geometry);
        else
            json.WriteNullValue();
        json.WriteStartObject("properties");
        for (var i = 0; i < page.Properties.Count; i++)
            GeoJsonExport.WriteValue(json, page.Properties[i].Name, feature.Values[i]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLinks(Utf8JsonWriter json, IEnumerable<OgcLink> links)
    {
        json.WriteStartArray("links");
        foreach (var link in links)
        {
            json.WriteStartObject();
            json.WriteString("href", link.Href);
            json.WriteString("rel", link.Rel);
            json.WriteString("type", link.Type);
            if (link.Title is not null)
                json.WriteString("title", link.Title);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
