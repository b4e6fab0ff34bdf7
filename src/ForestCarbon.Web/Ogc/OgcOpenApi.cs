using ForestCarbon.Inventory.Ogc;

namespace ForestCarbon.Web.Ogc;

/// <summary>What the service offers, as OpenAPI 3.0: the addresses of the standard and their parameters.</summary>
internal static class OgcOpenApi
{
    /// <param name="properties">Of each collection. A client filters by what the description of its own address lists, and by nothing else (GDAL's OAPIF driver).</param>
    public static object Document(string root, IReadOnlyDictionary<string, IReadOnlyList<OgcProperty>> properties) => new Dictionary<string, object>
    {
        ["openapi"] = "3.0.3",
        ["info"] = new { title = "ForestCarbon OGC API – Features", version = "1.0" },
        ["servers"] = new[] { new { url = root } },
        ["paths"] = new Dictionary<string, object>(properties.Select(p => KeyValuePair.Create($"/collections/{p.Key}/items", Get("features", [.. ItemsParameters, .. p.Value.Select(Filter)]))))
        {
            ["/"] = Get("landing page"),
            ["/conformance"] = Get("conformance classes"),
            ["/collections"] = Get("collections"),
            ["/collections/{collectionId}"] = Get("a collection", Id("collectionId")),
            ["/collections/{collectionId}/items"] = Get("features", [Id("collectionId"), .. ItemsParameters]),
            ["/collections/{collectionId}/items/{featureId}"] = Get("a feature", Id("collectionId"), Id("featureId"), Query("crs", Text)),
        },
        ["components"] = new { securitySchemes = new { bearer = new { type = "http", scheme = "bearer" } } },
        ["security"] = new[] { new { bearer = Array.Empty<string>() } },
    };

    private static readonly object Text = new { type = "string" };

    private static object[] ItemsParameters =>
    [
        Query("limit", new { type = "integer", minimum = 1, maximum = OgcQuery.LargestLimit, @default = OgcQuery.UsualLimit }), Query("offset", new { type = "integer", minimum = 0, @default = 0 }),
        Query("bbox", new { type = "array", minItems = 4, maxItems = 6, items = new { type = "number" } }, isList: true), Query("bbox-crs", Text), Query("crs", Text), Query("datetime", Text),
        Query("resultType", new { type = "string", @enum = new[] { "results", "hits" }, @default = "results" }),
    ];

    private static Dictionary<string, object> Filter(OgcProperty property)
    {
        var parameter = Query(property.Name, new { type = property.Type });
        parameter["description"] = property.NameZh;
        return parameter;
    }

    private static object Get(string summary, params object[] parameters) =>
        new { get = new { summary, parameters, responses = new Dictionary<string, object> { ["200"] = new { description = summary } } } };

    private static object Id(string name) => new Dictionary<string, object> { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = Text };

    private static Dictionary<string, object> Query(string name, object schema, bool isList = false)
    {
        var parameter = new Dictionary<string, object> { ["name"] = name, ["in"] = "query", ["required"] = false, ["schema"] = schema };
        if (isList)
            (parameter["style"], parameter["explode"]) = ("form", false);
        return parameter;
    }
}
