using System.Text.Json;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Cli.Tests.Reliability;

/// <summary>Kills under a run that a command drives.</summary>
internal static class RunKills
{
    /// <summary>Starts a command that opens a run and kills it, or the server, at some moment after the run was opened.</summary>
    /// <param name="runs">The published view of the runs.</param>
    public static async Task<long> OpenAndKillAsync(KillHarness harness, string runs, params string[] command)
    {
        var last = await LastRunAsync(harness, runs);
        await using var worker = harness.Start(Programs.Cli, command);
        await harness.UntilAsync(async () => await LastRunAsync(harness, runs) > last, "a run is opened", seconds: 180);
        await Task.Delay(harness.Chance.Next(0, 800));
        Strike(harness, worker);
        await worker.EndAsync();
        await harness.DoneAsync("db", "start");
        return await LastRunAsync(harness, runs);
    }

    /// <summary>Now the worker, now the server under it, now both.</summary>
    public static void Strike(KillHarness harness, Started worker)
    {
        var what = harness.Chance.Next(3);
        if (what != 1 && !worker.HasEnded)
            worker.Kill();
        if (what != 0)
            harness.KillServer();
    }

    /// <param name="list">The command that lists the runs.</param>
    public static async Task<bool> IsFinishedAsync(KillHarness harness, long runId, params string[] list)
    {
        using var document = JsonDocument.Parse(await harness.DoneAsync([.. list, "--json"]));
        return document.RootElement.EnumerateArray()
            .Single(r => r.GetProperty("run_id").GetInt64() == runId).GetProperty("state").GetString() == "finished";
    }

    private static async Task<long> LastRunAsync(KillHarness harness, string runs)
    {
        await using var connection = new NpgsqlConnection(
            $"Host={Path.Combine(harness.ClusterFolder, "socket")};Username=forestcarbon;Database=forestcarbon;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select coalesce(max(run_id), 0) from {runs}", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
