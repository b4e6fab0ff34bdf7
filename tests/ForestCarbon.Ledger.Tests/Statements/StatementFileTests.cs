using System.Text;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using MiniExcelLibs;

namespace ForestCarbon.Ledger.Tests.Statements;

public sealed class StatementFileTests
{
    private static readonly DateOnly AsOf = new(2026, 11, 2);

    private const string Csv = "项目编号,减排量年份,持有状态,数量（吨）\n永-1,2025,可用,\"1,234\"\n永-1,2025,锁定,7\n";

    private static readonly StatementLine[] Expected = [new(2, "永-1", 2025, "live", null, null, null, 1234), new(3, "永-1", 2025, "frozen", null, null, null, 7)];

    [Fact]
    public void A_CSV_is_read_in_both_encodings_in_use()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        foreach (var encoding in new[] { new UTF8Encoding(true), Encoding.GetEncoding("GB18030") })
        {
            using var file = new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes(Csv)]);
            Assert.Equal(Expected, StatementFile.Read(file, "a.csv", AsOf));
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

        Assert.Equal(Expected, StatementFile.Read(tonnes, "a.xlsx", AsOf));
        Assert.Equal([new(2, null, null, null, null, "某村", "1002", 12_345_678_901)], StatementFile.Read(money, "b.xlsx", AsOf));
    }

    [Theory]
    [InlineData("项目,年份,状态,数量（吨）\n永,2025,可用,1.5\n", "第 2 行")]
    [InlineData("项目,年份,状态,数量（吨）\n永,2025,在途,1\n", "在途")]
    [InlineData("项目,年份,状态,数量（吨）\n永,去年,可用,1\n", "去年")]
    [InlineData("账簿,资金账户,余额（元）\n某村,1002,0.005\n", "最多到分")]
    [InlineData("账簿,资金账户,余额（元）\n某村,1002,-1\n", "-1")]
    [InlineData("项目,年份,状态,数量（吨）\n永,2025,可用,1\n永,2025,质押冻结,2\n永,2025,可用,3\n", "第 4 行与第 2 行是同一项")]
    [InlineData("项目,年份,状态,数量（吨）\n永,2025,在途,1\n永,2025,可用,1.5\n", "“1.5”不能读")]
    [InlineData("项目,年份,状态,数量（吨）\n永,20,可用,1\n", "第 2 行“年份”一列的“20”不能读：应为四位数的年份，2020 到 2026 之间")]
    [InlineData("项目,产生年份,状态,数量（吨）\n永,2027,可用,1\n", "第 2 行“产生年份”一列的“2027”不能读")]
    [InlineData("项目,年份,状态,数量（吨）\n永,2025,可用,\n", "第 2 行的“数量（吨）”是空的：应为不小于 0 的整数吨")]
    [InlineData("账簿,资金账户,余额（元）\n,1002,1\n", "第 2 行的“账簿”是空的")]
    [InlineData("户名,余额（元）\n某村,一百\n", "第 2 行“余额（元）”一列的“一百”不能读")]
    [InlineData("项目,数量\n永,1\n", "列名不全")]
    [InlineData("项目,年份,状态,数量（吨）\n", "空的")]
    public void What_is_not_understood_is_named_and_not_rounded(string csv, string says)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(csv));

        Assert.Contains(says, Assert.Throws<RefusedException>(() => StatementFile.Read(file, "a.csv", AsOf)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_money_names_its_account_by_code_by_number_or_by_holder()
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes("账簿,资金账户,账号,户名,余额（元）\n某村,1002,,,1\n,,6222 0212-34,,2\n,,,某村股份合作社,0.03\n"));

        Assert.Equal(
            [new(2, null, null, null, null, "某村", "1002", 100), new(3, null, null, null, null, null, null, 200, "6222021234"), new(4, null, null, null, null, null, null, 3, null, "某村股份合作社")],
            StatementFile.Read(file, "a.csv", AsOf));
    }

    [Fact]
    public void What_is_not_understood_is_said_in_English_where_English_is_read()
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes("项目,年份,状态,数量（吨）\n永,20,可用,1\n"));
        var refused = Assert.Throws<RefusedException>(() => StatementFile.Read(file, "a.csv", AsOf));

        Assert.Equal("Row 2, column 年份: “20” cannot be read; expected is a year of four digits from 2020 to 2026.", English.Of(() => refused.Message));
    }

    [Fact]
    public void A_damaged_xlsx_is_refused_with_a_sentence()
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes("no zip"));

        Assert.Throws<RefusedException>(() => StatementFile.Read(file, "a.xlsx", AsOf));
    }
}
