using System.Diagnostics;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Topology;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Benchmarks.Coverage;

/// <summary>Overlaps and gaps of the stored demonstration county, some parcels moved so that there is something to find, beside the pairs of overlaps in PostGIS alone.</summary>
internal static class CoverageBench
{
    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        await new DemonstrationLoader(database.Db).LoadAsync(parcels, ct: ct);
        await database.ExecuteAsync("vacuum analyze");
        var overlays = new ParcelOverlays(database.Db);
        var whole = await Meter.RunAsync(database.Owner, () => overlays.FollowAsync(ct));
        var edits = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            await database.Db.WriteAsync(Actor.Job("bench"), TownshipScope.WholeCounty, "a new version of one parcel",
                write => write.ExecuteAsync(Sql.Of(typeof(CoverageBench).Assembly, "Coverage/edit_a_parcel.sql"), new { nth = (i * 37) + 1 }, ct), ct);
            edits.Add((await Meter.RunAsync(database.Owner, () => overlays.FollowAsync(ct))).Seconds * 1000);
        }
        // One parcel in a hundred lies half a metre too far east.
        await database.ExecuteAsync(
            """
            alter table inventory.parcel_shape disable trigger user;
            update inventory.parcel_shape set geom = st_snaptogrid(st_translate(geom, 0.000005, 0), 1e-9) where parcel_version_id % 100 = 0;
            alter table inventory.parcel_shape enable trigger user;
            """);
        await database.ExecuteAsync("vacuum analyze");
        var found = 0;
        async Task CheckAsync() => found =
            (await StoredCoverage.CheckAsync(database.Db, ImportLayer.ForestLand, new DateOnly(2026, 12, 31), TownshipScope.WholeCounty, CoverageLimits.Default, ct)).Count;
        var cold = await Meter.RunAsync(database.Owner, CheckAsync);
        var warm = new List<Measured>();
        for (var i = 0; i < 3; i++)
            warm.Add(await Meter.RunAsync(database.Owner, CheckAsync));
        var median = warm.OrderBy(m => m.Seconds).ElementAt(1);
        var clock = Stopwatch.StartNew();
        var pairs = (await database.Db.QueryAsync<long>(Sql.Of(typeof(CoverageBench).Assembly, "Coverage/overlap_pairs.sql"), ct: ct))[0];
        var alternative = clock.Elapsed.TotalSeconds;
        return new BenchResult("coverage", parcels)
            .With("seconds", median.Seconds).With("cold_seconds", cold.Seconds).With("findings", found)
            .With("postgis_pairs_seconds", alternative).With("postgis_pairs", pairs)
            .With("client_cpu_s", median.ClientCpuSeconds).With("server_cpu_s", median.ServerCpuSeconds).With("peak_rss_mb", Meter.PeakRssMb)
            .With("overlay_seconds", whole.Seconds).With("overlay_after_edit_ms", Meter.Median(edits)).With("overlay_after_edit_worst_ms", edits.Max())
            .Budget("coverage check, s", median.Seconds, 5)
            .Budget("overlay of the county, s", whole.Seconds, 6)
            .Budget("overlay after an edit, ms", Meter.Median(edits), 100);
    }
}
