using System.Text.Json;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Jobs;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>Which ground can become a project: the newest screening, its parcels, why not, on the map, against another.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class ScreeningController(
    ScreeningResults results, ScreeningSheet sheet, ScreeningTiles tiles, CandidateBoundary boundary, ScreeningStarts starts, RunEngine engine, MapPlaces places,
    CountyStates states) : Controller
{
    private const int PageRows = 100;

    [HttpGet("/ccer")]
    public async Task<IActionResult> Latest(CancellationToken ct) => await PageAsync(await results.LatestAsync(ct: ct), null, ct);

    [HttpGet("/ccer/screenings/{id:long}")]
    public async Task<IActionResult> Show(long id, CancellationToken ct) =>
        await results.FindAsync(id, ct) is { } run ? await PageAsync(run, null, ct) : NotFound();

    [HttpPost("/ccer/screenings"), Authorize(Policies.Screen)]
    public async Task<IActionResult> Start(ScreeningForm form, CancellationToken ct)
    {
        try
        {
            var request = new ScreeningRequest(form.Methodology ?? "", form.AsOf, form.StartDate, form.Years);
            return await starts.StartAsync(User.Actor(), form.Key ?? Guid.NewGuid().ToString("N"), request, ct) switch
            {
                { Outcome: IdempotencyOutcome.Answered, Answer: { } runId } => LocalRedirect($"/ccer/screenings/{runId}"),
                _ => LocalRedirect("/ccer"),
            };
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(await results.LatestAsync(ct: ct), refused.Message, ct);
        }
    }

    [HttpGet("/ccer/screenings/{id:long}/parcels")]
    public async Task<IActionResult> Parcels(long id, Verdict? verdict, short? reason, string? q, int page, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is not { FinishedAt: not null } run)
            return NotFound();
        page = Math.Max(1, page);
        var rows = await results.ParcelsAsync(id, User.Scope(), verdict, reason, q, PageRows, (page - 1) * PageRows, ct);
        return View("Parcels", new ScreenedParcelsPage(run, MethodologyCatalogue.Find(run.MethodologyId)!, rows, verdict, reason, q, page, PageRows));
    }

    [HttpGet("/ccer/screenings/{id:long}/parcels/{key}")]
    public async Task<IActionResult> Why(long id, string key, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is not { FinishedAt: not null } run || await results.PiecesAsync(id, key, User.Scope(), ct) is not { Count: > 0 } pieces)
            return NotFound();
        var methodology = MethodologyCatalogue.Find(run.MethodologyId)!;
        return View("Why", new WhyNotPage(run, pieces[0].ParcelId, [.. pieces.Select(p => PieceAnswer.Of(p, methodology))]));
    }

    [HttpGet("/ccer/screenings/{id:long}/diff/{other:long}")]
    public async Task<IActionResult> Diff(long id, long other, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is not { FinishedAt: not null } a || await results.FindAsync(other, ct) is not { FinishedAt: not null } b)
            return NotFound();
        var scope = User.Scope();
        return View("Diff", new ScreeningDiffPage(
            a, b, await results.SumsAsync(id, scope, ct), await results.SumsAsync(other, scope, ct), await results.DiffAsync(id, other, scope, 200, ct)));
    }

    [HttpGet("/ccer/screenings/{id:long}/map")]
    public async Task<IActionResult> Map(long id, CancellationToken ct) =>
        await results.FindAsync(id, ct) is { FinishedAt: not null } run
            ? View("Map", new ScreeningMapPage(run, await places.ExtentAsync(User.Scope(), ct), await results.SumsAsync(id, User.Scope(), ct)))
            : NotFound();

    [HttpGet("/ccer/screenings/{id:long}/tiles/{z:int}/{x:int}/{y:int}.mvt")]
    public async Task<IActionResult> Tile(long id, int z, int x, int y, CancellationToken ct)
    {
        if (!new ForestCarbon.Inventory.Tiles.TileAddress(z, x, y).IsInside || await results.FindAsync(id, ct) is not { FinishedAt: not null })
            return Problem("没有这个图层或瓦片。", statusCode: StatusCodes.Status404NotFound);
        Response.Headers.CacheControl = "private, max-age=3600";
        return File(await tiles.DrawAsync(id, z, x, y, User.Scope(), ct), "application/vnd.mapbox-vector-tile");
    }

    [HttpGet("/ccer/screenings/{id:long}/table.xlsx")]
    public async Task<IActionResult> Workbook(long id, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is not { FinishedAt: not null } run)
            return NotFound();
        var stream = new MemoryStream();
        await sheet.WriteAsync(run, User.Scope(), stream, ct);
        stream.Position = 0;
        return File(stream, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"screening-{id}.xlsx");
    }

    [HttpGet("/ccer/screenings/{id:long}/boundary.{format}")]
    public async Task<IActionResult> Boundary(long id, string format, CancellationToken ct) =>
        BoundaryExport.Formats.TryGetValue(format, out var type) && await results.FindAsync(id, ct) is { FinishedAt: not null } run
            ? File(BoundaryExport.Write(await boundary.OfAsync(run, User.Scope(), ct: ct), format), type, $"screening-{id}.{format}")
            : NotFound();

    /// <summary>Sends where the run stands twice a second, until it has ended (server-sent events).</summary>
    [HttpGet("/ccer/screenings/{id:long}/progress")]
    public async Task<IActionResult> Progress(long id, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is null)
            return NotFound();
        Response.ContentType = "text/event-stream";
        Response.Headers.CacheControl = "no-store";
        while (true)
        {
            var at = await engine.ProgressAsync(id, ct);
            var message = JsonSerializer.Serialize(new { at.State, at.Chunks, at.ChunksDone, at.Weight, at.WeightDone, at.Fraction, at.HasEnded }, JsonSerializerOptions.Web);
            await Response.WriteAsync($"data: {message}\n\n", ct);
            await Response.Body.FlushAsync(ct);
            if (at.HasEnded)
                return new EmptyResult();
            await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
        }
    }

    private async Task<IActionResult> PageAsync(ScreeningRow? run, string? refusal, CancellationToken ct)
    {
        var scope = User.Scope();
        var isFinished = run?.FinishedAt is not null;
        var state = await states.CurrentAsync(ct);
        return View("Screening", new ScreeningPage(
            run, run is null ? null : MethodologyCatalogue.Find(run.MethodologyId), run is null ? null : await engine.ProgressAsync(run.RunId, ct),
            isFinished ? await results.SumsAsync(run!.RunId, scope, ct) : [], isFinished ? await results.FunnelAsync(run!.RunId, scope, ct) : [],
            isFinished ? await results.ReasonsAsync(run!.RunId, scope, ct) : [], isFinished ? await results.IdeasAsync(run!, scope, ct) : [],
            [.. (await results.ListAsync(12, ct)).Where(r => r.FinishedAt is not null && r.RunId != run?.RunId)], Guid.NewGuid().ToString("N"), refusal,
            isFinished && state is not null && state.Generation != run!.Generation ? state.Generation : null));
    }
}

