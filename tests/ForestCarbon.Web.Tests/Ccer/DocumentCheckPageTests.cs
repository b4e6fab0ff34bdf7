using System.Net;
using System.Text;
using ForestCarbon.Platform.Identity;
using MiniExcelLibs;

namespace ForestCarbon.Web.Tests.Ccer;

public sealed class DocumentCheckPageTests(WebSite site) : IClassFixture<WebSite>
{
    private const string Address = "/ccer/document-check";

    private static byte[] Table(params string[] statements)
    {
        using var file = new MemoryStream();
        MiniExcel.SaveAs(file, statements.Select(s => new { 陈述 = s }));
        return file.ToArray();
    }

    private async Task<(HttpStatusCode Status, AngleSharp.Dom.IDocument Page)> CheckAsync(string name, byte[] file, byte[]? boundary = null)
    {
        var browser = await site.SignedInAsync(Roles.Verifier);
        var token = (await browser.PageAsync(Address)).QuerySelector("form[enctype] input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(file), "File", name },
            { new ByteArrayContent(boundary ?? Encoding.UTF8.GetBytes("""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"甲"},"geometry":{"type":"Polygon","coordinates":[[[111.5,25.1],[111.501,25.1],[111.501,25.101],[111.5,25.101],[111.5,25.1]]]}}]}""")), "Boundary", "边界.geojson" },
            { new StringContent("EPSG:4490"), "Crs" },
        };
        using var answer = await browser.Http.PostAsync(Address, form, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await Browser.ReadAsync(answer));
    }

    [Fact]
    public async Task What_contradicts_itself_stands_with_both_places_and_the_boundary_is_compared()
    {
        var (status, page) = await CheckAsync("陈述.xlsx", Table("项目面积 1.12 公顷（20 亩）", "项目面积 1.12 公顷"));

        Assert.Equal(HttpStatusCode.OK, status);
        var row = Assert.Single(page.QuerySelectorAll("tbody tr"));
        Assert.Contains("1.12 公顷 合 16.8 亩", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("第 2 行", row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_one_sentence()
    {
        var (status, page) = await CheckAsync("坏.docx", [1, 2, 3]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("坏.docx 读不出来", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_boundary_file_without_content_is_told_and_not_taken_for_none()
    {
        var (status, page) = await CheckAsync("陈述.xlsx", Table("项目面积 1.12 公顷"), []);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("“边界.geojson”是空的", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }
}
