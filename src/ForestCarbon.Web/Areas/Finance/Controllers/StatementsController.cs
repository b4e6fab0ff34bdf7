using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>The registry's and the exchange's own statements against our book, to the tonne and to the fen.</summary>
[Area("Finance"), Authorize(Policies.ViewHoldings)]
public sealed class StatementsController(StatementBook statements, HoldingBook book, IStringLocalizer<Texts> texts) : Controller
{
    private const long MostFileBytes = 50L << 20;

    [HttpGet("/finance/statements")]
    public Task<IActionResult> List(CancellationToken ct) => ListPageAsync(null, ct);

    [HttpPost("/finance/statements"), Authorize(Policies.MakeHoldings), RequestSizeLimit(MostFileBytes)]
    public async Task<IActionResult> Import(string? source, string? holder, DateOnly? asOf, IFormFile? file, CancellationToken ct)
    {
        try
        {
            long id = 0;
            await ActsController.WithFileAsync(file, texts["请选择对账单文件（CSV 或 xlsx）。"], async (path, name) => id = await statements.ImportAsync(
                User.Actor(), source ?? "registry", holder ?? "", asOf ?? throw new RefusedException(texts["请填写对账单的日期。"]), path, name, ct), ct);
            return LocalRedirect($"/finance/statements/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = ActsController.StatusOf(refused);
            return await ListPageAsync(refused.Message, ct);
        }
    }

    /// <summary>Asserts a statement of money once its accounts were looked at.</summary>
    [HttpPost("/finance/statements/{id:long}/assert"), Authorize(Policies.MakeHoldings)]
    public async Task<IActionResult> Assert(long id, CancellationToken ct) => await statements.FindAsync(id, ct) is null
        ? NotFound()
        : await this.TakeAsync(() => statements.AssertAsync(User.Actor(), id, ct), $"/finance/statements/{id}", refusal => PageAsync(id, refusal, ct));

    /// <summary>Says which money account a bank account's number stands for, or ends it.</summary>
    [HttpPost("/finance/statements/accounts"), Authorize(Policies.MakeHoldings)]
    public Task<IActionResult> NameAccount(string? number, string? name, long? account, bool end, CancellationToken ct) => this.TakeAsync(
        () => statements.NameBankAccountAsync(User.Actor(), number ?? "", name ?? "", account ?? 0, end, ct), "/finance/statements", refusal => ListPageAsync(refusal, ct));

    [HttpGet("/finance/statements/{id:long}")]
    public Task<IActionResult> Show(long id, CancellationToken ct) => PageAsync(id, null, ct);

    [HttpGet("/finance/statements/{id:long}.xlsx")]
    public async Task<IActionResult> Xlsx(long id, CancellationToken ct) => await statements.FindAsync(id, ct) is { } statement
        ? File(HoldingSheets.Of(new StatementPage(statement, await statements.CompareAsync(id, ct), null), texts), HoldingSheets.Type, $"statement-{id}.xlsx")
        : NotFound();

    private async Task<IActionResult> PageAsync(long id, string? refusal, CancellationToken ct) => await statements.FindAsync(id, ct) is { } statement
        ? View("Statement", new StatementPage(statement, await statements.CompareAsync(id, ct), refusal))
        : NotFound();

    private async Task<IActionResult> ListPageAsync(string? refusal, CancellationToken ct) => View("Statements", new StatementsPage(
        await statements.ListAsync(ct: ct), await book.HoldersAsync(ct), await statements.MoneyAccountsAsync(ct), await statements.BankAccountsAsync(ct), refusal));
}

public sealed record StatementsPage(
    IReadOnlyList<StatementRow> Statements, IReadOnlyList<HolderRow> Holders, IReadOnlyList<MoneyAccount> Accounts, IReadOnlyList<BankAccount> BankAccounts, string? Refusal);

public sealed record StatementPage(StatementRow Statement, IReadOnlyList<ComparedLine> Lines, string? Refusal)
{
    /// <summary>Read, with money in it, and its accounts not looked at by a person yet.</summary>
    public bool IsDraft => Statement.AssertedAt is null;

    public bool HasMoney => Lines.Any(l => l.Account is not null);

    /// <summary>By what an account was found, in Chinese: the key of its English.</summary>
    public static string NameOfTaking(string? takenBy) => takenBy switch { "code" => "按账户代码", "number" => "按银行账号", "name" => "按户名", _ => "没有找到账户" };

    /// <summary>What a kind of state is called, in Chinese: the key of its English.</summary>
    public static string NameOf(string? kind) => kind switch { "live" => "可用", "frozen" => "冻结", "cancelled" => "已注销", "outside" => "已转出", _ => "登记来源" };
}
