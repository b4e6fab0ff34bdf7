using System.Globalization;

namespace ForestCarbon.Ccer.Documents;

/// <summary>Dates, areas and figures as a project's documents write them: the same on every machine, and a word where there is none.</summary>
internal static class DocumentFigures
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", Plain) ?? "未填";

    public static string Area(decimal? m2) => m2 is { } known ? $"{Hectares(known)} 公顷（{Mu(known)} 亩）" : "未知";

    public static string Hectares(decimal m2) => decimal.Round(m2 / 10_000, 4, MidpointRounding.AwayFromZero).ToString("#,0.0000", Plain);

    public static string Mu(decimal m2) => decimal.Round(m2 * 3 / 2000, 2, MidpointRounding.AwayFromZero).ToString("#,0.00", Plain);

    public static string Degrees(double value) => value.ToString("0.000000", Plain);

    public static string Whole(int value) => value.ToString(Plain);

    public static string Number(double? value, int decimals) => value is { } known ? known.ToString(decimals == 0 ? "#,0" : $"#,0.{new string('#', decimals)}", Plain) : "缺";

    public static string Fixed(double? value, int decimals) => value is { } known ? known.ToString($"N{decimals}", Plain) : "缺";

    /// <summary>Rounded down, as everywhere where tonnes are whole.</summary>
    public static string WholeTonnes(double? value) => value is { } known ? $"{Math.Floor(known).ToString("#,0", Plain)} tCO₂e" : "缺";

    public static string Unit(string unit) => unit == "1" ? "" : unit.Replace("CO2", "CO₂", StringComparison.Ordinal);
}
