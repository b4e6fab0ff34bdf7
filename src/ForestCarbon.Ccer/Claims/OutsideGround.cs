using System.Globalization;

namespace ForestCarbon.Ccer.Claims;

/// <summary>What of a plot lies outside the county.</summary>
/// <param name="Plot">Number of the plot in its boundary, from 1.</param>
/// <param name="AreaM2">Of the ground outside, ellipsoidal.</param>
/// <param name="IsWhole">True where nothing of the plot lies in the county.</param>
/// <param name="Longitude">Of the middle of that ground, degrees of EPSG:4490, as <paramref name="Latitude"/>.</param>
public sealed record OutsideGround(int Plot, string? PlotName, decimal AreaM2, bool IsWhole, double Longitude, double Latitude)
{
    private const int MostNamed = 5;

    /// <summary>The plot's name, or its number where it has none.</summary>
    public string Called => PlotName ?? Plot.ToString(CultureInfo.InvariantCulture);

    /// <summary>How much ground lies outside and where; null where none does.</summary>
    public static string? Sentence(IReadOnlyList<OutsideGround> outside, bool inEnglish)
    {
        if (outside.Count == 0)
            return null;
        var named = outside.OrderByDescending(o => o.AreaM2).Take(MostNamed).ToList();
        var mu = outside.Sum(o => o.AreaM2) * 3 / 2000;
        return inEnglish
            ? FormattableString.Invariant($"{mu:#,0.00} mu of {outside.Count} plots lie outside the county: {string.Join("; ", named.Select(o => FormattableString.Invariant($"{o.Called} at {o.Longitude:0.0000}° E, {o.Latitude:0.0000}° N")))}{(outside.Count > MostNamed ? " …" : "")}.")
            : FormattableString.Invariant($"{outside.Count} 个地块有 {mu:#,0.00} 亩在本县县界之外：{string.Join("；", named.Select(o => FormattableString.Invariant($"{o.Called} 在东经 {o.Longitude:0.0000}°、北纬 {o.Latitude:0.0000}°")))}{(outside.Count > MostNamed ? "……" : "")}。");
    }
}
