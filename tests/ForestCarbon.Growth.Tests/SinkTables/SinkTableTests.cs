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
        await county.ApproveCurvesAsync();

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
    public async Task A_year_has_one_draft_and_another_takes_its_place_with_a_reason()
    {
        await RunAsync();
        var (maker, other) = (Actor.Account(Guid.NewGuid()), Actor.Account(Guid.NewGuid()));
        var first = await _book.DraftAsync(maker, 2041);

        Assert.Contains("写明理由", (await Assert.ThrowsAsync<RefusedException>(() => _book.DraftAsync(maker, 2041))).Message, StringComparison.Ordinal);
        Assert.Contains("编制人", (await Assert.ThrowsAsync<RefusedException>(() => _book.DraftAsync(other, 2041, reason: "我来"))).Message, StringComparison.Ordinal);
        var second = await _book.DraftAsync(maker, 2041, reason: "数据更新");
        var third = await _book.DraftAsync(other, 2041, reason: "核对后重编", isApprover: true);

        var gone = (await _book.FindAsync(first))!;
        Assert.Equal(("withdrawn", "数据更新", (int?)second, maker.Id), (gone.State, gone.WithdrawalReason, gone.SupersededBy, gone.WithdrawnBy));
        Assert.Equal([third], (await _book.ListAsync()).Where(t => t is { Year: 2041, State: "draft" }).Select(t => t.SinkTableId));
        var twice = await Assert.ThrowsAsync<PostgresException>(() => county.Db.WriteAsync(maker, TownshipScope.WholeCounty, "改", write => write.ExecuteAsync(
            $"update growth.sink_table set state = 'draft', withdrawal_reason = null, superseded_by = null where sink_table_id = {first}")));
        Assert.Equal("sink_table_one_draft", twice.ConstraintName);
    }

    [Fact]
    public async Task Only_its_maker_or_an_approver_withdraws_a_draft_and_says_why()
    {
        await RunAsync();
        var (maker, other) = (Actor.Account(Guid.NewGuid()), Actor.Account(Guid.NewGuid()));
        var id = await _book.DraftAsync(maker, 2042);

        await Assert.ThrowsAsync<RefusedException>(() => _book.WithdrawAsync(other, id, "不要了", isApprover: false));
        await Assert.ThrowsAsync<RefusedException>(() => _book.WithdrawAsync(maker, id, " ", isApprover: false));
        Assert.Equal("FC006", (await Assert.ThrowsAsync<PostgresException>(() => county.Db.WriteAsync(maker, TownshipScope.WholeCounty, "改", write =>
            write.ExecuteAsync($"update growth.sink_table set state = 'withdrawn' where sink_table_id = {id}")))).SqlState);
        await _book.WithdrawAsync(other, id, "年份不对", isApprover: true);

        Assert.Equal(("withdrawn", "年份不对"), ((await _book.FindAsync(id))!.State, (await _book.FindAsync(id))!.WithdrawalReason));
        await Assert.ThrowsAsync<RefusedException>(() => _book.WithdrawAsync(maker, id, "再撤", isApprover: false));
    }

    [Fact]
    public async Task A_table_is_not_approved_on_curves_nobody_approved_and_the_refusal_says_which_and_who()
    {
        await county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "未批准", write => write.ExecuteAsync("update growth.curve_set set approval = 'withdrawn'"));
        var set = await new CurveSets(county.Db).FitAsync(SmallCounty.Keeper);
        var run = await RunAsync();
        var id = await _book.DraftAsync(SmallCounty.Keeper, 2043);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => _book.ApproveAsync(First, id, null));
        Assert.Contains($"曲线集 {set}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("林业局审核账号", refused.Message, StringComparison.Ordinal);
        Assert.Equal(set, run.CurveSetId);
        var past = await Assert.ThrowsAsync<PostgresException>(() => county.Db.WriteAsync(First, TownshipScope.WholeCounty, "绕过", write => write.ExecuteAsync(
            $"""
             insert into growth.sink_approval (sink_table_id, position, approved_by) values ({id}, 1, 'a'), ({id}, 2, 'b');
             update growth.sink_table set state = 'frozen', frozen_at = now() where sink_table_id = {id};
             """)));
        Assert.Equal("FC005", past.SqlState);

        await new CurveSets(county.Db).ApproveAsync(Second, set);
        Assert.False(await _book.ApproveAsync(First, id, null));
        Assert.Equal([id], await county.Db.QueryAsync<int>("select sink_table_id from growth.sink_draft_v where year = 2043 and are_curves_approved"));
    }

    [Fact]
    public async Task The_note_and_the_uncertainty_are_kept_in_both_languages_and_hashed()
    {
        await RunAsync();
        var id = await _book.DraftAsync(SmallCounty.Keeper, 2044);
        var table = (await _book.FindAsync(id))!;
        var parts = await _book.UncertaintyAsync(id);

        Assert.Equal(table.MethodNote.Split('\n').Length, table.MethodNoteEn!.Split('\n').Length);
        Assert.DoesNotContain(table.MethodNoteEn, c => c is >= '\u4e00' and <= '\u9fff');
        Assert.All(parts, p => Assert.DoesNotContain(p.NoteEn!, c => c is >= '\u4e00' and <= '\u9fff'));
        Assert.Equal(table.Sha256, await _book.HashAsync(id));
        await county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "改", write => write.ExecuteAsync($"update growth.sink_table set method_note_en = 'x' where sink_table_id = {id}"));
        Assert.NotEqual(table.Sha256, await _book.HashAsync(id));
    }

    [Fact]
    public async Task A_table_kept_in_Chinese_alone_is_read_in_English_where_its_facts_give_the_same_Chinese_and_its_hash_stays()
    {
        await RunAsync();
        var id = await _book.DraftAsync(SmallCounty.Keeper, 2046);
        var (drafted, parts) = ((await _book.FindAsync(id))!, await _book.UncertaintyAsync(id));
        async Task<(SinkTable Table, IReadOnlyList<SinkUncertainty> Uncertainty)> OldAsync(string set)
        {
            await county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "改", write => write.ExecuteAsync(
                $"update growth.sink_table set method_note_en = null {set} where sink_table_id = {id}; update growth.sink_uncertainty set note_en = null where sink_table_id = {id}"));
            return await _book.InEnglishAsync((await _book.FindAsync(id))!, await _book.UncertaintyAsync(id));
        }

        var read = await OldAsync("");
        Assert.Equal(drafted.MethodNoteEn, read.Table.MethodNoteEn);
        Assert.Equal(parts, read.Uncertainty);
        var hash = await _book.HashAsync(id);
        await county.ApproveCurvesAsync();
        Assert.Equal((drafted.MethodNoteEn, hash), ((await OldAsync("")).Table.MethodNoteEn, await _book.HashAsync(id)));

        var once = (await OldAsync(", method_note = replace(method_note, '，编制时未批准，批准后统计表才能冻结', '，未经批准')")).Table.MethodNoteEn!;
        Assert.Equal(drafted.MethodNoteEn!.Replace(", not approved when drafted: the table is frozen only once it is", ", not approved", StringComparison.Ordinal), once);
        Assert.Null((await OldAsync(", method_note = method_note || '另有说明。'")).Table.MethodNoteEn);
    }

    [Fact]
    public async Task The_last_year_of_a_run_has_no_table_because_the_next_ones_growth_is_not_known()
    {
        var run = await RunAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => _book.DraftAsync(SmallCounty.Keeper, run.LastYear, run.RunId));

        Assert.Contains($"{run.LastYear + 1}", refused.Message, StringComparison.Ordinal);
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
        await county.ApproveCurvesAsync();
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
        await county.ApproveCurvesAsync();
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
        await county.ApproveCurvesAsync(); // an approved set goes before a newer draft, and another test may have approved the first
        var run = await RunAsync();

        var parts = await _book.UncertaintyAsync(await _book.DraftAsync(SmallCounty.Keeper, 2035));

        Assert.Equal(set + 1, run.CurveSetId);
        Assert.Null(parts[1].DeviationKg);
        Assert.Contains("缺", parts[1].Note, StringComparison.Ordinal);
        await new CurveSets(county.Db).WithdrawAsync(Actor.Account(Guid.NewGuid()), run.CurveSetId, "此集只为这一项测试");
    }

    [Fact]
    public async Task Parcels_have_no_change_where_their_table_has_none_and_no_year_before()
    {
        var run = await RunAsync();
        // Withdrawn again: other drafts of the year need no reason then.
        async Task<IReadOnlyList<SinkParcel>> ParcelsAsync(int year, string? line)
        {
            var table = (await _book.FindAsync(await _book.DraftAsync(SmallCounty.Keeper, year, run.RunId, "核对", isApprover: true)))!;
            var parcels = await _book.ParcelsAsync(table, line, null, TownshipScope.WholeCounty, 1000, 0);
            await _book.WithdrawAsync(SmallCounty.Keeper, table.SinkTableId, "只为核对", isApprover: true);
            return parcels;
        }

        Assert.All(await ParcelsAsync(run.FirstYear, null), p => Assert.Equal(default((long?, long?, long?, long?)), (p.GrowthKg, p.RestKg, p.PartKg, p.AllPartKg)));

        var later = await ParcelsAsync(2050, null);
        Assert.Contains(later, p => p.StockKg is null);
        Assert.All(later, p => Assert.Equal(p.StockKg is null, p.PartKg is null));
        Assert.Equal(later.Sum(p => p.PartKg), later[0].AllPartKg);
        var shrubs = await ParcelsAsync(2050, "special_shrub");
        Assert.NotEmpty(shrubs);
        Assert.All(shrubs, p => Assert.Equal(default((long?, long?)), (p.PartKg, p.AllPartKg)));
    }

    private async Task<RunRow> RunAsync()
    {
        var opened = await new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest());
        await new RunEngine(county.Db).DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db));
        return (await new AccountedRuns(county.Db).FindAsync(opened.RunId))!;
    }
}

