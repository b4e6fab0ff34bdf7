using System.Globalization;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;

namespace ForestCarbon.Ccer.Screening;

/// <summary>A screening as an Excel workbook: what it rests on, sums, funnel, reasons with what helps, plan's ideas, parcels. Areas in mu and ha from the same m²; names of sources are as they were entered.</summary>
/// <param name="mostParcels">Lines of the sheet of parcels; where there are more, the workbook says so.</param>
public sealed class ScreeningSheet(ScreeningResults results, int mostParcels = ScreeningSheet.MostParcels)
{
    /// <summary>What a sheet holds without strain; a county with more parcels is exported by township.</summary>
    public const int MostParcels = 200_000;

    public async Task WriteAsync(ScreeningRow run, TownshipScope scope, Stream to, bool inEnglish = false, CancellationToken ct = default)
    {
        string Of(string zh, string en) => inEnglish ? en : zh;
        var manifest = ScreeningManifest.Parse(run.Manifest);
        var conditions = manifest.JudgedConditions();
        // A mark stands where a figure does.
        var tonnesMark = manifest.TonnesMark();
        string? MarkOf(long? kg) => kg is null ? null : tonnesMark;
        string Clause(int position) => inEnglish ? conditions[position - 1].Key : conditions[position - 1].Clause;
        var (sums, funnel) = (await results.SumsAsync(run.RunId, scope, ct), await results.FunnelAsync(run.RunId, scope, ct));
        var reasons = await results.ReasonsAsync(run.RunId, scope, ct);
        var (ideas, parcels) = (await results.IdeasAsync(run, scope, ct), await results.ParcelsAsync(run.RunId, scope, limit: mostParcels, ct: ct));
        var townships = (await results.TownshipsAsync(run.RunId, scope, ct)).ToDictionary(t => t.TownshipCode, t => Of(t.NameZh, t.NameEn), StringComparer.Ordinal);
        var names = (MethodologyCatalogue.Find(run.MethodologyId)?.Parameters ?? []).Concat(MethodologyCatalogue.CountyFacts).GroupBy(p => p.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Of(g.First().NameZh, g.First().NameEn), StringComparer.Ordinal);
        var all = parcels.Count > 0 ? parcels[0].Total : 0;
        var sheets = new Dictionary<string, IEnumerable<Dictionary<string, object?>>>
        {
            [Of("筛查", "Screening")] = new (string What, object? Value)[]
            {
                (Of("筛查编号", "Screening"), run.RunId), (Of("方法学", "Methodology"), run.MethodologyId),
                (Of("方法学的状态", "Status of the methodology"), MethodologyCatalogue.Find(run.MethodologyId)?.Status == MethodologyStatus.InForce
                    ? Of("在行", "in force")
                    : Of("旧方法学只供内部估算，不能据此登记CCER。", "A legacy methodology serves internal estimates only; no CCER can be registered under it.")),
                (Of("小班数据截至", "Parcels as of"), Day(run.AsOf)),
                (Of("权益主张截至", "Claims as of"), Day(run.ClaimsAsOf)), (Of("数据代次", "Data generation"), run.Generation),
                (Of("候选地块开工日期", "Start date of candidates"), Day(run.StartDate)), (Of("计入期(年)", "Crediting period (years)"), run.CreditingYears),
                (Of("造林模型", "Planting model"), manifest.PlantingName(inEnglish) ?? Of("未指定", "none")), (Of("面积", "Areas"), Of("椭球面积", "on the ellipsoid")),
                (Of("碳计量", "Carbon account"), run.AccountingRun is { } account ? account : manifest.LaterAccountSentence(inEnglish) ?? Of("没有", "none")),
                (Of("小班表", "Sheet of parcels"), parcels.Count == all
                    ? Of($"全部 {all} 个小班", $"all {all} parcels")
                    : Of($"只列出前 {parcels.Count} 个小班，共 {all} 个；其余各表是全部小班的。请按乡镇筛选后再导出", $"the first {parcels.Count} parcels of {all} only; the other sheets are of all. Filter by township and export again")),
                (Of("说明", "Note"), Of(
                    "符合、待举证、不符合分别列出，不相加；待举证的面积和吨数只有补齐证据才算。县域碳汇量不等于可签发的CCER减排量。",
                    "What passes, what needs evidence and what fails stand apart and are not added; areas and tonnes that need evidence count only once it is brought. County carbon sink is not the same as CCER reductions that can be issued.")),
            }.Select(line => new Dictionary<string, object?> { [Of("项", "Item")] = line.What, [Of("值", "Value")] = line.Value }),
            [Of("结论", "Verdicts")] = sums.Select(s => new Dictionary<string, object?>
            {
                [Of("结论", "Verdict")] = Word(s.Verdict, inEnglish), [Of("面积(亩)", "Area (mu)")] = Mu(s.AreaM2), [Of("面积(公顷)", "Area (ha)")] = s.AreaM2 / 10_000,
                [Of("小班", "Parcels")] = s.Parcels, [Of("地块", "Pieces")] = s.Pieces, [Of("预计减排量(tCO₂e)", "Expected reductions (tCO₂e)")] = s.ExpectedKg / 1000m,
                [Of("预计减排量的标记", "Mark of the expected reductions")] = MarkOf(s.ExpectedKg), [Of("预计涵盖的年数(面积平均)", "Years it covers (mean by area)")] = s.ExpectedYears,
                [Of("每年(tCO₂e/亩)", "A year (tCO₂e/mu)")] = Rate(s.ExpectedKgA, s.ExpectedM2),
                [Of("无预计量的面积(亩)", "Area without a figure (mu)")] = Mu(s.WithoutFigureM2),
                [Of("预计超出合理范围的面积(亩)[M]", "Area expected outside the plausible range (mu) [M]")] = Mu(s.ImplausibleM2),
            }),
            [Of("漏斗", "Funnel")] = funnel.Where(f => f.Position > 0).Select(f => new Dictionary<string, object?>
            {
                [Of("条款", "Clause")] = Clause(f.Position), [Of("条件", "Condition")] = Of(conditions[f.Position - 1].TitleZh, conditions[f.Position - 1].TitleEn),
                [Of("符合(亩)", "Passes (mu)")] = Mu(f.PassM2), [Of("待举证(亩)", "Needs evidence (mu)")] = Mu(f.NeedM2), [Of("不符合(亩)", "Fails (mu)")] = Mu(f.FailM2),
                [Of("累计符合(亩)", "Passes so far (mu)")] = Mu(f.LeftPassM2), [Of("累计待举证(亩)", "Needs evidence so far (mu)")] = Mu(f.LeftNeedM2),
                [Of("来源", "Source")] = conditions[f.Position - 1].Citation.ToString(),
            }),
            [Of("理由", "Reasons")] = reasons.Select(r => new Dictionary<string, object?>
            {
                [Of("条款", "Clause")] = Clause(r.Position), [Of("结论", "Verdict")] = Word(r.Reason.Verdict, inEnglish), [Of("理由", "Reason")] = Of(r.Reason.TextZh, r.Reason.TextEn),
                [Of("小班", "Parcels")] = r.Parcels, [Of("地块", "Pieces")] = r.Pieces, [Of("面积(亩)", "Area (mu)")] = Mu(r.AreaM2), [Of("怎么办", "What helps")] = Of(r.Reason.RemedyZh, r.Reason.RemedyEn),
            }),
            [Of("规划设想", "Ideas of the plan")] = ideas.Select(i => new Dictionary<string, object?>
            {
                [Of("设想", "Idea")] = Of(i.NameZh, i.NameEn), [Of("规划面积(亩)", "Planned area (mu)")] = i.PlannedM2 is { } planned ? decimal.Round(Mu(planned), 4) : null, [Of("规划面积的说明", "Note on the planned area")] = i.PlannedM2 is null ? Of(PlanIdea.NoPlannedZh, PlanIdea.NoPlannedEn) : null, [Of("答复", "Answer")] = Word(i.Answer, inEnglish),
                [Of("符合(亩)", "Passes (mu)")] = Mu(i.PassM2), [Of("待举证(亩)", "Needs evidence (mu)")] = Mu(i.NeedM2), [Of("不符合(亩)", "Fails (mu)")] = Mu(i.FailM2),
                [Of("符合部分预计(tCO₂e)", "Expected where it passes (tCO₂e)")] = i.PassKg / 1000m,
                [Of("符合部分每年(tCO₂e)", "A year where it passes (tCO₂e)")] = i.PassKgA / 1000m,
                [Of("待举证部分预计(tCO₂e，补齐证据才算)", "Expected if evidence is brought (tCO₂e)")] = i.NeedKg / 1000m,
                [Of("待举证部分每年(tCO₂e，补齐证据才算)", "A year if evidence is brought (tCO₂e)")] = i.NeedKgA / 1000m,
                [Of("预计的标记", "Mark of the expected tonnes")] = MarkOf(i.PassKg ?? i.NeedKg),
                [Of("理由", "Reason")] = Of(i.ReasonZh, i.ReasonEn), [Of("答复的标记", "Mark of the answer")] = i.Mark,
            }),
            [Of("参数", "Parameters")] = manifest.Parameters.Select(p => new Dictionary<string, object?>
            {
                [Of("参数", "Parameter")] = p.IsOfRegister ? Of("不算重叠的最大面积", "Largest overlap that counts as none") : names.GetValueOrDefault(p.Key, p.Key), [Of("代码", "Key")] = p.Key, [Of("值", "Value")] = p.Value, [Of("单位", "Unit")] = p.Unit, [Of("标记", "Mark")] = p.Mark,
                [Of("两人核实", "Verified by two")] = p.IsVerified ? Of("是", "yes") : Of("否", "no"), [Of("核实的来源页", "Source pages")] = p.VerifiedFrom,
            }),
            [Of("小班", "Parcels")] = parcels.Select(p => new Dictionary<string, object?>
            {
                [Of("小班", "Parcel")] = p.Code, [Of("乡镇", "Township")] = townships.GetValueOrDefault(p.TownshipCode, p.TownshipCode), [Of("地类", "Land class")] = p.LandClass,
                [Of("开工", "Start")] = p.IsStartKnown ? Day(p.StartDate) : Of("造林日期未记", "planting date not recorded"), [Of("面积(亩)", "Area (mu)")] = Mu(p.AreaM2),
                [Of("符合(亩)", "Passes (mu)")] = Mu(p.PassM2), [Of("待举证(亩)", "Needs evidence (mu)")] = Mu(p.NeedM2), [Of("不符合(亩)", "Fails (mu)")] = Mu(p.FailM2),
                [Of("首个不符合", "First failure")] = p.FirstFail is { } fail ? Clause(fail) : null,
                [Of("首个待举证", "First that needs evidence")] = p.FirstNeed is { } need ? Clause(need) : null,
                [Of("符合部分预计(tCO₂e)", "Expected where it passes (tCO₂e)")] = p.PassKg / 1000m,
                [Of("待举证部分预计(tCO₂e，补齐证据才算)", "Expected if evidence is brought (tCO₂e)")] = p.NeedKg / 1000m,
                [Of("预计的标记", "Mark of the expected tonnes")] = MarkOf(p.PassKg ?? p.NeedKg), [Of("每年(tCO₂e/亩)", "A year (tCO₂e/mu)")] = Rate(p.ExpectedKgA, p.ExpectedM2),
                [Of("预计超出合理范围[M]", "Outside the plausible range [M]")] = p.IsImplausible ? Of("是", "yes") : null,
            }),
        };
        XlsxBook.Write(to, sheets);
    }

