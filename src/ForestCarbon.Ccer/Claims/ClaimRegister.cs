using System.Text.Json;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;

namespace ForestCarbon.Ccer.Claims;

/// <summary>The register of claims (唯一性登记): who claims the carbon of which ground for which period. The database decides who may.</summary>
public sealed class ClaimRegister(Db db)
{
    /// <summary>SQLSTATE of a refusal by the constraint trigger.</summary>
    public const string Refused = "FC010";

    /// <summary>SQLSTATE of a refusal to close what a project holds, what is not over, or what no document frees; message in Chinese, hint in English.</summary>
    public const string HeldByProject = "FC015";

    /// <summary>A design's claim lasts this long and warns others (definitions §4).</summary>
    public const int ProvisionalMonths = 12;

    /// <summary>Registers a claim with its plots, all or nothing.</summary>
    /// <exception cref="ClaimRefusedException">A plot shares ground with a firm claim of its exclusion group in its period, or with another plot of its own; every such overlap is listed.</exception>
    /// <returns>With what lies on the same ground and excludes nothing, and what of the plots lies outside the county.</returns>
    /// <exception cref="RefusedException">No plots, none with ground in the county, no code, an unknown scheme, or a code used before.</exception>
    public async Task<RegisteredClaim> RegisterAsync(Actor actor, ClaimDraft draft, IReadOnlyList<BoundaryPlot> plots, CancellationToken ct = default)
    {
        if (plots.Count == 0)
            throw new RefusedException("没有地块：请导入边界文件或在地图上画出范围。", "There is no plot: choose a boundary file, or draw on the map.");
        RequireOrder(draft.From, draft.To);
        if (string.IsNullOrWhiteSpace(draft.Code) || string.IsNullOrWhiteSpace(draft.Name))
            throw new RefusedException("请填写编号与名称。", "Give the claim's code and name.");
        if (string.IsNullOrWhiteSpace(draft.Source))
            throw new RefusedException("请写明依据：哪份文件、哪个网页。", "Say what the claim rests on: which document, which page.");
        var outside = await OutsideAsync(plots, ct);
        CountyOutline.RequireSomeInside(plots, outside);
        try
        {
            var done = await db.WriteAsync(actor, TownshipScope.WholeCounty, $"登记权益主张 {draft.Scheme} {draft.Code}", write => RegisterAsync(write, draft, plots, ct), ct);
            return done with { Overlaps = [.. done.Overlaps, .. await ShownBesideAsync(done.ClaimId, TownshipScope.WholeCounty, ct)], Outside = outside };
        }
        catch (PostgresException refused) when (refused.SqlState == Refused)
        {
            throw new ClaimRefusedException(Sentence(refused), EnglishSentence(refused), [.. (await CheckAsync(plots, draft.From, draft.To, draft.Scheme, ct)).Where(o => o.Verdict == "refused")]);
        }
        catch (PostgresException twice) when (twice.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new RefusedException($"{draft.Scheme} 已有编号 {draft.Code}，请换一个编号。", $"{draft.Scheme} has a claim {draft.Code} already: choose another code.", twice);
        }
        catch (PostgresException unknown) when (unknown is { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: "claim_scheme_fk" })
        {
            throw await NoSchemeAsync(draft.Scheme, unknown, ct);
        }
    }

    /// <summary>Registers inside a change that is already open; the constraint is tested before this returns.</summary>
    public static async Task<RegisteredClaim> RegisterAsync(Write write, ClaimDraft draft, IReadOnlyList<BoundaryPlot> plots, CancellationToken ct)
    {
        var claimId = await write.ScalarAsync<long>(Sql.Of<ClaimRegister>("Claims/Sql/insert_claim.sql"), new
        {
            draft.Scheme, draft.Code, draft.Name, state = draft.IsProvisional ? "provisional" : "firm", draft.From, draft.To,
            provisionalUntil = draft.IsProvisional ? CountyClock.Today.AddMonths(ProvisionalMonths) : (DateOnly?)null,
            draft.Holder, draft.Source, draft.FileSha256, registeredOn = draft.RegisteredOn ?? CountyClock.Today, by = write.Actor.Id,
            draft.IsDemonstration,
        }, ct);
        await write.ExecuteAsync(Sql.Of<ClaimRegister>("Claims/Sql/insert_plots.sql"), new
        {
            claimId, outlines = Wkb(plots), names = plots.Select(p => p.Name).ToArray(), areas = plots.Select(p => p.AreaM2).ToArray(),
        }, ct);
        await write.ExecuteAsync("set constraints all immediate", ct: ct);
        var overlaps = await write.QueryAsync<ClaimOverlap>(Sql.Of<ClaimRegister>("Claims/Sql/overlaps_of_claim.sql"), new { claimId, townships = (string[]?)null }, ct);
        return new RegisteredClaim(claimId, plots.Sum(p => p.AreaM2), overlaps);
    }

