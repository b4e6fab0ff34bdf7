using System.Numerics;
using System.Text;

namespace ForestCarbon.Finance.Sharing;

/// <summary>One party of a division and its weight, not negative.</summary>
public sealed record PartyWeight(string Party, ExactDecimal Weight);

/// <summary>Division of an amount to the fen (收益分成到分).</summary>
public static class Division
{
    /// <summary>The part of every party in fen, in the order given; the parts make the whole exactly.</summary>
    /// <remarks>
    /// definitions.md §6: part = floor(amount·w/Σw) in exact rational arithmetic; the fen that remain go one each to the
    /// largest fractions, equal fractions in code-point order of the party, so the order given has no effect. A negative
    /// amount is shared as if positive and negated.
    /// </remarks>
    /// <exception cref="ArgumentException">A negative weight, no weight above 0, or one party twice.</exception>
    public static long[] Of(long amountFen, IReadOnlyList<PartyWeight> shares)
    {
        if (shares.Any(s => s.Weight.Digits.Sign < 0)) throw new ArgumentException("A weight is not negative.", nameof(shares));
        if (shares.Select(s => s.Party).Distinct(StringComparer.Ordinal).Count() != shares.Count)
            throw new ArgumentException("A party has one share.", nameof(shares));
        var unit = shares.Select(s => s.Weight.Exponent).DefaultIfEmpty(0).Min();
        var weights = shares.Select(s => s.Weight.InUnitsOf(unit)).ToArray();
        var sum = weights.Aggregate(BigInteger.Zero, (a, b) => a + b);
        if (sum.IsZero) throw new ArgumentException("Some weight is above 0.", nameof(shares));

        var amount = BigInteger.Abs(amountFen);
        var parts = new BigInteger[shares.Count];
        var fractions = new BigInteger[shares.Count];
        for (var i = 0; i < parts.Length; i++) parts[i] = BigInteger.DivRem(amount * weights[i], sum, out fractions[i]);

        var rest = (int)(amount - parts.Aggregate(BigInteger.Zero, (a, b) => a + b));
        var byClaim = Enumerable.Range(0, parts.Length)
            .OrderByDescending(i => fractions[i])
            .ThenBy(i => shares[i].Party, CodePointOrder.Instance);
        foreach (var i in byClaim.Take(rest)) parts[i]++;
        return [.. parts.Select(p => (long)(amountFen < 0 ? -p : p))];
    }

    /// <summary>UTF-16 order differs from code-point order beyond the basic plane; UTF-8 order does not.</summary>
    private sealed class CodePointOrder : IComparer<string>
    {
        public static readonly CodePointOrder Instance = new();

        public int Compare(string? x, string? y) =>
            Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}
