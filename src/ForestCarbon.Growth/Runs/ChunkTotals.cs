using System.Runtime.InteropServices;

namespace ForestCarbon.Growth.Runs;

/// <summary>Sums of the parcels of one chunk in whole kilograms, by every dimension of the totals.</summary>
/// <remarks>Parcels are added to one cell per combination first, so a parcel costs one pass over its years whatever the number of dimensions.</remarks>
public sealed class ChunkTotals(string countyCode, string townshipCode, int years)
{
    /// <summary>Key of parcels that carry nothing in a dimension.</summary>
    public const string None = "none";

    private readonly Dictionary<Cell, Tally> _cells = [];

    public void Add(
        string landClass, string speciesGroup, int? ageGroup, string? category, string? programme, decimal areaM2, ParcelReason reason, ParcelFlags flags,
        ReadOnlySpan<int> stocksKg)
    {
        var cell = new Cell(landClass, speciesGroup, ageGroup ?? 0, category ?? None, programme ?? None);
        ref var tally = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, cell, out _);
        tally ??= new Tally(years);
        tally.Add(areaM2, reason.Status(), flags, stocksKg);
    }

    /// <summary>One row per dimension and key that occurs, in ordinal order.</summary>
    public IReadOnlyList<TotalRow> Rows()
    {
        var rows = new SortedDictionary<(string Dimension, string Key), Tally>(
            Comparer<(string Dimension, string Key)>.Create((a, b) =>
                string.CompareOrdinal(a.Dimension, b.Dimension) is not 0 and var c ? c : string.CompareOrdinal(a.Key, b.Key)));
        foreach (var (cell, tally) in _cells)
        {
            foreach (var at in KeysOf(cell))
            {
                if (!rows.TryGetValue(at, out var sum))
                    rows.Add(at, sum = new Tally(years));
                sum.Add(tally);
            }
        }
        return [.. rows.Select(r => new TotalRow(r.Key.Dimension, r.Key.Key, r.Value))];
    }

    private IEnumerable<(string Dimension, string Key)> KeysOf(Cell cell) =>
    [
        ("county", countyCode),
        ("township", townshipCode),
        ("species_group", cell.SpeciesGroup),
        ("age_group", cell.AgeGroup == 0 ? None : cell.AgeGroup.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("forest_category", cell.Category),
        ("programme", cell.Programme),
        ("land_class", cell.LandClass),
    ];

    private readonly record struct Cell(string LandClass, string SpeciesGroup, int AgeGroup, string Category, string Programme);
}

/// <summary>The sums of one key of one dimension.</summary>
public sealed record TotalRow(string Dimension, string Key, Tally Tally);

/// <summary>Parcels and areas by status, flagged parcels, and stocks by year, all in whole units.</summary>
public sealed class Tally(int years)
{
    private static readonly ParcelFlags[] Flags =
    [
        ParcelFlags.Limited, ParcelFlags.NotCalibrated, ParcelFlags.GroupCurve, ParcelFlags.AgeInferred, ParcelFlags.Difference, ParcelFlags.NoMember,
    ];

    /// <summary>By <see cref="ParcelStatus"/>.</summary>
    public int[] Parcels { get; } = new int[4];

    /// <summary>Ellipsoidal m² by <see cref="ParcelStatus"/>.</summary>
    public decimal[] AreaM2 { get; } = new decimal[4];

    /// <summary>Limited, not calibrated, group curve, age inferred, difference, no member.</summary>
    public int[] Flagged { get; } = new int[Flags.Length];

    /// <summary>kg CO₂e by year.</summary>
    public long[] StocksKg { get; } = new long[years];

    public void Add(decimal areaM2, ParcelStatus status, ParcelFlags flags, ReadOnlySpan<int> stocksKg)
    {
        Parcels[(int)status]++;
        AreaM2[(int)status] += areaM2;
        for (var i = 0; i < Flags.Length; i++)
            if ((flags & Flags[i]) != 0)
                Flagged[i]++;
        if (status != ParcelStatus.Accounted)
            return;
        for (var year = 0; year < stocksKg.Length; year++)
            StocksKg[year] += stocksKg[year];
    }

    public void Add(Tally other)
    {
        for (var i = 0; i < Parcels.Length; i++)
            Parcels[i] += other.Parcels[i];
        for (var i = 0; i < AreaM2.Length; i++)
            AreaM2[i] += other.AreaM2[i];
        for (var i = 0; i < Flagged.Length; i++)
            Flagged[i] += other.Flagged[i];
        for (var i = 0; i < StocksKg.Length; i++)
            StocksKg[i] += other.StocksKg[i];
    }
}
