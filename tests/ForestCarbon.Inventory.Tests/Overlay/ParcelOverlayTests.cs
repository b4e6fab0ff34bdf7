using CsCheck;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;

namespace ForestCarbon.Inventory.Tests.Overlay;

/// <summary>A demonstration county of 5,000 parcels, cut once.</summary>
public sealed class OverlaidCounty : TestDatabase
{
    public ParcelOverlays Overlays => new(Db);

    protected override async Task FillAsync()
    {
        Assert.True((await new DemonstrationLoader(Db).LoadAsync(5_000)).IsDone);
        Assert.Equal(5_000, await Overlays.FollowAsync());
    }
}

public sealed class ParcelOverlayTests(OverlaidCounty county) : IClassFixture<OverlaidCounty>
{
    [Fact]
    public async Task Every_parcels_pieces_add_up_to_its_areas_to_the_last_place() => Assert.Equal(0, await county.ScalarAsync<long>("""
        select count(*)
        from inventory.parcel_version v
        left join (select parcel_version_id, sum(ellipsoidal_area_m2) as m2, sum(area_ha) as ha from inventory.parcel_overlay group by 1) o using (parcel_version_id)
        where upper_inf(v.valid) and (o.m2 is distinct from v.ellipsoidal_area_m2 or o.ha is distinct from v.registered_area_ha)
        """));

    [Fact]
    public void An_outline_that_crosses_itself_does_not_stop_the_cutting()
    {
        var reader = new NetTopologySuite.IO.WKTReader();
        var square = reader.Read("POLYGON ((111 25, 111.01 25, 111.01 25.01, 111 25.01, 111 25))");
        var bow = reader.Read("POLYGON ((111 25, 111.01 25.01, 111.01 25, 111 25.01, 111 25))");

        var pieces = new OverlayCut([("carbon-base", bow), ("natural-forest", square)]).Of(square);
        var ofBow = new OverlayCut([("carbon-base", square)]).Of(bow);

        // Two of the square's four triangles lie in the bow.
        var all = pieces.Sum(p => p.AreaM2);
        Assert.Equal(["carbon-base+natural-forest", "natural-forest"], pieces.Select(p => p.Key));
        Assert.Equal(0.5, pieces[0].AreaM2 / all, 1e-3);
        Assert.Equal(pieces[0].AreaM2, Assert.Single(ofBow).AreaM2, 1.0);
    }

    [Fact]
    public async Task The_planted_conflicts_of_the_base_are_found()
    {
        var cross = await county.Overlays.CrossAsync(TownshipScope.WholeCounty, ct: TestContext.Current.CancellationToken);
        decimal Mu(string layer) => cross.Where(c => c.Layers.Contains("carbon-base") && c.Layers.Contains(layer)).Sum(c => c.EllipsoidalAreaM2) * 3 / 2000;

        Assert.InRange(Mu("public-welfare"), 1_150, 1_250);
        Assert.InRange(Mu("natural-forest"), 280, 320);
    }

    [Fact]
    public async Task The_sum_over_the_combinations_of_a_layer_is_what_PostGIS_measures_inside_parcels()
    {
        var cross = await county.Overlays.CrossAsync(TownshipScope.WholeCounty, ct: TestContext.Current.CancellationToken);
        var measured = await county.ScalarAsync<double>("""
            select sum(st_area(st_intersection(s.geom, f.geom)::geography))
            from inventory.layer_feature f
            join inventory.parcel_shape s on s.geom && f.geom and st_relate(s.geom, f.geom, '2********')
            where f.layer = 'natural-forest'
            """);

        var ours = (double)cross.Where(c => c.Layers.Contains("natural-forest")).Sum(c => c.EllipsoidalAreaM2);
        Assert.InRange(ours / measured, 1 - 1e-5, 1 + 1e-5);
    }

    [Fact]
    public async Task An_edited_parcel_alone_is_cut_again_and_a_changed_layer_cuts_the_parcels_under_it()
    {
        var id = await county.ScalarAsync<long>("select min(parcel_version_id) from inventory.parcel_version");
        await county.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "a new version of one parcel", async write =>
        {
            await write.ExecuteAsync("update inventory.parcel_version set valid = daterange(lower(valid), '2026-06-01') where parcel_version_id = @id", new { id });
            await write.ExecuteAsync("""
                insert into inventory.parcel_version
                select (jsonb_populate_record(v, jsonb_build_object('parcel_version_id', 900001, 'valid', '[2026-06-01,)', 'registered_area_ha', 7.7777))).*
                from inventory.parcel_version v where parcel_version_id = @id;
                insert into inventory.parcel_shape select 900001, geom, geom_3857 from inventory.parcel_shape where parcel_version_id = @id;
                insert into inventory.data_generation (actor, reason) values ('test', 'test');
                """, new { id });
        });

