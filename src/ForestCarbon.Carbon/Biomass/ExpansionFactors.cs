namespace ForestCarbon.Carbon.Biomass;

/// <summary>
/// Biomass expansion factor BEF (生物量扩展因子), without unit: stem biomass to all above ground. It needs the wood density beside
/// it. Not a <see cref="Bcef"/>: taking one for the other is wrong by the density, a factor of two or three.
/// </summary>
public readonly record struct Bef
{
    /// <exception cref="ArgumentOutOfRangeException">Not finite or not above 0.</exception>
    public Bef(double value) => Value = Positive(value);

    public double Value { get; }

    internal static double Positive(double value) => double.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "An expansion factor is finite and above 0.");
}

/// <summary>
/// Biomass conversion and expansion factor BCEF (生物量转换与扩展因子), t d.m. per m³: stand volume to all above ground, the wood
/// density already inside.
/// </summary>
public readonly record struct Bcef
{
    /// <exception cref="ArgumentOutOfRangeException">Not finite or not above 0.</exception>
    public Bcef(double tonnesPerM3) => TonnesPerM3 = Bef.Positive(tonnesPerM3);

    public double TonnesPerM3 { get; }

    /// <summary>BCEF = D·BEF, the only way from one to the other.</summary>
    public static Bcef Of(double woodDensityTPerM3, Bef bef) => new(woodDensityTPerM3 * bef.Value);
}
