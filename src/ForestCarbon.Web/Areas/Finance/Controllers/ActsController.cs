using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ccer.Projects;
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

/// <summary>Acts on holdings (办理单): asked for, cited, accepted, confirmed by a second account, or withdrawn.</summary>
[Area("Finance"), Authorize(Policies.ViewHoldings)]
public sealed class ActsController(HoldingBook book, TonnesOrigins origins, HoldingActs acts, FileStore files, IUserStore<Account> accounts, IStringLocalizer<Texts> texts) : Controller
{
    private const long MostFileBytes = 50L << 20;

    [HttpGet("/finance/acts")]
    public async Task<IActionResult> List(string? outcome, long? before, CancellationToken ct) => outcome is not (null or "" or "pending" or "confirmed" or "withdrawn")
        ? NotFound()
        : View("Acts", new ActsPage(await book.ActsAsync(string.IsNullOrEmpty(outcome) ? null : outcome, before, ActsPage.Most, ct), outcome));

    [HttpGet("/finance/acts/new"), Authorize(Policies.MakeHoldings)]
    public Task<IActionResult> New(string? kind, CancellationToken ct) => FormAsync(new ActForm { Kind = kind ?? "issue", Key = Guid.NewGuid().ToString("N") }, null, ct);

    [HttpPost("/finance/acts"), Authorize(Policies.MakeHoldings)]
    public async Task<IActionResult> Ask(ActForm form, CancellationToken ct)
    {
        try
        {
            var id = form.Kind == "issue" ? await acts.AskAsync(User.Actor(), form.Issue(), ct) : await acts.AskAsync(User.Actor(), form.Move(), ct);
            return LocalRedirect($"/finance/acts/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusOf(refused);
            return await FormAsync(form, refused.Message, ct);
        }
    }

    [HttpGet("/finance/acts/{id:long}")]
    public Task<IActionResult> Show(long id, CancellationToken ct) => PageAsync(id, null, ct);

    /// <summary>The file of the record an act rests on.</summary>
    [HttpGet("/finance/acts/{id:long}/record")]
    public async Task<IActionResult> RecordFile(long id, CancellationToken ct) =>
        await book.ActAsync(id, ct) is { RecordSha256: { } hash } && files.PathOf(Convert.FromHexString(hash)) is var path && System.IO.File.Exists(path)
            ? PhysicalFile(path, "application/octet-stream", $"record-{id}")
            : NotFound();

    [HttpPost("/finance/acts/{id:long}/record"), Authorize(Policies.MakeHoldings), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Cite(long id, RecordForm form, CancellationToken ct) => StepAsync(id, () => WithFileAsync(form.File, texts["请选择凭据的文件：以文件的校验值入账。"], (path, name) =>
        acts.CiteAsync(User.Actor(), id, form.Cited(form.Source ?? "registry", path, name), ct), ct), ct);

    [HttpPost("/finance/acts/{id:long}/accept"), Authorize(Policies.AcceptTransfers), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Accept(long id, string? representative, IFormFile? file, CancellationToken ct) => StepAsync(id, () => WithFileAsync(file, texts["请选择受让方签署的接收函。"], (path, name) =>
        acts.AcceptAsync(User.Actor(), id, representative ?? "", path, name, ct), ct), ct);

    /// <summary>The acceptance of a recipient who has no account here: their own paper, cited like any record.</summary>
    [HttpPost("/finance/acts/{id:long}/acceptance"), Authorize(Policies.MakeHoldings), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> CiteAcceptance(long id, string? representative, RecordForm form, CancellationToken ct) =>
        StepAsync(id, () => WithFileAsync(form.File, texts["请选择受让方签署的接收函。"], (path, name) =>
            acts.CiteAcceptanceAsync(User.Actor(), id, representative ?? "", form.Cited("acceptance", path, name), ct), ct), ct);

    /// <summary>Asks for a confirmed act to be taken back as a whole.</summary>
    [HttpPost("/finance/acts/{id:long}/reversal"), Authorize(Policies.MakeHoldings)]
    public async Task<IActionResult> Reverse(long id, string? key, string? because, DateOnly? effectiveOn, CancellationToken ct)
    {
        try
        {
            var act = await acts.AskReversalAsync(User.Actor(), string.IsNullOrEmpty(key) ? Guid.NewGuid().ToString("N") : key, id,
                effectiveOn ?? throw new RefusedException("请填写生效日期。", "Give the effective day."), because?.Trim() ?? "", ct);
            return LocalRedirect($"/finance/acts/{act}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusOf(refused);
            return await PageAsync(id, refused.Message, ct);
        }
    }

    [HttpPost("/finance/acts/{id:long}/confirm"), Authorize(Policies.MakeHoldings)]
    public Task<IActionResult> Confirm(long id, CancellationToken ct) => StepAsync(id, () => acts.ConfirmAsync(User.Actor(), id, ct), ct);

    [HttpPost("/finance/acts/{id:long}/withdraw"), Authorize(Policies.MakeHoldings)]
    public Task<IActionResult> Withdraw(long id, string? because, CancellationToken ct) => StepAsync(id, () => string.IsNullOrWhiteSpace(because)
        ? throw new RefusedException("请写明撤回的原因。", "Give the reason for withdrawing the act.")
        : acts.WithdrawAsync(User.Actor(), id, because.Trim(), ct), ct);

    internal static int StatusOf(RefusedException refused) =>
        refused is LedgerRefusedException { Refusal: LedgerRefusal.KeyReused } ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity;

    internal static Task WithFileAsync(IFormFile? sent, (string Sentence, string English) missing, Func<string, string, Task> use, CancellationToken ct) =>
        sent is not null ? WithFileAsync(sent, "", use, ct) : throw new RefusedException(missing.Sentence, missing.English);

    /// <param name="missing">In the reader's language.</param>
    internal static Task WithFileAsync(IFormFile? sent, string missing, Func<string, string, Task> use, CancellationToken ct) =>
        sent is not null ? SentFile.KeptAsync(sent, "", (path, _, name) => use(path, name), ct) : throw new RefusedException(missing);

    private async Task<IActionResult> StepAsync(long id, Func<Task> step, CancellationToken ct) =>
        await book.ActAsync(id, ct) is null ? NotFound() : await this.TakeAsync(step, $"/finance/acts/{id}", refusal => PageAsync(id, refusal, ct));

    private async Task<IActionResult> PageAsync(long id, string? refusal, CancellationToken ct)
    {
        if (await book.ActAsync(id, ct) is not { } act)
            return NotFound();
        var recipients = act.ToHolder is { } to ? (await book.HolderAccountsAsync(ct)).Where(a => a.Holder == to).Select(a => a.Actor).ToList() : [];
        var posting = act.PostedEntryId is { } entry ? await book.MovementAsync($"{entry}.1", ct) : null;
        var pendingBack = act.PendingReversal is { } asked ? await book.ActAsync(asked, ct) : null;
        var names = await ((AccountStore)accounts).NamesAsync(new[] { act.MadeBy, act.CitedBy, act.AcceptedBy, act.DecidedBy, pendingBack?.MadeBy, pendingBack?.CitedBy }.OfType<string>(), ct);
        var states = (await book.StatesAsync(ct)).ToDictionary(s => s.State, StringComparer.Ordinal);
        var reserved = act.EntryId is { } pending ? await book.ReservedAsync(pending, ct) : [];
        var original = act.ReversesAct is { } done ? await book.ActAsync(done, ct) : null;
        var entering = act.Kind == "issue" ? act : original is { Kind: "issue" } ? original : null;
        var origin = await origins.OfAsync(act.Project, User.Scope(), entry: act.PostedEntryId ?? act.EntryId ?? original?.PostedEntryId, act: entering?.ActId, ct: ct);
        return View("Act", new ActPage(act, posting, recipients, names, states, reserved, original, pendingBack, await book.SameSourceAsync(id, ct), origin, User.Actor().Id, refusal));
    }

    private async Task<IActionResult> FormAsync(ActForm form, string? refusal, CancellationToken ct) => View("New", new ActFormPage(
        form, await book.HoldersAsync(ct), await book.StatesAsync(ct), [.. (await book.AsOfAsync(DateOnly.MaxValue, ct: ct)).Where(l => l.StateKind is "live" or "frozen")],
        form.Kind == "issue" ? [] : await book.FreeSerialsAsync(ct), refusal));
}

/// <summary>What the form of an act holds, of either sort.</summary>
public sealed class ActForm
{
    public string Key { get; set; } = "";
    public string Kind { get; set; } = "";
    public string? Holder { get; set; }
    public string? ToHolder { get; set; }
    public DateOnly? EffectiveOn { get; set; }
    public string? Project { get; set; }
    public int? Vintage { get; set; }
    public string? Batch { get; set; }
    public string? MethodologyVersion { get; set; }
    public string? Claim { get; set; }
    public string? SerialPrefix { get; set; }
    public long? FirstSerial { get; set; }
    public long? VerifiedT { get; set; }
    public long? AppliedT { get; set; }
    public string? VerificationReport { get; set; }

    /// <summary>What moves: <c>project|vintage|holder|state</c>.</summary>
    public string? From { get; set; }

    /// <summary>With <see cref="FirstSerial"/>: exactly these serials; else the lowest free ones.</summary>
    public long? IssuanceId { get; set; }
    public string? ToState { get; set; }
    public long? Tonnes { get; set; }
    public string? Beneficiary { get; set; }
    public string? Method { get; set; }
    public decimal? PriceYuan { get; set; }
    public decimal? FeeYuan { get; set; }
    public string? Note { get; set; }

    public IssueAct Issue() => new(
        Given(Key, "编号", "key of the form"), Given(Holder, "持有方", "holder"), EffectiveOn ?? throw Missing("生效日期", "effective day"), Given(Project, "项目", "project"),
        Vintage ?? throw Missing("年份", "vintage"), Given(Batch, "批次", "batch"), Given(MethodologyVersion, "方法学版本", "methodology version"), Given(Claim, "权益声明", "claim"), string.IsNullOrWhiteSpace(SerialPrefix) ? null : SerialPrefix.Trim(), FirstSerial ?? 1,
        VerifiedT ?? throw Missing("核查减排量", "verified quantity"), AppliedT ?? throw Missing("申请登记量", "quantity applied for"),
        Given(VerificationReport, "核查报告编号", "number of the verification report"), Note?.Trim() ?? "");

    public MoveAct Move()
    {
        var from = From?.Split('|') is [var project, var text, var holder, var state] && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var vintage)
            ? (Project: project, Vintage: vintage, Holder: holder, State: state)
            : throw Missing("变动的减排量", "tonnes that move");
        return new(Given(Key, "编号", "key of the form"), Kind, from.Holder, EffectiveOn ?? throw Missing("生效日期", "effective day"), from.Project, from.Vintage, from.State,
            string.IsNullOrEmpty(ToState) ? null : ToState, Tonnes ?? throw Missing("数量（整数吨）", "quantity in whole tonnes"), string.IsNullOrEmpty(ToHolder) ? null : ToHolder,
            FirstSerial is null ? null : IssuanceId ?? throw Missing("编号段所在的批次", "batch the serials are of"), FirstSerial,
            string.IsNullOrWhiteSpace(Beneficiary) ? null : Beneficiary.Trim(), string.IsNullOrEmpty(Method) ? null : Method, WholeFen.Of(PriceYuan, "成交单价", "price"), WholeFen.Of(FeeYuan, "手续费", "fee"), Note?.Trim() ?? "");
    }

    private static string Given(string? value, string what, string english) => string.IsNullOrWhiteSpace(value) ? throw Missing(what, english) : value.Trim();

    private static RefusedException Missing(string what, string english) => new($"请填写{what}。", $"Give the {english}.");
}

public sealed record RecordForm(string? Source, string? Number, DateOnly? Dated, long? Tonnes, IFormFile? File)
{
    public CitedRecord Cited(string source, string path, string name) => new(
        source, Number?.Trim() ?? "", Dated ?? throw new RefusedException("请填写凭据日期。", "Give the record's date."), Tonnes ?? throw new RefusedException("请填写凭据数量（整数吨）。", "Give the record's quantity in whole tonnes."), path, name);
}

public sealed record ActsPage(IReadOnlyList<ActRow> Acts, string? Outcome)
{
    /// <summary>Acts of one page.</summary>
    public const int Most = 100;

    /// <summary>Where the older ones begin; null on the last page.</summary>
    public string? Older => Acts.Count < Most ? null
        : QueryString.Create(new Dictionary<string, string?>
        {
            ["outcome"] = Outcome, ["before"] = Acts[^1].ActId.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }.Where(p => !string.IsNullOrEmpty(p.Value))).ToString();
}

/// <param name="Recipients">Accounts that act for the recipient.</param>
/// <param name="Names">What the accounts of the act are called.</param>
/// <param name="Reserved">The serials it moves, by batch, where it holds them back.</param>
/// <param name="Original">The act it takes back.</param>
/// <param name="PendingBack">The act that asks to take it back and is not confirmed yet.</param>
/// <param name="SameSource">Other acts that rest on the same paper.</param>
/// <param name="Origin">Back to tranche, verification, strata and plots.</param>
/// <param name="Me">Who reads, to say whose turn it is.</param>
public sealed record ActPage(
    ActRow Act, MovementRow? Posting, IReadOnlyList<string> Recipients, IReadOnlyDictionary<string, string> Names, IReadOnlyDictionary<string, StateRow> States,
    IReadOnlyList<ReservedSerials> Reserved, ActRow? Original, ActRow? PendingBack, IReadOnlyList<SameSourceRow> SameSource, TonnesOrigin Origin, string Me, string? Refusal)
{
    public string Who(string? actor) => PeopleWords.NameOf(actor, Names);

    /// <summary>A methodology version the catalogue does not have: the checker is told.</summary>
    public bool IsMethodologyUnknown => Act is { Kind: "issue", MethodologyVersion: { } version } && MethodologyCatalogue.Find(version) is null;

    /// <summary>The reader has a step in this act and so confirms nothing in it.</summary>
    public bool IsMine => Me == Act.MadeBy || Me == Act.CitedBy || (Act.AcceptanceNumber is not null && Me == Act.AcceptedBy);

    /// <summary>The reader posted what this act, a taking back, reverses: whoever posts it again is another.</summary>
    public bool PostedOriginal => Original is { } original && original.DecidedBy == Me;

    /// <summary>What two acts rest on, in Chinese: the key of its English.</summary>
    public static string NameOfPaper(string paper) => paper switch { "record" => "凭据文件相同", "acceptance" => "接收函文件相同", _ => "核查报告相同" };

    /// <summary>Where a record comes from, in Chinese: the key of its English.</summary>
    public static string NameOfSource(string? source) => source switch
    {
        "registry" => "注册登记系统", "exchange" => "交易机构", "court" => "法院", "acceptance" => "受让方", _ => "其他",
    };

    public bool AwaitsAcceptance => Act is { Outcome: "pending", Kind: "transfer", AcceptedAt: null };

    /// <summary>Confirmed, and neither cancelled, taken back, on its way to be nor itself a taking back.</summary>
    public bool MayBeReversed => Act is { Outcome: "confirmed", ReversedBy: null, PendingReversal: null } and not { Kind: "cancel" or "reversal" };

    /// <summary>What an act is called, in Chinese: the key of its English.</summary>
    public static string NameOf(string kind) => kind switch
    {
        "issue" => "登记入账", "freeze" => "冻结", "release" => "解除冻结", "transfer" => "划转", "sale" => "出售", "reversal" => "冲回", _ => "注销",
    };
}

/// <param name="Free">Serials that may move, with the day from which they may.</param>
public sealed record ActFormPage(
    ActForm Form, IReadOnlyList<HolderRow> Holders, IReadOnlyList<StateRow> States, IReadOnlyList<HoldingLine> Held, IReadOnlyList<FreeSerials> Free, string? Refusal);
