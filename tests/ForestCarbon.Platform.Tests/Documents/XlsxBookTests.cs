using ForestCarbon.Platform.Documents;
using ForestCarbon.Testing;

namespace ForestCarbon.Platform.Tests.Documents;

public sealed class XlsxBookTests
{
    [Fact]
    public async Task GDAL_reads_every_sheet_numbers_as_numbers_and_days_as_days()
    {
        var read = await OgrInfo.OfAsync(Written());

        foreach (var line in new[] { "Layer name: 项目", "名称 (String) = 甲", "面积 (Real) = 12.5", "期 (Integer) = 3", "开工 (Date) = 2026/03/01", "Layer name: 说明" })
            Assert.Contains(line, read, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes() => Assert.Equal(Written(), Written());

    [Fact]
    public void A_head_a_later_row_does_not_have_stands_empty_and_a_character_no_reader_takes_is_replaced()
    {
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new() { ["一"] = [new() { ["甲"] = "a\u0001", ["乙"] = null }, new() { ["甲"] = "b" }] });
        using var zip = new System.IO.Compression.ZipArchive(stream);
        using var sheet = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());

        var text = sheet.ReadToEnd();

        Assert.Contains("<t>a\uFFFD</t>", text, StringComparison.Ordinal);
        Assert.Contains("<c r=\"B3\" />", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sheet_that_fits_the_width_is_printed_across_on_one_page_of_it_and_another_as_the_program_likes()
    {
        using var stream = new MemoryStream();
        using (var book = new XlsxBook(stream, [new SheetLayout("宽", FitsWidth: true), new SheetLayout("窄")]))
            book.Row(["甲"]);
        using var zip = new System.IO.Compression.ZipArchive(stream);

        List<System.Xml.Linq.XElement> Parts(string sheet)
        {
            using var part = zip.GetEntry($"xl/worksheets/{sheet}.xml")!.Open();
            return [.. System.Xml.Linq.XDocument.Load(part).Root!.Elements()];
        }

        var (wide, narrow) = (Parts("sheet1"), Parts("sheet2"));

        // The format holds to this order.
        Assert.Equal(["sheetPr", "sheetViews", "sheetData", "pageSetup"], wide.Select(e => e.Name.LocalName));
        Assert.Equal(("landscape", "1", "0"), (wide[3].Attribute("orientation")!.Value, wide[3].Attribute("fitToWidth")!.Value, wide[3].Attribute("fitToHeight")!.Value));
        Assert.Equal(["sheetViews", "sheetData"], narrow.Select(e => e.Name.LocalName));
    }

    private static byte[] Written()
    {
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new()
        {
            ["项目"] = [new() { ["名称"] = "甲", ["面积"] = 12.5m, ["期"] = (short)3, ["开工"] = new DateOnly(2026, 3, 1) }, new() { ["名称"] = "乙", ["面积"] = null, ["期"] = (short)4, ["开工"] = null }],
            ["说明"] = [new() { ["说明"] = "一" }, new() { ["说明"] = "二" }],
        });
        return stream.ToArray();
    }
}
