using ForestCarbon.Ledger.Postings;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Postings;

public sealed class PostingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Tonnes_move_with_their_serials_and_both_accounts_say_so()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 1000, name: "移动");

        var posted = await ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 300, [new(ledger.Issuances[0], 401, 700)]);

        Assert.False(posted.IsReplay);
        Assert.Equal("[1,401),[701,1001)", await RangesAsync(ledger.Available(0)));
        Assert.Equal("[1,1001),[401,701)", await RangesAsync(ledger.Available(1)));
        Assert.Equal(700, await BalanceAsync(ledger.Available(0)));
        Assert.Equal(1300, await BalanceAsync(ledger.Available(1)));
        Assert.Equal("transfer", await database.ScalarAsync<string>($"select movement from ledger.posting_v where entry_id = {posted.EntryId}"));
    }

    [Fact]
    public async Task Without_serials_the_lowest_free_ones_go()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 10, name: "最低");
        await ledger.ReserveAsync(ledger.Available(1), ledger.Available(0), 3);

        await ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 4);

        Assert.Equal("[4,8)", await database.ScalarAsync<string>(
            $"select string_agg(serials::text, ',') from ledger.lot where account_id = {ledger.Available(1)} and issuance_id = {ledger.Issuances[0]}"));
    }

    [Fact]
    public async Task An_act_of_many_lines_is_posted_whole_or_not_at_all()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 10, name: "整体");
        await ledger.Journal.PostAsync(Maker, "收款", new EntryRequest(ledger.Key(), Day, [new(ledger.Money[0], ledger.Money[2], 500)]));
        var request = new EntryRequest(ledger.Key(), Day,
            [new(ledger.Money[1], ledger.Money[0], 500), new(ledger.Available(1), ledger.Available(0), 11)], ledger.Record);

        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => ledger.Journal.PostAsync(Maker, "一起", request));

        Assert.Equal(LedgerRefusal.Insufficient, refused.Refusal);
        Assert.Equal(500, await BalanceAsync(ledger.Money[0]));
        Assert.Null(await ledger.Journal.OutcomeOfAsync(request.Key));
        await ledger.Journal.PostAsync(Maker, "一起", request with { Lines = [request.Lines[0], request.Lines[1] with { Amount = 10 }] });
        Assert.Equal(500, await BalanceAsync(ledger.Money[1]));
        Assert.Equal(20, await BalanceAsync(ledger.Available(1)));
    }

    [Fact]
    public async Task Tonnes_without_a_record_stay_pending()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 10, name: "凭据");
        var request = new EntryRequest(ledger.Key(), Day, [new(ledger.Available(1), ledger.Available(0), 2)]);

        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => ledger.Journal.PostAsync(Maker, "无凭据", request));
        var pending = await ledger.Journal.PostAsync(Maker, "待确认", request with { IsPending = true });
        var unconfirmed = await Assert.ThrowsAsync<LedgerRefusedException>(() => ledger.Journal.ResolveAsync(
            Checker, "确认", new Resolution(ledger.Key(), pending.EntryId, PendingEnd.Post, Day)));
        await ledger.Journal.ResolveAsync(Checker, "确认", new Resolution(ledger.Key(), pending.EntryId, PendingEnd.Post, Day, ledger.Record));

        Assert.Equal(LedgerRefusal.RecordMissing, refused.Refusal);
        Assert.Equal(LedgerRefusal.RecordMissing, unconfirmed.Refusal);
        Assert.Equal(12, await BalanceAsync(ledger.Available(1)));
    }

    [Fact]
    public async Task A_pending_issuance_is_entered_when_it_is_confirmed()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 1, 0, name: "待登记");
        var issuance = await database.Db.WriteAsync(Maker, Platform.Database.TownshipScope.WholeCounty, "批次", write =>
            Accounts.ChartOfLedger.DeclareIssuanceAsync(write, new(ledger.Tonnes, "待登记", "1", 2025, "V01", "造林", "{}", "内部-x-", true, 1, 50, ledger.Record)));
        EntryLine line = new(ledger.Available(0), ledger.Registry, 50, [new(issuance, 1, 50)]);
        var pending = await ledger.Journal.PostAsync(Maker, "待登记", new EntryRequest(ledger.Key(), Day, [line], IsPending: true));
        Assert.Equal(0, await database.ScalarAsync<long>($"select count(*) from ledger.lot where issuance_id = {issuance}"));

        await ledger.Journal.ResolveAsync(Checker, "登记完成", new Resolution(ledger.Key(), pending.EntryId, PendingEnd.Post, Day, ledger.Record));

        Assert.Equal("[1,51)", await RangesAsync(ledger.Available(0)));
        var again = await Assert.ThrowsAsync<LedgerRefusedException>(() =>
            ledger.Journal.PostAsync(Maker, "再登记", new EntryRequest(ledger.Key(), Day, [line], ledger.Record)));
        Assert.Equal(LedgerRefusal.SerialsNotHeld, again.Refusal);
    }

    [Fact]
    public async Task Lines_between_entities_come_in_pairs()
    {
        var one = await SampleLedger.CreateAsync(database.Db, 0, 0, name: "甲村");
        var (first, second, otherBank) = await database.Db.WriteAsync(Maker, Platform.Database.TownshipScope.WholeCounty, "往来", async write =>
        {
            var book = await Accounts.ChartOfLedger.DeclareBookAsync(write, "乙村", "乙村集体", "农村集体经济组织会计制度");
            var a = await Accounts.ChartOfLedger.DeclareMoneyAccountAsync(write, one.MoneyBook, one.Fen, "1221", "应收乙村", "甲村", "either", isBetween: true);
            var b = await Accounts.ChartOfLedger.DeclareMoneyAccountAsync(write, book, one.Fen, "2241", "应付甲村", "乙村", "either", isBetween: true);
            return (a, b, await Accounts.ChartOfLedger.DeclareMoneyAccountAsync(write, book, one.Fen, "1001", "银行", "乙村", "debit"));
        });
        Task<PostedEntry> Post(params EntryLine[] lines) => one.Journal.PostAsync(Maker, "往来", new EntryRequest(one.Key(), Day, lines));
        await Post(new EntryLine(one.Money[0], one.Money[2], 100));

        await Post(new(first, one.Money[0], 60, Pair: 1), new(otherBank, second, 60, Pair: 1));

        foreach (var bad in new EntryLine[][]
                 {
                     [new(first, one.Money[0], 10)],
                     [new(first, one.Money[0], 10, Pair: 1)],
                     [new(first, one.Money[0], 10, Pair: 1), new(otherBank, second, 9, Pair: 1)],
                     [new(first, one.Money[0], 10, Pair: 1), new(otherBank, second, 10, Pair: 2)],
                     [new(first, one.Money[0], 10, Pair: 1), new(second, otherBank, 10, Pair: 1)],
                 })
            Assert.Equal(LedgerRefusal.NotPaired, (await Assert.ThrowsAsync<LedgerRefusedException>(() => Post(bad))).Refusal);
    }

    [Fact]
    public async Task What_is_not_one_asset_of_one_book_is_refused()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 1, 10, name: "一种");

        foreach (var (line, refusal) in new (EntryLine, LedgerRefusal)[]
                 {
                     (new(ledger.Money[0], ledger.Available(0), 1), LedgerRefusal.NotOneAsset),
                     (new(ledger.Money[0], ledger.Money[0], 1), LedgerRefusal.UnknownAccount),
                     (new(ledger.Money[0], 999_999_999, 1), LedgerRefusal.UnknownAccount),
                     (new(ledger.Money[0], ledger.Money[2], 0), LedgerRefusal.Malformed),
                     (new(ledger.Money[0], ledger.Money[2], -5), LedgerRefusal.Malformed),
                     (new(ledger.Money[0], ledger.Money[2], 5, [new(1, 1, 5)]), LedgerRefusal.Malformed),
                 })
            Assert.Equal(refusal, (await Assert.ThrowsAsync<LedgerRefusedException>(() =>
                ledger.Journal.PostAsync(Maker, "错", new EntryRequest(ledger.Key(), Day, [line], ledger.Record)))).Refusal);
    }

    [Fact]
    public async Task A_posting_without_an_actor_is_refused_by_the_database()
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select ledger.post('k', current_date, false, null, null, null, array[1], array[2], array[1], null, null, null, null)", connection);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal("FC001", refused.SqlState);
    }

    private Task<string> RangesAsync(long account) =>
        database.ScalarAsync<string>($"select string_agg(serials::text, ',' order by serials) from ledger.lot where account_id = {account}");

    private Task<long> BalanceAsync(long account) =>
        database.ScalarAsync<long>($"select balance from ledger.account_v where account_id = {account}");
}
