using System.Globalization;

namespace ForestCarbon.Carbon.Units;

/// <summary>A mass of carbon in tonnes; negative where stock was lost.</summary>
public readonly record struct TonnesCarbon
{
    public TonnesCarbon(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A mass is finite.");
        Value = value;
    }

    public double Value { get; }

    public TonnesCO2e ToCO2e() => new(Value * Molar.CO2PerC);

    public static TonnesCarbon operator +(TonnesCarbon a, TonnesCarbon b) => new(a.Value + b.Value);
    public static TonnesCarbon operator -(TonnesCarbon a, TonnesCarbon b) => new(a.Value - b.Value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.####} tC");
}