/// <summary>What a new screening is asked with; the key makes a second click harmless.</summary>
public sealed record ScreeningForm(string? Key, string? Methodology, DateOnly? AsOf, DateOnly? StartDate, int? Years);

/// <summary>A screening with all its figures within the account's townships; <paramref name="NewerGeneration"/> where the data changed since.</summary>
public sealed record ScreeningPage(
    ScreeningRow? Run, Methodology? Methodology, RunProgress? Progress, IReadOnlyList<VerdictSum> Sums, IReadOnlyList<FunnelStep> Funnel,
    IReadOnlyList<ReasonSum> Reasons, IReadOnlyList<PlanIdea> Ideas, IReadOnlyList<ScreeningRow> Others, string Key, string? Refusal, long? NewerGeneration)
{
    public VerdictSum Sum(Verdict verdict) => Sums.FirstOrDefault(s => s.Verdict == verdict) ?? new VerdictSum { Verdict = verdict };
}

public sealed record ScreenedParcelsPage(
    ScreeningRow Run, Methodology Methodology, IReadOnlyList<ScreenedParcelRow> Rows, Verdict? Verdict, short? Reason, string? Query, int Page, int PageRows);

public sealed record WhyNotPage(ScreeningRow Run, long ParcelId, IReadOnlyList<PieceAnswer> Pieces);

public sealed record ScreeningDiffPage(
    ScreeningRow A, ScreeningRow B, IReadOnlyList<VerdictSum> SumsA, IReadOnlyList<VerdictSum> SumsB, IReadOnlyList<ScreeningChange> Changes);

public sealed record ScreeningMapPage(ScreeningRow Run, MercatorBox? Extent, IReadOnlyList<VerdictSum> Sums);
