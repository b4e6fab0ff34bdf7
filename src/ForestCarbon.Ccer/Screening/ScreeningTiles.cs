using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ccer.Screening;

/// <summary>A screening on the map: pieces by verdict, as vector tiles in EPSG:3857.</summary>
public sealed class ScreeningTiles(Db db)
{
    /// <summary>Tile bytes, uncompressed; layer <c>pieces</c> with <c>verdict</c> 0, 1, 2 and the parcel's code. Far out, ground that fails is left away.</summary>
    public async Task<byte[]> DrawAsync(long runId, int z, int x, int y, TownshipScope scope, CancellationToken ct = default) =>
        await db.QuerySingleOrDefaultAsync<byte[]>(Sql.Of<ScreeningTiles>("Screening/Sql/pieces_in_tile.sql"), new { runId, z, x, y, townships = scope.Codes }, ct) ?? [];
}
