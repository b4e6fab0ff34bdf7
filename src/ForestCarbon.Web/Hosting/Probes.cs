using ForestCarbon.Ledger.Control;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Web.Hosting;

/// <summary><c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>: for machines, without an account, and without a figure of the county.</summary>
public static class Probes
{
    public static void MapProbes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("ok")).AllowAnonymous();
        routes.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
        routes.MapGet("/metrics", MetricsAsync).AllowAnonymous();
    }

    // A read-only ledger is no reason to take the program out of service, but whoever watches is told.
    private static async Task<IResult> ReadyAsync(Db db, LedgerControl ledger, CancellationToken ct) =>
        await db.AnswersAsync("select 1 from hangfire.server limit 0", ct)
            ? Results.Text(await ledger.HaltedBecauseAsync(ct) is null ? "ok" : "ok, ledger read-only")
            : Results.Text("database", statusCode: StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> MetricsAsync(Db db, LedgerControl ledger, RequestMetrics metrics, CancellationToken ct)
    {
        var runs = await db.QueryAsync<(string State, long Count)>(
            "select state, count(*) from platform.job_run group by state order by state", ct: ct);
        var isHalted = await ledger.HaltedBecauseAsync(ct) is not null;
        return Results.Text(metrics.Text(runs)
            + $"# HELP forestcarbon_ledger_read_only 1 while the ledger takes no postings.\n# TYPE forestcarbon_ledger_read_only gauge\nforestcarbon_ledger_read_only {(isHalted ? 1 : 0)}\n", "text/plain; version=0.0.4; charset=utf-8");
    }
}
