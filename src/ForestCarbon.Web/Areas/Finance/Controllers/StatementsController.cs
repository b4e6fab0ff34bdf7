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
            await ActsController.WithFileAsync(file, "请选择对账单文件（CSV 或 xlsx）。", async (path, name) => id = await statements.ImportAsync(
                User.Actor(), source ?? "registry", holder ?? "", asOf ?? throw new RefusedException("请填写对账单的日期。"), path, name, ct), ct);
            return LocalRedirect($"/finance/statements/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = ActsController.StatusOf(refused);
            return await ListPageAsync(refused.Message, ct);
        }
    }

    [HttpGet("/finance/statements/{id:long}")]
    public async Task<IActionResult> Show(long id, CancellationToken ct) => await statements.FindAsync(id, ct) is { } statement
        ? View("Statement", new StatementPage(statement, await statements.CompareAsync(id, ct)))
        : NotFound();

    [HttpGet("/finance/statements/{id:long}.xlsx")]
    public async Task<IActionResult> Xlsx(long id, CancellationToken ct) => await statements.FindAsync(id, ct) is { } statement
        ? File(HoldingSheets.Of(new StatementPage(statement, await statements.CompareAsync(id, ct)), texts), HoldingSheets.Type, $"statement-{id}.xlsx")
        : NotFound();

    private async Task<IActionResult> ListPageAsync(string? refusal, CancellationToken ct) =>
        View("Statements", new StatementsPage(await statements.ListAsync(ct: ct), await book.HoldersAsync(ct), refusal));
}

public sealed record StatementsPage(IReadOnlyList<StatementRow> Statements, IReadOnlyList<HolderRow> Holders, string? Refusal);

public sealed record StatementPage(StatementRow Statement, IReadOnlyList<ComparedLine> Lines)
{
    /// <summary>What a kind of state is called, in Chinese: the key of its English.</summary>
    public static string NameOf(string? kind) => kind switch { "live" => "可用", "frozen" => "冻结", "cancelled" => "已注销", "outside" => "已转出", _ => "登记来源" };
}
