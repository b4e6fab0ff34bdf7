using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Curves;

/// <summary>How finely the parcels behind a curve were told apart.</summary>
public enum CurveLevel
{
    /// <summary>One species, origin and site class.</summary>
    Stratum,

    /// <summary>A whole species group of one origin: what parcels fall back on whose stratum was too small.</summary>
    Group,
}

/// <summary>The parcels that share a growth curve. Planted and natural stands never do.</summary>
/// <param name="SpeciesGroup">Group of the species dictionary, e.g. <c>fir</c>.</param>
/// <param name="SpeciesCode">Inventory code; null for a group's curve.</param>
/// <param name="SiteClass">立地等级; null for a group's curve.</param>
public sealed record CurveStratum(CurveLevel Level, string SpeciesGroup, string? SpeciesCode, StandOrigin Origin, int? SiteClass)
{
    /// <summary>Strata before groups, then by group, species, origin and site class: the order curves are stored and hashed in.</summary>
    public static IComparer<CurveStratum> Order { get; } = Comparer<CurveStratum>.Create(Compare);

    public static CurveStratum OfGroup(string speciesGroup, StandOrigin origin) =>
        new(CurveLevel.Group, speciesGroup, null, origin, null);

    /// <summary><c>stratum</c> or <c>group</c>, as tables spell it.</summary>
    public string LevelName => Level == CurveLevel.Stratum ? "stratum" : "group";

    /// <summary><c>planted</c> or <c>natural</c>, as tables and dictionaries spell it.</summary>
    public string OriginName => Origin.Name();

    public override string ToString() => Level == CurveLevel.Stratum
        ? $"{SpeciesCode}/{OriginName}/{SiteClass}"
        : $"{SpeciesGroup}/{OriginName}";

    private static int Compare(CurveStratum a, CurveStratum b) =>
        a.Level.CompareTo(b.Level) is not 0 and var level ? level
        : string.CompareOrdinal(a.SpeciesGroup, b.SpeciesGroup) is not 0 and var group ? group
        : string.CompareOrdinal(a.SpeciesCode, b.SpeciesCode) is not 0 and var species ? species
        : a.Origin.CompareTo(b.Origin) is not 0 and var origin ? origin
        : (a.SiteClass ?? 0).CompareTo(b.SiteClass ?? 0);
}

/// <summary>Origins as tables and dictionaries spell them.</summary>
public static class StandOrigins
{
    public static string Name(this StandOrigin origin) => origin == StandOrigin.Planted ? "planted" : "natural";

    /// <summary>The origin of that name, or null for anything else: it is never guessed.</summary>
    public static StandOrigin? Find(string? name) => name switch
    {
        "planted" => StandOrigin.Planted,
        "natural" => StandOrigin.Natural,
        _ => null,
    };
}
