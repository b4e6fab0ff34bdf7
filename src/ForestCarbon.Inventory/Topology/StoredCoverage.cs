using System.Runtime.CompilerServices;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Imports.Coordinates;
using ForestCarbon.Platform.Database;
using NetTopologySuite;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;
using NetTopologySuite.IO;
using Npgsql;

namespace ForestCarbon.Inventory.Topology;

/// <summary>The coverage check over what the database holds: parcels of a date, another layer, or a staged file among its stored neighbours.</summary>
public static class StoredCoverage
{
    // Points side by side instead of an object each: most are looked at once and never again.
    private static readonly NtsGeometryServices Packed = new(PackedCoordinateSequenceFactory.DoubleFactory, new PrecisionModel(), ToRecord.Srid);

    /// <summary>Findings of the stored parcels of a date, or of the areas of another layer, that concern the townships of <paramref name="scope"/>.</summary>
    /// <param name="asOf">The date; today's parcels where it is today or later than every change.</param>
    public static async Task<IReadOnlyList<CoverageFinding>> CheckAsync(
        Db db, string layer, DateOnly asOf, TownshipScope scope, CoverageLimits limits, CancellationToken ct = default)
    {
        await using var connection = await db.OpenReadAsync(ct);
        var isForestLand = layer == ImportLayer.ForestLand;
        await using var command = new NpgsqlCommand(Statement(isForestLand ? "stored_parcels" : "stored_features"), connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("asOf", asOf);
        command.Parameters.AddWithValue("townships", NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text, (object?)scope.Codes ?? DBNull.Value);
        if (!isForestLand)
            command.Parameters.AddWithValue("layer", layer);
        return await CoverageCheck.RunAsync(ReadAsync(command, ct), isForestLand ? limits : limits with { LooksForGaps = false }, ct);
    }

    /// <summary>How many parcels of a date, or features of another layer, stand in the townships of <paramref name="scope"/>: where there are none, that nothing is found says nothing.</summary>
    public static async Task<long> CountAsync(Db db, string layer, DateOnly asOf, TownshipScope scope, CancellationToken ct = default) =>
        (await db.QueryAsync<long>(Statement("stored_count"), new { layer, asOf, townships = scope.Codes }, ct)).Sum();

    /// <summary>Findings of a staged file: its rows among themselves and against what is stored and what it does not replace. Of layers other than the parcels overlaps alone.</summary>
    /// <remarks>Reads on the connection of <paramref name="write"/>, so that rows of the same transaction are seen. Row numbers are the ids of what is judged.</remarks>
    public static async Task<IReadOnlyList<CoverageFinding>> CheckStagedAsync(Write write, long importId, ImportLayer layer, CoverageLimits limits, CancellationToken ct = default)
    {
        await using var command = new NpgsqlCommand(Statement(layer.IsForestLand ? "staged_parcels" : "staged_features"), write.Connection, write.Transaction) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("importId", importId);
        if (!layer.IsForestLand)
            command.Parameters.AddWithValue("withStored", layer.Shared != SharedGround.IsUsual);
        return await CoverageCheck.RunAsync(ReadAsync(command, ct), layer.IsForestLand ? limits : limits with { LooksForGaps = false, SliverWidthM = 0 }, ct);
    }

    /// <summary>Overlaps between what an import has opened in the transaction of <paramref name="write"/> and all that is open beside it.</summary>
    public static async Task<IReadOnlyList<CoverageFinding>> OverlapsOfAcceptedAsync(Write write, long importId, ImportLayer layer, CoverageLimits limits, CancellationToken ct = default)
    {
        await using var command = new NpgsqlCommand(Statement(layer.IsForestLand ? "accepted_parcels" : "accepted_features"), write.Connection, write.Transaction) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("importId", importId);
        var found = await CoverageCheck.RunAsync(ReadAsync(command, ct), limits with { LooksForGaps = false, SliverWidthM = 0 }, ct);
        return [.. found.Where(f => f.Kind == CoverageFindingKind.Overlap)];
    }

    private static async IAsyncEnumerable<CoverageParcel> ReadAsync(NpgsqlCommand command, [EnumeratorCancellation] CancellationToken ct)
    {
        var shapes = new WKBReader(Packed);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            yield return new CoverageParcel(reader.GetString(0), reader.GetInt64(1), shapes.Read(reader.GetFieldValue<byte[]>(3)), reader.GetBoolean(2));
    }

    private static string Statement(string name) => Sql.Of<ParcelImports>($"Topology/Sql/{name}.sql");
}
