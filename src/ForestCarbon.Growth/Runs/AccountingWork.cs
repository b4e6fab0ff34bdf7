using System.Collections.Concurrent;
using System.Globalization;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace ForestCarbon.Growth.Runs;

/// <summary>
/// Chunks and closing of accounting runs. A chunk reads its parcels on one connection and copies their results into the run's
/// partition on another, row by row, so memory does not grow with the county.
/// </summary>
public sealed class AccountingWork(Db db) : IRunWork
{
    // Pinned before the first chunk and never changed: remembering it is no state of the run.
    private readonly ConcurrentDictionary<long, Task<PinnedRun>> _pinned = new();

    // Only saves reading back: a run whose hash is not here, or not whole, is hashed from what is stored.
    private readonly ConcurrentDictionary<long, StreamedHash> _hashes = new();

    public async Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct)
    {
        var pinned = await PinnedAsync(runId, ct);
        await RefuseDataTakenBackAsync(pinned.Manifest, ct);
        var part = ChunkKey.Parse(key);
        await RemoveEarlierTryAsync(write, runId, chunk, part, pinned.Manifest, ct);
        var basis = pinned.Basis;
        var totals = new ChunkTotals(pinned.Manifest.CountyCode, part.TownshipCode, basis.Years);
        var spread = new AgeSpread(basis);
        var hashed = new HashedRows();
        await using (var copy = await ResultCopy.BeginAsync(write.Connection, runId, ct))
        {
            await ReadAsync(part, pinned.Manifest, parcel => AccountAsync(parcel, basis, totals, spread, hashed, copy, ct), ct);
            await copy.CompleteAsync(ct);
        }
        _hashes.GetOrAdd(runId, static _ => new StreamedHash()).Add(chunk, hashed);
        var rows = totals.Rows();
        await StoreTotalsAsync(write, runId, chunk, part.TownshipCode, rows, spread.VariancesKg2, ct);
        var county = rows.FirstOrDefault(r => r.Dimension == "county")?.Tally;
        return string.Create(CultureInfo.InvariantCulture, $"{county?.Parcels.Sum() ?? 0} 个小班，未能核算 {county?.Parcels[(int)ParcelStatus.Failed] ?? 0} 个");
    }

    public async Task FinishAsync(Write write, long runId, CancellationToken ct)
    {
        var pinned = await PinnedAsync(runId, ct);
        await RefuseDataTakenBackAsync(pinned.Manifest, ct);
        await write.ExecuteAsync(Sql.Of<AccountingWork>("Runs/Sql/close_totals.sql"), new { runId }, ct);
        await write.ExecuteAsync(Sql.Of<AccountingWork>("Runs/Sql/jumps.sql"), new { runId }, ct);
        await write.ExecuteAsync("select growth.close_result_partition(@runId)", new { runId }, ct);
        var hash = await HashAsync(write, runId, ct);
        await write.ExecuteAsync(
            "update growth.run set result_sha256 = @hash, finished_at = clock_timestamp() where run_id = @runId", new { runId, hash }, ct);
        _pinned.TryRemove(runId, out _);
    }

    private async Task<byte[]> HashAsync(Write write, long runId, CancellationToken ct)
    {
        using var streamed = _hashes.TryRemove(runId, out var found) ? found : null;
        var parcels = await write.ScalarAsync<long>(
            "select coalesce(sum(a.parcels), 0) from growth.run_area a where a.run_id = @runId and a.dimension = 'county'", new { runId }, ct);
        return streamed?.Over(parcels) is { } hash
            ? await ResultHash.WithTotalsAsync(hash, write.Connection, runId, ct)
            : await ResultHash.OfAsync(write.Connection, runId, ct);
    }

    private static ValueTask AccountAsync(
        InventoryParcel parcel, AccountingBasis basis, ChunkTotals totals, AgeSpread spread, HashedRows hashed, ResultCopy copy, CancellationToken ct)
    {
        Span<int> stocks = stackalloc int[basis.Years];
        var rests = basis.Of(parcel);
        var (reason, flags, ratio) = basis.Fill(parcel, rests, stocks);
        totals.Add(
            parcel.LandClass, basis.GroupOf(parcel), parcel.AgeGroup, parcel.ForestCategory, parcel.Programme, parcel.AreaM2, reason, flags, stocks);
        if ((flags & ParcelFlags.AgeInferred) != 0)
            spread.Add(parcel, rests);
        var isDifference = (flags & ParcelFlags.Difference) != 0;
        var family = isDifference ? basis.Curves.Families[rests.Family].FamilyId : (int?)null;
        var curve = rests.Curve >= 0 && !isDifference ? basis.Curves.Curves[rests.Curve].CurveId : (int?)null;
        ReadOnlySpan<int> stored = reason.Status() is ParcelStatus.Accounted or ParcelStatus.Treeless ? stocks : [];
        hashed.Add(parcel.ParcelId, stored);
        return copy.AddAsync(parcel, reason, flags, ratio, curve, family, stored, ct);
    }

    // COPY takes no parameters, so the chunk is named by settings of the connection.
    private async Task ReadAsync(ChunkKey part, RunManifest manifest, Func<InventoryParcel, ValueTask> account, CancellationToken ct)
    {
        await using var connection = await db.OpenReadAsync(ct);
        await using (var name = new NpgsqlCommand(Sql.Of<AccountingWork>("Runs/Sql/name_chunk.sql"), connection))
        {
            name.Parameters.AddWithValue(part.TownshipCode);
            name.Parameters.AddWithValue(part.FirstParcelId);
            name.Parameters.AddWithValue(part.LastParcelId);
            name.Parameters.AddWithValue(NpgsqlDbType.Date, manifest.AsOf);
            name.Parameters.AddWithValue(manifest.Generation);
            await name.ExecuteNonQueryAsync(ct);
        }
        await using var stream = await connection.BeginRawBinaryCopyAsync(Sql.Of<AccountingWork>("Runs/Sql/parcels_of_chunk.sql"), ct);
        stream.ReadTimeout = Timeout.Infinite;
        var parcels = new ParcelRows(stream);
        while (await parcels.NextAsync(ct))
            await account(parcels.Current());
    }

    // Results stand with their chunk's totals or not at all, so totals are what tells of an earlier try.
    private static async Task RemoveEarlierTryAsync(
        Write write, long runId, int chunk, ChunkKey part, RunManifest manifest, CancellationToken ct)
    {
        if (await write.ExecuteAsync("delete from growth.chunk_total where run_id = @runId and chunk = @chunk", new { runId, chunk }, ct) == 0)
            return;
        await write.ExecuteAsync(
            $"""
             delete from {ResultCopy.Partition(runId)} p
             using inventory.parcel_version_v v
             where v.parcel_version_id = p.parcel_version_id and v.township_code = @TownshipCode
               and p.parcel_id between @FirstParcelId and @LastParcelId
             """, new { part.TownshipCode, part.FirstParcelId, part.LastParcelId }, ct);
    }

    private static async Task StoreTotalsAsync(
        Write write, long runId, int chunk, string townshipCode, IReadOnlyList<TotalRow> rows, decimal[]? ageVariances, CancellationToken ct)
    {
        await using var copy = await write.Connection.BeginBinaryImportAsync(
            "copy growth.chunk_total (run_id, chunk, township_code, dimension, key, parcels, area_m2, flagged_parcels, stock_kg, "
            + "age_variance_kg2) "
            + "from stdin (format binary)", ct);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(runId, ct);
            await copy.WriteAsync(chunk, ct);
            await copy.WriteAsync(townshipCode, ct);
            await copy.WriteAsync(row.Dimension, ct);
            await copy.WriteAsync(row.Key, ct);
            await copy.WriteAsync(row.Tally.Parcels, ct);
            await copy.WriteAsync(row.Tally.AreaM2, NpgsqlDbType.Array | NpgsqlDbType.Numeric, ct);
            await copy.WriteAsync(row.Tally.Flagged, ct);
            await copy.WriteAsync(row.Tally.StocksKg, ct);
            if (row.Dimension == "county" && ageVariances is not null)
                await copy.WriteAsync(ageVariances, NpgsqlDbType.Array | NpgsqlDbType.Numeric, ct);
            else
                await copy.WriteNullAsync(ct);
        }
        await copy.CompleteAsync(ct);
    }

    private Task<PinnedRun> PinnedAsync(long runId, CancellationToken ct) =>
        _pinned.GetOrAdd(runId, id => PinnedRun.LoadAsync(db, id, ct));

    // An import accepted under a run is left out of it. One that is undone takes versions away that the run began with.
    private async Task RefuseDataTakenBackAsync(RunManifest manifest, CancellationToken ct)
    {
        if (await db.QuerySingleOrDefaultAsync<long?>(
                "select min(g.generation) from inventory.data_generation_v g where g.generation > @Generation and g.takes_back <= @Generation", new { manifest.Generation }, ct) is { } generation)
            throw new RunRefusedException($"核算期间，它所用的资源数据（第 {manifest.Generation} 代）有一部分被撤销（第 {generation} 代）。请重新核算。", $"While the run was on its way, a part of the data it uses (generation {manifest.Generation}) was taken back (generation {generation}): account again.");
    }
}
