using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;
using Npgsql;

namespace ForestCarbon.Ccer.Screening;

/// <summary>The pieces of a screening as a boundary to take elsewhere.</summary>
public sealed class CandidateBoundary(Db db)
{
    /// <summary>Pieces of one verdict, or all that do not fail where <paramref name="verdict"/> is null; with <paramref name="selection"/> those it keeps.</summary>
    public Task<BoundaryDocument> OfAsync(
        ScreeningRow run, TownshipScope scope, Verdict? verdict = null, SelectionRow? selection = null, CancellationToken ct = default) => db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(Sql.Of<CandidateBoundary>("Screening/Sql/candidate_pieces.sql"), connection);
        command.Parameters.AddWithValue("runId", run.RunId);
        command.Parameters.AddWithValue("townships", NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text, (object?)scope.Codes ?? DBNull.Value);
        command.Parameters.AddWithValue("verdict", NpgsqlTypes.NpgsqlDbType.Smallint, (object?)(short?)verdict ?? DBNull.Value);
        command.Parameters.AddWithValue("selectionId", NpgsqlTypes.NpgsqlDbType.Bigint, (object?)selection?.SelectionId ?? DBNull.Value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var features = new List<BoundaryFeature>();
        while (await reader.ReadAsync(ct))
            features.Add(new BoundaryFeature(reader.GetFieldValue<Geometry>(6),
            [
                ("code", reader.GetString(0)), ("piece", (int)reader.GetInt16(1)), ("verdict", ((Verdict)reader.GetInt16(2)) == Verdict.Pass ? "符合" : "待举证"),
                ("area_m2", reader.GetDecimal(3)), ("start", reader.IsDBNull(4) ? null : reader.GetFieldValue<DateOnly>(4)), ("plot", reader.IsDBNull(5) ? null : reader.GetInt64(5)),
            ]));
        return new BoundaryDocument($"{selection?.Name ?? run.MethodologyId} 候选边界（筛查 {run.RunId}，{run.AsOf:yyyy-MM-dd}）", features);
    }, ct);
}
