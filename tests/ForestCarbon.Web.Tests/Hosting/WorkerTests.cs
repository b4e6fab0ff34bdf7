using ForestCarbon.Web.Hosting;

namespace ForestCarbon.Web.Tests.Hosting;

/// <summary>The program as <c>./forestcarbon worker</c> starts it: without pages, with its probes and its part of the queue.</summary>
public sealed class WorkerTests(WebSite site) : IClassFixture<WebSite>
{
    [Fact]
    public async Task A_worker_starts_and_answers_its_probes()
    {
        var ct = TestContext.Current.CancellationToken;
        var home = Directory.CreateTempSubdirectory("fc-worker-").FullName;
        try
        {
            await using var worker = await ForestCarbonHost.BuildAsync(
                ["--worker", "--urls", "http://127.0.0.1:0", $"--FORESTCARBON_DB={site.ConnectionString}", $"--FORESTCARBON_HOME={home}"], HostMode.Worker);
            Assert.Equal("http://127.0.0.1:0", worker.Configuration["urls"]);
            Assert.Null(await Preparation.RunAsync(worker.Services, ct));

            await worker.StartAsync(ct);

            using var http = new HttpClient { BaseAddress = new Uri(worker.Urls.Single()) };
            Assert.Equal("ok", await http.GetStringAsync("/health/live", ct));
            Assert.Equal("ok", await http.GetStringAsync("/health/ready", ct));
            Assert.Contains("forestcarbon_ledger_read_only 0", await http.GetStringAsync("/metrics", ct), StringComparison.Ordinal);
            await worker.StopAsync(ct);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
