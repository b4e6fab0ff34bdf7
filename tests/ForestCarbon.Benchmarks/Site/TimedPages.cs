using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ForestCarbon.Benchmarks.Site;

/// <summary>Named pages asked for over loopback one after the other, from the request sent to the last byte received.</summary>
internal static class TimedPages
{
    private const int Times = 40;

    /// <summary>Adds to the result p50 and p95 of every page and holds the p95 against its budget, in ms.</summary>
    public static async Task AddAsync(BenchResult result, HttpClient http, IEnumerable<(string Page, double BudgetMs)> pages, CancellationToken ct)
    {
        var shown = new JsonObject();
        foreach (var (page, budget) in pages)
        {
            var times = await TimesAsync(http, page, ct);
            var p95 = times.Order().ElementAt((int)(times.Count * 0.95));
            shown[page] = new JsonObject { ["p50_ms"] = Math.Round(Meter.Median(times), 1), ["p95_ms"] = Math.Round(p95, 1) };
            result.Budget($"{page} p95, ms", p95, budget);
        }
        result.With("pages", shown);
    }

    private static async Task<List<double>> TimesAsync(HttpClient http, string page, CancellationToken ct)
    {
        var times = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            var clock = Stopwatch.StartNew();
            using var answer = await http.GetAsync(new Uri(page, UriKind.Relative), ct);
            await answer.Content.ReadAsByteArrayAsync(ct);
            answer.EnsureSuccessStatusCode();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        return times;
    }
}
