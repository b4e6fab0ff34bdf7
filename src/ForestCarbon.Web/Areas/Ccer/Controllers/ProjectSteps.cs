using System.Globalization;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>A step on a page of a project that also has a side for each of its tranches.</summary>
internal static class ProjectSteps
{
    /// <summary>Takes the step and goes back to the page; where it is refused, shows the page with the reason and status 422.</summary>
    /// <param name="tranche">Number of the tranche; null for the project itself.</param>
    /// <param name="page">Last part of the page's address.</param>
    public static async Task<IActionResult> StepAsync(
        this Controller controller, ProjectBook book, string code, short? tranche, string page, Func<ProjectRow, TrancheRow?, Task> step, Func<ProjectRow, string, Task<IActionResult>> refusedPage, CancellationToken ct)
    {
        if (await book.FindAsync(code, controller.User.Scope(), ct) is not { } project)
            return controller.NotFound();
        var of = tranche is null ? null : (await book.TranchesAsync(project.ProjectId, controller.User.Scope(), ct)).FirstOrDefault(t => t.Number == tranche);
        if (tranche is not null && of is null)
            return controller.NotFound();
        try
        {
            await step(project, of);
            return controller.LocalRedirect($"/ccer/projects/{Uri.EscapeDataString(project.Code)}/{page}{(tranche is null ? "" : string.Create(CultureInfo.InvariantCulture, $"?tranche={tranche}"))}");
        }
        catch (RefusedException refused)
        {
            controller.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await refusedPage(project, refused.Message);
        }
    }
}
