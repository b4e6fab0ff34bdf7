using System.Text.Json.Nodes;
using ForestCarbon.Ccer.Demonstration;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Screening;

/// <summary>Imports accepted and undone while a screening is under way: parcels, layers that cut them, evidence of land class.</summary>
public sealed class ChangingGroundTests : TestDatabase
{
    // After the imports' own day, so that they change what stands on it.
    private static readonly ScreeningRequest Summer = new("CCER-14-001-V01", AsOf: new DateOnly(2026, 8, 1));
    private static readonly DateOnly Spring = new(2026, 3, 1);
    private static readonly Actor Keeper = Actor.Job("test");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fc-changing-");

    private ParcelImports Imports => new(Db, new FileStore(At("files")));

    [Fact]
    public async Task A_screening_goes_on_with_the_ground_it_began_with_when_imports_are_accepted_under_it()
    {
        await LoadAsync();
        var undisturbed = await EndAsync(await OpenAsync());
        var halfWay = await HalfWayAsync(await OpenAsync());
        var notBegun = await OpenAsync();

        var seen = new List<string?> { undisturbed };
        foreach (var import in new[] { await ParcelsAsync(), await BaseAsync(), await EvidenceAsync() })
        {
            await AcceptAsync(import);
            seen.Add(await EndAsync(await OpenAsync()));
        }

        Assert.Distinct(seen);
        Assert.Equal(undisturbed, await EndAsync(halfWay));
        Assert.Equal(undisturbed, await EndAsync(notBegun));
    }

    [Fact]
    public async Task A_screening_whose_ground_is_taken_back_is_refused()
    {
        await LoadAsync();
        var undisturbed = await EndAsync(await OpenAsync());
        foreach (var import in new[] { await BaseAsync(), await EvidenceAsync(), await ParcelsAsync() })
        {
            await AcceptAsync(import);
            var begun = await HalfWayAsync(await OpenAsync());

            Assert.IsType<DecisionOutcome.Undone>(await Imports.UndoAsync(import, Keeper, TownshipScope.WholeCounty));

            var refused = await Assert.ThrowsAsync<RunRefusedException>(() => EndAsync(begun));
            Assert.Contains("被撤销", refused.Message, StringComparison.Ordinal);
            Assert.Equal(undisturbed, await EndAsync(await OpenAsync()));
        }
    }

    [Fact]
    public async Task A_difference_keeps_parcels_whose_import_was_taken_back_since()
    {
        await LoadAsync();
        var import = await ParcelsAsync();
        await AcceptAsync(import);
        var (one, other) = (await OpenAsync(), await new Screenings(Db, 20).OpenAsync(Keeper, Summer with { MethodologyId = "AR-CM-001-V01" }));
        await EndAsync(one);
        await EndAsync(other);
        async Task<IReadOnlyList<(long, string)>> DifferentAsync(long a, long b) =>
            [.. (await new ScreeningResults(Db).DiffAsync(a, b, TownshipScope.WholeCounty, int.MaxValue)).Select(c => (c.ParcelId, c.Code)).OrderBy(c => c)];
        var told = await DifferentAsync(one, other);

        await Imports.UndoAsync(import, Keeper, TownshipScope.WholeCounty);

        Assert.NotEmpty(told);
        Assert.Equal(told.Select(c => c.Item1), (await DifferentAsync(one, other)).Select(c => c.Item1));
        Assert.Equal(await DifferentAsync(one, other), await DifferentAsync(other, one));
    }

    protected override ValueTask DisposeAsyncCore()
    {
        _folder.Delete(recursive: true);
        return base.DisposeAsyncCore();
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private async Task LoadAsync()
    {
        await new DemonstrationLoader(Db).LoadAsync(300);
        await new CcerDemonstration(Db).LoadAsync();
    }

    private Task<long> OpenAsync() => new Screenings(Db, 20).OpenAsync(Keeper, Summer);

    private async Task<string?> EndAsync(long runId)
    {
        await new RunEngine(Db).DriveAsync(Keeper, runId, new ScreeningWork(Db));
        return (await new ScreeningResults(Db).FindAsync(runId))!.ResultSha256;
    }

    // Some of its chunks are done, then its worker is gone.
    private async Task<long> HalfWayAsync(long runId)
    {
        await Assert.ThrowsAsync<IOException>(() => new RunEngine(Db).DriveAsync(Keeper, runId, new Ending(new ScreeningWork(Db), 4)));
        return runId;
    }

    // Every volume is another, and three parcels are left out.
    private Task<long> ParcelsAsync() => StagedAsync("forest-land", features =>
    {
        foreach (var feature in features)
            if (feature!["properties"]!["HUO_LMGQXJ"] is JsonValue volume)
                feature["properties"]!["HUO_LMGQXJ"] = Math.Round(volume.GetValue<double>() * 1.1, 1);
        for (var i = 0; i < 3; i++)
            features.RemoveAt(7);
    });

    // The base's first feature lies elsewhere now.
    private Task<long> BaseAsync() => StagedAsync("carbon-base", features => features[0]!["geometry"] = JsonNode.Parse("""
        {"type":"Polygon","coordinates":[[[111.20,25.20],[111.23,25.20],[111.23,25.23],[111.20,25.23],[111.20,25.20]]]}
        """));

    private async Task<long> EvidenceAsync()
    {
        await File.WriteAllTextAsync(At("old.csv"), "CODE,DI_LEI,WKT\n甲-17,0171,\"POLYGON ((111.21 25.19, 111.25 25.19, 111.25 25.22, 111.21 25.22, 111.21 25.19))\"\n");
        return await StageAsync(At("old.csv"), new ImportRequest("forest-land", new DateOnly(2018, 6, 30), Crs: "EPSG:4490"));
    }

    private async Task<long> StagedAsync(string layer, Action<JsonArray> change)
    {
        var path = At($"{layer}.geojson");
        await new LayerExports(Db).WriteAsync(new ExportRequest(layer, ExportFormat.GeoJson, new DateOnly(2026, 1, 1)), path, TownshipScope.WholeCounty);
        var file = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        change(file["features"]!.AsArray());
        await File.WriteAllTextAsync(path, file.ToJsonString());
        return await StageAsync(path, new ImportRequest(layer, Spring));
    }

    private async Task<long> StageAsync(string path, ImportRequest request) =>
        Assert.IsType<ImportOutcome.Staged>(await Imports.StageAsync(path, request, Keeper, TownshipScope.WholeCounty)).Report.ImportId;

    private async Task AcceptAsync(long importId) => Assert.True(
        Assert.IsType<DecisionOutcome.Accepted>(await Imports.AcceptAsync(importId, Keeper, TownshipScope.WholeCounty, ImportParts.All)) is { Changed: > 0 } or { Added: > 0 });

    private sealed class Ending(IRunWork work, int at) : IRunWork
    {
        public Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct) =>
            chunk == at ? throw new IOException("the line went dead") : work.RunChunkAsync(write, runId, chunk, key, ct);

        public Task FinishAsync(Write write, long runId, CancellationToken ct) => work.FinishAsync(write, runId, ct);
    }
}
