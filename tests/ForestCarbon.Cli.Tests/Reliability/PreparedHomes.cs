using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ForestCarbon.Testing;

[assembly: AssemblyFixture(typeof(ForestCarbon.Cli.Tests.Reliability.PreparedHomes))]

namespace ForestCarbon.Cli.Tests.Reliability;

/// <summary>
/// Homes that hold what many tests begin with, each made once. They go with the last test and not with the process: a runner
/// grants a process ten seconds to end, which a busy disk may need for the removal of three clusters.
/// </summary>
public sealed class PreparedHomes : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, Lazy<Task<KillHarness>>> Made = new();

    /// <returns>An installation whose server is stopped.</returns>
    internal static Task<KillHarness> OfAsync(int? parcels) => Made.GetOrAdd(parcels ?? 0, n => new(() => MakeAsync(n))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var home in Made.Values.Select(h => h.Value).Where(h => h.IsCompletedSuccessfully))
            await (await home).DisposeAsync();
    }

    private static async Task<KillHarness> MakeAsync(int parcels)
    {
        var harness = new KillHarness(seed: 0);
        try
        {
            await harness.DoneAsync("migrate");
            if (parcels > 0)
            {
                await harness.DoneAsync("seed-demo", "--parcels", parcels.ToString(CultureInfo.InvariantCulture));
                await harness.DoneAsync("account");
            }
            await harness.DoneAsync("db", "stop");
            return harness;
        }
        catch
        {
            await harness.DisposeAsync();
            throw;
        }
    }
}

internal static class PreparedHarness
{
    /// <summary>Parcels of a county whose runs take long enough to be killed on their way; in a soak a county of its size.</summary>
    public static int Parcels => Soak.IsOn ? 10_000 : 3_000;

    /// <summary>Parcels of a county that only has to be there.</summary>
    public const int Few = 300;

    /// <summary>
    /// Gives this installation a migrated database whose server runs, and with <paramref name="parcels"/> a demonstration
    /// county that is accounted as run 1. The first test that asks makes it, the others take a copy of their own.
    /// </summary>
    public static async Task PrepareAsync(this KillHarness harness, int? parcels = null)
    {
        var prepared = await PreparedHomes.OfAsync(parcels);
        Directory.CreateDirectory(harness.Home);
        using var copy = Process.Start(new ProcessStartInfo("cp", ["-a", prepared.Home + "/.", harness.Home]) { RedirectStandardError = true })!;
        var errors = await copy.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await copy.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(copy.ExitCode == 0, errors);
        await harness.DoneAsync("db", "start");
    }
}
