using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Contracts;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>Contracts with their papers and milestones, and what was sold and invoiced under them. A contract alone moves nothing.</summary>
[Area("Finance"), Authorize(Policies.ViewBooks)]
public sealed class ContractsController(ContractBook contracts, Sales sales, Invoices invoices, EntityBooks books, FileStore files, IStringLocalizer<Texts> texts) : Controller
{
    private const long MostFileBytes = 50L << 20;

    [HttpGet("/finance/contracts")]
    public Task<IActionResult> List(string? book, string? kind, CancellationToken ct) => ListPageAsync(book, kind, null, ct);

    [HttpGet("/finance/contracts.xlsx")]
    public async Task<IActionResult> Workbook(string? book, CancellationToken ct) =>
        File(ContractSheets.Of(await contracts.ListAsync(string.IsNullOrEmpty(book) ? null : book, ct: ct), texts), HoldingSheets.Type, "contracts.xlsx");

    [HttpPost("/finance/contracts"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Enter(ContractForm form, CancellationToken ct)
    {
        try
        {
            return LocalRedirect($"/finance/contracts/{await contracts.EnterAsync(User.Actor(), form.Draft(), ct)}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ListPageAsync(null, null, refused.Message, ct);
        }
    }

    [HttpGet("/finance/contracts/{id:long}")]
    public Task<IActionResult> Show(long id, CancellationToken ct) => PageAsync(id, null, ct);

    [HttpGet("/finance/contracts/{id:long}/documents/{document:long}")]
    public async Task<IActionResult> Document(long id, long document, CancellationToken ct) =>
        (await contracts.DocumentsAsync(id, ct)).SingleOrDefault(d => d.ContractDocumentId == document) is { } found ? KeptFile.Of(this, files, found.FileSha256, found.Name) : NotFound();

    [HttpPost("/finance/contracts/{id:long}/documents"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> AddDocument(long id, string? kind, string? name, DateOnly? dated, IFormFile? file, CancellationToken ct) => StepAsync(id, () => ActsController.WithFileAsync(
        file, ("请选择合同文件。", "Choose the paper of the contract."), (path, sent) => contracts.AddDocumentAsync(User.Actor(), id, kind ?? "", name ?? "", dated ?? throw Yuan.Missing("文件日期"), path, sent, ct), ct), ct);

    [HttpPost("/finance/contracts/{id:long}/milestones"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> AddMilestone(long id, string? name, DateOnly? dueOn, decimal? amountYuan, long? tonnes, CancellationToken ct) => StepAsync(id, () => contracts.AddMilestoneAsync(
        User.Actor(), id, new(string.IsNullOrWhiteSpace(name) ? throw Yuan.Missing("节点") : name.Trim(), dueOn ?? throw Yuan.Missing("到期日"), Yuan.Fen(amountYuan, "金额"), tonnes), ct), ct);

    [HttpPost("/finance/contracts/{id:long}/milestones/{milestone:long}"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Reach(long id, long milestone, DateOnly? on, string? evidence, CancellationToken ct) => StepAsync(id, async () =>
    {
        if ((await contracts.MilestonesAsync(id, ct)).All(m => m.MilestoneId != milestone))
            throw new RefusedException("这份合同没有这个节点。", "The contract has no such milestone.");
        await contracts.ReachAsync(User.Actor(), milestone, on ?? CountyClock.Today, evidence ?? "", ct);
    }, ct);

    [HttpPost("/finance/contracts/{id:long}/end"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> End(long id, DateOnly? on, string? because, CancellationToken ct) => StepAsync(id, () => contracts.EndAsync(User.Actor(), id, on ?? CountyClock.Today, because ?? "", ct), ct);

    private async Task<IActionResult> ListPageAsync(string? book, string? kind, string? refusal, CancellationToken ct)
    {
        var all = await books.ListAsync(ct);
        return View("Contracts", new ContractsPageOf(all, book, kind, await contracts.ListAsync(string.IsNullOrEmpty(book) ? null : book, string.IsNullOrEmpty(kind) ? null : kind, ct: ct), refusal));
    }

    private async Task<IActionResult> PageAsync(long id, string? refusal, CancellationToken ct) => await contracts.FindAsync(id, ct) is { } contract
        ? View("Contract", new ContractPage(contract, await contracts.DocumentsAsync(id, ct), await contracts.MilestonesAsync(id, ct), await sales.ListAsync(contractId: id, ct: ct), await invoices.ListAsync(contractId: id, ct: ct), refusal))
        : NotFound();

    private async Task<IActionResult> StepAsync(long id, Func<Task> step, CancellationToken ct) =>
        await contracts.FindAsync(id, ct) is null ? NotFound() : await this.TakeAsync(step, $"/finance/contracts/{id}", said => PageAsync(id, said, ct));
}

/// <summary>A kept file by its hash.</summary>
internal static class KeptFile
{
    public static IActionResult Of(ControllerBase at, FileStore files, string? sha256, string name) =>
        sha256 is { Length: 64 } hash && files.PathOf(Convert.FromHexString(hash)) is var path && File.Exists(path) ? at.PhysicalFile(path, "application/octet-stream", name) : at.NotFound();
}

public sealed class ContractForm
{
    public string? Book { get; set; }
    public string? Code { get; set; }
    public string? Kind { get; set; }
    public string? Title { get; set; }
    public string? Counterparty { get; set; }
    public string? ProjectCode { get; set; }
    public DateOnly? SignedOn { get; set; }
    public DateOnly? UntilOn { get; set; }
    public long? Tonnes { get; set; }
    public decimal? PriceYuan { get; set; }
    public decimal? AmountYuan { get; set; }
    public decimal? SharePercent { get; set; }
    public int? DueDays { get; set; }
    public string? Note { get; set; }

    public NewContract Draft() => new(
        Book ?? throw Yuan.Missing("账簿"), Code?.Trim() ?? "", Kind ?? "", Title?.Trim() ?? "", Counterparty?.Trim() ?? "", SignedOn ?? throw Yuan.Missing("签订日"), UntilOn,
        string.IsNullOrWhiteSpace(ProjectCode) ? null : ProjectCode.Trim(), Tonnes, Yuan.Fen(PriceYuan, "单价"), Yuan.Fen(AmountYuan, "金额"), SharePercent, DueDays, Note?.Trim() ?? "");
}

public sealed record ContractsPageOf(IReadOnlyList<BookRow> Books, string? Book, string? Kind, IReadOnlyList<ContractLine> Contracts, string? Refusal)
{
    public static IReadOnlyList<string> Kinds { get; } = ["development", "sale", "forward", "mandate"];

    /// <summary>What a kind is called, in Chinese: the key of its English.</summary>
    public static string KindOf(string kind) => kind switch { "development" => "开发合同", "sale" => "销售合同", "forward" => "远期合同", _ => "委托开发合同" };
}

public sealed record ContractPage(
    ContractLine Contract, IReadOnlyList<ContractDocument> Documents, IReadOnlyList<MilestoneRow> Milestones, IReadOnlyList<SaleRow> Sales, IReadOnlyList<InvoiceRow> Invoices, string? Refusal)
{
    public static IReadOnlyList<string> DocumentKinds { get; } = ["contract", "amendment", "annex", "acceptance", "other"];

    public static string DocumentKindOf(string kind) => kind switch { "contract" => "合同正本", "amendment" => "补充协议", "annex" => "附件", "acceptance" => "验收或结算单", _ => "其他" };
}