    public static string Word(Verdict verdict, bool inEnglish) => verdict switch
    {
        Verdict.Pass => inEnglish ? "Passes" : "符合",
        Verdict.NeedsEvidence => inEnglish ? "Needs evidence" : "待举证",
        _ => inEnglish ? "Fails" : "不符合",
    };

    public static string Word(IdeaAnswer answer, bool inEnglish) => answer switch
    {
        IdeaAnswer.Possible => inEnglish ? "Possible" : "可以",
        IdeaAnswer.Partly => inEnglish ? "Possible in part" : "部分可以",
        IdeaAnswer.NeedsEvidence => Word(Verdict.NeedsEvidence, inEnglish),
        IdeaAnswer.No => inEnglish ? "No" : "不可以",
        _ => inEnglish ? "No answer yet" : "尚不能答",
    };

    /// <summary>t/mu·a from kg a year on m²; null without a figure or without ground.</summary>
    public static decimal? RatePerMu(decimal? kgPerYear, decimal squareMetres) => squareMetres > 0 && kgPerYear is { } kg ? kg * 2 / (3 * squareMetres) : null;

    // As a cell holds it.
    private static decimal? Rate(decimal? kgPerYear, decimal squareMetres) => RatePerMu(kgPerYear, squareMetres) is { } rate ? decimal.Round(rate, 6) : null;

    private static decimal Mu(decimal squareMetres) => squareMetres * 3 / 2000;

    private static decimal? Mu(decimal? squareMetres) => squareMetres * 3 / 2000;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
