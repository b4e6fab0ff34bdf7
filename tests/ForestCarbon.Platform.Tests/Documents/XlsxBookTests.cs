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
