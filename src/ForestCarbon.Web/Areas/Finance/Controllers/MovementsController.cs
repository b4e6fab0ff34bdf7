using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Ledger.Verification;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>Movements of a holder over a period (持有与流转对账单) and one posting with its hash, chain and seal (内部证明).</summary>
[Area("Finance"), Authorize(Policies.ViewHoldings)]
public sealed class MovementsController(
    HoldingBook book, TonnesOrigins origins, Home home, PrintedView printed, IUserStore<Account> accounts, IStringLocalizer<Texts> texts) : Controller
{
    /// <summary>Stands on every paper we print of holdings.</summary>
    public const string Sentence = "本单不是注册登记系统的登记证明，以全国温室气体自愿减排注册登记系统记录为准。";

    [HttpGet("/finance/movements")]
    public async Task<IActionResult> List(MovementQuery query, CancellationToken ct) =>
        await PageAsync(query, null, ct) is { IsOfAsked: true } page ? View("Movements", page) : NotFound();

    [HttpGet("/finance/movements.xlsx")]
    public async Task<IActionResult> Xlsx(MovementQuery query, CancellationToken ct) =>
        await PageAsync(query, null, ct) is { IsOfAsked: true } page ? page.Refusal is not null ? View("Movements", page) : File(HoldingSheets.Of(page, texts), HoldingSheets.Type, "movements.xlsx") : NotFound();

    [HttpGet("/finance/movements.pdf")]
    public async Task<IActionResult> Pdf(MovementQuery query, CancellationToken ct)
    {
        var page = await PageAsync(query, null, ct);
        if (page.Holder is null || !page.IsOfAsked)
            return NotFound();
        if (page.Refusal is not null)
            return View("Movements", page);
        try
        {
            return await printed.PdfAsync(HttpContext, "~/Areas/Finance/Views/Movements/Printed.cshtml", page, texts["持有与流转对账单"], "statement.pdf", ct);
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return View("Movements", page with { Refusal = refused.Message });
        }
    }

    [HttpGet("/finance/postings/{entry:long}.{line:int}")]
    public async Task<IActionResult> Posting(long entry, int line, CancellationToken ct) =>
        await OfAsync(entry, line, ct) is { } page ? View("Posting", page) : NotFound();

    [HttpGet("/finance/proofs/{entry:long}.{line:int}.pdf")]
    public async Task<IActionResult> Proof(long entry, int line, CancellationToken ct)
    {
        if (await OfAsync(entry, line, ct) is not { } page)
            return NotFound();
        var posting = page.Movement.PostingId;
        try
        {
            return await printed.PdfAsync(HttpContext, "~/Areas/Finance/Views/Movements/Proof.cshtml", page, texts["内部证明 {0}", posting], $"proof-{posting}.pdf", ct);
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return View("Posting", page with { Refusal = refused.Message });
        }
    }

    private async Task<PostingPage?> OfAsync(long entry, int line, CancellationToken ct)
    {
        if (await book.MovementAsync(FormattableString.Invariant($"{entry}.{line}"), ct) is not { } movement)
            return null;
        var seal = await Task.Run(() => SealBook.Of(home).Find(movement.EntryId, movement.Line), ct);
        var states = (await book.StatesAsync(ct)).ToDictionary(s => s.State, StringComparer.Ordinal);
        var act = movement.ActId is { } id ? await book.ActAsync(id, ct) : null;
        var names = await ((AccountStore)accounts).NamesAsync(new[] { act?.MadeBy, act?.DecidedBy }.OfType<string>(), ct);
        return new PostingPage(movement, seal, act, states, names, await origins.OfAsync(movement.Project, User.Scope(), entry: movement.EntryId, ct: ct), await IsDemonstrationAsync(movement, ct), PdfPrinter.IsAvailable, null);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<bool> IsDemonstrationAsync(MovementRow movement, CancellationToken ct) =>
        (await book.HoldersAsync(ct)).Any(h => h.IsDemonstration && (h.Holder == movement.ToHolder || h.Holder == movement.FromHolder));

    private async Task<MovementsPage> PageAsync(MovementQuery query, string? refusal, CancellationToken ct)
    {
        var holders = await book.HoldersAsync(ct);
        var holder = holders.FirstOrDefault(h => h.Holder == query.Holder) ?? holders.FirstOrDefault(h => h.IsKeptHere);
        var states = (await book.StatesAsync(ct)).ToDictionary(s => s.State, StringComparer.Ordinal);
        if (query.From > query.Until)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return new(query, holder, holders, [], [], [], states, false, texts["开始日期 {0} 晚于结束日期 {1}，请改正。", Day(query.From.Value), Day(query.Until)].Value);
        }
        if (holder is null)
            return new(query, null, holders, [], [], [], states, false, refusal);
        var before = query.From is { } from && from > DateOnly.MinValue ? await book.AsOfAsync(from.AddDays(-1), holder: holder.Holder, ct: ct) : [];
        return new(query, holder, holders, before, await book.MovementsAsync(holder.Holder, from: query.From, through: query.Until, ct: ct),
            await book.AsOfAsync(query.Until, holder: holder.Holder, ct: ct), states, PdfPrinter.IsAvailable, refusal);
    }
}

