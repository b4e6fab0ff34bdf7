using System.Text;
using ForestCarbon.Finance.Reconciliation;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Reconciliation;

/// <summary>Lines of a statement are matched once, with their reason, and add up.</summary>
public sealed class BankReconciliationTests(SampleBooks books) : IClassFixture<SampleBooks>
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("fc-bank-").FullName;

    private BankReconciliation Bank => new(books.Db, new FileStore(Path.Combine(Folder, "files")));

    private async Task<BankImport> ImportAsync(string text, string book = "company")
    {
        var path = Path.Combine(Folder, Guid.NewGuid().ToString("N") + ".csv");
        await File.WriteAllTextAsync(path, text, new UTF8Encoding(false));
        return await Bank.ImportAsync(Maker, book, path, "流水.csv");
    }

    [Theory]
    [InlineData("交易日期,交易流水号,收入金额,支出金额,对方户名,摘要\n2026-10-12,A1,\"1,234.50\",,某公司,货款\n2026-10-13,A2,,20.00,某行,手续费\n合计,,1234.50,20.00,,\n", "收入、支出两列")]
    [InlineData("某银行对账单,,,,\n交易时间,流水号,交易金额,对方户名,备注\n2026/10/12 09:30:00,A1,1234.50,某公司,货款\n2026/10/13 10:00:00,A2,-20.00,某行,手续费\n", "一列带符号")]
    [InlineData("入账日期,业务编号,借贷标志,金额,对方名称,用途\n20261012,A1,贷,1234.50,某公司,货款\n20261013,A2,借,20.00,某行,手续费\n", "金额与借贷标志")]
    public async Task Three_layouts_give_the_same_lines(string text, string layout)
    {
        var rows = Ledger.Statements.TableFile.Rows(new MemoryStream(Encoding.GetEncoding("GB18030").GetBytes(text)), "x.csv");

        var (found, lines) = BankFile.Read(rows, await Bank.LayoutsAsync());

        Assert.Equal(layout, found.NameZh);
        Assert.Equal([(new DateOnly(2026, 10, 12), 123_450L, "某公司", "A1"), (new DateOnly(2026, 10, 13), -2_000L, "某行", "A2")], lines.Select(l => (l.Dated, l.AmountFen, l.Counterparty, l.Serial)));
    }

    static BankReconciliationTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("甲,乙\n1,2\n", "认不出")]
    [InlineData("交易日期,交易流水号,收入金额,支出金额\n2026-13-01,1,5,\n", "第 2 行的日期")]
    [InlineData("交易日期,交易流水号,收入金额,支出金额\n2026-01-01,1,5.001,\n", "不作舍入")]
    [InlineData("交易日期,交易流水号,收入金额,支出金额\n2026-01-01,,5,\n", "没有流水号")]
    [InlineData("交易日期,交易流水号,收入金额,支出金额\n2026-01-01,1,5,5\n", "第 2 行既有收入“5”又有支出“5”")]
    [InlineData("交易日期,交易流水号,收入金额,支出金额\n2036-01-01,1,5,\n", "第 2 行的日期 2036-01-01 还没有到")]
    [InlineData("交易日期,交易流水号,收入金额,支出金额\n2026-01-01,1,5,\n2026-01-01,1,5,\n", "出现两次")]
    public async Task What_is_not_understood_refuses_the_file(string text, string sentence) =>
        Assert.Contains(sentence, (await Assert.ThrowsAsync<RefusedException>(() => ImportAsync(text))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_line_takes_the_voucher_it_names_and_nothing_is_matched_twice()
    {
        var named = await books.Events.MakeAsync(Maker, new("对-1", "company", "opening", Day, "期初", 77_700, Evidence: "QY-9001"));
        var other = await books.Events.MakeAsync(Maker, new("对-2", "company", "opening", Day, "期初", 77_700, Evidence: "QY-9002"));
        foreach (var id in new[] { named, other })
            await books.Events.PostAsync(Checker, id);
        await ImportAsync("交易日期,交易流水号,收入金额,支出金额,对方户名,摘要\n2026-10-14,对1,777.00,,,货款 QY-9001\n2026-10-14,对2,777.00,,,转账\n");

        await Bank.MatchCertainAsync(Maker, "company");

        var lines = (await Bank.LinesAsync("company", open: false)).ToDictionary(l => l.Serial);
        Assert.Equal([named], lines["对1"].Events);
        Assert.Contains("QY-9001", lines["对1"].Because, StringComparison.Ordinal);
        Assert.False(lines["对2"].IsSettled);
        var proposed = (await Bank.ProposeAsync("company")).Single(o => o.Line.Serial == "对2");
        Assert.Equal(other, Assert.Single(proposed.Proposals).Vouchers[0].EventId);
        Assert.Contains("只能对一次", (await Assert.ThrowsAsync<RefusedException>(() => Bank.MatchAsync(Maker, lines["对2"].BankLineId, [named], "再对"))).Message, StringComparison.Ordinal);
        await Bank.MatchAsync(Maker, lines["对2"].BankLineId, [other], "人工");
        await Assert.ThrowsAsync<RefusedException>(() => Bank.ExplainAsync(Maker, lines["对2"].BankLineId, "又来说明"));
        await Bank.UnmatchAsync(Maker, lines["对2"].BankLineId);
        await Bank.ExplainAsync(Maker, lines["对2"].BankLineId, "另一账户转入");
        await Assert.ThrowsAsync<RefusedException>(() => Bank.MatchAsync(Maker, lines["对2"].BankLineId, [other], "人工"));
        await Bank.UnmatchAsync(Maker, lines["对2"].BankLineId);
        await Bank.MatchAsync(Maker, lines["对2"].BankLineId, [other], "说明写错了");
        Assert.True((await Bank.LineAsync(lines["对2"].BankLineId))!.IsSettled);
    }

    [Fact]
    public async Task Vouchers_of_a_day_settle_a_sum_and_anything_else_does_not_add_up()
    {
        var ids = new List<long>();
        foreach (var fen in new[] { 1_100L, 2_200, 3_300 })
            ids.Add(await books.PostedAsync("village", "opening", fen, on: new(2026, 6, 6)));
        await ImportAsync("交易日期,交易流水号,收入金额,支出金额\n2026-06-06,和1,66.00,\n", "village");

        var open = Assert.Single(await Bank.ProposeAsync("village"));
        Assert.Equal(3, Assert.Single(open.Proposals).Vouchers.Count);
        Assert.Contains("不等", (await Assert.ThrowsAsync<RefusedException>(() => Bank.MatchAsync(Maker, open.Line.BankLineId, [.. ids.Take(2)], "少一张"))).Message, StringComparison.Ordinal);
        await Bank.MatchAsync(Maker, open.Line.BankLineId, ids, "合计");
        Assert.Empty(await Bank.ProposeAsync("village"));
    }

    [Fact]
    public async Task Book_and_bank_agree_on_a_day_once_what_only_one_of_them_knows_is_taken_off()
    {
        var on = new DateOnly(2020, 3, 31);
        await books.PostedAsync("county", "opening", 10_000, on: new(2020, 1, 1));
        var seen = await books.PostedAsync("county", "resource-received", 5_000, on: new(2020, 3, 1));
        await books.PostedAsync("county", "other-cost", 700, on: new(2020, 3, 30));
        var wrong = await books.PostedAsync("county", "other-cost", 90, on: new(2020, 3, 30));
        await books.Events.PostAsync(Checker, await books.Events.ReverseAsync(Maker, wrong, new(2020, 3, 31), "误记"));
        await ImportAsync("交易日期,交易流水号,收入金额,支出金额\n2020-03-02,调1,50.00,\n2020-03-31,调2,0.33,\n2020-04-02,调3,,7.00\n", "county");
        await Bank.MatchAsync(Maker, (await Bank.LinesAsync("county", open: true)).Single(l => l.Serial == "调1").BankLineId, [seen], "金额相同");

        var missing = await Bank.BalanceSheetAsync("county", on);
        await Bank.EnterBalanceAsync(Maker, "county", on, 99_999, "抄错的");
        await Bank.EnterBalanceAsync(Maker, "county", on, 10_000 + 5_000 + 33, "三月对账单");
        var sheet = await Bank.BalanceSheetAsync("county", on);

        Assert.Equal((14_300L, null, null), (missing.BookFen, missing.Bank, missing.DifferenceFen));
        Assert.Equal(["调2"], sheet.Lines.Select(l => l.Serial));
        Assert.Equal([-700L], sheet.Vouchers.Select(v => v.CashFen));
        Assert.Equal((14_333L, 14_333L, 0L, "三月对账单"), (sheet.AdjustedBookFen, sheet.AdjustedBankFen!.Value, sheet.DifferenceFen!.Value, sheet.Bank!.Source));
        await Assert.ThrowsAsync<RefusedException>(() => Bank.EnterBalanceAsync(Maker, "county", on, 1, " "));
    }

    [Fact]
    public async Task The_same_file_again_adds_nothing_and_a_changed_line_is_refused()
    {
        const string text = "交易日期,交易流水号,收入金额,支出金额\n2026-05-05,再1,5.00,\n";
        Assert.Equal((1, 0), await CountsAsync(text));
        Assert.Equal((0, 1), await CountsAsync(text));
        Assert.Contains("日期或金额不同", (await Assert.ThrowsAsync<RefusedException>(() => ImportAsync(text.Replace("5.00", "6.00", StringComparison.Ordinal)))).Message, StringComparison.Ordinal);

        async Task<(int, int)> CountsAsync(string file) => await ImportAsync(file, "company") is var i ? (i.Added, i.Known) : default;
    }
}
