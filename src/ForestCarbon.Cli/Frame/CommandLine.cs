using System.CommandLine;
using System.Globalization;
using System.Text;
using ForestCarbon.Platform.Failures;

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
        Console.Error.WriteLine(FaultLog.Tell(failure, arguments.Count > 0 ? arguments[0] : ""));
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
