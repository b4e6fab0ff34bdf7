using System.Globalization;

namespace ForestCarbon.Carbon.Units;

/// <summary>An area in square metres, as the ellipsoid gives it.</summary>
public readonly record struct SquareMetres
{
    public SquareMetres(double value)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, "An area is finite and not negative.");
        Value = value;
    }

    public double Value { get; }

    public const double PerHectare = 10_000;

    public Hectares ToHectares() => Hectares.From(this);

    // 1 mu = 2000/3 m², so an area in mu is 3/2000 of the area in m²: no rounded 666.67 anywhere.
    public Mu ToMu() => new(Value * 3 / 2000);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.####} m²");
}
