using System.Text;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Imports.Coordinates;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Ccer.Claims;

/// <summary>Reads a boundary somebody sent (shapefile, zip, GeoPackage, GeoJSON, KML) into plots in coordinates of record.</summary>
public static class BoundaryFile
{
    private const int ListedRows = 10;
    private static readonly string[] NameFields = ["name", "NAME", "名称", "地块", "地块名称", "code", "CODE", "编号"];
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), ToRecord.Srid);

    /// <exception cref="RefusedException">The file cannot be read, its coordinates are unknown, or a shape is missing, not an area, or invalid: rows are named.</exception>
    public static async Task<IReadOnlyList<BoundaryPlot>> ReadAsync(Db db, string path, string? crs = null, CancellationToken ct = default)
    {
        var county = await db.ReadAsync(async connection =>
        {
            await using var command = new Npgsql.NpgsqlCommand("select st_extent(c.geom)::geometry from inventory.county_v c", connection);
            return await command.ExecuteScalarAsync(ct) is Geometry extent ? extent.EnvelopeInternal : null;
        }, ct);
        using var file = FeatureFile.Open(path, null, null);
        var features = file.Source.Read().ToList();
        var box = new Envelope();
        foreach (var feature in features)
            if (feature.Geometry is { IsEmpty: false } shape)
                box.ExpandToInclude(shape.EnvelopeInternal);
        var decision = CrsDecision.Make(file.Source.Crs, crs, box, county);
        var toRecord = new ToRecord(decision.Crs);
        var nameAt = NameFields.Select(n => file.Source.Fields.ToList().FindIndex(f => f.Name == n)).FirstOrDefault(i => i >= 0, -1);
        var (plots, faults) = (new List<BoundaryPlot>(), new List<(string Zh, string En)>());
        foreach (var feature in features)
        {
            if (Fault(feature, toRecord, out var shape) is { } fault)
                faults.Add(($"第 {feature.Row} 行{fault.Zh}", $"row {feature.Row} {fault.En}"));
            else
                plots.Add(BoundaryPlot.Of(nameAt < 0 ? null : feature.Values[nameAt]?.ToString(), Factory.CreateGeometry(shape!)));
        }
        if (faults.Count > 0)
            throw new RefusedException(
                $"{Path.GetFileName(path)} 有 {faults.Count} 处不能用，没有读入：{string.Join("；", faults.Take(ListedRows).Select(f => f.Zh))}{(faults.Count > ListedRows ? "……" : "")}。请改正图形后重试。",
                $"{Path.GetFileName(path)} was not read, for {faults.Count} of its rows cannot be used: {string.Join("; ", faults.Take(ListedRows).Select(f => f.En))}{(faults.Count > ListedRows ? " …" : "")}. Put the outlines right and try again.");
        return plots.Count > 0 ? plots : throw new RefusedException($"{Path.GetFileName(path)} 里没有地块。", $"There is no plot in {Path.GetFileName(path)}.");
    }

    /// <summary>The same of a boundary that came as GeoJSON in EPSG:4490 and as no file, as what is drawn on a map: one set of checks for every boundary.</summary>
    /// <param name="called">What its sender knows it by, in both languages: a refusal names that and no file.</param>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    public static async Task<IReadOnlyList<BoundaryPlot>> ReadTextAsync(Db db, string geoJson, (string Zh, string En) called, CancellationToken ct = default)
    {
        var stem = $"fc-{Guid.NewGuid():N}";
        var path = Path.Combine(Path.GetTempPath(), stem + ".geojson");
        string Told(string sentence, string name) => sentence.Replace(path, name, StringComparison.Ordinal).Replace(stem + ".geojson", name, StringComparison.Ordinal).Replace(stem, name, StringComparison.Ordinal);
        try
        {
            await File.WriteAllTextAsync(path, geoJson, new UTF8Encoding(false), ct);
            return await ReadAsync(db, path, "EPSG:4490", ct);
        }
        catch (RefusedException refused) when (refused.Chinese.Contains(stem, StringComparison.Ordinal))
        {
            throw new RefusedException(Told(refused.Chinese, called.Zh), refused.English is { } english ? Told(english, called.En) : null, refused);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (string Zh, string En)? Fault(SourceFeature feature, ToRecord toRecord, out Geometry? shape)
    {
        shape = null;
        if (feature.Geometry is not { IsEmpty: false } given)
            return ("没有图形", "has no outline");
        if (given is not (Polygon or MultiPolygon))
            return ("不是面", "is not an area");
        if (feature.Faults.Count > 0)
            return ("图形没有闭合或有错误的环", "has a ring that is open or wrong");
        shape = toRecord.Of(given, out _);
        if (shape is null)
            return ("坐标不在坐标系范围内", "lies outside its coordinate system");
        return shape.IsValid ? null : ("图形自相交", "crosses itself");
    }
}
