using Npgsql;

namespace ForestCarbon.Growth.Runs;

/// <summary>Reads the columns of <c>parcels_of_chunk.sql</c> in their order.</summary>
internal sealed class ParcelReader(NpgsqlDataReader reader)
{
    /// <summary>The row the reader stands on.</summary>
    public InventoryParcel Current() => new(
        reader.GetInt64(0),
        reader.GetInt64(1),
        reader.GetDecimal(2),
        reader.GetString(3),
        Text(4),
        Text(5),
        Text(6),
        Whole(7),
        Whole(8),
        reader.IsDBNull(9) ? null : reader.GetDouble(9),
        Whole(10),
        Text(11),
        Text(12),
        reader.GetFieldValue<DateOnly>(13).Year);

    private int? Whole(int column) => reader.IsDBNull(column) ? null : reader.GetInt16(column);

    private string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
