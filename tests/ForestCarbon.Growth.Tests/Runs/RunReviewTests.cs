using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Growth.Tests.Runs;

/// <summary>A county whose data change between runs: each test has its own, because a change is seen by every later run.</summary>
public sealed class RunReviewTests : IAsyncLifetime
{
    private static readonly Actor Reviewer = Actor.Account(Guid.NewGuid());
    private readonly SmallCounty _county = new();

    // Asking for the database is what skips a test where no server is named.
    private AccountedRuns Runs => new(_county.Db);

    private RunReviews Reviews => new(_county.Db);

    public ValueTask InitializeAsync() => _county.InitializeAsync();

    public ValueTask DisposeAsync() => _county.DisposeAsync();

    [Fact]
    public async Task A_jump_waits_for_another_person_and_no_page_takes_the_run_before_it_is_let_pass()
    {
        var before = await RunAsync();
        Assert.Equal("none", before.Review);

        await ChangeAsync("update inventory.parcel_version set volume_m3_per_ha = volume_m3_per_ha * 1.5 where species_code = '310' and volume_m3_per_ha < 800");
        var jumped = await RunAsync();

        Assert.Equal(("waiting", before.RunId), (jumped.Review, jumped.ComparedWith));
        Assert.Equal(before.RunId, (await Runs.LatestAsync())!.RunId);
        var county_stock = Assert.Single(await Reviews.JumpsAsync(jumped.RunId, TownshipScope.WholeCounty), j => j.Kind == "county_stock");
        Assert.Equal(3, county_stock.ThresholdPercent);
        Assert.Equal(Math.Round((county_stock.AfterValue - county_stock.BeforeValue) / county_stock.BeforeValue * 100, 4), county_stock.Percent);

        await Assert.ThrowsAsync<RefusedException>(() => Reviews.DecideAsync(SmallCounty.Keeper, jumped.RunId, approve: true, "自己批准"));
        await Assert.ThrowsAsync<RefusedException>(() => Reviews.DecideAsync(Reviewer, jumped.RunId, approve: true, " "));
        await Reviews.DecideAsync(Reviewer, jumped.RunId, approve: true, "补充调查后蓄积更新");

        Assert.Equal(jumped.RunId, (await Runs.LatestAsync())!.RunId);
        await Assert.ThrowsAsync<RefusedException>(() => Reviews.DecideAsync(Reviewer, jumped.RunId, approve: false, "再来一次"));
    }

    [Fact]
    public async Task A_refused_run_is_kept_and_the_next_is_compared_with_the_last_that_passed()
    {
        var before = await RunAsync();
        await ChangeAsync("update inventory.parcel_version set land_class = '0171', volume_m3_per_ha = null where parcel_id between 121 and 156");
        var jumped = await RunAsync();
        Assert.Contains(await Reviews.JumpsAsync(jumped.RunId, TownshipScope.WholeCounty), j => j is { Kind: "class_area", Key: "0171" });

        await Reviews.DecideAsync(Reviewer, jumped.RunId, approve: false, "误删，退回");
        await ChangeAsync("update inventory.parcel_version set land_class = '0111', volume_m3_per_ha = 60 where parcel_id between 121 and 156");
        var next = await RunAsync();

        Assert.Equal("refused", (await Runs.FindAsync(jumped.RunId))!.Review);
        Assert.NotEqual(jumped.RunId, next.ComparedWith);
        Assert.True(next.ComparedWith >= before.RunId);
        Assert.NotNull(jumped.ResultSha256);
    }

    [Fact]
    public async Task A_limit_is_data_and_the_next_run_is_judged_by_it()
    {
        await Reviews.SetThresholdAsync(Reviewer, "county_stock", 90, "测试");
        await Reviews.SetThresholdAsync(Reviewer, "township_increment", 90, "测试");
        await RunAsync();
        await ChangeAsync("update inventory.parcel_version set volume_m3_per_ha = volume_m3_per_ha * 0.9 where species_code = '310' and volume_m3_per_ha < 800");

        var run = await RunAsync();
        Assert.Equal("none", run.Review);

        await Assert.ThrowsAsync<RefusedException>(() => Reviews.SetThresholdAsync(Reviewer, "county_stock", 0, "测试"));
        await Assert.ThrowsAsync<RefusedException>(() => Reviews.SetThresholdAsync(Reviewer, "county_stock", 3, ""));
        await Reviews.SetThresholdAsync(Reviewer, "county_stock", 3, "定义 §3");
        await Reviews.SetThresholdAsync(Reviewer, "township_increment", 20, "定义 §3");
    }

