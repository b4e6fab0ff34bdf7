using ForestCarbon.Platform.Failures;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Hosting;

/// <summary>An amount or number in a form of finance that cannot be read is said so; taken for none, the answer would ask for what was typed.</summary>
public sealed class ReadableAmounts(PageAddresses pages, IStringLocalizer<Texts> texts) : IActionFilter
{
    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (!HttpMethods.IsPost(context.HttpContext.Request.Method) || !context.ActionDescriptor.RouteValues.TryGetValue("area", out var area) || area != "Finance"
            || context.ModelState.Values.FirstOrDefault(v => v is { ValidationState: ModelValidationState.Invalid, AttemptedValue.Length: > 0 }) is not { } entry)
            return;
        ReadableDays.Answer(context, pages, texts["“{0}”读不懂：请用数字写，如 1234.50。没有改动。", Shortened.Of(entry.AttemptedValue)].Value);
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }
}
