using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Hosting;

/// <summary>A day that cannot be read is answered with 400 and a sentence: taken for no day, a page or file of now would pass for one of then.</summary>
public sealed class ReadableDays(IStringLocalizer<Texts> texts) : IActionFilter
{
    /// <summary>Where the sentence waits for the page that shows it.</summary>
    public const string Sentence = "fc-refusal";

    private const int Longest = 40;

    public void OnActionExecuting(ActionExecutingContext context)
    {
        var unreadable = context.ModelState.FirstOrDefault(m => m.Value?.ValidationState == ModelValidationState.Invalid && IsDay(context.ActionDescriptor, m.Key));
        if (unreadable.Value is not { } entry)
            return;
        var given = entry.AttemptedValue ?? "";
        context.HttpContext.Items[Sentence] = texts["日期“{0}”读不懂：请写成 2026-06-30 的样子；空着就是现在。", given.Length > Longest ? given[..Longest] + "…" : given].Value;
        context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }

    private static bool IsDay(ActionDescriptor action, string key)
    {
        var name = key[(key.LastIndexOf('.') + 1)..];
        return action.Parameters.Any(p => IsDay(p.ParameterType)
            ? string.Equals(p.Name, key, StringComparison.OrdinalIgnoreCase)
            : p.ParameterType.GetProperties().Any(m => IsDay(m.PropertyType) && string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsDay(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateOnly);
}
