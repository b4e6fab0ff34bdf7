using System.CommandLine;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>account</c>: one accounting run, to the end.</summary>
internal static class AccountCommand
{
    public static Command Create()
    {
        var from = new Option<int?>("--from") { Description = "起始年；默认为资源数据年" };
        var to = new Option<int?>("--to") { Description = "终止年；默认为起始年后 40 年" };
        var scenario = new Option<string>("--scenario")
        {
            Description = "情景", DefaultValueFactory = _ => AccountRequest.NoHarvest,
        };
        var asOf = new Option<DateOnly?>("--as-of") { Description = "资源数据的日期，yyyy-MM-dd；默认为最新" };
        var projection = new Option<string>("--projection")
        {
            Description = "推算方式：calibrated 自身状态加曲线增长；difference 广义差分式（GADA）", DefaultValueFactory = _ => "calibrated",
        };
        projection.AcceptOnlyFromAmong("calibrated", "difference");
        var command = new Command("account", "核算全县各小班逐年碳储量与增量") { from, to, scenario, asOf, projection };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var actor = Actor.Console();
            var opened = await new Accounting(db).OpenAsync(
                actor, new AccountRequest(asked.GetValue(from), asked.GetValue(to), asked.GetValue(asOf), asked.GetValue(scenario)!,
                    asked.GetValue(projection) == "difference" ? GrowthProjection.Difference : GrowthProjection.Calibrated), ct);
            await SayCurvesAsync(db, opened, ct);
            return await DriveAsync(asked, db, opened.RunId, ct);
        });
        return command;
    }

    /// <summary>Drives an open run to its end, from where its chunks stand, and reports it.</summary>
    public static async Task<int> DriveAsync(ParseResult asked, Db db, long runId, CancellationToken ct)
    {
        using (var progress = new ProgressLine(Language.Of("核算", "accounting")))
            await new RunEngine(db).DriveAsync(Actor.Console(), runId, new AccountingWork(db), progress, ct);
        var run = (await new AccountedRuns(db).FindAsync(runId, ct))!;
        Terminal.Result(asked, await RunReport.OfAsync(db, run, ct), RunReport.Print);
        return run.State == "finished" ? Exit.Done : Exit.Refused;
    }

    private static async Task SayCurvesAsync(Db db, OpenedRun opened, CancellationToken ct)
    {
        var set = (await new CurveSets(db).FindAsync(opened.CurveSetId, ct))!;
        Terminal.Say(opened.CurvesFitted
            ? Language.Of($"本县还没有曲线集，已由小班拟合曲线集 {set.CurveSetId}（{set.Curves} 条曲线，{set.Gaps} 层样本不足）。",
                $"The county had no curve set: set {set.CurveSetId} is fitted from the parcels ({set.Curves} curves, {set.Gaps} strata with too small a sample).")
            : Language.Of($"使用曲线集 {set.CurveSetId}（{set.Name}，{set.Curves} 条曲线）。", $"By curve set {set.CurveSetId} ({set.Name}, {set.Curves} curves)."));
        if (set.IsSynthetic)
            Terminal.Say(Language.Of("演示数据：蓄积为合成值，曲线只证明方法。", "Demonstration data: volumes are synthetic, and the curves prove the method alone."));
    }
}
