using ForestCarbon.Ccer.Claims;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Web.Api;
using ForestCarbon.Web.Documents;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Ccer.Controllers;

/// <summary>The register of claims: who claims the carbon of which ground for which period; checking a boundary, registering, releasing.</summary>
[Area("Ccer"), Authorize(Policies.ViewCounty)]
public sealed class ClaimsController(Db db, ClaimRegister register, ClaimTiles tiles, MapPlaces places, Home home) : Controller
{
    private const long MostFileBytes = 200L << 20;
    private const int PageRows = 50;

    [HttpGet("/ccer/claims")]
    public async Task<IActionResult> List(string? q, string? state, int page, CancellationToken ct) => await PageAsync(ClaimsOutcome.None, q?.Trim(), state, Math.Max(1, page), ct);

    [HttpGet("/ccer/claims/{id:long}")]
    public async Task<IActionResult> Show(long id, CancellationToken ct) => await register.FindAsync(id, User.Scope(), ct) is { } claim
        ? View("Claim", await ClaimAsync(claim, null, ct))
        : NotFound();

    /// <summary>Everything that stands, compared pair by pair as it stands now.</summary>
    [HttpGet("/ccer/claims/audit")]
    public async Task<IActionResult> Audit(CancellationToken ct)
    {
        var standing = (await register.ListAsync(User.Scope(), ct)).Where(c => c is { State: "firm" or "provisional", HasLapsed: false }).ToList();
        return View("Audit", new ClaimsAudit(standing.Count, standing.Sum(c => c.Plots), await register.CheckAllAsync(User.Scope(), ct)));
    }

    [HttpGet("/ccer/claims/tiles/{z:int}/{x:int}/{y:int}.mvt")]
    public async Task<IActionResult> Tile(int z, int x, int y, CancellationToken ct)
    {
        if (!new ForestCarbon.Inventory.Tiles.TileAddress(z, x, y).IsInside)
            return Problem("没有这个图层或瓦片。", statusCode: StatusCodes.Status404NotFound);
        // A claim may be released any time: asked for again with every look at the map.
        Response.Headers.CacheControl = "private, no-cache";
        return File(await tiles.DrawAsync(z, x, y, User.Scope(), ct), "application/vnd.mapbox-vector-tile");
    }

    [HttpPost("/ccer/claims/check"), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Check(ClaimForm form, CancellationToken ct) => WithBoundaryAsync(form, async (plots, _) =>
    {
        var (from, to) = Period(form);
        var (met, outside) = await register.CheckBoundaryAsync(plots, from, to, form.Scheme ?? "CCER", ct);
        return await PageAsync(new ClaimsOutcome(null, met, plots, form) { Outside = outside }, ct);
    }, ct);

    [HttpPost("/ccer/claims"), Authorize(Policies.ManageClaims), RequestSizeLimit(MostFileBytes)]
    public Task<IActionResult> Register(ClaimForm form, CancellationToken ct) => WithBoundaryAsync(form, async (plots, file) =>
    {
        if (file is { } kept)
            await db.WriteAsync(User.Actor(), TownshipScope.WholeCounty, "收存权益主张的边界文件",
                write => new FileStore(home.Files).KeepAsync(write, kept.Path, kept.File, kept.Name, ct), ct);
        var (from, to) = Period(form);
        var done = await register.RegisterAsync(User.Actor(), new ClaimDraft(
            form.Scheme ?? "CCER", form.Code ?? "", form.Name ?? "", from, to, form.Source ?? "")
        {
            Holder = form.Holder, IsProvisional = form.Provisional, FileSha256 = file?.File.Sha256,
        }, plots, ct);
        return LocalRedirect($"/ccer/claims/{done.ClaimId}");
    }, ct);

    [HttpPost("/ccer/claims/{id:long}/{move:regex(^(release|end|firm)$)}"), Authorize(Policies.ManageClaims), RequestSizeLimit(MostFileBytes)]
    public async Task<IActionResult> Move(long id, string move, string? reason, IFormFile? document, CancellationToken ct)
    {
        if (await register.FindAsync(id, User.Scope(), ct) is not { } claim)
            return NotFound();
        try
        {
            if (move == "release" && document is not null)
                await SentFile.KeptAsync(document, "", (path, _, name) =>
                    register.ReleaseAsync(User.Actor(), id, reason ?? "", new ClosingPaper(new FileStore(home.Files), path, name), ct), ct);
            else
                await (move switch
                {
                    "release" => register.ReleaseAsync(User.Actor(), id, reason ?? "", ct: ct),
                    "end" => register.EndAsync(User.Actor(), id, reason ?? "", ct),
                    _ => register.MakeFirmAsync(User.Actor(), id, reason ?? "", ct),
                });
            return LocalRedirect($"/ccer/claims/{id}");
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            var page = await ClaimAsync(claim, refused.Message, ct);
            return View("Claim", refused is ClaimRefusedException { Overlaps.Count: > 0 } met ? page with { Overlaps = met.Overlaps } : page);
        }
    }

    [HttpGet("/ccer/claims/{id:long}/boundary.{format}")]
    public async Task<IActionResult> Boundary(long id, string format, CancellationToken ct) =>
        BoundaryExport.Formats.TryGetValue(format, out var type) && await register.FindAsync(id, User.Scope(), ct) is { } claim
            ? File(BoundaryExport.Write(ClaimDocument.Of(claim, await register.PlotsAsync(id, User.Scope(), ct)), format), type, $"claim-{id}.{format}")
            : NotFound();

    private async Task<IActionResult> WithBoundaryAsync(
        ClaimForm form, Func<IReadOnlyList<BoundaryPlot>, KeptBoundary?, Task<IActionResult>> act, CancellationToken ct)
    {
        try
        {
            if (form.File is not null)
            {
                IActionResult? answer = null;
                await SentFile.KeptAsync(form.File, "", async (path, file, name) =>
                    answer = await act(await BoundaryFile.ReadAsync(db, path, string.IsNullOrWhiteSpace(form.Crs) ? null : form.Crs, ct), new KeptBoundary(path, file, name)), ct);
                return answer!;
            }
            if (string.IsNullOrWhiteSpace(form.Drawn))
                throw new RefusedException("请选择边界文件，或在地图上画出范围。", "Choose a boundary file, or draw on the map.");
            return await act(await BoundaryFile.ReadTextAsync(db, form.Drawn, ("画的边界", "The drawn boundary"), ct), null);
        }
        catch (RefusedException refused)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(new ClaimsOutcome(refused.Message, refused is ClaimRefusedException claim ? claim.Overlaps : [], null, form), ct);
        }
    }

