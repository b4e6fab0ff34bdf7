using System.Text.Encodings.Web;
using System.Text.Json;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Logic;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Topology;

/// <summary>What a check found: between the parcels, and in the attributes of each.</summary>
/// <param name="Parcels">How many parcels of the scope stand on the day. Where none does, nothing was checked and nothing is clean.</param>
public sealed record CheckReport(DateOnly? AsOf, CheckLimits Limits, IReadOnlyList<CoverageFinding> Coverage, IReadOnlyList<LogicFinding> Logic, long Parcels);

/// <summary>The check of stored parcels for pages: run once per generation of the data, limits, date and scope, however many ask.</summary>
public sealed class CheckReports(Db db)
{
    private const int MostKept = 8;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<(long Generation, CheckLimits, DateOnly?, string), Task<CheckReport>> _reports = [];

    /// <summary>Findings of the parcels of a date within the scope; null: of those that are current.</summary>
    public async Task<CheckReport> OfAsync(DateOnly? asOf, TownshipScope scope, CancellationToken ct = default) =>
        await (await StartedAsync(asOf, scope, ct)).WaitAsync(ct);

    /// <summary>Findings of the current parcels if they have been checked as they are; else null, and the check has begun.</summary>
    public async Task<CheckReport?> KnownAsync(TownshipScope scope, CancellationToken ct = default)
    {
        var started = await StartedAsync(null, scope, ct);
        return started.IsCompletedSuccessfully ? await started : null;
    }

    private async Task<Task<CheckReport>> StartedAsync(DateOnly? asOf, TownshipScope scope, CancellationToken ct)
    {
        var generation = await db.QuerySingleOrDefaultAsync<long>("select coalesce(max(generation), 0) from inventory.data_generation", ct: ct);
        var limits = await new CheckLimitBook(db).ReadAsync(ct);
        Task<CheckReport>? report;
        lock (_reports)
        {
            foreach (var old in _reports.Keys.Where(k => k.Generation < generation || _reports.Count > MostKept || _reports[k].IsFaulted || _reports[k].IsCanceled).ToList())
                _reports.Remove(old);
            if (!_reports.TryGetValue((generation, limits, asOf, scope.ToString()), out report))
                // Not bound to the request that asked first: others may be waiting for it.
                _reports.Add((generation, limits, asOf, scope.ToString()), report = Task.Run(() => CheckAsync(asOf, limits, scope), CancellationToken.None));
        }
        return report;
    }

    private async Task<CheckReport> CheckAsync(DateOnly? asOf, CheckLimits limits, TownshipScope scope)
    {
        var logic = new StoredLogic(db).FindAsync(asOf, scope).ToListAsync();
        var coverage = await StoredCoverage.CheckAsync(
            db, ImportLayer.ForestLand, asOf ?? CountyClock.Today, scope, limits.Coverage, CancellationToken.None);
        return new(asOf, limits, coverage, await logic, await StoredCoverage.CountAsync(db, ImportLayer.ForestLand, asOf ?? CountyClock.Today, scope));
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

/// <summary>One finding as commands and programs are told it; its place as well-known text in EPSG:4490, and a point inside it.</summary>
public sealed record CheckFinding(
    CoverageFindingKind Kind, IReadOnlyList<string> Parcels, double AreaM2, double WidthM, string Message, double Longitude, double Latitude, string Place)
{
    public static CheckFinding Of(CoverageFinding found)
    {
        var inside = found.Place.InteriorPoint;
        return new(found.Kind, [.. found.Parcels.Select(p => p.Key)], found.AreaM2, found.WidthM, found.Message, inside.X, inside.Y, found.Place.AsText());
    }
}
