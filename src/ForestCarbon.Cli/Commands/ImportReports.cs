using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Inventory.Imports;

namespace ForestCarbon.Cli.Commands;

/// <summary>Imports and their findings as text.</summary>
internal static class ImportReports
{
    private const int ShownOfAKind = 5;

    public static void Print(ImportAnswer answer)
    {
        if (answer.Report is { } report)
        {
            Terminal.Print($"{report.FileName} → {report.Layer}，{report.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}，{report.Features.ToString("N0", CultureInfo.InvariantCulture)} {(report.HasShapes ? Language.Of("个图形", "features") : Language.Of("行", "rows"))}");
            Terminal.Print(Language.Of($"坐标系：{report.Crs}（{report.CrsReason}）", $"Coordinate system: {report.Crs} ({report.CrsReasonEn})"));
            Terminal.Print(Language.Of($"编码：{report.Encoding}（{report.EncodingReason}）", $"Encoding: {report.Encoding} ({report.EncodingReasonEn})"));
            Print(report.Findings, report.ImportId);
            if (report.Changes.Count > 0)
                Terminal.Print(Language.Of("与库中比较：", "Against what is stored:"));
            Print(report.Changes);
            PrintAbsent(answer.Absent ?? [], ShownOfAKind, report.ImportId);
        }
        if (answer.State is "unreadable" or "refused")
            Terminal.Say(answer.Message);
        else
            Terminal.Print(answer.Message);
    }

    /// <summary>The comparison with what is stored, kind by kind, with areas.</summary>
    public static void Print(IReadOnlyList<ChangeTotal> changes)
    {
        foreach (var change in changes)
            Terminal.Print(Language.Of($"{Change(change.Kind)}：{change.Parcels} 个，文件 {Hectares(change.AreaM2)} ha，库中 {Hectares(change.StoredAreaM2)} ha",
                $"{Change(change.Kind)}: {change.Parcels}, {Hectares(change.AreaM2)} ha in the file, {Hectares(change.StoredAreaM2)} ha stored"));
    }

    /// <summary>Stored parcels that the file leaves out, those that stay apart from those that were closed: nobody sees them in what was stored.</summary>
    /// <param name="shown">How many of each are named.</param>
    public static void PrintAbsent(IReadOnlyList<ChangeRow> absent, int shown, long importId)
    {
        foreach (var (closed, parcels) in absent.GroupBy(a => a.IsClosed).Select(g => (g.Key, g.ToList())))
        {
            var named = string.Join(Language.Of("、", ", "), parcels.Take(shown).Select(p => p.StoredCode));
            var more = parcels.Count > shown ? Language.Of($" 等，全部见 imports show {importId}", $" and others, see imports show {importId}") : "";
            Terminal.Print(closed
                ? Language.Of($"文件里没有、已关闭的小班 {parcels.Count} 个：{named}{more}。", $"Parcels that the file leaves out and that were closed, {parcels.Count}: {named}{more}.")
                : Language.Of($"文件里没有、库中未动的小班 {parcels.Count} 个：{named}{more}。", $"Parcels that the file leaves out and that stand as they were, {parcels.Count}: {named}{more}."));
        }
    }

    // Less than a thousandth of a hectare is little, and not nothing.
    private static string Hectares(decimal m2) => (m2 / 10_000).ToString(m2 is > 0 and < 10 ? "0.00000" : "#,##0.000", CultureInfo.InvariantCulture);

    /// <summary>What is wrong with the file as a whole, then kind by kind with how many there are: a thousand rows must not hide what they follow from.</summary>
    /// <param name="shownOfAKind">How many of a kind of row are told one by one.</param>
    public static void Print(IReadOnlyList<StoredFinding> findings, long importId, int shownOfAKind = ShownOfAKind)
    {
        var hidden = 0;
        foreach (var severity in new[] { "error", "warning", "note" })
        {
            foreach (var finding in FindingOrder.Of(findings.Where(f => f.Severity == severity && f.RowNo is null)))
                Terminal.Print($"{Severity(severity)}  {Said(finding)}");
            foreach (var (_, kind, count) in FindingOrder.Kinds(findings.Where(f => f.Severity == severity && f.RowNo is not null)))
            {
                if (count > 1)
                    Terminal.Print($"{Severity(severity)}  {Language.Of($"{FindingNames.Of(kind).Zh}：{count} 条", $"{FindingNames.Of(kind).En}: {count}")}");
                foreach (var finding in findings.Where(f => f.Severity == severity && f.RowNo is not null && f.Kind == kind).Take(shownOfAKind))
                    Terminal.Print($"{(count > 1 ? "    " : $"{Severity(severity)}  ")}{Said(finding)}");
                hidden += Math.Max(0, count - shownOfAKind);
            }
        }
        if (hidden > 0)
            Terminal.Print(importId > 0
                ? Language.Of($"…… 还有 {hidden} 条没有列出，全部见 imports show {importId}。", $"… {hidden} more: see imports show {importId}.")
                : Language.Of($"…… 还有 {hidden} 条没有列出，全部见 --json。", $"… {hidden} more: see --json."));
    }

    private static string Said(StoredFinding finding) => Language.IsEnglish ? finding.MessageEn ?? finding.Message : finding.Message;

    public static string State(string state) => state switch
    {
        "staged" => Language.Of("待定", "waiting"),
        "accepted" => Language.Of("已入库", "accepted"),
        "refused" => Language.Of("已退回", "refused"),
        "undone" => Language.Of("已撤销", "taken back"),
        _ => state,
    };

    public static string Change(string kind) => kind switch
    {
        "added" => Language.Of("新增", "Added"),
        "unchanged" => Language.Of("未变", "Unchanged"),
        "reshaped" => Language.Of("图形变了", "Changed shape"),
        "rewritten" => Language.Of("属性变了", "Changed attributes"),
        "split" => Language.Of("疑似分割出的小班", "Probably split off"),
        "split-from" => Language.Of("疑似被分割的小班", "Probably split"),
        "merged" => Language.Of("疑似合并成的小班", "Probably merged"),
        "merged-from" => Language.Of("疑似被合并的小班", "Probably merged away"),
        "removed" => Language.Of("文件里没有的小班", "Not in the file"),
        "too-early" => Language.Of("早于库中版本", "Earlier than stored"),
        _ => kind,
    };

    private static string Severity(string severity) => severity switch { "error" => Language.Of("错误", "error"), "warning" => Language.Of("警告", "warning"), _ => Language.Of("提示", "note") };
}
