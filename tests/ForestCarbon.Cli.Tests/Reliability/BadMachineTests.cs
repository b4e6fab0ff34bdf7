using System.Net;
using System.Net.Sockets;
using ForestCarbon.Cli.Tests.Script;
using ForestCarbon.Testing;

namespace ForestCarbon.Cli.Tests.Reliability;

/// <summary>A machine that is not as it should be: one sentence, a status by the contract, nothing lost.</summary>
[Trait("Tier", "slow")]
public sealed class BadMachineTests
{
    [Fact]
    public async Task A_server_without_PostGIS_is_named_with_what_to_install()
    {
        await using var server = await ServerWithoutPostgis.StartAsync();
        await using var harness = new KillHarness(seed: 89);
        harness.Environs["FORESTCARBON_DB"] = server.Address;

        var refused = await harness.RunAsync("migrate", "--json");

        Assert.Equal(1, refused.Status);
        Assert.Contains("没有安装扩展 postgis", OneSentence(refused), StringComparison.Ordinal);
        Assert.Contains("请在服务器上安装 PostGIS", refused.Output, StringComparison.Ordinal);
        Assert.Equal("0", await harness.DoneAsync("db", "psql", "-c", "select count(*) from pg_class where relnamespace = 'public'::regnamespace"));
    }

    [Fact]
    public async Task An_import_on_a_full_disk_is_told_in_one_sentence_and_done_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 400);
        await using var harness = new KillHarness(seed: 97) { Home = Path.Combine(disk.Folder, "home") };
        await harness.PrepareAsync(PreparedHarness.Few);
        var samples = Path.Combine(KillHarness.OpenFolder(), "samples");
        await harness.DoneAsync("seed-demo", "--samples", samples);
        string[] import = ["import", Path.Combine(samples, "forest-land.shp"), "--layer", "forest-land", "--as-of", "2026-06-30", "--accept", "--json"];
        const string Stored = "select (select count(*) from inventory.parcel_version), (select count(*) from inventory.import)";
        var before = await harness.DoneAsync("db", "psql", "-c", Stored);

        var filler = disk.Fill();
        var full = await harness.RunAsync(import);
        File.Delete(filler);

        Assert.Equal(3, full.Status);
        Assert.Contains("磁盘已满", OneSentence(full), StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"fault\"", full.Output, StringComparison.Ordinal);
        await harness.DoneAsync("db", "start");
        Assert.Equal(before, await harness.DoneAsync("db", "psql", "-c", Stored));
        await harness.DoneAsync(import);
        Directory.Delete(Path.GetDirectoryName(samples)!, recursive: true);
    }

    [Fact]
    public async Task An_up_on_a_full_disk_is_told_in_one_sentence_and_the_next_one_begins_anew()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 25);
        var web = Path.GetDirectoryName(Programs.Web)!;
        // The programs are built already; what up does from there on is its own.
        var up = $"""
            export FORESTCARBON_ROOT='{Repository.Root}' FORESTCARBON_HOME
            need_npm() {OpenBrace} :; {CloseBrace}; build() {OpenBrace} :; {CloseBrace}
            built() {OpenBrace} case "$1" in cli) echo '{Path.GetDirectoryName(Programs.Cli)}' ;; *) echo '{web}' ;; esac; {CloseBrace}
            up --port {FreePort()} --no-demo --detach
            """;

        var full = await Bash.WithFunctionsAsync(up, disk.Folder);

        Assert.Equal((1, ""), (full.Status, full.Output));
        Assert.Contains("磁盘已满", OneSentence(full), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(disk.Folder, ".local", "run", "web")));
        Assert.Equal(0, await OrdinaryUser.RunAsync("mount", "-o", "remount,size=400m", disk.Folder));
        await using var harness = new KillHarness(seed: 101) { Home = Path.Combine(disk.Folder, ".local") };
        await harness.DoneAsync("db", "start");
    }

    [Fact]
    public async Task A_program_whose_port_is_taken_says_how_to_choose_another()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var harness = new KillHarness(seed: 103);
        await harness.PrepareAsync();

        await using var program = harness.Start(Programs.Web, "--urls", $"http://{taken.LocalEndpoint}");
        var refused = await program.EndAsync();

        Assert.Equal(1, refused.Status);
        Assert.Equal("端口已被占用。换一个端口：./forestcarbon up --port 8081。", OneSentence(refused));
    }

    private const string OpenBrace = "{";
    private const string CloseBrace = "}";

    private static string OneSentence(Ended end)
    {
        Assert.DoesNotContain('\n', end.Errors);
        Assert.DoesNotContain("   at ", end.Errors + end.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", end.Errors + end.Output, StringComparison.Ordinal);
        return end.Errors;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
