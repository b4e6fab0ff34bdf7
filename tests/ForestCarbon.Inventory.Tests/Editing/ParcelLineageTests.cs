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

        var parent = await county.ScalarAsync<long>("select parcel_id from inventory.parcel_version where code = '431125101001000100001' limit 1");
        var rows = (await new ParcelLineage(county.Db).OfAsync(parent, TownshipScope.WholeCounty, TestContext.Current.CancellationToken)).Where(r => r.ParentId == parent).ToList();

        Assert.Equal(["00001", "00002", "00003"], rows.Select(r => r.ChildCode![^5..]));
        Assert.Equal(await county.ScalarAsync<decimal>($"select ellipsoidal_area_m2 from inventory.parcel_version where parcel_id = {parent} and not upper_inf(valid)"),
            rows.Sum(r => r.EllipsoidalAreaM2));
        Assert.InRange(rows[0].EllipsoidalAreaM2 / rows.Sum(r => r.EllipsoidalAreaM2), 0.3999m, 0.4001m);

        Assert.IsType<DecisionOutcome.Undone>(await county.Imports.UndoAsync(import, Actor.Console(), TownshipScope.WholeCounty, TestContext.Current.CancellationToken));
        Assert.Empty(await new ParcelLineage(county.Db).OfAsync(parent, TownshipScope.WholeCounty, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Children_of_a_split_share_the_registered_area_of_their_parent_and_say_so()
    {
        await AcceptedAsync("whole", ImportDatabase.AsOf, 25.2, ("00011", 111.10, 111.13, 300.0001m));
        var import = await AcceptedAsync("thirds", ImportDatabase.AsOf.AddYears(1), 25.2, ("00012", 111.10, 111.11, null), ("00013", 111.11, 111.12, null), ("00014", 111.12, 111.13, null));

        var lineage = new ParcelLineage(county.Db);
        var split = Assert.Single(await lineage.ListAsync("00011", TownshipScope.WholeCounty, 10, 0, TestContext.Current.CancellationToken));
        Assert.Equal(["00012", "00013", "00014"], split.Lines.Select(l => l.ChildCode![^5..]));
        Assert.Equal(0m, split.RestM2);
        Assert.Equal(300.0001m, split.Lines.Sum(l => l.ChildRegisteredHa));
        Assert.All(split.Lines, l => Assert.True(l is { ChildRegisteredInferred: true, ChildRegisteredHa: >= 100.0000m and <= 100.0001m }));

        // the same figures out and in again are no document, another figure is one
        var figures = split.Lines.ToDictionary(l => l.ChildCode![^5..], l => l.ChildRegisteredHa!.Value);
        await AcceptedAsync("again", ImportDatabase.AsOf.AddYears(2), 25.2, ("00012", 111.10, 111.11, figures["00012"]), ("00013", 111.11, 111.12, 99.5m), ("00014", 111.12, 111.13, null));
        Assert.Equal("00012 t 00013 f 00014 t", await county.ScalarAsync<string>(
            "select string_agg(subcompartment || ' ' || left(registered_area_inferred::text, 1), ' ' order by code) from inventory.parcel_version where subcompartment in ('00012', '00013', '00014') and upper_inf(valid)"));

        Assert.Empty(await lineage.ListAsync("00011", TownshipScope.Of(["431125102"]), 10, 0, TestContext.Current.CancellationToken));
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.UndoAsync(import, Actor.Console(), TownshipScope.WholeCounty, ct: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_merge_balances_from_both_sides_to_a_hundredth_of_a_mu()
    {
        await AcceptedAsync("halves", ImportDatabase.AsOf, 25.3, ("00021", 111.10, 111.11, 100m), ("00022", 111.11, 111.12, 101m));
        await AcceptedAsync("one", ImportDatabase.AsOf.AddYears(1), 25.3, ("00029", 111.10, 111.12, null));

        var parents = await new ParcelLineage(county.Db).ListAsync("00029", TownshipScope.WholeCounty, 10, 0, TestContext.Current.CancellationToken);

        Assert.Equal(["00021", "00022"], parents.Select(p => p.Parent.ParentCode[^5..]));
        Assert.All(parents, p => Assert.Equal(0m, p.RestM2));
        var child = parents[0].Lines[0];
        Assert.InRange(Math.Abs(child.ChildAreaM2!.Value - parents.Sum(p => p.SumM2)) * 3 / 2000, 0m, 0.01m);
        Assert.Equal((201m, true), (child.ChildRegisteredHa, child.ChildRegisteredInferred));
    }

    private async Task<long> AcceptedAsync(string name, DateOnly asOf, double south, params (string Number, double West, double East, decimal? RegisteredHa)[] parcels)
    {
        var text = "CODE,DI_LEI,MIAN_JI,WKT\n" + string.Concat(parcels.Select(p => FormattableString.Invariant(
            $"4311251010020001{p.Number},0111,{p.RegisteredHa},\"POLYGON (({p.West} {south}, {p.East} {south}, {p.East} {south + 0.01}, {p.West} {south + 0.01}, {p.West} {south}))\"\n")));
        if (parcels.All(p => p.RegisteredHa is null))
            text = text.Replace(",MIAN_JI,", ",", StringComparison.Ordinal).Replace(",0111,,", ",0111,", StringComparison.Ordinal);
        var staged = await county.StagedAsync(county.Folder.Text(name + ".csv", text), new ImportRequest("forest-land", asOf, Crs: "EPSG:4490"));
        await county.AcceptAsync(staged.ImportId);
        return staged.ImportId;
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
