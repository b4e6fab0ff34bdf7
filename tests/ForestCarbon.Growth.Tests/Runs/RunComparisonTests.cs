using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Growth.Tests.Runs;

public sealed class RunComparisonTests(SmallCounty county) : IClassFixture<SmallCounty>
{
    private readonly AccountedRuns _runs = new(county.Db);

    [Fact]
    public async Task The_causes_sum_to_the_change_and_each_shows_only_what_was_changed()
    {
        var first = await RunAsync();

        var same = await CompareAsync(first, await RunAsync());
        Assert.Equal((0, 0, 0, 0), (same.TimeKg, same.DataKg, same.ParametersKg, same.CodeKg));

        var later = await CompareAsync(first, await RunAsync(new AccountRequest(From: 2030)));
        Assert.True(later.TimeKg > 0);
        Assert.Equal((0, 0, 0), (later.DataKg, later.ParametersKg, later.CodeKg));

        var other = await RunAsync(new AccountRequest(From: 2035, Projection: GrowthProjection.Difference));
        var parameters = await CompareAsync(await RunAsync(new AccountRequest(From: 2035)), other);
        Assert.NotEqual(0, parameters.ParametersKg);
        Assert.Equal((0, 0, 0), (parameters.TimeKg, parameters.DataKg, parameters.CodeKg));
    }

    [Fact]
    public async Task Other_versions_of_the_parcels_are_data_and_another_curve_set_is_parameters()
    {
        var before = await RunAsync();
        await county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "新版本", async write =>
        {
            await write.ExecuteAsync(
                """
                update inventory.parcel_version set valid = daterange(lower(valid), '2026-12-31') where parcel_id between 1 and 20;
                insert into inventory.parcel_version (parcel_version_id, parcel_id, valid, code, township_code, village_code, compartment, subcompartment, ellipsoidal_area_m2,
                    is_on_forest_land, land_class, land_class_given, land_class_list, forest_category, origin, species_code, age_group, mean_age_a,
                    volume_m3_per_ha, site_class)
                select parcel_id + 10000, parcel_id, daterange('2026-12-31', null), code, township_code, village_code, compartment, subcompartment, ellipsoidal_area_m2,
                    is_on_forest_land, land_class, land_class_given, land_class_list, forest_category, origin, species_code, age_group, mean_age_a + 1,
                    volume_m3_per_ha + 9, site_class
                from inventory.parcel_version where parcel_id between 1 and 20;
                insert into inventory.data_generation (actor, reason) values ('test', '新版本')
                """);
        });
        await new CurveSets(county.Db).FitAsync(SmallCounty.Keeper);
        var after = await RunAsync();

        var found = await new RunComparison(county.Db).OfAsync(before.RunId, after.RunId, null, TownshipScope.WholeCounty);

        Assert.NotEqual(0, found.County.DataKg);
        Assert.NotEqual(0, found.County.ParametersKg);
        Assert.NotEqual(0, found.County.TimeKg);
        Assert.Equal(0, found.County.CodeKg);
        Assert.All(found.Townships.Append(found.County), change => Assert.True(change.IsExact));
        Assert.Equal(await StockAsync(before.RunId, 2025), found.County.BeforeKg);
        Assert.Equal(await StockAsync(after.RunId, 2026), found.County.AfterKg);
        // The option is the command's to name: the sentence is read on a page as well.
        var outside = await Assert.ThrowsAsync<RefusedException>(() => new RunComparison(county.Db).OfAsync(before.RunId, after.RunId, 2200, TownshipScope.WholeCounty));
        Assert.Equal("--year", outside.Option);
        Assert.DoesNotContain("--", outside.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_a_result_is_compared_with_none()
    {
        var finished = await RunAsync();
        var open = (await new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest())).RunId;

        foreach (var (a, b) in new[] { (finished.RunId, open), (open, finished.RunId) })
            Assert.Contains($"运行 {open} 没有完成", (await Assert.ThrowsAsync<RefusedException>(() => new RunComparison(county.Db).OfAsync(a, b, null, TownshipScope.WholeCounty))).Message, StringComparison.Ordinal);
    }

    private async Task<RunChange> CompareAsync(RunRow a, RunRow b)
    {
        var found = await new RunComparison(county.Db).OfAsync(a.RunId, b.RunId, null, TownshipScope.WholeCounty);
        Assert.All(found.Townships.Append(found.County), change => Assert.True(change.IsExact));
        return found.County;
    }

    private Task<long> StockAsync(long runId, int year) => county.ScalarAsync<long>(
        $"select stock_kg from growth.run_total where run_id = {runId} and dimension = 'county' and year = {year}");

    private async Task<RunRow> RunAsync(AccountRequest? request = null)
    {
        var opened = await new Accounting(county.Db).OpenAsync(SmallCounty.Keeper, request ?? new AccountRequest());
        await new RunEngine(county.Db).DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(county.Db));
        return (await _runs.FindAsync(opened.RunId))!;
    }
}
