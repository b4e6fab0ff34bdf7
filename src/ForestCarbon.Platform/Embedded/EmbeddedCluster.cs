using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using Npgsql;

namespace ForestCarbon.Platform.Embedded;

/// <summary>
/// The PostgreSQL that belongs to this installation alone: one unix socket in an owner-only folder, no port, no password;
/// the kernel says who connects.
/// </summary>
/// <remarks>
/// Whoever needs it starts it; a lock makes starters wait for one another. <c>initdb</c> writes beside the place of the data
/// and is moved there when it is done, so that being killed leaves nothing half-made behind; the mark <c>finished</c> is
/// set before the first connection string is handed out, so that data without the mark has never held anything.
/// </remarks>
public sealed class EmbeddedCluster(Home home, bool isDurable = true)
{
    /// <summary>The one role of the cluster; the application steps down from it to <c>forestcarbon_app</c>.</summary>
    public const string Role = "forestcarbon";

    private const string Database = "forestcarbon";
    private static readonly TimeSpan RetryFor = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RecoverFor = TimeSpan.FromMinutes(15);

    /// <summary>Starts the server if it does not run, making it the first time. Returns the connection string.</summary>
    /// <exception cref="RefusedException">It cannot be had on this machine; one sentence says why.</exception>
    public async Task<string> EnsureStartedAsync(CancellationToken ct = default)
    {
        var place = ClusterPlace.Of(home);
        if (await AnswersAsync(place, ct))
            return Address(place, Database);
        var user = await ServerUser.FindAsync(ct);
        place = await ClusterPlace.MakeAsync(home, user, ct);
        await using var gate = await LockAsync(place, ct);
        if (await AnswersAsync(place, ct))
            return Address(place, Database);
        var server = await ServerAsync(place, user, ct);
        if (!server.IsFinished)
            await server.MakeAsync(ct);
        await server.ConfigureAsync(isDurable, ct);
        await StartAsync(server, place, ct);
        if (!server.IsFinished)
        {
            await CreateDatabaseAsync(place, ct);
            await server.MarkFinishedAsync(ct);
        }
        return Address(place, Database);
    }

    /// <summary>Stops the server, letting what is committed be. False if none was running.</summary>
    /// <exception cref="RefusedException">It belongs to another user, or does not stop.</exception>
    public async Task<bool> StopAsync(CancellationToken ct = default)
    {
        var place = ClusterPlace.Of(home);
        if (!Directory.Exists(Path.Combine(place.Folder, "data")))
            return false;
        await ClusterPlace.RefuseAnothersAsync(home, ct);
        var user = await ServerUser.FindAsync(ct);
        await using var gate = await LockAsync(place, ct);
        var server = await ServerAsync(place, user, ct);
        return await server.StopAsync(ct);
    }

    /// <summary>
    /// Starts the server again if it was killed, for as long as <paramref name="ct"/> allows: a running application looks after
    /// its database. One that was stopped on purpose stays stopped.
    /// </summary>
    public async Task KeepAliveAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            // A server that stops takes its note away; one that was killed leaves it.
            var data = Path.Combine(ClusterPlace.Of(home).Folder, "data");
            if (ClusterServer.PidIn(data) is { } pid && !Directory.Exists($"/proc/{pid}"))
            {
                await EnsureStartedAsync(ct);
                NpgsqlConnection.ClearAllPools(); // what lies there leads to the server that is gone
            }
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }

    public async Task<ClusterStatus> StatusAsync(CancellationToken ct = default)
    {
        var place = ClusterPlace.Of(home);
        return new ClusterStatus(await AnswersAsync(place, ct), place.Folder, ClusterServer.PidIn(Path.Combine(place.Folder, "data")));
    }

    private static async Task<ClusterServer> ServerAsync(ClusterPlace place, ServerUser user, CancellationToken ct)
    {
        var major = ClusterServer.MajorOf(Path.Combine(place.Folder, "data"));
        return new ClusterServer(place, user, await PostgresBinaries.FindAsync(major, ct));
    }

    private static async Task StartAsync(ClusterServer server, ClusterPlace place, CancellationToken ct)
    {
        var begun = DateTime.UtcNow;
        while (await TryConnectAsync(place, ct) is { } notYet)
        {
            if (server.IsAlive)
            {
                if (DateTime.UtcNow - begun > RecoverFor)
                    throw new RefusedException($"数据库 {RecoverFor.TotalMinutes:0} 分钟内没有恢复完：请看 {server.LogFile}。", notYet);
                await Task.Delay(100, ct);
                continue;
            }
            var start = await server.TryStartAsync(ct);
            if (start is null)
                continue;
            if (!start.MayPass || DateTime.UtcNow - begun > RetryFor)
                throw new RefusedException(start.Sentence);
            await Task.Delay(250, ct);
        }
    }

    private static async Task CreateDatabaseAsync(ClusterPlace place, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Address(place, "postgres", pooled: false));
        await connection.OpenAsync(ct);
        await using var create = new NpgsqlCommand($"create database {Database}", connection);
        await create.ExecuteNonQueryAsync(ct);
    }

    private static async Task<bool> AnswersAsync(ClusterPlace place, CancellationToken ct) =>
        File.Exists(Path.Combine(place.SocketFolder, ".s.PGSQL.5432"))
        && File.Exists(Path.Combine(place.Folder, ClusterServer.FinishedMark))
        && await TryConnectAsync(place, ct) is null;

    private static async Task<NpgsqlException?> TryConnectAsync(ClusterPlace place, CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(Address(place, "postgres", pooled: false));
            await connection.OpenAsync(ct);
            return null;
        }
        catch (NpgsqlException notYet)
        {
            return notYet;
        }
    }

    private static string Address(ClusterPlace place, string database, bool pooled = true) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = place.SocketFolder, Username = Role, Database = database, Pooling = pooled, Timeout = 15,
        }.ConnectionString;

    // The kernel lets go of the lock when its holder dies, however it dies.
    private static async Task<FileStream> LockAsync(ClusterPlace place, CancellationToken ct)
    {
        var file = Path.Combine(place.Folder, "lock");
        for (var begun = DateTime.UtcNow; ; await Task.Delay(50, ct))
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException failure) when (failure is not (FileNotFoundException or DirectoryNotFoundException))
            {
                if (Failure.Of(failure) is not null || DateTime.UtcNow - begun > RecoverFor)
                    throw;
            }
        }
    }
}

/// <summary>Whether the embedded database answers, where it lies, and the id of its first process if one is noted.</summary>
public sealed record ClusterStatus(bool IsRunning, string Folder, int? ProcessId);
