using System.Globalization;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.TagHelpers;

/// <summary>
/// <c>&lt;fc-mark of="S26c"&gt;</c>: how far a figure can be trusted, beside the figure. The mark's letter alone is shown:
/// S read in a source, c computed again, M not re-read, ? unsure. Nothing is shown where there is no mark.
/// </summary>
[HtmlTargetElement("fc-mark", TagStructure = TagStructure.WithoutEndTag)]
public sealed class MarkTagHelper(IStringLocalizer<Texts> texts) : TagHelper
{
    public string? Of { get; set; }

    /// <summary>What exactly is in doubt; without it the mark's general meaning.</summary>
    public string? Because { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var mark = Of is not { Length: > 0 } given ? '\0' : given.EndsWith('c') ? 'c' : given[0];
        if (mark == '\0')
        {
            output.SuppressOutput();
            return;
        }
        var (style, meaning) = mark switch
        {
            'S' => ("mk", texts["查到来源"]),
            'c' => ("mk", texts["已复算"]),
            'M' => ("mk m", texts["待核：凭经验，未重读原文"]),
            _ => ("mk q", texts["存疑：不作默认值"]),
        };
        output.TagName = "abbr";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", style);
        output.Attributes.SetAttribute("title", Because is { Length: > 0 } because ? texts[because].Value : meaning.Value);
        output.Content.SetContent(mark is 'S' or 'c' or 'M' ? mark.ToString() : "?");
    }
}

/// <summary><c>&lt;fc-table label="…"&gt;</c>: the frame of a table; it scrolls on its own, <c>tall</c> also in height, <c>cards</c> turns rows into cards on a phone, <c>fold</c> shows the first eight of them there until all are asked for.</summary>
[HtmlTargetElement("fc-table")]
public sealed class TableTagHelper(IStringLocalizer<Texts> texts) : TagHelper
{
    public string Label { get; set; } = "";

    public bool Tall { get; set; }

    public bool Cards { get; set; }

    public bool Fold { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", $"tw{(Tall ? " tall" : "")}{(Cards ? " cards" : "")}{(Fold ? " fold" : "")}");
        output.Attributes.SetAttribute("role", "region");
        output.Attributes.SetAttribute("aria-label", Label);
        output.Attributes.SetAttribute("tabindex", "0");
        output.PreContent.SetHtmlContent("<table>");
        output.PostContent.SetHtmlContent("</table>");
        if (!Fold)
            return;
        // A choice without a script: the style sheet shows all rows while it is made.
        var more = new TagBuilder("label");
        more.AddCssClass("more");
        more.InnerHtml.AppendHtml("<input type=\"checkbox\">");
        more.InnerHtml.Append(texts["显示全部"].Value);
        output.PostContent.AppendHtml(more);
    }
}

/// <summary><c>&lt;fc-field for-name="…" label="…" hint="…" error="…"&gt;</c>: label above, control inside, hint below, the error in the hint's place.</summary>
[HtmlTargetElement("fc-field")]
public sealed class FieldTagHelper : TagHelper
{
    public string ForName { get; set; } = "";

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    public string? Error { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "field");
        var label = new TagBuilder("label");
        label.Attributes["for"] = ForName;
        label.InnerHtml.Append(Label);
        output.PreContent.SetHtmlContent(label);
        if ((Error ?? Hint) is not { Length: > 0 } below)
            return;
        var note = new TagBuilder("span");
        note.AddCssClass(Error is null ? "hint" : "err");
        note.Attributes["id"] = $"{ForName}-note";
        note.InnerHtml.Append(below);
        output.PostContent.SetHtmlContent(note);
    }
}

/// <summary><c>&lt;fc-finding is="pass|need|fail|alert|na"&gt;word&lt;/fc-finding&gt;</c>: a judgement as colour, shape and word.</summary>
[HtmlTargetElement("fc-finding")]
public sealed class FindingTagHelper : TagHelper
{
    public string Is { get; set; } = "na";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.Attributes.SetAttribute("class", $"f {Is}");
    }
}

