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
        Terminal.Print(Language.Of(
            $"运行 {run.RunId}：{run.Title}，{State(run)}；资源数据 {Figures.Date(run.AsOf)}（第 {run.Generation} 代），曲线集 {run.CurveSetId}。",
            $"Run {run.RunId}, {run.FirstYear}–{run.LastYear}: {State(run)}; inventory of {Figures.Date(run.AsOf)} (generation {run.Generation}), curve set {run.CurveSetId}."));
        if (run.Failure is { } failure)
            Terminal.Print(Language.Of($"停下的原因：{failure}", $"Why it stopped: {run.FailureEn ?? failure}"));
        if (report.County.Count > 0)
        {
            Terminal.Print("");
            Terminal.Table(Language.IsEnglish ? ["year", "stock (t CO₂e)", "increment (t CO₂e)"] : ["年", "储量（t CO₂e）", "增量（t CO₂e）"], report.County
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
            Terminal.Table(Language.IsEnglish ? ["accounting", "parcels", "area (mu)"] : ["核算情况", "小班", "面积（亩）"], report.Reasons.Select(r => (string[])
                [Language.Of($"{Status(r.Status)}：{r.NameZh}", $"{Status(r.Status)}: {r.NameEn}"), Figures.Count(r.Parcels), Figures.Mu(r.AreaM2)]));
        }
        // A run on its way has counted nothing yet.
        if (run.LimitedParcels is not null)
        {
            Terminal.Print(Language.Of(
                $"其中：校正受限 {run.LimitedParcels}，未校正 {run.NotCalibratedParcels}，用树种组曲线 {run.GroupCurveParcels}，年龄由龄组推定 {run.AgeInferredParcels}。",
                $"Of these: calibration limited {run.LimitedParcels}, not calibrated {run.NotCalibratedParcels}, by the curve of the species group {run.GroupCurveParcels}, age inferred from the age group {run.AgeInferredParcels}."));
            if (run.Projection == "difference")
                Terminal.Print(Language.Of(
                    $"按差分族推算 {run.DifferenceParcels}，族中没有通过其状态的曲线、改按曲线推算 {run.NoMemberParcels}。",
                    $"Projected by the family of difference equations {run.DifferenceParcels}, by their curve because no member passes through their state {run.NoMemberParcels}."));
        }
        foreach (var parcel in report.Failed)
            Terminal.Print(Language.Of($"未能核算 {parcel.Code}：{parcel.ReasonZh}", $"Failed: {parcel.Code}, {parcel.ReasonEn}"));
        if (run.FailedParcels > report.Failed.Count)
            Terminal.Print(Language.Of($"……共 {run.FailedParcels} 个。", $"… {run.FailedParcels} in all."));
    }

    public static string State(RunRow run) => StateAlone(run) + ReviewOf(run) + (run.IsTakenBack ? Language.Of("，数据已撤销", ", data taken back") : "") + (run is { State: "finished", IsAside: true } ? Language.Of("，不是标准年份，不作本县的数", ", not of the standard years, not the county's figure") : "");

    // A run that jumped is not the county's figure until another account let it pass.
    private static string ReviewOf(RunRow run) => (run.State, run.Review) switch
    {
        ("finished", "waiting") => Language.Of("，有跳变，待批准", ", with a jump, to be approved"),
        ("finished", "approved") => Language.Of("，跳变已批准", ", jump approved"),
        ("finished", "refused") => Language.Of("，跳变未批准", ", jump not approved"),
        _ => "",
    };

    private static string StateAlone(RunRow run) => run.State switch
    {
        "waiting" => Language.Of("等待", "waiting"),
        "running" => Language.Of("进行中", "running"),
        "finished" => Language.Of("完成", "finished"),
        "failed" => Language.Of("失败", "failed"),
        "cancelled" => Language.Of("已取消", "cancelled"),
        _ => run.State,
    };

    private static string Status(string status) => status switch
    {
        "accounted" => Language.Of("已核算", "accounted"),
        "treeless" => Language.Of("无立木", "treeless"),
        "not_accounted" => Language.Of("未计", "not accounted"),
        _ => Language.Of("未能核算", "failed"),
    };
}
