using System.Globalization;
using ForestCarbon.Inventory.Ogc;
using ForestCarbon.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Ogc;

/// <summary>OGC API – Features: Part 1 (Core, GeoJSON, OpenAPI 3.0, HTML) and Part 2 (coordinate systems), within the account's townships.</summary>
[Authorize(Policies.ViewCounty)]
public sealed class OgcController(FeatureCollections collections, TimeProvider clock) : Controller
{
    private const string GeoJson = "application/geo+json";
    private const int RowsOfATable = 100;
    private const string OpenApi = "application/vnd.oai.openapi+json;version=3.0";

    private static readonly string[] Conformance =
    [
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core", "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html", "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    ];

    private string Root => $"{Request.Scheme}://{Request.Host}/ogc";

    private bool IsHtml => Request.Query["f"].ToString() switch
    {
        "html" => true,
        "json" => false,
        _ => Request.Headers.Accept.ToString() is var accept && accept.Contains("text/html", StringComparison.Ordinal) && !accept.Contains("json", StringComparison.Ordinal),
    };

    [HttpGet("/ogc")]
    public IActionResult Landing() => Answer("林业资源要素服务", new
    {
        title = "林业资源要素服务", description = "OGC API – Features；坐标为 CGCS2000",
        links = new[]
        {
            Self("/"), new OgcLink($"{Root}/api", "service-desc", OpenApi), new OgcLink($"{Root}/conformance", "conformance", "application/json"),
            new OgcLink($"{Root}/collections", "data", "application/json"),
        },
    }, [("/ogc/collections", "图层"), ("/ogc/conformance", "遵循的规范"), ("/ogc/api", "接口说明（OpenAPI）")]);

    [HttpGet("/ogc/conformance")]
    public IActionResult Conforms() => Answer("遵循的规范", new { conformsTo = Conformance }, [.. Conformance.Select(c => (c, c))]);

    [HttpGet("/ogc/api")]
    public async Task<IActionResult> Api(CancellationToken ct)
    {
        var properties = new Dictionary<string, IReadOnlyList<OgcProperty>>(StringComparer.Ordinal);
        foreach (var name in FeatureCollections.Names)
            properties[name] = await collections.PropertiesAsync(name, ct);
        return new JsonResult(OgcOpenApi.Document(Root, properties)) { ContentType = OpenApi };
    }

    [HttpGet("/ogc/collections")]
    public async Task<IActionResult> Collections(CancellationToken ct)
    {
        var extent = await collections.ExtentAsync(User.Scope(), ct);
        return Answer("图层", new { links = new[] { Self("/collections") }, crs = OgcCrs.All.Select(c => c.Uri), collections = FeatureCollections.Names.Select(name => Describe(name, extent)) },
            [.. FeatureCollections.Names.Select(name => ($"/ogc/collections/{name}?f=html", FeatureCollections.NameZh(name)))]);
    }

    [HttpGet("/ogc/collections/{collection}")]
    public async Task<IActionResult> Collection(string collection, CancellationToken ct)
    {
        if (!FeatureCollections.Names.Contains(collection))
            return NoSuch();
        var extent = await collections.ExtentAsync(User.Scope(), ct);
        return IsHtml
            ? View("~/Ogc/Views/Collection.cshtml", new OgcCollectionPage(
                collection, (await collections.CountsAsync(null, User.Scope(), ct)).GetValueOrDefault(collection), extent, await collections.PropertiesAsync(collection, ct)))
            : new JsonResult(Describe(collection, extent)) { ContentType = "application/json" };
    }

