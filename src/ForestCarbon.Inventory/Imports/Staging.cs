using ForestCarbon.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Writes rows and findings to staging by binary COPY, as they come.</summary>
internal static class Staging
{
    public static async Task<long> CopyRowsAsync(Write write, long importId, IAsyncEnumerable<IReadOnlyList<ReadRow>> batches, CancellationToken ct)
    {
        await using var copy = await write.Connection.BeginBinaryImportAsync(
            "copy inventory.import_feature (import_id, row_no, code, attributes, mapped, source_wkb, ellipsoidal_area_m2, geom) from stdin (format binary)", ct);
        var rows = 0L;
        await foreach (var batch in batches)
            foreach (var row in batch)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(importId, NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(row.Row, NpgsqlDbType.Integer, ct);
                await WriteAsync(copy, row.Code, NpgsqlDbType.Text, ct);
                await copy.WriteAsync(row.Attributes, NpgsqlDbType.Jsonb, ct);
                await copy.WriteAsync(row.Mapped, NpgsqlDbType.Jsonb, ct);
                await WriteAsync(copy, row.SourceWkb, NpgsqlDbType.Bytea, ct);
                await WriteAsync(copy, row.EllipsoidalAreaM2, ct);
                // The bytes are those a geometry column takes; COPY passes them on.
                await WriteAsync(copy, row.Geometry, NpgsqlDbType.Bytea, ct);
                rows++;
            }
        await copy.CompleteAsync(ct);
        return rows;
    }

    /// <summary>Findings, numbered on from those that stand already.</summary>
    public static async Task CopyFindingsAsync(Write write, long importId, IEnumerable<ImportFinding> findings, CancellationToken ct)
    {
        var number = await write.ScalarAsync<int>("select coalesce(max(finding), 0) from inventory.import_finding where import_id = @importId", new { importId }, ct);
        await using var copy = await write.Connection.BeginBinaryImportAsync(
            "copy inventory.import_finding (import_id, finding, row_no, kind, severity, blocks, subject, message, size, size_unit, geom, message_en, other_subject) from stdin (format binary)", ct);
        foreach (var finding in findings)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(importId, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(++number, NpgsqlDbType.Integer, ct);
            if (finding.Row is { } row)
                await copy.WriteAsync(row, NpgsqlDbType.Integer, ct);
            else
                await copy.WriteNullAsync(ct);
            await copy.WriteAsync(finding.Kind.Name, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(finding.Kind.Severity.ToString().ToLowerInvariant(), NpgsqlDbType.Text, ct);
            await copy.WriteAsync(finding.Kind.Blocks, NpgsqlDbType.Boolean, ct);
            await WriteAsync(copy, Storable(finding.Subject), NpgsqlDbType.Text, ct);
            await copy.WriteAsync(Storable(finding.Message.Zh)!, NpgsqlDbType.Text, ct);
            if (finding.Size is { } size)
                await copy.WriteAsync(size, NpgsqlDbType.Double, ct);
            else
                await copy.WriteNullAsync(ct);
            await WriteAsync(copy, finding.SizeUnit, NpgsqlDbType.Text, ct);
            await WriteAsync(copy, finding.Place, NpgsqlDbType.Geometry, ct);
            await WriteAsync(copy, Storable(finding.Message.En), NpgsqlDbType.Text, ct);
            await WriteAsync(copy, Storable(finding.OtherSubject), NpgsqlDbType.Text, ct);
        }
        await copy.CompleteAsync(ct);
    }

    /// <summary>Takes out of the rows what was lost for a character that the stored value has; returns those values.</summary>
    public static async Task<IReadOnlyList<QuestionedText>> TakeLostTextsOutAsync(Write write, long importId, FileReading reading, CancellationToken ct)
    {
        if (reading.Questioned.Count == 0)
            return [];
        var lost = (await write.QueryAsync<(int Row, string Key)>(Sql.Of<ParcelImports>("Imports/Sql/find_lost_text.sql"), new
        {
            importId, rows = reading.Questioned.Select(q => q.Row).ToArray(), keys = reading.Questioned.Select(q => Storable(q.Key)).ToArray(),
            lost = reading.Questioned.Select(reading.IsLostAsOthersAre).ToArray(),
        }, ct)).ToHashSet();
        return [.. reading.Questioned.Where(q => lost.Contains((q.Row, Storable(q.Key)!)))];
    }

    // A sentence quotes what a damaged file holds; U+0000 stands in no text of PostgreSQL.
    private static string? Storable(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);

    /// <summary>Rows of attributes take the shape that is stored under their code; those without one are found and blocked.</summary>
    public static async Task JoinStoredShapesAsync(Write write, long importId, CancellationToken ct)
    {
        await write.ExecuteAsync(Sql.Of<ParcelImports>("Imports/Sql/take_stored_shapes.sql"), new { importId }, ct);
        await write.ExecuteAsync(Sql.Of<ParcelImports>("Imports/Sql/find_without_shape.sql"), new { importId }, ct);
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken ct) where T : class =>
        value is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(value, type, ct);

    private static Task WriteAsync(NpgsqlBinaryImporter copy, decimal? value, CancellationToken ct) =>
        value is { } number ? copy.WriteAsync(number, NpgsqlDbType.Numeric, ct) : copy.WriteNullAsync(ct);
}
