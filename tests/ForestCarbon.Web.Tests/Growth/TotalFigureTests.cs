using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Identity;
using static ForestCarbon.Web.Tests.Growth.Shown;

namespace ForestCarbon.Web.Tests.Growth;

/// <summary>Figures of the tables of totals, of their years and their parts.</summary>
[Collection<AccountedCounty>]
public sealed class TotalFigureTests(AccountedSite site)
{
    [Theory, InlineData("stock", 3), InlineData("increment", 4)]
    public async Task A_townships_figure_is_a_door_to_the_parcels_it_is_the_sum_of(string figure, int column)
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        var row = (await browser.PageAsync($"/growth/why/{figure}")).QuerySelector("#townships tbody tr")!;
        var cell = row.QuerySelectorAll("td")[column].QuerySelector("a.why")!;

        var parts = await browser.PageAsync(cell.GetAttribute("href")!);

        // The list of parcels has no column that counts them: its foot says how many there are.
        Assert.Equal(Figure(cell), Figure(parts.QuerySelectorAll("tfoot td")[column - 1]));
        var count = row.QuerySelectorAll("td")[0].QuerySelector("a.why")!;
        Assert.StartsWith($"全部 {count.TextContent} 个小班", (await browser.PageAsync(count.GetAttribute("href")!)).QuerySelector("tfoot th")!.TextContent, StringComparison.Ordinal);
        Assert.Matches("^/inventory/parcels/[0-9]+\\?run=[0-9]+&year=[0-9]+#why$", parts.QuerySelector("tbody th a")!.GetAttribute("href"));
    }

    [Theory, InlineData("township"), InlineData("species_group"), InlineData("age_group"), InlineData("forest_category"), InlineData("land_class")]
    public async Task Every_figure_of_a_row_of_totals_is_a_door_to_the_parcels_it_is_the_sum_of(string dimension)
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        var page = await browser.PageAsync($"/inventory?by={dimension}&year={(await new AccountedRuns(site.Db).LatestAsync())!.FirstYear + 3}");
        var heads = page.QuerySelectorAll("thead th").Select(th => th.TextContent.Split(' ')[0]).ToList();
        // The heads of carbon, with the column of the list of parcels that adds the same up: area, stock, increment.
        var columns = heads.Select((head, at) => (at, of: head switch { "其中已核算" or "无立木" or "未计" or "未能核算" => 1, "碳储量" => 2, "年增量" => 3, _ => 0 })).Where(c => c.of > 0).ToList();

        var doors = page.QuerySelectorAll("tbody tr").SelectMany(row => columns.Select(c => (Door: row.Children[c.at].QuerySelector("a.why"), c.of)))
            .Where(d => d.Door is not null && Figure(d.Door) != 0).ToList();

        Assert.True(columns.Count >= 5);
        Assert.NotEmpty(doors);
        Assert.Contains(doors, d => d.of == 2);
        foreach (var (door, of) in doors)
            Assert.Equal(Figure(door!), Figure((await browser.PageAsync(door!.GetAttribute("href")!)).QuerySelectorAll("tfoot td")[of].FirstChild!));
    }

    [Fact]
    public async Task Parcels_along_no_dimension_of_a_run_are_not_found() => Assert.Equal(
        System.Net.HttpStatusCode.NotFound, (await (await site.SignedInAsync(Roles.Auditor)).GetAsync("/growth/why/stock/parcels?by=colour&key=green")).StatusCode);

    [Theory]
    [InlineData("/inventory", "tbody td:nth-child(n+2), tfoot td:nth-child(n+2)")]
    [InlineData("/growth/runs/{run}", ".tile:nth-child(-n+4) .fig")]
    public async Task Every_carbon_figure_of_the_totals_and_of_a_run_is_a_door(string address, string figures)
    {
        var page = await (await site.SignedInAsync(Roles.Auditor)).PageAsync(address.Replace("{run}", $"{site.RunId}", StringComparison.Ordinal));

        Assert.NotEmpty(page.QuerySelectorAll(figures));
        Assert.All(page.QuerySelectorAll(figures), figure => Assert.NotNull(figure.QuerySelector("a.why")));
    }

    [Fact]
    public async Task Figures_are_of_the_year_the_data_are_as_of_and_say_so_whatever_the_clock_says()
    {
        var latest = (await new AccountedRuns(site.Db).LatestAsync())!;
        var (year, next) = (latest.FirstYear, latest.FirstYear + 1);
        var stock = await site.CountyKgAsync(latest.RunId, year);
        var increment = await site.CountyKgAsync(latest.RunId, next) - stock;
        var browser = await site.SignedInAsync(Roles.Auditor);

        var totals = await browser.PageAsync("/inventory");
        Assert.Equal((stock / 1000, increment / 1000), (Figure(totals.QuerySelector("tfoot td:nth-last-child(2) .why")!), Figure(totals.QuerySelector("tfoot td:last-child .why")!)));
        var heads = totals.QuerySelectorAll("thead th").Select(th => th.TextContent).ToList();
        Assert.Contains(heads, head => head.StartsWith($"碳储量 {year} ", StringComparison.Ordinal));
        Assert.Contains(heads, head => head.StartsWith($"年增量 {next} ", StringComparison.Ordinal));
        foreach (var address in new[] { "/", $"/growth/runs/{latest.RunId}" })
        {
            var tiles = (await browser.PageAsync(address)).QuerySelectorAll(".tile");
            Assert.EndsWith($"碳储量 {year}", tiles[0].QuerySelector("dt")!.TextContent, StringComparison.Ordinal);
            Assert.Equal(InTenThousands(stock), Figure(tiles[0].QuerySelector(".fig .why")!));
            Assert.Equal($"年增量 {next}", tiles[1].QuerySelector("dt")!.TextContent);
            Assert.Equal(InTenThousands(increment), Figure(tiles[1].QuerySelector(".fig .why")!));
        }
        Assert.Contains($"{year} 年末", (await browser.PageAsync("/growth/why/stock")).QuerySelector(".head p")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"{year} 年末", (await browser.PageAsync("/inventory/map?colour=density")).QuerySelector("#legend-unit")!.TextContent, StringComparison.Ordinal);
    }

    [Theory, InlineData("/inventory"), InlineData("/growth/runs/{run}"), InlineData("/growth/why/increment")]
    public async Task Another_year_of_the_run_can_be_chosen(string address)
    {
        var latest = (await new AccountedRuns(site.Db).LatestAsync())!;
        var year = latest.FirstYear + 5;
        var increment = await site.CountyKgAsync(latest.RunId, year) - await site.CountyKgAsync(latest.RunId, year - 1);
        var browser = await site.SignedInAsync(Roles.Auditor);
        address = address.Replace("{run}", $"{latest.RunId}", StringComparison.Ordinal);
        Assert.Contains((await browser.PageAsync(address)).QuerySelectorAll("form.years option"), option => option.GetAttribute("value") == $"{year}");

        var page = await browser.PageAsync($"{address}?year={year}");

        Assert.Equal($"{year}", page.QuerySelector("form.years option[selected]")!.GetAttribute("value"));
        var shown = page.QuerySelector("tfoot td:last-child .why");
        if (shown is not null)
            Assert.Equal(increment / 1000, Figure(shown));
        else
            Assert.Equal(InTenThousands(increment), Figure(page.QuerySelectorAll(".tile .fig .why")[1]));
    }

    [Fact]
    public void A_sum_of_missing_increments_is_missing_and_a_run_of_one_year_has_none()
    {
        var run = new RunRow { FirstYear = 2026, LastYear = 2026 };
        var line = new Web.Map.TotalLine(new AreaTotal { Key = "431125101", Parcels = 1, EllipsoidalAreaM2 = 1 }, new DimensionRow { Key = "431125101", StockKg = 5 });

        var page = new Web.Map.TotalsPage("township", 1, run, run.Years(), [line]);

        Assert.Null(run.Years().Increment);
        Assert.Equal(5, page.StockKg);
        Assert.Null(page.IncrementKg);
        Assert.Equal(2027, new RunRow { FirstYear = 2026, LastYear = 2030 }.Years().Increment);
    }

    [Theory]
    [InlineData("/", ".tile:nth-child(2)"), InlineData("/", "table.bars + .cap"), InlineData("/inventory", "thead th:last-child"), InlineData("/inventory", "thead th:nth-last-child(2)")]
    [InlineData("/growth/why/stock", "#townships thead th:last-child"), InlineData("/growth/why/increment", ".big"), InlineData("/growth/runs/{run}", ".tile:nth-child(2)")]
    public async Task Tonnes_that_rest_on_factors_nobody_read_again_say_so(string address, string beside)
    {
        var page = await (await site.SignedInAsync(Roles.Finance)).PageAsync(address.Replace("{run}", $"{site.RunId}", StringComparison.Ordinal));

        Assert.NotNull(page.QuerySelector($"{beside} abbr.mk.m"));
    }

    [Fact]
    public async Task The_parts_of_a_row_of_totals_add_up_to_its_area()
    {
        var page = await (await site.SignedInAsync(Roles.Auditor)).PageAsync("/inventory?by=age_group");

        var heads = page.QuerySelectorAll("thead th").Select(th => th.TextContent.Split(' ')[0]).ToList();
        var whole = heads.IndexOf("椭球面积");
        foreach (var row in page.QuerySelectorAll("tbody tr, tfoot tr"))
        {
            var cells = row.QuerySelectorAll("th, td");
            var parts = new[] { "其中已核算", "无立木", "未计", "未能核算" }.Select(name => heads.IndexOf(name)).Where(at => at >= 0).Sum(at => Figure(cells[at]));
            // Each figure is rounded by itself.
            Assert.InRange(parts - Figure(cells[whole]), -0.02m, 0.02m);
        }
    }

    [Fact]
    public async Task A_stations_figures_are_those_of_its_township()
    {
        var latest = (await new AccountedRuns(site.Db).LatestAsync())!;
        var year = latest.Years().Stock;
        var township = await site.ScalarAsync<decimal>(
            $"select stock_kg::numeric from growth.run_total_v where run_id = {latest.RunId} and dimension = 'township' and key = '{SmallCounty.West}' and year = {year}");

        var why = await (await site.SignedInAsync(Roles.TownshipStation)).PageAsync("/growth/why/stock");

        Assert.Equal(township / 1000, Figure(why.QuerySelector("tfoot tr")!.QuerySelectorAll("td")[3]));
        Assert.Single(why.QuerySelectorAll("#townships tbody tr"));
    }

    [Fact]
    public async Task Accepted_works_beside_a_target_name_its_year_and_that_they_are_invented()
    {
        var works = (await (await site.SignedInAsync(Roles.Finance)).PageAsync("/inventory/plan")).QuerySelectorAll("td .works").ToList();

        Assert.NotEmpty(works);
        Assert.All(works, remark => Assert.Contains("演示工程是生成的", remark.TextContent, StringComparison.Ordinal));
        Assert.Contains(works, remark => remark.TextContent.Contains("年的目标", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/"), InlineData("/inventory"), InlineData("/growth"), InlineData("/growth/why/stock"), InlineData("/growth/runs/{run}")]
    [InlineData("/inventory/parcels/{parcel}"), InlineData("/growth/factors"), InlineData("/growth/curves/{set}")]
    public async Task Accounted_figures_are_told_in_English_without_a_Chinese_word(string address)
    {
        var parcel = await site.ScalarAsync<long>($"select min(parcel_id) from growth.parcel_result_v where run_id = {site.RunId} and status = 'accounted'");
        address = address.Replace("{run}", $"{site.RunId}", StringComparison.Ordinal).Replace("{parcel}", $"{parcel}", StringComparison.Ordinal)
            .Replace("{set}", $"{await site.ScalarAsync<int>($"select curve_set_id from growth.run where run_id = {site.RunId}")}", StringComparison.Ordinal);

        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(await site.SignedInAsync(Roles.Developer), address));
    }
}
