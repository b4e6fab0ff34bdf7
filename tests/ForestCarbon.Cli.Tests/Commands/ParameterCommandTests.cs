using System.Text.Json;
using ForestCarbon.Testing;

namespace ForestCarbon.Cli.Tests.Commands;

/// <summary><c>parameters verify | withdraw</c> as a script sees them: the roles the page admits, and no other.</summary>
public sealed class ParameterCommandTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly KillHarness _program = new(seed: 5);
    private readonly string _page = Path.Combine(Directory.CreateTempSubdirectory("fc-parameters-").FullName, "page.pdf");

    [Fact]
    public async Task A_reading_is_taken_from_the_roles_of_the_page_only_and_taken_back_by_its_reader()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;
        await File.WriteAllTextAsync(_page, "%PDF-1.4", TestContext.Current.CancellationToken);
        foreach (var (name, role) in new[] { ("du", "developer"), ("shen", "bureau-reviewer"), ("he", "verifier"), ("cai", "finance") })
            Assert.Equal(0, (await _program.RunAsync("user", "add", name, "--role", role)).Status);
        var id = (await DocumentAsync("parameters", "list", "--methodology", "CCER-14-001-V01")).EnumerateArray().Single(p => p.GetProperty("param_key").GetString() == "non_permanence_rate").GetProperty("parameter_id").GetInt64();
        string[] Read(string account, string value) => ["parameters", "verify", $"{id}", "--value", value, "--source", "第 30 页", "--page", _page, "--account", account];

        foreach (var name in new[] { "he", "cai" })
        {
            var refused = await _program.RunAsync(Read(name, "0.1"));
            Assert.Equal(1, refused.Status);
            Assert.Contains("可以的岗位：林业局审核、项目开发", refused.Errors, StringComparison.Ordinal);
        }
        var note = Path.Combine(Path.GetDirectoryName(_page)!, "a.txt");
        await File.WriteAllTextAsync(note, "hello", TestContext.Current.CancellationToken);
        foreach (var (source, page, says) in new[] { ("", _page, "请写明来源"), ("第 30 页", note, "“a.txt”不是来源页") })
        {
            var refused = await _program.RunAsync("parameters", "verify", $"{id}", "--value", "0.1", "--source", source, "--page", page, "--account", "du");
            Assert.Equal(1, refused.Status);
            Assert.Contains(says, refused.Errors, StringComparison.Ordinal);
        }
        Assert.Equal("differs", (await DocumentAsync(Read("du", "1"))).GetProperty("verification").GetString());
        Assert.Equal(1, (await _program.RunAsync("parameters", "withdraw", $"{id}", "--reason", "不是我的", "--account", "shen")).Status);
        Assert.Equal("unread", (await DocumentAsync("parameters", "withdraw", $"{id}", "--reason", "看错小数点", "--account", "du")).GetProperty("verification").GetString());
        await DocumentAsync(Read("du", "0.1"));
        var verified = await DocumentAsync(Read("shen", "0.1"));
        Assert.Equal(("verified", "第 30 页", "M"), (verified.GetProperty("verification").GetString(), verified.GetProperty("verified_from").GetString(), verified.GetProperty("mark").GetString()));
        Assert.Contains("两个账号核实，来源页：第 30 页", (await _program.RunAsync("parameters", "list", "--methodology", "CCER-14-001-V01")).Output, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path.GetDirectoryName(_page)!, recursive: true);
        return _program.DisposeAsync();
    }

    private async Task<JsonElement> DocumentAsync(params string[] arguments)
    {
        var end = await _program.RunAsync([.. arguments, "--json"]);
        Assert.True(end.Status == 0, $"{string.Join(' ', arguments)}: {end.Status} {end.Errors}");
        using var document = JsonDocument.Parse(end.Output);
        return document.RootElement.Clone();
    }
}
