using ForestCarbon.Ccer.Claims;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;

namespace ForestCarbon.Ccer.Projects;

/// <summary>
/// The three boundaries of a project: ex-ante, planted, monitored. Each keeps its own outline and the parcel versions it was cut from; parcels may
/// change afterwards, the boundary does not. What is monitored lies inside what was registered.
/// </summary>
public sealed class ProjectBoundaries(Db db)
{
    private const decimal NothingM2 = 1; // up to here two outlines are the same (definitions §4, claims)

    /// <summary>Kinds of boundary.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["ex-ante", "planted", "monitored"];

    /// <summary>Boundaries of a project, newest first.</summary>
    public Task<IReadOnlyList<BoundaryRow>> ListAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<BoundaryRow>(
        "select b.* from ccer.project_boundary_v b where b.project_id = @projectId order by b.boundary_id desc", new { projectId }, ct);

    /// <summary>The boundary nearest to what stands on the ground: the newest monitored one, else planted, else ex-ante; null where there is none.</summary>
    public async Task<BoundaryRow?> NearestToGroundAsync(long projectId, CancellationToken ct = default) =>
        (await ListAsync(projectId, ct)).Where(b => b.IsNewest).MaxBy(b => Kinds.ToList().IndexOf(b.Kind));

    /// <summary>The plots of a boundary in EPSG:4490.</summary>
    public Task<IReadOnlyList<BoundaryPlot>> PlotsAsync(long boundaryId, CancellationToken ct = default) =>
        db.ReadAsync(connection => PlotsAsync(connection, boundaryId, ct), ct);

    /// <summary>Takes the pieces of a kept selection as the boundary, with the parcel versions they were cut from; tonnes only where the project names no other methodology than the screening's.</summary>
    /// <returns>The boundary's number.</returns>
    /// <param name="kind">What whoever asks wants it to be: a selection is ground to be planted, so ex-ante or null.</param>
    /// <exception cref="RefusedException">Another kind, the selection holds no ground, or the project's state does not allow another boundary.</exception>
    public async Task<long> FromSelectionAsync(Actor actor, long projectId, long selectionId, TownshipScope scope, string? kind = null, CancellationToken ct = default)
    {
        if (kind is { Length: > 0 } and not "ex-ante")
            throw new RefusedException(
                $"候选边界只能定为事前边界（ex-ante），不能定为“{kind}”：造林边界和监测边界由边界文件或画出的范围定。",
                $"A candidate boundary becomes an ex-ante boundary and not \"{kind}\": what was planted or monitored comes from a boundary file or a drawing.");
        var ground = await GroundAsync(selectionId, scope, await db.QuerySingleOrDefaultAsync<string?>("select p.methodology_id from ccer.project_v p where p.project_id = @projectId", new { projectId }, ct), ct);
        return await db.WriteAsync(actor, $"项目 {projectId} 的边界：ex-ante", write => SetAsync(write, projectId, ground, ct), ct);
    }

    /// <summary>Enters an idea into the reserve with the pieces of a kept selection as its boundary: both or neither.</summary>
    /// <returns>The project's number.</returns>
    /// <exception cref="RefusedException">The selection holds no ground, or the project cannot be entered.</exception>
    public async Task<long> CreateFromSelectionAsync(Actor actor, ProjectDraft draft, long selectionId, TownshipScope scope, CancellationToken ct = default)
    {
        var ground = await GroundAsync(selectionId, scope, draft.MethodologyId, ct);
        return await db.WriteAsync(actor, $"立为储备：{draft.Code}，候选边界 {selectionId}", async write =>
        {
            var projectId = await ProjectBook.CreateAsync(write, draft, ct);
            await SetAsync(write, projectId, ground, ct);
            return projectId;
        }, ct);
    }

