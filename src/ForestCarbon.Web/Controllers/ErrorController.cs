using System.Diagnostics;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Controllers;

/// <summary>What a person sees when an answer is not the one asked for: what was not done, what to do, and a number to quote.</summary>
[AllowAnonymous]
public sealed class ErrorController : Controller
{
    [Route("/error/{status:int:range(400,599)}"), IgnoreAntiforgeryToken]
    public IActionResult Show(int status)
    {
        Response.StatusCode = status;
        var scope = User.FindFirst(SignedIn.ScopeClaim)?.Value;
        return View("Error", new ErrorPage(status, Activity.Current?.TraceId.ToString()[..8] ?? HttpContext.TraceIdentifier, scope));
    }
}

/// <summary>The page of a refusal or a fault; <paramref name="Scope"/> is the ground of who asked, if anybody is signed in.</summary>
public sealed record ErrorPage(int Status, string Number, string? Scope);
