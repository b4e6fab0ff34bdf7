using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace ForestCarbon.Inventory.Demonstration;

/// <summary>A GeoPackage of parcels in EPSG:4490, with the tables the standard asks for and no more.</summary>
internal static class SampleGeoPackage
{
    private const string Table = "forest_land";

    private const string Frame = """
        pragma application_id = 1196444487;
        pragma user_version = 10300;
        create table gpkg_spatial_ref_sys (
            srs_name text not null, srs_id integer not null primary key, organization text not null,
            organization_coordsys_id integer not null, definition text not null, description text);
        insert into gpkg_spatial_ref_sys values
            ('Undefined cartesian', -1, 'NONE', -1, 'undefined', null),
            ('Undefined geographic', 0, 'NONE', 0, 'undefined', null),
            ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]', null),
            ('China Geodetic Coordinate System 2000', 4490, 'EPSG', 4490, 'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4490"]]', null);
        create table gpkg_contents (
            table_name text not null primary key, data_type text not null, identifier text unique, description text default '',
            last_change datetime not null, min_x double, min_y double, max_x double, max_y double, srs_id integer);
        create table gpkg_geometry_columns (
            table_name text not null, column_name text not null, geometry_type_name text not null, srs_id integer not null,
            z tinyint not null, m tinyint not null, primary key (table_name, column_name));
        insert into gpkg_geometry_columns values ('forest_land', 'geom', 'POLYGON', 4490, 0, 0);
        """;

    public static void Write(string path, IReadOnlyList<DemoParcel> parcels)
    {
        File.Delete(path);
        var names = SampleFiles.Fields(parcels[0]).Select(f => f.Name).ToArray();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        Execute(connection, Frame);
        Execute(connection, $"create table {Table} (fid integer primary key not null, geom blob, {string.Join(", ", names.Select(n => $"{n} {(SampleFiles.IsNumber(n) ? "double" : "text")}"))})");
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = $"insert into {Table} (geom, {string.Join(", ", names)}) values ($geom, {string.Join(", ", names.Select(n => "$" + n))})";
        var writer = new GeoPackageGeoWriter { HandleOrdinates = Ordinates.XY };
        var extent = new Envelope();
        foreach (var parcel in parcels)
        {
            var polygon = new Polygon(new LinearRing(FlatRings.Sequence(parcel.Ring), GeometryFactory.Default)) { SRID = 4490 };
            extent.ExpandToInclude(polygon.EnvelopeInternal);
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$geom", writer.Write(polygon));
            foreach (var (name, value) in SampleFiles.Fields(parcel))
                insert.Parameters.AddWithValue("$" + name, value ?? DBNull.Value);
            insert.ExecuteNonQuery();
        }
        using var contents = connection.CreateCommand();
        contents.CommandText = $"insert into gpkg_contents values ('{Table}', 'features', '林地小班（演示数据）', '演示数据', '2025-12-31T00:00:00.000Z', $minX, $minY, $maxX, $maxY, 4490)";
        contents.Parameters.AddWithValue("$minX", extent.MinX);
        contents.Parameters.AddWithValue("$minY", extent.MinY);
        contents.Parameters.AddWithValue("$maxX", extent.MaxX);
        contents.Parameters.AddWithValue("$maxY", extent.MaxY);
        contents.ExecuteNonQuery();
        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
