using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Contracts;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Finance.Sharing;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using ProjectBook = ForestCarbon.Ccer.Projects.ProjectBook;
using ProjectRow = ForestCarbon.Ccer.Projects.ProjectRow;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>利益联结: agreements, runs, and a statement for each household.</summary>
[Area("Finance"), Authorize(Policies.ViewPayables)]
public sealed class SharingController(
    BenefitSharing sharing, ShareRecoveries recoveries, AgreementDrafts drafts, PayableLists lists, Sales sales, EntityBooks books, ProjectBook projects, FileStore files, PrintedView printed, IStringLocalizer<Texts> texts) : Controller
{
    private const long MostFileBytes = 20L << 20;

    /// <summary>Households whose slips go into one PDF; more are printed by village.</summary>
    public const int MostInOnePdf = 1_500;

    [HttpGet("/finance/sharing")]
    public Task<IActionResult> Show(CancellationToken ct) => PageAsync(null, ct);

    [HttpGet("/finance/sharing/agreements/{id:long}")]
    public Task<IActionResult> Agreement(long id, int? leftOut, CancellationToken ct) => AgreementPageAsync(id, leftOut, null, ct);

    [HttpGet("/finance/sharing/agreements/{id:long}/file")]
    public async Task<IActionResult> AgreementPaper(long id, CancellationToken ct) =>
        await sharing.AgreementsAsync(id, ct) is [var agreement] ? KeptFile.Of(this, files, agreement.FileSha256, $"agreement-{id}") : NotFound();

    /// <summary>The lots within the account's townships, with the heads a table of lots is read by.</summary>
    [HttpGet("/finance/sharing/agreements/{id:long}/lots.xlsx")]
    public async Task<IActionResult> Lots(long id, CancellationToken ct)
    {
        if (await sharing.AgreementsAsync(id, ct) is not [_])
            return NotFound();
        var rows = (await drafts.LotsAsync(id, User.Scope(), ct)).Select(l => LotFile.Heads.Zip(new object?[] { l.LotCode, l.VillageCode, l.VillageName, l.Payee, l.PayeeName, l.Weight, l.HeldFor }).ToDictionary(p => p.First, p => p.Second)).ToList();
        return File(ContractSheets.Book(texts["宗地"], rows.Count > 0 ? rows : [LotFile.Heads.ToDictionary(h => h, _ => (object?)"")]), HoldingSheets.Type, $"lots-{id}.xlsx");
    }

    [HttpPost("/finance/sharing/agreements"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> OpenAgreement(string? project, string? book, string? basis, CancellationToken ct)
    {
        try
        {
            return LocalRedirect($"/finance/sharing/agreements/{await drafts.OpenAsync(User.Actor(), project ?? "", book ?? "", basis ?? "", ct)}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = ActsController.StatusOf(refused);
            return await PageAsync(refused.Message, ct);
        }
    }

    [HttpPost("/finance/sharing/agreements/{id:long}/parties"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> AddParty(long id, string? party, string? kind, decimal? weightPercent, string? payee, CancellationToken ct) => DraftStepAsync(id, () => drafts.AddPartyAsync(
        User.Actor(), id, string.IsNullOrWhiteSpace(party) ? throw Yuan.Missing("各方") : party, kind ?? "", weightPercent ?? throw Yuan.Missing("份额"), payee, ct), ct);

    [HttpPost("/finance/sharing/agreements/{id:long}/parties/remove"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> RemoveParty(long id, string? party, CancellationToken ct) => DraftStepAsync(id, () => drafts.RemovePartyAsync(User.Actor(), id, party ?? "", ct), ct);

    /// <summary>Takes the tenure lots under the project's boundary, in the place of those that stood there.</summary>
    [HttpPost("/finance/sharing/agreements/{id:long}/lots"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> TakeLots(long id, CancellationToken ct)
    {
        LotsTaken? taken = null;
        var answer = await DraftStepAsync(id, async () => taken = await sharing.TakeLotsAsync(User.Actor(), id, ct), ct);
        return taken is { LeftOut: > 0 } ? LocalRedirect($"/finance/sharing/agreements/{id}?leftOut={taken.LeftOut}") : answer;
    }

    [HttpPost("/finance/sharing/agreements/{id:long}/lots/file"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> EnterLots(long id, IFormFile? file, CancellationToken ct) => DraftStepAsync(id, () => ActsController.WithFileAsync(
        file, texts["请选择宗地表（xlsx 或 CSV）。"], (path, name) => drafts.EnterLotsAsync(User.Actor(), id, path, name, ct), ct), ct);

    [HttpPost("/finance/sharing/agreements/{id:long}/sign"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Sign(long id, DateOnly? on, IFormFile? file, CancellationToken ct) => DraftStepAsync(id, () => ActsController.WithFileAsync(
        file, texts["请选择签好的协议。"], (path, name) => drafts.SignAsync(User.Actor(), id, on ?? throw Yuan.Missing("签订日"), new(path, name), ct), ct), ct);

    [HttpPost("/finance/sharing/agreements/{id:long}/discard"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Discard(long id, CancellationToken ct) => await sharing.AgreementsAsync(id, ct) is [_]
        ? await this.TakeAsync(() => drafts.DiscardAsync(User.Actor(), id, ct), "/finance/sharing", refusal => AgreementPageAsync(id, null, refusal, ct)) : NotFound();

    [HttpPost("/finance/sharing/runs"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> Run(RunForm form, CancellationToken ct)
    {
        try
        {
            return LocalRedirect($"/finance/sharing/runs/{await sharing.RunAsync(User.Actor(), form.Draft(), ct)}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = ActsController.StatusOf(refused);
            return await PageAsync(refused.Message, ct);
        }
    }

    [HttpGet("/finance/sharing/runs/{id:long}")]
    public Task<IActionResult> ShowRun(long id, CancellationToken ct) => RunPageAsync(id, null, ct);

    [HttpPost("/finance/sharing/runs/{id:long}/confirm"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Confirm(long id, CancellationToken ct) => StepAsync(id, () => sharing.ConfirmAsync(User.Actor(), id, ct), ct);

    [HttpPost("/finance/sharing/runs/{id:long}/withdraw"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Withdraw(long id, CancellationToken ct) => StepAsync(id, () => sharing.WithdrawAsync(User.Actor(), id, ct), ct);

    /// <summary>One slip a household: what it shares by, what it gets, how the whole was divided. Of a village, or of a run that is not too large for one document.</summary>
    [HttpGet("/finance/sharing/runs/{id:long}/statements.pdf")]
    public async Task<IActionResult> Statements(long id, string? village, CancellationToken ct)
    {
        if (await sharing.RunsAsync(id, ct) is not [var run])
            return NotFound();
        var lines = await sharing.StatementsAsync(id, User.Scope(), string.IsNullOrEmpty(village) ? null : village, ct);
        var households = lines.DistinctBy(l => (l.VillageCode, l.Payee)).Count();
        if (households > MostInOnePdf)
            throw new RefusedException(texts["这次分配有 {0} 个收款人，一份 PDF 最多印 {1} 个：请在名单里按村打印，或下载“全部对账单”（按村排好的几份 PDF，装在一个 zip 里）。", households, MostInOnePdf]);
        var page = new StatementsSheet(run, await sharing.PartsAsync(id, ct), lines);
        return await printed.PdfAsync(HttpContext, Slips, page, texts["分成对账单"], $"statements-{id}.pdf", ct);
    }

    /// <summary>The slips of every village of the scope in one zip: PDFs of whole villages, each beginning on a sheet of its own, as many to a PDF as make <see cref="MostInOnePdf"/> households.</summary>
    [HttpGet("/finance/sharing/runs/{id:long}/statements.zip")]
    public async Task<IActionResult> AllStatements(long id, CancellationToken ct)
    {
        if (await sharing.RunsAsync(id, ct) is not [var run])
            return NotFound();
        var parts = await sharing.PartsAsync(id, ct);
        // A browser's start costs as much as printing hundreds of slips, so that a PDF a village would take three times as long.
        List<List<StatementLine>> documents = [];
        foreach (var village in (await sharing.StatementsAsync(id, User.Scope(), ct: ct)).GroupBy(l => l.VillageCode))
            if (documents.Count > 0 && Households(documents[^1]) + Households(village) <= MostInOnePdf)
                documents[^1].AddRange(village);
            else
                documents.Add([.. village]);
        var named = documents.Select((d, i) => ($"{i + 1:00}-{Name(d[0])}{(d[0].VillageCode == d[^1].VillageCode ? "" : $"至{Name(d[^1])}")}.pdf", (object)new StatementsSheet(run, parts, d))).ToList();
        return File(await printed.ZipAsync(HttpContext, Slips, named, texts["分成对账单"], ct), "application/zip", $"statements-{id}.zip");

        static int Households(IEnumerable<StatementLine> lines) => lines.DistinctBy(l => (l.VillageCode, l.Payee)).Count();

        static string Name(StatementLine line) => line.VillageCode is { } code ? $"{code}{line.VillageName}" : "其他各方";
    }

    [HttpPost("/finance/sharing/runs/{id:long}/recoveries"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Recover(long id, long? tonnes, long? ofTonnes, DateOnly? on, string? because, CancellationToken ct) => StepAsync(id, () => recoveries.RecoverAsync(
        User.Actor(), id, tonnes ?? throw Yuan.Missing("追回的吨数"), ofTonnes, because ?? "", on ?? CountyClock.Today, ct), ct);

    [HttpPost("/finance/sharing/runs/{id:long}/recoveries/{recovery:long}"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> ReceiveRecovery(long id, long recovery, string? key, DateOnly? on, decimal? amountYuan, string? evidence, CancellationToken ct) => StepAsync(id, () => recoveries.ReceiveAsync(
        User.Actor(), recovery, string.IsNullOrEmpty(key) ? Guid.NewGuid().ToString("N") : key, on ?? CountyClock.Today, Yuan.Fen(amountYuan, "金额") ?? throw Yuan.Missing("金额"), evidence?.Trim() ?? "", ct), ct);

    [HttpPost("/finance/sharing/runs/{id:long}/recoveries/{recovery:long}/keep"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> KeepBack(long id, long recovery, DateOnly? on, CancellationToken ct) => StepAsync(id, () => recoveries.KeepBackAsync(User.Actor(), recovery, on ?? CountyClock.Today, ct), ct);

    /// <summary>Who gives back what of a recovery, within the account's townships.</summary>
    [HttpGet("/finance/sharing/recoveries/{id:long}.xlsx")]
    public async Task<IActionResult> RecoveryXlsx(long id, CancellationToken ct)
    {
        if ((await recoveries.ListAsync(ct: ct)).SingleOrDefault(r => r.RecoveryId == id) is not { } recovery)
            return NotFound();
        return File(ContractSheets.Book(texts["追回"], (await recoveries.LinesAsync(id, User.Scope(), ct)).Select(l => new Dictionary<string, object?>
        {
            [texts["收款人编号"]] = l.Payee, [texts["收款人"]] = l.PayeeName, [texts["村编码"]] = l.VillageCode, [texts["办法"]] = texts[l.IsPaid ? "追回" : "从未付款中留抵"].Value, [texts["金额（元）"]] = l.AmountFen / 100m,
            [texts["依据"]] = $"{recovery.Title}，{recovery.Tonnes} / {recovery.OfTonnes} t，{recovery.Because}",
        })), HoldingSheets.Type, $"recovery-{id}.xlsx");
    }

    private const string Slips = "~/Areas/Finance/Views/Sharing/Statements.cshtml";

    private async Task<IActionResult> PageAsync(string? refusal, CancellationToken ct) => View("Sharing", new SharingPage(
        await sharing.AgreementsAsync(ct: ct), await sharing.RunsAsync(ct: ct), [.. (await sales.ListAsync(ct: ct)).Where(s => s is { Outcome: "posted", IsReversed: false })],
        await sharing.ReceiptsAsync(ct), await projects.ListAsync(User.Scope(), limit: 500, ct: ct), await books.ListAsync(ct), refusal));

    private async Task<IActionResult> AgreementPageAsync(long id, int? leftOut, string? refusal, CancellationToken ct) => await sharing.AgreementsAsync(id, ct) is [var agreement]
        ? View("Agreement", new AgreementPage(agreement, await sharing.PartiesAsync(id, ct), await drafts.LotsAsync(id, User.Scope(), ct),
            (await drafts.ParcelsAsync(id, User.Scope(), AgreementPage.MostLots, ct)).ToLookup(p => p.LotCode), [.. (await sharing.RunsAsync(ct: ct)).Where(r => r.AgreementId == id)], leftOut, refusal))
        : NotFound();

    private async Task<IActionResult> DraftStepAsync(long id, Func<Task> step, CancellationToken ct) => await sharing.AgreementsAsync(id, ct) is [_]
        ? await this.TakeAsync(step, $"/finance/sharing/agreements/{id}", refusal => AgreementPageAsync(id, null, refusal, ct)) : NotFound();

    private async Task<IActionResult> RunPageAsync(long id, string? refusal, CancellationToken ct) => await sharing.RunsAsync(id, ct) is [var run]
        ? View("Run", new RunPage(run, await sharing.CostsAsync(id, ct), await sharing.PartsAsync(id, ct), await lists.ListAsync(User.Scope(), runId: id, limit: 2000, ct: ct), await recoveries.ListAsync(id, ct), User.Actor().Id, PdfPrinter.IsAvailable, refusal))
        : NotFound();

    private Task<IActionResult> StepAsync(long id, Func<Task> step, CancellationToken ct) =>
        this.TakeAsync(step, $"/finance/sharing/runs/{id}", refusal => RunPageAsync(id, refusal, ct));
}

public sealed class RunForm
{
    public string Key { get; set; } = "";
    public long? AgreementId { get; set; }
    public string? Title { get; set; }
    public DateOnly? On { get; set; }
    public decimal? RevenueYuan { get; set; }
    public long? SaleId { get; set; }
    public long? ReceiptEventId { get; set; }
    public string? CostName { get; set; }
    public decimal? CostYuan { get; set; }
    public string? Evidence { get; set; }

    public NewRun Draft() => new(
        string.IsNullOrEmpty(Key) ? Guid.NewGuid().ToString("N") : Key, AgreementId ?? throw Yuan.Missing("协议"), string.IsNullOrWhiteSpace(Title) ? throw Yuan.Missing("名称") : Title.Trim(), On ?? CountyClock.Today,
        Yuan.Fen(RevenueYuan, "收入") ?? throw Yuan.Missing("收入"), CostYuan is > 0 ? [new(string.IsNullOrWhiteSpace(CostName) ? throw Yuan.Missing("优先费用的名称") : CostName.Trim(), Yuan.Fen(CostYuan, "优先费用")!.Value)] : [],
        Evidence?.Trim() ?? "", SaleId, ReceiptEventId);
}

/// <param name="Sales">Sales whose revenue a run may divide.</param>
/// <param name="Receipts">Receipts of projects that a run may divide.</param>
public sealed record SharingPage(
    IReadOnlyList<AgreementRow> Agreements, IReadOnlyList<RunRow> Runs, IReadOnlyList<SaleRow> Sales, IReadOnlyList<ReceiptToShare> Receipts, IReadOnlyList<ProjectRow> Projects, IReadOnlyList<BookRow> Books, string? Refusal)
{
    public static IReadOnlyList<string> Bases { get; } = ["project-area", "certificate-area", "fixed-shares"];

    public static IReadOnlyList<string> Kinds { get; } = ["developer", "owner", "state-farm", "care-fund", "collective", "households"];

    /// <summary>What a basis is called, in Chinese: the key of its English.</summary>
    public static string BasisOf(string basis) => basis switch { "certificate-area" => "林权证载面积", "fixed-shares" => "协议份额", _ => "项目内落界面积" };

    public static string StateOf(string state) => state switch { "confirmed" => "已复核", "withdrawn" => "撤回", _ => "待复核" };

    public static string KindOf(string kind) => kind switch
    {
        "developer" => "委托开发方", "owner" => "项目业主", "state-farm" => "国有林场", "care-fund" => "管护基金", "collective" => "村集体", _ => "农户",
    };
}

/// <param name="Lots">Within the account's townships.</param>
/// <param name="Parcels">Parcels under the first <see cref="MostLots"/> of them.</param>
/// <param name="LeftOut">Lots under the project that were not taken just now: no right holder, or in no village.</param>
public sealed record AgreementPage(
    AgreementRow Agreement, IReadOnlyList<PartyRow> Parties, IReadOnlyList<AgreementLot> Lots, ILookup<string, LotParcel> Parcels, IReadOnlyList<RunRow> Runs, int? LeftOut, string? Refusal)
{
    /// <summary>Lots a page shows; all are in the workbook.</summary>
    public const int MostLots = 300;
}

public sealed record RunPage(RunRow Run, IReadOnlyList<CostRow> Costs, IReadOnlyList<PartRow> Parts, IReadOnlyList<ListRow> Lists, IReadOnlyList<RecoveryRow> Recoveries, string Me, bool CanPrint, string? Refusal);

public sealed record StatementsSheet(RunRow Run, IReadOnlyList<PartRow> Parts, IReadOnlyList<StatementLine> Lines);
