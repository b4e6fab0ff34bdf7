using System.Net;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Identity;
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

        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        using (var accepted = await reviewer.PostAsync($"/inventory/imports/{id}/accept", new() { ["parts"] = "added" }, formOn: $"/inventory/imports/{id}"))
            Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);
        Assert.Equal(2, await site.ScalarAsync<long>("select count(*) from inventory.parcel_version where code like '4311251010010099%'"));

        using (var undone = await reviewer.PostAsync($"/inventory/imports/{id}/undo", new(), formOn: $"/inventory/imports/{id}"))
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
    public async Task Another_mapping_is_kept_by_name_and_the_file_read_again()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var id = await SendAsync(surveyor, "strange.csv", $"HAO,DI_LEI,WKT\n431125101001009700001,0111,{Square(111.44)}\n");

        using var answer = await surveyor.PostAsync($"/inventory/imports/{id}/mapping", new() { ["source"] = "HAO", ["target"] = "code", ["name"] = "某队字段" }, formOn: $"/inventory/imports/{id}");
        var again = await ReadAsync(answer);

        Assert.Equal(0, await site.ScalarAsync<long>($"select count(*) from inventory.import_finding where import_id = {again} and kind = 'code-missing'"));
        Assert.Equal("code", await site.ScalarAsync<string>("select mapping ->> 'HAO' from inventory.field_mapping where name = '某队字段'"));
        Assert.Contains("某队字段", (await surveyor.PageAsync("/inventory/imports")).QuerySelector("#mapping")!.TextContent, StringComparison.Ordinal);
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

    private async Task<long> SendAsync(Browser browser, string name, string text)
    {
        using var answer = await PostAsync(browser, name, text);
        return await ReadAsync(answer);
    }

    private async Task<long> ReadAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var address = answer.Headers.Location!.OriginalString;
        var uploads = site.Factory.Services.GetRequiredService<Uploads>();
        var id = long.Parse(address[(address.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        await uploads.ReadAsync(id);
        return (await uploads.FindAsync(id))!.ImportId!.Value;
    }

    private static async Task<HttpResponseMessage> PostAsync(Browser browser, string name, string text)
    {
        var page = await browser.PageAsync("/inventory/imports");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(text)), "Files", name },
            { new StringContent("forest-land"), "Layer" }, { new StringContent("2025-12-31"), "AsOf" }, { new StringContent("EPSG:4490"), "Crs" },
        };
        return await browser.Http.PostAsync(new Uri("/inventory/imports", UriKind.Relative), form);
    }

    private static string Row(string code, string landClass, string canopy, double west) => $"{code},{landClass},{canopy},{Square(west)}\n";

    private static string Square(double west) => FormattableString.Invariant(
        $"\"POLYGON (({west} 25.2, {west + 0.005} 25.2, {west + 0.005} 25.205, {west} 25.205, {west} 25.2))\"");
}
