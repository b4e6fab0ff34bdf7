using System.Globalization;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Cli.Tests.Reliability;

/// <summary>An import whose program or server is killed at any moment is in the inventory whole or not at all, and the next try succeeds.</summary>
[Trait("Tier", "slow")]
public sealed class ImportKillTests
{
    [Fact]
    public async Task An_import_killed_anywhere_is_there_whole_or_not_at_all()
    {
        await using var harness = new KillHarness(seed: 73);
        await harness.PrepareAsync(PreparedHarness.Few);
        var samples = Path.Combine(KillHarness.OpenFolder(), "samples");
        await harness.DoneAsync("seed-demo", "--samples", samples);
        string[] import = ["import", Path.Combine(samples, "forest-land.shp"), "--layer", "forest-land", "--as-of", "2026-06-30", "--accept"];
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await harness.DoneAsync(import);
        var undisturbed = (int)clock.ElapsedMilliseconds;
        var (whole, _) = await StoredAsync(harness);
        Assert.True(whole > 100);
        await UndoAsync(harness);
        var (met, missed) = (0, 0);

        // Once more where every import had ended before its kill.
        for (var round = 0; round < KillHarness.Rounds(3, 100) || (met == 0 && round < 12); round++)
        {
            await using (var program = harness.Start(Programs.Cli, import))
            {
                await Task.Delay(harness.Chance.Next(undisturbed / 4, undisturbed));
                if (program.HasEnded)
                    missed++;
                else
                    met++;
                // Now the program, now the server under it.
                if (round % 2 == 0 && !program.HasEnded)
                    program.Kill();
                else
                    harness.KillServer();
                await program.EndAsync();
            }
            await harness.DoneAsync("db", "start");
            var (versions, accepted) = await StoredAsync(harness);
            Assert.True(versions == 0 ? accepted == 0 : versions == whole && accepted == 1, $"seed {harness.Seed}, round {round}: {versions} of {whole} versions, {accepted} accepted");

            await harness.DoneAsync(import);
            Assert.Equal((whole, 1L), await StoredAsync(harness));
            await UndoAsync(harness);
        }
        Assert.True(met > 0, $"no kill met an import on its way, {missed} came late");
        await harness.DoneAsync("audit", "verify");
        Directory.Delete(Path.GetDirectoryName(samples)!, recursive: true);
    }

    private static async Task UndoAsync(KillHarness harness)
    {
        var import = await ScalarAsync(harness, "select max(import_id) from inventory.import_v where state = 'accepted'");
        await harness.DoneAsync("imports", "undo", import.ToString(CultureInfo.InvariantCulture));
        Assert.Equal((0L, 0L), await StoredAsync(harness));
    }

    private static async Task<(long Versions, long Accepted)> StoredAsync(KillHarness harness) => (
        await ScalarAsync(harness, "select count(*) from inventory.parcel_version_v where opened_by is not null"),
        await ScalarAsync(harness, "select count(*) from inventory.import_v where state = 'accepted'"));

    private static async Task<long> ScalarAsync(KillHarness harness, string sql)
    {
        await using var connection = new NpgsqlConnection(
            $"Host={Path.Combine(harness.ClusterFolder, "socket")};Username=forestcarbon;Database=forestcarbon;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
