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
/// Tiles of the demonstration county, z10 to z16: drawn by the database and compressed (cold for the program, warm for the
/// server's memory), and what a tile from the cache still costs: the question for the data generation.
/// </summary>
internal static class TilesBench
{
    private const int TilesPerZoom = 60;
    private const double EarthHalfWidth = 20037508.342789244;

    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        await new DemonstrationLoader(database.Db).LoadAsync(parcels, ct: ct);
        var opened = await new Accounting(database.Db).OpenAsync(Actor.Job("bench"), new AccountRequest(), ct);
        await new RunEngine(database.Db).DriveAsync(Actor.Job("bench"), opened.RunId, new AccountingWork(database.Db), ct: ct);
        await database.ExecuteAsync("vacuum analyze");
        var points = await database.Db.QueryAsync<Point>(
            Sql.Of(typeof(TilesBench).Assembly, "Tiles/points_on_parcels.sql"), new { points = TilesPerZoom * 4 }, ct);

        var tiles = new MapTiles(database.Db);
        var carbon = new CarbonTiles(database.Db);
        var run = await new AccountedRuns(database.Db).LatestAsync(ct);
        var result = new BenchResult("tiles", parcels).With("tiles_per_zoom", TilesPerZoom);
        var worst = 0.0;
        foreach (var (layer, draw) in new (string, Func<TileAddress, Task<byte[]>>)[]
                 {
                     ("forest-land", tile => tiles.DrawAsync("forest-land", tile, TownshipScope.WholeCounty, ct)),
                     ("carbon-density", tile => carbon.DrawAsync(run, tile, TownshipScope.WholeCounty, ct)),
                 })
        {
            var zooms = new JsonObject();
            for (var z = MapTiles.ParcelsFromZoom; z <= 16; z++)
            {
                var times = await TimesAsync([.. points.Select(p => p.Tile(z)).Distinct().Take(TilesPerZoom)], draw);
                zooms[$"z{z}"] = new JsonObject { ["p50_ms"] = At(times, 0.5), ["p95_ms"] = At(times, 0.95), ["tiles"] = times.Length };
                worst = Math.Max(worst, At(times, 0.95));
            }
            result.With(layer, zooms);
        }
        var cached = At(await CachedAsync(new CountyStates(database.Db), ct), 0.95);
        return result
            .With("worst_p95_ms", worst).With("cached_p95_ms", cached).With("peak_rss_mb", Meter.PeakRssMb)
            .Budget("cold p95, ms", worst, 250).Budget("cached p95, ms", cached, 20);
    }

    private static async Task<double[]> TimesAsync(TileAddress[] tiles, Func<TileAddress, Task<byte[]>> draw)
    {
        await draw(tiles[0]); // the plan and the program's own first time are not the tile's
        var times = new List<double>();
        foreach (var tile in tiles)
        {
            var clock = Stopwatch.StartNew();
            await using (var gzip = new GZipStream(Stream.Null, CompressionLevel.Fastest))
                await gzip.WriteAsync(await draw(tile));
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        return [.. times.Order()];
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
