using System.Globalization;
using ForestCarbon.Platform.Failures;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Hosting;

/// <summary>
/// A day that cannot be read, and in a form one outside <see cref="BelievedDays"/>, is answered with 400 and a sentence: taken for no day, a page or file of now would pass for one of then, and a form would enter
/// today. A form that came from one of our pages goes back to it with the sentence, where <c>kept.js</c> puts in again what was typed.
/// </summary>
public sealed class ReadableDays(PageAddresses pages, IStringLocalizer<Texts> texts) : IActionFilter
{
    /// <summary>Where the sentence waits for the page that shows it.</summary>
    public const string Sentence = "fc-refusal";

    /// <summary>Where the sentence waits for the page a form goes back to (temporary data).</summary>
    public const string SentBack = "sent-back";

    public void OnActionExecuting(ActionExecutingContext context)
    {
        var unreadable = context.ModelState.FirstOrDefault(m => m.Value?.ValidationState == ModelValidationState.Invalid && IsDay(context.ActionDescriptor, m.Key));
        var isForm = HttpMethods.IsPost(context.HttpContext.Request.Method);
        if (unreadable.Value is not { } entry)
        {
            if (isForm && BelievedDays.Beyond(context.ActionArguments.Values) is { } beyond)
                Answer(context, pages, texts["日期 {0} 不在 {1} 至 {2} 之间，请核对年份。没有改动。", Day(beyond), Day(BelievedDays.First), Day(BelievedDays.Last)].Value);
            return;
        }
        var given = Shortened.Of(entry.AttemptedValue);
        var sentence = isForm ? texts["日期“{0}”读不懂：请写成 2026-06-30 的样子。没有改动。", given].Value : texts["日期“{0}”读不懂：请写成 2026-06-30 的样子；空着就是现在。", given].Value;
        Answer(context, pages, sentence);
    }

    /// <summary>Answers what cannot be read: back to the page of the form with the sentence, or 400 with it.</summary>
    internal static void Answer(ActionExecutingContext context, PageAddresses pages, string sentence)
    {
        if (HttpMethods.IsPost(context.HttpContext.Request.Method) && context.Controller is Controller page && PageAddresses.SentFrom(context.HttpContext.Request) is not null
            && pages.Of(context.HttpContext) is var address && page.Url.IsLocalUrl(address))
        {
            page.TempData[SentBack] = sentence;
            context.Result = new LocalRedirectResult(address);
            return;
        }
        context.HttpContext.Items[Sentence] = sentence;
        context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool IsDay(ActionDescriptor action, string key)
    {
        var name = key[(key.LastIndexOf('.') + 1)..];
        return action.Parameters.Any(p => IsDay(p.ParameterType)
            ? string.Equals(p.Name, key, StringComparison.OrdinalIgnoreCase)
            : p.ParameterType.GetProperties().Any(m => IsDay(m.PropertyType) && string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsDay(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateOnly);
}
