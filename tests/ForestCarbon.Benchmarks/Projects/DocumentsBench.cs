using System.Text.Json.Nodes;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;
using NetTopologySuite.Geometries;
using Npgsql;

namespace ForestCarbon.Benchmarks.Projects;

/// <summary>
/// A project of 5,000 parcels of all kinds over 40 years: its design document, the workbook of its ex-ante sheet, and the checker over that document, which has far more than 200 pages.
/// </summary>
internal static class DocumentsBench
{
    private const int Parcels = 5_000;

    private static readonly Actor Bench = Actor.Job("bench");

    public static async Task<BenchResult> RunAsync(int parcels, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        var db = database.Db;
        await new DemonstrationLoader(db).LoadAsync(parcels, ct: ct);
        await new ParameterBook(db).EnsureShippedAsync(ct);
        var opened = await new Accounting(db).OpenAsync(Bench, new AccountRequest(), ct);
        await new RunEngine(db).DriveAsync(Bench, opened.RunId, new AccountingWork(db), ct: ct);
        var project = await ProjectAsync(db, ct);
        var result = new BenchResult("documents", parcels).With("project_parcels", Parcels).With("load", File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : null);
        var folder = Directory.CreateTempSubdirectory("fc-bench-").FullName;
        try
        {
            var (word, sheet) = (Path.Combine(folder, "pdd.docx"), Path.Combine(folder, "sheet.xlsx"));
            await MeasureAsync("design_document", 20, async () =>
            {
                var file = await ProjectFile.ReadAsync(db, project, null, ct);
                await using var target = File.Create(word);
                ProjectDocumentWriter.WriteDesign(file, target);
            }, word);
            await MeasureAsync("workbook", 20, async () =>
            {
                var answer = await new ProjectReductions(db).ExAnteAsync(project, ct);
                await using var target = File.Create(sheet);
                ReductionWorkbook.Write(answer.Sheet!, ReductionWorkbook.TitleOf(project, null), answer.Note, target);
            }, sheet);
            await MeasureAsync("checker", 10, () =>
            {
                result.With("findings", DocumentChecks.Find(OfficeReader.Read(word)).Count);
                return Task.CompletedTask;
            }, word);
            return result.Budget("peak RSS, MB", Meter.PeakRssMb ?? 0, 1024);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        async Task MeasureAsync(string what, double budget, Func<Task> work, string file)
        {
            var measured = await Meter.RunAsync(database.Owner, work);
            result.With(what, new JsonObject
            {
                ["seconds"] = Math.Round(measured.Seconds, 2), ["cpu_s"] = Math.Round(measured.ClientCpuSeconds, 2), ["server_cpu_s"] = measured.ServerCpuSeconds is { } server ? Math.Round(server, 2) : null,
                ["file_mb"] = Math.Round(new FileInfo(file).Length / 1048576.0, 2), ["peak_rss_mb"] = Meter.PeakRssMb is { } peak ? Math.Round(peak) : null,
            }).Budget($"{what}, s", measured.Seconds, budget);
        }
    }

    private static async Task<ProjectRow> ProjectAsync(Db db, CancellationToken ct)
    {
        var id = await new ProjectBook(db).CreateAsync(Bench, new ProjectDraft("BENCH", "测速项目", "CCER-14-001-V01", null, new(2026, 3, 1), new(2027, 1, 1), new(2066, 12, 31), new(2070, 12, 31)), ct);
        var plots = await db.ReadAsync(async connection =>
        {
            await using var command = new NpgsqlCommand("select v.code, s.geom from inventory.parcel_current_v v join inventory.parcel_shape_v s using (parcel_version_id) order by v.code collate \"C\" limit $1", connection);
            command.Parameters.AddWithValue(Parcels);
            await using var reader = await command.ExecuteReaderAsync(ct);
            var shapes = new List<BoundaryPlot>();
            while (await reader.ReadAsync(ct))
                shapes.Add(BoundaryPlot.Of(reader.GetString(0), reader.GetFieldValue<Geometry>(1)));
            return shapes;
        }, ct);
        await new ProjectBoundaries(db).FromPlotsAsync(Bench, id, "ex-ante", "测速", plots, null, ct);
        var project = (await new ProjectBook(db).FindAsync(id, TownshipScope.WholeCounty, ct))!;
        await new Strata(db).ProposeAsync(Bench, project.BoundaryId!.Value, ct);
        return project;
    }
}
