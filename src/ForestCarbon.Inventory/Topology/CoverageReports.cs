using System.Text.Encodings.Web;
using System.Text.Json;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Topology;

/// <summary>The coverage check of today's parcels for pages: run once per generation of the data and scope, however many ask.</summary>
public sealed class CoverageReports(Db db)
{
    private const int MostKept = 32;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<(long, string), Task<IReadOnlyList<CoverageFinding>>> _reports = [];

    /// <summary>Findings of the parcels that are current today, within the scope.</summary>
    public async Task<IReadOnlyList<CoverageFinding>> OfTodayAsync(TownshipScope scope, CancellationToken ct = default)
    {
        var generation = await db.QuerySingleOrDefaultAsync<long>("select coalesce(max(generation), 0) from inventory.data_generation", ct: ct);
        Task<IReadOnlyList<CoverageFinding>>? report;
        lock (_reports)
        {
            foreach (var old in _reports.Keys.Where(k => k.Item1 < generation || _reports.Count > MostKept || _reports[k].IsFaulted || _reports[k].IsCanceled).ToList())
                _reports.Remove(old);
            if (!_reports.TryGetValue((generation, scope.ToString()), out report))
                // Not bound to the request that asked first: others may be waiting for it.
                _reports.Add((generation, scope.ToString()), report = StoredCoverage.CheckAsync(
                    db, ImportLayer.ForestLand, DateOnly.FromDateTime(DateTime.Today), scope, CoverageLimits.Default, CancellationToken.None));
        }
        return await report.WaitAsync(ct);
    }

    /// <summary>Findings with their places as GeoJSON in EPSG:4490, for the map of any program.</summary>
    public static void WriteGeoJson(Stream to, IEnumerable<CoverageFinding> findings)
    {
        using var json = new Utf8JsonWriter(to, Plain);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartObject("crs");
        json.WriteString("type", "name");
        json.WriteStartObject("properties");
        json.WriteString("name", "urn:ogc:def:crs:EPSG::4490");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("features");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteStartObject("properties");
            json.WriteString("kind", finding.Kind.ToString().ToLowerInvariant());
            json.WriteString("parcels", string.Join(',', finding.Parcels.Select(p => p.Key)));
            json.WriteNumber("area_m2", finding.AreaM2);
            json.WriteNumber("width_m", finding.WidthM);
            json.WriteString("message", finding.Message);
            json.WriteEndObject();
            json.WritePropertyName("geometry");
            GeoJsonExport.WriteGeometry(json, finding.Place);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
