using System.Globalization;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace ForestCarbon.Inventory.Exports;

/// <summary>A GeoPackage 1.3 with one table of features in EPSG:4490.</summary>
internal static class GeoPackageExport
{
    public static async Task<long> WriteAsync(string path, ExportRequest request, ExportRows rows, CancellationToken ct)
    {
        var table = request.Layer.Replace('-', '_');
        await using var connection = GeoPackageTables.Create(path);
        var names = rows.Fields.Select(f => GeoPackageTables.Quoted(f.Name)).ToArray();
        GeoPackageTables.Execute(connection, $"create table {GeoPackageTables.Quoted(table)} (fid integer primary key not null, geom blob{string.Concat(rows.Fields.Select((f, i) => $", {names[i]} {TypeOf(f)}"))})");
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var insert = connection.CreateCommand();
        insert.CommandText = $"insert into {GeoPackageTables.Quoted(table)} (geom{string.Concat(names.Select(n => ", " + n))}) values ($geom{string.Concat(names.Select((_, i) => $", $v{i}"))})";
        var geometry = insert.Parameters.Add("$geom", SqliteType.Blob);
        var values = names.Select((_, i) => insert.Parameters.AddWithValue($"$v{i}", DBNull.Value)).ToArray();
        var writer = new GeoPackageGeoWriter { HandleOrdinates = Ordinates.XY };
        var (extent, count, kinds) = (new Envelope(), 0L, new HashSet<string>());
        await foreach (var row in rows.ReadAsync(ct))
        {
            extent.ExpandToInclude(row.Geometry.EnvelopeInternal);
            kinds.Add(row.Geometry.GeometryType.ToUpperInvariant());
            geometry.Value = writer.Write(row.Geometry);
            for (var i = 0; i < values.Length; i++)
                values[i].Value = row.Values[i] switch
                {
                    null => DBNull.Value,
                    decimal number => (double)number,
                    bool flag => flag ? 1L : 0L,
                    DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    var other => other,
                };
            insert.ExecuteNonQuery();
            count++;
        }
        GeoPackageTables.Describe(connection, table, kinds.Count == 1 ? kinds.Single() : "GEOMETRY", table,
            request.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), request.AsOf.ToDateTime(TimeOnly.MinValue), extent);
        await transaction.CommitAsync(ct);
        return count;
    }

    private static string TypeOf(ExportField field) => field.Kind switch
    {
        FieldKind.Whole => "integer",
        FieldKind.Number => "double",
        FieldKind.Flag => "boolean",
        FieldKind.Date => "date",
        _ => "text",
    };
}
