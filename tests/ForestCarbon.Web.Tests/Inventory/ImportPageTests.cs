using System.Net;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Jobs;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;

namespace ForestCarbon.Web.Tests.Inventory;

public sealed class ImportPageTests(WebSite site) : IClassFixture<WebSite>
{
    private const string Head = "CODE,DI_LEI,YU_BI_DU,WKT\n";

    [Fact]
    public async Task A_file_is_sent_read_judged_accepted_and_taken_back()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await SendAsync(surveyor, "parcels.csv", Head + Row("431125101001009900001", "0111", "0.1", 111.40) + Row("431125101001009900002", "0111", "0.7", 111.41));

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
        using var twice = await reviewer.PostAsync($"/inventory/imports/{id}/accept", new(), formOn: $"/inventory/imports/{id}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
    }

    [Fact]
    public async Task Findings_are_filtered_drawn_and_sent_back_as_a_workbook()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await SendAsync(surveyor, "findings.csv", Head + Row("431125101001009800001", "0111", "0.1", 111.42) + Row("12", "0111", "0.7", 111.43));

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
        var id = await SendAsync(surveyor, "search.csv", $"CODE,DI_LEI,YU_BI_DU,PINGJUN_NL,WKT\n{rows}");

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
        var id = await SendAsync(surveyor, "mu.csv", $"CODE,DI_LEI,YU_BI_DU,MIAN_JI,WKT\n{rows}");

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
        var id = await SendAsync(surveyor, "far.csv", Head + Row("431125101001008800001", "0111", "0.1", 111.22) + Row("431125101001008800002", "0111", "0.7", 120.0));

