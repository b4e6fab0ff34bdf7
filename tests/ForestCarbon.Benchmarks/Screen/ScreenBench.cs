using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Demonstration;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Benchmarks.Screen;

/// <summary>
/// The demonstration county screened under CCER-14-001-V01 with all overlays, from opening the run to sums, hash and keys. Beside it the
/// honest alternative: the same overlays as SQL, every layer intersected with every parcel by PostGIS. Then the claims register.
/// </summary>
internal static class ScreenBench
{
    private const int MostForTheAlternative = 50_000;
    private const int ClaimedPlots = 50_000;
    private const int CheckedPlots = 5_000;
    private static readonly Actor Bench = Actor.Job("bench");

    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        await new DemonstrationLoader(database.Db).LoadAsync(parcels, ct: ct);
        await new CcerDemonstration(database.Db).LoadAsync(ct);
        await database.ExecuteAsync("vacuum analyze");
        var cold = await Meter.RunAsync(database.Owner, () => ScreenAsync(database.Db, ct));
        var warm = new List<Measured>();
        for (var i = 0; i < (parcels <= 100_000 ? 2 : 1); i++)
            warm.Add(await Meter.RunAsync(database.Owner, () => ScreenAsync(database.Db, ct)));
        double? alternative = parcels <= MostForTheAlternative
            ? (await Meter.RunAsync(database.Owner, () => database.ExecuteAsync(Sql.Of(typeof(ScreenBench).Assembly, "Screen/overlay_in_sql.sql")))).Seconds
            : null;
        var seconds = Meter.Median(warm.Select(w => w.Seconds));
        var result = new BenchResult("screen", parcels)
            .With("seconds", seconds).With("cold_seconds", cold.Seconds).With("overlay_in_sql_seconds", alternative)
            .With("client_cpu_s", Meter.Median(warm.Select(w => w.ClientCpuSeconds)))
            .With("server_cpu_s", warm[0].ServerCpuSeconds is null ? null : Meter.Median(warm.Select(w => w.ServerCpuSeconds!.Value)))
            .With("peak_rss_mb", Meter.PeakRssMb)
            .With("result_sha256", (await database.Db.QueryAsync<string>("select encode(s.result_sha256, 'hex') from ccer.screening s order by s.run_id limit 1", ct: ct))[0])
            .Budget("screening, s", seconds, parcels <= 100_000 ? 10 : 100.0 * parcels / 1_000_000);
        await ClaimsAsync(database, result, ct);
        return result;
    }

    // A square lattice of plots over the county's middle, 50 m wide, all of one claim; the boundary covers 5,000 of them and lies half a plot off.
    private static async Task ClaimsAsync(BenchDatabase database, BenchResult result, CancellationToken ct)
    {
        var register = new ClaimRegister(database.Db);
        var (from, to) = (new DateOnly(2050, 1, 1), new DateOnly(2069, 12, 31));
        var load = await Meter.RunAsync(database.Owner, () => register.RegisterAsync(
            Bench, new ClaimDraft("VCS", "BENCH", "测速", from, to, "测速"), Lattice(ClaimedPlots, 0), ct));
        await database.ExecuteAsync("vacuum analyze ccer.claim_plot");
        var boundary = Lattice(CheckedPlots, 0.00025);
        var check = await Meter.RunAsync(database.Owner, () => register.CheckAsync(boundary, from, to, ct: ct));
        var all = await Meter.RunAsync(database.Owner, () => register.CheckAllAsync(TownshipScope.WholeCounty, ct));
        result.With("claim_50000_plots_seconds", load.Seconds).With("check_5000_against_50000_seconds", check.Seconds).With("check_all_seconds", all.Seconds)
            .Budget("claims check of 5,000 plots against 50,000, s", check.Seconds, 2).Budget("exclusivity of the whole county, s", all.Seconds, 60);
    }

    private static List<BoundaryPlot> Lattice(int plots, double offset)
    {
        const double Side = 0.0005;
        var factory = new GeometryFactory(new PrecisionModel(), 4490);
        var columns = (int)Math.Ceiling(Math.Sqrt(plots));
        return [.. Enumerable.Range(0, plots).Select(i =>
        {
            double X(int step) => Math.Round(111 + offset + (((i % columns) + step) * Side), 9);
            double Y(int step) => Math.Round(25.1 + offset + (((i / columns) + step) * Side), 9);
            return BoundaryPlot.Of(null, factory.CreatePolygon([new(X(0), Y(0)), new(X(1), Y(0)), new(X(1), Y(1)), new(X(0), Y(1)), new(X(0), Y(0))]));
        })];
    }

    private static async Task ScreenAsync(Db db, CancellationToken ct)
    {
        var screenings = new Screenings(db);
        var runId = await screenings.OpenAsync(Bench, new ScreeningRequest("CCER-14-001-V01"), ct);
        await screenings.DriveAsync(Bench, runId, ct: ct);
    }
}
