using System.Text.Json;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Cli.Tests.Reliability;

/// <summary>An accounting run under kills of its worker and of the server ends with the bytes of an undisturbed one.</summary>
[Trait("Tier", "slow")]
public sealed class AccountingKillTests
{
    [Fact]
    public async Task A_run_killed_anywhere_ends_with_the_same_bytes()
    {
        await using var harness = new KillHarness(seed: 71);
        await harness.DoneAsync("migrate");
        await harness.DoneAsync("seed-demo", "--parcels", "10000");
        await harness.DoneAsync("account");
        var undisturbed = await harness.DoneAsync("runs", "show", "1", "--hash");
        var cutOff = 0;
        var runId = 1L;

        for (var round = 0; round < KillHarness.Rounds(2, 30); round++)
        {
            runId = await OpenAndKillAsync(harness);
            while (!await IsFinishedAsync(harness, runId))
            {
                cutOff++;
                await using var worker = harness.Start(Programs.Cli, "runs", "resume", $"{runId}");
                // Every second time the work is let go to its end, so that a slow machine ends as well.
                if (cutOff % 2 == 0)
                {
                    await Task.Delay(harness.Chance.Next(300, 2500));
                    Strike(harness, worker);
                }
                await worker.EndAsync();
                await harness.DoneAsync("db", "start");
            }
            Assert.Equal(undisturbed, await harness.DoneAsync("runs", "show", $"{runId}", "--hash"));
        }
        Assert.True(cutOff > 0, "no kill met a run on its way");
        Assert.Contains("\"same_result\":true", await harness.DoneAsync("runs", "diff", "1", $"{runId}", "--json"), StringComparison.Ordinal);
        await harness.DoneAsync("audit", "verify");
    }

    // The kill comes at some moment after the run was opened.
    private static async Task<long> OpenAndKillAsync(KillHarness harness)
    {
        var last = await LastRunAsync(harness);
        await using var worker = harness.Start(Programs.Cli, "account");
        await harness.UntilAsync(async () => await LastRunAsync(harness) > last, "a run is opened", seconds: 180);
        await Task.Delay(harness.Chance.Next(0, 800));
        Strike(harness, worker);
        await worker.EndAsync();
        await harness.DoneAsync("db", "start");
        return await LastRunAsync(harness);
    }

    private static async Task<long> LastRunAsync(KillHarness harness)
    {
        await using var connection = new NpgsqlConnection(
            $"Host={Path.Combine(harness.ClusterFolder, "socket")};Username=forestcarbon;Database=forestcarbon;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select coalesce(max(run_id), 0) from growth.run_v", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    // Now the worker, now the server under it, now both.
    private static void Strike(KillHarness harness, Started worker)
    {
        var what = harness.Chance.Next(3);
        if (what != 1 && !worker.HasEnded)
            worker.Kill();
        if (what != 0)
            harness.KillServer();
    }

    private static async Task<bool> IsFinishedAsync(KillHarness harness, long runId)
    {
        using var document = JsonDocument.Parse(await harness.DoneAsync("runs", "list", "--json"));
        return document.RootElement.EnumerateArray()
            .Single(r => r.GetProperty("run_id").GetInt64() == runId).GetProperty("state").GetString() == "finished";
    }
}
