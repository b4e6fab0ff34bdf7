namespace ForestCarbon.Carbon.Methodologies;

/// <summary>The whole tonnes of a tranche by calendar year.</summary>
public static class VintageSplit
{
    /// <summary>Years of the period with their tonnes; they add up to <paramref name="tonnes"/>.</summary>
    /// <remarks>
    /// definitions.md §5: whole tonnes go to calendar years by largest remainder, growth spread by days.
    /// <code>
    ///   part(y) = floor(T · d(y)/D) + 1 for the largest fractions, ties by the earlier year
    ///     T  whole tCO₂e of the tranche      d(y)  days of the period in year y      D  days of the period
    /// </code>
    /// </remarks>
    public static IReadOnlyList<(int Year, long Tonnes)> Of(DateOnly from, DateOnly to, long tonnes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        ArgumentOutOfRangeException.ThrowIfNegative(tonnes);
        long days = to.DayNumber - from.DayNumber + 1;
        var years = Enumerable.Range(from.Year, to.Year - from.Year + 1).Select(year =>
        {
            var first = Math.Max(from.DayNumber, new DateOnly(year, 1, 1).DayNumber);
            var last = Math.Min(to.DayNumber, new DateOnly(year, 12, 31).DayNumber);
            var share = (Int128)tonnes * (last - first + 1);
            return (Year: year, Whole: (long)(share / days), Left: (long)(share % days));
        }).ToList();
        var more = years.OrderByDescending(y => y.Left).ThenBy(y => y.Year).Take((int)(tonnes - years.Sum(y => y.Whole))).Select(y => y.Year).ToHashSet();
        return [.. years.Select(y => (y.Year, y.Whole + (more.Contains(y.Year) ? 1 : 0)))];
    }
}