    /// <summary>
    /// Overlaps a boundary would have with what stands, and of its plots with each other; of verdicts refused, provisional (with a design),
    /// warning, rounding (of six decimals), nothing, and shown (one of the two excludes nothing).
    /// </summary>
    /// <exception cref="RefusedException">
    /// An unknown scheme, which excludes nothing and would clear ground that is taken, a period that ends before it begins, or no plot with ground in the county.
    /// </exception>
    public async Task<IReadOnlyList<ClaimOverlap>> CheckAsync(
        IReadOnlyList<BoundaryPlot> plots, DateOnly from, DateOnly to, string scheme = "CCER", CancellationToken ct = default) =>
        (await CheckBoundaryAsync(plots, from, to, scheme, ct)).Overlaps;

    /// <summary>The same with what of the plots lies outside the county.</summary>
    /// <inheritdoc cref="CheckAsync" path="/exception"/>
    public async Task<BoundaryCheck> CheckBoundaryAsync(IReadOnlyList<BoundaryPlot> plots, DateOnly from, DateOnly to, string scheme = "CCER", CancellationToken ct = default)
    {
        RequireOrder(from, to);
        if (await db.QuerySingleOrDefaultAsync<bool?>("select s.exclusion_group is not null from ccer.scheme s where s.scheme = @scheme", new { scheme }, ct) is not { } excludes)
            throw await NoSchemeAsync(scheme, null, ct);
        var outside = await OutsideAsync(plots, ct);
        CountyOutline.RequireSomeInside(plots, outside);
        var met = (await db.QueryAsync<SharedGround>(Sql.Of<ClaimRegister>("Claims/Sql/check.sql"), new
        {
            outlines = Wkb(plots), names = plots.Select(p => p.Name).ToArray(), areas = plots.Select(p => p.AreaM2).ToArray(), from, to, scheme,
        }, ct)).ToList();
        // What excludes nothing may lie over itself.
        if (excludes)
            met.AddRange(OwnOverlaps.Of(plots));
        return new BoundaryCheck(await JudgedAsync(plots, met, ct), outside);
    }

    /// <summary>What of a boundary lies outside the county, plot by plot; nothing where no county is stored.</summary>
    public Task<IReadOnlyList<OutsideGround>> OutsideAsync(IReadOnlyList<BoundaryPlot> plots, CancellationToken ct = default) => CountyOutline.OutsideAsync(db, plots, ct);

