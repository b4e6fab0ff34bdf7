using System.CommandLine;
using System.Globalization;
using System.Text;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Frame;

/// <summary>From arguments to an exit status: parses, runs, and turns every failure into one sentence.</summary>
public static class CommandLine
{
    /// <summary>Runs one command. Returns a status of <see cref="Exit"/>; nothing is thrown.</summary>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> arguments)
    {
        // Figures are printed by a machine for machines; only the words are Chinese.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-Hans");
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        // Before parsing: a wrong answer about usage must not depend on a file the arguments happen to name.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
        {
            foreach (var error in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
                Console.Error.WriteLine(error);
            Console.Error.WriteLine("用法见 ./forestcarbon --help，或在命令后加 --help。");
            return Exit.WrongUsage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
            });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("已中断：已完成的部分保留，可以再次运行。");
            return Exit.Refused;
        }
        catch (Exception failure)
        {
            return Tell(failure, arguments);
        }
    }

    private static int Tell(Exception failure, IReadOnlyList<string> arguments)
    {
        if (Failure.Of(failure) is { } known)
        {
            Console.Error.WriteLine(known.Sentence);
            return known.IsRefusal ? Exit.Refused : Exit.Fault;
        }
        Console.Error.WriteLine(FaultLog.Keep(failure, arguments.Count > 0 ? arguments[0] : "") is { } kept
            ? $"程序出错，编号 {kept.Number}，详情在 {kept.File}。"
            : "程序出错，详情也没能写入日志：请检查磁盘空间和 FORESTCARBON_HOME 的权限。");
        return Exit.Fault;
    }
}

/// <summary>Exit statuses of every command.</summary>
public static class Exit
{
    public const int Done = 0;

    /// <summary>Refused: the reasons are listed, nothing was changed.</summary>
    public const int Refused = 1;

    public const int WrongUsage = 2;
    public const int Fault = 3;
}

/// <summary>Where the details of an unknown failure go; the screen shows its number only.</summary>
internal static class FaultLog
{
    /// <summary>Appends the failure to <c>logs/faults.log</c>; null if even that is impossible. Arguments are left out: they may hold a password.</summary>
    public static (string Number, string File)? Keep(Exception failure, string command)
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
