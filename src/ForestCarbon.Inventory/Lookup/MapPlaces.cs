using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Lookup;

/// <summary>Names on the map, and the box the map opens on.</summary>
public sealed class MapPlaces(Db db)
{
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

    /// <summary>Names of the townships of the scope, in the order of their codes; empty for the whole county.</summary>
    public async Task<IReadOnlyList<MapTownship>> NamesAsync(TownshipScope scope, CancellationToken ct = default) => scope.Codes is not { } codes ? [] :
        await db.QueryAsync<MapTownship>(
            "select t.name_zh, t.name_en, t.kind = 'listed_apart' as is_listed_apart from inventory.township t where t.township_code = any(@codes) order by t.township_code",
            new { codes }, ct);
}

/// <summary>A name and where it stands (EPSG:3857); the data of some townships are kept apart.</summary>
public sealed record MapPlace(string Kind, string NameZh, string NameEn, bool IsListedApart, double X, double Y);

/// <summary>A township as the map speaks of it.</summary>
public sealed record MapTownship(string NameZh, string NameEn, bool IsListedApart);
