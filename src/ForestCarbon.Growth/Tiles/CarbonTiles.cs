using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Tiles;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Growth.Tiles;

/// <summary>The map coloured by carbon: each parcel with the tonnes of CO₂e per hectare that a run found for it in its first year; far out the mean of each village.</summary>
public sealed class CarbonTiles(Db db)
{
    /// <summary>The tile's bytes, uncompressed; empty before the first run. Density is null where a parcel is 未计.</summary>
    public async Task<byte[]> DrawAsync(RunRow? run, TileAddress tile, TownshipScope scope, CancellationToken ct = default)
    {
        if (run is null)
            return [];
        var file = tile.Z < MapTiles.ParcelsFromZoom ? "density_of_villages_in_tile" : "density_in_tile";
        return await db.QuerySingleOrDefaultAsync<byte[]>(Sql.Of<CarbonTiles>($"Tiles/Sql/{file}.sql"), new
        {
            tile.Z, tile.X, tile.Y, townships = scope.Codes, run.RunId, At = run.Years().Stock - run.FirstYear + 1,
        }, ct) ?? [];
    }

    /// <summary>Area under each step of density, among parcels that touch a box (EPSG:3857); the key of a step is its lower bound in t/ha.</summary>
    public Task<IReadOnlyList<DensityStep>> StepsInViewAsync(
        RunRow run, double west, double south, double east, double north, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<DensityStep>(Sql.Of<CarbonTiles>("Tiles/Sql/density_in_view.sql"), new
        {
            west, south, east, north, townships = scope.Codes, run.RunId, Bounds, At = run.Years().Stock - run.FirstYear + 1,
        }, ct);

    /// <summary>Lower bounds of the steps of the map's colours, tCO₂e per hectare: 0, 3, 6, 9, 12 and 15 t per mu.</summary>
    public static int[] Bounds { get; } = [0, 45, 90, 135, 180, 225];
}

/// <summary>One step of carbon density in view; <see cref="Step"/> is null for ground without a figure.</summary>
public sealed record DensityStep(int? Step, long Parcels, decimal AreaM2);
