using System.Text.Json;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Growth.Curves;

/// <summary>Fits a new curve set as a draft that waits for a person; what runs use does not change until it is approved or nothing else is.</summary>
public sealed class CurveRefit(Db db) : IRunWork
{
    public const string Kind = "curve-refit";

    public static RunRequest Request(string? schedule) =>
        new(Kind, "重新拟合曲线（建议稿）", JsonSerializer.SerializeToElement(new { }), [new ChunkRequest("fit", 1)], schedule);

    // Who asked for the run made the set, whichever worker fits it, and so does not approve it.
    public async Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct)
    {
        var askedBy = (await write.ScalarAsync<string>("select requested_by from platform.job_run where run_id = @runId", new { runId }, ct))!;
        return $"曲线集 {await new CurveSets(db).FitAsync(write, askedBy, null, ct)}，待批准";
    }

    public Task FinishAsync(Write write, long runId, CancellationToken ct) => Task.CompletedTask;
}
