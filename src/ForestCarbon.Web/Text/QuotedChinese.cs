using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;

namespace ForestCarbon.Web.Text;

/// <summary>English sentences that quote Chinese: names and sources keep theirs, and what reads aloud is told so.</summary>
public static partial class QuotedChinese
{
    /// <summary>The sentence as it stands, where the page is English with every run of Chinese marked as such.</summary>
    /// <param name="sentence">Plain text.</param>
    public static IHtmlContent In(string sentence, bool inEnglish)
    {
        var (html, start) = (new HtmlContentBuilder(), 0);
        if (inEnglish)
            foreach (Match chinese in Runs().Matches(sentence))
            {
                html.Append(sentence[start..chinese.Index]).AppendHtml("<span lang=\"zh\">").Append(chinese.Value).AppendHtml("</span>");
                start = chinese.Index + chinese.Length;
            }
        return html.Append(sentence[start..]);
    }

    [GeneratedRegex(@"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")]
    private static partial Regex Runs();
}
