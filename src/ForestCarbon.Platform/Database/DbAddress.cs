using ForestCarbon.Platform.Embedded;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using Npgsql;

namespace ForestCarbon.Platform.Database;

/// <summary>Which database this process works on: what <c>FORESTCARBON_DB</c> names, else the embedded one.</summary>
public static class DbAddress
{
    public const string Variable = "FORESTCARBON_DB";

    /// <summary>True if <c>FORESTCARBON_DB</c> names a server: then the embedded database is neither started nor stopped.</summary>
    public static bool IsNamed => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>An Npgsql connection string; starts the embedded database where none is named.</summary>
    /// <exception cref="RefusedException">The named connection string cannot be read, or the embedded database cannot be had.</exception>
    public static Task<string> ResolveAsync(CancellationToken ct = default) =>
        IsNamed ? Task.FromResult(Named().ConnectionString) : new EmbeddedCluster(Home.Default).EnsureStartedAsync(ct);

    /// <summary><c>（host:port）</c> of the named server, empty for the embedded one; never user or password.</summary>
    internal static string Place
    {
        get
        {
            try
            {
                return IsNamed && Named() is { Host: { Length: > 0 } host } named
                    ? host.StartsWith('/') ? $"（{host}）" : $"（{host}:{named.Port}）"
                    : "";
            }
            catch (RefusedException)
            {
                return "";
            }
        }
    }

    // The message of Npgsql quotes parts of the string, so it is not passed on.
    private static NpgsqlConnectionStringBuilder Named()
    {
        NpgsqlConnectionStringBuilder named;
        try
        {
            named = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable(Variable));
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw Unreadable();
        }
        return string.IsNullOrEmpty(named.Host) ? throw Unreadable() : named;
    }

    private static RefusedException Unreadable() =>
        new($"{Variable} 不是可用的连接字符串，写法如：Host=127.0.0.1;Port=5432;Database=forestcarbon;Username=…;Password=…。");
}