    private Task<IActionResult> PageAsync(ClaimsOutcome outcome, CancellationToken ct) => PageAsync(outcome, null, null, 1, ct);

    private async Task<IActionResult> PageAsync(ClaimsOutcome outcome, string? query, string? state, int page, CancellationToken ct)
    {
        var english = await register.EnglishSchemesAsync(ct);
        bool Says(string? text) => text?.Contains(query!, StringComparison.OrdinalIgnoreCase) == true;
        var found = (await register.ListAsync(User.Scope(), ct)).Where(c =>
            (string.IsNullOrEmpty(state) || c.State == state)
            && (string.IsNullOrEmpty(query) || Says(c.Scheme) || Says(english.GetValueOrDefault(c.Scheme)) || Says(c.Code) || Says(c.Name) || Says(c.Holder))).ToList();
        // What lapses is read by the day it lapses on.
        if (state == "provisional")
            found = [.. found.OrderBy(c => c.ProvisionalUntil)];
        return View("Claims", new ClaimsPage(
            [.. found.Skip(AskedPage.Before(page, PageRows)).Take(PageRows)], await register.SchemesAsync(ct), english, await register.MatrixAsync(ct), await register.RuleAsync(ct),
            await places.ExtentAsync(User.Scope(), ct), outcome)
        {
            Query = query, State = state, Page = page, PageRows = PageRows, Total = found.Count,
        });
    }

    private async Task<ClaimPage> ClaimAsync(ClaimRow claim, string? refusal, CancellationToken ct) =>
        new(claim, await register.OverlapsAsync(claim.ClaimId, User.Scope(), ct), await places.ExtentAsync(User.Scope(), ct), refusal,
            await register.OutsideAsync(await register.PlotsAsync(claim.ClaimId, User.Scope(), ct), ct));

    private static (DateOnly From, DateOnly To) Period(ClaimForm form)
    {
        var from = form.From ?? CountyClock.Today;
        return (from, form.To ?? from.AddYears(20).AddDays(-1));
    }

    private sealed record KeptBoundary(string Path, StoredFile File, string Name);
}

/// <summary>A claim or a boundary to check: from a file, or drawn on the map as GeoJSON in EPSG:4490.</summary>
public sealed record ClaimForm(
    string? Scheme, string? Code, string? Name, DateOnly? From, DateOnly? To, string? Source, string? Holder, bool Provisional, IFormFile? File, string? Crs, string? Drawn);

/// <summary>What came of a check or an attempt; <paramref name="Checked"/> is the boundary that was checked, <paramref name="Form"/> what was asked with, to go on from.</summary>
public sealed record ClaimsOutcome(string? Refusal, IReadOnlyList<ClaimOverlap> Overlaps, IReadOnlyList<BoundaryPlot>? Checked, ClaimForm Form)
{
    /// <summary>What of the boundary that was checked lies outside the county.</summary>
    public IReadOnlyList<OutsideGround> Outside { get; init; } = [];

    public static ClaimsOutcome None { get; } = new(null, [], null, new ClaimForm(null, null, null, null, null, null, null, false, null, null, null));
}

public sealed record ClaimsPage(
    IReadOnlyList<ClaimRow> Claims, IReadOnlyList<string> Schemes, IReadOnlyDictionary<string, string> EnglishSchemes, IReadOnlyList<ExclusionCell> Matrix, OverlapRule Rule,
    MercatorBox? Extent, ClaimsOutcome Outcome)
{
    /// <summary>Part of a scheme's, a code's, a name's or a holder's text that the list is narrowed to.</summary>
    public string? Query { get; init; }

    public string? State { get; init; }
    public int Page { get; init; } = 1;
    public int PageRows { get; init; }

    /// <summary>Claims on all pages.</summary>
    public int Total { get; init; }
}

public sealed record ClaimPage(ClaimRow Claim, IReadOnlyList<ClaimOverlap> Overlaps, MercatorBox? Extent, string? Refusal, IReadOnlyList<OutsideGround> Outside);

/// <summary>Every overlap of claims in force that exclude one another, among so many claims and plots.</summary>
public sealed record ClaimsAudit(int Claims, int Plots, IReadOnlyList<ClaimOverlap> Overlaps);
