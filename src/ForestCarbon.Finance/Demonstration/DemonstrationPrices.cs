using ForestCarbon.Finance.Prices;

namespace ForestCarbon.Finance.Demonstration;

/// <summary>
/// Prices as a market might have made them in the demonstration's year; no day of them is real. They run through levels at which the sales of the demonstration were made, with
/// one jump and two gaps to be flagged.
/// </summary>
public static class DemonstrationPrices
{
    // How far a day may lie from the level.
    private const double Most = 0.06;

    private static readonly Dictionary<string, (int Seed, (int Month, int Day, double Price)[] Levels)> Made = new(StringComparer.Ordinal)
    {
        ["CCER"] = (7, [(1, 5, 71.00), (2, 11, 71.55), (5, 19, 74.20), (7, 10, 70.00), (7, 13, 78.40), (8, 25, 78.80), (9, 18, 71.55), (11, 12, 71.10), (11, 20, 71.60)]),
        ["CEA"] = (8, [(1, 5, 92.00), (4, 15, 95.50), (7, 10, 88.00), (7, 13, 98.60), (11, 20, 90.00)]),
    };

    public static IReadOnlyCollection<string> Series => Made.Keys;

    /// <summary>The trading days of a series in order: weekends, and the days about the Spring Festival and the National Day, have none.</summary>
    public static IEnumerable<TradingDay> Of(string series)
    {
        const int Year = 2026;
        var (seed, levels) = Made[series];
        var (random, away) = (new Random(seed), 0.0);
        for (var day = new DateOnly(Year, 1, 5); day <= new DateOnly(Year, 11, 20); day = day.AddDays(1))
        {
            if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || (day.Month == 10 && day.Day < 9) || (day.Month == 2 && day.Day is > 14 and < 24))
                continue;
            var shock = (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 0.02;
            away = Math.Clamp(0.8 * away + (random.NextDouble() < 0.03 ? shock * 4 : shock), -Most, Most);
            yield return new(day, decimal.Round((decimal)(Level(levels, day) * (1 + away)), 2), 2_000 + (int)(Math.Exp(random.NextDouble() * 4) * 600));
        }
    }

    // Straight between the two levels about the day.
    private static double Level((int Month, int Day, double Price)[] levels, DateOnly day)
    {
        var days = levels.Select(l => new DateOnly(day.Year, l.Month, l.Day).DayNumber).ToArray();
        var at = Math.Max(0, Array.FindLastIndex(days, d => d <= day.DayNumber));
        return at + 1 == levels.Length ? levels[at].Price
            : levels[at].Price + (levels[at + 1].Price - levels[at].Price) * (day.DayNumber - days[at]) / (days[at + 1] - days[at]);
    }
}
