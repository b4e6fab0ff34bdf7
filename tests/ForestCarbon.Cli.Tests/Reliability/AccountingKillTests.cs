using ForestCarbon.Testing;

namespace ForestCarbon.Cli.Tests.Reliability;

/// <summary>An accounting run under kills of its worker and of the server ends with the bytes of an undisturbed one.</summary>
[Trait("Tier", "slow")]
public sealed class AccountingKillTests
{
    [Fact]
    public async Task A_run_killed_anywhere_ends_with_the_same_bytes()
    {
        await using var harness = new KillHarness(seed: 71);
        await harness.PrepareAsync(PreparedHarness.Parcels);
        var undisturbed = await harness.DoneAsync("runs", "show", "1", "--hash");
        var cutOff = 0;
        var runId = 1L;

        // Once more where the work had ended before the kill.
        for (var round = 0; round < KillHarness.Rounds(1, 30) || (cutOff == 0 && round < 6); round++)
        {
            runId = await RunKills.OpenAndKillAsync(harness, "growth.run_v", "account");
            while (!await RunKills.IsFinishedAsync(harness, runId, "runs", "list"))
            {
                cutOff++;
                await using var worker = harness.Start(Programs.Cli, "runs", "resume", $"{runId}");
                // Every second time the work is let go to its end, so that a slow machine ends as well.
                if (cutOff % 2 == 0)
                {
                    await Task.Delay(harness.Chance.Next(300, 2500));
                    RunKills.Strike(harness, worker);
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
}
