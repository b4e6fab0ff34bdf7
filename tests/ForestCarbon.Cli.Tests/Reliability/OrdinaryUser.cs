using System.Diagnostics;

namespace ForestCarbon.Cli.Tests.Reliability;

/// <summary>An account without rights, made for one test, with a folder of its own. Needs root.</summary>
internal sealed class OrdinaryUser : IAsyncDisposable
{
    private OrdinaryUser(string name, string folder) => (Name, Folder) = (name, folder);

    public string Name { get; }

    public string Folder { get; }

    public static async Task<OrdinaryUser> CreateAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/useradd"), "Making an account needs root and useradd.");
        var name = $"fctest{Environment.ProcessId % 100000}";
        var folder = Directory.CreateTempSubdirectory("fc-person-").FullName;
        Assert.Equal(0, await RunAsync("/usr/sbin/useradd", "--system", "--user-group", "--no-create-home", "--home-dir", folder, name));
        Assert.Equal(0, await RunAsync("chown", $"{name}:{name}", folder));
        return new OrdinaryUser(name, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("/usr/sbin/userdel", Name);
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    internal static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}

/// <summary>A disk that is soon full. Needs the right to mount.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("fc-disk-").FullName;
        var status = Environment.IsPrivilegedProcess
            ? await OrdinaryUser.RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "tmpfs", folder)
            : 1;
        Assert.SkipUnless(status == 0, "Mounting a small disk is not allowed here.");
        return new SmallDisk(folder);
    }

    /// <summary>Writes a file that takes what is left. Returns its path.</summary>
    public string Fill()
    {
        var file = Path.Combine(Folder, "filler");
        using var filler = File.Create(file);
        var block = new byte[1 << 16];
        try
        {
            while (true)
                filler.Write(block);
        }
        catch (IOException)
        {
            return file;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await OrdinaryUser.RunAsync("umount", "-l", Folder);
        Directory.Delete(Folder);
    }
}

/// <summary>A server on a machine without PostGIS: the folder of extensions is another one for it and nobody else. Needs root.</summary>
internal sealed class ServerWithoutPostgis : IAsyncDisposable
{
    private readonly Process _server;
    private readonly string _folder;

    private ServerWithoutPostgis(Process server, string folder) => (_server, _folder) = (server, folder);

    public string Address => $"Host={_folder};Username=postgres;Database=postgres;Pooling=false";

    public static async Task<ServerWithoutPostgis> StartAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Directory.Exists("/usr/lib/postgresql"), "Hiding a folder from one program needs root, and Debian's PostgreSQL.");
        var folder = Testing.KillHarness.OpenFolder();
        const string Script = """
            set -e
            version=$(ls /usr/lib/postgresql | sort -n | tail -n 1)
            bin=/usr/lib/postgresql/$version/bin extensions=/usr/share/postgresql/$version/extension
            mkdir "$1/extension" "$1/data"
            cp "$extensions"/plpgsql* "$extensions"/btree_gist* "$1/extension"
            mount --bind "$1/extension" "$extensions"
            chown postgres "$1" "$1/data"
            as_postgres="setpriv --reuid=postgres --regid=postgres --init-groups --"
            $as_postgres "$bin/initdb" -D "$1/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
            exec $as_postgres "$bin/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c fsync=off
            """;
        var start = new ProcessStartInfo("unshare", ["--mount", "bash", "-c", Script, "bash", folder]) { WorkingDirectory = "/", RedirectStandardError = true, RedirectStandardOutput = true };
        var server = new ServerWithoutPostgis(Process.Start(start)!, folder);
        var said = server._server.StandardError.ReadToEndAsync();
        _ = server._server.StandardOutput.ReadToEndAsync();
        for (var tries = 0; !File.Exists(Path.Combine(folder, ".s.PGSQL.5432")); tries++)
        {
            Assert.SkipWhen(server._server.HasExited && (await said).Contains("unshare", StringComparison.Ordinal), "A namespace of its own is not allowed here.");
            Assert.True(tries < 300 && !server._server.HasExited, server._server.HasExited ? await said : "The server did not start.");
            await Task.Delay(100);
        }
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_server.HasExited)
            await OrdinaryUser.RunAsync("kill", "-INT", $"{_server.Id}");
        await _server.WaitForExitAsync();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
