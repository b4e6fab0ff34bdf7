using System.Globalization;
using ForestCarbon.Platform.Database;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Hosting;

/// <summary>
/// A page that can answer for now alone refuses every other <c>asOf</c> with 400 and a sentence: what is known now would pass for what was then.
/// The action takes the day, so that <see cref="ReadableDays"/> reads it first.
/// </summary>
/// <param name="instead">The page that can be asked for a day: its name in Chinese, the key of its English; null where there is none.</param>
/// <param name="address">Its address.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OfTodayAttribute(string? instead = null, string? address = null) : ActionFilterAttribute
{
    public string? Instead => instead;

    public string? Address => address;

    public override void OnActionExecuting(ActionExecutingContext context)
    {
        if (!context.ActionArguments.TryGetValue("asOf", out var given) || given is not DateOnly day || day == CountyClock.Today)
            return;
        var texts = context.HttpContext.RequestServices.GetRequiredService<IStringLocalizer<Texts>>();
        context.HttpContext.Items[ReadableDays.Sentence] = Sentence(texts, day, Instead is null ? null : texts[Instead].Value, Address);
        context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
    }

    /// <summary>The sentence of a refused day.</summary>
    /// <param name="instead">What can be asked for the day, in the reader's language; null: nothing.</param>
    public static string Sentence(IStringLocalizer<Texts> texts, DateOnly day, string? instead, string? address)
    {
        var asked = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return instead is null
            ? texts["这里只有现在的，没有 {0} 这一天的：去掉 asOf 再看。", asked].Value
            : texts["这里只有现在的，没有 {0} 这一天的：去掉 asOf 再看，或看那一天的{1} {2}?asOf={0}。", asked, instead, address ?? ""].Value;
    }
}
