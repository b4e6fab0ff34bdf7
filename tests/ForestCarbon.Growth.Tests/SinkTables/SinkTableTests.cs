using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Growth.SinkTables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Jobs;
using Npgsql;

namespace ForestCarbon.Growth.Tests.SinkTables;

public sealed class SinkTableTests(SmallCounty county) : IClassFixture<SmallCounty>
{
    private static readonly Actor First = Actor.Account(Guid.NewGuid());
    private static readonly Actor Second = Actor.Account(Guid.NewGuid());
    // Of no other test here: what is frozen stays so for those that come after.
    private static readonly int Frozen = CountyClock.Today.Year + 1;
    private readonly SinkTableBook _book = new(county.Db, new Later());

    [Fact]
    public async Task A_table_is_frozen_by_two_accounts_other_than_its_makers_and_then_never_changes()
    {
        await RunAsync();
        var id = await _book.DraftAsync(SmallCounty.Keeper, Frozen);

        await Assert.ThrowsAsync<RefusedException>(() => _book.ApproveAsync(SmallCounty.Keeper, id, null));
        Assert.False(await _book.ApproveAsync(First, id, "数据核对"));
        await Assert.ThrowsAsync<RefusedException>(() => _book.ApproveAsync(First, id, "再来一次"));
        Assert.True(await _book.ApproveAsync(Second, id, null));

        Assert.Equal("frozen", (await _book.FindAsync(id))!.State);
        foreach (var change in new[]
        {
            "update growth.sink_line set stock_kg = 1", "delete from growth.sink_line", "update growth.sink_table set method_note = 'x'",
            "update growth.sink_table set state = 'draft', frozen_at = null", "update growth.sink_approval set note = 'x'", "delete from growth.sink_table",
        })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() =>
                county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "改", write => write.ExecuteAsync($"{change} where sink_table_id = {id}")));
            Assert.Contains(refused.SqlState, new[] { "FC002", "23503" });
        }
        Assert.Equal((await _book.FindAsync(id))!.Sha256, await _book.HashAsync(id));
        await Assert.ThrowsAsync<RefusedException>(() => _book.DraftAsync(SmallCounty.Keeper, Frozen));
    }

    [Fact]
    public async Task A_year_that_is_not_over_is_a_projection_and_nobody_approves_it()
    {
        await RunAsync();
        var today = new SinkTableBook(county.Db);
        var id = await today.DraftAsync(SmallCounty.Keeper, CountyClock.Today.Year);

        Assert.Contains("还没有过完", (await Assert.ThrowsAsync<RefusedException>(() => today.ApproveAsync(First, id, null))).Message, StringComparison.Ordinal);
        Assert.Empty(await today.ApprovalsAsync(id));
        Assert.False(today.IsOver(CountyClock.Today.Year));
        Assert.True(today.IsOver(CountyClock.Today.Year - 1));
    }

    [Fact]
    public async Task Lines_sum_to_the_run_and_land_without_a_factor_has_area_and_no_tonnes()
    {
        var run = await RunAsync();
        var lines = await _book.LinesAsync(await _book.DraftAsync(SmallCounty.Keeper, 2030));
        var total = SinkLine.Sum([.. lines]);

        Assert.Equal(await StockAsync(run, 2030), total.StockKg);
        Assert.Equal(await StockAsync(run, 2029), total.PreviousKg);
        Assert.Equal(total.StockKg - total.PreviousKg, total.ChangeKg);
        Assert.Equal(total.ChangeKg, total.GrowthKg);
        Assert.Equal(run.AreaM2, total.AreaM2);
        var bamboo = lines.Single(l => l.Line == "bamboo");
        Assert.Equal((1, null, null), (bamboo.Parcels, bamboo.StockKg, bamboo.VolumeM3));
        Assert.Equal((null, null), (bamboo.PreviousKg, bamboo.ChangeKg));
        var trees = lines.Single(l => l.Line == "tree_forest");
        var parcel = await new AccountedRuns(county.Db).SeriesAsync(run.RunId, 40, TownshipScope.WholeCounty);
        Assert.True(trees.VolumeM3 > 0 && parcel!.StockAt(2030) > 0);
    }

    private Task<long> StockAsync(RunRow run, int year) => county.ScalarAsync<long>(
        $"select stock_kg from growth.run_total where run_id = {run.RunId} and dimension = 'county' and year = {year}");

    private async Task<RunRow> RunAsync()
    {
        var opened = await new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest());
        await new RunEngine(county.Db).DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db));
        return (await new AccountedRuns(county.Db).FindAsync(opened.RunId))!;
    }
}

