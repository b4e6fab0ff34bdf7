using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Curves;

/// <summary>The parcels curves are fitted to, sorted into strata as they come, so that a county of a million costs some 30 MB.</summary>
public sealed class CurveSamples
{
    private readonly Dictionary<(string Group, string Species, StandOrigin Origin, int? Site), List<Point>> _samples = [];

    /// <summary>Every stratum and every species group with parcels, in the order curves are stored in.</summary>
    public IReadOnlyList<CurveStratum> Strata =>
    [
        .. _samples.Keys.Where(k => k.Site is not null)
            .Select(k => new CurveStratum(CurveLevel.Stratum, k.Group, k.Species, k.Origin, k.Site))
            .Concat(_samples.Keys.Select(k => CurveStratum.OfGroup(k.Group, k.Origin)))
            .Distinct()
            .Order(CurveStratum.Order),
    ];

    /// <summary>Every species and every species group of an origin, in the order families are stored in.</summary>
    public IReadOnlyList<FamilyScope> Families =>
    [
        .. _samples.Keys.Select(k => new FamilyScope(k.Group, k.Species, k.Origin))
            .Concat(_samples.Keys.Select(k => new FamilyScope(k.Group, null, k.Origin)))
            .Distinct()
            .Order(FamilyScope.Order),
    ];

    public void Add(in CurveObservation o)
    {
        var key = (o.SpeciesGroup, o.SpeciesCode, o.Origin, o.SiteClass);
        if (!_samples.TryGetValue(key, out var sample))
            _samples.Add(key, sample = []);
        sample.Add(new Point(o.Age, o.VolumeM3PerHa, o.AreaM2));
    }

    /// <summary>The parcels of a stratum, or those of all strata of a group and of its parcels without a site class.</summary>
    internal Point[] Of(CurveStratum stratum) => stratum.Level == CurveLevel.Stratum
        ? [.. _samples[(stratum.SpeciesGroup, stratum.SpeciesCode!, stratum.Origin, stratum.SiteClass)]]
        : [.. _samples.Where(s => s.Key.Group == stratum.SpeciesGroup && s.Key.Origin == stratum.Origin).SelectMany(s => s.Value)];

    /// <summary>The parcels of a family by site class, in the order of the classes; those without a class are left out.</summary>
    internal IReadOnlyList<(int SiteClass, Point[] Points)> Of(FamilyScope family) =>
    [
        .. _samples
            .Where(s => s.Key.Site is not null && s.Key.Group == family.SpeciesGroup && s.Key.Origin == family.Origin
                        && (family.SpeciesCode is null || s.Key.Species == family.SpeciesCode))
            .GroupBy(s => s.Key.Site!.Value)
            .OrderBy(g => g.Key)
            .Select(g => (g.Key, g.SelectMany(s => s.Value).ToArray())),
    ];

    /// <summary>Age in years, volume in m³/ha, ellipsoidal area in m².</summary>
    internal readonly record struct Point(int Age, double VolumeM3PerHa, decimal AreaM2);
}
