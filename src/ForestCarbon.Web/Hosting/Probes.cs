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

    private static async Task<IResult> ReadyAsync(Db db, CancellationToken ct) =>
        await db.AnswersAsync("select 1 from hangfire.server limit 0", ct)
            ? Results.Text("ok")
            : Results.Text("database", statusCode: StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> MetricsAsync(Db db, RequestMetrics metrics, CancellationToken ct)
    {
        var runs = await db.QueryAsync<(string State, long Count)>(
            "select state, count(*) from platform.job_run group by state order by state", ct: ct);
        return Results.Text(metrics.Text(runs), "text/plain; version=0.0.4; charset=utf-8");
    }
}
