using ForestCarbon.Ccer.Projects;
using ForestCarbon.Finance;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Green;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>绿色金融: loans, policies and subsidies as records with their papers, and the county's project library. Money for them moves by vouchers.</summary>
[Area("Finance"), Authorize(Policies.ViewBooks)]
public sealed class LoansController(Loans loans, Pledges pledges, MoneyEvents events, EntityBooks books, Funds funds, ProjectLibrary library, FileStore files) : Controller
{
    private const long MostFileBytes = 50L << 20;

    [HttpGet("/finance/loans")]
    public Task<IActionResult> List(CancellationToken ct) => ListPageAsync(null, ct);

    [HttpPost("/finance/loans"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Enter(LoanForm form, CancellationToken ct) => EnterAsync(form.File, async paper => $"/finance/loans/{await loans.EnterAsync(User.Actor(), form.Draft(), paper, ct)}", () => ListPageAsync, ct);

    [HttpGet("/finance/loans/{id:long}")]
    public Task<IActionResult> Show(long id, CancellationToken ct) => PageAsync(id, null, ct);

    [HttpGet("/finance/loans/{id:long}/file")]
    public async Task<IActionResult> Paper(long id, CancellationToken ct) => await loans.FindAsync(id, ct) is { } loan ? KeptFile.Of(this, files, loan.FileSha256, $"loan-{id}") : NotFound();

    [HttpPost("/finance/loans/{id:long}/moves"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Move(long id, GreenMoveForm form, CancellationToken ct)
    {
        if (await loans.FindAsync(id, ct) is null)
            return NotFound();
        try
        {
            return LocalRedirect($"/finance/vouchers/{await form.MoveAsync(loans, User.Actor(), "loan", id, ct)}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = ActsController.StatusOf(refused);
            return await PageAsync(id, refused.Message, ct);
        }
    }

    [HttpGet("/finance/insurance")]
    public Task<IActionResult> Insurance(CancellationToken ct) => InsurancePageAsync(null, ct);

    [HttpPost("/finance/policies"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> EnterPolicy(PolicyForm form, CancellationToken ct) => EnterAsync(form.File, async paper =>
    {
        await loans.EnterAsync(User.Actor(), form.Draft(), paper, ct);
        return "/finance/insurance";
    }, () => InsurancePageAsync, ct);

    [HttpPost("/finance/subsidies"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> EnterSubsidy(SubsidyForm form, CancellationToken ct) => EnterAsync(form.File, async paper =>
    {
        await loans.EnterAsync(User.Actor(), form.Draft(), paper, ct);
        return "/finance/insurance";
    }, () => InsurancePageAsync, ct);

    [HttpPost("/finance/{kind:regex(^(policies|subsidies)$)}/{id:long}/moves"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Move(string kind, long id, GreenMoveForm form, CancellationToken ct)
    {
        try
        {
            return LocalRedirect($"/finance/vouchers/{await form.MoveAsync(loans, User.Actor(), kind == "policies" ? "policy" : "subsidy", id, ct)}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = ActsController.StatusOf(refused);
            return await InsurancePageAsync(refused.Message, ct);
        }
    }

    [HttpGet("/finance/{kind:regex(^(policies|subsidies)$)}/{id:long}/file")]
    public async Task<IActionResult> Paper(string kind, long id, CancellationToken ct) => KeptFile.Of(this, files, kind == "policies"
        ? (await loans.PoliciesAsync(ct: ct)).SingleOrDefault(p => p.PolicyId == id)?.FileSha256 : (await loans.SubsidiesAsync(ct)).SingleOrDefault(s => s.SubsidyId == id)?.FileSha256, $"{kind}-{id}");

    [HttpGet("/finance/project-library")]
    public async Task<IActionResult> Library(CancellationToken ct) => View("Library", new LibraryPage(await library.RowsAsync(User.Scope(), ct)));

    [HttpGet("/finance/project-library.xlsx")]
    public async Task<IActionResult> LibraryXlsx(CancellationToken ct) => File(await library.WorkbookAsync(User.Scope(), ct), HoldingSheets.Type, "project-library.xlsx");

    private async Task<IActionResult> EnterAsync(IFormFile? file, Func<SentPaper?, Task<string>> enter, Func<Func<string?, CancellationToken, Task<IActionResult>>> back, CancellationToken ct)
    {
        try
        {
            var to = "";
            if (file is not null)
                await ActsController.WithFileAsync(file, "", async (path, name) => to = await enter(new(path, name)), ct);
            else
                to = await enter(null);
            return LocalRedirect(to);
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await back()(refused.Message, ct);
        }
    }

    private async Task<IActionResult> ListPageAsync(string? refusal, CancellationToken ct) =>
        View("Loans", new LoansPage(await loans.ListAsync(ct: ct), await books.ListAsync(ct), await funds.ListAsync(ct: ct), refusal));

    private async Task<IActionResult> PageAsync(long id, string? refusal, CancellationToken ct) => await loans.FindAsync(id, ct) is { } loan
        ? View("Loan", new LoanPage(loan, await pledges.ListAsync(id, ct: ct), await events.OfSubjectAsync("loan", id.ToString(System.Globalization.CultureInfo.InvariantCulture), ct),
            await books.ListAsync(ct), await funds.ListAsync(ct: ct), refusal))
        : NotFound();

    private async Task<IActionResult> InsurancePageAsync(string? refusal, CancellationToken ct) => View("Insurance", new InsurancePage(
        await loans.PoliciesAsync(ct: ct), await loans.SubsidiesAsync(ct), await books.ListAsync(ct), await funds.ListAsync(ct: ct), await loans.ListAsync(ct: ct), refusal));
}

public sealed class LoanForm
{
    public string? Book { get; set; }
    public string? Number { get; set; }
    public string? Kind { get; set; }
    public string? Lender { get; set; }
    public decimal? PrincipalYuan { get; set; }
    public decimal? AnnualPercent { get; set; }
    public DateOnly? SignedOn { get; set; }
    public DateOnly? DueOn { get; set; }
    public string? Repayment { get; set; }
    public string? Guarantor { get; set; }
    public decimal? SubsidyPercent { get; set; }
    public long? SubsidyFundId { get; set; }
    public decimal? RiskPercent { get; set; }
    public long? RiskFundId { get; set; }
    public string? Note { get; set; }
    public IFormFile? File { get; set; }

    public NewLoan Draft() => new(
        Book ?? throw Yuan.Missing("账簿"), Number?.Trim() ?? "", Kind ?? "", Lender?.Trim() ?? "", Yuan.Fen(PrincipalYuan, "本金") ?? throw Yuan.Missing("本金"), SignedOn ?? throw Yuan.Missing("签订日"),
        DueOn ?? throw Yuan.Missing("到期日"), AnnualPercent, Repayment?.Trim() ?? "", Guarantor?.Trim() ?? "", SubsidyPercent, SubsidyFundId, RiskPercent, RiskFundId, Note?.Trim() ?? "");
}

/// <summary>What moves for a loan, a policy or a subsidy.</summary>
public sealed class GreenMoveForm
{
    public string? Key { get; set; }
    public string? Book { get; set; }
    public string? Template { get; set; }
    public DateOnly? On { get; set; }
    public decimal? AmountYuan { get; set; }
    public long? FundId { get; set; }
    public string? Evidence { get; set; }

    public Task<long> MoveAsync(Loans loans, Actor actor, string kind, long id, CancellationToken ct) => loans.MoveAsync(
        actor, string.IsNullOrEmpty(Key) ? Guid.NewGuid().ToString("N") : Key, kind, id, Book ?? throw Yuan.Missing("账簿"), string.IsNullOrEmpty(Template) ? throw Yuan.Missing("事项") : Template,
        On ?? throw Yuan.Missing("日期"), Yuan.Fen(AmountYuan, "金额") ?? throw Yuan.Missing("金额"), FundId, Evidence ?? "", ct);
}

public sealed class PolicyForm
{
    public string? Book { get; set; }
    public string? Number { get; set; }
    public string? Kind { get; set; }
    public string? Insurer { get; set; }
    public string? Insured { get; set; }
    public string? ProjectCode { get; set; }
    public decimal? AreaMu { get; set; }
    public decimal? SumYuan { get; set; }
    public decimal? CentralYuan { get; set; }
    public decimal? ProvinceYuan { get; set; }
    public decimal? CityYuan { get; set; }
    public decimal? CountyYuan { get; set; }
    public decimal? OwnYuan { get; set; }
    public DateOnly? FromOn { get; set; }
    public DateOnly? UntilOn { get; set; }
    public IFormFile? File { get; set; }

    public NewPolicy Draft() => new(
        Book ?? throw Yuan.Missing("账簿"), Number?.Trim() ?? "", Kind ?? "", Insurer?.Trim() ?? "", Insured?.Trim() ?? "", Yuan.Fen(SumYuan, "保险金额") ?? throw Yuan.Missing("保险金额"),
        FromOn ?? throw Yuan.Missing("起保日"), UntilOn ?? throw Yuan.Missing("到期日"), Yuan.Fen(CentralYuan, "中央保费") ?? 0, Yuan.Fen(ProvinceYuan, "省级保费") ?? 0, Yuan.Fen(CityYuan, "市级保费") ?? 0,
        Yuan.Fen(CountyYuan, "县级保费") ?? 0, Yuan.Fen(OwnYuan, "自缴保费") ?? 0, string.IsNullOrWhiteSpace(ProjectCode) ? null : ProjectCode.Trim(), AreaMu);
}

public sealed class SubsidyForm
{
    public string? Book { get; set; }
    public string? Kind { get; set; }
    public string? DocumentNumber { get; set; }
    public DateOnly? GrantedOn { get; set; }
    public decimal? AmountYuan { get; set; }
    public string? Purpose { get; set; }
    public string? ProjectCode { get; set; }
    public long? LoanId { get; set; }
    public long? PolicyId { get; set; }
    public IFormFile? File { get; set; }

    public NewSubsidy Draft() => new(
        Book ?? throw Yuan.Missing("账簿"), Kind ?? "", DocumentNumber?.Trim() ?? "", GrantedOn ?? throw Yuan.Missing("日期"), Yuan.Fen(AmountYuan, "金额") ?? throw Yuan.Missing("金额"), Purpose?.Trim() ?? "",
        string.IsNullOrWhiteSpace(ProjectCode) ? null : ProjectCode.Trim(), LoanId, PolicyId);
}

public sealed record LoansPage(IReadOnlyList<LoanRow> Loans, IReadOnlyList<BookRow> Books, IReadOnlyList<FundRow> Funds, string? Refusal)
{
    public static IReadOnlyList<string> Kinds { get; } = ["forest-right", "sink-revenue", "credit"];

    /// <summary>What a kind is called, in Chinese: the key of its English.</summary>
    public static string KindOf(string kind) => kind switch { "forest-right" => "林权贷", "sink-revenue" => "碳汇预期收益权贷款", _ => "信用贷款" };
}

public sealed record LoanPage(LoanRow Loan, IReadOnlyList<PledgeRow> Pledges, IReadOnlyList<EventRow> Vouchers, IReadOnlyList<BookRow> Books, IReadOnlyList<FundRow> Funds, string? Refusal);

public sealed record InsurancePage(
    IReadOnlyList<PolicyRow> Policies, IReadOnlyList<SubsidyRow> Subsidies, IReadOnlyList<BookRow> Books, IReadOnlyList<FundRow> Funds, IReadOnlyList<LoanRow> Loans, string? Refusal)
{
    public static IReadOnlyList<string> PolicyKinds { get; } = ["forest", "sink-yield", "sink-price", "other"];

    public static string PolicyKindOf(string kind) => kind switch { "forest" => "森林保险", "sink-yield" => "碳汇损失保险", "sink-price" => "碳汇价格保险", _ => "其他保险" };

    public static IReadOnlyList<string> SubsidyKinds { get; } = ["planting", "tending", "interest", "insurance", "other"];

    public static string SubsidyKindOf(string kind) => kind switch { "planting" => "造林补助", "tending" => "抚育补助", "interest" => "贷款贴息", "insurance" => "保费补贴", _ => "其他" };
}

public sealed record LibraryPage(IReadOnlyList<LibraryRow> Rows);
