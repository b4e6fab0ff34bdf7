using ForestCarbon.Growth.Runs;

namespace ForestCarbon.Ccer.Screening;

/// <summary>The accounting runs two screenings rest on, and what another one alone changes: tonnes of planted ground on parcels whose areas stay.</summary>
/// <param name="A">Null: the screening used none.</param>
/// <param name="B">Null: the screening used none.</param>
/// <param name="Change">Null where the run is the same, or the crediting years or the deduction differ as well and the cause cannot be told.</param>
public sealed record ScreeningAccounts(RunRow? A, RunRow? B, AccountChange? Change)
{
    /// <summary>A run with its day and first year, and the years the screening's figures cover on the average of what passes and what awaits evidence.</summary>
    public static string Named(RunRow? run, IReadOnlyList<VerdictSum> sums, bool inEnglish)
    {
        if (run is null)
            return inEnglish ? "no accounting run" : "没有用碳计量";
        var figured = sums.Where(s => s.ExpectedYears is not null && s.ExpectedM2 > 0).ToList();
        var years = figured.Count == 0 ? "–" : FormattableString.Invariant($"{figured.Sum(s => s.ExpectedYears!.Value * s.ExpectedM2) / figured.Sum(s => s.ExpectedM2):0.##}");
        return inEnglish
            ? FormattableString.Invariant($"accounting run {run.RunId} (inventory of {run.AsOf:yyyy-MM-dd}, first year {run.FirstYear}), {years} years covered on average")
            : FormattableString.Invariant($"碳计量 {run.RunId}（{run.AsOf:yyyy-MM-dd} 的资料，首年 {run.FirstYear}），平均涵盖 {years} 年");
    }

    /// <summary>What another run alone changes; null where nothing is to be told.</summary>
    public string? Sentence(bool inEnglish)
    {
        if (Change is not { Parcels: > 0 } change)
            return null;
        var because = (A?.FirstYear, B?.FirstYear) switch
        {
            ({ } a, { } b) when a < b => inEnglish ? $"first year {a} → {b}: fewer years covered" : $"首年 {a} → {b}，涵盖的年数变少",
            ({ } a, { } b) when a > b => inEnglish ? $"first year {a} → {b}: more years covered" : $"首年 {a} → {b}，涵盖的年数变多",
            ({ } a, { }) => inEnglish ? $"first year {a} in both" : $"首年都是 {a}",
            (null, _) => inEnglish ? "none before" : "原来没有",
            _ => inEnglish ? "none now" : "现在没有",
        };
        return inEnglish
            ? FormattableString.Invariant($"{change.Parcels} parcels of unchanged areas, {change.PassKg / 1000m:+#,0.000;-#,0.000;0} tCO₂e that pass and {change.NeedKg / 1000m:+#,0.000;-#,0.000;0} tCO₂e that await evidence: another accounting run ({because})")
            : FormattableString.Invariant($"{change.Parcels} 个小班面积不变，符合 {change.PassKg / 1000m:+#,0.000;-#,0.000;0} tCO₂e，待举证 {change.NeedKg / 1000m:+#,0.000;-#,0.000;0} tCO₂e：换了碳计量（{because}）");
    }
}
