using System.Globalization;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Platform.Failures;

/// <summary>Where the details of an unknown failure go; the screen shows its number only.</summary>
public static class FaultLog
{
    /// <summary>The sentence for a failure nobody foresaw: its number, and where the details are.</summary>
    /// <param name="command">What was being done; without its arguments, which may hold a password.</param>
    public static string Tell(Exception failure, string command) => Keep(failure, command) is { } kept
        ? $"程序出错，编号 {kept.Number}，详情在 {kept.File}。"
        : "程序出错，详情也没能写入日志：请检查磁盘空间和 FORESTCARBON_HOME 的权限。";

    private static (string Number, string File)? Keep(Exception failure, string command)
    {
        var number = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8].ToUpperInvariant();
        try
        {
            var file = Path.Combine(Home.Default.Logs, "faults.log");
            File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture,
                $"{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'} {number} {command}\n{failure}\n\n"));
            return (number, file);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or RefusedException)
        {
            return null;
        }
    }
}
