using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace ForestCarbon.Finance.Sharing;

/// <summary>A decimal number exactly as it was written: digits · 10^exponent, of any length.</summary>
public readonly record struct ExactDecimal(BigInteger Digits, int Exponent)
{
    /// <summary>Beyond this a number is no weight any more, and its exact arithmetic would fill the memory.</summary>
    private const int LargestExponent = 1_000;

    /// <summary>Reads a JSON number (<c>0.1</c>, <c>-3</c>, <c>2.5e-3</c>); false if it is none, or its exponent is beyond ±1000.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ExactDecimal? value)
    {
        value = null;
        var mark = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = mark < 0 ? text.AsSpan() : text.AsSpan(0, mark);
        var exponent = 0;
        if (mark >= 0 && !int.TryParse(
                text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return false;
        var point = mantissa.IndexOf('.');
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        if (Math.Abs((long)exponent - decimals) > LargestExponent) return false;
        if (!BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return false;
        value = new ExactDecimal(number, exponent - decimals);
        return true;
    }

    /// <summary>The number of units of 10^<paramref name="exponent"/>, for an exponent not above its own.</summary>
    public BigInteger InUnitsOf(int exponent) => Digits * BigInteger.Pow(10, Exponent - exponent);

    /// <summary>The number as a whole number, or null where it has a fraction.</summary>
    public BigInteger? AsWhole()
    {
        if (Exponent >= 0) return InUnitsOf(0);
        var whole = BigInteger.DivRem(Digits, BigInteger.Pow(10, -Exponent), out var rest);
        return rest.IsZero ? whole : null;
    }
}
