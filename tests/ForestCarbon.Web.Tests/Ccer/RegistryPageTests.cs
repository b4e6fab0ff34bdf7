using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Ccer;

public sealed class RegistryPageTests(WebSite site) : IClassFixture<WebSite>
{
    private const string Bundle = """{"observedOn":"2026-07-19","lists":[{"dataType":"1","items":[{"applyId":"1526","projectName":"湖北某地造林碳汇项目","orgCustomerName":"某林业公司","projectType":"N0101","statusName":"公示中"}]},{"dataType":"4","items":[{"applyId":"1467","projectName":"某海上风电项目","projectType":"A0102"}]},{"dataType":"8","items":[{"applyId":"1999","projectName":"江永造林","projectType":"N0101"}]}],"details":[{"applyId":"1526","dataType":"1","detail":{"methodologyNum":"CCER-14-001-V01","provinceName":"湖北省","expectYearNum":6170,"publicStartDate":"20260717","publicEndDate":"20260813"}}]}""";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private static async Task<HttpResponseMessage> SendAsync(Browser browser, string json)
    {
        var token = (await browser.PageAsync("/ccer/registry")).QuerySelector("#receive input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(Encoding.UTF8.GetBytes(json)), "File", "bundle.json" },
        };
        return await browser.Http.PostAsync("/ccer/registry", form, Ct);
    }

    [Fact]
    public async Task Public_information_is_taken_over_and_every_forestry_project_of_the_country_stands_on_the_page()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        using var sent = await SendAsync(browser, Bundle);
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Contains("类型 8", (await Browser.ReadAsync(sent)).QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);

        var page = await browser.PageAsync("/ccer/registry");
        Assert.Contains("6,170", page.QuerySelector(".tiles")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("风电", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("江永造林", page.QuerySelector("#differences")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("风电", (await browser.PageAsync("/ccer/registry?all=true")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2026-08-13", (await browser.PageAsync("/ccer/registry/1526")).Body!.TextContent, StringComparison.Ordinal);

        var application = await browser.Http.GetFromJsonAsync<JsonElement>("/api/v1/registry/applications/1526", Ct);
        Assert.Equal((6170m, 2), (application.GetProperty("entries")[0].GetProperty("expectedTA").GetDecimal(), application.GetProperty("history").GetArrayLength()));
    }

    [Fact]
    public async Task The_page_shows_what_a_file_looks_like_and_a_wrapper_that_holds_nothing_is_refused()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        Assert.Equal(ForestCarbon.Ccer.Mirror.RegistryFile.Sample, (await browser.PageAsync("/ccer/registry")).QuerySelector("#sample")!.TextContent);

        using var refused = await SendAsync(browser, """{"dataInfo":{"list":[{"applyId":"1","dataType":"1"}]}}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("dataInfo 应是条目的数组", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_file_is_refused_with_a_sentence()
    {
        using var refused = await SendAsync(await site.SignedInAsync(Roles.BureauReviewer), "{}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("公开接口", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await (await site.SignedInAsync(Roles.Finance)).PageAsync("/ccer/registry")).QuerySelector("#receive"));
    }
}
