using System.Text;
using ForestCarbon.Inventory.Exports;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Tests.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Tests.Exports;

/// <summary>Three neighbours with a hole, an island and corners that no decimal hits, stored once by import.</summary>
public sealed class LayerExportTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private const string Parcels = """
        {"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[
        {"type":"Feature","properties":{"CODE":"431125101001000100001","DI_LEI":"0111","YOU_SHI_SZ":"310","PINGJUN_NL":12,"HUO_LMGQXJ":83.123456789,"MIAN_JI":37.5,"ZAO_LIN_RQ":"2013-03-12","SHI_LIN_DI":"1","LIN_CHANG":"源口林场"},
         "geometry":{"type":"Polygon","coordinates":[[[111.100000001,25.1],[111.107123457,25.1],[111.107123457,25.103333333],[111.107123457,25.107],[111.100000001,25.107],[111.100000001,25.1]],[[111.102,25.102],[111.102,25.103],[111.103,25.103],[111.103,25.102],[111.102,25.102]]]}},
        {"type":"Feature","properties":{"CODE":"431125101001000100002","DI_LEI":"0171","MIAN_JI":null,"LIN_CHANG":"=1+1"},
         "geometry":{"type":"Polygon","coordinates":[[[111.107123457,25.1],[111.113,25.1],[111.113,25.103333333],[111.107123457,25.103333333],[111.107123457,25.1]]]}},
        {"type":"Feature","properties":{"CODE":"431125101001000100003","DI_LEI":"0210","LIN_CHANG":"'=二, \"林\"场"},
         "geometry":{"type":"MultiPolygon","coordinates":[[[[111.107123457,25.103333333],[111.113,25.103333333],[111.113,25.107],[111.107123457,25.107],[111.107123457,25.103333333]]],[[[111.2,25.2],[111.201,25.2],[111.201,25.201],[111.2,25.201],[111.2,25.2]]]]}}
        ]}
        """;

    private static readonly DateOnly Later = ImportDatabase.AsOf.AddYears(1);

    [Theory]
    [InlineData("gpkg", "utf-8")]
    [InlineData("geojson", "utf-8")]
    [InlineData("shp", "gbk")]
    [InlineData("shp", "utf-8")]
    [InlineData("zip", "gbk")]
    [InlineData("csv", "utf-8")]
    [InlineData("csv", "gbk")]
    [InlineData("xlsx", "utf-8")]
    public async Task What_goes_out_comes_in_again_unchanged_to_the_last_bit(string format, string encoding)
    {
        await StoredAsync();
        var path = county.Folder.At($"again-{encoding}.{format}");
        var report = await ExportAsync(format, path, encoding);

        var staged = await county.StagedAsync(path, new ImportRequest("forest-land", Later));
        var compared = await county.Imports.ChangesAsync(staged.ImportId);
        var accepted = await county.Imports.AcceptAsync(staged.ImportId, Actor.Console(), TownshipScope.WholeCounty);

        Assert.Equal(3, report.Features);
        if (format == "zip")
            Assert.Equal([Path.GetFileName(path)], report.Files);
        Assert.DoesNotContain(staged.Findings, f => f.Severity == "error");
        Assert.Equal(["unchanged 3"], compared.Select(c => $"{c.Kind} {c.Parcels}"));
        Assert.Equal("EPSG:4490", staged.Crs);
        if (format is "csv" or "xlsx")
            Assert.Contains("本程序导出表格的列", staged.CrsReason, StringComparison.Ordinal);
        var changes = Assert.IsType<DecisionOutcome.Accepted>(accepted);
        Assert.Equal((0, 0, 3, 0), (changes.Added, changes.Changed, changes.Unchanged, changes.LeftOut));
    }

    [Theory]
    [InlineData("gpkg")]
    [InlineData("geojson")]
    [InlineData("shp")]
    [InlineData("zip")]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task A_layers_attributes_come_back_under_their_names_and_in_their_types(string format)
    {
        await StoredAsync();
        const string Lots = """
            {"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[
            {"type":"Feature","properties":{"code":"L-1","name":"一","TOWNSHIP":"431125101","land_owner":"甲村","certificate_kind":"林权证","certificate_no":"证-1","term_from":"2010-01-01","term_to":"2060-12-31","carbon_benefit_holder":"乙","management_holder":"丙","disputed":true,"demonstration":true},
             "geometry":{"type":"Polygon","coordinates":[[[111.3,25.1],[111.301,25.1],[111.301,25.101],[111.3,25.101],[111.3,25.1]]]}}
            ]}
            """;
        var lots = new ImportRequest("tenure-lot", ImportDatabase.AsOf);
        var sent = county.Folder.At("lots.geojson");
        await File.WriteAllTextAsync(sent, Lots, TestContext.Current.CancellationToken);
        if (await county.StageAsync(sent, lots) is ImportOutcome.Staged staged)
            await county.AcceptAsync(staged.Report.ImportId);
        var path = county.Folder.At($"lots-again.{format}");
        await new LayerExports(county.Db).WriteAsync(new("tenure-lot", ExportRequest.FormatOf(format == "zip" ? "shp" : format)!.Value, Later, null, "utf-8"), path, TownshipScope.WholeCounty);

        var again = await county.StagedAsync(path, lots with { AsOf = Later });

        Assert.Equal(["unchanged"], (await county.Imports.ChangesAsync(again.ImportId)).Select(c => c.Kind));
    }

    [Theory]
    [InlineData("CODE,DI_LEI,WKT\n431125101001000100009,0111,\"POLYGON ((111.3 25.3, 111.31 25.3, 111.31 25.31, 111.3 25.3))\"\n")]
    [InlineData("CODE,XIAN,XIANG,CUN,LIN_BAN,XIAO_BAN,TQ_MIAN_JI,DI_LEI,WKT\n431125101001000100009,431125,101,001,0001,00009,1,0111,\"POLYGON ((520000 2790000, 520500 2790000, 520500 2790500, 520000 2790000))\"\n")]
    public async Task A_table_of_other_columns_or_in_other_coordinates_is_asked_for_its_system(string table) =>
        Assert.Contains("缺少坐标系", await county.RefusalAsync(county.Folder.Text("foreign.csv", table), new ImportRequest("forest-land", Later)), StringComparison.Ordinal);

    [Theory]
    [InlineData("gpkg")]
    [InlineData("geojson")]
    [InlineData("shp")]
    [InlineData("zip")]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task The_same_data_gives_the_same_bytes(string format)
    {
        await StoredAsync();
        var (one, other) = (county.Folder.At($"one/a.{format}"), county.Folder.At($"other/a.{format}"));

        var files = (await ExportAsync(format, one)).Files;
        await Task.Delay(2100, TestContext.Current.CancellationToken); // zip times count two seconds
        await ExportAsync(format, other);

        Assert.All(files, name => Assert.Equal(
            File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(one)!, name)), File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(other)!, name))));
    }

    [Fact]
    public async Task A_table_has_a_row_per_parcel_with_its_shape_as_text()
    {
        await StoredAsync();
        var path = county.Folder.At("table.csv");

        await ExportAsync("csv", path, "gbk");

        var lines = Encoding.GetEncoding("GBK").GetString(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).TrimEnd().Split("\r\n");
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("CODE,XIAN,XIANG,CUN,LIN_BAN,XIAO_BAN,", lines[0], StringComparison.Ordinal);
        Assert.Contains("源口林场", lines[1], StringComparison.Ordinal);
        Assert.Contains("83.123456789", lines[1], StringComparison.Ordinal);
        Assert.Contains("MULTIPOLYGON (((111.107123457 25.1, ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_like_a_formula_is_safe_in_a_spreadsheet_and_comes_back_as_it_was()
    {
        await StoredAsync();
        var path = county.Folder.At("formulas.csv");
        await ExportAsync("csv", path);

        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Contains(",'=1+1,", text, StringComparison.Ordinal);
        Assert.DoesNotContain(",=1+1,", text, StringComparison.Ordinal);
        Assert.Contains(await FilesNotesAsync(path), n => n.Contains("2 个值", StringComparison.Ordinal));

        CsCheck.Check.Sample(CsCheck.Gen.String[CsCheck.Gen.Char["'=+-@\t\r5甲"], 0, 6], t =>
        {
            var guarded = CsvGuard.Guarded(t);
            return CsvGuard.Unguarded(guarded) == t && (guarded.Length == 0 || guarded[0] is not ('=' or '+' or '-' or '@' or '\t' or '\r'));
        });
    }

    private async Task<IEnumerable<string>> FilesNotesAsync(string path) =>
        (await county.StagedAsync(path, new ImportRequest("forest-land", Later, Crs: "EPSG:4490", DryRun: true))).Findings.Where(f => f.Kind == "file").Select(f => f.Message);

    [Fact]
    public async Task A_day_before_the_inventory_has_nothing_and_another_township_is_refused()
    {
        await StoredAsync();
        var path = county.Folder.At("nothing.geojson");
        var mine = TownshipScope.Of(["431125999"]);
        var exports = new LayerExports(county.Db);

        var before = await exports.WriteAsync(new("forest-land", ExportFormat.GeoJson, new(2000, 1, 1)), path, TownshipScope.WholeCounty);
        Assert.Equal((0, "0 个要素：2000-01-01 还没有数据，这个图层最早的数据是 2025-12-31。"), (before.Features, Assert.Single(before.Notes)));
        var none = await exports.WriteAsync(new("forest-land", ExportFormat.GeoJson, Later), path, mine);
        Assert.Equal((0, "0 个要素：这个图层在范围内没有数据。"), (none.Features, Assert.Single(none.Notes)));
        var unknown = await Assert.ThrowsAsync<RefusedException>(() => exports.WriteAsync(new("forest-land", ExportFormat.GeoJson, Later, "431125100"), path, TownshipScope.WholeCounty));
        Assert.Contains("没有乡镇 431125100", unknown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => exports.WriteAsync(new("forest-land", ExportFormat.GeoJson, Later, "431125101"), path, mine));
    }

    [Fact]
    public async Task A_shapefile_without_features_is_whole()
    {
        await StoredAsync();
        var path = county.Folder.At("empty.shp");

        await new LayerExports(county.Db).WriteAsync(new("forest-land", ExportFormat.Shp, new(2000, 1, 1)), path, TownshipScope.WholeCounty);

        foreach (var part in new[] { path, Path.ChangeExtension(path, ".shx") })
        {
            var head = await File.ReadAllBytesAsync(part, TestContext.Current.CancellationToken);
            Assert.Equal((100, 50), (head.Length, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(24))));
        }
        using (var read = ForestCarbon.Inventory.Imports.Reading.ShapefileSource.Open(path, null))
            Assert.Empty(read.Read());
        Assert.SkipUnless(File.Exists("/usr/bin/ogrinfo"), "gdal-bin is not installed; ./forestcarbon test installs it.");
        var start = new System.Diagnostics.ProcessStartInfo("/usr/bin/ogrinfo", ["-ro", "-so", "-al", path]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var ogrinfo = System.Diagnostics.Process.Start(start)!;
        var (said, errors) = (ogrinfo.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), ogrinfo.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await ogrinfo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (ogrinfo.ExitCode, (await errors).Trim()));
        Assert.Contains("Feature Count: 0", await said, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_cut_at_ten_bytes_and_never_collide()
    {
        var names = ShapefileExport.ShortNames(["national_protection_grade", "national_park", "national_p", "公益林保护等级", "公益林保护面积"], Encoding.UTF8);

        Assert.Equal(["national_1", "national_2", "national_p", "公益林", "公益_1"], names);
        Assert.All(names, n => Assert.InRange(Encoding.UTF8.GetByteCount(n), 1, 10));
    }

    [Fact]
    public async Task A_zip_as_of_the_last_day_of_the_calendar_is_written_with_the_last_year_a_zip_can_say()
    {
        await StoredAsync();
        var path = county.Folder.At("last.zip");

        await new LayerExports(county.Db).WriteAsync(new("forest-land", ExportFormat.Shp, DateOnly.MaxValue), path, TownshipScope.WholeCounty);

        await using var zip = await System.IO.Compression.ZipFile.OpenReadAsync(path, TestContext.Current.CancellationToken);
        Assert.NotEmpty(zip.Entries);
        Assert.All(zip.Entries, e => Assert.Equal(2107, e.LastWriteTime.Year));
    }

    [Fact]
    public async Task Rows_and_cells_of_a_workbook_say_where_they_stand()
    {
        await StoredAsync();
        var path = county.Folder.At("cells.xlsx");
        await ExportAsync("xlsx", path);

        await using var zip = await System.IO.Compression.ZipFile.OpenReadAsync(path, TestContext.Current.CancellationToken);
        await using var sheet = await zip.GetEntry("xl/worksheets/sheet1.xml")!.OpenAsync(TestContext.Current.CancellationToken);
        var rows = (await System.Xml.Linq.XDocument.LoadAsync(sheet, default, TestContext.Current.CancellationToken)).Descendants().Where(e => e.Name.LocalName == "row").ToList();
        Assert.Equal(["1", "2", "3", "4"], rows.Select(r => r.Attribute("r")!.Value));
        var cells = rows[0].Elements().Select(c => c.Attribute("r")!.Value).ToList();
        Assert.Equal(("A1", "Z1", "AA1", "AB1"), (cells[0], cells[25], cells[26], cells[27]));
    }

    private Task<ExportReport> ExportAsync(string format, string path, string encoding = "utf-8") =>
        new LayerExports(county.Db).WriteAsync(new("forest-land", ExportRequest.FormatOf(format == "zip" ? "shp" : format)!.Value, Later, null, encoding), path, TownshipScope.WholeCounty);

    private async Task StoredAsync()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var path = county.Folder.At("parcels.geojson");
        await File.WriteAllTextAsync(path, Parcels, TestContext.Current.CancellationToken);
        if (await county.StageAsync(path, new ImportRequest("forest-land", ImportDatabase.AsOf)) is ImportOutcome.Staged staged)
            await county.AcceptAsync(staged.Report.ImportId);
    }
}
