using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace ForestCarbon.Growth.Plots;

/// <summary>Two-sided quantiles for confidence intervals: P(|X| ≤ q) = confidence.</summary>
public static class Quantiles
{
    /// <summary>Two-sided normal quantile, 1.645 at 90 %. Confidence is a fraction between 0 and 1.</summary>
    public static double Normal(double confidence)
    {
        CheckConfidence(confidence);
        return MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 0.5 + confidence / 2);
    }

    /// <summary>Two-sided Student t quantile for degrees of freedom from 1.</summary>
    /// <remarks>
    /// Solved for the tail α = 1 − confidence = I(ν/(ν+t²); ν/2, 1/2): MathNet's own inverse searches only up to ±800 and
    /// stops at 1e-12 of the absolute value, too soon for one or two degrees of freedom.
    /// </remarks>
    public static double StudentT(double confidence, long degreesOfFreedom)
    {
        CheckConfidence(confidence);
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        double nu = degreesOfFreedom;
        // One and two degrees have closed forms: tan(π·c/2) and c·√(2/(1 − c²)).
        if (degreesOfFreedom == 1) return Math.Tan(Math.PI * confidence / 2);
        if (degreesOfFreedom == 2) return confidence * Math.Sqrt(2 / ((1 - confidence) * (1 + confidence)));

        var tail = 1 - confidence;
        var low = 0.0;
        var high = Normal(confidence);
        while (Tail(high, nu) > tail) (low, high) = (high, high * 2);
        var t = high;
        for (var i = 0; i < 200; i++)
        {
            var excess = Tail(t, nu) - tail;
            if (excess > 0) low = t;
            else high = t;
            var next = t + excess / (2 * MathNet.Numerics.Distributions.StudentT.PDF(0, 1, nu, t));
            if (!(next > low && next < high)) next = (low + high) / 2;
            if (Math.Abs(next - t) <= 1e-15 * t) return next;
            t = next;
        }
        return t;
    }

    private static double Tail(double t, double nu) => SpecialFunctions.BetaRegularized(nu / 2, 0.5, nu / (nu + t * t));

    private static void CheckConfidence(double confidence)
    {
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
    }
}
