namespace ForestCarbon.Carbon.Growth;

/// <summary>Projection of a parcel's stand volume from its own measured state along its curve.</summary>
public static class Projection
{
    /// <summary>Volume in m³/ha <paramref name="years"/> after the inventory.</summary>
    /// <remarks>
    /// definitions.md §3:  V(a+Δ) = V_measured + r·(f(a+Δ) − f(a))
    /// <code>
    ///   V_measured  volume of the inventory, m³/ha
    ///   a, Δ        age in the inventory and years since, whole years
    ///   f           tabulated curve, m³/ha
    ///   r           <see cref="Calibration.Of"/>
    /// </code>
    /// At Δ = 0 it is V_measured exactly. On a curve that falls with age the volume stops at 0: a stand holds no less.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">a + Δ lies beyond the table.</exception>
    public static double VolumeAfter(TabulatedCurve curve, int age, double measuredM3PerHa, double ratio, int years)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(age + years, curve.LastAge);
        return Math.Max(0, measuredM3PerHa + ratio * (curve[age + years] - curve[age]));
    }

    /// <summary>
    /// Mean and standard deviation of the projected volume, m³/ha, of a parcel without an age that is equally likely
    /// at every whole age of its group: from <paramref name="youngest"/> to <paramref name="oldest"/>, both included.
    /// </summary>
    /// <remarks>definitions.md §3, "missing age": the mean is the estimate, the spread goes into the uncertainty.</remarks>
    public static void VolumesWithoutAge(
        TabulatedCurve curve, int youngest, int oldest, double measuredM3PerHa, Span<double> means, Span<double> deviations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(oldest, youngest);
        ArgumentOutOfRangeException.ThrowIfNotEqual(deviations.Length, means.Length);
        var ages = oldest - youngest + 1;
        for (var year = 0; year < means.Length; year++)
        {
            double sum = 0, squares = 0;
            for (var age = youngest; age <= oldest; age++)
            {
                var ratio = Calibration.Of(age, measuredM3PerHa, curve[age]).Ratio;
                var growth = VolumeAfter(curve, age, measuredM3PerHa, ratio, year) - measuredM3PerHa;
                sum += growth;
                squares += growth * growth;
            }
            // Growth is averaged, not volume, so that year 0 is the measured volume to the last bit.
            var mean = sum / ages;
            means[year] = measuredM3PerHa + mean;
            deviations[year] = Math.Sqrt(Math.Max(0, squares / ages - mean * mean));
        }
    }
}
