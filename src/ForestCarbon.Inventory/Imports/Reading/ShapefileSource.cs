using System.Buffers.Binary;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>A shapefile: .shp read record by record beside its .dbf.</summary>
/// <remarks>
/// Read here rather than by NTS.IO.Esri because an import must go on past a bad shape and name its row and place: of the modes
/// of version 1.2.0 one throws at the first open ring, one damages good polygons, and one closes rings without a word.
/// Layout: ESRI Shapefile Technical Description, July 1998, pp. 2–23.
/// </remarks>
public sealed class ShapefileSource : FeatureSource
{
    private const int HeaderLength = 100;
    private static readonly GeometryFactory Factory = new();
    private readonly FileStream _shp;
    private readonly DbfTable _dbf;
    private readonly long _end;
    private readonly long[]? _offsets;
    private bool _droppedZ;

    private ShapefileSource(string path, FileStream shp, DbfTable dbf, long end, long[]? offsets, SourceCrsNote crs, Envelope? box, string? fullNames)
    {
        FullNames = fullNames is null ? null : FieldMapping.ReadGiven(fullNames);
        (_shp, _dbf, _end, _offsets, Crs, StatedBox) = (shp, dbf, end, offsets, crs, box);
        SourceLayer = Path.GetFileNameWithoutExtension(path);
    }

    public override string SourceLayer { get; }

    public override IReadOnlyList<SourceField> Fields => _dbf.Fields;

    public override SourceEncoding Encoding => _dbf.Said;

    public override SourceCrsNote Crs { get; }

    public override Envelope? StatedBox { get; }

    public override long? StatedRows => _dbf.Rows;

    public override IReadOnlyDictionary<string, string>? FullNames { get; }

    /// <param name="path">The .shp file; its companions lie beside it, whatever the case of their endings.</param>
    /// <exception cref="UnreadableFileException">No shapefile, or one of its parts is missing or damaged.</exception>
    public static ShapefileSource Open(string path, string? encoding)
    {
        var parts = ShapefileParts.Beside(path);
        if (parts.Dbf is null)
            throw new UnreadableFileException($"缺少属性表 {Path.GetFileNameWithoutExtension(path)}.dbf，请把 .shp、.shx、.dbf、.prj 放在一起再导入。",
                $"The table {Path.GetFileNameWithoutExtension(path)}.dbf is missing: import .shp, .shx, .dbf and .prj together.");
        var shp = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        DbfTable? dbf = null;
        try
        {
            var (end, box) = ReadHeader(shp, Path.GetFileName(path));
            dbf = DbfTable.Open(parts.Dbf, encoding, ShapefileParts.Text(parts.Cpg));
            var offsets = ShapefileIndex.Offsets(parts.Shx, end, dbf.Rows);
            var wkt = ShapefileParts.Text(parts.Prj);
            var source = new ShapefileSource(path, shp, dbf, end, offsets,
                new SourceCrsNote(string.IsNullOrWhiteSpace(wkt) ? null : wkt, null, new(".prj 文件", "the .prj file")), box, parts.FullNames);
            if (offsets is null)
                source.NoteList.Add(parts.Shx is null
                    ? new("没有 .shx 索引，已按顺序读取。", "There is no .shx index; read in order.")
                    : new(".shx 索引与 .shp 不一致，已按顺序读取。", "The .shx index does not agree with the .shp; read in order."));
            return source;
        }
        catch
        {
            dbf?.Dispose();
            shp.Dispose();
            throw;
        }
    }

    public override IEnumerable<SourceFeature> Read()
    {
        _dbf.Rewind();
        var deletedRows = 0;
        var at = (long)HeaderLength;
        var row = 0;
        for (; _offsets is null ? at < _end : row < _offsets.Length; row++)
        {
            if (row >= _dbf.Rows)
                throw new UnreadableFileException($".shp 的图形多于 .dbf 的 {_dbf.Rows} 行，图形与属性无法对应，请重新导出。",
                    $"The .shp has more shapes than the {_dbf.Rows} rows of the .dbf, so nobody can tell which belong together: export it again.");
            var content = Record(_offsets?[row] ?? at, row + 1, out at);
            var faults = new List<ShapeFault>();
            var values = _dbf.Next(out var deleted);
            if (deleted)
            {
                deletedRows++;
                continue;
            }
            yield return new SourceFeature(row + 1, Shape(content, row + 1, faults), values, faults);
        }
        if (row != _dbf.Rows)
            throw new UnreadableFileException($".shp 只有 {row} 个图形，.dbf 却有 {_dbf.Rows} 行，图形与属性无法对应，请重新导出。",
                $"The .shp has {row} shapes and the .dbf {_dbf.Rows} rows, so nobody can tell which belong together: export it again.");
        if (deletedRows > 0)
            NoteList.Add(new($"{deletedRows} 行在属性表中已标记删除，未读取。", $"{deletedRows} rows are marked as deleted in the table and were not read."));
        NoteList.AddRange(_dbf.Notes.Except(NoteList));
        if (_dbf.OverflowNote() is { } overflowing)
            NoteList.Add(overflowing);
        if (_dbf.StarredNote() is { } starred)
            NoteList.Add(starred);
        if (_droppedZ)
            NoteList.Add(new("图形带有 Z 或 M 值，只取平面坐标。", "The shapes have Z or M values; only X and Y are taken."));
    }

    protected override void Dispose(bool disposing)
    {
        _dbf.Dispose();
        _shp.Dispose();
        base.Dispose(disposing);
    }

