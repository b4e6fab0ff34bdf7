using ForestCarbon.Ccer.Documents;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>What contradicts itself in a document somebody wrote. Nothing is kept.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class DocumentCheckController(Db db) : Controller
{
    private const long MostFileBytes = 100L << 20;

    [HttpGet("/ccer/document-check")]
    public IActionResult Show() => View("DocumentCheck", new DocumentCheckPage(null, null, [], null));

    [HttpPost("/ccer/document-check"), RequestSizeLimit(MostFileBytes)]
    public async Task<IActionResult> Check(IFormFile? file, IFormFile? boundary, string? crs, CancellationToken ct)
    {
        try
        {
            DocumentBoundary? ground = null;
            if (boundary is not null)
                await SentFile.KeptAsync(boundary, "", async (path, _, name) => ground = await DocumentBoundary.ReadAsync(db, path, name, string.IsNullOrWhiteSpace(crs) ? null : crs.Trim(), ct), ct);
            DocumentCheckPage? page = null;
            await SentFile.KeptAsync(file, "请选择要检查的文件。", (path, _, name) =>
            {
                var document = OfficeReader.Read(path, name);
                page = new DocumentCheckPage(null, document, DocumentChecks.Find(document, ground), ground?.AreaM2, crs);
                return Task.CompletedTask;
            }, ct);
            return View("DocumentCheck", page);
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("DocumentCheck", new DocumentCheckPage(refused.Message, null, [], null, crs));
        }
    }
}

/// <param name="BoundaryM2">Ellipsoidal area of the boundary file, m²; null: none was given.</param>
public sealed record DocumentCheckPage(string? Refusal, StatedDocument? Document, IReadOnlyList<Contradiction> Findings, decimal? BoundaryM2, string? Crs = null);
