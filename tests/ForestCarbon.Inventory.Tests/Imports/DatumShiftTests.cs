using System.Globalization;
using CsCheck;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Imports.Coordinates;
using ForestCarbon.Inventory.Imports.Reading;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Tests.Imports;

public sealed class DatumShiftTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private const string Seven =
        """{"kind":"space-7","from":"EPSG:4610","dx_m":-15.4,"dy_m":100.2,"dz_m":-60.7,"rx_arcsec":0.8,"ry_arcsec":-1.2,"rz_arcsec":2.1,"scale_ppm":3.4,"rotation":"position-vector","source":"试验参数"}""";

    private const string Points =
        """
        {"kind":"control-points","from":"EPSG:2361","source":"试验点","points":[
          {"name":"A","from":[37500000,2790000],"to":[37500117.01,2790005.00]},
          {"name":"B","from":[37530000,2790000],"to":[37530117.03,2790005.02]},
          {"name":"C","from":[37500000,2820000],"to":[37500117.00,2820005.03]},
          {"name":"D","from":[37530000,2820000],"to":[37530117.02,2820004.99]}]}
        """;

    [Fact]
    public void A_fit_gives_back_the_four_parameters_its_points_were_made_with() =>
        Gen.Select(Gen.Double[-200, 200], Gen.Double[-200, 200], Gen.Double[-1e-4, 1e-4], Gen.Double[0.9999, 1.0001]).Sample((dx, dy, rotation, scale) =>
        {
            var plane = CoordinateSystems.Find(2361)!;
            var made = new PlaneShift(plane, dx, dy, rotation, scale, "made");
            var points = new[] { (37_480_000.0, 2_760_000.0), (37_530_000, 2_770_000), (37_500_000, 2_820_000) }
                .Select((p, i) => made.Shifted(p.Item1, p.Item2) is var to ? new ControlPoint($"{i}", p.Item1, p.Item2, to.X, to.Y) : null!).ToList();
            var fit = ShiftFit.Of(plane, points, "fitted");
            var (x, y) = made.Shifted(37_510_000, 2_790_000);
            var (u, v) = fit.Shift.Shifted(37_510_000, 2_790_000);
            return fit.LargestM < 1e-6 && Math.Abs(x - u) < 1e-6 && Math.Abs(y - v) < 1e-6 && Math.Abs(fit.Shift.Scale - scale) < 1e-10;
        });

    [Fact]
    public async Task Seven_parameters_agree_with_PROJ_to_a_tenth_of_a_millimetre()
    {
        var given = GivenShift.Read(county.Folder.Text("seven.json", Seven));
        var to = new ToRecord(CoordinateSystems.Find(4610)!, given.Shift);
        var (x, y) = (111.2, 25.3);

        Assert.True(to.TryPlace(ref x, ref y));
        var theirs = await county.ScalarAsync<string>(
            """
            select st_x(p) || ' ' || st_y(p) from st_transform(st_makepoint(111.2, 25.3),
                '+proj=longlat +a=6378140 +rf=298.257 +towgs84=-15.4,100.2,-60.7,0.8,-1.2,2.1,3.4 +no_defs', '+proj=longlat +ellps=GRS80 +towgs84=0,0,0 +no_defs') as p
            """);
        var parts = theirs.Split(' ').Select(p => double.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(parts[0], x, 1e-9);
        Assert.Equal(parts[1], y, 1e-9);
        Assert.True(Math.Abs(x - 111.2) > 1e-4);
    }

    [Fact]
    public async Task Control_points_are_fitted_and_their_residuals_kept_with_the_import()
    {
        const string Parcel = "XIAN,XIANG,CUN,LIN_BAN,XIAO_BAN,DI_LEI,WKT\n431125,101,1,8,1,0111,\"POLYGON ((37510000 2790000, 37510100 2790000, 37510100 2790100, 37510000 2790100, 37510000 2790000))\"\n";
        var given = GivenShift.Read(county.Folder.Text("points.json", Points));

        var report = await county.StagedAsync(county.Folder.Text("xian.csv", Parcel), new ImportRequest("forest-land", ImportDatabase.AsOf, Crs: "EPSG:2361", DatumShift: given));

        Assert.Contains(report.Findings, f => f.Message.Contains("用 4 个控制点拟合四参数", StringComparison.Ordinal) && f.Message.Contains("残差", StringComparison.Ordinal));
        Assert.Equal("4 true", await county.ScalarAsync<string>(
            $"select jsonb_array_length(datum_shift -> 'residuals_m') || ' ' || ((datum_shift ->> 'rms_m')::float8 < 0.05) from inventory.import where import_id = {report.ImportId}"));
        // the parcel moved east by the 117 m of the points, on the plane of the new datum
        Assert.Equal(117.02, await county.ScalarAsync<double>(
            $"""
            select st_xmin(st_transform(st_setsrid(geom, 4490), '+proj=longlat +ellps=GRS80', '+proj=tmerc +lat_0=0 +lon_0=111 +k=1 +x_0=37500000 +ellps=GRS80')) - 37510000
            from inventory.import_feature where import_id = {report.ImportId}
            """), 0.03);
    }

    [Theory]
    [InlineData("""{"kind":"plane-4","from":"EPSG:2361","dx_m":1,"dy_m":2,"rotation_arcsec":0,"scale_ppm":0}""", "没有写明来源")]
    [InlineData("""{"kind":"plane-4","from":"EPSG:4525","source":"x","dx_m":1,"dy_m":2,"rotation_arcsec":0,"scale_ppm":0}""", "只有西安80、北京54")]
    [InlineData("""{"kind":"plane-4","from":"EPSG:2361","source":"x","dy_m":2,"rotation_arcsec":0,"scale_ppm":0}""", "缺少 dx_m")]
    [InlineData("""{"kind":"plane-4","from":"EPSG:2361","source":"x","dx_m":1,"dy_m":2000000,"rotation_arcsec":0,"scale_ppm":0}""", "不会超过 1000 m")]
    [InlineData("""{"kind":"space-7","from":"EPSG:4610","source":"x","dx_m":1,"dy_m":2,"dz_m":3,"rx_arcsec":0,"ry_arcsec":0,"rz_arcsec":0,"scale_ppm":0}""", "旋转约定")]
    [InlineData("""{"kind":"control-points","from":"EPSG:2361","source":"x","points":[{"from":[1,2],"to":[3,4]},{"from":[1,3],"to":[3,5]}]}""", "至少要三个")]
    [InlineData("x", "格式不对")]
    public void A_shift_that_cannot_be_right_is_refused_with_what_is_wrong(string text, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<UnreadableFileException>(() => GivenShift.Read(county.Folder.Text("wrong.json", text))).Message, StringComparison.Ordinal);

    /// <summary>One set of points, headed and turned as surveyors and GIS have them.</summary>
    public static TheoryData<string, string?> Tables => new()
    {
        { "点名,源X,源Y,目标X,目标Y,坐标系,来源\nA,2790000,37500000,2790005.00,37500117.01,2361,试验点\nB,2790000,37530000,2790005.02,37530117.03,2361,试验点\nC,2820000,37500000,2820005.03,37500117.00,2361,试验点\nD,2820000,37530000,2820004.99,37530117.02,2361,试验点\n", null },
        { "name,source_x,source_y,target_x,target_y\nA,37500000,2790000,37500117.01,2790005.00\nB,37530000,2790000,37530117.03,2790005.02\n\nC,37500000,2820000,37500117.00,2820005.03\nD,37530000,2820000,37530117.02,2820004.99\n", "EPSG:2361" },
        { "点号;北（旧）;东（旧）;CGCS2000 东坐标(米);CGCS2000 北坐标(米)\nA;2790000;37500000;37500117.01;2790005.00\nB;2790000;37530000;37530117.03;2790005.02\nC;2820000;37500000;37500117.00;2820005.03\nD;2820000;37530000;37530117.02;2820004.99\n", "EPSG:2361" },
        { "点名,1980西安坐标系X,1980西安坐标系Y,2000国家大地坐标系X,2000国家大地坐标系Y,坐标系,来源\nA,2790000,37500000,2790005.00,37500117.01,1980西安坐标系,试验点\nB,2790000,37530000,2790005.02,37530117.03,1980西安坐标系,试验点\nC,2820000,37500000,2820005.03,37500117.00,1980西安坐标系,试验点\nD,2820000,37530000,2820004.99,37530117.02,1980西安坐标系,试验点\n", null },
        { "点名,1980年国家大地坐标系X坐标（m）,1980年国家大地坐标系Y坐标（m）,2000年国家大地坐标系X坐标（m）,2000年国家大地坐标系Y坐标（m）,坐标系,来源\nA,2790000,37500000,2790005.00,37500117.01,西安80,试验点\nB,2790000,37530000,2790005.02,37530117.03,西安80,试验点\nC,2820000,37500000,2820005.03,37500117.00,西安80,试验点\nD,2820000,37530000,2820004.99,37530117.02,西安80,试验点\n", null },
    };

    [Theory, MemberData(nameof(Tables))]
    public void Control_points_of_a_table_are_those_of_the_same_points_as_JSON(string table, string? crs)
    {
        var written = GivenShift.Read(county.Folder.Text("points-of-json.json", Points));
        var read = GivenShift.Read(county.Folder.Text("县控制点.csv", table), crs);

        var (there, here) = ((PlaneShift)written.Shift, (PlaneShift)read.Shift);
        Assert.Equal((there.DxM, there.DyM, there.RotationRad, there.Scale), (here.DxM, here.DyM, here.RotationRad, here.Scale));
        // Who answers for them is what the table says, else what it is called.
        Assert.Equal(crs is null ? "试验点" : "县控制点.csv", UsedShift.Of(read.Json)!.Source);
        Assert.Equal("EPSG:2361", UsedShift.Of(read.Json)!.From);
    }

    [Fact]
    public void Control_points_of_a_workbook_are_read_as_well()
    {
        var path = county.Folder.At("points.xlsx");
        MiniExcelLibs.MiniExcel.SaveAs(path, new[]
        {
            new { 点名 = "A", 源X = 2790000d, 源Y = 37500000d, 目标X = 2790005.00, 目标Y = 37500117.01 },
            new { 点名 = "B", 源X = 2790000d, 源Y = 37530000d, 目标X = 2790005.02, 目标Y = 37530117.03 },
            new { 点名 = "C", 源X = 2820000d, 源Y = 37500000d, 目标X = 2820005.03, 目标Y = 37500117.00 },
        });

        Assert.Contains("用 3 个控制点拟合四参数（points.xlsx）", GivenShift.Read(path, "EPSG:2361").Said.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_residual_that_rounds_to_nothing_has_no_sign()
    {
        const string Table = "点名,源X,源Y,目标X,目标Y\nA,2790000,37500000,2790005.3,37500117.1\nB,2790000,37530000,2790005.3,37530117.1\nC,2820000,37500000,2820005.3,37500117.1\n";

        var said = GivenShift.Read(county.Folder.Text("exact.csv", Table), "EPSG:2361").Said;

        Assert.Contains("残差（东/北，m）A 0.000/0.000，B 0.000/0.000，C 0.000/0.000。", said.Zh, StringComparison.Ordinal);
        Assert.Contains("A 0.000/0.000, B 0.000/0.000, C 0.000/0.000.", said.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("点名,源X,源Y\nA,2790000,37500000\n", "缺少目标坐标的列")]
    [InlineData("点名,X,Y\nA,2790000,37500000\n", "缺少旧坐标和目标坐标的列")]
    [InlineData("点名,源X,源Y,目标X,目标Y\nA,2790000,37500000,2790005,37500117\nB,二百万,37500000,2790005,37500117\n", "控制点 B（第 3 行）的 源X “二百万”不是数")]
    [InlineData("点名,源X,源Y,目标X,目标Y\nA,2790000,2500000,2790005,37500117\n", "控制点 A（第 2 行）的 源X 2790000、源Y 2500000 不像高斯平面的东、北坐标")]
    [InlineData("点名,源X,源Y,目标X,目标Y\nA,111.2,25.3,111.2,25.3\n", "不像高斯平面的东、北坐标")]
    [InlineData("点名,源X,源Y,目标X,目标Y\nA,2790000,37500000,2790005,37500117\nB,2820000,37500000,2820005,37500117\n", "至少要三个")]
    [InlineData("点名,源X,源Y,目标X,目标Y\nA,2790000,500000,2790005,500117\nB,2820000,500000,2820005,500117\nC,2820000,530000,2820005,530117\n", "不在 EPSG:2361")]
    [InlineData("点名,源X,源Y,目标X,目标Y,坐标系\nA,2790000,37500000,2790005,37500117,2361\nB,2820000,37500000,2820005,37500117,2362\n", "几种写法（EPSG:2361、EPSG:2362）")]
    [InlineData("点名,源X,源Y,目标X,目标Y\nA,2790000,500000,2790005,500117\nB,2820000,500000,2820005,500117\nC,2820000,530000,2820005,530117\n", "新旧坐标的带号都要与“坐标系”一致")]
    [InlineData("点名,源X,源Y,目标X,目标Y,坐标系\nA,2790000,37500000,2790005,37500117,国家2000\n", "“坐标系”一列写的“国家2000”认不出")]
    [InlineData("点名,源X,源Y,目标X,目标Y,坐标系\nA,2790000,500000,2790005,500117,北京54\n", "只写了“北京54”，东坐标又不带带号")]
    [InlineData("点名,源X,源Y,目标X,目标Y\nA,2790000,37500000,2790005,37500117\nB,37530000,2790000,2790005,37530117\nC,2820000,37500000,2820005,37500117\n",
        "源X、源Y 两列有 1 行与其他 2 行东、北坐标的次序相反：控制点 B（第 3 行）")]
    [InlineData("点名,源X,源Y,目标X,目标Y\nA,2790000,37500000,2790005,37500117\nA2,2790000,37500000,2790005,37500117\nB,2820000,37500000,2820005,37500117\n", "3 个控制点只在两处地方")]
    public void A_table_of_control_points_that_cannot_be_right_is_refused_with_what_and_where(string table, string sentence)
    {
        var refused = Assert.Throws<UnreadableFileException>(() => GivenShift.Read(county.Folder.Text("wrong-points.csv", table), "EPSG:2361"));

        Assert.Contains(sentence, refused.Said.Zh, StringComparison.Ordinal);
        Assert.Contains("wrong-points.csv", refused.Said.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_control_points_without_their_old_system_asks_for_it()
    {
        const string Table = "点名,源X,源Y,目标X,目标Y\nA,2790000,37500000,2790005,37500117\nB,2820000,37500000,2820005,37500117\nC,2820000,37530000,2820005,37530117\n";
        var path = county.Folder.Text("no-system.csv", Table);

        Assert.Contains("没有写明旧坐标系", Assert.Throws<UnreadableFileException>(() => GivenShift.Read(path)).Said.Zh, StringComparison.Ordinal);
        Assert.Contains("只有西安80、北京54", Assert.Throws<UnreadableFileException>(() => GivenShift.Read(path, "EPSG:4525")).Said.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_datum_by_its_name_is_the_system_asked_for_where_that_is_of_it_and_else_the_zone_of_the_eastings()
    {
        string From(string said, string zone, string? crs) => UsedShift.Of(GivenShift.Read(county.Folder.Text("named.csv",
            $"点名,源X,源Y,目标X,目标Y,坐标系\nA,2790000,{zone}500000,2790005,{zone}500117,{said}\nB,2820000,{zone}500000,2820005,{zone}500117,{said}\nC,2820000,{zone}530000,2820005,{zone}530117,{said}\n"), crs).Json)!.From!;

        Assert.Equal("EPSG:2413", From("北京54", "37", null));
        Assert.Equal("EPSG:2333", From("Xian 1980", "19", null));
        Assert.Equal("EPSG:2382", From("西安80", "", "2382"));
    }

    [Fact]
    public void A_shift_of_another_datum_or_none_needed_is_refused()
    {
        var given = GivenShift.Read(county.Folder.Text("xian.json", Seven));
        CrsDecision Decide(string crs, Envelope box) => CrsDecision.Make(new SourceCrsNote(null, null, new("x", "x")), crs, box, null, given);

        Assert.Contains("不需要", Assert.Throws<UnreadableFileException>(() => Decide("EPSG:4490", new Envelope(111, 111.1, 25, 25.1))).Message, StringComparison.Ordinal);
        Assert.Contains("不能用", Assert.Throws<UnreadableFileException>(() => Decide("EPSG:4214", new Envelope(111, 111.1, 25, 25.1))).Message, StringComparison.Ordinal);
        Assert.Equal(4610, Decide("EPSG:4610", new Envelope(111, 111.1, 25, 25.1)).Crs.Epsg);
    }

    [Fact]
    public async Task A_file_of_an_older_datum_is_offered_systems_of_that_datum_only()
    {
        var shp = ShapefileOf("xian", 2382);

        var needed = Assert.IsType<ImportOutcome.CrsNeeded>(await county.StageAsync(shp, new ImportRequest("forest-land", ImportDatabase.AsOf)));
        Assert.Equal(["EPSG:2382"], needed.Proposed);
        Assert.Contains("写的大地基准是", await county.RefusalAsync(shp, new ImportRequest("forest-land", ImportDatabase.AsOf, Crs: "EPSG:4546")), StringComparison.Ordinal);
    }

    private string ShapefileOf(string stem, int epsg)
    {
        var path = county.Folder.At($"{stem}.shp");
        var writer = NetTopologySuite.IO.Esri.Shapefile.OpenWrite(path, new NetTopologySuite.IO.Esri.Shapefiles.Writers.ShapefileWriterOptions(
            NetTopologySuite.IO.Esri.ShapeType.Polygon, [new NetTopologySuite.IO.Esri.Dbf.Fields.DbfCharacterField("CODE", 21)]) { Projection = CoordinateSystems.Find(epsg)!.Wkt });
        using (writer)
            writer.Write(new NetTopologySuite.Features.Feature(
                new GeometryFactory().ToGeometry(new Envelope(520_000, 520_500, 2_790_000, 2_790_500)), new NetTopologySuite.Features.AttributesTable { { "CODE", "431125101001009500001" } }));
        return path;
    }
}
