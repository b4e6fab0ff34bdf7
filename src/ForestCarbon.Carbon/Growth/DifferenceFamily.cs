namespace ForestCarbon.Carbon.Growth;

/// <summary>
/// A family of growth curves by the generalised algebraic difference approach (GADA): every site is one curve, told from the others by
/// one figure X, and asymptote and shape change with it together.
/// </summary>
/// <remarks>
/// Base equation Richards with A = e^X and p = b2 + b3/X, t in years, Y in m³/ha:
/// <code>
///   ln Y(t) = X + (b2 + b3/X)·L(t)          L(t) = ln(1 − e^(−b1·t))
///   X       = ½·[B + √(B² − 4·b3·L(a))]     B    = ln V₀ − b2·L(a)         the member through (a, V₀)
///   V(t)    = V₀·((1 − e^(−b1·t)) / (1 − e^(−b1·a)))^(b2 + b3/X)
/// </code>
/// Cieszewski and Bailey 2000, Forest Science 46:116–126 (method) [M]; the equations follow by algebra [c]. V(a) = V₀ to the last bit
/// and two steps are one, so the year of the inventory has no effect. docs/adr/0021-difference-family.md says why this family.
/// </remarks>
public sealed record DifferenceFamily
{
    /// <param name="lowestSite">X of the poorest site the family was fitted to: ln of its asymptote in m³/ha.</param>
    /// <param name="highestSite">X of the best one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter not finite, b1 not above 0, or the sites out of order.</exception>
    public DifferenceFamily(double b1, double b2, double b3, double lowestSite, double highestSite)
    {
        if (!double.IsFinite(b1) || b1 <= 0)
            throw new ArgumentOutOfRangeException(nameof(b1), b1, "b1 is above 0.");
        if (!double.IsFinite(b2) || !double.IsFinite(b3))
            throw new ArgumentOutOfRangeException(nameof(b2), b2, "b2 and b3 are finite.");
        if (!double.IsFinite(highestSite) || !(lowestSite <= highestSite))
            throw new ArgumentOutOfRangeException(nameof(lowestSite), lowestSite, "The sites rise.");
        (B1, B2, B3, LowestSite, HighestSite) = (b1, b2, b3, lowestSite, highestSite);
    }

    public double B1 { get; }

    public double B2 { get; }

    public double B3 { get; }

    public double LowestSite { get; }

    public double HighestSite { get; }

    public double[] Parameters => [B1, B2, B3];

    /// <summary>The power p = b2 + b3/X of the member of a site.</summary>
    public double PowerOf(double site) => B2 + (B3 / site);

    /// <summary>Volume in m³/ha of the member of a site at an age in years.</summary>
    public double At(double site, double age) => Math.Exp(site) * Math.Pow(Grown(age), PowerOf(site));

    /// <summary>
    /// X of the member that passes through a parcel, or null where none does: no volume, younger than
    /// <see cref="Calibration.YoungestAge"/>, no real root, a member that does not rise, or an asymptote outside what the family was
    /// fitted to.
    /// </summary>
    /// <remarks>
    /// The same limits of ours as a parcel's own calibration has (definitions.md §3): its asymptote lies between 0.3 times that of the
    /// poorest and 2.0 times that of the best site fitted.
    /// </remarks>
    /// <param name="age">Years.</param>
    /// <param name="volumeM3PerHa">Measured, finite and not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">Age negative, or a volume not finite or negative.</exception>
    public double? SiteOf(int age, double volumeM3PerHa)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(age);
        if (!double.IsFinite(volumeM3PerHa) || volumeM3PerHa < 0)
            throw new ArgumentOutOfRangeException(nameof(volumeM3PerHa), volumeM3PerHa, "A volume is finite and not negative.");
        if (age < Calibration.YoungestAge || volumeM3PerHa == 0)
            return null;
        var reached = Math.Log(Grown(age));
        var b = Math.Log(volumeM3PerHa) - (B2 * reached);
        var root = (b * b) - (4 * B3 * reached);
        if (!(root >= 0))
            return null;
        var site = (b + Math.Sqrt(root)) / 2;
        return site > 0 && PowerOf(site) > 0
            && site >= LowestSite + Math.Log(Calibration.LowestRatio) && site <= HighestSite + Math.Log(Calibration.HighestRatio)
            ? site
            : null;
    }

    /// <summary>Volume in m³/ha <paramref name="years"/> after the parcel stood at (age, volume) on the member of <paramref name="site"/>.</summary>
    public double VolumeAfter(double site, int age, double volumeM3PerHa, int years) =>
        volumeM3PerHa * Math.Pow(Grown(age + years) / Grown(age), PowerOf(site));

    /// <summary>1 − e^(−b1·t).</summary>
    private double Grown(double age) => GrowthCurve.Shape(GrowthForm.Richards, B1, 1, age);
}
