using System.Globalization;
using System.Text.RegularExpressions;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Testing;

namespace ForestCarbon.Growth.Tests.Runs;

/// <summary>Imports accepted and undone while a run is under way.</summary>
public sealed partial class ChangingInventoryTests : TestDatabase
{
    // After the imports' own day, so that they change what stands on it.
    private static readonly AccountRequest Summer = new(AsOf: new DateOnly(2026, 8, 1));
    private static readonly Actor Keeper = Actor.Job("test");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fc-changing-");

    private ParcelImports Imports => new(Db, new FileStore(Path.Combine(_folder.FullName, "files")));

    [Fact]
    public async Task A_run_goes_on_with_the_data_it_began_with_when_an_import_is_accepted_under_it()
    {
        await new DemonstrationLoader(Db).LoadAsync(300);
        var path = Path.Combine(_folder.FullName, "forest-land.geojson");
        await new LayerExports(Db).WriteAsync(new ExportRequest("forest-land", ExportFormat.GeoJson, new DateOnly(2026, 1, 1)), path, TownshipScope.WholeCounty);
        var undisturbed = await EndAsync(await OpenAsync());
        var halfWay = await HalfWayAsync(await OpenAsync());
        var notBegun = await OpenAsync();

        var accepted = await AcceptAsync(path);

        Assert.True(accepted is { Changed: > 100, Closed: > 0 }, $"{accepted}");
        Assert.Equal(undisturbed, await EndAsync(halfWay));
        Assert.Equal(undisturbed, await EndAsync(notBegun));
        var after = await OpenAsync();
        Assert.NotEqual(undisturbed, await EndAsync(after));

        var begunBefore = await HalfWayAsync(await OpenAsync());
        Assert.IsType<DecisionOutcome.Undone>(await Imports.UndoAsync(accepted.ImportId, Keeper, TownshipScope.WholeCounty));

        var refused = await Assert.ThrowsAsync<RunRefusedException>(() => EndAsync(begunBefore));
        Assert.Contains("被撤销", refused.Message, StringComparison.Ordinal);
        var runs = await new AccountedRuns(Db).ListAsync(TownshipScope.WholeCounty);
        Assert.Equal([begunBefore, after], runs.Where(r => r.IsTakenBack).Select(r => r.RunId));
        Assert.Equal(notBegun, (await new AccountedRuns(Db).LatestAsync())!.RunId);
        Assert.Equal(notBegun, (await new AccountedRuns(Db).LatestOfAsync(Summer.AsOf!.Value, long.MaxValue))!.RunId);
        Assert.Equal(undisturbed, await EndAsync(await OpenAsync()));
    }

    protected override ValueTask DisposeAsyncCore()
    {
        _folder.Delete(recursive: true);
        return base.DisposeAsyncCore();
    }

    private async Task<long> OpenAsync() => (await new Accounting(Db, 20).OpenAsync(Keeper, Summer)).RunId;

    private async Task<string?> EndAsync(long runId)
    {
        await new RunEngine(Db).DriveAsync(Keeper, runId, new AccountingWork(Db));
        return (await new AccountedRuns(Db).FindAsync(runId))!.ResultSha256;
    }

    // Some of its chunks are done, then its worker is gone.
    private async Task<long> HalfWayAsync(long runId)
    {
        await Assert.ThrowsAsync<IOException>(() => new RunEngine(Db).DriveAsync(Keeper, runId, new Ending(new AccountingWork(Db), 4)));
        return runId;
    }

    // Every volume a tenth more, and three parcels left out of the file.
    private async Task<DecisionOutcome.Accepted> AcceptAsync(string path)
    {
        var text = Volumes().Replace(await File.ReadAllTextAsync(path), found =>
            string.Create(CultureInfo.InvariantCulture, $"\"HUO_LMGQXJ\":{Math.Round(double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) * 1.1, 1)}"));
        var features = text.Split("{\"type\":\"Feature\",");
        await File.WriteAllTextAsync(path, string.Join("{\"type\":\"Feature\",", features.Where((_, i) => i is not (7 or 8 or 9))));
        var report = Assert.IsType<ImportOutcome.Staged>(
            await Imports.StageAsync(path, new ImportRequest("forest-land", new DateOnly(2026, 3, 1)), Keeper, TownshipScope.WholeCounty)).Report;
        return Assert.IsType<DecisionOutcome.Accepted>(await Imports.AcceptAsync(report.ImportId, Keeper, TownshipScope.WholeCounty, ImportParts.All));
    }

    [GeneratedRegex("\"HUO_LMGQXJ\":([0-9.]+)")]
    private static partial Regex Volumes();

    private sealed class Ending(IRunWork work, int at) : IRunWork
    {
        public Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct) =>
            chunk == at ? throw new IOException("the line went dead") : work.RunChunkAsync(write, runId, chunk, key, ct);

        public Task FinishAsync(Write write, long runId, CancellationToken ct) => work.FinishAsync(write, runId, ct);
    }
}
