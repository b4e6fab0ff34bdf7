using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ForestCarbon.Platform.Failures;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Dbf.Fields;
using NetTopologySuite.IO.Esri.Shapefiles.Writers;

namespace ForestCarbon.Inventory.Exports;

/// <summary>A shapefile in EPSG:4490 with .prj and .cpg; where names had to be shortened, a table <c>NAME.fields.csv</c> that the import takes as a mapping.</summary>
internal static class ShapefileExport
{
    private const int LongestText = 254;
    private const int LongestName = 10;

    private const string Prj =
        """GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]""";

    public static async Task<long> WriteAsync(string path, ExportRequest request, ExportRows rows, List<string> notes, CancellationToken ct)
    {
        if (rows.Fields.FirstOrDefault(f => f.Width > LongestText) is { } wide)
            throw new RefusedException($"字段 {wide.Name} 的文字最长 {wide.Width} 字节，Shapefile 只能放 {LongestText} 字节；请用 gpkg 或 geojson。");
        var encoding = request.Encoding == "gbk"
            ? Encoding.GetEncoding("GBK", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            : new UTF8Encoding(false, throwOnInvalidBytes: true);
        var names = ShortNames([.. rows.Fields.Select(f => f.Name)], encoding);
        var fields = rows.Fields.Select((f, i) => FieldOf(names[i], f)).ToArray();
        var (count, writer) = (0L, (ShapefileWriter?)null);
        var dimension = Dimension.Unknown;
        try
        {
            await foreach (var row in rows.ReadAsync(ct))
            {
                if (writer is null)
                {
                    dimension = row.Geometry.Dimension;
                    writer = Open(path, TypeOf(row.Geometry), fields, encoding);
                }
                else if (row.Geometry.Dimension != dimension)
                    throw new RefusedException($"图层 {request.Layer} 里有面也有点或线，一个 Shapefile 只能放一种；请用 gpkg 或 geojson。");
                var attributes = new AttributesTable();
                for (var i = 0; i < names.Length; i++)
                    attributes.Add(names[i], Value(row.Values[i]));
                writer.Write(new Feature(row.Geometry, attributes));
                count++;
            }
            writer ??= Open(path, ShapeType.Polygon, fields, encoding);
        }
        finally
        {
            writer?.Dispose();
        }
        if (count == 0)
            await WriteEmptyAsync(path, ct);
        await File.WriteAllTextAsync(Path.ChangeExtension(path, ".cpg"), request.Encoding == "gbk" ? "GBK" : "UTF-8", ct);
        await File.WriteAllTextAsync(Path.ChangeExtension(path, ".prj"), Prj, ct);
        await StampAsync(Path.ChangeExtension(path, ".dbf"), request.AsOf, ct);
        if (!names.SequenceEqual(rows.Fields.Select(f => f.Name)))
        {
            var table = "source,target\r\n" + string.Concat(names.Zip(rows.Fields).Where(n => n.First != n.Second.Name).Select(n => $"{n.First},{n.Second.Name}\r\n"));
            await File.WriteAllTextAsync(Path.ChangeExtension(path, ".fields.csv"), table, new UTF8Encoding(true), ct);
            notes.Add($"字段名超过 {LongestName} 字节的已缩短，对照见 {Path.GetFileName(Path.ChangeExtension(path, ".fields.csv"))}。");
        }
        return count;
    }

    /// <summary>Names of at most ten bytes, each once whatever the case of its letters; what is cut keeps its beginning and gets a number where another has it.</summary>
    internal static string[] ShortNames(IReadOnlyList<string> names, Encoding encoding)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var given = new string[names.Count];
        // Names that fit come first, so that a cut one never takes theirs.
        foreach (var i in Enumerable.Range(0, names.Count).OrderBy(i => encoding.GetByteCount(names[i]) > LongestName))
        {
            var name = Cut(names[i], LongestName, encoding);
            for (var n = 1; !taken.Add(name); n++)
                name = Cut(names[i], LongestName - 1 - n.ToString(CultureInfo.InvariantCulture).Length, encoding) + "_" + n.ToString(CultureInfo.InvariantCulture);
            given[i] = name;
        }
        return given;
    }

    private static string Cut(string name, int bytes, Encoding encoding)
    {
        while (encoding.GetByteCount(name) > bytes)
            name = name[..^(name.Length > 1 && char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        return name;
    }

    private static ShapefileWriter Open(string path, ShapeType type, DbfField[] fields, Encoding encoding) =>
        Shapefile.OpenWrite(path, new ShapefileWriterOptions(type, fields) { Encoding = encoding, Projection = Prj });

    // The writer leaves the heads of a file without shapes unfinished. Layout: ESRI Shapefile Technical Description, July 1998, pp. 3–4 and 23.
    private static async Task WriteEmptyAsync(string path, CancellationToken ct)
    {
        const int Words = 50;
        var head = new byte[2 * Words];
        BinaryPrimitives.WriteInt32BigEndian(head, 9994);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(24), Words);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(28), 1000);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(32), (int)ShapeType.Polygon);
        foreach (var ending in (string[])[".shp", ".shx"])
            await File.WriteAllBytesAsync(Path.ChangeExtension(path, ending), head, ct);
    }

    private static ShapeType TypeOf(Geometry geometry) => geometry switch
    {
        Point => ShapeType.Point,
        MultiPoint => ShapeType.MultiPoint,
        LineString or MultiLineString => ShapeType.PolyLine,
        _ => ShapeType.Polygon,
    };

    private static DbfField FieldOf(string name, ExportField field) => field.Kind switch
    {
        FieldKind.Whole => new DbfNumericDoubleField(name, 18, 0),
        // Nineteen digits hold every value of the tables to the last place that is stored.
        FieldKind.Number => new DbfNumericDoubleField(name, 19, Math.Min(field.Decimals, 12)),
        FieldKind.Flag => new DbfCharacterField(name, 1),
        FieldKind.Date => new DbfDateField(name),
        _ => new DbfCharacterField(name, field.Width),
    };

    private static object? Value(object? value) => value switch
    {
        bool flag => flag ? "1" : "0",
        long whole => (double)whole,
        decimal number => (double)number,
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        _ => value,
    };

    // The head carries the day of writing; here it is the day the data are as of, so that the same data gives the same bytes.
    private static async Task StampAsync(string path, DateOnly day, CancellationToken ct)
    {
        await using var dbf = File.OpenWrite(path);
        dbf.Position = 1;
        await dbf.WriteAsync(new byte[] { (byte)Math.Clamp(day.Year - 1900, 0, 255), (byte)day.Month, (byte)day.Day }, ct);
    }
}
