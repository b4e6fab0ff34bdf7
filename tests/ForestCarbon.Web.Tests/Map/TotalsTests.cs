using System.Globalization;
using System.Text.Json;
using AngleSharp.Dom;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Map;

public sealed class TotalsTests(WebSite site) : IClassFixture<WebSite>
{
    [Fact]
    public async Task Registered_and_ellipsoidal_areas_stand_beside_each_other_and_add_up()
    {
        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync("/inventory?by=township");

        // 12 parcels of 100 ha and 12 of 50 ha, 15 mu to the hectare; the ellipsoidal area is 1 % larger in this county.
        Assert.Equal(["西镇", "12", "18,000.00", "18,180.00"], Cells(page, "tbody tr:nth-child(1)").Take(4));
        Assert.Equal(["东镇", "12", "9,000.00", "9,090.00"], Cells(page, "tbody tr:nth-child(2)").Take(4));
        Assert.Equal(["合计", "24", "27,000.00", "27,270.00"], Cells(page, "tfoot tr").Take(4));
    }

    [Theory, InlineData("species_group", 5), InlineData("age_group", 3), InlineData("forest_category", 2), InlineData("land_class", 4)]
    public async Task Every_way_of_adding_up_gives_the_same_sum(string dimension, int lines)
    {
        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync($"/inventory?by={dimension}");

        Assert.Equal(lines, page.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(["合计", "24", "27,000.00", "27,270.00"], Cells(page, "tfoot tr").Take(4));
    }

    [Fact]
    public async Task The_switch_to_hectares_changes_every_area()
    {
        var browser = await site.SignedInAsync(Roles.Finance);
        await browser.PostAsync("/reading", new() { ["areaUnit"] = "ha" }, formOn: "/");

        var page = await browser.PageAsync("/inventory");

        Assert.Equal(["合计", "24", "1,800.0000", "1,818.0000"], Cells(page, "tfoot tr").Take(4));
    }

    [Fact]
    public async Task A_township_station_reads_its_own_township_only()
    {
        var page = await (await site.SignedInAsync(Roles.TownshipStation)).PageAsync("/inventory");

        Assert.Equal("西镇", Assert.Single(page.QuerySelectorAll("tbody th")).TextContent.Trim());
    }

    [Fact]
    public async Task The_legend_over_the_whole_county_agrees_with_the_table()
    {
        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        var table = (await browser.PageAsync("/inventory?by=species_group")).QuerySelectorAll("tbody tr")
            .ToDictionary(r => r.QuerySelector("th")!.TextContent.Trim(), r => r.QuerySelectorAll("td")[2].TextContent.Trim());

        var legend = JsonDocument.Parse(await browser.Http.GetStringAsync(
            "/inventory/map/legend?colour=species&west=12000000&south=2700000&east=12600000&north=3100000")).RootElement;

        // Fir: 3 parcels in each township, (3 × 100 + 3 × 50) ha, 1 % more on the ellipsoid.
        var fir = legend.EnumerateArray().Single(row => row.GetProperty("key").GetString() == "fir").GetProperty("m2").GetDecimal();
        Assert.Equal(4_545_000m, fir);
        Assert.Equal((fir * 3 / 2000).ToString("N2", CultureInfo.InvariantCulture), table["杉木"]);
    }

    [Fact]
    public async Task The_legend_counts_a_parcel_whole_if_it_touches_the_view_and_not_at_all_if_it_does_not()
    {
        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        // Longitude 111.2001–111.2002, latitude 25.2001–25.2002: inside parcel 1, in metres of the map.
        var legend = JsonDocument.Parse(await browser.Http.GetStringAsync(
            "/inventory/map/legend?colour=species&west=12378740&south=2900800&east=12378750&north=2900810")).RootElement;

        var only = Assert.Single(legend.EnumerateArray());
        Assert.Equal(("fir", 1_010_000m), (only.GetProperty("key").GetString(), only.GetProperty("m2").GetDecimal()));
    }

    [Fact]
    public async Task The_downloaded_table_carries_figures_unrounded()
    {
        var csv = await (await site.SignedInAsync(Roles.Auditor)).Http.GetStringAsync("/inventory/totals.csv?by=township");

        Assert.Contains("431125101,西镇,12,1200.0000,12120000.0000,", csv, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Cells(IDocument page, string row) =>
        page.QuerySelectorAll($".tw {row} > *").Select(cell => cell.TextContent.Trim());
}
