using ForestCarbon.Inventory.Imports;
using ForestCarbon.Testing;
using MiniExcelLibs;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>What goes back to the surveyor, opened by the programs a surveyor has.</summary>
public sealed class FindingWorkbookTests : IDisposable
{
    private static readonly ImportSummary Import = new(
        7, "forest-land", "小班.shp", new string('a', 64), "refused", new DateOnly(2025, 12, 31), "小班", "EPSG:4490", "文件写明", "the file says so", "GB18030", "按字节判断", "by its bytes", "{}", 5, 3, 2, 1,
        null, null, null, null, "console", DateTime.UnixEpoch, null, null, "versions", null, null, false, false, "{}", null, null,
        null, null, null, null);

    // As they are stored: of the file, then by row.
    private static readonly StoredFinding[] Findings =
    [
        new(1, null, "file", "note", false, null, "没有 .shx 索引，已按顺序读取。", null, null, null, null, "Without an index.", null),
        new(2, null, "registered-area", "error", false, "MIAN_JI", "整列像是以亩为单位。", 5, "rows", null, null, "The column looks like mu.", null),
        new(3, 1, "multipart", "warning", false, "431125101001000100001", "有 2 块。", 2, "parts", 111.2, 25.2, "It has 2 parts.", null),
        new(4, 2, "overlap", "error", false, "431125101001000100002", "重叠 50 m²。", 50.5, "m2", 111.3, 25.3, "They overlap.", "431125101001000100003"),
        new(5, 3, "multipart", "warning", false, "=1+1", "值“\u0001”有 3 块。", 3, "parts", null, null, "It has \u0001 3 parts.", null),
        new(6, 4, "code-form", "error", true, "12", "不合规则。", null, null, 111.4, 25.4, "It is malformed.", null),
    ];

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Findings_of_the_file_come_first_then_errors_before_warnings_kind_by_kind()
    {
        Assert.Equal([2, 6, 4, 3, 5, 1], FindingOrder.Of(Findings).Select(f => f.Finding));
        Assert.Equal(["error code-form 1", "error overlap 1", "error registered-area 1", "warning multipart 2", "note file 1"], FindingOrder.Kinds(Findings).Select(k => $"{k.Severity} {k.Kind} {k.Count}"));
    }

    [Theory]
    [InlineData(false, "发现", "种类", "说明", "错误", "整列像是以亩为单位。", "looks like mu")]
    [InlineData(true, "Findings", "Kinds", "What", "error", "The column looks like mu.", "像是以亩")]
    public async Task GDAL_and_LibreOffice_read_it_in_the_language_it_was_asked_for_in(bool inEnglish, string sheet, string kinds, string column, string severity, string first, string no)
    {
        var path = Written(inEnglish);

        var listed = await OgrInfo.OfAsync(path);
        Assert.Contains(sheet, listed, StringComparison.Ordinal);
        Assert.Contains(kinds, listed, StringComparison.Ordinal);
        var read = await OgrInfo.OfAsync("-al", path);
        Assert.Contains($"{column} (String) = {first}", read, StringComparison.Ordinal);
        Assert.Contains("(Real) = 111.2", read, StringComparison.Ordinal);
        Assert.DoesNotContain(no, read, StringComparison.Ordinal);

        var again = _folder.At("again");
        Directory.CreateDirectory(again);
        await LibreOffice.ConvertAsync([path], "xlsx", again, TestContext.Current.CancellationToken);
        var rows = MiniExcel.Query(Path.Combine(again, Path.GetFileName(path)), useHeaderRow: true, sheetName: sheet).Cast<IDictionary<string, object?>>().ToList();
        Assert.Equal(6, rows.Count);
        Assert.Equal(severity, rows[0].Values.First());
        Assert.Equal(first, rows[0][column]);
        Assert.Equal(inEnglish, !rows.SelectMany(r => r.Values).OfType<string>().Any(t => t.Any(c => c is >= '\u4e00' and <= '\u9fff')));
    }

    [Fact]
    public void What_begins_like_a_formula_is_text_and_control_characters_are_replaced()
    {
        var rows = MiniExcel.Query(Written(false), useHeaderRow: true, sheetName: "发现").Cast<IDictionary<string, object?>>().ToList();

        Assert.Contains(rows, r => (string?)r["小班或字段"] == "'=1+1" && (string?)r["说明"] == "值“\uFFFD”有 3 块。");
    }

    private string Written(bool inEnglish)
    {
        var path = _folder.At($"findings-{inEnglish}.xlsx");
        using (var to = File.Create(path))
            FindingWorkbook.Write(to, Import, Findings, inEnglish);
        return path;
    }
}
