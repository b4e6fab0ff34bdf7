using System.Security.Cryptography;
using System.Text;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Cli.Tests.Reliability;

[Trait("Tier", "slow")]
public sealed class EmbeddedClusterTests
{
    [Fact]
    public async Task What_was_committed_survives_kill_9_of_the_server()
    {
        await using var harness = new KillHarness(seed: 17);
        await harness.DoneAsync("db", "start");
        await harness.DoneAsync("db", "psql", "-c", "create table kept (n bigint primary key)");
        var acknowledged = 0L;

        // Once more where a slow machine wrote nothing before the kill.
        for (var round = 0; round < KillHarness.Rounds(2, 40) || (acknowledged == 0 && round < 12); round++)
        {
            using var stop = new CancellationTokenSource();
            var writer = WriteAsync(harness, acknowledged, n => acknowledged = n, stop.Token);
            await Task.Delay(harness.Chance.Next(50, 600));
            harness.KillServer();
            await writer;
            await harness.DoneAsync("db", "start");

            var kept = await harness.DoneAsync("db", "psql", "-c", "select count(*) >= coalesce(max(n), 0) and coalesce(max(n), 0) >= " + acknowledged + " from kept");
            Assert.Equal("t", kept.TrimEnd());
        }
        Assert.True(acknowledged > 0, "nothing was written between the kills");
    }

    [Fact]
    public async Task A_first_start_killed_at_any_moment_leaves_a_home_that_starts()
    {
        await using var harness = new KillHarness(seed: 23);

        for (var kill = 0; kill < KillHarness.Rounds(3, 60); kill++)
        {
            await using var first = harness.Start(Programs.Cli, "db", "start");
            await Task.Delay(harness.Chance.Next(100, 1800));
            if (!first.HasEnded)
                first.Kill();
        }
        await harness.DoneAsync("db", "start");

        Assert.Equal("1", await harness.DoneAsync("db", "psql", "-c", "select 1"));
    }

