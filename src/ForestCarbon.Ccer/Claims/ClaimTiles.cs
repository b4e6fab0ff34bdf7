using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ccer.Claims;

/// <summary>The register on the map: plots of claims that stand, as vector tiles in EPSG:3857.</summary>
public sealed class ClaimTiles(Db db)
{
    /// <summary>
    /// Tile bytes, uncompressed; layer <c>claims</c> with <c>claim_id</c>, <c>label</c> (the claim's code) and <c>state</c>, <c>provisional</c> or
    /// <c>firm</c>. Claims that ended or were released claim no ground and are not drawn.
    /// </summary>
    public async Task<byte[]> DrawAsync(int z, int x, int y, TownshipScope scope, CancellationToken ct = default) =>
        await db.QuerySingleOrDefaultAsync<byte[]>(Sql.Of<ClaimTiles>("Claims/Sql/claims_in_tile.sql"), new { z, x, y, townships = scope.Codes }, ct) ?? [];
}
