using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Inventory.Ogc;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>A feature with a known end, such as an approval of two years: in force until that day, for whoever asks without one as well.</summary>
public sealed class FeatureTermTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private const string Layer = "land-use-approval";
    private static readonly DateOnly End = CountyClock.Today.AddYears(1);
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_there_today_comes_back_unchanged_and_keeps_its_end_through_a_change_and_its_undoing()
    {
        await county.AcceptAsync((await StagedAsync("first", new DateOnly(2020, 12, 31), "临时用地")).ImportId);
        await county.Db.WriteAsync(Actor.Console(), TownshipScope.WholeCounty, "定期", write => write.ExecuteAsync(
            $"update inventory.layer_feature set valid = daterange(lower(valid), '{End:yyyy-MM-dd}') where layer = '{Layer}'"), Ct);

        Assert.Equal(1, (await new MapPlaces(county.Db).LayersAsync(null, TownshipScope.WholeCounty, Ct)).Single(l => l.Layer == Layer).Features);
        var collections = new FeatureCollections(county.Db);
        async Task<long> CountedAsync(DateOnly? day) => (await collections.CountsAsync(day, TownshipScope.WholeCounty, Ct)).GetValueOrDefault(Layer);
        Assert.Equal((1L, 1L, 1L, 0L, 0L), (await CountedAsync(null), await CountedAsync(new DateOnly(2020, 12, 31)), await CountedAsync(End.AddDays(-1)), await CountedAsync(End), await CountedAsync(new DateOnly(2020, 12, 30))));
        Assert.Single((await collections.ReadAsync(new OgcQuery(Layer), TownshipScope.WholeCounty, Ct)).Features);
        Assert.Empty((await collections.ReadAsync(new OgcQuery(Layer, From: End, Until: End), TownshipScope.WholeCounty, Ct)).Features);

        Assert.Equal(["unchanged 1"], await ChangesAsync(await StagedAsync("again", ImportDatabase.AsOf, "临时用地")));
        var renamed = await StagedAsync("renamed", ImportDatabase.AsOf, "临时用地（更名）");
        Assert.Equal(["rewritten 1"], await ChangesAsync(renamed));
        await county.AcceptAsync(renamed.ImportId);
        Assert.Equal(["2020-12-31 2025-12-31", $"2025-12-31 {End:yyyy-MM-dd}"], await TermsAsync());

        Assert.IsType<DecisionOutcome.Undone>(await county.Imports.UndoAsync(renamed.ImportId, Actor.Console(), TownshipScope.WholeCounty, Ct));
        Assert.Equal([$"2020-12-31 {End:yyyy-MM-dd}"], await TermsAsync());
    }

    private async Task<string[]> ChangesAsync(ImportReport report) => [.. (await county.Imports.ChangesAsync(report.ImportId, Ct)).Select(c => $"{c.Kind} {c.Parcels}")];

    private Task<IReadOnlyList<string>> TermsAsync() => county.Db.QueryAsync<string>(
        $"select lower(f.valid) || ' ' || upper(f.valid) from inventory.layer_feature_v f where f.layer = '{Layer}' order by lower(f.valid)", ct: Ct);

    private Task<ImportReport> StagedAsync(string name, DateOnly asOf, string called) => county.StagedAsync(
        county.Folder.Text($"{Layer}-{name}.csv", $"CODE,NAME,WKT\nSH1,{called},\"POLYGON ((111.1 25, 111.101 25, 111.101 25.001, 111.1 25.001, 111.1 25))\"\n"),
        new ImportRequest(Layer, asOf, Crs: "EPSG:4490"));
}
