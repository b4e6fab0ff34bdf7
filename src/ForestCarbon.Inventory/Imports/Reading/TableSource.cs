using System.IO.Compression;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Platform.Documents;
using MiniExcelLibs;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>
/// A table: CSV, or a sheet of an xlsx workbook. With a WKT column its rows have shapes; without one they are attributes,
/// joined by their code to what is stored.
/// </summary>
public sealed partial class TableSource : FeatureSource
{
    private const int SampleBytes = 1 << 20;
    private const int DeepestNesting = 12;
    private const long LargestWorkbook = 4L << 30;
    private static readonly string[] ShapeNames = ["WKT", "GEOM", "GEOMETRY", "THE_GEOM", "SHAPE", "图形"];
    private static readonly GeometryFactory Factory = new();
    private readonly Func<IEnumerable<object?[]>> _rows;
    private readonly int _shapeAt;
    private readonly int[] _attributes;
    private readonly bool _isGuarded;

    private TableSource(string layer, object?[] header, SourceEncoding encoding, Func<IEnumerable<object?[]>> rows, bool isGuarded)
    {
        (SourceLayer, Encoding, _rows, _isGuarded) = (layer, encoding, rows, isGuarded);
        var names = FieldNames.Unique(header.Select(h => ValueReading.Text(h) ?? ""), NoteList);
        _shapeAt = names.FindIndex(n => ShapeNames.Contains(n, StringComparer.OrdinalIgnoreCase));
        ShapeColumn = _shapeAt < 0 ? null : names[_shapeAt];
        _attributes = [.. Enumerable.Range(0, names.Count).Where(i => i != _shapeAt)];
        Fields = [.. _attributes.Select(i => new SourceField(names[i], "text"))];
        Crs = new SourceCrsNote(null, _shapeAt < 0 ? null : StatedSrid(), new("WKT 列", "the WKT column"));
    }

    public override string SourceLayer { get; }

    public override IReadOnlyList<SourceField> Fields { get; }

    public override SourceEncoding Encoding { get; }

    public override SourceCrsNote Crs { get; }

    /// <summary>What the column of shapes is called; null where there is none.</summary>
    public string? ShapeColumn { get; }

    public override Envelope? StatedBox => null;

    public override bool HasShapes => _shapeAt >= 0;

    /// <exception cref="UnreadableFileException">Empty, or quotes that do not close.</exception>
    public static TableSource OpenCsv(string path, string? encoding)
    {
        var name = Path.GetFileName(path);
        var sample = new byte[Math.Min(new FileInfo(path).Length, SampleBytes)];
        using (var stream = File.OpenRead(path))
            stream.ReadExactly(sample);
        if (encoding is null && TextEncodings.Mixed(Lines(sample)) is var (line, other, most))
            throw new UnreadableFileException($"{name} 混用了两种编码：多数行是 {most}，第 {line} 行是 {other}，照哪一种读都有乱码。请统一成一种编码再导入；确要照一种读，请指明编码。",
                $"{name} mixes two encodings: most of its lines are {most}, and line {line} is {other}; no one encoding reads both. Save it in one and import it again; to read it in one all the same, name the encoding.");
        var (chosen, said) = sample.AsSpan().StartsWith("\uFEFF"u8)
            ? (new UTF8Encoding(false), new SourceEncoding("UTF-8", new("文件以字节序标记（BOM）开头", "the file begins with a byte order mark")))
            : TextEncodings.Choose(encoding, null, 0, Lines(sample));
        var separator = Separator(chosen.GetString(sample[..Math.Max(0, sample.AsSpan().IndexOf((byte)'\n'))]));
        IEnumerable<object?[]> Rows()
        {
            using var text = new StreamReader(path, chosen, detectEncodingFromByteOrderMarks: true, 1 << 16);
            foreach (var row in CsvRows.Read(text, separator, name))
                if (row.Length > 1 || row[0].Length > 0)
                    yield return row;
        }
        return new TableSource(Path.GetFileNameWithoutExtension(path), Rows().FirstOrDefault() ?? throw Empty(name), said, Rows, isGuarded: true);
    }

