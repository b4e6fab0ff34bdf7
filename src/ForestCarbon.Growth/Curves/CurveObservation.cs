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
    /// <summary>The parcels against the curve, age by age; empty for a curve read back from a set.</summary>
    public IReadOnlyList<AgeResidual> Residuals { get; init; } = [];
}

/// <summary>The parcels of one age against their curve, m³/ha, weighted by ellipsoidal area.</summary>
/// <param name="DeviationM3PerHa">Standard deviation of the measured volumes inside the age; null for a single parcel.</param>
public sealed record AgeResidual(int Age, int Parcels, decimal AreaM2, double MeanM3PerHa, double FittedM3PerHa, double? DeviationM3PerHa);

/// <summary>Parcels that gave no curve, and why: <c>few_parcels</c>, <c>few_ages</c>, <c>short_span</c> or <c>not_converged</c>.</summary>
public sealed record CurveGap(CurveStratum Stratum, CurveBasis Basis, string Reason);
