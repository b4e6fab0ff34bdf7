using System.Text.Json;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Cli.Tests.Commands;

/// <summary>The program as a script sees it: arguments in, two streams and a status out.</summary>
public sealed class CommandTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly KillHarness _program = new(seed: 1);

    [Theory]
    [InlineData("plant")]
    [InlineData("db", "restart")]
    [InlineData("account", "--from", "soon")]
    [InlineData("seed-demo", "--parcels", "12")]
    [InlineData("user", "add", "li", "--role", "king")]
    [InlineData("runs")]
    [InlineData("parcel", "show", "1", "--language", "fr")]
    public async Task Wrong_usage_is_status_2_with_nothing_on_standard_output(params string[] arguments)
    {
        var end = await _program.RunAsync(arguments);

        Assert.Equal((2, ""), (end.Status, end.Output));
        Assert.EndsWith("用法见 ./forestcarbon --help，或在命令后加 --help。", end.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("migrate")]
    [InlineData("db psql")]
    [InlineData("seed-demo")]
    [InlineData("account")]
    [InlineData("audit verify")]
    [InlineData("user add")]
    [InlineData("calc")]
    public async Task Every_command_explains_itself_without_a_database(string command)
    {
        _program.Environs["FORESTCARBON_DB"] = "Host=127.0.0.1;Port=1;Username=nobody";

        var end = await _program.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((0, ""), (end.Status, end.Errors));
        Assert.Contains("用法", end.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host", 1, "不是可用的连接字符串")]
    [InlineData("Password=hunter2hunter2", 1, "不是可用的连接字符串")]
    [InlineData("Host=127.0.0.1;Port=many;Password=hunter2hunter2", 1, "不是可用的连接字符串")]
    [InlineData("Host=127.0.0.1;Port=1;Username=li;Password=hunter2hunter2;Database=county", 3, "连不上数据库（127.0.0.1:1）")]
    [InlineData("Host=/nowhere;Username=li;Password=hunter2hunter2;Database=county", 3, "连不上数据库（/nowhere）")]
    public async Task A_wrong_connection_string_is_one_sentence_without_the_password(string address, int status, string sentence)
    {
        _program.Environs["FORESTCARBON_DB"] = address;

        var end = await _program.RunAsync("runs", "list");

        Assert.Equal((status, ""), (end.Status, end.Output));
        Assert.Contains(sentence, end.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', end.Errors);
        Assert.DoesNotContain("hunter2", end.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_one_sentence()
    {
        _program.Environs["FORESTCARBON_DB"] = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "no_such_county" }.ConnectionString;

        var end = await _program.RunAsync("account");

        Assert.Equal(1, end.Status);
        Assert.Contains("没有 FORESTCARBON_DB 所指的库", end.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_tables_is_told_to_be_migrated()
    {
        await using var bare = new BareDatabase();
        await bare.InitializeAsync();
        _program.Environs["FORESTCARBON_DB"] = bare.ConnectionString;

        var end = await _program.RunAsync("account");

        Assert.Equal((1, "数据库里还没有县域数据表：请先运行 ./forestcarbon migrate（或 ./forestcarbon up）。"), (end.Status, end.Errors));
    }

    [Fact]
    public async Task The_county_is_loaded_accounted_and_verified_with_one_json_document_each()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;

        Assert.Equal(300, (await DocumentAsync("seed-demo", "--parcels", "300")).GetProperty("parcels").GetInt32());
        Assert.Equal(1L, await database.ScalarAsync<long>("select count(*) from inventory.overview")); // or the first map is empty
        await DocumentAsync("account");
        await DocumentAsync("runs", "list");
        await DocumentAsync("curves", "list");
        Assert.Equal("accounted", (await DocumentAsync("db", "status")).GetProperty("county").GetString());
        Assert.True((await DocumentAsync("audit", "verify")).GetProperty("is_whole").GetBoolean());

        var again = await _program.RunAsync("seed-demo", "--parcels", "300");
        Assert.Equal((1, ""), (again.Status, again.Output));
        Assert.Contains("--force", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_is_made_once_and_its_password_is_shown_only_where_it_was_drawn()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;

        var made = await DocumentAsync("user", "add", "zhang", "--role", "auditor");
        var again = await _program.RunAsync("user", "add", "ZHANG", "--role", "auditor");
        var nowhere = await _program.RunAsync("user", "add", "wang", "--role", "ranger", "--township", "999999999");

        Assert.Equal(16, made.GetProperty("password").GetString()!.Length);
        Assert.Equal((1, "账号 ZHANG 已存在。"), (again.Status, again.Errors));
        Assert.Equal((1, "没有这些乡镇：999999999。"), (nowhere.Status, nowhere.Errors));
        Assert.Equal(1L, await database.ScalarAsync<long>("select count(*) from platform.account"));
    }

    [Fact]
    public async Task Psql_prints_bare_rows_and_passes_its_status_on()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;

        var rows = await _program.RunAsync("db", "psql", "-c", "select 1, '小班' union all select 2, null order by 1");
        var fault = await _program.RunAsync("db", "psql", "-c", "select no_such_column");

        Assert.Equal((0, "1|小班\n2|"), (rows.Status, rows.Output));
        Assert.Equal(1, fault.Status);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private async Task<JsonElement> DocumentAsync(params string[] arguments)
    {
        var end = await _program.RunAsync([.. arguments, "--json"]);
        Assert.True(end.Status == 0, $"{string.Join(' ', arguments)}: {end.Errors}");
        using var document = JsonDocument.Parse(end.Output); // refuses anything before or after it
        return document.RootElement.Clone();
    }
}
