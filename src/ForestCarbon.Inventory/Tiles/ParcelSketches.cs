using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tiles;

/// <summary>
/// Outlines of parcels as the middle zooms show them, kept because drawing them anew costs a tile a second. A version's outline never
/// changes, so an edit or an import adds the sketches of its new versions and touches no other.
/// </summary>
/// <remarks>Until <see cref="FollowAsync"/> has run, tiles draw new versions from their outlines: a tile is right at any time.</remarks>
public sealed class ParcelSketches(Db db)
{
    /// <summary>Versions sketched in one transaction: some seconds of work, and what an end in between loses.</summary>
    private const int Batch = 50_000;

    /// <summary>The generation of the data up to which every version is sketched; 0 before the first.</summary>
    public Task<long> GenerationAsync(CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<long>("select coalesce(max(generation), 0) from inventory.sketched", ct: ct);

    /// <summary>Sketches the versions that have no sketch yet. Returns the number of sketches made, one for each zoom a parcel shows at.</summary>
    public async Task<int> FollowAsync(Actor actor, CancellationToken ct = default)
    {
        var frame = await db.QuerySingleOrDefaultAsync<Frame>(Sql.Of<ParcelSketches>("Tiles/Sql/sketch_frame.sql"), ct: ct);
        if (frame is null || frame.Generation <= frame.Sketched)
            return 0;
        var made = 0;
        for (var first = frame.FirstVersion; first <= frame.LastVersion; first += Batch)
        {
            var from = first;
            made += await db.WriteAsync(actor, TownshipScope.WholeCounty, $"第 {frame.Generation} 代数据的小班简图", write => write.ExecuteAsync(
                Sql.Of<ParcelSketches>("Tiles/Sql/sketch_versions.sql"), new { from, to = from + Batch - 1 }, ct), ct);
        }
        await db.WriteAsync(actor, TownshipScope.WholeCounty, $"第 {frame.Generation} 代数据的小班简图", write => write.ExecuteAsync(
            """
            insert into inventory.sketched (generation) values (@Generation) on conflict do nothing;
            delete from inventory.sketched where generation < @Generation
            """, new { frame.Generation }, ct), ct);
        return made;
    }

    private sealed record Frame
    {
        public long Generation { get; init; }
        public long Sketched { get; init; }
        public long FirstVersion { get; init; }
        public long LastVersion { get; init; }
    }
}
