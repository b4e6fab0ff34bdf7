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
    /// <summary>The hash of what is stored of a run, read on <paramref name="connection"/>.</summary>
    public static async Task<byte[]> OfAsync(NpgsqlConnection connection, long runId, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await AddParcelsAsync(hash, connection, runId, ct);
        await AddTotalsAsync(hash, connection, runId, ct);
        return hash.GetHashAndReset();
    }

    private static async Task AddParcelsAsync(IncrementalHash hash, NpgsqlConnection connection, long runId, CancellationToken ct)
    {
        // The server's binary form already holds the figures big-endian: the stream is cut, not converted.
        await using var stream = await connection.BeginRawBinaryCopyAsync(
            $"copy (select parcel_id, stock_kg from {ResultCopy.Partition(runId)} order by parcel_id) to stdout (format binary)", ct);
        var rows = new CopyRows(stream);
        await rows.SkipHeaderAsync(ct);
        while (await rows.NextAsync(ct))
            hash.AppendData(rows.Canonical.Span);
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

    /// <summary>Rows (int8, int4[]) of a binary COPY stream in the form that is hashed.</summary>
    private sealed class CopyRows(Stream stream)
    {
        private const int HeaderBytes = 19;
        private const int ArrayHeaderBytes = 20;
        private byte[] _buffer = new byte[1 << 17];
        private byte[] _row = new byte[1024];
        private int _start;
        private int _end;

        public ReadOnlyMemory<byte> Canonical { get; private set; }

        public async Task SkipHeaderAsync(CancellationToken ct)
        {
            await NeedAsync(HeaderBytes, ct);
            _start += HeaderBytes;
        }

        public async ValueTask<bool> NextAsync(CancellationToken ct)
        {
            await NeedAsync(2, ct);
            if (BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(_start)) < 0)
                return false;
            await NeedAsync(18, ct);
            var arrayBytes = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + 14));
            await NeedAsync(18 + Math.Max(0, arrayBytes), ct);
            Canonical = Canonicalize(_buffer.AsSpan(_start, 18 + Math.Max(0, arrayBytes)), arrayBytes);
            _start += 18 + Math.Max(0, arrayBytes);
            return true;
        }

        // Field count 2, length 8 and id, length of the array, then dimensions, has-null, type, size, lower bound, and (4, value) pairs.
        private ReadOnlyMemory<byte> Canonicalize(ReadOnlySpan<byte> row, int arrayBytes)
        {
            var years = arrayBytes <= ArrayHeaderBytes ? 0 : (arrayBytes - ArrayHeaderBytes) / 8;
            if (_row.Length < 12 + (4 * years))
                _row = new byte[12 + (4 * years)];
            row.Slice(6, 8).CopyTo(_row);
            BinaryPrimitives.WriteInt32BigEndian(_row.AsSpan(8), years);
            for (var year = 0; year < years; year++)
                row.Slice(18 + ArrayHeaderBytes + (8 * year) + 4, 4).CopyTo(_row.AsSpan(12 + (4 * year)));
            return _row.AsMemory(0, 12 + (4 * years));
        }

        private async ValueTask NeedAsync(int bytes, CancellationToken ct)
        {
            while (_end - _start < bytes)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
                if (bytes > _buffer.Length)
                    Array.Resize(ref _buffer, bytes * 2);
                var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
                if (read == 0)
                    throw new EndOfStreamException("The stream of results ended inside a row.");
                _end += read;
            }
        }
    }
}
