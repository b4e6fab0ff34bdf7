using System.Globalization;
using ForestCarbon.Platform.Documents;

namespace ForestCarbon.Inventory.Imports;

/// <summary>The findings of an import as a workbook that goes back to the surveyor: what, where, why it is usually so; in the language it was asked for in.</summary>
public static class FindingWorkbook
{
    /// <summary>Writes the workbook: findings of the file as a whole first, then errors before warnings, kind by kind; how many there are of each kind; the file.</summary>
    public static void Write(Stream to, ImportSummary import, IReadOnlyList<StoredFinding> findings, bool inEnglish)
    {
        string Of(string zh, string en) => inEnglish ? en : zh;
        string Severity(string severity) => severity switch { "error" => Of("错误", "error"), "warning" => Of("警告", "warning"), _ => Of("提示", "note") };
        string Kind(string kind) => Of(FindingNames.Of(kind).Zh, FindingNames.Of(kind).En);
        using var book = new XlsxBook(to, Of("发现", "Findings"), Of("种类", "Kinds"), Of("文件", "File"));
        book.Row(inEnglish
            ? ["Severity", "Kind", "Row", "Parcel or field", "Other", "What", "Cannot be stored", "Size", "Unit", "Longitude", "Latitude", "Corrected"]
            : ["级别", "种类", "行号", "小班或字段", "另一小班", "说明", "不能入库", "大小", "单位", "经度", "纬度", "改正情况"]);
        foreach (var f in FindingOrder.Of(findings))
            book.Row([Severity(f.Severity), Kind(f.Kind), f.RowNo, Plain(f.Subject), Plain(f.OtherSubject), Plain(inEnglish ? f.MessageEn ?? f.Message : f.Message),
                f.Blocks ? Of("是", "yes") : null, f.Size, f.SizeUnit, f.Longitude, f.Latitude, null]);
        book.NextSheet();
        book.Row(inEnglish ? ["Severity", "Kind", "Findings"] : ["级别", "种类", "条数"]);
        foreach (var (severity, kind, count) in FindingOrder.Kinds(findings))
            book.Row([Severity(severity), Kind(kind), count]);
        book.NextSheet();
        book.Row(inEnglish ? ["Item", "Content"] : ["项目", "内容"]);
        foreach (var (name, value) in new (string, object?)[]
        {
            (Of("导入编号", "import"), import.ImportId), (Of("文件", "file"), Plain(import.FileName)), ("SHA-256", import.Sha256),
            (Of("图层", "layer"), inEnglish ? import.Layer : ImportLayer.Find(import.Layer, out _)?.NameZh ?? import.Layer), (Of("资料日期", "as of"), import.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            (Of("坐标系", "coordinate system"), Plain(inEnglish ? $"{import.Crs} ({import.CrsReasonEn ?? import.CrsReason})" : $"{import.Crs}（{import.CrsReason}）")),
            (Of("编码", "encoding"), Plain(inEnglish ? $"{import.Encoding} ({import.EncodingReasonEn ?? import.EncodingReason})" : $"{import.Encoding}（{import.EncodingReason}）")),
            (Of("行数", "rows"), import.FeatureCount),
        })
            book.Row([name, value]);
    }

    // What begins like a formula is run once the sheet is saved as CSV.
    private static string? Plain(string? text) => text is ['=' or '+' or '-' or '@', ..] ? "'" + text : text;
}