/// <summary>Whose movements, from and through which day.</summary>
public sealed record MovementQuery(string? Holder, DateOnly? From, DateOnly? Through)
{
    public DateOnly Until => Through ?? CountyClock.Today;

    public string Asked => QueryString.Create(new Dictionary<string, string?>
    {
        ["holder"] = Holder, ["from"] = From?.ToString("O", System.Globalization.CultureInfo.InvariantCulture), ["through"] = Through?.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
    }.Where(p => !string.IsNullOrEmpty(p.Value))).ToString();
}

public sealed record MovementsPage(
    MovementQuery Query, HolderRow? Holder, IReadOnlyList<HolderRow> Holders, IReadOnlyList<HoldingLine> Before, IReadOnlyList<MovementRow> Movements,
    IReadOnlyList<HoldingLine> After, IReadOnlyDictionary<string, StateRow> States, bool CanPrint, string? Refusal)
{
    /// <summary>False where a holder was named that is not known: another's statement is no answer.</summary>
    public bool IsOfAsked => string.IsNullOrEmpty(Query.Holder) || Query.Holder == Holder?.Holder;

    /// <summary>Live and frozen tonnes of a day's lines: what the holder holds.</summary>
    public static long Held(IEnumerable<HoldingLine> lines) => lines.Where(l => l.StateKind is "live" or "frozen").Sum(l => l.Tonnes);

    /// <summary>Each movement with what it brought the holder (less what it took) and what is held after it: live and frozen, as <see cref="Held"/>.</summary>
    public IEnumerable<(MovementRow Movement, long Step, long Held)> Running
    {
        get
        {
            var held = Held(Before);
            foreach (var m in Movements)
            {
                var step = (IsHeld(m.ToHolder, m.ToState) ? m.Tonnes : 0) - (IsHeld(m.FromHolder, m.FromState) ? m.Tonnes : 0);
                yield return (m, step, held += step);
            }
        }
    }

    private bool IsHeld(string holder, string state) => holder == Holder?.Holder && States.TryGetValue(state, out var s) && s.Kind is "live" or "frozen";

    /// <summary>Hash of the last posting the statement shows, which its chain ties to all before it.</summary>
    public MovementRow? Last => Movements.Count > 0 ? Movements[^1] : null;

    /// <summary>What a movement is called, in Chinese: the key of its English.</summary>
    public static string NameOf(string movement) => movement switch
    {
        "issue" => "登记入账", "transfer" => "划转", "transfer-out" => "转出", "transfer-in" => "转入", "cancel" => "注销", "release" => "解除冻结", "reversal" => "冲回", _ => "冻结",
    };
}

/// <param name="Seal">The seal that saw it, or null: not yet sealed.</param>
/// <param name="Names">What the accounts of the act are called.</param>
/// <param name="Origin">Back to tranche, verification, strata and plots.</param>
public sealed record PostingPage(
    MovementRow Movement, SealedPosting? Seal, ActRow? Act, IReadOnlyDictionary<string, StateRow> States, IReadOnlyDictionary<string, string> Names,
    TonnesOrigin Origin, bool IsDemonstration, bool CanPrint, string? Refusal)
{
    public string Who(string? actor) => PeopleWords.NameOf(actor, Names);

    /// <summary>What the seal saw is what stands here.</summary>
    public bool IsAsSealed => Seal is null || Seal.Hash == Movement.Hash;
}
