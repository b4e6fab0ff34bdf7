using System.Text;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Tests.Reductions;

/// <summary>What a table of plot values may say, and what is refused of it; nothing is entered here.</summary>
public sealed class PlotTableTests
{
    internal const string Head = "碳层,碳库,面积（公顷）,样地,期初生物量,期末生物量,含碳率,来源\n";

    internal static readonly string Folder = Directory.CreateTempSubdirectory("fc-plots-").FullName;

    [Fact]
    public void The_empty_table_is_one_that_is_read_once_it_is_filled_in()
    {
        var empty = PlotTables.Template([new StratumRow { Code = "S01", AreaM2 = 123_456 }, new StratumRow { Code = "S02", AreaM2 = 20_000 }]);
        Assert.Contains("第 2 行没有写样地", Assert.Throws<RefusedException>(() => PlotTables.Read(Written(empty), "样地.csv")).Message, StringComparison.Ordinal);
        var plot = 0;

        var rows = PlotTables.Read(Written(string.Concat(empty.Split("\r\n").Select(line => line.Replace(",,,,,,,", $",{++plot},2,30,0.47,现地,600,圆形", StringComparison.Ordinal) + "\r\n"))), "样地.csv");

        Assert.Equal(6, rows.Count);
        Assert.Equal([("S01", 12.3456), ("S02", 2.0)], rows.Select(r => (r.Stratum, r.AreaHa)).Distinct());
    }

    [Fact]
    public void An_empty_table_has_a_line_for_each_plot_that_is_planned()
    {
        var plan = new SamplingPlan(2026, 400, [400], null, [new StratumPlan("S02", "", 2, 1, 0.3, new Citation("试验", "M"), 8)], null);

        var empty = PlotTables.Template([new StratumRow { Code = "S01", AreaM2 = 10_000 }, new StratumRow { Code = "S02", AreaM2 = 20_000 }], plan).Split("\r\n");

        Assert.Equal((3, 8), (empty.Count(l => l.StartsWith("S01,", StringComparison.Ordinal)), empty.Count(l => l.StartsWith("S02,", StringComparison.Ordinal))));
    }

    [Fact]
    public void Every_row_that_cannot_be_is_a_line_of_its_own() =>
        Assert.Equal(
            ["样地.csv：", "第 2 行的期末生物量“-3”须为不小于 0 的数。", "第 3 行的碳库“杂草”须为林木、竹子或灌木。", "什么也没有录入。"],
            Assert.Throws<RefusedException>(() => PlotTables.Read(Written(Head + "S01,林木,10,1,20,-3,,\nS01,杂草,10,2,20,30,,\n"), "样地.csv")).Message.Split('\n'));

