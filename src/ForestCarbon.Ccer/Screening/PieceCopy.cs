using ForestCarbon.Ccer.Screening.Ground;
using ForestCarbon.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace ForestCarbon.Ccer.Screening;

/// <summary>Writes pieces into a run's partition.</summary>
public sealed class PieceCopy : IAsyncDisposable
{
    private readonly NpgsqlBinaryImporter _copy;
    private readonly long _runId;
    private readonly string _township;

    private PieceCopy(NpgsqlBinaryImporter copy, long runId, string township) => (_copy, _runId, _township) = (copy, runId, township);

    public static string Partition(long runId) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ccer.screening_piece_{runId}");

    public static async Task<PieceCopy> BeginAsync(Write write, long runId, string township, CancellationToken ct) => new(
        await write.Connection.BeginBinaryImportAsync(
            $"copy {Partition(runId)} (run_id, parcel_id, piece, parcel_version_id, township_code, area_m2, verdict, reasons, first_fail, start_date, "
            + "is_planted, flags, history, tenure_ids, claim_ids, protected_ids, expected_reason, geom) from stdin (format binary)", ct), runId, township);

    public async Task AddAsync(ScreenedPiece piece, CancellationToken ct)
    {
        await _copy.StartRowAsync(ct);
        await _copy.WriteAsync(_runId, ct);
        await _copy.WriteAsync(piece.Parcel.ParcelId, ct);
        await _copy.WriteAsync(piece.Number, ct);
        await _copy.WriteAsync(piece.Parcel.VersionId, ct);
        await _copy.WriteAsync(_township, ct);
        await _copy.WriteAsync(piece.Ground.AreaM2, ct);
        await _copy.WriteAsync((short)piece.Verdict, ct);
        await _copy.WriteAsync(piece.Reasons, ct);
        if (piece.FirstFail is { } fail)
            await _copy.WriteAsync(fail, ct);
        else
            await _copy.WriteNullAsync(ct);
        await _copy.WriteAsync(piece.Start, NpgsqlDbType.Date, ct);
        await _copy.WriteAsync(piece.IsPlanted, ct);
        await _copy.WriteAsync((short)piece.Flags, ct);
        await _copy.WriteAsync(piece.History, ct);
        await IdsAsync(piece.Ids(GroundKind.Tenure), ct);
        await IdsAsync(piece.ClaimIds, ct);
        await IdsAsync(piece.Ids(GroundKind.Protected), ct);
        await _copy.WriteAsync((short)ExpectedReason.Fails, ct);
        if (piece.Ground.Shape is { } shape)
            await _copy.WriteAsync(shape, NpgsqlDbType.Geometry, ct);
        else
            await _copy.WriteNullAsync(ct);
    }

    public async Task CompleteAsync(CancellationToken ct) => await _copy.CompleteAsync(ct);

    public ValueTask DisposeAsync() => _copy.DisposeAsync();

    private Task IdsAsync(long[] ids, CancellationToken ct) => ids.Length == 0 ? _copy.WriteNullAsync(ct) : _copy.WriteAsync(ids, ct);
}
