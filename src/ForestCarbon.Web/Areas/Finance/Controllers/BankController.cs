using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Reconciliation;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>Bank lines against vouchers: proposals with their reason, taken by a person; nothing matched twice.</summary>
[Area("Finance"), Authorize(Policies.ViewBooks)]
public sealed class BankController(BankReconciliation bank, EntityBooks books) : Controller
{
    [HttpGet("/finance/bank")]
    public Task<IActionResult> Show(string? book, bool all, CancellationToken ct) => PageAsync(book, all, null, ct);

    [HttpPost("/finance/bank"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Import(string? book, IFormFile? file, CancellationToken ct) => StepAsync(book, () => ActsController.WithFileAsync(
        file, "请选择银行流水（CSV 或 xlsx）。", (path, name) => bank.ImportAsync(User.Actor(), book ?? "", path, name, ct), ct), ct);

    [HttpPost("/finance/bank/certain"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Certain(string? book, CancellationToken ct) => StepAsync(book, () => bank.MatchCertainAsync(User.Actor(), book ?? "", ct), ct);

    [HttpPost("/finance/bank/{line:long}/match"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Match(long line, string? book, long[] vouchers, string? because, CancellationToken ct) =>
        StepAsync(book, () => bank.MatchAsync(User.Actor(), line, vouchers, string.IsNullOrWhiteSpace(because) ? "人工认领" : because, ct), ct);

    [HttpPost("/finance/bank/{line:long}/unmatch"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Unmatch(long line, string? book, CancellationToken ct) => StepAsync(book, () => bank.UnmatchAsync(User.Actor(), line, ct), ct);

    [HttpPost("/finance/bank/{line:long}/explain"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Explain(long line, string? book, string? sentence, CancellationToken ct) => StepAsync(book, () => bank.ExplainAsync(User.Actor(), line, sentence ?? "", ct), ct);

    private async Task<IActionResult> StepAsync(string? book, Func<Task> step, CancellationToken ct)
    {
        try
        {
            await step();
            return LocalRedirect($"/finance/bank?book={Uri.EscapeDataString(book ?? "")}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(book, false, refused.Message, ct);
        }
    }

    private async Task<IActionResult> PageAsync(string? book, bool all, string? refusal, CancellationToken ct)
    {
        var known = await books.ListAsync(ct);
        if (known.FirstOrDefault(b => b.Code == book) is null && !string.IsNullOrEmpty(book) && refusal is null)
            return NotFound();
        var chosen = known.FirstOrDefault(b => b.Code == book) ?? (known.Count > 0 ? known[0] : null);
        if (chosen is null)
            return View("Bank", new BankPage(null, known, [], [], [], all, refusal));
        return View("Bank", new BankPage(chosen, known, await bank.ProposeAsync(chosen.Code, ct), all ? await bank.LinesAsync(chosen.Code, false, ct: ct) : [], await bank.LayoutsAsync(ct), all, refusal));
    }
}

public sealed record BankPage(
    BookRow? Book, IReadOnlyList<BookRow> Books, IReadOnlyList<(OpenLine Line, IReadOnlyList<Proposal> Proposals)> Open, IReadOnlyList<BankLineRow> All, IReadOnlyList<BankLayout> Layouts, bool ShowsAll,
    string? Refusal);
