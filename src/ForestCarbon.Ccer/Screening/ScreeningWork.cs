using System.Collections.Concurrent;
using ForestCarbon.Ccer.Screening.Ground;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace ForestCarbon.Ccer.Screening;

/// <summary>Screens a chunk: parcels with the layers around them, cut to pieces, judged, stored; at the end plots, tonnes, sums and hash.</summary>
public sealed class ScreeningWork(Db db) : IRunWork
{
    // Workers that begin together wait for one loading of it.
    private readonly ConcurrentDictionary<long, Lazy<Task<ScreeningBasis>>> _bases = new();

    public async Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct)
    {
        var basis = await BasisAsync(runId, ct);
        await RefuseDataTakenBackAsync(basis.Manifest, ct);
        var part = ChunkKey.Parse(key);
        // Pieces are committed together with the chunk's mark, so an earlier try left none; the key at the end would tell.
        var parcels = await ParcelsAsync(part, basis.Manifest, ct);
        var ground = await ChunkGround.LoadAsync(db, basis, parcels, ct);
        var judge = new PieceJudge(basis);
        await using var copy = await PieceCopy.BeginAsync(write, runId, part.TownshipCode, ct);
        var pieces = 0;
        foreach (var parcel in parcels)
        {
            short number = 0;
            foreach (var piece in ground.Cut(parcel))
            {
                await copy.AddAsync(judge.Judge(parcel, ++number, piece), ct);
                pieces++;
            }
        }
        await copy.CompleteAsync(ct);
        return $"{pieces}";
    }

    public async Task FinishAsync(Write write, long runId, CancellationToken ct)
    {
        var basis = await BasisAsync(runId, ct);
        await RefuseDataTakenBackAsync(basis.Manifest, ct);
        await new ScreeningFinish(write, runId, basis).RunAsync(ct);
        _bases.TryRemove(runId, out _);
    }

    private async Task<List<ScreenedParcel>> ParcelsAsync(ChunkKey part, ScreeningManifest manifest, CancellationToken ct)
    {
        await using var connection = await db.OpenReadAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Of<ScreeningWork>("Screening/Sql/parcels_of_chunk.sql"), connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(part.TownshipCode);
        command.Parameters.AddWithValue(part.FirstParcelId);
        command.Parameters.AddWithValue(part.LastParcelId);
        command.Parameters.AddWithValue(NpgsqlDbType.Date, manifest.AsOf);
        command.Parameters.AddWithValue(NpgsqlDbType.Date, manifest.ClaimsAsOf);
        command.Parameters.AddWithValue(manifest.Generation);
        await using var r = await command.ExecuteReaderAsync(ct);
        string? Text(int at) => r.IsDBNull(at) ? null : r.GetString(at);
        var parcels = new List<ScreenedParcel>();
        while (await r.ReadAsync(ct))
            parcels.Add(new ScreenedParcel(
                r.GetInt64(0), r.GetInt64(1), r.GetDecimal(2), r.GetBoolean(3), r.GetString(4), Text(5), Text(6), Text(7),
                r.IsDBNull(8) ? null : r.GetInt16(8), r.IsDBNull(9) ? null : r.GetFieldValue<DateOnly>(9), r.GetFieldValue<DateOnly>(10),
                r.IsDBNull(11) ? null : r.GetDecimal(11), r.IsDBNull(12) ? null : r.GetBoolean(12), Outline.Read(r.GetFieldValue<byte[]>(13)),
                OwnerStatements.PathOf(Text(14))));
        return parcels;
    }

    private async Task<ScreeningBasis> BasisAsync(long runId, CancellationToken ct)
    {
        var loading = _bases.GetOrAdd(runId, id => new(() => ScreeningBasis.LoadAsync(db, id, ct)));
        try
        {
            return await loading.Value;
        }
        catch
        {
            // The next chunk tries again: a database that went away comes back.
            _bases.TryRemove(KeyValuePair.Create(runId, loading));
            throw;
        }
    }

    // An import accepted under a screening is left out of it. One that is undone takes away what the screening began with.
    private async Task RefuseDataTakenBackAsync(ScreeningManifest manifest, CancellationToken ct)
    {
        if (manifest.EvidenceLayers is not { } layers)
            throw new RunRefusedException("这次筛查是较早的程序版本打开的，没有记下所用的历史依据。请重新筛查。");
        if (await db.QuerySingleOrDefaultAsync<long?>(Sql.Of<ScreeningWork>("Screening/Sql/taken_back.sql"), new { manifest.Generation, layers = layers.ToArray() }, ct) is { } generation)
            throw new RunRefusedException($"筛查期间，它所用的资源数据（第 {manifest.Generation} 代）有一部分被撤销（第 {generation} 代）。请重新筛查。");
    }
}
