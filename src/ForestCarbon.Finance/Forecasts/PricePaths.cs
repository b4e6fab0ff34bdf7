using System.Globalization;
using ForestCarbon.Finance.Prices;

namespace ForestCarbon.Finance.Forecasts;

/// <summary>
/// Price paths resampled from the real days: blocks of consecutive ln returns drawn with replacement, so that jumps stay as large and as clustered as they
/// were. No distribution is fitted; a path can be no wilder than the days it comes from allow.
/// </summary>
public static class PricePaths
{
    /// <summary>Days in a block: two trading weeks, so that a run of nervous days stays together.</summary>
    public const int Block = 10;

    /// <summary>Fewest days to resample from.</summary>
    public const int FewestDays = 30;

    /// <summary>Prices at the end of each of <paramref name="steps"/> trading days, <paramref name="paths"/> times. The same seed gives the same paths.</summary>
    /// <param name="gapDays">Moves over more calendar days are across a gap and not drawn; null: all are.</param>
    /// <exception cref="ArgumentException">Under <see cref="FewestDays"/> days, those before a gap not counted.</exception>
    public static IEnumerable<double[]> Draw(IReadOnlyList<TradingDay> days, int steps, int paths, int seed, int? gapDays = null)
    {
        var (returns, _) = PriceStatistics.Returns(days, gapDays);
        if (returns.Length < FewestDays - 1)
            throw new ArgumentException($"At least {FewestDays.ToString(CultureInfo.InvariantCulture)} days.", nameof(days));
        return Drawn(Math.Log((double)days.MaxBy(d => d.Date).Price), returns, steps, paths, new Random(seed));
    }

    private static IEnumerable<double[]> Drawn(double start, double[] returns, int steps, int paths, Random random)
    {
        // The days tell how large moves are, not where the price is going: a drift over so short a time is not carried on.
        var drift = returns.Average();
        for (var p = 0; p < paths; p++)
        {
            var path = new double[steps];
            var (log, at) = (start, 0);
            for (var s = 0; s < steps; s++)
            {
                if (s % Block == 0)
                    at = random.Next(returns.Length);
                log += returns[at++ % returns.Length] - drift;
                path[s] = Math.Exp(log);
            }
            yield return path;
        }
    }

    /// <summary>Quantile of sorted values, linear between the two nearest.</summary>
    public static double Quantile(double[] sorted, double q)
    {
        var at = q * (sorted.Length - 1);
        var low = (int)Math.Floor(at);
        return low + 1 < sorted.Length ? sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]) : sorted[^1];
    }
}
