using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Projects;

/// <summary>Consent: mandates per tenure lot, and how far tenure and mandates cover the crediting period, by area and by household.</summary>
public sealed class Mandates(Db db)
{
    private const decimal NothingM2 = 1; // up to here two outlines only touch (definitions §4, claims)

    public Task<IReadOnlyList<MandateRow>> OfAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<MandateRow>(
        """
        select m.mandate_id, m.lot_code, m.right_kind, m.subject, m.given_on, lower(m.term) as term_from, upper(m.term) - 1 as term_to, m.file_sha256 is not null as has_scan,
               m.minutes_sha256 is not null as has_minutes, m.revoked_on
        from ccer.mandate m where m.project_id = @projectId order by m.lot_code, m.mandate_id
        """, new { projectId }, ct);

    /// <summary>Enters a mandate. The scan and the village's minutes are kept already.</summary>
    public Task<long> GiveAsync(Actor actor, MandateDraft draft, CancellationToken ct = default) =>
        db.WriteAsync(actor, $"项目 {draft.ProjectId} 宗地 {draft.LotCode} 的授权", write => GiveAsync(write, draft, ct), ct);

    /// <summary>The same inside a change that is open.</summary>
    /// <exception cref="RefusedException">The term ends before it begins, the day it was signed on is to come, or there is no such tenure lot.</exception>
    public static Task<long> GiveAsync(Write write, MandateDraft draft, CancellationToken ct) => draft.To < draft.From
        ? throw new RefusedException("授权的期限止早于起。", "The mandate ends before it begins.")
        : write.ScalarAsync<long>(
            """
            insert into ccer.mandate (project_id, lot_code, right_kind, subject, given_on, term, file_sha256, minutes_sha256, entered_by)
            values (@ProjectId, @LotCode, @RightKind, @Subject, @GivenOn, daterange(@From, @To, '[]'), @FileSha256, @MinutesSha256, @by) returning mandate_id
            """, new { draft.ProjectId, LotCode = draft.LotCode.Trim(), draft.RightKind, Subject = draft.Subject.Trim(), draft.GivenOn, draft.From, draft.To, draft.FileSha256, draft.MinutesSha256, by = write.Actor.Id }, ct);

    public Task RevokeAsync(Actor actor, long projectId, long mandateId, DateOnly on, CancellationToken ct = default) => db.WriteAsync(actor, $"项目 {projectId} 的授权 {mandateId} 收回", async write =>
    {
        if (await write.ExecuteAsync("update ccer.mandate set revoked_on = @on where mandate_id = @mandateId and project_id = @projectId and revoked_on is null", new { on, mandateId, projectId }, ct) == 0)
            throw new RefusedException("没有这份授权，或已经收回。", "There is no such mandate, or it was revoked.");
    }, ct);

    /// <summary>Tenure lots under the newest ex-ante boundary with their share of it and what is missing of each.</summary>
    /// <remarks>A lot's tenure covers the crediting period where its term does; its mandates do where those signed by today, taken together and not revoked, leave no day of it out.</remarks>
    public async Task<TenureCoverage> CoverageAsync(ProjectRow project, TownshipScope scope, CancellationToken ct = default)
    {
        var met = await db.QueryAsync<Met>(
            Sql.Of<Mandates>("Projects/Sql/tenure_under.sql"), new { project.ProjectId, boundaryId = project.BoundaryId, townships = scope.Codes, on = CountyClock.Today }, ct);
        var areas = ProjectBoundaries.AreasOf([.. met.Select(m => m.Shared)]);
        var shares = met.Select((m, i) => (Met: m, AreaM2: areas[i])).GroupBy(m => m.Met.LotCode).ToList();
        var lots = shares.Where(g => g.Any(m => !m.Met.IsRounding)).Select(g =>
        {
            var lot = g.First().Met;
            return new LotCoverage(
                lot.LotCode, lot.Household ?? lot.LotCode, g.Sum(p => p.AreaM2), lot.TermFrom, lot.TermTo, lot.IsDisputed, lot.HasTenure, lot.HasMandate,
                [.. g.Where(p => !p.Met.IsRounding).Select(p => p.Met.Plot).Distinct()]);
        }).Where(l => l.AreaM2 > NothingM2).OrderByDescending(l => l.AreaM2).ToList();
        var held = met.Select((m, i) => (m.Plot, AreaM2: areas[i])).GroupBy(m => m.Plot).ToDictionary(g => g.Key, g => g.Sum(m => m.AreaM2));
        var ground = await db.QueryAsync<Ground>("select p.plot, p.area_m2 from ccer.project_plot_v p where p.boundary_id = @BoundaryId::bigint order by p.plot", new { project.BoundaryId }, ct);
        var without = ground.Where(p => p.AreaM2 - held.GetValueOrDefault(p.Plot) > NothingM2).Select(p => p.Plot).ToList();
        var off = without.Count == 0
            ? []
            : await db.QueryAsync<OffLots>(Sql.Of<Mandates>("Projects/Sql/rounded_off_lots.sql"), new { boundaryId = project.BoundaryId, plots = without.ToArray() }, ct);
        var roundedM2 = shares.Where(g => g.All(m => m.Met.IsRounding)).Sum(g => g.Sum(m => m.AreaM2)) + ProjectBoundaries.AreasOf([.. off.Select(o => o.Shared)]).Sum();
        return new TenureCoverage(project.AreaM2 ?? 0, lots, [.. without.Except(off.Select(o => o.Plot))]) { RoundedM2 = roundedM2 };
    }

