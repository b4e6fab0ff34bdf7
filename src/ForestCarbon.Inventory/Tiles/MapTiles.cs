using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tiles;

/// <summary>Address of a tile in the Web Mercator pyramid; <see cref="IsInside"/> tells a real one from nonsense.</summary>
public readonly record struct TileAddress(int Z, int X, int Y)
{
    /// <summary>Deepest zoom served: a pixel of 512 per tile is 0.15 m there, finer than any boundary is surveyed.</summary>
    public const int DeepestZoom = 19;

    public bool IsInside => Z is >= 0 and <= DeepestZoom && X >= 0 && Y >= 0 && X < 1 << Z && Y < 1 << Z;
}

/// <summary>Draws the layers of the map as Mapbox vector tiles (EPSG:3857), limited to a scope of townships written into each query.</summary>
public sealed class MapTiles(Db db)
{
    /// <summary>From this zoom on parcels are drawn; below it the dissolved overview.</summary>
    public const int ParcelsFromZoom = 10;

    private static readonly string[] FeatureLayers =
    [
        "public-welfare", "natural-forest", "carbon-base", "protected-area", "tenure-lot", "programme-work", "project-area", "disturbance",
        "harvest-permit", "land-use-approval", "change-spot", "plot",
    ];

    /// <summary>Names of the layers that can be drawn; each is a name of the import's list.</summary>
    public static IReadOnlyList<string> Layers { get; } = ["forest-land", "township", "village", .. FeatureLayers];

    /// <summary>The generation of the data the overview was made from; 0 before the first.</summary>
    public Task<long> OverviewGenerationAsync(CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<long>("select coalesce(max(generation), 0) from inventory.overview", ct: ct);

    /// <summary>The tile's bytes, uncompressed; empty where nothing lies.</summary>
    /// <param name="asOf">The day shown; null: now. Below <see cref="ParcelsFromZoom"/> its overview must have been made (<see cref="OverviewShapes.OfDayAsync"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">The layer is not one of <see cref="Layers"/>, or there is no such tile.</exception>
    public async Task<byte[]> DrawAsync(string layer, TileAddress tile, TownshipScope scope, DateOnly? asOf = null, CancellationToken ct = default)
    {
        if (!Layers.Contains(layer, StringComparer.Ordinal))
            throw new ArgumentOutOfRangeException(nameof(layer), layer, "There is no such layer.");
        if (!tile.IsInside)
            throw new ArgumentOutOfRangeException(nameof(tile), tile, "There is no such tile.");
        var file = layer switch
        {
            "forest-land" => tile.Z >= ParcelsFromZoom ? "parcels_in_tile" : "overview_in_tile",
            "township" => "townships_in_tile",
            "village" => "villages_in_tile",
            _ => "layer_in_tile",
        };
        return await db.QuerySingleOrDefaultAsync<byte[]>(
            Sql.Of<MapTiles>($"Tiles/Sql/{file}.sql"), new { tile.Z, tile.X, tile.Y, layer, asOf, townships = scope.Codes }, ct) ?? [];
    }
}
