using System.Globalization;

namespace ForestCarbon.Ccer.Claims;

/// <summary>A claim as a boundary to hand out, and the words for its verdicts.</summary>
public static class ClaimDocument
{
    public static BoundaryDocument Of(ClaimRow claim, IReadOnlyList<BoundaryPlot> plots) => new(
        $"{claim.Scheme} {claim.Code} {claim.Name}",
        [.. plots.Select((p, i) => new BoundaryFeature(p.Shape,
            [("name", p.Name ?? $"{claim.Code}-{i + 1}"), ("scheme", claim.Scheme), ("code", claim.Code), ("area_m2", p.AreaM2), ("from", claim.PeriodFrom), ("to", claim.PeriodTo)]))]);

    /// <summary>An overlap's area in m² as it is stored, where a rounded figure could read as a limit that it exceeds (10.0013 is no 10); two decimals above.</summary>
    public static string M2(decimal areaM2) => areaM2.ToString(areaM2 < 100 ? "0.00##" : "#,0.00", CultureInfo.InvariantCulture);

    public static string Word(string verdict, bool inEnglish) => verdict switch
    {
        "nothing" => inEnglish ? "nothing: too small to count" : "不计：小到不算",
        "warning" => inEnglish ? "warning: taken off the later claim" : "警告：从后登记者扣减",
        "provisional" => inEnglish ? "notice: overlaps a design's provisional claim" : "提醒：与设计中的暂占重叠",
        "rounding" => inEnglish ? "rounding to six decimals: no overlap; the later claim's area is reduced" : "六位小数的取整：不算重叠，从后登记者扣减",
        ClaimOverlap.Shown => inEnglish ? "shown only, excludes nothing" : "只显示，不排斥",
        _ => inEnglish ? "refused" : "拒绝",
    };
}
