using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Controllers;

/// <summary>The desk each person opens in the morning.</summary>
[Authorize(Policies.ViewCounty)]
public sealed class HomeController(Desktop desktop) : Controller
{
    [HttpGet("/")]
    public async Task<IActionResult> Show(CancellationToken ct) => View("Home", await desktop.OfAsync(User, ReadingPreferences.Of(HttpContext), ct));
}
