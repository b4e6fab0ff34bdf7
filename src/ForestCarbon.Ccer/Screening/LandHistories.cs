using System.Globalization;
using System.Text;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Ccer.Screening;

/// <summary>Land classes of all evidence shapes over all evidence layers, one byte each: what took a county's forest years fits in memory.</summary>
public sealed class LandHistories
{
    private readonly Dictionary<long, int> _rows;
    private readonly DateOnly[] _dates;
    private readonly List<byte[]> _layers;
    private readonly string[] _classes; // by byte; 0 is none
    private readonly Func<string, LandKind> _kindOf;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, LandHistoryEntry> _entries = new(StringComparer.Ordinal);

    private LandHistories(Dictionary<long, int> rows, DateOnly[] dates, List<byte[]> layers, string[] classes, Func<string, LandKind> kindOf) =>
        (_rows, _dates, _layers, _classes, _kindOf) = (rows, dates, layers, classes, kindOf);

    public static async Task<LandHistories> LoadAsync(Db db, DateOnly asOf, Func<string, LandKind> kindOf, CancellationToken ct)
    {
        var known = await db.QueryAsync<EvidenceLayer>(
            "select evidence_layer_id, as_of from inventory.evidence_layer_v where as_of <= @asOf order by as_of, evidence_layer_id", new { asOf }, ct);
        var (rows, classes, layers) = (new Dictionary<long, int>(), new List<string> { "" }, new List<byte[]>());
        var numbers = new Dictionary<string, byte>(StringComparer.Ordinal);
        foreach (var layer in known)
            layers.Add(await LayerAsync(db, layer.EvidenceLayerId, rows, classes, numbers, ct));
        return new LandHistories(rows, [.. known.Select(l => l.AsOf)], layers, [.. classes], kindOf);
    }

    /// <summary>The history of ground under these shapes, with the parcel's own record at its date.</summary>
    public LandHistoryEntry Of(IReadOnlyList<long> shapes, string parcelClass, DateOnly parcelOn)
    {
        var key = new StringBuilder(parcelClass).Append('|').Append(parcelOn.DayNumber);
        foreach (var shape in shapes)
        {
            key.Append('|');
            if (_rows.TryGetValue(shape, out var row))
                foreach (var layer in _layers)
                    key.Append((char)('A' + (row < layer.Length ? layer[row] : 0)));
        }
        return _entries.GetOrAdd(key.ToString(), _ => Make(shapes, parcelClass, parcelOn));
    }

    private LandHistoryEntry Make(IReadOnlyList<long> shapes, string parcelClass, DateOnly parcelOn)
    {
        var said = new SortedDictionary<DateOnly, List<string>> { [parcelOn] = [parcelClass] };
        for (var l = 0; l < _layers.Count; l++)
            foreach (var shape in shapes)
                if (_rows.TryGetValue(shape, out var row) && row < _layers[l].Length && _layers[l][row] is > 0 and var at)
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

    private static Task<byte[]> LayerAsync(
        Db db, int layer, Dictionary<long, int> rows, List<string> classes, Dictionary<string, byte> numbers, CancellationToken ct) => db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(
            "select r.evidence_shape_id, r.land_class from inventory.evidence_record_v r where r.evidence_layer_id = $1", connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(layer);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new byte[Math.Max(1024, rows.Count)];
        while (await reader.ReadAsync(ct))
        {
            var (shape, landClass) = (reader.GetInt64(0), reader.GetString(1));
            if (!rows.TryGetValue(shape, out var row))
                rows.Add(shape, row = rows.Count);
            if (!numbers.TryGetValue(landClass, out var number))
            {
                numbers.Add(landClass, number = checked((byte)classes.Count));
                classes.Add(landClass);
            }
            if (row >= found.Length)
                Array.Resize(ref found, Math.Max(row + 1, found.Length * 2));
            found[row] = number;
        }
        return found;
    }, ct);

    private sealed record EvidenceLayer
    {
        public int EvidenceLayerId { get; init; }
        public DateOnly AsOf { get; init; }
    }
}

/// <summary>Land class over time of a piece, and the same as it is stored: <c>2023-12-31=0171;2024-12-31=0141!</c>, ! where sources conflict.</summary>
public sealed record LandHistoryEntry(IReadOnlyList<LandRecord> Records, string Text);