/// <summary>Last year's frozen table, then a year in which one of each thing happened.</summary>
public sealed class SinkTableChangeTests(SmallCounty county) : IClassFixture<SmallCounty>
{
    [Fact]
    public async Task What_happened_in_a_year_stands_under_its_cause_and_the_causes_sum_to_the_change()
    {
        var book = new SinkTableBook(county.Db, new Later());
        await RunAsync();
        var before = await book.DraftAsync(SmallCounty.Keeper, 2025);
        await book.ApproveAsync(Actor.Account(Guid.NewGuid()), before, null);
        await book.ApproveAsync(Actor.Account(Guid.NewGuid()), before, null);
        await county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "一年里的事", write => write.ExecuteAsync(
            """
            update inventory.parcel_version set land_class = '0161', volume_m3_per_ha = null where parcel_id = 30;
            update inventory.parcel_version set land_class = '0162', volume_m3_per_ha = null where parcel_id = 31;
            update inventory.parcel_version set land_class = '0250', volume_m3_per_ha = null where parcel_id = 32;
            update inventory.parcel_version set land_class = '0111', species_code = '310', origin = '21', mean_age_a = 3, volume_m3_per_ha = 8, site_class = 2 where parcel_id = 161;
            update inventory.parcel_version set volume_m3_per_ha = volume_m3_per_ha + 40 where parcel_id = 20;
            update inventory.parcel_version set land_class = '0131', volume_m3_per_ha = null where parcel_id = 1;
            insert into inventory.data_generation (actor, reason) values ('test', '一年里的事');
            """));
        // New classes of land stand in the county: a person lets the run pass.
        await new RunReviews(county.Db).DecideAsync(Actor.Account(Guid.NewGuid()), await RunAsync(), approve: true, "年度变更");

        var table = await book.FindAsync(await book.DraftAsync(SmallCounty.Keeper, 2026));
        var lines = await book.LinesAsync(table!.SinkTableId);
        var total = SinkLine.Sum([.. lines]);

        Assert.Equal(before, table.PreviousTable);
        Assert.True(total.GrowthKg > 0 && total.NewForestKg > 0 && total.RevisionKg > 0);
        Assert.True(total.HarvestKg < 0 && total.DisturbanceKg < 0 && total.LeftForestKg < 0);
        // Trees then, shrub now: 未计 has no stock, but what stood there is not lost from the change.
        var shrub = lines.Single(l => l.Line == "special_shrub");
        Assert.True(shrub is { StockKg: null, PreviousKg: > 0 } && shrub.ChangeKg == -shrub.PreviousKg);
        Assert.All(lines, line => Assert.Equal(
            (line.StockKg ?? 0) - (line.PreviousKg ?? 0), line.GrowthKg + line.NewForestKg + line.HarvestKg + line.DisturbanceKg + line.LeftForestKg + line.RevisionKg));
        Assert.Equal(SinkLine.Sum([.. await book.LinesAsync(before)]).StockKg, total.PreviousKg);
    }

    private async Task<long> RunAsync()
    {
        var opened = await new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest());
        await new RunEngine(county.Db).DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db));
        return opened.RunId;
    }
}

public sealed class SinkUncertaintyTests(SmallCounty county) : IClassFixture<SmallCounty>
{
    private readonly SinkTableBook _book = new(county.Db, new Later());

