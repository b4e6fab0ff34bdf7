using System.CommandLine;
using System.Globalization;

namespace ForestCarbon.Cli.Frame;

/// <summary>The language switch of the command line: <c>--language zh|en</c>, or <c>FORESTCARBON_LANGUAGE</c>; Chinese where neither says.</summary>
public static class Language
{
    public const string Variable = "FORESTCARBON_LANGUAGE";
    private const string Name = "--language";

    /// <summary>Given to every command.</summary>
    public static Option<string> Option { get; } = Make();

    /// <summary>True once the switch says English.</summary>
    public static bool IsEnglish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    /// <summary>The words of the two that the switch asks for.</summary>
    public static string Of(string zh, string en) => IsEnglish ? en : zh;

    /// <summary>Which words the arguments ask for. Read before they are parsed, because what is wrong with them is told in that language.</summary>
    public static CultureInfo Asked(IReadOnlyList<string> arguments)
    {
        var said = Environment.GetEnvironmentVariable(Variable);
        for (var i = 0; i < arguments.Count; i++)
            if (arguments[i].StartsWith(Name + "=", StringComparison.Ordinal))
                said = arguments[i][(Name.Length + 1)..];
            else if (arguments[i] == Name && i + 1 < arguments.Count)
                said = arguments[i + 1];
        return CultureInfo.GetCultureInfo(said == "en" ? "en" : "zh-Hans");
    }

    private static Option<string> Make()
    {
        var option = new Option<string>(Name) { Description = "文字的语言：zh（默认）或 en", HelpName = "zh|en", Recursive = true };
        option.AcceptOnlyFromAmong("zh", "en");
        return option;
    }
}
