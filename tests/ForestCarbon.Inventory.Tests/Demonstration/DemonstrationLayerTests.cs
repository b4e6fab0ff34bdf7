using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Testing;

namespace ForestCarbon.Inventory.Tests.Demonstration;

/// <summary>A database with the smallest county whose every figure is promised: 5,000 parcels.</summary>
public sealed class PromisedCounty : TestDatabase
{
    protected override async Task FillAsync() => Assert.True((await new DemonstrationLoader(Db).LoadAsync(5_000)).IsDone);
}

/// <summary>Figures of definitions section 7 about layers, measured by PostGIS on what is stored.</summary>
public sealed class DemonstrationLayerTests(PromisedCounty county) : IClassFixture<PromisedCounty>
{
    [Theory]
    [InlineData("public-welfare", 740_000)]
    [InlineData("natural-forest", 200_000)]
    [InlineData("carbon-base", 500_000)]
    public async Task A_headline_layer_has_its_area(string layer, double mu) => Assert.InRange(
        await MuAsync($"select st_area(geom::geography) as m2 from inventory.layer_feature where layer = '{layer}'"), mu * 0.999, mu * 1.001);

    [Fact]
    public async Task The_base_conflicts_with_public_welfare_forest_on_1_200_mu() =>
        Assert.InRange(await SharedMuAsync("carbon-base", "public-welfare"), 1_150, 1_250);

    [Fact]
    public async Task The_base_conflicts_with_natural_forest_on_300_mu() =>
        Assert.InRange(await SharedMuAsync("carbon-base", "natural-forest"), 280, 320);

    [Fact]
    public async Task Natural_forest_lies_in_public_welfare_forest_with_12_to_16_wan_mu() =>
        Assert.InRange(await SharedMuAsync("natural-forest", "public-welfare"), 120_000, 160_000);

    [Fact]
    public async Task But_for_the_conflicts_the_base_lies_on_commercial_forest_land() => Assert.InRange(await MuAsync("""
        select st_area(st_intersection(b.geom, s.geom)::geography) as m2
        from inventory.layer_feature b
        join inventory.parcel_shape s on b.geom && s.geom and st_relate(b.geom, s.geom, '2********')
        join inventory.parcel_version v using (parcel_version_id)
        where b.layer = 'carbon-base' and coalesce(v.forest_category, '') not in ('21', '22')
        """), 1_150, 1_250);

    [Theory]
    [InlineData("public-welfare")]
    [InlineData("natural-forest")]
    [InlineData("carbon-base")]
    public async Task Its_edges_follow_parcels_in_part_and_cut_through_others(string layer)
    {
        var cut = await county.ScalarAsync<long>($"""
            select count(*)
            from inventory.parcel_shape s
            join inventory.layer_feature f on f.layer = '{layer}' and s.geom && f.geom and st_relate(s.geom, f.geom, '2********') and not st_coveredby(s.geom, f.geom)
            """);
        var whole = await county.ScalarAsync<long>(
            $"select count(*) from inventory.parcel_shape s join inventory.layer_feature f on f.layer = '{layer}' and st_coveredby(s.geom, f.geom)");

        Assert.InRange(cut, 20, 1_000);
        Assert.InRange(whole, 300, 3_000);
    }

    [Fact]
    public async Task Features_are_valid_and_do_not_overlap_within_their_layer()
    {
        Assert.Equal(0, await county.ScalarAsync<long>("select count(*) from inventory.layer_feature where not st_isvalid(geom)"));
        Assert.Equal(0, await county.ScalarAsync<long>("""
            select count(*)
            from inventory.layer_feature a
            join inventory.layer_feature b on a.layer = b.layer and a.feature_id < b.feature_id and a.geom && b.geom and st_relate(a.geom, b.geom, '2********')
            where a.layer in ('public-welfare', 'natural-forest', 'carbon-base', 'tenure-lot', 'claim', 'protected-area')
            """));
    }

    [Fact]
    public async Task Tenure_lots_cover_every_parcel() => Assert.Equal(0, await county.ScalarAsync<long>("""
        select count(*)
        from inventory.parcel_shape s
        where not exists (select from inventory.layer_feature f where f.layer = 'tenure-lot' and st_coveredby(s.geom, f.geom))
        """));

    [Fact]
    public async Task Every_attribute_is_described_in_layer_fields_csv()
    {
        var described = File.ReadLines(Path.Combine(Repository.Root, "gis-data", "dictionaries", "layer-fields.csv"))
            .Select(line => line.Split(',')).Select(f => $"{f[0]}.{f[1]}").ToHashSet();

        var stored = await county.ScalarAsync<string[]>(
            "select array_agg(distinct case key when 'demonstration' then '*' else layer end || '.' || key) from inventory.layer_feature, jsonb_object_keys(attributes) as key");

        Assert.All(stored, key => Assert.Contains(key, described));
    }

    [Fact]
    public async Task Every_feature_says_that_it_is_a_demonstration() => Assert.Equal(0, await county.ScalarAsync<long>(
        "select count(*) from inventory.layer_feature where not coalesce((attributes ->> 'demonstration')::boolean, false)"));

