using System.Globalization;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Platform.Failures;

/// <summary>Where the details of an unknown failure go; the screen shows its number only.</summary>
public static class FaultLog
{
    private const string Name = "faults.log";

    /// <summary>The sentence for a failure nobody foresaw: its number, and where the details are.</summary>
    /// <param name="command">What was being done; without its arguments, which may hold a password.</param>
    public static string Tell(Exception failure, string command) => Keep(failure, command) is { } number
        ? $"程序出错，编号 {number}，详情在 {Path.Combine(Home.Default.Logs, Name)}。"
        // What a full disk brings down has many faces; that the log cannot be written either tells it from them.
        : Failure.HomeIsFull ? "磁盘已满，程序出错，详情也没能写入日志：请清出空间，或用 FORESTCARBON_HOME 指到有空间的盘，然后重试。"
        : "程序出错，详情也没能写入日志：请检查 FORESTCARBON_HOME 的权限。";

    /// <summary>Writes the details to <c>logs/faults.log</c> and returns the number they stand under; null where the log cannot be written.</summary>
    /// <param name="command">What was being done; without its arguments, which may hold a password.</param>
    /// <param name="home">Whose log; null: of the home the environment names.</param>
    public static string? Keep(Exception failure, string command, Home? home = null)
    {
        var number = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8].ToUpperInvariant();
        try
        {
            File.AppendAllText(Path.Combine((home ?? Home.Default).Logs, Name), string.Create(CultureInfo.InvariantCulture,
                $"{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'} {number} {command}\n{failure}\n\n"));
            return number;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or RefusedException)
        {
            return null;
        }
    }
}
