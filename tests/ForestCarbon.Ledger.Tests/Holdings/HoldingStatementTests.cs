using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Holdings;

/// <summary>Statements of the registry and the exchange against the book, tonne by tonne and fen by fen.</summary>
public sealed class HoldingStatementTests(SampleHoldings book) : IClassFixture<SampleHoldings>
{
    [Fact]
    public async Task A_statement_finds_every_tonne_and_every_line_only_one_side_has()
    {
        await book.EnterAsync("对账", 100, holder: "C");
        await book.EnterAsync("对账缺", 7, holder: "C");
        await book.DoAsync(book.Move("对账", "freeze", "available", "frozen-pledge", 30) with { Holder = "C" });
        var statements = new StatementBook(book.Db, book.Files);
        var path = book.FileOf("项目,年份,状态,数量（吨）\n对账,2025,可用,69\n对账,2025,冻结,30\n没有的,2025,注销,5\n");

        var id = await statements.ImportAsync(Maker, "registry", "C", Day, path, "对账单.csv");

        var found = (await statements.CompareAsync(id)).Where(l => l.IsFinding).Select(l => (l.Project, l.StateKind, l.Theirs, l.Ours, l.Difference)).ToList();
        Assert.Equal(3, found.Count);
        Assert.Contains(("对账", "live", 69, 70, -1), found);
        Assert.Contains(("对账缺", "live", 0, 7, -7), found);
        Assert.Contains(("没有的", "cancelled", 5, 0, 5), found);
        Assert.Equal(3, (await statements.ListAsync()).Single(s => s.StatementId == id).Findings);
        await Assert.ThrowsAsync<RefusedException>(() => statements.ImportAsync(Maker, "registry", "C", Day, path, "对账单.csv"));
    }

    [Fact]
    public async Task A_statement_of_money_finds_a_fen_and_an_account_we_do_not_keep()
    {
        var ledger = await SampleLedger.CreateAsync(book.Db, 1, 0, name: "分");
        await ledger.Journal.PostAsync(Maker, "收款", new EntryRequest(ledger.Key(), Day, [new(ledger.Money[0], ledger.Money[2], 123_456)]));
        var statements = new StatementBook(book.Db, book.Files);

        var id = await statements.ImportAsync(Maker, "exchange", "A", Day, book.FileOf("账簿,资金账户,余额（元）\n分村,1000,1234.57\n另一村,1000,0.01\n"), "资金.csv");

        Assert.Equal([("分村", "1000", 123_457L, 123_456L, 1L), ("另一村", "1000", 1L, null, 1L)],
            (await statements.CompareAsync(id)).Select(l => (l.Book, l.Account, l.Theirs, l.Ours, l.Difference)));
    }
}
