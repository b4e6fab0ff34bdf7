using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ForestCarbon.Web.TagHelpers;

/// <summary>
/// Writes a figure with its unit set small behind it; <c>href</c> makes the figure the door to where it comes from. How many decimals
/// a quantity has is decided in <see cref="Quantity"/>, once.
/// </summary>
public abstract class QuantityTagHelper : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>The page that shows where the figure comes from. A computed figure always has one.</summary>
    public string? Href { get; set; }

    /// <summary>False where the column's head already says the unit; on a phone, where rows become cards without the head, it is shown again.</summary>
    public bool Unit { get; set; } = true;

    protected ReadingPreferences Reading => ReadingPreferences.Of(ViewContext.HttpContext);

    protected abstract Shown Shown();

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var shown = Shown();
        output.TagName = null;
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Content.Clear();
        if (Href is { Length: > 0 } && shown.Figure != Figures.None)
        {
            var door = new TagBuilder("a");
            door.AddCssClass("why");
            door.Attributes["href"] = Href;
            door.Attributes["title"] = Reading.InEnglish ? "Where this figure comes from" : "这个数从哪来";
            door.InnerHtml.Append(shown.Figure);
            output.Content.AppendHtml(door);
        }
        else
        {
            output.Content.Append(shown.Figure);
        }
        if (shown.Figure == Figures.None || shown.Unit.Length == 0)
            return;
        if (!Unit)
        {
            var onCard = new TagBuilder("span");
            onCard.AddCssClass("u on-card");
            onCard.Attributes["data-u"] = shown.Unit;
            output.Content.AppendHtml(onCard);
            return;
        }
        var unit = new TagBuilder("span");
        unit.AddCssClass("u");
        unit.InnerHtml.Append(shown.Unit);
        output.Content.AppendHtml(unit);
    }
}

/// <summary><c>&lt;fc-area m2="…"&gt;</c>: an area in mu or hectares by the reader's switch; <c>wan</c> per ten thousand, where it is large enough and its unit stands beside it.</summary>
[HtmlTargetElement("fc-area", TagStructure = TagStructure.WithoutEndTag)]
public sealed class AreaTagHelper : QuantityTagHelper
{
    public decimal? M2 { get; set; }

    public bool Wan { get; set; }

    protected override Shown Shown() => Quantity.Area(M2, Reading.InMu, Wan && (!Unit || Quantity.FillsTenThousands(M2, Reading.InMu)), Reading.InEnglish);
}

/// <summary><c>&lt;fc-tonnes kg="…"&gt;</c>: CO₂e stored in whole kilograms, shown in tonnes; <c>wan</c> per ten thousand.</summary>
[HtmlTargetElement("fc-tonnes", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TonnesTagHelper : QuantityTagHelper
{
    public long? Kg { get; set; }

    public bool Wan { get; set; }

    protected override Shown Shown() => Quantity.Tonnes(Kg, Wan, Reading.InEnglish);
}

/// <summary><c>&lt;fc-density kg="…" m2="…"&gt;</c>: CO₂e per area, t/亩 or t/公顷.</summary>
[HtmlTargetElement("fc-density", TagStructure = TagStructure.WithoutEndTag)]
public sealed class DensityTagHelper : QuantityTagHelper
{
    public long? Kg { get; set; }

    public decimal? M2 { get; set; }

    protected override Shown Shown() => Quantity.Density(Kg, M2, Reading.InMu, Reading.InEnglish);
}

/// <summary><c>&lt;fc-rate kg-a="…" m2="…"&gt;</c>: CO₂e per area and year, t/亩·年 or t/公顷·年.</summary>
[HtmlTargetElement("fc-rate", TagStructure = TagStructure.WithoutEndTag)]
public sealed class RateTagHelper : QuantityTagHelper
{
    /// <summary>Kilograms a year.</summary>
    public decimal? KgA { get; set; }

    public decimal? M2 { get; set; }

    protected override Shown Shown() => Quantity.Rate(KgA, M2, Reading.InMu, Reading.InEnglish);
}

/// <summary><c>&lt;fc-money fen="…"&gt;</c>: an amount stored in whole fen, shown in yuan.</summary>
[HtmlTargetElement("fc-money", TagStructure = TagStructure.WithoutEndTag)]
public sealed class MoneyTagHelper : QuantityTagHelper
{
    public long? Fen { get; set; }

    protected override Shown Shown() => Quantity.Money(Fen, Reading.InEnglish);
}

/// <summary><c>&lt;fc-number value="…" decimals="2" unit-text="%"&gt;</c>: any other figure.</summary>
[HtmlTargetElement("fc-number", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NumberTagHelper : QuantityTagHelper
{
    public decimal? Value { get; set; }

    public int Decimals { get; set; }

    public bool WithSign { get; set; }

    public string UnitText { get; set; } = "";

    protected override Shown Shown() => new(WithSign ? Figures.WithSign(Value, Decimals) : Figures.Number(Value, Decimals), UnitText);
}
