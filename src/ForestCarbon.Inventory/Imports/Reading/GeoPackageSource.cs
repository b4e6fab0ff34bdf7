using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>One feature table of a GeoPackage, read in the order of its rows.</summary>
/// <remarks>
/// OGC 12-128r18. The file is a stranger's database: it is opened read-only, only plain tables are read (a view or a virtual
/// table runs the stranger's code), and its pages are checked first, because SQLite reads a damaged tree without complaint
/// until it meets the damage.
/// </remarks>
public sealed class GeoPackageSource : FeatureSource
{
    // A key under one of these names was numbered by the program that wrote the file: another export of the same parcels has
    // other numbers. A key under a name of its own is somebody's number for the feature and stays an attribute.
    private static readonly string[] RowNumbers = ["fid", "ogc_fid", "gid", "objectid", "rowid"];
    private static readonly GeometryFactory Factory = new();
    private readonly SqliteConnection _connection;
    private readonly string _geometryColumn;

    private GeoPackageSource(SqliteConnection connection, string table, string geometryColumn, IReadOnlyList<SourceField> fields,
        SourceCrsNote crs, Envelope? box, string textEncoding)
    {
        (_connection, SourceLayer, _geometryColumn, Fields, Crs, StatedBox) = (connection, table, geometryColumn, fields, crs, box);
        Encoding = new SourceEncoding(textEncoding, new("GeoPackage 规定的编码", "the encoding that GeoPackage prescribes"));
    }

    public override string SourceLayer { get; }

    public override IReadOnlyList<SourceField> Fields { get; }

    public override SourceEncoding Encoding { get; }

    public override SourceCrsNote Crs { get; }

    public override Envelope? StatedBox { get; }

