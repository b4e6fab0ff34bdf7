using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Curves;

/// <summary>
/// The parcels curves are fitted to, sorted into strata and ages as they come: 24 bytes a parcel, in lists that never grow large, so
/// five million cost some 150 MB.
/// </summary>
public sealed class CurveSamples
{
    private readonly Dictionary<(string Group, string Species, StandOrigin Origin, int? Site), SortedList<int, List<CurvePoint>>> _samples = [];

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
        if (!_samples.TryGetValue(key, out var ages))
            _samples.Add(key, ages = []);
        if (!ages.TryGetValue(o.Age, out var points))
            ages.Add(o.Age, points = []);
        points.Add(new CurvePoint(o.VolumeM3PerHa, o.AreaM2));
    }

    /// <summary>The parcels of a stratum, or those of all strata of a group and of its parcels without a site class.</summary>
    internal CurveSample Of(CurveStratum stratum) => CurveSample.Of(stratum.Level == CurveLevel.Stratum
        ? [_samples[(stratum.SpeciesGroup, stratum.SpeciesCode!, stratum.Origin, stratum.SiteClass)]]
        : _samples.Where(s => s.Key.Group == stratum.SpeciesGroup && s.Key.Origin == stratum.Origin).Select(s => s.Value));

    /// <summary>The parcels of a family by site class, in the order of the classes; those without a class are left out.</summary>
    internal IReadOnlyList<(int SiteClass, CurveSample Sample)> Of(FamilyScope family) =>
    [
        .. _samples
            .Where(s => s.Key.Site is not null && s.Key.Group == family.SpeciesGroup && s.Key.Origin == family.Origin
                        && (family.SpeciesCode is null || s.Key.Species == family.SpeciesCode))
            .GroupBy(s => s.Key.Site!.Value)
            .OrderBy(g => g.Key)
            .Select(g => (g.Key, CurveSample.Of(g.Select(s => s.Value)))),
    ];
}

/// <summary>Volume in m³/ha, ellipsoidal area in m².</summary>
internal readonly record struct CurvePoint(double VolumeM3PerHa, decimal AreaM2) : IComparable<CurvePoint>
{
    public int CompareTo(CurvePoint other) => (VolumeM3PerHa, AreaM2).CompareTo((other.VolumeM3PerHa, other.AreaM2));
}

/// <summary>
/// The parcels behind one curve: by rising age, those of an age by volume and area. Order decides the last bits of a sum, so it is
/// made independent of the order the parcels came in.
/// </summary>
internal sealed record CurveSample(IReadOnlyList<(int Age, CurvePoint[] Points)> Ages, CurveBasis Basis)
{
    public static CurveSample Of(IEnumerable<SortedList<int, List<CurvePoint>>> parts)
    {
        var ages = parts.SelectMany(p => p).GroupBy(p => p.Key).OrderBy(g => g.Key).Select(g => (g.Key, Sorted(g.Select(p => p.Value)))).ToList();
        return new CurveSample(ages, BasisOf(ages));
    }

    public FoldedPoints Folded() => FoldedPoints.Of(
        [.. Ages.Select(a => ((double)a.Age, Array.ConvertAll(a.Points, p => (p.VolumeM3PerHa, (double)p.AreaM2))))]);

    /// <summary>The basis of several samples together.</summary>
    public static CurveBasis BasisOf(IEnumerable<CurveSample> samples) => BasisOf([.. samples.SelectMany(s => s.Ages)]);

    private static CurveBasis BasisOf(List<(int Age, CurvePoint[] Points)> ages) => new(
        ages.Sum(a => a.Points.Length), ages.Select(a => a.Age).Distinct().Count(), ages.Min(a => a.Age), ages.Max(a => a.Age),
        ages.Sum(a => a.Points.Sum(p => p.AreaM2)));

    private static CurvePoint[] Sorted(IEnumerable<List<CurvePoint>> parts)
    {
        CurvePoint[] points = [.. parts.SelectMany(p => p)];
        Array.Sort(points);
        return points;
    }
}