    [Fact]
    public async Task Starters_together_make_one_cluster_and_migrate_once()
    {
        await using var harness = new KillHarness(seed: 29);

        var starts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => harness.RunAsync("migrate", "--json")));

        Assert.All(starts, start => Assert.Equal((0, ""), (start.Status, start.Errors)));
        Assert.Single(starts, start => start.Output.Contains("_platform.sql", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Data_that_were_never_finished_are_made_again()
    {
        await using var harness = new KillHarness(seed: 31);
        Directory.CreateDirectory(Path.Combine(harness.Home, "cluster", "data", "base"));
        File.WriteAllText(Path.Combine(harness.Home, "cluster", "data", "PG_VERSION"), "15\n");

        await harness.DoneAsync("db", "start");

        Assert.Equal("1", await harness.DoneAsync("db", "psql", "-c", "select 1"));
    }

    [Fact]
    public async Task Data_that_were_whole_once_are_not_touched()
    {
        await using var harness = new KillHarness(seed: 37);
        await harness.DoneAsync("db", "start");
        await harness.DoneAsync("db", "stop");
        File.Delete(Path.Combine(harness.ClusterFolder, "data", "global", "pg_control"));
        var before = Directory.GetFileSystemEntries(Path.Combine(harness.ClusterFolder, "data")).Order(StringComparer.Ordinal).ToList();

        var refused = await harness.RunAsync("db", "start");

        Assert.Equal(1, refused.Status);
        Assert.Contains("不完整，没有动它", OneSentence(refused), StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(Path.Combine(harness.ClusterFolder, "data")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_number_in_the_pid_file_that_is_now_another_programs_does_not_stop_the_start()
    {
        await using var harness = new KillHarness(seed: 41);
        await harness.DoneAsync("db", "start");
        harness.KillServer();
        await Task.Delay(3000); // the orphans of the killed server let go of its memory within moments
        var file = Path.Combine(harness.ClusterFolder, "data", "postmaster.pid");
        File.WriteAllLines(file, File.ReadAllLines(file).Select((line, i) => i == 0 ? $"{Environment.ProcessId}" : line));

        await harness.DoneAsync("db", "start");

        Assert.NotEqual(Environment.ProcessId, harness.ServerPid);
    }

    [Fact]
    public async Task Nobody_is_trusted_and_no_port_is_open()
    {
        await using var harness = new KillHarness(seed: 43);
        await harness.DoneAsync("db", "start");

        Assert.Equal("", await harness.DoneAsync("db", "psql", "-c", "select current_setting('listen_addresses')"));
        Assert.Equal("peer", await harness.DoneAsync("db", "psql", "-c", "select distinct auth_method from pg_hba_file_rules"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(harness.ClusterFolder));
        Assert.Equal("on", await harness.DoneAsync("db", "psql", "-c", "select current_setting('fsync')"));
        Assert.Equal("on", await harness.DoneAsync("db", "psql", "-c", "select current_setting('data_checksums')"));
    }

    [Fact]
    public async Task A_home_in_a_closed_folder_has_its_cluster_elsewhere_behind_a_link()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can pass where the server's user cannot.");
        var closed = Directory.CreateTempSubdirectory("fc-kill-").FullName; // 0700
        await using var harness = new KillHarness(seed: 47) { Home = Path.Combine(closed, "home") };

        await harness.DoneAsync("db", "start");
        await harness.DoneAsync("db", "psql", "-c", "create table kept (n bigint)");

        Assert.Equal($"/var/lib/forestcarbon/{Key(harness.Home)}", new FileInfo(Path.Combine(harness.Home, "cluster")).LinkTarget);
        await harness.DoneAsync("db", "stop");
        await harness.DoneAsync("db", "start");
        Assert.Equal("t", await harness.DoneAsync("db", "psql", "-c", "select to_regclass('kept') is not null"));
    }

    [Fact]
    public async Task A_home_too_deep_for_a_socket_starts_all_the_same()
    {
        await using var harness = new KillHarness(seed: 53)
        {
            Home = Path.Combine(KillHarness.OpenFolder(), new string('深', 30), "home with a space"),
        };

        await harness.DoneAsync("db", "start");

        Assert.Equal("1", await harness.DoneAsync("db", "psql", "-c", "select 1"));
    }

    [Fact]
    public async Task An_ordinary_user_has_a_cluster_of_his_own_that_others_cannot_use()
    {
        await using var person = await OrdinaryUser.CreateAsync();
        await using var harness = new KillHarness(seed: 59, person.Name) { Home = Path.Combine(person.Folder, "home") };
        harness.Environs["HOME"] = person.Folder;

        await harness.DoneAsync("db", "start");
        await harness.DoneAsync("db", "psql", "-c", "create table kept (n bigint)");
        harness.KillServer();
        await harness.DoneAsync("db", "start");

        Assert.Equal("t", await harness.DoneAsync("db", "psql", "-c", "select to_regclass('kept') is not null"));
        await using var root = new KillHarness(seed: 61) { Home = harness.Home };
        foreach (var verb in new[] { "stop", "start" })
        {
            var refused = await root.RunAsync("db", verb);
            Assert.Equal(1, refused.Status);
            Assert.Contains($"是用户 {person.Name} 建立的", OneSentence(refused), StringComparison.Ordinal);
            await harness.DoneAsync("db", "stop"); // so that the start is one, and not only a look at a running server
        }
    }

    [Fact]
    public async Task A_full_disk_is_told_in_one_sentence_and_nothing_is_lost()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 150);
        await using var harness = new KillHarness(seed: 67) { Home = Path.Combine(disk.Folder, "home") };
        await harness.DoneAsync("migrate");
        await harness.DoneAsync("db", "psql", "-c", "create table kept as select 1 as n");

        var full = await harness.RunAsync("db", "psql", "-c", "create table wide as select repeat(md5(n::text), 60) from generate_series(1, 400000) n");
        var filler = disk.Fill();
        var refused = await harness.RunAsync("seed-demo", "--parcels", "3000");
        File.Delete(filler);

        Assert.NotEqual(0, full.Status);
        Assert.Equal(3, refused.Status);
        Assert.Contains("磁盘已满", refused.Errors.Split('\n')[^1], StringComparison.Ordinal);
        await harness.DoneAsync("db", "start");
        Assert.Equal("1|0", await harness.DoneAsync("db", "psql", "-c", "select (select n from kept), (select count(*) from inventory.parcel)"));
    }

    private static string OneSentence(Ended end)
    {
        Assert.DoesNotContain('\n', end.Errors);
        Assert.DoesNotContain("   at ", end.Errors, StringComparison.Ordinal);
        return end.Errors;
    }

    private static string Key(string home) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..12];

    // Commits one number after another until the line goes dead; a number is reported only once its commit came back.
    private static async Task WriteAsync(KillHarness harness, long last, Action<long> acknowledge, CancellationToken ct)
    {
        var address = $"Host={Path.Combine(harness.ClusterFolder, "socket")};Username=forestcarbon;Database=forestcarbon;Pooling=false";
        try
        {
            await using var connection = new NpgsqlConnection(address);
            await connection.OpenAsync(ct);
            for (var n = last + 1; ; n++)
            {
                await using var insert = new NpgsqlCommand($"insert into kept values ({n}) on conflict do nothing", connection);
                await insert.ExecuteNonQueryAsync(ct);
                acknowledge(n);
            }
        }
        catch (NpgsqlException)
        {
            // the kill
        }
    }
}
