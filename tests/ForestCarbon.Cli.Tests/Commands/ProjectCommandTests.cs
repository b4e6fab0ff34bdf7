using System.Text.Json;
using ForestCarbon.Testing;

namespace ForestCarbon.Cli.Tests.Commands;

/// <summary><c>project create | list | show | stage | document | …</c> as a script sees them.</summary>
public sealed class ProjectCommandTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly KillHarness _program = new(seed: 4);
    private readonly string _folder = Directory.CreateTempSubdirectory("fc-project-").FullName;

    [Fact]
    public async Task A_project_is_created_led_to_its_publicity_and_refused_what_is_not_its_turn()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;
        var boundary = Path.Combine(_folder, "boundary.geojson");
        await File.WriteAllTextAsync(boundary, """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"甲"},"geometry":{"type":"Polygon","coordinates":[[[111.5,25.1],[111.501,25.1],[111.501,25.101],[111.5,25.101],[111.5,25.1]]]}}]}""", TestContext.Current.CancellationToken);
        var paper = Path.Combine(_folder, "paper.pdf");
        await File.WriteAllTextAsync(paper, "%PDF-1.7 试验", TestContext.Current.CancellationToken);

        var made = await DocumentAsync(0, "project", "create", "JY-10", "--name", "试验项目", "--methodology", "CCER-14-001-V01", "--boundary", boundary, "--crs", "EPSG:4490",
            "--start-date", "2022-03-01", "--crediting-from", "2022-03-01", "--crediting-to", "2042-02-28", "--lifetime-to", "2060-12-31", "--on", "2026-01-05");
        Assert.Equal(("reserve", 1, "2026-01-05"), (made.GetProperty("state").GetString(), made.GetProperty("plots").GetInt32(), made.GetProperty("opened_on").GetString()));
        await DocumentAsync(1, "project", "create", "JY-10", "--name", "又一个");

        var early = await _program.RunAsync("project", "stage", "JY-10", "publicity", "--decision", "公示");
        Assert.Equal((1, "项目不能从“储备”到“公示中”。"), (early.Status, early.Errors));
        var missing = await _program.RunAsync("project", "stage", "JY-10", "design", "--decision", "开始设计");
        Assert.Equal((1, "条件 f、g、h、i 的承诺没有录全。"), (missing.Status, missing.Errors));
        await DocumentAsync(0, "project", "undertake", "JY-10", "--by", "业主，办公室");
        Assert.Equal("design", (await DocumentAsync(0, "project", "stage", "JY-10", "design", "--decision", "开始设计")).GetProperty("to_state").GetString());
        var parties = await DocumentAsync(0, "project", "party", "JY-10", "--role", "owner", "--name", "甲公司", "--from", "2026-01-01", "--until", "2046-12-31", "--contract", "HT-1");
        Assert.Equal(("HT-1", "2046-12-31"), (parties[0].GetProperty("contract").GetString(), parties[0].GetProperty("until_on").GetString()));
        await DocumentAsync(0, "project", "party", "JY-10", "--role", "validator", "--name", "乙认证", "--kind", "validation-body");
        Assert.Equal(1, (await DocumentAsync(0, "project", "document", "JY-10", paper, "--kind", "pdd")).GetProperty("version").GetInt32());
        var publicity = await DocumentAsync(0, "project", "stage", "JY-10", "publicity", "--decision", "开始公示");
        Assert.Equal("project-publicity", publicity.GetProperty("period_kind").GetString());

        Assert.Equal(["JY-10"], (await DocumentAsync(0, "project", "list", "--state", "publicity")).EnumerateArray().Select(p => p.GetProperty("code").GetString()));
        var shown = await DocumentAsync(0, "project", "show", "JY-10");
        Assert.Equal(["reserve", "design", "publicity"], shown.GetProperty("moves").EnumerateArray().Select(m => m.GetProperty("to_state").GetString()));
        Assert.Equal(61, (await DocumentAsync(0, "project", "moves")).GetArrayLength());
        foreach (var format in new[] { "gpkg", "kml", "zip" })
            await DocumentAsync(0, "project", "export", "JY-10", "--out", Path.Combine(_folder, "out." + format));
        await DocumentAsync(0, "project", "export", "--out", Path.Combine(_folder, "out.xlsx"));
        await DocumentAsync(1, "project", "export", "JY-10", "--state", "design", "--out", Path.Combine(_folder, "both.gpkg"));
        await DocumentAsync(0, "deadlines", "add", "拖过的事", "--owner", "role:developer", "--due", "2025-02-03");
        var listed = await _program.RunAsync("deadlines", "list");
        Assert.Contains(listed.Output.Split('\n'), line => line.Contains("拖过的事", StringComparison.Ordinal) && line.Contains("项目开发", StringComparison.Ordinal) && line.Contains("已过期", StringComparison.Ordinal));
        Assert.Contains("请核对年份", (await _program.RunAsync("deadlines", "add", "无尽的事", "--owner", "role:developer", "--due", "9999-12-31")).Errors, StringComparison.Ordinal);
        Assert.Empty((await DocumentAsync(0, "project", "changes")).EnumerateArray());
        Assert.Equal((1, "没有编号为 JY-99 的项目。"), await _program.RunAsync("project", "show", "JY-99") is var end ? (end.Status, end.Errors) : default);
    }

    [Fact]
    public async Task Two_drafts_are_made_and_compared_in_English_and_an_empty_text_is_refused()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;
        var (boundary, text) = (Path.Combine(_folder, "drafted.geojson"), Path.Combine(_folder, "prior.txt"));
        await File.WriteAllTextAsync(boundary, """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"甲"},"geometry":{"type":"Polygon","coordinates":[[[111.52,25.12],[111.521,25.12],[111.521,25.121],[111.52,25.121],[111.52,25.12]]]}}]}""", TestContext.Current.CancellationToken);
        await DocumentAsync(0, "project", "create", "JY-11", "--name", "试验项目", "--methodology", "CCER-14-001-V01", "--boundary", boundary, "--crs", "EPSG:4490",
            "--start-date", "2022-03-01", "--crediting-from", "2022-03-01", "--crediting-to", "2042-02-28", "--lifetime-to", "2060-12-31", "--on", "2026-01-05");
        var before = (await DocumentAsync(0, "project", "draft", "JY-11")).GetProperty("draft_id").GetInt64();

        await File.WriteAllTextAsync(text, " \n", TestContext.Current.CancellationToken);
        var empty = await _program.RunAsync("project", "text", "JY-11", "prior-use", text, "--language", "en");
        Assert.Equal((1, "prior.txt is empty: write the text and send it again."), (empty.Status, empty.Errors));
        await File.WriteAllTextAsync(text, "荒山。", TestContext.Current.CancellationToken);
        Assert.Equal("JY-11: parts written: 1.", (await _program.RunAsync("project", "text", "JY-11", "prior-use", text, "--language", "en")).Output.Trim());
        await DocumentAsync(0, "project", "undertake", "JY-11", "--by", "业主，办公室");

        var made = (await _program.RunAsync("project", "draft", "JY-11", "--language", "en")).Output.Split('\n')[0];
        Assert.Contains("A draft, not to be handed in", made, StringComparison.Ordinal);
        Assert.False(English.HoldsChinese(made), made);
        var after = (await DocumentAsync(0, "project", "draft", "JY-11")).GetProperty("draft_id").GetInt64();
        Assert.StartsWith($"Number {after}, ", made, StringComparison.Ordinal);
        var differs = (await _program.RunAsync("project", "compare", "JY-11", $"{before}", $"{after}", "--language", "en")).Output.Split('\n');
        Assert.Equal(["name", "before", "after", "unit", "because"], differs[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(differs, line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["undertakings", "0", "4"]);
        Assert.Contains("Land use before:", differs);
        var evidence = (await _program.RunAsync("project", "evidence", "JY-11", "--language", "en")).Output.Split('\n');
        Assert.Equal(["item", "evidence", "state", "file"], evidence[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(evidence, line => line.StartsWith("work-design ", StringComparison.Ordinal) && line.TrimEnd().EndsWith("missing", StringComparison.Ordinal) && !English.HoldsChinese(line));
        Assert.Equal("JY-11: baseline 0 tCO₂e, survey.", (await _program.RunAsync("project", "input", "JY-11", "baseline", "0", "--source", "survey", "--language", "en")).Output.Trim());
    }

    [Theory]
    [InlineData("project create JY-90 --name 早 --on 0001-01-01", "0001-01-01")]
    [InlineData("project create JY-90 --name 早 --on 1899-12-31", "1899-12-31")]
    [InlineData("project stage JY-90 design --decision 早 --on 9999-12-31", "9999-12-31")]
    [InlineData("project party JY-90 --role owner --name 甲公司 --from 2026-01-01 --until 9999-12-31", "9999-12-31")]
    [InlineData("deadlines list --from 9999-12-31", "9999-12-31")]
    [InlineData("working-days due project-publicity 0001-01-01", "0001-01-01")]
    public async Task A_day_beside_the_calendar_is_refused_by_every_command(string arguments, string day)
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;

        var end = await _program.RunAsync(arguments.Split(' '));
        var english = await _program.RunAsync([.. arguments.Split(' '), "--language", "en"]);

        Assert.Equal((1, $"日期 {day} 不在 1900-01-01 至 2499-12-31 之间，请核对年份。"), (end.Status, end.Errors));
        Assert.Equal((1, $"The day {day} is not between 1900-01-01 and 2499-12-31: check the year."), (english.Status, english.Errors));
        Assert.Equal(1, (await _program.RunAsync("project", "show", "JY-90")).Status);
    }

    [Fact]
    public async Task A_project_and_a_period_are_told_in_English()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;
        async Task<string> EnglishAsync(params string[] arguments)
        {
            var end = await _program.RunAsync([.. arguments, "--language", "en"]);
            var told = end.Output + end.Errors;
            Assert.False(English.HoldsChinese(told), told);
            return told.Trim();
        }

        Assert.Equal("In the reserve: EN-10 Trial.", await EnglishAsync("project", "create", "EN-10", "--name", "Trial", "--note", "trial", "--on", "2026-01-05"));
        var parties = await EnglishAsync("project", "party", "EN-10", "--role", "owner", "--name", "Trial Ltd", "--from", "2026-01-05");
        Assert.Matches("^role +name +from +until\nowner +Trial Ltd +2026-01-05$", parties);
        var shown = await EnglishAsync("project", "show", "EN-10");
        Assert.StartsWith("EN-10 Trial: ", shown, StringComparison.Ordinal);
        Assert.Contains("still missing", shown, StringComparison.Ordinal);
        Assert.EndsWith("→ Withdrawn.", await EnglishAsync("project", "stage", "EN-10", "withdrawn", "--decision", "given up"), StringComparison.Ordinal);
        Assert.Equal("There is no project EN-99.", await EnglishAsync("project", "show", "EN-99"));
        Assert.Contains("working days: 2026-", await EnglishAsync("working-days", "due", "project-publicity", "2026-01-05"), StringComparison.Ordinal);
        Assert.Contains("in force since", await EnglishAsync("working-days", "due", "project-publicity", "2020-01-06"), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return _program.DisposeAsync();
    }

    private async Task<JsonElement> DocumentAsync(int status, params string[] arguments)
    {
        var end = await _program.RunAsync([.. arguments, "--json"]);
        Assert.True(end.Status == status, $"{string.Join(' ', arguments)}: {end.Status} {end.Errors}");
        using var document = JsonDocument.Parse(end.Output);
        return document.RootElement.Clone();
    }
}
