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
    private readonly SinkTableBook _book = new(county.Db);

    [Fact]
    public async Task A_table_is_frozen_by_two_accounts_other_than_its_makers_and_then_never_changes()
    {
        await RunAsync();
        var id = await _book.DraftAsync(SmallCounty.Keeper, 2026);

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
        await Assert.ThrowsAsync<RefusedException>(() => _book.DraftAsync(SmallCounty.Keeper, 2026));
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
        var book = new SinkTableBook(county.Db);
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
            update inventory.parcel_version set volume_m3_per_ha = volume_m3_per_ha + 10 where parcel_id = 20;
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
        Assert.All(lines, line => Assert.Equal(
            (line.StockKg ?? 0) - line.PreviousKg, line.GrowthKg + line.NewForestKg + line.HarvestKg + line.DisturbanceKg + line.LeftForestKg + line.RevisionKg));
        Assert.Equal(SinkLine.Sum([.. await book.LinesAsync(before)]).StockKg, total.PreviousKg);
    }

    private async Task<long> RunAsync()
    {
        var opened = await new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest());
        await new RunEngine(county.Db).DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db));
        return opened.RunId;
    }
}
