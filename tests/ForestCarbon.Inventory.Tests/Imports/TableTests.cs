using System.Text;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Platform.Database;
using MiniExcelLibs;

namespace ForestCarbon.Inventory.Tests.Imports;

public sealed class TableTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private const string Head = "XIAN,XIANG,CUN,LIN_BAN,XIAO_BAN,DI_LEI,PINGJUN_NL";
    private static readonly ImportRequest ForestLand = new("forest-land", ImportDatabase.AsOf, Crs: "EPSG:4490");

    [Fact]
    public async Task A_CSV_with_WKT_is_a_file_of_parcels_like_any_other()
    {
        var path = county.Folder.Text("wkt.csv", $"{Head},WKT\r\n431125,101,1,7,11,0111,12,{Square(11)}\r\n");

        var report = await county.StagedAsync(path, ForestLand);

        Assert.Equal(0, report.BlockedRows);
        Assert.Equal(1, (await county.AcceptAsync(report.ImportId)).Added);
        Assert.Equal("12", await county.ScalarAsync<string>("select mean_age_a::text from inventory.parcel_version where code = '431125101001000700011'"));
    }

    [Fact]
    public async Task Attributes_without_shapes_are_joined_by_code_and_strangers_are_named()
    {
        var first = await county.StagedAsync(county.Folder.Text("base.csv", $"{Head},WKT\n431125,101,1,7,21,0111,12,{Square(21)}\n"), ForestLand with { AsOf = new DateOnly(2024, 12, 31) });
        await county.AcceptAsync(first.ImportId);

        var report = await county.StagedAsync(county.Folder.Text("ages.csv", $"{Head}\n431125,101,1,7,21,0111,13\n431125,101,1,7,99,0111,5\n"), ForestLand);

        Assert.Equal("no-such-parcel 3", string.Join(",", report.Findings.Where(f => f.Blocks).Select(f => $"{f.Kind} {f.RowNo}")));
        var done = await county.AcceptAsync(report.ImportId);
        Assert.Equal((0L, 1L, 1L), (done.Added, done.Changed, done.LeftOut));
        Assert.Equal("13 t", await county.ScalarAsync<string>(
            """
            select v.mean_age_a || ' ' || left(st_equals(s.geom, t.geom)::text, 1)
            from inventory.parcel_version v join inventory.parcel_shape s using (parcel_version_id)
            join inventory.parcel_version w on w.parcel_id = v.parcel_id and not upper_inf(w.valid) join inventory.parcel_shape t on t.parcel_version_id = w.parcel_version_id
            where v.code = '431125101001000700021' and upper_inf(v.valid)
            """));
    }

    [Fact]
    public async Task A_dbf_without_its_shp_is_a_table_joined_by_code_and_one_beside_it_is_a_part()
    {
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("dbf-base.csv", $"{Head},WKT\n431125,101,1,7,56,0111,12,{Square(56)}\n"), ForestLand with { AsOf = new DateOnly(2024, 12, 31) })).ImportId);
        var alone = county.Folder.Bytes("ages.dbf", Dbf(("431125101001000700056", "14"), ("431125101001000700098", "9")));

        var report = await county.StagedAsync(alone, ForestLand with { Crs = null });
        var zipped = await county.StagedAsync(county.Folder.Zip("ages.zip", ("ages.dbf", await File.ReadAllBytesAsync(alone, TestContext.Current.CancellationToken)), ("ages.cpg", "GBK"u8.ToArray())), ForestLand with { Crs = null });

        foreach (var table in new[] { report, zipped })
            Assert.Equal(["no-such-parcel 2"], table.Findings.Where(f => f.Blocks).Select(f => $"{f.Kind} {f.RowNo}"));
        Assert.Equal((0L, 1L, 1L), await county.AcceptAsync(report.ImportId) is var done ? (done.Added, done.Changed, done.LeftOut) : default);
        Assert.Equal("14", await county.ScalarAsync<string>("select mean_age_a::text from inventory.parcel_version where code = '431125101001000700056' and upper_inf(valid)"));
        county.Folder.Bytes("ages.SHP", []);
        Assert.Contains("只是 Shapefile 的一部分", await county.RefusalAsync(alone, ForestLand), StringComparison.Ordinal);

        static byte[] Dbf(params (string Code, string Age)[] rows)
        {
            var table = new MemoryStream();
            void Field(string name, char type, byte width) => table.Write([.. Encoding.ASCII.GetBytes(name.PadRight(11, '\0')), (byte)type, 0, 0, 0, 0, width, 0, .. new byte[14]]);
            table.Write([3, 125, 12, 31, (byte)rows.Length, 0, 0, 0, 97, 0, 25, 0, .. new byte[20]]);
            Field("CODE", 'C', 21);
            Field("PINGJUN_NL", 'N', 3);
            table.WriteByte(0x0D);
            foreach (var (code, age) in rows)
                table.Write(Encoding.ASCII.GetBytes($" {code,-21}{age,3}"));
            table.WriteByte(0x1A);
            return table.ToArray();
        }
    }

    [Fact]
    public async Task A_day_to_come_is_told()
    {
        var table = county.Folder.Text("ahead.csv", $"{Head},WKT\n431125,101,1,7,57,0111,12,{Square(57)}\n");
        var tomorrow = CountyClock.Today.AddDays(1);

        var ahead = await county.StagedAsync(table, ForestLand with { AsOf = tomorrow, DryRun = true });
        var today = await county.StagedAsync(table, ForestLand with { AsOf = CountyClock.Today, DryRun = true });

        var told = Assert.Single(ahead.Findings, f => f.Kind == "as-of-ahead");
        Assert.Equal("warning", told.Severity);
        Assert.Contains($"{tomorrow:yyyy-MM-dd}", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(today.Findings, f => f.Kind == "as-of-ahead");
    }

    [Fact]
    public async Task Canopy_in_per_cent_is_divided_by_100_and_what_cannot_be_read_leaves_the_stored_value()
    {
        var first = await county.StagedAsync(county.Folder.Text("canopy.csv", $"{Head},YU_BI_DU,WKT\n431125,101,93,7,81,0111,12,0.7,{Square(81)}\n431125,101,93,7,82,0111,12,0.7,{Square(82)}\n"),
            ForestLand with { AsOf = new DateOnly(2024, 12, 31) });
        await county.AcceptAsync(first.ImportId);

        var report = await county.StagedAsync(county.Folder.Text("per-cent.csv", "小班编码,郁闭度,平均年龄\n431125101093000700081,63,13\n431125101093000700082,630,三十\n"), ForestLand);

        Assert.Contains(report.Findings, f => f.Kind == "file" && f.Message.Contains("以百分数给出，已除以 100，共 1 行", StringComparison.Ordinal));
        Assert.Equal(2, report.Findings.Count(f => f.Kind == "unreadable-value" && f.RowNo == 3 && f.Message.Contains("库中已有的值不变", StringComparison.Ordinal)));
        await county.AcceptAsync(report.ImportId);
        Assert.Equal("0.63 13, 0.70 12", await county.ScalarAsync<string>(
            "select string_agg(canopy_density || ' ' || mean_age_a, ', ' order by code) from inventory.parcel_version where village_code = '431125101093' and upper_inf(valid)"));
    }

    [Fact]
    public async Task A_column_of_areas_in_mu_is_an_error_of_the_file_and_one_slip_is_not()
    {
        string File(params double[] hectares) => $"{Head},MIAN_JI,WKT\n" + string.Concat(hectares.Select((h, i) => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"431125,101,94,7,{91 + i},0111,12,{h},{Square(91 + i)}\n")));
        var known = await county.StagedAsync(county.Folder.Text("hectares.csv", File(1, 1, 1, 1)), ForestLand with { DryRun = true });
        var said = known.Findings.First(f => f.Kind == "registered-area").Message;
        var real = double.Parse(System.Text.RegularExpressions.Regex.Match(said, "椭球面积 ([0-9.]+) ha").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

        var mu = await county.StagedAsync(county.Folder.Text("mu.csv", File(real * 15, real * 15, real * 15, real * 15)), ForestLand);
        var slip = await county.StagedAsync(county.Folder.Text("slip.csv", File(real, real * 15, real, real)), ForestLand);

        Assert.Contains(mu.Findings, f => f is { Kind: "registered-area", Severity: "error", RowNo: null } && f.Message.Contains("整列像是以亩为单位", StringComparison.Ordinal));
        Assert.DoesNotContain(slip.Findings, f => f is { Kind: "registered-area", Severity: "error" });
    }

    [Fact]
    public async Task The_same_bytes_under_another_name_are_known_again()
    {
        var text = $"{Head},WKT\n431125,101,95,7,99,0111,12,{Square(99)}\n";
        var first = await county.StagedAsync(county.Folder.Text("named.csv", text), ForestLand);
        await county.AcceptAsync(first.ImportId);

        Assert.Equal(first.ImportId, Assert.IsType<ImportOutcome.AlreadyImported>(await county.StageAsync(county.Folder.Text("renamed.csv", text), ForestLand)).ImportId);
    }

    [Fact]
    public async Task A_table_of_the_code_and_one_attribute_changes_that_attribute_alone_and_says_so()
    {
        var first = await county.StagedAsync(county.Folder.Text("whole.csv", $"{Head},QI_YUAN,YU_BI_DU,ZHUJI,WKT\n431125,101,2,7,71,0111,12,21,0.7,hand,{Square(71)}\n431125,101,2,7,72,0111,12,21,0.7,hand,{Square(72)}\n"),
            ForestLand with { AsOf = new DateOnly(2024, 12, 31) });
        await county.AcceptAsync(first.ImportId);

        var report = await county.StagedAsync(county.Folder.Text("one-column.csv", "小班编码,平均年龄,备注\n431125101002000700071,13,补查\n"), ForestLand);

        Assert.DoesNotContain(report.Findings, f => f.Blocks);
        Assert.Contains(report.Findings, f => f.Kind == "file" && f.Message.Contains("只更新表里有的 1 个属性（平均年龄（年））", StringComparison.Ordinal));
        // the village's other parcel is none of this table's business
        Assert.Equal(["rewritten"], (await county.Imports.ChangesAsync(report.ImportId)).Select(c => c.Kind));
        await county.AcceptAsync(report.ImportId);
        Assert.Equal("13 0111 land-class 21 0.70 t hand 补查", await county.ScalarAsync<string>(
            """
            select concat_ws(' ', mean_age_a, land_class, land_class_list, origin, canopy_density, left(is_on_forest_land::text, 1), other ->> 'ZHUJI', other ->> '备注')
            from inventory.parcel_version where code = '431125101002000700071' and upper_inf(valid)
            """));
        Assert.Equal(1, await county.ScalarAsync<long>("select count(*) from inventory.parcel_version where code = '431125101002000700072' and upper_inf(valid)"));
    }

    [Fact]
    public async Task A_column_that_no_attribute_takes_is_named_and_makes_no_version_by_itself()
    {
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("beside-base.csv", $"{Head},YU_BI_DU,WKT\n431125,101,8,7,67,0111,12,0.7,{Square(67)}\n431125,101,8,7,68,0111,12,0.7,{Square(68)}\n"),
            ForestLand with { AsOf = new DateOnly(2024, 12, 31) })).ImportId);

        var report = await county.StagedAsync(county.Folder.Text("beside.csv", "小班编码,郁闭度,备注甲\n431125101008000700067,0.7,甲\n431125101008000700068,0.6,乙\n"), ForestLand);
        var mapped = await county.StagedAsync(county.Folder.Text("beside-mapped.csv", "小班编码,备注甲\n431125101008000700067,甲\n"),
            ForestLand with { Mapping = new Dictionary<string, string> { ["备注甲"] = "remark_a" }, DryRun = true });

        Assert.Contains(report.Findings, f => f.Kind == "file" && f.Message.Contains("另有 1 个字段没有对应的属性（备注甲）", StringComparison.Ordinal) && f.MessageEn!.Contains("(备注甲)", StringComparison.Ordinal));
        Assert.Equal(["rewritten 1", "unchanged 1"], (await county.Imports.ChangesAsync(report.ImportId, TestContext.Current.CancellationToken)).Select(c => $"{c.Kind} {c.Parcels}"));
        // a field that a person gave a meaning is said
        Assert.Equal(["rewritten 1"], mapped.Changes.Select(c => $"{c.Kind} {c.Parcels}"));
        await county.AcceptAsync(report.ImportId);
        Assert.Equal("67 1, 68 2 乙", await county.ScalarAsync<string>(
            """
            select string_agg(n.label, ', ' order by n.label)
            from (select concat_ws(' ', right(v.code, 2), count(*), max(v.other ->> '备注甲')) as label
                  from inventory.parcel_version v where v.village_code = '431125101008' group by v.code) as n
            """));
    }

    [Fact]
    public async Task A_column_that_no_attribute_takes_makes_no_version_where_the_file_has_shapes_either()
    {
        string Rows(string first, string second) => $"{Head},YU_BI_DU,备注甲,WKT\n431125,101,7,7,85,0111,12,0.7,{first},{Square(85)}\n431125,101,7,7,86,0111,12,{second},{Square(86)}\n";
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("beside-shapes-base.csv", Rows("旧", "0.7,旧")),
            ForestLand with { AsOf = new DateOnly(2024, 12, 31) })).ImportId);

        var report = await county.StagedAsync(county.Folder.Text("beside-shapes.csv", Rows("甲", "0.6,乙")), ForestLand);

        Assert.Contains(report.Findings, f => f.Kind == "file" && f.Message.Contains("没有对应的属性（备注甲）", StringComparison.Ordinal) && f.MessageEn!.Contains("(备注甲)", StringComparison.Ordinal));
        Assert.Equal(["rewritten 1", "unchanged 1"], (await county.Imports.ChangesAsync(report.ImportId, TestContext.Current.CancellationToken)).Where(c => c.Kind != "removed").Select(c => $"{c.Kind} {c.Parcels}"));
    }

    [Fact]
    public async Task A_table_leaves_no_parcel_out_unless_its_sender_says_that_it_is_complete()
    {
        var first = await county.StagedAsync(county.Folder.Text("village.csv", $"{Head},WKT\n431125,101,3,7,73,0111,12,{Square(73)}\n431125,101,3,7,74,0111,12,{Square(74)}\n"),
            ForestLand with { AsOf = new DateOnly(2024, 12, 31) });
        await county.AcceptAsync(first.ImportId);
        var path = county.Folder.Text("one-row.csv", "CODE,PINGJUN_NL\n431125101003000700073,12\n");

        var part = await county.StagedAsync(path, ForestLand);
        var whole = await county.StagedAsync(path, ForestLand with { IsComplete = true });

        Assert.Equal(["unchanged 1"], (await county.Imports.ChangesAsync(part.ImportId)).Select(c => $"{c.Kind} {c.Parcels}"));
        Assert.Equal(["removed 1", "unchanged 1"], (await county.Imports.ChangesAsync(whole.ImportId)).Select(c => $"{c.Kind} {c.Parcels}"));
        var closed = Assert.IsType<DecisionOutcome.Accepted>(await county.Imports.AcceptAsync(part.ImportId, Actor.Console(), TownshipScope.WholeCounty, ["rewritten", "removed"]));
        Assert.Equal(0, closed.Closed);
    }

    [Fact]
    public async Task What_a_table_says_is_judged_together_with_what_it_leaves_as_stored()
    {
        var first = await county.StagedAsync(county.Folder.Text("canopy-base.csv", $"{Head},YU_BI_DU,WKT\n431125,101,4,7,75,0111,12,0.7,{Square(75)}\n"), ForestLand with { AsOf = new DateOnly(2024, 12, 31) });
        await county.AcceptAsync(first.ImportId);

        var report = await county.StagedAsync(county.Folder.Text("canopy.csv", "CODE,YU_BI_DU,MIAN_JI\n431125101004000700075,0.1,99\n"), ForestLand);

        // the land class stands in the inventory, the canopy in the table; the area of the shape in the inventory
        Assert.Equal(["forest-canopy-too-low 2", "registered-area 2"],
            report.Findings.Where(f => f.Kind is "forest-canopy-too-low" or "registered-area").Select(f => $"{f.Kind} {f.RowNo}").Order());
    }

    [Fact]
    public async Task A_land_class_of_another_list_is_translated_where_it_has_one_meaning_and_asked_for_where_it_has_several()
    {
        var report = await county.StagedAsync(county.Folder.Text("classes.csv",
            $"{Head},WKT\n431125,101,5,7,76,0306,,{Square(76)}\n431125,101,5,7,77,0304,,{Square(77)}\n431125,101,5,7,78,0305,,{Square(78)}\n"), ForestLand);

        Assert.Equal(["3", "4"], report.Findings.Where(f => f.Kind == "land-class-unknown").Select(f => $"{f.RowNo}"));
        await county.AcceptAsync(report.ImportId);
        Assert.Equal("0502 0306 land-class-use-2017", await county.ScalarAsync<string>(
            "select concat_ws(' ', land_class, land_class_given, land_class_list) from inventory.parcel_version where code = '431125101005000700076'"));
    }

    [Fact]
    public async Task A_table_of_two_encodings_is_refused_with_the_line_and_read_in_one_where_a_person_names_it()
    {
        var path = county.Folder.Bytes("mixed.csv",
        [
            .. TextEncodings.Named("GBK")!.GetBytes("小班编码,地类,备注\n431125101001000700091,0111,马尾松林\n"),
            .. "431125101001000700092,0111,杉木\n"u8,
            .. TextEncodings.Named("GBK")!.GetBytes("431125101001000700093,0111,毛竹林地\n"),
        ]);

        Assert.Contains("mixed.csv 混用了两种编码：多数行是 GB18030，第 3 行是 UTF-8", await county.RefusalAsync(path, ForestLand), StringComparison.Ordinal);
        Assert.Equal("GB18030", (await county.StagedAsync(path, ForestLand with { Encoding = "GBK" })).Encoding);
    }

    [Fact]
    public async Task English_findings_call_attributes_by_their_words_and_units()
    {
        var report = await county.StagedAsync(county.Folder.Text("english.csv", $"{Head},WKT\n431125,101,1,7,94,0111,十二,{Square(94)}\n"), ForestLand);

        Assert.Contains("cannot be read as mean age (years) and was not taken", Assert.Single(report.Findings, f => f.Kind == "unreadable-value").MessageEn, StringComparison.Ordinal);
        var absent = Assert.Single(report.Findings, f => f.MessageEn?.StartsWith("The file has no field for", StringComparison.Ordinal) == true).MessageEn;
        Assert.Contains("registered area (ha)", absent, StringComparison.Ordinal);
        Assert.DoesNotContain("mean age", absent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workbook_reads_like_the_CSV_of_the_same_rows()
    {
        var path = county.Folder.At("book.xlsx");
        MiniExcel.SaveAs(path, new[] { new { XIAN = "431125", XIANG = 101, CUN = 1, LIN_BAN = 7, XIAO_BAN = 31, DI_LEI = "0111", PINGJUN_NL = 12, WKT = Square(31).Trim('"') } }, sheetName: "小班");

        var report = await county.StagedAsync(path, ForestLand);

        Assert.Equal("小班", report.SourceLayer);
        Assert.Equal(1, (await county.AcceptAsync(report.ImportId)).Added);
        Assert.Equal("12", await county.ScalarAsync<string>("select mean_age_a::text from inventory.parcel_version where code = '431125101001000700031'"));
    }

    [Fact]
    public async Task A_code_that_a_spreadsheet_kept_as_a_number_is_told_as_that()
    {
        var path = county.Folder.At("numbers.xlsx");
        MiniExcel.SaveAs(path, new[] { new { CODE = 431125101001000700031d, DI_LEI = "0111", WKT = Square(33).Trim('"') } });

        var report = await county.StagedAsync(path, ForestLand);

        Assert.Contains("设为文本", Assert.Single(report.Findings, f => f.Kind == "code-form").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shape_cut_off_by_the_spreadsheet_is_found_in_its_row()
    {
        var report = await county.StagedAsync(county.Folder.Text("cut.csv",
            $"{Head},WKT\n431125,101,1,7,41,0111,12,{Square(41)}\n431125,101,1,7,42,0111,12,\"POLYGON ((111.2 25.1, 111.21 25.1, 111.2\"\n"), ForestLand);

        Assert.Equal("invalid-ring 3", string.Join(",", report.Findings.Where(f => f.Blocks).Select(f => $"{f.Kind} {f.RowNo}")));
    }

    [Theory]
    [InlineData("", "是空文件")]
    [InlineData("XIAO_BAN,DI_LEI\n\"12,0111\n", "引号没有结束")]
    public async Task A_table_that_cannot_be_joined_or_read_is_refused_in_a_sentence(string text, string sentence) =>
        Assert.Contains(sentence, await county.RefusalAsync(county.Folder.Text("no.csv", text), ForestLand), StringComparison.Ordinal);

    [Fact]
    public async Task A_sheet_of_two_cells_that_lie_a_million_rows_apart_is_refused_before_it_is_filled_up()
    {
        var path = county.Folder.At("far.xlsx");
        MiniExcelLibs.MiniExcel.SaveAs(path, new[] { new { CODE = "1" } });
        using (var zip = System.IO.Compression.ZipFile.Open(path, System.IO.Compression.ZipArchiveMode.Update))
        {
            zip.GetEntry("xl/worksheets/sheet1.xml")!.Delete();
            await using var sheet = zip.CreateEntry("xl/worksheets/sheet1.xml").Open();
            await sheet.WriteAsync("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>CODE</t></is></c></row><row r=\"1048576\"><c r=\"XFD1048576\"/></row></sheetData></worksheet>"u8.ToArray());
        }

        Assert.Contains("请删去多余的行列", await county.RefusalAsync(path, ForestLand), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workbook_that_is_none_is_refused_in_a_sentence() =>
        Assert.Contains("不是完整的 xlsx", await county.RefusalAsync(county.Folder.Bytes("no.xlsx", [0x50, 0x4B, 3, 4, 0, 0]), ForestLand), StringComparison.Ordinal);

    [Fact]
    public void Fields_of_one_name_are_kept_apart_and_told_and_GBK_is_recognised()
    {
        var path = county.Folder.Bytes("gbk.csv", TextEncodings.Named("GBK")!.GetBytes("小班号\t地类\t地类\n12\t乔木林地\t灌木林地\n"));
        using var source = TableSource.OpenCsv(path, null);

        Assert.Equal(["小班号", "地类", "地类_2"], source.Fields.Select(f => f.Name));
        Assert.Equal(["12", "乔木林地", "灌木林地"], source.Read().Single().Values);
        Assert.Equal("GB18030", source.Encoding.Name);
        Assert.Contains(source.Notes, n => n.Zh.Contains("地类 重复", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fields_that_are_empty_throughout_are_told()
    {
        var report = await county.StagedAsync(county.Folder.Text("empty.csv", $"{Head},KONG,WKT\n431125,101,1,7,51,0111,12,,{Square(51)}\n"), ForestLand);

        Assert.Contains(report.Findings, f => f.Kind == "file" && f.Message.Contains("全部为空：KONG", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_field_whose_values_stand_in_one_list_is_proposed_and_not_taken()
    {
        var rows = string.Concat(Enumerable.Range(60, 6).Select(i => $"431125,101,1,7,{i},310,{Square(i)}\n"));
        var report = await county.StagedAsync(county.Folder.Text("values.csv", $"XIAN,XIANG,CUN,LIN_BAN,XIAO_BAN,ZHU,WKT\n{rows}"), ForestLand);

        Assert.Contains(report.Findings, f => f.Subject == "ZHU" && f.Message.Contains("像是优势树种", StringComparison.Ordinal));
        Assert.DoesNotContain("species_code", report.Mapping.Keys);
    }

    [Fact]
    public async Task A_field_whose_values_are_parcel_codes_is_proposed_as_the_code_whatever_its_name()
    {
        var report = await county.StagedAsync(county.Folder.Text("codes.csv",
            $"HAO,DI_LEI,WKT\n431125101001000700061,0111,{Square(61)}\n431125101001000700062,0111,{Square(62)}\n"), ForestLand);

        Assert.Contains(report.Findings, f => f.Subject == "HAO" && f.Message.Contains("小班编码的写法", StringComparison.Ordinal) && f.MessageEn!.Contains("parcel codes", StringComparison.Ordinal));
        Assert.Equal(new Dictionary<string, string> { ["HAO"] = "code" }, (await county.Imports.FindAsync(report.ImportId, TestContext.Current.CancellationToken))!.ProposedColumns());
        // proposed, not taken
        Assert.Contains(report.Findings, f => f.Kind == "code-missing");
    }

    [Fact]
    public async Task A_table_without_shapes_whose_code_goes_by_an_unknown_name_waits_for_its_mapping()
    {
        var first = await county.StagedAsync(county.Folder.Text("hao-base.csv", $"{Head},WKT\n431125,101,6,7,65,0111,12,{Square(65)}\n"), ForestLand with { AsOf = new DateOnly(2024, 12, 31) });
        await county.AcceptAsync(first.ImportId);
        var path = county.Folder.Text("hao.csv", "HAO,PINGJUN_NL\n431125101006000700065,13\n");

        var report = await county.StagedAsync(path, ForestLand);
        var mapped = await county.StagedAsync(path, ForestLand with { Mapping = new Dictionary<string, string> { ["HAO"] = "code" } });

        Assert.Equal("code-missing", Assert.Single(report.Findings, f => f.Blocks).Kind);
        Assert.Equal(new Dictionary<string, string> { ["HAO"] = "code" }, (await county.Imports.FindAsync(report.ImportId, TestContext.Current.CancellationToken))!.ProposedColumns());
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(report.ImportId, Actor.Console(), TownshipScope.WholeCounty, ct: TestContext.Current.CancellationToken));
        Assert.Equal(1, (await county.AcceptAsync(mapped.ImportId)).Changed);
    }

    [Fact]
    public async Task A_field_called_what_its_column_is_called_is_that_column_before_any_other_name()
    {
        var report = await county.StagedAsync(county.Folder.Text("columns.csv",
            $"code,land_class,canopy_density,YU_BI_DU,registered_area_ha,township_code,WKT\n431125101001000700063,0111,0.6,0.9,1,431125101,{Square(63)}\n"), ForestLand);
        await county.AcceptAsync(report.ImportId);

        Assert.Equal("canopy_density", report.Mapping["canopy_density"]);
        Assert.Equal("township_code", report.Mapping["township"]);
        Assert.Equal("0111 0.60 0.9", await county.ScalarAsync<string>(
            "select concat_ws(' ', land_class, canopy_density, other ->> 'YU_BI_DU') from inventory.parcel_version where code = '431125101001000700063'"));

        var block = await county.StagedAsync(county.Folder.Text("base-columns.csv", $"code,name,township_code,contract_area_mu,WKT\nT-1,一,431125101,12.5,{Square(64)}\n"), ForestLand with { Layer = "carbon-base" });
        await county.AcceptAsync(block.ImportId);
        Assert.Equal("431125101 12.50", await county.ScalarAsync<string>("select concat_ws(' ', township_code, contract_area_mu) from inventory.layer_feature where code = 'T-1'"));
    }

    [Fact]
    public void A_column_that_a_DBF_cut_to_ten_letters_and_its_short_name_are_still_known()
    {
        var mapping = FieldMapping.For(ImportLayer.Find("forest-land", out _)!, [new SourceField("township_c", "C", 9), new SourceField("mean_heigh", "N", 5), new SourceField("canopy", "N", 4)], null);

        Assert.Equal(["canopy", "mean_heigh", "township_c"], new[] { "canopy_density", "mean_height_m", "township" }.Select(t => mapping.SourceOf[t]));
    }

    [Fact]
    public void A_name_that_GBK_cut_after_five_characters_is_still_known()
    {
        var mapping = FieldMapping.For(ImportLayer.Find("forest-land", out _)!, [new SourceField("国家级公益", "C", 2), new SourceField("优势树", "C", 6), new SourceField("DI_LEI", "C", 4)], null);

        Assert.Equal("国家级公益", mapping.SourceOf["national_protection_grade"]);
        Assert.Contains(mapping.Notes, n => n.Zh.Contains("被截断", StringComparison.Ordinal));
        // 优势树 is nine bytes in UTF-8, and 优势树种 and 优势树种组 mean the same
        Assert.Equal("优势树", mapping.SourceOf["species_code"]);
    }

    private static string Square(int number) => FormattableString.Invariant(
        $"\"POLYGON (({111.01 + 0.005 * number:0.###} 25.1, {111.012 + 0.005 * number:0.###} 25.1, {111.012 + 0.005 * number:0.###} 25.102, {111.01 + 0.005 * number:0.###} 25.1))\"");
}
