namespace ForestCarbon.Carbon.Growth;

/// <summary>
/// Projection by algebraic difference (ADA): the member of a curve's family that passes through the parcel's own age and volume,
/// with the asymptote common and the shape the parcel's own.
/// </summary>
/// <remarks>
/// Each form is solved for one parameter at (a, V₀) and put in again; A and the other parameter are the fitted curve's:
/// <code>
///   Richards     k free   V(t) = A·(1 − (1 − (V₀/A)^(1/p))^(t/a))^p
///   Logistic     m free   V(t) = A / (1 + (A/V₀ − 1)·e^(−r(t−a)))
///   Gompertz     b free   V(t) = A·(V₀/A)^(e^(−k(t−a)))
///   Korf         b free   V(t) = A·(V₀/A)^((a/t)^c)
///   Schumacher   b free   V(t) = A·(V₀/A)^(a/t)
/// </code>
/// Bailey and Clutter 1974, Forest Science 20:155–159 (method) [M]; the equations follow from <see cref="GrowthForm"/> by algebra
/// [c]. V(a) = V₀ exactly, and a projection in two steps is that in one, so the year of the inventory has no effect. With the
/// asymptote free instead, the form is V₀·f(t)/f(a), which is the calibrated path without its limits.
/// </remarks>
public static class DifferenceForm
{
    /// <summary>
    /// Volume in m³/ha at <paramref name="age"/> + <paramref name="years"/>, or null where no member of the family passes through
    /// the parcel: age 0, volume 0, or a volume not below the asymptote.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Age or years negative, or a volume not finite or negative.</exception>
    public static double? VolumeAfter(GrowthCurve curve, int age, double measuredM3PerHa, int years)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(age);
        ArgumentOutOfRangeException.ThrowIfNegative(years);
        if (!double.IsFinite(measuredM3PerHa) || measuredM3PerHa < 0)
            throw new ArgumentOutOfRangeException(nameof(measuredM3PerHa), measuredM3PerHa, "A volume is finite and not negative.");
        if (age == 0 || measuredM3PerHa == 0 || measuredM3PerHa >= curve.A)
            return null;
        return years == 0 ? measuredM3PerHa : At(curve, age, measuredM3PerHa, age + years);
    }

    private static double At(GrowthCurve curve, double a, double volume, double t)
    {
        var reached = volume / curve.A;
        return curve.Form switch
        {
            GrowthForm.Richards => curve.A * Math.Pow(1 - Math.Pow(1 - Math.Pow(reached, 1 / curve.Third), t / a), curve.Third),
            GrowthForm.Logistic => curve.A / (1 + (((curve.A / volume) - 1) * Math.Exp(-curve.Third * (t - a)))),
            GrowthForm.Gompertz => curve.A * Math.Pow(reached, Math.Exp(-curve.Third * (t - a))),
            GrowthForm.Korf => curve.A * Math.Pow(reached, Math.Pow(a / t, curve.Third)),
            GrowthForm.Schumacher => curve.A * Math.Pow(reached, a / t),
            _ => throw new ArgumentOutOfRangeException(nameof(curve), curve.Form, "Unknown form."),
        };
    }
}
