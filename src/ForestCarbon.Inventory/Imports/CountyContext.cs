using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Topology;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Operation.Buffer;
using Npgsql;

namespace ForestCarbon.Inventory.Imports;

/// <summary>What an import is judged against: the county's outline, its townships, the code lists, the columns that values go into.</summary>
public sealed class CountyContext
{
    /// <summary>1 mm of latitude, and a little less of longitude.</summary>
    internal const double MillimetreDegrees = 9e-9;

    private readonly Dictionary<string, Dictionary<string, string?>> _codes;
    private readonly Lazy<IPreparedGeometry>? _widened;
    private readonly ILookup<string, string> _placesNamed;

    private CountyContext(
        Geometry? outline, string? countyCode, List<StoredTownship> townships, ILookup<string, string> placesNamed, Dictionary<string, Dictionary<string, string?>> codes, Dictionary<string, ColumnType> columns, CheckLimits limits)
    {
        Outline = outline is null ? null : PreparedGeometryFactory.Prepare(outline);
        Ground = outline is null ? null : new LayerGround(outline);
        Box = outline?.EnvelopeInternal;
        _widened = outline is null ? null : new(() => PreparedGeometryFactory.Prepare(outline.Buffer(MillimetreDegrees, new BufferParameters(1, EndCapStyle.Square, JoinStyle.Mitre, 2))));
        (CountyCode, GroundOfTownships, Townships) = (countyCode, townships, townships.Select(t => t.Code).ToHashSet(StringComparer.Ordinal));
        (_placesNamed, _codes, Columns, Limits) = (placesNamed, codes, columns, limits);
    }

    /// <summary>The county in EPSG:4490; null where none is stored.</summary>
    public IPreparedGeometry? Outline { get; }

    /// <summary>The same, for the many parcels that lie well inside.</summary>
    internal LayerGround? Ground { get; }

    public Envelope? Box { get; }

    /// <summary>Six digits; null where no county is stored, or several are.</summary>
    public string? CountyCode { get; }

    /// <summary>True where no part of the shape lies a millimetre or more outside the county: less is no difference (<c>definitions.md</c> §1).</summary>
    internal bool NearlyCovers(Geometry geometry) => _widened is null || _widened.Value.Covers(geometry);

    /// <summary>Township codes (9 digits); empty where none are stored.</summary>
    public IReadOnlySet<string> Townships { get; }

    /// <summary>The same with their names and ground; empty where none are stored.</summary>
    internal IReadOnlyList<StoredTownship> GroundOfTownships { get; }

    /// <summary>How the code of a parcel begins at the place that a field names, by number or by name.</summary>
    /// <param name="part">Part of the code that the field is for.</param>
    /// <param name="code">The code beside it, which says what the field leaves out.</param>
    /// <returns>Null where nobody can tell which place is meant.</returns>
    public string? CodeOf(string part, string given, ParcelCode code) => part switch
    {
        "county" => given.Length == 6 && IsNumber(given) ? given : null,
        "township" => CodeOfTownship(given, code.County),
        "village" when IsNumber(given) => given.Length <= 3 ? code.TownshipCode + given.PadLeft(3, '0') : given.Length == 12 ? given : null,
        // Villages of several townships bear one name: it speaks against a code only where none of them is the code's.
        "village" => _placesNamed[given].Where(c => c.Length == 12).ToList() is { Count: > 0 } named && !named.Contains(code.VillageCode) ? named[0] : null,
        "compartment" => given.Length <= 4 && IsNumber(given) ? code.VillageCode + given.PadLeft(4, '0') : null,
        _ when IsNumber(given) => code.Subcompartment.TrimStart('0') == given.TrimStart('0') ? null : code.VillageCode + code.Compartment + given.PadLeft(5, '0'),
        _ => code.Subcompartment == given ? null : code.VillageCode + code.Compartment + given,
    };

