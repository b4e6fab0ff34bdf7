using ForestCarbon.Platform.Failures;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Hosting;

/// <summary>
/// A number or a choice that cannot be read is never taken for none: an address that holds one is answered with 400 and a sentence; what takes a form asks
/// <see cref="Unreadable"/> itself, so that the refusal stands on its page.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ReadableValuesAttribute : ActionFilterAttribute
{
    // What addresses and forms call a value, and what pages call it: the key of its English.
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["from"] = "起始年", ["to"] = "终止年", ["projection"] = "推算方式", ["year"] = "年份", ["run"] = "运行", ["a"] = "运行", ["b"] = "运行", ["before"] = "运行",
        ["with"] = "曲线集", ["page"] = "页", ["reason"] = "原因", ["site"] = "立地等级", ["sites"] = "立地等级", ["stemsPerHa"] = "密度",
    };

    public override void OnActionExecuting(ActionExecutingContext context)
    {
        if (!HttpMethods.IsGet(context.HttpContext.Request.Method)
            || Unreadable(context.ModelState, context.HttpContext.RequestServices.GetRequiredService<IStringLocalizer<Texts>>()) is not { } sentence)
            return;
        context.HttpContext.Items[ReadableDays.Sentence] = sentence;
        context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
    }

    /// <summary>The sentence about the first value that could not be read, or null where all could.</summary>
    public static string? Unreadable(ModelStateDictionary state, IStringLocalizer<Texts> texts)
    {
        var (key, entry) = state.FirstOrDefault(m => m.Value is { ValidationState: ModelValidationState.Invalid, AttemptedValue: not null });
        if (entry?.AttemptedValue is not { } given)
            return null;
        var name = key[(key.LastIndexOf('.') + 1)..].Split('[')[0];
        var shown = Shortened.Of(given);
        return Names.TryGetValue(name, out var known) ? texts["{0}“{1}”读不懂，没有照默认的办。请改正。", texts[known].Value, shown].Value : texts["“{0}”读不懂，没有照默认的办。请改正。", shown].Value;
    }
}
