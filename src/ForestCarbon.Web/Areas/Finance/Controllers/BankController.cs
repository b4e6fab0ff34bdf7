using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Reconciliation;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>Bank lines against vouchers: proposals with their reason, taken by a person; nothing matched twice.</summary>
[Area("Finance"), Authorize(Policies.ViewBooks)]
public sealed class BankController(BankReconciliation bank, EntityBooks books, IStringLocalizer<Texts> texts) : Controller
{
    [HttpGet("/finance/bank")]
    public Task<IActionResult> Show(string? book, bool all, long? read, int? known, CancellationToken ct) => PageAsync(book, all, null, ct, read, known);

    /// <summary>One line with every voucher it might be: what no proposal found, a person picks.</summary>
    [HttpGet("/finance/bank/{line:long}")]
    public async Task<IActionResult> Line(long line, CancellationToken ct)
    {
        if (await bank.LineAsync(line, ct) is not { } found || await books.FindAsync(found.Book, ct) is not { } book)
            return NotFound();
        var free = (await bank.FreeAsync(found.Book, undone: true, ct)).Where(v => Math.Sign(v.CashFen) == Math.Sign(found.AmountFen))
            .OrderBy(v => Math.Abs(v.CashFen - found.AmountFen)).ThenBy(v => Math.Abs(v.EffectiveOn.DayNumber - found.Dated.DayNumber)).ToList();
        return View("Line", new BankLinePage(book, found, [.. free.Take(BankLinePage.Most)], free.Count));
    }

    /// <summary>银行存款余额调节表 on any day.</summary>
    [HttpGet("/finance/bank/balances")]
    public Task<IActionResult> Balances(string? book, DateOnly? on, CancellationToken ct) => BalancesPageAsync(book, on, null, ct);

    [HttpGet("/finance/bank/balances.xlsx")]
    public async Task<IActionResult> BalancesXlsx(string? book, DateOnly? on, CancellationToken ct) => await books.FindAsync(book ?? "", ct) is { } found
        ? File(BookSheets.Of(found, await bank.BalanceSheetAsync(found.Code, on ?? CountyClock.Today, ct), texts), HoldingSheets.Type, $"bank-balance-{found.Code}.xlsx") : NotFound();

    [HttpPost("/finance/bank/balances"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> EnterBalance(string? book, DateOnly? on, decimal? balanceYuan, string? source, CancellationToken ct)
    {
        try
        {
            await bank.EnterBalanceAsync(User.Actor(), book ?? "", on ?? throw Yuan.Missing("日期"), Yuan.Fen(balanceYuan, "金额") ?? throw Yuan.Missing("金额"), source?.Trim() ?? "", ct: ct);
            return LocalRedirect($"/finance/bank/balances?book={Uri.EscapeDataString(book ?? "")}&on={on:yyyy-MM-dd}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await BalancesPageAsync(book, on, refused.Message, ct);
        }
    }

    private async Task<IActionResult> BalancesPageAsync(string? book, DateOnly? on, string? refusal, CancellationToken ct)
    {
        var known = await books.ListAsync(ct);
        var chosen = string.IsNullOrEmpty(book) ? known.Count > 0 ? known[0] : null : known.SingleOrDefault(b => b.Code == book);
        return chosen is null ? NotFound() : View("Balances", new BalancesPage(chosen, known, await bank.BalanceSheetAsync(chosen.Code, on ?? CountyClock.Today, ct), refusal));
    }

    [HttpPost("/finance/bank"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Import(string? book, IFormFile? file, CancellationToken ct)
    {
        BankImport? done = null;
        var answer = await StepAsync(book, () => ActsController.WithFileAsync(
            file, ("请选择银行流水（CSV 或 xlsx）。", "Choose the bank statement (CSV or xlsx)."), async (path, name) => done = await bank.ImportAsync(User.Actor(), book ?? "", path, name, ct), ct), ct);
        return done is null ? answer : LocalRedirect($"/finance/bank?book={Uri.EscapeDataString(book ?? "")}&known={done.Known}{(done.StatementId is { } id ? $"&read={id}" : "")}");
    }

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

    private async Task<IActionResult> PageAsync(string? book, bool all, string? refusal, CancellationToken ct, long? read = null, int? known = null)
    {
        var entities = await books.ListAsync(ct);
        if (entities.FirstOrDefault(b => b.Code == book) is null && !string.IsNullOrEmpty(book) && refusal is null)
            return NotFound();
        var chosen = entities.FirstOrDefault(b => b.Code == book) ?? (entities.Count > 0 ? entities[0] : null);
        if (chosen is null)
            return View("Bank", new BankPage(null, entities, [], [], [], all, null, null, refusal));
        return View("Bank", new BankPage(chosen, entities, await bank.ProposeAsync(chosen.Code, ct), all ? await bank.LinesAsync(chosen.Code, false, ct: ct) : [], await bank.LayoutsAsync(ct), all,
            read is { } statement ? await bank.StatementAsync(chosen.Code, statement, ct) : null, known, refusal));
    }
}

/// <param name="Read">What was imported just now; null: nothing that was not known.</param>
/// <param name="Known">Lines of the file just imported that were known; null: nothing was imported just now.</param>
public sealed record BankPage(
    BookRow? Book, IReadOnlyList<BookRow> Books, IReadOnlyList<(OpenLine Line, IReadOnlyList<Proposal> Proposals)> Open, IReadOnlyList<BankLineRow> All, IReadOnlyList<BankLayout> Layouts, bool ShowsAll,
    BankRead? Read, int? Known, string? Refusal);

/// <param name="Free">The vouchers of the line's side that no line has, the nearest amount first; at most <see cref="Most"/> of <paramref name="All"/>.</param>
public sealed record BankLinePage(BookRow Book, BankLine Line, IReadOnlyList<FreeVoucher> Free, int All)
{
    public const int Most = 200;
}

public sealed record BalancesPage(BookRow Book, IReadOnlyList<BookRow> Books, BalanceSheet Sheet, string? Refusal);
