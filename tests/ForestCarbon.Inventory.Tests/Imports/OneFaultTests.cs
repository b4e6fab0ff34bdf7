using System.Globalization;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>One fault is one finding, and what is no fault is none.</summary>
public sealed class OneFaultTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private static readonly ImportRequest ForestLand = new("forest-land", ImportDatabase.AsOf, Crs: "EPSG:4490");

    [Fact]
    public async Task A_field_that_names_another_township_than_the_code_is_told_by_number_and_by_name()
    {
        await county.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "another township", write => write.ExecuteAsync(
            """
            insert into inventory.township (township_code, county_code, name_zh, name_en, kind, ellipsoidal_area_m2, geom, geom_3857)
            select '431125108', '431125', '南岭瑶族乡', 'Nanling', 'ethnic_township', 1, geom, geom_3857 from inventory.county
            """, ct: TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        string[] rows =
        [
            $"{Code(1)},101,试验镇,0111", $"{Code(2)},108,试验镇,0111", $"{Code(3)},101,南岭瑶族乡,0111", $"{Code(4)},101,南岭,0111", $"{Code(5)},431125101,试验,0111", $"{Code(6)},101,不认识的乡,0111",
        ];

        var report = await county.StagedAsync(county.Folder.Text("township.csv", "CODE,XIANG,乡镇名称,DI_LEI,WKT\n" + string.Concat(rows.Select((r, i) => $"{r},\"{Square(10 + i)}\"\n"))), ForestLand);

        var told = report.Findings.Where(f => f.Kind.StartsWith("code-against", StringComparison.Ordinal)).ToList();
        Assert.Equal(["code-against-township 3", "code-against-township 4", "code-against-township 5"], told.Select(f => $"{f.Kind} {f.RowNo}"));
        Assert.All(told, f => Assert.Equal(("error", false), (f.Severity, f.Blocks)));
        Assert.Contains("字段 XIANG 写的是“108”（431125108），编码却属于 431125101", told[0].Message, StringComparison.Ordinal);
        Assert.Contains("field 乡镇名称 says \"南岭瑶族乡\" (431125108)", told[1].MessageEn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_that_make_no_code_are_one_fault_of_the_file()
    {
        var report = await county.StagedAsync(county.Folder.Text("parts.csv", $"XIANG,CUN,DI_LEI,WKT\n101,2,0111,\"{Square(80)}\"\n101,2,0111,\"{Square(81)}\"\n"), ForestLand);

        var told = Assert.Single(report.Findings, f => f.Kind is "code-form" or "code-missing");
        Assert.True(told is { RowNo: null, Size: 2, Blocks: true });
        Assert.Contains("缺县、林班、小班", told.Message, StringComparison.Ordinal);
        Assert.Equal(2, report.BlockedRows);
    }

    [Fact]
    public async Task A_code_put_together_because_its_field_is_empty_is_noted()
    {
        var report = await county.StagedAsync(county.Folder.Text("put-together.csv",
            $"CODE,XIAN,XIANG,CUN,LIN_BAN,XIAO_BAN,DI_LEI,WKT\n{Code(82)},431125,101,1,1,82,0171,\"{Square(82)}\"\n,431125,101,1,9,83,0171,\"{Square(83)}\"\n"), ForestLand);

        Assert.DoesNotContain(report.Findings, f => f.Blocks);
        Assert.Contains(report.Findings, f => f.Kind == "file" && f.Message.Contains("编码字段 CODE 是空的", StringComparison.Ordinal) && f.Message.Contains("共 1 行，首见第 3 行", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_joined_by_code_is_held_against_its_own_fields_of_place()
    {
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("place-base.csv", $"CODE,DI_LEI,WKT\n{Code(7)},0111,\"{Square(20)}\"\n"), ForestLand with { AsOf = new DateOnly(2020, 12, 31) })).ImportId);

        var report = await county.StagedAsync(county.Folder.Text("place.csv", $"CODE,CUN,XIAO_BAN,PINGJUN_NL\n{Code(7)},2,7,13\n"), ForestLand);

        Assert.Equal(["code-against-parts"], report.Findings.Where(f => f.RowNo is not null).Select(f => f.Kind));
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_was_not_forgotten()
    {
        var report = await county.StagedAsync(county.Folder.Text("unread.csv",
            $"CODE,DI_LEI,YU_BI_DU,QI_YUAN,YOU_SHI_SZ,WKT\n{Code(11)},0111,七成,21,310,\"{Square(30)}\"\n{Code(12)},0111,,21,310,\"{Square(31)}\"\n"), ForestLand);

        Assert.Equal(["unreadable-value 2", "forest-canopy-missing 3"], report.Findings.Where(f => f.RowNo is not null).Select(f => $"{f.Kind} {f.RowNo}"));
    }

    [Fact]
    public async Task A_value_of_a_joined_table_that_cannot_be_read_was_not_forgotten()
    {
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("unread-base.csv", $"CODE,DI_LEI,QI_YUAN,YOU_SHI_SZ,WKT\n{Code(13)},0111,21,310,\"{Square(32)}\"\n"),
            ForestLand with { AsOf = new DateOnly(2020, 12, 31) })).ImportId);

        var report = await county.StagedAsync(county.Folder.Text("unread-joined.csv", $"CODE,YU_BI_DU\n{Code(13)},七成\n"), ForestLand);

        Assert.Equal(["unreadable-value"], report.Findings.Where(f => f.RowNo is not null).Select(f => f.Kind));
    }

    [Fact]
    public async Task The_rules_are_asked_again_of_a_joined_table_when_its_comparison_is_made_anew()
    {
        var ct = TestContext.Current.CancellationToken;
        string Stored(string canopy) => "CODE,DI_LEI,QI_YUAN,YOU_SHI_SZ,YU_BI_DU,WKT\n" + string.Concat(Enumerable.Range(14, 2).Select(i => $"{Code(i)},0111,21,310,{canopy},\"{Square(i + 320)}\"\n"));
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("again-base.csv", Stored("0.7")), ForestLand with { AsOf = new DateOnly(2020, 12, 31) })).ImportId);
        // One row's age cannot be read: its parcel is not judged by it, the second time neither.
        var joined = await county.StagedAsync(county.Folder.Text("again-joined.csv", $"CODE,PINGJUN_NL\n{Code(14)},13\n{Code(15)},十三\n"), ForestLand);
        async Task<string[]> FoundAsync() => [.. (await county.Imports.FindingsAsync(joined.ImportId, ct)).Where(f => f.RowNo is not null).Select(f => $"{f.Kind} {f.RowNo}").Order(StringComparer.Ordinal)];
        Assert.Equal(["unreadable-value 3"], await FoundAsync());

        // Meanwhile the stored parcels come to a canopy that is none of a forest; the table leaves it as stored.
        var between = await county.StagedAsync(county.Folder.Text("again-between.csv", Stored("0.05")), ForestLand with { AsOf = new DateOnly(2023, 12, 31) });
        await county.AcceptAsync(between.ImportId);
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(joined.ImportId, Actor.Console(), TownshipScope.WholeCounty, ct: ct));
        Assert.Equal(["forest-canopy-too-low 2", "forest-canopy-too-low 3", "unreadable-value 3"], await FoundAsync());

        // Taken back, what was found goes with it.
        await county.Imports.UndoAsync(between.ImportId, Actor.Console(), TownshipScope.WholeCounty, ct);
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(joined.ImportId, Actor.Console(), TownshipScope.WholeCounty, ct: ct));
        Assert.Equal(["unreadable-value 3"], await FoundAsync());
    }

    [Fact]
    public async Task A_field_that_is_empty_in_every_row_is_told_once_and_keeps_every_row_out_where_none_can_be_stored_without_it()
    {
        var withoutClass = await county.StagedAsync(county.Folder.Text("empty-class.csv",
            $"CODE,DI_LEI,WKT\n{Code(111)},,\"{Square(50)}\"\n{Code(112)}, ,\"{Square(51)}\"\n{Code(113)},,\"{Square(52)}\"\n"), ForestLand);
        var withoutCode = await county.StagedAsync(county.Folder.Text("empty-code.csv",
            $"XIAN,XIANG,CUN,LIN_BAN,XIAO_BAN,DI_LEI,WKT\n,,,,,0111,\"{Square(50)}\"\n,,,,,0111,\"{Square(51)}\"\n"), ForestLand);
        var part = await county.StagedAsync(county.Folder.Text("part-class.csv", $"CODE,DI_LEI,WKT\n{Code(111)},,\"{Square(50)}\"\n{Code(112)},0111,\"{Square(51)}\"\n"), ForestLand);

        Assert.Equal(["land-class-missing  3"], Blocking(withoutClass));
        Assert.Contains("字段 DI_LEI 在全部 3 行都是空的", withoutClass.Findings.First(f => f.Blocks).Message, StringComparison.Ordinal);
        Assert.Contains("Field DI_LEI is empty in all 3 rows", withoutClass.Findings.First(f => f.Blocks).MessageEn, StringComparison.Ordinal);
        Assert.Equal(3, withoutClass.BlockedRows);
        Assert.Equal(["code-missing  2"], Blocking(withoutCode));
        Assert.Equal(["land-class-missing 2 "], Blocking(part));
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(withoutClass.ImportId, Actor.Console(), TownshipScope.WholeCounty, ct: TestContext.Current.CancellationToken));

        static IEnumerable<string> Blocking(ImportReport report) => report.Findings.Where(f => f.Blocks).Select(f => FormattableString.Invariant($"{f.Kind} {f.RowNo} {f.Size}"));
    }

    [Fact]
    public async Task What_every_row_forgot_is_told_once_with_the_count_of_rows_that_should_have_it_and_so_is_what_storing_would_empty()
    {
        string File(string origins) => "CODE,DI_LEI,QI_YUAN,YOU_SHI_SZ,WKT\n" + string.Concat(Enumerable.Range(81, 3).Select(i => $"{Code(i)},0111,{origins},310,\"{Square(i)}\"\n"));
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("origin-base.csv", File("21")), ForestLand with { AsOf = new DateOnly(2020, 12, 31) })).ImportId);

        var report = await county.StagedAsync(county.Folder.Text("origin.csv", File("")), ForestLand);
        var joined = await county.StagedAsync(county.Folder.Text("origin-joined.csv", "CODE,QI_YUAN\n" + string.Concat(Enumerable.Range(81, 3).Select(i => $"{Code(i)},\n"))), ForestLand);

        foreach (var told in new[] { report, joined })
        {
            Assert.Equal(["origin-missing QI_YUAN 3 warning", "values-emptied QI_YUAN 3 warning"], told.Findings.Where(f => f.Kind is "origin-missing" or "values-emptied")
                .Select(f => FormattableString.Invariant($"{f.Kind} {f.Subject} {f.Size} {f.Severity}")).Order(StringComparer.Ordinal));
            Assert.DoesNotContain(told.Findings, f => f.RowNo is not null);
        }
        Assert.DoesNotContain((await county.StagedAsync(county.Folder.Text("origin-kept.csv", File("22")), ForestLand)).Findings, f => f.Kind is "origin-missing" or "values-emptied");
    }

    [Fact]
    public async Task Text_that_was_lost_when_the_file_was_written_is_told_once_for_its_field_and_takes_nothing_that_is_stored()
    {
        string File(string species, string note) => $"CODE,DI_LEI,YOU_SHI_SZ,BEIZHU,WKT\n{Code(91)},0111,{species},{note},\"{Square(90)}\"\n{Code(92)},0111,310,真的是??,\"{Square(91)}\"\n";
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("text-base.csv", File("310", "东坡")), ForestLand with { AsOf = new DateOnly(2020, 12, 31) })).ImportId);

        var report = await county.StagedAsync(county.Folder.Text("text.csv", File("???", "????")), ForestLand);

        var lost = report.Findings.Where(f => f.Kind == "lost-text").OrderBy(f => f.Subject, StringComparer.Ordinal).ToList();
        Assert.Equal(["BEIZHU 1", "YOU_SHI_SZ 1"], lost.Select(f => FormattableString.Invariant($"{f.Subject} {f.Size}")));
        Assert.Contains("首见第 2 行", lost[0].Message, StringComparison.Ordinal);
        Assert.Contains("first in row 2", lost[0].MessageEn, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Findings, f => f.Kind is "unknown-code" or "species-missing" or "unreadable-value");
        Assert.Equal(["unchanged 2"], (await county.Imports.ChangesAsync(report.ImportId)).Where(c => c.Kind != "removed").Select(c => $"{c.Kind} {c.Parcels}"));
    }

    [Fact]
    public async Task A_single_question_mark_where_the_stored_value_has_a_character_takes_nothing_and_is_told_once_for_its_field()
    {
        string File(string first, string second, string other) =>
            $"CODE,DI_LEI,LIN_CHANG,BEIZHU,WKT\n{Code(101)},0111,{first},{other},\"{Square(100)}\"\n{Code(102)},0111,{second},is it 5a?,\"{Square(101)}\"\n";
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("mark-base.csv", File("10橘", "8橘2橘", "A栋")), ForestLand with { AsOf = new DateOnly(2020, 12, 31) })).ImportId);

        var report = await county.StagedAsync(county.Folder.Text("mark.csv", File("10?", "8?2?", "A?")), ForestLand);
        var own = await county.StagedAsync(county.Folder.Text("mark-own.csv", File("11?", "8橘2橘", "B?")), ForestLand);

        Assert.Equal(["BEIZHU 1", "LIN_CHANG 2"], report.Findings.Where(f => f.Kind == "lost-text").Select(f => FormattableString.Invariant($"{f.Subject} {f.Size}")).Order(StringComparer.Ordinal));
        Assert.Equal(["unchanged 2"], (await county.Imports.ChangesAsync(report.ImportId)).Where(c => c.Kind != "removed").Select(c => $"{c.Kind} {c.Parcels}"));
        Assert.DoesNotContain(own.Findings, f => f.Kind == "lost-text");
    }

    [Fact]
    public async Task A_question_mark_in_a_name_is_lost_where_the_encoding_has_no_Chinese_characters_or_its_field_lost_others_for_certain()
    {
        string File(string first, string second) => $"CODE,DI_LEI,LIN_CHANG,WKT\n{Code(103)},0111,{first},\"{Square(102)}\"\n{Code(104)},0111,{second},\"{Square(103)}\"\n";

        var latin = await county.StagedAsync(county.Folder.Text("mark-latin.csv", File("10?", "open?")), ForestLand with { Encoding = "ISO-8859-1" });
        var others = await county.StagedAsync(county.Folder.Text("mark-others.csv", File("10?", "????")), ForestLand);
        var ascii = await county.StagedAsync(county.Folder.Text("mark-ascii.csv", File("10?", "open?")), ForestLand);

        Assert.Equal((1d, 2d), (Lost(latin), Lost(others)));
        Assert.DoesNotContain(ascii.Findings, f => f.Kind == "lost-text");
        Assert.Equal("open?", await county.ScalarAsync<string?>($"select mapped ->> 'forest_farm' from inventory.import_feature where import_id = {latin.ImportId} and row_no = 3"));
        Assert.Equal(0, await county.ScalarAsync<long>($"select count(*) from inventory.import_feature where import_id in ({latin.ImportId}, {others.ImportId}) and mapped ->> 'forest_farm' = '10?'"));

        static double? Lost(ImportReport report) => Assert.Single(report.Findings, f => f.Kind == "lost-text").Size;
    }

    [Theory]
    [InlineData("10?", true), InlineData("8?2?", true), InlineData("?10", true), InlineData("A?1 B", true)]
    [InlineData("open?", false), InlineData("is it 10?", false), InlineData("真的是??", false), InlineData("10", false)]
    public void A_question_mark_ends_a_sentence_or_stands_in_a_name(string text, bool inName) => Assert.Equal(inName, LostText.StandsInAName(text));

    [Theory]
    [InlineData("????", true), InlineData("?", true), InlineData("A??", true), InlineData("\uFFFD镇", true)]
    [InlineData("真的??", false), InlineData("open?", false), InlineData("", false), InlineData("永明镇", false)]
    public void Question_marks_are_lost_text_where_no_other_character_came_through(string text, bool isLost) => Assert.Equal(isLost, LostText.IsLost(text));

    [Fact]
    public async Task A_file_that_lies_outside_as_a_whole_is_told_in_which_system_it_would_lie_inside()
    {
        // Gauss-Krüger numbers of the meridian 111° under a .prj of the meridian 114°.
        var rows = $"{Code(71)},0111,\"POLYGON ((520000 2790000, 520500 2790000, 520500 2790500, 520000 2790000))\"\n{Code(72)},0111,\"POLYGON ((521000 2790000, 521500 2790000, 521500 2790500, 521000 2790000))\"\n";
        var report = await county.StagedAsync(county.Folder.Text("meridian.csv", $"CODE,DI_LEI,WKT\n{rows}"), ForestLand with { Crs = "EPSG:4547" });

        var outside = Assert.Single(report.Findings, f => f.Kind == "outside-county");
        Assert.Contains("按 EPSG:4546（CGCS2000 高斯-克吕格，中央经线 111°）、EPSG:2382", outside.Message, StringComparison.Ordinal);
        Assert.Contains("EPSG:4546 (CGCS2000 / 3-degree Gauss-Kruger CM 111E)", outside.MessageEn, StringComparison.Ordinal);
        Assert.Contains("大地基准", outside.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_which_a_part_lies_outside_is_told_once_in_which_system_that_part_would_lie_inside_and_row_by_row_which_it_is()
    {
        // Two rows in numbers of the meridian 111° and one in those of 114°, which is what the file says.
        const string Ones = "POLYGON ((520000 2790000, 520500 2790000, 520500 2790500, 520000 2790000))";
        const string Others = "POLYGON ((521000 2790000, 521500 2790000, 521500 2790500, 521000 2790000))";
        string Row(int number, string shape) => $"{Code(number)},0111,\"{shape}\"\n";
        var right = Row(73, Moved(222600)) + Row(74, Moved(224000));
        var greater = await county.StagedAsync(county.Folder.Text("greater.csv", $"CODE,DI_LEI,WKT\n{Row(71, Ones)}{Row(72, Others)}{Row(73, Moved(222600))}"), ForestLand with { Crs = "EPSG:4547" });
        var half = await county.StagedAsync(county.Folder.Text("half.csv", $"CODE,DI_LEI,WKT\n{Row(71, Ones)}{Row(72, Others)}{right}"), ForestLand with { Crs = "EPSG:4547" });
        // the third of those outside lies nowhere in the county, whatever it is read in
        var several = await county.StagedAsync(county.Folder.Text("several.csv", $"CODE,DI_LEI,WKT\n{Row(71, Ones)}{Row(72, Others)}{Row(75, Moved(700000))}{right}"), ForestLand with { Crs = "EPSG:4547" });

        Assert.Equal(["", "2", "3"], RowsOutside(greater));
        var said = greater.Findings.Single(f => f.Kind == "outside-county" && f.RowNo is null);
        Assert.StartsWith("3 个图形里有 2 个在本县之外，这 2 个同是一种情形：按 EPSG:4546（CGCS2000 高斯-克吕格，中央经线 111°）、EPSG:2382", said.Message, StringComparison.Ordinal);
        Assert.StartsWith("2 of 3 shapes lie outside the county and are all of one kind: read as EPSG:4546", said.MessageEn, StringComparison.Ordinal);
        Assert.Equal(["", "2", "3"], RowsOutside(half));
        Assert.Equal(["2", "3", "4"], RowsOutside(several));

        static IEnumerable<string> RowsOutside(ImportReport report) => report.Findings.Where(f => f.Kind == "outside-county").Select(f => $"{f.RowNo}").Order(StringComparer.Ordinal);
        static string Moved(int east) => $"POLYGON (({east} 2792000, {east + 500} 2792000, {east + 500} 2792500, {east} 2792000))";
    }

    [Fact]
    public async Task Rows_whose_coordinates_are_turned_are_told_once_whether_they_are_more_than_half_or_fewer()
    {
        static string Row(int number, bool isTurned)
        {
            var (west, south) = (111.01 + 0.002 * (number % 200), 25.01 + 0.002 * (number / 200));
            var corners = new[] { (west, south), (west + 0.001, south), (west + 0.001, south + 0.001), (west, south) };
            return FormattableString.Invariant($"{Code(300 + number)},0111,\"POLYGON (({string.Join(", ", corners.Select(c => isTurned ? FormattableString.Invariant($"{c.Item2:0.000} {c.Item1:0.000}") : FormattableString.Invariant($"{c.Item1:0.000} {c.Item2:0.000}")))}))\"\n");
        }
        string File(int right, int turned) => "CODE,DI_LEI,WKT\n" + string.Concat(Enumerable.Range(0, right + turned).Select(i => Row(i, i >= right)));

        // Beyond the rows that the system is looked at by, each keeps its own finding; the proposal stands once before them.
        var late = await county.StagedAsync(county.Folder.Text("turned-late.csv", File(200, 201)), ForestLand);
        Assert.Equal(201, late.Findings.Count(f => f.Kind == "outside-crs"));
        Assert.Contains("401 个图形里有 201 个在本县之外，这 201 个同是一种情形：两个坐标像是写反了", Assert.Single(late.Findings, f => f.Kind == "outside-county").Message, StringComparison.Ordinal);

        Assert.Contains("坐标系不对：开头的 3 个图形里有 2 个在本县之外，这 2 个同是一种情形：两个坐标像是写反了", await county.RefusalAsync(county.Folder.Text("turned-most.csv", File(1, 2)), ForestLand), StringComparison.Ordinal);
        Assert.Contains("坐标系不对：开头的 3 个图形里有 1 个在本县之外：两个坐标像是写反了", await county.RefusalAsync(county.Folder.Text("turned-few.csv", File(2, 1)), ForestLand), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ring_that_starts_elsewhere_or_runs_the_other_way_is_no_difference_even_in_a_row_that_is_kept_out()
    {
        const string Holes = "MULTIPOLYGON (((111.3 25.3, 111.304 25.3, 111.304 25.304, 111.3 25.304, 111.3 25.3), (111.301 25.301, 111.302 25.301, 111.302 25.302, 111.301 25.301), (111.303 25.303, 111.3035 25.303, 111.303 25.3035, 111.303 25.303)), ((111.306 25.3, 111.307 25.3, 111.307 25.301, 111.306 25.3)))";
        const string Turned = "MULTIPOLYGON (((111.307 25.301, 111.307 25.3, 111.306 25.3, 111.307 25.301)), ((111.304 25.304, 111.304 25.3, 111.3 25.3, 111.3 25.304, 111.304 25.304), (111.3035 25.303, 111.303 25.303, 111.303 25.3035, 111.3035 25.303), (111.302 25.302, 111.302 25.301, 111.301 25.301, 111.302 25.302)))";
        string Rows(string shape, string first) => $"CODE,DI_LEI,WKT\n{Code(21)},{first},\"{shape}\"\n{Code(22)},0111,\"{Square(40)}\"\n";
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("turned-base.csv", Rows(Holes, "0111")), ForestLand with { AsOf = new DateOnly(2020, 12, 31) })).ImportId);

        var turned = await county.StagedAsync(county.Folder.Text("turned.csv", Rows(Turned, "0111")), ForestLand);
        var keptOut = await county.StagedAsync(county.Folder.Text("kept-out.csv", Rows(Turned, "9999")), ForestLand);
        var withoutClass = await county.StagedAsync(county.Folder.Text("without-class.csv", Rows(Turned, "0111").Replace("DI_LEI", "X", StringComparison.Ordinal)), ForestLand);

        foreach (var report in new[] { turned, keptOut, withoutClass })
            Assert.DoesNotContain(report.Findings, f => f.Message.Contains("1 毫米", StringComparison.Ordinal));
        // other tests' parcels of the village are left out by this file
        Assert.Equal(["unchanged 2"], (await county.Imports.ChangesAsync(turned.ImportId)).Where(c => c.Kind != "removed").Select(c => $"{c.Kind} {c.Parcels}"));
    }

    [Fact]
    public async Task A_feature_written_as_one_shape_or_as_one_of_many_is_no_difference()
    {
        var welfare = ForestLand with { Layer = "public-welfare" };
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("one.csv", $"CODE,NAME,WKT\nW1,一,\"{Square(41)}\"\n"), welfare with { AsOf = new DateOnly(2020, 12, 31) })).ImportId);

        var many = await county.StagedAsync(county.Folder.Text("many.csv", $"CODE,NAME,WKT\nW1,一,\"MULTIPOLYGON ({Square(41)["POLYGON ".Length..]})\"\n"), welfare);

        Assert.DoesNotContain(many.Findings, f => f.Message.Contains("1 毫米", StringComparison.Ordinal));
        Assert.Equal(["unchanged 1"], (await county.Imports.ChangesAsync(many.ImportId)).Select(c => $"{c.Kind} {c.Parcels}"));
    }

    [Theory]
    [InlineData("geojson")]
    [InlineData("csv")]
    public async Task A_ring_open_by_a_kilometre_keeps_its_row_out_and_nothing_else_is_said_of_it(string format)
    {
        // the last corner is a kilometre north of the first
        double[][] ring = [[111.4, 25.4], [111.404, 25.4], [111.404, 25.409], [111.4, 25.409]];
        var report = await county.StagedAsync(Open(format, 31, ring), ForestLand);

        var finding = Assert.Single(report.Findings, f => f.RowNo is not null);
        Assert.Equal(("unclosed", "error", true, "m"), (finding.Kind, finding.Severity, finding.Blocks, finding.SizeUnit));
        Assert.InRange(finding.Size!.Value, 990, 1000);
        Assert.Equal((111.4, 25.409), (Math.Round(finding.Longitude!.Value, 6), Math.Round(finding.Latitude!.Value, 6)));
        Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(report.ImportId, Actor.Console(), TownshipScope.WholeCounty, ct: TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("geojson")]
    [InlineData("csv")]
    public async Task A_ring_open_by_half_a_millimetre_is_told_as_that_and_stored(string format)
    {
        var west = format == "csv" ? 111.41 : 111.42;
        double[][] ring = [[west, 25.4], [west + 0.004, 25.4], [west + 0.004, 25.409], [west, 25.409], [west, 25.400000005]];
        var report = await county.StagedAsync(Open(format, format == "csv" ? 32 : 33, ring), ForestLand);

        var finding = Assert.Single(report.Findings, f => f.RowNo is not null);
        Assert.Equal(("unclosed", "note", false), (finding.Kind, finding.Severity, finding.Blocks));
        Assert.InRange(finding.Size!.Value, 0.0005, 0.0006);
        Assert.Contains("不到 1 毫米", finding.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await county.AcceptAsync(report.ImportId)).Added);
    }

    [Fact]
    public async Task An_area_that_a_crossing_border_encloses_is_not_held_against_the_registered_one()
    {
        var report = await county.StagedAsync(county.Folder.Text("bow-area.csv",
            $"CODE,DI_LEI,MIAN_JI,WKT\n{Code(61)},0171,4.5,\"POLYGON ((111.45 25.4, 111.452 25.402, 111.452 25.4, 111.45 25.402, 111.45 25.4))\"\n"), ForestLand);

        Assert.Equal(["self-intersection"], report.Findings.Where(f => f.RowNo is not null).Select(f => f.Kind));
    }

    [Fact]
    public async Task A_column_of_areas_in_mu_is_told_once_before_everything_else_and_not_again_in_every_row()
    {
        var hectares = (await county.StagedAsync(county.Folder.Text("hectares.csv", Areas(1)), ForestLand with { DryRun = true })).Findings.First(f => f.Kind == "registered-area").Message;
        var real = double.Parse(System.Text.RegularExpressions.Regex.Match(hectares, "椭球面积 ([0-9.]+) ha").Groups[1].Value, CultureInfo.InvariantCulture);

        var report = await county.StagedAsync(county.Folder.Text("mu.csv", Areas(real * 15)), ForestLand);

        Assert.Contains("整列像是以亩为单位", report.Findings[0].Message, StringComparison.Ordinal);
        Assert.Single(report.Findings, f => f.Kind == "registered-area");
        // nor as a total that does not go with the area
        Assert.DoesNotContain(report.Findings, f => f.Kind == "total-against-per-hectare");

        string Areas(double figure) => "CODE,DI_LEI,MIAN_JI,HUO_LMGQXJ,ZXJ,WKT\n" + string.Concat(Enumerable.Range(0, 4).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{Code(41 + i)},0111,{figure},100,{(figure > 1 ? figure / 15 : 1) * 100},\"{Square(50 + i)}\"\n")));
    }

    [Fact]
    public async Task A_joined_column_of_areas_in_mu_is_told_once()
    {
        string Base(string column, double figure) => $"CODE,{column}\n" + string.Concat(Enumerable.Range(0, 4).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Code(301 + i)},{figure}\n")));
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text("mu-base.csv", "CODE,DI_LEI,WKT\n" + string.Concat(Enumerable.Range(0, 4).Select(i => $"{Code(301 + i)},0171,\"{Square(70 + i)}\"\n"))),
            ForestLand with { AsOf = new DateOnly(2020, 12, 31) })).ImportId);
        var real = await county.ScalarAsync<double>($"select ellipsoidal_area_m2::float8 / 10000 from inventory.parcel_version where code = '{Code(301)}'");

        var report = await county.StagedAsync(county.Folder.Text("mu-joined.csv", Base("MIAN_JI", real * 15)), ForestLand);

        var finding = Assert.Single(report.Findings, f => f.Kind == "registered-area");
        Assert.True(finding is { Severity: "error", RowNo: null });
    }

    private string Open(string format, int number, double[][] ring)
    {
        string Point(double[] p, char between) => string.Create(CultureInfo.InvariantCulture, $"{p[0]:0.#########}{between}{p[1]:0.#########}");
        return format == "csv"
            ? county.Folder.Text($"open-{number}.csv", $"CODE,DI_LEI,WKT\n{Code(number)},0171,\"POLYGON (({string.Join(", ", ring.Select(p => Point(p, ' ')))}))\"\n")
            : county.Folder.Text($"open-{number}.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"CODE\":\"" + Code(number)
                + "\",\"DI_LEI\":\"0171\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[" + string.Join(',', ring.Select(p => $"[{Point(p, ',')}]")) + "]]}}]}");
    }

    private static string Code(int number) => $"4311251010010009{number:00000}";

    private static string Square(int number)
    {
        var (west, south) = (111.01 + (0.004 * (number % 10)), 25.01 + (0.004 * (number / 10)));
        string Corner(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{west + x:0.####} {south + y:0.####}");
        return $"POLYGON (({Corner(0, 0)}, {Corner(0.002, 0)}, {Corner(0.002, 0.002)}, {Corner(0, 0.002)}, {Corner(0, 0)}))";
    }
}
