namespace ForestCarbon.Finance.Prices;

/// <summary>One trading day: price in yuan per tonne, volume in tonnes.</summary>
public readonly record struct TradingDay(DateOnly Date, decimal Price, decimal Volume);

/// <summary>What a run of trading days says of the price.</summary>
/// <param name="Vwap">Volume-weighted mean price, Σpv/Σv, yuan per tonne.</param>
/// <param name="DailyVolatility">
/// Sample standard deviation of ln returns from day to day, not annualised; null under three days.
/// </param>
/// <param name="LeftOut">Moves across a gap, which are no daily returns and not in <paramref name="DailyVolatility"/>.</param>
public sealed record PriceStatistics(decimal Vwap, int Days, decimal Volume, decimal Low, decimal High, double? DailyVolatility, int LeftOut = 0)
{
    /// <summary>Statistics over days in any order.</summary>
    /// <param name="gapDays">Calendar days beyond which the move from one day to the next is across a gap; null: every move counts as a daily one.</param>
    /// <exception cref="ArgumentException">No day, a price not above 0, a negative volume, no volume at all, one date twice.</exception>
    public static PriceStatistics Of(IReadOnlyCollection<TradingDay> days, int? gapDays = null)
    {
        if (days.Count == 0) throw new ArgumentException("At least one day.", nameof(days));
        if (days.Any(d => d.Price <= 0 || d.Volume < 0))
            throw new ArgumentException("A price is above 0, a volume not negative.", nameof(days));
        if (days.DistinctBy(d => d.Date).Count() != days.Count) throw new ArgumentException("One row a day.", nameof(days));
        var volume = days.Sum(d => d.Volume);
        if (volume == 0) throw new ArgumentException("Something was traded.", nameof(days));

        var (returns, leftOut) = Returns(days, gapDays);
        return new PriceStatistics(
            days.Sum(d => d.Price * d.Volume) / volume, days.Count, volume,
            days.Min(d => d.Price), days.Max(d => d.Price), returns.Length < 2 ? null : SampleDeviation(returns), leftOut);
    }

    /// <summary>ln returns from day to day in the order of the days, without those across a gap, and how many of these there are.</summary>
    /// <param name="gapDays">As in <see cref="Of"/>.</param>
    public static (double[] Daily, int LeftOut) Returns(IEnumerable<TradingDay> days, int? gapDays)
    {
        var ordered = days.OrderBy(d => d.Date).ToList();
        var daily = ordered.Skip(1).Zip(ordered, (today, before) => (today, before)).Where(d => gapDays is null || d.today.Date.DayNumber - d.before.Date.DayNumber <= gapDays)
            .Select(d => Math.Log((double)d.today.Price / (double)d.before.Price)).ToArray();
        return (daily, Math.Max(0, ordered.Count - 1) - daily.Length);
    }

    private static double SampleDeviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
