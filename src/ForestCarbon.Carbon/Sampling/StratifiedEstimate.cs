namespace ForestCarbon.Carbon.Sampling;

/// <summary>What plots say of one stratum: its area in ha, mean, sample standard deviation and number of plots (≥ 2).</summary>
public readonly record struct StratumSample(double AreaHa, double Mean, double StandardDeviation, int Plots)
{
    /// <summary>Mean and sample standard deviation (n − 1) of plot values.</summary>
    public static StratumSample Of(double areaHa, ReadOnlySpan<double> plots)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(plots.Length, 2, nameof(plots));
        double sum = 0;
        foreach (var plot in plots) sum += plot;
        var mean = sum / plots.Length;
        double squares = 0;
        foreach (var plot in plots) squares += (plot - mean) * (plot - mean);
        return new StratumSample(areaHa, mean, Math.Sqrt(squares / (plots.Length - 1)), plots.Length);
    }
}

/// <summary>The stratified mean with its error at a level of confidence; units are those of the plots.</summary>
/// <param name="RelativeError">Half-width over the absolute mean, a fraction; null at mean 0.</param>
public sealed record StratifiedEstimate(
    double Mean, double StandardError, long DegreesOfFreedom, double T, double HalfWidth, double? RelativeError)
{
    /// <summary>Estimate from strata.</summary>
    /// <remarks>
    /// AR-TOOL14 v04.2 [S10], fact sheet §4.1, without finite-population correction:
    /// <code>
    ///   w = A/ΣA     mean = Σ w·x̄     se = √(Σ w²·s²/n)     df = Σn − M
    ///   half-width = t·se, t two-sided Student at the confidence and df
    /// </code>
    /// </remarks>
    /// <param name="strata">At least one; areas not negative with a sum above 0.</param>
    /// <param name="studentT">Two-sided quantile for given degrees of freedom; this assembly has no distributions.</param>
    public static StratifiedEstimate From(IReadOnlyCollection<StratumSample> strata, Func<long, double> studentT)
    {
        var area = strata.Sum(s => s.AreaHa);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(area);
        double mean = 0, variance = 0;
        foreach (var stratum in strata)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(stratum.Plots, 2, nameof(strata));
            var weight = stratum.AreaHa / area;
            mean += weight * stratum.Mean;
            variance += weight * weight * stratum.StandardDeviation * stratum.StandardDeviation / stratum.Plots;
        }
        var degrees = strata.Sum(s => (long)s.Plots) - strata.Count;
        var t = studentT(degrees);
        var error = Math.Sqrt(variance);
        var half = t * error;
        return new StratifiedEstimate(mean, error, degrees, t, half, mean == 0 ? null : half / Math.Abs(mean));
    }
}
