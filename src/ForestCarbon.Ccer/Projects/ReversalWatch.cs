using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Ccer.Projects;

/// <summary>
/// Reversal watch: after each accepted import and once a day, disturbances, harvest permits, land-use approvals and change spots are laid over claimed
/// ground. Each meeting opens one case; a person closes it as without effect, for the next report, or by a change of boundary, with evidence.
/// Where the event went with an import that was undone, the watch closes the case itself.
/// </summary>
public sealed class ReversalWatch(Db db)
{
    private const decimal NothingM2 = 1; // up to here two outlines only touch (definitions §4, claims)

    /// <summary>Layers that are watched.</summary>
    public static IReadOnlyList<string> Layers { get; } = ["disturbance", "harvest-permit", "land-use-approval", "change-spot"];

    /// <summary>Ways a person ends a case; the watch itself ends one as <c>import-undone</c>.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = ["no-effect", "next-report", "boundary-change"];

    /// <summary>Looks where the data or the day are newer than at the last look; null where nothing was to be done.</summary>
    public async Task<int?> FollowAsync(Actor actor, DateOnly today, CancellationToken ct = default)
    {
        var generation = await db.QuerySingleOrDefaultAsync<long?>("select max(g.generation) from inventory.data_generation_v g", null, ct) ?? 0;
        return await db.QuerySingleOrDefaultAsync<bool>(
            "select l.generation < @generation or l.looked_on < @today from ccer.reversal_look l", new { generation, today }, ct)
            ? await LookAsync(actor, today, generation, ct)
            : null;
    }

    /// <summary>Looks at everything, opens a case for each new meeting and closes those whose event went with an import that was undone; returns how many it opened.</summary>
    public async Task<int> LookAsync(Actor actor, DateOnly today, long generation, CancellationToken ct = default)
    {
        var met = await db.QueryAsync<Met>(Sql.Of<ReversalWatch>("Projects/Sql/reversals.sql"), new { layers = Layers }, ct);
        var areas = ProjectBoundaries.AreasOf([.. met.Select(m => m.Shared)]);
        var cases = met.Select((m, i) => (Met: m, AreaM2: areas[i])).GroupBy(m => (m.Met.ClaimId, m.Met.Layer, m.Met.FeatureId))
            .Select(g => (g.First().Met, AreaM2: g.Sum(p => p.AreaM2))).Where(c => c.AreaM2 > NothingM2).ToList();
        await db.WriteAsync(actor, TownshipScope.WholeCounty, $"逆转监视：{cases.Count} 处新情况", async write =>
        {
            foreach (var (at, areaM2) in cases)
            {
                // A share of what is registered can only be too little if rounded down.
                long? risk = at.RegisteredT > 0 && at.ClaimM2 > 0 ? (long)decimal.Ceiling(at.RegisteredT * Math.Min(1, areaM2 / at.ClaimM2)) : null;
                var opened = await write.QueryAsync<long>(Sql.Of<ReversalWatch>("Projects/Sql/insert_case.sql"), new
                {
                    at.ClaimId, at.ProjectId, at.Layer, at.FeatureId, at.FeatureCode, at.FeatureName, at.HappenedOn, areaM2, risk, townships = at.TownshipCodes, deadline = today.AddDays(30),
                }, ct);
                // Money is told, and books nothing.
                foreach (var id in opened.Where(_ => risk is not null))
                    await write.ExecuteAsync("insert into platform.notice (recipient, kind, title, title_en, href) values (@recipient, 'reversal', @title, @titleEn, @href)",
                        new
                        {
                            recipient = Notices.OfRole(Roles.Finance), title = $"已登记减排量的地块有新情况：{at.ClaimCode}", titleEn = $"Something happened on the ground of registered tonnes: {at.ClaimCode}",
                            href = $"/ccer/reversals/{id}",
                        }, ct);
            }
            await write.ExecuteAsync(Sql.Of<ReversalWatch>("Projects/Sql/close_undone_cases.sql"), new { reason = "所依据的导入已撤销", today, by = write.Actor.Id }, ct);
            await write.ExecuteAsync("update ccer.reversal_look set generation = @generation, looked_on = @today", new { generation, today }, ct);
        }, ct);
        return cases.Count;
    }

