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
    [InlineData("account --from soon", "选项 --from 要整数，给的是 “soon”。", "Option --from must be a whole number, not \"soon\".")]
    [InlineData("account --as-of yesterday", "选项 --as-of 要日期（如 2026-06-30），给的是 “yesterday”。", "Option --as-of must be a date such as 2026-06-30, not \"yesterday\".")]
    [InlineData("runs show 99999999999999999999", "参数 ID 要 -9223372036854775808 到 9223372036854775807 之间的整数，给的是 “99999999999999999999”。", "Argument ID must be a whole number from -9223372036854775808 to 9223372036854775807, not \"99999999999999999999\".")]
    [InlineData("runs show first", "参数 ID 要整数，给的是 “first”。", "Argument ID must be a whole number, not \"first\".")]
    [InlineData("runs show", "参数 ID 没有给值。", "Argument ID has no value.")]
    [InlineData("account --from", "选项 --from 没有给值。", "Option --from has no value.")]
    [InlineData("account --from 2025 --from 2026", "选项 --from 只能给一次，给了 2 个值。", "Option --from takes one value, 2 were given.")]
    [InlineData("account --frm 2025", "account 不认识 “--frm”、“2025”。", "account does not know \"--frm\", \"2025\".")]
    [InlineData("plant", "./forestcarbon 不认识 “plant”。", "./forestcarbon does not know \"plant\".")]
    [InlineData("audit", "audit 后面要接其中之一：verify。", "audit needs one of: verify.")]
    [InlineData("calc units", "缺少选项 --in：算例文件 {\"cases\":[…]}，- 为标准输入。", "Option --in is missing.")]
    [InlineData("export --layer forest-land --format dwg --out x", "选项 --format 不能是 “dwg”，可用：csv、geojson、gpkg、shp、xlsx。",
        "Option --format cannot be \"dwg\"; it is one of: csv, geojson, gpkg, shp, xlsx.")]
    [InlineData("seed-demo --parcels abc", "选项 --parcels 要整数，给的是 “abc”。", "Option --parcels must be a whole number, not \"abc\".")]
    [InlineData("seed-demo --parcels 12", "--parcels 要 200 到 20000000 之间的整数。", "--parcels must be a whole number from 200 to 20000000.")]
    [InlineData("user add li --role auditor --days", "user add 不认识 “--days”。", "user add does not know \"--days\".")]
    public async Task What_is_wrong_with_the_arguments_is_said_in_the_language_asked_for(string line, string zh, string en)
    {
        var chinese = await _program.RunAsync(line.Split(' '));
        var english = await _program.RunAsync(["--language", "en", .. line.Split(' ')]);

        Assert.Equal((2, zh), (chinese.Status, chinese.Errors.Split('\n')[0]));
        Assert.Equal((2, en), (english.Status, english.Errors.Split('\n')[0]));
        Assert.DoesNotContain("System.", chinese.Errors + english.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(english.Errors, c => c >= 0x2E80);
    }

    [Fact]
    public void Every_command_argument_and_option_has_its_English()
    {
        static IEnumerable<string> Told(System.CommandLine.Command command) =>
            [.. new[] { command.Description }.Concat(command.Arguments.Select(a => a.Description)).Concat(command.Options.Select(o => o.Description)).OfType<string>(),
                .. command.Subcommands.SelectMany(Told)];
        var root = ForestCarbon.Cli.Commands.RootCommands.Create();
        var chinese = Told(root).Count(IsChinese);
        ForestCarbon.Cli.Frame.HelpText.SayInEnglish(root);

        Assert.True(chinese > 200);
        // Two schemes of that sort go by their Chinese names.
        Assert.DoesNotContain(Told(root).Select(t => t.Replace("碳普惠", "", StringComparison.Ordinal).Replace("其他", "", StringComparison.Ordinal)), IsChinese);

        static bool IsChinese(string text) => text.Any(c => c >= 0x2E80);
    }

    [Theory]
    [InlineData(2, "usage", "account", "--from", "soon")]
    [InlineData(2, "usage", "screen")]
    [InlineData(2, "usage", "import", "x.shp", "--layer", "forest")]
    [InlineData(2, "usage", "calc", "no-such-calculator", "--in", "-")]
    [InlineData(1, "refused", "calc", "units", "--in", "/nonexistent")]
    [InlineData(1, "refused", "import", "/nonexistent.shp", "--layer", "forest-land", "--mapping", "/nonexistent.csv")]
    [InlineData(3, "fault", "runs", "list")]
    [InlineData(3, "fault", "account")]
    [InlineData(3, "fault", "import", "/nonexistent.shp", "--layer", "forest-land")]
    [InlineData(3, "fault", "ledger", "verify")]
    [InlineData(3, "fault", "migrate")]
    [InlineData(3, "fault", "db", "start")]
    public async Task A_failure_too_is_one_json_document(int status, string kind, params string[] arguments)
    {
        _program.Environs["FORESTCARBON_DB"] = "Host=127.0.0.1;Port=1;Username=li;Password=hunter2hunter2;Database=county";

        var end = await _program.RunAsync([.. arguments, "--json"]);

        Assert.Equal(status, end.Status);
        using var document = JsonDocument.Parse(end.Output);
        var error = document.RootElement.GetProperty("error");
        Assert.Equal(kind, error.GetProperty("kind").GetString());
        Assert.Contains(error.GetProperty("message").GetString()!, end.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", end.Output + end.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nosuch --json", "bench 不认识 “nosuch”。")]
    [InlineData("account --parcels abc --json", "选项 --parcels 要整数，给的是 “abc”。")]
    [InlineData("account --parcels 0 --json", "--parcels 要 1 到 20000000 之间的整数。")]
    [InlineData("--json", "bench 后面要接其中之一：account、import、coverage、tiles、screen、ledger、pages、projects、finance、documents、up。")]
    public async Task A_bench_answers_wrong_usage_as_every_command_does(string line, string sentence)
    {
        await using var bench = _program.Start(Programs.Bench, line.Split(' '));
        var end = await bench.EndAsync();

        Assert.Equal((2, sentence), (end.Status, end.Errors.Split('\n')[0]));
        using var document = JsonDocument.Parse(end.Output);
        Assert.Equal(sentence, document.RootElement.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_missing_input_file_is_refused_whoever_reads_it()
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;

        foreach (var line in new[] { "import /nonexistent.shp --layer forest-land", "claims check /nonexistent.gpkg", "calc units --in /nonexistent" })
            Assert.Equal((line, 1), (line, (await _program.RunAsync(line.Split(' '))).Status));
    }

    [Theory]
    [InlineData("check --as-of 2000-01-01", "forest-land（2000-01-01）：这一天没有小班。", "forest-land (2000-01-01): no parcels on this day.")]
    [InlineData("check --layer plot --as-of 2000-01-01", "plot（2000-01-01）：没有可查的要素。", "plot (2000-01-01): no features to check.")]
    public async Task Where_nothing_stands_no_check_is_passed(string line, string zh, string en)
    {
        _program.Environs["FORESTCARBON_DB"] = database.ConnectionString;

        var chinese = await _program.RunAsync(line.Split(' '));
        var english = await _program.RunAsync(["--language", "en", .. line.Split(' ')]);

        Assert.Equal((1, ""), (chinese.Status, chinese.Output));
        Assert.Contains(zh, chinese.Errors, StringComparison.Ordinal);
        Assert.Contains(en, english.Errors, StringComparison.Ordinal);
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
    public async Task The_county_is_loaded_into_a_database_without_tables_accounted_and_verified_with_one_json_document_each()
    {
        await using var bare = new BareDatabase();
        await bare.InitializeAsync();
        _program.Environs["FORESTCARBON_DB"] = bare.ConnectionString;

        var end = await _program.RunAsync("seed-demo", "--parcels", "300", "--json");

        Assert.Equal(0, end.Status);
        using (var document = JsonDocument.Parse(end.Output))
            Assert.Equal(300, document.RootElement.GetProperty("parcels").GetInt32());
        var steps = end.Errors.Split('\n').Where(line => line.EndsWith('…')).ToList();
        Assert.Equal(["正在建立数据表 …", "装入演示县域：小班 …", "装入演示县域：地类历史 …", "装入演示县域：图层 …", "登记演示权益与项目 …", "登记演示账户与凭证 …", "登记演示账簿、补偿和分配 …", "绘制全县略图 …"], steps);
        Assert.Equal("1", await _program.DoneAsync("db", "psql", "-c", "select count(*) from inventory.overview")); // or the first map is empty
        var accounted = (await DocumentAsync("account")).GetProperty("run");
        Assert.Equal(JsonValueKind.Object, accounted.GetProperty("manifest").ValueKind);
        await DocumentAsync("runs", "list");
        await DocumentAsync("curves", "list");
        var set = await DocumentAsync("curves", "show");
        Assert.True(set.GetProperty("families").GetArrayLength() + set.GetProperty("family_gaps").GetArrayLength() > 0);
        var difference = (await DocumentAsync("account", "--projection", "difference")).GetProperty("run");
        Assert.Equal(
            difference.GetProperty("accounted_parcels").GetInt32(),
            difference.GetProperty("difference_parcels").GetInt32() + difference.GetProperty("no_member_parcels").GetInt32());
        var shorter = (await DocumentAsync("account", "--to", "2030")).GetProperty("run");
        string[] diff = ["runs", "diff", $"{accounted.GetProperty("run_id").GetInt64()}", $"{shorter.GetProperty("run_id").GetInt64()}"];
        Assert.DoesNotMatch("[\u4e00-\u9fff]", await _program.DoneAsync([.. diff, "--language", "en"]));
        var standing = await _program.DoneAsync("db", "psql", "-c", "select min(parcel_id) from inventory.parcel_current_v");
        foreach (var (told, says) in new[]
                 {
                     (await _program.DoneAsync("runs", "list", "--language", "en"), "curve set"),
                     (await _program.DoneAsync("curves", "list", "--language", "en"), "fitted from the parcels of "),
                     (await _program.DoneAsync("curves", "show", "--language", "en"), "residual SD m³/ha"),
                     ((await _program.RunAsync("curves", "show", "99999", "--language", "en")).Errors, "There is no such curve set."),
                     (await _program.DoneAsync("account", "--to", "2031", "--language", "en"), "stock (t CO₂e)"),
                     (await _program.DoneAsync("parcel", "show", standing, "--language", "en"), "mu (ellipsoidal area)"),
                     ((await _program.RunAsync("parcel", "show", "999999999", "--language", "en")).Errors, "There is no parcel 999999999: check its code"),
                 })
        {
            Assert.Contains(says, told, StringComparison.Ordinal);
            Assert.DoesNotMatch("[\u4e00-\u9fff]", told);
        }
        // One dimension is listed, and the count says that it is of that one alone.
        Assert.Contains("龄组的合计有 ", await _program.DoneAsync([.. diff, "--by", "age_group"]), StringComparison.Ordinal);
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
