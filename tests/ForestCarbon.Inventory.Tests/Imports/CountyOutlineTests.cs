using System.Text.Json;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>A county whose stored border is that of the boundary file, brought back by the offset of a web map and drawn with fewer points.</summary>
public sealed class CountyOutlineTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private const string Counties = "cn-boundary/431100-yongzhou-counties.json";

    [Fact]
    public async Task A_file_of_many_counties_among_which_the_own_lies_500_metres_off_is_taken_for_GCJ_02()
    {
        await StoreAsync(-0.0045, 0.0028);

        var report = await county.StagedAsync(Repository.SharedFile(Counties), new ImportRequest("forest-land", ImportDatabase.AsOf));

        var offset = Assert.Single(report.Findings, f => f.Kind == "gcj02-offset");
        Assert.InRange(offset.Size!.Value, 500, 600);
        Assert.True(offset is { Severity: "error", Blocks: true });
        Assert.Contains(report.Findings, f => f.Kind == "crs" && f.Message.Contains("adcode、", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_own_county_where_it_stands_is_no_offset()
    {
        await StoreAsync(0, 0);

        var report = await county.StagedAsync(Repository.SharedFile(Counties), new ImportRequest("forest-land", ImportDatabase.AsOf));

        Assert.DoesNotContain(report.Findings, f => f.Kind == "gcj02-offset");
    }

    private async Task StoreAsync(double east, double north)
    {
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.SharedFile(Counties), TestContext.Current.CancellationToken));
        var outline = file.RootElement.GetProperty("features").EnumerateArray().Single(f => f.GetProperty("properties").GetProperty("adcode").GetInt32() == 431125).GetProperty("geometry").GetRawText();
        await county.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "the border of the county", write => write.ExecuteAsync(
            """
            update inventory.county c
            set geom = g.geom, geom_3857 = st_transform(g.geom, 3857)
            from (select st_multi(st_simplifypreservetopology(st_translate(st_setsrid(st_geomfromgeojson(@outline), 4490), @east, @north), 0.0003)) as geom) g
            """, new { outline, east, north }, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }
}
