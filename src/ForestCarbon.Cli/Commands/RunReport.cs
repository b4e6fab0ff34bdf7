using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Cli.Commands;

/// <summary>A run as <c>account</c> and <c>runs show</c> print it.</summary>
internal sealed record RunReport(
    RunRow Run, IReadOnlyList<TotalByYear> County, IReadOnlyList<ReasonRow> Reasons, IReadOnlyList<FailedParcel> Failed)
{
    private const int FailedShown = 50;

    public static async Task<RunReport> OfAsync(Db db, RunRow run, CancellationToken ct)
    {
        var runs = new AccountedRuns(db);
        var scope = TownshipScope.WholeCounty;
        return new RunReport(
            run, await runs.TotalsAsync(run.RunId, "county", scope, ct), await runs.ReasonsAsync(run.RunId, scope, ct),
            await runs.FailedAsync(run.RunId, scope, FailedShown, ct));
    }

    public static void Print(RunReport report)
    {
        var run = report.Run;
        Terminal.Print($"运行 {run.RunId}：{run.Title}，{State(run)}；资源数据 {Figures.Date(run.AsOf)}（第 {run.Generation} 代），曲线集 {run.CurveSetId}。");
        if (run.Failure is { } failure)
            Terminal.Print($"停下的原因：{failure}");
        if (report.County.Count > 0)
        {
            Terminal.Print("");
            Terminal.Table(["年", "储量（t CO₂e）", "增量（t CO₂e）"], report.County
                .Where((y, i) => i == 0 || i == report.County.Count - 1 || y.Year % 5 == 0)
                .Select(y => (string[])
                [
                    y.Year.ToString(CultureInfo.InvariantCulture), Figures.Tonnes(y.StockKg),
                    y.IncrementKg is { } increment ? Figures.Tonnes(increment) : "—",
                ]));
        }
        if (report.Reasons.Count > 0)
        {
            Terminal.Print("");
            Terminal.Table(["核算情况", "小班", "面积（亩）"], report.Reasons.Select(r => (string[])
                [$"{Status(r.Status)}：{r.NameZh}", Figures.Count(r.Parcels), Figures.Mu(r.AreaM2)]));
        }
        // A run on its way has counted nothing yet.
        if (run.LimitedParcels is not null)
        {
            Terminal.Print($"其中：校正受限 {run.LimitedParcels}，未校正 {run.NotCalibratedParcels}，用树种组曲线 {run.GroupCurveParcels}，年龄由龄组推定 {run.AgeInferredParcels}。");
            if (run.Projection == "difference")
                Terminal.Print($"按差分族推算 {run.DifferenceParcels}，族中没有通过其状态的曲线、改按曲线推算 {run.NoMemberParcels}。");
        }
        foreach (var parcel in report.Failed)
            Terminal.Print($"未能核算 {parcel.Code}：{parcel.ReasonZh}");
        if (run.FailedParcels > report.Failed.Count)
            Terminal.Print($"……共 {run.FailedParcels} 个。");
    }

    public static string State(RunRow run) => StateAlone(run) + ReviewOf(run) + (run.IsTakenBack ? "，数据已撤销" : "") + (run is { State: "finished", IsAside: true } ? "，不是标准年份，不作本县的数" : "");

    // A run that jumped is not the county's figure until another account let it pass.
    private static string ReviewOf(RunRow run) => (run.State, run.Review) switch
    {
        ("finished", "waiting") => "，有跳变，待批准",
        ("finished", "approved") => "，跳变已批准",
        ("finished", "refused") => "，跳变未批准",
        _ => "",
    };

    private static string StateAlone(RunRow run) => run.State switch
    {
        "waiting" => "等待",
        "running" => "进行中",
        "finished" => "完成",
        "failed" => "失败",
        "cancelled" => "已取消",
        _ => run.State,
    };

    private static string Status(string status) => status switch
    {
        "accounted" => "已核算",
        "treeless" => "无立木",
        "not_accounted" => "未计",
        _ => "未能核算",
    };
}
