using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ForestCarbon.Ccer.Demonstration;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Inventory.Tiles;
using ForestCarbon.Ledger.Demonstration;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Testing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ForestCarbon.Browser.Tests.ServedCounty))]

namespace ForestCarbon.Browser.Tests;

/// <summary>A small demonstration county, accounted, served by the program itself in a process of its own, and the system's Chromium.</summary>
public sealed class ServedCounty : TestDatabase
{
    private readonly string _home = Directory.CreateTempSubdirectory("fc-browser-").FullName;
    private Process? _program;
    private IPlaywright? _playwright;

    public string Address { get; private set; } = "";

    private IBrowser? _chromium;

    public IBrowser Chromium
    {
        get
        {
            TestServer.Required();
            return _chromium!;
        }
    }

    public string Password { get; private set; } = "";

    /// <summary>The county's screening under CCER-14-001-V01.</summary>
    public long Screening { get; private set; }

    /// <summary>A later one with a planting model so rich that its tonnes are flagged: everything a screening's page can say stands on it.</summary>
    public long Flagged { get; private set; }

    protected override async Task FillAsync()
    {
        await new DemonstrationLoader(Db).LoadAsync(2_000);
        await new OverviewShapes(Db).RefreshAsync(Actor.Installation);
        var run = await new Accounting(Db).OpenAsync(Actor.Installation, new AccountRequest());
        await new RunEngine(Db).DriveAsync(Actor.Installation, run.RunId, new AccountingWork(Db));
        await new CcerDemonstration(Db).LoadAsync();
        Screening = await new Screenings(Db).OpenAsync(Actor.Installation, new ScreeningRequest("CCER-14-001-V01"));
        await new Screenings(Db).DriveAsync(Actor.Installation, Screening);
        var (projects, ledger) = (new ProjectDemonstration(Db, new FileStore(Path.Combine(_home, "files"))), new LedgerDemonstration(Db, new FileStore(Path.Combine(_home, "files"))));
        await projects.LoadAsync();
        await ledger.DeclareHoldersAsync();
        await projects.EnterAsync();
        await ledger.LoadAsync();
        Flagged = await ScreenedWithFlagsAsync();
        Password = (await new DemonstrationAccounts(Db, _home).EnsureAsync("431125101"))[0].Password;
        await StartAsync();
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable(), Args = ["--no-sandbox"] });
    }

    /// <summary>A window in which the role's account has signed in. Whatever the console says against the page is collected in <paramref name="complaints"/>.</summary>
    public async Task<IPage> SignedInAsync(string name, List<string>? complaints = null, int width = 1440, int height = 900)
    {
        var page = await Chromium.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height }, BaseURL = Address, Locale = "zh-CN" });
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints?.Add(message.Text);
        };
        page.PageError += (_, error) => complaints?.Add(error);
        await page.GotoAsync("/signin");
        await page.FillAsync("#UserName", name);
        await page.FillAsync("#Password", Password);
        await page.PressAsync("#Password", "Enter");
        // A press or a click does not wait for the page it leads to, and what a test asks for next may stand on the old one, too.
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        return page;
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        if (_chromium is not null)
            await _chromium.CloseAsync();
        _playwright?.Dispose();
        if (_program is { HasExited: false })
        {
            _program.Kill();
            await _program.WaitForExitAsync();
        }
        _program?.Dispose();
        Directory.Delete(_home, recursive: true);
        await base.DisposeAsyncCore();
    }

    private async Task<long> ScreenedWithFlagsAsync()
    {
        await new PlantingModels(Db).AddAsync(Actor.Installation, "flagged", "试验造林模型", "Trial planting model", "310:10", "试验", [1, 2, 3]);
        foreach (var account in new[] { Actor.Account(Guid.NewGuid()), Actor.Account(Guid.NewGuid()) })
            await Db.WriteAsync(account, TownshipScope.WholeCounty, "读造林模型", async write =>
            {
                await write.ExecuteAsync("insert into platform.stored_file (sha256, bytes, name, stored_by) values (@page, 1, 'page.pdf', 'test') on conflict do nothing", new { page = new byte[32] });
                foreach (var site in new short[] { 1, 2, 3 })
                    await PlantingModels.ReadAsync(write, new PlantingValues("flagged", site, 2500, "richards", [4000, 0.09, 2.6], "试验"), new byte[32], CancellationToken.None);
            });
        var run = await new Screenings(Db).OpenAsync(Actor.Installation, new ScreeningRequest("CCER-14-001-V01", PlantingModel: "flagged"));
        await new Screenings(Db).DriveAsync(Actor.Installation, run);
        return run;
    }

    private async Task StartAsync()
    {
        Address = $"http://127.0.0.1:{FreePort()}";
        // The program's own build, with its pages' files: its copy beside this test has none.
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "src", "ForestCarbon.Web", "bin", build.Parent!.Name, build.Name, "ForestCarbon.Web.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", Address]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["FORESTCARBON_DB"] = ConnectionString;
        start.Environment["FORESTCARBON_HOME"] = _home;
        _program = Process.Start(start)!;
        _program.OutputDataReceived += (_, _) => { };
        _program.BeginOutputReadLine();
        using var http = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await http.GetStringAsync(Address + "/health/ready");
                return;
            }
            catch (HttpRequestException) when (attempt < 600 && !_program.HasExited)
            {
                await Task.Delay(200);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Executable() =>
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("There is no Chromium on this machine; ./forestcarbon test installs it.");
}
