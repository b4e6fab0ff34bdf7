using System.Buffers.Binary;
using System.Text;

namespace ForestCarbon.Inventory.Demonstration;

/// <summary>
/// Rows in PostgreSQL's binary COPY format, written by hand to any stream: the bytes are a pure function of the rows, so a
/// test hashes them without a database, and geometry goes out without an object per point.
/// </summary>
internal sealed class BinaryCopy : IDisposable
{
    private static readonly DateOnly Epoch = new(2000, 1, 1);
    private readonly Stream _target;
    private byte[] _buffer = new byte[1 << 17];
    private int _length;

    public BinaryCopy(Stream target)
    {
        _target = target;
        Bytes([.. "PGCOPY\n"u8, 0xFF, 0x0D, 0x0A, 0x00]);
        Raw32(0);
        Raw32(0);
    }

    public void Row(short columns)
    {
        if (_length > _buffer.Length / 2)
            Flush();
        Raw16(columns);
    }

    public void Null() => Raw32(-1);

    public void Text(string? value)
    {
        if (value is null)
        {
            Null();
            return;
        }
        Room(4 + (3 * value.Length));
        var bytes = Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length + 4));
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_length), bytes);
        _length += 4 + bytes;
    }

    /// <summary>jsonb is its text behind a version byte.</summary>
    public void Json(string value)
    {
        Room(5 + (3 * value.Length));
        var bytes = Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length + 5));
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_length), bytes + 1);
        _buffer[_length + 4] = 1;
        _length += 5 + bytes;
    }

    public void Int64(long value)
    {
        Raw32(8);
        Room(8);
        BinaryPrimitives.WriteInt64BigEndian(_buffer.AsSpan(_length), value);
        _length += 8;
    }

    public void Int32(int? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }
        Raw32(4);
        Raw32(number);
    }

    public void Int16(short? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }
        Raw32(2);
        Raw16(number);
    }

    public void Double(double? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }
        Raw32(8);
        Room(8);
        BinaryPrimitives.WriteDoubleBigEndian(_buffer.AsSpan(_length), number);
        _length += 8;
    }

    public void Bool(bool value)
    {
        Raw32(1);
        Room(1);
        _buffer[_length++] = value ? (byte)1 : (byte)0;
    }

    public void Date(DateOnly? value) => Int32(value is { } date ? date.DayNumber - Epoch.DayNumber : null);

    /// <summary>A range of days that starts with <paramref name="from"/> and ends before <paramref name="until"/>, or never.</summary>
    public void DateRange(DateOnly from, DateOnly? until = null)
    {
        const byte LowerInclusive = 0x02;
        const byte UpperInfinite = 0x10;
        Raw32(until is null ? 9 : 17);
        Room(1);
        _buffer[_length++] = until is null ? (byte)(LowerInclusive | UpperInfinite) : LowerInclusive;
        Date(from);
        if (until is not null)
            Date(until);
    }

    /// <summary>A number with <paramref name="scale"/> decimals, in PostgreSQL's groups of four decimal digits.</summary>
    public void Numeric(decimal? value, int scale)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }
        var isNegative = number < 0;
        var whole = (long)decimal.Truncate(decimal.Abs(number));
        var groupsAfter = (scale + 3) / 4;
        var fraction = (long)(Math.Round((decimal.Abs(number) - whole) * Power(groupsAfter * 4)));
        Span<short> groups = stackalloc short[12];
        var first = groups.Length - groupsAfter;
        for (var i = groups.Length - 1; i >= first; i--, fraction /= 10_000)
            groups[i] = (short)(fraction % 10_000);
        var weight = -1;
        for (; whole > 0; whole /= 10_000, weight++)
            groups[--first] = (short)(whole % 10_000);
        var last = groups.Length;
        while (last > first && groups[last - 1] == 0)
            last--;
        while (first < last && groups[first] == 0)
        {
            first++;
            weight--;
        }
        Raw32(8 + (2 * (last - first)));
        Raw16((short)(last - first));
        Raw16((short)(last == first ? 0 : weight));
        Raw16(isNegative ? (short)0x4000 : (short)0);
        Raw16((short)scale);
        for (var i = first; i < last; i++)
            Raw16(groups[i]);
    }

    /// <summary>A MultiPolygon as EWKB: polygons of rings of flat coordinates, each ring closed.</summary>
    public void MultiPolygon(int srid, IReadOnlyList<IReadOnlyList<double[]>> polygons)
    {
        var bytes = 13;
        foreach (var rings in polygons)
        {
            bytes += 9;
            foreach (var ring in rings)
                bytes += 4 + (8 * ring.Length);
        }
        Raw32(bytes);
        Room(bytes);
        const uint MultiPolygonWithSrid = 0x2000_0006;
        Little8(1);
        Little32(MultiPolygonWithSrid);
        Little32((uint)srid);
        Little32((uint)polygons.Count);
        foreach (var rings in polygons)
        {
            Little8(1);
            Little32(3);
            Little32((uint)rings.Count);
            foreach (var ring in rings)
            {
                Little32((uint)(ring.Length / 2));
                foreach (var ordinate in ring)
                {
                    BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(_length), ordinate);
                    _length += 8;
                }
            }
        }
    }

    /// <summary>Ends the stream of rows; the target stays open.</summary>
    public void Dispose()
    {
        Raw16(-1);
        Flush();
        _target.Flush();
    }

    private static decimal Power(int digits) => digits switch { 0 => 1m, 4 => 10_000m, 8 => 100_000_000m, _ => throw new ArgumentOutOfRangeException(nameof(digits)) };

    private void Flush()
    {
        _target.Write(_buffer, 0, _length);
        _length = 0;
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Raw16(short value)
    {
        Room(2);
        BinaryPrimitives.WriteInt16BigEndian(_buffer.AsSpan(_length), value);
        _length += 2;
    }

    private void Raw32(int value)
    {
        Room(4);
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_length), value);
        _length += 4;
    }

    private void Little8(byte value) => _buffer[_length++] = value;

    private void Little32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_length), value);
        _length += 4;
    }

    private void Room(int bytes)
    {
        if (_length + bytes > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _length + bytes));
    }
}
