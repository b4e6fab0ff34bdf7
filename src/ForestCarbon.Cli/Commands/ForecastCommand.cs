using System.CommandLine;
using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Finance.Forecasts;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>forecast</c>: revenue of a project or of the county, from expected tonnes and the real price days.</summary>
internal static class ForecastCommand
{
    public static Command Create()
    {
        var project = new Option<string?>("--project") { Description = "项目编号；不给时为全县各项目合计", HelpName = "CODE" };
        var scenario = new Option<string>("--scenario") { Description = "情景", DefaultValueFactory = _ => "base", HelpName = "NAME" };
        var series = new Option<string>("--series") { Description = "价格序列", DefaultValueFactory = _ => "CCER", HelpName = "NAME" };
        var keep = new Option<bool>("--keep") { Description = "保存这次预测，以后与实际比较" };
        var command = new Command("forecast", "碳汇收入预测：吨数×成活×签发时滞×由真实交易日抽样的价格") { project, scenario, series, keep };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var forecasts = new ProjectForecasts(db);
            var answer = await forecasts.OfAsync(asked.GetValue(project), asked.GetValue(scenario)!, asked.GetValue(series)!, TownshipScope.WholeCounty, ct);
            if (asked.GetValue(keep))
                await forecasts.KeepAsync(Actor.Console(), answer, ct);
            Terminal.Result(asked, answer, a =>
            {
                Terminal.Print($"{a.Project ?? "全县"}，{a.Scenario.NameZh}，{a.Series} {a.Result.PriceDays} 天至 {Figures.Date(a.LastDay)}，末日 {Yuan((double)a.LastPrice * 100)} 元/吨。");
                Terminal.Table(["年份", "生长 t", "签发 t", "收入中位 元", "50% 自", "至", "95% 自", "至"], a.Result.Years.Select(y => (string[])
                [
                    y.Year.ToString(CultureInfo.InvariantCulture), Tonnes(y.ExpectedT), Tonnes(y.IssuedT), Yuan(y.RevenueFen.Median), Yuan(y.RevenueFen.Low50), Yuan(y.RevenueFen.High50),
                    Yuan(y.RevenueFen.Low95), Yuan(y.RevenueFen.High95),
                ]));
                if (a.Result.Totals.Npv is { } npv)
                    Terminal.Print($"净现值中位 {Yuan(npv.Median)} 元（95%：{Yuan(npv.Low95)} 至 {Yuan(npv.High95)}），亏损概率 {a.Result.Totals.LossShare:P0}，盈亏平衡价 {Yuan(a.Result.Totals.BreakEvenFen ?? 0)} 元/吨。");
                foreach (var s in a.Stages)
                    Terminal.Print($"{(s.Out is null ? "计入" : "未计")} {s.Code} {s.Name}：{s.StateZh}{(s.Earliest is { } day ? $"，最早 {Figures.Date(day)} 签发" : "")}{(s.Out is null && s.Probability < 1 ? $"，成功率 {s.Probability * 100:0.##}%" : "")}");
                foreach (var gap in a.Missing)
                    Terminal.Print($"缺：{gap}");
                Terminal.Print($"量级：{a.TonnesPerMuYear:0.##} t/亩·年，{a.YuanPerMuYear:0.##} 元/亩·年{(a.IsUnusual ? "，超出常见的 0.1–1.5 t/亩·年，请核对" : "")}。");
            });
            return Exit.Done;
        });
        return command;

        static string Yuan(double fen) => (fen / 100).ToString("#,##0.00", CultureInfo.InvariantCulture);
        static string Tonnes(decimal t) => t.ToString("#,##0.#", CultureInfo.InvariantCulture);
    }
}
