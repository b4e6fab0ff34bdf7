using System.IO.Compression;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Growth.Tiles;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Inventory.Tiles;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Map;

/// <summary>Vector tiles of the map, limited to the account's townships, with an entity tag per generation of the data and run.</summary>
[Authorize(Policies.ViewCounty)]
public sealed class TilesController(MapTiles tiles, CarbonTiles carbonTiles, CountyStates states, AccountedRuns runs, TileCache cache) : ControllerBase
{
    private const string CarbonLayer = "carbon-density";

    // Another build may draw the same data otherwise.
    private static readonly string Build = typeof(MapTiles).Module.ModuleVersionId.ToString("N") + typeof(CarbonTiles).Module.ModuleVersionId.ToString("N");

    [HttpGet("/tiles/{layer}/{z:int}/{x:int}/{y:int}.mvt")]
    public async Task<IActionResult> Tile(string layer, int z, int x, int y, CancellationToken ct)
    {
        var address = new TileAddress(z, x, y);
        if (!address.IsInside || (layer != CarbonLayer && !MapTiles.Layers.Contains(layer, StringComparer.Ordinal)))
            return Problem("没有这个图层或瓦片。", statusCode: StatusCodes.Status404NotFound);
        var scope = User.Scope();
        var run = layer == CarbonLayer ? await runs.LatestAsync(ct) : null;
        // Far out the tile is drawn from the overview, which follows the data a moment later.
        var generation = z < MapTiles.ParcelsFromZoom && layer == "forest-land" ? await tiles.OverviewGenerationAsync(ct) : await states.GenerationAsync(ct);
        var key = $"{Build} {layer} {z}/{x}/{y} {generation} {run?.RunId} {scope}";
        var tag = TileCache.Tag(key);
        Response.Headers.ETag = tag;
        Response.Headers.CacheControl = "private, no-cache";
        Response.Headers.Vary = "Accept-Encoding, Cookie";
        if (Request.Headers.IfNoneMatch.Contains(tag))
            return StatusCode(StatusCodes.Status304NotModified);
        var tile = await cache.GetAsync(key, () => layer == CarbonLayer
            ? carbonTiles.DrawAsync(run, address, scope, ct)
            : tiles.DrawAsync(layer, address, scope, ct));
        if (Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            Response.Headers.ContentEncoding = "gzip";
            return File(tile, "application/vnd.mapbox-vector-tile");
        }
        return File(new GZipStream(new MemoryStream(tile), CompressionMode.Decompress), "application/vnd.mapbox-vector-tile");
    }
}
