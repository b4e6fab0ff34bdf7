using System.CommandLine;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Imports.Coordinates;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>import</c>: a file into the inventory, judged first, all of it or nothing.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = ".shp、.zip、.gpkg、.geojson、.csv 或 .xlsx" };
        var layer = new Option<string>("--layer") { Description = $"图层，之一：{string.Join('、', LayerExports.Layers)}", HelpName = "LAYER", Required = true };
        layer.AcceptOnlyFromAmong([.. LayerExports.Layers]);
        var crs = new Option<string?>("--crs") { Description = "坐标系 EPSG:编号；文件没有写明时必须给出" };
        var encoding = new Option<string?>("--encoding") { Description = "文字编码；默认按 .cpg、语言标记或字节判断" };
        var mapping = new Option<string?>("--mapping") { Description = "字段对应：首行 source,target 的 CSV、JSON 对象，或已保存的名称" };
        var sourceLayer = new Option<string?>("--source-layer") { Description = "文件里的图层名；只有一个时可省" };
        var asOf = new Option<DateOnly?>("--as-of") { Description = "资料的日期，yyyy-MM-dd；默认为今天" };
        var shift = new Option<string?>("--datum-shift") { Description = "西安80、北京54 的转换参数文件：JSON，控制点也可以是 CSV 或 xlsx 表" };
        var complete = new Option<bool>("--complete") { Description = "文件是所涉各村的全部小班：按编码接的属性表也列出表里没有的小班" };
        var dryRun = new Option<bool>("--dry-run") { Description = "只检查，什么也不留下" };
        var accept = new Option<bool>("--accept") { Description = "有“错误”级发现也接受；不能入库的行留在外面并列出" };
        var only = new Option<string[]>("--only")
        {
            Description = "只接受这些变化：added、reshaped、rewritten、related（分割与合并）、removed（删去文件里没有的小班）", AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong([.. ImportParts.All]);
        var command = new Command("import", "导入图层文件：没有“错误”级发现即入库，否则退回并列出全部发现")
        {
            file, layer, crs, encoding, mapping, sourceLayer, asOf, shift, complete, dryRun, accept, only,
        };
        command.SetAction(async (asked, ct) =>
        {
            var path = asked.GetValue(file)!;
            var request = new ImportRequest(asked.GetValue(layer)!, asked.GetValue(asOf) ?? CountyClock.Today, asked.GetValue(crs),
                asked.GetValue(encoding), asked.GetValue(sourceLayer), asked.GetValue(mapping) is { } given && IsFile(given) ? FieldMapping.ReadGiven(given) : null,
                DryRun: asked.GetValue(dryRun), IsComplete: asked.GetValue(complete), DatumShift: asked.GetValue(shift) is { } parameters ? GivenShift.Read(parameters, asked.GetValue(crs)) : null,
                Parts: asked.GetValue(only) is { Length: > 0 } parts ? parts : null);
            await using var db = await CountyDatabase.OpenAsync(ct);
            using var line = new ProgressLine("读取和检查");
            request = request with { Progress = new Steps(line) };
            if (request.Mapping is null && asked.GetValue(mapping) is { } name && await KeptMappingAsync(db, name, ct) is var named)
                request = request with { Mapping = named.Fields, KeptMapping = named.FieldMappingId };
            var imports = new ParcelImports(db, new FileStore(Home.Default.Files));
            var answer = await AnswerAsync(imports, path, request, asked.GetValue(accept), ct);
            line.Dispose();
            Terminal.Result(asked, answer, ImportReports.Print);
            return answer.State is "accepted" or "already-imported" || (answer.State == "checked" && answer.Report!.Errors == 0) ? Exit.Done : Exit.Refused;
        });
        return command;
    }

    private static bool IsFile(string mapping) => File.Exists(mapping) || mapping.Contains('/', StringComparison.Ordinal) || Path.GetExtension(mapping) is ".csv" or ".json";

    // A mapping that the bureau keeps.
    private static async Task<NamedMapping> KeptMappingAsync(Db db, string name, CancellationToken ct)
    {
        var kept = new NamedMappings(db);
        return await kept.FindAsync(name, ct)
               ?? throw new RefusedException($"没有文件“{name}”，也没有保存过这个名称的字段对应。已保存：{(string.Join("、", (await kept.ListAsync(ct: ct)).Select(m => m.Name)) is { Length: > 0 } names ? names : "无")}。");
    }

    private sealed class Steps(ProgressLine line) : IProgress<ReadingProgress>
    {
        public void Report(ReadingProgress value) => line.Report(value.Stated is > 0 and var rows ? Math.Min(1, (double)value.Read / rows) : 0);
    }

    private static async Task<ImportAnswer> AnswerAsync(ParcelImports imports, string path, ImportRequest request, bool accept, CancellationToken ct)
    {
        var (actor, scope) = (Actor.Console(), TownshipScope.WholeCounty);
        switch (await imports.StageAsync(path, request, actor, scope, ct))
        {
            case ImportOutcome.LayerNeeded needed:
                return new ImportAnswer("unreadable", null, Language.Of($"{needed.Sentence}选项 --source-layer。", $"{needed.SentenceEn} Option --source-layer."));
            case ImportOutcome.CrsNeeded asked:
                return new ImportAnswer("unreadable", null, Language.Of($"{asked.Sentence}选项 --crs、--datum-shift。", $"{asked.SentenceEn} Options --crs, --datum-shift."));
            case ImportOutcome.Unreadable unreadable:
                return new ImportAnswer("unreadable", null, Language.Of(unreadable.Sentence, unreadable.SentenceEn));
            case ImportOutcome.AlreadyImported before:
                return new ImportAnswer("already-imported", before.ImportId, Language.Of($"同一文件已作为第 {before.ImportId} 号导入入库，没有改动。", $"The same file is stored already as import {before.ImportId}; nothing changed."));
            case ImportOutcome.Staged { Report: var report } when request.DryRun:
                return new ImportAnswer("checked", null, Language.Of($"检查完毕：错误 {report.Errors}，警告 {report.Warnings}。没有留下任何内容。", $"Checked: {report.Errors} errors, {report.Warnings} warnings. Nothing was kept."), report);
            case ImportOutcome.Staged { Report: var report } when report.Errors > 0 && !accept:
                await imports.RejectAsync(report.ImportId, actor, scope, ct: ct);
                report = report with { Changes = await imports.ChangesAsync(report.ImportId, ct) };
                return new ImportAnswer("refused", report.ImportId,
                    Language.Of($"有 {report.Errors} 条错误，已退回（第 {report.ImportId} 号导入），库中没有改动。改正后再导入，或加 --accept 接受其余各行。",
                        $"{report.Errors} errors: refused (import {report.ImportId}), nothing was changed. Correct the file and import it again, or accept the other rows with --accept."), report);
            case ImportOutcome.Staged { Report: var report }:
                var decision = await imports.AcceptAsync(report.ImportId, actor, scope, request.Parts, ct: ct);
                if (decision is DecisionOutcome.Accepted done)
                {
                    // As it was stored: since staging the inventory may have moved on.
                    report = report with { Changes = await imports.ChangesAsync(report.ImportId, ct) };
                    var absent = await imports.ChangeRowsAsync(report.ImportId, "removed", int.MaxValue, ct);
                    return new ImportAnswer("accepted", report.ImportId,
                        Language.Of($"第 {report.ImportId} 号导入已入库：新增 {done.Added}，变更 {done.Changed}，未变 {done.Unchanged}，留在外面 {done.LeftOut}，关闭 {done.Closed}。",
                            $"Import {report.ImportId} is stored: {done.Added} added, {done.Changed} changed, {done.Unchanged} unchanged, {done.LeftOut} left out, {done.Closed} closed."), report, done, absent);
                }
                await imports.RejectAsync(report.ImportId, actor, scope, ct: ct);
                report = report with { Changes = await imports.ChangesAsync(report.ImportId, ct) };
                var refused = (DecisionOutcome.NotPossible)decision;
                return new ImportAnswer("refused", report.ImportId, Language.Of(refused.Sentence, refused.SentenceEn), report);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}

/// <summary>What <c>import</c> answers.</summary>
/// <param name="Absent">Stored parcels of the file's villages that no row matches; null where nothing was stored.</param>
/// <param name="State"><c>accepted</c>, <c>refused</c>, <c>checked</c> after a dry run, <c>already-imported</c>, <c>unreadable</c>.</param>
internal sealed record ImportAnswer(
    string State, long? ImportId, string Message, ImportReport? Report = null, DecisionOutcome.Accepted? Accepted = null, IReadOnlyList<ChangeRow>? Absent = null);
