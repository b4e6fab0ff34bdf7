using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Hosting;

/// <summary>Errors that machines read, in their reader's language: a sentence is written in Chinese where it arises, and its English stands among the words of the pages.</summary>
internal static class ProblemWords
{
    /// <summary>Says the sentence of a problem in the language of the request; one without a translation, as that of a refusal, has chosen its language already and stays.</summary>
    public static void Say(HttpContext context, ProblemDetails problem)
    {
        if (problem.Status == StatusCodes.Status403Forbidden)
            problem.Detail ??= "这个账号的岗位不能做这件事：请换有这个岗位的账号，或请系统管理添加岗位。";
        if (problem.Detail is { } sentence)
            problem.Detail = context.RequestServices.GetRequiredService<IStringLocalizer<Texts>>()[sentence].Value;
    }
}
