using System.Globalization;

namespace ForestCarbon.Growth.Curves;

/// <summary>Parameters and their standard errors as people read them: so many significant digits, one notation.</summary>
public static class Significant
{
    private const double LeastPlain = 1e-6;
    private const double MostPlain = 1e7;

    /// <summary>The value to <paramref name="digits"/> significant digits; an exponent only below 0.000001 and from ten million on.</summary>
    public static string Of(double value, int digits)
    {
        var size = Math.Abs(value);
        if (!double.IsFinite(value) || value == 0 || size < LeastPlain || size >= MostPlain)
            return value.ToString($"G{digits}", CultureInfo.InvariantCulture);
        var magnitude = (int)Math.Floor(Math.Log10(size));
        var unit = Math.Pow(10, Math.Max(0, magnitude - digits + 1));
        return (Math.Round(value / unit) is var whole && unit > 1 ? whole * unit : value).ToString($"F{Math.Max(0, digits - 1 - magnitude)}", CultureInfo.InvariantCulture);
    }
}
