using System.Text.Json;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Growth;

/// <summary>What a parcel's page and card say of its carbon.</summary>
[Collection<AccountedCounty>]
public sealed class ParcelFigureTests(AccountedSite site)
{
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
        Assert.Contains($"{stored:N0}", page.QuerySelector("#agrees")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parcel_of_a_run_by_difference_is_drawn_along_the_member_of_the_family_through_it()
    {
        var run = (await new Accounting(site.Db).OpenAsync(Platform.Database.Actor.Installation, new AccountRequest(Projection: GrowthProjection.Difference))).RunId;
        await site.DriveAsync(run);
        var parcel = await site.ScalarAsync<long>($"select min(parcel_id) from growth.parcel_result_v where run_id = {run} and status = 'accounted' and is_difference");

        var page = await (await site.SignedInAsync(Roles.Verifier)).PageAsync($"/inventory/parcels/{parcel}?run={run}&year=3000");

        Assert.Contains("没有 3000 年", page.QuerySelector(".carbon .note[role=status]")!.TextContent, StringComparison.Ordinal);
        var drawn = JsonDocument.Parse(page.QuerySelector("[data-chart=growth]")!.GetAttribute("data-series")!).RootElement;
        Assert.Equal(JsonValueKind.Null, drawn.GetProperty("residual").ValueKind);
        Assert.Contains("差分族", drawn.GetProperty("curveName").GetString(), StringComparison.Ordinal);
        // What stands at the line has room left of it; the axis says what it is of.
        Assert.Equal("差分族中一条", drawn.GetProperty("curveLabel").GetString());
        Assert.Equal(("年龄", "年"), (drawn.GetProperty("ageName").GetString(), drawn.GetProperty("ageUnit").GetString()));
        foreach (var at in drawn.GetProperty("own").EnumerateArray())
            Assert.Equal(at[1].GetDouble(), drawn.GetProperty("curve")[at[0].GetInt32()].GetDouble(), 0.011);
        Assert.NotNull(page.QuerySelector("a[href*='#family-']"));

        // Its list says of every parcel along which form it went, and so does the file.
        var browser = await site.SignedInAsync(Roles.Verifier);
        var forms = (await site.Db.QueryAsync<(string Code, bool IsDifference)>(
            $"select v.code, p.is_difference from growth.parcel_result_v p join inventory.parcel_version_v v using (parcel_version_id) where p.run_id = {run} and p.status = 'accounted'")).ToDictionary(p => p.Code, p => p.IsDifference);
        var listed = (await browser.PageAsync($"/growth/why/stock/parcels?run={run}")).QuerySelectorAll("tbody tr").Where(r => forms.ContainsKey(r.QuerySelector("th a")!.TextContent)).ToList();
        Assert.Contains(listed, r => forms[r.QuerySelector("th a")!.TextContent]);
        Assert.All(listed, r => Assert.StartsWith(
            forms[r.QuerySelector("th a")!.TextContent] ? "按差分族中通过本小班的一条推算" : "按曲线推算（族中没有", r.QuerySelector("td")!.TextContent, StringComparison.Ordinal));
        Assert.Equal(forms.Count(f => f.Value), (await browser.Http.GetStringAsync($"/growth/runs/{run}/parcels.csv")).Split('\n').Count(line => line.Contains(",按差分族中通过本小班的一条推算,", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_curve_the_factors_and_the_rule_of_a_step_are_opened_from_it()
    {
        var parcel = await site.ScalarAsync<long>($"select min(parcel_id) from growth.parcel_result_v where run_id = {site.RunId} and status = 'accounted' and not is_age_inferred");
        var curve = await site.ScalarAsync<int>($"select curve_id from growth.parcel_result_v where run_id = {site.RunId} and parcel_id = {parcel}");
        var bamboo = await site.ScalarAsync<long>("select min(parcel_id) from inventory.parcel_current_v where land_class = '0113'");
        var browser = await site.SignedInAsync(Roles.Verifier);

        var doors = (await browser.PageAsync($"/inventory/parcels/{parcel}?run={site.RunId}")).QuerySelectorAll("#why .thread > li > a").Select(a => a.GetAttribute("href")!)
            .Concat((await browser.PageAsync($"/inventory/parcels/{bamboo}?run={site.RunId}")).QuerySelectorAll("#why .thread > li > a").Select(a => a.GetAttribute("href")!)).ToList();

        Assert.EndsWith($"#curve-{curve}", doors[0], StringComparison.Ordinal);
        Assert.Superset(new HashSet<string> { "/growth/factors#factors", "/growth/factors#rules", "/growth/factors#not-accounted" }, doors.ToHashSet());
        foreach (var door in doors.Distinct().Select(door => door.Split('#')))
            Assert.NotNull((await browser.PageAsync(door[0])).GetElementById(door[1]));
    }

    [Fact]
    public async Task The_factors_that_a_run_pinned_stand_on_a_page_with_their_marks()
    {
        var browser = await site.SignedInAsync(Roles.Verifier);
        var set = ForestCarbon.Carbon.Biomass.FactorSet.ArCm001V01;

        var page = await browser.PageAsync("/growth/factors");

        Assert.Equal(set.All.Count, page.QuerySelectorAll("#factors tbody tr").Length);
        Assert.Equal(ForestCarbon.Carbon.Growth.AgeGroups.Current.All.Count, page.QuerySelectorAll("#ages tbody tr").Length);
        var fir = page.QuerySelectorAll("#factors tbody tr").Single(row => row.QuerySelector("td")!.TextContent == "310").QuerySelectorAll("td");
        Assert.Equal(["0.307", "1.634", "0.246", "0.520"], fir.Skip(1).Take(4).Select(td => td.TextContent));
        Assert.Equal(set.Find("310")!.Co2eTPerM3, double.Parse(fir[5].TextContent, System.Globalization.CultureInfo.InvariantCulture), 0.0005);
        Assert.NotNull(fir[6].QuerySelector(".mk.m"));
        Assert.Contains(set.Sha256[..12], (await browser.PageAsync($"/growth/runs/{site.RunId}")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_steps_are_those_of_the_run_and_the_year_a_figure_led_from()
    {
        var run = (await new AccountedRuns(site.Db).FindAsync(site.RunId))!;
        var year = run.FirstYear + 17;
        var parcel = await site.ScalarAsync<long>($"select min(parcel_id) from growth.parcel_result_v where run_id = {run.RunId} and status = 'accounted'");
        var browser = await site.SignedInAsync(Roles.Verifier);
        var listed = (await browser.PageAsync($"/growth/why/stock/parcels?run={run.RunId}&year={year}")).QuerySelector("tbody tr")!;

        var page = await browser.PageAsync(listed.QuerySelector("th a")!.GetAttribute("href")!);
        Assert.StartsWith(listed.QuerySelectorAll("td")[2].QuerySelector("a.why")!.TextContent, page.QuerySelector("#why .big")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Contains($"运行 {run.RunId}", page.QuerySelector("#of-run")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"{year}", page.QuerySelector("#why form.years option[selected]")!.GetAttribute("value"));

        var stored = await site.ScalarAsync<int>($"select stock_kg[{year - run.FirstYear + 1}] from growth.parcel_result where run_id = {run.RunId} and parcel_id = {parcel}");
        var steps = (await browser.PageAsync($"/inventory/parcels/{parcel}?run={run.RunId}&year={year}")).QuerySelectorAll("#why .thread > li");
        Assert.StartsWith($"{stored:N0}", steps[^1].QuerySelector(".val")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await browser.PageAsync($"/inventory/parcels/{parcel}")).QuerySelector("#of-run"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.GetAsync($"/inventory/parcels/{parcel}?run=999999")).StatusCode);
    }
}
