using ForestCarbon.Ccer.Projects;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Contracts;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>Sales: acts of the subsidiary book taken into the seller's book, what came in for them, and what is due by age.</summary>
[Area("Finance"), Authorize(Policies.ViewBooks)]
public sealed class SalesController(Sales sales, TonnesOrigins origins, ContractBook contracts, Invoices invoices, MoneyEvents events, EntityBooks books, IStringLocalizer<Texts> texts) : Controller
{
    [HttpGet("/finance/sales")]
    public Task<IActionResult> List(string? book, CancellationToken ct) => ListPageAsync(book, null, ct);

    [HttpGet("/finance/sales.xlsx")]
    public async Task<IActionResult> Workbook(string? book, CancellationToken ct) =>
        File(ContractSheets.Of(await sales.ListAsync(string.IsNullOrEmpty(book) ? null : book, ct: ct), texts), HoldingSheets.Type, "sales.xlsx");

    [HttpPost("/finance/sales"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Take(SaleForm form, CancellationToken ct)
    {
        try
        {
            return LocalRedirect($"/finance/sales/{await sales.TakeAsync(User.Actor(), form.Draft(), ct)}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = ActsController.StatusOf(refused);
            return await ListPageAsync(null, refused.Message, ct);
        }
    }

    [HttpPost("/finance/tax-rates"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> EnterTaxRate(DateOnly? from, string? treatment, decimal? ratePercent, string? source, CancellationToken ct)
    {
        try
        {
            await sales.EnterTaxRateAsync(User.Actor(), "sink-sale", from ?? throw Yuan.Missing("起始日"), SaleForm.Choice(treatment, ratePercent, source), "M", ct: ct);
            return LocalRedirect("/finance/sales#tax");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ListPageAsync(null, refused.Message, ct);
        }
    }

    [HttpGet("/finance/sales/{id:long}")]
    public Task<IActionResult> Show(long id, CancellationToken ct) => PageAsync(id, null, ct);

    [HttpPost("/finance/sales/{id:long}/receipts"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Receive(long id, string? key, DateOnly? on, decimal? amountYuan, bool advance, CancellationToken ct) => StepAsync(id, () => sales.ReceiveAsync(
        User.Actor(), id, string.IsNullOrEmpty(key) ? Guid.NewGuid().ToString("N") : key, on ?? throw Yuan.Missing("日期"), Yuan.Fen(amountYuan, "金额") ?? throw Yuan.Missing("金额"), advance, ct), ct);

    [HttpPost("/finance/sales/{id:long}/fee"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Fee(long id, DateOnly? on, CancellationToken ct) => StepAsync(id, () => sales.PayFeeAsync(User.Actor(), id, on ?? throw Yuan.Missing("日期"), ct), ct);

    [HttpPost("/finance/sales/{id:long}/reverse"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Reverse(long id, DateOnly? on, CancellationToken ct) => StepAsync(id, () => sales.ReverseAsync(User.Actor(), id, on ?? throw Yuan.Missing("日期"), ct), ct);

    [HttpGet("/finance/receivables")]
    public async Task<IActionResult> Receivables(string? book, DateOnly? on, int? bucket, CancellationToken ct) =>
        await AgeingPageAsync(book, on, bucket, ct) is { } page ? View("Receivables", page) : NotFound();

    [HttpGet("/finance/receivables.xlsx")]
    public async Task<IActionResult> ReceivablesXlsx(string? book, DateOnly? on, CancellationToken ct) =>
        await AgeingPageAsync(book, on, null, ct) is { Book: { } } page ? File(ContractSheets.Of(page, texts), HoldingSheets.Type, $"receivables-{page.Book.Code}-{page.On:yyyyMMdd}.xlsx") : NotFound();

    private async Task<AgeingPage?> AgeingPageAsync(string? book, DateOnly? on, int? bucket, CancellationToken ct)
    {
        var all = await books.ListAsync(ct);
        var shown = string.IsNullOrEmpty(book) ? all.FirstOrDefault(b => b.Kind == "company") ?? (all.Count > 0 ? all[0] : null) : all.SingleOrDefault(b => b.Code == book);
        if (shown is null)
            return string.IsNullOrEmpty(book) ? new AgeingPage(all, null, CountyClock.Today, null, [], [], 0) : null;
        var day = on ?? CountyClock.Today;
        return new AgeingPage(all, shown, day, bucket, await sales.BucketsAsync(ct), await sales.AgeingAsync(shown.Code, day, ct), await sales.ReceivableFenAsync(shown.Code, day, ct));
    }

    private async Task<IActionResult> ListPageAsync(string? book, string? refusal, CancellationToken ct) => View("Sales", new SalesPage(
        await books.ListAsync(ct), book, await sales.OpenActsAsync(string.IsNullOrEmpty(book) ? null : book, ct), await sales.ListAsync(string.IsNullOrEmpty(book) ? null : book, ct: ct), await contracts.ListAsync(ct: ct),
        await sales.TaxRatesAsync(ct), refusal));

    private async Task<IActionResult> PageAsync(long id, string? refusal, CancellationToken ct) => await sales.FindAsync(id, ct) is { } sale && await sales.ActAsync(sale.ActId, ct) is { } act
        ? View("Sale", new SalePage(sale, act, await sales.SettledAsync(id, null, ct), await invoices.ListAsync(saleId: id, ct: ct),
            [.. (await events.OfSubjectAsync("act", sale.ActId.ToString(System.Globalization.CultureInfo.InvariantCulture), ct)).Where(e => e.Template is "sale-agreed" or "fee-paid" or "sale-reversed")],
            await origins.OfAsync(sale.ProjectCode, User.Scope(), entry: act.PostedEntryId, ct: ct), refusal))
        : NotFound();

    private async Task<IActionResult> StepAsync(long id, Func<Task> step, CancellationToken ct) =>
        await sales.FindAsync(id, ct) is null ? NotFound() : await this.TakeAsync(step, $"/finance/sales/{id}", refusal => PageAsync(id, refusal, ct));
}

public sealed class SaleForm
{
    public long? ActId { get; set; }
    public long? ContractId { get; set; }
    public string? Treatment { get; set; }
    public decimal? RatePercent { get; set; }
    public string? Source { get; set; }

    public NewSale Draft() => new(ActId ?? throw Yuan.Missing("办理单"), Choice(Treatment, RatePercent, Source), ContractId);

    internal static TaxChoice Choice(string? treatment, decimal? percent, string? source) => new(
        string.IsNullOrEmpty(treatment) ? throw Yuan.Missing("计税方式") : treatment, percent / 100, string.IsNullOrWhiteSpace(source) ? throw Yuan.Missing("计税依据") : source.Trim());

    /// <summary>What a treatment is called, in Chinese: the key of its English.</summary>
    public static string TreatmentOf(string? treatment) => treatment switch { "taxed" => "征税", "exempt" => "免税", "not-taxed" => "不征税", _ => "缺" };
}

public sealed record SalesPage(
    IReadOnlyList<BookRow> Books, string? Book, IReadOnlyList<SaleAct> Open, IReadOnlyList<SaleRow> Sales, IReadOnlyList<ContractLine> Contracts, IReadOnlyList<TaxRateRow> Rates, string? Refusal)
{
    /// <summary>The dated rate of a day; null where it is missing.</summary>
    public TaxRateRow? RateOn(DateOnly day) => Rates.SingleOrDefault(r => r.Supply == "sink-sale" && r.Treatment is not null && r.FromOn <= day && (r.UntilOn is null || r.UntilOn >= day));

    public IEnumerable<ContractLine> ContractsOf(SaleAct act) => Contracts.Where(c => c.Book == act.Book && c.Kind is "sale" or "forward" && c.EndedOn is null && c.SignedOn <= act.EffectiveOn && (c.UntilOn is null || c.UntilOn >= act.EffectiveOn));
}

public sealed record SalePage(SaleRow Sale, SaleAct Act, IReadOnlyList<SettledRow> Settled, IReadOnlyList<InvoiceRow> Invoices, IReadOnlyList<EventRow> Vouchers, TonnesOrigin Origin, string? Refusal);

/// <param name="AccountFen">What the receivable account holds on the day.</param>
public sealed record AgeingPage(IReadOnlyList<BookRow> Books, BookRow? Book, DateOnly On, int? Bucket, IReadOnlyList<AgeingBucket> Buckets, IReadOnlyList<AgedRow> Rows, long AccountFen)
{
    public long LeftFen => Rows.Sum(r => r.LeftFen);

    public IEnumerable<AgedRow> Shown => Rows.Where(r => Bucket is null || r.Bucket == Bucket);
}
