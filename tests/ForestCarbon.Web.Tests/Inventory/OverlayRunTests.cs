using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Web.Tests.Inventory;

/// <summary>More parcels than are cut while somebody waits for a page.</summary>
public sealed class CrowdedSite : WebSite
{
    protected override async Task FillCountyAsync()
    {
        await base.FillCountyAsync();
        await Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "many small parcels", write => write.ExecuteAsync(
            """
            insert into inventory.parcel (parcel_id, county_code) select 1000 + n, '431125' from generate_series(1, @many) n;
            insert into inventory.parcel_version (parcel_version_id, parcel_id, valid, code, township_code, village_code, compartment, subcompartment,
                ellipsoidal_area_m2, registered_area_ha, is_on_forest_land, land_class, land_class_given, land_class_list)
            select 1000 + n, 1000 + n, '[2025-12-31,)', '431125101001' || '0009' || lpad(n::text, 5, '0'), '431125101', '431125101001', '0009', lpad(n::text, 5, '0'),
                   10000, 0.3333, true, '0111', '0111', 'land-class'
            from generate_series(1, @many) n;
            insert into inventory.parcel_shape (parcel_version_id, geom, geom_3857)
            select 1000 + n, st_multi(box), st_multi(st_transform(box, 3857))
            from generate_series(1, @many) n
            cross join lateral st_makeenvelope(111.24 + n % 30 * 0.001, 25.20 + n / 30 * 0.001, 111.241 + n % 30 * 0.001, 25.201 + n / 30 * 0.001, 4490) as box;
            """, new { many = ParcelOverlays.FewParcels + 1 }));
    }
}

public sealed class OverlayRunTests(CrowdedSite site) : IClassFixture<CrowdedSite>
{
    [Fact]
    public async Task Many_parcels_are_cut_by_a_run_whose_page_shows_how_far_it_is_and_then_sums_that_add_up_as_printed()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);

        var waiting = await browser.PageAsync("/inventory/overlay");
        var events = waiting.QuerySelector("#progress")!.GetAttribute("data-events")!;
        Assert.Null(waiting.QuerySelector(".tw table"));
        using (var parcels = await browser.GetAsync("/inventory/overlay/parcels"))
            Assert.Equal("/inventory/overlay", parcels.Headers.Location?.OriginalString);

        await new RunEngine(site.Db).DriveAsync(Actor.Installation, long.Parse(events.Split('/')[4], System.Globalization.CultureInfo.InvariantCulture), new OverlayWork(site.Db));

        Assert.Contains("\"state\":\"finished\"", await browser.Http.GetStringAsync(new Uri(events, UriKind.Relative)), StringComparison.OrdinalIgnoreCase);
        var table = (await browser.PageAsync("/inventory/overlay")).QuerySelector(".tw table")!;
        foreach (var column in new[] { 2, 3 })
        {
            decimal Printed(string rows) => table.QuerySelectorAll(rows).Sum(r => decimal.Parse(r.Children[column].TextContent.Trim(), System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(Printed("tfoot tr:first-child"), Printed("tbody tr"));
        }
        // Why the registered sum is another than the ellipsoidal one: the figure leads to the parcels, those that differ most first.
        decimal Figure(AngleSharp.Dom.IElement cell) => decimal.Parse(cell.TextContent.Trim().Replace('−', '-'), System.Globalization.CultureInfo.InvariantCulture);
        var sum = table.QuerySelector("tfoot tr")!;
        Assert.Equal(Figure(sum.Children[2]) - Figure(sum.Children[3]), Figure(sum.Children[4]));
        var behind = await browser.PageAsync(sum.Children[4].QuerySelector("a.why")!.GetAttribute("href")!);
        var differences = behind.QuerySelectorAll(".tw tbody tr").Select(r => Math.Abs(Figure(r.Children[3]))).ToList();
        Assert.Equal(differences.OrderDescending(), differences);
        Assert.Equal(100, differences.Count);
        Assert.InRange(Math.Abs(Figure(sum.Children[4]) - Figure(behind.QuerySelector(".tw tfoot tr")!.Children[3])), 0, 0.05m);
    }
}
