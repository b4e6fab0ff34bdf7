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
                    Terminal.Print(Language.Of("还没有曲线集：用 curves fit 由小班拟合。", "There is no curve set yet: fit one from the parcels with curves fit."));
                else
                    Terminal.Table(Language.IsEnglish ? ["number", "name", "state", "curves", "too few", "data"] : ["编号", "名称", "状态", "曲线", "样本不足", "数据"], rows.Select(r => (string[])
                    [
                        r.CurveSetId.ToString(CultureInfo.InvariantCulture), Name(r), State(r), Figures.Count(r.Curves), Figures.Count(r.Gaps),
                        r.IsSynthetic ? Language.Of("演示（合成）", "demonstration (synthetic)") : Language.Of("实测", "measured"),
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
                      ?? throw new RefusedException("没有这个曲线集。用 curves list 查看，或用 curves fit 拟合。", "There is no such curve set. See curves list, or fit one with curves fit.");
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
            Terminal.Print(Language.Of(
                $"曲线集 {set.CurveSetId}：{set.Name}（第 {set.Generation} 代资源数据）。{set.Rule}",
                $"Curve set {set.CurveSetId}: {Name(set)} (inventory generation {set.Generation}). {CurveSetFit.RuleInEnglish(set.Rule) ?? set.Rule}"));
            if (set.IsSynthetic)
                Terminal.Print(Language.Of("演示数据：蓄积为合成值，拟合只证明方法。", "Demonstration data: volumes are synthetic, the fit proves the method only."));
            Terminal.Table(Language.IsEnglish
                ? ["number", "stratum", "origin", "site", "form", "parameters", "n", "ages", "R²", "residual SD m³/ha"]
                : ["编号", "层", "起源", "立地", "形式", "参数", "n", "年龄", "R²", "剩余标准差 m³/ha"], curves.Select(c => (string[])
            [
                c.CurveId.ToString(CultureInfo.InvariantCulture), Stand(c), Origin(c.Origin),
                c.SiteClass?.ToString(CultureInfo.InvariantCulture) ?? "", c.GrowthForm.ToString(), string.Join(" ", c.Parameters.Select(p => Significant.Of(p, 6))),
                Figures.Count(c.Parcels), $"{c.YoungestA}–{c.OldestA}", c.R2.ToString("0.000", CultureInfo.InvariantCulture), c.ResidualM3PerHa.ToString("0.0", CultureInfo.InvariantCulture),
            ]));
            foreach (var plot in leftOut)
                Terminal.Print(Language.Of($"样地 {plot.Name} 未用：{plot.ReasonZh}。", $"Plot {plot.Name} is left out: {plot.ReasonEn}."));
            foreach (var gap in gaps)
                Terminal.Print(Language.Of(
                    $"无曲线：{Stand(gap)} {Origin(gap.Origin)} {gap.SiteClass}，{Why(gap, set.IsOfPlots)}。",
                    $"No curve: {string.Join(", ", new[] { Stand(gap), Origin(gap.Origin), gap.SiteClass is { } site ? $"site class {site}" : "" }.Where(p => p.Length > 0))}: {Why(gap, set.IsOfPlots)}."));
            if (families.Count > 0)
                Terminal.Table(Language.IsEnglish
                    ? ["family", "scope", "origin", "b1, b2, b3", "X of each site class", "n", "R²", "residual SD m³/ha"]
                    : ["差分族", "范围", "起源", "b1、b2、b3", "各立地等级的 X", "n", "R²", "剩余标准差 m³/ha"], families.Select(f => (string[])
                [
                    f.FamilyId.ToString(CultureInfo.InvariantCulture), Stand(f), Origin(f.Origin),
                    string.Join(" ", f.Parameters.Select(p => Figures.Short(p))), string.Join(" ", f.SiteX.Select((x, i) => $"{f.SiteClasses[i]}:{Figures.Short(x)}")),
                    Figures.Count(f.Parcels), f.R2.ToString("0.000", CultureInfo.InvariantCulture), f.ResidualM3PerHa.ToString("0.0", CultureInfo.InvariantCulture),
                ]));
            foreach (var gap in familyGaps)
                Terminal.Print(Language.Of($"无差分族：{Stand(gap)} {Origin(gap.Origin)}，{Why(gap)}。", $"No difference family: {Stand(gap)}, {Origin(gap.Origin)}: {Why(gap)}."));
        });
    }

    // A set is named by the program, from its day and what it was fitted to.
    private static string Name(CurveSetRow set) => Language.Of(set.Name, $"fitted from the {(set.IsOfPlots ? "plots" : "parcels")} of {Figures.Date(set.AsOf)}");

    private static string State(CurveSetRow set) => set.Approval switch
    {
        "approved" => Language.Of("已批准", "approved"),
        "withdrawn" => Language.Of("已撤回", "withdrawn"),
        _ => Language.Of("草稿", "draft"),
    };

    private static string Stand(StandRow row) => row.SpeciesCode is { } code
        ? $"{code} {Language.Of(row.SpeciesName ?? "", row.SpeciesNameEn ?? "")}".TrimEnd()
        : Language.Of($"组 {row.GroupName}", $"group {row.GroupNameEn}");

    private static string Origin(string origin) => origin == "planted" ? Language.Of("人工", "planted") : Language.Of("天然", "natural");

    private static string Why(CurveGapRow gap, bool isOfPlots) => gap.Reason switch
    {
        "few_parcels" => Language.Of(
            $"只有 {gap.Parcels} 个{(isOfPlots ? "样地" : "小班")}，少于 {CurveSetFit.LeastParcels}", $"{(isOfPlots ? "plots" : "parcels")}: {gap.Parcels}, fewer than {CurveSetFit.LeastParcels}"),
        "few_ages" => Language.Of($"只有 {gap.Ages} 个年龄，少于 {CurveSetFit.LeastAges}", $"ages: {gap.Ages}, fewer than {CurveSetFit.LeastAges}"),
        "short_span" => Language.Of($"年龄 {gap.YoungestA}–{gap.OldestA}，跨度不足 {CurveSetFit.LeastSpanYears} 年", $"ages {gap.YoungestA}–{gap.OldestA} span less than {CurveSetFit.LeastSpanYears} years"),
        _ => Language.Of("没有一种形式收敛", "no form converged"),
    };

    private static string Why(FamilyGapRow gap) => gap.Reason == "few_sites"
        ? Language.Of($"样本足够的立地等级只有 {gap.Sites} 个，少于 {CurveSetFit.LeastSites}", $"site classes with enough samples: {gap.Sites}, fewer than {CurveSetFit.LeastSites}")
        : Language.Of("没有收敛", "did not converge");
}
