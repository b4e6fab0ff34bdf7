using System.Diagnostics;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ForestCarbon.Web.Tests.Ogc;

/// <summary>The feature service as GDAL's OAPIF driver reads it, over HTTP with a token.</summary>
public sealed class GdalTests(WebSite site) : IClassFixture<WebSite>
{
    [Fact]
    public async Task Reads_every_page_of_the_parcels()
    {
        var read = await OgrInfoAsync("-oo", "PAGE_SIZE=5", "-q");

        Assert.Equal(24, read.Split('\n').Count(line => line.StartsWith("OGRFeature(forest-land)", StringComparison.Ordinal)));
        Assert.Contains("code (String) = 431125101001000100001", read, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Feature Count: 24")]
    [InlineData("Feature Count: 1", "-spat", "111.201", "25.201", "111.209", "25.209")]
    [InlineData("Feature Count: 6", "-where", "land_class = '0113'")]
    [InlineData("Extent: (111.2")]
    public async Task Filters_as_the_service_does(string expected, params string[] arguments) =>
        Assert.Contains(expected, await OgrInfoAsync(["-so", .. arguments]), StringComparison.Ordinal);

    [Theory]
    [InlineData("land_class = '0113'", "land_class=0113", "Feature Count: 6")]
    [InlineData("land_class = '0113' and township_code = '431125101'", "land_class=0113&township_code=431125101", "Feature Count: 3")]
    public async Task Sends_the_filter_to_the_service_and_counts_without_reading_features(string where, string sent, string expected)
    {
        var answer = await OgrInfoAsync("-so", "-where", where);

        Assert.Contains(expected, answer, StringComparison.Ordinal);
        var items = _asked.Where(a => a.Contains("/items", StringComparison.Ordinal)).ToList();
        Assert.Contains(items, a => a.Contains(sent, StringComparison.Ordinal));
        // One page for the fields, and the count.
        Assert.InRange(items.Count, 1, 3);
    }

    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _asked = new();

    private sealed class Asked(System.Collections.Concurrent.ConcurrentQueue<string> asked) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
        {
            application.Use(async (HttpContext context, RequestDelegate then) =>
            {
                asked.Enqueue(context.Request.Path + context.Request.QueryString);
                await then(context);
            });
            next(application);
        };
    }

    private async Task<string> OgrInfoAsync(params string[] arguments)
    {
        if (!File.Exists("/usr/bin/ogrinfo"))
        {
            Assert.SkipUnless(Repository.IsContinuousIntegration, "gdal-bin is not installed; ./forestcarbon test installs it.");
            Assert.Fail("gdal-bin is not installed.");
        }
        using var store = new AccountStore(site.Db);
        var auditor = (await store.AllAsync(TestContext.Current.CancellationToken)).Single(a => a.UserName == Roles.Auditor);
        var token = await new AccessTokens(site.Db).IssueAsync(auditor, "test", DateTime.UtcNow.AddHours(1), Actor.Installation, TestContext.Current.CancellationToken);
        using var served = site.Factory.WithWebHostBuilder(host => host.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new Asked(_asked))));
        served.UseKestrel(0);
        served.StartServer();
        var start = new ProcessStartInfo("/usr/bin/ogrinfo", ["-ro", .. arguments, $"OAPIF:{served.ClientOptions.BaseAddress}ogc", "forest-land"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["GDAL_HTTP_HEADERS"] = $"Authorization: Bearer {token}";
        using var ogrinfo = Process.Start(start)!;
        var (output, errors) = (ogrinfo.StandardOutput.ReadToEndAsync(), ogrinfo.StandardError.ReadToEndAsync());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            await ogrinfo.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            ogrinfo.Kill();
            throw;
        }
        Assert.True(ogrinfo.ExitCode == 0, await errors + await output);
        return await output;
    }
}