/// <summary>A county whose every parcel is of the inventory's year: nothing has grown along a curve yet.</summary>
public sealed class SinkTableOfTheInventoryYearTests(SmallCounty county) : IClassFixture<SmallCounty>
{
    private readonly SinkTableBook _book = new(county.Db, new Later());

    [Fact]
    public async Task A_stock_that_rests_on_no_curve_has_no_deviation_of_curves_in_note_and_parts_alike()
    {
        await county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "同一年", write => write.ExecuteAsync(
            "update inventory.parcel_version set valid = daterange('2025-12-31', null) where lower(valid) < '2025-12-31'"));
        var opened = await new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest());
        await new RunEngine(county.Db).DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db));
        var id = await _book.DraftAsync(SmallCounty.Keeper, 2025);
        var (table, parts) = ((await _book.FindAsync(id))!, await _book.UncertaintyAsync(id));

        Assert.Equal(["age", "curves"], parts.Where(p => p.HasNoPart).Select(p => p.Component));
        Assert.Equal(parts[1].Says.Zh, parts[1].Note);
        Assert.Null(SinkUncertainty.KnownKg([.. parts]));
        Assert.Contains("缺年龄 –（储量不依赖缺失的年龄，不起作用）；曲线参数 –（", table.MethodNote, StringComparison.Ordinal);
        Assert.Contains("已知部分合成 未知，", table.MethodNote, StringComparison.Ordinal);
        Assert.Contains("missing ages – (the stock rests on no missing age: no part in it); curve parameters – (", table.MethodNoteEn, StringComparison.Ordinal);
        Assert.Contains("Known parts together unknown:", table.MethodNoteEn, StringComparison.Ordinal);

        // As a table drafted when ages that play no part were written as 0, and then one of when curves were as well.
        await county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "如旧表", write => write.ExecuteAsync(
            $"""
             update growth.sink_table set method_note_en = null, method_note = regexp_replace(method_note, '缺年龄 –（[^）]*）', '缺年龄 0.0 t CO₂e')
             where sink_table_id = {id}
             """));
        Assert.Contains("missing ages 0.0 t CO₂e; curve parameters – (", (await _book.InEnglishAsync((await _book.FindAsync(id))!, parts)).Table.MethodNoteEn, StringComparison.Ordinal);
        await county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "如旧表", write => write.ExecuteAsync(
            $"""
             update growth.sink_table set method_note_en = null,
                 method_note = regexp_replace(regexp_replace(method_note, '曲线参数 –（[^）]*）', '曲线参数 0.0 t CO₂e'), '已知部分合成 未知[^。]*', '已知部分合成 0.0 t CO₂e，缺项未计入，不是全部不确定性')
             where sink_table_id = {id}
             """));
        var read = (await _book.InEnglishAsync((await _book.FindAsync(id))!, parts)).Table.MethodNoteEn!;
        Assert.Contains("missing ages 0.0 t CO₂e; curve parameters 0.0 t CO₂e; ", read, StringComparison.Ordinal);
        Assert.Contains("Known parts together 0.0 t CO₂e; what is missing is not counted, so this is not the whole uncertainty.", read, StringComparison.Ordinal);
    }
}

/// <summary>A moment when every year that these tests draft is over.</summary>
internal sealed class Later : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2070, 1, 2, 0, 0, 0, TimeSpan.Zero);
}