    // What a screening expects is what its own methodology would credit: a project under another takes the ground and no tonnes.
    private async Task<Ground> GroundAsync(long selectionId, TownshipScope scope, string? methodologyId, CancellationToken ct)
    {
        var pieces = await PiecesAsync(selectionId, scope, ct);
        if (pieces.Count == 0)
            throw new RefusedException($"候选边界 {selectionId} 里没有可用的地块。", $"The candidate boundary {selectionId} holds no usable plot.");
        var plots = pieces.Select(p => BoundaryPlot.Of($"{p.Code}-{p.Piece}", p.Shape)).ToList();
        var parcels = pieces.Select((p, i) => methodologyId is null || p.MethodologyId.Equals(methodologyId, StringComparison.OrdinalIgnoreCase)
            ? new PlotParcel(i + 1, p.ParcelId, p.ParcelVersionId, plots[i].AreaM2, p.ExpectedKg, p.ExpectedYears)
            : new PlotParcel(i + 1, p.ParcelId, p.ParcelVersionId, plots[i].AreaM2, null, null)).ToList();
        return new Ground("ex-ante", $"候选边界 {selectionId}", plots, parcels, selectionId, null);
    }

    /// <summary>Takes a drawn or imported outline as a boundary; the parcels under it are frozen as they stand now.</summary>
    public async Task<long> FromPlotsAsync(Actor actor, long projectId, string kind, string source, IReadOnlyList<BoundaryPlot> plots, byte[]? fileSha256 = null, CancellationToken ct = default)
    {
        if (!Kinds.Contains(kind))
            throw new RefusedException($"边界分为 {string.Join("、", Kinds)}。", $"A boundary is one of {string.Join(", ", Kinds)}.");
        if (plots.Count == 0)
            throw new RefusedException("没有地块：请选择边界文件，或在地图上画出范围。", "There is no plot: choose a boundary file, or draw on the map.");
        var under = await db.QueryAsync<Under>(Sql.Of<ProjectBoundaries>("Projects/Sql/parcels_under.sql"), new { outlines = Wkb(plots), townships = (string[]?)null }, ct);
        var areas = AreasOf([.. under.Select(u => u.Shared)]);
        var parcels = under.Select((u, i) => new PlotParcel(u.Plot, u.ParcelId, u.ParcelVersionId, areas[i], null, null)).Where(p => p.AreaM2 > NothingM2).ToList();
        return await SetAsync(actor, projectId, kind, source, [.. plots.Select((p, i) => p with { Name = p.Name ?? $"{i + 1}" })], parcels, null, fileSha256, ct);
    }

    /// <summary>What the newest finished screening says of an outline before it becomes a boundary.</summary>
    /// <param name="methodologyId">Of the project; null: the newest screening of any.</param>
    /// <returns>Null where nothing was screened.</returns>
    public async Task<EligibleGround?> EligibleAsync(IReadOnlyList<BoundaryPlot> plots, string? methodologyId, CancellationToken ct = default)
    {
        var shared = await db.QueryAsync<Eligible>(Sql.Of<ProjectBoundaries>("Projects/Sql/eligible_ground.sql"), new { outlines = Wkb(plots), methodologyId, townships = (string[]?)null }, ct);
        return shared.Count == 0 ? null : new EligibleGround(shared[0].RunId, plots.Sum(p => p.AreaM2), AreasOf([.. shared.Select(s => s.Shared)]).Where(a => a > NothingM2).Sum());
    }

