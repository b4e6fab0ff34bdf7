using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Ledger.Verification;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Interruption;

/// <summary>Server and application killed under load, connections cut: what was acknowledged is there, the rest is whole or absent.</summary>
[Trait("Tier", "slow")]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Writers = 8;
    private const string Home = "FORESTCARBON_LEDGER_HAMMER";

    [Fact]
    public async Task What_was_acknowledged_survives_the_death_of_server_and_application()
    {
        var rounds = KillHarness.Rounds(2, 200);
        await using var harness = new KillHarness(seed: 11);
        await harness.DoneAsync("migrate");
        var address = Address(harness);
        SampleLedger ledger;
        await using (var db = new Db(address))
            ledger = await SampleLedger.CreateAsync(db, 6, 1_000_000, name: "断电");
        var (acknowledgedInAll, killsOfServer) = (0, 0);
        var file = Path.Combine(harness.Home, "acknowledged");
        for (var round = 0; round < rounds; round++)
        {
            File.Delete(file);
            using var application = Hammer(address, file, ledger, round);
            await harness.UntilAsync(() => Task.FromResult(File.Exists(file)), "the application posts");
            await Task.Delay(harness.Chance.Next(50, 600));
            var isServer = round % 2 == 0;
            if (isServer)
            {
                harness.KillServer();
                killsOfServer++;
                await Task.Delay(harness.Chance.Next(0, 100));
            }
            application.Kill();
            await application.WaitForExitAsync();
            await harness.DoneAsync("db", "start");

            var acknowledged = Whole(file);
            acknowledgedInAll += acknowledged.Count;
            await using var db = new Db(address);
            var journal = new Journal(db);
            foreach (var key in acknowledged.TakeLast(200))
                Assert.True(await journal.OutcomeOfAsync(key) is not null, $"seed {harness.Seed}, round {round}: {key} was acknowledged and is gone");
            var verdict = await new LedgerVerification(db, new SealBook(Path.Combine(harness.Home, "none"), Path.Combine(harness.Home, "none", "key"))).RunAsync();
            Assert.True(verdict.IsWhole, $"seed {harness.Seed}, round {round}: {string.Join('\n', verdict.Findings.Select(f => f.Sentence))}");
            var known = acknowledged.Count > 0 ? acknowledged[^1] : null;
            if (known is not null) // the key is kept across the kill
                Assert.Equal(LedgerRefusal.KeyReused, (await Assert.ThrowsAsync<LedgerRefusedException>(() => journal.PostAsync(Maker, "别的", new EntryRequest(
                    known, Day, [new(ledger.Available(0), ledger.Available(1), 999_999)], ledger.Record)))).Refusal);
        }
        output.WriteLine($"{rounds} kills, {killsOfServer} of them of server and application together; {acknowledgedInAll} acknowledged postings, all there");
        Assert.True(acknowledgedInAll > 0);
    }

    [Fact]
    public async Task A_connection_that_is_cut_leaves_an_entry_whole_or_absent()
    {
        await using var harness = new KillHarness(seed: 13);
        await harness.DoneAsync("migrate");
        var address = Address(harness);
        await using var db = new Db(address);
        var ledger = await SampleLedger.CreateAsync(db, 4, 1_000_000, name: "断线");
        var acknowledged = new ConcurrentBag<string>();
        for (var round = 0; round < KillHarness.Rounds(5, 50); round++)
        {
            using var stop = new CancellationTokenSource();
            var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(ledger, acknowledged, writer, stop.Token))));
            await Task.Delay(harness.Chance.Next(20, 200));
            await harness.DoneAsync("db", "psql", "-c", "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and application_name = 'forestcarbon'");
            await Task.Delay(50);
            await stop.CancelAsync();
            await writing;
        }

        foreach (var key in acknowledged.Take(2000))
            Assert.True(await ledger.Journal.OutcomeOfAsync(key) is not null, $"{key} was acknowledged and is gone");
        Assert.Equal(acknowledged.Count, await CountAsync(db));
        Assert.True((await new LedgerVerification(db, new SealBook(harness.Home + "/none", harness.Home + "/none/key")).RunAsync()).IsWhole);
        output.WriteLine($"{acknowledged.Count} acknowledged postings over {KillHarness.Rounds(5, 50)} cuts");
    }

    /// <summary>The application to be killed: this very test in a process of its own, posting until it dies.</summary>
    [Fact(Explicit = true)]
    public async Task Hammer_until_killed()
    {
        var asked = Environment.GetEnvironmentVariable(Home)?.Split('\n');
        if (asked is null)
            return;
        await using var db = new Db(asked[0]);
        var journal = new Journal(db);
        var accounts = asked[2].Split(',').Select(a => long.Parse(a, CultureInfo.InvariantCulture)).ToArray();
        var record = long.Parse(asked[3], CultureInfo.InvariantCulture);
        await using var file = new FileStream(asked[1], FileMode.Append, FileAccess.Write, FileShare.Read);
        using var gate = new SemaphoreSlim(1);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var chance = new Random(writer);
            while (true)
            {
                var key = $"{Guid.NewGuid():N}";
                var from = chance.Next(accounts.Length);
                await journal.PostAsync(Maker, "划转", new EntryRequest(key, Day,
                    [new(accounts[(from + 1) % accounts.Length], accounts[from], 1 + chance.Next(5)), new(accounts[from], accounts[(from + 1) % accounts.Length], 1)], record));
                await gate.WaitAsync();
                await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(key + "\n"));
                await file.FlushAsync();
                gate.Release();
            }
        })));
    }

    private static Process Hammer(string address, string file, SampleLedger ledger, int round)
    {
        var start = new ProcessStartInfo("dotnet",
            [typeof(KillTests).Assembly.Location, "--explicit", "only", "--filter-method", $"{typeof(KillTests).FullName}.{nameof(Hammer_until_killed)}", "--no-progress", "--no-ansi"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(file),
        };
        start.Environment[Home] = string.Join('\n', address, file, string.Join(',', Enumerable.Range(0, 6).Select(ledger.Available)), ledger.Record, round);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task WriteAsync(SampleLedger ledger, ConcurrentBag<string> acknowledged, int writer, CancellationToken stop)
    {
        var chance = new Random(writer);
        while (!stop.IsCancellationRequested)
        {
            var from = chance.Next(4);
            var key = ledger.Key();
            await ledger.MoveAsync(ledger.Available((from + 1) % 4), ledger.Available(from), 1, key: key);
            acknowledged.Add(key);
        }
    }

    private static Task<long> CountAsync(Db db) =>
        db.QuerySingleOrDefaultAsync<long>("select count(*) from ledger.posting_v where reason = '划转'");

    // The last line may be half written.
    private static List<string> Whole(string file) => File.Exists(file)
        ? [.. File.ReadAllText(file).Split('\n').SkipLast(1).Where(k => k.Length == 32)]
        : [];

    private static string Address(KillHarness harness) => new NpgsqlConnectionStringBuilder
    {
        Host = Path.Combine(harness.ClusterFolder, "socket"), Username = "forestcarbon", Database = "forestcarbon", Timeout = 15,
    }.ConnectionString;
}
