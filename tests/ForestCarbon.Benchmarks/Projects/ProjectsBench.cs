using System.Diagnostics;
using System.Globalization;
using ForestCarbon.Benchmarks.Site;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Benchmarks.Projects;

/// <summary>
/// Ten thousand projects in a served county: their list, timeline and calendar over loopback, from the request sent to the last byte received;
/// then what 500 of them have to say about parcels that an import changed.
/// </summary>
internal static class ProjectsBench
{
    private const int Projects = 10_000;

    private static readonly (string Page, double BudgetMs)[] Pages =
    [
        ("/ccer/projects", 200), ("/ccer/projects?q=9999", 200), ("/ccer/projects?state=registered", 200), ("/ccer/timeline", 300), ("/ccer/calendar", 300),
    ];

    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        await using var site = new RunningSite();
        await site.BuildAsync(ct);
        await site.StartAsync(parcels, ct);
        await site.FillAsync(Sql.Of(typeof(ProjectsBench).Assembly, "Projects/fill_projects.sql").Replace("{projects}", Projects.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), ct);

        using var http = await site.SignInAsync(site.Accounts.First(a => a.Name == "kaifa").Name, ct);
        var result = new BenchResult("projects", parcels).With("projects", Projects);
        await TimedPages.AddAsync(result, http, Pages, ct);

        await using var db = new Db(await site.DatabaseAsync(ct));
        await db.WriteAsync(Actor.Job("bench"), TownshipScope.WholeCounty, "测速", write => write.ExecuteAsync(Sql.Of(typeof(ProjectsBench).Assembly, "Projects/change_parcels.sql"), ct: ct), ct);
        var staleness = new Staleness(db);
        var seconds = new List<double>();
        var stale = 0;
        for (var i = 0; i < 3; i++)
        {
            var clock = Stopwatch.StartNew();
            stale = Staleness.ByProject(await staleness.OfAsync(TownshipScope.WholeCounty, ct: ct)).Count;
            seconds.Add(clock.Elapsed.TotalSeconds);
        }
        return result.With("stale_projects", stale).With("seconds", Math.Round(Meter.Median(seconds), 3))
            .Budget("staleness of 500 projects, s", Meter.Median(seconds), 5);
    }
}
