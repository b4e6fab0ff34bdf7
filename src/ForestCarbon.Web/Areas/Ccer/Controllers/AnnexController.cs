using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>A methodology's parameter annex: its document beside one table of all parameters, read by each account for itself.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class AnnexController(Db db, ParameterAnnex annex, FileStore files) : Controller
{
    private const long MostDocumentBytes = 200L << 20;

    [HttpGet("/ccer/methodologies/{id}/annex")]
    public Task<IActionResult> Show(string id, long? document, CancellationToken ct) => PageAsync(id, document, null, null, ct);

    [HttpPost("/ccer/methodologies/{id}/documents"), Authorize(Policies.VerifyParameters), RequestSizeLimit(MostDocumentBytes)]
    [RequestFormLimits(MultipartBodyLengthLimit = MostDocumentBytes)]
    public async Task<IActionResult> Send(string id, DocumentForm form, CancellationToken ct)
    {
        try
        {
            if (form.File is null)
                throw new RefusedException("请选择来源文件。", "Choose the document.");
            var sent = 0L;
            await SentFile.KeptAsync(form.File, "请选择来源文件。", async (path, file, name) => sent = await db.WriteAsync(User.Actor(), TownshipScope.WholeCounty, $"收下 {id} 的参数来源文件", async write =>
            {
                await files.KeepAsync(write, path, file, name, ct);
                return (await ParameterAnnex.SendAsync(write, id, form.Title ?? "", path, file.Sha256, ct)).DocumentId;
            }, ct), ct);
            return LocalRedirect($"/ccer/methodologies/{id}/annex?document={sent}");
        }
        catch (RefusedException refused)
        {
            return await RefusedAsync(id, null, refused.Message, null, ct);
        }
    }

    [HttpPost("/ccer/methodologies/{id}/annex"), Authorize(Policies.VerifyParameters)]
    public async Task<IActionResult> Read(string id, AnnexForm form, CancellationToken ct)
    {
        try
        {
            if (await annex.FindDocumentAsync(form.Document ?? 0, ct) is not { } document || document.MethodologyId != id)
                throw new RefusedException("请先上传来源文件。", "Send the document first.");
            var lines = form.Lines().ToList();
            await db.WriteAsync(User.Actor(), TownshipScope.WholeCounty, $"读 {id} 的参数附录", write => ParameterAnnex.ReadAsync(write, document, lines, ct), ct);
            return LocalRedirect($"/ccer/methodologies/{id}/annex?document={document.DocumentId}");
        }
        catch (RefusedException refused)
        {
            return await RefusedAsync(id, form.Document, refused.Message, form, ct);
        }
    }

    [HttpGet("/ccer/documents/{id:long}")]
    public async Task<IActionResult> Document(long id, CancellationToken ct)
    {
        if (await annex.FindDocumentAsync(id, ct) is not { } document || files.PathOf(Convert.FromHexString(document.Sha256)) is var path && !System.IO.File.Exists(path))
            return NotFound();
        Response.Headers.XContentTypeOptions = "nosniff";
        return PhysicalFile(Path.GetFullPath(path), document.MediaType, enableRangeProcessing: true);
    }

    private async Task<IActionResult> RefusedAsync(string id, long? document, string refusal, AnnexForm? sent, CancellationToken ct)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await PageAsync(id, document, refusal, sent, ct);
    }

    private async Task<IActionResult> PageAsync(string id, long? document, string? refusal, AnnexForm? sent, CancellationToken ct)
    {
        var methodology = MethodologyCatalogue.Find(id);
        if (!MethodologyCatalogue.HasParameters(id))
            return NotFound();
        var documents = await annex.DocumentsAsync(methodology?.Id ?? id, ct);
        return View("Annex", new AnnexPage(
            methodology?.Id ?? id, methodology, documents, documents.FirstOrDefault(d => d.DocumentId == document) ?? (documents.Count > 0 ? documents[0] : null),
            await annex.RowsAsync(methodology?.Id ?? id, User.Actor(), ct), refusal, sent));
    }
}

/// <summary>A document that parameters are read from.</summary>
public sealed record DocumentForm(string? Title, IFormFile? File);

/// <summary>What an account read: by row of the store, and lines for parameters the store does not hold.</summary>
public sealed class AnnexForm
{
    public long? Document { get; set; }

    /// <summary>Page of every row that names none of its own.</summary>
    public string? EveryPage { get; set; }

    public Dictionary<long, string?> Value { get; set; } = [];
    public Dictionary<long, string?> Page { get; set; } = [];

    /// <summary>Key of each row, to name it where it is refused.</summary>
    public Dictionary<long, string?> Name { get; set; } = [];

    public string? More { get; set; }

    /// <exception cref="RefusedException">A value that is no number, a line of another shape.</exception>
    public IEnumerable<AnnexLine> Lines()
    {
        foreach (var (id, value) in Value.Where(v => !string.IsNullOrWhiteSpace(v.Value)).OrderBy(v => v.Key))
        {
            var (name, page) = (Name.GetValueOrDefault(id) ?? "", Page.GetValueOrDefault(id));
            yield return new AnnexLine(name, "", ParameterAnnex.NumberOf(value!, name), string.IsNullOrWhiteSpace(page) ? EveryPage ?? "" : page, ParameterId: id);
        }
        foreach (var line in ParameterAnnex.ReadLines(More))
            yield return line.Page.Length > 0 ? line : line with { Page = EveryPage ?? "" };
    }
}

/// <summary>A methodology's parameters beside the document they are read from; <paramref name="Sent"/> is what was refused, to be mended.</summary>
public sealed record AnnexPage(
    string Id, Methodology? Methodology, IReadOnlyList<SourceDocument> Documents, SourceDocument? Document, IReadOnlyList<AnnexRow> Rows, string? Refusal, AnnexForm? Sent)
{
    public int Read => Rows.Count(r => r.Mine is not null);
    public int Verified => Rows.Count(r => r.Row.IsVerified);
    public int Differing => Rows.Count(r => r.Differs);
}
