using System.Net;
using ForestCarbon.Inventory.Imports;
using Microsoft.Extensions.DependencyInjection;

namespace ForestCarbon.Web.Tests.Inventory;

/// <summary>One site for the classes that send files to it; each draws its parcels under codes of its own.</summary>
[CollectionDefinition]
public sealed class SiteOfFiles : ICollectionFixture<WebSite>;

/// <summary>Files sent on the page of imports, and read as a worker would.</summary>
internal static class SentFiles
{
    public const string Head = "CODE,DI_LEI,YU_BI_DU,WKT\n";

    /// <summary>Sends a file of text, has it read and returns the number of its import.</summary>
    public static async Task<long> SendAsync(this WebSite site, Browser browser, string name, string text)
    {
        using var answer = await PostAsync(browser, name, text);
        return await site.ReadAsync(answer);
    }

    /// <summary>Has read what an answer leads to; the number of its import.</summary>
    public static async Task<long> ReadAsync(this WebSite site, HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return (await site.ReadUploadAsync(answer.Headers.Location!.OriginalString)).ImportId!.Value;
    }

    public static async Task<Upload> ReadUploadAsync(this WebSite site, string address)
    {
        var uploads = site.Factory.Services.GetRequiredService<Uploads>();
        var id = NumberOf(address);
        await uploads.ReadAsync(id);
        return (await uploads.FindAsync(id))!;
    }

    public static long NumberOf(string upload) => long.Parse(upload[(upload.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    public static Task<HttpResponseMessage> PostAsync(Browser browser, string name, string text, string crs = "EPSG:4490", string encoding = "", string? shift = null, string mapping = "") =>
        PostAsync(browser, name, System.Text.Encoding.UTF8.GetBytes(text), crs, encoding, shift, mapping);

    public static async Task<HttpResponseMessage> PostAsync(Browser browser, string name, byte[] file, string crs = "EPSG:4490", string encoding = "", string? shift = null, string mapping = "")
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

    public static string Row(string code, string landClass, string canopy, double west) => $"{code},{landClass},{canopy},{Square(west)}\n";

    public static string Square(double west) => FormattableString.Invariant(
        $"\"POLYGON (({west} 25.2, {west + 0.005} 25.2, {west + 0.005} 25.205, {west} 25.205, {west} 25.2))\"");
}
