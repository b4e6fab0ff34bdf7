using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Growth.Tiles;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Inventory.Tiles;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Benchmarks.Tiles;

/// <summary>
/// Tiles of the demonstration county, z5 to z16: drawn by the database and compressed (cold for the program, warm for the
/// server's memory), and what a tile from the cache still costs: the question for the data generation.
/// </summary>
internal static class TilesBench
{
    private const int TilesPerZoom = 60;
    private const int LeastTimes = 20;
    private const double EarthHalfWidth = 20037508.342789244;

    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        await new DemonstrationLoader(database.Db).LoadAsync(parcels, ct: ct);
        var opened = await new Accounting(database.Db).OpenAsync(Actor.Job("bench"), new AccountRequest(), ct);
        await new RunEngine(database.Db).DriveAsync(Actor.Job("bench"), opened.RunId, new AccountingWork(database.Db), ct: ct);
        var sketch = await Meter.RunAsync(database.Owner, () => new ParcelSketches(database.Db).FollowAsync(Actor.Job("bench"), ct));
        var dissolve = await Meter.RunAsync(database.Owner, () => new OverviewShapes(database.Db).RefreshAsync(Actor.Job("bench"), ct));
        await database.ExecuteAsync("vacuum analyze");
        var points = await database.Db.QueryAsync<Point>(
            Sql.Of(typeof(TilesBench).Assembly, "Tiles/points_on_parcels.sql"), new { points = TilesPerZoom * 4 }, ct);

        var tiles = new MapTiles(database.Db);
        var carbon = new CarbonTiles(database.Db);
        var run = await new AccountedRuns(database.Db).LatestAsync(ct);
        var result = new BenchResult("tiles", parcels).With("tiles_per_zoom", TilesPerZoom);
        var bars = new Dictionary<int, double> { [10] = 150, [11] = 150, [12] = 40, [13] = 40, [14] = 15, [15] = 15, [16] = 15 };
        foreach (var (layer, draw) in new (string, Func<TileAddress, Task<byte[]>>)[]
                 {
                     ("forest-land", tile => tiles.DrawAsync("forest-land", tile, TownshipScope.WholeCounty, ct: ct)),
                     ("carbon-density", tile => carbon.DrawAsync(run, tile, TownshipScope.WholeCounty, ct)),
                 })
        {
            var zooms = new JsonObject();
            for (var z = 5; z <= 16; z++)
            {
                var (times, smallest) = await TimesAsync([.. points.Select(p => p.Tile(z)).Distinct().Take(TilesPerZoom)], draw);
                zooms[$"z{z}"] = new JsonObject
                {
                    ["p50_ms"] = At(times, 0.5), ["p95_ms"] = At(times, 0.95), ["tiles"] = times.Length, ["smallest_bytes"] = smallest,
                };
                // Issue 2A: 50,000 parcels within 150, 40 and 15 ms at z10, z12 and z14; more of them within 500 ms.
                if (bars.TryGetValue(z, out var bar))
                    result.Budget($"{layer} z{z} p95, ms", At(times, 0.95), parcels > 50_000 ? 500 : bar);
                else
                    result.Budget($"{layer} z{z} blank", smallest == 0 ? 1 : 0, 0);
            }
            result.With(layer, zooms);
        }
        var cached = At(await CachedAsync(new CountyStates(database.Db), ct), 0.95);
        return result
            .With("sketch_seconds", sketch.Seconds).With("dissolve_seconds", dissolve.Seconds)
            .With("cached_p95_ms", cached).With("peak_rss_mb", Meter.PeakRssMb)
            .Budget("cached p95, ms", cached, 5);
    }

    private static async Task<(double[] Times, int Smallest)> TimesAsync(TileAddress[] tiles, Func<TileAddress, Task<byte[]>> draw)
    {
        await draw(tiles[0]); // the plan and the program's own first time are not the tile's
        var times = new List<double>();
        var smallest = int.MaxValue;
        // Far out there are few tiles: each is drawn until there is something to take the 95th of a hundred from.
        while (times.Count < LeastTimes)
        {
            foreach (var tile in tiles)
            {
                var clock = Stopwatch.StartNew();
                var drawn = await draw(tile);
                await using (var gzip = new GZipStream(Stream.Null, CompressionLevel.Fastest))
                    await gzip.WriteAsync(drawn);
                times.Add(clock.Elapsed.TotalMilliseconds);
                smallest = Math.Min(smallest, drawn.Length);
            }
        }
        return ([.. times.Order()], smallest);
    }

    private static async Task<double[]> CachedAsync(CountyStates states, CancellationToken ct)
    {
        await states.GenerationAsync(ct);
        var times = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            var clock = Stopwatch.StartNew();
            await states.GenerationAsync(ct);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        return [.. times.Order()];
    }

    private static double At(double[] sorted, double share) => Math.Round(sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))], 2);

    private sealed record Point
    {
        public double X { get; init; }
        public double Y { get; init; }

        public TileAddress Tile(int z) => new(
            z, (int)((X + EarthHalfWidth) / (2 * EarthHalfWidth) * (1 << z)), (int)((EarthHalfWidth - Y) / (2 * EarthHalfWidth) * (1 << z)));
    }
}
