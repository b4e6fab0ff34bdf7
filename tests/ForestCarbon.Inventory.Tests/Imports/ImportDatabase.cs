using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Testing;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>A county of half a degree with one township and a land-class list: enough to judge parcels against.</summary>
public sealed class ImportDatabase : TestDatabase
{
    public static readonly DateOnly AsOf = new(2025, 12, 31);

    public ScratchFolder Folder { get; } = new();

    public FileStore Files => new(Folder.At("files"));

    public ParcelImports Imports => new(Db, Files);

    public Task<ImportOutcome> StageAsync(string path, ImportRequest request) =>
        Imports.StageAsync(path, request, Actor.Console(), TownshipScope.WholeCounty);

    public async Task<ImportReport> StagedAsync(string path, ImportRequest request) =>
        Assert.IsType<ImportOutcome.Staged>(await StageAsync(path, request)).Report;

    public async Task<string> RefusalAsync(string path, ImportRequest request) =>
        Assert.IsAssignableFrom<ImportOutcome.Unreadable>(await StageAsync(path, request)).Sentence;

    public async Task<DecisionOutcome.Accepted> AcceptAsync(long importId) =>
        Assert.IsType<DecisionOutcome.Accepted>(await Imports.AcceptAsync(importId, Actor.Console(), TownshipScope.WholeCounty));

    /// <summary>How much of anything an import may leave: rows of every table it writes.</summary>
    public Task<long> EverythingStoredAsync() => ScalarAsync<long>(
        """
        select (select count(*) from inventory.import) + (select count(*) from inventory.import_feature) + (select count(*) from inventory.import_finding)
             + (select count(*) from inventory.import_change) + (select count(*) from inventory.parcel_version) + (select count(*) from inventory.layer_feature)
             + (select count(*) from platform.stored_file) + (select count(*) from inventory.data_generation)
        """);

    protected override Task FillAsync() => Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "a county to test against", write => write.ExecuteAsync(
        """
        insert into inventory.county (county_code, name_zh, name_en, is_demonstration, ellipsoidal_area_m2, geom, geom_3857)
        select '431125', '试验县', 'Test County', true, 1, g, st_transform(g, 3857)
        from st_multi(st_makeenvelope(111, 25, 111.5, 25.5, 4490)) as g;
        insert into inventory.township (township_code, county_code, name_zh, name_en, kind, ellipsoidal_area_m2, geom, geom_3857)
        select '431125101', '431125', '试验镇', 'Test Town', 'town', 1, geom, geom_3857 from inventory.county;
        insert into inventory.code (list, code, name_zh, name_en, means, source, confidence)
        values ('land-class', '0111', '乔木林', 'tree forest', 'forest', 'ccer-rules §9.4', 'S30'),
               ('land-class', '0171', '宜林荒山荒地', 'plantable', 'plantable', 'ccer-rules §9.4', 'S30'),
               ('land-class', '0210', '耕地', 'cropland', 'non-forest', 'ccer-rules §9.4', 'S30'),
               ('land-class-third-survey', '0301', '乔木林地', 'tree forest', '0111', 'ccer-rules §9.4', 'S41'),
               ('land-class-third-survey', '0304', '其他林地', 'other forest land', null, 'ccer-rules §9.4', 'S41'),
               ('land-class-use-2017', '0304', '森林沼泽', 'forest swamp', '0501', 'GB/T 21010-2017', 'M'),
               ('land-class-use-2017', '0305', '灌木林地', 'shrub land', null, 'GB/T 21010-2017', 'M'),
               ('land-class-use-2017', '0306', '灌丛沼泽', 'shrub swamp', '0502', 'GB/T 21010-2017', 'M'),
               ('species', '310', '杉木', 'Chinese fir', 'fir', 'ccer-rules §5', 'M')
        """));
}
