using System.Globalization;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Platform.Embedded;

/// <summary>One data directory and the server process over it. The caller holds the cluster's lock.</summary>
/// <remarks>Programs run in the cluster's folder with relative paths: pg_ctl hands its arguments to a shell.</remarks>
internal sealed class ClusterServer(ClusterPlace place, ServerUser user, PostgresBinaries binaries)
{
    /// <summary>Set when the cluster is whole; without it nobody has ever been given its address.</summary>
    public const string FinishedMark = "finished";

    private string Data => Path.Combine(place.Folder, "data");

    public string LogFile => Path.Combine(place.Folder, "log");

    public bool IsFinished => File.Exists(Path.Combine(place.Folder, FinishedMark));

    /// <summary>True if the process noted in <c>postmaster.pid</c> is a server over this very directory.</summary>
    public bool IsAlive => PidIn(Data) is { } pid && IsServerHere(pid);

    public static int? MajorOf(string data) =>
        File.Exists(Path.Combine(data, "PG_VERSION"))
        && int.TryParse(File.ReadAllText(Path.Combine(data, "PG_VERSION")).Trim(), CultureInfo.InvariantCulture, out var major)
            ? major
            : null;

    public static int? PidIn(string data)
    {
        try
        {
            return int.TryParse(
                File.ReadLines(Path.Combine(data, "postmaster.pid")).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid)
                ? pid
                : null;
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Makes the data directory, away from its place until it is whole. What an earlier try left is taken away.</summary>
    public async Task MakeAsync(CancellationToken ct)
    {
        if (IsAlive)
            await RunAsync("pg_ctl", ["stop", "-D", "data", "-m", "immediate", "-w"], ct);
        if (Directory.Exists(Data))
            Directory.Delete(Data, recursive: true);
        var fresh = $"data.{Guid.NewGuid():N}";
        var made = await RunAsync("initdb",
            ["-D", fresh, "-U", EmbeddedCluster.Role, "-E", "UTF8", "--locale=C.UTF-8", "-k", "-A", "peer", "--auth-host=reject"], ct);
        if (!made.IsSuccessful)
            throw new RefusedException(Sentence("建数据库目录没有成功", made.Errors));
        await WriteAsync($"{fresh}/pg_hba.conf", ClusterSettings.Access(EmbeddedCluster.Role), ct);
        await WriteAsync($"{fresh}/pg_ident.conf", ClusterSettings.Map(user.Name, EmbeddedCluster.Role), ct);
        var include = await user.RunAsync("/bin/sh", ["-c", $"echo \"include 'forestcarbon.conf'\" >> {fresh}/postgresql.conf"], place.Folder, ct: ct);
        if (!include.IsSuccessful)
            throw new RefusedException(Sentence("写数据库设置没有成功", include.Errors));
        Directory.Move(Path.Combine(place.Folder, fresh), Data);
    }

    /// <exception cref="RefusedException">The directory was whole once and is not any more.</exception>
    public async Task ConfigureAsync(bool isDurable, CancellationToken ct)
    {
        SweepHalfMade();
        if (!File.Exists(Path.Combine(Data, "PG_VERSION")) || !File.Exists(Path.Combine(Data, "global", "pg_control")))
            throw new RefusedException(
                $"数据库目录 {Data} 不完整，没有动它：请从备份恢复，或把 {place.Folder} 移走后重新运行（会建一个空库）。");
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        await WriteAsync("data/forestcarbon.conf", ClusterSettings.Text(place.SocketFolder, memory, isDurable), ct);
    }

    public Task MarkFinishedAsync(CancellationToken ct) => WriteAsync(FinishedMark, "", ct);

    /// <summary>Starts the server once; null if it came up, else why not.</summary>
    public async Task<StartFailure?> TryStartAsync(CancellationToken ct)
    {
        ForgetAnothersPid();
        if (File.Exists(LogFile) && new FileInfo(LogFile).Length > 20_000_000)
            File.Move(LogFile, LogFile + ".old", overwrite: true);
        var before = File.Exists(LogFile) ? new FileInfo(LogFile).Length : 0;
        var start = await RunAsync("pg_ctl", ["start", "-D", "data", "-l", "log", "-w", "-t", "60", "-s"], ct);
        if (start.IsSuccessful || IsAlive)
            return null;
        var said = await TailAsync(before, ct);
        return new StartFailure(
            Sentence("数据库启动失败", said + start.Errors),
            said.Contains("pre-existing shared memory", StringComparison.Ordinal) || said.Contains("lock file", StringComparison.Ordinal));
    }

    public async Task<bool> StopAsync(CancellationToken ct)
    {
        if (!IsAlive)
            return false;
        var stop = await RunAsync("pg_ctl", ["stop", "-D", "data", "-m", "fast", "-w", "-t", "120", "-s"], ct);
        return stop.IsSuccessful || !IsAlive ? true : throw new RefusedException($"数据库 120 秒内没有停下：请看 {LogFile}。");
    }

    // An initdb whose starter was killed goes on by itself for a while; what it still writes is swept by a later start.
    private void SweepHalfMade()
    {
        // Compared by hand: the pattern "data.*" would match "data" as well.
        foreach (var rest in Directory.EnumerateDirectories(place.Folder)
                     .Where(folder => Path.GetFileName(folder).StartsWith("data.", StringComparison.Ordinal)))
        {
            try
            {
                Directory.Delete(rest, recursive: true);
            }
            catch (IOException)
            {
            }
        }
    }

    // After a restart of the machine the noted number may be anybody's, and the server would wait for it for ever.
    // A number that nobody has is left to the server, which also looks for orphans that still hold its memory.
    private void ForgetAnothersPid()
    {
        if (PidIn(Data) is not { } pid || !Directory.Exists($"/proc/{pid}") || IsServerHere(pid))
            return;
        File.Delete(Path.Combine(Data, "postmaster.pid"));
        File.Delete(Path.Combine(place.SocketFolder, ".s.PGSQL.5432.lock"));
    }

    private bool IsServerHere(int pid)
    {
        try
        {
            return Directory.Exists($"/proc/{pid}")
                   && File.ReadAllText($"/proc/{pid}/comm").Trim() is "postgres" or "postmaster"
                   && new DirectoryInfo($"/proc/{pid}/cwd").ResolveLinkTarget(true)?.FullName == Data;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private Task<OsCommand.Outcome> RunAsync(string program, string[] arguments, CancellationToken ct) =>
        user.RunAsync(binaries.Program(program), arguments, place.Folder, ct: ct);

    // Written by the server's own user, so that it owns what it must read.
    private async Task WriteAsync(string relative, string text, CancellationToken ct)
    {
        var written = await user.RunAsync("/bin/sh", ["-c", "umask 077; cat > \"$0\"", relative], place.Folder, text, ct);
        if (!written.IsSuccessful)
            throw new RefusedException(Sentence($"写不了 {Path.Combine(place.Folder, relative)}", written.Errors));
    }

    private async Task<string> TailAsync(long from, CancellationToken ct)
    {
        if (!File.Exists(LogFile))
            return "";
        await using var log = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        log.Seek(Math.Min(from, log.Length), SeekOrigin.Begin);
        return await new StreamReader(log).ReadToEndAsync(ct);
    }

    // The programs speak only in text, so here text decides.
    private string Sentence(string what, string said) =>
        said.Contains("No space left on device", StringComparison.Ordinal)
            ? $"{what}：磁盘已满，请清出空间或用 FORESTCARBON_HOME 指到有空间的盘。"
            : said.Contains("ermission denied", StringComparison.Ordinal)
                ? $"{what}：用户 {user.Name} 没有读写 {place.Folder} 的权限。"
                : $"{what}：请看 {LogFile}。{LastLine(said)}";

    private static string LastLine(string said) =>
        said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault(line => line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("error", StringComparison.Ordinal)) is { } line
            ? $"（{line}）"
            : "";
}

/// <summary>Why the server did not come up, and whether that passes by itself within seconds.</summary>
internal sealed record StartFailure(string Sentence, bool MayPass);
