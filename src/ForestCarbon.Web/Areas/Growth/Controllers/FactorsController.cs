using ForestCarbon.Growth.Runs;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Growth.Controllers;

/// <summary>The parameters behind every tonne: what volume is multiplied with, which ages an age group covers, and what is missing.</summary>
[Area("Growth"), Authorize(Policies.ViewCounty)]
public sealed class FactorsController(AccountFactors factors) : Controller
{
    [HttpGet("/growth/factors")]
    public async Task<IActionResult> List(CancellationToken ct) => View("Factors", await factors.TablesAsync(ct));
}
