using System.Globalization;

namespace ForestCarbon.Carbon.Units;

/// <summary>An area in hectares (公顷), the unit of all computing. <see cref="Mu"/> (亩) lives in forms and reports.</summary>
public readonly record struct Hectares
{
    public Hectares(double value)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, "An area is finite and not negative.");
        Value = value;
    }

    public double Value { get; }

    public static Hectares From(Mu area) => new(area.Value / Mu.PerHectare);
    public static Hectares From(SquareMetres area) => new(area.Value / SquareMetres.PerHectare);
    public Mu ToMu() => new(Value * Mu.PerHectare);

    public static Hectares operator +(Hectares a, Hectares b) => new(a.Value + b.Value);
    public static CubicMetres operator *(CubicMetresPerHectare volume, Hectares area) => new(volume.Value * area.Value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.####} ha");
}
