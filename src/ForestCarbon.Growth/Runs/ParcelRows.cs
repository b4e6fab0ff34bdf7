using System.Buffers.Binary;
using System.Text;

namespace ForestCarbon.Growth.Runs;

/// <summary>The parcels of a chunk: the columns of <c>parcels_of_chunk.sql</c> in their order, from a binary COPY.</summary>
internal sealed class ParcelRows(Stream stream)
{
    private static readonly DateOnly Day0 = new(2000, 1, 1); // of PostgreSQL's dates

    private readonly CopyRows _rows = new(stream);
    private readonly Dictionary<ulong, string> _codes = [];

    public ValueTask<bool> NextAsync(CancellationToken ct) => _rows.NextAsync(ct);

    /// <summary>The row the reader stands on.</summary>
    public InventoryParcel Current()
    {
        var row = new Fields(_rows.Row);
        return new InventoryParcel(
            BinaryPrimitives.ReadInt64BigEndian(row.Next()),
            BinaryPrimitives.ReadInt64BigEndian(row.Next()),
            Numeric(row.Next()),
            Code(ref row) ?? throw new InvalidDataException("A parcel without land class."),
            Code(ref row),
            Code(ref row),
            Code(ref row),
            Whole(ref row),
            Whole(ref row),
            row.TryNext(out var volume) ? BinaryPrimitives.ReadDoubleBigEndian(volume) : null,
            Whole(ref row),
            Code(ref row),
            Code(ref row),
            Day0.AddDays(BinaryPrimitives.ReadInt32BigEndian(row.Next())).Year);
    }

    /// <summary>
    /// PostgreSQL's numeric on the wire: number of digits to base 10,000, weight of the first, sign, decimals shown, digits. An area has
    /// four decimals, so its last digit group is whole units of 0.0001.
    /// </summary>
    /// <exception cref="InvalidDataException">Not a number, or finer than four decimals.</exception>
    internal static decimal Numeric(ReadOnlySpan<byte> value)
    {
        var digits = BinaryPrimitives.ReadInt16BigEndian(value);
        var weight = BinaryPrimitives.ReadInt16BigEndian(value[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        // 0x4000 is the minus sign; whatever else is no finite number.
        if (sign is not (0 or 0x4000) || weight > 2 || digits - weight > 2)
            throw new InvalidDataException("An area is a number of at most four decimals.");
        var tenThousandths = 0L;
        for (var group = 0; group <= weight + 1; group++)
            tenThousandths = (tenThousandths * 10_000) + (group < digits ? BinaryPrimitives.ReadInt16BigEndian(value[(8 + (2 * group))..]) : 0);
        return new decimal((int)tenThousandths, (int)(tenThousandths >> 32), 0, sign != 0, 4);
    }

    private static int? Whole(ref Fields row) => row.TryNext(out var value) ? BinaryPrimitives.ReadInt16BigEndian(value) : null;

    // A county knows some dozens of codes: each is made into a string once.
    private string? Code(ref Fields row)
    {
        if (!row.TryNext(out var value))
            return null;
        if (value.Length > 7)
            return Encoding.UTF8.GetString(value);
        var key = (ulong)value.Length;
        foreach (var letter in value)
            key = (key << 8) | letter;
        if (!_codes.TryGetValue(key, out var code))
            _codes.Add(key, code = Encoding.UTF8.GetString(value));
        return code;
    }

    private ref struct Fields(ReadOnlySpan<byte> row)
    {
        private ReadOnlySpan<byte> _rest = row[2..];

        public ReadOnlySpan<byte> Next() => TryNext(out var value) ? value : throw new InvalidDataException("A column is null that never is.");

        public bool TryNext(out ReadOnlySpan<byte> value)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(_rest);
            value = length < 0 ? default : _rest.Slice(4, length);
            _rest = _rest[(4 + Math.Max(0, length))..];
            return length >= 0;
        }
    }
}
