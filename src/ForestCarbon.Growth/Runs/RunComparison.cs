using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using Npgsql;

namespace ForestCarbon.Growth.Runs;

/// <summary>
/// Why the stock of a place in run B is another than in run A, kg CO₂e. The four causes sum to after less before, exactly.
/// </summary>
/// <param name="Key">Township code, or the county's for the sum.</param>
/// <param name="TimeKg">Two different years are compared: what A itself says changes between them.</param>
/// <param name="DataKg">Other parcel versions under A's parameters.</param>
/// <param name="ParametersKg">Other curves, factors, age table, projection or scenario over B's parcels.</param>
/// <param name="CodeKg">What this program computes from what a run pinned, against what was stored then.</param>
public sealed record RunChange(
    string Key, string NameZh, string NameEn, long BeforeKg, long TimeKg, long DataKg, long ParametersKg, long CodeKg, long AfterKg)
{
    public bool IsExact => BeforeKg + TimeKg + DataKg + ParametersKg + CodeKg == AfterKg;
}

/// <summary>Two runs compared by cause: the county, then its townships by code.</summary>
/// <param name="YearA">31 December of this year in run A is compared with <paramref name="YearB"/> in run B.</param>
public sealed record RunComparisonResult(long A, long B, int YearA, int YearB, RunChange County, IReadOnlyList<RunChange> Townships);

/// <summary>Splits the change from one run to another into data, parameters, code and time, by computing what is in between.</summary>
/// <remarks>
/// With S a stored stock, R a stock computed now, D the parcel versions and P the parameters of a run, y the year of B:
/// <code>
///   time       = S_A(y) − S_A(y_A)
///   code       = R(D_A, P_A) − S_A(y)  +  S_B(y) − R(D_B, P_B)
///   data       = R(D_B, P_A) − R(D_A, P_A)
///   parameters = R(D_B, P_B) − R(D_B, P_A)
/// </code>
/// The terms telescope to S_B(y) − S_A(y_A). Sums of whole kilograms, so no order of parcels changes them.
/// </remarks>
public sealed class RunComparison(Db db)
{
    /// <summary>Compares two finished runs: at <paramref name="year"/> in both, or each at its own first year.</summary>
    /// <exception cref="RefusedException">A run is missing or unfinished, a year lies outside one, or this program holds other parameters.</exception>
    public async Task<RunComparisonResult> OfAsync(long a, long b, int? year, TownshipScope scope, CancellationToken ct = default)
    {
        var (first, second) = (await FinishedAsync(a, ct), await FinishedAsync(b, ct));
        var (yearA, yearB) = (year ?? first.Manifest.FirstYear, year ?? second.Manifest.FirstYear);
        Require(first, yearA);
        Require(first, yearB);
        Require(second, yearB);
        var places = new SortedDictionary<string, Sums>(StringComparer.Ordinal);
        var oldest = Math.Min(first.Manifest.OldestInventoryYear, second.Manifest.OldestInventoryYear);
        var (byA, byB) = (first.BasisOfYear(yearB, oldest), second.BasisOfYear(yearB, oldest));
        await foreach (var row in RowsAsync(first, yearA, yearB, scope, ct))
        {
            var sums = Of(places, row.Township);
            sums.StoredBefore += row.FirstKg ?? 0;
            sums.StoredA += row.SecondKg ?? 0;
            sums.DataAParametersA += Compute(byA, row.Parcel);
        }
        await foreach (var row in RowsAsync(second, yearB, yearB, scope, ct))
        {
            var sums = Of(places, row.Township);
            sums.StoredB += row.FirstKg ?? 0;
            sums.DataBParametersA += Compute(byA, row.Parcel);
            sums.DataBParametersB += Compute(byB, row.Parcel);
        }
        var names = (await db.QueryAsync<Name>("select township_code, name_zh, name_en from inventory.township_v", null, ct))
            .ToDictionary(n => n.TownshipCode, StringComparer.Ordinal);
        var townships = places.Select(p => p.Value.ToChange(
            p.Key, names.GetValueOrDefault(p.Key)?.NameZh ?? p.Key, names.GetValueOrDefault(p.Key)?.NameEn ?? p.Key)).ToList();
        return new RunComparisonResult(a, b, yearA, yearB, Sum(second.Manifest.CountyCode, townships), townships);
    }