    [Fact]
    public void Refusals_of_a_table_are_told_in_english_where_english_is_read()
    {
        var refused = Assert.Throws<RefusedException>(() => PlotTables.Read(Written(Head + "S01,草,0,1,-1,30,2,\nS01,林木,10,1,20,30,0.47,\n"), "plots.csv"));

        var said = ForestCarbon.Testing.English.Of(() => refused.Message);
        Assert.False(ForestCarbon.Testing.English.HoldsChinese(said.Replace("草", "", StringComparison.Ordinal)), said);
        Assert.Contains("The pool “草” in row 2 is not trees, bamboo or shrubs.", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S01,林木,10,1,20,-3,,\nS01,林木,10,2,20,30,,\n", "第 2 行的期末生物量“-3”须为不小于 0 的数。")]
    [InlineData("S01,杂草,10,1,20,30,,\nS01,林木,10,2,20,30,,\n", "第 2 行的碳库“杂草”须为林木、竹子或灌木。")]
    [InlineData("S01,林木,10,1,20,30,,\nS01,林木,10,1,21,33,,\n", "第 2、3 行是同一样地（碳层 S01 样地 1）。")]
    [InlineData("S01,林木,10,1,20,30,,\nS01,林木,11,2,21,33,,\n", "碳层 S01 的面积在第 2 行和第 3 行不同。")]
    [InlineData("S01,林木,10,1,20,30,0.47,\nS01,林木,10,2,21,33,0.47,\n", "第 2 行有含碳率而没有来源。")]
    [InlineData("S01,林木,十,1,20,30,,\nS01,林木,10,2,,33,,\n", "第 3 行的期初生物量“”须为不小于 0 的数。")]
    [InlineData("S01,林木,10,1,20,30,,\n", "碳层 S01 只有 1 个样地")]
    [InlineData("S01,林木,10,1,20,=30,,\nS01,林木,10,2,20,30,,\n", "第 2 行的期末生物量“=30”须为不小于 0 的数。")]
    public void A_row_that_cannot_be_is_one_sentence(string rows, string sentence)
    {
        var refused = Assert.Throws<RefusedException>(() => PlotTables.Read(Written(Head + rows), "样地.csv"));
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("什么也没有录入。", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S01,林木,10,1,20,30,400,圆形\nS01,林木,10,2,20,30,600,圆形\n", "碳层 S01 的样地面积在第 2 行（400 m²）和第 3 行（600 m²）不同")]
    [InlineData("S01,林木,10,1,20,30,,圆形\nS01,林木,10,2,20,30,400,圆形\n", "第 2 行的样地面积“”须为大于 0 的数。")]
    [InlineData("S01,林木,10,1,20,30,400,\nS01,林木,10,2,20,30,400,圆形\n", "第 2 行没有写样地形状。")]
    public void Plots_of_different_size_are_no_sample_of_one_stratum(string rows, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<RefusedException>(() => PlotTables.Read(Written("碳层,碳库,面积（公顷）,样地,期初,期末,样地面积（m²）,样地形状\n" + rows), "样地.csv")).Message, StringComparison.Ordinal);

    [Theory, InlineData("样地面积（m²）", "400"), InlineData("样地面积（亩）", "0.6"), InlineData("样地面积（hm2）", "0.04")]
    public void The_size_of_a_plot_is_neither_its_number_nor_the_area_of_its_stratum(string head, string size)
    {
        var rows = PlotTables.Read(Written($"{head},样地形状,碳层,碳库,面积（公顷）,样地,期初,期末\n{size},圆形,S01,林木,10,甲,1,2\n{size},方形,S01,林木,10,乙,1,3\n"), "样地.csv");

        Assert.All(rows, r => Assert.Equal((10.0, 400.0), (r.AreaHa, Math.Round(r.PlotM2!.Value, 9))));
        Assert.Equal([("甲", "圆形"), ("乙", "方形")], rows.Select(r => (r.Plot, r.PlotShape!)));
    }

    [Theory]
    [InlineData("S01,林木,10,1,期中,20\n", "第 2 行的时点“期中”须为期初或期末。")]
    [InlineData("S01,林木,10,1,期初,20\nS01,林木,10,2,期初,21\nS01,林木,10,3,期末,40\n", "碳层 S01 期末只有 1 个样地")]
    [InlineData("S01,林木,10,1,期初,20\nS01,林木,10,1,期末,40\n", "两次都测的样地，请用期初、期末两列的表。")]
    public void A_row_of_two_inventories_that_cannot_be_is_one_sentence(string rows, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<RefusedException>(() => PlotTables.Read(Written("碳层,碳库,面积（公顷）,样地,时点,生物量\n" + rows), "样地.csv")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("碳层,碳库,面积（公顷）,样地,期初\n", "缺列：期末")]
    [InlineData("碳层,碳库,面积,样地,期初,期末\nS01,林木,10,1,1,2\n", "没有写单位")]
    [InlineData("碳层,碳库,样地面积（公顷）,样地,期初,期末\nS01,林木,10,1,1,2\n", "缺列：面积")]
    [InlineData("碳层,碳库,面积（公顷）,样地,期初,期末,样地面积\nS01,林木,10,1,1,2,400\n", "“样地面积”没有写单位")]
    public void A_head_that_says_too_little_is_refused(string table, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<RefusedException>(() => PlotTables.Read(Written(table), "样地.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_formula_in_a_cell_is_refused_and_the_cell_named()
    {
        var sheet = new CalculationSheet((_, _) => double.NaN);
        var given = sheet.Given(SheetPart.Parameters, "a", "a", "a", "1", 1, new("试验", "c"));
        sheet.Computed(SheetPart.Parameters, "b", "b", "b", "1", given + 1, "b = a + 1", new("试验", "c"));
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}.xlsx");
        using (var target = File.Create(path))
            ReductionWorkbook.Write(sheet, "试验", "", target);

        Assert.Contains("单元格 C5 是公式", Assert.Throws<RefusedException>(() => PlotTables.Read(path, "样地.xlsx")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mu_are_carried_over_exactly_and_a_table_of_a_chinese_machine_is_read()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, "碳层,碳库,面积（亩）,样地,期初,期末\n一,竹子,150,1,1,2\n一,竹子,150,2,1,3\n", Encoding.GetEncoding("GB18030"));

        var rows = PlotTables.Read(path, "样地.csv");

        Assert.All(rows, r => Assert.Equal(("一", "bamboo", 10.0), (r.Stratum, r.Pool, r.AreaHa)));
    }

    internal static string Written(string table)
    {
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, table);
        return path;
    }
}
