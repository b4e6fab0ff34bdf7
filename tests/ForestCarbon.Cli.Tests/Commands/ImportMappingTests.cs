using System.Text.Json;
using ForestCarbon.Inventory.Imports;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;

namespace ForestCarbon.Cli.Tests.Commands;

/// <summary>The mapping of a file's fields by the name it is kept under, as well as by a file.</summary>
public sealed class ImportMappingTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly KillHarness _program = new(seed: 1);

    [Fact]
    public async Task A_mapping_is_taken_by_its_kept_name()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;
        await new NamedMappings(database.Db).SaveAsync("某队字段", "change-spot", new Dictionary<string, string> { ["HAO"] = "code" }, Actor.Installation);
        var path = Path.Combine(Directory.CreateTempSubdirectory("fc-mapping-").FullName, "spots.csv");
        await File.WriteAllTextAsync(path, "HAO,WKT\nK7,\"POLYGON ((111 25, 111.01 25, 111.01 25.01, 111 25))\"\n", TestContext.Current.CancellationToken);
        string[] import = ["import", path, "--layer", "change-spot", "--crs", "EPSG:4490", "--dry-run", "--json", "--mapping"];

        var end = await _program.RunAsync([.. import, "某队字段"]);
        using var document = JsonDocument.Parse(end.Output);
        Assert.Equal("HAO", document.RootElement.GetProperty("report").GetProperty("mapping").GetProperty("code").GetString());

        var unknown = await _program.RunAsync([.. import, "别队字段"]);
        Assert.Equal(1, unknown.Status);
        Assert.Contains("已保存：某队字段", unknown.Errors, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task Findings_are_told_of_the_file_first_kind_by_kind_and_written_as_a_workbook_in_the_language_asked_for()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;
        var folder = Directory.CreateTempSubdirectory("fc-findings-").FullName;
        var path = Path.Combine(folder, "parcels.csv");
        await File.WriteAllTextAsync(path, "CODE,DI_LEI,MIAN_JI,WKT\n" + string.Concat(Enumerable.Range(0, 7).Select(i => FormattableString.Invariant(
            $"43112510100100090000{i},0111,{1672.5},\"POLYGON (({111 + i} 25, {111.01 + i} 25, {111.01 + i} 25.01, {111 + i} 25.01, {111 + i} 25))\"\n"))), TestContext.Current.CancellationToken);

        var refused = await _program.RunAsync("import", path, "--layer", "forest-land", "--crs", "EPSG:4490", "--as-of", "2025-12-31");
        Assert.Equal(1, refused.Status);
        var said = refused.Output.Split('\n').Where(line => line.StartsWith("错误", StringComparison.Ordinal)).ToList();
        Assert.Contains("整列像是以亩为单位", said[0], StringComparison.Ordinal);
        Assert.Contains("错误  地类不认识：7 条", said);
        Assert.Equal(5, refused.Output.Split('\n').Count(line => line.StartsWith("    ", StringComparison.Ordinal) && line.Contains("0111", StringComparison.Ordinal)));

        var import = refused.Output[(refused.Output.IndexOf("imports show ", StringComparison.Ordinal) + "imports show ".Length)..].Split('。')[0];
        var workbook = Path.Combine(folder, "findings.xlsx");
        var shown = await _program.RunAsync("imports", "show", import, "--xlsx", workbook, "--language", "en");
        Assert.Equal(0, shown.Status);
        Assert.Contains("error  unknown land class: 7", shown.Output, StringComparison.Ordinal);
        Assert.Contains("forest-land, refused", shown.Output, StringComparison.Ordinal);
        var list = await _program.RunAsync("imports", "list", "--language", "en");
        Assert.Matches("^import +state +layer +file +as of +features +errors +warnings\\s", list.Output);
        Assert.Matches("refused +forest-land +parcels\\.csv +2025-12-31 +7 ", list.Output);
        Assert.Contains("looks like mu", (string)MiniExcelLibs.MiniExcel.Query(workbook, useHeaderRow: true, sheetName: "Findings").Cast<IDictionary<string, object>>().First()["What"], StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Parcels_that_a_file_leaves_out_are_named_beside_what_was_stored()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;
        await database.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "a land class", write => write.ExecuteAsync(
            "insert into inventory.code (list, code, name_zh, name_en, means, source, confidence) values ('land-class', '0113', '竹林', 'bamboo', 'forest', 'ccer-rules §9.4', 'S30') on conflict do nothing",
            ct: TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("fc-absent-").FullName;
        string Rows(params int[] numbers) => "CODE,DI_LEI,WKT\n" + string.Concat(numbers.Select(i => FormattableString.Invariant(
            $"43112510100200090000{i},0113,\"POLYGON (({112 + (0.02 * i)} 25, {112.01 + (0.02 * i)} 25, {112.01 + (0.02 * i)} 25.01, {112 + (0.02 * i)} 25.01, {112 + (0.02 * i)} 25))\"\n")));
        async Task<(int Status, string Output)> ImportAsync(string name, string day, string text, params string[] more)
        {
            var path = Path.Combine(folder, name);
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
            var end = await _program.RunAsync(["import", path, "--layer", "forest-land", "--crs", "EPSG:4490", "--as-of", day, "--accept", .. more]);
            return (end.Status, end.Output);
        }
        Assert.Equal(0, (await ImportAsync("all.csv", "2023-12-31", Rows(1, 2, 3))).Status);

        var kept = await ImportAsync("two.csv", "2024-12-31", Rows(1, 2));
        var closed = await ImportAsync("closing.csv", "2025-12-31", Rows(1), "--only", "rewritten", "removed");
        var table = await ImportAsync("table.csv", "2024-12-31", "CODE,DI_LEI\n431125101002000900001,0113\n", "--dry-run");
        var english = await ImportAsync("english.csv", "2024-12-31", Rows(1, 2), "--language", "en", "--dry-run");

        Assert.Contains("文件里没有、库中未动的小班 1 个：431125101002000900003。", kept.Output, StringComparison.Ordinal);
        Assert.Contains("文件里没有的小班：1 个，文件 0.000 ha，库中 1", kept.Output, StringComparison.Ordinal);
        Assert.Contains("文件里没有、已关闭的小班 2 个：431125101002000900002、431125101002000900003。", closed.Output, StringComparison.Ordinal);
        Assert.Contains("2024-12-31，1 行", table.Output, StringComparison.Ordinal);
        Assert.Contains("2024-12-31，2 个图形", kept.Output, StringComparison.Ordinal);
        Assert.Contains("Against what is stored:", english.Output, StringComparison.Ordinal);
        Assert.Contains("Unchanged: 1, ", english.Output, StringComparison.Ordinal);
        Assert.Contains("Earlier than stored: 1, ", english.Output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
