using System.Globalization;
using System.Text.RegularExpressions;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Growth.SinkTables;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
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

    [Fact]
    public async Task A_total_is_what_its_parcels_come_to_with_those_that_an_undone_import_took_away()
    {
        await new DemonstrationLoader(Db).LoadAsync(300);
        var path = Path.Combine(_folder.FullName, "forest-land.geojson");
        await new LayerExports(Db).WriteAsync(new ExportRequest("forest-land", ExportFormat.GeoJson, new DateOnly(2026, 1, 1)), path, TownshipScope.WholeCounty);
        var accepted = await AcceptAsync(path);
        var (runs, book, runId) = (new AccountedRuns(Db), new SinkTableBook(Db), await OpenAsync());
        await EndAsync(runId);
        var run = (await runs.FindAsync(runId))!;
        var years = run.Years(run.FirstYear + 1);
        var table = (await book.FindAsync(await book.DraftAsync(Keeper, years.Stock, runId)))!;
        var everything = new PartsQuery(null, null, null, 10, 0);
        Assert.False(await book.IsTakenBackAsync(table));
        Assert.Null(await runs.WithdrawnAsync(runId, years, everything, (await runs.PartsAsync(runId, years, everything, TownshipScope.WholeCounty))[0], TownshipScope.WholeCounty));

        Assert.IsType<DecisionOutcome.Undone>(await Imports.UndoAsync(accepted.ImportId, Keeper, TownshipScope.WholeCounty));

        var lost = (await Db.QuerySingleOrDefaultAsync<TotalSums>(
            """
            select count(*) as parcels, sum(p.stock_kg[@n])::bigint as stock_kg, sum(p.stock_kg[@n] - p.stock_kg[@n - 1])::bigint as increment_kg
            from growth.parcel_result_v p
            where p.run_id = @runId and not exists (select from inventory.parcel_version_v v where v.parcel_version_id = p.parcel_version_id)
            """, new { runId, n = years.Stock - run.FirstYear + 1 }))!;
        Assert.True(lost is { Parcels: > 100, StockKg: > 0 }, $"{lost}");
        var (listed, withdrawn) = await ListedAsync(everything, TownshipScope.WholeCounty);
        Assert.Equal((lost.Parcels, lost.StockKg, lost.IncrementKg), (withdrawn!.Parcels, withdrawn.StockKg, withdrawn.IncrementKg));
        Assert.Equal((await runs.SummaryAsync(runId, years, TownshipScope.WholeCounty))!.AreaM2, (listed?.AllAreaM2 ?? 0) + withdrawn.AreaM2);

        // By township the stored sums tell it as well, and an account sees its own only.
        var parts = new List<TotalSums>();
        foreach (var township in await runs.DimensionAsync(runId, "township", years, TownshipScope.WholeCounty))
        {
            var own = (await ListedAsync(everything, TownshipScope.Of([township.Key]))).Withdrawn;
            Assert.Equal(own, (await ListedAsync(everything with { Township = township.Key }, TownshipScope.WholeCounty)).Withdrawn);
            parts.AddRange(own is null ? [] : [own]);
        }
        Assert.Equal((lost.Parcels, lost.StockKg), (parts.Sum(p => p.Parcels), parts.Sum(p => p.StockKg)));

        Assert.True(await book.IsTakenBackAsync(table));
        var lines = (await book.LinesAsync(table.SinkTableId)).Where(l => l.Parcels > 0).ToList();
        var missing = new List<WithdrawnSink>();
        foreach (var line in lines)
            if (await book.WithdrawnAsync(table, line.Line, null, (await book.ParcelsAsync(table, line.Line, null, TownshipScope.WholeCounty, 1, 0)) is [var one, ..] ? one : null) is { } gone)
                missing.Add(gone);
        Assert.Equal(((long?)lost.Parcels, lost.StockKg, lost.IncrementKg), (missing.Sum(m => m.Parcels), missing.Sum(m => m.StockKg), missing.Sum(m => m.PartKg)));
        // Nothing was tampered with, and no other table is made of what is gone.
        Assert.Equal(0, await runs.TotalsOffAsync(runId));
        Assert.Contains("后来被撤销", (await Assert.ThrowsAsync<RefusedException>(() => book.DraftAsync(Keeper, years.Stock, runId, "再编"))).Message, StringComparison.Ordinal);

        async Task<(PartOfTotal? Listed, TotalSums? Withdrawn)> ListedAsync(PartsQuery query, TownshipScope scope)
        {
            var first = await runs.PartsAsync(runId, years, query, scope) is [var any, ..] ? any : null;
            return (first, await runs.WithdrawnAsync(runId, years, query, first, scope));
        }
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
