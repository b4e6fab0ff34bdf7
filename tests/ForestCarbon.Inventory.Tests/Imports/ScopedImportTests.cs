using System.Globalization;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>Two townships west and east of 111.25°: whoever sends files of the western one learns nothing of the eastern. Each test draws in a village of its own.</summary>
public sealed class ScopedImportTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private const string Head = "CODE,DI_LEI,YU_BI_DU,PINGJUN_NL,WKT\n";
    private static readonly TownshipScope West = TownshipScope.Of(["431125101"]);
    private static readonly ImportRequest Now = new("forest-land", ImportDatabase.AsOf, Crs: "EPSG:4490");
    private static readonly ImportRequest Before = Now with { AsOf = new DateOnly(2020, 12, 31) };

    [Fact]
    public async Task A_table_of_another_townships_codes_tells_nothing_of_what_is_stored_there()
    {
        await StoreAsync("east-attributes", Row(East(1, 1), 111.30, 25.01, canopy: "0.1"));

        var report = await SentAsync("codes.csv", $"CODE,PINGJUN_NL\n{East(1, 1)},99\n{East(1, 9)},99\n");

        Assert.Equal(["outside-scope 2", "outside-scope 3"], report.Findings.Where(f => f.RowNo is not null).Select(f => $"{f.Kind} {f.RowNo}"));
        Assert.All(await county.Imports.FindingPlacesAsync(report.ImportId, new FindingFilter(null, null, null), 100, TestContext.Current.CancellationToken), p => Assert.Null(p.Shape));
        Assert.Equal("t t", await county.ScalarAsync<string>(
            $"select left(bool_and(geom is null)::text, 1) || ' ' || left(bool_and(ellipsoidal_area_m2 is null)::text, 1) from inventory.import_feature where import_id = {report.ImportId}"));
    }

    [Fact]
    public async Task Shapes_under_another_townships_codes_list_none_of_its_parcels()
    {
        await StoreAsync("east-village", Row(East(2, 1), 111.30, 25.02), Row(East(2, 2), 111.32, 25.02));

        var report = await SentAsync("village.csv", Head + Row(East(2, 7), 111.35, 25.02));

        Assert.Empty(await county.Imports.ChangesAsync(report.ImportId, TestContext.Current.CancellationToken));
        Assert.Empty(await county.Imports.ChangeRowsAsync(report.ImportId, null, 100, TestContext.Current.CancellationToken));
        Assert.Equal(["outside-scope"], report.Findings.Where(f => f.RowNo is not null).Select(f => f.Kind));
    }

    [Fact]
    public async Task A_shape_on_another_townships_ground_is_refused_under_an_own_code_and_tells_no_neighbour()
    {
        await StoreAsync("east-ground", Row(East(3, 1), 111.30, 25.03), Row(East(3, 2), 111.302, 25.03));

        var report = await SentAsync("rectangle.csv", Head + Row(WestCode(3, 1), 111.295, 25.025, 0.02));

        var told = Assert.Single(report.Findings, f => f.RowNo is not null);
        Assert.Equal(("outside-scope", true), (told.Kind, told.Blocks));
        Assert.DoesNotContain(report.Findings, f => f.Message.Contains("431125102", StringComparison.Ordinal));
        Assert.All(await county.Imports.FindingPlacesAsync(report.ImportId, new FindingFilter(null, null, null), 100, TestContext.Current.CancellationToken), p => Assert.True(p.Shape is null && p.Ground is null));
    }

    [Fact]
    public async Task The_same_ground_as_a_parcel_of_another_township_is_no_match()
    {
        // drawn over the border, and more of it in the west than in the east
        await StoreAsync("border-match", Row(East(4, 1), 111.246, 25.04, 0.006));

        var report = await SentAsync("match.csv", Head + Row(WestCode(4, 1), 111.246, 25.04, 0.006));

        Assert.Equal(["added"], (await county.Imports.ChangesAsync(report.ImportId, TestContext.Current.CancellationToken)).Select(c => c.Kind));
        Assert.All(await county.Imports.ChangeRowsAsync(report.ImportId, null, 100, TestContext.Current.CancellationToken), r => Assert.Null(r.StoredCode));
    }

    [Fact]
    public async Task An_overlap_at_the_own_border_is_told_without_the_neighbours_code_and_drawn_on_own_ground_alone()
    {
        await StoreAsync("border-overlap", Row(East(5, 1), 111.249, 25.05, 0.006));

        var report = await SentAsync("border.csv", Head + Row(WestCode(5, 1), 111.240, 25.05, 0.011));

        var overlap = Assert.Single(report.Findings, f => f.Kind == "overlap");
        Assert.Null(overlap.OtherSubject);
        Assert.Contains("库中别的乡镇的图斑", overlap.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("431125102", overlap.Message + overlap.MessageEn, StringComparison.Ordinal);
        Assert.Equal("111.249 111.25", await county.ScalarAsync<string>(
            $"select round(st_xmin(geom)::numeric, 4)::float8 || ' ' || round(st_xmax(geom)::numeric, 4)::float8 from inventory.import_finding where import_id = {report.ImportId} and kind = 'overlap'"));
        // the county's reviewer accepts it: what was told is not told a second time as something new
        await county.AcceptAsync(report.ImportId);
    }

    [Fact]
    public async Task A_feature_of_a_layer_under_the_code_of_another_townships_feature_takes_nothing_of_it()
    {
        const string Layer = "CODE,NAME,township_code,WKT\n";
        await DrawTownshipsAsync();
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("base-east.csv", $"{Layer}B-1,东片,431125102,{Square(111.30, 25.06, 0.006)}\n"), Before with { Layer = "carbon-base" })).ImportId);

        var report = await SentAsync("base-west.csv", $"{Layer}B-1,西片,431125101,{Square(111.20, 25.06, 0.006)}\n", "carbon-base");

        Assert.Equal(["outside-scope"], report.Findings.Where(f => f.RowNo is not null).Select(f => f.Kind));
        Assert.Empty(await county.Imports.ChangesAsync(report.ImportId, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_parcel_in_another_township_than_its_code_says_is_an_error_and_one_over_the_border_a_warning()
    {
        await DrawTownshipsAsync();

        var report = await county.StagedAsync(county.Folder.Text("ground.csv",
            Head + Row(WestCode(7, 1), 111.30, 25.07) + Row(WestCode(7, 2), 111.246, 25.07, 0.006) + Row(WestCode(7, 3), 111.248, 25.08, 0.006) + Row(WestCode(7, 4), 111.244, 25.08, 0.006)), Now);

        Assert.Equal(["township-ground 2 error", "across-township-border 3 warning", "township-ground 4 error"],
            report.Findings.Where(f => f.Kind.Contains("township", StringComparison.Ordinal)).Select(f => $"{f.Kind} {f.RowNo} {f.Severity}"));
        var elsewhere = report.Findings.Single(f => f is { Kind: "township-ground", RowNo: 2 });
        Assert.Contains("按乡镇界位于东山镇（431125102），编码却属于试验镇（431125101）", elsewhere.Message, StringComparison.Ordinal);
        Assert.InRange(elsewhere.Longitude!.Value, 111.30, 111.31);
        Assert.InRange(report.Findings.Single(f => f.Kind == "across-township-border").Longitude!.Value, 111.25, 111.252);
    }

    [Fact]
    public async Task A_feature_of_a_layer_in_another_township_than_it_names_is_an_error()
    {
        await DrawTownshipsAsync();

        var report = await county.StagedAsync(county.Folder.Text("layer-ground.csv", $"CODE,NAME,township_code,WKT\nG-1,甲,431125101,{Square(111.30, 25.09, 0.006)}\n"), Now with { Layer = "public-welfare" });

        Assert.Contains("填写的乡镇却是试验镇", Assert.Single(report.Findings, f => f.Kind == "township-ground").Message, StringComparison.Ordinal);
    }

    private async Task DrawTownshipsAsync() => await county.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "two townships", write => write.ExecuteAsync(
        """
        update inventory.township t
        set geom = g, geom_3857 = st_transform(g, 3857)
        from st_multi(st_makeenvelope(111, 25, 111.25, 25.5, 4490)) as g
        where t.township_code = '431125101';
        insert into inventory.township (township_code, county_code, name_zh, name_en, kind, ellipsoidal_area_m2, geom, geom_3857)
        select '431125102', '431125', '东山镇', 'Dongshan', 'town', 1, g, st_transform(g, 3857)
        from st_multi(st_makeenvelope(111.25, 25, 111.5, 25.5, 4490)) as g
        on conflict (township_code) do nothing
        """, ct: TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    private async Task StoreAsync(string name, params string[] rows)
    {
        await DrawTownshipsAsync();
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text($"{name}.csv", Head + string.Concat(rows)), Before)).ImportId);
    }

    private async Task<ImportReport> SentAsync(string name, string text, string layer = "forest-land") =>
        Assert.IsType<ImportOutcome.Staged>(await county.Imports.StageAsync(county.Folder.Text(name, text), Now with { Layer = layer }, Actor.Console(), West, TestContext.Current.CancellationToken)).Report;

    private static string East(int village, int number) => $"431125102{village:000}0001{number:00000}";

    private static string WestCode(int village, int number) => $"431125101{village:000}0001{number:00000}";

    private static string Row(string code, double west, double south, double side = 0.001, string canopy = "0.7") => $"{code},0111,{canopy},12,{Square(west, south, side)}\n";

    private static string Square(double west, double south, double side) => string.Create(CultureInfo.InvariantCulture,
        $"\"POLYGON (({west:0.####} {south:0.####}, {west + side:0.####} {south:0.####}, {west + side:0.####} {south + side:0.####}, {west:0.####} {south + side:0.####}, {west:0.####} {south:0.####}))\"");
}
