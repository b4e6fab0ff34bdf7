using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Methodologies;

namespace ForestCarbon.Ccer.Screening;

/// <summary>A screening to open.</summary>
/// <param name="AsOf">Ground and claims as of this date, today or before; null: the newest inventory and today's claims.</param>
/// <param name="StartDate">Start of candidates; null: 1 January of next year. Planted land uses its own date.</param>
/// <param name="CreditingYears">Null: the methodology's shortest period.</param>
/// <param name="PlantingModel">Planting model (造林模型) for land without trees; null: no tonnes are expected there, and the reason says so.</param>
public sealed record ScreeningRequest(
    string MethodologyId, DateOnly? AsOf = null, DateOnly? StartDate = null, int? CreditingYears = null, string? PlantingModel = null);

/// <summary>What decides a screening, stored with it; the same manifest over the same data gives the same pieces.</summary>
public sealed record ScreeningManifest
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string MethodologyId { get; init; } = "";
    public DateOnly AsOf { get; init; }
    public DateOnly ClaimsAsOf { get; init; }
    public DateOnly StartDate { get; init; }
    public int CreditingYears { get; init; }
    public string? PlantingModel { get; init; }

    /// <summary>The planting model as it stood; null where none was named.</summary>
    public PinnedPlanting? Planting { get; init; }

    public long Generation { get; init; }

    /// <summary>Layers of land-class evidence, oldest first; null in manifests older than this list.</summary>
    public IReadOnlyList<int>? EvidenceLayers { get; init; }

    /// <summary>The newest accounting run of an inventory no later than <see cref="AsOf"/>; null where there is none.</summary>
    public long? AccountingRun { get; init; }

    /// <summary>Day of the newest account's inventory where every account is of a later day than the screening; null otherwise, and in manifests older than this.</summary>
    public DateOnly? LaterAccount { get; init; }

    /// <summary>Conditions in the order of the funnel.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    public IReadOnlyList<PinnedParameter> Parameters { get; init; } = [];

    /// <summary>Last day of the crediting period of ground that starts on <paramref name="start"/>.</summary>
    public DateOnly CreditingEnd(DateOnly start) => start.AddYears(CreditingYears).AddDays(-1);

    /// <summary>The values this screening used, for sentences that name a parameter.</summary>
    public IReadOnlyDictionary<string, ParameterInWords> InWords() =>
        Parameters.DistinctBy(p => p.Key).ToDictionary(p => p.Key, p => new ParameterInWords(p.Value, p.Unit), StringComparer.Ordinal);

    /// <summary>
    /// The conditions this screening judged, in the order its pieces hold their reasons and in the words of the values it used. The
    /// catalogue may list them in another order today, or not at all: then only the name is left.
    /// </summary>
    public IReadOnlyList<Condition> JudgedConditions()
    {
        var known = MethodologyCatalogue.Find(MethodologyId)?.With(InWords()).Conditions ?? [];
        return [.. Conditions.Select((key, i) =>
            (known.FirstOrDefault(c => c.Key == key) ?? new Condition(key, key, null, "", [], key, key, key, key, new Citation("", "?"))) with { Position = i + 1 })];
    }

    /// <summary>The weakest mark of what expected tonnes rest on: the deduction, the planting model, the account; empty where nothing can be expected.</summary>
    /// <remarks>The account and the planting models take the factors of AR-CM-001-V01 [M] until a methodology's own are held.</remarks>
    public string TonnesMark() => ConfidenceMark.Weakest(new[]
    {
        Parameters.FirstOrDefault(p => p.Key == "non_permanence_rate" && p.Value is not null)?.Mark, Planting?.Mark, AccountingRun is null ? null : "M",
    }.OfType<string>().Where(m => m.Length > 0));

    /// <summary>Name of the planting model, its id in manifests older than the name; null where none was named.</summary>
    public string? PlantingName(bool inEnglish) => Planting is { } named ? inEnglish ? named.NameEn : named.NameZh : PlantingModel;

    /// <summary>That the only accounts are of a later day than the screening; null where they are not.</summary>
    public string? LaterAccountSentence(bool inEnglish) => LaterAccount is not { } later ? null : inEnglish
        ? FormattableString.Invariant($"Every carbon account is of an inventory later than {AsOf:yyyy-MM-dd} (the newest: {later:yyyy-MM-dd}) and none was used: nothing is expected of planted ground.")
        : FormattableString.Invariant($"碳计量所用的资料都晚于 {AsOf:yyyy-MM-dd}（最近一次是 {later:yyyy-MM-dd} 的），没有采用：已造林的地块无预计量。");

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    /// <exception cref="InvalidDataException">Not a manifest of a screening.</exception>
    public static ScreeningManifest Parse(string json) =>
        JsonSerializer.Deserialize<ScreeningManifest>(json, Format) ?? throw new InvalidDataException("The manifest is empty.");
}

/// <summary>A parameter as a screening used it: value, mark, and whether two people had read it.</summary>
/// <param name="VerifiedFrom">The source pages they read; null also in manifests older than this.</param>
public sealed record PinnedParameter(
    long ParameterId, string MethodologyId, string Key, decimal? Value, string Unit, string Mark, bool IsVerified, string? VerifiedFrom = null)
{
    public static PinnedParameter Of(ParameterRow row) =>
        new(row.ParameterId, row.MethodologyId, row.ParamKey, row.UsableValue, row.Unit, row.Mark, row.IsVerified, row.VerifiedFrom);

    /// <summary>Key of the largest overlap with a claim that counts as none, m².</summary>
    public const string LeastOverlap = "claim_nothing_m2";

    /// <summary>What the register of claims holds an overlap to be: a screening takes its limit from there and from nowhere else.</summary>
    public static PinnedParameter OfRegister(OverlapRule rule) => new(0, "REGISTER", LeastOverlap, rule.NothingM2, "m2", rule.Mark, IsVerified: false);

    /// <summary>True for the limit that stands in the register of claims and is no row of the parameter store.</summary>
    [JsonIgnore]
    public bool IsOfRegister => ParameterId == 0;
}