    private byte[] Record(long offset, int row, out long next)
    {
        Span<byte> head = stackalloc byte[8];
        if (_shp.Position != offset)
            _shp.Position = offset;
        if (offset + 8 > _end || _shp.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8)
            throw new UnreadableFileException($".shp 不完整：读到第 {row} 个图形时文件已到末尾，请重新复制。", $"The .shp is not whole, it ends at shape {row}: copy it again.");
        var length = 2L * BinaryPrimitives.ReadInt32BigEndian(head[4..]);
        next = offset + 8 + length;
        if (length < 4 || next > _end)
            throw new UnreadableFileException($".shp 已损坏：第 {row} 个图形的长度与文件不符，请重新导出。", $"The .shp is damaged, the length of shape {row} contradicts the file: export it again.");
        var content = new byte[length];
        _shp.ReadExactly(content);
        return content;
    }

    private Geometry? Shape(ReadOnlySpan<byte> content, int row, List<ShapeFault> faults)
    {
        var type = BinaryPrimitives.ReadInt32LittleEndian(content);
        _droppedZ |= type > 10;
        return type switch
        {
            0 => null,
            1 or 11 or 21 when content.Length >= 20 => Factory.CreatePoint(Point(content, 4, row)),
            8 or 18 or 28 => Factory.CreateMultiPointFromCoords(Points(content, 40, Count(content, 36, 16, 40, row), row)),
            3 or 13 or 23 => Lines(Parts(content, row)),
            5 or 15 or 25 => RingAssembly.FromWinding(Parts(content, row), Factory, faults),
            31 => throw new UnreadableFileException($"第 {row} 个图形是三维面片（MultiPatch），请另存为面图层再导入。", $"Shape {row} is a MultiPatch: save the layer as polygons and import that."),
            _ => throw new UnreadableFileException($".shp 已损坏：第 {row} 个图形的类型 {type} 不存在，请重新导出。", $"The .shp is damaged, shape {row} is of type {type}, which does not exist: export it again."),
        };
    }

    private static Geometry Lines(List<Coordinate[]> parts)
    {
        var lines = parts.Where(p => p.Length > 1).Select(p => Factory.CreateLineString(p)).ToArray();
        return lines.Length == 1 ? lines[0] : Factory.CreateMultiLineString(lines);
    }

    private static List<Coordinate[]> Parts(ReadOnlySpan<byte> content, int row)
    {
        var parts = Count(content, 36, 4, 44, row);
        var points = Count(content, 40, 16, 44 + 4 * parts, row);
        var rings = new List<Coordinate[]>(parts);
        for (var i = 0; i < parts; i++)
        {
            var from = BinaryPrimitives.ReadInt32LittleEndian(content[(44 + 4 * i)..]);
            var to = i + 1 < parts ? BinaryPrimitives.ReadInt32LittleEndian(content[(48 + 4 * i)..]) : points;
            if (from < 0 || to < from || to > points)
                throw new UnreadableFileException($".shp 已损坏：第 {row} 个图形的环序号不合理，请重新导出。", $"The .shp is damaged, the rings of shape {row} are numbered wrongly: export it again.");
            rings.Add(Points(content, 44 + 4 * parts + 16 * from, to - from, row));
        }
        return rings;
    }

    private static Coordinate[] Points(ReadOnlySpan<byte> content, int at, int count, int row)
    {
        var points = new Coordinate[count];
        for (var i = 0; i < count; i++)
            points[i] = Point(content, at + 16 * i, row);
        return points;
    }

    private static Coordinate Point(ReadOnlySpan<byte> content, int at, int row) =>
        at + 16 <= content.Length
            ? new Coordinate(BinaryPrimitives.ReadDoubleLittleEndian(content[at..]), BinaryPrimitives.ReadDoubleLittleEndian(content[(at + 8)..]))
            : throw new UnreadableFileException($".shp 已损坏：第 {row} 个图形的坐标不全，请重新导出。", $"The .shp is damaged, coordinates of shape {row} are missing: export it again.");

    // A count is believed only as far as the record has room for it, so that a flipped bit cannot ask for gigabytes.
    private static int Count(ReadOnlySpan<byte> content, int at, int size, int from, int row)
    {
        var count = at + 4 <= content.Length ? BinaryPrimitives.ReadInt32LittleEndian(content[at..]) : -1;
        return count >= 0 && from + (long)count * size <= content.Length
            ? count
            : throw new UnreadableFileException($".shp 已损坏：第 {row} 个图形的点数与长度不符，请重新导出。", $"The .shp is damaged, the points of shape {row} do not fit its length: export it again.");
    }

    private static (long End, Envelope? Box) ReadHeader(FileStream shp, string name)
    {
        var head = new byte[HeaderLength];
        if (shp.ReadAtLeast(head, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
            throw new UnreadableFileException($"{name} 不完整：连文件头都没有，请重新复制。", $"{name} is not whole, it has no header: copy it again.");
        if (BinaryPrimitives.ReadInt32BigEndian(head) != 9994)
            throw new UnreadableFileException($"{name} 不是 Shapefile，请重新导出。", $"{name} is no shapefile: export it again.");
        var end = 2L * BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(24));
        if (end > shp.Length)
            throw new UnreadableFileException($"{name} 不完整：应有 {end} 字节，只有 {shp.Length} 字节，请重新复制。", $"{name} is not whole: {shp.Length} of {end} bytes are there. Copy it again.");
        if (end < HeaderLength)
            throw new UnreadableFileException($"{name} 的文件头已损坏，请重新导出。", $"The header of {name} is damaged: export it again.");
        double At(int i) => BinaryPrimitives.ReadDoubleLittleEndian(head.AsSpan(36 + 8 * i));
        return (end, end == HeaderLength ? null : new Envelope(At(0), At(2), At(1), At(3)));
    }
}
