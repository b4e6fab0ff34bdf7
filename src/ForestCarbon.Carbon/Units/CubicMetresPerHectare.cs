using System.Globalization;

namespace ForestCarbon.Carbon.Units;

/// <summary>Stand volume over bark in m³ per hectare (公顷蓄积).</summary>
public readonly record struct CubicMetresPerHectare
{
    public CubicMetresPerHectare(double value)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, "A stand volume is finite and not negative.");
        Value = value;
    }

    public double Value { get; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.####} m³/ha");
}
