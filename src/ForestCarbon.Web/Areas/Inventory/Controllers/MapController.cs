using ForestCarbon.Growth.Runs;
using ForestCarbon.Growth.Tiles;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Map;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Inventory.Controllers;

/// <summary>The map, its legend and its names. Everything on it stands in a table as well.</summary>
[Area("Inventory"), Authorize(Policies.ViewCounty)]
public sealed class MapController(MapPlaces places, AreaTotals totals, CarbonTiles carbon, AccountedRuns runs, ParcelPages parcels) : Controller
{
    [HttpGet("/inventory/map")]
    public async Task<IActionResult> Show(string? colour, string? parcel, CancellationToken ct)
    {
        var extent = await places.ExtentAsync(User.Scope(), ct);
        var card = parcel is null ? null : await parcels.FindAsync(parcel, User.Scope(), ct);
        return View("Map", new MapPage(Colouring.Of(colour), extent, card));
    }

    [HttpGet("/inventory/map/places")]
    public async Task<IActionResult> Places(CancellationToken ct) => Json(await places.ListAsync(User.Scope(), ct));

    [HttpGet("/inventory/map/legend")]
    public async Task<IActionResult> Legend(string? colour, double west, double south, double east, double north, CancellationToken ct)
    {
        var box = new MercatorBox(west, south, east, north);
        if (!box.IsValid)
            return Problem("视野范围不对。", statusCode: StatusCodes.Status400BadRequest);
        var colouring = Colouring.Of(colour);
        if (colouring.Dimension is { } dimension)
            return Json((await totals.InViewAsync(dimension, box, User.Scope(), ct)).Select(t => new { t.Key, m2 = t.EllipsoidalAreaM2, t.Parcels }));
        if (await runs.LatestAsync(ct) is not { } run)
            return Json(Array.Empty<object>());
        var steps = await carbon.StepsInViewAsync(run, west, south, east, north, User.Scope(), ct);
        return Json(steps.Select(s => new { key = s.Step?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none", m2 = s.AreaM2, s.Parcels }));
    }
}

/// <summary>The map as it opens: how it is coloured, where the account's ground lies, and the parcel whose card is open.</summary>
public sealed record MapPage(Colouring Colouring, MercatorBox? Extent, ParcelCard? Card);