    [HttpGet("/ogc/collections/{collection}/items")]
    public async Task<IActionResult> Items(string collection, CancellationToken ct)
    {
        if (!FeatureCollections.Names.Contains(collection))
            return NoSuch();
        try
        {
            var (query, crs) = OgcRequest.Read(collection, Request.Query);
            if (IsHtml && !Request.Query.ContainsKey("limit") && query.Limit > 0)
                query = query with { Limit = RowsOfATable };
            var page = await collections.ReadAsync(query, User.Scope(), ct);
            var (next, previous) = (query.Offset + page.Features.Count < page.Matched && page.Features.Count > 0 ? Page(query.Offset + query.Limit) : null,
                query.Offset > 0 ? Page(Math.Max(0, query.Offset - query.Limit)) : null);
            if (IsHtml)
                return View("~/Ogc/Views/Items.cshtml", new OgcItemsPage(collection, query, page, next, previous));
            Response.ContentType = GeoJson;
            Response.Headers["Content-Crs"] = $"<{crs.Uri}>";
            var links = new List<OgcLink> { new(Request.GetEncodedUrl(), "self", GeoJson), new($"{Root}/collections/{collection}", "collection", "application/json") };
            if (next is not null)
                links.Add(new(next, "next", GeoJson));
            if (previous is not null)
                links.Add(new(previous, "prev", GeoJson));
            await OgcJson.WritePageAsync(Response.Body, page, crs, links, clock.GetUtcNow(), ct);
            return new EmptyResult();
        }
        catch (OgcRequestException refused)
        {
            return Problem(refused.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    [HttpGet("/ogc/collections/{collection}/items/{feature}")]
    public async Task<IActionResult> Item(string collection, string feature, CancellationToken ct)
    {
        if (!FeatureCollections.Names.Contains(collection))
            return NoSuch();
        try
        {
            var (query, crs) = OgcRequest.Read(collection, Request.Query);
            var page = await collections.ReadAsync(query with { FeatureId = feature, Limit = 1 }, User.Scope(), ct);
            if (page.Features.Count == 0)
                return NoSuch();
            if (IsHtml)
                return View("~/Ogc/Views/Items.cshtml", new OgcItemsPage(collection, query, page, null, null));
            Response.ContentType = GeoJson;
            Response.Headers["Content-Crs"] = $"<{crs.Uri}>";
            await OgcJson.WriteFeatureAsync(Response.Body, page, crs,
                [new(Request.GetEncodedUrl(), "self", GeoJson), new($"{Root}/collections/{collection}", "collection", "application/json")], ct);
            return new EmptyResult();
        }
        catch (OgcRequestException refused)
        {
            return Problem(refused.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private object Describe(string name, NetTopologySuite.Geometries.Envelope? extent) => new
    {
        id = name, title = FeatureCollections.NameZh(name), itemType = "feature", storageCrs = OgcCrs.Storage.Uri, crs = OgcCrs.All.Select(c => c.Uri),
        extent = extent is null ? null : new { spatial = new { bbox = new[] { new[] { extent.MinX, extent.MinY, extent.MaxX, extent.MaxY } }, crs = OgcCrs.Crs84.Uri } },
        links = new[] { Self($"/collections/{name}"), new OgcLink($"{Root}/collections/{name}/items", "items", GeoJson, FeatureCollections.NameZh(name)) },
    };

    private IActionResult Answer(string title, object document, IReadOnlyList<(string Href, string Name)> links) =>
        IsHtml ? View("~/Ogc/Views/Links.cshtml", new OgcLinksPage(title, links)) : new JsonResult(document) { ContentType = "application/json" };

    private OgcLink Self(string path) => new(Root + (path == "/" ? "" : path), "self", "application/json");

    private string Page(long offset)
    {
        var query = Request.Query.Where(q => q.Key != "offset").SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value))
            .Append(KeyValuePair.Create("offset", (string?)offset.ToString(CultureInfo.InvariantCulture)));
        return UriHelper.BuildAbsolute(Request.Scheme, Request.Host, Request.PathBase, Request.Path, QueryString.Create(query));
    }

    private ObjectResult NoSuch() => Problem("没有这个图层或要素，或它不在账号的范围内。", statusCode: StatusCodes.Status404NotFound);
}

/// <summary>A page of links.</summary>
public sealed record OgcLinksPage(string Title, IReadOnlyList<(string Href, string Name)> Links);

/// <summary>A collection as a page: how many features it holds now, the ground of the scope in degrees (null: no county), and its properties.</summary>
public sealed record OgcCollectionPage(string Collection, long Features, NetTopologySuite.Geometries.Envelope? Extent, IReadOnlyList<OgcProperty> Properties);

/// <summary>A page of features as a table.</summary>
public sealed record OgcItemsPage(string Collection, OgcQuery Query, OgcPage Page, string? Next, string? Previous);