/// <summary>
/// <c>&lt;fc-source of="…"&gt;</c>: what a rule or a limit rests on. To who reads English our own wording is told in English; the title of a law
/// stays as it is, with a gloss of its articles; everything else is as it was entered.
/// </summary>
[HtmlTargetElement("fc-source", TagStructure = TagStructure.WithoutEndTag)]
public sealed class SourceTagHelper(IStringLocalizer<Texts> texts) : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public string Of { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        var inEnglish = ReadingPreferences.Of(ViewContext.HttpContext).InEnglish;
        if (inEnglish && texts[Of] is { ResourceNotFound: false } own)
        {
            output.Content.SetContent(own.Value);
            return;
        }
        var entered = new TagBuilder("span");
        entered.Attributes["lang"] = "zh";
        entered.InnerHtml.Append(Of);
        output.Content.SetHtmlContent(entered);
        if (inEnglish && CitedArticles.Gloss(Of) is { } gloss)
            output.Content.Append($" ({gloss})");
    }
}

/// <summary><c>&lt;fc-empty href="…" action="…"&gt;sentence&lt;/fc-empty&gt;</c>: nothing here yet, and what to do next.</summary>
[HtmlTargetElement("fc-empty")]
public sealed class EmptyTagHelper : TagHelper
{
    public string? Href { get; set; }

    public string? Action { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "state");
        output.PreContent.SetHtmlContent("<p>");
        output.PostContent.SetHtmlContent("</p>");
        if (Href is null || Action is null)
            return;
        var door = new TagBuilder("a");
        door.AddCssClass("btn");
        door.Attributes["href"] = Href;
        door.InnerHtml.Append(Action);
        output.PostContent.AppendHtml(door);
    }
}

/// <summary><c>&lt;fc-progress fraction="0.58" label="…"&gt;</c>: how far a run has come. The bar is an SVG: no inline style is allowed.</summary>
[HtmlTargetElement("fc-progress", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ProgressTagHelper : TagHelper
{
    public double Fraction { get; set; }

    public string Label { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var percent = Math.Floor(Math.Clamp(Fraction, 0, 1) * 100).ToString(CultureInfo.InvariantCulture);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "prog");
        output.Attributes.SetAttribute("role", "progressbar");
        output.Attributes.SetAttribute("aria-valuemin", "0");
        output.Attributes.SetAttribute("aria-valuemax", "100");
        output.Attributes.SetAttribute("aria-valuenow", percent);
        output.Attributes.SetAttribute("aria-label", Label);
        output.Content.SetHtmlContent(
            $"""<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width="{percent}" height="6" fill="var(--green)"/></svg>""");
    }
}

/// <summary>
/// <c>&lt;fc-chart kind="stock" data="…" says="…"&gt;table&lt;/fc-chart&gt;</c>: a chart drawn by the page's script from
/// <c>data</c> (JSON), with its finding in words for who cannot see it, and the table behind it as its content.
/// </summary>
[HtmlTargetElement("fc-chart")]
public sealed class ChartTagHelper(IStringLocalizer<Texts> texts) : TagHelper
{
    public string Kind { get; set; } = "";

    public string Data { get; set; } = "";

    public string Says { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "figure";
        var canvas = new TagBuilder("div");
        canvas.AddCssClass($"chart-box {Kind}");
        canvas.Attributes["role"] = "img";
        canvas.Attributes["aria-label"] = Says;
        canvas.Attributes["data-chart"] = Kind;
        canvas.Attributes["data-series"] = Data;
        output.PreContent.SetHtmlContent(canvas);
        var summary = new TagBuilder("summary");
        summary.InnerHtml.Append(texts["看数据"]);
        output.PreContent.AppendHtml("<details class=\"behind\">");
        output.PreContent.AppendHtml(summary);
        output.PostContent.SetHtmlContent("</details>");
    }
}
