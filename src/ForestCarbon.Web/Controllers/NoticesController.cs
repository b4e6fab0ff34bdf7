using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Controllers;

/// <summary>Takes notices off a desk.</summary>
[Authorize(Policies.ViewCounty)]
public sealed class NoticesController(Notices notices) : Controller
{
    [HttpPost("/notices/{id:long}/read")]
    public async Task<IActionResult> Read(long id, CancellationToken ct)
    {
        try
        {
            await notices.ReadAsync(User.Actor(), Roles.All.Select(r => r.Key).Where(User.IsInRole), id, ct);
        }
        catch (RefusedException)
        {
            // Somebody of the same role was quicker: the desk shows it.
        }
        return LocalRedirect("/");
    }
}
