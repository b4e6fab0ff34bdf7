using System.Net;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Web.Tests.Growth;

/// <summary>The demonstration county, small, with one finished run.</summary>
public class AccountedSite : WebSite
{
    public long RunId { get; private set; }

    protected override Task FillCountyAsync() => new DemonstrationLoader(Db).LoadAsync(1_500);

    protected override async Task FillAsync()
    {
        await base.FillAsync();
        RunId = (await new Accounting(Db).OpenAsync(Actor.Installation, new AccountRequest())).RunId;
        await DriveAsync(RunId);
    }

    public Task<RunProgress> DriveAsync(long runId) => new RunEngine(Db).DriveAsync(Actor.Installation, runId, new AccountingWork(Db));
}

public sealed class RunTests(AccountedSite site) : IClassFixture<AccountedSite>
{
    [Fact]
    public async Task A_second_click_on_the_same_form_starts_no_second_run()
    {
        var browser = await site.SignedInAsync(Roles.Surveyor);
        var form = await browser.PageAsync("/growth");
        var fields = form.QuerySelectorAll("form[action='/growth/runs'] input").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!);

        using var first = await browser.PostAsync("/growth/runs", fields);
        using var second = await browser.PostAsync("/growth/runs", fields);

        Assert.Matches("^/growth/runs/[0-9]+$", first.Headers.Location!.OriginalString);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        await EndAsync(first.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_run_that_was_started_waits_in_the_queue_and_its_page_follows_it_to_the_end()
    {
        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        using var started = await browser.PostAsync("/growth/runs", new() { ["Key"] = Guid.NewGuid().ToString("N"), ["To"] = "2030" }, formOn: "/growth");
        var address = started.Headers.Location!.OriginalString;
        Assert.Equal("0", (await browser.PageAsync(address)).QuerySelector("[role=progressbar]")!.GetAttribute("aria-valuenow"));
        Assert.Equal(1L, await site.ScalarAsync<long>(
            $"select count(*) from hangfire.job where arguments::text like '%{address[(address.LastIndexOf('/') + 1)..]}%'"));

        var stream = browser.Http.GetStringAsync(address + "/progress");
        await EndAsync(address);

        var last = (await stream).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1]["data: ".Length..];
        Assert.Equal(("finished", 1.0), (JsonDocument.Parse(last).RootElement.GetProperty("state").GetString(), JsonDocument.Parse(last).RootElement.GetProperty("fraction").GetDouble()));
        Assert.Equal("100", (await browser.PageAsync(address)).QuerySelector("[role=progressbar]")!.GetAttribute("aria-valuenow"));
    }

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

    [Theory, InlineData("stock", 3), InlineData("increment", 4)]
    public async Task A_townships_figure_is_a_door_to_the_parcels_it_is_the_sum_of(string figure, int column)
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        var row = (await browser.PageAsync($"/growth/why/{figure}")).QuerySelector("#townships tbody tr")!;
        var cell = row.QuerySelectorAll("td")[column].QuerySelector("a.why")!;

        var parts = await browser.PageAsync(cell.GetAttribute("href")!);

