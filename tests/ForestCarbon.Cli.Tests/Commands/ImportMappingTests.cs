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

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
