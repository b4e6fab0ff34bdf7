using System.Globalization;

namespace ForestCarbon.Cli.Commands;

/// <summary>Figures as text results print them. JSON carries them unrounded.</summary>
internal static class Figures
{
    /// <summary>kg CO₂e as whole tonnes with thousands, or 未计.</summary>
    public static string Tonnes(long? kg) => kg is { } value ? Rounded(value / 1000m, 0).ToString("#,0", CultureInfo.InvariantCulture) : "未计";

    /// <summary>m² as mu with one decimal.</summary>
    public static string Mu(decimal areaM2) => Rounded(areaM2 * 3 / 2000, 1).ToString("#,0.0", CultureInfo.InvariantCulture);

    // What rounds to nothing has no sign: a decimal keeps one, and it would be printed.
    private static decimal Rounded(decimal value, int decimals)
    {
        var rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero);
        return rounded == 0 ? 0 : rounded;
    }

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Six significant digits; no exponent where the whole part has up to eight digits.</summary>
    public static string Short(double? value) => value is not { } figure ? ""
        : Math.Abs(figure) is >= 1e5 and < 1e8 ? figure.ToString("#,0", CultureInfo.InvariantCulture)
        : figure.ToString("G6", CultureInfo.InvariantCulture);

    public static string Date(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
