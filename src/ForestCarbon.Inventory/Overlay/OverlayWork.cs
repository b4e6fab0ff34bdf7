using System.Globalization;
using System.Text.Json;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Inventory.Overlay;

/// <summary>Cuts the parcels of the county by layers, a township a chunk: those of changed ground for now, all of them for a past day.</summary>
public sealed class OverlayWork(Db db) : IRunWork
{
    public const string Kind = "overlay";
    private const string Today = "now";

    /// <summary>The run that brings the cross of a day (null: now) up to date; null where nothing waits.</summary>
    public static async Task<RunRequest?> RequestAsync(Db db, DateOnly? asOf, CancellationToken ct = default)
    {
        var overlays = new ParcelOverlays(db);
        var waiting = await overlays.WaitingAsync(asOf, ct);
        if (waiting.Count == 0)
            return null;
        var day = asOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Today;
        var generation = await overlays.GenerationAsync(ct);
        return new RunRequest(Kind, asOf is null ? "小班按图层叠置" : $"小班按图层叠置（{day}）", JsonSerializer.SerializeToElement(new { day, generation }),
            [.. waiting.Select(w => new ChunkRequest(string.Create(CultureInfo.InvariantCulture, $"{day}|{generation}|{w.Township}"), w.Parcels))]);
    }

    /// <summary>The newest run for a day (null: now) and the data as they are, or null.</summary>
    public static Task<long?> LatestAsync(Db db, DateOnly? asOf, CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<long?>(
        """
        select max(run_id) from platform.job_run
        where kind = @Kind and state <> 'cancelled' and arguments ->> 'day' = @day
          and (arguments ->> 'generation')::bigint = (select coalesce(max(generation), 0) from inventory.data_generation)
        """, new { Kind, day = asOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Today }, ct);

    public async Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct)
    {
        var (day, generation, township) = Read(key);
        var overlays = new ParcelOverlays(db);
        var parcels = day is { } past ? await overlays.CutDayAsync(write, past, generation, township, ct) : await overlays.FollowAsync(write, township, ct);
        return string.Create(CultureInfo.InvariantCulture, $"{township}：{parcels} 个小班");
    }

    public async Task FinishAsync(Write write, long runId, CancellationToken ct)
    {
        var first = await write.ScalarAsync<string?>("select key from platform.job_chunk where run_id = @runId order by chunk limit 1", new { runId }, ct);
        if (first is null)
            return;
        if (Read(first) is { Day: { } day } key)
            await ParcelOverlays.CloseDayAsync(write, day, key.Generation, ct);
        else
            await ParcelOverlays.CloseAsync(write, Read(first).Generation, runId, ct);
    }

    private static (DateOnly? Day, long Generation, string Township) Read(string key) => key.Split('|') switch
    {
        [Today, var generation, var township] => (null, long.Parse(generation, CultureInfo.InvariantCulture), township),
        [var day, var generation, var township] => (DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture), long.Parse(generation, CultureInfo.InvariantCulture), township),
        _ => throw new RunRefusedException($"不认识的一块：{key}。"),
    };
}
