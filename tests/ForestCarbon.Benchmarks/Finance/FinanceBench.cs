using System.Globalization;
using ForestCarbon.Benchmarks.Site;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Benchmarks.Finance;

/// <summary>The finance office's dashboards in a served county whose books hold a million postings, over loopback.</summary>
internal static class FinanceBench
{
    private const int Postings = 1_000_000;
    private const double DashboardMs = 300;

    private static readonly string[] Pages =
    [
        "/", "/finance/books/演示-财政", "/finance/books/演示-青禾", "/finance/books/演示-财政/trial-balance", "/finance/funds", "/finance/receivables",
        "/finance/lists", "/finance/holdings",
    ];

    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        await using var site = new RunningSite();
        await site.BuildAsync(ct);
        await site.StartAsync(parcels, ct);
        await site.FillAsync(
            Sql.Of(typeof(FinanceBench).Assembly, "Finance/fill_postings.sql").Replace("{postings}", Postings.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), ct);
        using var http = await site.SignInAsync("caizheng", ct);
        var result = new BenchResult("finance", parcels).With("postings", Postings);
        await TimedPages.AddAsync(result, http, Pages.Select(page => (page, DashboardMs)), ct);
        return result;
    }
}
