using ForestCarbon.Finance.Books;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>Public funds with their documents: entered, added to or taken back of, confirmed by a second account.</summary>
[Area("Finance"), Authorize(Policies.ViewBooks)]
public sealed class FundsController(Funds funds, EntityBooks books, FileStore files) : Controller
{
    private const long MostFileBytes = 20L << 20;

    [HttpGet("/finance/funds")]
    public Task<IActionResult> List(CancellationToken ct) => PageAsync(null, ct);

    [HttpPost("/finance/funds"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Enter(FundForm form, CancellationToken ct) => StepAsync(
        () =>
        {
            var draft = form.Draft();
            return ActsController.WithFileAsync(form.File, ("请附指标文件。", "Put the document of the fund to it."), (path, name) => funds.EnterAsync(User.Actor(), draft, new(path, name), ct), ct);
        }, ct);

    /// <summary>指标调整: a document that adds to a fund or takes back of it.</summary>
    [HttpPost("/finance/funds/changes"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Change(long? fund, bool isLess, string? documentNumber, DateOnly? dated, decimal? amountYuan, string? note, IFormFile? file, CancellationToken ct) => StepAsync(() =>
        ActsController.WithFileAsync(file, ("请附调整文件。", "Put the document of the change to it."), (path, name) => funds.ChangeAsync(
            User.Actor(), fund ?? throw Yuan.Missing("资金"), documentNumber ?? "", dated ?? throw Yuan.Missing("文件日期"), (Yuan.Fen(amountYuan, "金额") ?? throw Yuan.Missing("金额")) * (isLess ? -1 : 1), note?.Trim() ?? "",
            new(path, name), ct), ct), ct);

    /// <summary>The second account's look at a fund: only then it is received and paid of.</summary>
    [HttpPost("/finance/funds/{id:long}/confirm"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Confirm(long id, CancellationToken ct) => StepAsync(() => funds.ConfirmAsync(User.Actor(), id, ct), ct);

    [HttpPost("/finance/funds/{id:long}/withdraw"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Withdraw(long id, CancellationToken ct) => StepAsync(() => funds.WithdrawAsync(User.Actor(), id, ct), ct);

    [HttpPost("/finance/funds/changes/{id:long}/confirm"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> ConfirmChange(long id, CancellationToken ct) => StepAsync(() => funds.ConfirmChangeAsync(User.Actor(), id, ct), ct);

    [HttpPost("/finance/funds/changes/{id:long}/withdraw"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> WithdrawChange(long id, CancellationToken ct) => StepAsync(() => funds.WithdrawChangeAsync(User.Actor(), id, ct), ct);

    [HttpGet("/finance/funds/{id:long}/file")]
    public async Task<IActionResult> Paper(long id, CancellationToken ct) => KeptFile.Of(this, files, (await funds.FindAsync(id, ct))?.DocumentSha256, $"fund-{id}");

    [HttpGet("/finance/funds/changes/{id:long}/file")]
    public async Task<IActionResult> ChangePaper(long id, CancellationToken ct) =>
        KeptFile.Of(this, files, (await funds.ChangesAsync(ct)).SingleOrDefault(c => c.FundChangeId == id)?.FileSha256, $"fund-change-{id}");

    private async Task<IActionResult> PageAsync(string? refusal, CancellationToken ct) =>
        View("Funds", new FundsPage(
            await funds.ListAsync(ct: ct), (await funds.ChangesAsync(ct)).ToLookup(c => c.FundId), [.. (await books.ListAsync(ct)).Where(b => b.AccountingSystem == "政府会计")], User.Actor().Id, refusal));

    private Task<IActionResult> StepAsync(Func<Task> step, CancellationToken ct) => this.TakeAsync(step, "/finance/funds", refusal => PageAsync(refusal, ct));
}

public sealed class FundForm
{
    public string? Book { get; set; }
    public string? Level { get; set; }
    public string? DocumentNumber { get; set; }
    public short? BudgetYear { get; set; }
    public string? FunctionCode { get; set; }
    public string? FunctionName { get; set; }
    public string? Purpose { get; set; }
    public decimal? AmountYuan { get; set; }
    public long? CarriedFrom { get; set; }
    public string? Note { get; set; }
    public IFormFile? File { get; set; }

    public NewFund Draft() => new(
        Book ?? throw Yuan.Missing("账簿"), Level ?? throw Yuan.Missing("级次"), DocumentNumber?.Trim() ?? "", BudgetYear ?? throw Yuan.Missing("年度"), FunctionCode?.Trim() ?? "",
        FunctionName?.Trim() ?? "", Purpose ?? "other", Yuan.Fen(AmountYuan, "指标金额") ?? throw Yuan.Missing("指标金额"), CarriedFrom, Note?.Trim() ?? "");
}

public sealed record FundsPage(IReadOnlyList<FundRow> Funds, ILookup<long, FundChange> Changes, IReadOnlyList<BookRow> Books, string Me, string? Refusal)
{
    public static string LevelOf(string level) => level switch { "central" => "中央", "province" => "省级", "city" => "市级", _ => "县级" };

    public static string PurposeOf(string purpose) => purpose switch
    {
        "compensation" => "公益林补偿", "natural-forest" => "天然林补助", "sink-compensation" => "碳汇补偿", "planting" => "造林补助", "interest-subsidy" => "贷款贴息", "insurance" => "森林保险",
        "risk-compensation" => "风险补偿", _ => "其他",
    };

    public static IReadOnlyList<string> Purposes { get; } = ["compensation", "natural-forest", "sink-compensation", "planting", "interest-subsidy", "insurance", "risk-compensation", "other"];
}
