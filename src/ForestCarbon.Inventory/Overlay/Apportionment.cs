namespace ForestCarbon.Inventory.Overlay;

/// <summary>Shares a whole so that the parts add up to it: largest remainder, ties by key.</summary>
/// <remarks>
/// <code>
///   part(i) = floor(U · w(i)/Σw) + 1 for the k largest fractions,  k = U − Σ floor(U · w/Σw)
///     U  the whole in units of 0.0001 (ha or m²)      w  ellipsoidal area of the piece, m²
/// </code>
/// definitions.md §1: rounded to 0.0001 ha by largest remainder, ties by combination key in ordinal order.
/// </remarks>
public static class Apportionment
{
    private const decimal Unit = 0.0001m;

    /// <summary>Figures rounded for print so that the printed parts make the printed whole: rounded down, what is left over to the largest remainders, ties by position.</summary>
    /// <returns>The figures in their order; their sum is that of the given ones, rounded.</returns>
    public static decimal[] Printed(IReadOnlyList<decimal> parts, int decimals)
    {
        var unit = new decimal(1, 0, 0, false, (byte)decimals);
        var whole = decimal.Round(parts.Sum(), decimals, MidpointRounding.AwayFromZero);
        var printed = parts.Select(p => Math.Floor(p / unit) * unit).ToArray();
        foreach (var i in Enumerable.Range(0, printed.Length).OrderByDescending(i => parts[i] - printed[i]).Take((int)((whole - printed.Sum()) / unit)))
            printed[i] += unit;
        return printed;
    }

    /// <param name="whole">What is shared; a multiple of 0.0001, not negative.</param>
    /// <param name="pieces">Keys and weights; at least one weight is positive.</param>
    /// <returns>The parts in the order of the pieces; their sum is <paramref name="whole"/>.</returns>
    public static decimal[] Share(decimal whole, IReadOnlyList<(string Key, double Weight)> pieces)
    {
        var units = whole / Unit;
        ArgumentOutOfRangeException.ThrowIfNegative(whole);
        ArgumentOutOfRangeException.ThrowIfNotEqual(units, decimal.Truncate(units), nameof(whole));
        if (pieces is [{ Weight: > 0 }])
            return [whole];
        var sum = pieces.Sum(p => (decimal)p.Weight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sum, nameof(pieces));
        var exact = pieces.Select(p => units * ((decimal)p.Weight / sum)).ToArray();
        var parts = Array.ConvertAll(exact, decimal.Truncate);
        var left = (int)(units - parts.Sum());
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => exact[i] - parts[i]).ThenBy(i => pieces[i].Key, StringComparer.Ordinal).Take(left))
            parts[i]++;
        return Array.ConvertAll(parts, p => p * Unit);
    }
}
