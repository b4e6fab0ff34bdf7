using System.Net.Sockets;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using Npgsql;

namespace ForestCarbon.Platform.Failures;

/// <summary>A failure that is known, said in one sentence without password, path of a program or stack trace.</summary>
/// <param name="Sentence">What is wrong, where, and what to do.</param>
/// <param name="IsRefusal">True if nothing was changed and the person can put it right; false for a fault of the world.</param>
public sealed record Failure(string Sentence, bool IsRefusal)
{
    private const int NoSpaceLeft = 28; // ENOSPC, the HResult of an IOException on Unix

    /// <summary>The sentence for <paramref name="exception"/> or its causes, or null where none is known: then it is a fault with a number.</summary>
    public static Failure? Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            if (OfOne(cause) is { } known)
                return known;
        return exception is AggregateException several
            ? several.InnerExceptions.Select(Of).FirstOrDefault(failure => failure is not null)
            : null;
    }

    /// <summary>True where the database is gone, starting or stopping: what was asked may be asked again soon. A query that took too long may not.</summary>
    public static bool IsDatabaseAway(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            if (cause is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow }
                or NpgsqlException { InnerException: SocketException or IOException { HResult: not NoSpaceLeft } })
                return true;
        return false;
    }

    private static Failure? OfOne(Exception exception) => exception switch
    {
        RefusedException refused => new(refused.Message, true),
        PostgresException server => OfServer(server.SqlState),
        IOException { HResult: NoSpaceLeft } => DiskFull,
        DirectoryNotFoundException absent => new($"找不到需要的目录{PathIn(absent.Message)}，请核对路径。", true),
        // An assembly that is not there is a fault of ours, not of the person's.
        FileNotFoundException { FileName: { } file } when !file.Contains(", Version=", StringComparison.Ordinal) => new($"找不到文件 {file}，请核对路径。", true),
        UnauthorizedAccessException denied => new($"没有权限读写需要的文件或目录{PathIn(denied.Message)}，请换用户或改目录的权限。", true),
        SocketException or TimeoutException when IsOfTheDatabase(exception) => Unreachable,
        NpgsqlException { InnerException: SocketException or TimeoutException or IOException { HResult: not NoSpaceLeft } } => Unreachable,
        _ => null,
    };

    private static Failure? OfServer(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            new($"数据库{DbAddress.Place}拒绝了登录，请核对 {DbAddress.Variable} 里的用户名和密码。", true),
        PostgresErrorCodes.InvalidCatalogName =>
            new($"数据库{DbAddress.Place}上没有 {DbAddress.Variable} 所指的库，请先建库或改正库名。", true),
        PostgresErrorCodes.InsufficientPrivilege =>
            new("数据库用户的权限不够：迁移需要能建扩展和角色的用户，日常运行需要 forestcarbon_app 角色。", true),
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory => sqlState == PostgresErrorCodes.DiskFull ? DiskFull : OutOfMemory,
        PostgresErrorCodes.TooManyConnections => new("数据库的连接已用满，请稍后再试或调大 max_connections。", false),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            HomeIsFull ? DiskFull : new("数据库正在停止或启动，本次操作没有留下改动，请稍后再试。", false),
        _ => null,
    };

    private static Failure DiskFull { get; } =
        new("磁盘已满，本次操作没有留下改动：请清出空间，或用 FORESTCARBON_HOME 指到有空间的盘，然后重试。", false);

    private static Failure OutOfMemory { get; } = new("数据库内存不足，本次操作没有留下改动，请减小数据量或增加内存后重试。", false);

    // A server that cannot write its log any more goes down, and its clients learn only that.
    private static Failure Unreachable => HomeIsFull ? DiskFull : new($"连不上数据库{DbAddress.Place}：请确认它已启动、{DbAddress.Variable} 的主机和端口正确。", false);

    /// <summary>The disk of the data directory has next to nothing left, where the database is the built-in one.</summary>
    internal static bool HomeIsFull
    {
        get
        {
            try
            {
                return !DbAddress.IsNamed && new DriveInfo(Home.Default.Path).AvailableFreeSpace < 32 * 1024 * 1024;
            }
            catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException or RefusedException)
            {
                return false;
            }
        }
    }

    private static bool IsOfTheDatabase(Exception exception) => exception.StackTrace?.Contains("Npgsql", StringComparison.Ordinal) == true;

    // .NET names the path between single quotes; only for showing, nothing is decided by it.
    private static string PathIn(string message) => message.Split('\'') is { Length: >= 3 } parts ? $"（{parts[1]}）" : "";
}
