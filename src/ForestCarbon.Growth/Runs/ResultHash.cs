using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace ForestCarbon.Growth.Runs;

/// <summary>The hash that says whether two runs gave the same figures to the last byte.</summary>
/// <remarks>
/// definitions.md §3: SHA-256 over (parcel id, array) in parcel order, then totals in key order. Every number big-endian:
/// <code>
///   parcel   8 bytes id, 4 bytes number of years (0 where the tonnes are null), 4 bytes kg per year
///   total    dimension, 0x1F, key, 0x1F (UTF-8, ordinal order), 4 bytes year, 8 bytes kg
/// </code>
/// </remarks>
public static class ResultHash
{
    private const int ArrayHeaderBytes = 20;
    private const int BatchBytes = 1 << 16;

    /// <summary>The hash of what is stored of a run, read on <paramref name="connection"/>.</summary>
    public static async Task<byte[]> OfAsync(NpgsqlConnection connection, long runId, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await AddParcelsAsync(hash, connection, runId, ct);
        return await WithTotalsAsync(hash, connection, runId, ct);
    }

    /// <summary>The same, with the parcels already in <paramref name="parcels"/>.</summary>
    public static async Task<byte[]> WithTotalsAsync(IncrementalHash parcels, NpgsqlConnection connection, long runId, CancellationToken ct)
    {
        await AddTotalsAsync(parcels, connection, runId, ct);
        return parcels.GetHashAndReset();
    }

    private static async Task AddParcelsAsync(IncrementalHash hash, NpgsqlConnection connection, long runId, CancellationToken ct)
    {
        await using var stream = await connection.BeginRawBinaryCopyAsync(
            $"copy (select parcel_id, stock_kg from {ResultCopy.Partition(runId)} order by parcel_id) to stdout (format binary)", ct);
        var rows = new CopyRows(stream);
        var batch = new HashedRows();
        while (await rows.NextAsync(ct))
        {
            Add(batch, rows.Row);
            if (batch.Bytes.Length < BatchBytes)
                continue;
            hash.AppendData(batch.Bytes);
            batch.Clear();
        }
        hash.AppendData(batch.Bytes);
    }

    // Field count 2, length 8 and id, length of the array, then dimensions, has-null, type, size, lower bound, and (4, value) pairs.
    private static void Add(HashedRows batch, ReadOnlySpan<byte> row)
    {
        var array = row[Math.Min(row.Length, 18 + ArrayHeaderBytes)..];
        Span<int> stocks = stackalloc int[array.Length / 8];
        for (var year = 0; year < stocks.Length; year++)
            stocks[year] = BinaryPrimitives.ReadInt32BigEndian(array[((8 * year) + 4)..]);
        batch.Add(BinaryPrimitives.ReadInt64BigEndian(row[6..]), stocks);
    }

    private static async Task AddTotalsAsync(IncrementalHash hash, NpgsqlConnection connection, long runId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select t.dimension, t.key, t.year, t.stock_kg
            from growth.run_total t
            where t.run_id = $1
            order by t.dimension collate "C", t.key collate "C", t.year
            """, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(runId);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var number = new byte[12];
        while (await reader.ReadAsync(ct))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{reader.GetString(0)}\u001f{reader.GetString(1)}\u001f"));
            BinaryPrimitives.WriteInt32BigEndian(number, reader.GetInt16(2));
            BinaryPrimitives.WriteInt64BigEndian(number.AsSpan(4), reader.GetInt64(3));
            hash.AppendData(number);
        }
    }
}
