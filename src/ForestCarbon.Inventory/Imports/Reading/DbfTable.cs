using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>The attribute table of a shapefile, read row by row. Values keep what was written: no number is squeezed into its declared width.</summary>
public sealed class DbfTable : IDisposable
{
    private const int SampleRows = 2_000;
    private const int LongestName = 10;
    private readonly Stream _stream;
    private readonly DbfField[] _fields;
    private readonly Encoding _encoding;
    private byte[] _record, _before;
    private object?[]? _last;
    private readonly int _headerLength;
    private readonly int[] _starred;
    private readonly int[] _overflowing;
    private readonly List<Words> _notes = [];

    private DbfTable(Stream stream, DbfField[] fields, int rows, int headerLength, int recordLength, Encoding encoding, SourceEncoding said)
    {
        (_stream, _fields, Rows, _headerLength, _encoding, Said) = (stream, fields, rows, headerLength, encoding, said);
        _record = new byte[recordLength];
        _before = new byte[recordLength];
        _starred = new int[fields.Length];
        _overflowing = new int[fields.Length];
        Fields = [.. FieldNames.Unique(Names(fields, encoding), _notes).Zip(fields, (name, f) => new SourceField(name, f.Type.ToString(), f.Width, f.Decimals))];
    }

    /// <summary>Rows the header announces, deleted ones included.</summary>
    public int Rows { get; }

    public IReadOnlyList<SourceField> Fields { get; }

    public SourceEncoding Said { get; }

