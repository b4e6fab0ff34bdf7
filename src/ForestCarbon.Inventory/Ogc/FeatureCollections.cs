using System.Globalization;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace ForestCarbon.Inventory.Ogc;

/// <summary>The layers as feature collections for the tools of the field, within a scope of townships.</summary>
public sealed class FeatureCollections(Db db)
{
    private const string Marker = "/* filters */";

    /// <summary>Names of the collections: the layers of the contract.</summary>
    public static IReadOnlyList<string> Names => LayerExports.Layers;

    /// <summary>What a collection is called.</summary>
    public static string NameZh(string collection) => collection switch
    {
        "township" => "乡镇",
        "village" => "村",
        _ => ImportLayer.Find(collection, out _)?.NameZh ?? collection,
    };

    /// <summary>The box of the ground the scope covers, degrees; null where no county is stored.</summary>
    public async Task<Envelope?> ExtentAsync(TownshipScope scope, CancellationToken ct = default)
    {
        var corners = await db.QuerySingleOrDefaultAsync<double[]?>(
            """
            select array[st_xmin(e), st_ymin(e), st_xmax(e), st_ymax(e)]
            from (select st_extent(geom) as e from inventory.township where @townships::text[] is null or township_code = any (@townships)) as t
            where e is not null
            """, new { townships = scope.Codes }, ct);
        return corners is null ? null : new Envelope(corners[0], corners[2], corners[1], corners[3]);
    }

    /// <summary>How many features each collection held on a day (null: now); one that held none may be missing.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountsAsync(DateOnly? asOf, TownshipScope scope, CancellationToken ct = default) =>
        (await (asOf is null
            ? db.QueryAsync<(string Layer, long Features)>(Sql.Of<FeatureCollections>("Ogc/Sql/counts.sql"), new { townships = scope.Codes }, ct)
            : db.QueryAsync<(string Layer, long Features)>(Sql.Of<FeatureCollections>("Ogc/Sql/counts_of_day.sql"), new { asOf, townships = scope.Codes }, ct)))
            .GroupBy(c => c.Layer, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(c => c.Features), StringComparer.Ordinal);

    /// <summary>The properties of a collection; each of them filters it (<see cref="OgcQuery.Filters"/>).</summary>
    public async Task<IReadOnlyList<OgcProperty>> PropertiesAsync(string collection, CancellationToken ct = default)
    {
        await using var connection = await db.OpenReadAsync(ct);
        return Properties(await FieldsAsync(connection, collection, ct));
    }

    /// <summary>A page of a collection.</summary>
    /// <exception cref="OgcRequestException">A property that the collection does not have, or a value it cannot have.</exception>
    public async Task<OgcPage> ReadAsync(OgcQuery query, TownshipScope scope, CancellationToken ct = default)
    {
        await using var connection = await db.OpenReadAsync(ct);
        var fields = await FieldsAsync(connection, query.Collection, ct);
        var rowsOf = query.Collection == ImportLayer.ForestLand ? "parcels" : query.Collection is "township" or "village" ? "zones" : "features";
        var statement = Sql.Of<FeatureCollections>($"Ogc/Sql/{rowsOf}.sql");
        var conditions = Conditions(fields, query.Filters ?? []);
        var rows = statement.Replace(Marker, conditions, StringComparison.Ordinal);
        var (matched, sums) = await CountAsync(connection, rows, rowsOf == "features", query, scope, ct);
        await using var command = Command(connection, $"{rows}\norder by {Order(fields, query)}sort_key, valid_from\nlimit @limit offset @offset", query, scope);
        command.Parameters.AddWithValue("limit", query.Limit);
        command.Parameters.AddWithValue("offset", query.Offset);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (source, features) = (new ExportRows(reader, fields), new List<OgcFeature>());
        var id = reader.GetOrdinal("id");
        await foreach (var row in source.ReadAsync(ct))
            features.Add(new OgcFeature(reader.GetString(id), row.Values, row.Geometry));
        return new OgcPage(Properties(fields), matched, features, sums);
    }

    private static IReadOnlyList<OgcProperty> Properties(IReadOnlyList<ExportField> fields) =>
        [.. fields.Select(f => new OgcProperty(f.Name, f.NameZh, f.Kind switch { FieldKind.Whole => "integer", FieldKind.Number => "number", FieldKind.Flag => "boolean", _ => "string" }))];

    private static async Task<(long Matched, OgcSums? Sums)> CountAsync(
        NpgsqlConnection connection, string rows, bool withSums, OgcQuery query, TownshipScope scope, CancellationToken ct)
    {
        var areas = withSums ? ", sum(ellipsoidal_area_m2)::numeric, sum(registered_area_ha)::numeric, sum(contract_area_mu)::numeric" : "";
        await using var count = Command(connection, $"select count(*){areas} from ({rows}) as matched", query, scope);
        await using var reader = await count.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        decimal? Sum(int at) => reader.IsDBNull(at) ? null : reader.GetDecimal(at);
        return (reader.GetInt64(0), withSums ? new OgcSums(Sum(1), Sum(2), Sum(3)) : null);
    }

