using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Curves;

/// <summary>One parcel a curve may be fitted to: age in years, volume in m³/ha, ellipsoidal area in m² (its weight).</summary>
public readonly record struct CurveObservation(
    string SpeciesGroup, string SpeciesCode, StandOrigin Origin, int? SiteClass, int Age, double VolumeM3PerHa, decimal AreaM2);

/// <summary>The ages, area and number of the parcels behind a curve, or behind the refusal of one.</summary>
public sealed record CurveBasis(int Parcels, int Ages, int Youngest, int Oldest, decimal AreaM2);

/// <summary>A curve that was fitted, with what a reader needs to judge it.</summary>
/// <param name="StandardErrors">In the order of the parameters.</param>
/// <param name="Rss">(m³/ha)², weights scaled to a mean of 1.</param>
/// <param name="ResidualM3PerHa">Residual standard error, m³/ha.</param>
public sealed record StandCurve(
    CurveStratum Stratum, GrowthCurve Curve, double[] StandardErrors, CurveBasis Basis, double R2, double Rss, double ResidualM3PerHa)
{
    /// <summary>Covariance of the parameters, row by row; null in sets fitted before it was kept.</summary>
    public double[]? Covariance { get; init; }

    /// <summary>The parcels against the curve, age by age; empty for a curve read back from a set.</summary>
    public IReadOnlyList<AgeResidual> Residuals { get; init; } = [];
}

/// <summary>The parcels of one age against their curve, m³/ha, weighted by ellipsoidal area.</summary>
/// <param name="DeviationM3PerHa">Standard deviation of the measured volumes inside the age; null for a single parcel.</param>
public sealed record AgeResidual(int Age, int Parcels, decimal AreaM2, double MeanM3PerHa, double FittedM3PerHa, double? DeviationM3PerHa);

/// <summary>Parcels that gave no curve, and why: <c>few_parcels</c>, <c>few_ages</c>, <c>short_span</c> or <c>not_converged</c>.</summary>
public sealed record CurveGap(CurveStratum Stratum, CurveBasis Basis, string Reason);

/// <summary>Whom a difference family is for: a species and origin, or (no species) a species group and origin.</summary>
public sealed record FamilyScope(string SpeciesGroup, string? SpeciesCode, StandOrigin Origin)
{
    /// <summary>Species before groups, then by group, species and origin: the order families are stored and hashed in.</summary>
    public static IComparer<FamilyScope> Order { get; } = Comparer<FamilyScope>.Create((a, b) =>
        (a.SpeciesCode is null).CompareTo(b.SpeciesCode is null) is not 0 and var level ? level
        : string.CompareOrdinal(a.SpeciesGroup, b.SpeciesGroup) is not 0 and var group ? group
        : string.CompareOrdinal(a.SpeciesCode, b.SpeciesCode) is not 0 and var species ? species
        : a.Origin.CompareTo(b.Origin));

    public override string ToString() => $"{SpeciesCode ?? SpeciesGroup}/{Origin.Name()}";
}

/// <summary>One site class of a fitted family: X, the logarithm of its asymptote in m³/ha.</summary>
public sealed record FamilySite(int SiteClass, double X, double StandardError, int Parcels);

/// <summary>A difference family that was fitted to all site classes at once, with what a reader needs to judge it.</summary>
/// <param name="StandardErrors">Of b1, b2 and b3.</param>
/// <param name="Covariance">Of b1, b2 and b3, row by row.</param>
/// <param name="Sites">By site class, at least two.</param>
/// <param name="Rss">(m³/ha)², weights scaled to a mean of 1.</param>
/// <param name="ResidualM3PerHa">Residual standard error, m³/ha.</param>
public sealed record StandFamily(
    FamilyScope Scope, DifferenceFamily Family, double[] StandardErrors, double[] Covariance, IReadOnlyList<FamilySite> Sites, CurveBasis Basis,
    double R2, double Rss, double ResidualM3PerHa);

/// <summary>Parcels that gave no family, and why: <c>few_sites</c> or <c>not_converged</c>.</summary>
/// <param name="Sites">Site classes with parcels enough for an X of their own.</param>
public sealed record FamilyGap(FamilyScope Scope, int Sites, int Parcels, string Reason);
