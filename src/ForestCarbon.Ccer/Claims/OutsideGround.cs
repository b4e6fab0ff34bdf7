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

    /// <summary>
    /// True where the ground is a strip along the county's border that six decimals of a degree put there (<c>ccer.is_rounding</c>, as of overlaps): no ground outside.
    /// </summary>
    public bool IsRounding { get; init; }

    /// <summary>The plot's name, or its number where it has none.</summary>
    public string Called => PlotName ?? Plot.ToString(CultureInfo.InvariantCulture);

    /// <summary>How much ground lies outside and where, rounding left out; null where none does.</summary>
    public static string? Sentence(IReadOnlyList<OutsideGround> told, bool inEnglish)
    {
        var outside = told.Where(o => !o.IsRounding).ToList();
        if (outside.Count == 0)
            return null;
        var named = outside.OrderByDescending(o => o.AreaM2).Take(MostNamed).ToList();
        var mu = outside.Sum(o => o.AreaM2) * 3 / 2000;
        return inEnglish
            ? FormattableString.Invariant($"{mu:#,0.00} mu of {outside.Count} {(outside.Count == 1 ? "plot" : "plots")} lie outside the county: {string.Join("; ", named.Select(o => FormattableString.Invariant($"{o.Called} at {o.Longitude:0.0000}° E, {o.Latitude:0.0000}° N")))}{(outside.Count > MostNamed ? " …" : "")}.")
            : FormattableString.Invariant($"{outside.Count} 个地块有 {mu:#,0.00} 亩在本县县界之外：{string.Join("；", named.Select(o => FormattableString.Invariant($"{o.Called} 在东经 {o.Longitude:0.0000}°、北纬 {o.Latitude:0.0000}°")))}{(outside.Count > MostNamed ? "……" : "")}。");
    }

    /// <summary>How much of it is the rounding of six decimals, in m²; null where none is.</summary>
    public static string? RoundingSentence(IReadOnlyList<OutsideGround> told, bool inEnglish)
    {
        var rounded = told.Where(o => o.IsRounding).ToList();
        if (rounded.Count == 0)
            return null;
        var m2 = rounded.Sum(o => o.AreaM2);
        return inEnglish
            ? FormattableString.Invariant($"{rounded.Count} {(rounded.Count == 1 ? "plot crosses" : "plots cross")} the county's border by the rounding of coordinates to six decimals only (at most 0.08 m wide), {m2:#,0.00} m² in all: no ground outside the county.")
            : FormattableString.Invariant($"{rounded.Count} 个地块只因坐标取六位小数越过县界（宽不超过 0.08 米），合计 {m2:#,0.00} m²，不算县外。");
    }
}
