using System.Text;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Failures;
using MiniExcelLibs;

namespace ForestCarbon.Ledger.Tests.Statements;

public sealed class StatementFileTests
{
    private const string Csv = "项目编号,减排量年份,持有状态,数量（吨）\n永-1,2025,可用,\"1,234\"\n永-1,2025,锁定,7\n";

    private static readonly StatementLine[] Expected = [new(2, "永-1", 2025, "live", null, null, null, 1234), new(3, "永-1", 2025, "frozen", null, null, null, 7)];

    [Fact]
    public void A_CSV_is_read_in_both_encodings_in_use()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        foreach (var encoding in new[] { new UTF8Encoding(true), Encoding.GetEncoding("GB18030") })
        {
            using var file = new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes(Csv)]);
            Assert.Equal(Expected, StatementFile.Read(file, "a.csv"));
        }
    }

    [Fact]
    public void An_xlsx_says_the_same_and_keeps_a_fen()
    {
        using var tonnes = new MemoryStream();
        tonnes.SaveAs(new[]
        {
            new Dictionary<string, object> { ["项目"] = "永-1", ["年份"] = 2025, ["状态"] = "可用", ["数量（吨）"] = 1234 },
            new Dictionary<string, object> { ["项目"] = "永-1", ["年份"] = 2025, ["状态"] = "冻结", ["数量（吨）"] = 7 },
        });
        using var money = new MemoryStream();
        money.SaveAs(new[] { new Dictionary<string, object> { ["账簿"] = "某村", ["资金账户"] = "1002", ["余额（元）"] = 123456789.01 } });

        Assert.Equal(Expected, StatementFile.Read(tonnes, "a.xlsx"));
        Assert.Equal([new(2, null, null, null, null, "某村", "1002", 12_345_678_901)], StatementFile.Read(money, "b.xlsx"));
    }

    [Theory]
    [InlineData("项目,年份,状态,数量（吨）\n永,2025,可用,1.5\n", "第 2 行")]
    [InlineData("项目,年份,状态,数量（吨）\n永,2025,在途,1\n", "在途")]
    [InlineData("项目,年份,状态,数量（吨）\n永,去年,可用,1\n", "去年")]
    [InlineData("账簿,资金账户,余额（元）\n某村,1002,0.005\n", "最多到分")]
    [InlineData("账簿,资金账户,余额（元）\n某村,1002,-1\n", "-1")]
    [InlineData("项目,年份,状态,数量（吨）\n永,2025,可用,1\n永,2025,质押冻结,2\n永,2025,可用,3\n", "第 4 行与第 2 行是同一项")]
    [InlineData("项目,年份,状态,数量（吨）\n永,2025,在途,1\n永,2025,可用,1.5\n", "“1.5”不能读")]
    [InlineData("项目,数量\n永,1\n", "列名不全")]
    [InlineData("项目,年份,状态,数量（吨）\n", "空的")]
    public void What_is_not_understood_is_named_and_not_rounded(string csv, string says)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(csv));

        Assert.Contains(says, Assert.Throws<RefusedException>(() => StatementFile.Read(file, "a.csv")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_xlsx_is_refused_with_a_sentence()
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes("no zip"));

        Assert.Throws<RefusedException>(() => StatementFile.Read(file, "a.xlsx"));
    }
}
