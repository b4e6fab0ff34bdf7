using ForestCarbon.Platform.Failures;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>A step on a page of the finance office.</summary>
internal static class FinanceSteps
{
    /// <summary>Takes the step and goes to <paramref name="done"/>; where it is refused, shows the page with the reason and the refusal's status.</summary>
    public static async Task<IActionResult> TakeAsync(this Controller controller, Func<Task> step, string done, Func<string, Task<IActionResult>> refusedPage)
    {
        try
        {
            await step();
            return controller.LocalRedirect(done);
        }
        catch (RefusedException refused)
        {
            controller.Response.StatusCode = ActsController.StatusOf(refused);
            return await refusedPage(refused.Message);
        }
    }
}
