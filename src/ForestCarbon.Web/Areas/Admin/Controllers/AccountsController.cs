using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Admin.Controllers;

/// <summary>The accounts, their roles and their ground.</summary>
[Area("Admin"), Authorize(Policies.Administer)]
public sealed class AccountsController(IUserStore<Account> accounts) : Controller
{
    [HttpGet("/admin")]
    public async Task<IActionResult> List(CancellationToken ct) => View("Accounts", await ((AccountStore)accounts).AllAsync(ct));
}