    /// <summary>Refuses an outline that cannot become a boundary, or that becomes one only where whoever asks says that it is meant: the reason nothing helps against comes first.</summary>
    /// <param name="project">Null: it is about to be entered into the reserve.</param>
    /// <param name="methodologyId">Of the project; null: the newest screening of any.</param>
    /// <param name="isConfirmed">Whoever asks knows what speaks against it.</param>
    /// <param name="keepZh">How whoever asks says that it is meant, as the end of the sentence; <paramref name="keepEn"/> in English.</param>
    /// <exception cref="RefusedException">The project's state allows no such boundary, or a plot lies outside the county as a whole.</exception>
    /// <exception cref="UnconfirmedException">Not confirmed, and ground of it lies outside the county, or the newest screening finds none in it that passes or awaits evidence.</exception>
    public async Task RequireGroundAsync(
        ProjectRow? project, string kind, IReadOnlyList<BoundaryPlot> plots, string? methodologyId, bool isConfirmed, string keepZh, string keepEn, CancellationToken ct = default)
    {
        if (kind == "ex-ante" && project is { State: not ("reserve" or "design") })
            throw new RefusedException("事前边界只在储备和设计阶段修改。", "The ex-ante boundary changes in reserve and design only.");
        if (kind == "monitored" && project is { State: not "registered" })
            throw new RefusedException("监测边界只属于已登记的项目。", "Only a registered project has a monitored boundary.");
        var outside = await CountyOutline.OutsideAsync(db, plots, ct);
        if (outside.Where(o => o.IsWhole).Select(o => o.Called).ToList() is { Count: > 0 } whole)
            throw new RefusedException(
                $"{whole.Count} 个地块整个在本县县界之外：{string.Join("、", whole.Take(10))}。请核对坐标系和范围。",
                $"{whole.Count} {(whole.Count == 1 ? "plot lies" : "plots lie")} outside the county as a whole: {string.Join(", ", whole.Take(10))}. Check the coordinate system and the outline.");
        if (isConfirmed)
            return;
        if (outside.Where(o => !o.IsRounding).Sum(o => o.AreaM2) is > NothingM2 and var over)
            throw new UnconfirmedException(
                FormattableString.Invariant($"这个范围有 {over * 3 / 2000:#,0.00} 亩在本县县界之外。请改边界；确实要用，{keepZh}。"),
                FormattableString.Invariant($"{over * 3 / 2000:#,0.00} mu of this outline lie outside the county. Change the boundary; if it is meant, {keepEn}."));
        if (kind == "ex-ante" && (await EligibleAsync(plots, methodologyId, ct))?.Refusal(keepZh, keepEn) is { } refusal)
            throw refusal;
    }

    /// <summary>Proposes an ex-ante boundary again without some of its plots; the parcel versions stay those it was cut from.</summary>
    /// <param name="isLeftOut">By number of the plot in <paramref name="boundaryId"/>.</param>
    /// <exception cref="RefusedException">Nothing would be left, or nothing would be left out.</exception>
    public async Task<long> WithoutPlotsAsync(Actor actor, long projectId, long boundaryId, Func<int, bool> isLeftOut, string source, CancellationToken ct = default)
    {
        var all = await PlotsAsync(boundaryId, ct);
        var kept = Enumerable.Range(1, all.Count).Where(n => !isLeftOut(n)).ToList();
        if (kept.Count == 0 || kept.Count == all.Count)
            throw kept.Count == 0
                ? new RefusedException("所有地块都没有有效授权，提不出边界。", "No plot has a valid mandate: there is no boundary to propose.")
                : new RefusedException("每个地块都有有效授权，边界不用改。", "Every plot has a valid mandate: the boundary stays.");
        var now = kept.Select((was, i) => (was, Now: i + 1)).ToDictionary(p => p.was, p => p.Now);
        var parcels = (await db.QueryAsync<PlotParcelRow>(
                "select c.plot, c.parcel_id, c.parcel_version_id, c.area_m2, c.expected_kg, c.expected_years from ccer.project_parcel c where c.boundary_id = @boundaryId order by c.plot", new { boundaryId }, ct))
            .Where(c => now.ContainsKey(c.Plot)).Select(c => new PlotParcel(now[c.Plot], c.ParcelId, c.ParcelVersionId, c.AreaM2, c.ExpectedKg, c.ExpectedYears)).ToList();
        return await SetAsync(actor, projectId, "ex-ante", source, [.. kept.Select(n => all[n - 1])], parcels, null, null, ct);
    }

