using ForestCarbon.Ledger.Control;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Ledger.Verification;
using ForestCarbon.Testing;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Postings;

/// <summary>Many at once: nothing is taken twice, nothing is lost, and the sums stand at every moment.</summary>
public sealed class ConcurrencyTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Debits_equal_credits_at_every_moment_while_many_post()
    {
        var (writers, postings, snapshots) = (Soak.IsOn ? 32 : 8, KillHarness.Rounds(2000, 1_000_000), KillHarness.Rounds(20, 1000));
        var states = new[] { "available", "frozen-trade", "cancelled-public" };
        var ledger = await SampleLedger.CreateAsync(database.Db, 60, 100_000, states, 20, "合计");
        foreach (var account in ledger.Money.Take(20))
            await ledger.Journal.PostAsync(Maker, "开账", new EntryRequest(ledger.Key(), Day, [new(account, ledger.Money[^1], 1_000_000)]));
        // Half of them share transactions, half stand alone.
        var shared = new Journal(database.Db);
        var left = postings;
        var refused = 0;
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var chance = new Random(writer + (100 * Soak.Piece));
            var journal = writer % 2 == 0 ? shared : new Journal(database.Db);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                try
                {
                    await journal.PostAsync(Maker, "随机", Random(ledger, chance, states));
                }
                catch (LedgerRefusedException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        })));
        var looks = 0;
        while (looks < snapshots || !writing.IsCompleted)
        {
            Assert.Empty(await new LedgerVerification(database.Db, Nowhere()).HoldingMismatchesAsync());
            if (++looks >= snapshots && writing.IsCompleted)
                break;
            await Task.Delay(Math.Max(1, postings / snapshots / 2)); // looks while they post, at some 2,000 a second
        }
        await writing;

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var verdict = await new LedgerVerification(database.Db, Nowhere()).RunAsync();
        Assert.True(verdict.IsWhole, string.Join('\n', verdict.Findings.Select(f => f.Sentence)));
        output.WriteLine($"{postings} asked of {writers} writers, {refused} refused, {looks} looks, {verdict.Postings} rows verified in {clock.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task The_last_tonne_is_taken_once()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 0, name: "末吨");
        for (var round = 0; round < KillHarness.Rounds(3, 100); round++)
        {
            await ledger.IssueAsync(0, 1, "末吨");
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => OutcomeAsync(() =>
                i % 2 == 0 ? ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 1) : ledger.ReserveAsync(ledger.Available(1), ledger.Available(0), 1)))));

            Assert.Equal(1, outcomes.Count(o => o is null));
            Assert.Equal(199, outcomes.Count(o => o == LedgerRefusal.Insufficient));
        }
    }

    [Fact]
    public async Task A_key_is_posted_once_however_often_it_is_sent()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 100_000, name: "一次");
        for (var round = 0; round < KillHarness.Rounds(10, 1000); round++)
        {
            var key = ledger.Key();
            var sent = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 1, key: key))));

            Assert.Single(sent.Select(s => s.EntryId).Distinct());
            Assert.Single(sent, s => !s.IsReplay);
            Assert.Equal(LedgerRefusal.KeyReused, (await Assert.ThrowsAsync<LedgerRefusedException>(() =>
                ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 2, key: key))).Refusal);
            Assert.Equal(sent[0].EntryId, (await ledger.Journal.OutcomeOfAsync(key))!.EntryId);
        }
        Assert.Equal(100_000 + KillHarness.Rounds(10, 1000),
            await database.ScalarAsync<long>($"select balance from ledger.account_v where account_id = {ledger.Available(1)}"));
    }

    [Fact]
    public async Task A_pending_entry_ends_once()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 1000, name: "待结");
        for (var round = 0; round < KillHarness.Rounds(5, 1000); round++)
        {
            var pending = await ledger.ReserveAsync(ledger.Available(1), ledger.Available(0), 1, DateTimeOffset.UtcNow.AddMilliseconds(round % 2 == 0 ? 60_000 : 20));
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => OutcomeAsync(() => ledger.Journal.ResolveAsync(Checker, "了结",
                new Resolution(ledger.Key(), pending.EntryId, (PendingEnd)(i % (round % 2 == 0 ? 2 : 3)), Day))))));

            Assert.True(outcomes.Count(o => o is null) <= 1);
            if (outcomes.All(o => o is not null)) // expired before anybody came
                Assert.Equal(1, await ledger.Journal.ExpireDueAsync(Checker, Day));
            Assert.All(outcomes.Where(o => o is not null), o => Assert.True(
                o is LedgerRefusal.AlreadyResolved or LedgerRefusal.Expired or LedgerRefusal.Malformed, $"round {round}: {o}"));
            Assert.Equal(1, await database.ScalarAsync<long>($"select count(*) from ledger.entry where resolves = {pending.EntryId}"));
        }
        Assert.Equal(0, await database.ScalarAsync<long>($"select pending_credits from ledger.account where account_id = {ledger.Available(0)}"));
        Assert.Equal(0, await database.ScalarAsync<long>($"select count(*) from ledger.lot where reserved_entry is not null and account_id = {ledger.Available(0)}"));
    }

    [Fact]
    public async Task An_entry_is_reversed_once()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 1000, name: "冲销");
        for (var round = 0; round < KillHarness.Rounds(3, 100); round++)
        {
            var moved = await ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 5);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => OutcomeAsync(() =>
                ledger.Journal.ReverseAsync(Checker, "记错", new Reversal(ledger.Key(), moved.EntryId, Day, ledger.Record))))));

            Assert.Equal(1, outcomes.Count(o => o is null));
            Assert.Equal(19, outcomes.Count(o => o == LedgerRefusal.AlreadyReversed));
        }
        Assert.Equal(1000, await database.ScalarAsync<long>($"select balance from ledger.account_v where account_id = {ledger.Available(0)}"));
    }

    [Fact]
    public async Task No_posting_slips_into_a_period_that_is_being_closed()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 100_000, name: "结账");
        var control = new LedgerControl(database.Db);
        var first = Day.AddDays(1);
        for (var round = 0; round < KillHarness.Rounds(20, 1000); round++)
        {
            var day = first.AddDays(round);
            var close = await control.AskCloseAsync(Maker, "月结", ledger.TonnesBook, day);
            var posting = Enumerable.Range(0, 6).Select(_ => Task.Run(() => OutcomeAsync(() => ledger.Journal.PostAsync(Maker, "赶在结账前", new EntryRequest(
                ledger.Key(), day, [new(ledger.Available(1), ledger.Available(0), 1)], ledger.Record))))).ToList();
            await Task.WhenAll(posting.Append(Task.Run(async () =>
            {
                await control.ConfirmCloseAsync(Checker, "月结", close);
                return (LedgerRefusal?)null;
            })));

            Assert.All(await Task.WhenAll(posting), outcome => Assert.True(outcome is null or LedgerRefusal.PeriodClosed));
            Assert.Equal(LedgerRefusal.PeriodClosed, await OutcomeAsync(() => ledger.Journal.PostAsync(Maker, "迟了", new EntryRequest(
                ledger.Key(), day, [new(ledger.Available(1), ledger.Available(0), 1)], ledger.Record))));
        }
        Assert.Equal(0, await database.ScalarAsync<long>($"""
            select count(*) from ledger.posting p
            join ledger.period_close c on c.book_id = p.book_id and c.closed_through >= p.effective_on
            where p.book_id = {ledger.TonnesBook} and p.recorded_at >= c.confirmed_at
            """));
    }

    private static SealBook Nowhere() => new(Path.Combine(Path.GetTempPath(), "fc-no-seals"), Path.Combine(Path.GetTempPath(), "fc-no-seals", "key"));

    private static EntryRequest Random(SampleLedger ledger, Random chance, string[] states)
    {
        if (chance.Next(3) == 0)
        {
            var from = chance.Next(20);
            return new EntryRequest(ledger.Key(), Day, [new(ledger.Money[(from + 1 + chance.Next(19)) % 20], ledger.Money[from], 1 + chance.Next(5000))]);
        }
        var holder = chance.Next(60);
        var line = chance.Next(20) == 0
            ? new EntryLine(ledger.Holdings[(holder, states[2])], ledger.Available(holder), 1 + chance.Next(3))
            : chance.Next(4) switch
            {
                0 => new EntryLine(ledger.Holdings[(holder, states[1])], ledger.Available(holder), 1 + chance.Next(50)),
                1 => new EntryLine(ledger.Available(holder), ledger.Holdings[(holder, states[1])], 1 + chance.Next(50)),
                _ => new EntryLine(ledger.Available((holder + 1 + chance.Next(59)) % 60), ledger.Available(holder), 1 + chance.Next(50)),
            };
        return new EntryRequest(ledger.Key(), Day, [line], ledger.Record);
    }

    private static async Task<LedgerRefusal?> OutcomeAsync(Func<Task<PostedEntry>> post)
    {
        try
        {
            await post();
            return null;
        }
        catch (LedgerRefusedException refused)
        {
            return refused.Refusal;
        }
    }
}
