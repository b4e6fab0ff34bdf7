using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;

namespace ForestCarbon.Benchmarks;

/// <summary>
/// <c>./forestcarbon up --detach</c> with a data directory of its own: the first time (cluster, migration, county, account) and the
/// second, each until the start page answers. What is built already stays built: a build is measured by building.
/// </summary>
internal static class UpBench
{
    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        var home = Directory.CreateTempSubdirectory("fc-bench-up-").FullName;
        try
        {
            await RunScriptAsync(home, ct, "db", "status"); // builds, outside the measurement
            var first = await UpAsync(home, parcels, ct);
            await RunScriptAsync(home, ct, "down");
            var second = await UpAsync(home, null, ct);
            return new BenchResult("up", parcels)
                .With("seconds", second)
                .With("cold_seconds", first)
                .Budget("first up", first, 240)
                .Budget("second up", second, 5);
        }
        finally
        {
            await RunScriptAsync(home, CancellationToken.None, "down");
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<double> UpAsync(string home, int? parcels, CancellationToken ct)
    {
        var port = FreePort();
        var clock = Stopwatch.StartNew();
        await RunScriptAsync(home, ct, ["up", "--detach", "--port", port, .. parcels is { } n ? (string[])["--parcels", n.ToString(CultureInfo.InvariantCulture)] : []]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        while (!ct.IsCancellationRequested)
        {
            using var page = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), ct);
            if (page.IsSuccessStatusCode)
                break;
            await Task.Delay(20, ct);
        }
        using var start = await http.GetAsync(new Uri("/", UriKind.Relative), ct);
        start.EnsureSuccessStatusCode();
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task RunScriptAsync(string home, CancellationToken ct, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "forestcarbon"), arguments) { RedirectStandardOutput = true };
        start.Environment["FORESTCARBON_HOME"] = home;
        start.Environment.Remove("FORESTCARBON_DB");
        using var script = Process.Start(start)!;
        // What it leaves running keeps the pipe open, so its end is waited for and not the end of its output.
        script.OutputDataReceived += (_, _) => { };
        script.BeginOutputReadLine();
        while (!script.HasExited)
            await Task.Delay(10, ct);
        if (script.ExitCode != 0)
            throw new RefusedException($"./forestcarbon {arguments[0]} 以 {script.ExitCode} 结束，测速中止。");
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
