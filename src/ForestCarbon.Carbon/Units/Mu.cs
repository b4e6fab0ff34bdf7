using System.Globalization;

namespace ForestCarbon.Carbon.Units;

/// <summary>An area in mu (亩): 2000/3 m² exactly, 15 to the hectare.</summary>
public readonly record struct Mu
{
    public Mu(double value)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, "An area is finite and not negative.");
        Value = value;
    }

    public double Value { get; }

    public const double PerHectare = 15;

    public static Mu operator +(Mu a, Mu b) => new(a.Value + b.Value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.####} mu");
}
