using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>The documents the program makes of a project: text by people, drafts, what differs between two, evidence.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class DraftsController(ProjectBook book, DocumentDrafts drafts, EvidenceBook evidence, ProjectDocuments documents, Home home) : Controller
{
    private const long MostFileBytes = 50L << 20;
    private const string WordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private FileStore Files => new(home.Files);

    /// <param name="tranche">Number of a tranche: the accounting report; without it the design document.</param>
    /// <param name="before">Draft to compare from.</param>
    /// <param name="after">Draft to compare with.</param>
    /// <param name="since">True: the newest draft is compared with the data of today.</param>
    [HttpGet("/ccer/projects/{code}/drafts")]
    public async Task<IActionResult> Show(string code, short? tranche, long? before, long? after, bool? since, CancellationToken ct) =>
        await book.FindAsync(code, User.Scope(), ct) is { } project ? await PageAsync(project, tranche, before, after, null, ct, since == true) : NotFound();

    [HttpGet("/ccer/projects/{code}/drafts/{id:long}.docx")]
    public async Task<IActionResult> Word(string code, long id, CancellationToken ct) =>
        await book.FindAsync(code, User.Scope(), ct) is { } project && (await drafts.ListAsync(project.ProjectId, ct)).FirstOrDefault(d => d.DraftId == id) is { } draft
        && Files.PathOf(Convert.FromHexString(draft.FileSha256)) is var path && System.IO.File.Exists(path)
            ? PhysicalFile(path, WordType, draft.Name)
            : NotFound();

    [HttpGet("/ccer/projects/{code}/evidence/{kind}")]
    public async Task<IActionResult> Evidence(string code, string kind, CancellationToken ct) =>
        await book.FindAsync(code, User.Scope(), ct) is { } project && (await evidence.OfAsync(project, ct)).FirstOrDefault(e => e.Kind == kind) is { FileSha256: { } sha } item
        && Files.PathOf(Convert.FromHexString(sha)) is var path && System.IO.File.Exists(path)
            ? PhysicalFile(path, "application/octet-stream", item.File)
            : NotFound();

    [HttpPost("/ccer/projects/{code}/drafts"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Make(string code, short? tranche, CancellationToken ct) => ActAsync(code, tranche, (project, of) => drafts.MakeAsync(User.Actor(), Files, project, of, ct), ct);

    [HttpPost("/ccer/projects/{code}/drafts/texts"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Write(string code, short? tranche, string? section, string? body, CancellationToken ct) =>
        // A field that was emptied arrives as nothing: whoever saves it empties the part.
        ActAsync(code, tranche, (project, of) => drafts.WriteTextAsync(User.Actor(), project.ProjectId, of?.TrancheId, section, body ?? "", ct), ct);

    [HttpPost("/ccer/projects/{code}/drafts/{id:long}/submit"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> Submit(string code, short? tranche, long id, bool? substantial, CancellationToken ct) =>
        ActAsync(code, tranche, (project, _) => drafts.SubmitAsync(User.Actor(), project, id, substantial, ct), ct);

    [HttpPost("/ccer/projects/{code}/evidence"), Authorize(Policies.ManageProjects), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> AddEvidence(string code, string? kind, IFormFile? file, CancellationToken ct) => ActAsync(code, null, (project, _) => SentFile.KeptAsync(file, "请选择证据文件。", (path, _, name) =>
        evidence.AddAsync(User.Actor(), Files, project.ProjectId, kind, path, name, ct: ct), ct), ct);

    [HttpPost("/ccer/projects/{code}/evidence/{kind}/verify"), Authorize(Policies.ManageProjects)]
    public Task<IActionResult> VerifyEvidence(string code, string kind, CancellationToken ct) => ActAsync(code, null, (project, _) => evidence.VerifyAsync(User.Actor(), project.ProjectId, kind, ct), ct);

    private Task<IActionResult> ActAsync(string code, short? tranche, Func<ProjectRow, TrancheRow?, Task> act, CancellationToken ct) =>
        this.StepAsync(book, code, tranche, "drafts", act, (project, refusal) => PageAsync(project, tranche, null, null, refusal, ct), ct);

    private async Task<IActionResult> PageAsync(ProjectRow project, short? tranche, long? before, long? after, string? refusal, CancellationToken ct, bool withToday = false)
    {
        var tranches = await book.TranchesAsync(project.ProjectId, User.Scope(), ct);
        var of = tranches.FirstOrDefault(t => t.Number == tranche);
        if (tranche is not null && of is null)
            return NotFound();
        IReadOnlyList<DraftRow> made = [.. (await drafts.ListAsync(project.ProjectId, ct)).Where(d => d.TrancheId == of?.TrancheId)];
        var (differs, since) = ((DraftComparison?)null, (DraftComparison?)null);
        try
        {
            differs = before is { } a && after is { } b ? await drafts.CompareAsync(project.ProjectId, a, b, ct) : null;
            since = withToday && made is [var newest, ..] ? await drafts.SinceAsync(project, of, newest.DraftId, ct) : null;
        }
        catch (RefusedException refused)
        {
            refusal ??= refused.Message;
        }
        return View("Drafts", new DraftsPage(
            project, tranches, of, made, await drafts.TextsAsync(project.ProjectId, of?.TrancheId, ct), await evidence.OfAsync(project, ct),
            await documents.RetainedUntilAsync(project.ProjectId, ct), before, after, differs, refusal)
        {
            Since = since,
            Sent = refusal is not null && Request.HasFormContentType ? Request.Form : null,
        });
    }
}

/// <param name="Tranche">Null: the design document.</param>
/// <param name="RetainedUntil">Null: never registered, nothing is locked.</param>
public sealed record DraftsPage(
    ProjectRow Project, IReadOnlyList<TrancheRow> Tranches, TrancheRow? Tranche, IReadOnlyList<DraftRow> Drafts, IReadOnlyList<DocumentTextRow> Texts, IReadOnlyList<EvidenceItem> Evidence, DateOnly? RetainedUntil,
    long? Before, long? After, DraftComparison? Differs, string? Refusal)
{
    /// <summary>What is of today and not as the newest draft says; null where nobody asked.</summary>
    public DraftComparison? Since { get; init; }

    /// <summary>What was sent and refused: nobody types it twice.</summary>
    public IFormCollection? Sent { get; init; }

    public string Kind => Tranche is null ? DocumentSections.Design : DocumentSections.Accounting;
}
