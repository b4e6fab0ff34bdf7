using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Reductions;

/// <summary>What stood on the strata of a project before it, by crown cover: the baseline of methodologies that compute it from there.</summary>
public sealed class PriorCovers(Db db)
{
    public Task<IReadOnlyList<StratumCover>> OfAsync(long boundaryId, CancellationToken ct = default) => db.QueryAsync<StratumCover>(
        "select c.stratum_id, c.tree_cover, c.shrub_cover, c.shrub_cover_later, c.source, c.mark, c.set_by, c.verified_by from ccer.stratum_cover c join ccer.stratum s using (stratum_id) where s.boundary_id = @boundaryId",
        new { boundaryId }, ct);

    /// <summary>Says what covered a stratum; the newest word holds, and another account has to verify it anew. Fractions of the ground, every one of them: ground without shrubs has 0.</summary>
    /// <exception cref="RefusedException">No such stratum, a cover missing or no fraction, no source, an unsure mark, or the design is closed.</exception>
    public async Task SetAsync(Actor actor, ProjectRow project, long? stratumId, decimal? trees, decimal? shrubs, decimal? shrubsLater, string? source, string mark = "M", CancellationToken ct = default)
    {
        if (new[] { trees, shrubs, shrubsLater }.Any(c => c is not (>= 0 and <= 1)))
            throw new RefusedException("请填写树冠覆盖度、灌木盖度和稳定后的灌木盖度，都在 0 与 1 之间；没有的写 0。",
                "Give the crown cover of trees, of shrubs, and of shrubs once they are steady, each from 0 to 1; write 0 for none.");
        if (string.IsNullOrWhiteSpace(source))
            throw new RefusedException("请写明覆盖度的来源：调查表、日期，或影像。", "Give the source of the cover: survey sheet and day, or image.");
        SecondLook.RequireSource(source);
        SecondLook.RequireMark(mark);
        await db.WriteAsync(actor, $"项目 {project.Code} 的碳层 {stratumId} 造林前的植被", async write =>
        {
            if (await write.ExecuteAsync(
                    """
                    insert into ccer.stratum_cover (stratum_id, tree_cover, shrub_cover, shrub_cover_later, source, mark, set_by)
                    select s.stratum_id, @trees, @shrubs, @shrubsLater, @source, @mark, @by from ccer.stratum s where s.stratum_id = @stratumId and s.boundary_id = @BoundaryId
                    on conflict (stratum_id) do update set
                        tree_cover = excluded.tree_cover, shrub_cover = excluded.shrub_cover, shrub_cover_later = excluded.shrub_cover_later, source = excluded.source, mark = excluded.mark, set_by = excluded.set_by,
                        verified_by = null, verified_at = null
                    """, new { stratumId, project.BoundaryId, trees, shrubs, shrubsLater, source = source.Trim(), mark, by = write.Actor.Id }, ct) == 0)
                throw new RefusedException("没有这个碳层。", "There is no such stratum.");
        }, ct);
    }

    /// <summary>Records that another account has compared the cover of a stratum with its source.</summary>
    /// <exception cref="RefusedException">Nobody said what covered it, it is verified already, the account said it itself, or the design is closed.</exception>
    public Task VerifyAsync(Actor actor, ProjectRow project, long stratumId, CancellationToken ct = default) => db.WriteAsync(actor, $"核对项目 {project.Code} 的碳层 {stratumId} 造林前的植被", async write =>
    {
        var found = (await write.QueryAsync<StratumCover>(
            "select c.stratum_id, c.set_by, c.verified_by from ccer.stratum_cover c join ccer.stratum s using (stratum_id) where c.stratum_id = @stratumId and s.boundary_id = @BoundaryId for update of c",
            new { stratumId, project.BoundaryId }, ct)).SingleOrDefault();
        SecondLook.Require(write.Actor, found?.SetBy, found?.VerifiedBy);
        await write.ExecuteAsync("update ccer.stratum_cover set verified_by = @by, verified_at = clock_timestamp() where stratum_id = @stratumId", new { stratumId, by = write.Actor.Id }, ct);
    }, ct);
}

/// <summary>Crown cover of a stratum before the project, fractions of the ground.</summary>
public sealed record StratumCover
{
    public long StratumId { get; init; }
    public decimal TreeCover { get; init; }
    public decimal ShrubCover { get; init; }

    /// <summary>Without the project, once it is steady.</summary>
    public decimal ShrubCoverLater { get; init; }
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
    public string SetBy { get; init; } = "";

    /// <summary>Another account, which compared it with its source; null: nobody yet.</summary>
    public string? VerifiedBy { get; init; }

    internal Citation Citation => new(Source, Mark) { IsRead = VerifiedBy is not null, NeedsReading = true };
}
