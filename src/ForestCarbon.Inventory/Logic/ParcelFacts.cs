using ForestCarbon.Inventory.Layers;

namespace ForestCarbon.Inventory.Logic;

/// <summary>What is said of one parcel, as far as a rule of attribute logic looks at it; null is "not said".</summary>
/// <remarks>The same whether it comes from a file in staging or from what is stored, so that <c>check</c> and an import judge alike.</remarks>
public sealed record ParcelFacts
{
    private static readonly Lazy<Dictionary<string, string>> Classes = new(() =>
        Dictionaries.Rows("land-class.csv").Where(r => r.List == "land-class").ToDictionary(r => r.Code, r => r.Means, StringComparer.Ordinal));

    public string? Code { get; init; }

    /// <summary>One-map code, translated.</summary>
    public string? LandClass { get; init; }

    public string? ForestCategory { get; init; }

    public string? ForestPurpose { get; init; }

    public string? PublicWelfareAuthority { get; init; }

    public string? NationalProtectionGrade { get; init; }

    public string? ProtectionGrade { get; init; }

    public string? Origin { get; init; }

    /// <summary>Three-digit inventory code.</summary>
    public string? SpeciesCode { get; init; }

    public short? AgeGroup { get; init; }

    public short? MeanAgeA { get; init; }

    public decimal? CanopyDensity { get; init; }

    public decimal? MeanDbhCm { get; init; }

    public decimal? MeanHeightM { get; init; }

    public double? VolumeM3PerHa { get; init; }

    public int? StemsPerHa { get; init; }

    public decimal? TotalVolumeM3 { get; init; }

    public decimal? RegisteredAreaHa { get; init; }

    /// <summary>Ellipsoidal, m².</summary>
    public double? AreaM2 { get; init; }

    public DateOnly? PlantedOn { get; init; }

    /// <summary>The day the facts hold from.</summary>
    public DateOnly AsOf { get; init; }

    /// <summary>Columns that the source has no field for; what it does not speak of it cannot have forgotten.</summary>
    public IReadOnlySet<string> Unspoken { get; init; } = new HashSet<string>();

    /// <summary>Columns whose value in this row could not be read: that has its own finding, and nobody left them empty.</summary>
    public IReadOnlySet<string> Unread { get; init; } = new HashSet<string>();

    /// <summary>Places that fields beside the code name; empty where the source has no such fields, or what is stored is judged.</summary>
    public IReadOnlyList<PlaceSaid> PlacesSaid { get; init; } = [];

    /// <summary>Kind of the land class (forest, open, shrub, logged …); null where it is none of the one map's.</summary>
    public string? LandKind => LandClass is { } code && Classes.Value.TryGetValue(code, out var means) ? means : null;

    public bool IsTreeForest => LandClass == "0111";

    public bool IsBamboo => LandClass == "0113";

    public bool IsNatural => Origin is ['1', ..];

    public bool IsPlanted => Origin is ['2', ..];

    public bool IsPublicWelfare => ForestCategory is ['1', ..];

    public bool IsCommercial => ForestCategory is ['2', ..];

    public bool IsNationalPublicWelfare => PublicWelfareAuthority is ['1', ..];

    /// <summary>True where the source has a field for <paramref name="column"/> and left it empty.</summary>
    public bool LeavesEmpty(string column, object? value) => value is null && !Unspoken.Contains(column) && !Unread.Contains(column);
}

/// <summary>A place that a field beside the parcel's code names.</summary>
/// <param name="Given">What stands in the field.</param>
/// <param name="Begins">How the code of a parcel there begins: 6 digits for a county, 9 for a township, 12 for a village, 16 for a compartment, else all of it.</param>
public sealed record PlaceSaid(string Field, string Given, string Begins);
