using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Projects;

/// <summary>Strata (碳层) of a boundary: proposed by species, five-year age class, site class and planting year, then edited.</summary>
public sealed class Strata(Db db)
{
    public Task<IReadOnlyList<StratumRow>> OfAsync(long boundaryId, CancellationToken ct = default) =>
        db.QueryAsync<StratumRow>(Sql.Of<Strata>("Projects/Sql/strata.sql"), new { boundaryId }, ct);

    /// <summary>Parcels of a stratum with the ground they give to it.</summary>
    public Task<IReadOnlyList<StratumParcelRow>> ParcelsAsync(long boundaryId, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<StratumParcelRow>(Sql.Of<Strata>("Projects/Sql/stratum_parcels.sql"), new { boundaryId, townships = scope.Codes }, ct);

    /// <summary>
    /// Puts every parcel of the boundary into a stratum of its kind; names and merges made before are replaced, what is planted on a kind and what stood there before stays with it.
    /// </summary>
    /// <returns>How many strata there are.</returns>
    /// <exception cref="RefusedException">The design is closed: strata change in the reserve and in design only.</exception>
    public Task<int> ProposeAsync(Actor actor, long boundaryId, CancellationToken ct = default) => db.WriteAsync(actor, $"边界 {boundaryId} 的碳层建议", async write =>
    {
        var kinds = await write.ScalarAsync<string>(Sql.Of<Strata>("Projects/Sql/designed_kinds.sql"), new { boundaryId }, ct);
        await write.ExecuteAsync("delete from ccer.stratum where boundary_id = @boundaryId", new { boundaryId }, ct);
        await write.ExecuteAsync(Sql.Of<Strata>("Projects/Sql/propose_strata.sql"), new { boundaryId, by = write.Actor.Id, townships = (string[]?)null }, ct);
        await write.ExecuteAsync(Sql.Of<Strata>("Projects/Sql/propose_stratum_parcels.sql"), new { boundaryId, townships = (string[]?)null }, ct);
        await write.ExecuteAsync(Sql.Of<Strata>("Projects/Sql/redesign_kinds.sql"), new { boundaryId, kinds }, ct);
        return await write.ScalarAsync<int>("select count(*)::int from ccer.stratum where boundary_id = @boundaryId", new { boundaryId }, ct);
    }, ct);

    /// <summary>Makes one change: <c>propose</c>, <c>rename</c>, <c>merge</c> or <c>move</c>.</summary>
    /// <exception cref="RefusedException">There is no boundary, no such stratum or parcel, or the change is not said in full.</exception>
    public Task ChangeAsync(Actor actor, long? boundaryId, StratumChange change, CancellationToken ct = default) => (boundaryId, change) switch
    {
        (null, _) => throw new RefusedException("还没有事前边界。", "There is no ex-ante boundary."),
        ({ } boundary, { Do: "propose" }) => ProposeAsync(actor, boundary, ct),
        ({ } boundary, { Do: "rename", Stratum: { } stratum, Name: { Length: > 0 } name }) => RenameAsync(actor, boundary, stratum, name, ct),
        ({ } boundary, { Do: "merge", Stratum: { } from, Into: { } into }) => MergeAsync(actor, boundary, from, into, ct),
        ({ } boundary, { Do: "move", Parcel: { } parcel, Into: { } into }) => MoveAsync(actor, boundary, parcel, into, ct),
        _ => throw new RefusedException("请选碳层，并写明怎样改：propose、rename、merge 或 move。", "Choose the stratum and say how it changes: propose, rename, merge or move."),
    };

    public Task RenameAsync(Actor actor, long boundaryId, long stratumId, string name, CancellationToken ct = default) => db.WriteAsync(actor, $"边界 {boundaryId} 的碳层改名", async write =>
    {
        if (await write.ExecuteAsync("update ccer.stratum set name = @name where stratum_id = @stratumId and boundary_id = @boundaryId", new { stratumId, boundaryId, name = name.Trim() }, ct) == 0)
            throw new RefusedException("没有这个碳层。", "There is no such stratum.");
    }, ct);

    /// <summary>Moves everything of one stratum into another of the same boundary, and drops the empty one.</summary>
    public Task MergeAsync(Actor actor, long boundaryId, long from, long into, CancellationToken ct = default) => db.WriteAsync(actor, $"边界 {boundaryId} 的碳层合并", async write =>
    {
        if (from == into || await write.ScalarAsync<int>("select count(*)::int from ccer.stratum where boundary_id = @boundaryId and stratum_id = any(@both)", new { boundaryId, both = new[] { from, into } }, ct) != 2)
            throw new RefusedException("请选同一边界的两个碳层。", "Choose two strata of one boundary.");
        await write.ExecuteAsync("update ccer.stratum_parcel set stratum_id = @into where stratum_id = @from", new { from, into }, ct);
        await write.ExecuteAsync("delete from ccer.stratum where stratum_id = @from", new { from }, ct);
    }, ct);

    /// <summary>Moves one parcel of the boundary into another stratum.</summary>
    public Task MoveAsync(Actor actor, long boundaryId, long parcelVersionId, long into, CancellationToken ct = default) => db.WriteAsync(actor, $"边界 {boundaryId} 的小班改入另一碳层", async write =>
    {
        if (await write.ExecuteAsync(
                """
                update ccer.stratum_parcel set stratum_id = @into
                where boundary_id = @boundaryId and parcel_version_id = @parcelVersionId and exists (select from ccer.stratum s where s.stratum_id = @into and s.boundary_id = @boundaryId)
                """, new { boundaryId, parcelVersionId, into }, ct) == 0)
            throw new RefusedException("没有这个小班或碳层。", "There is no such parcel or stratum.");
    }, ct);
}

/// <summary>A change of strata.</summary>
/// <param name="Do"><c>propose</c>, <c>rename</c> (stratum, name), <c>merge</c> (stratum, into) or <c>move</c> (parcel, into).</param>
/// <param name="Parcel">Parcel version of the boundary.</param>
public sealed record StratumChange(string? Do, long? Stratum, string? Name, long? Into, long? Parcel);

/// <summary>A stratum with its ground, ellipsoidal m²; null attributes are unknown.</summary>
public sealed record StratumRow
{
    public long StratumId { get; init; }
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public string? SpeciesCode { get; init; }
    public short? AgeClassA { get; init; }
    public short? SiteClass { get; init; }
    public short? PlantedYear { get; init; }
    public int Parcels { get; init; }
    public decimal AreaM2 { get; init; }
    public long? ExpectedKg { get; init; }
}

/// <summary>A parcel in a stratum.</summary>
public sealed record StratumParcelRow
{
    public long StratumId { get; init; }
    public long ParcelId { get; init; }
    public long ParcelVersionId { get; init; }
    public string Code { get; init; } = "";
    public decimal AreaM2 { get; init; }
}