        var places = await surveyor.Http.GetStringAsync(new Uri($"/inventory/imports/{id}/places.json", UriKind.Relative));
        Assert.Contains("\"far\":true", places, StringComparison.Ordinal);
        Assert.Contains("\"far\":false", places, StringComparison.Ordinal);
        var page = await surveyor.PageAsync($"/inventory/imports/{id}");
        Assert.NotNull(page.QuerySelector("#finding-far button"));
        Assert.NotNull(page.QuerySelector("tr[id^=f] button[data-show]"));
    }

    [Fact]
    public async Task Another_mapping_is_kept_by_name_and_the_file_read_again()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await SendAsync(surveyor, "strange.csv", $"HAO,DI_LEI,WKT\n431125101001009700001,0111,{Square(111.44)}\n");

        using var answer = await surveyor.PostAsync($"/inventory/imports/{id}/mapping", new() { ["source"] = "HAO", ["target"] = "code", ["name"] = "某队字段" }, formOn: $"/inventory/imports/{id}");
        var again = await ReadAsync(answer);

        Assert.Equal(0, await site.ScalarAsync<long>($"select count(*) from inventory.import_finding where import_id = {again} and kind = 'code-missing'"));
        var sizes = (await surveyor.PageAsync($"/inventory/imports/{id}?kind=code-missing")).QuerySelectorAll("td[data-l='大小']").Select(c => string.Join(' ', c.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(["1 行"], sizes);
        Assert.Equal($"/inventory/imports/{again}", (await surveyor.PageAsync($"/inventory/imports/{id}")).QuerySelector("#replaced a")!.GetAttribute("href"));
        Assert.Equal($"/inventory/imports/{id}", (await surveyor.PageAsync($"/inventory/imports/{again}")).QuerySelector("#rereads a")!.GetAttribute("href"));
        Assert.Null((await surveyor.PageAsync($"/inventory/imports/{again}")).QuerySelector("#replaced"));
        Assert.Equal(1, await site.ScalarAsync<long>($"select count(*) from inventory.import_v where import_id in ({id}, {again}) and not is_replaced"));
        Assert.Equal("code", await site.ScalarAsync<string>("select mapping ->> 'HAO' from inventory.field_mapping where name = '某队字段'"));
        Assert.Contains("某队字段", (await surveyor.PageAsync("/inventory/imports")).QuerySelector("#mapping")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_mapping_is_renamed_and_removed_and_the_import_that_was_read_by_it_goes_on_naming_it()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await SendAsync(surveyor, "kept.csv", $"HAO,DI_LEI,WKT\n431125101001008200001,0111,{Square(111.28)}\n");
        async Task<long> ReadByAsync(string field, string target, string name)
        {
            using var answer = await surveyor.PostAsync($"/inventory/imports/{id}/mapping", new() { ["source"] = field, ["target"] = target, ["name"] = name }, formOn: $"/inventory/imports/{id}");
            return await ReadAsync(answer);
        }
        var import = await ReadByAsync("HAO", "code", "甲队字段");
        await ReadByAsync("DI_LEI", "land_class", "乙队字段");
        var number = await site.ScalarAsync<long>("select field_mapping_id from inventory.field_mapping where name = '甲队字段'");
        var mapping = $"/inventory/mappings/{number}";

        var station = await site.SignedInAsync(Roles.TownshipStation);
        Assert.Null((await station.PageAsync("/inventory/mappings")).QuerySelector($"form[action='{mapping}/rename']"));
        foreach (var (change, fields) in new (string, Dictionary<string, string>)[] { ("rename", new() { ["name"] = "站里的" }), ("remove", new() { ["sure"] = "true" }) })
            using (var foreign = await station.PostAsync($"{mapping}/{change}", fields, formOn: "/inventory/imports"))
                Assert.Equal(HttpStatusCode.UnprocessableEntity, foreign.StatusCode);
        foreach (var taken in new[] { "乙队字段", " " })
            using (var refused = await surveyor.PostAsync($"{mapping}/rename", new() { ["name"] = taken }, formOn: "/inventory/mappings"))
                Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        using (var renamed = await surveyor.PostAsync($"{mapping}/rename", new() { ["name"] = "甲队二期字段" }, formOn: "/inventory/mappings"))
            Assert.Equal(HttpStatusCode.Redirect, renamed.StatusCode);
        Assert.Equal("甲队字段 现名 甲队二期字段", await NamedAsync());
        Assert.Equal("1", (await surveyor.PageAsync("/inventory/mappings")).QuerySelector($"tr:has(form[action='{mapping}/rename']) td.num")!.TextContent);
        try
        {
            Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(surveyor, "/inventory/mappings"));
        }
        finally
        {
            await surveyor.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
        }

        using (var unsure = await surveyor.PostAsync($"{mapping}/remove", new(), formOn: "/inventory/mappings"))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, unsure.StatusCode);
        using (var removed = await surveyor.PostAsync($"{mapping}/remove", new() { ["sure"] = "true" }, formOn: "/inventory/mappings"))
            Assert.Equal(HttpStatusCode.Redirect, removed.StatusCode);

        Assert.StartsWith("甲队字段 现名 甲队二期字段 已移除", await NamedAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("甲队", (await surveyor.PageAsync("/inventory/mappings")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("甲队", (await surveyor.PageAsync("/inventory/imports")).QuerySelector("#mapping")!.TextContent, StringComparison.Ordinal);
        // its name is free again, and what replaces it under that name leaves the import what it was read by
        await ReadByAsync("HAO", "", "甲队二期字段");
        Assert.Equal("code", await site.ScalarAsync<string>($"select m.mapping ->> 'HAO' from inventory.import i join inventory.field_mapping m using (field_mapping_id) where i.import_id = {import}"));

        async Task<string> NamedAsync() =>
            string.Join(' ', (await surveyor.PageAsync($"/inventory/imports/{import}")).QuerySelector("#kept-mapping")!.TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_file_sent_under_a_mapping_that_is_gone_is_refused_and_not_read_by_the_usual_names()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);

        using var answer = await PostAsync(surveyor, "gone.csv", Head + Row("431125101001008100001", "0111", "0.7", 111.29), mapping: "早已改名");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("“早已改名”的字段对应已经改名或移除", (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await site.ScalarAsync<long>("select count(*) from inventory.upload where file_name = 'gone.csv'"));
    }

    [Fact]
    public async Task A_row_that_a_person_leaves_out_on_the_page_stays_out()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await SendAsync(surveyor, "two.csv", Head + Row("431125101001009500001", "0111", "0.7", 111.47) + Row("431125101001009500002", "0111", "0.7", 111.48));
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
        var id = await ReadAsync(sent);

        using var answer = await surveyor.PostAsync($"/inventory/imports/{id}/mapping", new() { ["source"] = "HAO", ["target"] = "code" }, formOn: $"/inventory/imports/{id}");
        var again = await ReadAsync(answer);

        const string How = "select concat_ws(' ', crs, encoding, encoding_reason, datum_shift ->> 'dx_m') from inventory.import where import_id = ";
        Assert.Equal(await site.ScalarAsync<string>(How + id), await site.ScalarAsync<string>(How + again));
        Assert.Contains("110", await site.ScalarAsync<string>(How + again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_stored_already_is_said_to_be()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var text = Head + Row("431125101001009300001", "0111", "0.7", 111.49);
        var id = await SendAsync(surveyor, "once.csv", text);
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        // as the boxes stand ticked
        var parts = (await reviewer.PageAsync($"/inventory/imports/{id}")).QuerySelectorAll("input[name=parts][checked]").Select((box, at) => KeyValuePair.Create($"parts[{at}]", box.GetAttribute("value")!));
        using (var accepted = await reviewer.PostAsync($"/inventory/imports/{id}/accept", new(parts), formOn: $"/inventory/imports/{id}"))
            Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);

        using var twice = await PostAsync(surveyor, "once.csv", text);
        Assert.Equal(id, await ReadAsync(twice));

        using var led = await surveyor.GetAsync(twice.Headers.Location!.OriginalString);
        Assert.Contains("没有改动", (await surveyor.PageAsync(led.Headers.Location!.OriginalString)).QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_layers_one_is_chosen_on_the_page()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var zip = new MemoryStream();
        using (var entries = new System.IO.Compression.ZipArchive(zip, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, code) in new[] { ("东片", "431125101001009200001"), ("西片", "431125101001009200002") })
            {
                using var entry = new StreamWriter(entries.CreateEntry($"{name}.csv").Open());
                entry.Write(Head + Row(code, "0111", "0.7", 111.21));
            }
        using var answer = await PostAsync(surveyor, "both.zip", zip.ToArray());
        var upload = answer.Headers.Location!.OriginalString;
        await ReadUploadAsync(upload);

        var page = await surveyor.PageAsync(upload);
        Assert.Equal(["东片", "西片"], page.QuerySelectorAll("input[name=sourceLayer]").Select(i => i.GetAttribute("value")).Order(StringComparer.Ordinal));
        using (var chosen = await surveyor.PostAsync($"{upload}/layer", new() { ["sourceLayer"] = "西片" }, formOn: upload))
            Assert.Equal(upload, chosen.Headers.Location!.OriginalString);
        var id = (await ReadUploadAsync(upload)).ImportId!.Value;

        Assert.Equal("西片 431125101001009200002", await site.ScalarAsync<string>(
            $"select i.source_layer || ' ' || f.code from inventory.import i join inventory.import_feature f using (import_id) where import_id = {id}"));
    }

    [Fact]
    public async Task A_file_without_a_coordinate_system_waits_for_a_person_to_name_it_and_is_not_sent_again()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var answer = await PostAsync(surveyor, "nowhere.csv", Head + Row("431125101001008700001", "0111", "0.7", 111.24), crs: "");
        var upload = answer.Headers.Location!.OriginalString;
        await ReadUploadAsync(upload);

        var page = await surveyor.PageAsync(upload);
        Assert.Contains("缺少坐标系", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("EPSG:4490", page.QuerySelectorAll("input[name=crs]").Select(i => i.GetAttribute("value")));
        // the datum is asked, not assumed
        Assert.Empty(page.QuerySelectorAll("input[name=crs][checked]"));
        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(surveyor, upload));
        await surveyor.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
        using (var silent = await surveyor.PostAsync($"{upload}/crs", new(), formOn: upload))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, silent.StatusCode);
        using (var wrong = await surveyor.PostAsync($"{upload}/crs", new() { ["other"] = "EPSG:99999" }, formOn: upload))
            Assert.Equal(HttpStatusCode.Redirect, wrong.StatusCode);
        await ReadUploadAsync(upload);
        Assert.Contains("不认识坐标系“EPSG:99999”", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        using (var named = await surveyor.PostAsync($"{upload}/crs", new() { ["crs"] = "EPSG:4490" }, formOn: upload))
            Assert.Equal(upload, named.Headers.Location!.OriginalString);
        var id = (await ReadUploadAsync(upload)).ImportId!.Value;

        Assert.Equal("EPSG:4490 1", await site.ScalarAsync<string>($"select i.crs || ' ' || count(*) from inventory.import i join inventory.import_feature f using (import_id) where import_id = {id} group by i.crs"));
    }

    [Fact]
    public async Task An_old_datum_waits_for_its_shift_and_one_that_cannot_be_used_for_another()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        const string Rows = "CODE,DI_LEI,WKT\n431125101001008600001,0111,\"POLYGON ((524000 2790000, 524500 2790000, 524500 2790500, 524000 2790000))\"\n";
        using var answer = await PostAsync(surveyor, "old-datum.csv", Rows, crs: "EPSG:2382");
        var upload = answer.Headers.Location!.OriginalString;
        await ReadUploadAsync(upload);
        Assert.Contains("基准转换参数", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        await GiveShiftAsync(surveyor, upload, "{\"kind\":\"plane-4\",\"from\":\"EPSG:2382\",\"dx_m\":110}");
        Assert.Contains("没有写明来源", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        await GiveShiftAsync(surveyor, upload, "{\"kind\":\"plane-4\",\"from\":\"EPSG:2382\",\"dx_m\":110,\"dy_m\":-3,\"rotation_arcsec\":0,\"scale_ppm\":0,\"source\":\"测绘院\"}");

        var id = (await site.Factory.Services.GetRequiredService<Uploads>().FindAsync(NumberOf(upload), TestContext.Current.CancellationToken))!.ImportId;
        Assert.Equal("EPSG:2382 110", await site.ScalarAsync<string>($"select concat_ws(' ', crs, datum_shift ->> 'dx_m') from inventory.import where import_id = {id}"));
    }

    [Fact]
    public async Task A_file_read_in_the_wrong_system_is_read_again_in_the_one_that_is_proposed()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        const string Rows = "CODE,DI_LEI,WKT\n431125101001008500001,0111,\"POLYGON ((526000 2790000, 526500 2790000, 526500 2790500, 526000 2790000))\"\n431125101001008500002,0111,\"POLYGON ((527000 2790000, 527500 2790000, 527500 2790500, 527000 2790000))\"\n";
        using var answer = await PostAsync(surveyor, "meridian.csv", Rows, crs: "EPSG:4547");
        var id = await ReadAsync(answer);
        var page = await surveyor.PageAsync($"/inventory/imports/{id}");
        Assert.Contains("按 EPSG:4546", page.QuerySelector("#file-errors")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("EPSG:4547", page.QuerySelector("input[name=crs]")!.GetAttribute("value"));

        using var again = await surveyor.PostAsync($"/inventory/imports/{id}/mapping", new() { ["source"] = "CODE", ["target"] = "code", ["crs"] = "EPSG:4546" }, formOn: $"/inventory/imports/{id}");
        var second = await ReadAsync(again);

        Assert.Equal("EPSG:4546 0", await site.ScalarAsync<string>(
            $"select i.crs || ' ' || (select count(*) from inventory.import_finding f where f.import_id = i.import_id and f.kind = 'outside-county') from inventory.import i where i.import_id = {second}"));
    }

    [Theory]
    [InlineData("broken.gpkg", "no database"), InlineData("broken.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{"), InlineData("quote.csv", "CODE,WKT\n\"12,0111\n"), InlineData("strange.doc", "x"), InlineData("broken.zip", "PK"), InlineData("broken.shp", "x")]
    public async Task An_English_reader_meets_no_Chinese_where_a_file_cannot_be_read(string name, string text)
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var answer = await PostAsync(surveyor, name, text);
        var upload = answer.Headers.Location!.OriginalString;
        await ReadUploadAsync(upload);

        try
        {
            Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(surveyor, upload));
            Assert.EndsWith(".", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent.Trim(), StringComparison.Ordinal);
        }
        finally
        {
            await surveyor.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
        }
    }

    [Fact]
    public async Task A_refused_decision_is_said_in_the_language_of_whoever_decides()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await SendAsync(surveyor, "nothing.csv", "CODE,DI_LEI,WKT\n" + $"12,0111,{Square(111.25)}\n");
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
    public async Task A_column_that_the_values_suggest_is_chosen_beforehand_and_no_message_names_an_option_of_the_command()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var rows = string.Concat(Enumerable.Range(1, 6).Select(i => $"431125101001009100{i:000},0111,310,{Square(111.21 + 0.006 * i)}\n"));
        var id = await SendAsync(surveyor, "proposed.csv", $"CODE,DI_LEI,SHU,WKT\n{rows}");

        var page = await surveyor.PageAsync($"/inventory/imports/{id}");

        Assert.Equal("species_code", page.QuerySelector("select[aria-label=SHU] option[selected]")!.GetAttribute("value"));
        Assert.DoesNotContain("--", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("species_code", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_English_reader_meets_no_Chinese_on_an_import_whatever_was_found()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        const string Bow = "\"POLYGON ((111.5 25.2, 111.501 25.201, 111.501 25.2, 111.5 25.201, 111.5 25.2))\"";
        var id = await SendAsync(surveyor, "english.csv", "CODE,DI_LEI,YU_BI_DU,LIN_ZHONG,EMPTY,EMPTY,WKT\n"
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
    public async Task What_cannot_be_read_is_said_where_it_was_sent()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var answer = await PostAsync(surveyor, "broken.gpkg", "no database");
        var upload = answer.Headers.Location!.OriginalString;
        await site.Factory.Services.GetRequiredService<Uploads>().ReadAsync(long.Parse(upload[(upload.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture));

        Assert.Contains("不是完整的 GeoPackage", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(site.Factory.Services.GetRequiredService<Platform.Files.Home>().Uploads, upload[(upload.LastIndexOf('/') + 1)..])));
    }

    [Fact]
    public async Task An_upload_that_fails_every_time_says_so_with_the_number_of_the_fault_tells_its_sender_and_is_read_again()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var answer = await PostAsync(surveyor, "fault.csv", Head + Row("431125101001008400001", "0111", "0.7", 111.26));
        var upload = answer.Headers.Location!.OriginalString;
        // what no version of the program has written fails in a way that nobody foresaw
        await ChangeAsync(NumberOf(upload), "request = request || '{\"AsOf\": \"no day\"}'");

        await FailAsync(upload, ImportJob.AttemptsOfAFault);

        var page = await surveyor.PageAsync(upload);
        var said = page.QuerySelector("[role=alert]")!.TextContent;
        var number = System.Text.RegularExpressions.Regex.Match(said, "编号 ([0-9A-F]{8}) 下").Groups[1].Value;
        Assert.Matches("^[0-9A-F]{8}$", number);
        Assert.Contains($" {number} import\nSystem.Text.Json.JsonException", await File.ReadAllTextAsync(
            Path.Combine(site.Factory.Services.GetRequiredService<Home>().Logs, "faults.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", page.DocumentElement.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("#progress"));
        Assert.Contains("没有读成", (await surveyor.PageAsync("/inventory/imports")).QuerySelector($"#unread tr:has(a[href='{upload}'])")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(upload, (await surveyor.PageAsync("/")).QuerySelectorAll("#notices a").Single(a => a.TextContent.Contains("fault.csv", StringComparison.Ordinal)).GetAttribute("href"));
        try
        {
            Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(surveyor, upload));
            Assert.Contains($"under number {number}", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
            Assert.Contains("A file you sent was not read", (await surveyor.PageAsync("/")).QuerySelector("#notices")!.TextContent, StringComparison.Ordinal);
        }
        finally
        {
            await surveyor.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
        }

        await ChangeAsync(NumberOf(upload), "request = request || '{\"AsOf\": \"2025-12-31\"}'");
        using (var again = await surveyor.PostAsync($"{upload}/again", new(), formOn: upload))
            Assert.Equal(upload, again.Headers.Location!.OriginalString);
        await Job().RunAsync(NumberOf(upload), TestContext.Current.CancellationToken);
        Assert.Equal("431125101001008400001", await site.ScalarAsync<string>(
            $"select f.code from inventory.upload u join inventory.import_feature f using (import_id) where u.upload_id = {NumberOf(upload)} and u.state = 'staged'"));
    }

    [Fact]
    public async Task An_upload_whose_worker_is_killed_every_time_is_given_up_and_discarded_with_its_files()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var answer = await PostAsync(surveyor, "killed.csv", Head + Row("431125101001008300001", "0111", "0.7", 111.27));
        var upload = answer.Headers.Location!.OriginalString;
        var files = Path.Combine(site.Factory.Services.GetRequiredService<Home>().Uploads, $"{NumberOf(upload)}");
        // begun that often and never ended: a killed worker cannot say so itself
        await ChangeAsync(NumberOf(upload), $"state = 'reading', attempts = {Uploads.MostAttempts}");

        await Job().RunAsync(NumberOf(upload), TestContext.Current.CancellationToken);

        Assert.Contains("没有读成", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(files, "killed.csv")));
        var station = await site.SignedInAsync(Roles.TownshipStation);
        using (var foreign = await station.PostAsync($"{upload}/discard", new(), formOn: "/inventory/imports"))
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Null((await station.PageAsync("/inventory/imports")).QuerySelector($"#unread a[href='{upload}']"));
        using (var discarded = await surveyor.PostAsync($"{upload}/discard", new(), formOn: upload))
            Assert.Equal(upload, discarded.Headers.Location!.OriginalString);
        Assert.False(Directory.Exists(files));
        var page = await surveyor.PageAsync(upload);
        Assert.Contains("已经放弃", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("form[action$=again]"));
        Assert.Null((await surveyor.PageAsync("/inventory/imports")).QuerySelector($"#unread a[href='{upload}']"));
    }

    [Fact]
    public async Task A_township_station_sees_its_own_imports_only()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var others = await SendAsync(surveyor, "others.csv", Head + Row("431125102001009600001", "0111", "0.7", 111.45));
        var station = await site.SignedInAsync(Roles.TownshipStation);

        using (var page = await station.GetAsync($"/inventory/imports/{others}"))
            Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.DoesNotContain("others.csv", (await station.PageAsync("/inventory/imports")).DocumentElement.TextContent, StringComparison.Ordinal);
        var own = await SendAsync(station, "own.csv", Head + Row("431125102001009600002", "0111", "0.7", 111.46));
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

    private async Task<long> SendAsync(Browser browser, string name, string text)
    {
        using var answer = await PostAsync(browser, name, text);
        return await ReadAsync(answer);
    }

    private async Task<long> ReadAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return (await ReadUploadAsync(answer.Headers.Location!.OriginalString)).ImportId!.Value;
    }

    private ImportJob Job() => ActivatorUtilities.CreateInstance<ImportJob>(site.Factory.Services);

    // Until the last attempt the queue is to try again, and the page says that the file is read.
    private async Task FailAsync(string upload, int attempts)
    {
        for (var attempt = 1; attempt < attempts; attempt++)
            await Assert.ThrowsAnyAsync<Exception>(() => Job().RunAsync(NumberOf(upload), TestContext.Current.CancellationToken));
        Assert.Equal("reading", await site.ScalarAsync<string>($"select state from inventory.upload where upload_id = {NumberOf(upload)}"));
        await Job().RunAsync(NumberOf(upload), TestContext.Current.CancellationToken);
    }

    private Task ChangeAsync(long upload, string set) => site.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "an upload as a test needs it",
        write => write.ExecuteAsync($"update inventory.upload set {set} where upload_id = {upload}", ct: TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    private static long NumberOf(string upload) => long.Parse(upload[(upload.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    private async Task GiveShiftAsync(Browser browser, string upload, string shift)
    {
        var page = await browser.PageAsync(upload);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new StringContent(shift), "shift", "given.json" },
        };
        using var answer = await browser.Http.PostAsync(new Uri($"{upload}/crs", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        await ReadUploadAsync(upload);
    }

    private async Task<Upload> ReadUploadAsync(string address)
    {
        var uploads = site.Factory.Services.GetRequiredService<Uploads>();
        var id = NumberOf(address);
        await uploads.ReadAsync(id);
        return (await uploads.FindAsync(id))!;
    }

    private static Task<HttpResponseMessage> PostAsync(Browser browser, string name, string text, string crs = "EPSG:4490", string encoding = "", string? shift = null, string mapping = "") =>
        PostAsync(browser, name, System.Text.Encoding.UTF8.GetBytes(text), crs, encoding, shift, mapping);

    private static async Task<HttpResponseMessage> PostAsync(Browser browser, string name, byte[] file, string crs = "EPSG:4490", string encoding = "", string? shift = null, string mapping = "")
    {
        var page = await browser.PageAsync("/inventory/imports");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new ByteArrayContent(file), "Files", name },
            { new StringContent("forest-land"), "Layer" }, { new StringContent("2025-12-31"), "AsOf" }, { new StringContent(crs), "Crs" },
            { new StringContent(encoding), "Encoding" }, { new StringContent(mapping), "Mapping" },
        };
        if (shift is not null)
            form.Add(new StringContent(shift), "Shift", "shift.json");
        return await browser.Http.PostAsync(new Uri("/inventory/imports", UriKind.Relative), form);
    }

    private static string Row(string code, string landClass, string canopy, double west) => $"{code},{landClass},{canopy},{Square(west)}\n";

    private static string Square(double west) => FormattableString.Invariant(
        $"\"POLYGON (({west} 25.2, {west + 0.005} 25.2, {west + 0.005} 25.205, {west} 25.205, {west} 25.2))\"");
}
