using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Compensation;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>生态补偿: contracts, standards, differences to the mapped ground, and the lists drawn up by village.</summary>
[Area("Finance"), Authorize(Policies.ViewPayables)]
public sealed class CompensationController(
    EcoCompensation compensation, ProtectionContracts contracts, SinkCompensation sinks, PayableLists lists, EntityBooks books, Funds funds, IUserStore<Account> accounts, IStringLocalizer<Texts> texts) : Controller
{
    private const long MostFileBytes = 20L << 20;

    // What was taken in, said once on the page that follows.
    private const string Taken = "contracts-taken";

    [HttpGet("/finance/compensation"), ReadableValues]
    public async Task<IActionResult> Show(long? year, CancellationToken ct) => year is < Yuan.FirstYear or > Yuan.LastYear ? NotFound() : await PageAsync(year, null, ct);

    [HttpGet("/finance/compensation/contracts")]
    public async Task<IActionResult> Contracts(string? village, CancellationToken ct) =>
        View("Contracts", new ContractsPage(await compensation.ContractsAsync(User.Scope(), string.IsNullOrEmpty(village) ? null : village, ct: ct), village));

    /// <summary>A contract with its ground, parcel by parcel, what is owed and paid by it, and its versions.</summary>
    [HttpGet("/finance/compensation/contracts/{id:long}")]
    public Task<IActionResult> Contract(long id, CancellationToken ct) => ContractPageAsync(id, null, ct);

    /// <summary>The register in the columns of the import: of the townships the account sees, a village, or one contract.</summary>
    [HttpGet("/finance/compensation/register.xlsx")]
    public async Task<IActionResult> Register(string? village, long? contract, CancellationToken ct)
    {
        var rows = await contracts.RegisterAsync(User.Scope(), string.IsNullOrEmpty(village) ? null : village, contract, ct);
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new() { ["Sheet1"] = rows.Count == 0 ? [ContractFile.Heads.ToDictionary(h => h, _ => (object?)null)] : rows.Select(ContractFile.Row) });
        return File(stream.ToArray(), HoldingSheets.Type, "register.xlsx");
    }

    /// <summary>The right version of a contract, from a table that holds it alone.</summary>
    [HttpPost("/finance/compensation/contracts/{id:long}/correct"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public async Task<IActionResult> Correct(long id, string? because, string? accepted, IFormFile? file, CancellationToken ct)
    {
        var answer = await ContractStepAsync(id, () => ActsController.WithFileAsync(
            file, ("请选择合同表（xlsx 或 CSV）。", "Choose the table of contracts (xlsx or CSV)."), (path, name) => contracts.CorrectAsync(User.Actor(), id, because ?? "", path, name, accepted, ct), ct), ct);
        return answer is LocalRedirectResult && await compensation.VersionsAsync(id, ct) is [var newest, ..] ? LocalRedirect($"/finance/compensation/contracts/{newest.ContractId}") : answer;
    }

    [HttpPost("/finance/compensation/contracts/{id:long}/end"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> End(long id, DateOnly? on, int? lastYear, string? because, CancellationToken ct) => ContractStepAsync(id, () => contracts.EndAsync(
        User.Actor(), id, on ?? throw Yuan.Missing("终止日"), lastYear ?? throw Yuan.Missing("补偿到哪一年"), because ?? "", ct), ct);

    [HttpPost("/finance/compensation/contracts/{id:long}/withdraw"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Withdraw(long id, string? because, CancellationToken ct) => ContractStepAsync(id, () => contracts.WithdrawAsync(User.Actor(), id, because ?? "", ct), ct);

    /// <summary>An empty workbook with the heads an import reads.</summary>
    [HttpGet("/finance/compensation/contracts.xlsx")]
    public IActionResult Template()
    {
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new() { ["Sheet1"] = [ContractFile.Heads.ToDictionary(h => h, _ => (object?)null)] });
        return File(stream.ToArray(), HoldingSheets.Type, "contracts.xlsx");
    }

    /// <param name="accepted">Why what goes beyond the mapped ground is entered all the same.</param>
    [HttpPost("/finance/compensation/contracts"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Import(string? accepted, IFormFile? file, CancellationToken ct) => StepAsync(null, () => ActsController.WithFileAsync(
        file, ("请选择合同表（xlsx 或 CSV）。", "Choose the table of contracts (xlsx or CSV)."), async (path, name) =>
        {
            var taken = await contracts.ImportAsync(User.Actor(), path, name, accepted, ct: ct);
            TempData[Taken] = texts["登记了 {0} 份合同，{1} 个小班，{2} 亩。", taken.Contracts, taken.Parcels, Figures.Number(taken.Mu, 2)].Value;
        }, ct), ct);

    [HttpPost("/finance/compensation/lists"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Draft(string? village, string? group, long? year, long? fund, CancellationToken ct)
    {
        try
        {
            var of = Yuan.Year(year, "年度");
            var book = (await funds.FindAsync(fund ?? 0, ct))?.Book ?? throw new RefusedException("请选择支付的财政资金。", "Choose the public fund it is paid from.");
            return LocalRedirect($"/finance/lists/{await compensation.DraftAsync(User.Actor(), book, fund, village ?? "", group ?? "", of, ct)}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(year, refused.Message, ct);
        }
    }

    /// <summary>Carbon-sink compensation: lists of their own, drawn up from a table that says what each amount rests on.</summary>
    [HttpGet("/finance/compensation/sinks")]
    public Task<IActionResult> Sinks(CancellationToken ct) => SinksPageAsync(null, ct);

    /// <summary>An empty workbook with the heads the table has.</summary>
    [HttpGet("/finance/compensation/sinks.xlsx")]
    public IActionResult SinkTemplate()
    {
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new() { ["Sheet1"] = [SinkTable.Heads.ToDictionary(h => h, _ => (object?)null)] });
        return File(stream.ToArray(), HoldingSheets.Type, "sinks.xlsx");
    }

    [HttpPost("/finance/compensation/sinks"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public async Task<IActionResult> DraftSinks(string? village, long? year, long? fund, string? title, IFormFile? file, CancellationToken ct)
    {
        try
        {
            var (id, of) = (0L, Yuan.Year(year, "年度"));
            await ActsController.WithFileAsync(file, ("请选择补偿表（xlsx 或 CSV）。", "Choose the table of compensation (xlsx or CSV)."), async (path, name) => id = await sinks.DraftAsync(
                User.Actor(), fund ?? throw new RefusedException("请选择支付的财政资金。", "Choose the public fund it is paid from."), village?.Trim() ?? "", of, title ?? "", path, name, ct: ct), ct);
            return LocalRedirect($"/finance/lists/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await SinksPageAsync(refused.Message, ct);
        }
    }

    [HttpPost("/finance/compensation/standards"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> EnterStandard(string? group, string? tenure, string? grade, string? part, long? fromYear, decimal? yuan, string? source, CancellationToken ct) => StepAsync(fromYear, () =>
        compensation.EnterStandardAsync(User.Actor(), new(group ?? "", tenure ?? "", grade?.Trim() ?? "", part ?? "", Yuan.Year(fromYear, "起始年"),
            Yuan.Fen(yuan, "标准"), source?.Trim() ?? "", "M"), ct), ct);

    private async Task<IActionResult> ContractStepAsync(long id, Func<Task> step, CancellationToken ct) => await compensation.FindContractAsync(id, User.Scope(), ct) is null
        ? NotFound() : await this.TakeAsync(step, $"/finance/compensation/contracts/{id}", refusal => ContractPageAsync(id, refusal, ct));

    private async Task<IActionResult> ContractPageAsync(long id, string? refusal, CancellationToken ct)
    {
        if (await compensation.FindContractAsync(id, User.Scope(), ct) is not { } contract)
            return NotFound();
        var versions = await compensation.VersionsAsync(id, ct);
        var names = await ((AccountStore)accounts).NamesAsync(versions.SelectMany(v => new[] { v.EnteredBy, v.EndedBy }).OfType<string>().Distinct(), ct);
        return View("Contract", new ProtectionContractPage(contract, await compensation.GroundAsync(id, ct), await compensation.DueAsync(id, ct), versions, names, refusal));
    }

    private async Task<IActionResult> SinksPageAsync(string? refusal, CancellationToken ct) => View("Sinks", new SinksPage(
        await lists.ListAsync(User.Scope(), "sink-compensation", ct: ct), [.. (await funds.ListAsync(ct: ct)).Where(f => f.Purpose == "sink-compensation")], refusal));

    private async Task<IActionResult> StepAsync(long? year, Func<Task> step, CancellationToken ct)
    {
        try
        {
            await step();
            return LocalRedirect("/finance/compensation");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(year, refused.Message, ct);
        }
    }

    private async Task<IActionResult> PageAsync(long? year, string? refusal, CancellationToken ct)
    {
        var shown = year is >= Yuan.FirstYear and <= Yuan.LastYear ? (int)year.Value : CountyClock.Today.Year;
        var publicBooks = (await books.ListAsync(ct)).Where(b => b.AccountingSystem == "政府会计").Select(b => b.Code).ToHashSet();
        return View("Compensation", new CompensationPage(shown, await compensation.VillagesAsync(User.Scope(), shown, ct), await compensation.StandardsAsync(ct),
            await compensation.DifferencesAsync(User.Scope(), shown, ct), [.. (await funds.ListAsync(ct: ct)).Where(f => publicBooks.Contains(f.Book) && f.IsConfirmed && f.Years.Contains((short)shown))], TempData[Taken] as string, refusal));
    }
}

/// <param name="Taken">What was just taken in, in the reader's language.</param>
public sealed record CompensationPage(
    int Year, IReadOnlyList<VillageDueRow> Villages, IReadOnlyList<StandardRow> Standards, IReadOnlyList<DifferenceRow> Differences, IReadOnlyList<FundRow> Funds, string? Taken, string? Refusal)
{
    /// <summary>Confirmed funds of the year, and those they are carried on to, for what a village is owed: what the database would refuse is not offered.</summary>
    public IReadOnlyList<FundRow> FundsOf(VillageDueRow village) => [.. Funds.Where(f => f.Purpose == village.FundPurpose)];

    /// <summary>What a part of a standard is called, in Chinese: the key of its English.</summary>
    public static string PartOf(string part) => part == "total" ? "合计" : ListPage.PartOf(part);
}

public sealed record ProtectionContractPage(
    ContractRow Contract, IReadOnlyList<GroundRow> Ground, IReadOnlyList<ContractDueRow> Due, IReadOnlyList<ContractVersion> Versions, IReadOnlyDictionary<string, string> Names, string? Refusal)
{
    public string Who(string? actor) => PeopleWords.NameOf(actor, Names);

    /// <summary>How a version ended, in Chinese: the key of its English.</summary>
    public static string EndOf(string? kind) => kind switch { "ended" => "终止", "withdrawn" => "撤回", "superseded" => "更正为新的一版", _ => "有效" };
}

public sealed record SinksPage(IReadOnlyList<ListRow> Lists, IReadOnlyList<FundRow> Funds, string? Refusal)
{
    /// <summary>Funds a list can be drawn up from.</summary>
    public IReadOnlyList<FundRow> Offered => [.. Funds.Where(f => f.IsConfirmed)];
}

public sealed record ContractsPage(IReadOnlyList<ContractRow> Contracts, string? Village)
{
    public static string TenureOf(string tenure) => tenure switch { "state" => "国有", "collective" => "集体", _ => "个人" };
}