    [Theory]
    [InlineData("protected-area", 5, 5)]
    [InlineData("claim", 2, 2)]
    [InlineData("land-use-approval", 24, 24)]
    [InlineData("disturbance", 5, 200)]
    [InlineData("harvest-permit", 20, 1_000)]
    [InlineData("programme-work", 200, 5_000)]
    [InlineData("tenure-lot", 500, 2_500)]
    public async Task Each_layer_has_something_to_show(string layer, long least, long most) => Assert.InRange(
        await county.ScalarAsync<long>($"select count(*) from inventory.layer_feature where layer = '{layer}'"), least, most);

    [Fact]
    public async Task Accepted_area_is_within_what_was_done_and_that_within_the_design() => Assert.Equal(0, await county.ScalarAsync<long>("""
        select count(*)
        from inventory.layer_feature
        where layer = 'programme-work'
          and not ((attributes ->> 'accepted_mu')::numeric <= (attributes ->> 'done_mu')::numeric
               and (attributes ->> 'done_mu')::numeric <= (attributes ->> 'designed_mu')::numeric)
        """));

    [Fact]
    public async Task A_year_of_permits_stays_within_its_quota() => Assert.Equal(0, await county.ScalarAsync<long>("""
        select count(*)
        from inventory.harvest_quota q
        where q.quota_m3 < (select sum((f.attributes ->> 'volume_m3')::numeric)
                            from inventory.layer_feature f
                            where f.layer = 'harvest-permit' and (f.attributes ->> 'year')::integer = q.year and f.attributes ->> 'quota_item' = q.item)
        """));

    private Task<double> SharedMuAsync(string one, string other) => MuAsync($"""
        select st_area(st_intersection(a.geom, b.geom)::geography) as m2
        from inventory.layer_feature a
        join inventory.layer_feature b on b.layer = '{other}' and a.geom && b.geom and st_relate(a.geom, b.geom, '2********')
        where a.layer = '{one}'
        """);

    private Task<double> MuAsync(string areas) => county.ScalarAsync<double>($"select coalesce(sum(m2), 0) * 3 / 2000 from ({areas}) as areas");
}

/// <summary>Land-class history 2012–2025 of the same county.</summary>
public sealed class DemonstrationEvidenceTests(PromisedCounty county) : IClassFixture<PromisedCounty>
{
    [Fact]
    public async Task There_is_a_layer_a_year_from_2012_to_2025()
    {
        Assert.Equal(14, await county.ScalarAsync<long>("select count(*) from inventory.evidence_layer where is_demonstration"));
        Assert.Equal(new DateOnly(2012, 12, 31), await county.ScalarAsync<DateOnly>("select min(as_of) from inventory.evidence_layer"));
        Assert.Equal(new DateOnly(2025, 12, 31), await county.ScalarAsync<DateOnly>("select max(as_of) from inventory.evidence_layer"));
    }

    [Fact]
    public async Task The_last_year_agrees_with_the_inventory_but_for_wet_ground() => Assert.Equal(0, await county.ScalarAsync<long>("""
        select count(*)
        from inventory.evidence_record r
        join inventory.evidence_layer l using (evidence_layer_id)
        join inventory.parcel_version v on v.parcel_id = r.evidence_shape_id
        where l.as_of = '2025-12-31' and r.land_class <> v.land_class and r.land_class <> '0502'
        """));

    [Theory]
    [InlineData("plantable for at least three years", "h[2023] = '0171' and h[2024] = '0171' and h[2025] = '0171'")]
    [InlineData("planted since 2013 on bare hill", "h[2012] = '0171' and '0141' = any (h) and h[2025] = '0111'")]
    [InlineData("planted after a harvest", "h[2012] = '0111' and '0161' = any (h) and h[2025] in ('0141', '0111') and '0141' = any (h)")]
    [InlineData("recently logged", "h[2020] = '0111' and h[2025] = '0161'")]
    [InlineData("burnt", "h[2019] = '0111' and h[2025] = '0162'")]
    [InlineData("wetland", "h[2025] = '0502'")]
    [InlineData("seen by no survey for two years", "h[2021] is not null and h[2022] is null and h[2023] is null and h[2024] is not null")]
    public async Task Eligibility_finds_ground_that_was(string what, string holds) => Assert.True(await county.ScalarAsync<bool>($$"""
        with history as (
            select s.evidence_shape_id,
                   ('[2012:2025]={' || string_agg(coalesce(r.land_class, 'null'), ',' order by l.as_of) || '}')::text[] as h
            from inventory.evidence_shape s
            cross join inventory.evidence_layer l
            left join inventory.evidence_record r using (evidence_layer_id, evidence_shape_id)
            group by s.evidence_shape_id
        )
        select exists (select from history where {{holds}})
        """), what);

    [Fact]
    public async Task Economic_forest_is_there_to_be_excluded() =>
        Assert.True(await county.ScalarAsync<bool>("select exists (select from inventory.parcel_version where forest_purpose like '25%')"));
}
