using System.Globalization;
using System.Text.RegularExpressions;

namespace ForestCarbon.Testing;

/// <summary>What is said where English is read.</summary>
public static partial class English
{
    public static string Of(Func<string> said)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        try
        {
            return said();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    /// <summary>The sentence of a refusal where English is read.</summary>
    public static string Of(Exception refused) => Of(() => refused.Message);

    public static bool HoldsChinese(string text) => Han().IsMatch(text);

    [GeneratedRegex(@"[\u4e00-\u9fff]")]
    private static partial Regex Han();
}
