using System.Diagnostics.CodeAnalysis;

namespace ForestCarbon.Carbon.Units;

/// <summary>
/// A unit of area (ha, mu, m2, km2, wan_mu) or of mass (tC, tCO2e) and the exact conversion between two of one kind.
/// </summary>
/// <remarks>
/// A unit is a ratio of whole numbers to the base of its kind: 1 mu = 2000/3 m² exactly, 1 tC = 44/12 tCO₂e. The two
/// ratios are reduced before they meet the number, so ha ↔ mu is one multiplication or division by 15.
/// </remarks>
public sealed record MeasureUnit
{
    private static readonly MeasureUnit[] All =
    [
        new("ha", UnitKind.Area, 10_000, 1),
        new("mu", UnitKind.Area, 2_000, 3),
        new("m2", UnitKind.Area, 1, 1),
        new("km2", UnitKind.Area, 1_000_000, 1),
        new("wan_mu", UnitKind.Area, 20_000_000, 3),
        new("tCO2e", UnitKind.Mass, 1, 1),
        new("tC", UnitKind.Mass, 44, 12),
    ];

    private readonly long _numerator;
    private readonly long _denominator;

    private MeasureUnit(string name, UnitKind kind, long numerator, long denominator)
    {
        Name = name;
        Kind = kind;
        _numerator = numerator;
        _denominator = denominator;
    }

    public string Name { get; }

    public UnitKind Kind { get; }

    /// <summary>The unit of that exact name, or false.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out MeasureUnit? unit)
    {
        unit = Array.Find(All, u => u.Name == name);
        return unit is not null;
    }

    /// <summary>The value of <paramref name="value"/> (in this unit) in <paramref name="to"/>, of the same kind.</summary>
    public double Convert(double value, MeasureUnit to)
    {
        if (to.Kind != Kind)
            throw new ArgumentException($"{Name} cannot become {to.Name}: an area is not a mass.", nameof(to));
        var up = _numerator * to._denominator;
        var down = _denominator * to._numerator;
        var common = Gcd(up, down);
        return value * (up / common) / (down / common);
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}

/// <summary>What a unit measures.</summary>
public enum UnitKind
{
    Area,
    Mass,
}
