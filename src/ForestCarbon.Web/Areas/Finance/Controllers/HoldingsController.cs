using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>Holdings as of any day, batches and holders. The book is of the whole county: there is no township in it.</summary>
[Area("Finance"), Authorize(Policies.ViewHoldings)]
public sealed class HoldingsController(HoldingBook book, TonnesOrigins origins, HoldingActs acts, Db db, IStringLocalizer<Texts> texts) : Controller
{
    [HttpGet("/finance")]
    public IActionResult Desk() => LocalRedirect(Policies.RolesAdmittedBy(Policies.ViewBooks).Any(User.IsInRole) ? "/finance/books" : "/finance/holdings");

    [HttpGet("/finance/holdings")]
    public async Task<IActionResult> List(HoldingQuery query, CancellationToken ct) => await PageAsync(query, ct) is { IsOfAsked: true } page ? View("Holdings", page) : NotFound();

    [HttpGet("/finance/holdings.xlsx")]
    public async Task<IActionResult> Xlsx(HoldingQuery query, CancellationToken ct) =>
        await PageAsync(query, ct) is { IsOfAsked: true } page ? File(HoldingSheets.Of(page, texts), HoldingSheets.Type, $"holdings-{query.On:yyyyMMdd}.xlsx") : NotFound();

    [HttpGet("/finance/issuances/{id:long}")]
    public async Task<IActionResult> Issuance(long id, CancellationToken ct) => await book.IssuanceAsync(id, ct) is { } issuance
        ? View("Issuance", new IssuancePage(issuance, await book.AsOfAsync(CountyClock.Today, null, null, id, ct), await book.MovementsAsync(issuance: id, ct: ct), await origins.OfAsync(issuance.Project, User.Scope(), issuance: id, ct: ct)))
        : NotFound();

    [HttpGet("/finance/holders")]
    public Task<IActionResult> Holders(CancellationToken ct) => HoldersPageAsync(null, ct);

    [HttpPost("/finance/holders"), Authorize(Policies.MakeHoldings)]
    public Task<IActionResult> Declare(HolderForm form, CancellationToken ct) => DoAsync(() => acts.DeclareHolderAsync(User.Actor(), new Holder(
        form.Code?.Trim() ?? "", form.Name?.Trim() ?? "", form.Kind ?? "trading-entity", form.RegistryAccount?.Trim() ?? "", form.KeptHere), ct), ct);

