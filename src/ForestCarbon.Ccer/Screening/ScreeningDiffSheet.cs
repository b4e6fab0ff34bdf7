using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;

namespace ForestCarbon.Ccer.Screening;

/// <summary>The difference of two screenings as an Excel workbook: what each rests on, sums by verdict, parcels that stand otherwise. Areas in mu.</summary>
public sealed class ScreeningDiffSheet(ScreeningResults results)
{
    public async Task WriteAsync(ScreeningRow a, ScreeningRow b, TownshipScope scope, Stream to, bool inEnglish = false, CancellationToken ct = default)
    {
        string Of(string zh, string en) => inEnglish ? en : zh;
        var (sumsA, sumsB) = (await results.SumsAsync(a.RunId, scope, ct), await results.SumsAsync(b.RunId, scope, ct));
        var changes = await results.DiffAsync(a.RunId, b.RunId, scope, ScreeningSheet.MostParcels, ct);
        var accounts = await results.AccountsAsync(a, b, scope, ct);
        var marks = new[] { a, b }.Select(r => ScreeningManifest.Parse(r.Manifest).TonnesMark()).Where(m => m.Length > 0);
        var tonnesMark = ConfidenceMark.Weakest(marks);
        var all = changes.Count > 0 ? changes[0].Total : 0;
        var (inA, inB) = (Of($"筛查 {a.RunId}", $"screening {a.RunId}"), Of($"筛查 {b.RunId}", $"screening {b.RunId}"));
        var sheets = new Dictionary<string, IEnumerable<Dictionary<string, object?>>>
        {
            [Of("两次筛查", "Two screenings")] = new (string What, object? A, object? B)[]
            {
                (Of("方法学", "Methodology"), a.MethodologyId, b.MethodologyId), (Of("小班数据截至", "Parcels as of"), Day(a.AsOf), Day(b.AsOf)),
                (Of("权益主张截至", "Claims as of"), Day(a.ClaimsAsOf), Day(b.ClaimsAsOf)), (Of("候选地块开工日期", "Start date of candidates"), Day(a.StartDate), Day(b.StartDate)),
                (Of("计入期(年)", "Crediting period (years)"), a.CreditingYears, b.CreditingYears),
                (Of("数据代次", "Data generation"), a.Generation, b.Generation), (Of("完成时间", "Finished at"), At(a.FinishedAt), At(b.FinishedAt)),
                (Of("造林模型", "Planting model"), ScreeningManifest.Parse(a.Manifest).PlantingName(inEnglish) ?? Of("未指定", "none"), ScreeningManifest.Parse(b.Manifest).PlantingName(inEnglish) ?? Of("未指定", "none")),
                (Of("碳计量", "Carbon account"), ScreeningAccounts.Named(accounts.A, sumsA, inEnglish), ScreeningAccounts.Named(accounts.B, sumsB, inEnglish)),
                (Of("只因碳计量而不同", "Of the account alone"), accounts.Sentence(inEnglish) ?? "–", null),
                (Of("不同的小班", "Parcels that differ"), all == changes.Count ? all : Of($"共 {all} 个，列出变化最大的 {changes.Count} 个", $"{all}; the {changes.Count} that changed most are listed"), null),
            }.Select(line => new Dictionary<string, object?> { [Of("项", "Item")] = line.What, [inA] = line.A, [inB] = line.B }),
            [Of("结论", "Verdicts")] = Enum.GetValues<Verdict>().Select(v =>
            {
                var (x, y) = (sumsA.FirstOrDefault(s => s.Verdict == v), sumsB.FirstOrDefault(s => s.Verdict == v));
                var kg = ScreeningChange.Difference(x?.ExpectedKg, y?.ExpectedKg);
                return new Dictionary<string, object?>
                {
                    [Of("结论", "Verdict")] = ScreeningSheet.Word(v, inEnglish), [inA + Of("(亩)", " (mu)")] = Mu(x?.AreaM2 ?? 0), [inB + Of("(亩)", " (mu)")] = Mu(y?.AreaM2 ?? 0),
                    [Of("差(亩)", "difference (mu)")] = Mu((y?.AreaM2 ?? 0) - (x?.AreaM2 ?? 0)), [Of("差(tCO₂e)", "difference (tCO₂e)")] = kg / 1000m,
                    [Of("吨数的标记", "Mark of the tonnes")] = kg is null ? null : tonnesMark,
                };
            }),
            [Of("不同的小班", "Parcels")] = changes.Select(c => new Dictionary<string, object?>
            {
                [Of("小班", "Parcel")] = c.Code,
                [inA + Of(" 符合(亩)", ": passes (mu)")] = Mu(c.PassAM2), [inA + Of(" 待举证(亩)", ": needs evidence (mu)")] = Mu(c.NeedAM2), [inA + Of(" 不符合(亩)", ": fails (mu)")] = Mu(c.FailAM2),
                [inB + Of(" 符合(亩)", ": passes (mu)")] = Mu(c.PassBM2), [inB + Of(" 待举证(亩)", ": needs evidence (mu)")] = Mu(c.NeedBM2), [inB + Of(" 不符合(亩)", ": fails (mu)")] = Mu(c.FailBM2),
                [Of("符合部分的差(tCO₂e)", "Difference where it passes (tCO₂e)")] = c.PassKg / 1000m,
                [Of("待举证部分的差(tCO₂e，补齐证据才算)", "Difference if evidence is brought (tCO₂e)")] = c.NeedKg / 1000m,
                [Of("吨数的标记", "Mark of the tonnes")] = (c.PassKg ?? c.NeedKg) is null ? null : tonnesMark,
            }),
        };
        XlsxBook.Write(to, sheets);
    }

    private static decimal Mu(decimal squareMetres) => squareMetres * 3 / 2000;

    private static string? At(DateTime? moment) => moment is { } at ? CountyClock.At(at).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture) : null;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
