using System.Globalization;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Inventory.Ogc;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Areas.Inventory.Controllers;

/// <summary>Every layer as a table with its way out as a file; on the map through the map's own page.</summary>
[Area("Inventory"), Authorize(Policies.ViewCounty)]
public sealed class LayersController(FeatureCollections collections, LayerExports exports) : Controller
{
    private const int PageSize = 100;

    /// <summary>The ways out of a layer: the question an address asks, and what people call it.</summary>
    public static IReadOnlyList<(string Query, string Name)> Exports { get; } =
    [
        ("format=gpkg", "GeoPackage"), ("format=shp&encoding=gbk", "Shapefile (GBK)"), ("format=shp", "Shapefile (UTF-8)"), ("format=geojson", "GeoJSON"),
        ("format=csv", "CSV"), ("format=xlsx", "xlsx"),
    ];

    /// <summary>The layers with what they hold on a day (null: now).</summary>
    [HttpGet("/inventory/layers")]
    public async Task<IActionResult> List(DateOnly? asOf, CancellationToken ct)
    {
        var counts = await collections.CountsAsync(asOf, User.Scope(), ct);
        return View("List", new LayerListPage(asOf, [.. FeatureCollections.Names.Select(name => (name, counts.GetValueOrDefault(name)))]));
    }

    [HttpGet("/inventory/layers/{layer}")]
    public async Task<IActionResult> Show(string layer, string? q, string? sort, bool desc, int page, DateOnly? asOf, CancellationToken ct)
    {
        if (!FeatureCollections.Names.Contains(layer))
            return NotFound();
        page = Math.Max(1, page);
        try
        {
            var found = await collections.ReadAsync(
                new OgcQuery(layer, PageSize, (long)(page - 1) * PageSize, From: asOf, Until: asOf, Words: q, SortBy: sort, Descends: desc), User.Scope(), ct);
            return View("Layer", new LayerPage(layer, q, sort, desc, page, asOf, found, (int)((found.Matched + PageSize - 1) / PageSize)));
        }
        catch (OgcRequestException)
        {
            return NotFound();
        }
    }

    /// <summary>The layer as a file; a shapefile with all its parts in a zip.</summary>
    [HttpGet("/inventory/layers/{layer}/export")]
    public async Task<IActionResult> Export(string layer, string format, DateOnly? asOf, string? township, string? encoding, CancellationToken ct)
    {
        if (!FeatureCollections.Names.Contains(layer) || ExportRequest.FormatOf(format) is not { } kind || encoding is not (null or "gbk" or "utf-8"))
            return NotFound();
        var folder = Directory.CreateTempSubdirectory("forestcarbon-download-");
        try
        {
            var day = asOf ?? CountyClock.Today;
            var name = string.Create(CultureInfo.InvariantCulture, $"{layer}-{day:yyyyMMdd}.{(kind == ExportFormat.Shp ? "zip" : format)}");
            await exports.WriteAsync(new ExportRequest(layer, kind, day, township, encoding ?? "utf-8"), Path.Combine(folder.FullName, name), User.Scope(), ct);
            // The open file outlives its name: it is gone when the answer is sent.
            var stream = new FileStream(Path.Combine(folder.FullName, name), FileMode.Open, FileAccess.Read, FileShare.Delete, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
            return File(stream, "application/octet-stream", name);
        }
        catch (RefusedException refused)
        {
            return Problem(refused.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>The layers, each with the number of its features on the day (null: now).</summary>
public sealed record LayerListPage(DateOnly? AsOf, IReadOnlyList<(string Name, long Features)> Layers);

/// <summary>A page of a layer's table.</summary>
public sealed record LayerPage(string Layer, string? Q, string? Sort, bool Descends, int Page, DateOnly? AsOf, OgcPage Found, int Pages);
