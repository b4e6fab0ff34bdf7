using System.CommandLine;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

namespace ForestCarbon.Cli.Frame;

/// <summary>
/// The help of a command in one language throughout: in Chinese the parser's own translation leaves some of its words English, in English our words are
/// Chinese. As on the pages, the key of a text is the Chinese sentence itself; <c>Resources/EnglishHelp.resx</c> holds the English of each.
/// </summary>
internal static partial class HelpText
{
    // "(REQUIRED)" stands inside a column: its replacement is as wide on a terminal.
    private static readonly (string English, string Chinese)[] Words =
    [
        ("Description:", "说明："), ("Usage:", "用法："), ("用法:", "用法："), ("Arguments:", "参数："), ("参数:", "参数："), ("Options:", "选项："), ("选项:", "选项："),
        ("Commands:", "命令："), ("命令:", "命令："), ("[options]", "[选项]"), ("[command]", "[命令]"), ("(REQUIRED)", "（必填）  "), ("[default: ", "[默认："),
        ("Show help and usage information", "显示帮助"), ("Show version information", "显示版本"),
    ];

    private static readonly ResourceManager English = new("ForestCarbon.Cli.Resources.EnglishHelp", typeof(HelpText).Assembly);

    /// <summary>Gives a command, and all that hang on it, their English words.</summary>
    public static void SayInEnglish(Command command)
    {
        command.Description = InEnglish(command.Description);
        foreach (var argument in command.Arguments)
            argument.Description = InEnglish(argument.Description);
        foreach (var option in command.Options)
            option.Description = InEnglish(option.Description);
        foreach (var part in command.Subcommands)
            SayInEnglish(part);
    }

    /// <summary>The English of a description; of one that ends in a list or a name of its own, of what stands before that.</summary>
    internal static string? InEnglish(string? chinese)
    {
        if (chinese is null)
            return null;
        if (English.GetString(chinese, CultureInfo.InvariantCulture) is { } whole)
            return whole;
        if (chinese.LastIndexOf(' ') + 1 is > 0 and var name && English.GetString(chinese[..name], CultureInfo.InvariantCulture) is { } before)
            return before + chinese[name..];
        if (chinese.Split('；') is { Length: > 1 } lists)
            return string.Join("; ", lists.Select(InEnglish));
        return chinese.IndexOf('：') + 1 is > 0 and var list && English.GetString(chinese[..list], CultureInfo.InvariantCulture) is { } head
            ? head + NamesOf(chinese[list..])
            : NamesOf(chinese);
    }

    // The names of a list, without what each is called in Chinese.
    private static string NamesOf(string list) => Named().IsMatch(list)
        ? string.Join(", ", list.Split('、').Select(item => item[..item.IndexOf(' ')]))
        : Glosses().Replace(list, "").Replace("、", ", ", StringComparison.Ordinal);

    public static string InChinese(string help) =>
        Words.Aggregate(help, (text, word) => text.Replace(word.English, word.Chinese, StringComparison.Ordinal));

    [GeneratedRegex("^[A-Za-z0-9.-]+ [^、]+(、[A-Za-z0-9.-]+ [^、]+)*$")]
    private static partial Regex Named();

    // What a name in a list is called in Chinese.
    [GeneratedRegex("（[^）]*）")]
    private static partial Regex Glosses();
}