        // The list of parcels has no column that counts them.
        Assert.Equal(Figure(cell), Figure(parts.QuerySelectorAll("tfoot td")[column - 1]));
        Assert.Matches("^/inventory/parcels/[0-9]+#why$", parts.QuerySelector("tbody th a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Why_a_parcel_is_not_accounted_stands_on_its_page_with_what_is_missing_and_its_area()
    {
        var shrub = await site.ScalarAsync<long>(
            $"select min(parcel_id) from growth.parcel_result_v where run_id = {site.RunId} and status = 'not_accounted' and reason <> 20");

        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync($"/inventory/parcels/{shrub}");

        var steps = page.QuerySelectorAll("#why .thread > li").Select(li => li.TextContent).ToList();
        Assert.Contains(steps, step => step.Contains("椭球面积", StringComparison.Ordinal) && step.Contains('亩'));
        Assert.Contains(steps, step => step.Contains("缺什么", StringComparison.Ordinal) && step.Contains("没有来源明确", StringComparison.Ordinal));
        Assert.NotNull(page.QuerySelector("a[href='/growth/why/not-accounted']"));
    }

    [Fact]
    public async Task Land_without_trees_has_a_sentence_in_place_of_a_chart_of_noughts()
    {
        var bare = await site.ScalarAsync<long>($"select min(parcel_id) from growth.parcel_result_v where run_id = {site.RunId} and status = 'treeless'");

        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync($"/inventory/parcels/{bare}");

        Assert.Empty(page.QuerySelectorAll("[data-chart]"));
        Assert.Contains("无立木", page.QuerySelector(".carbon .note")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parcels_volume_is_drawn_over_age_from_what_was_measured_beside_the_countys_curve()
    {
        var parcel = await site.ScalarAsync<long>(
            $"select min(p.parcel_id) from growth.parcel_result_v p where p.run_id = {site.RunId} and p.status = 'accounted' and not p.is_age_inferred");
        var (age, volume) = (await site.ScalarAsync<int>($"select mean_age_a::int from inventory.parcel_current_v where parcel_id = {parcel}"),
            await site.ScalarAsync<double>($"select volume_m3_per_ha from inventory.parcel_current_v where parcel_id = {parcel}"));

        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync($"/inventory/parcels/{parcel}/card");

        var drawn = JsonDocument.Parse(page.QuerySelector("[data-chart=growth]")!.GetAttribute("data-series")!).RootElement;
        Assert.Equal((age, Math.Round(volume, 2)), (drawn.GetProperty("age").GetInt32(), drawn.GetProperty("measured").GetDouble()));
        var own = drawn.GetProperty("own");
        Assert.Equal((age, Math.Round(volume, 2)), (own[0][0].GetInt32(), own[0][1].GetDouble()));
        Assert.Equal(own[own.GetArrayLength() - 1][0].GetInt32() + 1, drawn.GetProperty("curve").GetArrayLength());
        Assert.True(drawn.GetProperty("residual").GetDouble() > 0);
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
    public async Task The_live_stream_of_a_run_carries_the_words_of_its_page()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);

        var last = JsonDocument.Parse((await browser.Http.GetStringAsync($"/growth/runs/{site.RunId}/progress")).Trim()["data: ".Length..]).RootElement;

        Assert.Equal("完成", last.GetProperty("word").GetString());
        Assert.Matches("^20[0-9-]{8} [0-9:]{5}$", last.GetProperty("started").GetString());
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

    [Theory]
    [InlineData("/inventory", "tbody td:nth-child(n+2), tfoot td:nth-child(n+2)")]
    [InlineData("/growth/runs/{run}", ".tile:nth-child(-n+4) .fig")]
    public async Task Every_carbon_figure_of_the_totals_and_of_a_run_is_a_door(string address, string figures)
    {
        var page = await (await site.SignedInAsync(Roles.Auditor)).PageAsync(address.Replace("{run}", $"{site.RunId}", StringComparison.Ordinal));

        Assert.NotEmpty(page.QuerySelectorAll(figures));
        Assert.All(page.QuerySelectorAll(figures), figure => Assert.NotNull(figure.QuerySelector("a.why")));
    }

    [Theory]
    [InlineData("limited", 1)]
    [InlineData("not-calibrated", 2)]
    [InlineData("group-curve", 4)]
    [InlineData("age-inferred", 8)]
    public async Task Parcels_with_a_mark_are_counted_on_the_page_of_the_run_and_listed_behind_the_count(string mark, int flag)
    {
        var marked = await site.ScalarAsync<long>($"select count(*) from growth.parcel_result where run_id = {site.RunId} and flags & {flag} <> 0");
        var browser = await site.SignedInAsync(Roles.Auditor);

        var count = (await browser.PageAsync($"/growth/runs/{site.RunId}")).QuerySelector($"#marks a[href$='/marked/{mark}']")!;
        var list = await browser.PageAsync(count.GetAttribute("href")!);

        Assert.Equal(marked, Figure(count));
        Assert.Equal(Math.Min(marked, 100), list.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/growth/runs/{site.RunId}/marked/everything")).StatusCode);
    }

    [Fact]
    public async Task Figures_are_of_the_year_the_data_are_as_of_and_say_so_whatever_the_clock_says()
    {
        var latest = (await new AccountedRuns(site.Db).LatestAsync())!;
        var (year, next) = (latest.FirstYear, latest.FirstYear + 1);
        var stock = await CountyKgAsync(latest.RunId, year);
        var increment = await CountyKgAsync(latest.RunId, next) - stock;
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
        var increment = await CountyKgAsync(latest.RunId, year) - await CountyKgAsync(latest.RunId, year - 1);
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
    public async Task A_station_reads_of_runs_what_they_found_on_its_own_ground()
    {
        var latest = (await new AccountedRuns(site.Db).LatestAsync())!;
        var own = await site.ScalarAsync<long>($"select sum(parcels[1] + parcels[2] + parcels[3] + parcels[4])::bigint from growth.township_total where run_id = {latest.RunId} and dimension = 'county' and township_code = '{SmallCounty.West}'");
        var station = await site.SignedInAsync(Roles.TownshipStation);

        var row = (await station.PageAsync("/growth")).QuerySelectorAll("tbody tr").Single(tr => tr.QuerySelector("th a")!.GetAttribute("href") == $"/growth/runs/{latest.RunId}");
        Assert.Equal($"{own:N0}", row.QuerySelectorAll("td")[3].TextContent.Trim());

        Assert.DoesNotContain("小班", (await station.PageAsync($"/growth/runs/{latest.RunId}")).QuerySelector("#progress .words")!.TextContent, StringComparison.Ordinal);
        var told = JsonDocument.Parse((await station.Http.GetStringAsync($"/growth/runs/{latest.RunId}/progress")).Trim()["data: ".Length..]).RootElement;
        Assert.Equal(JsonValueKind.Null, told.GetProperty("weightDone").ValueKind);
    }

    [Fact]
    public async Task Each_reason_of_the_newest_run_leads_to_its_parcels()
    {
        var latest = (await new AccountedRuns(site.Db).LatestAsync())!;

        var counts = (await (await site.SignedInAsync(Roles.Auditor)).PageAsync($"/growth/runs/{latest.RunId}")).QuerySelectorAll("#counts tbody td:nth-child(n+3)");

        Assert.NotEmpty(counts);
        Assert.All(counts, figure => Assert.NotNull(figure.QuerySelector("a.why")));
    }

    [Fact]
    public async Task What_a_run_pinned_is_a_file_with_the_hash_its_page_shows()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        var door = (await browser.PageAsync($"/growth/runs/{site.RunId}")).QuerySelector("a[href$='manifest.json']")!;

        var manifest = await browser.Http.GetByteArrayAsync(door.GetAttribute("href"));

        Assert.StartsWith(door.TextContent.TrimEnd('…'), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(manifest)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bureau_finds_the_bases_conflicts_among_what_waits_for_it()
    {
        await new ForestCarbon.Inventory.Overlay.ParcelOverlays(site.Db).FollowAsync();

        var waiting = (await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync("/")).QuerySelectorAll("#waiting > li").Select(li => li.QuerySelector("a")!.GetAttribute("href")).ToList();

        Assert.Equal(["/inventory/overlay/parcels?layers=carbon-base,public-welfare", "/inventory/overlay/parcels?layers=carbon-base,natural-forest"], waiting.Take(2));
        Assert.Null((await (await site.SignedInAsync(Roles.Finance)).PageAsync("/")).QuerySelector("#waiting a[href*=overlay]"));
    }

    [Fact]
    public async Task Accepted_works_beside_a_target_name_its_year_and_that_they_are_invented()
    {
        var works = (await (await site.SignedInAsync(Roles.Finance)).PageAsync("/inventory/plan")).QuerySelectorAll("td .works").ToList();

        Assert.NotEmpty(works);
        Assert.All(works, remark => Assert.Contains("演示工程是生成的", remark.TextContent, StringComparison.Ordinal));
        Assert.Contains(works, remark => remark.TextContent.Contains("年的目标", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_parcels_page_carries_the_fields_of_the_ground_in_words()
    {
        var parcel = await site.ScalarAsync<long>("select min(parcel_id) from inventory.parcel_current_v where soil_type is not null and aspect is not null");
        var soil = await site.ScalarAsync<string>($"select c.name_zh from inventory.parcel_current_v v join inventory.code_v c on c.list = 'soil-type' and c.code = v.soil_type where v.parcel_id = {parcel}");

        var names = (await (await site.SignedInAsync(Roles.Ranger)).PageAsync($"/inventory/parcels/{parcel}")).QuerySelectorAll("dl.kv dt").DistinctBy(dt => dt.TextContent).ToDictionary(dt => dt.TextContent, dt => dt.NextElementSibling!.TextContent);

        Assert.Equal(soil, names["土壤类型"]);
        Assert.NotEqual("–", names["坡向"]);
        Assert.Superset(new HashSet<string> { "坡位", "地貌", "林地保护等级", "质量等级", "工程类别", "林木权属" }, names.Keys.ToHashSet());
    }

    [Fact]
    public async Task Land_without_a_sourced_factor_stands_beside_the_accounted_and_has_no_tonnes()
    {
        var bamboo = await site.ScalarAsync<long>("select min(parcel_id) from inventory.parcel_current_v where land_class = '0113'");
        var browser = await site.SignedInAsync(Roles.BureauReviewer);

        var parcel = await browser.PageAsync($"/inventory/parcels/{bamboo}");
        Assert.Contains("未计", parcel.QuerySelector(".carbon .note")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("度数结构", parcel.QuerySelector("#why")!.TextContent, StringComparison.Ordinal);

        var row = (await browser.PageAsync("/inventory?by=species_group")).QuerySelectorAll("tbody tr").Single(r => r.QuerySelector("th")!.TextContent.Trim() == "竹林");
        var cells = row.QuerySelectorAll("td").Select(td => td.TextContent.Trim()).ToList();
        Assert.NotEqual("0.00", cells[5]);
        Assert.Equal("–", cells[^2]);
    }

    [Fact]
    public async Task A_parcel_shows_each_step_to_its_stock_and_the_last_step_is_what_is_stored()
    {
        var latest = (await new AccountedRuns(site.Db).LatestAsync())!;
        var parcel = await site.ScalarAsync<long>($"select min(parcel_id) from growth.parcel_result_v where run_id = {latest.RunId} and status = 'accounted'");
        var year = latest.Years().Stock;
        var stored = await site.ScalarAsync<int>(
            $"select stock_kg[{year - latest.FirstYear + 1}] from growth.parcel_result where run_id = {latest.RunId} and parcel_id = {parcel}");

        var page = await (await site.SignedInAsync(Roles.Verifier)).PageAsync($"/inventory/parcels/{parcel}");

        var steps = page.QuerySelectorAll("#why .thread > li");
        Assert.True(steps.Length > 10);
        Assert.StartsWith($"{stored:N0}", steps[^1].QuerySelector(".val")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(steps, step => step.QuerySelector(".mk.m") is not null);
        Assert.Null(page.QuerySelector("#why .note.bad"));
    }

    [Theory]
    [InlineData("/"), InlineData("/inventory"), InlineData("/growth"), InlineData("/growth/why/stock"), InlineData("/growth/runs/{run}")]
    [InlineData("/inventory/parcels/{parcel}")]
    public async Task Accounted_figures_are_told_in_English_without_a_Chinese_word(string address)
    {
        var parcel = await site.ScalarAsync<long>($"select min(parcel_id) from growth.parcel_result_v where run_id = {site.RunId} and status = 'accounted'");
        address = address.Replace("{run}", $"{site.RunId}", StringComparison.Ordinal).Replace("{parcel}", $"{parcel}", StringComparison.Ordinal);

        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(await site.SignedInAsync(Roles.Developer), address));
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
    public async Task The_program_interface_answers_a_wrong_request_with_problem_details()
    {
        var browser = await site.SignedInAsync(Roles.Surveyor);
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");

        using var withoutToken = await browser.Http.PostAsync("/api/v1/runs", body);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (withoutToken.StatusCode, withoutToken.Content.Headers.ContentType?.MediaType));

        using var nothing = await browser.GetAsync("/api/v1/parcels/999999999");
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (nothing.StatusCode, nothing.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task The_same_key_for_another_request_is_a_conflict()
    {
        var browser = await site.SignedInAsync(Roles.Surveyor);
        var token = (await browser.PageAsync("/growth")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var key = Guid.NewGuid().ToString("N");

        using var first = await StartAsync(browser, token, key, """{"to":2030}""");
        using var again = await StartAsync(browser, token, key, """{"to":2030}""");
        using var other = await StartAsync(browser, token, key, """{"to":2031}""");

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        await EndAsync(first.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_run_outside_the_datas_years_is_refused_in_one_sentence()
    {
        using var answer = await (await site.SignedInAsync(Roles.Surveyor)).PostAsync("/growth/runs", new() { ["Key"] = "k", ["From"] = "1990" }, formOn: "/growth");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("1990", (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    private Task<RunProgress> EndAsync(string address) =>
        site.DriveAsync(long.Parse(address[(address.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture));

    private static async Task<HttpResponseMessage> StartAsync(Browser browser, string token, string key, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Form-Token", token);
        request.Headers.Add("Idempotency-Key", key);
        return await browser.Http.SendAsync(request);
    }

    private Task<decimal> CountyKgAsync(long runId, int year) =>
        site.ScalarAsync<decimal>($"select sum(stock_kg)::numeric from growth.run_total where run_id = {runId} and dimension = 'county' and year = {year}");

    private static decimal InTenThousands(decimal kg) => Math.Round(kg / 10_000_000, 2, MidpointRounding.AwayFromZero);

    private static decimal Figure(IElement cell) =>
        decimal.Parse(cell.TextContent.Trim().Replace("−", "-", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A county whose data changed after its run.</summary>
public sealed class ChangedSite : AccountedSite
{
    protected override async Task FillAsync()
    {
        await base.FillAsync();
        await Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "another generation", write =>
            write.ExecuteAsync("insert into inventory.data_generation (actor, reason) values ('installation', 'test')"));
    }
}

public sealed class ChangedCountyTests(ChangedSite site) : IClassFixture<ChangedSite>
{
    [Theory, InlineData(Roles.BureauReviewer, true), InlineData(Roles.Finance, false)]
    public async Task The_way_to_account_again_is_shown_to_those_who_may(string role, bool may)
    {
        var browser = await site.SignedInAsync(role);

        foreach (var address in new[] { "/", "/inventory" })
            Assert.Equal(may, (await browser.PageAsync(address)).QuerySelector(".note.warn a[href='/growth']") is not null);
    }
}
