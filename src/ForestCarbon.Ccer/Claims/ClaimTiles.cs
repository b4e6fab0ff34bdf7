using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ccer.Claims;

/// <summary>The register on the map: plots of claims that stand, as vector tiles in EPSG:3857.</summary>
public sealed class ClaimTiles(Db db)
{
    // A plot of 30 mu is some seven pixels wide at the last zoom that has points; of a tile's 512 pixels a point stands for 64 each way.
    private const int LastZoomWithPoints = 12;
    private const int PointsAcross = 8;

    /// <summary>
    /// Tile bytes, uncompressed; layer <c>claims</c> with <c>claim_id</c>, <c>label</c> (the claim's code) and <c>state</c>, <c>provisional</c> or
    /// <c>firm</c>; up to zoom 12 also layer <c>claim-points</c>, a point on the ground of each claim for all its plots near it, with how many they are
    /// (<c>plots</c>). Claims that ended or were released claim no ground and are not drawn.
    /// </summary>
    public async Task<byte[]> DrawAsync(int z, int x, int y, TownshipScope scope, CancellationToken ct = default) =>
        await db.QuerySingleOrDefaultAsync<byte[]>(
            Sql.Of<ClaimTiles>("Claims/Sql/claims_in_tile.sql"), new { z, x, y, townships = scope.Codes, cells = PointsAcross, hasPoints = z <= LastZoomWithPoints }, ct) ?? [];
}
