using CsCheck;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Ledger.Verification;
using ForestCarbon.Testing;
using Npgsql;
using Xunit.Sdk;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Simulation;

/// <summary>Random histories against the model, and the proof that they would see a fault: each fault is planted and must be caught.</summary>
[Trait("Tier", "slow")]
public sealed class SimulationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Functions = "repeatable/ledger.posting.sql";

    [Fact]
    public async Task The_ledger_answers_every_history_as_the_model_does()
    {
        var simulation = new LedgerSimulation(database);

        await LedgerSimulation.Histories.SampleAsync(simulation.RunAsync, iter: KillHarness.Rounds(300, 10_000), threads: 1);

        using var nothing = new TemporaryFolder();
        var verdict = await new LedgerVerification(database.Db, new SealBook(nothing.Path, nothing.Path + "/key")).RunAsync();
        Assert.True(verdict.IsWhole, string.Join('\n', verdict.Findings.Select(f => f.Sentence)));
        Assert.Empty(await new LedgerVerification(database.Db, new SealBook(nothing.Path, nothing.Path + "/key")).HoldingMismatchesAsync());
    }

    public static TheoryData<string, string, string, string> Faults => new()
    {
        // what, the text of the function, what it becomes, what is taken from the tables so that nothing else holds it
        { "the lock on the accounts is dropped", "order by a.account_id for no key update", "order by a.account_id", "" },
        { "the debit is booked with the wrong sign", "set debits = a.debits + case", "set debits = a.debits - case",
            "alter table ledger.account drop constraint account_not_below_zero" },
        { "a range is one too long", "least(upper(lot.serials), lower(lot.serials) + p_amount - taken)", "least(upper(lot.serials), lower(lot.serials) + p_amount - taken + 1)", "" },
        { "a range is one too long and the length is not looked at", "lower(lot.serials) + p_amount - taken))\n                else", "lower(lot.serials) + p_amount - taken + 1))\n                else", "LENGTH" },
        { "the rest of a split loses its issuance", "insert into ledger.lot (issuance_id, account_id, serials) values (lot.issuance_id, p_from, rest_after);",
            "insert into ledger.lot (issuance_id, account_id, serials) values (lot.issuance_id + 100000, p_from, rest_after);", "" },
        { "a key may be used for another body", "elsif known.fingerprint <> p_fingerprint then", "elsif false then", "" },
        { "a key is not looked up", "if not found then\n        return null;\n    elsif", "if true then\n        return null;\n    elsif", "alter table ledger.entry drop constraint entry_key_once" },
        { "a closed period takes postings", "elsif p_effective_on <= j.closed_through then", "elsif false then", "" },
        { "pending amounts are not counted", "c.debits - c.credits - c.pending_credits < p_amount as is_c_short", "c.debits - c.credits < p_amount as is_c_short",
            "alter table ledger.account drop constraint account_not_below_zero" },
        { "nobody looks at the balance", "elsif p_resolves is null and (j.is_c_short or j.is_d_short) then", "elsif false then",
            "alter table ledger.account drop constraint account_not_below_zero" },
        { "the maker may confirm", "elsif p_action = 'post' and pending.actor = v_actor then", "elsif false then", "" },
        { "a pending entry ends twice", "if exists (select from ledger.entry e where e.resolves = p_pending) then", "if false then",
            "drop index ledger.entry_resolves_once; alter table ledger.account drop constraint account_not_below_zero" },
        { "voiding leaves the serials reserved", "reserved_entry = null, reserved_line = null\n            where l.reserved_entry = p_resolves",
            "reserved_entry = case when v_stage = 'posted' then null else l.reserved_entry end, reserved_line = case when v_stage = 'posted' then null else l.reserved_line end\n            where l.reserved_entry = p_resolves", "" },
        { "an entry is reversed twice", "if exists (select from ledger.entry e where e.reverses = p_reverses) then", "if false then", "drop index ledger.entry_reverses_once" },
        { "what is cancelled comes back", "elsif j.is_final and v_stage in ('posted', 'pending') then", "elsif false then",
            "alter table ledger.account drop constraint account_final_is_left_by_nothing" },
        { "tonnes go to any state", "elsif not j.may_move and p_resolves is null then", "elsif false then", "" },
        { "reserved serials are given away", "where l.account_id = p_from and l.reserved_entry is null order by", "where l.account_id = p_from order by", "" },
        { "the hash leaves out the amount", "        p_amount, v_stage, coalesce(p_pair", "        v_stage, coalesce(p_pair", "" },
        { "a batch taken back is not marked", "set taken_back_by = p_entry where", "set taken_back_by = n.taken_back_by where", "" },
        { "the chain does not go on", "head = v_hash", "head = a.head", "" },
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task A_planted_fault_is_caught(string fault, string text, string planted, string alsoGone)
    {
        await using var own = new TestDatabase();
        await own.InitializeAsync();
        var functions = await File.ReadAllTextAsync(Path.Combine(Repository.Migrations, Functions));
        Assert.True(functions.Contains(text, StringComparison.Ordinal), $"the functions no longer read so that {fault} could be planted");
        functions = functions.Replace(text, planted, StringComparison.Ordinal);
        if (alsoGone == "LENGTH")
            functions = functions.Replace("if taken <> p_amount or (", "if taken < p_amount or (", StringComparison.Ordinal);
        else
            await ExecuteAsync(own, alsoGone);
        await ExecuteAsync(own, functions);

        Assert.True(await IsCaughtAsync(own, 400), $"nobody noticed that {fault}");
    }

    [Fact]
    public async Task Where_no_fault_is_planted_none_is_caught()
    {
        await using var own = new TestDatabase();
        await own.InitializeAsync();

        Assert.False(await IsCaughtAsync(own, 150));
    }

    // The checks in the order of their cost: many at once on one account, the rows added up again, then histories.
    private static async Task<bool> IsCaughtAsync(TestDatabase own, int histories)
    {
        try
        {
            var ledger = await SampleLedger.CreateAsync(own.Db, 3, 1000, LedgerModel.States, name: "并发");
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
            {
                for (var n = 0; n < 20; n++)
                    await ledger.MoveAsync(ledger.Available((i + 1) % 3), ledger.Available(i % 3), 1);
            })));
            // What is reserved waits for its own end, whatever leaves the account meanwhile.
            var reserved = await ledger.ReserveAsync(ledger.Available(1), ledger.Available(0), 300);
            await ledger.MoveAsync(ledger.Available(2), ledger.Available(0), 400);
            await ledger.Journal.ResolveAsync(Checker, "确认", new Resolution(ledger.Key(), reserved.EntryId, PendingEnd.Post, Day, ledger.Record));
            // Money has no serials that would hold back what is reserved.
            await ledger.Journal.PostAsync(Maker, "开账", new EntryRequest(ledger.Key(), Day, [new(ledger.Money[0], ledger.Money[2], 20)]));
            await ledger.Journal.PostAsync(Maker, "待付", new EntryRequest(ledger.Key(), Day, [new(ledger.Money[1], ledger.Money[0], 15)], null, true));
            if (await IsTakenAsync(() => ledger.Journal.PostAsync(Maker, "付", new EntryRequest(ledger.Key(), Day, [new(ledger.Money[1], ledger.Money[0], 6)]))))
                return true;
            // Too rare in a history to wait for it there.
            var gone = await ledger.MoveAsync(ledger.Holdings[(2, "cancelled-public")], ledger.Available(2), 5);
            // Out of the middle, so that something is left on both sides.
            await ledger.MoveAsync(ledger.Available(2), ledger.Available(0), 5, [new SerialRange(ledger.Issuances[0], 990, 994)]);
            var key = ledger.Key();
            await ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 1, key: key);
            var mine = await ledger.ReserveAsync(ledger.Available(1), ledger.Available(0), 1);
            if (await IsTakenAsync(() => ledger.Journal.ReverseAsync(Checker, "冲销", new Reversal(ledger.Key(), gone.EntryId, Day, ledger.Record)))
                || await IsTakenAsync(() => ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 2, key: key))
                || await IsTakenAsync(() => ledger.Journal.ResolveAsync(Maker, "确认", new Resolution(ledger.Key(), mine.EntryId, PendingEnd.Post, Day, ledger.Record))))
                return true;
            await ledger.IssueAsync(1, 7);
            await ledger.Journal.ReverseAsync(Checker, "冲回", new Reversal(
                ledger.Key(), await own.ScalarAsync<long>("select max(entry_id) from ledger.entry"), Day, ledger.Record));
            using var nothing = new TemporaryFolder();
            if (!(await new LedgerVerification(own.Db, new SealBook(nothing.Path, nothing.Path + "/key")).RunAsync()).IsWhole)
                return true;
            var simulation = new LedgerSimulation(own);
            // The first history that is answered wrongly is enough: no smaller one is looked for.
            foreach (var history in LedgerSimulation.Histories.Array[histories].Single())
                await simulation.RunAsync(history);
            return false;
        }
        catch (Exception caught) when (caught is IAssertionException or PostgresException or LedgerRefusedException)
        {
            return true;
        }
    }

    private static async Task<bool> IsTakenAsync(Func<Task> what)
    {
        try
        {
            await what();
            return true;
        }
        catch (LedgerRefusedException)
        {
            return false;
        }
    }

    private static async Task ExecuteAsync(TestDatabase own, string sql)
    {
        if (sql.Length == 0)
            return;
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
