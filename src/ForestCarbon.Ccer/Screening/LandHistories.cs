using System.Globalization;
using System.Text;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Ccer.Screening;

/// <summary>Land classes of all evidence shapes over all evidence layers, one byte each: what took a county's forest years fits in memory.</summary>
public sealed class LandHistories
{
    private const int ReadAtOnce = 2;

    private readonly long _firstShape;
    private readonly DateOnly[] _dates;
    private readonly byte[][] _layers; // of each layer by shape; 0 where it says nothing of the shape
    private readonly string[] _classes; // by byte; 0 is none
    private readonly Func<string, LandKind> _kindOf;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, LandHistoryEntry> _entries = new(StringComparer.Ordinal);

    private LandHistories(long firstShape, DateOnly[] dates, byte[][] layers, string[] classes, Func<string, LandKind> kindOf) =>
        (_firstShape, _dates, _layers, _classes, _kindOf) = (firstShape, dates, layers, classes, kindOf);

    /// <summary>The layers the screening began with.</summary>
    public static async Task<LandHistories> LoadAsync(Db db, ScreeningManifest manifest, Func<string, LandKind> kindOf, CancellationToken ct)
    {
        var known = await db.QueryAsync<EvidenceLayer>(
            "select evidence_layer_id, as_of from inventory.evidence_layer_v where evidence_layer_id = any (@layers) order by as_of, evidence_layer_id",
            new { layers = manifest.EvidenceLayers?.ToArray() ?? [] }, ct);
        // Shapes are numbered one after the other, so their number is the place.
        var shapes = (await db.QueryAsync<Numbers>(
            "select coalesce(min(e.evidence_shape_id), 0) as first, coalesce(max(e.evidence_shape_id), -1) as last from inventory.evidence_shape_v e", ct: ct))[0];
        var (layers, classes) = (new byte[known.Count][], new LandClasses());
        await Parallel.ForEachAsync(Enumerable.Range(0, known.Count), new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = ct }, async (i, stop) =>
            layers[i] = await LayerAsync(db, known[i].EvidenceLayerId, shapes, classes, stop));
        return new LandHistories(shapes.First, [.. known.Select(l => l.AsOf)], layers, classes.ByNumber(), kindOf);
    }

    /// <summary>True where one of the layers says something of the shape.</summary>
    public bool SpeakOf(long shape)
    {
        foreach (var layer in _layers)
            if (In(layer, shape) != 0)
                return true;
        return false;
    }

    /// <summary>The history of ground under these shapes, with the parcel's own record at its date.</summary>
    public LandHistoryEntry Of(IReadOnlyList<long> shapes, string parcelClass, DateOnly parcelOn)
    {
        var key = new StringBuilder(parcelClass).Append('|').Append(parcelOn.DayNumber);
        foreach (var shape in shapes)
        {
            key.Append('|');
            if (SpeakOf(shape))
                foreach (var layer in _layers)
                    key.Append((char)('A' + In(layer, shape)));
        }
        return _entries.GetOrAdd(key.ToString(), _ => Make(shapes, parcelClass, parcelOn));
    }

    private LandHistoryEntry Make(IReadOnlyList<long> shapes, string parcelClass, DateOnly parcelOn)
    {
        var said = new SortedDictionary<DateOnly, List<string>> { [parcelOn] = [parcelClass] };
        for (var l = 0; l < _layers.Length; l++)
            foreach (var shape in shapes)
                if (In(_layers[l], shape) is > 0 and var at)
                {
                    if (!said.TryGetValue(_dates[l], out var classes))
                        said.Add(_dates[l], classes = []);
                    if (!classes.Contains(_classes[at]))
                        classes.Add(_classes[at]);
                }
        var records = said.Select(s =>
        {
            var kinds = s.Value.Select(_kindOf).ToList();
            var forest = kinds.Count(k => k == LandKind.Forest);
            // Where sources differ, the forest is shown: it is what would exclude.
            var shown = Math.Max(0, kinds.IndexOf(LandKind.Forest));
            return new LandRecord(s.Key, s.Value[shown], kinds[shown], forest > 0 && forest < kinds.Count);
        }).ToArray();
        return new LandHistoryEntry(records, Text(records));
    }

    private static string Text(IEnumerable<LandRecord> records) => string.Join(';', records.Select(r =>
        string.Create(CultureInfo.InvariantCulture, $"{r.On:yyyy-MM-dd}={r.LandClass}{(r.Conflicts ? "!" : "")}")));

    // A shape that came with an import accepted since lies beyond the end; no layer of ours speaks of it.
    private byte In(byte[] layer, long shape) => shape - _firstShape is >= 0 and var at && at < layer.Length ? layer[at] : (byte)0;

    private static Task<byte[]> LayerAsync(Db db, int layer, Numbers shapes, LandClasses classes, CancellationToken ct) => db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(
            "select r.evidence_shape_id, r.land_class from inventory.evidence_record_v r where r.evidence_layer_id = $1", connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(layer);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new byte[shapes.Last - shapes.First + 1];
        while (await reader.ReadAsync(ct))
            found[reader.GetInt64(0) - shapes.First] = classes.NumberOf(reader.GetString(1));
        return found;
    }, ct);

    /// <summary>Land classes by a byte, in the order they are met; which number a class has matters to nobody.</summary>
    private sealed class LandClasses
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, byte> _numbers = new(StringComparer.Ordinal);

        public byte NumberOf(string landClass)
        {
            lock (_lock)
            {
                if (!_numbers.TryGetValue(landClass, out var number))
                    _numbers.Add(landClass, number = checked((byte)(_numbers.Count + 1)));
                return number;
            }
        }

        public string[] ByNumber() => ["", .. _numbers.OrderBy(n => n.Value).Select(n => n.Key)];
    }

    private sealed record Numbers
    {
        public long First { get; init; }
        public long Last { get; init; }
    }

    private sealed record EvidenceLayer
    {
        public int EvidenceLayerId { get; init; }
        public DateOnly AsOf { get; init; }
    }
}

/// <summary>Land class over time of a piece, and the same as it is stored: <c>2023-12-31=0171;2024-12-31=0141!</c>, ! where sources conflict.</summary>
public sealed record LandHistoryEntry(IReadOnlyList<LandRecord> Records, string Text);
