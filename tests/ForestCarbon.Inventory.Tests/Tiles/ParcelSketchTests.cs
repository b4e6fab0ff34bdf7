using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Inventory.Tests.Demonstration;
using ForestCarbon.Inventory.Tiles;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tests.Tiles;

public sealed class ParcelSketchTests(SmallCounty county) : IClassFixture<SmallCounty>
{
    private readonly ParcelSketches _sketches = new(county.Db);

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task A_tile_shows_the_same_outlines_before_its_parcels_are_sketched_and_after(int zoom)
    {
        await ForgetAsync();
        var before = await OutlinesAsync(zoom);

        await _sketches.FollowAsync(Actor.Installation);

        Assert.NotEqual("0|", before);
        Assert.Equal(before, await OutlinesAsync(zoom));
    }

    [Fact]
    public async Task A_new_version_is_drawn_at_once_and_costs_no_sketch_but_its_own()
    {
        await _sketches.FollowAsync(Actor.Installation);
        await county.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "a reshaped parcel", write => write.ExecuteAsync(
            """
            update inventory.parcel_version set valid = daterange(lower(valid), '2026-06-01') where parcel_version_id = 1;
            insert into inventory.parcel_version (
                parcel_version_id, parcel_id, valid, code, township_code, village_code, compartment, subcompartment, ellipsoidal_area_m2,
                is_on_forest_land, land_class, land_class_given, land_class_list)
            select 900001, parcel_id, daterange('2026-06-01', null), code, township_code, village_code, compartment, subcompartment,
                   ellipsoidal_area_m2, is_on_forest_land, land_class, land_class_given, land_class_list
            from inventory.parcel_version where parcel_version_id = 1;
            insert into inventory.parcel_shape (parcel_version_id, geom, geom_3857)
            select 900001, st_multi(st_translate(geom, 0.001, 0)), st_multi(st_translate(geom_3857, 111, 0)) from inventory.parcel_shape where parcel_version_id = 1;
            insert into inventory.data_generation (actor, reason) values ('test', 'a reshaped parcel');
            """));
        var at = await county.ScalarAsync<string>(
            """
            select concat_ws(',', 13, floor((st_x(p) + 20037508.34) / 40075016.68 * 8192), floor((20037508.34 - st_y(p)) / 40075016.68 * 8192))
            from (select st_pointonsurface(geom_3857) as p from inventory.parcel_shape where parcel_version_id = 900001) s
            """);
        var drawn = $"select count(*) from inventory.parcel_outlines_in_tile({at}) where parcel_version_id = 900001";
        var sketchesBefore = await county.ScalarAsync<long>("select count(*) from inventory.parcel_sketch");

        Assert.Equal(1, await county.ScalarAsync<long>(drawn));
        var made = await _sketches.FollowAsync(Actor.Installation);

        Assert.InRange(made, 1, 4);
        Assert.Equal(sketchesBefore + made, await county.ScalarAsync<long>("select count(*) from inventory.parcel_sketch"));
        Assert.Equal(1, await county.ScalarAsync<long>(drawn));
    }

    /// <remarks>A unit is an eighth of a pixel (512 to a tile): what half a pixel on every side does not close was wider than one.</remarks>
    [Theory]
    [InlineData(11)]
    [InlineData(13)]
    public async Task Neighbours_part_by_no_more_than_a_pixel(int zoom)
    {
        await _sketches.FollowAsync(Actor.Installation);

        Assert.Equal(0, await county.ScalarAsync<double>(
            $"""
             with drawn as (
                 select k.geom as sketch, st_asmvtgeom(s.geom_3857, st_tileenvelope(0, 0, 0), 4096 << {zoom}, 0, false) as whole
                 from inventory.parcel_sketch k
                 join inventory.parcel_shape s using (parcel_version_id)
                 where k.zoom = {zoom}
             )
             select st_area(st_difference(st_union(whole), st_buffer(st_union(sketch), 4))) from drawn
             """), 1.0);
    }

    [Fact]
    public async Task Following_twice_makes_nothing_new()
    {
        await _sketches.FollowAsync(Actor.Installation);

        Assert.Equal(0, await _sketches.FollowAsync(Actor.Installation));
    }

    private Task ForgetAsync() => county.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "as before the first sketch", write =>
        write.ExecuteAsync("delete from inventory.parcel_sketch; delete from inventory.sketched"));

    private Task<string> OutlinesAsync(int zoom) => county.ScalarAsync<string>(
        $"""
         select count(*) || '|' || coalesce(string_agg(o.parcel_version_id || ' ' || st_astext(o.geom), ';' order by o.parcel_version_id), '')
         from (select floor((st_x(p) + 20037508.34) / 40075016.68 * (1 << {zoom}))::int as x, floor((20037508.34 - st_y(p)) / 40075016.68 * (1 << {zoom}))::int as y
               from (select st_pointonsurface(geom_3857) as p from inventory.parcel_shape where parcel_version_id = 700) s) t
         cross join lateral inventory.parcel_outlines_in_tile({zoom}, t.x, t.y) o
         """);
}
