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
        await Assert.ThrowsAsync<LedgerRefusedException>(() => statements.ImportAsync(Maker, "registry", "C", Day, path, "对账单.csv"));
    }

    [Fact]
    public async Task A_statement_that_names_the_state_is_compared_in_that_state_and_one_that_gives_the_kind_in_the_kind()
    {
        await book.EnterAsync("分状态", 3000, holder: "D");
        foreach (var (to, tonnes, source) in new[] { ("frozen-trade", 900L, "exchange"), ("frozen-pledge", 1500, "registry"), ("cancelled-public", 40, "registry"), ("cancelled-event", 60, "registry") })
            await book.DoAsync(book.Move("分状态", to.StartsWith("cancel", StringComparison.Ordinal) ? "cancel" : "freeze", "available", to, tonnes) with { Holder = "D" }, source);
        var statements = new StatementBook(book.Db, book.Files);

        var named = await DifferencesAsync("交易冻结,1700|质押冻结,700|可用,500|公益注销,40|清缴注销,60");
        Assert.Equal([("cancelled-compliance", 60L, 0L), ("cancelled-event", 0, 60), ("frozen-pledge", 700, 1500), ("frozen-trade", 1700, 900)], named);
        Assert.Empty(await DifferencesAsync("冻结,2400|可用,500|注销,100"));
        // What is named alone is not counted in the kind again.
        Assert.Equal([("", 1600L, 1500L)], await DifferencesAsync("冻结,1600|交易冻结,900|可用,500|注销,100"));

        async Task<List<(string, long, long)>> DifferencesAsync(string rows)
        {
            var path = book.FileOf("项目,年份,状态,数量（吨）\n" + string.Concat(rows.Split('|').Select(r => $"分状态,2025,{r}\n")));
            var id = await statements.ImportAsync(Maker, "registry", "D", Day, path, "分状态.csv");
            return [.. (await statements.CompareAsync(id)).Where(l => l.IsFinding && l.Project == "分状态").Select(l => (l.State ?? "", l.Theirs, l.Ours!.Value)).Order()];
        }
    }

    [Fact]
    public async Task A_statement_of_money_alone_asserts_nothing_about_tonnes_and_one_of_a_holder_not_kept_here_is_refused()
    {
        await book.EnterAsync("只有钱", 10, holder: "D");
        var statements = new StatementBook(book.Db, book.Files);
        var path = book.FileOf("账簿,资金账户,余额（元）\n某某村,1000,0.01\n");

        var id = await statements.ImportAsync(Maker, "registry", "D", Day, path, "资金.csv");
        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => statements.ImportAsync(Maker, "registry", "外", Day, path, "资金.csv"));

        Assert.Null(Assert.Single(await statements.CompareAsync(id)).Project);
        Assert.Contains("不记在本账", refused.Message, StringComparison.Ordinal);
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

    [Fact]
    public async Task A_statement_of_money_finds_its_account_by_number_and_by_holder_and_is_asserted_by_a_person_who_has_seen_which()
    {
        var ledger = await SampleLedger.CreateAsync(book.Db, 1, 0, moneyAccounts: 3, name: "账号");
        var statements = new StatementBook(book.Db, book.Files);
        await statements.NameBankAccountAsync(Maker, "6222 0212 34", "某村股份合作社", ledger.Money[0]);
        await statements.NameBankAccountAsync(Maker, "6222 0212 35", "某村林场", ledger.Money[1]);
        var path = book.FileOf("银行账号,户名,余额（元）\n6222021234,,1\n,某村林场,2\n9999999999,,3\n");

        var id = await statements.ImportAsync(Maker, "exchange", "A", Day, path, "账号.csv");

        Assert.Null((await statements.FindAsync(id))!.AssertedAt);
        Assert.Equal([("账号村", "1000", "number", "6222021234"), ("账号村", "1001", "name", null), ("", "9999999999", null, "9999999999")],
            (await statements.CompareAsync(id)).OrderBy(l => l.Theirs).Select(l => (l.Book!, l.Account!, l.TakenBy, l.GivenNumber)));
        // Put right and read again, the reading before is not listed any more; asserted once, it is not read again.
        await statements.NameBankAccountAsync(Maker, "9999999999", "", ledger.Money[2]);
        var again = await statements.ImportAsync(Maker, "exchange", "A", Day, path, "账号.csv");
        Assert.DoesNotContain(await statements.ListAsync(), s => s.StatementId == id);
        await statements.AssertAsync(Maker, again);
        Assert.NotNull((await statements.FindAsync(again))!.AssertedAt);
        foreach (var twice in new Func<Task>[] { () => statements.AssertAsync(Maker, id), () => statements.ImportAsync(Maker, "exchange", "A", Day, path, "账号.csv") })
            Assert.Equal(LedgerRefusal.AlreadyResolved, (await Assert.ThrowsAsync<LedgerRefusedException>(twice)).Refusal);
    }

    [Fact]
    public async Task A_row_whose_number_and_code_are_two_accounts_and_two_rows_of_one_account_are_refused()
    {
        var ledger = await SampleLedger.CreateAsync(book.Db, 1, 0, name: "两账号");
        var statements = new StatementBook(book.Db, book.Files);
        await statements.NameBankAccountAsync(Maker, "88880001", "", ledger.Money[0]);

        foreach (var (rows, says) in new[] { ("两账号村,1001,88880001,1\n", "却是两账号村 · 1000"), ("两账号村,1000,,1\n,,88880001,1\n", "第 3 行与第 2 行都取到两账号村 · 1000") })
            Assert.Contains(says, (await Assert.ThrowsAsync<RefusedException>(() => statements.ImportAsync(
                Maker, "exchange", "A", Day, book.FileOf("账簿,资金账户,银行账号,余额（元）\n" + rows), "资金.csv"))).Message, StringComparison.Ordinal);
    }
}
