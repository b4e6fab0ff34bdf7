using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Inventory.Imports;

namespace ForestCarbon.Cli.Commands;

/// <summary>Imports and their findings as text.</summary>
internal static class ImportReports
{
    private const int FindingsShown = 50;

    public static void Print(ImportAnswer answer)
    {
        if (answer.Report is { } report)
        {
            Terminal.Print($"{report.FileName} → {report.Layer}，{report.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}，{report.Features} {Language.Of("个图形", "features")}");
            Terminal.Print(Language.Of($"坐标系：{report.Crs}（{report.CrsReason}）", $"Coordinate system: {report.Crs} ({report.CrsReasonEn})"));
            Terminal.Print(Language.Of($"编码：{report.Encoding}（{report.EncodingReason}）", $"Encoding: {report.Encoding} ({report.EncodingReasonEn})"));
            Print(report.Findings, report.ImportId);
            if (report.Changes.Count > 0)
                Terminal.Print(Language.Of($"与库中比较：{string.Join("，", report.Changes.Select(c => $"{Change(c.Kind)} {c.Parcels}"))}。", $"Against what is stored: {string.Join(", ", report.Changes.Select(c => $"{c.Kind} {c.Parcels}"))}."));
        }
        if (answer.State is "unreadable" or "refused")
            Terminal.Say(answer.Message);
        else
            Terminal.Print(answer.Message);
    }

    public static void Print(IReadOnlyList<StoredFinding> findings, long importId, int shown = FindingsShown)
    {
        foreach (var finding in findings.OrderBy(f => f.Severity switch { "error" => 0, "warning" => 1, _ => 2 }).Take(shown))
            Terminal.Print($"{Severity(finding.Severity)}  {(Language.IsEnglish ? finding.MessageEn ?? finding.Message : finding.Message)}");
        if (findings.Count > shown)
            Terminal.Print(importId > 0
                ? Language.Of($"…… 共 {findings.Count} 条，全部见 imports show {importId}。", $"… {findings.Count} in all: see imports show {importId}.")
                : Language.Of($"…… 共 {findings.Count} 条，全部见 --json。", $"… {findings.Count} in all: see --json."));
    }

    public static string State(string state) => state switch
    {
        "staged" => "待定",
        "accepted" => "已入库",
        "refused" => "已退回",
        "undone" => "已撤销",
        _ => state,
    };

    public static string Change(string kind) => kind switch
    {
        "added" => "新增",
        "unchanged" => "未变",
        "reshaped" => "图形变了",
        "rewritten" => "属性变了",
        "split" => "疑似分割出的小班",
        "split-from" => "疑似被分割的小班",
        "merged" => "疑似合并成的小班",
        "merged-from" => "疑似被合并的小班",
        "removed" => "文件里没有的小班",
        "too-early" => "早于库中版本",
        _ => kind,
    };

    private static string Severity(string severity) => severity switch { "error" => Language.Of("错误", "error"), "warning" => Language.Of("警告", "warning"), _ => Language.Of("提示", "note") };
}
