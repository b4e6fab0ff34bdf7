using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ForestCarbon.Benchmarks;

/// <summary>Time, processor time of this process and of the server's backends for one database, and the most memory used.</summary>
public sealed class Meter
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux .NET runs on

    public static string Machine { get; } =
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GB, .NET {Environment.Version}";

    /// <summary>The most memory this process ever held, MB; null where /proc is absent.</summary>
    public static double? PeakRssMb => File.Exists("/proc/self/status")
        ? File.ReadLines("/proc/self/status").Where(l => l.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Select(l => double.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024).First()
        : null;

    /// <summary>Runs <paramref name="work"/> and measures it.</summary>
    public static async Task<Measured> RunAsync(NpgsqlDataSource server, Func<Task> work)
    {
        using var process = Process.GetCurrentProcess();
        var serverBefore = await ServerCpuAsync(server);
        var clientBefore = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        await work();
        var seconds = clock.Elapsed.TotalSeconds;
        process.Refresh();
        var client = (process.TotalProcessorTime - clientBefore).TotalSeconds;
        var serverAfter = await ServerCpuAsync(server);
        return new Measured(seconds, client, serverAfter - serverBefore);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    // Backends live as long as their pooled connection. A parallel worker's time goes to the postmaster when it ends, and it is the parent.
    private static async Task<double?> ServerCpuAsync(NpgsqlDataSource server)
    {
        var pids = new List<int>();
        await using var command = server.CreateCommand("select pid from pg_stat_activity where datname = current_database()");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            pids.Add(reader.GetInt32(0));
        // A backend may end between the two looks; where none has a place in /proc the server runs on another machine.
        var here = pids.Where(pid => Directory.Exists($"/proc/{pid}")).ToList();
        return here.Count == 0 ? null : here.Sum(OwnCpu) + ChildrenCpu(Parent(here[0]));
    }

    private static double OwnCpu(int pid) => Seconds(pid, 11) + Seconds(pid, 12);

    private static double ChildrenCpu(int pid) => Seconds(pid, 13) + Seconds(pid, 14);

    private static int Parent(int pid) => (int)Field(pid, 1);

    private static double Seconds(int pid, int index) => Field(pid, index) / TicksPerSecond;

    // Fields of /proc/PID/stat counted from after the name, which may hold blanks.
    private static long Field(int pid, int index)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[index], CultureInfo.InvariantCulture);
    }
}

/// <summary>Wall time and processor seconds of one measurement.</summary>
public readonly record struct Measured(double Seconds, double ClientCpuSeconds, double? ServerCpuSeconds);