    /// <param name="sourceLayer">Table to read; may be null where the file has one.</param>
    /// <exception cref="UnreadableFileException">No GeoPackage, damaged, or no such table.</exception>
    public static GeoPackageSource Open(string path, string? sourceLayer)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            // immutable: a file in WAL mode is read as it lies, and nothing is written beside it
            DataSource = $"file:{Uri.EscapeDataString(Path.GetFullPath(path)).Replace("%2F", "/", StringComparison.Ordinal)}?mode=ro&immutable=1",
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, "pragma trusted_schema = off");
            Execute(connection, "pragma cell_size_check = on");
            if (Rows(connection, "pragma quick_check(1)", r => r.GetString(0)).FirstOrDefault() is not "ok")
                throw new UnreadableFileException($"{Path.GetFileName(path)} 已损坏，请重新导出。", $"{Path.GetFileName(path)} is damaged: export it again.");
            return Open(connection, Path.GetFileName(path), sourceLayer);
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException or FormatException or InvalidCastException or OverflowException)
        {
            connection.Dispose();
            throw new UnreadableFileException($"{Path.GetFileName(path)} 不是完整的 GeoPackage，请重新导出。", $"{Path.GetFileName(path)} is no whole GeoPackage: export it again.", e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public override IEnumerable<SourceFeature> Read()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"select {Quoted(_geometryColumn)}{string.Concat(Fields.Select(f => ", " + Quoted(f.Name)))} from {Quoted(SourceLayer)} order by rowid";
        using var reader = Guarded(command.ExecuteReader);
        var droppedZ = false;
        for (var row = 1; Guarded(reader.Read); row++)
        {
            var faults = new List<ShapeFault>();
            var current = row;
            var (geometry, hadZ) = Guarded(() => Shape(reader, current, faults));
            droppedZ |= hadZ;
            yield return new SourceFeature(row, geometry, Guarded(() => Values(reader)), faults);
        }
        if (droppedZ)
            NoteList.Add(new("图形带有 Z 或 M 值，只取平面坐标。", "The shapes have Z or M values; only X and Y are taken."));
    }

    protected override void Dispose(bool disposing)
    {
        _connection.Dispose();
        base.Dispose(disposing);
    }

    private static GeoPackageSource Open(SqliteConnection connection, string name, string? sourceLayer)
    {
        var there = Rows(connection, "select name, coalesce(sql, '') from sqlite_master where type = 'table'", r => (Name: r.GetString(0), Sql: r.GetString(1)))
            .ToDictionary(t => t.Name, t => t.Sql, StringComparer.OrdinalIgnoreCase);
        if (!there.ContainsKey("gpkg_contents") || !there.ContainsKey("gpkg_geometry_columns"))
            throw new UnreadableFileException($"{name} 不是 GeoPackage：没有 gpkg_contents 目录表，请重新导出。", $"{name} is no GeoPackage, it has no table gpkg_contents: export it again.");
        var layers = Rows(connection,
            """
            select c.table_name, g.column_name, g.srs_id, c.min_x, c.max_x, c.min_y, c.max_y
            from gpkg_contents c join gpkg_geometry_columns g on g.table_name = c.table_name
            where c.data_type = 'features' order by c.table_name
            """,
            r => new Layer(r.GetString(0), r.GetString(1), r.GetInt32(2),
                Enumerable.Range(3, 4).Any(r.IsDBNull) ? null : new Envelope(r.GetDouble(3), r.GetDouble(4), r.GetDouble(5), r.GetDouble(6)))).ToList();
        var promised = Rows(connection, "select table_name from gpkg_contents", r => r.GetString(0)).Where(t => !there.ContainsKey(t)).Order(StringComparer.Ordinal).ToList();
        var missing = promised.Count == 0 ? null : new Words($"目录里登记了 {promised.Count} 个不存在的表（{string.Join("、", promised)}）",
            $"lists {promised.Count} tables that do not exist ({string.Join(", ", promised)})");
        var usable = layers.Where(l => there.ContainsKey(l.Table)).ToList();
        var layer = Choose(usable, sourceLayer, name, missing);
        if (there[layer.Table].TrimStart().StartsWith("create virtual", StringComparison.OrdinalIgnoreCase))
            throw new UnreadableFileException($"{name} 的图层 {layer.Table} 是虚拟表，请另存为普通图层再导入。",
                $"The layer {layer.Table} of {name} is a virtual table: save it as an ordinary layer and import that.");
        var fields = Rows(connection, $"pragma table_xinfo({Quoted(layer.Table)})", 
                r => (Name: r.GetString(1), Type: r.GetString(2), Key: r.GetInt32(5), Hidden: r.GetInt32(6)))
            .ToList();
        if (!fields.Exists(f => f.Hidden == 0 && string.Equals(f.Name, layer.Column, StringComparison.OrdinalIgnoreCase)))
            throw new UnreadableFileException($"{name} 的图层 {layer.Table} 没有登记的图形列 {layer.Column}，请重新导出。",
                $"The layer {layer.Table} of {name} does not have the column {layer.Column} that is registered for its shapes: export it again.");
        var attributes = fields.Where(f => f.Hidden == 0 && !string.Equals(f.Name, layer.Column, StringComparison.OrdinalIgnoreCase)
                                           && !(f.Key > 0 && Array.Exists(RowNumbers, n => string.Equals(n, f.Name, StringComparison.OrdinalIgnoreCase))))
            .Select(f => new SourceField(f.Name, f.Type)).ToList();
        var encoding = Rows(connection, "pragma encoding", r => r.GetString(0)).Single();
        var source = new GeoPackageSource(connection, layer.Table, layer.Column, attributes, CrsOf(connection, layer.Srs), layer.Box, encoding);
        if (missing is not null)
            source.NoteList.Add(new($"GeoPackage {missing.Zh}，与本图层无关，已略过。", $"The GeoPackage {missing.En}; this layer does not need them, so they are left aside."));
        return source;
    }

    private static Layer Choose(List<Layer> usable, string? wanted, string name, Words? missing)
    {
        if (usable.Count == 0)
            throw new UnreadableFileException($"{name} 里没有可读的图层" + (missing is null ? "。" : $"：{missing.Zh}。"), $"{name} has no layer that can be read" + (missing is null ? "." : $": it {missing.En}."));
        if (wanted is not null)
            return usable.Find(l => string.Equals(l.Table, wanted, StringComparison.OrdinalIgnoreCase))
                   ?? throw new UnreadableFileException($"{name} 里没有可读的图层 {wanted}，现有：{string.Join("、", usable.Select(l => l.Table))}"
                                                        + (missing is null ? "。" : $"；{missing.Zh}。"),
                       $"{name} has no layer {wanted} that can be read; it has {string.Join(", ", usable.Select(l => l.Table))}" + (missing is null ? "." : $", and {missing.En}."));
        return usable is [var only]
            ? only
            : throw new LayerNeededException($"{name} 里有 {usable.Count} 个图层，请指明要导入哪一个：{string.Join("、", usable.Select(l => l.Table))}。",
                $"{name} holds {usable.Count} layers; say which to import: {string.Join(", ", usable.Select(l => l.Table))}.", [.. usable.Select(l => l.Table)]);
    }

    private static SourceCrsNote CrsOf(SqliteConnection connection, int srs)
    {
        var where = new Words("GeoPackage 的坐标系登记", "the spatial reference of the GeoPackage");
        if (srs is 0 or -1)
            return new SourceCrsNote(null, null, where);
        using var command = connection.CreateCommand();
        command.CommandText = "select organization, organization_coordsys_id, definition from gpkg_spatial_ref_sys where srs_id = $srs";
        command.Parameters.AddWithValue("$srs", srs);
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            return new SourceCrsNote(null, null, where);
        var epsg = !reader.IsDBNull(0) && string.Equals(reader.GetString(0), "EPSG", StringComparison.OrdinalIgnoreCase) ? reader.GetInt32(1) : (int?)null;
        var wkt = reader.IsDBNull(2) ? null : reader.GetString(2);
        return new SourceCrsNote(string.IsNullOrWhiteSpace(wkt) || wkt is "undefined" ? null : wkt, epsg, where);
    }

    // Header (§2.1.3.1): "GP", version, flags, srs_id, envelope of 0, 4, 6 or 8 doubles; then well-known binary.
    private static (Geometry? Geometry, bool HadZ) Shape(SqliteDataReader reader, int row, List<ShapeFault> faults)
    {
        if (reader.IsDBNull(0))
            return (null, false);
        var blob = reader.GetFieldValue<byte[]>(0);
        ReadOnlySpan<int> envelopes = [0, 32, 48, 48, 64];
        try
        {
            if (blob.Length < 8 || blob[0] != 'G' || blob[1] != 'P' || (blob[3] >> 1 & 7) > 4)
                throw new FormatException("no GeoPackage header");
            if ((blob[3] & 0x20) != 0)
                throw new FormatException("an extended geometry");
            var from = 8 + envelopes[blob[3] >> 1 & 7];
            if (from >= blob.Length || (blob[3] & 0x10) != 0)
                return (null, false);
            return (WellKnownBinary.Read(blob.AsSpan(from), Factory, faults, out var hadZ), hadZ);
        }
        catch (FormatException e)
        {
            throw new UnreadableFileException($"第 {row} 行的图形无法读取，文件可能已损坏或含有曲线图形，请重新导出。",
                $"The shape of row {row} cannot be read; the file may be damaged or hold curves: export it again.", e);
        }
    }

    private object?[] Values(SqliteDataReader reader)
    {
        var values = new object?[Fields.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = reader.GetValue(i + 1) switch
            {
                DBNull => null,
                string text when Fields[i].Type.StartsWith("DATE", StringComparison.OrdinalIgnoreCase)
                                 && DateOnly.TryParseExact(text.Length > 10 ? text[..10] : text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date,
                string text => text.Replace("\0", "", StringComparison.Ordinal),
                long whole when Fields[i].Type.StartsWith("BOOL", StringComparison.OrdinalIgnoreCase) => whole != 0,
                long whole => whole,
                double real => double.IsFinite(real) ? real : null,
                byte[] blob => $"<{blob.Length} 字节>",
                var other => Convert.ToString(other, CultureInfo.InvariantCulture),
            };
        return values;
    }

    private static T Guarded<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (e is SqliteException or InvalidCastException or FormatException or OverflowException)
        {
            throw new UnreadableFileException("GeoPackage 在读取途中出错，文件已损坏，请重新导出。", "The GeoPackage failed while it was read; it is damaged: export it again.", e);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<T> Rows<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> row)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed record Layer(string Table, string Column, int Srs, Envelope? Box);
}
