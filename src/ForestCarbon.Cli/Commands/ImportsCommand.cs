using System.CommandLine;
using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>imports</c>: what was imported, what was found, and taking an import back.</summary>
internal static class ImportsCommand
{
    public static Command Create() => new("imports", "导入记录：清单、发现、撤销") { List(), Show(), Undo() };

    private static Command List()
    {
        var command = new Command("list", "最近的导入");
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            Terminal.Result(asked, await Of(db).ListAsync(ct: ct), rows =>
            {
                if (rows.Count == 0)
                    Terminal.Print(Language.Of("还没有导入：用 import 开始一次。", "There is no import yet: begin one with import."));
                else
                    Terminal.Table(Language.IsEnglish ? ["import", "state", "layer", "file", "as of", "features", "errors", "warnings"] : ["编号", "状态", "图层", "文件", "日期", "图形", "错误", "警告"], rows.Select(r => (string[])
                    [
                        Number(r.ImportId), r is { State: "staged", ReplacedBy: { } later } ? $"{ImportReports.State(r.State)}{Language.Of($"（已重新读取，见 {Number(later)}）", $" (read again as {Number(later)})")}" : ImportReports.State(r.State), r.Layer, r.FileName, r.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                        Number(r.FeatureCount), Number(r.Errors), Number(r.Warnings),
                    ]));
            });
            return Exit.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<long>("ID") { Description = "导入编号" };
        var xlsx = new Option<string?>("--xlsx") { Description = "另把全部发现写成工作簿，发还测绘人员", HelpName = "FILE" };
        var command = new Command("show", "一次导入的全部发现") { id, xlsx };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var imports = Of(db);
            var import = await imports.FindAsync(asked.GetValue(id), ct)
                         ?? throw new RefusedException($"没有编号为 {asked.GetValue(id)} 的导入。用 imports list 查看。", $"There is no import {asked.GetValue(id)}: see imports list.");
            var findings = await imports.FindingsAsync(import.ImportId, ct);
            var changes = await imports.ChangesAsync(import.ImportId, ct);
            var absent = await imports.ChangeRowsAsync(import.ImportId, "removed", int.MaxValue, ct);
            if (asked.GetValue(xlsx) is { } path)
            {
                await using var workbook = File.Create(path);
                FindingWorkbook.Write(workbook, import, findings, Language.IsEnglish);
            }
            Terminal.Result(asked, new { import, changes, absent, findings }, shown =>
            {
                Terminal.Print(Language.Of($"第 {shown.import.ImportId} 号导入：{shown.import.FileName} → {shown.import.Layer}，{ImportReports.State(shown.import.State)}",
                    $"Import {shown.import.ImportId}: {shown.import.FileName} → {shown.import.Layer}, {ImportReports.State(shown.import.State)}"));
                Terminal.Print(Language.Of($"SHA-256：{shown.import.Sha256}", $"SHA-256: {shown.import.Sha256}"));
                Terminal.Print(Language.Of($"坐标系：{shown.import.Crs}（{shown.import.CrsReason}）", $"Coordinate system: {shown.import.Crs} ({shown.import.CrsReasonEn ?? shown.import.CrsReason})"));
                Terminal.Print(Language.Of($"编码：{shown.import.Encoding}（{shown.import.EncodingReason}）", $"Encoding: {shown.import.Encoding} ({shown.import.EncodingReasonEn ?? shown.import.EncodingReason})"));
                ImportReports.Print(shown.changes);
                ImportReports.PrintAbsent(shown.absent, int.MaxValue, shown.import.ImportId);
                ImportReports.Print(shown.findings, shown.import.ImportId, int.MaxValue);
            });
            return Exit.Done;
        });
        return command;
    }

    private static Command Undo()
    {
        var id = new Argument<long>("ID") { Description = "导入编号" };
        var command = new Command("undo", "撤销一次导入；之后又有改动的不能撤销") { id };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var outcome = await Of(db).UndoAsync(asked.GetValue(id), Actor.Console(), TownshipScope.WholeCounty, ct);
            if (outcome is DecisionOutcome.NotPossible refused)
                throw new RefusedException(refused.Sentence, refused.SentenceEn);
            Terminal.Result(asked, (DecisionOutcome.Undone)outcome, done =>
                Terminal.Print(Language.Of($"第 {done.ImportId} 号导入已撤销：去掉 {done.Removed} 个版本，恢复 {done.Reopened} 个。",
                    $"Import {done.ImportId} is taken back: {done.Removed} versions removed, {done.Reopened} open again.")));
            return Exit.Done;
        });
        return command;
    }

    private static ParcelImports Of(Db db) => new(db, new FileStore(Home.Default.Files));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
