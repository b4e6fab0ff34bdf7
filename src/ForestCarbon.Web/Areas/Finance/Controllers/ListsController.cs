using ForestCarbon.Finance;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Finance.Controllers;

/// <summary>Lists of what is due, on their way from draft to payment. A township's account sees its own.</summary>
[Area("Finance"), Authorize(Policies.ViewPayables)]
public sealed class ListsController(PayableLists lists, Payees payees, FileStore files, PrintedView printed, IUserStore<Account> accounts) : Controller
{
    private const long MostFileBytes = 20L << 20;

    [HttpGet("/finance/lists")]
    public async Task<IActionResult> List(string? kind, string? state, CancellationToken ct) =>
        !(string.IsNullOrEmpty(kind) || PayableLists.Kinds.Contains(kind)) || !(string.IsNullOrEmpty(state) || PayableLists.States.Contains(state)) ? NotFound()
        : View("Lists", new ListsPage(await lists.ListAsync(User.Scope(), string.IsNullOrEmpty(kind) ? null : kind, string.IsNullOrEmpty(state) ? null : state, ct: ct), kind, state));

    /// <param name="only">held, paid or returned: the lines that make this amount of the list; none: all of them.</param>
    [HttpGet("/finance/lists/{id:long}")]
    public async Task<IActionResult> Show(long id, string? only, CancellationToken ct) =>
        only is null or "" or "held" or "paid" or "returned" ? await PageAsync(id, null, ct, string.IsNullOrEmpty(only) ? null : only) : NotFound();

    /// <summary>The sheet that hangs in the village: names, areas and amounts; no identity and no account numbers.</summary>
    [HttpGet("/finance/lists/{id:long}.pdf")]
    public async Task<IActionResult> Sheet(long id, CancellationToken ct) => await lists.FindAsync(id, User.Scope(), ct) is { } list
        ? await printed.PdfAsync(HttpContext, "~/Areas/Finance/Views/Lists/Printed.cshtml", new ListSheet(list, await lists.LinesAsync(id, ct)), list.Title, $"list-{id}.pdf", ct)
        : NotFound();

