using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ForestCarbon.Benchmarks.Site;

/// <summary>
/// Every page that a person of each role can reach by links from the start page, asked for again and again over loopback: from the
/// request sent to the last byte received. Then tiles out of the program's memory, by many at once. Of addresses that differ in numbers or in what they ask for only, a few stand for all.
/// </summary>
internal static partial class PagesBench
{
    private const int ExamplesOfAPage = 6;
    private const int Times = 6;
    // What another role was timed on already is asked once an address, so that a page that is slow for this role only still shows.
    private const int TimesAgain = 1;
    private const int SlowestShown = 25;
    // Files to take away and the job queue's own pages are no pages of the county.
    private static readonly string[] NotPages = ["/css/", "/js/", "/lib/", "/favicon", "/tiles/", "/jobs", "/signout", "/signin", "/reading", "/metrics", "/openapi", "/ogc", "/api"];

    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        await using var site = new RunningSite();
        await site.BuildAsync(ct);
        await site.StartAsync(parcels, ct);
        var pages = new Dictionary<(string Page, string Role), List<double>>();
        foreach (var (name, role) in site.Accounts.DistinctBy(a => a.Role))
        {
            using var http = await site.SignInAsync(name, ct);
            foreach (var (page, addresses) in await ReachableAsync(http, ct))
                pages[(page, role)] = await TimesAsync(http, addresses, pages.Keys.Any(p => p.Page == page) ? TimesAgain : Times, ct);
            await Console.Error.WriteLineAsync($"{role}: {pages.Keys.Count(p => p.Role == role)}");
        }
        using var mapReader = await site.SignInAsync(site.Accounts[0].Name, ct);
        var (perSecond, cachedMs, tiles) = await TileLoad.RunAsync(mapReader, ct);
        var worst = pages.Select(p => (p.Key.Page, p.Key.Role, Median: Meter.Median(p.Value), P95: At(p.Value, 0.95), First: p.Value[0]))
            .OrderByDescending(p => p.P95).ToList();
        var slowest = new JsonObject();
        foreach (var p in worst.DistinctBy(p => p.Page).Take(SlowestShown))
            slowest[p.Page] = new JsonObject { ["role"] = p.Role, ["p50_ms"] = Math.Round(p.Median, 1), ["p95_ms"] = Math.Round(p.P95, 1) };
        var (statistics, others) = (worst.Where(p => IsStatistics(p.Page)).ToList(), worst.Where(p => !IsStatistics(p.Page)).ToList());
        return new BenchResult("pages", parcels)
            .With("pages", pages.Keys.Select(p => p.Page).Distinct().Count()).With("roles", pages.Keys.Select(p => p.Role).Distinct().Count())
            .With("seconds", Math.Round(worst[0].P95 / 1000, 3)).With("over_200_ms", others.Where(p => p.P95 > 200).Select(p => p.Page).Distinct().Count())
            .With("slowest", slowest)
            .With("cached_tiles_per_s", Math.Round(perSecond)).With("cached_tile_p95_ms", Math.Round(cachedMs, 1)).With("cached_tiles", tiles)
            .Budget("1,500 by cached tiles a second", 1500 / perSecond, 1)
            .Budget("slowest page, p95, ms", others.Max(p => p.P95), 200)
            .Budget("slowest statistics, p95, ms", statistics.Count == 0 ? 0 : statistics.Max(p => p.P95), 500);
    }

    // Breadth first, so that what is linked from the start page is found first.
    private static async Task<Dictionary<string, List<string>>> ReachableAsync(HttpClient http, CancellationToken ct)
    {
        var examples = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var waiting = new Queue<string>(["/"]);
        examples["/"] = ["/"];
        while (waiting.TryDequeue(out var address))
        {
            using var answer = await http.GetAsync(new Uri(address, UriKind.Relative), ct);
            if (answer.StatusCode != HttpStatusCode.OK || answer.Content.Headers.ContentType?.MediaType != "text/html")
            {
                Drop(examples, address);
                continue;
            }
            foreach (Match link in Link().Matches(await answer.Content.ReadAsStringAsync(ct)))
            {
                var found = WebUtility.HtmlDecode(link.Groups[1].Value);
                if (NotPages.Any(n => found.StartsWith(n, StringComparison.Ordinal)) || found.StartsWith("//", StringComparison.Ordinal) || IsFile(found))
                    continue;
                var known = examples.TryGetValue(PageOf(found), out var same) ? same : examples[PageOf(found)] = [];
                if (known.Count >= ExamplesOfAPage || known.Contains(found))
                    continue;
                known.Add(found);
                waiting.Enqueue(found);
            }
        }
        return examples;
    }

    private static void Drop(Dictionary<string, List<string>> examples, string address)
    {
        if (examples.GetValueOrDefault(PageOf(address)) is { } same && same.Remove(address) && same.Count == 0)
            examples.Remove(PageOf(address));
    }

    private static async Task<List<double>> TimesAsync(HttpClient http, List<string> addresses, int rounds, CancellationToken ct)
    {
        var times = new List<double>();
        for (var i = 0; i < rounds; i++)
            foreach (var address in addresses)
            {
                var clock = Stopwatch.StartNew();
                using var answer = await http.GetAsync(new Uri(address, UriKind.Relative), ct);
                await answer.Content.ReadAsByteArrayAsync(ct);
                times.Add(clock.Elapsed.TotalMilliseconds);
            }
        return times;
    }

    /// <summary>The path with its numbers left out: one page of the program, whatever it is asked for. Filters together make thousands of addresses.</summary>
    private static string PageOf(string address) => Number().Replace(address.Split('?')[0], "/{}");

    // Whole layers are written for these: asking for each by every role would take longer than all pages together.
    private static bool IsFile(string address) => address.Split('?')[0] is var path && (path.EndsWith("/export", StringComparison.Ordinal) || Path.HasExtension(path));

    private static bool IsStatistics(string page) => page.StartsWith("/inventory/overlay", StringComparison.Ordinal) || page.StartsWith("/inventory/reconciliation", StringComparison.Ordinal)
        || page.StartsWith("/inventory/check", StringComparison.Ordinal) || page is "/inventory" or "/growth" or "/growth/compare";

    private static double At(List<double> times, double share) => times.Order().ElementAt(Math.Min(times.Count - 1, (int)(times.Count * share)));

    [GeneratedRegex("href=\"(/[^\"#]*)")]
    private static partial Regex Link();

    [GeneratedRegex("/[0-9][^/]*")]
    private static partial Regex Number();
}
