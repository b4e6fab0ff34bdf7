namespace ForestCarbon.Architecture.Tests;

/// <summary>What MiniExcel writes bears prefixes, which GDAL does not read, and other bytes each time.</summary>
public sealed class WorkbookTests
{
    [Fact]
    public void No_workbook_is_written_by_MiniExcel() => Rule.Holds(SourceFile.In("src", ".cs").SelectMany(Violations));

    [Fact]
    public void A_workbook_that_is_would_be_seen() => Assert.NotEmpty(Violations(new("src/ForestCarbon.Web/New.cs", "using MiniExcelLibs;\nstream.SaveAs(rows);")));

    private static IEnumerable<string> Violations(SourceFile file) =>
        file.Text.Contains("MiniExcel", StringComparison.Ordinal) && (file.Text.Contains(".SaveAs(", StringComparison.Ordinal) || file.Text.Contains(".SaveAsAsync(", StringComparison.Ordinal))
            ? [$"{file.Path} writes a workbook by MiniExcel: XlsxBook does."]
            : [];
}