    [Theory]
    [InlineData("county_stock")]
    [InlineData("township_increment")]
    [InlineData("class_area")]
    public async Task Each_limit_is_read_and_stops_a_run_by_itself(string kind)
    {
        await RunAsync();
        foreach (var other in new[] { "county_stock", "township_increment", "class_area" })
            await Reviews.SetThresholdAsync(Reviewer, other, other == kind ? 0.01m : 1000, "测试");
        await ChangeAsync(
            """
            update inventory.parcel_version set volume_m3_per_ha = volume_m3_per_ha * 1.1 where parcel_id between 20 and 60;
            update inventory.parcel_version set ellipsoidal_area_m2 = ellipsoidal_area_m2 * 1.2 where parcel_id between 1 and 100 or parcel_id = 158;
            """);

        var run = await RunAsync();

        Assert.Equal("waiting", run.Review);
        Assert.All(await Reviews.JumpsAsync(run.RunId, TownshipScope.WholeCounty), jump => Assert.Equal(kind, jump.Kind));
    }

    [Fact]
    public async Task Another_path_of_projection_is_compared_with_its_own_runs_only()
    {
        var calibrated = await RunAsync();
        var difference = await RunAsync(GrowthProjection.Difference);
        Assert.Equal((null, "none"), (difference.ComparedWith, difference.Review));

        Assert.Equal(difference.RunId, (await RunAsync(GrowthProjection.Difference)).ComparedWith);
        Assert.Equal(calibrated.RunId, (await RunAsync()).ComparedWith);
        Assert.NotEqual(difference.RunId, (await Runs.LatestAsync())!.RunId);
    }

    [Theory]
    [InlineData(null, 2075)]
    [InlineData(null, 2030)]
    [InlineData(2028, null)]
    public async Task A_run_of_other_years_is_the_countys_figure_only_where_a_person_names_it(int? from, int? to)
    {
        var standard = await RunAsync();
        Assert.True(standard.HasStandardYears);

        var other = await RunAsync(from: from, to: to);

        Assert.Equal((standard.RunId, true), ((await Runs.LatestAsync())!.RunId, other.IsAside));
        await Assert.ThrowsAsync<RefusedException>(() => Reviews.NameAsCountysAsync(Reviewer, other.RunId, " "));
        await Assert.ThrowsAsync<RefusedException>(() => Reviews.NameAsCountysAsync(Reviewer, standard.RunId, "标准的不用定"));
        await Reviews.NameAsCountysAsync(Reviewer, other.RunId, "规划要看到那一年");
        Assert.Equal((other.RunId, "规划要看到那一年"), ((await Runs.LatestAsync())!.RunId, (await Runs.LatestAsync())!.CountyReason));
        Assert.False((await Runs.ListAsync(TownshipScope.WholeCounty)).Single(r => r.RunId == other.RunId).IsAside);
        await Assert.ThrowsAsync<RefusedException>(() => Reviews.NameAsCountysAsync(Reviewer, other.RunId, "再定"));

        Assert.Equal((await RunAsync()).RunId, (await Runs.LatestAsync())!.RunId);
    }

    private async Task<RunRow> RunAsync(GrowthProjection projection = GrowthProjection.Calibrated, int? from = null, int? to = null)
    {
        var opened = await new Accounting(_county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest(from, to, Projection: projection));
        await new RunEngine(_county.Db).DriveAsync(SmallCounty.Keeper, opened.RunId, new AccountingWork(_county.Db));
        return (await Runs.FindAsync(opened.RunId))!;
    }

    private Task ChangeAsync(string sql) => _county.Db.WriteAsync(SmallCounty.Keeper, TownshipScope.WholeCounty, "改数据", async write =>
    {
        await write.ExecuteAsync(sql);
        await write.ExecuteAsync("insert into inventory.data_generation (actor, reason) values ('test', '改数据')");
    });
}
