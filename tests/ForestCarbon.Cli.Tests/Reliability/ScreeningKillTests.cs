using System.Text.Json;
using ForestCarbon.Testing;

namespace ForestCarbon.Cli.Tests.Reliability;

/// <summary>A screening under kills of its worker and of the server ends with the bytes of an undisturbed one.</summary>
[Trait("Tier", "slow")]
public sealed class ScreeningKillTests
{
    private static readonly string[] Screen = ["screen", "--methodology", "CCER-14-001-V01"];

    [Fact]
    public async Task A_screening_killed_anywhere_ends_with_the_same_bytes()
    {
        await using var harness = new KillHarness(seed: 72);
        await harness.PrepareAsync(PreparedHarness.Parcels);
        var undisturbed = HashOf(await harness.DoneAsync([.. Screen, "--json"]));
        var cutOff = 0;

        // Once more where the work had ended before the kill.
        for (var round = 0; round < KillHarness.Rounds(1, 30) || (cutOff == 0 && round < 6); round++)
        {
            var runId = await RunKills.OpenAndKillAsync(harness, "ccer.screening_v", Screen);
            while (!await RunKills.IsFinishedAsync(harness, runId, "screen", "list"))
            {
                cutOff++;
                await using var worker = harness.Start(Programs.Cli, "screen", "resume", $"{runId}");
                // Every second time the work is let go to its end, so that a slow machine ends as well.
                if (cutOff % 2 == 0)
                {
                    await Task.Delay(harness.Chance.Next(300, 2500));
                    RunKills.Strike(harness, worker);
                }
                await worker.EndAsync();
                await harness.DoneAsync("db", "start");
            }
            Assert.Equal(undisturbed, HashOf(await harness.DoneAsync("screen", "show", $"{runId}", "--json")));
        }
        Assert.True(cutOff > 0, "no kill met a screening on its way");
        await harness.DoneAsync("audit", "verify");
    }

    private static string HashOf(string report)
    {
        using var document = JsonDocument.Parse(report);
        return document.RootElement.GetProperty("result_sha256").GetString()!;
    }
}
