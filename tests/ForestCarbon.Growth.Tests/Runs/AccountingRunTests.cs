using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;
using Npgsql;

namespace ForestCarbon.Growth.Tests.Runs;

public sealed class AccountingRunTests(SmallCounty county) : IClassFixture<SmallCounty>
{
    private readonly RunEngine _engine = new(county.Db);
    private readonly AccountedRuns _runs = new(county.Db);

    [Fact]
    public async Task A_run_ends_with_forty_one_stocks_of_every_accounted_parcel()
    {
        var run = await RunAsync();

        Assert.Equal(("finished", 2025, 2065), (run.State, run.FirstYear, run.LastYear));
        Assert.Equal(174, run.Parcels);
        Assert.Equal(41, await county.ScalarAsync<int>(
            $"select distinct cardinality(stock_kg) from growth.parcel_result where run_id = {run.RunId} and stock_kg is not null"));
    }

    [Fact]
    public async Task The_same_inputs_twice_give_the_same_manifest_and_the_same_bytes()
    {
        var first = await RunAsync();
        var second = await RunAsync();

        Assert.NotEqual(first.RunId, second.RunId);
        Assert.Equal(first.ManifestSha256, second.ManifestSha256);
        Assert.Equal(first.ResultSha256, second.ResultSha256);
    }

