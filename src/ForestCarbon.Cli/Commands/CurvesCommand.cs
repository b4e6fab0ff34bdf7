using System.CommandLine;
using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>curves</c>: the growth curves of the county.</summary>
internal static class CurvesCommand
{
    public static Command Create() => new("curves", "生长曲线：曲线集、参数、拟合") { List(), Show(), Fit() };

    private static Command List()
    {
        var command = new Command("list", "曲线集");
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            Terminal.Result(asked, await new CurveSets(db).ListAsync(ct), rows =>
            {
                if (rows.Count == 0)
                    Terminal.Print("还没有曲线集：用 curves fit 由小班拟合。");
                else
                    Terminal.Table(["编号", "名称", "状态", "曲线", "样本不足", "数据"], rows.Select(r => (string[])
                    [
                        r.CurveSetId.ToString(CultureInfo.InvariantCulture), r.Name, r.Approval switch { "approved" => "已批准", "withdrawn" => "已撤回", _ => "草稿" }, Figures.Count(r.Curves), Figures.Count(r.Gaps), r.IsSynthetic ? "演示（合成）" : "实测",
                    ]));
            });
            return Exit.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<int?>("ID") { Description = "曲线集编号；默认为最新", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("show", "一个曲线集的曲线、拟合优度与样本不足的层") { id };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var sets = new CurveSets(db);
            var set = (asked.GetValue(id) is { } named ? await sets.FindAsync(named, ct) : await sets.NewestAsync(ct))
                      ?? throw new RefusedException("没有这个曲线集。用 curves list 查看，或用 curves fit 拟合。");
            await PrintAsync(asked, sets, set, ct);
            return Exit.Done;
        });
        return command;
    }

    private static Command Fit()
    {
        var asOf = new Option<DateOnly?>("--as-of") { Description = "资源数据的日期，yyyy-MM-dd；默认为最新" };
        var plots = new Option<bool>("--plots") { Description = "由样地图层拟合，不用小班；日期默认为今天" };
        var command = new Command("fit", "由本县小班或样地拟合并保存一个曲线集") { asOf, plots };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var sets = new CurveSets(db);
            var id = asked.GetValue(plots)
                ? await sets.FitToPlotsAsync(Actor.Console(), asked.GetValue(asOf), ct)
                : await sets.FitAsync(Actor.Console(), asked.GetValue(asOf), ct);
            await PrintAsync(asked, sets, (await sets.FindAsync(id, ct))!, ct);
            return Exit.Done;
        });
        return command;
    }

    private static async Task PrintAsync(ParseResult asked, CurveSets sets, CurveSetRow set, CancellationToken ct)
    {
        var curves = await sets.CurvesAsync(set.CurveSetId, ct);
        var gaps = await sets.GapsAsync(set.CurveSetId, ct);
        var families = await sets.FamiliesAsync(set.CurveSetId, ct);
        var familyGaps = await sets.FamilyGapsAsync(set.CurveSetId, ct);
        var leftOut = await sets.PlotsLeftOutAsync(set.CurveSetId, ct);
        Terminal.Result(asked, new { set, curves, gaps, families, familyGaps, plotsLeftOut = leftOut }, _ =>
        {
            Terminal.Print($"曲线集 {set.CurveSetId}：{set.Name}（第 {set.Generation} 代资源数据）。{set.Rule}");
            if (set.IsSynthetic)
                Terminal.Print("演示数据：蓄积为合成值，拟合只证明方法。");
            Terminal.Table(["编号", "层", "起源", "立地", "形式", "参数", "n", "年龄", "R²", "剩余标准差 m³/ha"], curves.Select(c => (string[])
            [
                c.CurveId.ToString(CultureInfo.InvariantCulture), c.Level == "group" ? $"组 {c.GroupName}" : $"{c.SpeciesCode} {c.SpeciesName}", Origin(c.Origin),
                c.SiteClass?.ToString(CultureInfo.InvariantCulture) ?? "", c.GrowthForm.ToString(), string.Join(" ", c.Parameters.Select(p => Significant.Of(p, 6))),
                Figures.Count(c.Parcels), $"{c.YoungestA}–{c.OldestA}", c.R2.ToString("0.000", CultureInfo.InvariantCulture), c.ResidualM3PerHa.ToString("0.0", CultureInfo.InvariantCulture),
            ]));
            foreach (var plot in leftOut)
                Terminal.Print(Language.Of($"样地 {plot.Name} 未用：{plot.ReasonZh}。", $"Plot {plot.Name} is left out: {plot.ReasonEn}."));
            foreach (var gap in gaps)
                Terminal.Print($"无曲线：{(gap.Level == "group" ? $"组 {gap.GroupName}" : $"{gap.SpeciesCode} {gap.SpeciesName}")} {Origin(gap.Origin)} {gap.SiteClass}，{Why(gap, set.IsOfPlots ? "样地" : "小班")}。");
            if (families.Count > 0)
                Terminal.Table(["差分族", "范围", "起源", "b1、b2、b3", "各立地等级的 X", "n", "R²", "剩余标准差 m³/ha"], families.Select(f => (string[])
                [
                    f.FamilyId.ToString(CultureInfo.InvariantCulture), f.SpeciesCode is null ? $"组 {f.GroupName}" : $"{f.SpeciesCode} {f.SpeciesName}", Origin(f.Origin),
                    string.Join(" ", f.Parameters.Select(p => Figures.Short(p))), string.Join(" ", f.SiteX.Select((x, i) => $"{f.SiteClasses[i]}:{Figures.Short(x)}")),
                    Figures.Count(f.Parcels), f.R2.ToString("0.000", CultureInfo.InvariantCulture), f.ResidualM3PerHa.ToString("0.0", CultureInfo.InvariantCulture),
                ]));
            foreach (var gap in familyGaps)
                Terminal.Print($"无差分族：{(gap.SpeciesCode is null ? $"组 {gap.GroupName}" : $"{gap.SpeciesCode} {gap.SpeciesName}")} {Origin(gap.Origin)}，{(gap.Reason == "few_sites"
                    ? $"样本足够的立地等级只有 {gap.Sites} 个，少于 {CurveSetFit.LeastSites}" : "没有收敛")}。");
        });
    }

    private static string Origin(string origin) => origin == "planted" ? "人工" : "天然";

    private static string Why(CurveGapRow gap, string sample) => gap.Reason switch
    {
        "few_parcels" => $"只有 {gap.Parcels} 个{sample}，少于 {CurveSetFit.LeastParcels}",
        "few_ages" => $"只有 {gap.Ages} 个年龄，少于 {CurveSetFit.LeastAges}",
        "short_span" => $"年龄 {gap.YoungestA}–{gap.OldestA}，跨度不足 {CurveSetFit.LeastSpanYears} 年",
        _ => "没有一种形式收敛",
    };
}
