namespace ForestCarbon.Cli.Frame;

/// <summary>The help of a command in Chinese throughout: the parser's own translation leaves some of its words English.</summary>
internal static class HelpText
{
    // "(REQUIRED)" stands inside a column: its replacement is as wide on a terminal.
    private static readonly (string English, string Chinese)[] Words =
    [
        ("Description:", "说明："), ("Usage:", "用法："), ("用法:", "用法："), ("Arguments:", "参数："), ("参数:", "参数："), ("Options:", "选项："), ("选项:", "选项："),
        ("Commands:", "命令："), ("命令:", "命令："), ("[options]", "[选项]"), ("[command]", "[命令]"), ("(REQUIRED)", "（必填）  "), ("[default: ", "[默认："),
        ("Show help and usage information", "显示帮助"), ("Show version information", "显示版本"),
    ];

    public static string InChinese(string help) =>
        Words.Aggregate(help, (text, word) => text.Replace(word.English, word.Chinese, StringComparison.Ordinal));
}
