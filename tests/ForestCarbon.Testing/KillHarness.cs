using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ForestCarbon.Testing;

/// <summary>
/// One installation under attack: a home of its own, its cluster, its programs as processes, each killed by id. All chance
/// comes from one seed, so that a failing round can be run again.
/// </summary>
/// <param name="seed">Names the round; stands in every message of a failure.</param>
/// <param name="user">An account to run the programs as, or null for our own.</param>
public sealed class KillHarness(int seed, string? user = null) : IAsyncDisposable
{
    private readonly List<Started> _started = [];
    private string? _home;

    /// <summary>How many rounds a test makes: a slice in the normal run, the full number in a soak, its share in one piece of a soak.</summary>
    public static int Rounds(int normally, int inSoak) => Soak.IsOn ? (inSoak + Soak.Pieces - 1) / Soak.Pieces : normally;

    /// <summary>The seeds of a test that makes one round a seed: no two pieces of a soak have one in common.</summary>
    public static IEnumerable<int> Seeds(int normally, int inSoak) =>
        Enumerable.Range(Soak.IsOn ? (Soak.Piece - 1) * Rounds(normally, inSoak) : 0, Rounds(normally, inSoak));

    public Random Chance { get; } = new(seed + (100_000 * (Soak.Piece - 1)));

    public int Seed => seed + (100_000 * (Soak.Piece - 1));

    /// <summary>Who runs the programs where it is not us.</summary>
    public string? User => user;

    /// <summary><c>FORESTCARBON_HOME</c> of this installation; made on first use unless one is given.</summary>
    public string Home
    {
        get => _home ??= Path.Combine(OpenFolder(), "home");
        set => _home = value;
    }

    /// <summary>More environment for the programs.</summary>
    public Dictionary<string, string> Environs { get; } = new(StringComparer.Ordinal);

    public string ClusterFolder => new FileInfo(Path.Combine(Home, "cluster")).LinkTarget ?? Path.Combine(Home, "cluster");

