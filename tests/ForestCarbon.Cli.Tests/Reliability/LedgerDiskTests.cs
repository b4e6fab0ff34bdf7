using System.Collections.Concurrent;
using System.Globalization;
using ForestCarbon.Ledger.Verification;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Cli.Tests.Reliability;

/// <summary>The ledger on a disk that runs full under load: what was acknowledged is there when there is room again, the rest is whole or absent.</summary>
[Trait("Tier", "slow")]
public sealed class LedgerDiskTests(ITestOutputHelper output)
{
    private const int Writers = 8;

    [Fact]
    public async Task A_disk_that_runs_full_loses_nothing_that_was_acknowledged()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 400);
        await using var harness = new KillHarness(seed: 89) { Home = Path.Combine(disk.Folder, "home") };
        await harness.PrepareAsync();
        var address = new NpgsqlConnectionStringBuilder { Host = Path.Combine(harness.ClusterFolder, "socket"), Username = "forestcarbon", Database = "forestcarbon", Timeout = 15 }.ConnectionString;
        var acknowledged = new ConcurrentBag<string>();
        var failed = 0;
        SampleLedger ledger;
        await using (var db = new Db(address))
            ledger = await SampleLedger.CreateAsync(db, 4, 1_000_000, name: "满盘");
        for (var round = 0; round < KillHarness.Rounds(1, 50); round++)
        {
            await using var db = new Db(address);
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
            {
                var journal = new Ledger.Postings.Journal(db);
                while (!stop.IsCancellationRequested)
                {
                    var key = $"满盘-{round}-{Guid.NewGuid():N}";
                    try
                    {
                        var from = writer % 4;
                        await journal.PostAsync(Maker, "划转", new(key, Day, [new(ledger.Available((from + 1) % 4), ledger.Available(from), 1)], ledger.Record), stop.Token);
                        acknowledged.Add(key);
                    }
                    catch (Exception full) when (full is NpgsqlException or TimeoutException or OperationCanceledException)
                    {
                        Interlocked.Increment(ref failed);
                        await Task.Delay(20, CancellationToken.None);
                        if (full is not OperationCanceledException && Volatile.Read(ref failed) > Writers * 3 * (round + 1))
                            await stop.CancelAsync();
                    }
                }
            })));
            await Task.Delay(harness.Chance.Next(100, 600));
            var filler = disk.Fill();
            await writing;
            File.Delete(filler);
            await harness.UntilAsync(async () => (await harness.RunAsync("db", "start")).Status == 0, "the server starts when there is room", seconds: 90);
        }

        await using var after = new Db(address);
        var known = (await after.QueryAsync<string>("select key from ledger.entry where key like '满盘-%'")).ToHashSet(StringComparer.Ordinal);
        Assert.All(acknowledged, key => Assert.Contains(key, known));
        var verdict = await new LedgerVerification(after, new SealBook(Path.Combine(harness.Home, "none"), Path.Combine(harness.Home, "none", "key"))).RunAsync();
        Assert.True(verdict.IsWhole, string.Join('\n', verdict.Findings.Select(f => f.Sentence)));
        Assert.True(failed > 0, "the disk never ran full");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{acknowledged.Count} acknowledged, {failed} failed, {known.Count} entries, all whole"));
    }
}
