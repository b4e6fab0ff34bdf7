namespace ForestCarbon.Growth.Runs;

/// <summary>One step of a parcel's number.</summary>
/// <param name="Key">Stable name of the step, for pages that translate or link it.</param>
/// <param name="Value">The figure, unrounded; null where the step is a text.</param>
/// <param name="Text">What is not a figure: a code with its name, a curve with its parameters.</param>
/// <param name="Unit">Unit of the figure; <c>1</c> for a ratio.</param>
/// <param name="Equation">How it follows from the steps above; empty for what was read.</param>
/// <param name="Source">Where it was read, or which text gives the equation.</param>
/// <param name="Mark">Mark of confidence of the fact sheet: S#, c, M, ?; empty for the inventory's own data.</param>
/// <remarks>Text, equation and source are Chinese; the English stands beside each.</remarks>
public sealed record ExplanationStep(
    string Key, string NameZh, string NameEn, double? Value, string? Text, string? TextEn, string Unit, string Equation, string EquationEn,
    string Source, string SourceEn, string Mark)
{
    /// <summary>The curve or family the step is about; null of other steps.</summary>
    public CurvePlace? Curve { get; init; }
}

/// <summary>A curve or a difference family and the set it stands in.</summary>
public sealed record CurvePlace(int CurveSetId, int? CurveId = null, int? FamilyId = null);

/// <summary>Every step from a parcel's record to its stock in one year of a run, computed anew.</summary>
/// <param name="StoredKg">What the run stored for that year, kg CO₂e; null for 未计 and failed.</param>
/// <param name="RecomputedKg">What the steps give now.</param>
/// <param name="IsStale">The parcel has a newer version than the run read.</param>
/// <param name="IsSynthetic">The curves were fitted to the demonstration county's synthetic volumes.</param>
public sealed record ParcelExplanation(
    long RunId,
    long ParcelId,
    string Code,
    int Year,
    string Status,
    string ReasonZh,
    string ReasonEn,
    IReadOnlyList<ExplanationStep> Steps,
    int? StoredKg,
    int? RecomputedKg,
    bool IsStale,
    bool IsSynthetic)
{
    /// <summary>The steps give what is stored, to the kilogram.</summary>
    public bool Agrees => StoredKg == RecomputedKg;
}

/// <summary>A parcel's volume over age: what was measured, how it grows, and what it grows along. Volumes in m³/ha.</summary>
/// <param name="AlongId">The curve, or the difference family where <paramref name="IsMember"/>.</param>
/// <param name="IsMember">It grows along the member of a family through its own age and volume; else along a curve scaled to its state.</param>
/// <param name="InventoryAgeA">Age in the inventory, years.</param>
/// <param name="Own">The parcel's own projection from the inventory on.</param>
/// <param name="CurveM3PerHa">The curve or the member at the ages 0 … the last of <paramref name="Own"/>.</param>
/// <param name="ResidualM3PerHa">Standard deviation of what was fitted about the curve or the family.</param>
/// <param name="YoungestSampledA">The curve was fitted from this age on …</param>
/// <param name="OldestSampledA">… up to this one; beyond it is extrapolated.</param>
/// <param name="IsOfPlots">It was fitted to measured plots; else to parcels.</param>
public sealed record ParcelGrowth(
    int AlongId,
    bool IsMember,
    int InventoryAgeA,
    int InventoryYear,
    double MeasuredM3PerHa,
    IReadOnlyList<VolumeAtAge> Own,
    IReadOnlyList<double> CurveM3PerHa,
    double ResidualM3PerHa,
    int YoungestSampledA,
    int OldestSampledA,
    bool IsGroupCurve,
    bool IsOfPlots);

/// <summary>A volume at an age.</summary>
public readonly record struct VolumeAtAge(int AgeA, double M3PerHa);