    private async Task<IReadOnlyList<ClaimOverlap>> JudgedAsync(IReadOnlyList<BoundaryPlot> plots, IReadOnlyList<SharedGround> met, CancellationToken ct)
    {
        if (met.Count == 0)
            return [];
        var areas = new decimal[met.Count];
        Parallel.For(0, areas.Length, i => areas[i] = BoundaryPlot.Of(null, new WKBReader().Read(met[i].Shared)).AreaM2);
        // What an area means stays the database's to say: it is what decides when a claim is registered.
        var said = await db.QueryAsync<(string Verdict, bool IsThin)>(
            """
            select ccer.overlap_verdict(g.area_m2, g.smaller_m2), coalesce(g.may_be_rounding, ccer.may_be_rounding(st_geomfromwkb(g.own)))
            from unnest(@areas::numeric[], @smaller::numeric[], @mayBeRounding::boolean[], @own::bytea[]) with ordinality as g (area_m2, smaller_m2, may_be_rounding, own, position)
            order by g.position
            """, new
            {
                areas, smaller = met.Select(m => m.SmallerM2).ToArray(), mayBeRounding = met.Select(m => m.MayBeRounding).ToArray(),
                // What the program cut; of the rest the outlines came from the database a moment ago.
                own = met.Select(m => m.MayBeRounding is null ? m.Shared : null).ToArray(),
            }, ct);
        var verdicts = said.Select(s => s.Verdict).ToList();
        var rounded = await RoundedAsync(plots, met, [.. Enumerable.Range(0, met.Count).Where(i => met[i].Excludes && said[i].IsThin && verdicts[i] != "nothing")], ct);
        // Of what excludes nothing too little to count is not shown.
        return [.. met.Select((m, i) => new ClaimOverlap
        {
            Plot = m.Plot, PlotName = m.PlotName, OtherClaimId = m.OtherClaimId, OtherPlot = m.OtherPlot, Scheme = m.Scheme, Code = m.Code, Name = m.Name, State = m.State,
            AreaM2 = areas[i], Verdict = !m.Excludes ? verdicts[i] == "nothing" ? "" : ClaimOverlap.Shown : rounded.Contains(i) ? "rounding" : verdicts[i] == "refused" && m.State == "provisional" ? "provisional" : verdicts[i],
        }).Where(o => o.Verdict.Length > 0).OrderBy(o => o.Plot).ThenBy(o => o.OtherClaimId ?? 0).ThenBy(o => o.OtherPlot)];
    }

    // Which of the overlaps are the rounding of six decimals: the database says, as it does when a claim is registered.
    private async Task<IReadOnlySet<int>> RoundedAsync(IReadOnlyList<BoundaryPlot> plots, IReadOnlyList<SharedGround> met, int[] asked, CancellationToken ct)
    {
        if (asked.Length == 0)
            return new HashSet<int>();
        var writer = new WKBWriter();
        var rounded = await db.QueryAsync<int>(Sql.Of<ClaimRegister>("Claims/Sql/rounded.sql"), new
        {
            asked, own = asked.Select(i => writer.Write(plots[met[i].Plot - 1].Shape)).ToArray(),
            other = asked.Select(i => met[i].OtherClaimId is null ? writer.Write(plots[met[i].OtherPlot - 1].Shape) : null).ToArray(),
            claims = asked.Select(i => met[i].OtherClaimId).ToArray(), otherPlots = asked.Select(i => met[i].OtherPlot).ToArray(), shared = asked.Select(i => met[i].Shared).ToArray(),
        }, ct);
        return rounded.ToHashSet();
    }

    /// <summary>Every pair of plots of claims in force that share ground and period and exclude one another, with the verdict it would get: the county's exclusivity.</summary>
    /// <param name="scope">Pairs with a plot in it.</param>
    public Task<IReadOnlyList<ClaimOverlap>> CheckAllAsync(TownshipScope scope, CancellationToken ct = default) =>
        db.ReadAsync(async connection => (IReadOnlyList<ClaimOverlap>)(await Dapper.SqlMapper.QueryAsync<ClaimOverlap>(connection,
            new Dapper.CommandDefinition(Sql.Of<ClaimRegister>("Claims/Sql/check_all.sql"), new { townships = scope.Codes }, commandTimeout: 0, cancellationToken: ct))).ToList(), ct);

    /// <summary>What an overlap means by its area: limits that are data, with their mark.</summary>
    public async Task<OverlapRule> RuleAsync(CancellationToken ct = default) =>
        (await db.QueryAsync<OverlapRule>("select r.nothing_m2, r.warning_m2, r.warning_share, r.source, r.mark from ccer.overlap_rule_v r", null, ct)).Single();

    /// <summary>Claims with ground in the scope, newest first; plots, areas and overlaps are those of the scope.</summary>
    public Task<IReadOnlyList<ClaimRow>> ListAsync(TownshipScope scope, CancellationToken ct = default) => RowsAsync(null, scope, ct);

    /// <summary>A claim, or null where there is none with ground in the scope.</summary>
    public async Task<ClaimRow?> FindAsync(long claimId, TownshipScope scope, CancellationToken ct = default) => (await RowsAsync(claimId, scope, ct)).SingleOrDefault();