    /// <param name="sheet">Sheet to read; may be null where one alone has rows.</param>
    /// <exception cref="UnreadableFileException">No workbook, damaged, or no such sheet.</exception>
    public static TableSource OpenWorkbook(string path, string? sheet)
    {
        var name = Path.GetFileName(path);
        return Guarded(name, () =>
        {
            RefuseBomb(path, name);
            var sheets = MiniExcel.GetSheetNames(path);
            var filled = sheets.Where(s => MiniExcel.Query(path, useHeaderRow: false, sheetName: s).Any()).ToList();
            var chosen = sheet is not null
                ? sheets.Find(s => string.Equals(s, sheet, StringComparison.OrdinalIgnoreCase)) ?? throw new UnreadableFileException($"{name} 里没有工作表“{sheet}”，现有：{string.Join("、", sheets)}。", $"{name} has no sheet \"{sheet}\"; it has {string.Join(", ", sheets)}.")
                : filled switch
                {
                    [] => throw Empty(name),
                    [var only] => only,
                    _ => throw new LayerNeededException($"{name} 里有 {filled.Count} 个工作表，请指明要导入哪一个：{string.Join("、", filled)}。",
                        $"{name} holds {filled.Count} sheets; say which to import: {string.Join(", ", filled)}.", filled),
                };
            IEnumerable<object?[]> Rows() => Steps(name, () => MiniExcel.Query(path, useHeaderRow: false, sheetName: chosen)
                .Select(row => ((IDictionary<string, object?>)row).Values.Select(Cell).ToArray()).Where(row => Array.Exists(row, v => v is not null)));
            return new TableSource(chosen, Rows().FirstOrDefault() ?? throw new UnreadableFileException($"{name} 的工作表“{chosen}”是空表，请指明另一个。", $"The sheet \"{chosen}\" of {name} is empty: name another."),
                new SourceEncoding("UTF-8", new("xlsx 规定的编码", "the encoding that xlsx prescribes")), Rows, isGuarded: false);
        });
    }

    public override IEnumerable<SourceFeature> Read()
    {
        // The first row of data is row 2 of the table a person has open.
        var unguarded = 0;
        foreach (var (at, row) in _rows().Skip(1).Index())
        {
            var faults = new List<ShapeFault>();
            var values = new object?[_attributes.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = _attributes[i] < row.Length ? row[_attributes[i]] is string { Length: 0 } ? null : Clean(row[_attributes[i]]) : null;
                if (_isGuarded && values[i] is string text && CsvGuard.IsGuarded(text))
                {
                    values[i] = CsvGuard.Unguarded(text);
                    unguarded++;
                }
            }
            yield return new SourceFeature(at + 2, _shapeAt < 0 || _shapeAt >= row.Length ? null : Shape(row[_shapeAt] as string, faults), values, faults);
        }
        if (unguarded > 0)
            NoteList.Add(new($"{unguarded} 个值以撇号（'）防公式的写法写成，已去掉撇号读取。", $"{unguarded} values stand behind an apostrophe (') that keeps a spreadsheet from running them; read without it."));
    }

    private static Geometry? Shape(string? wkt, List<ShapeFault> faults)
    {
        if (string.IsNullOrWhiteSpace(wkt))
            return null;
        try
        {
            var text = wkt.AsSpan().Trim();
            if (DepthOf(text) > DeepestNesting)
                throw new FormatException("nested too deeply");
            if (text.StartsWith("SRID=", StringComparison.OrdinalIgnoreCase) && text.IndexOf(';') is > 0 and var end)
                text = text[(end + 1)..];
            var geometry = new WKTReader(Factory.GeometryServices) { IsOldNtsCoordinateSyntaxAllowed = false }.Read(text.ToString());
            if (geometry.IsEmpty)
                return null;
            if (Array.TrueForAll(geometry.Coordinates, c => double.IsFinite(c.X) && double.IsFinite(c.Y)))
                return Factory.CreateGeometry(geometry);
            faults.Add(new ShapeFault(ShapeFaultKind.NotFinite, new Coordinate(0, 0)));
        }
        catch (Exception e) when (IsNoText(e))
        {
            return OpenShape(wkt, faults);
        }
        return null;
    }

    private static bool IsNoText(Exception e) =>
        e is ParseException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException or InvalidOperationException;

