using System.Net;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using MiniExcelLibs;
using static ForestCarbon.Web.Tests.Inventory.SentFiles;

namespace ForestCarbon.Web.Tests.Inventory;

/// <summary>An import on its page: what was found, what changes, and the decision over it.</summary>
[Collection<SiteOfFiles>]
public sealed class ImportPageTests(WebSite site)
{
    [Fact]
    public async Task A_file_is_sent_read_judged_accepted_and_taken_back()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await site.SendAsync(surveyor, "parcels.csv", Head + Row("431125101001009900001", "0111", "0.1", 111.40) + Row("431125101001009900002", "0111", "0.7", 111.41));

        var page = await surveyor.PageAsync($"/inventory/imports/{id}");
        Assert.Contains("疏林、未成林地错填为乔木林", page.DocumentElement.TextContent, StringComparison.Ordinal);
        Assert.Contains("新增", page.DocumentElement.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("form[action$=accept]"));
        Assert.Equal(["2", $"{await site.ScalarAsync<long>($"select count(*) from inventory.import_finding where import_id = {id} and severity = 'error'")}"], await CountsBehindAsync(surveyor, page));

        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        using (var accepted = await reviewer.PostAsync($"/inventory/imports/{id}/accept", new() { ["parts"] = "added" }, formOn: $"/inventory/imports/{id}"))
            Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);
        Assert.Equal(2, await site.ScalarAsync<long>("select count(*) from inventory.parcel_version where code like '4311251010010099%'"));

        Assert.NotNull((await reviewer.PageAsync($"/inventory/imports/{id}")).QuerySelector("form[action$=undo] input[name=sure][required]"));
        using (var unsure = await reviewer.PostAsync($"/inventory/imports/{id}/undo", new(), formOn: $"/inventory/imports/{id}"))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, unsure.StatusCode);
        using (var undone = await reviewer.PostAsync($"/inventory/imports/{id}/undo", new() { ["sure"] = "true" }, formOn: $"/inventory/imports/{id}"))
            Assert.Equal(HttpStatusCode.Redirect, undone.StatusCode);
        Assert.Equal(0, await site.ScalarAsync<long>("select count(*) from inventory.parcel_version where code like '4311251010010099%'"));
        var after = await reviewer.PageAsync($"/inventory/imports/{id}");
        foreach (var (said, role) in new[] { ("#sent", Roles.Surveyor), ("#decision", Roles.BureauReviewer), ("#undone", Roles.BureauReviewer) })
            Assert.Contains(Roles.All.Single(r => r.Key == role).NameZh, after.QuerySelector(said)!.TextContent, StringComparison.Ordinal);
        using var twice = await reviewer.PostAsync($"/inventory/imports/{id}/accept", new(), formOn: $"/inventory/imports/{id}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
    }

    [Fact]
    public async Task An_import_is_sent_back_with_a_reason_that_its_sender_reads_on_the_desk()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await site.SendAsync(surveyor, "sent-back.csv", Head + Row("431125101001008300001", "0111", "0.7", 111.28));
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        var address = $"/inventory/imports/{id}";
        Assert.NotNull((await reviewer.PageAsync(address)).QuerySelector("form[action$=refuse] [name=reason][required]"));

        using (var mute = await reviewer.PostAsync($"{address}/refuse", new() { ["reason"] = " " }, formOn: address))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, mute.StatusCode);
        using (var back = await reviewer.PostAsync($"{address}/refuse", new() { ["reason"] = "郁闭度请复核" }, formOn: address))
            Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);

        var decision = (await surveyor.PageAsync(address)).QuerySelector("#decision")!.TextContent;
        Assert.Contains("郁闭度请复核", decision, StringComparison.Ordinal);
        Assert.Contains(Roles.All.Single(r => r.Key == Roles.BureauReviewer).NameZh, decision, StringComparison.Ordinal);
        var desk = await surveyor.PageAsync("/");
        Assert.Contains("郁闭度请复核", desk.QuerySelector($"#notices li:has(a[href='{address}'])")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_waits_already_is_told_and_led_to()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var text = Head + Row("431125101001008200001", "0111", "0.7", 111.29);
        var first = await site.SendAsync(surveyor, "waits.csv", text);
        var second = await site.SendAsync(surveyor, "waits-again.csv", text);

        Assert.Equal($"/inventory/imports/{first}", (await surveyor.PageAsync($"/inventory/imports/{second}")).QuerySelector("#waits-already a")!.GetAttribute("href"));
        Assert.Null((await surveyor.PageAsync($"/inventory/imports/{first}")).QuerySelector("#waits-already"));
    }

    [Fact]
    public async Task Findings_are_filtered_drawn_and_sent_back_as_a_workbook()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await site.SendAsync(surveyor, "findings.csv", Head + Row("431125101001009800001", "0111", "0.1", 111.42) + Row("12", "0111", "0.7", 111.43));

        var page = await surveyor.PageAsync($"/inventory/imports/{id}?kind=code-form");
        var row = Assert.Single(page.QuerySelectorAll("tr[id^=f]"));
        Assert.Contains("不合规则", row.TextContent, StringComparison.Ordinal);

        var places = await surveyor.Http.GetStringAsync(new Uri($"/inventory/imports/{id}/places.json?kind=code-form", UriKind.Relative));
        Assert.Contains("\"is\":\"finding\"", places, StringComparison.Ordinal);

        await using var workbook = await surveyor.Http.GetStreamAsync(new Uri($"/inventory/imports/{id}/findings.xlsx", UriKind.Relative));
        var copy = new MemoryStream();
        await workbook.CopyToAsync(copy);
        var rows = copy.Query(useHeaderRow: true, sheetName: "发现").Cast<IDictionary<string, object>>().ToList();
        Assert.Equal("错误", rows[0]["级别"]);
        Assert.Contains(rows, r => (string)r["种类"] == "编码不合规则");
    }

    [Fact]
    public async Task A_search_finds_words_of_either_language_counts_its_pages_and_draws_what_it_lists()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var rows = string.Concat(Enumerable.Range(0, 120).Select(i => FormattableString.Invariant($"43112510100100840{i:0000},0111,{(i == 7 ? "0.1" : "0.7")},abc{(i == 7 ? "%" : "")},{Square(111.21 + (0.002 * (i % 40)))}\n")));
        var id = await site.SendAsync(surveyor, "search.csv", $"CODE,DI_LEI,YU_BI_DU,PINGJUN_NL,WKT\n{rows}");

        async Task<(int Rows, string Pages)> FoundAsync(string words)
        {
            var page = await surveyor.PageAsync($"/inventory/imports/{id}?q={Uri.EscapeDataString(words)}");
            return (page.QuerySelectorAll("tr[id^=f]").Length, page.QuerySelector("footer.pager span")?.TextContent ?? "");
        }

        Assert.Equal((1, "第 1 页，共 1 页"), await FoundAsync("TREE FOREST 0111 WITH"));
        Assert.Equal((1, "第 1 页，共 1 页"), await FoundAsync("abc%"));
        Assert.Equal((100, "第 1 页，共 2 页"), await FoundAsync("PINGJUN_NL 值"));
        var places = await surveyor.Http.GetStringAsync(new Uri($"/inventory/imports/{id}/places.json?q={Uri.EscapeDataString("abc%")}", UriKind.Relative));
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(places, "\"is\":\"finding\""));
    }

    [Fact]
    public async Task What_is_wrong_with_the_file_as_a_whole_stands_above_its_rows_and_kinds_are_counted()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var rows = string.Concat(Enumerable.Range(1, 4).Select(i => FormattableString.Invariant($"431125101001008900{i:000},0111,0.1,418,{Square(111.21 + (0.006 * i))}\n")));
        var id = await site.SendAsync(surveyor, "mu.csv", $"CODE,DI_LEI,YU_BI_DU,MIAN_JI,WKT\n{rows}");

        foreach (var query in new[] { "", "?kind=forest-canopy-too-low" })
        {
            var page = await surveyor.PageAsync($"/inventory/imports/{id}{query}");
            Assert.Contains("整列像是以亩为单位", Assert.Single(page.QuerySelectorAll("#file-errors li")).TextContent, StringComparison.Ordinal);
            Assert.Equal("4", page.QuerySelector("tr.kind a[href*='forest-canopy-too-low']")!.TextContent);
        }
        var places = await surveyor.Http.GetStringAsync(new Uri($"/inventory/imports/{id}/places.json", UriKind.Relative));
        Assert.Contains("\"far\":false", places, StringComparison.Ordinal);
        Assert.DoesNotContain("\"far\":true", places, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_far_outside_the_county_is_marked_so_that_the_map_does_not_begin_with_it()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await site.SendAsync(surveyor, "far.csv", Head + Row("431125101001008800001", "0111", "0.1", 111.22) + Row("431125101001008800002", "0111", "0.7", 120.0));

        var places = await surveyor.Http.GetStringAsync(new Uri($"/inventory/imports/{id}/places.json", UriKind.Relative));
        Assert.Contains("\"far\":true", places, StringComparison.Ordinal);
        Assert.Contains("\"far\":false", places, StringComparison.Ordinal);
        var page = await surveyor.PageAsync($"/inventory/imports/{id}");
        Assert.NotNull(page.QuerySelector("#finding-far button"));
        Assert.NotNull(page.QuerySelector("tr[id^=f] button[data-show]"));
    }

    [Fact]
    public async Task A_row_that_a_person_leaves_out_on_the_page_stays_out()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await site.SendAsync(surveyor, "two.csv", Head + Row("431125101001009500001", "0111", "0.7", 111.47) + Row("431125101001009500002", "0111", "0.7", 111.48));
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        Assert.Equal(["2", "3"], (await reviewer.PageAsync($"/inventory/imports/{id}")).QuerySelectorAll("#changes input[name=leave][form=accept]").Select(i => i.GetAttribute("value")));

        using var accepted = await reviewer.PostAsync($"/inventory/imports/{id}/accept", new() { ["parts"] = "added", ["leave"] = "3" }, formOn: $"/inventory/imports/{id}");

        Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);
        Assert.Equal("431125101001009500001", await site.ScalarAsync<string>("select string_agg(code, ',') from inventory.parcel_version where code like '4311251010010095%'"));
        // More than one account may bear the name of its post; then the sign-in name stands beside it.
        Assert.StartsWith(Roles.All.Single(r => r.Key == Roles.BureauReviewer).NameZh, (await reviewer.PageAsync("/inventory/parcels/431125101001009500001")).QuerySelector("td .sub [lang=zh]")!.TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_again_keeps_the_encoding_and_the_shift_that_were_given()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        const string Shift = "{\"kind\":\"plane-4\",\"from\":\"EPSG:2382\",\"dx_m\":110,\"dy_m\":-3,\"rotation_arcsec\":0,\"scale_ppm\":0,\"source\":\"测绘院\"}";
        using var sent = await PostAsync(surveyor, "old.csv", "HAO,DI_LEI,WKT\n431125101001009400001,0111,\"POLYGON ((520000 2790000, 520500 2790000, 520500 2790500, 520000 2790000))\"\n", "EPSG:2382", "GBK", Shift);
        var id = await site.ReadAsync(sent);

        using var answer = await surveyor.PostAsync($"/inventory/imports/{id}/mapping", new() { ["source"] = "HAO", ["target"] = "code" }, formOn: $"/inventory/imports/{id}");
        var again = await site.ReadAsync(answer);

        const string How = "select concat_ws(' ', crs, encoding, encoding_reason, datum_shift ->> 'dx_m') from inventory.import where import_id = ";
        Assert.Equal(await site.ScalarAsync<string>(How + id), await site.ScalarAsync<string>(How + again));
        Assert.Contains("110", await site.ScalarAsync<string>(How + again), StringComparison.Ordinal);
        var used = (await surveyor.PageAsync($"/inventory/imports/{again}")).QuerySelector("#shift-used")!.TextContent;
        foreach (var said in new[] { "四参数", "EPSG:2382", "测绘院" })
            Assert.Contains(said, used, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_read_in_the_wrong_system_is_read_again_in_the_one_that_is_proposed()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        const string Rows = "CODE,DI_LEI,WKT\n431125101001008500001,0111,\"POLYGON ((526000 2790000, 526500 2790000, 526500 2790500, 526000 2790000))\"\n431125101001008500002,0111,\"POLYGON ((527000 2790000, 527500 2790000, 527500 2790500, 527000 2790000))\"\n";
        using var answer = await PostAsync(surveyor, "meridian.csv", Rows, crs: "EPSG:4547");
        var id = await site.ReadAsync(answer);
        var page = await surveyor.PageAsync($"/inventory/imports/{id}");
        Assert.Contains("按 EPSG:4546", page.QuerySelector("#file-errors")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("EPSG:4547", page.QuerySelector("input[name=crs]")!.GetAttribute("value"));

        using var again = await surveyor.PostAsync($"/inventory/imports/{id}/mapping", new() { ["source"] = "CODE", ["target"] = "code", ["crs"] = "EPSG:4546" }, formOn: $"/inventory/imports/{id}");
        var second = await site.ReadAsync(again);

        Assert.Equal("EPSG:4546 0", await site.ScalarAsync<string>(
            $"select i.crs || ' ' || (select count(*) from inventory.import_finding f where f.import_id = i.import_id and f.kind = 'outside-county') from inventory.import i where i.import_id = {second}"));
    }

    [Fact]
    public async Task A_refused_decision_is_said_in_the_language_of_whoever_decides()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await site.SendAsync(surveyor, "nothing.csv", "CODE,DI_LEI,WKT\n" + $"12,0111,{Square(111.25)}\n");
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        await reviewer.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, formOn: "/");

        try
        {
            using var refused = await reviewer.PostAsync($"/inventory/imports/{id}/accept", new() { ["parts"] = "added" }, formOn: $"/inventory/imports/{id}");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains($"No row of import {id} can be stored", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        }
        finally
        {
            await reviewer.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
        }
    }

    [Fact]
    public async Task An_English_reader_meets_no_Chinese_on_an_import_whatever_was_found()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        const string Bow = "\"POLYGON ((111.5 25.2, 111.501 25.201, 111.501 25.2, 111.5 25.201, 111.5 25.2))\"";
        var id = await site.SendAsync(surveyor, "english.csv", "CODE,DI_LEI,YU_BI_DU,LIN_ZHONG,EMPTY,EMPTY,WKT\n"
            + $"431125101001009000001,0111,0.1,132,,,{Square(111.50)}\n431125101001009000001,9999,much,111,,,{Square(111.51)}\n12,0111,0.5,111,,,{Square(111.52)}\n"
            + $",,0.5,111,,,{Square(111.53)}\n431125999001009000003,0111,0.5,111,,,{Bow}\n431125101001009000004,0111,0.5,111,,,\"POINT (111.5 25.2)\"\n431125101001009000005,0111,0.5,111,,,\n");

        try
        {
            Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(surveyor, $"/inventory/imports/{id}"));
            await using var workbook = await surveyor.Http.GetStreamAsync(new Uri($"/inventory/imports/{id}/findings.xlsx", UriKind.Relative));
            var copy = new MemoryStream();
            await workbook.CopyToAsync(copy);
            Assert.Equal("error", copy.Query(useHeaderRow: true, sheetName: "Findings").Cast<IDictionary<string, object>>().First()["Severity"]);
            Assert.DoesNotContain("how the file was read", (await surveyor.PageAsync($"/inventory/imports/{id}?kind=file")).QuerySelectorAll("tr[id^=f] td:nth-child(5)").Select(cell => cell.TextContent.Trim()));
        }
        finally
        {
            await surveyor.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
        }
    }

    [Fact]
    public async Task A_reason_kept_in_Chinese_alone_is_marked_as_Chinese_for_an_English_reader()
    {
        var ct = TestContext.Current.CancellationToken;
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await site.SendAsync(surveyor, "older.csv", Head + Row("431125101001009600011", "0111", "0.7", 111.47));
        await site.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "读于双语之前", write => write.ExecuteAsync(
            "update inventory.import set crs_reason_en = null, encoding_reason_en = null where import_id = @id", new { id }, ct), ct);

        try
        {
            Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(surveyor, $"/inventory/imports/{id}"));
            Assert.Equal(2, (await surveyor.PageAsync($"/inventory/imports/{id}")).QuerySelectorAll("dl.kv dd > .cap[lang=zh]").Length);
        }
        finally
        {
            await surveyor.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
        }
    }

    [Fact]
    public async Task A_township_station_sees_its_own_imports_only()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var others = await site.SendAsync(surveyor, "others.csv", Head + Row("431125102001009600001", "0111", "0.7", 111.45));
        var station = await site.SignedInAsync(Roles.TownshipStation);

        using (var page = await station.GetAsync($"/inventory/imports/{others}"))
            Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.DoesNotContain("others.csv", (await station.PageAsync("/inventory/imports")).DocumentElement.TextContent, StringComparison.Ordinal);
        var own = await site.SendAsync(station, "own.csv", Head + Row("431125102001009600002", "0111", "0.7", 111.46));
        Assert.Contains("不在您可修改的乡镇内", (await station.PageAsync($"/inventory/imports/{own}")).DocumentElement.TextContent, StringComparison.Ordinal);
    }

    // The first change and the errors, each as many as the rows its door shows.
    private static async Task<string[]> CountsBehindAsync(Browser browser, AngleSharp.Dom.IDocument page)
    {
        async Task<string> BehindAsync(string door, string rows)
        {
            var figure = page.QuerySelector(door)!;
            var shown = (await browser.PageAsync(figure.GetAttribute("href")!)).QuerySelectorAll(rows).Length;
            Assert.Equal($"{shown}", figure.TextContent);
            return figure.TextContent;
        }
        return [await BehindAsync("a.why[href*='change=added']", "#changes tbody tr"), await BehindAsync("a.why[href*='severity=error']", "tr[id^=f]")];
    }
}
