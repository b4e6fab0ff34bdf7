using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Testing;

namespace ForestCarbon.Inventory.Tests.Demonstration;

/// <summary>A database with a demonstration county of 2,000 parcels.</summary>
public sealed class SmallCounty : TestDatabase
{
    protected override async Task FillAsync() => Assert.True((await new DemonstrationLoader(Db).LoadAsync(2_000)).IsDone);
}

public sealed class DemonstrationLoaderTests(SmallCounty county) : IClassFixture<SmallCounty>
{
    [Fact]
    public async Task The_county_says_that_it_is_a_demonstration()
    {
        Assert.True(await county.ScalarAsync<bool>("select is_demonstration from inventory.county where name_zh like '%演示数据%'"));
        Assert.Equal("true", await county.ScalarAsync<string>("select value from platform.setting where key = 'demonstration'"));
    }

    [Fact]
    public async Task Its_land_area_is_162_560_hectares() =>
        Assert.InRange(await county.ScalarAsync<decimal>("select ellipsoidal_area_m2 from inventory.county"), 1_625_599_000m, 1_625_601_000m);

    [Fact]
    public async Task Townships_and_villages_fill_the_county_without_rest()
    {
        Assert.Equal(12, await county.ScalarAsync<long>("select count(*) from inventory.township"));
        Assert.True(await county.ScalarAsync<decimal>(
            "select max(abs(c.ellipsoidal_area_m2 - z.area)) from inventory.county c, (select sum(ellipsoidal_area_m2) as area from inventory.township union all select sum(ellipsoidal_area_m2) from inventory.village) z") < 1);
        Assert.Equal(0, await county.ScalarAsync<long>(
            "select count(*) from (select geom from inventory.county union all select geom from inventory.township union all select geom from inventory.village) o where not st_isvalid(geom)"));
    }

    [Fact]
    public async Task Every_parcel_lies_in_its_village() => Assert.Equal(0, await county.ScalarAsync<long>("""
        select count(*)
        from inventory.parcel_version v
        join inventory.parcel_shape s using (parcel_version_id)
        join inventory.village z using (village_code)
        where not st_contains(z.geom, st_pointonsurface(s.geom)) or left(v.village_code, 9) <> v.township_code
        """));

    [Fact]
    public async Task Stored_areas_agree_with_the_geodesic_oracle() => Assert.True(await county.ScalarAsync<double>("""
        select max(abs(st_area(s.geom::geography) / v.ellipsoidal_area_m2 - 1))
        from inventory.parcel_version v
        join inventory.parcel_shape s using (parcel_version_id)
        """) < 1e-6);

    [Fact]
    public async Task The_mercator_copy_is_what_PostGIS_would_make_of_the_record() => Assert.True(await county.ScalarAsync<double>(
        "select max(st_hausdorffdistance(geom_3857, st_transform(geom, 3857))) from inventory.parcel_shape") < 1e-6);

    [Fact]
    public async Task A_second_load_is_refused_and_changes_nothing()
    {
        var before = await county.ScalarAsync<long>("select max(generation) from inventory.data_generation");

        var load = await new DemonstrationLoader(county.Db).LoadAsync(2_000);

        Assert.False(load.IsDone);
        Assert.Equal(before, await county.ScalarAsync<long>("select max(generation) from inventory.data_generation"));
    }

    [Fact]
    public async Task The_plan_stands_beside_it_with_its_source() => Assert.Equal(11, await county.ScalarAsync<long>(
        "select count(*) from inventory.plan_target where source = '江永政发〔2023〕14号' and confidence = 'S0'"));
}

/// <summary>Loads over a county of its own.</summary>
public sealed class DemonstrationReloadTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Forced_a_load_replaces_the_county_and_new_ids_come_after_its_own()
    {
        var loader = new DemonstrationLoader(database.Db);
        await loader.LoadAsync(400);

        Assert.True((await loader.LoadAsync(300, seed: 2, force: true)).IsDone);

        Assert.Equal(300, await database.ScalarAsync<long>("select count(*) from inventory.parcel_current_v"));
        Assert.True(await database.ScalarAsync<long>("select nextval('inventory.parcel_parcel_id_seq')") > 300);
    }

    [Fact]
    public async Task The_same_number_and_seed_store_the_same_bytes_in_every_table()
    {
        var loader = new DemonstrationLoader(database.Db);
        await loader.LoadAsync(400, seed: 5, force: true);
        var first = await FingerprintsAsync();
        await loader.LoadAsync(350, seed: 6, force: true);
        var other = await FingerprintsAsync();
        await loader.LoadAsync(400, seed: 5, force: true);

        Assert.Equal(first, await FingerprintsAsync());
        Assert.All(first.Zip(other), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    // Every table that the loader writes and that differs from county to county; a shape counts by its bytes.
    private async Task<List<string>> FingerprintsAsync()
    {
        string[] tables =
        [
            "county", "township", "village", "parcel", "parcel_version", "parcel_shape", "layer_feature", "evidence_shape", "evidence_record",
        ];
        var found = new List<string>();
        foreach (var table in tables)
            found.Add($"{table} {await database.ScalarAsync<string>($"select encode(sha256(convert_to(string_agg(t::text, E'\\n' order by t::text), 'UTF8')), 'hex') from inventory.{table} t")}");
        return found;
    }
}