    private Task<IReadOnlyList<ClaimRow>> RowsAsync(long? claimId, TownshipScope scope, CancellationToken ct) =>
        db.QueryAsync<ClaimRow>(Sql.Of<ClaimRegister>(scope.Codes is null ? "Claims/Sql/claims.sql" : "Claims/Sql/claims_within.sql"), new { claimId, townships = scope.Codes }, ct);

    /// <summary>Overlaps a claim was let stand with, and what lies on its ground and excludes nothing, of its plots in the scope.</summary>
    public async Task<IReadOnlyList<ClaimOverlap>> OverlapsAsync(long claimId, TownshipScope scope, CancellationToken ct = default) =>
    [
        .. await db.QueryAsync<ClaimOverlap>(Sql.Of<ClaimRegister>("Claims/Sql/overlaps_of_claim.sql"), new { claimId, townships = scope.Codes }, ct),
        .. await ShownBesideAsync(claimId, scope, ct),
    ];

    private async Task<IReadOnlyList<ClaimOverlap>> ShownBesideAsync(long claimId, TownshipScope scope, CancellationToken ct) =>
        await JudgedAsync([], await db.QueryAsync<SharedGround>(Sql.Of<ClaimRegister>("Claims/Sql/shown_beside.sql"), new { claimId, townships = scope.Codes }, ct), ct);

