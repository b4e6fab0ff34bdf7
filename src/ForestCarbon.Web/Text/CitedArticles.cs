using System.Text.RegularExpressions;

namespace ForestCarbon.Web.Text;

/// <summary>English glosses of the articles a source cites. The Chinese title stays beside them: it is what can be looked up.</summary>
public static partial class CitedArticles
{
    private const string Digits = "一二三四五六七八九";

    /// <summary>"Measures, Art. 10 and 48" for <c>办法第十条、第四十八条</c>; null where the source cites no article of the Measures.</summary>
    /// <remarks>The Measures: 温室气体自愿减排交易管理办法（试行）, Measures for the Administration of Voluntary Greenhouse Gas Emission Reduction Trading (Trial).</remarks>
    public static string? Gloss(string source)
    {
        if (Cited().Match(source) is not { Success: true } cited)
            return null;
        var articles = Article().Matches(cited.Value).Select(a => Number(a.Groups[1].Value)).ToList();
        return articles.Contains(null) ? null : $"Measures, Art. {string.Join(" and ", articles)}";
    }

    /// <summary>1–99 in Chinese numerals; null for anything else.</summary>
    private static int? Number(string numeral)
    {
        var (tens, ones) = numeral.Split('十') is [var before, var after] ? (before.Length == 0 ? "一" : before, after) : ("", numeral);
        int? Of(string digit) => digit.Length == 0 ? 0 : digit.Length == 1 && Digits.IndexOf(digit[0], StringComparison.Ordinal) is >= 0 and var at ? at + 1 : null;
        return Of(tens) * 10 + Of(ones) is > 0 and var number ? number : null;
    }

    [GeneratedRegex("^(?:温室气体自愿减排交易管理)?办法(?:（试行）)?第[一二三四五六七八九十]+条(?:、第?[一二三四五六七八九十]+条)*")]
    private static partial Regex Cited();

    [GeneratedRegex("([一二三四五六七八九十]+)条")]
    private static partial Regex Article();
}
