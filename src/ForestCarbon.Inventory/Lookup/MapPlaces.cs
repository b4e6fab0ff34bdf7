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
}

/// <summary>A name and where it stands.</summary>
public sealed record MapPlace(string Kind, string NameZh, string NameEn, double X, double Y);
