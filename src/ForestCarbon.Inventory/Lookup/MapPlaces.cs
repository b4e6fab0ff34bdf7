using System.Collections.Concurrent;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Lookup;

/// <summary>Names on the map, and the box the map opens on.</summary>
public sealed class MapPlaces(Db db)
{
    private const int MostSumsKept = 200;
    private volatile SumsOfGeneration _sums = new(-1, []);

    /// <summary>Townships and villages of the scope, each with a point inside it (EPSG:3857).</summary>
    public Task<IReadOnlyList<MapPlace>> ListAsync(TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<MapPlace>(Sql.Of<MapPlaces>("Lookup/Sql/places.sql"), new { townships = scope.Codes }, ct);

    /// <summary>The box around the townships of the scope, or null while nothing is loaded.</summary>
    public Task<MercatorBox?> ExtentAsync(TownshipScope scope, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<MercatorBox>(Sql.Of<MapPlaces>("Lookup/Sql/extent.sql"), new { townships = scope.Codes }, ct);

    /// <summary>The township of the scope in which a point (EPSG:3857) lies, or null outside them all.</summary>
    public Task<MapTownship?> TownshipAtAsync(double x, double y, TownshipScope scope, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<MapTownship>(Sql.Of<MapPlaces>("Lookup/Sql/township_at.sql"), new { x, y, townships = scope.Codes }, ct);

    /// <summary>Townships of the scope whose data are kept apart (数据单独统计): they hold no parcel here.</summary>
    public Task<IReadOnlyList<MapTownship>> ListedApartAsync(TownshipScope scope, CancellationToken ct = default) => db.QueryAsync<MapTownship>(
        """
        select t.name_zh, t.name_en, true as is_listed_apart
        from inventory.township t
        where t.kind = 'listed_apart' and (@townships::text[] is null or t.township_code = any(@townships))
        order by t.township_code
        """, new { townships = scope.Codes }, ct);

    /// <summary>What the layers beside the parcels hold on a day (null: now), those that hold anything.</summary>
    public async Task<IReadOnlyList<LayerSum>> LayersAsync(DateOnly? asOf, TownshipScope scope, CancellationToken ct = default)
    {
        // Every visit of the map asks; the features are looked through once a generation, a day and a scope.
        var generation = await db.QuerySingleOrDefaultAsync<long>("select coalesce(max(generation), 0) from inventory.data_generation", ct: ct);
        if (_sums is not { } kept || kept.Generation != generation)
            _sums = kept = new(generation, []);
        var asked = (asOf, scope.Codes is { } codes ? string.Join(',', codes.Order(StringComparer.Ordinal)) : "*");
        if (kept.Of.TryGetValue(asked, out var sums))
            return sums;
        sums = await db.QueryAsync<LayerSum>(Sql.Of<MapPlaces>("Lookup/Sql/layer_sums.sql"), new { asOf, townships = scope.Codes }, ct);
        if (kept.Of.Count < MostSumsKept)
            kept.Of[asked] = sums;
        return sums;
    }

    /// <summary>Names of the townships of the scope, in the order of their codes; empty for the whole county.</summary>
    public async Task<IReadOnlyList<MapTownship>> NamesAsync(TownshipScope scope, CancellationToken ct = default) => scope.Codes is not { } codes ? [] :
        await db.QueryAsync<MapTownship>(
            "select t.name_zh, t.name_en, t.kind = 'listed_apart' as is_listed_apart from inventory.township t where t.township_code = any(@codes) order by t.township_code",
            new { codes }, ct);

    private sealed record SumsOfGeneration(long Generation, ConcurrentDictionary<(DateOnly? AsOf, string Townships), IReadOnlyList<LayerSum>> Of);
}

/// <summary>A name and where it stands (EPSG:3857); the data of some townships are kept apart.</summary>
public sealed record MapPlace(string Kind, string NameZh, string NameEn, bool IsListedApart, double X, double Y);

/// <summary>What a layer holds.</summary>
/// <param name="AreaM2">Ellipsoidal area of its features added up, m²; null where none has an area.</param>
/// <param name="RegisteredAreaHa">Registered area of its features added up, ha; null where one of them has none.</param>
public sealed record LayerSum(string Layer, long Features, decimal? AreaM2, decimal? RegisteredAreaHa);

/// <summary>A township as the map speaks of it.</summary>
public sealed record MapTownship(string NameZh, string NameEn, bool IsListedApart);
