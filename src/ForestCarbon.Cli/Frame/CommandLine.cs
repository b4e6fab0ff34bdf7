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
        Terminal.Begin();
        // Figures are printed by a machine for machines; only the words are Chinese.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = Language.Asked(arguments);
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        if (Language.IsEnglish)
            HelpText.SayInEnglish(root);
        // Before parsing: a wrong answer about usage must not depend on a file the arguments happen to name.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var failures = new Failures(arguments.TakeWhile(word => word != "--").Contains("--json"));
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
            return failures.Misused(UsageErrors.Of(parsed));
        if (parsed.Action is not System.CommandLine.Help.HelpAction && UsageErrors.Taken(parsed, arguments) is { Count: > 0 } taken)
            return failures.Misused(taken);
        try
        {
            if (parsed.Action is not System.CommandLine.Help.HelpAction)
                DayOptions.RequireBelieved(parsed);
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) };
            if (Language.IsEnglish || parsed.Action is not System.CommandLine.Help.HelpAction)
                return await parsed.InvokeAsync(configuration);
            await using var help = new StringWriter();
            configuration.Output = help;
            var status = await parsed.InvokeAsync(configuration);
            Console.Out.Write(HelpText.InChinese(help.ToString()));
            return status;
        }
        catch (UsageException wrong)
        {
            return failures.Misused([wrong.Message]);
        }
        catch (OperationCanceledException)
        {
            return failures.Tell("interrupted", Exit.Refused, "已中断：已完成的部分保留，可以再次运行。");
        }
        catch (Exception failure)
        {
            return Failure.Of(failure) is { } known
                ? failures.Tell(known.IsRefusal ? "refused" : "fault", known.IsRefusal ? Exit.Refused : Exit.Fault, known.Sentence + OptionOf(failure))
                : failures.Tell("fault", Exit.Fault, FaultLog.Tell(failure, arguments.Count > 0 ? arguments[0] : ""));
        }
    }

    private static string OptionOf(Exception failure) =>
        failure is RefusedException { Option: { } option } ? Language.Of($"（{option}）", $" ({option})") : "";

    /// <summary>Says what failed on standard error, and where JSON was asked for as the one document on standard output.</summary>
    private sealed class Failures(bool inJson)
    {
        public int Misused(IReadOnlyList<string> sentences)
        {
            foreach (var sentence in sentences)
                Terminal.Say(sentence);
            Terminal.Say(Language.Of("用法见 ./forestcarbon --help，或在命令后加 --help。", "See ./forestcarbon --help, or add --help after the command."));
            return Document("usage", Exit.WrongUsage, string.Join(Language.IsEnglish ? " " : "", sentences));
        }

        public int Tell(string kind, int status, string sentence)
        {
            Terminal.Say(sentence);
            return Document(kind, status, sentence);
        }

        private int Document(string kind, int status, string message)
        {
            if (inJson && !Terminal.HasAnswered)
                Terminal.Document(new { error = new { kind, message } });
            return status;
        }
    }
}

/// <summary>What was asked is no use of the command. The message is one sentence for the person who asked.</summary>
public sealed class UsageException(string sentence) : Exception(sentence);

/// <summary>Exit statuses of every command.</summary>
public static class Exit
{
    public const int Done = 0;

    /// <summary>Refused: the reasons are listed, nothing was changed.</summary>
    public const int Refused = 1;

    public const int WrongUsage = 2;
    public const int Fault = 3;
}