    /// <summary>Id of the server's first process, or null where none is noted.</summary>
    public int? ServerPid
    {
        get
        {
            var file = Path.Combine(ClusterFolder, "data", "postmaster.pid");
            return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
    }

    /// <summary>Runs a command of the command line program to its end.</summary>
    public async Task<Ended> RunAsync(params string[] arguments)
    {
        await using var program = Start(Programs.Cli, arguments);
        return await program.EndAsync();
    }

    /// <summary>Runs a command that must be done.</summary>
    public async Task<string> DoneAsync(params string[] arguments)
    {
        var end = await RunAsync(arguments);
        Assert.True(end.Status == 0, $"seed {Seed}: {string.Join(' ', arguments)} ended with {end.Status}: {end.Errors}\n{Details()}");
        return end.Output;
    }

    private string Details() => Path.Combine(Home, "logs", "faults.log") is var log && File.Exists(log) ? File.ReadAllText(log) : "";

    /// <summary>Starts a program; it is killed at the latest when the harness goes.</summary>
    public Started Start(string program, params string[] arguments)
    {
        string[] asUser = user is null ? [] : ["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups", "--"];
        string[] all = [.. asUser, "dotnet", program, .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            WorkingDirectory = Path.GetDirectoryName(program), RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment.Remove("FORESTCARBON_DB");
        start.Environment["FORESTCARBON_HOME"] = Home;
        start.Environment["FORESTCARBON_ROOT"] = Repository.Root;
        foreach (var (name, value) in Environs)
            start.Environment[name] = value;
        var started = new Started(Process.Start(start)!);
        _started.Add(started);
        return started;
    }

    /// <summary>Starts the web program on a free port and waits until it is ready.</summary>
    public async Task<Served> ServeAsync()
    {
        var served = new Served(this, FreePort());
        await served.BeServedAsync();
        return served;
    }

    /// <summary>Kills the server's first process and nothing else, as a broken machine would.</summary>
    public void KillServer()
    {
        if (ServerPid is { } pid && IsServer(pid))
            Process.GetProcessById(pid).Kill();
    }

    /// <summary>Waits until <paramref name="holds"/>, or fails naming <paramref name="what"/>.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds, string what, int seconds = 60)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(clock.Elapsed.TotalSeconds < seconds, $"seed {Seed}: not within {seconds} s: {what}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _started)
            await program.DisposeAsync();
        if (_home is null)
            return;
        await using (var stop = Start(Programs.Cli, "db", "stop"))
            await stop.EndAsync();
        var cluster = new FileInfo(Path.Combine(_home, "cluster"));
        if (cluster.LinkTarget is { } elsewhere && Directory.Exists(elsewhere))
            Directory.Delete(elsewhere, recursive: true);
        if (Directory.Exists(_home))
            Directory.Delete(_home, recursive: true);
        for (var above = Directory.GetParent(_home); above is not null; above = above.Parent)
            if (above.Name.StartsWith("fc-kill-", StringComparison.Ordinal))
                above.Delete(recursive: true);
    }

    /// <summary>A folder under the system's temporary one that everybody may pass, as a checkout usually is.</summary>
    public static string OpenFolder()
    {
        var folder = Directory.CreateTempSubdirectory("fc-kill-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        return folder;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsServer(int pid) =>
        File.Exists($"/proc/{pid}/comm") && File.ReadAllText($"/proc/{pid}/comm").Trim() is "postgres" or "postmaster";
}

/// <summary>The web program of an installation, always at the same address however often it is killed.</summary>
public sealed class Served(KillHarness harness, int port) : IAsyncDisposable
{
    private Started? _program;

    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    /// <summary>SIGKILL, and gone when this returns.</summary>
    public async Task KillAsync()
    {
        if (_program is not { HasEnded: false } running)
            return;
        running.Kill();
        await running.EndAsync();
    }

    /// <summary>Starts the program if it does not run, and waits until it and its database are ready.</summary>
    public async Task BeServedAsync()
    {
        if (_program is null or { HasEnded: true })
            _program = harness.Start(Programs.Web, "--urls", Address.ToString());
        using var http = new HttpClient { BaseAddress = Address };
        await harness.UntilAsync(async () =>
        {
            if (_program.HasEnded)
                Assert.Fail($"seed {harness.Seed}: the web program ended: {(await _program.EndAsync()).Errors}");
            try
            {
                using var answer = await http.GetAsync("/health/ready");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "the page is served", seconds: 120);
    }

    public ValueTask DisposeAsync() => _program?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>A program the harness started.</summary>
public sealed class Started : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private bool _isGone;

    internal Started(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>SIGKILL to this process alone; what it started lives on, as it would in the field.</summary>
    public void Kill() => _process.Kill();

    public async Task<Ended> EndAsync()
    {
        await _process.WaitForExitAsync();
        lock (_output)
            lock (_errors)
                return new Ended(_process.ExitCode, _output.ToString().Trim(), _errors.ToString().Trim());
    }

    public async ValueTask DisposeAsync()
    {
        if (_isGone)
            return;
        _isGone = true;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static void Keep(StringBuilder into, string? line)
    {
        if (line is not null)
            lock (into)
                into.AppendLine(line);
    }
}

/// <summary>How a program ended and what it said.</summary>
public sealed record Ended(int Status, string Output, string Errors);

/// <summary>The built programs beside the tests that run.</summary>
public static class Programs
{
    public static string Cli => Built("ForestCarbon.Cli", "forestcarbon.dll");

    public static string Web => Built("ForestCarbon.Web", "ForestCarbon.Web.dll");

    public static string Bench => Built("../tests/ForestCarbon.Benchmarks", "forestcarbon-bench.dll");

    private static string Built(string project, string file)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        return Path.Combine(Repository.Root, "src", project, "bin", configuration, "net10.0", file);
    }
}

/// <summary>
/// <c>FORESTCARBON_SOAK</c>: set, every test that counts takes its full number. <c>3/5</c> takes the third of five equal pieces, each with
/// chance of its own, for a soak that cannot run in one go.
/// </summary>
public static class Soak
{
    static Soak()
    {
        var set = Environment.GetEnvironmentVariable("FORESTCARBON_SOAK") ?? "";
        IsOn = set.Length > 0;
        (Piece, Pieces) = set.Split('/') is [var k, var n] && int.TryParse(k, CultureInfo.InvariantCulture, out var piece)
            && int.TryParse(n, CultureInfo.InvariantCulture, out var pieces) && piece >= 1 && piece <= pieces ? (piece, pieces) : (1, 1);
    }

    public static bool IsOn { get; }

    /// <summary>Which piece, from 1.</summary>
    public static int Piece { get; }

    public static int Pieces { get; }
}
