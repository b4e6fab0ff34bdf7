using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Sampling;

/// <summary>What is expected of a stratum before measuring: area in ha, mean and standard deviation per ha.</summary>
public readonly record struct StratumGuess(double AreaHa, double Mean, double StandardDeviation);

/// <summary>How many plots a project needs, and where.</summary>
/// <param name="Exact">n before rounding.</param>
/// <param name="Rounded">n rounded up.</param>
/// <param name="PerStratum">Plots in each stratum, at least 3.</param>
/// <param name="Layout">Their sum: what is laid out in the field.</param>
public sealed record SampleSize(double Exact, long Rounded, IReadOnlyList<long> PerStratum, long Layout)
{
    /// <summary>The least plots in a stratum. Fact sheet §2.8 [M].</summary>
    public const int LeastPerStratum = 3;

    // A product that is a whole number on paper may come out a hair above it; that hair is no plot.
    private const double Hair = 1e-9;

    public static Citation Source { get; } = new("A/R 抽样工具 03 与 AR-CM 样地数公式（Neyman 分配，每层至少 3 个）", "M");

    /// <summary>Stratified sample size with Neyman allocation.</summary>
    /// <remarks>
    /// Fact sheet §2.8 [M]:
    /// <code>
    ///   n = N·t²·(Σ w·s)² / (N·E² + t²·Σ w·s²)       n_i = n·w·s/Σ w·s, rounded up, at least 3
    ///   N = ΣA/a_plot    w = A/ΣA    E = allowed·Σ w·mean    t two-sided normal quantile, not iterated
    /// </code>
    /// </remarks>
    /// <exception cref="ArgumentException">Plot area, E or Σ w·s not above 0.</exception>
    public static SampleSize For(
        IReadOnlyCollection<StratumGuess> strata, double plotHa, double allowedRelativeError, double normalQuantile)
    {
        var area = strata.Sum(s => s.AreaHa);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(area);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(plotHa);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(allowedRelativeError);
        double mean = 0, spread = 0, squares = 0;
        foreach (var stratum in strata)
        {
            var weight = stratum.AreaHa / area;
            mean += weight * stratum.Mean;
            spread += weight * stratum.StandardDeviation;
            squares += weight * stratum.StandardDeviation * stratum.StandardDeviation;
        }
        ArgumentOutOfRangeException.ThrowIfZero(mean);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spread);

        var plots = area / plotHa;
        var error = allowedRelativeError * mean;
        var t2 = normalQuantile * normalQuantile;
        var exact = plots * t2 * spread * spread / (plots * error * error + t2 * squares);
        var each = strata
            .Select(s => exact * (s.AreaHa / area) * s.StandardDeviation / spread)
            .Select(n => Math.Max(LeastPerStratum, (long)Math.Ceiling(n - Hair)))
            .ToArray();
        return new SampleSize(exact, (long)Math.Ceiling(exact), each, each.Sum());
    }
}
