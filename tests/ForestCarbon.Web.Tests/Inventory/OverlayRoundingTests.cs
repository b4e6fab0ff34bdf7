using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Inventory;

/// <summary>The squared county and one parcel more, of 0.0045 mu registered and 0.015 mu on the ellipsoid.</summary>
public sealed class RoundedSite : WebSite
{
    protected override async Task FillCountyAsync()
    {
        await base.FillCountyAsync();
        await Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "a parcel of less than a hundredth of a mu", write => write.ExecuteAsync(
            """
            insert into inventory.parcel (parcel_id, county_code) values (51, '431125');
            insert into inventory.parcel_version (parcel_version_id, parcel_id, valid, code, township_code, village_code, compartment, subcompartment,
                ellipsoidal_area_m2, registered_area_ha, is_on_forest_land, land_class, land_class_given, land_class_list)
            values (51, 51, '[2025-12-31,)', '431125101001000100051', '431125101', '431125101001', '0001', '00051', 10, 0.0003, true, '0171', '0171', 'land-class');
            insert into inventory.parcel_shape (parcel_version_id, geom, geom_3857)
            select 51, st_multi(box), st_multi(st_transform(box, 3857)) from st_makeenvelope(111.205, 25.205, 111.206, 25.206, 4490) as box;
            """));
    }
}

public sealed class OverlayRoundingTests(RoundedSite site) : IClassFixture<RoundedSite>
{
    [Fact]
    public async Task A_difference_of_areas_is_rounded_once_and_not_made_of_two_rounded_figures()
    {
        var page = await (await site.SignedInAsync(Roles.Auditor)).PageAsync("/inventory/overlay");
        string[] Of(string rows) => [.. new[] { "登记面积", "椭球面积", "登记减椭球" }.Select(c => page.QuerySelector($"section:not(#own) {rows} td[data-l='{c}']")!.TextContent.Trim())];

        // 27,000.0045 − 27,270.015 = −270.0105 mu; the difference of the two as printed would be −270.02.
        Assert.Equal(["27,000.00", "27,270.02", "−270.01"], Of("tfoot tr"));
        Assert.Equal(["27,000.00", "27,270.02", "−270.01"], Of("tbody tr"));
    }
}