    // A run that was stopped or failed has no result; taken for one it would be the whole difference.
    private async Task<PinnedRun> FinishedAsync(long runId, CancellationToken ct)
    {
        var pinned = await PinnedRun.LoadAsync(db, runId, ct);
        return await db.QuerySingleOrDefaultAsync<bool>("select r.result_sha256 is not null from growth.run_v r where r.run_id = @runId", new { runId }, ct)
            ? pinned
            : throw new RefusedException($"运行 {runId} 没有完成，没有结果可比较。", $"Run {runId} has not finished and has no result to compare.");
    }

    private static void Require(PinnedRun run, int year)
    {
        if (year < run.Manifest.FirstYear || year > run.Manifest.LastYear)
            throw new RefusedException($"运行 {run.RunId} 只有 {run.Manifest.FirstYear}–{run.Manifest.LastYear} 年，没有 {year} 年。请选两次运行都有的年份。", $"Run {run.RunId} covers {run.Manifest.FirstYear}–{run.Manifest.LastYear} and not {year}: choose a year both runs cover.") { Option = "--year" };
    }

    private async IAsyncEnumerable<Row> RowsAsync(
        PinnedRun run, int first, int second, TownshipScope scope, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await db.OpenReadAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Of<RunComparison>("Runs/Sql/parcels_of_run.sql"), connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("runId", run.RunId);
        command.Parameters.AddWithValue("first", first - run.Manifest.FirstYear + 1);
        command.Parameters.AddWithValue("second", second - run.Manifest.FirstYear + 1);
        command.Parameters.AddWithValue("townships", (object?)scope.Codes ?? DBNull.Value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new ParcelReader(reader);
        while (await reader.ReadAsync(ct))
            yield return new Row(
                rows.Current(), reader.GetString(14), reader.IsDBNull(15) ? null : reader.GetInt32(15), reader.IsDBNull(16) ? null : reader.GetInt32(16));
    }

    private static long Compute(AccountingBasis basis, in InventoryParcel parcel)
    {
        // A version that begins after the year has no stock in it yet.
        if (parcel.InventoryYear > basis.FirstYear)
            return 0;
        Span<int> stock = stackalloc int[1];
        basis.Fill(parcel, basis.Of(parcel), stock);
        return stock[0];
    }

    private static Sums Of(SortedDictionary<string, Sums> places, string township)
    {
        if (!places.TryGetValue(township, out var sums))
            places.Add(township, sums = new Sums());
        return sums;
    }

    private static RunChange Sum(string county, List<RunChange> parts) => new(
        county, "全县", "County", parts.Sum(p => p.BeforeKg), parts.Sum(p => p.TimeKg), parts.Sum(p => p.DataKg), parts.Sum(p => p.ParametersKg),
        parts.Sum(p => p.CodeKg), parts.Sum(p => p.AfterKg));

    private sealed class Sums
    {
        public long StoredBefore { get; set; }
        public long StoredA { get; set; }
        public long StoredB { get; set; }
        public long DataAParametersA { get; set; }
        public long DataBParametersA { get; set; }
        public long DataBParametersB { get; set; }

        public RunChange ToChange(string key, string zh, string en) => new(
            key, zh, en, StoredBefore, StoredA - StoredBefore, DataBParametersA - DataAParametersA, DataBParametersB - DataBParametersA,
            DataAParametersA - StoredA + (StoredB - DataBParametersB), StoredB);
    }

    private readonly record struct Row(InventoryParcel Parcel, string Township, int? FirstKg, int? SecondKg);

    private sealed record Name(string TownshipCode, string NameZh, string NameEn);
}
