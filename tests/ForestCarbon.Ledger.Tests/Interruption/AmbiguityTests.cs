using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Interruption;

/// <summary>A reply that is lost after the commit: the ledger is asked by the key, and the totals come out exact.</summary>
public sealed class AmbiguityTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    [Fact, Trait("Tier", "slow")]
    public async Task Totals_are_exact_where_a_fifth_of_the_replies_is_lost()
    {
        var calls = KillHarness.Rounds(100, 10_000);
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 1_000_000, name: "失答");
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        using var proxy = new DroppingProxy(server.Host!, 0.2, seed: 7);
        await using var throughProxy = new Db(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Host = proxy.Folder }.ConnectionString);
        var journal = new Journal(throughProxy);
        var left = calls;
        proxy.IsDropping = true;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await PostOnceAsync(ledger, journal);
        })));
        proxy.IsDropping = false;

        Assert.Equal(calls, await database.ScalarAsync<long>($"select count(*) from ledger.posting where debit_account_id = {ledger.Available(1)} and credit_account_id = {ledger.Available(0)}"));
        Assert.Equal(1_000_000 + calls, await database.ScalarAsync<long>($"select balance from ledger.account_v where account_id = {ledger.Available(1)}"));
        Assert.True(proxy.Dropped > calls / 10, $"only {proxy.Dropped} replies were dropped");
        output.WriteLine($"{calls} calls, {proxy.Dropped} replies dropped");
    }

    // Where even asking was cut off several times running, the caller does as the journal does: asks again, and posts only what is not there.
    private static async Task PostOnceAsync(SampleLedger ledger, Journal journal)
    {
        var request = new EntryRequest(ledger.Key(), Day, [new(ledger.Available(1), ledger.Available(0), 1)], ledger.Record);
        for (var isDone = false; !isDone;)
        {
            try
            {
                isDone = await journal.OutcomeOfAsync(request.Key) is not null || await journal.PostAsync(Maker, "划转", request) is not null;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(10);
            }
        }
    }
}
