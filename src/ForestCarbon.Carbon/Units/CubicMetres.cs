using System.Globalization;

namespace ForestCarbon.Carbon.Units;

/// <summary>A volume of standing timber over bark in m³ (蓄积).</summary>
public readonly record struct CubicMetres
{
    public CubicMetres(double value)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, "A volume is finite and not negative.");
        Value = value;
    }

    public double Value { get; }

    public static CubicMetres operator +(CubicMetres a, CubicMetres b) => new(a.Value + b.Value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.####} m³");
}