    /// <summary>The township (nine digits) that a text names, by its number within the county, its whole code or its name; null where nobody can tell.</summary>
    public string? CodeOfTownship(string given, string countyCode) => IsNumber(given)
        ? given.Length <= 3 ? countyCode + given.PadLeft(3, '0') : given.Length == 9 ? given : null
        : _placesNamed[given].Where(c => c.Length == 9).Distinct().ToList() is [var only] ? only : null;

    private static bool IsNumber(string text) => !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Columns a row is read into, by name.</summary>
    public IReadOnlyDictionary<string, ColumnType> Columns { get; }

    /// <summary>From which size on a difference is a finding.</summary>
    public CheckLimits Limits { get; }

    public IEnumerable<string> ListsStartingWith(string prefix) =>
        _codes.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>False where no such list is stored: then nothing can be said about its codes.</summary>
    public bool HasList(string list) => _codes.ContainsKey(list);

    public bool HasCode(string list, string code, out string? means)
    {
        means = null;
        return _codes.TryGetValue(list, out var codes) && codes.TryGetValue(code, out means);
    }

    /// <param name="table">Table of schema inventory whose columns rows are read into.</param>
    public static Task<CountyContext> LoadAsync(Db db, string table, CancellationToken ct) => db.ReadAsync(async connection =>
    {
        var limits = await new CheckLimitBook(db).ReadAsync(ct);
        var outline = (Geometry?)null;
        await foreach (var row in RowsAsync(connection, "select st_union(geom) from inventory.county having count(*) > 0", null, ct))
            outline = row.GetFieldValue<Geometry>(0);
        var countyCode = (string?)null;
        await foreach (var row in RowsAsync(connection, "select min(county_code) from inventory.county having count(*) = 1", null, ct))
            countyCode = row.GetString(0);
        var townships = new List<StoredTownship>();
        await foreach (var row in RowsAsync(connection, "select township_code, name_zh, name_en, geom from inventory.township order by township_code", null, ct))
            townships.Add(new StoredTownship(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<Geometry>(3)));
        var named = new List<(string Name, string Code)>();
        // A township is called with or without 镇 or 乡 behind its name.
        await foreach (var row in RowsAsync(connection,
            "select n.name, z.code from inventory.zone_stored z cross join lateral unnest(array[z.name_zh, z.name_en, regexp_replace(z.name_zh, '(瑶族乡|民族乡|街道|镇|乡|村)$', '')]) as n (name) where n.name <> ''", null, ct))
            named.Add((row.GetString(0), row.GetString(1)));
        var codes = new Dictionary<string, Dictionary<string, string?>>(StringComparer.Ordinal);
        await foreach (var row in RowsAsync(connection, "select list, code, means from inventory.code", null, ct))
        {
            if (!codes.TryGetValue(row.GetString(0), out var list))
                codes.Add(row.GetString(0), list = new Dictionary<string, string?>(StringComparer.Ordinal));
            list.Add(row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2));
        }
        return new CountyContext(outline, countyCode, townships, named.Distinct().ToLookup(n => n.Name, n => n.Code, StringComparer.Ordinal), codes, await ColumnsAsync(connection, table, ct), limits);
    }, ct);

    /// <summary>Columns of a table of schema inventory with their types.</summary>
    internal static async Task<Dictionary<string, ColumnType>> ColumnsAsync(NpgsqlConnection connection, string table, CancellationToken ct)
    {
        var columns = new Dictionary<string, ColumnType>(StringComparer.Ordinal);
        await foreach (var row in RowsAsync(connection, Sql.Of<CountyContext>("Imports/Sql/columns.sql"), table, ct))
            columns.Add(row.GetString(0), new ColumnType(row.GetString(1), row.IsDBNull(2) ? null : row.GetInt32(2), row.IsDBNull(3) ? null : row.GetInt32(3)));
        return columns;
    }

    private static async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(
        NpgsqlConnection connection, string sql, string? table, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (table is not null)
            command.Parameters.AddWithValue("table", table);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            yield return reader;
    }
}

/// <summary>Type of a column as the database states it.</summary>
public sealed record ColumnType(string Name, int? Precision, int? Scale);
