using System.IO.Compression;
using System.Text;
using ForestCarbon.Platform.Documents;

namespace ForestCarbon.Platform.Tests.Documents;

public sealed class SheetSpreadTests
{
    [Theory]
    [InlineData("<row r=\"1\"><c r=\"A1\"/></row><row r=\"1048576\"><c r=\"XFD1048576\"/></row>", true)]
    [InlineData("<row r=\"1\"><c r=\"A1\"/><c r=\"F1\"/></row><row r=\"1048576\"><c r=\"A1048576\"/></row>", true)]
    [InlineData("<dimension ref=\"A1:XFD1048576\"/><row r=\"1\"><c r=\"A1\"/></row>", true)]
    [InlineData("<row r=\"1\"><c r=\"A1\"/></row><row r=\"100000\"><c r=\"AD100000\"/></row>", false)]
    [InlineData("<row><c/><c/></row><row><c/><c/></row>", false)]
    public void A_sheet_of_two_cells_with_a_million_rows_between_is_too_wide(string cells, bool isTooWide)
    {
        using var workbook = Workbook($"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{cells}</worksheet>");

        Assert.Equal(isTooWide, SheetSpread.IsTooWide(workbook));
    }

    [Fact]
    public void A_large_table_that_is_filled_is_read()
    {
        var row = string.Concat(Enumerable.Range(0, 60).Select(i => $"<c r=\"{(char)('A' + (i % 26))}1\"/>"));
        using var workbook = Workbook($"<worksheet><dimension ref=\"A1:CV60000\"/>{string.Concat(Enumerable.Repeat($"<row>{row}</row>", 6_000))}</worksheet>");

        Assert.False(SheetSpread.IsTooWide(workbook));
        Assert.Equal(0, workbook.Position);
    }

    private static MemoryStream Workbook(string sheet)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var part = zip.CreateEntry("anywhere/sheet.xml").Open())
            part.Write(Encoding.UTF8.GetBytes(sheet));
        stream.Position = 0;
        return stream;
    }
}