    /// <param name="encoding">From <c>--encoding</c>, else null.</param>
    /// <exception cref="UnreadableFileException">No DBF, or one that contradicts its own header.</exception>
    public static DbfTable Open(string path, string? encoding, string? cpg)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            return Open(stream, Path.GetFileName(path), encoding, cpg);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static DbfTable Open(FileStream stream, string name, string? encoding, string? cpg)
    {
        var head = new byte[32];
        if (stream.ReadAtLeast(head, 32, throwOnEndOfStream: false) < 32)
            throw new UnreadableFileException($"属性表 {name} 不完整：连文件头都没有，请重新复制。", $"The table {name} is not whole, it has no header: copy it again.");
        var rows = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4));
        int headerLength = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(8));
        int recordLength = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(10));
        if (rows < 0 || headerLength < 33 || recordLength < 1 || headerLength > stream.Length)
            throw new UnreadableFileException($"属性表 {name} 的文件头已损坏，请重新导出。", $"The header of the table {name} is damaged: export it again.");
        if (headerLength + (long)rows * recordLength > stream.Length)
            throw new UnreadableFileException(
                $"属性表 {name} 不完整：应有 {rows} 行，文件只够 {(stream.Length - headerLength) / recordLength} 行，请重新复制。",
                $"The table {name} is not whole: it announces {rows} rows and has room for {(stream.Length - headerLength) / recordLength}. Copy it again.");
        var header = new byte[headerLength - 32];
        stream.ReadExactly(header);
        var fields = FieldsOf(header, recordLength, name);
        var sample = Sample(stream, fields, headerLength, recordLength, rows);
        var (chosen, said) = TextEncodings.Choose(encoding, cpg, head[29], sample);
        return new DbfTable(stream, fields, rows, headerLength, recordLength, chosen, said);
    }

    /// <summary>Goes to the first row.</summary>
    public void Rewind()
    {
        _stream.Position = _headerLength;
        _last = null;
        Array.Clear(_starred);
        Array.Clear(_overflowing);
    }

    /// <summary>Sentences about the header: names given twice, names cut off.</summary>
    public IReadOnlyList<Words> Notes => _notes;

    /// <summary>A sentence about numbers larger than their field declares; null where there are none.</summary>
    public Words? OverflowNote()
    {
        var fields = Enumerable.Range(0, _overflowing.Length).Where(i => _overflowing[i] > 0).ToList();
        return fields.Count == 0
            ? null
            : new($"数字超过字段声明的宽度，按原值读取：{string.Join("、", fields.Select(i => $"{Fields[i].Name}（{Fields[i].Width}.{Fields[i].Decimals}）{_overflowing[i]} 行"))}。",
                $"Numbers wider than their field declares, read as they stand: {string.Join(", ", fields.Select(i => $"{Fields[i].Name} ({Fields[i].Width}.{Fields[i].Decimals}) in {_overflowing[i]} rows"))}.");
    }

    /// <summary>A sentence about number fields filled with asterisks in the rows read so far; null where there are none.</summary>
    public Words? StarredNote()
    {
        var fields = Enumerable.Range(0, _starred.Length).Where(i => _starred[i] > 0).ToList();
        return fields.Count == 0
            ? null
            : new($"数字字段有星号（空值，或数字超过字段宽度），按空值读取：{string.Join("、", fields.Select(i => $"{Fields[i].Name} {_starred[i]} 行"))}。",
                $"Asterisks in number fields (no value, or a number wider than its field), read as empty: {string.Join(", ", fields.Select(i => $"{Fields[i].Name} in {_starred[i]} rows"))}.");
    }

    /// <summary>The next row; false in <paramref name="deleted"/> unless the row is marked as deleted.</summary>
    public object?[] Next(out bool deleted)
    {
        (_record, _before) = (_before, _record);
        if (_stream.ReadAtLeast(_record, _record.Length, throwOnEndOfStream: false) < _record.Length)
            throw new UnreadableFileException("属性表在读取途中到了末尾，文件不完整，请重新复制。", "The table ended while it was read; it is not whole: copy it again.");
        deleted = _record[0] == (byte)'*';
        var values = new object?[_fields.Length];
        for (var i = 0; i < _fields.Length; i++)
        {
            var bytes = _record.AsSpan(_fields[i].Offset, _fields[i].Width);
            // shapelib and GDAL write an empty number so, others a number that did not fit: either way there is none
            if (_fields[i].Type is 'N' or 'F' && bytes.Length > 0 && bytes.IndexOfAnyExcept((byte)'*') < 0)
                _starred[i]++;
            // county, township and village are the same for rows on end
            else if (_last is not null && bytes.SequenceEqual(_before.AsSpan(_fields[i].Offset, _fields[i].Width)))
                values[i] = _last[i];
            else
                values[i] = Value(_fields[i], bytes);
            if (values[i] is decimal or long or double && Overflows(_fields[i], values[i]!))
                _overflowing[i]++;
        }
        _last = values;
        return values;
    }

    public void Dispose() => _stream.Dispose();

    // Of a width of 10 with 4 decimals 5 digits are left before the point; a number past them, written as 3.41e+009 or over its
    // neighbours' blanks, breaks readers that believe the declaration.
    private static bool Overflows(DbfField field, object value) =>
        field.Type is 'N' or 'F' && field.Decimals > 0 && Math.Abs(Convert.ToDouble(value, CultureInfo.InvariantCulture)) >= field.Limit;

    private object? Value(DbfField field, ReadOnlySpan<byte> bytes)
    {
        var trimmed = Trim(bytes);
        if (trimmed.IsEmpty)
            return null;
        switch (field.Type)
        {
            case 'N' or 'F':
                return Number(trimmed);
            case 'D':
                return DateOnly.TryParseExact(Encoding.Latin1.GetString(trimmed), "yyyyMMdd", CultureInfo.InvariantCulture,
                    DateTimeStyles.None, out var date) ? date : trimmed.IndexOfAnyExcept((byte)'0') < 0 ? null : Text(trimmed);
            case 'L':
                return (char)trimmed[0] switch { 'T' or 't' or 'Y' or 'y' => true, 'F' or 'f' or 'N' or 'n' => false, _ => null };
            default:
                return Text(trimmed);
        }
    }

    private object? Number(ReadOnlySpan<byte> trimmed)
    {
        if (long.TryParse(trimmed, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole))
            return whole;
        if (decimal.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
            return exact;
        return double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real)
            ? real
            : Text(trimmed);
    }

    // U+0000 stands in no JSON text of PostgreSQL.
    private string Text(ReadOnlySpan<byte> trimmed) => _encoding.GetString(trimmed).Replace("\0", "", StringComparison.Ordinal);

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return (end < 0 ? bytes : bytes[..end]).Trim((byte)' ');
    }

    private static DbfField[] FieldsOf(ReadOnlySpan<byte> header, int recordLength, string name)
    {
        var fields = new List<DbfField>();
        var offset = 1;
        for (var at = 0; at + 32 <= header.Length && header[at] != 0x0D; at += 32)
        {
            var entry = header.Slice(at, 32);
            var nameEnd = entry[..11].IndexOf((byte)0);
            var type = (char)entry[11];
            // A text field wider than 255 keeps the upper byte of its width where numbers keep their decimals.
            var width = type == 'C' ? entry[16] | entry[17] << 8 : entry[16];
            if (offset + width > recordLength && type == 'C')
                width = entry[16];
            if (offset + width > recordLength)
                throw new UnreadableFileException($"属性表 {name} 已损坏：字段宽度之和超过行宽 {recordLength}，请重新导出。",
                    $"The table {name} is damaged, its fields are wider than its rows of {recordLength} bytes: export it again.");
            fields.Add(new DbfField(entry[..(nameEnd < 0 ? 11 : nameEnd)].ToArray(), type, offset, width, type == 'C' ? 0 : entry[17]));
            offset += width;
        }
        return [.. fields];
    }

    private static List<byte[]> Sample(FileStream stream, DbfField[] fields, int headerLength, int recordLength, int rows)
    {
        var sample = fields.Select(f => f.RawName).ToList();
        var texts = fields.Where(f => f.Type is 'C').ToArray();
        if (texts.Length == 0)
            return sample;
        var record = new byte[recordLength];
        var step = Math.Max(1, rows / SampleRows);
        for (long row = 0; row < rows; row += step)
        {
            stream.Position = headerLength + row * recordLength;
            stream.ReadExactly(record);
            foreach (var field in texts)
            {
                var value = Trim(record.AsSpan(field.Offset, field.Width));
                if (value.ContainsAnyInRange((byte)0x80, (byte)0xFF))
                    sample.Add(value.ToArray());
            }
        }
        return sample;
    }

    // A name has ten bytes: a Chinese one in GBK ends after five characters, or in the middle of the next.
    private IEnumerable<string> Names(DbfField[] fields, Encoding encoding)
    {
        foreach (var field in fields)
        {
            var decoded = encoding.GetString(field.RawName);
            var name = decoded.TrimEnd('\uFFFD').Trim();
            if (field.RawName.Length >= LongestName && field.RawName.AsSpan().ContainsAnyInRange((byte)0x80, (byte)0xFF))
                _notes.Add(new($"字段名 {name} 写满 10 个字节，可能被截断。", $"The field name {name} fills its 10 bytes and may be cut off."));
            yield return name;
        }
    }

    private sealed record DbfField(byte[] RawName, char Type, int Offset, int Width, int Decimals)
    {
        public double Limit { get; } = Math.Pow(10, Math.Max(1, Width - Decimals - 1));
    }
}