    /// <summary>Names an account that accepts for a holder, or ends it.</summary>
    [HttpPost("/finance/holders/accounts"), Authorize(Policies.MakeHoldings)]
    public Task<IActionResult> NameAccount(string? holder, string? signIn, bool end, CancellationToken ct) => DoAsync(async () =>
    {
        using var store = new AccountStore(db);
        var account = (await store.AllAsync(ct)).SingleOrDefault(a => string.Equals(a.UserName, signIn?.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new RefusedException(texts["没有登录名为 {0} 的账号。", signIn ?? ""].Value);
        if (!end && !account.Roles.Any(Policies.RolesAdmittedBy(Policies.AcceptTransfers).Contains))
            throw new RefusedException(texts["账号 {0} 没有办理划转的权限，打不开办理单，不能作经办账号。", account.UserName].Value);
        await acts.NameAccountAsync(User.Actor(), holder ?? "", Actor.Account(account.AccountId), !end, ct);
    }, ct);

    private async Task<IActionResult> DoAsync(Func<Task> change, CancellationToken ct)
    {
        try
        {
            await change();
            return LocalRedirect("/finance/holders");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await HoldersPageAsync(refused.Message, ct);
        }
    }

    private async Task<IActionResult> HoldersPageAsync(string? refusal, CancellationToken ct)
    {
        using var store = new AccountStore(db);
        var names = (await store.AllAsync(ct)).ToDictionary(a => Actor.Account(a.AccountId).Id, a => a.UserName, StringComparer.Ordinal);
        var accounts = (await book.HolderAccountsAsync(ct)).ToLookup(a => a.Holder, a => names.GetValueOrDefault(a.Actor, a.Actor), StringComparer.Ordinal);
        return View("Holders", new HoldersPage(await book.HoldersAsync(ct), accounts, refusal));
    }

    private async Task<HoldingsPage> PageAsync(HoldingQuery query, CancellationToken ct)
    {
        var all = await book.AsOfAsync(query.On, query.RecordedAt, ct: ct);
        var holders = await book.HoldersAsync(ct);
        List<string> projects = [.. all.Select(l => l.Project).Distinct().Order(StringComparer.Ordinal)];
        // Tranches are known as they stand now, as acts are.
        var unentered = query.IsNow ? (await origins.UnenteredAsync(User.Scope(), ct)).Where(u => string.IsNullOrEmpty(query.Project) || u.Code == query.Project).ToList() : [];
        var kinds = (await book.StatesAsync(ct)).ToDictionary(s => s.State, s => s.Kind, StringComparer.Ordinal);
        var pending = query.IsNow ? (await book.ActsAsync("pending", ct: ct)).Where(a => query.Concerns(a, kinds)).ToList() : [];
        string[] asked = string.IsNullOrEmpty(query.Project) ? [] : [query.Project];
        var doors = await origins.OpenAsync([.. projects, .. asked], User.Scope(), ct);
        // What is held, in the library or named by an act is a project, also on a day on which nothing of it is held.
        var isProject = asked.Length == 0 || projects.Contains(asked[0]) || doors.Contains(asked[0]) || await book.HasActsOfAsync(asked[0], ct);
        return new HoldingsPage(query, [.. all.Where(query.Admits)], projects, holders, pending, doors, unentered, isProject);
    }
}

/// <summary>Which holdings a page shows, as it stands in the address.</summary>
/// <param name="AsOf">Effective up to this day; today if none.</param>
/// <param name="RecordedBy">Recorded up to the end of this day; everything if none.</param>
public sealed record HoldingQuery(DateOnly? AsOf, DateOnly? RecordedBy, string? Holder, string? Project, string? Kind)
{
    public static readonly IReadOnlyList<string> Kinds = ["live", "frozen", "cancelled", "outside"];

    public DateOnly On => AsOf ?? CountyClock.Today;

    /// <summary>True for holdings as they stand: open acts are known of now and of no other day.</summary>
    public bool IsNow => RecordedBy is null && On == CountyClock.Today;

    /// <summary>The end of that day in the county; null where everything recorded so far is meant: nothing is recorded on days to come.</summary>
    public DateTimeOffset? RecordedAt => RecordedBy is { } day && day < CountyClock.Today ? new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(8)) : null;

    public bool Admits(HoldingLine line) =>
        (string.IsNullOrEmpty(Holder) || line.Holder == Holder) && (string.IsNullOrEmpty(Project) || line.Project == Project) && (string.IsNullOrEmpty(Kind) || line.StateKind == Kind);

    /// <summary>True for an act of the asked project that takes tonnes of the asked holder out of a state of the asked kind.</summary>
    /// <param name="kinds">Kinds by state.</param>
    public bool Concerns(ActRow act, IReadOnlyDictionary<string, string> kinds) => (string.IsNullOrEmpty(Holder) || act.Holder == Holder) && (string.IsNullOrEmpty(Project) || act.Project == Project)
        && (string.IsNullOrEmpty(Kind) || kinds.GetValueOrDefault(act.FromState) == Kind);

    /// <summary>The same question, for the workbook.</summary>
    public string Asked => QueryString.Create(new Dictionary<string, string?>
    {
        ["asOf"] = AsOf?.ToString("O", System.Globalization.CultureInfo.InvariantCulture), ["recordedBy"] = RecordedBy?.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["holder"] = Holder, ["project"] = Project, ["kind"] = Kind,
    }.Where(p => !string.IsNullOrEmpty(p.Value))).ToString();
}

/// <param name="Pending">Open acts of what is asked for; none for another day than today.</param>
/// <param name="Doors">Codes of projects whose pages open to who reads.</param>
/// <param name="Unentered">Registered tranches that the book has not, or not wholly; none for another day than today.</param>
/// <param name="IsProject">False where a project was named that there is not.</param>
public sealed record HoldingsPage(
    HoldingQuery Query, IReadOnlyList<HoldingLine> Lines, IReadOnlyList<string> Projects, IReadOnlyList<HolderRow> Holders, IReadOnlyList<ActRow> Pending,
    IReadOnlySet<string> Doors, IReadOnlyList<UnenteredTranche> Unentered, bool IsProject)
{
    public bool IsDemonstration => Holders.Any(h => h.IsDemonstration);

    /// <summary>False where a holder, a project or a kind was named that there is not: nothing held is no answer.</summary>
    public bool IsOfAsked => IsProject && (string.IsNullOrEmpty(Query.Holder) || Holders.Any(h => h.Holder == Query.Holder))
        && (string.IsNullOrEmpty(Query.Kind) || HoldingQuery.Kinds.Contains(Query.Kind));

    /// <summary>Of what is shown as available, the tonnes that open acts hold back; none is told for another day, because acts are known as they stand now.</summary>
    public long Reserved => string.IsNullOrEmpty(Query.Kind) || Query.Kind == "live"
        ? Pending.Where(a => a.EntryId is not null && a.FromState == "available" && (string.IsNullOrEmpty(Query.Holder) || a.Holder == Query.Holder)).Sum(a => a.Tonnes)
        : 0;

    public long Of(string kind) => Lines.Where(l => l.StateKind == kind).Sum(l => l.Tonnes);
}

public sealed record IssuancePage(IssuanceRow Issuance, IReadOnlyList<HoldingLine> Lines, IReadOnlyList<MovementRow> Movements, TonnesOrigin Origin);

public sealed record HolderForm(string? Code, string? Name, string? Kind, string? RegistryAccount, bool KeptHere);

public sealed record HoldersPage(IReadOnlyList<HolderRow> Holders, ILookup<string, string> Accounts, string? Refusal);