    // Properties carry the names of the columns, so that a filter is spelt as the documentation spells them.
    private static async Task<IReadOnlyList<ExportField>> FieldsAsync(NpgsqlConnection connection, string collection, CancellationToken ct)
    {
        ExportField[] times = collection is "township" or "village" ? [] : [new("valid_from", "valid_from", FieldKind.Date) { NameZh = "起" }, new("valid_to", "valid_to", FieldKind.Date) { NameZh = "止" }];
        if (collection == ImportLayer.ForestLand)
            return
            [
                new("code", "code", FieldKind.Text) { NameZh = "小班编码" }, new("township_code", "township_code", FieldKind.Text) { NameZh = "乡镇代码" },
                new("village_code", "village_code", FieldKind.Text) { NameZh = "村代码" },
                .. ExportFields.OfParcels(await CountyContext.ColumnsAsync(connection, "parcel_version", ct))
                    .Where(f => f.Column is not ("code" or "county_code" or "xiang" or "cun"))
                    .Select(f => f with { Column = f.Column == "land_class_given" ? "land_class" : f.Column })
                    .Select(f => f with { Name = f.Column }),
                .. times,
            ];
        return [.. ExportFields.OfFeatures(collection, ExportFields.DescribedKeys(collection)).Select(f => f with { Name = f.Column }), .. times];
    }

    private static string Conditions(IReadOnlyList<ExportField> fields, IReadOnlyList<(string Property, string Value)> filters) => string.Concat(filters.Select((filter, i) =>
    {
        var field = fields.FirstOrDefault(f => f.Name == filter.Property)
                    ?? throw new OgcRequestException($"没有属性“{filter.Property}”，可用：{string.Join("、", fields.Select(f => f.Name))}。");
        var column = ColumnOf(field);
        return field.Kind switch
        {
            FieldKind.Whole or FieldKind.Number when !decimal.TryParse(filter.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) =>
                throw new OgcRequestException($"属性 {field.Name} 是数字，“{filter.Value}”不是。"),
            FieldKind.Whole or FieldKind.Number => $"\n  and {NumberOf(field)} = @filter{i}::numeric",
            // GDAL asks for a yes as 1.
            FieldKind.Flag => $"\n  and {column}::boolean::text = case lower(@filter{i}) when '1' then 'true' when '0' then 'false' else lower(@filter{i}) end",
            _ => $"\n  and {column}::text = @filter{i}",
        };
    }));

    private static string Order(IReadOnlyList<ExportField> fields, OgcQuery query)
    {
        if (query.SortBy is null)
            return "";
        var field = fields.FirstOrDefault(f => f.Name == query.SortBy) ?? throw new OgcRequestException($"没有属性“{query.SortBy}”，不能按它排序。");
        var column = field.IsAttribute
            ? field.Kind is FieldKind.Number or FieldKind.Whole ? NumberOf(field) : ColumnOf(field)
            : field.Kind == FieldKind.Text ? $"{field.Column} collate \"C\"" : field.Column;
        return $"{column} {(query.Descends ? "desc" : "asc")} nulls last, ";
    }

    // What an attribute holds is not held to its described type: text where a number should be is no number, not an error.
    private static string NumberOf(ExportField field) =>
        field.IsAttribute ? $"case when {ColumnOf(field)} ~ '^-?[0-9]+([.][0-9]+)?$' then {ColumnOf(field)}::numeric end" : $"{field.Column}::numeric";

    // Names come from our own lists, never from the request.
    private static string ColumnOf(ExportField field) =>
        field.IsAttribute ? $"(attributes::jsonb ->> '{field.Column.Replace("'", "''", StringComparison.Ordinal)}')" : field.Column;

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, OgcQuery query, TownshipScope scope)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("layer", query.Collection);
        command.Parameters.AddWithValue("townships", NpgsqlDbType.Array | NpgsqlDbType.Text, (object?)scope.Codes ?? DBNull.Value);
        command.Parameters.AddWithValue("featureId", NpgsqlDbType.Text, (object?)query.FeatureId ?? DBNull.Value);
        command.Parameters.AddWithValue("words", NpgsqlDbType.Text, query.Words is { Length: > 0 } words ? $"%{Escaped(words)}%" : DBNull.Value);
        command.Parameters.AddWithValue("isNow", query.From is null && query.Until is null);
        command.Parameters.AddWithValue("from", NpgsqlDbType.Date, (object?)query.From ?? DBNull.Value);
        command.Parameters.AddWithValue("until", NpgsqlDbType.Date, (object?)query.Until ?? DBNull.Value);
        foreach (var (name, value) in ((string, double?)[])[("west", query.Box?.MinX), ("south", query.Box?.MinY), ("east", query.Box?.MaxX), ("north", query.Box?.MaxY)])
            command.Parameters.AddWithValue(name, NpgsqlDbType.Double, (object?)value ?? DBNull.Value);
        foreach (var (i, (_, value)) in (query.Filters ?? []).Index())
            command.Parameters.AddWithValue($"filter{i}", value);
        return command;
    }

    private static string Escaped(string words) =>
        words.Trim().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
