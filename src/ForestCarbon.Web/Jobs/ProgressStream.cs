using System.Text.Json;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;
using Microsoft.AspNetCore.Mvc;

namespace ForestCarbon.Web.Jobs;

/// <summary>Where work on its way stands, sent twice a second until it has ended (server-sent events).</summary>
public static class ProgressStream
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>Sends what <paramref name="ask"/> answers until it says that the work has ended, or null: there is no more to say.</summary>
    public static async Task<IActionResult> SendProgressAsync(
        this HttpResponse response, Func<Task<(object Message, bool HasEnded)?>> ask, CancellationToken ct)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        while (await ask() is { } at)
        {
            await response.WriteAsync($"data: {JsonSerializer.Serialize(at.Message, JsonSerializerOptions.Web)}\n\n", ct);
            await response.Body.FlushAsync(ct);
            if (at.HasEnded)
                break;
            await Task.Delay(Pace, ct);
        }
        return new EmptyResult();
    }

    /// <summary>The sentence of a progress card, by its key: a run computes the whole county, and how many parcels that is, is told to those who see the county.</summary>
    public static string WordsFor(TownshipScope scope) => scope.Codes is null ? "{0} / {1} 块，{2} 个小班" : "{0} / {1} 块";

    /// <summary>Sends where a run of <see cref="RunEngine"/> stands: in chunks, and to those who see the county in weight.</summary>
    public static Task<IActionResult> SendProgressAsync(this HttpResponse response, RunEngine engine, long runId, TownshipScope scope, CancellationToken ct) =>
        response.SendProgressAsync(async () =>
        {
            var at = await engine.ProgressAsync(runId, ct);
            var (weight, weightDone) = at.WeightFor(scope);
            return (new { at.State, at.Chunks, at.ChunksDone, weight, weightDone, at.Fraction, at.HasEnded }, at.HasEnded);
        }, ct);
}