    [Fact]
    public async Task Other_years_give_other_bytes() =>
        Assert.NotEqual((await RunAsync()).ResultSha256, (await RunAsync(new AccountRequest(To: 2064))).ResultSha256);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task The_size_of_the_chunks_changes_no_byte(int parcelsPerChunk)
    {
        var whole = await RunAsync();
        var opened = await new Accounting(county.Db, parcelsPerChunk).OpenAsync(SmallCounty.Keeper, new AccountRequest());

        await _engine.DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db));

        Assert.Equal(whole.ResultSha256, (await _runs.FindAsync(opened.RunId))!.ResultSha256);
    }

    [Fact]
    public async Task Two_workers_give_the_bytes_of_one()
    {
        var alone = await RunAsync();
        var opened = await new Accounting(county.Db, 5).OpenAsync(SmallCounty.Keeper, new AccountRequest());

        await Task.WhenAll(
            _engine.DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db)),
            _engine.DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db)));

        Assert.Equal(alone.ResultSha256, (await _runs.FindAsync(opened.RunId))!.ResultSha256);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    [InlineData(9, true)]
    public async Task A_run_cut_off_and_taken_up_again_ends_with_the_bytes_of_one_that_was_not(int chunk, bool afterItsRows)
    {
        var whole = await RunAsync();
        var opened = await new Accounting(county.Db, 12).OpenAsync(SmallCounty.Keeper, new AccountRequest());
        var cut = new CutOff(new AccountingWork(county.Db), chunk, afterItsRows);
        await Assert.ThrowsAsync<IOException>(() => _engine.DriveAsync(SmallCounty.Keeper, opened.RunId, cut));

        await _engine.DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db));

        Assert.Equal(whole.ResultSha256, (await _runs.FindAsync(opened.RunId))!.ResultSha256);
    }

    [Fact]
    public async Task A_run_whose_session_is_killed_twenty_times_ends_with_the_bytes_of_one_that_was_not()
    {
        var whole = await RunAsync();
        var opened = await new Accounting(county.Db, 5).OpenAsync(SmallCounty.Keeper, new AccountRequest());
        for (var kill = 0; kill < 20; kill++)
        {
            // One chunk is done between two kills, so that they meet the run in twenty states.
            var work = new KilledSession(
                new AccountingWork(county.Db), atChunk: kill == 0 ? 0 : 1, afterItsRows: kill % 2 == 0,
                pid => county.ScalarAsync<bool>($"select pg_terminate_backend({pid})"));
            var ended = await Record.ExceptionAsync(() => _engine.DriveAsync(SmallCounty.Keeper, opened.RunId, work));
            var at = await _engine.ProgressAsync(opened.RunId);
            Assert.True(ended is NpgsqlException && at.State == "running", $"kill {kill}: {ended?.Message}, {at.State} at {at.ChunksDone} of {at.Chunks}: {at.Failure}");
        }
        await _engine.DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db));

        Assert.Equal(whole.ResultSha256, (await _runs.FindAsync(opened.RunId))!.ResultSha256);
    }

    [Fact]
    public async Task A_scenario_that_is_not_there_is_refused_with_the_one_there_is()
    {
        var refused = await Assert.ThrowsAsync<RunRefusedException>(() => new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest(Scenario: "照常经营")));

        Assert.Contains("照常经营", refused.Chinese, StringComparison.Ordinal);
        Assert.Contains(AccountRequest.NoHarvest, refused.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_difference_every_parcel_says_which_path_it_took_and_the_run_counts_them()
    {
        var run = await RunAsync(new AccountRequest(Projection: GrowthProjection.Difference));

        // 120 fir stands in three site classes make a family; Masson pine is too thin for one.
        var fir = await SeriesAsync(30, new AccountRequest(Projection: GrowthProjection.Difference));
        var pine = await SeriesAsync(130, new AccountRequest(Projection: GrowthProjection.Difference));
        Assert.Equal((true, false), (fir.IsDifference, fir.IsNoMember));
        Assert.Equal((false, true), (pine.IsDifference, pine.IsNoMember));
        Assert.Equal(run.AccountedParcels, run.DifferenceParcels + run.NoMemberParcels);
        Assert.InRange(run.DifferenceParcels!.Value, 100, 125);
        Assert.Equal(run.DifferenceParcels, (await _runs.SummaryAsync(run.RunId, new(2030, 2030), TownshipScope.WholeCounty))!.DifferenceParcels);
        Assert.Equal((long)run.DifferenceParcels, await county.ScalarAsync<long>(
            $"select count(*) from growth.parcel_result_v where run_id = {run.RunId} and is_difference and family_id is not null and curve_id is null"));
        Assert.Equal(run.ResultSha256, await _runs.HashAsync(run.RunId));
        Assert.Equal((0, 0), ((await RunAsync()).DifferenceParcels, (await RunAsync()).NoMemberParcels));
    }

    [Fact]
    public async Task A_chunk_that_is_done_twice_leaves_its_rows_once()
    {
        var whole = await RunAsync();
        var opened = await new Accounting(county.Db, 12).OpenAsync(SmallCounty.Keeper, new AccountRequest());

        await _engine.DriveAsync(SmallCounty.Keeper, opened.RunId, new Twice(new AccountingWork(county.Db)));

        Assert.Equal(whole.ResultSha256, (await _runs.FindAsync(opened.RunId))!.ResultSha256);
    }

    [Theory]
    [InlineData("county", "'431125'")]
    [InlineData("township", "v.township_code")]
    [InlineData("age_group", "coalesce(v.age_group::text, 'none')")]
    [InlineData("forest_category", "coalesce(v.forest_category, 'none')")]
    [InlineData("programme", "coalesce(v.programme, 'none')")]
    [InlineData("land_class", "v.land_class")]
    [InlineData("species_group", "coalesce((select c.means from inventory.code c where c.list = 'species' and c.code = left(v.species_code, 3)), 'none')")]
    public async Task Every_total_is_the_sum_of_its_parcels(string dimension, string key)
    {
        var run = await RunAsync();

        Assert.Equal(0L, await county.ScalarAsync<long>(
            $"""
             with parcels as (
                 select {key} as key, (2024 + s.n)::int as year, sum(s.kg)::bigint as stock_kg
                 from growth.parcel_result p
                 join inventory.parcel_version v using (parcel_version_id)
                 cross join lateral unnest(p.stock_kg) with ordinality as s (kg, n)
                 where p.run_id = {run.RunId}
                 group by 1, 2
             )
             select count(*)
             from parcels p
             full join (select * from growth.run_total where run_id = {run.RunId} and dimension = '{dimension}') t using (key, year)
             where coalesce(p.stock_kg, 0) is distinct from t.stock_kg
             """));
        Assert.Equal(0L, await county.ScalarAsync<long>(
            $"""
             with parcels as (
                 select {key} as key, count(*)::int as parcels, sum(v.ellipsoidal_area_m2) as area_m2
                 from growth.parcel_result p
                 join inventory.parcel_version v using (parcel_version_id)
                 where p.run_id = {run.RunId}
                 group by 1
             )
             select count(*)
             from parcels p
             full join (select * from growth.run_area where run_id = {run.RunId} and dimension = '{dimension}') a using (key)
             where (p.parcels, p.area_m2) is distinct from (a.parcels, a.area_m2)
             """));
    }

    [Fact]
    public async Task Scoped_totals_are_those_of_the_townships_in_the_scope()
    {
        var run = await RunAsync();
        var whole = await _runs.SummaryAsync(run.RunId, new(2030, 2030), TownshipScope.WholeCounty);
        var parts = new List<SummaryRow?>();
        foreach (var township in new[] { "431125100", "431125101", "431125102" })
            parts.Add(await _runs.SummaryAsync(run.RunId, new(2030, 2030), TownshipScope.Of([township])));

        Assert.Equal(whole!.StockKg, parts.Sum(p => p!.StockKg));
        Assert.Equal(whole.IncrementKg, parts.Sum(p => p!.IncrementKg));
        Assert.Equal(whole.AreaM2, parts.Sum(p => p!.AreaM2));
        Assert.All(parts, p => Assert.True(p!.StockKg < whole.StockKg));
        Assert.Null(await _runs.SeriesAsync(run.RunId, 1, TownshipScope.Of(["431125100"])));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_file_of_a_run_holds_what_is_stored_of_every_parcel_of_the_scope(bool inEnglish)
    {
        var run = await RunAsync();
        var (all, some) = (await FileAsync(run, TownshipScope.WholeCounty, inEnglish), await FileAsync(run, TownshipScope.Of(["431125101"]), inEnglish));

        var heads = all[0].ToList();
        int At(string english, string chinese) => heads.IndexOf(inEnglish ? english : chinese);
        Assert.Equal(174, all.Count - 1);
        Assert.All(all, row => Assert.Equal(26 + 41, row.Length));
        Assert.Equal(58, some.Count - 1);
        Assert.All(some.Skip(1), row => Assert.Equal("431125101", row[At("township", "乡镇")]));
        foreach (var year in new[] { 2025, 2065 })
            Assert.Equal(
                await county.ScalarAsync<long>($"select stock_kg from growth.run_total where run_id = {run.RunId} and dimension = 'county' and year = {year}"),
                all.Skip(1).Sum(row => row[At($"stock_kg_co2e_{year}", $"碳储量_千克CO2e_{year}")] is { Length: > 0 } kg ? long.Parse(kg, CultureInfo.InvariantCulture) : 0));
        string[] Of(string parcel) => all.Single(row => row[0] == parcel);
        Assert.Equal("1", Of("121")[At("group_curve", "树种组曲线")]);
        Assert.Equal(("", inEnglish ? "failed" : "未能核算"), (Of("164")[^1], Of("164")[At("status", "怎么算")]));
        Assert.Equal("0", Of("161")[^1]);
        Assert.Equal(
            await county.ScalarAsync<double>($"select calibration from growth.parcel_result where run_id = {run.RunId} and parcel_id = 20"),
            double.Parse(Of("20")[At("calibration_r", "校正系数r")], CultureInfo.InvariantCulture));
    }

    private async Task<List<string[]>> FileAsync(RunRow run, TownshipScope scope, bool inEnglish)
    {
        using var stream = new MemoryStream();
        await new RunFile(county.Db).WriteAsync(run, scope, stream, inEnglish);
        return [.. Encoding.UTF8.GetString(stream.ToArray()).TrimStart('\ufeff').Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(row => Regex.Split(row, ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))];
    }

    [Fact]
    public async Task Increments_add_up_to_the_difference_of_the_stocks()
    {
        var run = await RunAsync();
        var years = await _runs.TotalsAsync(run.RunId, "county", TownshipScope.WholeCounty);

        Assert.Null(years[0].IncrementKg);
        Assert.Equal(years[^1].StockKg - years[0].StockKg, years.Sum(y => y.IncrementKg ?? 0));
    }

    [Fact]
    public async Task A_total_of_land_that_is_not_accounted_has_null_tonnes_in_every_year_and_land_without_trees_has_none()
    {
        var run = await RunAsync();
        var classes = (await _runs.TotalsAsync(run.RunId, "land_class", TownshipScope.WholeCounty)).ToLookup(y => y.Key);

        Assert.NotEmpty(classes["0113"]);
        Assert.All(classes["0113"], year => Assert.Equal(((long?)null, (long?)null), (year.StockKg, year.IncrementKg)));
        Assert.All(classes["0171"], year => Assert.Equal(0, year.StockKg));
        Assert.All(classes["0111"], year => Assert.True(year.StockKg > 0));
    }

    [Fact]
    public async Task The_number_of_another_kind_of_job_is_told_from_a_number_nobody_has()
    {
        var other = await new RunEngine(county.Db).OpenAsync(SmallCounty.Keeper, new RunRequest("integrity", "检查", System.Text.Json.JsonSerializer.SerializeToElement(new { }), []));

        Assert.Contains("integrity", (await Assert.ThrowsAsync<ForestCarbon.Platform.Failures.RefusedException>(() => _runs.RequiredAsync(other))).Chinese, StringComparison.Ordinal);
        Assert.StartsWith("没有编号", (await Assert.ThrowsAsync<ForestCarbon.Platform.Failures.RefusedException>(() => _runs.RequiredAsync(999_999))).Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unestablished_plantation_without_volume_grows_every_year()
    {
        var series = await SeriesAsync(157);

        Assert.Equal("accounted", series.Status);
        Assert.Equal(0, series.StockKg![0]);
        Assert.All(Enumerable.Range(2026, 40), year => Assert.True(series.IncrementAt(year) > 0));
    }

    [Theory]
    [InlineData(158, "not_accounted", "竹林")]
    [InlineData(159, "not_accounted", "经济林")]
    [InlineData(160, "not_accounted", "灌木林")]
    [InlineData(162, "not_accounted", "散生木")]
    [InlineData(164, "failed", "缺平均年龄")]
    [InlineData(165, "failed", "缺优势树种")]
    [InlineData(166, "failed", "缺起源")]
    [InlineData(167, "failed", "缺公顷蓄积")]
    [InlineData(168, "failed", "没有可用的生长曲线")]
    [InlineData(169, "not_accounted", "换算参数")]
    [InlineData(170, "failed", "地类代码")]
    [InlineData(171, "failed", "2,147,483")]
    public async Task What_cannot_be_accounted_says_why_and_has_null_tonnes(long parcelId, string status, string reason)
    {
        var series = await SeriesAsync(parcelId);

        Assert.Equal(status, series.Status);
        Assert.Contains(reason, series.ReasonZh, StringComparison.Ordinal);
        Assert.Null(series.StockKg);
    }

    [Fact]
    public async Task Land_without_trees_has_stock_zero()
    {
        var series = await SeriesAsync(161);

        Assert.Equal("treeless", series.Status);
        Assert.All(series.StockKg!, kg => Assert.Equal(0, kg));
    }

    [Fact]
    public async Task Fallbacks_and_limits_are_marked_and_counted()
    {
        var run = await RunAsync();

        Assert.True((await SeriesAsync(163)).IsAgeInferred);
        Assert.True((await SeriesAsync(121)).IsGroupCurve);
        Assert.True((await SeriesAsync(172)).IsGroupCurve);
        Assert.False((await SeriesAsync(1)).IsGroupCurve);
        Assert.True((await SeriesAsync(173)).IsLimited);
        Assert.True((await SeriesAsync(157)).IsNotCalibrated);
        Assert.Equal((37, 1, 7), (run.GroupCurveParcels, run.AgeInferredParcels, run.FailedParcels));
        Assert.Equal(run.FailedParcels, (await _runs.FailedAsync(run.RunId, TownshipScope.WholeCounty)).Count);
    }

    [Fact]
    public async Task A_version_of_an_earlier_year_is_grown_up_to_the_first()
    {
        var older = await SeriesAsync(174);
        var same = await SeriesAsync(174, new AccountRequest(AsOf: new DateOnly(2024, 1, 1)));

        Assert.Equal(2023, same.FirstYear);
        Assert.Equal(same.StockAt(2025), older.StockAt(2025));
        Assert.Equal(same.StockAt(2063), older.StockAt(2063));
    }

    [Fact]
    public async Task Results_of_a_finished_run_are_sealed()
    {
        var run = await RunAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => county.Db.WriteAsync(
            SmallCounty.Keeper, TownshipScope.WholeCounty, "改结果", write =>
                write.ExecuteAsync("delete from growth.parcel_result where run_id = @RunId", new { run.RunId })));

        Assert.Equal("FC002", refused.SqlState);
        Assert.Equal(run.ResultSha256, await _runs.HashAsync(run.RunId));
    }

    [Theory]
    [InlineData("insert into growth.parcel_result (run_id, parcel_id, parcel_version_id, reason, flags) values (@RunId, 1, 1, 1, 0)")]
    [InlineData("update growth.parcel_result set flags = 0 where run_id = @RunId")]
    [InlineData("delete from growth.parcel_result where run_id = @RunId")]
    public async Task Nothing_is_written_through_the_parent_of_the_results_even_while_a_run_is_open(string statement)
    {
        var opened = await new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest());

        var refused = await Assert.ThrowsAsync<PostgresException>(() => county.Db.WriteAsync(
            SmallCounty.Keeper, TownshipScope.WholeCounty, "改结果", write => write.ExecuteAsync(statement, new { opened.RunId })));

        Assert.Equal("FC002", refused.SqlState);
    }

    [Fact]
    public async Task The_manifest_pins_curves_factors_and_data_with_their_hashes()
    {
        var run = await RunAsync();
        var manifest = RunManifest.Parse(run.Manifest);

        Assert.Equal(Carbon.Biomass.FactorSet.ArCm001V01.Sha256, manifest.FactorSet.Sha256);
        Assert.Equal((SmallCounty.InventoryDate, "不采伐情景", 64), (manifest.AsOf, manifest.Scenario, manifest.CurveSet.Sha256.Length));
    }

    [Theory]
    [InlineData("缺货情景", null, null)]
    [InlineData(AccountRequest.NoHarvest, 2020, null)]
    [InlineData(AccountRequest.NoHarvest, 2030, 2029)]
    [InlineData(AccountRequest.NoHarvest, null, 2400)]
    public async Task Years_and_scenarios_the_inventory_cannot_answer_for_are_refused(string scenario, int? from, int? to) =>
        await Assert.ThrowsAsync<RunRefusedException>(() =>
            new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest(from, to, null, scenario)));

    [Theory, InlineData(int.MaxValue, null), InlineData(null, int.MaxValue), InlineData(2500, null)]
    public async Task A_year_beside_the_calendar_is_refused_by_its_number(int? from, int? to)
    {
        var refused = await Assert.ThrowsAsync<RunRefusedException>(() => new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest(from, to)));

        Assert.Equal($"年份 {from ?? to} 不在 1900 至 2499 之间，请核对年份。", refused.Chinese);
    }

    [Fact]
    public async Task Reasons_in_the_program_are_those_of_the_table()
    {
        var rows = await county.Db.QueryAsync<(short Reason, string Name, string Status)>("select reason, name, status from growth.reason order by reason");

        Assert.Equal(
            Enum.GetValues<ParcelReason>().Select(r => ((short)r, Spelled(r.ToString()), Spelled(r.Status().ToString()))),
            rows);
    }

    private static string Spelled(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{c}")).ToLowerInvariant();

    private async Task<ParcelSeries> SeriesAsync(long parcelId, AccountRequest? request = null) =>
        (await _runs.SeriesAsync((await RunAsync(request)).RunId, parcelId, TownshipScope.WholeCounty))!;

    private async Task<RunRow> RunAsync(AccountRequest? request = null)
    {
        var opened = await new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, request ?? new AccountRequest());
        await _engine.DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db));
        return (await _runs.FindAsync(opened.RunId))!;
    }

    private sealed class CutOff(IRunWork work, int at, bool afterItsRows) : IRunWork
    {
        public async Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct)
        {
            if (chunk == at && !afterItsRows)
                throw new IOException("the line went dead");
            var note = await work.RunChunkAsync(write, runId, chunk, key, ct);
            return chunk == at ? throw new IOException("the line went dead") : note;
        }

        public Task FinishAsync(Write write, long runId, CancellationToken ct) => work.FinishAsync(write, runId, ct);
    }

    /// <summary>The server ends the session of one chunk, as it does when its process is killed: before its rows or with all of them written.</summary>
    private sealed class KilledSession(IRunWork work, int atChunk, bool afterItsRows, Func<int, Task> kill) : IRunWork
    {
        private int _chunks;

        public async Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct)
        {
            if (_chunks++ != atChunk)
                return await work.RunChunkAsync(write, runId, chunk, key, ct);
            if (afterItsRows)
                await work.RunChunkAsync(write, runId, chunk, key, ct);
            await kill(await write.ScalarAsync<int>("select pg_backend_pid()", null, ct));
            await write.ExecuteAsync("select pg_sleep(10)", null, ct);
            throw new InvalidOperationException("the session outlived its end");
        }

        public Task FinishAsync(Write write, long runId, CancellationToken ct) => work.FinishAsync(write, runId, ct);
    }

    private sealed class Twice(IRunWork work) : IRunWork
    {
        public async Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct)
        {
            await work.RunChunkAsync(write, runId, chunk, key, ct);
            return await work.RunChunkAsync(write, runId, chunk, key, ct);
        }

        public Task FinishAsync(Write write, long runId, CancellationToken ct) => work.FinishAsync(write, runId, ct);
    }
}
