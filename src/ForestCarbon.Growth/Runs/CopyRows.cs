using System.Buffers.Binary;

namespace ForestCarbon.Growth.Runs;

/// <summary>
/// Rows of a binary COPY stream, one after the other, each as the bytes PostgreSQL sent: an account reads every parcel once and every
/// result once, and a driver's call per column costs more there than all its arithmetic.
/// </summary>
/// <remarks>Form: PostgreSQL manual, "COPY", binary format: 2 bytes number of fields, then per field 4 bytes length (−1: null) and the value.</remarks>
internal sealed class CopyRows(Stream stream)
{
    private const int HeaderBytes = 19;
    private byte[] _buffer = new byte[1 << 17];
    private int _start;
    private int _end;
    private int _rowBytes;
    private bool _isHeaderRead;

    /// <summary>The row this stands on, its number of fields included. Good until the next call of <see cref="NextAsync"/>.</summary>
    public ReadOnlySpan<byte> Row => _buffer.AsSpan(_start - _rowBytes, _rowBytes);

    /// <summary>Goes on to the next row; false after the last.</summary>
    public ValueTask<bool> NextAsync(CancellationToken ct)
    {
        if (!_isHeaderRead || Whole(_buffer.AsSpan(_start, _end - _start)) is not { } bytes)
            return ReadAsync(ct);
        return ValueTask.FromResult(Take(bytes));
    }

    private async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        while (!_isHeaderRead)
        {
            if (_end - _start < HeaderBytes)
            {
                await MoreAsync(ct);
                continue;
            }
            _start += HeaderBytes;
            _isHeaderRead = true;
        }
        while (true)
        {
            if (Whole(_buffer.AsSpan(_start, _end - _start)) is { } bytes)
                return Take(bytes);
            await MoreAsync(ct);
        }
    }

    private bool Take(int bytes)
    {
        _start += bytes;
        _rowBytes = bytes;
        return bytes > 0;
    }

    private async ValueTask MoreAsync(CancellationToken ct)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
        if (read == 0)
            throw new EndOfStreamException("The stream of rows ended inside a row.");
        _end += read;
    }

    // Length of the row at the start, 0 for the end of the rows; null while it is not wholly here.
    private static int? Whole(ReadOnlySpan<byte> from)
    {
        if (from.Length < 2)
            return null;
        var fields = BinaryPrimitives.ReadInt16BigEndian(from);
        if (fields < 0)
            return 0;
        var at = 2;
        for (var field = 0; field < fields; field++)
        {
            if (from.Length < at + 4)
                return null;
            at += 4 + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(from[at..]));
        }
        return from.Length < at ? null : at;
    }
}
