using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Testing;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Shapefiles.Readers;

namespace ForestCarbon.Inventory.Tests.Imports;

public sealed class ReadingTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dbf-encodings/gbk.dbf", "简体国语", "GB18030")]
    [InlineData("dbf-encodings/gb2312.dbf", "简体国语", "GB18030")]
    [InlineData("dbf-encodings/big5.dbf", "繁體國語", "BIG5")]
    [InlineData("dbf-encodings/ldid-chinese/chinese.dbf", "简体", "GB18030")]
    [InlineData("cn-boundary/china-districts.dbf", "110101", "UTF-8")]
    public void A_table_says_how_it_was_read(string file, string first, string encoding)
    {
        using var table = DbfTable.Open(Repository.SharedFile(file), null, null);
        table.Rewind();

        Assert.Equal(first, table.Next(out _)[0]);
        Assert.Equal(encoding, table.Said.Name);
    }

    [Fact]
    public void Chinese_names_of_a_GBK_table_come_out_right_and_wide_numbers_whole()
    {
        using var source = ShapefileSource.Open(Repository.SharedFile("shp/chinese_encoding/chinese_encoding.shp"), null);
        var features = source.Read().ToList();

        Assert.Equal(78, features.Count);
        Assert.Equal(("安徽", "天长市"), (features[0].Values[1], features[0].Values[2]));
        Assert.Equal(136, source.Fields.Count);
        Assert.Null(source.Crs.Wkt);
        Assert.Contains("0x4D", source.Encoding.Reason.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stands/bc-tsa24/stands.shp", 190)]
    [InlineData("nz/shp-polygons/nz_waca_adjustments.shp", 228)]
    [InlineData("shp/deter-br-deforestation/deter-nf-deter-public.shp", 802)]
    [InlineData("shp/CoHI_GCS12/CoHI_GCS12.shp", 4)]
    [InlineData("shp/mexico-states-noprj/states.shp", 32)]
    [InlineData("shp/chinese_encoding/chinese_encoding.shp", 78)]
    [InlineData("shp/nested_polygons/nested_polygons.shp", 1)]
    public void Shapes_are_those_that_another_reader_finds(string file, int count)
    {
        var path = Repository.SharedFile(file);
        using var source = ShapefileSource.Open(path, null);
        var ours = source.Read().Select(f => f.Geometry!).ToList();
        using var other = Shapefile.OpenRead(path, new ShapefileReaderOptions { GeometryBuilderMode = GeometryBuilderMode.IgnoreInvalidShapes });

        Assert.Equal(count, ours.Count);
        foreach (var geometry in ours)
        {
            Assert.True(other.Read(out var deleted) && !deleted);
            Assert.Equal(other.Geometry.NumPoints, geometry.NumPoints);
            Assert.Equal(other.Geometry.Area, geometry.Area, 1e-9 * Math.Max(1, geometry.Area));
        }
    }

    [Fact]
    public void A_shapefile_without_its_index_is_read_in_order_and_says_so()
    {
        using var source = ShapefileSource.Open(Repository.SharedFile("shp/Sept_polygones/Sept_polygones.shp"), null);

        Assert.Equal(12, source.Read().Count());
        Assert.Equal("没有 .shx 索引，已按顺序读取。", source.Notes[0].Zh);
        Assert.Equal("Plan du cadastre du Québec", source.Read().First().Values[2]);
    }

    [Fact]
    public void Open_rings_are_reported_with_place_and_gap_not_closed_in_silence()
    {
        using var source = ShapefileSource.Open(Repository.SharedFile("shp/issue049/221-1_28.03.202411-16.shp"), null);

        var features = source.Read().ToList();

        Assert.Equal(1492, features.Count);
        Assert.All(features, f => Assert.Contains(f.Faults, fault => fault.Kind == ShapeFaultKind.Unclosed && fault.Gap > 0));
    }

    [Fact]
    public void Z_and_M_are_dropped_and_that_is_said()
    {
        using var source = ShapefileSource.Open(Repository.SharedFile("shp/polygon_zm/polygon_zm.shp"), null);

        Assert.All(source.Read(), f => Assert.Equal(2, f.Geometry!.Coordinate is NetTopologySuite.Geometries.CoordinateZ ? 3 : 2));
        Assert.Contains(source.Notes, n => n.Zh == "图形带有 Z 或 M 值，只取平面坐标。");
    }

    [Fact]
    public void A_row_of_nulls_stays_a_row_of_nulls()
    {
        using var source = ShapefileSource.Open(Repository.SharedFile("shp/AllNulls/AllNulls.shp"), null);

        Assert.All(Assert.Single(source.Read()).Values, Assert.Null);
    }

    [Fact]
    public void Numbers_past_their_declared_width_and_names_cut_at_ten_bytes_are_told()
    {
        using var source = ShapefileSource.Open(Repository.SharedFile("shp/chinese_encoding/chinese_encoding.shp"), null);
        Assert.Equal(78, source.Read().Count());

        Assert.Contains(source.Notes, n => n.Zh.StartsWith("数字超过字段声明的宽度，按原值读取", StringComparison.Ordinal));
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_in_GeoJSON_are_damage_and_no_fault_of_ours()
    {
        byte[] text = [.. "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"a"u8, 0xE1, .. "\":1},\"geometry\":null}]}"u8];
        var refused = Assert.Throws<UnreadableFileException>(() => FeatureFile.Open(_folder.Bytes("bytes.geojson", text), null, null));

        Assert.EndsWith("。", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_row_numbers_of_a_GeoPackage_are_no_attribute()
    {
        using var gpkg = GeoPackageSource.Open(Path.Combine(Repository.Root, "gis-data/samples/forest-land.gpkg"), null);

        Assert.DoesNotContain(gpkg.Fields, f => f.Name == "fid");
        Assert.Contains(gpkg.Fields, f => f.Name == "XIAO_BAN");
    }

    [Fact]
    public void A_GeoPackage_and_a_shapefile_of_the_same_parcels_read_alike()
    {
        using var gpkg = GeoPackageSource.Open(Repository.SharedFile("nz/gpkg-polygons/nz-waca-adjustments.gpkg"), null);
        using var shp = ShapefileSource.Open(Repository.SharedFile("nz/shp-polygons/nz_waca_adjustments.shp"), null);
        var shapes = shp.Read().ToDictionary(f => (long)f.Values[0]!);
        var features = gpkg.Read().ToList();

        Assert.Equal(228, features.Count);
        foreach (var feature in features)
        {
            var twin = shapes[(long)feature.Values[0]!];
            Assert.Equal(feature.Values[1], twin.Values[1]);
            Assert.Equal(feature.Values[2], twin.Values[2]);
            Assert.Equal(feature.Values[3], twin.Values[3]);
            Assert.True(feature.Geometry!.EqualsTopologically(twin.Geometry));
        }
    }

    [Fact]
    public void A_line_of_one_point_is_damage_and_not_a_crash()
    {
        var oneOfTwoPoints = new WKBWriter().Write(new WKTReader().Read("LINESTRING (1 1, 2 2)"));
        oneOfTwoPoints[5] = 1;

        Assert.Throws<FormatException>(() => WellKnownBinary.Read(oneOfTwoPoints, GeometryFactory.Default, [], out _));
    }

    [Fact]
    public void A_GeoPackage_that_promises_missing_tables_names_them()
    {
        var path = Repository.SharedFile("stands/fi-smk/SMK_source.gpkg");

        using var source = GeoPackageSource.Open(path, "stand");
        Assert.Equal(9, source.Read().Count());
        Assert.Contains("treestandsummary", Assert.Single(source.Notes).Zh, StringComparison.Ordinal);

        var refused = Assert.Throws<UnreadableFileException>(() => GeoPackageSource.Open(path, "treestandsummary"));
        Assert.Contains("不存在的表", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shapefile_in_a_zip_inside_a_zip_with_Chinese_names_is_found()
    {
        var parts = new ShapefileParts[] { ShapefileParts.Beside(Repository.SharedFile("shp/chinese_encoding/chinese_encoding.shp")) }[0].Existing
            .Select(p => ($"江永县/小班{Path.GetExtension(p)}", File.ReadAllBytes(p))).ToArray();
        var outer = _folder.Zip("外包.zip", ("资料/内包.zip", ScratchFolder.ZipOf(parts)), ("说明.txt", "x"u8.ToArray()));

        using var file = FeatureFile.Open(outer, null, null);

        Assert.Equal("小班", file.Source.SourceLayer);
        Assert.Equal(78, file.Source.Read().Count());
    }

    [Theory]
    [InlineData("../a.shp")]
    [InlineData("b/../../a.shp")]
    [InlineData("/etc/a.shp")]
    [InlineData("C:\\a.shp")]
    [InlineData("..\\a.shp")]
    public void Names_that_lead_out_of_an_archive_are_refused(string name)
    {
        var refused = Assert.Throws<UnreadableFileException>(() => FeatureFile.Open(_folder.Zip("a.zip", (name, [1])), null, null));

        Assert.Contains("指向包外", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_bomb_is_refused_before_it_fills_the_disk()
    {
        var bomb = _folder.Zip("bomb.zip", ("a.shp", new byte[64 << 20]));
        var nested = _folder.Zip("nested.zip", ("1.zip", ScratchFolder.ZipOf(("2.zip", ScratchFolder.ZipOf(("3.zip", ScratchFolder.ZipOf(("a.shp", [1]))))))));
        var many = _folder.Zip("many.zip", [.. Enumerable.Range(0, 30).Select(i => ($"{i}.shp", new byte[] { 1 }))]);

        Assert.Contains("压缩炸弹", Refusal(bomb, new ZipLimits()), StringComparison.Ordinal);
        Assert.Contains("解开后超过 1 MB", Refusal(bomb, new ZipLimits(TotalBytes: 1 << 20)), StringComparison.Ordinal);
        Assert.Contains("最多 2 层", Refusal(nested, new ZipLimits()), StringComparison.Ordinal);
        Assert.Contains("超过 20 个", Refusal(many, new ZipLimits(Entries: 20)), StringComparison.Ordinal);

        static string Refusal(string path, ZipLimits limits) =>
            Assert.Throws<UnreadableFileException>(() => FeatureFile.Open(path, null, null, limits)).Message;
    }

    [Fact]
    public void An_archive_of_several_layers_asks_which()
    {
        var zip = _folder.Zip("two.zip", ("a.geojson", "{}"u8.ToArray()), ("b.geojson", System.Text.Encoding.UTF8.GetBytes(ScratchFolder.Squares(ScratchFolder.Parcel("1")))));

        var asked = Assert.Throws<LayerNeededException>(() => FeatureFile.Open(zip, null, null));
        Assert.Equal(["a", "b"], asked.Layers);
        Assert.Contains("a、b", asked.Message, StringComparison.Ordinal);
        using var chosen = FeatureFile.Open(zip, "b", null);
        Assert.Single(chosen.Source.Read());
    }

    [Fact]
    public void GeoJSON_with_its_members_in_any_order_is_read_with_its_system()
    {
        var path = _folder.Text("a.geojson", """
            {"features":[{"geometry":{"coordinates":[[[111,25],[111.1,25],[111.1,25.1],[111,25]]],"type":"Polygon"},"type":"Feature","properties":{"名称":"甲","n":1.50}}],
             "type":"FeatureCollection"}
            """);

        using var source = GeoJsonSource.Open(path);

        Assert.Equal(4326, source.Crs.Epsg);
        Assert.Equal(["甲", 1.50m], Assert.Single(source.Read()).Values);
    }

    [Fact]
    public void KML_is_read_by_placemark_with_names_data_holes_and_several_polygons()
    {
        var path = _folder.Text("a.kml", """
            <?xml version="1.0" encoding="UTF-8"?>
            <kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>项目</name>
            <Folder><Placemark><name>甲</name><ExtendedData><Data name="编号"><value>7</value></Data></ExtendedData>
              <Polygon><outerBoundaryIs><LinearRing><coordinates>
                111,25,0 111.3,25,0 111.3,25.3,0
                111,25.3,0 111,25,0 </coordinates></LinearRing></outerBoundaryIs>
              <innerBoundaryIs><LinearRing><coordinates>111.1,25.1 111.2,25.1 111.2,25.2 111.1,25.1</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark><Placemark><name>乙</name><MultiGeometry>
              <Polygon><outerBoundaryIs><LinearRing><coordinates>111,26 111.1,26 111.1,26.1 111,26</coordinates></LinearRing></outerBoundaryIs></Polygon>
              <Polygon><outerBoundaryIs><LinearRing><coordinates>112,26 112.1,26 112.1,26.1 112,26</coordinates></LinearRing></outerBoundaryIs></Polygon>
            </MultiGeometry></Placemark>
            <Placemark><name>点</name><Point><coordinates>111,25,310.5</coordinates></Point></Placemark></Folder></Document></kml>
            """);

        using var file = FeatureFile.Open(path, null, null);
        var features = file.Source.Read().ToList();

        Assert.Equal((4326, "UTF-8"), (file.Source.Crs.Epsg, file.Source.Encoding.Name));
        Assert.Equal(["name", "编号"], file.Source.Fields.Select(f => f.Name));
        Assert.Equal([(1, "甲", "7"), (2, "乙", null), (3, "点", null)], features.Select(f => (f.Row, (string?)f.Values[0], (string?)f.Values[1])));
        Assert.Equal(1, Assert.IsType<Polygon>(features[0].Geometry).NumInteriorRings);
        Assert.Equal(2, Assert.IsType<MultiPolygon>(features[1].Geometry).NumGeometries);
        Assert.IsType<Point>(features[2].Geometry);
        Assert.Contains("高程", Assert.Single(file.Source.Notes).Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE kml [<!ENTITY a \"x\">]><kml><Placemark><name>&a;</name></Placemark></kml>", "DTD")]
    [InlineData("<kml><Placemark><name>甲</name>", "第 1 行出错")]
    [InlineData("<gpx><Placemark/></gpx>", "根元素是 gpx")]
    [InlineData("<kml><Document><NetworkLink/></Document></kml>", "没有地标")]
    [InlineData("<kml><Placemark><Point><coordinates>111, 25</coordinates></Point></Placemark></kml>", "“111,”")]
    [InlineData("<kml><Placemark><Point><coordinates>37123456.7,2801234.5</coordinates></Point></Placemark></kml>", "“37123456.7,2801234.5”")]
    [InlineData("<kml><Placemark><Point><coordinates>111,NaN</coordinates></Point></Placemark></kml>", "“111,NaN”")]
    [InlineData("<kml><Placemark><Point><coordinates>111,91</coordinates></Point></Placemark></kml>", "“111,91”")]
    [InlineData("<kml><Placemark><Polygon><innerBoundaryIs/></Polygon></Placemark></kml>", "外边界")]
    [InlineData("deep", "64 层以上")]
    public void KML_that_cannot_be_read_says_where(string content, string says)
    {
        var path = _folder.Text("a.kml", content == "deep" ? "<kml>" + string.Concat(Enumerable.Repeat("<a>", 20_000)) : content);

        var refused = Assert.Throws<UnreadableFileException>(() =>
        {
            using var file = FeatureFile.Open(path, null, null);
            _ = file.Source.Read().Count();
        });

        Assert.Contains(says, refused.Chinese, StringComparison.Ordinal);
        Assert.NotEmpty(refused.English!);
    }

    [Theory]
    [InlineData("a.kmz", "PK\u0003\u0004")]
    [InlineData("a.geojson", "")]
    [InlineData("a.geojson", "{\"type\":\"FeatureCollection\",\"features\":[")]
    [InlineData("a.geojson", "[1,2")]
    [InlineData("a.geojson", "{}")]
    [InlineData("a.gpkg", "SQLite format 3\0")]
    [InlineData("a.zip", "PK\u0003\u0004")]
    [InlineData("a.shp", "none")]
    [InlineData("a.xml", "<x/>")]
    [InlineData("a.xls", "x")]
    public void What_cannot_be_read_is_refused_in_one_sentence(string name, string content)
    {
        var path = _folder.Text(name, content);

        var refused = Assert.Throws<UnreadableFileException>(() =>
        {
            using var file = FeatureFile.Open(path, null, null);
            _ = file.Source.Read().Count();
        });

        Assert.EndsWith("。", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shapefile_without_its_table_says_which_part_is_missing()
    {
        var path = _folder.CopyOf(Repository.SharedFile("nz/shp-polygons/nz_waca_adjustments.shp"), "nz", ".dbf");

        Assert.Contains("缺少属性表 nz.dbf", Assert.Throws<UnreadableFileException>(() => FeatureFile.Open(path, null, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shapefile_cut_short_is_refused()
    {
        var path = _folder.CopyOf(Repository.SharedFile("nz/shp-polygons/nz_waca_adjustments.shp"), "nz");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..30_000]);

        Assert.Contains("只有 30000 字节", Assert.Throws<UnreadableFileException>(() => FeatureFile.Open(path, null, null)).Message, StringComparison.Ordinal);
    }
}