    [HttpPost("/finance/lists/{id:long}/moves"), Authorize(Policies.AdvancePayables), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Move(long id, string? to, DateOnly? on, string? note, IFormFile? proof, CancellationToken ct)
    {
        return StepAsync(id, () => proof is not null ? ActsController.WithFileAsync(proof, "", (path, name) => MoveAsync(new SentPaper(path, name)), ct) : MoveAsync(null), ct);

        Task MoveAsync(SentPaper? paper) => lists.MoveAsync(User.Actor(), id, to ?? "", on ?? CountyClock.Today, note?.Trim() ?? "", paper, ct);
    }

    /// <summary>What proves that a publicity began before it was entered.</summary>
    [HttpGet("/finance/lists/{id:long}/moves/{move:long}/file")]
    public async Task<IActionResult> Proof(long id, long move, CancellationToken ct) => await lists.FindAsync(id, User.Scope(), ct) is null
        ? NotFound() : KeptFile.Of(this, files, (await lists.MovesAsync(id, ct)).SingleOrDefault(m => m.ListMoveId == move)?.FileSha256, $"publicity-{id}-{move}");

    [HttpPost("/finance/lists/{id:long}/objections"), Authorize(Policies.AdvancePayables)]
    public Task<IActionResult> RaiseObjection(long id, int? line, DateOnly? on, string? objector, string? said, CancellationToken ct) =>
        StepAsync(id, () => string.IsNullOrWhiteSpace(said) ? throw new RefusedException("请写明异议的内容。", "Say what is objected to.")
            : lists.ObjectAsync(User.Actor(), id, line, on ?? CountyClock.Today, objector?.Trim() ?? "", said.Trim(), ct), ct);

    [HttpPost("/finance/lists/{id:long}/objections/{objection:long}"), Authorize(Policies.AdvancePayables)]
    public Task<IActionResult> Answer(long id, long objection, string? answer, bool upheld, CancellationToken ct) =>
        StepAsync(id, () => string.IsNullOrWhiteSpace(answer) ? throw new RefusedException("请写明答复。", "Give the answer.") : lists.AnswerAsync(User.Actor(), id, objection, CountyClock.Today, answer.Trim(), upheld, ct), ct);

    [HttpPost("/finance/lists/{id:long}/lines/{line:int}/hold"), Authorize(Policies.AdvancePayables)]
    public Task<IActionResult> Hold(long id, int line, string? because, CancellationToken ct) =>
        StepAsync(id, () => lists.HoldAsync(User.Actor(), id, line, string.IsNullOrWhiteSpace(because) ? null : because.Trim(), ct), ct);

    /// <summary>A held line with its right payee and amount, as a list of its own that is published again.</summary>
    [HttpPost("/finance/lists/{id:long}/lines/{line:int}/correct"), Authorize(Policies.AdvancePayables)]
    public async Task<IActionResult> Correct(long id, int line, string? payee, decimal? amountYuan, CancellationToken ct)
    {
        var made = id;
        var answer = await StepAsync(id, async () =>
        {
            var right = await payees.FindAsync(User.Scope(), payee?.Trim() ?? "", ct) ?? throw new RefusedException($"没有编号为“{payee}”的收款人：先在收款人页登记。", $"There is no payee “{payee}”: enter it on the page of payees first.");
            made = await lists.CorrectAsync(User.Actor(), id, line, right.PayeeId, Yuan.Fen(amountYuan, "金额") ?? throw Yuan.Missing("金额"), ct);
        }, ct);
        return made == id ? answer : LocalRedirect($"/finance/lists/{made}");
    }

    [HttpPost("/finance/lists/{id:long}/payments"), Authorize(Policies.KeepBooks)]
    public Task<IActionResult> Pay(long id, string? template, CancellationToken ct) => StepAsync(id, () => lists.PayAsync(User.Actor(), id, template ?? "", ct), ct);

    /// <summary>The file for the bank: it holds account numbers, so finance alone opens it.</summary>
    [HttpGet("/finance/payments/{batch:long}.csv"), Authorize(Policies.KeepBooks)]
    public async Task<IActionResult> PaymentFile(long batch, CancellationToken ct) =>
        await lists.FileAsync(batch, ct) is { } file ? File(file.Bytes(), "text/csv", $"payment-{batch}.csv") : NotFound();

    [HttpPost("/finance/lists/{id:long}/payments/{batch:long}"), Authorize(Policies.KeepBooks), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> PaymentAnswer(long id, long batch, DateOnly? on, IFormFile? file, CancellationToken ct) => StepAsync(id, () => ActsController.WithFileAsync(
        file, ("请选择支付结果文件。", "Choose the file with the bank's answer."), (path, name) => lists.AnswerBatchAsync(User.Actor(), batch, on ?? CountyClock.Today, path, name, ct), ct), ct);

    private async Task<IActionResult> PageAsync(long id, string? refusal, CancellationToken ct, string? only = null)
    {
        if (await lists.FindAsync(id, User.Scope(), ct) is not { } list)
            return NotFound();
        var moves = await lists.MovesAsync(id, ct);
        var changes = await lists.AccountChangesAsync(id, ct);
        var names = await ((AccountStore)accounts).NamesAsync([.. moves.Select(m => m.MovedBy).Append(list.MadeBy).Concat(changes.SelectMany(c => new[] { c.EnteredBy, c.DecidedBy }).OfType<string>()).Distinct()], ct);
        return View("List", new ListPage(list, await lists.LinesAsync(id, ct), moves, await lists.ChoicesAsync(id, CountyClock.Today, ct), await lists.ObjectionsAsync(id, ct),
            await lists.BatchesAsync(id, ct), await lists.TemplatesAsync(ct), names, PdfPrinter.IsAvailable, refusal, changes, only));
    }

    private async Task<IActionResult> StepAsync(long id, Func<Task> step, CancellationToken ct) =>
        await lists.FindAsync(id, User.Scope(), ct) is null ? NotFound() : await this.TakeAsync(step, $"/finance/lists/{id}", said => PageAsync(id, said, ct));
}

/// <summary>
/// Lists with their sums, whole fen. A withdrawn list is shown and owes nobody anything: no sum counts it. A held line that is corrected stands in two lists and is owed once: what lists hold and what
/// is owed are two figures.
/// </summary>
public sealed record ListsPage(IReadOnlyList<ListRow> Lists, string? Kind, string? State)
{
    private readonly List<ListRow> _standing = [.. Lists.Where(l => l.State != "withdrawn")];

    public int Count => _standing.Count;
    public int Withdrawn => Lists.Count - Count;
    public long AmountFen => _standing.Sum(l => l.AmountFen);
    public long CorrectedFen => _standing.Sum(l => l.CorrectedFen);
    public long KeptFen => _standing.Sum(l => l.KeptFen);
    public long OwedFen => AmountFen - CorrectedFen - KeptFen;
    public long OpenFen => OwedFen - _standing.Sum(l => l.PaidFen);
    public long ReturnedFen => _standing.Sum(l => l.ReturnedFen);
    public long HeldFen => _standing.Sum(l => l.HeldFen);
}

public sealed record ListPage(
    ListRow List, IReadOnlyList<LineRow> Lines, IReadOnlyList<MoveRow> Moves, IReadOnlyList<MoveChoice> Choices, IReadOnlyList<ObjectionRow> Objections, IReadOnlyList<BatchRow> Batches,
    IReadOnlyList<PaymentTemplate> Templates, IReadOnlyDictionary<string, string> Names, bool CanPrint, string? Refusal, IReadOnlyList<AccountChange>? Changes = null, string? Only = null)
{
    /// <summary>The lines that the page lists: of an amount that was opened (<see cref="Only"/>) those that make it.</summary>
    public IReadOnlyList<LineRow> Shown { get; } = Only is null ? Lines : [.. Lines.Where(l => Only == "held" ? l.HeldFor is not null : l.Payment == Only)];

    /// <summary>Lines shown as left out of a payment file; more are counted.</summary>
    public const int MostLeftOut = 50;

    /// <summary>The day its first publicity began: nobody objects to it on an earlier one.</summary>
    public DateOnly? PublicSince => Moves.Where(m => m.ToState == "publicity").Select(m => (DateOnly?)m.MovedOn).Min();

    public string Who(string actor) => PeopleWords.NameOf(actor, Names);

    /// <summary>What an amount rests on: the contract with its ground, or the run with its sale; where there is neither, the voucher, for who may see books.</summary>
    public string? BehindOf(LineRow line, bool mayBooks) => line switch
    {
        { ContractId: { } contract } => $"/finance/compensation/contracts/{contract}",
        _ when List.RunId is { } run => $"/finance/sharing/runs/{run}",
        _ when mayBooks && (line.PaidEventId ?? line.OwedEventId) is { } voucher => $"/finance/vouchers/{voucher}",
        _ => null,
    };

    /// <summary>What a part is called, in Chinese: the key of its English.</summary>
    public static string PartOf(string part) => part switch
    {
        "loss" => "损失性补偿", "ranger" => "管护劳务", "public" => "公共管护支出", "household" => "农户", "collective" => "村集体", "sink" => "碳汇补偿", _ => "协议方",
    };
}

public sealed record ListSheet(ListRow List, IReadOnlyList<LineRow> Lines);
