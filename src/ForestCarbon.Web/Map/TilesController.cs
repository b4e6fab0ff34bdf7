using System.IO.Compression;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Growth.Tiles;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Inventory.Tiles;
using ForestCarbon.Platform.Database;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Map;

/// <summary>Vector tiles of the map, limited to the account's townships, with an entity tag per generation of the data and run.</summary>
[Authorize(Policies.ViewCounty)]
public sealed class TilesController(MapTiles tiles, OverviewShapes overview, CarbonTiles carbonTiles, CountyStates states, AccountedRuns runs, TileCache cache) : ControllerBase
{
    private const string CarbonLayer = "carbon-density";

    // Another build may draw the same data otherwise.
    private static readonly string Build = typeof(MapTiles).Module.ModuleVersionId.ToString("N") + typeof(CarbonTiles).Module.ModuleVersionId.ToString("N");

    [HttpGet("/tiles/{layer}/{z:int}/{x:int}/{y:int}.mvt")]
    public async Task<IActionResult> Tile(string layer, int z, int x, int y, DateOnly? asOf, CancellationToken ct)
    {
        var address = new TileAddress(z, x, y);
        if (!address.IsInside || (layer != CarbonLayer && !MapTiles.Layers.Contains(layer, StringComparer.Ordinal)))
            return Problem("没有这个图层或瓦片。", statusCode: StatusCodes.Status404NotFound);
        if (asOf is not null && layer == CarbonLayer)
            return Problem("碳密度属于计量运行，没有按日期的瓦片。", statusCode: StatusCodes.Status400BadRequest);
        if (!ModelState.IsValid)
            return Problem("asOf 应是日期，如 2025-12-31。", statusCode: StatusCodes.Status400BadRequest);
        var scope = User.Scope();
        var run = layer == CarbonLayer ? await runs.LatestAsync(ct) : null;
        // Far out the tile is drawn from the overview, which follows the data a moment later; that of a past day is made on asking.
        var isFarOut = z < MapTiles.ParcelsFromZoom && layer == "forest-land";
        var generation = isFarOut && asOf is null ? await tiles.OverviewGenerationAsync(ct) : await states.GenerationAsync(ct);
        var key = $"{Build} {layer} {z}/{x}/{y} {generation} {run?.RunId} {scope} {asOf:yyyy-MM-dd}";
        var tag = TileCache.Tag(key);
        Response.Headers.ETag = tag;
        Response.Headers.CacheControl = "private, no-cache";
        Response.Headers.Vary = "Accept-Encoding, Cookie";
        if (Request.Headers.IfNoneMatch.Contains(tag))
            return StatusCode(StatusCodes.Status304NotModified);
        var tile = await cache.GetAsync(key, async () =>
        {
            if (layer == CarbonLayer)
                return await carbonTiles.DrawAsync(run, address, scope, ct);
            if (isFarOut && asOf is { } day)
                await overview.OfDayAsync(day, Actor.Job("overview"), ct);
            return await tiles.DrawAsync(layer, address, scope, asOf, ct);
        });
        if (Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            Response.Headers.ContentEncoding = "gzip";
            return File(tile, "application/vnd.mapbox-vector-tile");
        }
        return File(new GZipStream(new MemoryStream(tile), CompressionMode.Decompress), "application/vnd.mapbox-vector-tile");
    }
}
