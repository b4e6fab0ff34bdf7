using ForestCarbon.Ledger.Postings;
using ForestCarbon.Ledger.Reports;
using ForestCarbon.Testing;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Postings;

/// <summary>Cancelled is final, and a transfer is no cancellation: every pair of states, for the same holder and for another.</summary>
public sealed class StateTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly string[] Cancelled =
        ["cancelled-compliance", "cancelled-event", "cancelled-corporate", "cancelled-public", "cancelled-forced"];

    private static readonly string[] States =
        ["available", "frozen-trade", "frozen-pledge", "frozen-court", "in-transfer", "outside", .. Cancelled];

    // Written out here by hand from definitions.md §6 and ccer-rules.md §8.5, not read from the table that is tested.
    private static bool MayMove(string from, string to, bool isSameHolder) => (from, to) switch
    {
        _ when from.StartsWith("cancelled-", StringComparison.Ordinal) => false,
        ("available", "available") => !isSameHolder,
        ("available" or "frozen-trade" or "frozen-court" or "in-transfer", "outside") => true,
        ("available", "frozen-trade" or "frozen-pledge" or "frozen-court" or "in-transfer") => isSameHolder,
        ("frozen-trade" or "frozen-court" or "in-transfer" or "outside", "available") => true,
        ("frozen-pledge", "available") => isSameHolder,
        ("frozen-trade" or "frozen-pledge" or "in-transfer", "frozen-court") => isSameHolder,
        ("available", _) when to.StartsWith("cancelled-", StringComparison.Ordinal) => isSameHolder,
        ("frozen-court", "cancelled-forced") => isSameHolder,
        _ => false,
    };

    [Fact]
    public async Task Every_pair_of_states_is_allowed_or_refused_as_the_rules_say()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 0, States, name: "状态");
        var wrong = new List<string>();
        var pairs = 0;
        foreach (var from in States)
            foreach (var to in States)
                foreach (var isSame in new[] { true, false })
                {
                    if (from == to && isSame)
                        continue;
                    pairs++;
                    await StandAsync(ledger, from);
                    var (debit, credit) = (ledger.Holdings[(isSame ? 0 : 1, to)], ledger.Holdings[(0, from)]);
                    var refusal = await RefusalAsync(() => ledger.MoveAsync(debit, credit, 1));
                    var isAllowed = refusal is null;
                    if (isAllowed != MayMove(from, to, isSame) || (!isAllowed && refusal != LedgerRefusal.MoveNotAllowed))
                        wrong.Add($"{from} → {to}{(isSame ? "" : " of another")}: {refusal}");
                }

        Assert.Empty(wrong);
        Assert.Equal(States.Length * States.Length * 2 - States.Length, pairs);
    }

    [Fact]
    public async Task A_cancellation_is_not_taken_back_by_a_reversal()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 1, 100, States, name: "注销");
        foreach (var state in Cancelled)
        {
            var cancelled = await ledger.MoveAsync(ledger.Holdings[(0, state)], ledger.Available(0), 3);

            Assert.Equal(LedgerRefusal.MoveNotAllowed, await RefusalAsync(() =>
                ledger.Journal.ReverseAsync(Checker, "反悔", new Reversal(ledger.Key(), cancelled.EntryId, Day, ledger.Record))));
            Assert.Equal("cancel", await database.ScalarAsync<string>($"select movement from ledger.posting_v where entry_id = {cancelled.EntryId}"));
        }
    }

    [Fact]
    public async Task The_database_itself_lets_nothing_leave_a_cancelled_account()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 1, 100, States, name: "终态");
        await ledger.MoveAsync(ledger.Holdings[(0, "cancelled-public")], ledger.Available(0), 3);

        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.ScalarAsync<long>(
            $"update ledger.account set credits = 1 where account_id = {ledger.Holdings[(0, "cancelled-public")]} returning account_id"));

        Assert.Equal("account_final_is_left_by_nothing", refused.ConstraintName);
    }

    [Fact]
    public async Task No_export_calls_a_transfer_a_cancellation()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 100, States, name: "导出");
        await ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 5);
        await ledger.MoveAsync(ledger.Holdings[(0, "outside")], ledger.Available(0), 5);
        await ledger.MoveAsync(ledger.Holdings[(0, "frozen-pledge")], ledger.Available(0), 5);
        foreach (var state in Cancelled)
            await ledger.MoveAsync(ledger.Holdings[(0, state)], ledger.Available(0), 5);
        var file = Path.GetTempFileName();

        await new LedgerExport(database.Db).WriteCsvAsync(file, null, null);

        var lines = File.ReadAllLines(file);
        File.Delete(file);
        var heads = lines[0].TrimStart('\uFEFF').Split(',');
        var (movement, to) = (Array.IndexOf(heads, "movement"), Array.IndexOf(heads, "to_state"));
        Assert.All(lines.Skip(1).Select(l => l.Split(',')), cells =>
            Assert.Equal(cells[to].StartsWith("cancelled-", StringComparison.Ordinal), cells[movement] == "cancel"));
        Assert.Equal(Cancelled.Length, lines.Count(l => l.Split(',')[movement] == "cancel" && l.Contains("导出", StringComparison.Ordinal)));
        Assert.Equal(["issue", "transfer", "transfer-out", "freeze", "cancel"], lines.Skip(1).Where(l => l.Contains("导出", StringComparison.Ordinal))
            .Select(l => l.Split(',')[movement]).Distinct().Except(["money"]).OrderBy(m => Array.IndexOf(["issue", "transfer", "transfer-out", "freeze", "cancel"], m)));
    }

    // One tonne of holder 0 in that state, however it comes there.
    private static async Task StandAsync(SampleLedger ledger, string state)
    {
        await ledger.IssueAsync(0, 1, "状态");
        if (state == "available")
            return;
        await ledger.MoveAsync(ledger.Holdings[(0, state)], ledger.Available(0), 1);
    }

    private static async Task<LedgerRefusal?> RefusalAsync(Func<Task<PostedEntry>> post)
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
