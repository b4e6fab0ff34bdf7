using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tests.Imports;

/// <summary>Townships and villages by file.</summary>
public sealed class ZoneImportTests(ImportDatabase county) : IClassFixture<ImportDatabase>
{
    private static readonly ImportRequest Townships = new("township", ImportDatabase.AsOf, Crs: "EPSG:4490");
    private static readonly ImportRequest Villages = Townships with { Layer = "village" };

    [Fact]
    public async Task Townships_and_their_villages_come_change_and_are_taken_back()
    {
        var west = await AcceptAsync("west.csv", Townships, "431125201,西岭瑶族乡", 111.0);
        Assert.Equal((1L, 0L), (west.Added, west.Changed));
        Assert.Equal("西岭瑶族乡 ethnic_township 431125", await ZoneAsync("township", "431125201"));
        var village = await AcceptAsync("village.csv", Villages, "431125201001,岭脚村", 111.0);
        Assert.Equal("岭脚村 431125201", await ZoneAsync("village", "431125201001"));

        var moved = await AcceptAsync("moved.csv", Townships, "431125201,西岭镇", 111.002);
        Assert.Equal((0L, 1L), (moved.Added, moved.Changed));
        Assert.Equal("111.002", await county.ScalarAsync<string>("select st_xmin(geom)::text from inventory.township where township_code = '431125201'"));

        // the later change first, the village before its township
        Assert.Contains("又有改动", Assert.IsType<DecisionOutcome.NotPossible>(await UndoAsync(west)).Sentence, StringComparison.Ordinal);
        Assert.IsType<DecisionOutcome.Undone>(await UndoAsync(moved));
        Assert.Equal("西岭瑶族乡 ethnic_township 431125", await ZoneAsync("township", "431125201"));
        Assert.Contains("431125201", Assert.IsType<DecisionOutcome.NotPossible>(await UndoAsync(west)).Sentence, StringComparison.Ordinal);
        Assert.IsType<DecisionOutcome.Undone>(await UndoAsync(village));
        Assert.IsType<DecisionOutcome.Undone>(await UndoAsync(west));
        Assert.Null(await ZoneAsync("township", "431125201"));
    }

    [Fact]
    public async Task What_is_exported_comes_in_again_unchanged()
    {
        await AcceptAsync("round.csv", Townships, "431125202,东岭镇", 111.2);
        var path = county.Folder.At("townships.gpkg");
        await new ForestCarbon.Inventory.Exports.LayerExports(county.Db).WriteAsync(
            new ForestCarbon.Inventory.Exports.ExportRequest("township", ForestCarbon.Inventory.Exports.ExportRequest.FormatOf("gpkg")!.Value, ImportDatabase.AsOf, null, "utf-8"), path, TownshipScope.WholeCounty);

        var report = await county.StagedAsync(path, Townships with { Crs = null });

        Assert.Equal(["unchanged"], (await county.Imports.ChangesAsync(report.ImportId)).Select(c => c.Kind));
    }

    [Theory]
    [InlineData("township", "4311251,短", "要 9 位数字")]
    [InlineData("township", "431124101,邻县镇", "不是本县（431125）的代码")]
    [InlineData("village", "431125999001,无乡村", "请先导入乡镇")]
    public async Task A_code_that_cannot_be_is_told_and_its_row_stays_out(string layer, string row, string sentence)
    {
        var report = await county.StagedAsync(county.Folder.Text($"{layer}-{row[..5]}.csv", File(row, 111.3)), Townships with { Layer = layer });

        Assert.Contains(report.Findings, f => f is { Kind: "code-form", Blocks: true } && f.Message.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Borders_are_the_countys_and_no_township_decides_over_them()
    {
        var report = await county.StagedAsync(county.Folder.Text("own.csv", File("431125203,南岭镇", 111.4)), Townships);

        var refused = Assert.IsType<DecisionOutcome.NotPossible>(await county.Imports.AcceptAsync(report.ImportId, Actor.Console(), TownshipScope.Of(["431125203"])));
        Assert.Contains("属于全县", refused.Sentence, StringComparison.Ordinal);
    }

    private async Task<DecisionOutcome.Accepted> AcceptAsync(string name, ImportRequest request, string row, double west) =>
        await county.AcceptAsync((await county.StagedAsync(county.Folder.Text(name, File(row, west)), request)).ImportId);

    private Task<DecisionOutcome> UndoAsync(DecisionOutcome.Accepted import) => county.Imports.UndoAsync(import.ImportId, Actor.Console(), TownshipScope.WholeCounty);

    private Task<string?> ZoneAsync(string layer, string code) => county.ScalarAsync<string?>(layer == "township"
        ? $"select name_zh || ' ' || kind || ' ' || county_code from inventory.township where township_code = '{code}'"
        : $"select name_zh || ' ' || township_code from inventory.village where village_code = '{code}'");

    private static string File(string row, double west) => FormattableString.Invariant(
        $"CODE,NAME,WKT\n{row},\"POLYGON (({west} 25.3, {west + 0.05:0.###} 25.3, {west + 0.05:0.###} 25.35, {west} 25.35, {west} 25.3))\"\n");
}
