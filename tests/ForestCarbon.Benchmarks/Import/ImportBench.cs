using System.Diagnostics;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Layers;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using NetTopologySuite.Geometries;
using Npgsql;

namespace ForestCarbon.Benchmarks.Import;

/// <summary>
/// A GBK shapefile into the inventory: findings in a fresh process, findings warm, acceptance into versions with every index;
/// beside it GDAL's ogr2ogr with COPY, which only copies.
/// </summary>
internal static class ImportBench
{
    private const int WarmRounds = 1;
    private static readonly DateOnly AsOf = new(2025, 12, 31);

    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        await NeedGdalAsync(ct);
        var folder = Directory.CreateTempSubdirectory("forestcarbon-bench-").FullName;
        try
        {
            var shp = Path.Combine(folder, "forest-land.shp");
            var written = BenchShapefile.Write(shp, parcels);
            await using var database = await BenchDatabase.CreateAsync(ct);
            await PrepareAsync(database.Db, BenchShapefile.Ground(parcels), ct);
            return await MeasureAsync(database, shp, written, new FileStore(Path.Combine(folder, "files")), ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<BenchResult> MeasureAsync(BenchDatabase database, string shp, int parcels, FileStore files, CancellationToken ct)
    {
        var imports = new ParcelImports(database.Db, files);
        var (actor, scope) = (Actor.Job("bench"), TownshipScope.WholeCounty);
        var rounds = new List<Measured>();
        var report = (ImportReport?)null;
        for (var round = 0; round <= (parcels > 100_000 ? 0 : WarmRounds); round++)
        {
            if (report is not null)
                await imports.RejectAsync(report.ImportId, actor, scope, ct: ct);
            rounds.Add(await Meter.RunAsync(database.Owner, async () => report = await imports.StageAsync(
                shp, new ImportRequest(ImportLayer.ForestLand, AsOf), actor, scope, ct) switch
            {
                ImportOutcome.Staged staged => staged.Report,
                ImportOutcome.Unreadable unreadable => throw new RefusedException(unreadable.Sentence),
                var other => throw new RefusedException($"{other}"),
            }));
        }
        var accepted = await Meter.RunAsync(database.Owner, async () =>
        {
            if (await imports.AcceptAsync(report!.ImportId, actor, scope, ct: ct) is not DecisionOutcome.Accepted { Added: var added } || added != parcels)
                throw new RefusedException($"测速文件没有全部入库：{report.Errors} 条错误，{report.Findings.FirstOrDefault(f => f.Severity == "error")?.Message}");
        });
        var peak = Meter.PeakRssMb;
        var ogr = Meter.Median([await Ogr2OgrAsync(database.ConnectionString, shp, ct), await Ogr2OgrAsync(database.ConnectionString, shp, ct), await Ogr2OgrAsync(database.ConnectionString, shp, ct)]);
        var cold = rounds[0];
        var warm = rounds.Count == 1 ? cold : rounds.Skip(1).MinBy(r => r.Seconds);
        var result = new BenchResult("import", parcels)
            .With("seconds", Rounded(warm.Seconds + accepted.Seconds)).With("cold_seconds", Rounded(cold.Seconds + accepted.Seconds))
            .With("findings_cold_seconds", Rounded(cold.Seconds)).With("findings_warm_seconds", Rounded(warm.Seconds))
            .With("accept_seconds", Rounded(accepted.Seconds)).With("findings", report!.Findings.Count)
            .With("peak_rss_mb", peak is { } mb ? Math.Round(mb) : null)
            .With("client_cpu_s", Rounded(warm.ClientCpuSeconds)).With("server_cpu_s", Rounded(warm.ServerCpuSeconds))
            .With("accept_server_cpu_s", Rounded(accepted.ServerCpuSeconds))
            .With("ogr2ogr_seconds", Rounded(ogr)).With("times_ogr2ogr", Rounded((warm.Seconds + accepted.Seconds) / ogr));
        return parcels > 100_000
            ? result.Budget("whole, s", cold.Seconds + accepted.Seconds, 90).Budget("peak RSS, MB", peak ?? 0, 1536)
            : result.Budget("findings fresh, s", cold.Seconds, 6).Budget("findings warm, s", warm.Seconds, 4.5)
                .Budget("accept, s", accepted.Seconds, 4).Budget("whole / ogr2ogr", (warm.Seconds + accepted.Seconds) / ogr, 11);
    }

    private static Task PrepareAsync(Db db, Envelope ground, CancellationToken ct) =>
        db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "a county to import into", async write =>
        {
            await Dictionaries.LoadAsync(write, ct);
            await write.ExecuteAsync(
                """
                insert into inventory.county (county_code, name_zh, name_en, is_demonstration, ellipsoidal_area_m2, geom, geom_3857)
                select '431125', '测速县', 'Bench County', true, 1, g, st_transform(g, 3857)
                from st_multi(st_makeenvelope(@west, @south, @east, @north, 4490)) as g
                """,
                new { west = ground.MinX, south = ground.MinY, east = ground.MaxX, north = ground.MaxY }, ct);
        }, ct);

    private static async Task<double> Ogr2OgrAsync(string connectionString, string shp, CancellationToken ct)
    {
        var address = new NpgsqlConnectionStringBuilder(connectionString);
        var pg = $"PG:host={address.Host} dbname={address.Database} user={address.Username}" + (address.Port > 0 ? $" port={address.Port}" : "")
                 + (string.IsNullOrEmpty(address.Password) ? "" : $" password={address.Password}");
        var start = new ProcessStartInfo("ogr2ogr") { RedirectStandardError = true };
        foreach (var argument in new[]
                 {
                     "-f", "PostgreSQL", pg, shp, "-nln", "ogr_alternative", "-overwrite", "-nlt", "PROMOTE_TO_MULTI", "-lco", "GEOMETRY_NAME=geom",
                     "-lco", "PRECISION=NO", "--config", "PG_USE_COPY", "YES",
                 })
            start.ArgumentList.Add(argument);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0 ? clock.Elapsed.TotalSeconds : throw new RefusedException($"ogr2ogr：{errors.Trim()}");
    }

    private static async Task NeedGdalAsync(CancellationToken ct)
    {
        if (Found("ogr2ogr"))
            return;
        if (!Found("apt-get"))
            throw new RefusedException("缺少 ogr2ogr：请安装 gdal-bin 后再测。");
        using var install = Process.Start(new ProcessStartInfo("sh")
        {
            ArgumentList = { "-c", "(apt-get update; DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends gdal-bin) >&2" },
        })!;
        await install.WaitForExitAsync(ct);
        if (install.ExitCode != 0)
            throw new RefusedException("安装 gdal-bin 没有成功：请自行安装后再测。");
    }

    private static bool Found(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static double? Rounded(double? seconds) => seconds is { } s ? Math.Round(s, 2) : null;
}
