using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Contracts;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>Who is paid and into which account, within the account's townships. Whole account numbers are for those who pay.</summary>
[Area("Finance"), Authorize(Policies.ViewPayables)]
public sealed class PayeesController(Payees payees, IUserStore<Account> accounts) : Controller
{
    [HttpGet("/finance/payees")]
    public Task<IActionResult> List(string? q, CancellationToken ct) => PageAsync(q, null, ct);

    [HttpPost("/finance/payees"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Enter(PayeeForm form, CancellationToken ct) => StepAsync(form.Code, () => payees.EnterAsync(User.Actor(), form.Draft(), User.Scope(), ct), ct);

    [HttpPost("/finance/payees/{id:long}/accounts"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> AddAccount(long id, PayeeForm form, CancellationToken ct) => await payees.FindAsync(User.Scope(), id, ct) is { } payee
        ? await StepAsync(payee.Code, () => payees.AddAccountAsync(User.Actor(), id, form.Account() ?? throw Yuan.Missing("账号"), ct), ct) : NotFound();

    /// <summary>Confirms accounts that wait; by another account than the one that entered them.</summary>
    [HttpPost("/finance/payees/accounts/confirm"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Confirm([FromForm(Name = "account")] long[]? ids, CancellationToken ct) =>
        StepAsync(null, () => ids is { Length: > 0 } ? payees.ConfirmAsync(User.Actor(), ids, User.Scope(), ct) : throw new RefusedException("请选择要确认的账户。", "Choose the accounts to confirm."), ct);

    [HttpPost("/finance/payees/accounts/{id:long}/refuse"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Refuse(long id, CancellationToken ct) => StepAsync(null, () => payees.RefuseAsync(User.Actor(), id, User.Scope(), ct), ct);

    private async Task<IActionResult> PageAsync(string? q, string? refusal, CancellationToken ct)
    {
        var waiting = await payees.WaitingAsync(User.Scope(), ct: ct);
        return View("Payees", new PayeesPage(await payees.ListAsync(User.Scope(), q, ct: ct), waiting, await ((AccountStore)accounts).NamesAsync(waiting.Select(w => w.EnteredBy).Distinct(), ct), User.Actor().Id, q, refusal));
    }

    private async Task<IActionResult> StepAsync(string? found, Func<Task> step, CancellationToken ct)
    {
        try
        {
            await step();
            return LocalRedirect($"/finance/payees?q={Uri.EscapeDataString(found ?? "")}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(null, refused.Message, ct);
        }
    }
}

/// <summary>The books there are, opening one, and whose tonnes an entity sells.</summary>
[Area("Finance"), Authorize(Policies.ViewBooks)]
public sealed class EntitiesController(EntityBooks books, Sales sales) : Controller
{
    [HttpGet("/finance/entities")]
    public Task<IActionResult> List(CancellationToken ct) => PageAsync(null, ct);

    [HttpPost("/finance/entities"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Open(EntityForm form, CancellationToken ct) => StepAsync(() => books.OpenAsync(User.Actor(), form.Draft(), ct), ct);

    [HttpPost("/finance/entities/holders"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> NameHolder(string? book, string? holder, CancellationToken ct) => StepAsync(() => sales.NameHolderAsync(User.Actor(), book ?? "", holder ?? "", ct), ct);

    private async Task<IActionResult> PageAsync(string? refusal, CancellationToken ct) => View("Entities", new EntitiesPage(await books.ListAsync(ct), await sales.HoldersAsync(ct), refusal));

    private async Task<IActionResult> StepAsync(Func<Task> step, CancellationToken ct)
    {
        try
        {
            await step();
            return LocalRedirect("/finance/entities");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(refused.Message, ct);
        }
    }
}

public sealed class PayeeForm
{
    public string? Code { get; set; }
    public string? Kind { get; set; }
    public string? Name { get; set; }
    public string? VillageCode { get; set; }
    public string? AccountKind { get; set; }
    public string? Bank { get; set; }
    public string? AccountNo { get; set; }
    public string? AccountName { get; set; }

    public NewPayee Draft() => new(Code?.Trim() ?? "", Kind ?? "", Name?.Trim() ?? "", string.IsNullOrWhiteSpace(VillageCode) ? null : VillageCode.Trim(), Account());

    public NewAccount? Account() => string.IsNullOrWhiteSpace(AccountNo) ? null
        : new(AccountKind ?? "", string.IsNullOrWhiteSpace(Bank) ? throw Yuan.Missing("开户行") : Bank.Trim(), AccountNo.Trim(), string.IsNullOrWhiteSpace(AccountName) ? throw Yuan.Missing("户名") : AccountName.Trim());
}

public sealed class EntityForm
{
    public string? Code { get; set; }
    public string? Name { get; set; }
    public string? ShortName { get; set; }
    public string? AccountingSystem { get; set; }
    public string? Kind { get; set; }
    public string? VillageCode { get; set; }
    public DateOnly? OpenedOn { get; set; }

    public NewBook Draft() => new(
        string.IsNullOrWhiteSpace(Code) ? throw Yuan.Missing("账簿代码") : Code.Trim(), string.IsNullOrWhiteSpace(Name) ? throw Yuan.Missing("单位名称") : Name.Trim(), string.IsNullOrWhiteSpace(ShortName) ? throw Yuan.Missing("简称") : ShortName.Trim(),
        string.IsNullOrEmpty(AccountingSystem) ? throw Yuan.Missing("会计制度") : AccountingSystem, Kind ?? "", string.IsNullOrWhiteSpace(VillageCode) ? null : VillageCode.Trim(), OpenedOn ?? throw Yuan.Missing("启用日"));
}

/// <param name="Waiting">Accounts that a second account has to confirm.</param>
/// <param name="Names">What those who entered them are called.</param>
public sealed record PayeesPage(
    IReadOnlyList<PayeeRow> Payees, IReadOnlyList<WaitingAccount> Waiting, IReadOnlyDictionary<string, string> Names, string Me, string? Query, string? Refusal)
{
    /// <summary>True where another account of the payee and kind waits as well: none is confirmed before the others are refused.</summary>
    public bool IsOneOfSeveral(WaitingAccount account) => Waiting.Count(w => w.Payee == account.Payee && w.Kind == account.Kind) > 1;

    /// <summary>What a kind is called, in Chinese: the key of its English.</summary>
    public static string KindOf(string kind) => kind switch { "household" => "农户", "collective" => "村集体", "state-farm" => "国有林场", "ranger" => "护林员", "company" => "企业", _ => "公共机构" };
}

public sealed record EntitiesPage(IReadOnlyList<BookRow> Books, IReadOnlyList<EntityHolder> Holders, string? Refusal)
{
    public static IReadOnlyList<string> Systems { get; } = ["政府会计", "企业会计准则", "农村集体经济组织会计制度"];

    public static IReadOnlyList<string> Kinds { get; } = ["county", "state-farm", "company", "collective"];

    public static string KindOf(string kind) => kind switch { "county" => "县级财政", "state-farm" => "国有林场", "company" => "企业", _ => "村集体" };
}
