using ForestCarbon.Platform.Failures;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Hosting;

/// <summary>
/// A number or a choice that cannot be read is never taken for none: an address that holds one is answered with 400 and a sentence that says what is
/// accepted; what takes a form asks <see cref="Unreadable"/> itself, so that the refusal stands on its page.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ReadableValuesAttribute : ActionFilterAttribute
{
    private const string Year = "写年份的整数，如 2030";
    private const string Number = "写编号的整数，如 12";
    private const string Whole = "写整数";
    private const string Amount = "写数，如 1234.5";

    // What addresses and forms call a value, what pages call it, and what is accepted: keys of their English.
    private static readonly Dictionary<string, (string Name, string Accepted)> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["from"] = ("起始年", Year), ["to"] = ("终止年", Year), ["projection"] = ("推算方式", "选 Calibrated（自身状态加曲线增长）或 Difference（广义差分式）"), ["year"] = ("年度", Year),
        ["run"] = ("运行", Number), ["a"] = ("运行", Number), ["b"] = ("运行", Number), ["before"] = ("运行", Number), ["with"] = ("曲线集", Number), ["page"] = ("页", Whole),
        ["reason"] = ("原因", Whole), ["site"] = ("立地等级", Whole), ["sites"] = ("立地等级", Whole), ["stemsPerHa"] = ("密度", Whole),
        ["areaMu"] = ("面积", Amount), ["expectedT"] = ("预计吨数", Amount), ["costYuan"] = ("成本", Amount), ["revenueYuan"] = ("收入", Amount), ["priority"] = ("排序", Whole),
        ["amountYuan"] = ("合同金额", Amount), ["price"] = ("每吨价格", Amount), ["yuan"] = ("金额", Amount), ["firstSerial"] = ("起始编号", Whole), ["tonnes"] = ("吨数", Whole),
        ["partyId"] = ("参与方", Number), ["selectionId"] = ("候选边界", Number),
    };

    public override void OnActionExecuting(ActionExecutingContext context)
    {
        if (!HttpMethods.IsGet(context.HttpContext.Request.Method)
            || Unreadable(context.ModelState, context.HttpContext.RequestServices.GetRequiredService<IStringLocalizer<Texts>>()) is not { } sentence)
            return;
        context.HttpContext.Items[ReadableDays.Sentence] = sentence;
        context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
    }

    /// <summary>Refuses the first value that could not be read.</summary>
    /// <exception cref="RefusedException">There is one.</exception>
    public static void Require(ModelStateDictionary state, IStringLocalizer<Texts> texts)
    {
        if (Unreadable(state, texts) is { } sentence)
            throw new RefusedException(sentence);
    }

    /// <summary>The sentence about the first value that could not be read, or null where all could.</summary>
    public static string? Unreadable(ModelStateDictionary state, IStringLocalizer<Texts> texts)
    {
        var (key, entry) = state.FirstOrDefault(m => m.Value is { ValidationState: ModelValidationState.Invalid, AttemptedValue: not null });
        if (entry?.AttemptedValue is not { } given)
            return null;
        var name = key[(key.LastIndexOf('.') + 1)..].Split('[')[0];
        var shown = Shortened.Of(given);
        return Names.TryGetValue(name, out var known) ? texts["{0}“{1}”读不懂，没有照默认的办：请{2}。", texts[known.Name].Value, shown, texts[known.Accepted].Value].Value : texts["“{0}”读不懂，没有照默认的办。请改正。", shown].Value;
    }
}