    /// <summary>The plots of a claim in the scope as geometry in EPSG:4490.</summary>
    public Task<IReadOnlyList<BoundaryPlot>> PlotsAsync(long claimId, TownshipScope scope, CancellationToken ct = default) => db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(
            "select p.name, p.area_m2, p.geom from ccer.claim_plot p where p.claim_id = $1 and ($2::text[] is null or p.township_code = any($2)) order by p.plot", connection);
        command.Parameters.AddWithValue(claimId);
        command.Parameters.AddWithValue(NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text, (object?)scope.Codes ?? DBNull.Value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var plots = new List<BoundaryPlot>();
        while (await reader.ReadAsync(ct))
            plots.Add(new BoundaryPlot(reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetFieldValue<Geometry>(2), reader.GetDecimal(1)));
        return (IReadOnlyList<BoundaryPlot>)plots;
    }, ct);

    public Task<IReadOnlyList<ExclusionCell>> MatrixAsync(CancellationToken ct = default) => db.QueryAsync<ExclusionCell>(
        """
        select e.scheme_a, e.scheme_b, e.excludes, e.extent, e.source, e.mark
        from ccer.exclusion_v e join ccer.scheme_v a on a.scheme = e.scheme_a join ccer.scheme_v b on b.scheme = e.scheme_b
        order by a.position, b.position
        """, null, ct);

    public Task<IReadOnlyList<string>> SchemesAsync(CancellationToken ct = default) =>
        db.QueryAsync<string>("select s.scheme from ccer.scheme_v s order by s.position", null, ct);

    /// <summary>English names of the schemes by their own.</summary>
    public async Task<IReadOnlyDictionary<string, string>> EnglishSchemesAsync(CancellationToken ct = default) =>
        (await db.QueryAsync<(string Scheme, string English)>("select s.scheme, s.name_en from ccer.scheme_v s", null, ct)).ToDictionary(s => s.Scheme, s => s.English, StringComparer.Ordinal);

    /// <summary>Frees the ground of a claim from today.</summary>
    /// <param name="paper">What a firm claim is released on; it is kept.</param>
    /// <exception cref="RefusedException">No reason, a project holds the claim, or it is firm and no document, or one that shows nothing, was sent.</exception>
    public async Task ReleaseAsync(Actor actor, long claimId, string reason, ClosingPaper? paper = null, CancellationToken ct = default)
    {
        if (paper is not null)
            PaperFile.RequireEvidence(paper.Path, paper.Name);
        await CloseAsync(actor, claimId, "released", reason, paper, ct);
    }

    /// <summary>Marks a claim whose period is over.</summary>
    /// <exception cref="RefusedException">No reason, or its period is not over.</exception>
    public Task EndAsync(Actor actor, long claimId, string reason, CancellationToken ct = default) => CloseAsync(actor, claimId, "ended", reason, null, ct);

    /// <summary>Turns a design's claim firm, from publicity on; tested like a new one.</summary>
    /// <exception cref="ClaimRefusedException">A firm claim stands on the ground by now, or the design lies over itself; every such overlap is listed.</exception>
    public async Task MakeFirmAsync(Actor actor, long claimId, string reason, CancellationToken ct = default)
    {
        Require(reason);
        try
        {
            await db.WriteAsync(actor, TownshipScope.WholeCounty, $"权益主张 {claimId} 转为正式：{reason}", async write =>
            {
                var changed = await write.ExecuteAsync(
                    "update ccer.claim set state = 'firm', provisional_until = null where claim_id = @claimId and state = 'provisional'", new { claimId }, ct);
                if (changed == 0)
                    throw new RefusedException($"权益主张 {claimId} 不存在，或不是暂占。", $"There is no claim {claimId}, or it is not provisional.");
                await write.ExecuteAsync("set constraints all immediate", ct: ct);
            }, ct);
        }
        catch (PostgresException refused) when (refused.SqlState == Refused)
        {
            var claim = (await FindAsync(claimId, TownshipScope.WholeCounty, ct))!;
            var met = await CheckAsync(await PlotsAsync(claimId, TownshipScope.WholeCounty, ct), claim.PeriodFrom, claim.PeriodTo, claim.Scheme, ct);
            throw new ClaimRefusedException(Sentence(refused), EnglishSentence(refused), [.. met.Where(o => o.Verdict == "refused")]);
        }
    }

    private Task CloseAsync(Actor actor, long claimId, string state, string reason, ClosingPaper? paper, CancellationToken ct)
    {
        Require(reason);
        return ClosedAsync(db.WriteAsync(actor, TownshipScope.WholeCounty, $"权益主张 {claimId} 了结：{reason}", async write =>
        {
            byte[]? sha256 = null;
            if (paper is not null)
                sha256 = (await paper.Files.KeepAsync(write, paper.Path, await FileStore.DescribeAsync(paper.Path, ct), paper.Name, ct)).Sha256;
            var changed = await write.ExecuteAsync(
                """
                update ccer.claim set state = @state, provisional_until = null, closed_on = current_date, closing_reason = @reason, closing_sha256 = @sha256, closing_name = @name
                where claim_id = @claimId and state in ('provisional', 'firm')
                """, new { claimId, state, reason = reason.Trim(), sha256, name = paper?.Name }, ct);
            if (changed == 0)
                throw new RefusedException($"权益主张 {claimId} 不存在，或已了结。", $"There is no claim {claimId}, or it is closed already.");
        }, ct));
    }

    private static async Task ClosedAsync(Task closing)
    {
        try
        {
            await closing;
        }
        catch (PostgresException held) when (held.SqlState == HeldByProject)
        {
            throw new RefusedException(held.MessageText, held.Hint, held);
        }
    }

    private static void RequireOrder(DateOnly from, DateOnly to)
    {
        if (to < from)
            throw new RefusedException($"计入期止 {to:yyyy-MM-dd} 早于起 {from:yyyy-MM-dd}。", $"The period ends on {to:yyyy-MM-dd}, before it begins on {from:yyyy-MM-dd}.");
    }

    private async Task<RefusedException> NoSchemeAsync(string asked, Exception? cause, CancellationToken ct)
    {
        var (schemes, english) = (await SchemesAsync(ct), await EnglishSchemesAsync(ct));
        return new RefusedException(
            $"不认识的机制“{asked}”。请写 {string.Join("、", schemes)} 之一；不明的机制请用“其他”。",
            $"There is no scheme \"{asked}\": write one of {string.Join(", ", schemes.Select(s => english[s] == s ? s : $"{s} ({english[s]})"))}; an unknown one is entered as 其他.", cause);
    }

    private static void Require(string reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new RefusedException("请写明理由。", "Give the reason.");
    }

    private static byte[][] Wkb(IEnumerable<BoundaryPlot> plots)
    {
        var writer = new WKBWriter();
        return [.. plots.Select(p => writer.Write(p.Shape))];
    }

    internal static string Sentence(PostgresException refused) => InTheWay(refused, "scheme") switch
    {
        null => "与已有权益主张重叠，未登记。",
        { IsOwn: true } at => FormattableString.Invariant(
            $"同一权益主张的第 {at.Plot} 个地块与第 {at.OtherPlot} 个地块重叠 {ClaimDocument.M2(at.AreaM2)} m²（{at.AreaM2 * 3 / 2000:0.###} 亩），未登记：同一块地不能算两次。请修改边界。"),
        var at => FormattableString.Invariant(
            $"第 {at.Plot} 个地块与 {at.Scheme} {at.Code} 第 {at.OtherPlot} 个地块重叠 {ClaimDocument.M2(at.AreaM2)} m²（{at.AreaM2 * 3 / 2000:0.###} 亩），未登记。请修改边界，或待对方释放。"),
    };

    internal static string EnglishSentence(PostgresException refused) => InTheWay(refused, "scheme_en") switch
    {
        null => "The boundary overlaps a claim that stands: nothing was registered.",
        { IsOwn: true } at => FormattableString.Invariant(
            $"Plot {at.Plot} of the claim overlaps its plot {at.OtherPlot} by {ClaimDocument.M2(at.AreaM2)} m² ({at.AreaM2 * 3 / 2000:0.###} mu): nothing was registered, for no ground counts twice. Change the boundary."),
        var at => FormattableString.Invariant(
            $"Plot {at.Plot} overlaps plot {at.OtherPlot} of {at.Scheme} {at.Code} by {ClaimDocument.M2(at.AreaM2)} m² ({at.AreaM2 * 3 / 2000:0.###} mu): nothing was registered. Change the boundary, or wait until that claim is released."),
    };

    // The driver keeps an error's detail to itself; its hint it passes on.
    private static ClaimOverlap? InTheWay(PostgresException refused, string schemeName)
    {
        if (refused.Hint is not { } overlap)
            return null;
        using var said = JsonDocument.Parse(overlap);
        var at = said.RootElement;
        var isOwn = at.TryGetProperty("is_own", out var own) && own.GetBoolean();
        return new ClaimOverlap
        {
            Plot = at.GetProperty("plot").GetInt32(), OtherClaimId = isOwn ? null : at.GetProperty("other_claim_id").GetInt64(), OtherPlot = at.GetProperty("other_plot").GetInt32(),
            Scheme = at.GetProperty(schemeName).GetString() ?? "", Code = at.GetProperty("code").GetString() ?? "", AreaM2 = at.GetProperty("area_m2").GetDecimal(),
        };
    }
}

