using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Contracts;
using ForestCarbon.Finance.Green;
using ForestCarbon.Finance.Sharing;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
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

/// <summary>The books of the accounting entities: what came in and is owed, vouchers, accounts, closing. Each amount opens its voucher, each voucher its postings.</summary>
[Area("Finance"), Authorize(Policies.ViewBooks)]
public sealed class BooksController(
    EntityBooks books, MoneyEvents events, VoucherPapers papers, Funds funds, Loans loans, Closing closing, BookDesk desk, Sales sales, BenefitSharing sharing, FileStore files, PrintedView printed, IUserStore<Account> accounts,
    IStringLocalizer<Texts> texts) : Controller
{
    private const string Sheet = HoldingSheets.Type;
    private const long MostFileBytes = 20L << 20;

    /// <summary>Vouchers that are printed as sheets of one PDF; more are printed between nearer days.</summary>
    public const int MostSheets = 300;

    // Vouchers to a page of the journal.
    private const int PageOfVouchers = 40;

    [HttpGet("/finance/books")]
    public async Task<IActionResult> First(CancellationToken ct) => await books.ListAsync(ct) is [var first, ..]
        ? LocalRedirect($"/finance/books/{Uri.EscapeDataString(first.Code)}")
        : View("None");

    [HttpGet("/finance/books/{code}")]
    public async Task<IActionResult> Show(string code, [FromQuery] JournalFilter filter, long? voucher, CancellationToken ct)
    {
        var all = await books.ListAsync(ct);
        if (all.SingleOrDefault(b => b.Code == code) is not { } book)
            return NotFound();
        var shown = filter.Year is >= 2000 and <= 2100 ? filter.Year.Value : CountyClock.Today.Year;
        var (outcome, words) = (filter.Outcome is "pending" or "posted" or "voided" ? filter.Outcome : null, string.IsNullOrWhiteSpace(filter.Q) ? null : filter.Q.Trim());
        var journal = await events.ListAsync(code, new(shown, 1, 1), new(shown, 12, 31), outcome, filter.Fund, PageOfVouchers + 1, words, filter.Before, ct);
        var page = journal.Take(PageOfVouchers).ToList();
        var open = page.FirstOrDefault(e => e.EventId == voucher) ?? (page.Count > 0 ? page[0] : null);
        return View("Book", new BookPage(
            book, all, filter with { Year = shown, Outcome = outcome, Q = words }, await desk.FiguresAsync(code, shown, ct), await desk.QuartersAsync(code, shown - 1, shown, ct), await desk.OwedAsync(code, ct), page,
            journal.Count > PageOfVouchers ? page[^1].EventId : null, [.. (await funds.ListAsync(code, ct)).Where(f => f.BudgetYear == shown)], await sales.AgeingAsync(code, CountyClock.Today, ct),
            await desk.SoldAsync(code, shown, ct), await desk.LateAsync(code, CountyClock.Today, ct), open, open is null ? [] : await events.LinesAsync(open.EventId, ct)));
    }

    [HttpGet("/finance/books/{code}/vouchers.xlsx")]
    public async Task<IActionResult> Vouchers(string code, DateOnly? from, DateOnly? through, CancellationToken ct)
    {
        if (await books.FindAsync(code, ct) is not { } book)
            return NotFound();
        var (first, last) = (from ?? new(CountyClock.Today.Year, 1, 1), through ?? CountyClock.Today);
        return File(BookSheets.Of(book, await events.VoucherLinesAsync(code, first, last, ct), first, last, texts), Sheet, $"vouchers-{code}-{first:yyyyMMdd}-{last:yyyyMMdd}.xlsx");
    }

    /// <summary>The vouchers of a month, or between two days, each a sheet of one PDF: what is filed. The book's own by their number, then those of other books that move it; voided ones too, so that no number lacks.</summary>
    [HttpGet("/finance/books/{code}/vouchers.pdf")]
    public async Task<IActionResult> VoucherSheets(string code, string? month, DateOnly? from, DateOnly? through, CancellationToken ct)
    {
        if (await books.FindAsync(code, ct) is null)
            return NotFound();
        var end = string.IsNullOrEmpty(month) ? through ?? CountyClock.Today : EndOf(month);
        var (first, last) = (string.IsNullOrEmpty(month) && from is { } given ? given : new DateOnly(end.Year, end.Month, 1), end);
        var count = await events.CountAsync(code, first, last, ct);
        if (count is 0 or > MostSheets)
            throw count == 0
                ? new RefusedException($"{first:yyyy-MM-dd} 至 {last:yyyy-MM-dd} 没有凭证。", $"There is no voucher from {first:yyyy-MM-dd} to {last:yyyy-MM-dd}.")
                : new RefusedException($"{first:yyyy-MM-dd} 至 {last:yyyy-MM-dd} 有 {count} 张凭证，一份 PDF 最多印 {MostSheets} 张：请用 from、through 分几段日期打印。",
                    $"There are {count} vouchers from {first:yyyy-MM-dd} to {last:yyyy-MM-dd}; one PDF prints at most {MostSheets}: print them in parts, by from and through.");
        var rows = (await events.ListAsync(code, first, last, limit: MostSheets, ct: ct)).OrderBy(e => e.Book != code).ThenBy(e => e.Book, StringComparer.Ordinal).ThenBy(e => e.EventId).ToList();
        return await printed.PdfAsync(HttpContext, "~/Areas/Finance/Views/Books/VouchersPrinted.cshtml", await SheetsAsync(rows, ct), texts["记账凭证"], $"vouchers-{code}-{first:yyyyMMdd}-{last:yyyyMMdd}.pdf", ct);
    }

    [HttpGet("/finance/books/{code}/trial-balance")]
    public async Task<IActionResult> TrialBalance(string code, DateOnly? from, DateOnly? through, CancellationToken ct) =>
        await TrialPageAsync(code, from, through, ct) is { } page ? View("TrialBalance", page) : NotFound();

    [HttpGet("/finance/books/{code}/trial-balance.xlsx")]
    public async Task<IActionResult> TrialBalanceXlsx(string code, DateOnly? from, DateOnly? through, CancellationToken ct) =>
        await TrialPageAsync(code, from, through, ct) is { } page ? File(BookSheets.Of(page, texts), Sheet, $"trial-balance-{code}.xlsx") : NotFound();

    /// <summary>The chart of the book's accounting system and which accounts each event moves.</summary>
    [HttpGet("/finance/books/{code}/chart")]
    public async Task<IActionResult> Chart(string code, CancellationToken ct) => await books.FindAsync(code, ct) is { } book
        ? View("Chart", new ChartPage(book, await books.ChartAsync(book.AccountingSystem, ct), await books.TemplatesAsync(book.AccountingSystem, ct))) : NotFound();

    [HttpGet("/finance/books/{code}/accounts/{account}")]
    public async Task<IActionResult> AccountLines(string code, string account, DateOnly? from, DateOnly? through, CancellationToken ct) =>
        await AccountPageAsync(code, account, from, through, ct) is { } page ? View("AccountLines", page) : NotFound();

    [HttpGet("/finance/books/{code}/accounts/{account}.xlsx")]
    public async Task<IActionResult> AccountLinesXlsx(string code, string account, DateOnly? from, DateOnly? through, CancellationToken ct) =>
        await AccountPageAsync(code, account, from, through, ct) is { } page ? File(BookSheets.Of(page, texts), Sheet, $"account-{code}-{account}.xlsx") : NotFound();

    [HttpGet("/finance/books/{code}/new"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> New(string code, string? template, CancellationToken ct) =>
        FormAsync(code, new EventForm { Key = Guid.NewGuid().ToString("N"), Template = template ?? "" }, null, ct);

    [HttpPost("/finance/books/{code}/vouchers"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Make(string code, EventForm form, CancellationToken ct)
    {
        try
        {
            return LocalRedirect($"/finance/vouchers/{await events.MakeAsync(User.Actor(), form.Draft(code), ct)}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = ActsController.StatusOf(refused);
            return await FormAsync(code, form, refused.Message, ct);
        }
    }

    [HttpGet("/finance/vouchers/{id:long}")]
    public Task<IActionResult> Voucher(long id, CancellationToken ct) => VoucherPageAsync(id, null, ct);

    /// <summary>The voucher as a sheet to file: lines, maker and checker, the papers it rests on and its trail.</summary>
    [HttpGet("/finance/vouchers/{id:long}/sheet")]
    public async Task<IActionResult> SheetPage(long id, CancellationToken ct) => await SheetAsync(id, ct) is { } sheet ? View("VoucherSheet", sheet) : NotFound();

    [HttpGet("/finance/vouchers/{id:long}/sheet.pdf")]
    public async Task<IActionResult> SheetPdf(long id, CancellationToken ct) => await SheetAsync(id, ct) is { } sheet
        ? await printed.PdfAsync(HttpContext, "~/Areas/Finance/Views/Books/VoucherPrinted.cshtml", sheet, texts["记账凭证"], $"voucher-{id}.pdf", ct)
        : NotFound();

    [HttpPost("/finance/vouchers/{id:long}/post"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Post(long id, CancellationToken ct) => StepAsync(id, () => events.PostAsync(User.Actor(), id, ct), ct);

    [HttpPost("/finance/vouchers/{id:long}/void"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Void(long id, CancellationToken ct) => StepAsync(id, () => events.VoidAsync(User.Actor(), id, ct), ct);

    [HttpPost("/finance/vouchers/{id:long}/reverse"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Reverse(long id, DateOnly? on, string? because, CancellationToken ct)
    {
        var made = id;
        var answer = await StepAsync(id, async () => made = await events.ReverseAsync(User.Actor(), id, on ?? throw Yuan.Missing("日期"), because ?? "", ct), ct);
        return made == id ? answer : LocalRedirect($"/finance/vouchers/{made}");
    }

    /// <summary>A paper put to the voucher itself.</summary>
    [HttpPost("/finance/vouchers/{id:long}/papers"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> AddPaper(long id, string? name, DateOnly? dated, IFormFile? file, CancellationToken ct) => StepAsync(id, () => ActsController.WithFileAsync(
        file, ("请选择附件的文件。", "Choose the file of the paper."), (path, sent) => papers.AddAsync(User.Actor(), id, name ?? "", dated ?? throw Yuan.Missing("文件日期"), new(path, sent), ct), ct), ct);

    [HttpGet("/finance/vouchers/{id:long}/papers/{document:long}")]
    public async Task<IActionResult> Paper(long id, long document, CancellationToken ct) => KeptFile.Of(this, files, await papers.HashAsync(id, document, ct), $"voucher-{id}-{document}");

    [HttpGet("/finance/books/{code}/close")]
    public Task<IActionResult> Close(string code, string? month, CancellationToken ct) => ClosePageAsync(code, month, null, ct);

    [HttpPost("/finance/books/{code}/close"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> AskClose(string code, string? month, CancellationToken ct) =>
        CloseStepAsync(code, month, () => closing.AskAsync(User.Actor(), code, EndOf(month), ct), ct);

    [HttpPost("/finance/books/{code}/close/{id:long}"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> ConfirmClose(string code, long id, CancellationToken ct) =>
        CloseStepAsync(code, null, () => closing.ConfirmAsync(User.Actor(), code, id, ct), ct);

    [HttpPost("/finance/books/{code}/close/{id:long}/withdraw"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> WithdrawClose(string code, long id, CancellationToken ct) =>
        CloseStepAsync(code, null, () => closing.WithdrawAsync(User.Actor(), code, id, ct), ct);

    [HttpPost("/finance/books/{code}/year-transfer"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> TransferYear(string code, int year, CancellationToken ct) =>
        CloseStepAsync(code, null, () => closing.TransferYearAsync(User.Actor(), code, year, ct), ct);

    private static DateOnly EndOf(string? month) =>
        DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var first)
            ? new DateOnly(first.Year, first.Month, DateTime.DaysInMonth(first.Year, first.Month))
            : throw new RefusedException("请选择月份。", "Choose a month.");

    private async Task<TrialPage?> TrialPageAsync(string code, DateOnly? from, DateOnly? through, CancellationToken ct) => await books.FindAsync(code, ct) is not { } book ? null
        : from is { } first ? new TrialPage(book, first, through ?? CountyClock.Today, [], await books.PeriodBalanceAsync(code, first, through ?? CountyClock.Today, ct))
        : new TrialPage(book, null, through, await books.TrialBalanceAsync(code, through, ct), []);

    private async Task<AccountPage?> AccountPageAsync(string code, string account, DateOnly? from, DateOnly? through, CancellationToken ct)
    {
        if (await books.FindAsync(code, ct) is not { } book)
            return null;
        var (first, last) = (from ?? new(CountyClock.Today.Year, 1, 1), through ?? CountyClock.Today);
        var row = (await books.TrialBalanceAsync(code, null, ct)).SingleOrDefault(r => r.Code == account);
        return row is null ? null : new AccountPage(book, row, first, last, await books.AccountLinesAsync(code, account, first, last, ct));
    }

    private async Task<IActionResult> FormAsync(string code, EventForm form, string? refusal, CancellationToken ct)
    {
        if (await books.FindAsync(code, ct) is not { } book)
            return NotFound();
        return View("New", new EventFormPage(book, form, await events.TemplatesAsync(book.AccountingSystem, ct), await books.ListAsync(ct), [.. (await funds.ListAsync(code, ct)).Where(f => f.IsConfirmed)], await loans.ListAsync(ct: ct), refusal));
    }

    private async Task<IActionResult> VoucherPageAsync(long id, string? refusal, CancellationToken ct)
    {
        if (await events.FindAsync(id, ct) is not { } row)
            return NotFound();
        var kept = await events.PapersAsync(id, ct);
        var names = await ((AccountStore)accounts).NamesAsync(kept.Select(p => p.EnteredBy).Append(row.MadeBy).Append(row.DecidedBy).OfType<string>().Distinct(), ct);
        var obstacle = row is { Outcome: "posted", ReversedBy: null } ? await events.ReversalObstacleAsync(id, ct) : null;
        var subject = (await events.SubjectNamesAsync([id], ct)).GetValueOrDefault(id);
        return View("Voucher", new VoucherPage(row, subject, await events.LinesAsync(id, ct), kept, names, User.Actor().Id, obstacle, refusal, await sharing.OfVoucherAsync(id, ct)));
    }

    private async Task<VoucherSheet?> SheetAsync(long id, CancellationToken ct) => await events.FindAsync(id, ct) is { } row ? (await SheetsAsync([row], ct))[0] : null;

    private async Task<IReadOnlyList<VoucherSheet>> SheetsAsync(IReadOnlyList<EventRow> rows, CancellationToken ct)
    {
        long[] ids = [.. rows.Select(r => r.EventId)];
        var tied = (await events.ByIdAsync([.. rows.Select(r => r.Reverses ?? r.ReversedBy).OfType<long>().Distinct()], ct)).ToDictionary(r => r.EventId);
        var lines = (await events.LinesAsync(ids, ct)).ToLookup(l => l.EventId);
        var kept = await events.PapersAsync(ids, ct);
        var ofVoucher = kept.ToLookup(p => p.EventId);
        var names = await ((AccountStore)accounts).NamesAsync(
            rows.Concat(tied.Values).SelectMany(r => new[] { r.MadeBy, r.DecidedBy }).Concat(kept.Select(p => p.EnteredBy)).OfType<string>().Distinct(), ct);
        var subjects = await events.SubjectNamesAsync(ids, ct);
        return [.. rows.Select(r => new VoucherSheet(r, subjects.GetValueOrDefault(r.EventId), (r.Reverses ?? r.ReversedBy) is { } other ? tied.GetValueOrDefault(other) : null, [.. lines[r.EventId]], [.. ofVoucher[r.EventId]], names))];
    }

    private async Task<IActionResult> ClosePageAsync(string code, string? month, string? refusal, CancellationToken ct)
    {
        if (await books.FindAsync(code, ct) is not { } book)
            return NotFound();
        var next = (book.ClosedThrough ?? book.OpenedOn.AddDays(-book.OpenedOn.Day)).AddDays(1);
        var end = string.IsNullOrEmpty(month) ? new DateOnly(next.Year, next.Month, 1).AddMonths(1).AddDays(-1) : EndOf(month);
        var requests = await closing.OpenRequestsAsync(code, ct);
        return View("Close", new ClosePage(
            book, end, await events.CountAsync(code, new(end.Year, end.Month, 1), end, ct) > 0, await closing.ObstaclesAsync(code, end, ct), requests, await ((AccountStore)accounts).NamesAsync(requests.Select(r => r.AskedBy).Distinct(), ct), User.Actor().Id, refusal));
    }

    private async Task<IActionResult> StepAsync(long id, Func<Task> step, CancellationToken ct) =>
        await events.FindAsync(id, ct) is null ? NotFound() : await this.TakeAsync(step, $"/finance/vouchers/{id}", refusal => VoucherPageAsync(id, refusal, ct));

    private async Task<IActionResult> CloseStepAsync(string code, string? month, Func<Task> step, CancellationToken ct)
    {
        if (await books.FindAsync(code, ct) is null)
            return NotFound();
        try
        {
            await step();
            return LocalRedirect($"/finance/books/{Uri.EscapeDataString(code)}/close");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ClosePageAsync(code, null, refused.Message, ct);
        }
    }
}

/// <summary>What the form of an event holds. Amounts in yuan, to the fen.</summary>
public sealed class EventForm
{
    public string Key { get; set; } = "";
    public string Template { get; set; } = "";
    public DateOnly? EffectiveOn { get; set; }
    public string? Summary { get; set; }
    public decimal? AmountYuan { get; set; }
    public decimal? TaxYuan { get; set; }
    public string? OtherBook { get; set; }
    public long? FundId { get; set; }
    public string? Subject { get; set; }

    /// <summary>The loan an interest subsidy is for.</summary>
    public long? LoanId { get; set; }
    public string? Counterparty { get; set; }
    public string? Evidence { get; set; }

    public NewEvent Draft(string book)
    {
        var subject = string.IsNullOrWhiteSpace(Subject) ? null : Subject.Trim();
        var (kind, id) = Template == "interest-subsidy"
            ? ("loan", (LoanId ?? throw Yuan.Missing("贷款")).ToString(System.Globalization.CultureInfo.InvariantCulture))
            : (subject is null ? null : "project", subject);
        return new(string.IsNullOrEmpty(Key) ? Guid.NewGuid().ToString("N") : Key, book, string.IsNullOrEmpty(Template) ? throw Yuan.Missing("事项") : Template,
            EffectiveOn ?? throw Yuan.Missing("日期"), string.IsNullOrWhiteSpace(Summary) ? throw Yuan.Missing("摘要") : Summary, Yuan.Fen(AmountYuan, "金额") ?? throw Yuan.Missing("金额"),
            Yuan.Fen(TaxYuan, "税额") ?? 0, string.IsNullOrEmpty(OtherBook) ? null : OtherBook, FundId, kind, id,
            Counterparty?.Trim() ?? "", Evidence?.Trim() ?? "");
    }
}

/// <summary>Yuan of a form as whole fen: more digits are refused, not rounded.</summary>
internal static class Yuan
{
    // Those of a fund (fund_year).
    public const int FirstYear = 2000, LastYear = 2100;

    // What a field of these forms is called in a sentence.
    private static readonly Dictionary<string, string> English = new(StringComparer.Ordinal)
    {
        ["不含税金额"] = "net amount", ["中央保费"] = "central part of the premium", ["事项"] = "event", ["份额"] = "share", ["优先费用"] = "priority cost",
        ["优先费用的名称"] = "name of the priority cost", ["会计制度"] = "accounting system", ["保险金额"] = "sum insured", ["到期日"] = "last day", ["办理单"] = "act", ["协议"] = "agreement",
        ["单价"] = "price", ["单位名称"] = "entity's name", ["原因"] = "reason", ["县级保费"] = "county's part of the premium", ["各方"] = "party", ["名称"] = "name", ["启用日"] = "opening day",
        ["市级保费"] = "city's part of the premium", ["年度"] = "year", ["开户行"] = "bank", ["开票日期"] = "day of the invoice", ["户名"] = "account holder",
        ["指标金额"] = "amount of the fund", ["摘要"] = "summary", ["收入"] = "revenue", ["数值"] = "value", ["文件日期"] = "day of the paper", ["日期"] = "day", ["本金"] = "principal",
        ["标准"] = "standard", ["登记到期日"] = "last day of the registration", ["登记日"] = "day of registration", ["省级保费"] = "province's part of the premium", ["税额"] = "tax",
        ["签订日"] = "day of signing", ["简称"] = "short name", ["红字发票号码"] = "number of the red invoice", ["级次"] = "level", ["终止日"] = "day it ends", ["补偿到哪一年"] = "last year paid for", ["自缴保费"] = "own part of the premium",
        ["节点"] = "milestone", ["计税依据"] = "basis of the tax", ["计税方式"] = "tax treatment", ["账号"] = "account number", ["账簿"] = "book", ["账簿代码"] = "code of the book",
        ["贷款"] = "loan", ["起保日"] = "first day of cover", ["起始年"] = "first year", ["起始日"] = "first day", ["起年"] = "first year", ["追回的吨数"] = "tonnes to ask back",
        ["金额"] = "amount", ["资金"] = "fund", ["成活"] = "survival", ["价格"] = "price", ["成交量"] = "volume", ["签发时滞"] = "lag to issuance", ["成功率"] = "chance", ["到登记的月数"] = "months to registration", ["每天可卖的份额"] = "share of a day's volume",
    };

    /// <inheritdoc cref="WholeFen.Of"/>
    public static long? Fen(decimal? yuan, string what) => WholeFen.Of(yuan, what, Of(what));

    public static RefusedException Missing(string what) => new($"请填写{what}。", $"Give the {Of(what)}.");

    /// <summary>A year of public money as it was asked for.</summary>
    /// <exception cref="RefusedException">There is none, or no fund and no standard can be of it; the sentence names the bounds.</exception>
    public static int Year(long? year, string what) => year switch
    {
        null => throw Missing(what), >= FirstYear and <= LastYear => (int)year.Value,
        _ => throw new RefusedException($"{what} {year} 不在 {FirstYear} 至 {LastYear} 之间。", $"The {Of(what)} {year} does not lie between {FirstYear} and {LastYear}."),
    };

    private static string Of(string what) => English.GetValueOrDefault(what) ?? what;
}

/// <summary>Which vouchers of a book are shown. <see cref="Before"/>: those after this one in their order, the next page.</summary>
public sealed record JournalFilter
{
    public int? Year { get; init; }
    public long? Fund { get; init; }
    public string? Outcome { get; init; }
    public string? Q { get; init; }
    public long? Before { get; init; }

    /// <summary>The address of this choice, with another page or voucher.</summary>
    public string Href(string root, long? before = null, long? voucher = null) => root + "?" + string.Join('&', new[]
    {
        ("year", Text(Year)), ("fund", Text(Fund)), ("outcome", Outcome), ("q", Q), ("before", Text(before)), ("voucher", Text(voucher)),
    }.Where(p => !string.IsNullOrEmpty(p.Item2)).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}")) + "#journal";

    private static string? Text(long? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <param name="Next">The voucher after which the next page begins; null: there is none.</param>
/// <param name="Late">What is past its day today.</param>
public sealed record BookPage(
    BookRow Book, IReadOnlyList<BookRow> Books, JournalFilter Filter, BookFigures Figures, IReadOnlyList<QuarterRow> Quarters, IReadOnlyList<OwedRow> Owed, IReadOnlyList<EventRow> Journal, long? Next,
    IReadOnlyList<FundRow> Funds, IReadOnlyList<AgedRow> Receivables, IReadOnlyList<SoldTonnes> Sold, IReadOnlyList<LateRow> Late, EventRow? Open, IReadOnlyList<EventLine> OpenLines)
{
    public int Year => Filter.Year!.Value;

    /// <summary>Posted ones only: what is shown and summed as income and payments.</summary>
    public long InFen => Journal.Where(e => e.Outcome == "posted" && e.CashFen > 0).Sum(e => e.CashFen);

    public long OutFen => Journal.Where(e => e.Outcome == "posted" && e.CashFen < 0).Sum(e => -e.CashFen);

    /// <summary>Where a late thing is dealt with.</summary>
    public static string HrefOf(LateRow late) => late.Kind switch
    {
        "sale" or "sale-back" => $"/finance/sales/{late.Id}", "invoice" or "red" => $"/finance/invoices/{late.Id}", "milestone" => $"/finance/contracts/{late.Id}", "loan" => $"/finance/loans/{late.Id}", _ => $"/finance/lists/{late.Id}",
    };

    /// <summary>What a late thing is called, in Chinese: the key of its English.</summary>
    public static string KindOf(string kind) => kind switch
    {
        "sale" => "应收未到账", "invoice" => "发票未付", "milestone" => "合同节点", "loan" => "借款到期", "sale-back" => "办理单已冲回，成交待冲减", "red" => "成交已作废或冲减，发票待红冲", _ => "名单未付",
    };
}

/// <param name="From">Of a period: what was held before it, moved in it and is held after it; null: all there is through the day.</param>
public sealed record TrialPage(BookRow Book, DateOnly? From, DateOnly? Through, IReadOnlyList<TrialRow> Rows, IReadOnlyList<PeriodRow> Period);

public sealed record ChartPage(BookRow Book, IReadOnlyList<ChartAccount> Accounts, IReadOnlyList<TemplateAccounts> Templates)
{
    /// <summary>What a kind of account is called, in Chinese: the key of its English.</summary>
    public static string KindOf(string kind) => kind switch { "asset" => "资产", "liability" => "负债", "equity" => "净资产", "income" => "收入", _ => "费用" };

    /// <summary>What a line of a template takes, in Chinese: the key of its English.</summary>
    public static string PartOf(string part) => part switch { "net" => "不含税金额", "tax" => "税额", _ => "全额" };
}

public sealed record AccountPage(BookRow Book, TrialRow Account, DateOnly From, DateOnly Through, IReadOnlyList<AccountLine> Lines);

public sealed record EventFormPage(
    BookRow Book, EventForm Form, IReadOnlyList<TemplateRow> Templates, IReadOnlyList<BookRow> Books, IReadOnlyList<FundRow> Funds, IReadOnlyList<LoanRow> Loans, string? Refusal);

/// <param name="Subject">What it was made for, by name; null: by its number alone.</param>
/// <param name="Obstacle">Why a posted voucher cannot be taken back by another; null: it can, or it is not posted.</param>
/// <param name="Run">The run whose shares it accrues; null: it was made by none.</param>
public sealed record VoucherPage(
    EventRow Event, string? Subject, IReadOnlyList<EventLine> Lines, IReadOnlyList<VoucherPaper> Papers, IReadOnlyDictionary<string, string> Names, string Me, ReversalObstacle? Obstacle, string? Refusal,
    (long RunId, string Title)? Run)
{
    public string Who(string? actor) => PeopleWords.NameOf(actor, Names);

    /// <summary>What kind of thing a voucher was made for, with its number, in Chinese: the key of its English.</summary>
    public static string SubjectOf(string? kind) => kind switch
    {
        "act" => "办理单 {0} 号", "list" => "名单 {0} 号", "run" => "分配 {0} 号", "project" => "项目 {0}", "contract" => "合同 {0} 号", "invoice" => "发票 {0} 号", "loan" => "借款 {0} 号",
        "policy" => "保单 {0} 号", "subsidy" => "补助 {0} 号", "recovery" => "追回 {0} 号", _ => "编号 {0}",
    };

    /// <summary>Where what it was made for is shown; null where it is shown nowhere.</summary>
    public static string? HrefOf(string? kind, string? id) => kind switch
    {
        "act" => $"/finance/acts/{id}",
        "list" => $"/finance/lists/{id}",
        "run" => $"/finance/sharing/runs/{id}",
        "project" => $"/ccer/projects/{Uri.EscapeDataString(id ?? "")}",
        "contract" => $"/finance/contracts/{id}",
        "invoice" => $"/finance/invoices/{id}",
        "loan" => $"/finance/loans/{id}",
        "policy" or "subsidy" => "/finance/insurance",
        "recovery" => "/finance/sharing",
        _ => null,
    };
}

/// <param name="Other">The voucher it takes back, or that takes it back; null: there is none.</param>
/// <param name="Subject">What it was made for, by name; null: by its number alone.</param>
public sealed record VoucherSheet(EventRow Event, string? Subject, EventRow? Other, IReadOnlyList<EventLine> Lines, IReadOnlyList<VoucherPaper> Papers, IReadOnlyDictionary<string, string> Names)
{
    public string Who(string? actor) => PeopleWords.NameOf(actor, Names);

    /// <summary>The lines as they stand: reserved while it waits, else as posted or voided.</summary>
    public IEnumerable<EventLine> Standing => Lines.Where(l => l.Stage == Event.Outcome);

    /// <summary>What an outcome is called, in Chinese: the key of its English.</summary>
    public static string OutcomeOf(string outcome) => outcome switch { "posted" => "已记账", "voided" => "作废", _ => "待复核" };

    /// <summary>What a kind of paper is called, in Chinese: the key of its English.</summary>
    public static string PaperOf(string kind) => kind switch
    {
        "voucher" => "凭证附件", "invoice" => "发票原件", "act" => "登记或交易凭据", "contract" => "合同文件", "agreement" => "利益联结协议", "list" => "名单所据的表", "loan" => "借款合同文件", "policy" => "保险单原件", "subsidy" => "补助文件",
        "fund" => "指标文件", "answer" => "支付结果文件", _ => "银行流水",
    };
}

/// <param name="HasVouchers">There are vouchers in the last month of it, to be printed as sheets.</param>
/// <param name="Names">What those who asked are called.</param>
public sealed record ClosePage(
    BookRow Book, DateOnly Through, bool HasVouchers, IReadOnlyList<CloseObstacle> Obstacles, IReadOnlyList<CloseRequest> Requests, IReadOnlyDictionary<string, string> Names, string Me, string? Refusal);
