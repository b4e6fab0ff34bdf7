namespace ForestCarbon.Carbon.Methodologies.Conditions;

/// <summary>What a land class means for a condition.</summary>
public enum LandKind : byte
{
    /// <summary>The code is in no dictionary.</summary>
    Unknown,
    Forest,
    OpenForest,
    Shrub,
    Unestablished,
    Cleared,
    Plantable,
    OtherLand,
    Wetland,
    Water,
}

/// <summary>What a purpose (林种) means for a condition.</summary>
public enum PurposeKind : byte
{
    /// <summary>The field is empty.</summary>
    Missing,

    /// <summary>The code is in no dictionary.</summary>
    Unknown,
    Protection,
    SpecialUse,
    Timber,
    Fuel,
    Economic,
}

/// <summary>The land class of a piece at a date, from one source; <paramref name="Conflicts"/> where another source of that date says otherwise.</summary>
public readonly record struct LandRecord(DateOnly On, string LandClass, LandKind Kind, bool Conflicts = false);

/// <summary>A tenure lot over the piece; null where the field is empty.</summary>
public sealed record TenureFact(string Code, string? CertificateKind, string? CertificateNo, DateOnly? TermTo, bool? Disputed);

/// <summary>A claim by a scheme over the piece in a period that meets the candidate's; only claims of its exclusion group are given.</summary>
public readonly record struct ClaimFact(long ClaimId, bool IsFirm, bool IsKnownScheme);

/// <summary>How the owner shows additionality, with a document.</summary>
public enum AdditionalityPath : byte
{
    /// <summary>The planting is public-welfare forest: exempt.</summary>
    PublicWelfare,

    /// <summary>Proven with the general tool: investment, barrier or common practice.</summary>
    GeneralTool,
}

/// <summary>Everything a condition may ask about one piece of ground. Null is "not known", and what is not known never passes.</summary>
public sealed record PieceFacts
{
    /// <summary>Recorded site preparation or planting, else the candidate's start date.</summary>
    public DateOnly? Start { get; init; }

    /// <summary>Last day of the crediting period.</summary>
    public DateOnly? CreditingEnd { get; init; }

    /// <summary>Land class over time, by date.</summary>
    public IReadOnlyList<LandRecord> History { get; init; } = [];

    public LandKind Now { get; init; }

    public bool IsOnForestLand { get; init; }

    public PurposeKind Purpose { get; init; }

    /// <summary>True for the code of road-side forest (116).</summary>
    public bool IsRoadside { get; init; }

    public IReadOnlyList<TenureFact> Tenure { get; init; } = [];

    /// <summary>True if a layer of protected areas or wetlands is stored at all.</summary>
    public bool HasWetlandLayer { get; init; }

    public bool IsInWetlandPark { get; init; }

    /// <summary>Declared share of the surface cleared of shrubs and small bamboo, 0–1.</summary>
    public decimal? ShrubRemovalShare { get; init; }

    /// <summary>True where the owner declares that scattered trees and bamboo stay.</summary>
    public bool? KeepsTrees { get; init; }

    public IReadOnlyList<ClaimFact> Claims { get; init; } = [];

    public bool IsPublicWelfare { get; init; }

    /// <summary>What the owner declared and documented; null where nothing was.</summary>
    public AdditionalityPath? Additionality { get; init; }

    /// <summary>Planted (true) or natural (false); null where origin is empty or unknown.</summary>
    public bool? IsPlanted { get; init; }

    /// <summary>Age group 1–5.</summary>
    public int? AgeGroup { get; init; }

    public bool IsTreeForest { get; init; }

    public bool? IsBamboo { get; init; }

    /// <summary>Area of the contiguous plot the piece belongs to, ellipsoidal m²; null before plots are formed.</summary>
    public decimal? PlotAreaM2 { get; init; }
}

/// <summary>The values a check reads, by key; a parameter that is missing has no value and its reader must say so.</summary>
public sealed class ConditionParameters(IReadOnlyDictionary<string, decimal?> values)
{
    /// <summary>The value, or null where it is missing.</summary>
    public decimal? Find(string key) => values.GetValueOrDefault(key);

    /// <exception cref="MissingParameterException">It is missing: what rests on it cannot be judged.</exception>
    public decimal Required(string key) => Find(key) ?? throw new MissingParameterException(key);

    /// <summary>A day written as yyyymmdd.</summary>
    /// <exception cref="MissingParameterException">It is missing.</exception>
    public DateOnly RequiredDay(string key)
    {
        var day = (int)Required(key);
        return new DateOnly(day / 10_000, day / 100 % 100, day % 100);
    }
}

/// <summary>A parameter that a check needs has no value.</summary>
public sealed class MissingParameterException(string key) : Exception($"The parameter {key} has no value.")
{
    public string Key { get; } = key;
}