/// <summary>Ground a boundary shares with a plot that stands, as well-known binary.</summary>
internal sealed record SharedGround
{
    public int Plot { get; init; }
    public string? PlotName { get; init; }

    /// <summary>Null where the other plot is of the boundary itself.</summary>
    public long? OtherClaimId { get; init; }

    public int OtherPlot { get; init; }
    public string Scheme { get; init; } = "";
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public string State { get; init; } = "";
    public decimal SmallerM2 { get; init; }
    public byte[] Shared { get; init; } = [];

    /// <summary>Null where the program cut it.</summary>
    public bool? MayBeRounding { get; init; }

    /// <summary>False where the two schemes may stand on the same ground.</summary>
    public bool Excludes { get; init; } = true;
}

/// <summary>A document that was sent for a firm claim to be released on.</summary>
/// <param name="Files">Where it is kept.</param>
/// <param name="Name">As the sender called it.</param>
public sealed record ClosingPaper(FileStore Files, string Path, string Name);

/// <summary>A claim to register. Dates are first and last day.</summary>
public sealed record ClaimDraft(string Scheme, string Code, string Name, DateOnly From, DateOnly To, string Source)
{
    public bool IsProvisional { get; init; }
    public string? Holder { get; init; }
    public byte[]? FileSha256 { get; init; }
    public DateOnly? RegisteredOn { get; init; }
    public bool IsDemonstration { get; init; }
}

/// <summary>One plot of a boundary in EPSG:4490, area of record in m².</summary>
public sealed record BoundaryPlot(string? Name, Geometry Shape, decimal AreaM2)
{
    /// <summary>Measures the shape.</summary>
    public static BoundaryPlot Of(string? name, Geometry shape) => new(name, shape, decimal.Round((decimal)EllipsoidalArea.Of(shape).Value, 4));
}

