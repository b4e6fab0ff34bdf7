using Npgsql;

namespace ForestCarbon.Growth.Runs;

/// <summary>Reads the columns of <c>parcels_of_chunk.sql</c>. Codes come by the million and are few: each text is kept once.</summary>
internal sealed class ParcelReader(NpgsqlDataReader reader)
{
    private const int LongestCode = 7; // four characters in one word, three and the length in the other
    private readonly char[] _chars = new char[64];
    private readonly Dictionary<(ulong, ulong), string> _codes = [];

    /// <summary>The row the reader stands on.</summary>
    public InventoryParcel Current() => new(
        reader.GetInt64(0),
        reader.GetInt64(1),
        reader.GetDecimal(2),
        Code(3)!,
        Code(4),
        Code(5),
        Code(6),
        Whole(7),
        Whole(8),
        reader.IsDBNull(9) ? null : reader.GetDouble(9),
        Whole(10),
        Code(11),
        Code(12),
        reader.GetInt32(13));

    private int? Whole(int column) => reader.IsDBNull(column) ? null : reader.GetInt16(column);

    private string? Code(int column)
    {
        if (reader.IsDBNull(column))
            return null;
        var length = (int)reader.GetChars(column, 0, _chars, 0, _chars.Length);
        if (length > LongestCode)
            return reader.GetString(column);
        ulong low = 0, high = (ulong)length;
        for (var i = 0; i < length; i++)
            if (i < 4) low = (low << 16) | _chars[i];
            else high = (high << 16) | _chars[i];
        if (_codes.TryGetValue((low, high), out var known))
            return known;
        return _codes[(low, high)] = new string(_chars, 0, length);
    }
}
