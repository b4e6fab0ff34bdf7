using ForestCarbon.Inventory.Exports;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace ForestCarbon.Inventory.Demonstration;

/// <summary>A GeoPackage of parcels in EPSG:4490, with the tables the standard asks for and no more.</summary>
internal static class SampleGeoPackage
{
    private const string Table = "forest_land";

    public static void Write(string path, IReadOnlyList<DemoParcel> parcels)
    {
        File.Delete(path);
        var names = SampleFiles.Fields(parcels[0]).Select(f => f.Name).ToArray();
        using var connection = GeoPackageTables.Create(path);
        GeoPackageTables.Execute(connection, $"create table {Table} (fid integer primary key not null, geom blob, {string.Join(", ", names.Select(n => $"{n} {(SampleFiles.IsNumber(n) ? "double" : "text")}"))})");
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
        GeoPackageTables.Describe(connection, Table, "POLYGON", "林地小班（演示数据）", "演示数据", new DateTime(2025, 12, 31, 0, 0, 0, DateTimeKind.Utc), extent);
        transaction.Commit();
    }
}
