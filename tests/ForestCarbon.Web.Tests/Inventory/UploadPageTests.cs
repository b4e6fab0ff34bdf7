using System.Net;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Web.Jobs;
using Microsoft.Extensions.DependencyInjection;
using static ForestCarbon.Web.Tests.Inventory.SentFiles;

namespace ForestCarbon.Web.Tests.Inventory;

/// <summary>A file on its way: read by a worker, waiting for a person, or not read at all.</summary>
[Collection<SiteOfFiles>]
public sealed class UploadPageTests(WebSite site)
{
    [Fact]
    public async Task A_file_that_is_stored_already_is_said_to_be()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var text = Head + Row("431125101001009300001", "0111", "0.7", 111.49);
        var id = await site.SendAsync(surveyor, "once.csv", text);
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        // as the boxes stand ticked
        var parts = (await reviewer.PageAsync($"/inventory/imports/{id}")).QuerySelectorAll("input[name=parts][checked]").Select((box, at) => KeyValuePair.Create($"parts[{at}]", box.GetAttribute("value")!));
        using (var accepted = await reviewer.PostAsync($"/inventory/imports/{id}/accept", new(parts), formOn: $"/inventory/imports/{id}"))
            Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);

        using var twice = await PostAsync(surveyor, "once.csv", text);
        Assert.Equal(id, await site.ReadAsync(twice));

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
        await site.ReadUploadAsync(upload);

        var page = await surveyor.PageAsync(upload);
        Assert.NotNull(page.QuerySelector("form[action$=discard]"));
        Assert.Equal(["东片", "西片"], page.QuerySelectorAll("input[name=sourceLayer]").Select(i => i.GetAttribute("value")).Order(StringComparer.Ordinal));
        using (var chosen = await surveyor.PostAsync($"{upload}/layer", new() { ["sourceLayer"] = "西片" }, formOn: upload))
            Assert.Equal(upload, chosen.Headers.Location!.OriginalString);
        var id = (await site.ReadUploadAsync(upload)).ImportId!.Value;

        Assert.Equal("西片 431125101001009200002", await site.ScalarAsync<string>(
            $"select i.source_layer || ' ' || f.code from inventory.import i join inventory.import_feature f using (import_id) where import_id = {id}"));
    }

    [Fact]
    public async Task A_file_that_waits_for_a_choice_can_be_given_up()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var answer = await PostAsync(surveyor, "given-up.csv", Head + Row("431125101001008100001", "0111", "0.7", 111.24), crs: "");
        var upload = answer.Headers.Location!.OriginalString;
        Assert.Equal("crs", (await site.ReadUploadAsync(upload)).State);

        (await surveyor.PostAsync($"{upload}/discard", new(), formOn: upload)).Dispose();

        Assert.Contains("已经放弃", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("given-up.csv", (await surveyor.PageAsync("/inventory/imports")).DocumentElement.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_a_coordinate_system_waits_for_a_person_to_name_it_and_is_not_sent_again()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var answer = await PostAsync(surveyor, "nowhere.csv", Head + Row("431125101001008700001", "0111", "0.7", 111.24), crs: "");
        var upload = answer.Headers.Location!.OriginalString;
        await site.ReadUploadAsync(upload);

        var page = await surveyor.PageAsync(upload);
        Assert.Contains("缺少坐标系", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("control-points", page.QuerySelector("details pre")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("EPSG:4490", page.QuerySelectorAll("input[name=crs]").Select(i => i.GetAttribute("value")));
        // the datum is asked, not assumed
        Assert.Empty(page.QuerySelectorAll("input[name=crs][checked]"));
        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(surveyor, upload));
        await surveyor.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
        using (var silent = await surveyor.PostAsync($"{upload}/crs", new(), formOn: upload))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, silent.StatusCode);
        using (var wrong = await surveyor.PostAsync($"{upload}/crs", new() { ["other"] = "EPSG:99999" }, formOn: upload))
            Assert.Equal(HttpStatusCode.Redirect, wrong.StatusCode);
        await site.ReadUploadAsync(upload);
        Assert.Contains("不认识坐标系“EPSG:99999”", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        using (var named = await surveyor.PostAsync($"{upload}/crs", new() { ["crs"] = "EPSG:4490" }, formOn: upload))
            Assert.Equal(upload, named.Headers.Location!.OriginalString);
        var id = (await site.ReadUploadAsync(upload)).ImportId!.Value;

        Assert.Equal("EPSG:4490 1", await site.ScalarAsync<string>($"select i.crs || ' ' || count(*) from inventory.import i join inventory.import_feature f using (import_id) where import_id = {id} group by i.crs"));
    }

    [Fact]
    public async Task An_old_datum_waits_for_its_shift_and_one_that_cannot_be_used_for_another()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        const string Rows = "CODE,DI_LEI,WKT\n431125101001008600001,0111,\"POLYGON ((524000 2790000, 524500 2790000, 524500 2790500, 524000 2790000))\"\n";
        using var answer = await PostAsync(surveyor, "old-datum.csv", Rows, crs: "EPSG:2382");
        var upload = answer.Headers.Location!.OriginalString;
        await site.ReadUploadAsync(upload);
        Assert.Contains("基准转换参数", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        await GiveShiftAsync(surveyor, upload, "{\"kind\":\"plane-4\",\"from\":\"EPSG:2382\",\"dx_m\":110}");
        Assert.Contains("没有写明来源", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        await GiveShiftAsync(surveyor, upload, "{\"kind\":\"plane-4\",\"from\":\"EPSG:2382\",\"dx_m\":110,\"dy_m\":-3,\"rotation_arcsec\":0,\"scale_ppm\":0,\"source\":\"测绘院\"}");

        var id = (await site.Factory.Services.GetRequiredService<Uploads>().FindAsync(NumberOf(upload), TestContext.Current.CancellationToken))!.ImportId;
        Assert.Equal("EPSG:2382 110", await site.ScalarAsync<string>($"select concat_ws(' ', crs, datum_shift ->> 'dx_m') from inventory.import where import_id = {id}"));
    }

    [Fact]
    public async Task A_file_without_a_system_is_told_that_the_shift_given_with_it_is_kept()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        const string Rows = "CODE,DI_LEI,WKT\n431125101001008600031,0111,\"POLYGON ((526000 2790000, 526500 2790000, 526500 2790500, 526000 2790000))\"\n";
        using var answer = await PostAsync(surveyor, "shift-without-system.csv", Rows, crs: "");
        var upload = answer.Headers.Location!.OriginalString;
        await site.ReadUploadAsync(upload);
        Assert.DoesNotContain("留着", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        await GiveShiftAsync(surveyor, upload, "点名,源X,源Y,目标X,目标Y,坐标系\nA,2790000,500000,2790005,500117,2382\nB,2790000,530000,2790005,530117,2382\nC,2820000,500000,2820005,500117,2382\n", "控制点.csv");
        var page = await surveyor.PageAsync(upload);

        Assert.Contains("已给出的基准转换参数是 西安80 的，随文件留着", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("已给出的参数留着", page.QuerySelector("label:has(input[value='EPSG:2382'])")!.TextContent, StringComparison.Ordinal);
        using (await surveyor.PostAsync($"{upload}/crs", new() { ["crs"] = "EPSG:2382" }, formOn: upload))
            Assert.NotNull((await site.ReadUploadAsync(upload)).ImportId);
    }

    [Fact]
    public async Task An_old_datum_takes_its_control_points_as_a_table_and_keeps_what_it_is_called()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        const string Rows = "CODE,DI_LEI,WKT\n431125101001008600021,0111,\"POLYGON ((525000 2790000, 525500 2790000, 525500 2790500, 525000 2790000))\"\n";
        using var answer = await PostAsync(surveyor, "old-datum-table.csv", Rows, crs: "EPSG:2382");
        var upload = answer.Headers.Location!.OriginalString;
        await site.ReadUploadAsync(upload);

        await GiveShiftAsync(surveyor, upload, "点名,源X,源Y,目标X\nA,2790000,500000,2790005\n", "控制点 2019.csv");
        Assert.Contains("转换参数文件 控制点 2019.csv 不能用：控制点表缺少目标坐标的列", (await surveyor.PageAsync(upload)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        await GiveShiftAsync(surveyor, upload, "点名,源X,源Y,目标X,目标Y\nA,2790000,500000,2790005,500117\nB,2790000,530000,2790005,530117\nC,2820000,500000,2820005,500117\n", "控制点 2019.csv");

        var id = (await site.Factory.Services.GetRequiredService<Uploads>().FindAsync(NumberOf(upload), TestContext.Current.CancellationToken))!.ImportId;
        Assert.Equal("EPSG:2382 117 控制点 2019.csv", await site.ScalarAsync<string>(
            $"select concat_ws(' ', crs, round((datum_shift ->> 'dx_m')::numeric), datum_shift ->> 'source') from inventory.import where import_id = {id}"));
    }

    [Theory]
    [InlineData("broken.gpkg", "no database"), InlineData("broken.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{"), InlineData("quote.csv", "CODE,WKT\n\"12,0111\n"), InlineData("strange.doc", "x"), InlineData("broken.zip", "PK"), InlineData("broken.shp", "x")]
    public async Task An_English_reader_meets_no_Chinese_where_a_file_cannot_be_read(string name, string text)
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var answer = await PostAsync(surveyor, name, text);
        var upload = answer.Headers.Location!.OriginalString;
        await site.ReadUploadAsync(upload);

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

    private async Task GiveShiftAsync(Browser browser, string upload, string shift, string name = "given.json")
    {
        var page = await browser.PageAsync(upload);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new StringContent(shift), "shift", name },
        };
        using var answer = await browser.Http.PostAsync(new Uri($"{upload}/crs", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        await site.ReadUploadAsync(upload);
    }
}
