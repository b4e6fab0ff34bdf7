using ForestCarbon.Inventory.Editing;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Tests.Imports;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tests.Editing;

/// <summary>Two parcels, of which a later file splits the first and moves a strip of it to the second.</summary>
public sealed class ParcelLineageTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    [Fact]
    public async Task The_ground_of_a_split_parcel_is_found_in_its_children_to_the_last_place_and_undo_forgets_it()
    {
        await AcceptedAsync("before", ImportDatabase.AsOf, ("00001", 111.10, 111.11), ("00002", 111.11, 111.12));
        var import = await AcceptedAsync("after", ImportDatabase.AsOf.AddYears(1), ("00001", 111.10, 111.104), ("00003", 111.104, 111.109), ("00002", 111.109, 111.12));

        var parent = await county.ScalarAsync<long>("select parcel_id from inventory.parcel_version where code like '%00001' limit 1");
        var rows = (await new ParcelLineage(county.Db).OfAsync(parent, TownshipScope.WholeCounty, TestContext.Current.CancellationToken)).Where(r => r.ParentId == parent).ToList();

        Assert.Equal(["00001", "00002", "00003"], rows.Select(r => r.ChildCode![^5..]));
        Assert.Equal(await county.ScalarAsync<decimal>($"select ellipsoidal_area_m2 from inventory.parcel_version where parcel_id = {parent} and not upper_inf(valid)"),
            rows.Sum(r => r.EllipsoidalAreaM2));
        Assert.InRange(rows[0].EllipsoidalAreaM2 / rows.Sum(r => r.EllipsoidalAreaM2), 0.3999m, 0.4001m);

        Assert.IsType<DecisionOutcome.Undone>(await county.Imports.UndoAsync(import, Actor.Console(), TownshipScope.WholeCounty, TestContext.Current.CancellationToken));
        Assert.Equal(0, await county.ScalarAsync<long>("select count(*) from inventory.parcel_lineage"));
    }

    private async Task<long> AcceptedAsync(string name, DateOnly asOf, params (string Number, double West, double East)[] parcels)
    {
        var features = string.Join(",\n", parcels.Select(p => FormattableString.Invariant(
            $$$"""{"type":"Feature","properties":{"CODE":"4311251010010001{{{p.Number}}}","DI_LEI":"0111"},"geometry":{"type":"Polygon","coordinates":[[[{{{p.West}}},25.1],[{{{p.East}}},25.1],[{{{p.East}}},25.11],[{{{p.West}}},25.11],[{{{p.West}}},25.1]]]}}""")));
        var path = county.Folder.Text(name + ".geojson", $$$"""{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[{{{features}}}]}""");
        var staged = await county.StagedAsync(path, new ImportRequest("forest-land", asOf));
        await county.AcceptAsync(staged.ImportId);
        return staged.ImportId;
    }
}
