using System.Net;
using System.Text;
using System.Text.Json;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using static ForestCarbon.Web.Tests.Growth.Shown;

namespace ForestCarbon.Web.Tests.Growth;

/// <summary>Runs: started, followed, listed, and what they pinned and found.</summary>
[Collection<AccountedCounty>]
public sealed class RunTests(AccountedSite site)
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
        // Who asked for a run stands on its page; the installation's own run says so too.
        Assert.DoesNotContain("account:", (await browser.PageAsync(first.Headers.Location!.OriginalString)).QuerySelector("#asked")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("安装程序", (await browser.PageAsync($"/growth/runs/{site.RunId}")).QuerySelector("#asked")!.TextContent);
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
    public async Task The_live_stream_of_a_run_carries_the_words_of_its_page()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);

        var last = JsonDocument.Parse((await browser.Http.GetStringAsync($"/growth/runs/{site.RunId}/progress")).Trim()["data: ".Length..]).RootElement;

        Assert.Equal("完成", last.GetProperty("word").GetString());
        Assert.Matches("^20[0-9-]{8} [0-9:]{5}$", last.GetProperty("started").GetString());
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
    public async Task The_program_interface_tells_how_many_parcels_a_run_is_of_to_those_who_see_the_county()
    {
        var latest = (await new AccountedRuns(site.Db).LatestAsync())!;
        async Task<JsonElement> AskAsync(string role) => JsonDocument.Parse(await (await site.SignedInAsync(role)).Http.GetStringAsync($"/api/v1/runs/{latest.RunId}")).RootElement;

        var (station, auditor) = (await AskAsync(Roles.TownshipStation), await AskAsync(Roles.Auditor));

        Assert.Equal((long?)latest.Parcels, auditor.GetProperty("weight").GetInt64());
        Assert.Equal([JsonValueKind.Null, JsonValueKind.Null], [station.GetProperty("weight").ValueKind, station.GetProperty("weightDone").ValueKind]);
        Assert.Equal(("finished", 1), (station.GetProperty("state").GetString(), station.GetProperty("fraction").GetDouble()));
    }

    [Fact]
    public async Task Each_reason_of_any_run_leads_to_its_parcels_in_that_run()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);

        var counts = (await browser.PageAsync($"/growth/runs/{site.RunId}")).QuerySelectorAll("#counts tbody td:nth-child(3) a.why");

        Assert.Equal(await site.ScalarAsync<long>($"select count(distinct reason) from growth.parcel_result where run_id = {site.RunId}"), counts.Length);
        foreach (var count in counts)
        {
            Assert.Contains($"run={site.RunId}&", count.GetAttribute("href"), StringComparison.Ordinal);
            Assert.StartsWith($"全部 {count.TextContent} 个小班", (await browser.PageAsync(count.GetAttribute("href")!)).QuerySelector("tfoot th")!.TextContent, StringComparison.Ordinal);
        }
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
    public async Task A_run_leads_to_the_curves_it_used_and_says_that_nobody_approved_them()
    {
        var set = await site.ScalarAsync<int>($"select curve_set_id from growth.run where run_id = {site.RunId}");
        var browser = await site.SignedInAsync(Roles.Auditor);

        foreach (var address in new[] { $"/growth/runs/{site.RunId}", "/growth/why/stock" })
        {
            var curves = (await browser.PageAsync(address)).QuerySelector("#curves")!;
            Assert.NotNull(curves.QuerySelector("a[href^='/growth/curves/']"));
            Assert.Equal("草稿", curves.QuerySelector(".chip")!.TextContent.Trim());
        }
        Assert.NotNull((await browser.PageAsync($"/growth/runs/{site.RunId}")).QuerySelector($"#curves a[href='/growth/curves/{set}']"));
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
        var said = (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent;
        Assert.Contains("1990", said, StringComparison.Ordinal);
        // Options are the command line's.
        Assert.DoesNotContain("--", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("From", "20255555555555"), InlineData("To", "2e3"), InlineData("From", "abc"), InlineData("To", "2025.5"), InlineData("Projection", "zzz")]
    public async Task What_cannot_be_read_in_the_form_of_a_run_starts_none(string field, string value)
    {
        var before = await site.ScalarAsync<long>("select count(*) from platform.job_run where kind = 'accounting'");

        using var answer = await (await site.SignedInAsync(Roles.BureauReviewer)).PostAsync("/growth/runs", new() { ["Key"] = Guid.NewGuid().ToString("N"), [field] = value }, formOn: "/growth");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(value, (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(before, await site.ScalarAsync<long>("select count(*) from platform.job_run where kind = 'accounting'"));
    }

    [Fact]
    public async Task A_run_takes_the_parcels_of_the_day_that_is_asked_for_and_refuses_a_day_without_any()
    {
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);

        using var none = await reviewer.PostAsync("/growth/runs", new() { ["Key"] = Guid.NewGuid().ToString("N"), ["AsOf"] = "1950-01-01" }, formOn: "/growth");
        using var tomorrow = await reviewer.PostAsync("/growth/runs", new() { ["Key"] = Guid.NewGuid().ToString("N"), ["AsOf"] = $"{CountyClock.Today.AddDays(1):yyyy-MM-dd}" }, formOn: "/growth");
        Assert.Contains("还没有到", (await Browser.ReadAsync(tomorrow)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        using var started = await reviewer.PostAsync("/growth/runs", new() { ["Key"] = Guid.NewGuid().ToString("N"), ["AsOf"] = "2026-01-15", ["To"] = "2031" }, formOn: "/growth");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
        Assert.Contains("1950-01-01", (await Browser.ReadAsync(none)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        var address = started.Headers.Location!.OriginalString;
        Assert.Equal("2026-01-15", await site.ScalarAsync<string>($"select as_of::text from growth.run where run_id = {address[(address.LastIndexOf('/') + 1)..]}"));
        await EndAsync(address);
    }

    [Fact]
    public async Task A_page_far_behind_the_last_is_an_empty_one()
    {
        var page = await (await site.SignedInAsync(Roles.Auditor)).PageAsync("/growth/why/stock/parcels?page=2147483647");

        Assert.Empty(page.QuerySelectorAll("main tbody tr"));
    }

    [Theory]
    [InlineData("/growth/why/stock?run=abc"), InlineData("/growth/why/stock?year=abc"), InlineData("/growth/compare?a=1&b=2&year=2e3"), InlineData("/growth/sink-tables?year=99999999999")]
    [InlineData("/growth/compare?b=abc"), InlineData("/growth/why/stock/parcels?year=abc"), InlineData("/inventory/parcels/1?run=abc"), InlineData("/inventory/parcels/1?year=abc"), InlineData("/inventory?year=abc")]
    public async Task An_address_that_cannot_be_read_is_refused_with_what_could_not_and_what_is_accepted(string address)
    {
        using var answer = await (await site.SignedInAsync(Roles.Auditor)).GetAsync(address);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var said = (await Browser.ReadAsync(answer)).QuerySelector("main")!.TextContent;
        Assert.Contains($"“{address[(address.LastIndexOf('=') + 1)..]}”", said, StringComparison.Ordinal);
        Assert.Contains("整数，如", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_figure_is_taken_apart_in_the_run_that_is_named_and_a_year_outside_it_is_said()
    {
        var auditor = await site.SignedInAsync(Roles.Auditor);
        var newer = (await new Accounting(site.Db).OpenAsync(Platform.Database.Actor.Installation, new AccountRequest())).RunId;
        await site.DriveAsync(newer);

        var page = await auditor.PageAsync($"/growth/why/stock?run={site.RunId}&year=3000");

        Assert.NotNull(page.QuerySelector($"h1 ~ p a[href='/growth/runs/{site.RunId}']"));
        Assert.Contains("没有 3000 年", page.QuerySelector(".note[role=status]")!.TextContent, StringComparison.Ordinal);
        Assert.All(page.QuerySelectorAll("#townships a.why"), door => Assert.Contains($"run={site.RunId}", door.GetAttribute("href"), StringComparison.Ordinal));
        using var none = await auditor.GetAsync("/growth/why/stock?run=999999");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Contains("999999", (await Browser.ReadAsync(none)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_stopped_is_compared_with_none()
    {
        var stopped = (await new Accounting(site.Db).OpenAsync(Platform.Database.Actor.Installation, new AccountRequest())).RunId;
        await new RunEngine(site.Db).CancelAsync(Platform.Database.Actor.Installation, stopped);

        using var answer = await (await site.SignedInAsync(Roles.Auditor)).GetAsync($"/growth/compare?a={site.RunId}&b={stopped}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"运行 {stopped} 没有完成", (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Theory, InlineData(Roles.Verifier), InlineData(Roles.TownshipStation)]
    public async Task A_runs_results_are_a_file_of_the_parcels_its_reader_sees(string role)
    {
        var browser = await site.SignedInAsync(role);
        var parcels = await site.ScalarAsync<long>(
            $"select count(*) from growth.parcel_result p join inventory.parcel_version v using (parcel_version_id) where p.run_id = {site.RunId} and {(role == Roles.Verifier ? "true" : $"v.township_code = '{SmallCounty.West}'")}");
        var door = (await browser.PageAsync($"/growth/runs/{site.RunId}")).QuerySelector("a[href$='/parcels.csv']")!;

        using var file = await browser.GetAsync(door.GetAttribute("href")!);

        Assert.Equal("text/csv", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal(parcels + 1, (await file.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task The_list_of_runs_goes_on_before_any_of_them()
    {
        var browser = await site.SignedInAsync(Roles.Auditor);
        var newer = (await new Accounting(site.Db).OpenAsync(Platform.Database.Actor.Installation, new AccountRequest(To: 2030))).RunId;
        await site.DriveAsync(newer);

        var older = (await browser.PageAsync($"/growth?before={newer}")).QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")).ToList();

        Assert.Contains($"/growth/runs/{site.RunId}", older);
        Assert.DoesNotContain($"/growth/runs/{newer}", older);
    }

    [Theory]
    [InlineData("/growth", "/growth/runs", "From=1990&To=2031")]
    [InlineData("/growth/limits", "/growth/limits/county_stock", "percent=0&why=wider")]
    [InlineData("/growth/schedule", "/growth/schedule/integrity", "cron=every+night&isEnabled=true")]
    [InlineData("/growth/planting-models", "/growth/planting-models", "Id=fir-new&NameZh=%E6%9D%89%E6%9C%A8&NameEn=fir&Mix=310:6&Source=p.+4&Sites=2")]
    [InlineData("/growth/planting-models/fir-pure", "/growth/planting-models/fir-pure/readings", "Site=1&StemsPerHa=2500&Source=p.+4")]
    [InlineData("/growth/sink-tables", "/growth/sink-tables", "year=1990&reason=again")]
    public async Task A_refusal_stands_at_the_address_of_its_form_with_the_form_as_it_was(string page, string address, string typed)
    {
        // That is what the script needs that gives back what was typed.
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        IEnumerable<string?> Fields(AngleSharp.Dom.IDocument of) => of.QuerySelectorAll($"form[method=post][action='{address}']")
            .SelectMany(form => form.QuerySelectorAll("input:not([type=hidden]):not([type=file]), select").Select(field => field.GetAttribute("name")));
        var before = Fields(await reviewer.PageAsync(page)).ToList();
        var values = typed.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]));

        using var answer = await reviewer.PostAsync(address, values, formOn: page);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var refused = await Browser.ReadAsync(answer);
        Assert.NotNull(refused.QuerySelector("main .note.bad[role=alert]"));
        Assert.NotEmpty(before);
        Assert.Equal(before, Fields(refused));
    }

    [Fact]
    public async Task A_decision_that_is_refused_is_answered_on_the_page_of_its_run()
    {
        using var answer = await (await site.SignedInAsync(Roles.BureauReviewer)).PostAsync(
            $"/growth/runs/{site.RunId}/review", new() { ["decision"] = "approve", ["note"] = "复核过" }, formOn: "/growth");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Browser.ReadAsync(answer);
        Assert.Contains("不在等待批准", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"{site.RunId}", page.QuerySelector("#progress")!.GetAttribute("data-run"));
    }

    [Fact]
    public async Task Two_runs_stay_chosen_where_their_comparison_is_refused()
    {
        using var answer = await (await site.SignedInAsync(Roles.Auditor)).GetAsync($"/growth/compare?a={site.RunId}&b={site.RunId}&year=2200");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Browser.ReadAsync(answer);
        Assert.Equal([$"{site.RunId}", $"{site.RunId}"], page.QuerySelectorAll("select option[selected]").Select(o => o.GetAttribute("value")));
        Assert.Equal("2200", page.QuerySelector("#year")!.GetAttribute("value"));
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
}
