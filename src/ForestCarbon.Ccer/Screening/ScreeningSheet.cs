using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Platform.Database;
using MiniExcelLibs;

namespace ForestCarbon.Ccer.Screening;

/// <summary>A screening as an Excel workbook: what it rests on, sums, funnel, plan's ideas, parcels. Areas in mu and ha from the same m².</summary>
public sealed class ScreeningSheet(ScreeningResults results)
{
    private const int MostParcels = 200_000;

    public async Task WriteAsync(ScreeningRow run, TownshipScope scope, Stream to, CancellationToken ct = default)
    {
        var manifest = ScreeningManifest.Parse(run.Manifest);
        var conditions = manifest.JudgedConditions();
        var (sums, funnel) = (await results.SumsAsync(run.RunId, scope, ct), await results.FunnelAsync(run.RunId, scope, ct));
        var (ideas, parcels) = (await results.IdeasAsync(run, scope, ct), await results.ParcelsAsync(run.RunId, scope, limit: MostParcels, ct: ct));
        var sheets = new Dictionary<string, object>
        {
            ["筛查"] = new (string What, object? Value)[]
            {
                ("筛查编号", run.RunId), ("方法学", run.MethodologyId), ("小班数据截至", Day(run.AsOf)), ("权益主张截至", Day(run.ClaimsAsOf)), ("数据代次", run.Generation),
                ("候选地块开工日期", Day(run.StartDate)), ("计入期(年)", run.CreditingYears), ("造林模型", run.PlantingModel ?? "未指定"),
                ("说明", "符合、待举证、不符合分别列出，不相加；待举证的面积和吨数只有补齐证据才算。县域碳汇量不等于可签发的CCER减排量。"),
            }.Select(line => new Dictionary<string, object?> { ["项"] = line.What, ["值"] = line.Value }),
            ["结论"] = sums.Select(s => new Dictionary<string, object?>
            {
                ["结论"] = Word(s.Verdict), ["面积(亩)"] = Mu(s.AreaM2), ["面积(公顷)"] = s.AreaM2 / 10_000, ["小班"] = s.Parcels, ["地块"] = s.Pieces,
                ["预计减排量(tCO₂e)"] = s.ExpectedKg / 1000m, ["无预计量的面积(亩)"] = Mu(s.WithoutFigureM2), ["预计超出合理范围的面积(亩)[M]"] = Mu(s.ImplausibleM2),
            }),
            ["漏斗"] = funnel.Where(f => f.Position > 0).Select(f => new Dictionary<string, object?>
            {
                ["条款"] = conditions[f.Position - 1].Clause, ["条件"] = conditions[f.Position - 1].TitleZh,
                ["符合(亩)"] = Mu(f.PassM2), ["待举证(亩)"] = Mu(f.NeedM2), ["不符合(亩)"] = Mu(f.FailM2),
                ["累计符合(亩)"] = Mu(f.LeftPassM2), ["累计待举证(亩)"] = Mu(f.LeftNeedM2), ["来源"] = conditions[f.Position - 1].Citation.ToString(),
            }),
            ["规划设想"] = ideas.Select(i => new Dictionary<string, object?>
            {
                ["设想"] = i.NameZh, ["规划面积(亩)"] = Mu(i.PlannedM2), ["答复"] = Word(i.Answer), ["符合(亩)"] = Mu(i.PassM2), ["待举证(亩)"] = Mu(i.NeedM2), ["不符合(亩)"] = Mu(i.FailM2),
                ["符合部分预计(tCO₂e)"] = i.PassKg / 1000m, ["待举证部分预计(tCO₂e，补齐证据才算)"] = i.NeedKg / 1000m, ["理由"] = i.ReasonZh, ["标记"] = i.Mark,
            }),
            ["参数"] = manifest.Parameters.Select(p => new Dictionary<string, object?>
            {
                ["参数"] = p.Key, ["值"] = p.Value, ["单位"] = p.Unit, ["标记"] = p.Mark, ["两人核实"] = p.IsVerified ? "是" : "否", ["核实的来源页"] = p.VerifiedFrom,
            }),
            ["小班"] = parcels.Select(p => new Dictionary<string, object?>
            {
                ["小班"] = p.Code, ["乡镇"] = p.TownshipCode, ["地类"] = p.LandClass, ["开工"] = p.IsStartKnown ? Day(p.StartDate) : "造林日期未记",
                ["面积(亩)"] = Mu(p.AreaM2), ["符合(亩)"] = Mu(p.PassM2), ["待举证(亩)"] = Mu(p.NeedM2), ["不符合(亩)"] = Mu(p.FailM2),
                ["首个不符合"] = p.FirstFail is { } fail ? conditions[fail - 1].Clause : null, ["首个待举证"] = p.FirstNeed is { } need ? conditions[need - 1].Clause : null,
                ["符合部分预计(tCO₂e)"] = p.PassKg / 1000m, ["待举证部分预计(tCO₂e，补齐证据才算)"] = p.NeedKg / 1000m,
                ["预计超出合理范围[M]"] = p.IsImplausible ? "是" : null,
            }),
        };
        await to.SaveAsAsync(sheets, cancellationToken: ct);
    }

    public static string Word(Verdict verdict) => verdict switch { Verdict.Pass => "符合", Verdict.NeedsEvidence => "待举证", _ => "不符合" };

    public static string Word(IdeaAnswer answer) => answer switch
    {
        IdeaAnswer.Possible => "可以",
        IdeaAnswer.Partly => "部分可以",
        IdeaAnswer.NeedsEvidence => "待举证",
        IdeaAnswer.No => "不可以",
        _ => "尚不能答",
    };

    private static decimal Mu(decimal squareMetres) => squareMetres * 3 / 2000;

    private static decimal? Mu(decimal? squareMetres) => squareMetres * 3 / 2000;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
