using System.Globalization;
using System.IO.Compression;
using System.Text;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using Npgsql;
using NpgsqlTypes;

namespace ForestCarbon.Inventory.Exports;

/// <summary>Writes a layer of a date to a file that every tool of the field reads: all of it or none, streaming, the same bytes for the same data.</summary>
public sealed class LayerExports(Db db)
{
    /// <summary>Every layer of the contract.</summary>
    public static IReadOnlyList<string> Layers { get; } = [.. Tiles.MapTiles.Layers];

    /// <summary>Writes <paramref name="request"/> to <paramref name="path"/>; beside it, for a shapefile, its other parts, or where the name ends in .zip all of them in it.</summary>
    /// <exception cref="RefusedException">No such layer, township outside the scope, or a value the kind of file cannot hold.</exception>
    public async Task<ExportReport> WriteAsync(ExportRequest request, string path, TownshipScope scope, CancellationToken ct = default)
    {
        if (!Layers.Contains(request.Layer, StringComparer.Ordinal))
            throw new RefusedException($"没有图层“{request.Layer}”，可用：{string.Join("、", Layers)}。");
        if (request.Township is { } township && !scope.Includes(township))
            throw new RefusedException($"乡镇 {township} 不在您的范围内。", $"Township {township} is not among yours.");
        if (request.Township is { } asked && !await db.QuerySingleOrDefaultAsync<bool>("select exists (select from inventory.township where township_code = @asked)", new { asked }, ct))
            throw new RefusedException($"没有乡镇 {asked}：请写本县乡镇的 9 位代码。", $"There is no township {asked}: write the nine digits of a township of the county.");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var aside = Directory.CreateTempSubdirectory("forestcarbon-export-");
        try
        {
            var notes = new List<string>();
            var isZipped = request.Format == ExportFormat.Shp && Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase);
            var target = Path.Combine(aside.FullName, isZipped ? Path.ChangeExtension(Path.GetFileName(path), ".shp") : Path.GetFileName(path));
            // Widths are looked up before the rows are read: both see one state of the data.
            var count = await db.ReadMomentAsync(connection => WriteAsync(connection, request, target, scope, notes, ct), ct);
            if (count == 0)
                notes.Add(await WhyNothingAsync(request, scope, ct));
            if (isZipped)
                await PackAsync(aside, Path.GetFileName(path), request.AsOf, ct);
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            Directory.CreateDirectory(folder);
            var files = aside.GetFiles().Select(f => f.Name).OrderBy(f => f != Path.GetFileName(path)).ThenBy(f => f, StringComparer.Ordinal).ToList();
            foreach (var file in files)
                File.Move(Path.Combine(aside.FullName, file), Path.Combine(folder, file), overwrite: true);
            return new ExportReport(request.Layer, count, files, notes);
        }
        catch (EncoderFallbackException unwritable)
        {
            throw new RefusedException($"有的文字不能写成 {request.Encoding}（U+{(int)unwritable.CharUnknown:X4}），请改用 UTF-8 编码。");
        }
        finally
        {
            aside.Delete(recursive: true);
        }
    }

    // A file without features is what was asked for; but nobody should have to guess why.
    private async Task<string> WhyNothingAsync(ExportRequest request, TownshipScope scope, CancellationToken ct)
    {
        var first = await db.QuerySingleOrDefaultAsync<DateOnly?>(Statement("first_day"), new { layer = request.Layer, townships = scope.Codes, township = request.Township }, ct);
        string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return request.Layer is "township" or "village" || first is null ? "0 个要素：这个图层在范围内没有数据。"
            : request.AsOf < first ? $"0 个要素：{Day(request.AsOf)} 还没有数据，这个图层最早的数据是 {Day(first.Value)}。"
            : $"0 个要素：{Day(request.AsOf)} 在所选的范围内没有。";
    }

    // Entries are of the day of the data, as the times in every other file are: the same data gives the same bytes.
    private static async Task PackAsync(DirectoryInfo folder, string name, DateOnly day, CancellationToken ct)
    {
        // What a zip can say begins in 1980 and ends in 2107.
        var time = new DateTimeOffset((day.Year < 1980 ? new DateOnly(1980, 1, 1) : day.Year > 2107 ? new DateOnly(2107, 12, 31) : day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var parts = folder.GetFiles().OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        await using (var zip = await ZipFile.OpenAsync(Path.Combine(folder.FullName, name), ZipArchiveMode.Create, ct))
            foreach (var part in parts)
            {
                var entry = zip.CreateEntry(part.Name, CompressionLevel.Fastest);
                entry.LastWriteTime = time;
                await using var from = part.OpenRead();
                await using var to = await entry.OpenAsync(ct);
                await from.CopyToAsync(to, ct);
            }
        foreach (var part in parts)
            part.Delete();
    }

    private static async Task<long> WriteAsync(
        NpgsqlConnection connection, ExportRequest request, string target, TownshipScope scope, List<string> notes, CancellationToken ct)
    {
        var fields = await FieldsAsync(connection, request, ct);
        if (request.Format == ExportFormat.Shp)
            fields = await WidthsAsync(connection, request, scope, fields, ct);
        await using var command = Command(connection, StatementOf(request.Layer), request, scope);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new ExportRows(reader, fields);
        return request.Format switch
        {
            ExportFormat.Gpkg => await GeoPackageExport.WriteAsync(target, request, rows, ct),
            ExportFormat.Shp => await ShapefileExport.WriteAsync(target, request, rows, notes, ct),
            ExportFormat.GeoJson => await GeoJsonExport.WriteAsync(target, request, rows, ct),
            ExportFormat.Csv => await TableExport.WriteCsvAsync(target, request, rows, ct),
            _ => await TableExport.WriteXlsxAsync(target, request, rows, notes, ct),
        };
    }

    private static async Task<IReadOnlyList<ExportField>> FieldsAsync(NpgsqlConnection connection, ExportRequest request, CancellationToken ct)
    {
        if (request.Layer == ImportLayer.ForestLand)
            return ExportFields.OfParcels(await CountyContext.ColumnsAsync(connection, "parcel_version", ct));
        var keys = new List<string>();
        await using var command = new NpgsqlCommand(Statement("feature_keys"), connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("layer", request.Layer);
        command.Parameters.AddWithValue("asOf", request.AsOf);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            keys.Add(reader.GetString(0));
        return ExportFields.OfFeatures(request.Layer, keys);
    }

    // dBASE fixes the width of a field in its head, before the first row is known.
    private static async Task<IReadOnlyList<ExportField>> WidthsAsync(
        NpgsqlConnection connection, ExportRequest request, TownshipScope scope, IReadOnlyList<ExportField> fields, CancellationToken ct)
    {
        var longest = string.Join(", ", fields.Select((f, i) => f.Kind == FieldKind.Text
            ? $"max(octet_length({(f.IsAttribute ? $"rows.attributes::jsonb ->> {Literal(f.Column)}" : $"rows.{f.Column}::text")})) as w{i}"
            : $"null::int as w{i}"));
        await using var command = Command(connection, $"select {longest} from ({StatementOf(request.Layer)}) as rows", request, scope);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return [.. fields.Select((f, i) => f with { Width = reader.IsDBNull(i) ? 1 : Math.Max(1, reader.GetInt32(i)) })];
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, ExportRequest request, TownshipScope scope)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("layer", request.Layer);
        command.Parameters.AddWithValue("asOf", request.AsOf);
        command.Parameters.AddWithValue("townships", NpgsqlDbType.Array | NpgsqlDbType.Text, (object?)scope.Codes ?? DBNull.Value);
        command.Parameters.AddWithValue("township", NpgsqlDbType.Text, (object?)request.Township ?? DBNull.Value);
        return command;
    }

    private static string StatementOf(string layer) => Statement(layer switch
    {
        ImportLayer.ForestLand => "parcels",
        "township" or "village" => "zones",
        _ => "features",
    });

    private static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static string Statement(string name) => Sql.Of<LayerExports>($"Exports/Sql/{name}.sql");
}
