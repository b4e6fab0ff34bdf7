using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ForestCarbon.Platform.Embedded;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Benchmarks.Site;

/// <summary>The program as a user has it: <c>./forestcarbon up --detach</c> with a data directory of its own, gone at the end.</summary>
internal sealed partial class RunningSite : IAsyncDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("fc-bench-site-").FullName;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Builds what is not built, so that a start after it measures the start.</summary>
    public Task BuildAsync(CancellationToken ct) => RunScriptAsync(ct, "db", "status");

    /// <summary>Starts the program and returns once it says that it is ready. Without <paramref name="parcels"/> with what is stored.</summary>
    public async Task StartAsync(int? parcels, CancellationToken ct)
    {
        var port = FreePort();
        Address = new Uri($"http://127.0.0.1:{port}");
        await RunScriptAsync(ct, ["up", "--detach", "--port", port, .. parcels is { } n ? (string[])["--parcels", n.ToString(CultureInfo.InvariantCulture)] : []]);
        using var http = new HttpClient { BaseAddress = Address };
        while (!ct.IsCancellationRequested)
        {
            using var page = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), ct);
            if (page.IsSuccessStatusCode)
                break;
            await Task.Delay(20, ct);
        }
    }

    /// <summary>Connection string of its database, as the owner.</summary>
    public Task<string> DatabaseAsync(CancellationToken ct) => new EmbeddedCluster(new Home(_home)).EnsureStartedAsync(ct);

    /// <summary>Runs statements past the door in one transaction and lets the server look at what there is now.</summary>
    public async Task FillAsync(string sql, CancellationToken ct)
    {
        await using var owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(await DatabaseAsync(ct)) { CommandTimeout = 0 }.ConnectionString);
        await using (var open = await owner.OpenConnectionAsync(ct))
        await using (var transaction = await open.BeginTransactionAsync(ct))
        {
            await using var command = new NpgsqlCommand(sql, open, transaction);
            await command.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
        }
        await using var analyze = owner.CreateCommand("vacuum analyze");
        await analyze.ExecuteNonQueryAsync(ct);
        await CutAsync(owner, ct);
    }

    /// <summary>Waits until the county just loaded is cut by its layers: a once-only job that works beside the first pages and is not theirs.</summary>
    private static async Task CutAsync(NpgsqlDataSource owner, CancellationToken ct)
    {
        await using var uncut = owner.CreateCommand("""
            select exists (select from inventory.parcel_version v
                           where upper_inf(v.valid) and not exists (select from inventory.parcel_overlay p where p.parcel_version_id = v.parcel_version_id))
            """);
        while (await uncut.ExecuteScalarAsync(ct) is true)
            await Task.Delay(500, ct);
    }

    public Task StopAsync(CancellationToken ct) => RunScriptAsync(ct, "down");

    /// <summary>Sign-in name and role of each demonstration account.</summary>
    public IReadOnlyList<(string Name, string Role)> Accounts => [.. Lines().Select(cells => (cells[0], cells[2]))];

    /// <summary>A client in which the account has signed in; it follows no redirect.</summary>
    public async Task<HttpClient> SignInAsync(string name, CancellationToken ct)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), MaxConnectionsPerServer = 64 })
        {
            BaseAddress = Address,
        };
        http.DefaultRequestHeaders.Add("Accept", "text/html,*/*");
        using var page = await http.GetAsync(new Uri("/signin", UriKind.Relative), ct);
        var token = Token().Match(await page.Content.ReadAsStringAsync(ct)).Groups[1].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["UserName"] = name, ["Password"] = Lines().First(cells => cells[0] == name)[1], ["__RequestVerificationToken"] = token,
        });
        using var answer = await http.PostAsync(new Uri("/signin", UriKind.Relative), form, ct);
        return answer.StatusCode == HttpStatusCode.Redirect ? http : throw new RefusedException($"演示账号 {name} 没有登录成功（{(int)answer.StatusCode}）。");
    }

    public async ValueTask DisposeAsync()
    {
        await RunScriptAsync(CancellationToken.None, "down");
        Directory.Delete(_home, recursive: true);
    }

    private IEnumerable<string[]> Lines() =>
        File.ReadLines(Path.Combine(_home, "demonstration-accounts.txt")).Select(line => line.Split('\t')).Where(cells => cells.Length == 3);

    private async Task RunScriptAsync(CancellationToken ct, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "forestcarbon"), arguments) { RedirectStandardOutput = true };
        start.Environment["FORESTCARBON_HOME"] = _home;
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

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
