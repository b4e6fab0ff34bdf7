using System.Diagnostics;
using ForestCarbon.Benchmarks.Site;

namespace ForestCarbon.Benchmarks;

/// <summary>
/// <c>./forestcarbon up --detach</c> with a data directory of its own: the first time (cluster, migration, county, account) and the
/// second, each until the start page answers. What is built already stays built: a build is measured by building.
/// </summary>
internal static class UpBench
{
    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        await using var site = new RunningSite();
        await site.BuildAsync(ct);
        var first = await UpAsync(site, parcels, ct);
        await site.StopAsync(ct);
        var second = await UpAsync(site, null, ct);
        return new BenchResult("up", parcels)
            .With("seconds", second)
            .With("cold_seconds", first)
            .Budget("first up", first, 240)
            .Budget("second up", second, 5);
    }

    private static async Task<double> UpAsync(RunningSite site, int? parcels, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        await site.StartAsync(parcels, ct);
        using var http = new HttpClient { BaseAddress = site.Address };
        using var start = await http.GetAsync(new Uri("/", UriKind.Relative), ct);
        start.EnsureSuccessStatusCode();
        return clock.Elapsed.TotalSeconds;
    }
}