    /// <summary>Cases with ground in the scope, open ones first, newest first.</summary>
    public Task<IReadOnlyList<ReversalCase>> ListAsync(TownshipScope scope, long? projectId = null, long? caseId = null, CancellationToken ct = default) =>
        db.QueryAsync<ReversalCase>(Sql.Of<ReversalWatch>("Projects/Sql/cases.sql"), new { townships = scope.Codes, projectId, caseId }, ct);

    /// <summary>Names who sees to a case (office and post) and until when.</summary>
    /// <exception cref="RefusedException">Nobody is named, the case is closed, or it would have been due before it was found.</exception>
    public Task AssignAsync(Actor actor, long caseId, string responsible, DateOnly deadline, CancellationToken ct = default) =>
        ChangeAsync(actor, caseId, "指定办理", "update ccer.reversal_case set responsible = @responsible, deadline = @deadline where case_id = @caseId",
            new { caseId, responsible = Given(responsible, "请写明由谁办理（单位、职务）。", "Say who sees to it (office and post)."), deadline }, ct);

    /// <summary>Closes a case for good.</summary>
    /// <param name="fileSha256">The evidence, kept already.</param>
    /// <exception cref="RefusedException">No such outcome, no reason, or closed before.</exception>
    public Task CloseAsync(Actor actor, long caseId, string outcome, string reason, byte[] fileSha256, DateOnly on, CancellationToken ct = default) =>
        !Outcomes.Contains(outcome) ? throw new RefusedException($"了结方式为 {string.Join("、", Outcomes)}。", $"The outcome is one of {string.Join(", ", Outcomes)}.")
        : ChangeAsync(actor, caseId, "了结", "update ccer.reversal_case set outcome = @outcome, reason = @reason, file_sha256 = @fileSha256, closed_on = @on, closed_by = @by where case_id = @caseId",
            new { caseId, outcome, reason = Given(reason, "请写明理由。", "Give the reason."), fileSha256, on, by = actor.Id }, ct);

    private Task ChangeAsync(Actor actor, long caseId, string what, string sql, object values, CancellationToken ct) => db.WriteAsync(actor, $"逆转案件 {caseId}：{what}", async write =>
    {
        if (await write.ExecuteAsync(sql, values, ct) == 0)
            throw new RefusedException($"没有编号为 {caseId} 的案件。", $"There is no case number {caseId}.");
    }, ct);

    private static string Given(string text, string missing, string english) => string.IsNullOrWhiteSpace(text) ? throw new RefusedException(missing, english) : text.Trim();

    private sealed record Met
    {
        public long ClaimId { get; init; }
        public string ClaimCode { get; init; } = "";
        public long? ProjectId { get; init; }
        public decimal ClaimM2 { get; init; }
        public long RegisteredT { get; init; }
        public string[] TownshipCodes { get; init; } = [];
        public string Layer { get; init; } = "";
        public long FeatureId { get; init; }
        public string? FeatureCode { get; init; }
        public string? FeatureName { get; init; }
        public DateOnly HappenedOn { get; init; }
        public byte[] Shared { get; init; } = [];
    }
}

/// <summary>Something that happened on claimed ground, ellipsoidal m² of it; <see cref="RiskT"/>: registered tonnes of that share, rounded up.</summary>
public sealed record ReversalCase
{
    public long CaseId { get; init; }
    public long ClaimId { get; init; }
    public string ClaimCode { get; init; } = "";
    public long? ProjectId { get; init; }
    public string? ProjectCode { get; init; }
    public string? ProjectName { get; init; }
    public string Layer { get; init; } = "";
    public long FeatureId { get; init; }
    public string? FeatureCode { get; init; }
    public string? FeatureName { get; init; }
    public DateOnly HappenedOn { get; init; }
    public decimal AreaM2 { get; init; }
    public long? RiskT { get; init; }
    public DateTime FoundAt { get; init; }
    public DateOnly? Deadline { get; init; }
    public string? Responsible { get; init; }
    public string? Outcome { get; init; }
    public string? Reason { get; init; }
    public DateOnly? ClosedOn { get; init; }

    /// <summary>Codes of mortgages registered on the very ground.</summary>
    public string[] Mortgages { get; init; } = [];

    /// <summary>Whole tonnes of the project that the subsidiary book holds frozen by a pledge.</summary>
    public long PledgedT { get; init; }
}
