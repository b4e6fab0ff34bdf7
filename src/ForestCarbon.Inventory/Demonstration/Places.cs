namespace ForestCarbon.Inventory.Demonstration;

/// <summary>A township-level unit. Code: county (6) + township (3).</summary>
internal sealed record DemoTownship(string Code, string NameZh, string NameEn, string Kind);

/// <summary>A village, or a work area of a state farm. Code: township (9) + village (3).</summary>
internal sealed record DemoVillage(string Code, string TownshipCode, string NameZh, string NameEn);

/// <summary>The named places of the demonstration county, as gis-data/dictionaries/townships.csv and villages.csv list them.</summary>
internal sealed class Places
{
    public const string CountyCode = "431125";

    private readonly (int First, int Count)[] _villagesOf;

    private Places(IReadOnlyList<DemoTownship> townships, IReadOnlyList<DemoVillage> villages)
    {
        (Townships, Villages) = (townships, villages);
        _villagesOf = new (int, int)[townships.Count];
        for (var t = 0; t < townships.Count; t++)
        {
            var first = 0;
            while (villages[first].TownshipCode != townships[t].Code)
                first++;
            _villagesOf[t] = (first, villages.Count(v => v.TownshipCode == townships[t].Code));
        }
    }

    public IReadOnlyList<DemoTownship> Townships { get; }

    /// <summary>Sorted by code, so that those of one township stand together.</summary>
    public IReadOnlyList<DemoVillage> Villages { get; }

    public (int First, int Count) VillagesOf(int township) => _villagesOf[township];

    public static Places Load() => new(
        Layers.Dictionaries.Rows("townships.csv").Select(r => new DemoTownship(r.Code, r.NameZh, r.NameEn, r.Means)).ToList(),
        Layers.Dictionaries.Rows("villages.csv").Select(r => new DemoVillage(r.Code, r.Code[..9], r.NameZh, r.NameEn))
            .OrderBy(v => v.Code, StringComparer.Ordinal).ToList());
}
