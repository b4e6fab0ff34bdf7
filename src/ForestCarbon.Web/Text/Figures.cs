using System.Globalization;

namespace ForestCarbon.Web.Text;

/// <summary>How figures are written on every page: thousands by comma, a true minus, the same decimals down a column.</summary>
public static class Figures
{
    /// <summary>What stands where there is no figure: unknown is not zero.</summary>
    public const string None = "–";

    private static readonly NumberFormatInfo Format = new() { NegativeSign = "−", NumberGroupSeparator = ",", NumberDecimalSeparator = "." };

    public static string Number(decimal? value, int decimals) => value is { } known ? Round(known, decimals).ToString($"N{decimals}", Format) : None;

    public static string Number(double? value, int decimals) => value is { } known && double.IsFinite(known) ? (Math.Round(known, decimals) == 0 ? 0 : known).ToString($"N{decimals}", Format) : None;

    public static string Number(long? value) => value is { } known ? known.ToString("N0", Format) : None;

    /// <summary>With its sign always shown; zero has none.</summary>
    public static string WithSign(decimal? value, int decimals) => value switch
    {
        null => None,
        { } known when Round(known, decimals) > 0 => "+" + Number(known, decimals),
        { } known => Number(known, decimals),
    };

    // The displayed digits of a decimal follow the schoolbook rule, as the bureau's own tables do.
    // What rounds to nothing has no sign: a decimal keeps one, and it would be shown.
    private static decimal Round(decimal value, int decimals)
    {
        var rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero);
        return rounded == 0 ? 0 : rounded;
    }
}
