using System.Globalization;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Exports;

/// <summary>The tables that make a file a GeoPackage 1.3, for whoever writes one: coordinates in EPSG:4490, one table of features.</summary>
public static class GeoPackageTables
{
    /// <summary>EPSG:4490 as well-known text 1, longitude before latitude as the files of the field have it.</summary>
    public const string Cgcs2000 =
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

    /// <summary>Opens a new file with the standard's tables in it. A file half written is thrown away, so nothing is synced on the way.</summary>
    public static SqliteConnection Create(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        Execute(connection, "pragma journal_mode = off; pragma synchronous = off;");
        Execute(connection, Frame);
        return connection;
    }

    /// <summary>Enters a table of features, whose shapes stand in <c>geom</c>.</summary>
    /// <param name="kind">What its shapes are, as the standard spells it; <c>GEOMETRY</c> for several kinds.</param>
    /// <param name="at">The day of the data, not of the writing, where the same data is to give the same bytes.</param>
    public static void Describe(SqliteConnection connection, string table, string kind, string identifier, string description, DateTime at, Envelope extent)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            insert into gpkg_geometry_columns values ($table, 'geom', $kind, 4490, 0, 0);
            insert into gpkg_contents values ($table, 'features', $identifier, $description, $at, $minX, $minY, $maxX, $maxY, 4490);
            """;
        command.Parameters.AddWithValue("$table", table);
        command.Parameters.AddWithValue("$kind", kind);
        command.Parameters.AddWithValue("$identifier", identifier);
        command.Parameters.AddWithValue("$description", description);
        command.Parameters.AddWithValue("$at", at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        foreach (var (name, value) in ((string, double)[])[("$minX", extent.MinX), ("$minY", extent.MinY), ("$maxX", extent.MaxX), ("$maxY", extent.MaxY)])
            command.Parameters.AddWithValue(name, extent.IsNull ? DBNull.Value : value);
        command.ExecuteNonQuery();
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A name as SQLite takes it whatever is in it.</summary>
    public static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
