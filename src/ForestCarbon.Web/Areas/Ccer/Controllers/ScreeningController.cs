using System.Globalization;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Api;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Jobs;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>Which ground can become a project: the newest screening, its parcels, why not, on the map, against another.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class ScreeningController(
    ScreeningResults results, PlantingModels models, ScreeningSheet sheet, ScreeningDiffSheet diffSheet, ScreeningTiles tiles, CandidateBoundary boundary, ScreeningStarts starts, RunEngine engine, MapPlaces places,
    CountyStates states) : Controller
{
    private const int PageRows = 100;
    private const string Workbooks = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    [HttpGet("/ccer")]
    public async Task<IActionResult> Latest(string[]? township, CancellationToken ct) => await PageAsync(await results.LatestAsync(ct: ct), township, null, null, ct);

    [HttpGet("/ccer/screenings/{id:long}")]
    public async Task<IActionResult> Show(long id, string[]? township, CancellationToken ct) =>
        await results.FindAsync(id, ct) is { } run ? await PageAsync(run, township, null, null, ct) : NotFound();

    [HttpPost("/ccer/screenings"), Authorize(Policies.Screen)]
    public async Task<IActionResult> Start(ScreeningForm form, CancellationToken ct)
    {
        try
        {
            var request = new ScreeningRequest(form.Methodology ?? "", form.AsOf, form.StartDate, form.Years, form.PlantingModel);
            return await starts.StartAsync(User.Actor(), form.Key ?? Guid.NewGuid().ToString("N"), request, ct) switch
            {
                { Outcome: IdempotencyOutcome.Answered, Answer: { } runId } => LocalRedirect($"/ccer/screenings/{runId}"),
                _ => LocalRedirect("/ccer"),
            };
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(await results.LatestAsync(ct: ct), null, refused.Message, form, ct);
        }
    }

    [HttpGet("/ccer/screenings/{id:long}/parcels")]
    public async Task<IActionResult> Parcels(
        long id, string[]? township, PiecesOf of, string? q, int page, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is not { FinishedAt: not null } run)
            return NotFound();
        var conditions = ScreeningManifest.Parse(run.Manifest).JudgedConditions();
        if (of.Filter(conditions.Count) is not { } filter)
            return NotFound();
        page = Math.Max(1, page);
        var rows = await results.ParcelsAsync(id, User.Scope().Narrowed(township), filter, q, PageRows, AskedPage.Before(page, PageRows), ct);
        return View("Parcels", new ScreenedParcelsPage(
            run, conditions, rows, await results.TownshipsAsync(id, User.Scope(), ct),
            new ParcelFilter(township ?? [], filter, q, page), PageRows, TempData["refusal"] as string));
    }

    [HttpGet("/ccer/screenings/{id:long}/parcels/{key}")]
    public async Task<IActionResult> Why(long id, string key, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is not { FinishedAt: not null } run || await results.PiecesAsync(id, key, User.Scope(), ct) is not { Count: > 0 } pieces)
            return NotFound();
        var manifest = ScreeningManifest.Parse(run.Manifest);
        var (planting, judged) = (manifest.Planting, manifest.JudgedConditions());
        return View("Why", new WhyNotPage(
            run, pieces[0].ParcelId, [.. pieces.Select(p => PieceAnswer.Of(p, judged, ReadingPreferences.Of(HttpContext).InMu))], planting, planting?.Sites.FirstOrDefault(s => s.SiteClass == pieces[0].SiteClass),
            planting is not null && await models.FindAsync(planting.Id, ct) is [var mix, ..] ? mix : null));
    }

    [HttpGet("/ccer/screenings/{id:long}/diff/{other:long}")]
    public async Task<IActionResult> Diff(long id, long other, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is not { FinishedAt: not null } a || await results.FindAsync(other, ct) is not { FinishedAt: not null } b)
            return NotFound();
        var scope = User.Scope();
        return View("Diff", new ScreeningDiffPage(
            a, b, await results.SumsAsync(id, scope, ct), await results.SumsAsync(other, scope, ct), await results.DiffAsync(id, other, scope, 200, ct),
            await results.AccountsAsync(a, b, scope, ct)));
    }

    [HttpGet("/ccer/screenings/{id:long}/diff/{other:long}/table.xlsx")]
    public async Task<IActionResult> DiffWorkbook(long id, long other, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is not { FinishedAt: not null } a || await results.FindAsync(other, ct) is not { FinishedAt: not null } b)
            return NotFound();
        var stream = new MemoryStream();
        await diffSheet.WriteAsync(a, b, User.Scope(), stream, ReadingPreferences.Of(HttpContext).InEnglish, ct);
        stream.Position = 0;
        return File(stream, Workbooks, $"screening-{id}-{other}.xlsx");
    }

    [HttpGet("/ccer/screenings/{id:long}/map")]
    public async Task<IActionResult> Map(long id, string[]? township, CancellationToken ct) =>
        await results.FindAsync(id, ct) is { FinishedAt: not null } run && User.Scope().Narrowed(township) is var scope
            ? View("Map", new ScreeningMapPage(
                run, await places.ExtentAsync(scope, ct), await results.SumsAsync(id, scope, ct), await results.TownshipsAsync(id, User.Scope(), ct), township ?? [],
                (await states.CurrentAsync(ct))?.IsDemonstration == true))
            : NotFound();

    [HttpGet("/ccer/screenings/{id:long}/tiles/{z:int}/{x:int}/{y:int}.mvt")]
    public async Task<IActionResult> Tile(long id, int z, int x, int y, string[]? township, CancellationToken ct)
    {
        if (!new ForestCarbon.Inventory.Tiles.TileAddress(z, x, y).IsInside || await results.FindAsync(id, ct) is not { FinishedAt: not null })
            return Problem("没有这个图层或瓦片。", statusCode: StatusCodes.Status404NotFound);
        Response.Headers.CacheControl = "private, max-age=3600";
        return File(await tiles.DrawAsync(id, z, x, y, User.Scope().Narrowed(township), ct), "application/vnd.mapbox-vector-tile");
    }

    [HttpGet("/ccer/screenings/{id:long}/table.xlsx")]
    public async Task<IActionResult> Workbook(long id, string[]? township, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is not { FinishedAt: not null } run)
            return NotFound();
        var stream = new MemoryStream();
        await sheet.WriteAsync(run, User.Scope().Narrowed(township), stream, ReadingPreferences.Of(HttpContext).InEnglish, ct);
        stream.Position = 0;
        return File(stream, Workbooks, $"screening-{id}.xlsx");
    }

    [HttpGet("/ccer/screenings/{id:long}/boundary.{format}")]
    public async Task<IActionResult> Boundary(long id, string format, string[]? township, CancellationToken ct) =>
        BoundaryExport.Formats.TryGetValue(format, out var type) && await results.FindAsync(id, ct) is { FinishedAt: not null } run
            ? File(BoundaryExport.Write(await boundary.OfAsync(run, User.Scope().Narrowed(township), ct: ct), format), type, $"screening-{id}.{format}")
            : NotFound();

    /// <summary>Sends where the run stands twice a second, until it has ended (server-sent events).</summary>
    [HttpGet("/ccer/screenings/{id:long}/progress")]
    public async Task<IActionResult> Progress(long id, CancellationToken ct)
    {
        if (await results.FindAsync(id, ct) is null)
            return NotFound();
        return await Response.SendProgressAsync(engine, id, User.Scope(), ct);
    }

    private async Task<IActionResult> PageAsync(ScreeningRow? run, string[]? township, string? refusal, ScreeningForm? asked, CancellationToken ct)
    {
        var scope = User.Scope().Narrowed(township);
        if (run is not null)
            run = (await results.WithinAsync([run], scope, ct))[0];
        var isFinished = run?.FinishedAt is not null;
        var state = await states.CurrentAsync(ct);
        return View("Screening", new ScreeningPage(
            run, run is null ? null : MethodologyCatalogue.Find(run.MethodologyId), run is null ? null : await engine.ProgressAsync(run.RunId, ct),
            isFinished ? await results.SumsAsync(run!.RunId, scope, ct) : [], isFinished ? await results.FunnelAsync(run!.RunId, scope, ct) : [],
            isFinished ? await results.ReasonsAsync(run!.RunId, scope, ct) : [], isFinished ? await results.IdeasAsync(run!, scope, ct) : [],
            [.. (await results.ListAsync(12, ct)).Where(r => r.FinishedAt is not null && r.RunId != run?.RunId)], Guid.NewGuid().ToString("N"), refusal,
            isFinished && state is not null && state.Generation != run!.Generation ? state.Generation : null,
            isFinished ? await results.TownshipsAsync(run!.RunId, User.Scope(), ct) : [], township ?? [], await models.ListAsync(ct), asked,
            isFinished ? await results.PreviousAsync(run!, ct) : null));
    }
}

