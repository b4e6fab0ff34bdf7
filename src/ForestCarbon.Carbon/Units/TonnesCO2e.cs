using System.Globalization;

namespace ForestCarbon.Carbon.Units;

/// <summary>Tonnes of carbon dioxide equivalent while modelling. What is registered is whole tonnes and lives in the ledger.</summary>
public readonly record struct TonnesCO2e
{
    public TonnesCO2e(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A mass is finite.");
        Value = value;
    }

    public double Value { get; }

    public TonnesCarbon ToCarbon() => new(Value / Molar.CO2PerC);

    public static TonnesCO2e operator +(TonnesCO2e a, TonnesCO2e b) => new(a.Value + b.Value);
    public static TonnesCO2e operator -(TonnesCO2e a, TonnesCO2e b) => new(a.Value - b.Value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.####} tCO2e");
}
