namespace ForestCarbon.Finance.Prices;

/// <summary>One trading day: price in yuan per tonne, volume in tonnes.</summary>
public readonly record struct TradingDay(DateOnly Date, decimal Price, decimal Volume);

/// <summary>What a run of trading days says of the price.</summary>
/// <param name="Vwap">Volume-weighted mean price, Σpv/Σv, yuan per tonne.</param>
/// <param name="DailyVolatility">
/// Sample standard deviation of ln returns from day to day, not annualised; null under three days.
/// </param>
public sealed record PriceStatistics(decimal Vwap, int Days, decimal Volume, decimal Low, decimal High, double? DailyVolatility)
{
    /// <summary>Statistics over days in any order.</summary>
    /// <exception cref="ArgumentException">No day, a price not above 0, a negative volume, no volume at all, one date twice.</exception>
    public static PriceStatistics Of(IReadOnlyCollection<TradingDay> days)
    {
        if (days.Count == 0) throw new ArgumentException("At least one day.", nameof(days));
        if (days.Any(d => d.Price <= 0 || d.Volume < 0))
            throw new ArgumentException("A price is above 0, a volume not negative.", nameof(days));
        if (days.DistinctBy(d => d.Date).Count() != days.Count) throw new ArgumentException("One row a day.", nameof(days));
        var volume = days.Sum(d => d.Volume);
        if (volume == 0) throw new ArgumentException("Something was traded.", nameof(days));

        var prices = days.OrderBy(d => d.Date).Select(d => (double)d.Price).ToArray();
        var returns = prices.Skip(1).Zip(prices, (today, yesterday) => Math.Log(today / yesterday)).ToArray();
        return new PriceStatistics(
            days.Sum(d => d.Price * d.Volume) / volume, days.Count, volume,
            days.Min(d => d.Price), days.Max(d => d.Price), returns.Length < 2 ? null : SampleDeviation(returns));
    }

    private static double SampleDeviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
