using System.Globalization;
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
public sealed class MapController(MapPlaces places, AreaTotals totals, CarbonTiles carbon, AccountedRuns runs, ParcelPages parcels, ParcelRegister register, GroundMeasure measure) : Controller
{
    [HttpGet("/inventory/map")]
    public async Task<IActionResult> Show(string? colour, string? parcel, string? tab, DateOnly? asOf, CancellationToken ct)
    {
        var extent = await places.ExtentAsync(User.Scope(), ct);
        var card = parcel is null ? null : await parcels.CardAsync(parcel, tab, User.Scope(), asOf, ct);
        var notYet = card is null && parcel is not null && asOf is { } day && await register.NextDayAsync(parcel, day, User.Scope(), ct) is { } since ? new ParcelNotYet(parcel, day, since) : null;
        return View("Map", new MapPage(
            Colouring.Of(asOf is not null && colour == "density" ? null : colour), extent, card, notYet, await places.ListedApartAsync(User.Scope(), ct), asOf, await runs.LatestAsync(ct),
            (await places.LayersAsync(asOf, User.Scope(), ct)).ToDictionary(l => l.Layer, StringComparer.Ordinal)));
    }

    [HttpGet("/inventory/map/places")]
    public async Task<IActionResult> Places(CancellationToken ct) => Json(await places.ListAsync(User.Scope(), ct));

    /// <summary>What lies at a point without parcels (EPSG:3857): the township, or null outside the account's ground.</summary>
    [HttpGet("/inventory/map/at")]
    public async Task<IActionResult> At(double x, double y, CancellationToken ct) =>
        double.IsFinite(x) && double.IsFinite(y)
            ? Json(await places.TownshipAtAsync(x, y, User.Scope(), ct))
            : Problem("坐标不对。", statusCode: StatusCodes.Status400BadRequest);

    /// <summary>Length and area of a drawn figure: <c>points=lon,lat;lon,lat;…</c>, on the ellipsoid.</summary>
    [HttpGet("/inventory/map/measure")]
    public async Task<IActionResult> Measure(string? points, bool closed, CancellationToken ct) =>
        Corners(points) is { } corners && corners.Count >= (closed ? 3 : 2)
            ? Json(await measure.OfAsync(corners, closed, ct))
            : Problem("坐标不对：要 2 至 200 个经纬度，面积要 3 个以上。", statusCode: StatusCodes.Status400BadRequest);

    [HttpGet("/inventory/map/legend")]
    public async Task<IActionResult> Legend(string? colour, double west, double south, double east, double north, DateOnly? asOf, CancellationToken ct)
    {
        var box = new MercatorBox(west, south, east, north);
        if (!box.IsValid)
            return Problem("视野范围不对。", statusCode: StatusCodes.Status400BadRequest);
        var colouring = Colouring.Of(colour);
        if (colouring.Dimension is { } dimension)
            return Json((await totals.InViewAsync(dimension, box, User.Scope(), asOf, ct)).Select(t => new { t.Key, m2 = t.EllipsoidalAreaM2, t.Parcels }));
        if (await runs.LatestAsync(ct) is not { } run)
            return Json(Array.Empty<object>());
        var steps = await carbon.StepsInViewAsync(run, west, south, east, north, User.Scope(), ct);
        return Json(steps.Select(s => new { key = s.Step?.ToString(CultureInfo.InvariantCulture) ?? "none", m2 = s.AreaM2, s.Parcels }));
    }

    private static List<(double Longitude, double Latitude)>? Corners(string? points)
    {
        var corners = new List<(double, double)>();
        foreach (var point in (points ?? "").Split(';', GroundMeasure.MostPoints + 1))
        {
            var at = point.Split(',');
            if (at.Length != 2 || !double.TryParse(at[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude) || !double.TryParse(at[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude)
                || longitude is not (>= -180 and <= 180) || latitude is not (>= -90 and <= 90))
                return null;
            corners.Add((longitude, latitude));
        }
        return corners;
    }
}

/// <summary>The map as it opens: how it is coloured, where the account's ground lies, the parcel whose card is open or why there is none, the run whose density is shown, and what the layers hold.</summary>
public sealed record MapPage(
    Colouring Colouring, MercatorBox? Extent, ParcelCardPage? Card, ParcelNotYet? NotYet, IReadOnlyList<MapTownship> ListedApart, DateOnly? AsOf, RunRow? Run, IReadOnlyDictionary<string, LayerSum> Layers)
{
    /// <summary>The year at whose end the carbon density is.</summary>
    public int? DensityYear => Run?.Years().Stock;

    // Their areas are the bureau's own figures; of the others the features are counted, because they lie over one another.
    private static readonly string[] ByArea = ["public-welfare", "natural-forest", "carbon-base", "protected-area", "tenure-lot"];

    /// <summary>True where a layer is told by its area and not by the number of its features.</summary>
    public static bool IsByArea(string layer) => ByArea.Contains(layer, StringComparer.Ordinal);
}
