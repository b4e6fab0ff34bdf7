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

    /// <summary>Age in years, volume in m³/ha, ellipsoidal area in m².</summary>
    internal readonly record struct Point(int Age, double VolumeM3PerHa, decimal AreaM2);
}