/// <summary>What a new screening is asked with; the key makes a second click harmless.</summary>
public sealed record ScreeningForm(string? Key, string? Methodology, DateOnly? AsOf, DateOnly? StartDate, int? Years, string? PlantingModel);

/// <summary>A screening with all its figures within the account's townships; <paramref name="NewerGeneration"/> where the data changed since; <paramref name="Asked"/> is what was refused, to go on from; <paramref name="Previous"/> the last one before it under its methodology.</summary>
public sealed record ScreeningPage(
    ScreeningRow? Run, Methodology? Methodology, RunProgress? Progress, IReadOnlyList<VerdictSum> Sums, IReadOnlyList<FunnelStep> Funnel,
    IReadOnlyList<ReasonSum> Reasons, IReadOnlyList<PlanIdea> Ideas, IReadOnlyList<ScreeningRow> Others, string Key, string? Refusal, long? NewerGeneration,
    IReadOnlyList<TownshipSum> Townships, IReadOnlyList<string> Chosen, IReadOnlyList<PlantingModelRow> Models, ScreeningForm? Asked, ScreeningRow? Previous)
{
    /// <summary>The conditions the screening judged, in its order.</summary>
    public IReadOnlyList<Condition> Conditions { get; } = Run is null ? [] : ScreeningManifest.Parse(Run.Manifest).JudgedConditions();

    /// <summary>The choice of townships as a query, to keep it on other pages of the screening.</summary>
    public string Query => ParcelFilter.Query(Chosen);

    /// <summary>The page with the pieces a figure is the sum of.</summary>
    public string Door(Verdict? verdict = null, short? reason = null, int? step = null, string? part = null, string? what = null) =>
        $"/ccer/screenings/{Run!.RunId}/parcels{ParcelFilter.Query(Chosen, new PieceFilter(verdict, reason, step, part, what))}";

    public VerdictSum Sum(Verdict verdict) => Sums.FirstOrDefault(s => s.Verdict == verdict) ?? new VerdictSum { Verdict = verdict };
}