    /// <summary>Makes sure the project's ex-ante boundary is claimed: provisionally by a design, firmly from publicity on.</summary>
    /// <remarks>Does nothing where boundary or crediting period is missing: the move that asks for it is refused with that reason.</remarks>
    internal static async Task ClaimAsync(Write write, long projectId, bool isFirm, CancellationToken ct)
    {
        var project = (await write.QueryAsync<ToClaim>(Sql.Of<ProjectBoundaries>("Projects/Sql/to_claim.sql"), new { projectId }, ct)).SingleOrDefault();
        if (project is not { BoundaryId: { } boundaryId, CreditingFrom: { } from, CreditingTo: { } to } || project.State is not ("reserve" or "design"))
            return;
        var source = $"项目 {project.Code} 的边界 {boundaryId}";
        var isSame = project.ClaimState is "provisional" or "firm" && project.ClaimSource == source && (project.ClaimFrom, project.ClaimTo) == (from, to);
        if (!isSame)
        {
            if (project.ClaimState is "provisional" or "firm")
            {
                // Given up first: what a project holds, the database lets nobody close.
                await write.ExecuteAsync("update ccer.project set claim_id = null where project_id = @projectId", new { projectId }, ct);
                await write.ExecuteAsync(
                    "update ccer.claim set state = 'released', provisional_until = null, closed_on = current_date, closing_reason = '边界或计入期已改', replaced_for = @projectId where claim_id = @ClaimId", new { project.ClaimId, projectId }, ct);
            }
            // The code of a claim is given once; that of a changed boundary is the project's with the next number.
            var code = project.ClaimId is null && !project.IsCodeTaken ? project.Code : project.NextCode;
            var claim = await ClaimRegister.RegisterAsync(write, new ClaimDraft("CCER", code, project.Name, from, to, source)
            {
                IsProvisional = !isFirm, Holder = project.Owner, IsDemonstration = project.IsDemonstration,
            }, await PlotsAsync(write.Connection, boundaryId, ct), ct);
            await write.ExecuteAsync("update ccer.project set claim_id = @ClaimId where project_id = @projectId", new { claim.ClaimId, projectId }, ct);
        }
        else if (isFirm && project.ClaimState == "provisional")
        {
            await write.ExecuteAsync("update ccer.claim set state = 'firm', provisional_until = null where claim_id = @ClaimId", project, ct);
            await write.ExecuteAsync("set constraints all immediate", ct: ct);
        }
    }

    private async Task<long> SetAsync(
        Actor actor, long projectId, string kind, string source, List<BoundaryPlot> plots, List<PlotParcel> parcels, long? selectionId, byte[]? fileSha256, CancellationToken ct)
    {
        if (kind == "monitored")
            await RequireInsideAsync(projectId, plots, ct);
        return await db.WriteAsync(actor, $"项目 {projectId} 的边界：{kind}", write => SetAsync(write, projectId, new Ground(kind, source, plots, parcels, selectionId, fileSha256), ct), ct);
    }

    private static async Task<long> SetAsync(Write write, long projectId, Ground ground, CancellationToken ct)
    {
        await ProjectBook.RequireOpenAsync(write, projectId, "不再定边界", "it takes no boundary any more", ct);
        var (kind, source, plots, parcels, selectionId, fileSha256) = ground;
        var boundaryId = await write.ScalarAsync<long>(Sql.Of<ProjectBoundaries>("Projects/Sql/insert_boundary.sql"), new
        {
            projectId, kind, source, selectionId, fileSha256, area = plots.Sum(p => p.AreaM2), plots = plots.Count, by = write.Actor.Id,
        }, ct);
        await write.ExecuteAsync(Sql.Of<ProjectBoundaries>("Projects/Sql/insert_plots.sql"), new
        {
            boundaryId, outlines = Wkb(plots), names = plots.Select(p => p.Name).ToArray(), areas = plots.Select(p => p.AreaM2).ToArray(),
        }, ct);
        await write.ExecuteAsync(Sql.Of<ProjectBoundaries>("Projects/Sql/insert_parcels.sql"), new
        {
            boundaryId, plots = parcels.Select(p => p.Plot).ToArray(), parcels = parcels.Select(p => p.ParcelId).ToArray(), versions = parcels.Select(p => p.ParcelVersionId).ToArray(),
            areas = parcels.Select(p => p.AreaM2).ToArray(), expected = parcels.Select(p => p.ExpectedKg).ToArray(), years = parcels.Select(p => p.ExpectedYears).ToArray(),
        }, ct);
        if (kind == "ex-ante")
            await write.ExecuteAsync(
                """
                update ccer.project set township_codes = (
                    select coalesce(array_agg(distinct g.township_code order by g.township_code) filter (where g.township_code is not null), '{}')
                    from ccer.project_plot g where g.boundary_id = @boundaryId)
                where project_id = @projectId
                """, new { boundaryId, projectId }, ct);
        return boundaryId;
    }

