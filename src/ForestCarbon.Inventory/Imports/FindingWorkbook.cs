using MiniExcelLibs;

namespace ForestCarbon.Inventory.Imports;

/// <summary>The findings of an import as a workbook that goes back to the surveyor: what, where, why it is usually so.</summary>
public static class FindingWorkbook
{
    /// <summary>Writes the workbook; one row a finding, errors first.</summary>
    public static void Write(Stream to, ImportSummary import, IReadOnlyList<StoredFinding> findings)
    {
        var rows = findings.OrderBy(f => f.Severity switch { "error" => 0, "warning" => 1, _ => 2 }).Select(f => new Dictionary<string, object?>
        {
            ["级别"] = f.Severity switch { "error" => "错误", "warning" => "警告", _ => "提示" },
            ["种类"] = FindingNames.Of(f.Kind).Zh,
            ["行号"] = f.RowNo,
            ["小班或字段"] = Plain(f.Subject),
            ["另一小班"] = Plain(f.OtherSubject),
            ["说明"] = Plain(f.Message),
            ["不能入库"] = f.Blocks ? "是" : null,
            ["大小"] = f.Size,
            ["单位"] = f.SizeUnit,
            ["经度"] = f.Longitude,
            ["纬度"] = f.Latitude,
            ["改正情况"] = null,
        });
        var file = new[]
        {
            Line("导入编号", import.ImportId), Line("文件", import.FileName), Line("SHA-256", import.Sha256), Line("图层", import.Layer), Line("资料日期", import.AsOf.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
            Line("坐标系", $"{import.Crs}（{import.CrsReason}）"), Line("编码", $"{import.Encoding}（{import.EncodingReason}）"), Line("行数", import.FeatureCount),
        };
        MiniExcel.SaveAs(to, new Dictionary<string, object> { ["发现"] = rows, ["文件"] = file });
    }

    private static Dictionary<string, object?> Line(string name, object? value) => new() { ["项目"] = name, ["内容"] = value is string text ? Plain(text) : value };

    // A cell that begins like a formula would be run by a spreadsheet.
    private static string? Plain(string? text) => text is ['=' or '+' or '-' or '@', ..] ? "'" + text : text;
}
