using ForestCarbon.Inventory.Imports;
using ForestCarbon.Testing;

namespace ForestCarbon.Inventory.Tests.Imports;

public sealed class RealFileImportTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    [Fact]
    public async Task A_shapefile_without_a_system_is_asked_for_it_and_then_read_with_its_Chinese_names()
    {
        var path = Repository.SharedFile("shp/chinese_encoding/chinese_encoding.shp");
        var before = await county.EverythingStoredAsync();

        var refusal = await county.RefusalAsync(path, new ImportRequest("change-spot", ImportDatabase.AsOf));
        Assert.Contains("缺少坐标系", refusal, StringComparison.Ordinal);
        Assert.Contains("CGCS2000 是 EPSG:4490", refusal, StringComparison.Ordinal);
        Assert.Equal(before, await county.EverythingStoredAsync());

        var report = await county.StagedAsync(path, new ImportRequest("change-spot", ImportDatabase.AsOf, Crs: "EPSG:4490",
            Mapping: new Dictionary<string, string> { ["COUNTY_ID"] = "code", ["xianming"] = "name" }));
        Assert.Equal(78, report.Features);
        Assert.Equal("GB18030", report.Encoding);
        Assert.Equal(1, await county.ScalarAsync<long>(
            $"select count(*) from inventory.import_feature where import_id = {report.ImportId} and attributes ->> 'NAME99' = '天长市' and attributes ->> 'PRO_NAME' = '安徽'"));
    }

    [Fact]
    public async Task Foreign_stands_are_shown_and_stand_outside_the_county()
    {
        var report = await county.StagedAsync(Repository.SharedFile("stands/bc-tsa24/stands.shp"), new ImportRequest("change-spot", ImportDatabase.AsOf));

        Assert.Equal((190L, "EPSG:3005"), (report.Features, report.Crs));
        Assert.Contains(report.Findings, f => f is { Kind: "outside-county", RowNo: null });
        Assert.Contains(report.Findings, f => f.Kind == "crs");
        // planar area in an equal-area projection against the ellipsoidal one: 1e-4 is the straightness of edges
        Assert.Equal(1, await county.ScalarAsync<double>(
            $"""
            select sum(ellipsoidal_area_m2)::float8 / sum(st_area(st_geomfromwkb(source_wkb)))
            from inventory.import_feature where import_id = {report.ImportId} and ellipsoidal_area_m2 is not null
            """), 1e-4);
    }

    [Fact]
    public async Task A_shapefile_and_a_GeoPackage_give_the_same_parcels()
    {
        var mapping = new Dictionary<string, string> { ["id"] = "code" };
        var shp = await county.StagedAsync(Repository.SharedFile("nz/shp-polygons/nz_waca_adjustments.shp"),
            new ImportRequest("protected-area", ImportDatabase.AsOf, Mapping: mapping));
        var gpkg = await county.StagedAsync(Repository.SharedFile("nz/gpkg-polygons/nz-waca-adjustments.gpkg"),
            new ImportRequest("protected-area", ImportDatabase.AsOf, Mapping: mapping));

        Assert.Equal((228L, 228L, "EPSG:4167", "EPSG:4167"), (shp.Features, gpkg.Features, shp.Crs, gpkg.Crs));
        Assert.Equal(228, await county.ScalarAsync<long>(
            $"""
            select count(*)
            from inventory.import_feature s join inventory.import_feature g using (code)
            where s.import_id = {shp.ImportId} and g.import_id = {gpkg.ImportId}
              and st_equals(s.geom, g.geom) and s.ellipsoidal_area_m2 = g.ellipsoidal_area_m2
              and s.attributes ->> 'date_adjus' = g.attributes ->> 'date_adjusted' and s.attributes ->> 'adjusted_n' = g.attributes ->> 'adjusted_nodes'
              and s.attributes ->> 'survey_ref' is not distinct from g.attributes ->> 'survey_reference'
            """));
        await county.AcceptAsync(gpkg.ImportId);
        Assert.Equal(228, await county.ScalarAsync<long>("select count(*) from inventory.layer_feature where layer = 'protected-area'"));
    }

    [Fact]
    public async Task Open_rings_keep_their_rows_out_each_with_place_and_gap()
    {
        var report = await county.StagedAsync(Repository.SharedFile("shp/issue049/221-1_28.03.202411-16.shp"), new ImportRequest("change-spot", ImportDatabase.AsOf));

        var open = report.Findings.Where(f => f.Kind == "unclosed").ToList();
        Assert.Equal(1492, open.Count);
        Assert.All(open, f => Assert.True(f is { Severity: "error", Blocks: true, Longitude: > 9 and < 10, SizeUnit: "m", Size: > 0 and < 50 }));
    }

    [Fact]
    public async Task Lines_are_no_parcels()
    {
        var report = await county.StagedAsync(Repository.SharedFile("shp/with_M/with_M.shp"), new ImportRequest("change-spot", ImportDatabase.AsOf, Crs: "EPSG:32649"));

        Assert.Equal(report.Features, report.Findings.Count(f => f is { Kind: "not-a-polygon", Blocks: true }));
        Assert.Equal(report.Features, report.BlockedRows);
    }

    [Fact]
    public async Task Stands_without_parcel_codes_are_refused_as_forest_land()
    {
        var report = await county.StagedAsync(Repository.SharedFile("stands/fi-smk/SMK_source.gpkg"), new ImportRequest("forest-land", ImportDatabase.AsOf));

        Assert.Equal(9, report.Features);
        Assert.Equal(9, Assert.Single(report.Findings, f => f.Kind == "code-missing").Size);
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(
            report.ImportId, ForestCarbon.Platform.Database.Actor.Console(), ForestCarbon.Platform.Database.TownshipScope.WholeCounty));
        Assert.Equal("staged", (await county.Imports.FindAsync(report.ImportId))!.State);
    }

    [Theory]
    [InlineData("shp/polygon_zm/polygon_zm.shp", "这里不能换算")]
    [InlineData("shp/mexico-states-noprj/states.shp", "缺少坐标系")]
    [InlineData("shp/Sept_polygones/Sept_polygones.shp", "缺少坐标系")]
    [InlineData("shp/nested_polygons/nested_polygons.shp", "缺少坐标系")]
    [InlineData("shp/AllNulls/AllNulls.shp", "缺少坐标系")]
    [InlineData("shp/fields_utf8/fields_utf8.shp", "缺少坐标系")]
    [InlineData("dbf-encodings/ldid-chinese/chinese.shp", "坐标系不对")]
    [InlineData("dbf-encodings/gbk.dbf", "只是属性表，没有图形")]
    [InlineData("stands/fi-smk/demo.xml", "不认识的文件类型")]
    [InlineData("plots-cn/plot_1.csv", "没有图形列（WKT）")]
    public async Task What_cannot_be_imported_is_refused_in_a_sentence_and_nothing_is_stored(string file, string sentence)
    {
        var path = Repository.SharedFile(file);
        var imports = await county.ScalarAsync<long>("select coalesce(max(import_id), 0) from inventory.import");

        Assert.Contains(sentence, await county.RefusalAsync(path, new ImportRequest("change-spot", ImportDatabase.AsOf)), StringComparison.Ordinal);

        Assert.Equal(imports, await county.ScalarAsync<long>("select coalesce(max(import_id), 0) from inventory.import"));
    }
}
