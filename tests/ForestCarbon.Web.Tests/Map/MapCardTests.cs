using System.Globalization;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Tests.Growth;

namespace ForestCarbon.Web.Tests.Map;

/// <summary>The card beside the map with its tabs, and what the list of layers says of each.</summary>
[Collection<AccountedCounty>]
public sealed class MapCardTests(AccountedSite site)
{
    [Theory]
    [InlineData("", "碳与生长", "#why")]
    [InlineData("history", "历史", "section[aria-label=历史] .thread > li.now")]
    [InlineData("screening", "筛查", "a[href='/ccer']")]
    [InlineData("tenure", "权属", "section[aria-label=权属] .ex dl.kv")]
    public async Task A_tab_of_the_card_shows_its_own_facts(string tab, string name, string shows)
    {
        var parcel = await site.ScalarAsync<long>($"select min(parcel_id) from growth.parcel_result_v where run_id = {site.RunId} and status = 'accounted'");
        var browser = await site.SignedInAsync(Roles.Ranger);

        var card = await browser.PageAsync($"/inventory/parcels/{parcel}/card?tab={tab}");
        var map = await browser.PageAsync($"/inventory/map?parcel={parcel}&tab={tab}");

        Assert.Equal(name, card.QuerySelector(".tabs [aria-current]")!.TextContent);
        Assert.NotNull(card.QuerySelector(shows));
        Assert.NotNull(map.QuerySelector($"#card {shows}"));
        Assert.Equal(4, card.QuerySelectorAll(".tabs a[data-tab]").Length);
    }

    [Fact]
    public async Task The_lots_over_a_parcel_cover_it()
    {
        var parcel = await site.ScalarAsync<long>("select min(parcel_id) from inventory.parcel_current_v");
        var areaMu = await site.ScalarAsync<decimal>($"select ellipsoidal_area_m2 * 3 / 2000 from inventory.parcel_current_v where parcel_id = {parcel}");

        var lots = (await (await site.SignedInAsync(Roles.Surveyor)).PageAsync($"/inventory/parcels/{parcel}/card?tab=tenure")).QuerySelectorAll(".ex").ToList();

        Assert.NotEmpty(lots);
        Assert.InRange(lots.Sum(lot => Shown.Figure(lot.QuerySelector("a.why")!)) - areaMu, -0.01m * lots.Count, 0.01m * lots.Count);
    }

    [Theory]
    [InlineData("public-welfare")]
    [InlineData("carbon-base")]
    public async Task A_layers_area_stands_beside_its_name_and_leads_to_its_features(string layer)
    {
        var wanMu = await site.ScalarAsync<decimal>($"select round(sum(ellipsoidal_area_m2) * 3 / 2000 / 10000, 2) from inventory.layer_feature where layer = '{layer}' and upper_inf(valid)");
        var browser = await site.SignedInAsync(Roles.Auditor);

        var door = (await browser.PageAsync("/inventory/map")).QuerySelector($".lay a.why[href='/inventory/layers/{layer}']")!;

        Assert.Equal(wanMu.ToString("N2", CultureInfo.InvariantCulture), door.TextContent);
        Assert.Contains($"椭球面积合计 {door.TextContent}", (await browser.PageAsync(door.GetAttribute("href")!)).QuerySelector("#sums")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layer_of_works_is_told_by_their_number()
    {
        var works = await site.ScalarAsync<long>("select count(*) from inventory.layer_feature where layer = 'programme-work' and upper_inf(valid)");

        var door = (await (await site.SignedInAsync(Roles.Auditor)).PageAsync("/inventory/map")).QuerySelector(".lay a.why[href='/inventory/layers/programme-work']")!;

        Assert.Equal(works.ToString("N0", CultureInfo.InvariantCulture), door.TextContent);
    }
}
