using ForestCarbon.Inventory.Editing;
using ForestCarbon.Inventory.Evidence;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Database;
using ForestCarbon.Web.Hosting;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Map;
using ForestCarbon.Platform.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Inventory.Controllers;

/// <summary>Parcels as a list, each on its own page, and as the card beside the map.</summary>
[Area("Inventory"), Authorize(Policies.ViewCounty)]
public sealed class ParcelsController(ParcelRegister lookup, AreaTotals totals, ParcelPages parcels, ParcelOverlays overlays, ParcelLineage lineage, LandClassEvidence evidence, ParcelAreas areas,
    ParcelEnds ends, IUserStore<Account> accounts) : Controller
{
    [HttpGet("/inventory/parcels")]
    public async Task<IActionResult> List(ParcelQuery query, CancellationToken ct)
    {
        var page = await lookup.ListAsync(query.Filter(), User.Scope(), ct);
        // A whole code typed into the search leads straight to its parcel.
        if (query.Q is { Length: > 0 } && page is { Sums.Parcels: 1, Rows: [var only] } && only.Code == query.Q.Trim())
            return LocalRedirect($"/inventory/parcels/{only.ParcelId}{AsOfForm.Query(query.AsOf)}");
        // So does the code of one that stands no more.
        if (query is { Q.Length: > 0, AsOf: null } && page.Sums.Parcels == 0 && await ends.FindAsync(query.Q.Trim(), User.Scope(), ct) is { } ended && ended.Code == query.Q.Trim())
            return LocalRedirect($"/inventory/parcels/{ended.Code}");
        return View("List", new ParcelListPage(query, page, await totals.ChoicesAsync(User.Scope(), query.AsOf, ct)));
    }

    /// <summary>
    /// A parcel as of a day (null: now). One that stands no more is shown as it was on its last day, with how it ended. Its tonnes are those of
    /// the newest run, or of the run and year a figure led here from.
    /// </summary>
    [HttpGet("/inventory/parcels/{key}"), ReadableValues]
    public async Task<IActionResult> Show(string key, DateOnly? asOf, DateOnly? on, long? run, int? year, CancellationToken ct)
    {
        var asked = new FigureAsked(run, year);
        var (card, end) = (await parcels.FindAsync(key, User.Scope(), asOf, asked, ct), (ParcelEnd?)null);
        if (card is null && await ends.FindAsync(key, User.Scope(), ct) is { } ended && (asOf is null || asOf >= ended.EndedOn))
            (card, end, asOf) = (await parcels.FindAsync(key, User.Scope(), ended.LastDay, asked, ct), ended, ended.LastDay);
        if (card is null)
            return asOf is { } day && await lookup.NextDayAsync(key, day, User.Scope(), ct) is { } since ? NotYet(new(key, day, since)) : NotFound();
        var (id, history) = (card.Parcel.ParcelId, await lookup.HistoryAsync(card.Parcel.ParcelId, User.Scope(), ct));
        return View("Parcel", new ParcelPageModel(card, history,
            await overlays.OfParcelAsync(id, User.Scope(), asOf, ct),
            await lineage.OfAsync(id, User.Scope(), ct),
            await evidence.OfParcelAsync(id, on ?? asOf ?? CountyClock.Today, User.Scope(), ct),
            await areas.OfAsync(card.Parcel.ParcelVersionId, User.Scope(), ct), end,
            await ((AccountStore)accounts).NamesAsync(history.Select(v => v.DecidedBy).Concat(history.Select(v => v.StagedBy)).Append(end?.DecidedBy).OfType<string>(), ct)));
    }

    private ViewResult NotYet(ParcelNotYet answer)
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("NotYet", answer);
    }

    /// <summary>The dated sources of land classes beside the parcels.</summary>
    [HttpGet("/inventory/evidence"), OfToday]
    public async Task<IActionResult> Evidence(DateOnly? asOf, CancellationToken ct) => View("Evidence", await evidence.LayersAsync(ct));

    /// <summary>Splits, merges and moved boundaries: every parent with where its ground went, newest first.</summary>
    [HttpGet("/inventory/lineage"), OfToday]
    public async Task<IActionResult> Lineage(string? q, int page, DateOnly? asOf, CancellationToken ct)
    {
        const int PageSize = 50;
        page = Math.Clamp(page, 1, 100_000);
        var events = await lineage.ListAsync(q, User.Scope(), PageSize + 1, (page - 1) * PageSize, ct);
        return View("Lineage", new LineagePage(q, page, events.Count > PageSize, [.. events.Take(PageSize)]));
    }

    [HttpGet("/inventory/parcels/{key}/card")]
    public async Task<IActionResult> Card(string key, string? tab, DateOnly? asOf, CancellationToken ct) =>
        await parcels.CardAsync(key, tab, User.Scope(), asOf, ct) is { } card ? PartialView("_ParcelCard", card) : NotFound();
}

/// <summary>What a list of parcels was asked for, as it stands in the address.</summary>
public sealed record ParcelQuery(string? Q, string? Township, string? Species, string? Age, string? Category, string? LandClass, DateOnly? AsOf, int Page = 1)
{
    public ParcelFilter Filter() => new(Q, None(Township), None(Species), None(Age), None(Category), None(LandClass), Math.Max(1, Page), AsOf);

    private static string? None(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

/// <summary>A list of parcels with the values its filters can take.</summary>
public sealed record ParcelListPage(ParcelQuery Query, ParcelPage Found, ILookup<string, ParcelChoice> Choices);

/// <summary>A parcel's own page.</summary>
/// <param name="End">How it ended, where it was asked for now and stands no more.</param>
public sealed record ParcelPageModel(ParcelCard Card, IReadOnlyList<ParcelHistoryRow> History, IReadOnlyList<OverlayShare> Overlay, IReadOnlyList<LineageRow> Lineage, LandClassAnswer? LandClass, AreaOrigin? Areas,
    ParcelEnd? End, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>What people call who decided; an actor that is no account by its own name.</summary>
    public string? NameOf(string? actor) => actor is null ? null : Names.GetValueOrDefault(actor, actor);
}

/// <summary>A parcel that was asked for on a day on which it has no record, and the next day on which it has.</summary>
/// <param name="Key">Its code or id, as asked for.</param>
public sealed record ParcelNotYet(string Key, DateOnly Day, DateOnly Since);

/// <summary>Parents and where their ground went, a page of them.</summary>
public sealed record LineagePage(string? Q, int Page, bool HasMore, IReadOnlyList<LineageEvent> Events);
