using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ForestCarbon.Benchmarks.Site;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Benchmarks.Projects;

/// <summary>
/// Ten thousand projects in a served county: their list, timeline and calendar over loopback, from the request sent to the last byte received;
/// then what 500 of them have to say about parcels that an import changed.
/// </summary>
internal static class ProjectsBench
{
    private const int Projects = 10_000;
    private const int Times = 40;

    private static readonly (string Page, double BudgetMs)[] Pages =
    [
        ("/ccer/projects", 200), ("/ccer/projects?q=9999", 200), ("/ccer/projects?state=registered", 200), ("/ccer/timeline", 300), ("/ccer/calendar", 300),
    ];

    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        await using var site = new RunningSite();
        await site.BuildAsync(ct);
        await site.StartAsync(parcels, ct);
        var connection = await site.DatabaseAsync(ct);
        await using var owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 0 }.ConnectionString);
        await InOneTransactionAsync(owner, "Projects/fill_projects.sql", ct);
        await using (var analyze = owner.CreateCommand("analyze"))
            await analyze.ExecuteNonQueryAsync(ct);

        using var http = await site.SignInAsync(site.Accounts.First(a => a.Name == "kaifa").Name, ct);
        var result = new BenchResult("projects", parcels).With("projects", Projects);
        var shown = new JsonObject();
        foreach (var (page, budget) in Pages)
        {
            var times = await TimesAsync(http, page, ct);
            var p95 = times.Order().ElementAt((int)(times.Count * 0.95));
            shown[page] = new JsonObject { ["p50_ms"] = Math.Round(Meter.Median(times), 1), ["p95_ms"] = Math.Round(p95, 1) };
            result.Budget($"{page} p95, ms", p95, budget);
        }
        result.With("pages", shown);

        await using var db = new Db(connection);
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

    private static async Task InOneTransactionAsync(NpgsqlDataSource owner, string file, CancellationToken ct)
    {
        await using var open = await owner.OpenConnectionAsync(ct);
        await using var transaction = await open.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand(
            Sql.Of(typeof(ProjectsBench).Assembly, file).Replace("{projects}", Projects.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), open, transaction);
        await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
