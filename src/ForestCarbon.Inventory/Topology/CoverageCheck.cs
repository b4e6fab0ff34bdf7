using System.Threading.Channels;
using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.OverlayNG;

namespace ForestCarbon.Inventory.Topology;

/// <summary>
/// Overlaps, gaps and slivers of any number of parcels, in horizontal strips of some thousand parcels with their neighbours: memory
/// follows the strip, not the county, and strips are checked on all cores while the next is read.
/// </summary>
public static class CoverageCheck
{
    private const int ParcelsPerBand = 3000;

    /// <summary>Checks parcels that come ordered by the lower edge of their box. Same parcels, same findings, in the same order.</summary>
    /// <param name="parcels">Polygons on the 1e-9° grid in EPSG:4490, southernmost first.</param>
    /// <exception cref="ArgumentException">The parcels are not in order.</exception>
    public static async Task<IReadOnlyList<CoverageFinding>> RunAsync(
        IAsyncEnumerable<CoverageParcel> parcels, CoverageLimits limits, CancellationToken ct = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var bands = Channel.CreateBounded<Band>(1);
        var (findings, atTheEdge) = (new List<CoverageFinding>(), new List<CoverageFinding>());
        async Task WorkAsync()
        {
            await foreach (var band in bands.Reader.ReadAllAsync(stop.Token))
            {
                var (found, open) = CoverageBand.Check(band.Parcels, band.Bottom, band.Top, limits, stop.Token);
                lock (findings)
                {
                    findings.AddRange(found);
                    atTheEdge.AddRange(open);
                }
            }
        }
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(WorkAsync, stop.Token)).ToArray();
        // A worker that fails must not leave the reader waiting for room.
        foreach (var worker in workers)
            _ = worker.ContinueWith(_ => stop.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            await CutAsync(parcels, limits, bands.Writer, stop.Token);
            bands.Writer.Complete();
        }
        catch (Exception failure)
        {
            bands.Writer.Complete(failure);
        }
        await Task.WhenAll(workers);
        findings.AddRange(Joined(atTheEdge));
        findings.Sort(InReadingOrder);
        return findings;
    }

    /// <summary>Checks parcels that are in memory, in any order.</summary>
    public static Task<IReadOnlyList<CoverageFinding>> RunAsync(IEnumerable<CoverageParcel> parcels, CoverageLimits limits, CancellationToken ct = default) =>
        RunAsync(parcels.OrderBy(p => p.Geometry.EnvelopeInternal.MinY).ToAsyncEnumerable(), limits, ct);

    internal static IReadOnlyList<CoverageParcel> InOrder(IEnumerable<CoverageParcel> parcels) =>
        [.. parcels.OrderBy(p => p.Key, StringComparer.Ordinal).ThenBy(p => p.Id)];

    private static async Task CutAsync(
        IAsyncEnumerable<CoverageParcel> parcels, CoverageLimits limits, ChannelWriter<Band> bands, CancellationToken ct)
    {
        var reach = 1.01 * Math.Max(limits.GapWidthM, 1) / 110_000; // a degree of latitude has more than 110 km everywhere
        var (waiting, bottom, last, fresh) = (new List<CoverageParcel>(), double.NegativeInfinity, double.NegativeInfinity, 0);
        await foreach (var parcel in parcels.WithCancellation(ct))
        {
            var from = parcel.Geometry.EnvelopeInternal.MinY;
            if (from < last)
                throw new ArgumentException($"Parcel {parcel.Key} begins south of the one before it.", nameof(parcels));
            last = from;
            if (fresh >= ParcelsPerBand && from - reach > bottom)
            {
                var top = from - reach;
                await bands.WriteAsync(new Band([.. waiting], bottom, top), ct);
                waiting.RemoveAll(p => p.Geometry.EnvelopeInternal.MaxY < top - reach);
                (bottom, fresh) = (top, 0);
            }
            waiting.Add(parcel);
            fresh++;
        }
        await bands.WriteAsync(new Band([.. waiting], bottom, double.PositiveInfinity), ct);
    }

    // Two cuts of one gap share an edge of their strips.
    private static IEnumerable<CoverageFinding> Joined(List<CoverageFinding> cut)
    {
        if (cut.Count == 0)
            yield break;
        var whole = OverlayNGRobust.Union(cut.Select(g => g.Place).ToList());
        foreach (var gap in PolygonExtracter.GetPolygons(whole))
        {
            var parts = cut.Where(g => g.Place.EnvelopeInternal.Intersects(gap.EnvelopeInternal) && g.Place.Intersects(gap)).ToList();
            var plane = new LocalPlane(gap.EnvelopeInternal.Centre.X, gap.EnvelopeInternal.Centre.Y);
            var area = EllipsoidalArea.Of(gap).Value;
            yield return new CoverageFinding(CoverageFindingKind.Gap, InOrder(parts.SelectMany(p => p.Parcels).Distinct()), gap, area, plane.MeanWidthM(gap, area));
        }
    }

    private static int InReadingOrder(CoverageFinding a, CoverageFinding b)
    {
        var order = a.Kind.CompareTo(b.Kind);
        for (var i = 0; order == 0 && i < Math.Min(a.Parcels.Count, b.Parcels.Count); i++)
            order = string.CompareOrdinal(a.Parcels[i].Key, b.Parcels[i].Key) is var byKey && byKey != 0 ? byKey : a.Parcels[i].Id.CompareTo(b.Parcels[i].Id);
        order = order != 0 ? order : a.Parcels.Count.CompareTo(b.Parcels.Count);
        order = order != 0 ? order : b.AreaM2.CompareTo(a.AreaM2);
        return order != 0 ? order : a.Place.EnvelopeInternal.CompareTo(b.Place.EnvelopeInternal);
    }

    private sealed record Band(IReadOnlyList<CoverageParcel> Parcels, double Bottom, double Top);
}
