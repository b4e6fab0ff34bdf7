using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ccer.Screening;

/// <summary>What all chunks of a screening share: conditions, values, dictionaries, land-class history, rights and claims.</summary>
public sealed class ScreeningBasis
{
    private readonly Dictionary<string, LandKind> _landKinds;
    private readonly Dictionary<string, PurposeKind> _purposes;
    private readonly Dictionary<string, string?> _origins;
    private readonly Dictionary<long, TenureFact> _tenure;
    private readonly Dictionary<long, bool> _wetlands;
    private readonly Dictionary<long, ClaimInForce> _claims;

    private ScreeningBasis(
        ScreeningManifest manifest, Dictionary<string, LandKind> landKinds, Dictionary<string, PurposeKind> purposes, Dictionary<string, string?> origins,
        Dictionary<long, TenureFact> tenure, Dictionary<long, bool> wetlands, Dictionary<long, ClaimInForce> claims, LandHistories histories)
    {
        (Manifest, _landKinds, _purposes, _origins, _tenure, _wetlands, _claims, Histories) = (manifest, landKinds, purposes, origins, tenure, wetlands, claims, histories);
        var methodology = MethodologyCatalogue.Find(manifest.MethodologyId)!;
        var judged = methodology.Judged;
        Conditions = [.. manifest.Conditions.Select(key => judged.Single(c => c.Key == key))];
        Checks = [.. Conditions.Select(c => ConditionChecks.Find(c.Check))];
        Parameters = new ConditionParameters(manifest.Parameters.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal));
        PlotPosition = Array.FindIndex([.. Conditions], c => c.Check == "contiguous-plot");
    }

    public ScreeningManifest Manifest { get; }

    public IReadOnlyList<Condition> Conditions { get; }

    public IReadOnlyList<ConditionCheck> Checks { get; }

    public ConditionParameters Parameters { get; }

    /// <summary>Where among the conditions the plot's area is judged; −1 where it is not.</summary>
    public int PlotPosition { get; }

    public LandHistories Histories { get; }

    public bool HasWetlandLayer => _wetlands.Count > 0;

    public static async Task<ScreeningBasis> LoadAsync(Db db, long runId, CancellationToken ct)
    {
        var json = await db.QuerySingleOrDefaultAsync<string>("select s.manifest::text from ccer.screening s where s.run_id = @runId", new { runId }, ct)
                   ?? throw new Platform.Jobs.RunRefusedException($"没有编号为 {runId} 的筛查。");
        var manifest = ScreeningManifest.Parse(json);
        var codes = await db.QueryAsync<Code>(
            "select c.list, c.code as value, c.means from inventory.code_v c where c.list in ('land-class', 'forest-purpose', 'origin')", ct: ct);
        Dictionary<string, T> Of<T>(string list, Func<string?, T> meaning) =>
            codes.Where(c => c.List == list).ToDictionary(c => c.Value, c => meaning(c.Means), StringComparer.Ordinal);
        var at = new { manifest.AsOf, manifest.ClaimsAsOf, manifest.Generation, Screenings.Scheme };
        var landKinds = Of("land-class", LandKindOf);
        // One after the other they would leave all but one core idle, and every worker waits for them.
        var tenure = db.QueryAsync<TenureRow>(Sql.Of<ScreeningBasis>("Screening/Sql/tenure_facts.sql"), at, ct);
        var wetlands = db.QueryAsync<ProtectedRow>(Sql.Of<ScreeningBasis>("Screening/Sql/protected_facts.sql"), at, ct);
        var claims = db.QueryAsync<ClaimInForce>(Sql.Of<ScreeningBasis>("Screening/Sql/claims_in_force.sql"), at, ct);
        var histories = LandHistories.LoadAsync(db, manifest, landClass => landKinds.GetValueOrDefault(landClass, LandKind.Unknown), ct);
        await Task.WhenAll(tenure, wetlands, claims, histories);
        return new ScreeningBasis(
            manifest, landKinds, Of("forest-purpose", PurposeOf), Of("origin", m => m),
            (await tenure).ToDictionary(t => t.FeatureId, t => new TenureFact(t.Code, t.CertificateKind, t.CertificateNo, t.TermTo, t.Disputed)),
            (await wetlands).ToDictionary(w => w.FeatureId, w => w.IsWetland), (await claims).ToDictionary(c => c.ClaimId), await histories);
    }

    public LandKind KindOf(string landClass) => _landKinds.GetValueOrDefault(landClass, LandKind.Unknown);

    public PurposeKind PurposeOf(string? code, bool isNamed) => !isNamed ? PurposeKind.Missing : _purposes.GetValueOrDefault(code!, PurposeKind.Unknown);

    public bool? IsPlanted(string? origin) => origin is null ? null : _origins.GetValueOrDefault(origin) switch { "planted" => true, "natural" => false, _ => null };

    public TenureFact Tenure(long featureId) => _tenure[featureId];

    public bool IsWetland(long featureId) => _wetlands[featureId];

    /// <summary>The claim, if it meets a period of the ground.</summary>
    public ClaimFact? Claim(long claimId, DateOnly from, DateOnly to) =>
        _claims.TryGetValue(claimId, out var claim) && claim.PeriodFrom <= to && claim.PeriodTo >= from
            ? new ClaimFact(claimId, claim.IsFirm, claim.IsKnown)
            : null;

    private static LandKind LandKindOf(string? means) => means switch
    {
        "forest" => LandKind.Forest,
        "open" => LandKind.OpenForest,
        "shrub" => LandKind.Shrub,
        "un-established" => LandKind.Unestablished,
        "logged" or "burnt" => LandKind.Cleared,
        "plantable" or "non-stocked" => LandKind.Plantable,
        "wetland" => LandKind.Wetland,
        "water" => LandKind.Water,
        null => LandKind.Unknown,
        _ => LandKind.OtherLand,
    };

    private static PurposeKind PurposeOf(string? means) => means switch
    {
        "protection" => PurposeKind.Protection,
        "special-use" => PurposeKind.SpecialUse,
        "timber" => PurposeKind.Timber,
        "fuel" => PurposeKind.Fuel,
        "economic" => PurposeKind.Economic,
        _ => PurposeKind.Unknown,
    };

    private sealed record Code
    {
        public string List { get; init; } = "";

        public string Value { get; init; } = "";

        public string? Means { get; init; }
    }

    private sealed record TenureRow
    {
        public long FeatureId { get; init; }
        public string Code { get; init; } = "";
        public string? CertificateKind { get; init; }
        public string? CertificateNo { get; init; }
        public DateOnly? TermTo { get; init; }
        public bool? Disputed { get; init; }
    }

    private sealed record ProtectedRow
    {
        public long FeatureId { get; init; }
        public bool IsWetland { get; init; }
    }

    private sealed record ClaimInForce
    {
        public long ClaimId { get; init; }
        public bool IsFirm { get; init; }
        public bool IsKnown { get; init; }
        public DateOnly PeriodFrom { get; init; }
        public DateOnly PeriodTo { get; init; }
    }
}
