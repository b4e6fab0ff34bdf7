using System.Diagnostics;
using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Benchmarks.Account;

/// <summary>The arithmetic alone, on one core: stocks of parcels from tabulated curves, in whole kilograms.</summary>
internal static class KernelBench
{
    private const int Parcels = 20_000;
    private const int Increments = 40;
    private const int Rounds = 100;

    /// <summary>Parcel-years (stocks) computed in a second, in millions.</summary>
    public static double MillionParcelYearsPerSecond()
    {
        var curves = Enumerable.Range(0, 60).Select(c => TabulatedCurve.Of(
            new GrowthCurve(GrowthForm.Richards, [200 + c, 0.05 + (c * 0.001), 1.8]), 200)).ToArray();
        var parcels = Enumerable.Range(0, Parcels)
            .Select(i => new ParcelState(1 + (i % 97 / 10.0), 40 + (i % 151), 0.9, 5 + (i % 60), i % curves.Length)).ToArray();
        var stocks = new int[Parcels * (Increments + 1)];
        var outcomes = new StockOutcome[Parcels];
        StockKernel.Fill(parcels, curves, Increments, stocks, outcomes); // compiled, and the tables read once
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < Rounds; round++)
            StockKernel.Fill(parcels, curves, Increments, stocks, outcomes);
        return (double)stocks.Length * Rounds / clock.Elapsed.TotalSeconds / 1e6;
    }
}
