using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Growth.Runs;

/// <summary>What accounting runs found, for pages and commands. A scope of townships limits every figure made of parcels.</summary>
public sealed class AccountedRuns(Db db)
{
    /// <summary>The newest finished run of the default scenario, or null before the first.</summary>
    public Task<RunRow?> LatestAsync(CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<RunRow>(
        "select r.* from growth.run_v r join growth.run_latest_v l using (run_id)", null, ct);

    /// <summary>The newest of the standing runs whose inventory is of no later day and no later data; null where there is none.</summary>
    public Task<RunRow?> LatestOfAsync(DateOnly asOf, long generation, CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<RunRow>(
        """
        select r.* from growth.run_v r join growth.run_standing_v s using (run_id)
        where s.as_of <= @asOf and s.generation <= @generation
        order by s.run_id desc limit 1
        """, new { asOf, generation }, ct);

    /// <summary>
    /// The newest data that an account of the county was asked for over the standard years, by the parcels' own state, whatever became of it;
    /// null before the first.
    /// </summary>
    public Task<long?> NewestGenerationAsync(CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<long?>(
        """
        select max(r.generation) from growth.run_v r
        where r.scenario = @NoHarvest and r.projection = 'calibrated' and r.has_standard_years
        """, new { AccountRequest.NoHarvest }, ct);

    /// <summary>Runs, newest first, with the parcels and areas of the scope.</summary>
    public Task<IReadOnlyList<RunRow>> ListAsync(TownshipScope scope, int limit = 50, CancellationToken ct = default) => ListBeforeAsync(scope, null, limit, ct);

    /// <summary>The same, only runs opened before one of them; null: from the newest on.</summary>
    public Task<IReadOnlyList<RunRow>> ListBeforeAsync(TownshipScope scope, long? before, int limit, CancellationToken ct = default) =>
        db.QueryAsync<RunRow>(Sql.Of<AccountedRuns>("Runs/Sql/runs.sql"), new { townships = scope.Codes, before, limit }, ct);

    public Task<RunRow?> FindAsync(long runId, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<RunRow>("select r.* from growth.run_v r where r.run_id = @runId", new { runId }, ct);

    /// <summary>The run, or why there is none: numbers belong to jobs of every kind, and another one may bear this.</summary>
    /// <exception cref="RefusedException">No accounting run has the number.</exception>
    public async Task<RunRow> RequiredAsync(long runId, CancellationToken ct = default) =>
        await FindAsync(runId, ct) ?? throw (await db.QuerySingleOrDefaultAsync<string>("select j.kind from platform.job_run j where j.run_id = @runId", new { runId }, ct) is { } kind
            ? new RefusedException(
                $"{runId} 号是另一种任务（{kind}），不是核算运行：编号属于各类任务。用 runs list 查看核算运行。", $"Number {runId} is another kind of job ({kind}) and no accounting run: numbers belong to jobs of every kind. See runs list.")
            : new RefusedException($"没有编号为 {runId} 的核算运行。用 runs list 查看。", $"There is no accounting run {runId}. See runs list."));

    /// <summary>Stock, increment, areas and counts; null where the scope has no parcel in the run.</summary>
    public Task<SummaryRow?> SummaryAsync(long runId, FigureYears years, TownshipScope scope, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<SummaryRow>(
            Sql.Of<AccountedRuns>("Runs/Sql/summary.sql"), new { runId, year = years.Stock, incrementYear = years.Increment, townships = scope.Codes }, ct);

    /// <summary>
    /// Stock and increment by key and year of a dimension of <see cref="TotalKey.Dimensions"/>.
    /// </summary>
    public Task<IReadOnlyList<TotalByYear>> TotalsAsync(
        long runId, string dimension, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<TotalByYear>(
            Sql.Of<AccountedRuns>("Runs/Sql/totals_by_year.sql"), new { runId, dimension, townships = scope.Codes }, ct);

    /// <summary>Stock, increment and areas by key of a dimension.</summary>
    public Task<IReadOnlyList<DimensionRow>> DimensionAsync(
        long runId, string dimension, FigureYears years, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<DimensionRow>(
            Sql.Of<AccountedRuns>("Runs/Sql/dimension.sql"),
            new { runId, dimension, year = years.Stock, incrementYear = years.Increment, townships = scope.Codes }, ct);

    /// <summary>How many parcels and how much ground stand under each reason.</summary>
    public Task<IReadOnlyList<ReasonRow>> ReasonsAsync(long runId, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<ReasonRow>(Sql.Of<AccountedRuns>("Runs/Sql/reasons.sql"), new { runId, townships = scope.Codes }, ct);

    /// <summary>Parcels that could not be accounted, with the reason, in the order of their codes.</summary>
    public Task<IReadOnlyList<FailedParcel>> FailedAsync(
        long runId, TownshipScope scope, int limit = 200, CancellationToken ct = default) =>
        db.QueryAsync<FailedParcel>(
            Sql.Of<AccountedRuns>("Runs/Sql/failed_parcels.sql"), new { runId, townships = scope.Codes, limit }, ct);

    /// <summary>The parcels a total is the sum of, largest stock or increment first.</summary>
    public Task<IReadOnlyList<PartOfTotal>> PartsAsync(long runId, FigureYears years, PartsQuery query, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<PartOfTotal>(Sql.Of<AccountedRuns>("Runs/Sql/parcels_of_total.sql"), new
        {
            runId, year = years.Stock, incrementYear = years.Increment, townships = scope.Codes, query.Township, query.Reason, statuses = query.Statuses?.ToArray(), query.Line, query.Limit, query.Offset,
            query.Total?.Dimension, query.Total?.Key, query.ByIncrement,
        }, ct);

    /// <summary>
    /// What a total of a run has over the parcels that <see cref="PartsAsync"/> lists of it: those of an import that was undone since. Null where nothing
    /// is missing, or no stored sum tells: of a reason, of a sink table's line in some townships.
    /// </summary>
    /// <param name="listed">Any of the parcels listed; null: none is.</param>
    public async Task<TotalSums?> WithdrawnAsync(long runId, FigureYears years, PartsQuery query, PartOfTotal? listed, TownshipScope scope, CancellationToken ct = default)
    {
        if (query.Reason is not null)
            return null;
        var stored = await db.QuerySingleOrDefaultAsync<TotalSums>(Sql.Of<AccountedRuns>("Runs/Sql/stored_total.sql"), new
        {
            runId, year = years.Stock, incrementYear = years.Increment, townships = scope.Codes, query.Township, statuses = query.Statuses?.ToArray(), query.Line,
            query.Total?.Dimension, query.Total?.Key,
        }, ct);
        return stored is null || stored.Parcels == (listed?.AllParcels ?? 0) ? null : new TotalSums
        {
            Parcels = stored.Parcels - (listed?.AllParcels ?? 0), AreaM2 = stored.AreaM2 - (listed?.AllAreaM2 ?? 0),
            StockKg = stored.StockKg - (listed?.AllStockKg ?? 0), IncrementKg = stored.IncrementKg - (listed?.AllIncrementKg ?? 0),
        };
    }

    /// <summary>The parcels of a run that carry a mark, in the order of their codes.</summary>
    public Task<IReadOnlyList<MarkedParcel>> MarkedAsync(
        long runId, ParcelFlags mark, TownshipScope scope, int limit, int offset, CancellationToken ct = default) =>
        db.QueryAsync<MarkedParcel>(
            Sql.Of<AccountedRuns>("Runs/Sql/marked_parcels.sql"), new { runId, mark = (short)mark, townships = scope.Codes, limit, offset }, ct);

    /// <summary>A parcel's stocks by year in a run, or null where it is not in the run or outside the scope.</summary>
    public Task<ParcelSeries?> SeriesAsync(long runId, long parcelId, TownshipScope scope, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<ParcelSeries>(
            Sql.Of<AccountedRuns>("Runs/Sql/parcel_series.sql"), new { runId, parcelId, townships = scope.Codes }, ct);

    /// <summary>How many of a run's township totals by year are not the sum of their stored parcels: 0 unless something was tampered with.</summary>
    public Task<long> TotalsOffAsync(long runId, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<long>(Sql.Of<AccountedRuns>("Runs/Sql/totals_off.sql"), new { runId }, ct);

    /// <summary>The hash of what is stored now, lower-case hexadecimal; equal to the run's own unless something was tampered with.</summary>
    public Task<string> HashAsync(long runId, CancellationToken ct = default) => db.ReadAsync(
        async connection => Convert.ToHexStringLower(await ResultHash.OfAsync(connection, runId, ct)), ct);
}
