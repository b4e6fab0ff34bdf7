using ForestCarbon.Ledger.Control;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Ledger.Reports;
using ForestCarbon.Testing;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Control;

/// <summary>Closed periods, corrections, and balances as of any day and moment.</summary>
public sealed class PeriodTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_closed_period_takes_no_entry_of_any_kind()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 100, name: "关账");
        var pending = await ledger.ReserveAsync(ledger.Available(1), ledger.Available(0), 1);
        var posted = await ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 1);
        var control = new LedgerControl(database.Db);
        await control.ConfirmCloseAsync(Checker, "结账", await control.AskCloseAsync(Maker, "结账", ledger.TonnesBook, Day));

        EntryRequest Request(DateOnly on) => new(ledger.Key(), on, [new(ledger.Available(1), ledger.Available(0), 1)], ledger.Record);
        foreach (var entry in new Func<DateOnly, Task>[]
                 {
                     on => ledger.Journal.PostAsync(Maker, "记账", Request(on)),
                     on => ledger.Journal.PostAsync(Maker, "待确认", Request(on) with { IsPending = true }),
                     on => ledger.Journal.ResolveAsync(Checker, "确认", new Resolution(ledger.Key(), pending.EntryId, PendingEnd.Post, on)),
                     on => ledger.Journal.ReverseAsync(Checker, "冲销", new Reversal(ledger.Key(), posted.EntryId, on, ledger.Record)),
                 })
        {
            Assert.Equal(LedgerRefusal.PeriodClosed, (await Assert.ThrowsAsync<LedgerRefusedException>(() => entry(Day))).Refusal);
            Assert.Equal(LedgerRefusal.PeriodClosed, (await Assert.ThrowsAsync<LedgerRefusedException>(() => entry(Day.AddDays(-30)))).Refusal);
            await entry(Day.AddDays(1));
        }
        Assert.Equal(LedgerRefusal.PeriodClosed, (await Assert.ThrowsAsync<LedgerRefusedException>(() =>
            control.AskCloseAsync(Maker, "再结", ledger.TonnesBook, Day))).Refusal);
    }

    [Fact]
    public async Task A_correction_cites_what_it_corrects()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 100, name: "更正");
        var wrong = await ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 7);
        EntryRequest correction = new(ledger.Key(), Day, [new(ledger.Available(0), ledger.Available(1), 2)], ledger.Record, Corrects: wrong.EntryId);

        var posted = await ledger.Journal.PostAsync(Maker, "多划 2 吨", correction);
        var nothing = await Assert.ThrowsAsync<LedgerRefusedException>(() =>
            ledger.Journal.PostAsync(Maker, "更正", correction with { Key = ledger.Key(), Corrects = 999_999 }));
        var reversal = await ledger.Journal.ReverseAsync(Checker, "冲销更正", new Reversal(ledger.Key(), posted.EntryId, Day, ledger.Record));
        var again = await Assert.ThrowsAsync<LedgerRefusedException>(() =>
            ledger.Journal.ReverseAsync(Checker, "再冲", new Reversal(ledger.Key(), posted.EntryId, Day, ledger.Record)));
        var reversed = await Assert.ThrowsAsync<LedgerRefusedException>(() =>
            ledger.Journal.ReverseAsync(Maker, "冲销冲销", new Reversal(ledger.Key(), reversal.EntryId, Day, ledger.Record)));

        Assert.Equal(wrong.EntryId, await database.ScalarAsync<long>($"select corrects from ledger.posting_v where entry_id = {posted.EntryId}"));
        Assert.Equal(posted.EntryId, await database.ScalarAsync<long>($"select reverses from ledger.posting_v where entry_id = {reversal.EntryId}"));
        Assert.Equal((LedgerRefusal.UnknownReference, LedgerRefusal.AlreadyReversed, LedgerRefusal.NotReversible), (nothing.Refusal, again.Refusal, reversed.Refusal));
    }

    [Fact]
    public async Task A_balance_as_of_any_day_and_moment_equals_a_replay()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 0, 0, moneyAccounts: 6, name: "时点");
        var chance = new Random(4);
        var posted = new List<(PostedEntry Entry, DateOnly On, long Debit, long Credit, long Amount)>();
        for (var i = 0; i < 200; i++)
        {
            var on = Day.AddDays(chance.Next(60) - 30);
            EntryLine line = i > 60 && chance.Next(2) == 0
                ? new(ledger.Money[(i + 1) % 6], ledger.Money[i % 6], 1 + chance.Next(20))
                : new(ledger.Money[i % 6], ledger.Money[6], 1 + chance.Next(1000));
            try
            {
                var isPending = chance.Next(8) == 0;
                var entry = await ledger.Journal.PostAsync(Maker, "记账", new EntryRequest(ledger.Key(), on, [line], IsPending: isPending));
                if (isPending)
                    await ledger.Journal.ResolveAsync(Checker, "作废", new Resolution(ledger.Key(), entry.EntryId, PendingEnd.Void, on));
                else
                    posted.Add((entry, on, line.Debit, line.Credit, line.Amount));
                if (isPending || chance.Next(6) > 0)
                    continue;
                var later = on.AddDays(chance.Next(10));
                var reversal = await ledger.Journal.ReverseAsync(Checker, "冲销", new Reversal(ledger.Key(), entry.EntryId, later));
                posted.Add((reversal, later, line.Credit, line.Debit, line.Amount));
            }
            catch (LedgerRefusedException tooMuch) when (tooMuch.Refusal == LedgerRefusal.Insufficient)
            {
                // the oracle holds what was posted only
            }
        }
        var balances = new LedgerBalances(database.Db);
        for (var point = 0; point < KillHarness.Rounds(100, 1000); point++)
        {
            var account = ledger.Money[chance.Next(7)];
            var on = Day.AddDays(chance.Next(80) - 40);
            var moment = posted[chance.Next(posted.Count)].Entry.RecordedAt.AddTicks(10 * (chance.Next(3) - 1));
            var oracle = posted.Where(p => p.On <= on && p.Entry.RecordedAt <= moment)
                .Sum(p => p.Debit == account ? p.Amount : p.Credit == account ? -p.Amount : 0);

            Assert.Equal(oracle, Assert.Single(await balances.ListAsync(account, on, moment)).Balance);
        }
    }
}