/// <summary>Of which figure the pieces are asked for, as it stands in the address.</summary>
public sealed record PiecesOf(Verdict? Verdict, short? Reason, int? Step, string? Part, string? What)
{
    /// <summary>The filter, or null where the screening has no such figure.</summary>
    public PieceFilter? Filter(int conditions) =>
        (Part is null ? Step is null : PieceFilter.Parts.Contains(Part) && Step >= 1 && Step <= conditions) && (What is null || PieceFilter.Figures.Contains(What))
        && (Verdict is not { } verdict || Enum.IsDefined(verdict)) && (Reason is not { } reason || Carbon.Methodologies.Conditions.Reason.All.Any(r => r.Number == reason))
            ? new PieceFilter(Verdict, Reason, Step, Part, What)
            : null;
}

/// <summary>Which parcels of a screening a page shows; no township is all of them.</summary>
public sealed record ParcelFilter(IReadOnlyList<string> Townships, PieceFilter Of, string? Q, int Page)
{
    public override string ToString() => Query(Townships, Of, Q, Page);

    public static string Query(IReadOnlyList<string>? townships, PieceFilter? of = null, string? q = null, int page = 1)
    {
        var pairs = (townships ?? []).Select(t => KeyValuePair.Create("township", (string?)t))
            .Append(new("verdict", of?.Verdict?.ToString())).Append(new("reason", of?.Reason?.ToString(CultureInfo.InvariantCulture)))
            .Append(new("step", of?.Step?.ToString(CultureInfo.InvariantCulture))).Append(new("part", of?.Part)).Append(new("what", of?.What))
            .Append(new("q", q)).Append(new("page", page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null));
        return QueryString.Create(pairs.Where(p => !string.IsNullOrEmpty(p.Value))).ToString();
    }
}

/// <summary>The townships to choose from and those chosen.</summary>
public sealed record TownshipChoice(IReadOnlyList<TownshipSum> All, IReadOnlyList<string> Chosen);

public sealed record TownshipTable(long RunId, IReadOnlyList<TownshipSum> Rows);

public sealed record ScreenedParcelsPage(
    ScreeningRow Run, IReadOnlyList<Condition> Conditions, IReadOnlyList<ScreenedParcelRow> Rows, IReadOnlyList<TownshipSum> Townships, ParcelFilter Filter, int PageRows, string? Refusal);

/// <summary>Every piece of a parcel; <paramref name="Site"/> is what the pinned planting model says on the parcel's site class, <paramref name="Mix"/> its species in words.</summary>
public sealed record WhyNotPage(ScreeningRow Run, long ParcelId, IReadOnlyList<PieceAnswer> Pieces, PinnedPlanting? Planting, PinnedPlantingSite? Site, PlantingModelRow? Mix);

public sealed record ScreeningDiffPage(
    ScreeningRow A, ScreeningRow B, IReadOnlyList<VerdictSum> SumsA, IReadOnlyList<VerdictSum> SumsB, IReadOnlyList<ScreeningChange> Changes, ScreeningAccounts Accounts);

public sealed record ScreeningMapPage(
    ScreeningRow Run, MercatorBox? Extent, IReadOnlyList<VerdictSum> Sums, IReadOnlyList<TownshipSum> Townships, IReadOnlyList<string> Chosen, bool IsDemonstration);
