using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Compensation;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>生态补偿: contracts, standards, differences to the mapped ground, and the lists drawn up by village.</summary>
[Area("Finance"), Authorize(Policies.ViewPayables)]
public sealed class CompensationController(EcoCompensation compensation, SinkCompensation sinks, PayableLists lists, EntityBooks books, Funds funds) : Controller
{
    private const long MostFileBytes = 20L << 20;

    [HttpGet("/finance/compensation")]
    public Task<IActionResult> Show(int? year, CancellationToken ct) => PageAsync(year, null, ct);

    [HttpGet("/finance/compensation/contracts")]
    public async Task<IActionResult> Contracts(string? village, CancellationToken ct) =>
        View("Contracts", new ContractsPage(await compensation.ContractsAsync(User.Scope(), string.IsNullOrEmpty(village) ? null : village, ct: ct), village));

    /// <summary>A contract with its ground, parcel by parcel, and what is owed and paid by it.</summary>
    [HttpGet("/finance/compensation/contracts/{id:long}")]
    public async Task<IActionResult> Contract(long id, CancellationToken ct) => await compensation.FindContractAsync(id, User.Scope(), ct) is { } contract
        ? View("Contract", new ProtectionContractPage(contract, await compensation.GroundAsync(id, ct), await compensation.DueAsync(id, ct))) : NotFound();

    /// <summary>An empty workbook with the heads an import reads.</summary>
    [HttpGet("/finance/compensation/contracts.xlsx")]
    public IActionResult Template()
    {
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new() { ["Sheet1"] = [ContractFile.Heads.ToDictionary(h => h, _ => (object?)null)] });
        return File(stream.ToArray(), HoldingSheets.Type, "contracts.xlsx");
    }

    [HttpPost("/finance/compensation/contracts"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Import(IFormFile? file, CancellationToken ct) => StepAsync(null, () => ActsController.WithFileAsync(
        file, ("请选择合同表（xlsx 或 CSV）。", "Choose the table of contracts (xlsx or CSV)."), (path, name) => compensation.ImportAsync(User.Actor(), path, name, ct: ct), ct), ct);

    [HttpPost("/finance/compensation/lists"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Draft(string? village, string? group, int year, long? fund, CancellationToken ct)
    {
        try
        {
            var book = (await funds.FindAsync(fund ?? 0, ct))?.Book ?? throw new RefusedException("请选择支付的财政资金。", "Choose the public fund it is paid from.");
            return LocalRedirect($"/finance/lists/{await compensation.DraftAsync(User.Actor(), book, fund, village ?? "", group ?? "", year, ct)}");
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
    public async Task<IActionResult> DraftSinks(string? village, int year, long? fund, string? title, IFormFile? file, CancellationToken ct)
    {
        try
        {
            long id = 0;
            await ActsController.WithFileAsync(file, ("请选择补偿表（xlsx 或 CSV）。", "Choose the table of compensation (xlsx or CSV)."), async (path, name) => id = await sinks.DraftAsync(
                User.Actor(), fund ?? throw new RefusedException("请选择支付的财政资金。", "Choose the public fund it is paid from."), village?.Trim() ?? "", year is >= 2000 and <= 2100 ? year : throw Yuan.Missing("年度"), title ?? "", path, name, ct: ct), ct);
            return LocalRedirect($"/finance/lists/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await SinksPageAsync(refused.Message, ct);
        }
    }

    [HttpPost("/finance/compensation/standards"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> EnterStandard(string? group, string? tenure, string? grade, string? part, int fromYear, decimal? yuan, string? source, CancellationToken ct) => StepAsync(fromYear, () =>
        compensation.EnterStandardAsync(User.Actor(), new(group ?? "", tenure ?? "", grade?.Trim() ?? "", part ?? "", fromYear is >= 2000 and <= 2100 ? fromYear : throw Yuan.Missing("起始年"),
            Yuan.Fen(yuan, "标准"), source?.Trim() ?? "", "M"), ct), ct);

    private async Task<IActionResult> SinksPageAsync(string? refusal, CancellationToken ct) => View("Sinks", new SinksPage(
        await lists.ListAsync(User.Scope(), "sink-compensation", ct: ct), [.. (await funds.ListAsync(ct: ct)).Where(f => f.Purpose == "sink-compensation")], refusal));

    private async Task<IActionResult> StepAsync(int? year, Func<Task> step, CancellationToken ct)
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

    private async Task<IActionResult> PageAsync(int? year, string? refusal, CancellationToken ct)
    {
        var shown = year is >= 2000 and <= 2100 ? year.Value : CountyClock.Today.Year;
        var publicBooks = (await books.ListAsync(ct)).Where(b => b.AccountingSystem == "政府会计").Select(b => b.Code).ToHashSet();
        return View("Compensation", new CompensationPage(shown, await compensation.VillagesAsync(User.Scope(), shown, ct), await compensation.StandardsAsync(ct),
            await compensation.DifferencesAsync(User.Scope(), shown, ct), [.. (await funds.ListAsync(ct: ct)).Where(f => publicBooks.Contains(f.Book) && f.BudgetYear == shown)], refusal));
    }
}

public sealed record CompensationPage(
    int Year, IReadOnlyList<VillageDueRow> Villages, IReadOnlyList<StandardRow> Standards, IReadOnlyList<DifferenceRow> Differences, IReadOnlyList<FundRow> Funds, string? Refusal)
{
    /// <summary>What a part of a standard is called, in Chinese: the key of its English.</summary>
    public static string PartOf(string part) => part == "total" ? "合计" : ListPage.PartOf(part);
}

public sealed record ProtectionContractPage(ContractRow Contract, IReadOnlyList<GroundRow> Ground, IReadOnlyList<ContractDueRow> Due);

public sealed record SinksPage(IReadOnlyList<ListRow> Lists, IReadOnlyList<FundRow> Funds, string? Refusal);

public sealed record ContractsPage(IReadOnlyList<ContractRow> Contracts, string? Village)
{
    public static string TenureOf(string tenure) => tenure switch { "state" => "国有", "collective" => "集体", _ => "个人" };
}
