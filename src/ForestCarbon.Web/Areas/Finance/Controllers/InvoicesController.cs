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

/// <summary>Invoices issued and received, with VAT, their papers, and what was paid against them.</summary>
[Area("Finance"), Authorize(Policies.ViewBooks)]
public sealed class InvoicesController(Invoices invoices, Sales sales, ContractBook contracts, EntityBooks books, FileStore files, IStringLocalizer<Texts> texts) : Controller
{
    private const long MostFileBytes = 20L << 20;

    [HttpGet("/finance/invoices")]
    public async Task<IActionResult> List(string? book, string? side, string? state, CancellationToken ct) =>
        await IsOfAskedAsync(book, side, state, ct) ? await ListPageAsync(book, side, state, null, ct) : NotFound();

    [HttpGet("/finance/invoices.xlsx")]
    public async Task<IActionResult> Workbook(string? book, string? side, string? state, CancellationToken ct) =>
        await IsOfAskedAsync(book, side, state, ct) ? File(ContractSheets.Of(await ShownAsync(book, side, state, ct), texts), HoldingSheets.Type, "invoices.xlsx") : NotFound();

    [HttpPost("/finance/invoices"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public async Task<IActionResult> Enter(InvoiceForm form, CancellationToken ct)
    {
        try
        {
            long id = 0;
            if (form.File is { } file)
                await ActsController.WithFileAsync(file, "", async (path, name) => id = await invoices.EnterAsync(User.Actor(), form.Draft(), path, name, ct), ct);
            else
                id = await invoices.EnterAsync(User.Actor(), form.Draft(), ct: ct);
            return LocalRedirect($"/finance/invoices/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = ActsController.StatusOf(refused);
            return await ListPageAsync(null, null, null, refused.Message, ct);
        }
    }

    /// <summary>What is owed for received invoices, by age on any day.</summary>
    [HttpGet("/finance/payables")]
    public async Task<IActionResult> Payables(string? book, DateOnly? on, int? bucket, CancellationToken ct) =>
        await OwedPageAsync(book, on, bucket, ct) is { } page ? View("Payables", page) : NotFound();

    [HttpGet("/finance/payables.xlsx")]
    public async Task<IActionResult> PayablesXlsx(string? book, DateOnly? on, CancellationToken ct) =>
        await OwedPageAsync(book, on, null, ct) is { Book: { } } page ? File(ContractSheets.Of(page, texts), HoldingSheets.Type, $"payables-{page.Book.Code}-{page.On:yyyyMMdd}.xlsx") : NotFound();

    [HttpGet("/finance/invoices/{id:long}")]
    public Task<IActionResult> Show(long id, CancellationToken ct) => PageAsync(id, null, ct);

    [HttpGet("/finance/invoices/{id:long}/file")]
    public async Task<IActionResult> Paper(long id, CancellationToken ct) => await invoices.FindAsync(id, ct) is { } invoice ? KeptFile.Of(this, files, invoice.FileSha256, $"invoice-{id}") : NotFound();

    [HttpPost("/finance/invoices/{id:long}/payments"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Pay(long id, string? key, DateOnly? on, decimal? amountYuan, CancellationToken ct) => StepAsync(id, () => invoices.PayAsync(
        User.Actor(), id, string.IsNullOrEmpty(key) ? Guid.NewGuid().ToString("N") : key, on ?? throw Yuan.Missing("日期"), Yuan.Fen(amountYuan, "金额") ?? throw Yuan.Missing("金额"), ct), ct);

    [HttpPost("/finance/invoices/{id:long}/red"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Red(long id, string? number, DateOnly? on, string? because, CancellationToken ct) => StepAsync(id, () => invoices.RedAsync(
        User.Actor(), id, string.IsNullOrWhiteSpace(number) ? throw Yuan.Missing("红字发票号码") : number.Trim(), on ?? throw Yuan.Missing("日期"), string.IsNullOrWhiteSpace(because) ? throw Yuan.Missing("原因") : because.Trim(), ct), ct);

    private async Task<OwedPage?> OwedPageAsync(string? book, DateOnly? on, int? bucket, CancellationToken ct)
    {
        var all = await books.ListAsync(ct);
        var shown = string.IsNullOrEmpty(book) ? all.FirstOrDefault(b => b.Kind == "company") ?? (all.Count > 0 ? all[0] : null) : all.SingleOrDefault(b => b.Code == book);
        if (shown is null)
            return string.IsNullOrEmpty(book) ? new OwedPage(all, null, CountyClock.Today, null, [], [], 0) : null;
        var day = on ?? CountyClock.Today;
        return new OwedPage(all, shown, day, bucket, await sales.BucketsAsync(ct), await invoices.AgeingAsync(shown.Code, day, ct), await invoices.PayableFenAsync(shown.Code, day, ct));
    }

    // False where a book, a side or a standing was named that there is not: no invoice is no answer.
    private async Task<bool> IsOfAskedAsync(string? book, string? side, string? state, CancellationToken ct) =>
        (string.IsNullOrEmpty(state) || InvoicesPage.Standings.Contains(state)) && (string.IsNullOrEmpty(side) || side is "issued" or "received")
        && (string.IsNullOrEmpty(book) || await books.FindAsync(book, ct) is not null);

    private async Task<IReadOnlyList<InvoiceRow>> ShownAsync(string? book, string? side, string? state, CancellationToken ct) =>
        [.. (await invoices.ListAsync(string.IsNullOrEmpty(book) ? null : book, string.IsNullOrEmpty(side) ? null : side, ct: ct)).Where(i => InvoicesPage.Stands(i, state, CountyClock.Today))];

    private async Task<IActionResult> ListPageAsync(string? book, string? side, string? state, string? refusal, CancellationToken ct) => View("Invoices", new InvoicesPage(
        await books.ListAsync(ct), book, side, state, await ShownAsync(book, side, state, ct), await contracts.ListAsync(ct: ct),
        [.. (await sales.ListAsync(ct: ct)).Where(s => s.Outcome != "voided" && s.InvoicedFen < s.AmountFen)], refusal));

    private async Task<IActionResult> PageAsync(long id, string? refusal, CancellationToken ct) => await invoices.FindAsync(id, ct) is { } invoice
        ? View("Invoice", new InvoicePage(invoice, await sales.SettledAsync(null, id, ct), refusal)) : NotFound();

    private async Task<IActionResult> StepAsync(long id, Func<Task> step, CancellationToken ct) =>
        await invoices.FindAsync(id, ct) is null ? NotFound() : await this.TakeAsync(step, $"/finance/invoices/{id}", refusal => PageAsync(id, refusal, ct));
}

public sealed class InvoiceForm
{
    public string? Book { get; set; }
    public string? Side { get; set; }
    public string? Number { get; set; }
    public DateOnly? InvoicedOn { get; set; }
    public DateOnly? DueOn { get; set; }
    public string? Counterparty { get; set; }
    public string? What { get; set; }
    public decimal? NetYuan { get; set; }
    public decimal? TaxYuan { get; set; }
    public string? Treatment { get; set; }
    public decimal? RatePercent { get; set; }
    public long? ContractId { get; set; }
    public long? SaleId { get; set; }
    public IFormFile? File { get; set; }

    public NewInvoice Draft() => new(
        Book ?? throw Yuan.Missing("账簿"), Side ?? "", Number?.Trim() ?? "", InvoicedOn ?? throw Yuan.Missing("开票日期"), Counterparty?.Trim() ?? "", What?.Trim() ?? "",
        Yuan.Fen(NetYuan, "不含税金额") ?? throw Yuan.Missing("不含税金额"), Yuan.Fen(TaxYuan, "税额") ?? 0, string.IsNullOrEmpty(Treatment) ? throw Yuan.Missing("计税方式") : Treatment, RatePercent / 100, DueOn, ContractId, SaleId);
}

public sealed record InvoicesPage(
    IReadOnlyList<BookRow> Books, string? Book, string? Side, string? State, IReadOnlyList<InvoiceRow> Invoices, IReadOnlyList<ContractLine> Contracts, IReadOnlyList<SaleRow> Sales, string? Refusal)
{
    /// <summary>What a list of invoices can be asked for, beside all of them.</summary>
    public static IReadOnlyList<string> Standings { get; } = ["waiting", "open", "overdue", "settled", "voided", "red"];

    /// <summary>What <see cref="Standings"/> are called, in Chinese: the keys of their English.</summary>
    public static string NameOf(string state) => state switch
    {
        "waiting" => "待复核", "open" => "未付清", "overdue" => "逾期未付", "settled" => "已付清", "voided" => "凭证已作废或冲销", _ => "已红冲或待红冲",
    };

    /// <summary>True for a received invoice that is owed, not paid in whole and past the day it was due.</summary>
    public static bool IsOverdue(InvoiceRow invoice, DateOnly today) => IsOpen(invoice) && invoice.DueOn < today;

    /// <summary>True for an invoice that stands so on a day; every one does where nothing is asked (null or empty).</summary>
    public static bool Stands(InvoiceRow invoice, string? state, DateOnly today) => state switch
    {
        "open" => IsOpen(invoice), "overdue" => IsOverdue(invoice, today), "red" => invoice.RedNumber is not null || invoice.RedDueOn is not null,
        "waiting" => invoice is { Side: "received", RedNumber: null, Outcome: "pending" }, "voided" => invoice is { Side: "received", RedNumber: null, Outcome: "voided" },
        "settled" => invoice is { Side: "received", RedNumber: null, Outcome: "posted" } && invoice.PaidFen >= invoice.GrossFen, _ => true,
    };

    private static bool IsOpen(InvoiceRow invoice) => invoice is { Side: "received", RedNumber: null, Outcome: "posted" } && invoice.PaidFen < invoice.GrossFen;
}

public sealed record InvoicePage(InvoiceRow Invoice, IReadOnlyList<SettledRow> Settled, string? Refusal)
{
    /// <summary>Where an invoice stands, in Chinese: the key of its English.</summary>
    public static string StateOf(InvoiceRow invoice) => invoice switch
    {
        { RedNumber: not null } => "已红冲", { RedDueOn: not null } => "待红冲", { Side: "issued" } => "已开出", { IsReversed: true } => "凭证已冲销", { Outcome: "voided" } => "凭证已作废", { Outcome: "pending" } => "待复核",
        _ when invoice.PaidFen >= invoice.GrossFen => "已付清", _ when invoice.PaidFen > 0 => "部分已付", _ => "未付",
    };
}

/// <param name="AccountFen">What the payable account holds on the day.</param>
public sealed record OwedPage(IReadOnlyList<BookRow> Books, BookRow? Book, DateOnly On, int? Bucket, IReadOnlyList<AgeingBucket> Buckets, IReadOnlyList<OwedInvoice> Rows, long AccountFen)
{
    public long LeftFen => Rows.Sum(r => r.LeftFen);

    public IEnumerable<OwedInvoice> Shown => Rows.Where(r => Bucket is null || r.Bucket == Bucket);
}
