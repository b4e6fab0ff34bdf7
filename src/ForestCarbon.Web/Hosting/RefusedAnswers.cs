using ForestCarbon.Platform.Failures;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ForestCarbon.Web.Hosting;

/// <summary>A refusal that no form stands to show on (a paper that cannot be printed, say) is answered with 422 and its sentence, not as a fault of ours.</summary>
public sealed class RefusedAnswers : IExceptionFilter
{
    public void OnException(ExceptionContext context)
    {
        if (context.Exception is not RefusedException refused)
            return;
        context.HttpContext.Items[ReadableDays.Sentence] = refused.Message;
        context.Result = new StatusCodeResult(StatusCodes.Status422UnprocessableEntity);
        context.ExceptionHandled = true;
    }
}
