using System.Text.Json.Serialization;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Growth.Runs;
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

    /// <summary>The last finished screening before this one under the same methodology; null for the first.</summary>
    public Task<ScreeningRow?> PreviousAsync(ScreeningRow run, CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<ScreeningRow>(
        """
        select s.* from ccer.screening_v s
        where s.finished_at is not null and s.methodology_id = @MethodologyId and s.run_id < @RunId
        order by s.run_id desc limit 1
        """, new { run.MethodologyId, run.RunId }, ct);

    /// <summary>Screenings with the counts of the scope's own ground: whoever sees some townships is not told the county's.</summary>
    public async Task<IReadOnlyList<ScreeningRow>> WithinAsync(IReadOnlyList<ScreeningRow> runs, TownshipScope scope, CancellationToken ct = default)
    {
        if (scope.Codes is null)
            return runs;
        var counts = (await db.QueryAsync<Count>(
            Sql.Of<ScreeningResults>("Screening/Sql/counts_within.sql"), new { runs = runs.Select(r => r.RunId).ToArray(), townships = scope.Codes }, ct)).ToDictionary(c => c.RunId);
        return [.. runs.Select(r => r.FinishedAt is null ? r : r with { Pieces = counts.GetValueOrDefault(r.RunId)?.Pieces ?? 0, Parcels = counts.GetValueOrDefault(r.RunId)?.Parcels ?? 0 })];
    }

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

    /// <summary>Parcels with their areas by verdict: those with a piece the filter keeps.</summary>
    public Task<IReadOnlyList<ScreenedParcelRow>> ParcelsAsync(
        long runId, TownshipScope scope, PieceFilter? filter = null, string? code = null, int limit = 100, int offset = 0, CancellationToken ct = default)
    {
        var of = filter ?? new PieceFilter();
        return db.QueryAsync<ScreenedParcelRow>(Sql.Of<ScreeningResults>("Screening/Sql/parcels.sql"), new
        {
            runId, townships = scope.Codes, verdict = (short?)of.Verdict, reason = of.Reason, step = of.Step ?? 0, part = of.Part, what = of.What,
            passes = Numbers(Verdict.Pass), needs = Numbers(Verdict.NeedsEvidence), code = string.IsNullOrWhiteSpace(code) ? null : code.Trim(), limit, offset,
        }, ct);
    }

    private static short[] Numbers(Verdict verdict) => [.. Carbon.Methodologies.Conditions.Reason.All.Where(r => r.Verdict == verdict).Select(r => r.Number)];

    /// <summary>The pieces of one parcel with the data each condition used; empty where the run or the scope has none.</summary>
    public Task<IReadOnlyList<PieceRow>> PiecesAsync(long runId, string codeOrId, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<PieceRow>(Sql.Of<ScreeningResults>("Screening/Sql/pieces.sql"), new
        {
            runId, townships = scope.Codes, code = codeOrId, parcelId = long.TryParse(codeOrId, out var id) && codeOrId.Length < 19 ? id : -1,
        }, ct);

    /// <summary>Parcels whose areas or tonnes differ between two screenings, largest change first.</summary>
    public Task<IReadOnlyList<ScreeningChange>> DiffAsync(long a, long b, TownshipScope scope, int limit = 1000, CancellationToken ct = default) =>
        db.QueryAsync<ScreeningChange>(Sql.Of<ScreeningResults>("Screening/Sql/diff.sql"), new { a, b, townships = scope.Codes, limit }, ct);

    /// <summary>The accounting runs of two screenings, and what another one alone changes within the scope.</summary>
    public async Task<ScreeningAccounts> AccountsAsync(ScreeningRow a, ScreeningRow b, TownshipScope scope, CancellationToken ct = default)
    {
        var runs = new AccountedRuns(db);
        async Task<RunRow?> OfAsync(ScreeningRow screening) => screening.AccountingRun is { } run ? await runs.FindAsync(run, ct) : null;
        static decimal? Deduction(ScreeningRow screening) => ScreeningManifest.Parse(screening.Manifest).Parameters.FirstOrDefault(p => p.Key == "non_permanence_rate")?.Value;
        var isAccountAlone = a.AccountingRun != b.AccountingRun && a.CreditingYears == b.CreditingYears && Deduction(a) == Deduction(b);
        return new(await OfAsync(a), await OfAsync(b), isAccountAlone
            ? await db.QuerySingleOrDefaultAsync<AccountChange>(Sql.Of<ScreeningResults>("Screening/Sql/diff_by_account.sql"), new { a = a.RunId, b = b.RunId, townships = scope.Codes }, ct)
            : null);
    }

    /// <summary>The plan's ideas answered from the pieces of a screening.</summary>
    public async Task<IReadOnlyList<PlanIdea>> IdeasAsync(ScreeningRow run, TownshipScope scope, CancellationToken ct = default)
    {
        var sums = await db.QueryAsync<IdeaSum>(Sql.Of<ScreeningResults>("Screening/Sql/idea_areas.sql"), new { run.RunId, townships = scope.Codes }, ct);
        var targets = await db.QueryAsync<Target>("select t.target_key, t.value from inventory.plan_target_v t where t.unit = 'wan_mu'", ct: ct);
        var methodology = MethodologyCatalogue.Find(run.MethodologyId)?.With(ScreeningManifest.Parse(run.Manifest).InWords());
        return PlanIdea.From(methodology, sums, targets.ToDictionary(t => t.TargetKey, t => t.Value));
    }

    private sealed record Count
    {
        public long RunId { get; init; }
        public long Pieces { get; init; }
        public long Parcels { get; init; }
    }

    private sealed record Target
    {
        public string TargetKey { get; init; } = "";
        public decimal Value { get; init; }
    }
}

/// <summary>Which pieces a figure of a screening is the sum of.</summary>
/// <param name="Verdict">Pieces of one verdict.</param>
/// <param name="Reason">Pieces with this reason at any condition.</param>
/// <param name="Step">Position of a condition from 1; only with <paramref name="Part"/>.</param>
/// <param name="Part">Among pieces no earlier condition failed: <c>pass</c>, <c>need</c>, <c>fail</c> at the step itself; <c>left</c>, <c>left_pass</c>,
/// <c>left_need</c> of what is left after it.</param>
/// <param name="What">A figure with a name of its own, one of <see cref="Figures"/>.</param>
public sealed record PieceFilter(Verdict? Verdict = null, short? Reason = null, int? Step = null, string? Part = null, string? What = null)
{
    public static IReadOnlyList<string> Parts { get; } = ["pass", "need", "fail", "left", "left_pass", "left_need"];

    /// <summary>Names of <c>parcels.sql</c>: those of the headline and of the plan's ideas.</summary>
    public static IReadOnlyList<string> Figures { get; } =
        ["expected", "implausible", "without_figure", "forest", "sliver", "plantable", "base", "planted_young", "welfare_or_natural"];
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
    /// <summary>kg CO₂e to the end of the crediting period.</summary>
    public long? ExpectedKg { get; init; }
    public decimal ExpectedM2 { get; init; }

    /// <summary>kg CO₂e a year: each piece's over the years its own figure covers, added up.</summary>
    public long? ExpectedKgA { get; init; }

    /// <summary>Years the figures cover, their mean by area; planted ground is accounted from the run's first year on, not from its start.</summary>
    public decimal? ExpectedYears { get; init; }
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

    /// <summary>Area of the pieces the filter keeps, and the same of all parcels together.</summary>
    public decimal KeptM2 { get; init; }

    public decimal AllKeptM2 { get; init; }

    /// <summary>The first condition that fails on most of its failing ground, position from 1; null where none fails.</summary>
    public int? FirstFail { get; init; }

    /// <summary>The first condition that needs evidence on most of the ground that awaits it, position from 1; null where none does.</summary>
    public int? FirstNeed { get; init; }

    /// <summary>Expected kg CO₂e on the pieces that pass.</summary>
    public long? PassKg { get; init; }

    /// <summary>The same on those that await evidence: only if it is brought.</summary>
    public long? NeedKg { get; init; }

    /// <summary>kg CO₂e a year of the pieces that have a figure, each over the years it covers, and their area: what a rate is made of.</summary>
    public decimal? ExpectedKgA { get; init; }

    public decimal ExpectedM2 { get; init; }

    /// <summary>True where a piece's expected tonnes lie outside the plausible range (data, [M]).</summary>
    public bool IsImplausible { get; init; }

    /// <summary>False where the ground is planted and nobody recorded when: <see cref="StartDate"/> then says nothing.</summary>
    public bool IsStartKnown { get; init; }

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
    /// <summary>The history in words: land class and source of each day's record.</summary>
    public string? HistoryZh { get; init; }

    public string? HistoryEn { get; init; }

    /// <summary>The forest purpose with its code and the record it stands in; says nothing without <see cref="HasPurpose"/>.</summary>
    public string? PurposeZh { get; init; }

    public string? PurposeEn { get; init; }
    public bool HasPurpose { get; init; }
    public string? Statement { get; init; }

    /// <summary>What the owner declared of additionality.</summary>
    public string? Additionality { get; init; }

    /// <summary>Where the owner's statements up to the screening's day come from.</summary>
    public string? StatementSources { get; init; }

    /// <summary>The layer, the category on record and the county's facts that additionality asks before what the owner declares.</summary>
    public string Exemption { get; init; } = "";

    /// <summary>The day of the register of claims and of the owners' statements.</summary>
    public DateOnly ClaimsAsOf { get; init; }

    public short? SiteClass { get; init; }
    public long? ExpectedKg { get; init; }

    /// <summary>Years that <see cref="ExpectedKg"/> covers.</summary>
    public int? ExpectedYears { get; init; }
    public short ExpectedReason { get; init; }
    public long? Plot { get; init; }
    public decimal? PlotAreaM2 { get; init; }

    /// <summary>False where the ground is planted and nobody recorded when.</summary>
    public bool IsStartKnown => !((PieceFlags)Flags).HasFlag(PieceFlags.StartUnknown);

    // Words the query leaves open: what it finds is told in either language.
    private static readonly (string Open, string Zh, string En)[] OpenWords =
    [
        ("{to}", "至", "to"), ("{no document}", "无证", "no document"), ("{disputed}", "有争议", "disputed"), ("{cleared}", "清灌", "shrubs cleared"),
        ("{trees stay}", "保留散生木", "scattered trees stay"), ("{not declared}", "未报", "not declared"), ("{yes}", "是", "yes"), ("{no}", "否", "no"),
        ("{declared public-welfare}", "业主申报：生态公益林造林", "declared by the owner: planting public-welfare forest"),
        ("{declared tool}", "业主申报：已按一般工具论证", "declared by the owner: proven with the general tool"), ("{date not recorded}", "造林日期未记", "planting date not recorded"),
        ("{welfare layer}", "图层“公益林”，截至", "layer of public-welfare forest as of"), ("{category}", "小班记录的森林类别", "forest category of the parcel's record"), ("{welfare}", "（公益林）", " (public-welfare)"),
        ("{zone}", "县级参数：国家重点生态功能区", "county fact: national key ecological function zone"), ("{not verified}", "未核实", "not verified"),
        ("{precipitation}", "县级参数：年均降水量", "county fact: mean annual precipitation"), ("{no statement}", "没有业主的额外性申报，截至", "no owner's statement of additionality as of"),
        ("{conflict}", "，来源矛盾", ", sources conflict"), ("{parcel record}", "小班记录", "the parcel's record"), ("{not in dictionary}", "不在字典中", "not in the dictionary"),
        ("{source unknown}", "来源不详", "source not known"),
        // Between and around what the query finds stands the reader's punctuation.
        ("{;}", "；", "; "), ("{,}", "，", ", "), ("{and}", "、", ", "), ("{(}", "（", " ("), ("{)}", "）", ")"),
        ("{register}", "唯一性登记，截至", "register of claims as of"), ("{no claim}", "此地此期没有主张", "no claim on this ground in the period"),
    ];

    /// <summary>What the check of a condition looked at, in words; names and certificates are as they were entered.</summary>
    /// <param name="inMu">The unit beside the m² that areas of plots are judged in: mu, or hectares.</param>
    public string Datum(string check, bool inEnglish, bool inMu = true) =>
        OpenWords.Aggregate(Words(check, inEnglish, inMu), (text, word) => text.Replace(word.Open, inEnglish ? word.En : word.Zh, StringComparison.Ordinal));

    private string Words(string check, bool inEnglish, bool inMu) => check switch
    {
        "non-forest-years" or "non-forest-since" => Told(inEnglish),
        "not-wetland" => $"{Told(inEnglish)}{(Protected is null ? "" : "{;}" + Protected)}",
        "forest-purpose" => HasPurpose ? (inEnglish ? PurposeEn : PurposeZh) ?? "–" : "–",
        "start-after" => IsStartKnown ? $"{StartDate:yyyy-MM-dd}" : "{date not recorded}",
        "tenure" => Tenure ?? "–",
        "shrub-removal" => Statement is null ? "–" : $"{Statement}{{(}}{StatementSources}{{)}}",
        "additionality" => $"{Exemption}{(Exemption.Length > 0 ? "{;}" : "")}{(Additionality is null ? System.FormattableString.Invariant($"{{no statement}} {ClaimsAsOf:yyyy-MM-dd}") : $"{Additionality}{{(}}{StatementSources}{{)}}")}",
        "exclusive" => System.FormattableString.Invariant($"{{register}} {ClaimsAsOf:yyyy-MM-dd}: {Claims ?? "{no claim}"}"),
        "contiguous-plot" => PlotAreaM2 is { } area ? System.FormattableString.Invariant($"{area:#,0.0} m²{{(}}{AreaIn(area, inEnglish, inMu)}{{)}}") : "–",
        _ => "–",
    };

    private string Told(bool inEnglish) => (inEnglish ? HistoryEn : HistoryZh) ?? "–";

    private static string AreaIn(decimal m2, bool inEnglish, bool inMu) => inMu
        ? System.FormattableString.Invariant($"{m2 * 3 / 2000:#,0.00} {(inEnglish ? "mu" : "亩")}")
        : System.FormattableString.Invariant($"{m2 / 10_000:#,0.0000} {(inEnglish ? "ha" : "公顷")}");
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
    public long? PassAKg { get; init; }
    public long? NeedAKg { get; init; }
    public long? PassBKg { get; init; }
    public long? NeedBKg { get; init; }
    public long Total { get; init; }

    /// <summary>What B expects more than A on ground that passes; null where neither has a figure.</summary>
    public long? PassKg => Difference(PassAKg, PassBKg);

    /// <summary>The same on ground that awaits evidence.</summary>
    public long? NeedKg => Difference(NeedAKg, NeedBKg);

    /// <summary>The change of a sum in kg CO₂e: ground without a figure adds nothing to it, and where neither side has any there is no difference to tell.</summary>
    public static long? Difference(long? a, long? b) => (a, b) is (null, null) ? null : (b ?? 0) - (a ?? 0);
}
