using ForestCarbon.Ledger.Control;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>Why the ledger is read-only (只读), and letting postings through again: by another account than the one that stopped them.</summary>
[Area("Finance"), Authorize(Policies.ViewHoldings)]
public sealed class HaltsController(LedgerControl control, IUserStore<Account> accounts) : Controller
{
    [HttpGet("/finance/halts")]
    public Task<IActionResult> List(CancellationToken ct) => PageAsync(null, ct);

    [HttpPost("/finance/halts/{id:long}/lift"), Authorize(Policies.MakeHoldings)]
    public async Task<IActionResult> Lift(long id, string? because, CancellationToken ct)
    {
        try
        {
            await control.LiftAsync(User.Actor(), because?.Trim() ?? "", id, ct);
            return LocalRedirect("/finance/halts");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = ActsController.StatusOf(refused);
            return await PageAsync(refused.Message, ct);
        }
    }

    private async Task<IActionResult> PageAsync(string? refusal, CancellationToken ct)
    {
        var halts = await control.HaltsAsync(ct);
        var names = await ((AccountStore)accounts).NamesAsync(halts.SelectMany(h => new[] { h.HaltedBy, h.LiftedBy }).OfType<string>(), ct);
        return View("Halts", new HaltsPage(halts, names, User.Actor().Id, refusal));
    }
}

public sealed record HaltsPage(IReadOnlyList<HaltRow> Halts, IReadOnlyDictionary<string, string> Names, string Me, string? Refusal)
{
    public HaltRow? Open => Halts.FirstOrDefault(h => h.LiftedAt is null);
}
