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
