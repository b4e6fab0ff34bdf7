using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace ForestCarbon.Benchmarks.Site;

/// <summary>Tiles that the web program holds in memory, asked for by many at once over loopback; client and server share the machine.</summary>
internal static class TileLoad
{
    private const int Askers = 16;
    private const double Seconds = 8;

    // The demonstration county's ground (definitions.md §7), at the zooms people work at.
    private const double West = 111.05, East = 111.35, South = 25.05, North = 25.35;
    private static readonly int[] Zooms = [12, 13, 14];

    /// <summary>Tiles a second, and the 95th of a hundred times in ms.</summary>
    public static async Task<(double PerSecond, double P95Ms, int Tiles)> RunAsync(HttpClient http, CancellationToken ct)
    {
        var tiles = new List<Uri>();
        foreach (var address in Zooms.SelectMany(Addresses))
        {
            using var answer = await AskAsync(http, address, ct);
            if (answer.StatusCode == HttpStatusCode.OK && (await answer.Content.ReadAsByteArrayAsync(ct)).Length > 1000)
                tiles.Add(address);
        }
        var (times, clock) = (new List<double>(), Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Askers).Select(asker => Task.Run(async () =>
        {
            var own = new List<double>();
            for (var i = asker; clock.Elapsed.TotalSeconds < Seconds; i += Askers)
            {
                var started = Stopwatch.GetTimestamp();
                using var answer = await AskAsync(http, tiles[i % tiles.Count], ct);
                await answer.Content.CopyToAsync(Stream.Null, ct);
                answer.EnsureSuccessStatusCode();
                own.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
            lock (times)
                times.AddRange(own);
        }, ct)));
        var elapsed = clock.Elapsed.TotalSeconds;
        times.Sort();
        return (times.Count / elapsed, times[(int)(times.Count * 0.95)], tiles.Count);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, Uri address, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Accept-Encoding", "gzip");
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    private static IEnumerable<Uri> Addresses(int zoom)
    {
        var ((fromX, fromY), (toX, toY)) = (Tile(West, North, zoom), Tile(East, South, zoom));
        for (var x = fromX; x <= toX; x++)
            for (var y = fromY; y <= toY; y++)
                yield return new Uri(string.Create(CultureInfo.InvariantCulture, $"/tiles/forest-land/{zoom}/{x}/{y}.mvt"), UriKind.Relative);
    }

    private static (int X, int Y) Tile(double longitude, double latitude, int zoom)
    {
        var phi = latitude * Math.PI / 180;
        return ((int)((longitude + 180) / 360 * (1 << zoom)), (int)((1 - (Math.Asinh(Math.Tan(phi)) / Math.PI)) / 2 * (1 << zoom)));
    }
}
