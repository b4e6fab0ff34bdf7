using System.Globalization;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace ForestCarbon.Inventory.Exports;

/// <summary>A GeoPackage 1.3 with one table of features in EPSG:4490.</summary>
internal static class GeoPackageExport
{
    private const string Cgcs2000 =
        """GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4490"]]""";

    private const string Frame = $"""
        pragma application_id = 1196444487;
        pragma user_version = 10300;
        create table gpkg_spatial_ref_sys (
            srs_name text not null, srs_id integer not null primary key, organization text not null,
            organization_coordsys_id integer not null, definition text not null, description text);
        insert into gpkg_spatial_ref_sys values
            ('Undefined cartesian', -1, 'NONE', -1, 'undefined', null),
            ('Undefined geographic', 0, 'NONE', 0, 'undefined', null),
            ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]', null),
            ('China Geodetic Coordinate System 2000', 4490, 'EPSG', 4490, '{Cgcs2000}', null);
        create table gpkg_contents (
            table_name text not null primary key, data_type text not null, identifier text unique, description text default '',
            last_change datetime not null, min_x double, min_y double, max_x double, max_y double, srs_id integer);
        create table gpkg_geometry_columns (
            table_name text not null, column_name text not null, geometry_type_name text not null, srs_id integer not null,
            z tinyint not null, m tinyint not null, primary key (table_name, column_name));
        """;

    public static async Task<long> WriteAsync(string path, ExportRequest request, ExportRows rows, CancellationToken ct)
    {
        var table = request.Layer.Replace('-', '_');
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        Execute(connection, "pragma journal_mode = off; pragma synchronous = off;");
        Execute(connection, Frame);
        var names = rows.Fields.Select(f => Quoted(f.Name)).ToArray();
        Execute(connection, $"create table {Quoted(table)} (fid integer primary key not null, geom blob{string.Concat(rows.Fields.Select((f, i) => $", {names[i]} {TypeOf(f)}"))})");
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var insert = connection.CreateCommand();
        insert.CommandText = $"insert into {Quoted(table)} (geom{string.Concat(names.Select(n => ", " + n))}) values ($geom{string.Concat(names.Select((_, i) => $", $v{i}"))})";
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
        await using (var contents = connection.CreateCommand())
        {
            contents.CommandText = """
                insert into gpkg_geometry_columns values ($table, 'geom', $kind, 4490, 0, 0);
                insert into gpkg_contents values ($table, 'features', $table, $description, $at, $minX, $minY, $maxX, $maxY, 4490);
                """;
            contents.Parameters.AddWithValue("$table", table);
            contents.Parameters.AddWithValue("$kind", kinds.Count == 1 ? kinds.Single() : "GEOMETRY");
            contents.Parameters.AddWithValue("$description", request.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            // The day of the data, not of the writing: the same data gives the same bytes.
            contents.Parameters.AddWithValue("$at", request.AsOf.ToString("yyyy-MM-dd'T00:00:00.000Z'", CultureInfo.InvariantCulture));
            foreach (var (name, value) in ((string, double)[])[("$minX", extent.MinX), ("$minY", extent.MinY), ("$maxX", extent.MaxX), ("$maxY", extent.MaxY)])
                contents.Parameters.AddWithValue(name, extent.IsNull ? DBNull.Value : value);
            contents.ExecuteNonQuery();
        }
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

    private static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