    /// <summary>Plots of the newest ex-ante boundary on which tenure or mandates leave a gap, or of which some ground is under no lot: who would let it be used is not known.</summary>
    public async Task<IReadOnlySet<int>> PlotsWithGapsAsync(ProjectRow project, TownshipScope scope, CancellationToken ct = default)
    {
        var coverage = await CoverageAsync(project, scope, ct);
        return coverage.Gaps.SelectMany(l => l.Plots).Concat(coverage.PlotsWithoutLot).ToHashSet();
    }

    private sealed record Ground
    {
        public int Plot { get; init; }
        public decimal AreaM2 { get; init; }
    }

    private sealed record OffLots
    {
        public int Plot { get; init; }
        public byte[] Shared { get; init; } = [];
    }

    private sealed record Met
    {
        public string LotCode { get; init; } = "";
        public string? Household { get; init; }
        public DateOnly? TermFrom { get; init; }
        public DateOnly? TermTo { get; init; }
        public bool IsDisputed { get; init; }
        public bool HasTenure { get; init; }
        public bool HasMandate { get; init; }
        public int Plot { get; init; }
        public byte[] Shared { get; init; } = [];
        public bool IsRounding { get; init; }
    }
}

/// <summary>A mandate to enter; dates are first and last day.</summary>
/// <param name="RightKind">land-owner, contract-holder, management-holder or tree-owner.</param>
public sealed record MandateDraft(
    long ProjectId, string LotCode, string RightKind, string Subject, DateOnly GivenOn, DateOnly From, DateOnly To, byte[]? FileSha256 = null, byte[]? MinutesSha256 = null);

public sealed record MandateRow
{
    public long MandateId { get; init; }
    public string LotCode { get; init; } = "";
    public string RightKind { get; init; } = "";
    public string Subject { get; init; } = "";
    public DateOnly GivenOn { get; init; }
    public DateOnly TermFrom { get; init; }
    public DateOnly TermTo { get; init; }
    public bool HasScan { get; init; }
    public bool HasMinutes { get; init; }
    public DateOnly? RevokedOn { get; init; }
}

/// <summary>A tenure lot under a boundary, ellipsoidal m² inside it. <paramref name="Household"/>: whose contract it is, else the lot itself.</summary>
public sealed record LotCoverage(
    string LotCode, string Household, decimal AreaM2, DateOnly? TermFrom, DateOnly? TermTo, bool IsDisputed, bool HasTenure, bool HasMandate, IReadOnlyList<int> Plots)
{
    public bool IsCovered => HasTenure && HasMandate && !IsDisputed;
}

/// <summary>How far tenure and mandates cover a boundary and its crediting period.</summary>
/// <param name="PlotsWithoutLot">Plots of which more than 1 m² lies under no lot, rounding left out.</param>
public sealed record TenureCoverage(decimal AreaM2, IReadOnlyList<LotCoverage> Lots, IReadOnlyList<int> PlotsWithoutLot)
{
    public decimal TenureM2 => Lots.Where(l => l.HasTenure && !l.IsDisputed).Sum(l => l.AreaM2);

    public decimal CoveredM2 => Lots.Where(l => l.IsCovered).Sum(l => l.AreaM2);

    /// <summary>
    /// Ground that the rounding of coordinates to six decimals alone puts over the border of a neighbour's lot, or off every lot (<c>ccer.is_rounding</c>): of no lot, and
    /// nobody has to answer for it.
    /// </summary>
    public decimal RoundedM2 { get; init; }

    /// <summary>Ground under no lot.</summary>
    public decimal WithoutLotM2 => Math.Max(0, AreaM2 - Lots.Sum(l => l.AreaM2) - RoundedM2);

    public int Households => Lots.Select(l => l.Household).Distinct().Count();

    /// <summary>Households all of whose lots are covered.</summary>
    public int CoveredHouseholds => Lots.GroupBy(l => l.Household).Count(g => g.All(l => l.IsCovered));

    public IEnumerable<LotCoverage> Gaps => Lots.Where(l => !l.IsCovered);
}
