using CsCheck;
using ForestCarbon.Ledger.Control;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Simulation;

/// <summary>One step of a history: numbers that any step can be made of, so that a shrunk history is still one.</summary>
internal sealed record Step(int Kind, int A, int B, int C, int Amount);

/// <summary>Histories against the model: each step must be answered as the model answers, and every tonne and fen stand where the model has it.</summary>
internal sealed class LedgerSimulation(TestDatabase database)
{
    public static readonly Gen<Step[]> Histories = Gen.Select(Gen.Int[0, 11], Gen.Int[0, 8], Gen.Int[0, 8], Gen.Int[0, 23], Gen.Int[1, 6])
        .Select((kind, a, b, c, amount) => new Step(kind, a, b, c, amount)).Array[1, 25];

    public async Task RunAsync(Step[] history)
    {
        var name = Guid.NewGuid().ToString("N")[..12];
        var ledger = await SampleLedger.CreateAsync(database.Db, LedgerModel.Holders, LedgerModel.TonnesEach, LedgerModel.States, name: name);
        var model = new LedgerModel();
        for (var i = 0; i < 2; i++)
            await ledger.Journal.PostAsync(Maker, "开账", new EntryRequest(ledger.Key(), Day, [new(ledger.Money[i], ledger.Money[2], 20)]));
        var sent = new List<(EntryRequest Request, long EntryId, int Number)>();
        for (var n = 1; n <= history.Length; n++)
        {
            var (expected, actual) = await StepAsync(ledger, model, history[n - 1], n, sent);
            Assert.True(expected == actual, $"step {n}, {history[n - 1]}: the model says {expected?.ToString() ?? "done"}, the ledger {actual?.ToString() ?? "done"}");
        }
        await CompareAsync(ledger, model);
    }

    private static async Task<(LedgerRefusal? Expected, LedgerRefusal? Actual)> StepAsync(
        SampleLedger ledger, LedgerModel model, Step s, int n, List<(EntryRequest Request, long EntryId, int Number)> sent)
    {
        var day = s.C % 5;
        var on = Day.AddDays(day);
        long Account(int a) => ledger.Holdings[(a / 3, LedgerModel.States[a % 3])];
        var isPending = s.Kind is 2 or 5;
        switch (s.Kind)
        {
            case 0 or 1 or 2 or 3 when s.A != s.B: // tonnes: lowest first, given serials, reserved
                var first = s.Kind == 1 ? s.C : -1;
                var serials = first < 0 ? null : new SerialRange[]
                {
                    new(ledger.Issuances[first / LedgerModel.TonnesEach], first % LedgerModel.TonnesEach + 1, first % LedgerModel.TonnesEach + s.Amount),
                };
                return (model.Move(n, day, s.A, s.B, s.Amount, first, isPending), await SendAsync(new EntryRequest(
                    ledger.Key(), on, [new(Account(s.B), Account(s.A), s.Amount, serials)], ledger.Record, isPending)));
            case 4 or 5 when s.A % 3 != s.B % 3: // money
                return (model.Pay(n, day, s.A % 3, s.B % 3, s.Amount * 3, isPending), await SendAsync(new EntryRequest(
                    ledger.Key(), on, [new(ledger.Money[s.B % 3], ledger.Money[s.A % 3], s.Amount * 3)], null, isPending)));
            case 6 or 7 or 8 when sent.Count > 0: // the end of a pending entry
                if (sent.Where(e => e.Request.IsPending).ToList() is not { Count: > 0 } pending)
                    return default;
                var ended = pending[s.A % pending.Count];
                var end = (PendingEnd)(s.B % 3);
                var isMaker = s.Kind == 8;
                return (model.Resolve(n, ended.Number, day, end, isMaker), await RefusalAsync(async () =>
                {
                    var done = await ledger.Journal.ResolveAsync(isMaker ? Maker : Checker, "了结", new Resolution(ledger.Key(), ended.EntryId, end, on));
                    if (end == PendingEnd.Post)
                        sent.Add((ended.Request with { IsPending = false }, done.EntryId, n));
                }));
            case 9 when sent.Count > 0: // reversal
                var taken = sent[s.A % sent.Count];
                var isOwn = s.B == 8;
                return (model.Reverse(taken.Number, day, isOwn), await RefusalAsync(() => ledger.Journal.ReverseAsync(
                    isOwn ? Maker : Checker, "冲销", new Reversal(ledger.Key(), taken.EntryId, on, ledger.Record))));
            case 10 when sent.Count > 0: // a key again: nothing happens, or with another body it is refused
                var again = sent[s.A % sent.Count];
                if (await ledger.Journal.OutcomeOfAsync(again.Request.Key) is not { } known || known.EntryId != again.EntryId)
                    return default; // posted from a pending one: the key is another's
                var isOther = s.B % 2 == 1;
                var line = again.Request.Lines[0];
                return (isOther ? LedgerRefusal.KeyReused : null, await RefusalAsync(async () => Assert.True((await ledger.Journal.PostAsync(
                    Maker, "重发", isOther ? again.Request with { Lines = [line with { Amount = line.Amount + 1 }] } : again.Request)).IsReplay)));
            case 11 when s.B < 2 && day > model.ClosedThrough && s.A % 3 == 0: // a period is closed in both books
                model.ClosedThrough = day;
                var control = new LedgerControl(ledger.Db);
                foreach (var book in new[] { ledger.TonnesBook, ledger.MoneyBook })
                    await control.ConfirmCloseAsync(Checker, "结账", await control.AskCloseAsync(Maker, "结账", book, on));
                return default;
            default:
                return default;
        }

        Task<LedgerRefusal?> SendAsync(EntryRequest request) => RefusalAsync(async () =>
            sent.Add((request, (await ledger.Journal.PostAsync(Maker, "一步", request)).EntryId, n)));
    }

