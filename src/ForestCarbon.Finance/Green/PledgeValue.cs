namespace ForestCarbon.Finance.Green;

/// <summary>What pledged tonnes are worth: pure, so that it can be done again from what is stored.</summary>
public static class PledgeValue
{
    /// <remarks>
    /// <code>
    ///   V = Σ_y  T(y) · P · h · d(y)          d(y) = (1 + r)^−(y − y0)
    ///   T(y)  expected issuable tonnes of year y, whole tCO₂e, rounded down
    ///   P     price assumption, yuan a tonne, in fen
    ///   h     haircut: the share of the value that counts, 0 &lt; h ≤ 1
    ///   r     discount rate a year; y0 the year of the valuation, tonnes there now are not discounted
    /// </code>
    /// ccer-rules.md §10, 碳汇预期收益权质押 [M]. Each year's value is dropped to the fen, never rounded up.
    /// </remarks>
    /// <param name="tonnes">Whole tonnes by year; years before <paramref name="year"/> count as <paramref name="year"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor outside its range.</exception>
    public static IReadOnlyList<ValueYear> Of(IReadOnlyDictionary<int, long> tonnes, long priceFen, decimal haircut, decimal discount, int year)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(priceFen);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(haircut);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(haircut, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(discount);
        return [.. tonnes.GroupBy(t => Math.Max(t.Key, year)).OrderBy(t => t.Key).Select(t =>
        {
            var (sum, growth) = (t.Sum(x => x.Value), 1m);
            for (var y = year; y < t.Key; y++)
                growth *= 1 + discount;
            return new ValueYear(t.Key, sum, decimal.Round(1 / growth, 8), (long)decimal.Floor(sum * (decimal)priceFen * haircut / growth));
        })];
    }

    /// <summary>Whole issuable tonnes by year of expected ones spread evenly over a crediting period: grown by the end of its year, issued whole years later, survival counted, rounded down.</summary>
    /// <param name="expected">Whole tonnes of the whole period.</param>
    /// <param name="from">First and <paramref name="last"/> year of the period; <paramref name="firstPledged"/> and <paramref name="lastPledged"/> are the years that count.</param>
    public static IReadOnlyDictionary<int, long> Issuable(long expected, int from, int last, int firstPledged, int lastPledged, decimal survival, int lagYears) =>
        Enumerable.Range(from, last - from + 1).Where(y => y >= firstPledged && y <= lastPledged)
            .ToDictionary(y => y + 1 + lagYears, _ => (long)decimal.Floor((decimal)expected / (last - from + 1) * survival));
}

/// <param name="Discount">The factor d(y), to eight decimals for reading; the value is computed without rounding it.</param>
/// <param name="ValueFen">After price, haircut and discount.</param>
public sealed record ValueYear(int Year, long Tonnes, decimal Discount, long ValueFen);
