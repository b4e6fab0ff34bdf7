using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ForestCarbon.Growth.Runs;

/// <summary>
/// The parcels' part of the result hash, taken while a run is written. Reading a million results back takes the server as long as
/// writing them; a process that did every chunk, in the order of the parcels, already had those bytes in its hands.
/// </summary>
/// <remarks>
/// Chunks may come a little out of order, as workers of one process deliver them. A chunk of another process, one done twice, or
/// townships whose ids lie among each other's: then there is no streamed hash and what is stored is read back. Both are the same hash.
/// </remarks>
internal sealed class StreamedHash : IDisposable
{
    private const int MostWaiting = 4; // chunks kept for one that is not done yet: some 20 MB

    private readonly Lock _lock = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<int, HashedRows> _waiting = [];
    private bool _isBroken;
    private int _next;
    private long _lastParcelId = long.MinValue;
    private long _parcels;

    /// <summary>Takes the rows of a chunk. Chunks are numbered from 0.</summary>
    public void Add(int chunk, HashedRows rows)
    {
        lock (_lock)
        {
            _isBroken |= chunk < _next || !_waiting.TryAdd(chunk, rows);
            while (!_isBroken && _waiting.Remove(_next, out var next))
            {
                _isBroken = next.Parcels > 0 && (next.FirstParcelId <= _lastParcelId || !next.IsAscending);
                _hash.AppendData(next.Bytes);
                _parcels += next.Parcels;
                if (next.Parcels > 0)
                    _lastParcelId = next.LastParcelId;
                _next++;
            }
            if (_isBroken |= _waiting.Count > MostWaiting)
                _waiting.Clear();
        }
    }

    /// <summary>The hash, ready for the totals, if it covers this many parcels; else null.</summary>
    public IncrementalHash? Over(long parcels)
    {
        lock (_lock)
            return !_isBroken && _waiting.Count == 0 && _parcels == parcels ? _hash : null;
    }

    public void Dispose() => _hash.Dispose();
}

/// <summary>Rows in the form that is hashed (see <see cref="ResultHash"/>), one behind the other.</summary>
internal sealed class HashedRows
{
    private byte[] _bytes = new byte[1 << 16];
    private int _used;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _used);

    public long Parcels { get; private set; }

    public long FirstParcelId { get; private set; }

    public long LastParcelId { get; private set; }

    public bool IsAscending { get; private set; } = true;

    /// <param name="parcelId">The parcel.</param>
    /// <param name="stocksKg">Its stocks; empty where the tonnes are null.</param>
    public void Add(long parcelId, ReadOnlySpan<int> stocksKg)
    {
        if (Parcels++ == 0)
            FirstParcelId = parcelId;
        else
            IsAscending &= parcelId > LastParcelId;
        LastParcelId = parcelId;
        var bytes = 12 + (4 * stocksKg.Length);
        if (_bytes.Length - _used < bytes)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + bytes));
        var row = _bytes.AsSpan(_used, bytes);
        BinaryPrimitives.WriteInt64BigEndian(row, parcelId);
        BinaryPrimitives.WriteInt32BigEndian(row[8..], stocksKg.Length);
        for (var year = 0; year < stocksKg.Length; year++)
            BinaryPrimitives.WriteInt32BigEndian(row[(12 + (4 * year))..], stocksKg[year]);
        _used += bytes;
    }

    /// <summary>Forgets the rows, for the next ones.</summary>
    public void Clear() => (_used, Parcels, IsAscending) = (0, 0, true);
}
