using ForestCarbon.Ccer.Claims;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;
using Npgsql;

namespace ForestCarbon.Ccer.Demonstration;

/// <summary>Gives the demonstration county what the screening asks for beside its layers: the two invented claims, and owners' statements.</summary>
public sealed class CcerDemonstration(Db db)
{
    /// <summary>Replaces what an earlier load left. Does nothing where the county is not the demonstration.</summary>
    public async Task LoadAsync(CancellationToken ct = default)
    {
        if (!await db.QuerySingleOrDefaultAsync<bool>("select coalesce(bool_and(c.is_demonstration), false) from inventory.county_v c", ct: ct))
            return;
        var claims = await ClaimsAsync(ct);
        await db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "装入演示数据：权益主张与业主申报", async write =>
        {
            await write.ExecuteAsync(
                "delete from ccer.claim where is_demonstration; delete from ccer.parcel_statement where is_demonstration;", ct: ct);
            foreach (var (draft, plots) in claims)
                await ClaimRegister.RegisterAsync(write, draft, plots, ct);
            await write.ExecuteAsync(Sql.Of<CcerDemonstration>("Demonstration/Sql/statements.sql"), new { by = write.Actor.Id }, ct);
        }, ct);
    }

    private Task<List<(ClaimDraft Draft, IReadOnlyList<BoundaryPlot> Plots)>> ClaimsAsync(CancellationToken ct) => db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(Sql.Of<CcerDemonstration>("Demonstration/Sql/claims.sql"), connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var claims = new List<(ClaimDraft, IReadOnlyList<BoundaryPlot>)>();
        while (await reader.ReadAsync(ct))
        {
            var shape = reader.GetFieldValue<Geometry>(5);
            var plots = Enumerable.Range(0, shape.NumGeometries).Select(i => BoundaryPlot.Of(null, shape.GetGeometryN(i))).ToList();
            claims.Add((new ClaimDraft(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(3), reader.GetFieldValue<DateOnly>(4), "演示数据（虚构）")
            {
                RegisteredOn = reader.GetFieldValue<DateOnly>(3), IsDemonstration = true,
            }, plots));
        }
        return claims;
    }, ct);
}