    [Fact]
    public async Task What_no_source_gives_is_missing_and_not_nothing_and_all_of_it_is_frozen_with_the_table()
    {
        var run = await RunAsync();
        var id = await _book.DraftAsync(SmallCounty.Keeper, 2030);
        var parts = await _book.UncertaintyAsync(id);
        var table = (await _book.FindAsync(id))!;

        Assert.Equal(["age", "curves", "factors", "volume"], parts.Select(p => p.Component));
        Assert.Equal([false, false, true, true], parts.Select(p => p.DeviationKg is null));
        var spread = await county.ScalarAsync<decimal>($"select sum(variance_kg2) from growth.run_age_spread_v where run_id = {run.RunId} and year = 2030");
        Assert.Equal(Math.Sqrt((double)spread), parts[0].DeviationKg!.Value, 0.5);
        Assert.Equal(Math.Sqrt(Math.Pow(parts[0].DeviationKg!.Value, 2) + Math.Pow(parts[1].DeviationKg!.Value, 2)), SinkUncertainty.KnownKg([.. parts])!.Value, 0.5);
        Assert.Contains("换算参数 缺", table.MethodNote, StringComparison.Ordinal);
        Assert.Contains("实测蓄积 缺", table.MethodNote, StringComparison.Ordinal);
        Assert.Equal(table.Sha256, await _book.HashAsync(id));

        await _book.ApproveAsync(Actor.Account(Guid.NewGuid()), id, null);
        await _book.ApproveAsync(Actor.Account(Guid.NewGuid()), id, null);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "改", write =>
            write.ExecuteAsync($"update growth.sink_uncertainty set deviation_kg = 1 where sink_table_id = {id}")));
        Assert.Equal("FC002", refused.SqlState);
    }

    /// <summary>The delta method written out anew: slopes of each parcel's own formula over half an error, the stored covariance around them.</summary>
    [Fact]
    public async Task The_share_of_the_curves_is_that_of_their_stored_covariance()
    {
        var run = await RunAsync();
        var parts = await _book.UncertaintyAsync(await _book.DraftAsync(SmallCounty.Keeper, 2040));
        var curves = (await new CurveSets(county.Db).CurvesAsync(run.CurveSetId)).ToDictionary(c => c.CurveId);
        var stands = (await county.Db.QueryAsync<(int CurveId, string Species, int? Age, int Year, double Volume, decimal AreaM2)>(
            $"""
             select p.curve_id, left(v.species_code, 3), v.mean_age_a::int, extract(year from lower(v.valid))::int, v.volume_m3_per_ha, v.ellipsoidal_area_m2
             from growth.parcel_result p join inventory.parcel_version v using (parcel_version_id) where p.run_id = {run.RunId} and p.reason = 1
             """)).ToLookup(s => s.CurveId);
        var variance = 0.0;
        foreach (var of in stands)
        {
            var curve = curves[of.Key];
            double Stock(double[] parameters) => of.Sum(s =>
            {
                var f = new GrowthCurve(curve.GrowthForm, parameters);
                // Without an age: planted fir, near-mature, 21 to 25 years.
                var ages = s.Age is { } age ? [age] : Enumerable.Range(21, 5).ToArray();
                var volume = ages.Average(a => Math.Max(0, s.Volume + (Calibration.Of(a, s.Volume, f.At(a)).Ratio * (f.At(a + 2040 - s.Year) - f.At(a)))));
                return volume * (double)s.AreaM2 / 10_000 * FactorSet.ArCm001V01.Find(s.Species)!.Co2eTPerM3 * 1000;
            });
            var slopes = curve.Parameters.Select((p, j) =>
            {
                double Moved(double by) => Stock([.. curve.Parameters.Select((q, k) => k == j ? q + by : q)]);
                var step = Math.Min(curve.StandardErrors[j], p) / 2;
                return (Moved(step) - Moved(-step)) / (2 * step);
            }).ToArray();
            for (var j = 0; j < slopes.Length; j++)
                for (var k = 0; k < slopes.Length; k++)
                    variance += slopes[j] * slopes[k] * curve.Covariance![(j * slopes.Length) + k];
        }

        Assert.InRange(parts[1].DeviationKg!.Value / Math.Sqrt(variance), 0.999, 1.001);
        Assert.True(parts[1].DeviationKg > 0);
    }

    [Fact]
    public async Task Before_anything_has_grown_the_curves_leave_nothing_open_and_later_more()
    {
        await RunAsync();
        var first = await _book.UncertaintyAsync(await _book.DraftAsync(SmallCounty.Keeper, 2026));
        var later = await _book.UncertaintyAsync(await _book.DraftAsync(SmallCounty.Keeper, 2045));

        Assert.InRange(first[1].DeviationKg!.Value, 0, later[1].DeviationKg!.Value / 2);
    }

    [Fact]
    public async Task Curves_stored_without_their_covariance_make_that_share_missing()
    {
        await RunAsync();
        var set = await county.ScalarAsync<int>("select max(curve_set_id) from growth.curve_set");
        var hash = Convert.ToHexStringLower(CurveBook.Sha256Of(
            (await new CurveSets(county.Db).LoadAsync(set)).Curves.Select(c => c.Fitted with { Covariance = null }), []));
        await county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "如旧集", write => write.ExecuteAsync(
            $"""
             insert into growth.curve_set (name, as_of, generation, rule, is_synthetic, sha256, made_by)
             select name, as_of, generation, rule, is_synthetic, decode('{hash}', 'hex'), made_by from growth.curve_set where curve_set_id = {set};
             insert into growth.curve (curve_set_id, level, species_group, species_code, origin, site_class, form, parameters, standard_errors, parcels, ages,
                 youngest_a, oldest_a, area_m2, r2, rss, residual_m3_per_ha)
             select (select max(curve_set_id) from growth.curve_set), level, species_group, species_code, origin, site_class, form, parameters, standard_errors,
                 parcels, ages, youngest_a, oldest_a, area_m2, r2, rss, residual_m3_per_ha
             from growth.curve where curve_set_id = {set};
             """));
        var run = await RunAsync();

        var parts = await _book.UncertaintyAsync(await _book.DraftAsync(SmallCounty.Keeper, 2035));

        Assert.Equal(set + 1, run.CurveSetId);
        Assert.Null(parts[1].DeviationKg);
        Assert.Contains("缺", parts[1].Note, StringComparison.Ordinal);
        await new CurveSets(county.Db).WithdrawAsync(Actor.Account(Guid.NewGuid()), run.CurveSetId);
    }

    private async Task<RunRow> RunAsync()
    {
        var opened = await new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest());
        await new RunEngine(county.Db).DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db));
        return (await new AccountedRuns(county.Db).FindAsync(opened.RunId))!;
    }
}

/// <summary>A moment when every year that these tests draft is over.</summary>
internal sealed class Later : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2070, 1, 2, 0, 0, 0, TimeSpan.Zero);
}
