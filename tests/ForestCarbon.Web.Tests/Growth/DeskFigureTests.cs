using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Identity;
using static ForestCarbon.Web.Tests.Growth.Shown;

namespace ForestCarbon.Web.Tests.Growth;

/// <summary>Figures of the desk, each a door to what it is the sum of.</summary>
[Collection<AccountedCounty>]
public sealed class DeskFigureTests(AccountedSite site)
{
    [Fact]
    public async Task The_stock_on_the_desk_is_the_sum_of_its_townships_and_of_its_parcels()
    {
        var latest = (await new AccountedRuns(site.Db).LatestAsync())!;
        // The year the data are as of stands first; what is projected beyond it names its year.
        var year = latest.Years().Stock;
        var parcels = await site.ScalarAsync<decimal>(
            $"select sum(stock_kg[{year - latest.FirstYear + 1}])::numeric from growth.parcel_result where run_id = {latest.RunId}");
        var browser = await site.SignedInAsync(Roles.Auditor);

        var why = await browser.PageAsync($"/growth/why/stock?year={year}");
        var townships = why.QuerySelectorAll("#townships tbody tr").Sum(row => Figure(row.QuerySelectorAll("td")[3]));
        var total = Figure(why.QuerySelector("tfoot tr")!.QuerySelectorAll("td")[3]);

        Assert.Equal(parcels / 1000, total);
        Assert.Equal(total, townships);
        var tile = (await browser.PageAsync("/")).QuerySelector(".tile")!;
        Assert.Equal(Math.Round(total / 10_000, 2, MidpointRounding.AwayFromZero), Figure(tile.QuerySelector(".fig .why")!));
        Assert.Contains($"{year} 年末", tile.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_desk_says_where_the_base_conflicts_and_how_much_lies_in_two_layers()
    {
        await new ForestCarbon.Inventory.Overlay.ParcelOverlays(site.Db).FollowAsync();

        var crossed = (await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync("/")).QuerySelector("#crossed")!;

        Assert.Equal(2, crossed.QuerySelectorAll(".f.alert").Length);
        var doors = crossed.QuerySelectorAll("a.why").ToList();
        Assert.Equal(3, doors.Count);
        // Each leads to the parcels, whose sum is the figure.
        foreach (var door in doors.Skip(1))
        {
            var parcels = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync(door.GetAttribute("href")!);
            Assert.Equal(Figure(door), Figure(parcels.QuerySelectorAll("tfoot td")[1]));
        }
    }

    [Fact]
    public async Task An_age_groups_area_is_a_door_to_the_parcels_it_is_the_sum_of()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);

        var doors = (await browser.PageAsync("/")).QuerySelectorAll("table.bars a.why[href^='/inventory/parcels']").ToList();

        Assert.NotEmpty(doors);
        foreach (var door in doors)
            Assert.Equal(Figure(door), Figure((await browser.PageAsync(door.GetAttribute("href")!)).QuerySelector(".head p a.why")!));
    }

    [Fact]
    public async Task A_contract_area_is_a_door_to_the_units_it_is_the_sum_of()
    {
        var browser = await site.SignedInAsync(Roles.Finance);

        var doors = (await browser.PageAsync("/")).QuerySelectorAll("#desk a.why[href^='/inventory/layers/']").ToList();

        Assert.Equal(["/inventory/layers/public-welfare", "/inventory/layers/natural-forest"], doors.Select(d => d.GetAttribute("href")));
        foreach (var door in doors)
            Assert.EndsWith($"合同面积合计 {door.TextContent}万亩", (await browser.PageAsync(door.GetAttribute("href")!)).QuerySelector("#sums")!.TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_area_of_the_plan_is_a_door_to_the_same_figure_with_its_basis()
    {
        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        var plan = await browser.PageAsync("/inventory/plan");

        var desk = await browser.PageAsync("/");
        var doors = desk.QuerySelectorAll("td[data-l='台账'] a.why[href^='/inventory/plan#']").ToList();

        Assert.True(doors.Count >= 4);
        // There in ten thousands.
        Assert.All(doors, door => Assert.Contains(
            Math.Round(Figure(door) / 10_000, 2, MidpointRounding.AwayFromZero),
            plan.QuerySelectorAll($"{door.GetAttribute("href")!["/inventory/plan".Length..]} a.why").Where(why => decimal.TryParse(why.TextContent, out _)).Select(Figure)));
        Assert.All(desk.QuerySelectorAll("td[data-l='规划'] a.why[href^='/inventory/plan#']"), door => Assert.StartsWith(
            Math.Round(Figure(door) / 10_000, 2, MidpointRounding.AwayFromZero).ToString("N2", System.Globalization.CultureInfo.InvariantCulture),
            plan.QuerySelector($"{door.GetAttribute("href")!["/inventory/plan".Length..]} td[data-l='规划']")!.TextContent.Trim(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_computed_figure_of_the_desk_is_a_door_that_opens()
    {
        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        var desk = await browser.PageAsync("/");

        Assert.All(desk.QuerySelectorAll(".tile .fig"), tile => Assert.NotNull(tile.QuerySelector("a.why")));
        foreach (var door in desk.QuerySelectorAll("a.why").Select(a => a.GetAttribute("href")!).Distinct())
            await browser.PageAsync(door);
    }

    [Fact]
    public async Task The_bureau_finds_the_bases_conflicts_among_what_waits_for_it()
    {
        await new ForestCarbon.Inventory.Overlay.ParcelOverlays(site.Db).FollowAsync();

        var waiting = (await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync("/")).QuerySelectorAll("#waiting > li").Select(li => li.QuerySelector("a")!.GetAttribute("href")).ToList();

        Assert.Equal(["/inventory/overlay/parcels?layers=carbon-base,public-welfare", "/inventory/overlay/parcels?layers=carbon-base,natural-forest"], waiting.Take(2));
        Assert.Null((await (await site.SignedInAsync(Roles.Finance)).PageAsync("/")).QuerySelector("#waiting a[href*=overlay]"));
    }
}
