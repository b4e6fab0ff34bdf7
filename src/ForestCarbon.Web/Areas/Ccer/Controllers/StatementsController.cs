using ForestCarbon.Ccer.Screening;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Api;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>What owners declare of their parcels: shrubs, scattered trees, additionality.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class StatementsController(Db db, OwnerStatements statements, Home home) : Controller
{
    private const int PageRows = 100;
    private const long MostFileBytes = 50L << 20;

    [HttpGet("/ccer/statements")]
    public Task<IActionResult> List(string? q, int page, CancellationToken ct) => PageAsync(q, Math.Max(1, page), null, null, null, ct);

    [HttpPost("/ccer/statements"), Authorize(Policies.EnterStatements), RequestSizeLimit(MostFileBytes)]
    public async Task<IActionResult> State(StatementForm form, CancellationToken ct)
    {
        try
        {
            var lines = Typed(form);
            if (form.Table is not null)
                await SentFile.KeptAsync(form.Table, "", (path, _, _) => Task.FromResult(lines = OwnerStatements.ReadTable(path)), ct);
            var stored = 0;
            if (form.Document is not null)
                await SentFile.KeptAsync(form.Document, "", async (path, file, name) => stored = await StateAsync(form, lines, (path, file, name), ct), ct);
            else
                stored = await StateAsync(form, lines, null, ct);
            return await PageAsync(null, 1, null, stored, null, ct);
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(null, 1, refused.Message, null, form, ct);
        }
    }

    private Task<int> StateAsync(StatementForm form, IReadOnlyList<StatementLine> lines, (string Path, StoredFile File, string Name)? document, CancellationToken ct) =>
        db.WriteAsync(User.Actor(), User.Scope(), $"录入业主申报 {lines.Count} 个小班", async write =>
        {
            if (document is { } kept)
                await new FileStore(home.Files).KeepAsync(write, kept.Path, kept.File, kept.Name, ct);
            return await OwnerStatements.StateAsync(
                write, User.Scope(), lines, form.Source ?? "", form.StatedOn ?? CountyClock.Today, document?.File.Sha256, ct);
        }, ct);

    private static IReadOnlyList<StatementLine> Typed(StatementForm form)
    {
        var codes = (form.Codes ?? "").Split([',', '，', '、', ' ', ';', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var share = OwnerStatements.PercentOf(form.ShrubPercent);
        return form.ShrubPercent is { Length: > 0 } wrong && share is null
            ? throw new RefusedException(
                $"清灌比例“{wrong}”不是 1 到 100 的百分数：写 15 或 15%，不足 1% 的写上 %，如 0.5%。",
                $"Shrubs cleared \"{wrong}\" is no percentage from 1 to 100: write 15 or 15%, and less than 1% with its sign, as 0.5%.")
            : [.. codes.Select(code => new StatementLine(code, share, form.KeepsTrees, OwnerStatements.PathOf(form.Additionality)))];
    }

    private async Task<IActionResult> PageAsync(string? q, int page, string? refusal, int? stored, StatementForm? given, CancellationToken ct) => View("Statements", new StatementsPage(
        await statements.ListAsync(User.Scope(), q, PageRows, AskedPage.Before(page, PageRows), ct), q, page, PageRows, refusal, stored, given));
}

/// <summary>Statements of the same content for some parcels, or a table with a line per parcel; the document stands behind all of them.</summary>
public sealed record StatementForm(
    string? Codes, string? ShrubPercent, bool? KeepsTrees, string? Additionality, string? Source, DateOnly? StatedOn, IFormFile? Table, IFormFile? Document);

/// <summary>Statements, newest first; <paramref name="Stored"/> says how many were just added, <paramref name="Given"/> what was refused, to go on from.</summary>
public sealed record StatementsPage(IReadOnlyList<StatementRow> Rows, string? Query, int Page, int PageRows, string? Refusal, int? Stored, StatementForm? Given);
