using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Growth;

/// <summary>龄组 with the inventory's codes (LING_ZU).</summary>
public enum AgeGroup
{
    Young = 1,
    Middle = 2,
    NearMature = 3,
    Mature = 4,
    OverMature = 5,
}

/// <summary>Whether a stand was planted or grew naturally (起源): the age tables differ by a factor of two.</summary>
public enum StandOrigin
{
    Natural = 1,
    Planted = 2,
}

/// <summary>The last ages in years of the groups young, middle, near-mature and mature for one species and origin.</summary>
public sealed record AgeGroupLimits(
    string SpeciesCode, string SpeciesGroup, StandOrigin Origin, int YoungTo, int MiddleTo, int NearMatureTo, int MatureTo, Citation Citation)
{
    /// <summary>Years above the lower limit at which an over-mature stand of unknown age is taken (definitions.md §3).</summary>
    public const int OverMatureSpanYears = 10;

    public AgeGroup At(int age) =>
        age <= YoungTo ? AgeGroup.Young
        : age <= MiddleTo ? AgeGroup.Middle
        : age <= NearMatureTo ? AgeGroup.NearMature
        : age <= MatureTo ? AgeGroup.Mature
        : AgeGroup.OverMature;

    /// <summary>First and last age of a group in years; over-mature ends 10 years after its lower limit.</summary>
    public (int From, int To) AgesOf(AgeGroup group) => group switch
    {
        AgeGroup.Young => (1, YoungTo),
        AgeGroup.Middle => (YoungTo + 1, MiddleTo),
        AgeGroup.NearMature => (MiddleTo + 1, NearMatureTo),
        AgeGroup.Mature => (NearMatureTo + 1, MatureTo),
        AgeGroup.OverMature => (MatureTo + 1, MatureTo + 1 + OverMatureSpanYears),
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "Unknown age group."),
    };
}

/// <summary>The age-group table of the southern rows, by species code and origin.</summary>
/// <remarks>Fact sheet §7 (LY/T 2908-2017 [M]; slash pine [?]). A row that is not there means "cannot be judged".</remarks>
public sealed class AgeGroups
{
    private static readonly string[] Columns =
    [
        "species_code", "species_name", "species_group", "origin", "young_to_years", "middle_to_years",
        "near_mature_to_years", "mature_to_years", "source", "confidence",
    ];

    private static readonly Lazy<AgeGroups> Loaded = new(() => new AgeGroups(CsvTable.Embedded("Growth/age_groups.csv", Columns)));

    private readonly Dictionary<(string, StandOrigin), AgeGroupLimits> _rows = [];

    public AgeGroups(CsvTable table)
    {
        Sha256 = table.Sha256;
        foreach (var row in table.Rows)
        {
            var origin = row.RequiredText("origin") switch
            {
                "natural" => StandOrigin.Natural,
                "planted" => StandOrigin.Planted,
                _ => throw row.Wrong("origin is natural or planted"),
            };
            var limits = new AgeGroupLimits(
                row.RequiredText("species_code"), row.RequiredText("species_group"), origin, row.Whole("young_to_years"),
                row.Whole("middle_to_years"), row.Whole("near_mature_to_years"), row.Whole("mature_to_years"), row.Citation());
            if (limits.YoungTo < 1 || limits.MiddleTo <= limits.YoungTo || limits.NearMatureTo <= limits.MiddleTo
                || limits.MatureTo <= limits.NearMatureTo)
                throw row.Wrong("the limits must rise");
            if (!_rows.TryAdd((limits.SpeciesCode, origin), limits)) throw row.Wrong("a second row for this species and origin");
        }
    }

    /// <summary>The table shipped with this version.</summary>
    public static AgeGroups Current => Loaded.Value;

    public string Sha256 { get; }

    public IReadOnlyCollection<AgeGroupLimits> All => _rows.Values;

    /// <summary>The limits of a species (inventory code, "310" or "310000") and origin with their mark, or null.</summary>
    public AgeGroupLimits? Find(string speciesCode, StandOrigin origin) =>
        _rows.GetValueOrDefault((SpeciesCodes.ToInventory(speciesCode), origin));

    /// <summary>The group of a stand by its age in years, or null where it cannot be judged: no row, or one marked [?].</summary>
    public AgeGroup? Judge(string speciesCode, StandOrigin origin, int age) =>
        Find(speciesCode, origin) is { Citation.Mark: not "?" } limits ? limits.At(age) : null;
}
