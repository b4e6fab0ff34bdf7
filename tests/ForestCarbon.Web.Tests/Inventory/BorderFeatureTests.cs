using System.Text;
using System.Text.Json;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Inventory;

/// <summary>The squared county with two protected areas, which name no township: one on both sides of the border, one in the east.</summary>
public sealed class BorderSite : WebSite
{
    protected override async Task FillCountyAsync()
    {
        await base.FillCountyAsync();
        await Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "protected areas", write => write.ExecuteAsync(
            """
            insert into inventory.layer_feature (layer, code, name, valid, ellipsoidal_area_m2, geom, geom_3857)
            select 'protected-area', code, code, '[2025-12-31,)', 4000000, box, st_transform(box, 3857)
            from (values ('BH-1', st_makeenvelope(111.23, 25.20, 111.25, 25.22, 4490)), ('BH-2', st_makeenvelope(111.26, 25.20, 111.27, 25.22, 4490))) as f (code, box);
            """));
    }
}

/// <summary>What a township's account gets of features that name no township (architecture.md, what always holds).</summary>
public sealed class BorderFeatureTests(BorderSite site) : IClassFixture<BorderSite>
{
    [Theory, InlineData("/ogc/collections/protected-area/items"), InlineData("/inventory/layers/protected-area/export?format=geojson")]
    public async Task Comes_whole_to_whose_ground_it_touches_and_not_at_all_to_others(string address)
    {
        async Task<string[]> FeaturesAsync(string role)
        {
            using var found = JsonDocument.Parse(await (await site.SignedInAsync(role)).Http.GetStringAsync(address, TestContext.Current.CancellationToken));
            return [.. found.RootElement.GetProperty("features").EnumerateArray().Select(f => f.GetRawText())];
        }

        var county = await FeaturesAsync(Roles.Auditor);
        Assert.Equal(2, county.Length);
        Assert.Equal([county.Single(f => f.Contains("BH-1", StringComparison.Ordinal))], await FeaturesAsync(Roles.TownshipStation));
    }

    [Fact]
    public async Task Tiles_hold_the_same_features_as_files()
    {
        using var answer = await (await site.SignedInAsync(Roles.TownshipStation)).GetAsync("/tiles/protected-area/10/828/437.mvt");
        var tile = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        Assert.Contains("BH-1", tile, StringComparison.Ordinal);
        Assert.DoesNotContain("BH-2", tile, StringComparison.Ordinal);
    }

    [Theory, InlineData("/inventory/layers/protected-area"), InlineData("/inventory/overlay")]
    public async Task The_page_says_that_areas_go_beyond_the_township_to_who_sees_one(string address)
    {
        const string Sentence = "面积含您的乡镇以外的部分";
        async Task<string> MainAsync(string role) => (await (await site.SignedInAsync(role)).PageAsync(address)).QuerySelector("main")!.TextContent;

        Assert.Contains(Sentence, await MainAsync(Roles.TownshipStation), StringComparison.Ordinal);
        Assert.DoesNotContain(Sentence, await MainAsync(Roles.Auditor), StringComparison.Ordinal);
    }
}