    private async Task RequireInsideAsync(long projectId, List<BoundaryPlot> plots, CancellationToken ct)
    {
        var registered = (await ListAsync(projectId, ct)).FirstOrDefault(b => b is { Kind: "ex-ante", IsNewest: true }) ?? throw new RefusedException("项目还没有登记的边界。", "The project has no registered boundary yet.");
        var reaching = await db.QueryAsync<Reaching>(Sql.Of<ProjectBoundaries>("Projects/Sql/outside_registered.sql"), new { boundaryId = registered.BoundaryId, outlines = Wkb(plots) }, ct);
        var areas = AreasOf([.. reaching.Select(r => r.Shape)]);
        var outside = reaching.Select((r, i) => (plots[r.Plot - 1].Name, AreaM2: areas[i])).Where(o => o.AreaM2 > NothingM2).ToList();
        if (outside.Count > 0)
            throw new RefusedException(
                FormattableString.Invariant($"监测边界有 {outside.Count} 个地块伸出登记的边界，共 {outside.Sum(o => o.AreaM2):#,0.##} m²：{string.Join("、", outside.Take(10).Select(o => o.Name))}。请改正后重试。"),
                FormattableString.Invariant($"{(outside.Count == 1 ? "1 plot of the monitored boundary reaches" : $"{outside.Count} plots of the monitored boundary reach")} out of the registered one, by {outside.Sum(o => o.AreaM2):#,0.##} m²: {string.Join(", ", outside.Take(10).Select(o => o.Name))}. Put them right and try again."));
    }

    private Task<IReadOnlyList<SelectedPiece>> PiecesAsync(long selectionId, TownshipScope scope, CancellationToken ct) => db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(Sql.Of<ProjectBoundaries>("Projects/Sql/selected_pieces.sql"), connection);
        command.Parameters.AddWithValue("selectionId", selectionId);
        command.Parameters.AddWithValue("townships", NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text, (object?)scope.Codes ?? DBNull.Value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var pieces = new List<SelectedPiece>();
        while (await reader.ReadAsync(ct))
            pieces.Add(new SelectedPiece(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt16(3), reader.IsDBNull(4) ? null : reader.GetInt64(4),
                reader.IsDBNull(6) ? null : (short)reader.GetInt32(6), reader.GetFieldValue<Geometry>(5), reader.GetString(7)));
        return (IReadOnlyList<SelectedPiece>)pieces;
    }, ct);

    private static async Task<IReadOnlyList<BoundaryPlot>> PlotsAsync(NpgsqlConnection connection, long boundaryId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select p.name, p.area_m2, p.geom from ccer.project_plot p where p.boundary_id = $1 order by p.plot", connection);
        command.Parameters.AddWithValue(boundaryId);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var plots = new List<BoundaryPlot>();
        while (await reader.ReadAsync(ct))
            plots.Add(new BoundaryPlot(reader.GetString(0), reader.GetFieldValue<Geometry>(2), reader.GetDecimal(1)));
        return plots;
    }

    /// <summary>Areas of record of shapes given as well-known binary, m².</summary>
    internal static decimal[] AreasOf(IReadOnlyList<byte[]?> shapes)
    {
        var areas = new decimal[shapes.Count];
        Parallel.For(0, areas.Length, i => areas[i] = shapes[i] is { } shape ? BoundaryPlot.Of(null, new WKBReader().Read(shape)).AreaM2 : 0);
        return areas;
    }

    internal static byte[][] Wkb(IEnumerable<BoundaryPlot> plots)
    {
        var writer = new WKBWriter();
        return [.. plots.Select(p => writer.Write(p.Shape))];
    }

    private sealed record Ground(string Kind, string Source, List<BoundaryPlot> Plots, List<PlotParcel> Parcels, long? SelectionId, byte[]? FileSha256);

    private sealed record PlotParcel(int Plot, long ParcelId, long ParcelVersionId, decimal AreaM2, long? ExpectedKg, short? ExpectedYears);

    private sealed record PlotParcelRow
    {
        public int Plot { get; init; }
        public long ParcelId { get; init; }
        public long ParcelVersionId { get; init; }
        public decimal AreaM2 { get; init; }
        public long? ExpectedKg { get; init; }
        public short? ExpectedYears { get; init; }
    }

    private sealed record Under
    {
        public int Plot { get; init; }
        public long ParcelId { get; init; }
        public long ParcelVersionId { get; init; }
        public byte[] Shared { get; init; } = [];
    }

    private sealed record Reaching
    {
        public int Plot { get; init; }
        public byte[] Shape { get; init; } = [];
    }

    private sealed record Eligible
    {
        public long RunId { get; init; }
        public byte[]? Shared { get; init; }
    }

    private sealed record ToClaim
    {
        public string Code { get; init; } = "";
        public string Name { get; init; } = "";
        public string State { get; init; } = "";
        public DateOnly? CreditingFrom { get; init; }
        public DateOnly? CreditingTo { get; init; }
        public bool IsDemonstration { get; init; }
        public long? BoundaryId { get; init; }
        public long? ClaimId { get; init; }
        public string? ClaimState { get; init; }
        public string? ClaimSource { get; init; }
        public DateOnly? ClaimFrom { get; init; }
        public DateOnly? ClaimTo { get; init; }
        public bool IsCodeTaken { get; init; }
        public string NextCode { get; init; } = "";
        public string? Owner { get; init; }
    }
}

