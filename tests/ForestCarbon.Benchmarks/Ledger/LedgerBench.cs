using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Embedded;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Testing;

namespace ForestCarbon.Benchmarks.Ledger;

/// <summary>
/// Sixteen writers posting through one journal; each waits until its posting is on the disk before it asks for the next.
/// Beside it pg_test_fsync: how often this disk can be asked to keep something at all.
/// </summary>
internal static partial class LedgerBench
{
    private const int Writers = 16;
    private const int Holders = 500;
    private const long TonnesEach = 1_000_000;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        await using (var durable = database.Owner.CreateCommand("select current_setting('fsync') = 'on' and current_setting('synchronous_commit') = 'on'"))
            if (await durable.ExecuteScalarAsync(ct) is not true)
                throw new RefusedException("测速用的数据库关掉了 fsync 或 synchronous_commit，量出来的不是真的：请换一个服务器。");
        var ledger = await SampleLedger.CreateAsync(database.Db, Holders, TonnesEach, moneyAccounts: Holders, name: "测速");
        var journal = new Journal(database.Db);
        foreach (var account in ledger.Money.Take(Holders))
            await journal.PostAsync(SampleLedger.Maker, "开账", new EntryRequest(ledger.Key(), SampleLedger.Day, [new(account, ledger.Money[^1], 1_000_000_000)]), ct);

        var money = await WriteAsync(database, chance => journal.PostAsync(SampleLedger.Maker, "付款", new EntryRequest(
            ledger.Key(), SampleLedger.Day, [Line(ledger.Money, chance, 1 + chance.Next(1000))]), ct));
        var available = Enumerable.Range(0, Holders).Select(ledger.Available).ToList();
        var splits = await WriteAsync(database, chance => journal.PostAsync(SampleLedger.Maker, "划转", new EntryRequest(
            ledger.Key(), SampleLedger.Day, [Line(available, chance, 1 + chance.Next(20))], ledger.Record), ct));
        var hot = await WriteAsync(database, chance => journal.PostAsync(SampleLedger.Maker, "划转", new EntryRequest(
            ledger.Key(), SampleLedger.Day, [new(available[1 + chance.Next(Holders - 1)], available[0], 1)], ledger.Record), ct));

        var fsyncs = await FsyncsAsync(ct);
        return new BenchResult("ledger", 0)
            .With("writers", Writers).With("holders", Holders)
            .With("seconds", Span.TotalSeconds)
            .With("per_second", money.PerSecond).With("p50_ms", money.P50).With("p99_ms", money.P99)
            .With("splits_per_second", splits.PerSecond).With("splits_p99_ms", splits.P99)
            .With("hot_per_second", hot.PerSecond).With("hot_p99_ms", hot.P99)
            .With("refused", money.Refused + splits.Refused + hot.Refused)
            .With("client_cpu_s", money.Cpu.ClientCpuSeconds).With("server_cpu_s", money.Cpu.ServerCpuSeconds)
            .With("peak_rss_mb", Meter.PeakRssMb)
            .With("fsync", "on")
            .With("pg_test_fsync_fdatasync_per_second", fsyncs)
            .Budget("per_second (at least 2,000; shown as its inverse)", 2000 / money.PerSecond, 1)
            .Budget("splits_per_second (at least 1,200; shown as its inverse)", 1200 / splits.PerSecond, 1)
            .Budget("hot_per_second (at least 400; shown as its inverse)", 400 / hot.PerSecond, 1)
            .Budget("p99_ms", Math.Max(money.P99, Math.Max(splits.P99, hot.P99)), 60);
    }

    private static EntryLine Line(List<long> accounts, Random chance, long amount)
    {
        var from = chance.Next(Holders);
        var to = (from + 1 + chance.Next(Holders - 1)) % Holders;
        return new EntryLine(accounts[to], accounts[from], amount);
    }

    private static async Task<Written> WriteAsync(BenchDatabase database, Func<Random, Task> post)
    {
        var times = new List<double>[Writers];
        var refused = 0;
        var clock = Stopwatch.StartNew();
        var cpu = await Meter.RunAsync(database.Owner, () => Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var chance = new Random(writer);
            var mine = times[writer] = [];
            while (clock.Elapsed < Warm + Span)
            {
                var begun = clock.Elapsed;
                try
                {
                    await post(chance);
                }
                catch (LedgerRefusedException)
                {
                    Interlocked.Increment(ref refused);
                }
                if (begun > Warm)
                    mine.Add((clock.Elapsed - begun).TotalMilliseconds);
            }
        }))));
        var all = times.SelectMany(t => t).Order().ToArray();
        return new Written(all.Length / Span.TotalSeconds, all[all.Length / 2], all[(int)(all.Length * 0.99)], refused, cpu);
    }

    // fdatasync, what the server uses on Linux: a second of 8 KB writes on the disk of the data directory.
    private static async Task<double?> FsyncsAsync(CancellationToken ct)
    {
        var program = (await PostgresBinaries.FindAsync(null, ct)).Program("pg_test_fsync");
        if (!File.Exists(program))
            return null;
        var file = Path.Combine(Home.Default.Path, "pg_test_fsync.out");
        using var test = Process.Start(new ProcessStartInfo(program, ["-s", "1", "-f", file]) { RedirectStandardOutput = true })!;
        var said = await test.StandardOutput.ReadToEndAsync(ct);
        await test.WaitForExitAsync(ct);
        File.Delete(file);
        return Fdatasync.Match(said) is { Success: true } line ? double.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex("""fdatasync\s+([\d.]+) ops/sec""")]
    private static partial Regex Fdatasync { get; }

    private sealed record Written(double PerSecond, double P50, double P99, int Refused, Measured Cpu);
}
