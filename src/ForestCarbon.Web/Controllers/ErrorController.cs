using System.Diagnostics;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Controllers;

/// <summary>What a person sees when an answer is not the one asked for: what was not done, what to do, and a number to quote.</summary>
[AllowAnonymous]
public sealed class ErrorController(MapPlaces places) : Controller
{
    [Route("/error/{status:int:range(400,599)}"), IgnoreAntiforgeryToken]
    public async Task<IActionResult> Show(int status, CancellationToken ct)
    {
        Response.StatusCode = status;
        // After a fault nothing is asked of the database again: it may be what failed.
        var isSignedIn = status < StatusCodes.Status500InternalServerError && User.HasClaim(claim => claim.Type == SignedIn.ScopeClaim);
        return View("Error", new ErrorPage(
            status, Activity.Current?.TraceId.ToString()[..8] ?? HttpContext.TraceIdentifier, isSignedIn, isSignedIn ? await places.NamesAsync(User.Scope(), ct) : [],
            HttpContext.Items[ReadableDays.Sentence] as string));
    }
}

/// <summary>The page of a refusal or a fault, with the navigation where somebody is signed in; <paramref name="Townships"/> is their ground, empty for the whole county.</summary>
/// <param name="Sentence">What was wrong, where more is known than the status says.</param>
public sealed record ErrorPage(int Status, string Number, bool HasNavigation, IReadOnlyList<MapTownship> Townships, string? Sentence = null);