        Assert.Equal(1, await county.Overlays.FollowAsync(TestContext.Current.CancellationToken));
        Assert.Equal(7.7777m, await county.ScalarAsync<decimal>("select sum(area_ha) from inventory.parcel_overlay where parcel_version_id = 900001"));
        Assert.Equal(0, await county.ScalarAsync<long>($"select count(*) from inventory.parcel_overlay where parcel_version_id = {id}"));

        await county.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "a project over one parcel", write => write.ExecuteAsync("""
            insert into inventory.layer_feature (layer, feature_id, code, name, valid, geom, geom_3857)
            select 'project-area', 900001, 'P-1', 'P-1', '[2026-06-01,)', geom, geom_3857 from inventory.parcel_shape where parcel_version_id = 900001;
            insert into inventory.data_generation (actor, reason) values ('test', 'test');
            """));

        Assert.InRange(await county.Overlays.FollowAsync(TestContext.Current.CancellationToken), 1, 30);
        Assert.Equal(7.7777m, await county.ScalarAsync<decimal>("select sum(area_ha) from inventory.parcel_overlay where 'project-area' = any (layers) and parcel_version_id = 900001"));
        Assert.Equal(0, await county.Overlays.FollowAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_feature_is_cut_by_while_its_term_runs_and_no_more_from_midnight_on()
    {
        const long Id = 5_000, Other = 2_500;
        await county.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "projects with a term", write => write.ExecuteAsync("""
            insert into inventory.layer_feature (layer, feature_id, code, name, valid, geom, geom_3857)
            select 'project-area', 900011, 'P-11', 'P-11', daterange(current_date - 30, current_date + 1), geom, geom_3857 from inventory.parcel_shape where parcel_version_id = @Id
            union all
            select 'project-area', 900012, 'P-12', 'P-12', daterange(current_date + 1, null), geom, geom_3857 from inventory.parcel_shape where parcel_version_id = @Other;
            insert into inventory.data_generation (actor, reason) values ('test', 'test');
            """, new { Id, Other }));

        Assert.InRange(await county.Overlays.FollowAsync(TestContext.Current.CancellationToken), 1, 30);
        Assert.Equal((1L, 0L), (await InProjectAsync(Id), await InProjectAsync(Other)));

        // A night later: nothing was accepted, and the term is over.
        await county.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "a night", write => write.ExecuteAsync("""
            update inventory.layer_feature set valid = daterange(lower(valid), current_date) where feature_id = 900011 and layer = 'project-area';
            update inventory.overlay_state set made_at = made_at - interval '1 day';
            """));

        Assert.Null(await county.Overlays.CurrentCrossAsync(TownshipScope.WholeCounty, TestContext.Current.CancellationToken));
        Assert.InRange(await county.Overlays.FollowAsync(TestContext.Current.CancellationToken), 1, 30);
        Assert.Equal(0, await InProjectAsync(Id));
        Assert.NotNull(await county.Overlays.CurrentCrossAsync(TownshipScope.WholeCounty, TestContext.Current.CancellationToken));

        Task<long> InProjectAsync(long version) =>
            county.ScalarAsync<long>($"select count(*) from inventory.parcel_overlay where parcel_version_id = {version} and 'project-area' = any (layers)");
    }

    [Fact]
    public async Task Another_township_sees_nothing_of_it() =>
        Assert.Empty(await county.Overlays.CrossAsync(TownshipScope.Of(["999999999"]), ct: TestContext.Current.CancellationToken));
}

public sealed class ApportionmentTests
{
    [Fact]
    public void Ties_go_to_the_first_key() =>
        Assert.Equal([0.0001m, 0.0002m, 0.0001m], Apportionment.Share(0.0004m, [("b", 1), ("a", 1), ("c", 1)]));

    [Fact]
    public void Parts_make_the_whole_and_none_is_off_by_more_than_a_unit() =>
        Gen.Select(Gen.Long[0, 1_000_000_000], Gen.Double[1e-6, 1e6].Array[1, 12]).Sample((units, weights) =>
        {
            var whole = units * 0.0001m;
            var parts = Apportionment.Share(whole, [.. weights.Select((w, i) => ($"{i:00}", w))]);
            return parts.Sum() == whole && parts.Zip(weights).All(p => Math.Abs((double)p.First - ((double)whole * p.Second / weights.Sum())) < 0.00011);
        });
}
