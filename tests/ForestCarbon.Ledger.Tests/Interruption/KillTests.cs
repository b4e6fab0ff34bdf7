using System.Collections.Concurrent;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Ledger.Verification;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Interruption;

/// <summary>Connections cut under load: what was acknowledged is there, the rest is whole or absent.</summary>
[Trait("Tier", "slow")]
public sealed class KillTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const int Writers = 8;

    [Fact]
    public async Task A_connection_that_is_cut_leaves_an_entry_whole_or_absent()
    {
        var db = database.Db;
        var chance = new Random(13 + Soak.Piece);
        var ledger = await SampleLedger.CreateAsync(db, 4, 1_000_000, name: "断线");
        var acknowledged = new ConcurrentBag<string>();
        for (var round = 0; round < KillHarness.Rounds(5, 50); round++)
        {
            using var stop = new CancellationTokenSource();
            var shared = new Journal(db); // half of the writers share transactions
            var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
                WriteAsync(ledger, writer % 2 == 0 ? shared : new Journal(db), acknowledged, writer, stop.Token))));
            await Task.Delay(chance.Next(20, 200));
            await database.ScalarAsync<long>("select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database() and application_name = 'forestcarbon'");
            await Task.Delay(50);
            await stop.CancelAsync();
            await writing;
        }

        foreach (var key in acknowledged.Take(2000))
            Assert.True(await ledger.Journal.OutcomeOfAsync(key) is not null, $"{key} was acknowledged and is gone");
        Assert.Equal(acknowledged.Count, await CountAsync(db));
        using var nothing = new TemporaryFolder();
        Assert.True((await new LedgerVerification(db, new SealBook(nothing.Path, nothing.Path + "/key")).RunAsync()).IsWhole);
        output.WriteLine($"{acknowledged.Count} acknowledged postings over {KillHarness.Rounds(5, 50)} cuts");
    }

    private static async Task WriteAsync(SampleLedger ledger, Journal journal, ConcurrentBag<string> acknowledged, int writer, CancellationToken stop)
    {
        var chance = new Random(writer);
        while (!stop.IsCancellationRequested)
        {
            var from = chance.Next(4);
            var key = ledger.Key();
            await journal.PostAsync(Maker, "划转", new EntryRequest(key, Day, [new(ledger.Available((from + 1) % 4), ledger.Available(from), 1)], ledger.Record), CancellationToken.None);
            acknowledged.Add(key);
        }
    }

    private static Task<long> CountAsync(Db db) =>
        db.QuerySingleOrDefaultAsync<long>("select count(*) from ledger.posting_v where reason = '划转'");
}