/// <summary>An outline against a screening, ellipsoidal m².</summary>
/// <param name="EligibleM2">What passes or awaits evidence.</param>
public sealed record EligibleGround(long RunId, decimal AreaM2, decimal EligibleM2)
{
    /// <summary>Why the outline is no boundary as it is, and how it is kept all the same; null where some of its ground could count.</summary>
    /// <param name="keepZh">The end of the sentence: what to do where it is meant; <paramref name="keepEn"/> in English.</param>
    public UnconfirmedException? Refusal(string keepZh, string keepEn) => EligibleM2 > 0 ? null : new(
        FormattableString.Invariant($"筛查 {RunId} 在这个范围（{AreaM2 * 3 / 2000:#,0.00} 亩）里没有符合或待举证的地。请改边界；确实要用，{keepZh}。"),
        FormattableString.Invariant($"Screening {RunId} finds no ground in this outline ({AreaM2 * 3 / 2000:#,0.00} mu) that passes or awaits evidence. Change the boundary; if it is meant, {keepEn}."));
}

/// <summary>Something speaks against an outline that whoever asks may know better: it becomes a boundary where they say that it is meant.</summary>
public sealed class UnconfirmedException(string sentence, string english) : RefusedException(sentence, english);

/// <summary>A piece of a selection with what the screening, under its methodology, said of it: kg CO₂e to the end of the crediting period, and how many years that covers.</summary>
public sealed record SelectedPiece(long ParcelId, long ParcelVersionId, string Code, short Piece, long? ExpectedKg, short? ExpectedYears, Geometry Shape, string MethodologyId);

/// <summary>A boundary of a project: <c>ex-ante</c>, <c>planted</c> or <c>monitored</c>; ellipsoidal m².</summary>
public sealed record BoundaryRow
{
    public long BoundaryId { get; init; }
    public long ProjectId { get; init; }
    public string Kind { get; init; } = "";
    public string Source { get; init; } = "";
    public long? SelectionId { get; init; }
    public long Generation { get; init; }
    public decimal AreaM2 { get; init; }
    public int Plots { get; init; }
    public DateOnly SetOn { get; init; }
    public string SetBy { get; init; } = "";
    public bool IsNewest { get; init; }

    public string KindZh => Kind switch { "monitored" => "监测边界", "planted" => "造林边界", _ => "事前边界" };
}
