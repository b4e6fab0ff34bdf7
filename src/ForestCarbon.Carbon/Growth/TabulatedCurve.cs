namespace ForestCarbon.Carbon.Growth;

/// <summary>A growth curve as its values in m³/ha at the whole ages 0 … <see cref="LastAge"/>, evaluated once.</summary>
public sealed class TabulatedCurve
{
    private readonly double[] _values;

    /// <summary>A table of values at ages 0, 1, 2, …; at least two, finite and not negative.</summary>
    /// <exception cref="ArgumentException">Too short, or a value not finite or negative.</exception>
    public TabulatedCurve(ReadOnlySpan<double> values)
    {
        if (values.Length < 2)
            throw new ArgumentException("A table has at least the ages 0 and 1.", nameof(values));
        foreach (var value in values)
        {
            if (!double.IsFinite(value) || value < 0)
                throw new ArgumentOutOfRangeException(nameof(values), value, "A volume is finite and not negative.");
        }
        _values = values.ToArray();
    }

    public int LastAge => _values.Length - 1;

    public ReadOnlySpan<double> Values => _values;

    public double this[int age] => _values[age];

    /// <summary>The curve at ages 0 … <paramref name="lastAge"/>.</summary>
    public static TabulatedCurve Of(GrowthCurve curve, int lastAge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastAge, 1);
        var values = new double[lastAge + 1];
        for (var age = 0; age <= lastAge; age++) values[age] = curve.At(age);
        return new TabulatedCurve(values);
    }
}
