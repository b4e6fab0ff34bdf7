using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Postings;

/// <summary>Entries that share a transaction are still entries of their own: each under its actor, each refused or replayed alone.</summary>
public sealed class PostingQueueTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_refused_entry_takes_none_of_those_it_was_sent_with_along()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 100, name: "同行");
        var journal = new Journal(database.Db);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => OutcomeAsync(journal, ledger, i % 3 == 0 ? 1_000_000 : 1, ledger.Key())));

        Assert.Equal(100, outcomes.Count(o => o.Refusal is null));
        Assert.Equal(200, outcomes.Count(o => o.Refusal == LedgerRefusal.Insufficient));
        Assert.All(outcomes.Where(o => o.Refusal is not null), o => Assert.Contains("不足", o.Sentence, StringComparison.Ordinal));
        Assert.Equal(200, await database.ScalarAsync<long>($"select balance from ledger.account_v where account_id = {ledger.Available(1)}"));
    }

    [Fact]
    public async Task What_arrives_while_others_are_written_goes_together_and_in_order()
    {
        var written = new List<IReadOnlyList<string>>();
        var isOpen = new TaskCompletionSource();
        var queue = new PostingQueue(async together =>
        {
            lock (written)
                written.Add([.. together.Select(q => q.Request.Key)]);
            await isOpen.Task;
            foreach (var queued in together)
                queued.End(new(new PostedEntry(1, default, false), null));
        });

        var posted = Enumerable.Range(0, 70).Select(i => queue.PostAsync(new Queued(Maker, "同行", new EntryRequest($"{i:00}", Day, []), TestContext.Current.CancellationToken))).ToList();
        isOpen.SetResult();
        await Task.WhenAll(posted);

        Assert.InRange(written.Count, 3, 10);
        Assert.All(written, together => Assert.InRange(together.Count, 1, 32));
        Assert.Equal(Enumerable.Range(0, 70).Select(i => $"{i:00}"), written.SelectMany(w => w).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_written_side_by_side_has_no_account_in_common_and_each_account_sees_its_entries_in_order()
    {
        var (chance, busy, seen, atOnce, most, hasClashed) = (new Random(5), new HashSet<long>(), new Dictionary<long, List<string>>(), 0, 0, false);
        var queue = new PostingQueue(async together =>
        {
            lock (busy)
            {
                hasClashed |= together.Any(q => busy.Overlaps(q.Accounts));
                busy.UnionWith(together.SelectMany(q => q.Accounts));
                foreach (var q in together)
                    foreach (var account in q.Accounts)
                        (seen.TryGetValue(account, out var keys) ? keys : seen[account] = []).Add(q.Request.Key);
                most = Math.Max(most, ++atOnce);
            }
            await Task.Delay(2);
            lock (busy)
            {
                atOnce--;
                busy.ExceptWith(together.SelectMany(q => q.Accounts));
            }
            foreach (var q in together)
                q.End(new(new PostedEntry(1, default, false), null));
        });

        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => queue.PostAsync(new Queued(Maker, "并行", new EntryRequest(
            $"{i:000}", Day, [new(chance.Next(20), 100 + chance.Next(20), 1)]), TestContext.Current.CancellationToken))));

        Assert.False(hasClashed);
        Assert.Equal(2, most);
        Assert.All(seen.Values, keys => Assert.Equal(keys.Order(StringComparer.Ordinal), keys));
    }

    [Fact]
    public async Task A_key_sent_many_times_at_once_through_one_journal_is_posted_once()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 100, name: "同键");
        var journal = new Journal(database.Db);
        var key = ledger.Key();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => OutcomeAsync(journal, ledger, i % 2 == 0 ? 1 : 2, key)));

        var posted = outcomes.Where(o => o.Refusal is null).ToList();
        Assert.Single(posted, o => !o.Entry!.IsReplay);
        Assert.Single(posted.Select(o => o.Entry!.EntryId).Distinct());
        Assert.Equal(30, posted.Count);
        Assert.Equal(30, outcomes.Count(o => o.Refusal == LedgerRefusal.KeyReused));
    }

    [Fact]
    public async Task Each_entry_of_a_transaction_carries_its_own_actor_and_reason()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 1000, name: "各自");
        var journal = new Journal(database.Db);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => journal.PostAsync(
            Actor.Job($"person-{i % 7}"), $"理由{i % 7}", new EntryRequest($"各自-{i}", Day, [new(ledger.Available(1), ledger.Available(0), 1)], ledger.Record))));

        Assert.Equal(100, await database.ScalarAsync<long>(
            "select count(*) from ledger.entry e where e.key like '各自-%' and e.actor = 'job:person-' || split_part(e.key, '-', 2)::int % 7 and e.reason = '理由' || split_part(e.key, '-', 2)::int % 7"));
    }

    [Fact]
    public async Task Nobody_waits_behind_an_account_that_another_program_holds()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 4, 1000, name: "让路");
        var journal = new Journal(database.Db);
        await using var other = new NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync();
        await using var holding = await other.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand($"select from ledger.account where account_id = {ledger.Available(0)} for update", other, holding))
            await hold.ExecuteNonQueryAsync();

        var behind = Enumerable.Range(0, 10).Select(_ => Post(0, 1)).ToList();
        await Task.Delay(20);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Post(2, 3))).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.All(behind, b => Assert.False(b.IsCompleted));

        await holding.CommitAsync();
        await Task.WhenAll(behind);

        Task<PostedEntry> Post(int from, int to) => journal.PostAsync(Maker, "划转", new EntryRequest(
            ledger.Key(), Day, [new(ledger.Available(to), ledger.Available(from), 1)], ledger.Record));
    }

    private static async Task<(PostedEntry? Entry, LedgerRefusal? Refusal, string Sentence)> OutcomeAsync(Journal journal, SampleLedger ledger, long amount, string key)
    {
        try
        {
            return (await journal.PostAsync(Maker, "划转", new EntryRequest(key, Day, [new(ledger.Available(1), ledger.Available(0), amount)], ledger.Record)), null, "");
        }
        catch (LedgerRefusedException refused)
        {
            return (null, refused.Refusal, refused.Message);
        }
    }
}
