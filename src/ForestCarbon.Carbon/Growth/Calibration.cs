namespace ForestCarbon.Carbon.Growth;

/// <summary>How a parcel was tied to its curve; parcels other than <see cref="Calibrated"/> are marked, listed, counted.</summary>
public enum CalibrationMark : byte
{
    /// <summary>r = V/f(a), inside the limits.</summary>
    Calibrated = 1,

    /// <summary>r = V/f(a) fell outside the limits and was taken at the limit.</summary>
    Limited = 2,

    /// <summary>Too young, no volume, or a curve too low at that age: r = 1.</summary>
    NotCalibrated = 3,
}

/// <summary>The factor r between a parcel's growth and that of its curve.</summary>
/// <param name="Ratio">r, without unit.</param>
/// <param name="Mark">Whether r is the parcel's own, limited, or 1.</param>
public readonly record struct Calibration(double Ratio, CalibrationMark Mark)
{
    public const int YoungestAge = 5;
    public const double LeastCurveVolumeM3PerHa = 5;
    public const double LowestRatio = 0.3;
    public const double HighestRatio = 2.0;

    /// <summary>r of a parcel from its age in years, its measured volume and its curve's volume at that age, m³/ha.</summary>
    /// <remarks>
    /// definitions.md §3, our thresholds: r = V/f(a) where a ≥ 5, V &gt; 0 and f(a) ≥ 5 m³/ha, limited to 0.3–2.0; else 1.
    /// </remarks>
    public static Calibration Of(int age, double measuredM3PerHa, double curveM3PerHa)
    {
        if (age < YoungestAge || measuredM3PerHa <= 0 || curveM3PerHa < LeastCurveVolumeM3PerHa)
            return new Calibration(1, CalibrationMark.NotCalibrated);
        var ratio = measuredM3PerHa / curveM3PerHa;
        return ratio < LowestRatio ? new Calibration(LowestRatio, CalibrationMark.Limited)
            : ratio > HighestRatio ? new Calibration(HighestRatio, CalibrationMark.Limited)
            : new Calibration(ratio, CalibrationMark.Calibrated);
    }
}
