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
        Assert.Contains("looks like mu", (string)MiniExcelLibs.MiniExcel.Query(workbook, useHeaderRow: true, sheetName: "Findings").Cast<IDictionary<string, object>>().First()["What"], StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