/// <summary>What a boundary would meet in the register, and what of it lies outside the county.</summary>
public sealed record BoundaryCheck(IReadOnlyList<ClaimOverlap> Overlaps, IReadOnlyList<OutsideGround> Outside);

public sealed record RegisteredClaim(long ClaimId, decimal AreaM2, IReadOnlyList<ClaimOverlap> Overlaps)
{
    /// <summary>What of its plots lies outside the county.</summary>
    public IReadOnlyList<OutsideGround> Outside { get; init; } = [];
}

/// <summary>Ground two plots share.</summary>
public sealed record ClaimOverlap
{
    /// <summary>Verdict on ground of a scheme that excludes nothing.</summary>
    public const string Shown = "shown";

    public long? ClaimId { get; init; }
    public int Plot { get; init; }
    public string? PlotName { get; init; }

    /// <summary>Of the plot's own claim, where all that stands is compared; null elsewhere.</summary>
    public string? OwnScheme { get; init; }

    public string? OwnCode { get; init; }

    /// <summary>Null where a boundary is checked and the other plot is its own.</summary>
    public long? OtherClaimId { get; init; }

    /// <summary>True where both plots are of one boundary or one claim.</summary>
    public bool IsOwn => OtherClaimId is null || OtherClaimId == ClaimId;

    public int OtherPlot { get; init; }
    public string Scheme { get; init; } = "";
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public string State { get; init; } = "";
    public decimal AreaM2 { get; init; }

    /// <summary>nothing, rounding (of six decimals), warning, provisional (with a design), refused, shown (excludes nothing).</summary>
    public string Verdict { get; init; } = "";
}

public sealed record ClaimRow
{
    public long ClaimId { get; init; }
    public string Scheme { get; init; } = "";
    public bool IsKnown { get; init; }
    public string? ExclusionGroup { get; init; }
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public string State { get; init; } = "";
    public DateOnly PeriodFrom { get; init; }
    public DateOnly PeriodTo { get; init; }
    public DateOnly? ProvisionalUntil { get; init; }
    public string? Holder { get; init; }
    public string Source { get; init; } = "";
    public DateOnly RegisteredOn { get; init; }

    /// <summary>First day it was firm; null for one that never was.</summary>
    public DateOnly? FirmOn { get; init; }

    public DateOnly? ClosedOn { get; init; }
    public string? ClosingReason { get; init; }

    /// <summary>The document a firm claim was released on, in hexadecimal; null where there was none.</summary>
    public string? ClosingSha256 { get; init; }

    /// <summary>As its sender called it.</summary>
    public string? ClosingName { get; init; }

    public bool IsDemonstration { get; init; }
    public int Plots { get; init; }
    public decimal AreaM2 { get; init; }
    public decimal CountedAreaM2 { get; init; }
    public int Overlaps { get; init; }

    /// <summary>True for a design's claim whose twelve months are over: it warns nobody any more, and is closed or made firm by a person.</summary>
    public bool HasLapsed => State == "provisional" && ProvisionalUntil < CountyClock.Today;

    /// <summary>True from the day after its period.</summary>
    public bool IsOver => PeriodTo < CountyClock.Today;
}

/// <summary>Limits of an overlap (definitions §4): up to <see cref="NothingM2"/> it is none; up to <see cref="WarningM2"/> and that share of the smaller plot a warning; beyond it is refused.</summary>
public sealed record OverlapRule
{
    public decimal NothingM2 { get; init; }
    public decimal WarningM2 { get; init; }

    /// <summary>Share of the smaller plot's area, 0–1.</summary>
    public decimal WarningShare { get; init; }

    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
}

/// <summary>One cell of the exclusion matrix with its source or [?].</summary>
public sealed record ExclusionCell
{
    public string SchemeA { get; init; } = "";
    public string SchemeB { get; init; } = "";
    public bool Excludes { get; init; }
    public string Extent { get; init; } = "";
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
}

/// <summary>The database refused a claim; <see cref="Overlaps"/> lists what stands in its way.</summary>
public sealed class ClaimRefusedException(string sentence, string english, IReadOnlyList<ClaimOverlap> overlaps) : RefusedException(sentence, english)
{
    public IReadOnlyList<ClaimOverlap> Overlaps { get; } = overlaps;
}
