using System.Buffers.Binary;
using System.Globalization;
using Npgsql;

namespace ForestCarbon.Growth.Runs;

/// <summary>Writes the rows of <c>growth.parcel_result</c> in PostgreSQL's binary COPY form, straight into one run's partition.</summary>
/// <remarks>
/// The driver's own importer costs one awaited call per column and one boxed loop per array; this writes a row as one block of
/// bytes. Form: PostgreSQL manual, "COPY", binary format; int4[] as array_recv reads it.
/// </remarks>
public sealed class ResultCopy : IAsyncDisposable
{
    private const int BufferSize = 1 << 17;
    private const int LargestRow = 128 + (8 * (AccountRequest.MostIncrements + 1));
    private const int Int4Oid = 23;
    private const short Columns = 9;
    private static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly NpgsqlRawCopyStream _stream;
    private readonly long _runId;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _used;
    private bool _completed;

    private ResultCopy(NpgsqlRawCopyStream stream, long runId) => (_stream, _runId) = (stream, runId);

    /// <summary>The table that holds the results of one run.</summary>
    public static string Partition(long runId) => string.Create(CultureInfo.InvariantCulture, $"growth.parcel_result_{runId}");

    public static async Task<ResultCopy> BeginAsync(NpgsqlConnection connection, long runId, CancellationToken ct)
    {
        var stream = await connection.BeginRawBinaryCopyAsync(
            $"copy {Partition(runId)} (run_id, parcel_id, parcel_version_id, calibration, curve_id, family_id, reason, flags, stock_kg) "
            + "from stdin (format binary)", ct);
        var copy = new ResultCopy(stream, runId);
        Signature.CopyTo(copy._buffer, 0);
        copy._used = Signature.Length;
        return copy;
    }

    /// <summary>Adds a row; no stocks are written as null.</summary>
    public ValueTask AddAsync(
        in InventoryParcel parcel, ParcelReason reason, ParcelFlags flags, double? ratio, int? curveId, int? familyId, ReadOnlySpan<int> stocksKg,
        CancellationToken ct)
    {
        Write16(Columns);
        Write64(_runId);
        Write64(parcel.ParcelId);
        Write64(parcel.ParcelVersionId);
        if (ratio is { } r) Write64(BitConverter.DoubleToInt64Bits(r)); else Write32(-1);
        if (curveId is { } curve) Write32(4, curve); else Write32(-1);
        if (familyId is { } family) Write32(4, family); else Write32(-1);
        Write32(2);
        Write16((short)reason);
        Write32(2);
        Write16((short)flags);
        if (stocksKg.Length > 0) WriteArray(stocksKg); else Write32(-1);
        return _buffer.Length - _used < LargestRow ? FlushAsync(ct) : ValueTask.CompletedTask;
    }

    public async Task CompleteAsync(CancellationToken ct)
    {
        Write16(-1);
        await FlushAsync(ct);
        _completed = true;
        await _stream.DisposeAsync(); // closing the stream is what tells the server that the data are whole
    }

    /// <summary>After an exception the data are not whole: the copy is cancelled, the transaction falls.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_completed)
            return;
        await _stream.CancelAsync();
        await _stream.DisposeAsync();
    }

    private async ValueTask FlushAsync(CancellationToken ct)
    {
        await _stream.WriteAsync(_buffer.AsMemory(0, _used), ct);
        _used = 0;
    }

    private void WriteArray(ReadOnlySpan<int> values)
    {
        Write32(20 + (8 * values.Length));
        Write32(1, 0);
        Write32(Int4Oid, values.Length);
        Write32(1);
        var target = _buffer.AsSpan(_used, 8 * values.Length);
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64BigEndian(target[(8 * i)..], (4L << 32) | (uint)values[i]);
        _used += 8 * values.Length;
    }

    private void Write16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.AsSpan(_used), value);
        _used += 2;
    }

    private void Write32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_used), value);
        _used += 4;
    }

    private void Write32(int first, int second)
    {
        Write32(first);
        Write32(second);
    }

    private void Write64(long value)
    {
        Write32(8);
        BinaryPrimitives.WriteInt64BigEndian(_buffer.AsSpan(_used), value);
        _used += 8;
    }
}
