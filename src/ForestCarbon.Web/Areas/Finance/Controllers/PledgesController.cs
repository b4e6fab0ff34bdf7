using ForestCarbon.Ccer.Projects;
using ForestCarbon.Finance;
using ForestCarbon.Finance.Contracts;
using ForestCarbon.Finance.Green;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>The pledge register: what is pledged, tied to the frozen tonnes of the subsidiary book, what it is worth factor by factor, and the sheet a bank reads.</summary>
[Area("Finance"), Authorize(Policies.ViewBooks)]
public sealed class PledgesController(
    Pledges pledges, Loans loans, Sales sales, PriceBook prices, ProjectBook projects, HoldingBook holdings, FileStore files, PrintedView printed, IStringLocalizer<Texts> texts) : Controller
{
    private const long MostFileBytes = 50L << 20;

    [HttpGet("/finance/pledges")]
    public Task<IActionResult> List(CancellationToken ct) => ListPageAsync(null, ct);

    [HttpPost("/finance/pledges"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public async Task<IActionResult> Enter(PledgeForm form, CancellationToken ct)
    {
        try
        {
            long id = 0;
            await WithPaperAsync(form.File, async paper => id = await pledges.EnterAsync(User.Actor(), form.Draft(), paper, ct), ct);
            return LocalRedirect($"/finance/pledges/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ListPageAsync(refused.Message, ct);
        }
    }

    [HttpPost("/finance/valuation-factors"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> EnterFactor(string? factor, decimal? value, DateOnly? from, string? source, CancellationToken ct)
    {
        try
        {
            await pledges.EnterFactorAsync(User.Actor(), factor ?? "", value ?? throw Yuan.Missing("数值"), from ?? throw Yuan.Missing("起始日"), source ?? "", "M", ct: ct);
            return LocalRedirect("/finance/pledges#factors");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ListPageAsync(refused.Message, ct);
        }
    }

    [HttpGet("/finance/pledges/{id:long}")]
    public Task<IActionResult> Show(long id, CancellationToken ct) => PageAsync(id, null, ct);

    [HttpGet("/finance/pledges/{id:long}/file")]
    public async Task<IActionResult> Paper(long id, CancellationToken ct) => await pledges.FindAsync(id, ct) is { } pledge ? KeptFile.Of(this, files, pledge.FileSha256, $"pledge-{id}") : NotFound();

    [HttpPost("/finance/pledges/{id:long}/valuations"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Value(long id, DateOnly? on, CancellationToken ct) => StepAsync(id, () => pledges.ValueAsync(User.Actor(), id, on ?? CountyClock.Today, ct), ct);

    [HttpPost("/finance/pledges/{id:long}/releases"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Release(long id, long? actId, DateOnly? on, string? because, IFormFile? file, CancellationToken ct) => StepAsync(id, () => WithPaperAsync(file, paper =>
        pledges.ReleaseAsync(User.Actor(), id, actId, on ?? CountyClock.Today, because ?? "", paper, ct), ct), ct);

    /// <summary>What a bank reads of a pledge: the same on screen, on paper and in the workbook; nothing can be changed on it.</summary>
    [HttpGet("/finance/pledges/{id:long}/sheet")]
    public async Task<IActionResult> Sheet(long id, CancellationToken ct) => await SheetAsync(id, ct) is { } sheet ? View("Sheet", sheet) : NotFound();

    [HttpGet("/finance/pledges/{id:long}/sheet.pdf")]
    public async Task<IActionResult> SheetPdf(long id, CancellationToken ct)
    {
        if (await SheetAsync(id, ct) is not { } sheet)
            return NotFound();
        return await printed.PdfAsync(HttpContext, "~/Areas/Finance/Views/Pledges/Printed.cshtml", sheet, texts["质押资料单"], $"pledge-{id}.pdf", ct);
    }

    [HttpGet("/finance/pledges/{id:long}/sheet.xlsx")]
    public async Task<IActionResult> SheetXlsx(long id, CancellationToken ct) => await SheetAsync(id, ct) is { } sheet ? File(PledgeSheets.Of(sheet, texts), HoldingSheets.Type, $"pledge-{id}.xlsx") : NotFound();

    private static async Task WithPaperAsync(IFormFile? file, Func<SentPaper?, Task> use, CancellationToken ct)
    {
        if (file is not null)
            await ActsController.WithFileAsync(file, "", (path, name) => use(new(path, name)), ct);
        else
            await use(null);
    }

    private async Task<PledgeSheet?> SheetAsync(long id, CancellationToken ct)
    {
        if (await pledges.FindAsync(id, ct) is not { } pledge || await loans.FindAsync(pledge.LoanId, ct) is not { } loan)
            return null;
        var kept = await pledges.ValuationsAsync(id, ct);
        var project = pledge.ProjectCode is { } code ? await projects.FindAsync(code, User.Scope(), ct) : null;
        var held = pledge.ProjectCode is { } series ? (await holdings.AsOfAsync(DateOnly.MaxValue, ct: ct)).Where(h => h.Project == series).ToList() : [];
        var sold = (await sales.ListAsync(loan.Book, ct: ct)).Where(s => s is { Outcome: "posted", IsReversed: false }).ToList();
        return new PledgeSheet(CountyClock.Today, pledge, loan, project, kept.Count > 0 ? kept[0] : null, held, sold,
            pledge.ProjectCode is { } insured ? await loans.PoliciesAsync(insured, ct) : [], [.. (await prices.RowsAsync("CCER", ct)).TakeLast(60)], await WorthAsync(pledge.LoanId, ct));
    }

    // What the living pledges of a loan are worth together; null where one of them has no value.
    private async Task<long?> WorthAsync(long loanId, CancellationToken ct)
    {
        var living = (await pledges.ListAsync(loanId, ct: ct)).Where(p => p.EndedOn is null).ToList();
        return living.Count > 0 && living.All(p => p.ValueFen is not null) ? living.Sum(p => p.ValueFen!.Value) : null;
    }

    private async Task<IActionResult> ListPageAsync(string? refusal, CancellationToken ct) => View("Pledges", new PledgesPage(
        await pledges.ListAsync(ct: ct), await pledges.FrozenAsync(ct), await pledges.FactorsAsync(ct), await pledges.ActsAsync(ct), await loans.ListAsync(ct: ct), refusal));

    private async Task<IActionResult> PageAsync(long id, string? refusal, CancellationToken ct)
    {
        if (await pledges.FindAsync(id, ct) is not { } pledge)
            return NotFound();
        var kept = await pledges.ValuationsAsync(id, ct);
        return View("Pledge", new PledgePage(pledge, (await loans.FindAsync(pledge.LoanId, ct))!, kept, await pledges.ValuationOfAsync(pledge, CountyClock.Today, ct), await pledges.ReleasesAsync(id, ct),
            [.. (await pledges.ActsAsync(ct)).Where(a => a.Kind == "release" && a.Project == pledge.ProjectCode && a.Vintage == pledge.Vintage)], await WorthAsync(pledge.LoanId, ct), PdfPrinter.IsAvailable, refusal));
    }

    private async Task<IActionResult> StepAsync(long id, Func<Task> step, CancellationToken ct) =>
        await pledges.FindAsync(id, ct) is null ? NotFound() : await this.TakeAsync(step, $"/finance/pledges/{id}", said => PageAsync(id, said, ct));
}

public sealed class PledgeForm
{
    public long? LoanId { get; set; }
    public string? Kind { get; set; }
    public long? ActId { get; set; }
    public string? ProjectCode { get; set; }
    public int? FromYear { get; set; }
    public int? LastYear { get; set; }
    public string? What { get; set; }
    public string? RegistrationNo { get; set; }
    public DateOnly? RegisteredOn { get; set; }
    public DateOnly? UntilOn { get; set; }
    public IFormFile? File { get; set; }

    // What another kind asks for is left out, so that a form filled in twice is no contradiction.
    public NewPledge Draft() => new(
        LoanId ?? throw Yuan.Missing("贷款"), Kind ?? "", RegistrationNo?.Trim() ?? "", RegisteredOn ?? throw Yuan.Missing("登记日"), UntilOn ?? throw Yuan.Missing("登记到期日"),
        Kind == "frozen-tonnes" ? ActId : null, null, Kind == "frozen-tonnes" || string.IsNullOrWhiteSpace(ProjectCode) ? null : ProjectCode.Trim(), Kind == "expected-revenue" ? FromYear ?? throw Yuan.Missing("起年") : null,
        Kind == "expected-revenue" ? LastYear is { } last && last >= FromYear ? last : throw new RefusedException("质押的止年不能早于起年。", "The last year of a pledge is not before the first.") : null, What?.Trim() ?? "");
}

public sealed record PledgesPage(
    IReadOnlyList<PledgeRow> Pledges, IReadOnlyList<FrozenRow> Frozen, IReadOnlyList<ValuationFactor> Factors, IReadOnlyList<PledgeAct> Acts, IReadOnlyList<LoanRow> Loans, string? Refusal)
{
    public static IReadOnlyList<string> Kinds { get; } = ["frozen-tonnes", "expected-revenue", "forest-right"];

    /// <summary>What a kind is called, in Chinese: the key of its English.</summary>
    public static string KindOf(string kind) => kind switch { "frozen-tonnes" => "已登记减排量", "expected-revenue" => "碳汇预期收益权", _ => "林权抵押" };

    public static IReadOnlyList<string> Outside { get; } = ["price-days", "haircut", "discount", "survival", "lag-years"];
}

/// <param name="Now">As it would be valued today, not kept.</param>
/// <param name="WorthFen">Of all living pledges of the loan; null where one has no value.</param>
public sealed record PledgePage(
    PledgeRow Pledge, LoanRow Loan, IReadOnlyList<KeptValuation> Kept, Valuation Now, IReadOnlyList<ReleaseRow> Releases, IReadOnlyList<PledgeAct> ReleaseActs, long? WorthFen, bool CanPrint, string? Refusal);

public sealed record PledgeSheet(
    DateOnly On, PledgeRow Pledge, LoanRow Loan, ProjectRow? Project, KeptValuation? Valuation, IReadOnlyList<HoldingLine> Held, IReadOnlyList<SaleRow> Sales, IReadOnlyList<PolicyRow> Policies, IReadOnlyList<PriceRow> Prices,
    long? WorthFen)
{
    public long SoldT => Sales.Sum(s => s.Tonnes);

    public long SoldFen => Sales.Sum(s => s.AmountFen);

    /// <summary>What is owed per cent of what all living pledges of the loan are worth; null where one of them has no value.</summary>
    public decimal? CoverPercent => WorthFen is > 0 and var worth ? decimal.Round(Loan.LeftFen * 100m / worth, 1) : null;
}
