using ForestCarbon.Platform.Database;
using NetTopologySuite.Coverage;
using NetTopologySuite.Geometries;
using Npgsql;

namespace ForestCarbon.Inventory.Tiles;

/// <summary>
/// The map far out: parcels of one township with the same species group, age group or category melted into one shape each. Made
/// once per generation of the data, township by township, so that memory does not grow with the county.
/// </summary>
/// <remarks>
/// Neighbouring parcels share their vertices exactly, so the union is one of a coverage and the simplification keeps the
/// shared lines common: no gaps and no overlaps appear. Call <see cref="RefreshAsync"/> after every accepted change.
/// </remarks>
public sealed class OverviewShapes(Db db)
{
    /// <summary>Lines are simplified to half a pixel of zoom 9 (512 to a tile): 76 m on the map.</summary>
    private const double ToleranceMercatorM = 76;

    // A shape smaller than one pixel of zoom 9 cannot be seen.
    private const double SmallestMercatorM2 = 153.0 * 153.0;

    private const int DaysKept = 8;

    private static readonly string[] Colourings = ["species", "age", "category"];

    /// <summary>Makes the overview of the newest generation, if it is not there yet. Returns the number of shapes made.</summary>
    public async Task<int> RefreshAsync(Actor actor, CancellationToken ct = default)
    {
        var generation = await db.QuerySingleOrDefaultAsync<long>(
            "select coalesce(max(generation), 0) from inventory.data_generation where generation not in (select generation from inventory.overview)", ct: ct);
        if (generation == 0)
            return 0;
        var shapes = new List<OverviewShape>();
        foreach (var township in await db.QueryAsync<string>("select township_code from inventory.township order by township_code", ct: ct))
            shapes.AddRange(Dissolve(township, await ParcelsAsync(township, null, ct)));
        return await db.WriteAsync(actor, TownshipScope.WholeCounty, $"第 {generation} 代数据的概览图形", async write =>
        {
            // Two refreshes at once make the same shapes; the second finds the first's and leaves them.
            await write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('inventory.overview', 0))", ct: ct);
            if (await write.ScalarAsync<bool>("select exists (select from inventory.overview where generation >= @generation)", new { generation }, ct))
                return 0;
            await write.ExecuteAsync("delete from inventory.overview_shape; delete from inventory.overview", ct: ct);
            await using (var copy = await write.Connection.BeginBinaryImportAsync(
                "copy inventory.overview_shape (colouring, township_code, key, geom_3857) from stdin (format binary)", ct))
            {
                foreach (var shape in shapes)
                    await copy.WriteRowAsync(ct, shape.Colouring, shape.Township, shape.Key, shape.Geometry);
                await copy.CompleteAsync(ct);
            }
            await write.ExecuteAsync("insert into inventory.overview (generation) values (@generation)", new { generation }, ct);
            return shapes.Count;
        }, ct);
    }

    /// <summary>Makes the overview of a past day, if it is not there yet from the newest data; the days asked for last are kept.</summary>
    /// <remarks>Townships whose parcels are the same as now take their shapes from the overview of now.</remarks>
    public async Task OfDayAsync(DateOnly asOf, Actor actor, CancellationToken ct = default)
    {
        const string IsThere = """
            select coalesce((select p.generation from inventory.past_overview p where p.as_of = @asOf), -1)
                   = coalesce((select max(generation) from inventory.data_generation), 0)
            """;
        if (await db.QuerySingleOrDefaultAsync<bool>(IsThere, new { asOf }, ct))
            return;
        await db.WriteAsync(actor, TownshipScope.WholeCounty, FormattableString.Invariant($"{asOf:yyyy-MM-dd} 的概览图形"), async write =>
        {
            // The tiles of one look at the map ask together: one makes it, the others find it.
            await write.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('inventory.past_overview', 0))", ct: ct);
            if (await write.ScalarAsync<bool>(IsThere, new { asOf }, ct))
                return;
            var generation = await write.ScalarAsync<long>("select coalesce(max(generation), 0) from inventory.data_generation", ct: ct);
            var changed = await write.QueryAsync<string>(Sql.Of<OverviewShapes>("Tiles/Sql/changed_townships.sql"), new { asOf, generation }, ct);
            await write.ExecuteAsync(
                """
                delete from inventory.past_overview p
                where p.as_of = @asOf or p.as_of not in (select k.as_of from inventory.past_overview k order by k.made_at desc limit @kept);
                insert into inventory.past_overview (as_of, generation) values (@asOf, @generation);
                insert into inventory.past_overview_shape (as_of, colouring, township_code, key, geom_3857)
                select @asOf, colouring, township_code, key, geom_3857 from inventory.overview_shape where township_code <> all (@changed)
                """, new { asOf, generation, kept = DaysKept - 1, changed = changed.ToArray() }, ct);
            foreach (var township in changed)
            {
                var shapes = Dissolve(township, await ParcelsAsync(township, asOf, ct)).ToList();
                await using var copy = await write.Connection.BeginBinaryImportAsync(
                    "copy inventory.past_overview_shape (as_of, colouring, township_code, key, geom_3857) from stdin (format binary)", ct);
                foreach (var shape in shapes)
                    await copy.WriteRowAsync(ct, asOf, shape.Colouring, shape.Township, shape.Key, shape.Geometry);
                await copy.CompleteAsync(ct);
            }
        }, ct);
    }

    private static IEnumerable<OverviewShape> Dissolve(string township, List<(string[] Keys, Geometry Shape)> parcels)
    {
        for (var colouring = 0; colouring < Colourings.Length; colouring++)
        {
            var at = colouring;
            var groups = parcels.GroupBy(p => p.Keys[at], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
            var melted = groups.ConvertAll(g => CoverageUnion.Union(g.Select(p => p.Shape).ToArray()));
            var simplified = CoverageSimplifier.Simplify(melted.ToArray(), ToleranceMercatorM);
            for (var i = 0; i < groups.Count; i++)
            {
                var kept = Polygons(simplified[i]).Where(p => p.Area >= SmallestMercatorM2).ToArray();
                if (kept.Length > 0)
                    yield return new(Colourings[colouring], township, groups[i].Key, new MultiPolygon(kept) { SRID = 3857 });
            }
        }
    }

    private static IEnumerable<Polygon> Polygons(Geometry geometry) => geometry switch
    {
        Polygon polygon => [polygon],
        GeometryCollection parts => parts.Geometries.SelectMany(Polygons),
        _ => [],
    };

    private async Task<List<(string[] Keys, Geometry Shape)>> ParcelsAsync(string township, DateOnly? asOf, CancellationToken ct)
    {
        await using var connection = await db.OpenReadAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Of<OverviewShapes>("Tiles/Sql/parcels_to_dissolve.sql"), connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(township);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)asOf ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Date });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var parcels = new List<(string[], Geometry)>();
        while (await reader.ReadAsync(ct))
        {
            string[] keys = [reader.GetString(0), reader.GetString(1), reader.GetString(2)];
            parcels.AddRange(Polygons(reader.GetFieldValue<Geometry>(3)).Select(polygon => (keys, (Geometry)polygon)));
        }
        return parcels;
    }

    private sealed record OverviewShape(string Colouring, string Township, string Key, MultiPolygon Geometry);
}