    private async Task CompareAsync(SampleLedger ledger, LedgerModel model)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        var lots = new NpgsqlCommand($"""
            select l.issuance_id, t, l.account_id, l.reserved_entry is not null
            from ledger.lot l, generate_series(lower(l.serials), upper(l.serials) - 1) t
            where l.issuance_id in ({string.Join(',', ledger.Issuances)}) order by 1, 2
            """, connection);
        var stands = new List<(long Account, bool IsReserved)>();
        await using (lots)
        await using (var row = await lots.ExecuteReaderAsync())
            while (await row.ReadAsync())
                stands.Add((row.GetInt64(2), row.GetBoolean(3)));
        Assert.Equal(model.Where.Select((a, t) => (ledger.Holdings[(a / 3, LedgerModel.States[a % 3])], model.ReservedBy[t] > 0)), stands);

        var accounts = await database.Db.QueryAsync<Row>(
            "select account_id, balance, pending_credits from ledger.account_v where book in (@a, @b)",
            new { a = await CodeAsync(ledger.TonnesBook), b = await CodeAsync(ledger.MoneyBook) });
        var byId = accounts.ToDictionary(r => r.AccountId);
        foreach (var ((holder, state), account) in ledger.Holdings)
        {
            var index = holder * 3 + Array.IndexOf(LedgerModel.States, state);
            Assert.Equal((model.Where.Count(a => a == index), model.Pledged(index)), (byId[account].Balance, byId[account].PendingCredits));
        }
        for (var i = 0; i < 3; i++)
            Assert.Equal((model.Fen[i], model.FenPendingOut[i]), (byId[ledger.Money[i]].Balance, byId[ledger.Money[i]].PendingCredits));
    }

    private Task<string> CodeAsync(long book) => database.ScalarAsync<string>($"select code from ledger.book where book_id = {book}");

    private static async Task<LedgerRefusal?> RefusalAsync(Func<Task> post)
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

    private sealed record Row(long AccountId, long Balance, long PendingCredits);
}