    // The reader refuses a ring that does not close without saying where: its ends are told, and what it makes of the shape says where it lies.
    private static Geometry? OpenShape(string wkt, List<ShapeFault> faults)
    {
        foreach (Match ring in RingText().Matches(wkt))
            if (ring.Groups[1].Value.Split(',') is [var from, .., var to] && Place(from) is { } first && Place(to) is { } last && !first.Equals2D(last))
                faults.Add(new ShapeFault(ShapeFaultKind.Unclosed, last, first.Distance(last), first));
        try
        {
            if (faults.Count > 0 && new WKTReader(Factory.GeometryServices) { IsOldNtsCoordinateSyntaxAllowed = false, FixStructure = true }.Read(SridText().Replace(wkt, "")) is (Polygon or MultiPolygon) and { IsEmpty: false } closed)
                return Factory.CreateGeometry(closed);
        }
        catch (Exception e) when (IsNoText(e))
        {
            // told below
        }
        faults.Clear();
        faults.Add(new ShapeFault(ShapeFaultKind.Unreadable, new Coordinate(0, 0)));
        return null;
    }

    private static Coordinate? Place(string point) => point.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var x, var y, ..]
        && double.TryParse(x, NumberStyles.Float, CultureInfo.InvariantCulture, out var east) && double.TryParse(y, NumberStyles.Float, CultureInfo.InvariantCulture, out var north)
        && double.IsFinite(east) && double.IsFinite(north) ? new Coordinate(east, north) : null;

    [GeneratedRegex(@"\(([^()]+)\)")]
    private static partial Regex RingText();

    [GeneratedRegex(@"^\s*SRID=[^;]*;", RegexOptions.IgnoreCase)]
    private static partial Regex SridText();

    // The reader calls itself for every collection inside a collection.
    private static int DepthOf(ReadOnlySpan<char> text)
    {
        var (depth, deepest) = (0, 0);
        foreach (var c in text)
        {
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            deepest = Math.Max(deepest, depth);
        }
        return deepest;
    }

    private int? StatedSrid()
    {
        var first = _rows().Skip(1).Select(r => _shapeAt < r.Length ? r[_shapeAt] as string : null).FirstOrDefault(w => !string.IsNullOrWhiteSpace(w))?.Trim();
        return first is not null && first.StartsWith("SRID=", StringComparison.OrdinalIgnoreCase) && first.IndexOf(';') is > 5 and var end
               && int.TryParse(first.AsSpan(5, end - 5), out var srid) ? srid : null;
    }

    // U+0000 stands in no JSON text of PostgreSQL.
    private static object? Clean(object? value) => value is string text ? text.Replace("\0", "", StringComparison.Ordinal) : value;

    private static object? Cell(object? value) => value switch
    {
        null => null,
        DateTime time => DateOnly.FromDateTime(time),
        string or bool or long or decimal => value,
        double number => number == Math.Truncate(number) && Math.Abs(number) < 1e15 ? (long)number : number,
        int whole => (long)whole,
        _ => ValueReading.Text(value),
    };

    private static List<byte[]> Lines(byte[] sample)
    {
        var lines = new List<byte[]>();
        foreach (var range in sample.AsSpan().Split((byte)'\n'))
            lines.Add(sample[range]);
        // the last one may be cut in the middle of a character
        if (lines.Count > 1 && sample.Length == SampleBytes)
            lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    private static UnreadableFileException Empty(string name) => new($"{name} 是空表，请核对后再导入。", $"{name} is an empty table: check it and import again.");

    private static char Separator(string header) => new[] { ',', '\t', ';' }.MaxBy(c => header.Count(h => h == c));

    private static void RefuseBomb(string path, string name)
    {
        using var zip = ZipFile.OpenRead(path);
        if (zip.Entries.Sum(e => e.Length) > LargestWorkbook)
            throw new UnreadableFileException($"{name} 解开后超过 {LargestWorkbook >> 30} GB，拒绝读取。", $"Unpacked, {name} is larger than {LargestWorkbook >> 30} GB; it is not read.");
        if (SheetSpread.RefusalOf(path, $"{name} ", name) is { } wide)
            throw new UnreadableFileException(wide.Zh, wide.En);
    }

    private static IEnumerable<T> Steps<T>(string name, Func<IEnumerable<T>> rows)
    {
        using var at = Guarded(name, () => rows().GetEnumerator());
        while (Guarded(name, at.MoveNext))
            yield return at.Current;
    }

    // What a foreign workbook makes the library throw is not ours to list: whatever it is, the file is not a readable workbook.
    private static T Guarded<T>(string name, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (e is not (UnreadableFileException or OutOfMemoryException or OperationCanceledException))
        {
            throw new UnreadableFileException($"{name} 不是完整的 xlsx 工作簿，请重新保存。", $"{name} is no whole xlsx workbook: save it again.", e);
        }
    }
}
