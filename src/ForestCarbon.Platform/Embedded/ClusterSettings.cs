using System.Globalization;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Platform.Embedded;

/// <summary>Settings of the embedded server, written anew at every start so that a change of program or memory takes effect.</summary>
internal static class ClusterSettings
{
    private const long MiB = 1024 * 1024;

    /// <summary>The text of <c>forestcarbon.conf</c>.</summary>
    /// <param name="memoryBytes">Memory of the machine, or of the container we are confined to.</param>
    /// <param name="isDurable">False only for throw-away clusters of tests.</param>
    /// <remarks>
    /// Minimal WAL lets a run COPY into its own fresh partition without logging it twice; nothing replicates this cluster.
    /// Compiling queries (jit) costs more than the queries of a page take.
    /// </remarks>
    public static string Text(string socketFolder, long memoryBytes, bool isDurable) => string.Create(CultureInfo.InvariantCulture, $"""
        listen_addresses = ''
        unix_socket_directories = '{socketFolder}'
        unix_socket_permissions = 0700
        max_connections = {(isDurable ? 120 : 300)}
        shared_buffers = {Math.Clamp(memoryBytes / 8 / MiB, 64, 1024)}MB
        effective_cache_size = {Math.Max(memoryBytes / 2 / MiB, 128)}MB
        work_mem = {Math.Clamp(memoryBytes / 256 / MiB, 4, 32)}MB
        maintenance_work_mem = {Math.Clamp(memoryBytes / 32 / MiB, 32, 256)}MB
        wal_level = minimal
        max_wal_senders = 0
        max_wal_size = 4GB
        checkpoint_timeout = 15min
        random_page_cost = 1.1
        jit = off
        timezone = '{CountyClock.Zone}'
        log_timezone = '{CountyClock.Zone}'
        lc_messages = 'C'
        fsync = {(isDurable ? "on" : "off")}
        synchronous_commit = {(isDurable ? "on" : "off")}
        full_page_writes = {(isDurable ? "on" : "off")}

        """);

    /// <summary>The text of <c>pg_hba.conf</c>: the socket, by the name the kernel vouches for, and nothing else.</summary>
    public static string Access(string role) => $"local all {role} peer map=forestcarbon\n";

    /// <summary>The text of <c>pg_ident.conf</c>: the owner of the cluster and root are the one database role.</summary>
    public static string Map(string owner, string role) =>
        string.Concat(new[] { owner, "root" }.Distinct(StringComparer.Ordinal).Select(user => $"forestcarbon \"{user}\" {role}\n"));
}
