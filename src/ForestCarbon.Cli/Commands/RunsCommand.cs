using System.CommandLine;
using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>runs</c>: accounting runs and what they found.</summary>
internal static class RunsCommand
{
    public static Command Create() => 
        new("runs", "核算运行：清单、结果、哈希、比较、续算") { List(), Show(), RunsDiffCommand.Create(), Export(), Resume(), Name() };

    private static Command List()
    {
        var command = new Command("list", "最近的核算运行");
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var runs = await new AccountedRuns(db).ListAsync(TownshipScope.WholeCounty, ct: ct);
            Terminal.Result(asked, runs, rows =>
            {
                if (rows.Count == 0)
                    Terminal.Print(Language.Of("还没有核算运行：用 account 开始一次。", "There is no accounting run yet: begin one with account."));
                else
                    Terminal.Table(Language.IsEnglish ? ["number", "state", "inventory", "years", "curve set", "parcels", "failed"] : ["编号", "状态", "资源数据", "年份", "曲线集", "小班", "未能核算"], rows.Select(r => (string[])
                    [
                        r.RunId.ToString(CultureInfo.InvariantCulture), RunReport.State(r), Figures.Date(r.AsOf), $"{r.FirstYear}–{r.LastYear}",
                        r.CurveSetId.ToString(CultureInfo.InvariantCulture), r.Parcels is { } n ? Figures.Count(n) : "", r.FailedParcels is { } f ? Figures.Count(f) : "",
                    ]));
            });
            return Exit.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<long>("ID") { Description = "运行编号" };
        var hash = new Option<bool>("--hash") { Description = "对已存结果重新计算 SHA-256 并与运行所记核对" };
        var command = new Command("show", "一次运行的清单、逐年储量、未计与未能核算的小班") { id, hash };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var run = await new AccountedRuns(db).RequiredAsync(asked.GetValue(id), ct);
            return asked.GetValue(hash) ? await HashAsync(asked, db, run, ct) : await ReportAsync(asked, db, run, ct);
        });
        return command;
    }

    private static Command Export()
    {
        var id = new Argument<long>("ID") { Description = "运行编号" };
        var to = new Option<FileInfo>("--out") { Description = "写到这个 CSV 文件", Required = true };
        var command = new Command("export", "一次运行的结果，每个小班一行：版本、曲线、校正系数、标记、逐年碳储量（千克）") { id, to };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var run = await new AccountedRuns(db).FindAsync(asked.GetValue(id), ct) is { ResultSha256: not null } finished
                ? finished
                : throw new RefusedException(
                    $"没有编号为 {asked.GetValue(id)} 的核算运行，或它还没有完成。用 runs list 查看。", $"There is no accounting run {asked.GetValue(id)}, or it has not finished. See runs list.");
            var file = asked.GetValue(to)!;
            await using (var stream = file.Create())
                await new RunFile(db).WriteAsync(run, TownshipScope.WholeCounty, stream, Language.IsEnglish, ct);
            file.Refresh();
            Terminal.Result(asked, new { run_id = run.RunId, file = file.FullName, bytes = file.Length }, _ => Terminal.Print(Language.Of(
                $"运行 {run.RunId} 的结果已写到 {file.FullName}。", $"The result of run {run.RunId} is written to {file.FullName}.")));
            return Exit.Done;
        });
        return command;
    }

    // A run whose worker was killed stays as it is until somebody drives it again; done chunks are not done twice.
    private static Command Resume()
    {
        var id = new Argument<long>("ID") { Description = "运行编号" };
        var command = new Command("resume", "把中断的核算做完；已完成的部分不重做") { id };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var run = await new AccountedRuns(db).RequiredAsync(asked.GetValue(id), ct);
            return await AccountCommand.DriveAsync(asked, db, run.RunId, ct);
        });
        return command;
    }

    private static Command Name()
    {
        var id = new Argument<long>("ID") { Description = "运行编号" };
        var reason = new Option<string>("--reason") { Description = "理由", Required = true };
        var command = new Command("name", "把年份不标准的一次核算定为本县的数，写明理由") { id, reason };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            await new RunReviews(db).NameAsCountysAsync(Actor.Console(), asked.GetValue(id), asked.GetValue(reason), ct);
            Terminal.Result(asked, (await new AccountedRuns(db).FindAsync(asked.GetValue(id), ct))!, run => Terminal.Print(Language.Of(
                $"运行 {run.RunId}（{run.FirstYear}–{run.LastYear}）已定为本县的数。", $"Run {run.RunId} ({run.FirstYear}–{run.LastYear}) is the county's figure now.")));
            return Exit.Done;
        });
        return command;
    }

    private static async Task<int> ReportAsync(ParseResult asked, Db db, RunRow run, CancellationToken ct)
    {
        Terminal.Result(asked, await RunReport.OfAsync(db, run, ct), report =>
        {
            RunReport.Print(report);
            Terminal.Print("");
            Terminal.Print(Language.Of($"清单：{run.Manifest}", $"Manifest: {run.Manifest}"));
            Terminal.Print(Language.Of($"清单 SHA-256：{run.ManifestSha256}", $"Manifest SHA-256: {run.ManifestSha256}"));
            Terminal.Print(Language.Of($"结果 SHA-256：{run.ResultSha256 ?? "（未完成）"}", $"Result SHA-256: {run.ResultSha256 ?? "(not finished)"}"));
        });
        return Exit.Done;
    }

    private static async Task<int> HashAsync(ParseResult asked, Db db, RunRow run, CancellationToken ct)
    {
        if (run.ResultSha256 is not { } recorded)
            throw new RefusedException($"运行 {run.RunId} 没有完成，没有结果哈希。", $"Run {run.RunId} has not finished: it has no hash of its result.");
        var computed = await new AccountedRuns(db).HashAsync(run.RunId, ct);
        var agrees = computed == recorded;
        Terminal.Result(asked, new { run_id = run.RunId, sha256 = computed, recorded, agrees }, _ =>
        {
            Terminal.Print(computed);
            if (!agrees)
                Terminal.Say(Language.Of($"与运行所记不符：{recorded}。结果被改动过。", $"It is not what the run recorded, {recorded}: the result was changed."));
        });
        return agrees ? Exit.Done : Exit.Refused;
    }
}
