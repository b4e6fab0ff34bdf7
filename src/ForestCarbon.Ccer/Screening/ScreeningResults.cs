using System.Text.Json.Serialization;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ccer.Screening;

/// <summary>What screenings found, for pages and commands. A scope of townships limits every figure.</summary>
public sealed class ScreeningResults(Db db)
{
    /// <summary>Screenings, newest first.</summary>
    public Task<IReadOnlyList<ScreeningRow>> ListAsync(int limit = 50, CancellationToken ct = default) =>
        db.QueryAsync<ScreeningRow>("select s.* from ccer.screening_v s order by s.run_id desc limit @limit", new { limit }, ct);

    public Task<ScreeningRow?> FindAsync(long runId, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<ScreeningRow>("select s.* from ccer.screening_v s where s.run_id = @runId", new { runId }, ct);

    /// <summary>The newest finished screening, or null before the first; with <paramref name="methodologyId"/> under that methodology.</summary>
    public Task<ScreeningRow?> LatestAsync(string? methodologyId = null, CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<ScreeningRow>(
        """
        select s.* from ccer.screening_v s
        where s.finished_at is not null and (@methodologyId::text is null or s.methodology_id = @methodologyId)
        order by s.run_id desc limit 1
        """, new { methodologyId }, ct);

    /// <summary>Area, parcels and expected tonnes by verdict; a verdict without ground has no line.</summary>
    public Task<IReadOnlyList<VerdictSum>> SumsAsync(long runId, TownshipScope scope, CancellationToken ct = default) => db.QueryAsync<VerdictSum>(
        Sql.Of<ScreeningResults>("Screening/Sql/sums.sql"), new { runId, townships = scope.Codes }, ct);

    /// <summary>The steps of the funnel; step 0 is all ground.</summary>
    public Task<IReadOnlyList<FunnelStep>> FunnelAsync(long runId, TownshipScope scope, CancellationToken ct = default) => db.QueryAsync<FunnelStep>(
        Sql.Of<ScreeningResults>("Screening/Sql/funnel.sql"), new { runId, townships = scope.Codes }, ct);

    /// <summary>The townships with their areas by verdict, in the order of their codes.</summary>
    public Task<IReadOnlyList<TownshipSum>> TownshipsAsync(long runId, TownshipScope scope, CancellationToken ct = default) => db.QueryAsync<TownshipSum>(
        Sql.Of<ScreeningResults>("Screening/Sql/townships.sql"), new { runId, townships = scope.Codes }, ct);

    /// <summary>How much ground stands under each reason of each condition, among pieces no earlier condition failed.</summary>
    public async Task<IReadOnlyList<ReasonSum>> ReasonsAsync(long runId, TownshipScope scope, CancellationToken ct = default) =>
        await db.QueryAsync<ReasonSum>(Sql.Of<ScreeningResults>("Screening/Sql/reasons.sql"), new { runId, townships = scope.Codes }, ct);

    /// <summary>Parcels with their areas by verdict. <paramref name="verdict"/> keeps those with ground of it, <paramref name="reason"/> those with a piece
    /// under it, <paramref name="implausible"/> those with expected tonnes outside the plausible range.</summary>
    public Task<IReadOnlyList<ScreenedParcelRow>> ParcelsAsync(
        long runId, TownshipScope scope, Verdict? verdict = null, short? reason = null, string? code = null, int limit = 100, int offset = 0, bool implausible = false,
        CancellationToken ct = default) =>
        db.QueryAsync<ScreenedParcelRow>(Sql.Of<ScreeningResults>("Screening/Sql/parcels.sql"), new
        {
            runId, townships = scope.Codes, verdict = (short?)verdict, reason, code = string.IsNullOrWhiteSpace(code) ? null : code.Trim(), limit, offset, implausible,
        }, ct);

    /// <summary>The pieces of one parcel with the data each condition used; empty where the run or the scope has none.</summary>
    public Task<IReadOnlyList<PieceRow>> PiecesAsync(long runId, string codeOrId, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<PieceRow>(Sql.Of<ScreeningResults>("Screening/Sql/pieces.sql"), new
        {
            runId, townships = scope.Codes, code = codeOrId, parcelId = long.TryParse(codeOrId, out var id) && codeOrId.Length < 19 ? id : -1,
        }, ct);

    /// <summary>Parcels whose areas or tonnes differ between two screenings, largest change first.</summary>
    public Task<IReadOnlyList<ScreeningChange>> DiffAsync(long a, long b, TownshipScope scope, int limit = 1000, CancellationToken ct = default) =>
        db.QueryAsync<ScreeningChange>(Sql.Of<ScreeningResults>("Screening/Sql/diff.sql"), new { a, b, townships = scope.Codes, limit }, ct);

    /// <summary>The plan's ideas answered from the pieces of a screening.</summary>
    public async Task<IReadOnlyList<PlanIdea>> IdeasAsync(ScreeningRow run, TownshipScope scope, CancellationToken ct = default)
    {
        var areas = await db.QuerySingleOrDefaultAsync<IdeaAreas>(Sql.Of<ScreeningResults>("Screening/Sql/idea_areas.sql"), new { run.RunId, townships = scope.Codes }, ct);
        var targets = await db.QueryAsync<Target>("select t.target_key, t.value from inventory.plan_target_v t where t.unit = 'wan_mu'", ct: ct);
        return PlanIdea.From(areas ?? new IdeaAreas(), targets.ToDictionary(t => t.TargetKey, t => t.Value), run.CreditingYears);
    }

    private sealed record Target
    {
        public string TargetKey { get; init; } = "";
        public decimal Value { get; init; }
    }
}

/// <summary>A screening with what it pinned.</summary>
public sealed record ScreeningRow
{
    public long RunId { get; init; }
    public string Title { get; init; } = "";
    public string State { get; init; } = "";
    public string MethodologyId { get; init; } = "";
    public DateOnly AsOf { get; init; }
    public DateOnly ClaimsAsOf { get; init; }
    public DateOnly StartDate { get; init; }
    public int CreditingYears { get; init; }
    public string? PlantingModel { get; init; }
    public long Generation { get; init; }
    public long? AccountingRun { get; init; }

    [JsonConverter(typeof(JsonText))]
    public string Manifest { get; init; } = "";

    public string ManifestSha256 { get; init; } = "";
    public string? ResultSha256 { get; init; }
    public long? Pieces { get; init; }
    public long? Parcels { get; init; }
    public DateTime? FinishedAt { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime? StartedAt { get; init; }
    public DateTime? EndedAt { get; init; }
    public string? Failure { get; init; }
    public double? Seconds => (EndedAt - StartedAt)?.TotalSeconds;
}

/// <summary>Ground under one verdict. <see cref="ExpectedKg"/> sums the pieces that have a figure; <see cref="WithoutFigureM2"/> is the ground that has none.</summary>
public sealed record VerdictSum
{
    public Verdict Verdict { get; init; }
    public long Pieces { get; init; }
    public long Parcels { get; init; }
    public decimal AreaM2 { get; init; }
    public decimal ForestM2 { get; init; }
    public long Slivers { get; init; }
    public long? ExpectedKg { get; init; }
    public decimal ExpectedM2 { get; init; }
    public decimal WithoutFigureM2 { get; init; }

    /// <summary>Ground whose expected tonnes lie outside the plausible range (data, [M]).</summary>
    public decimal ImplausibleM2 { get; init; }
}

/// <summary>One step of the funnel, m²; step 0 holds all ground in <see cref="LeftPassM2"/>.</summary>
public sealed record FunnelStep
{
    public int Position { get; init; }
    public long Pieces { get; init; }

    /// <summary>This condition alone, among pieces no earlier one failed.</summary>
    public decimal PassM2 { get; init; }

    public decimal NeedM2 { get; init; }
    public decimal FailM2 { get; init; }

    /// <summary>Passed this and all earlier conditions.</summary>
    public decimal LeftPassM2 { get; init; }

    /// <summary>Failed none up to here, and some need evidence.</summary>
    public decimal LeftNeedM2 { get; init; }
}

/// <summary>A township of a screening, ellipsoidal m².</summary>
public sealed record TownshipSum
{
    public string TownshipCode { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public decimal AreaM2 { get; init; }
    public decimal PassM2 { get; init; }
    public decimal NeedM2 { get; init; }
    public decimal FailM2 => AreaM2 - PassM2 - NeedM2;
}

/// <summary>Ground under a reason at a step of the funnel.</summary>
public sealed record ReasonSum
{
    public int Position { get; init; }
    public short Number { get; init; }
    public long Pieces { get; init; }
    public long Parcels { get; init; }
    public decimal AreaM2 { get; init; }
    public Reason Reason => Reason.Of(Number);
}

/// <summary>A parcel with its areas by verdict, ellipsoidal m².</summary>
public sealed record ScreenedParcelRow
{
    public long ParcelId { get; init; }
    public string Code { get; init; } = "";
    public string TownshipCode { get; init; } = "";
    public string LandClass { get; init; } = "";
    public DateOnly StartDate { get; init; }
    public decimal AreaM2 { get; init; }
    public decimal PassM2 { get; init; }
    public decimal NeedM2 { get; init; }
    public decimal FailM2 { get; init; }
    public int Pieces { get; init; }

    /// <summary>The first condition that fails on most of its failing ground, position from 1; null where none fails.</summary>
    public int? FirstFail { get; init; }

    public long? ExpectedKg { get; init; }

    /// <summary>True where a piece's expected tonnes lie outside the plausible range (data, [M]).</summary>
    public bool IsImplausible { get; init; }

    public long Total { get; init; }
}

/// <summary>A piece with the data its conditions used.</summary>
public sealed record PieceRow
{
    public long ParcelId { get; init; }
    public string Code { get; init; } = "";
    public int Piece { get; init; }
    public decimal AreaM2 { get; init; }
    public Verdict Verdict { get; init; }
    public short[] Reasons { get; init; } = [];
    public DateOnly StartDate { get; init; }
    public bool IsPlanted { get; init; }
    public short Flags { get; init; }
    public string History { get; init; } = "";
    public string? Tenure { get; init; }
    public string? Claims { get; init; }
    public string? Protected { get; init; }
    public string? Purpose { get; init; }
    public string? Statement { get; init; }

    /// <summary>What the owner declared of additionality.</summary>
    public string? Additionality { get; init; }

    /// <summary>Where the owner's statements up to the screening's day come from.</summary>
    public string? StatementSources { get; init; }

    public short? SiteClass { get; init; }
    public long? ExpectedKg { get; init; }
    public short ExpectedReason { get; init; }
    public long? Plot { get; init; }
    public decimal? PlotAreaM2 { get; init; }

    /// <summary>What the check of a condition looked at, in words.</summary>
    public string Datum(string check) => check switch
    {
        "non-forest-years" or "non-forest-since" => History,
        "not-wetland" => $"{History}{(Protected is null ? "" : "；" + Protected)}",
        "forest-purpose" => Purpose ?? "–",
        "start-after" => $"{StartDate:yyyy-MM-dd}",
        "tenure" => Tenure ?? "–",
        "shrub-removal" => Statement is null ? "–" : $"{Statement}（{StatementSources}）",
        "additionality" => Additionality is null ? "–" : $"{Additionality}（{StatementSources}）",
        "exclusive" => Claims ?? "–",
        "contiguous-plot" => PlotAreaM2 is { } area ? System.FormattableString.Invariant($"{area:0.0} m²") : "–",
        _ => "–",
    };
}

/// <summary>A parcel that stands otherwise in screening B than in A; areas in m², tonnes in whole kg.</summary>
public sealed record ScreeningChange
{
    public long ParcelId { get; init; }
    public string Code { get; init; } = "";
    public decimal PassAM2 { get; init; }
    public decimal NeedAM2 { get; init; }
    public decimal FailAM2 { get; init; }
    public decimal PassBM2 { get; init; }
    public decimal NeedBM2 { get; init; }
    public decimal FailBM2 { get; init; }
    public long? ExpectedAKg { get; init; }
    public long? ExpectedBKg { get; init; }
    public long Total { get; init; }
}
