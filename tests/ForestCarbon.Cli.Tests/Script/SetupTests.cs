using System.Net;
using System.Net.Sockets;
using ForestCarbon.Testing;

namespace ForestCarbon.Cli.Tests.Script;

public sealed class SetupTests : IDisposable
{
    // A machine on which nothing is installed; what apt is asked for is written down.
    private const string BareMachine = """
        has_postgis() { return 1; }
        has_chromium() { return 1; }
        has_cjk_font() { return 1; }
        has() { case "$1" in npm|ogrinfo|docker-compose|soffice) return 1 ;; *) command -v "$1" >/dev/null ;; esac; }
        apt_has() { return 0; }
        apt-get() { echo "apt-get $*"; }
        env() { while [[ "$1" == *=* ]]; do shift; done; echo "$*" >> "$ROOT/asked"; }
        no_cluster_of_debian() { echo "no cluster of Debian's" >> "$ROOT/asked"; }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("fc-script-").FullName;

    [Fact]
    public async Task What_is_missing_is_asked_of_apt_and_debians_own_cluster_is_kept_away()
    {
        var end = await Bash.WithFunctionsAsync(BareMachine + "\nid() { echo 0; }\nneed_database; need_npm; need_gdal; need_compose; need_office; need_browser", _folder);

        Assert.Equal(0, end.Status);
        var asked = File.ReadAllText(Path.Combine(_folder, "asked"));
        foreach (var package in new[] { " postgresql postgresql-postgis", " npm", " gdal-bin", " docker-compose", " libreoffice-calc-nogui libreoffice-writer-nogui", " chromium", " fontconfig fonts-noto-cjk" })
            Assert.Contains(package, asked, StringComparison.Ordinal);
        Assert.True(asked.IndexOf("no cluster", StringComparison.Ordinal) < asked.IndexOf("install -y --no-install-recommends postgresql", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_ordinary_user_goes_through_sudo_without_being_asked_for_a_password_where_nobody_sits()
    {
        var end = await Bash.WithFunctionsAsync(
            BareMachine + "\nid() { echo 1000; }\nsudo() { echo \"sudo $*\" >> \"$ROOT/asked\"; }\nneed_npm", _folder);

        Assert.Equal(0, end.Status);
        Assert.Contains("sudo -n env", File.ReadAllText(Path.Combine(_folder, "asked")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("has() { [ \"$1\" != apt-get ]; }", "need_database", "这台机器没有 apt：请自行安装（postgresql postgresql-postgis），或用 FORESTCARBON_DB 指定一个现成的数据库。")]
    [InlineData("has() { [ \"$1\" = apt-get ]; }\nid() { echo 1000; }", "need_npm", "安装需要 root 权限：请让管理员执行 apt-get install npm。")]
    [InlineData("id() { echo 0; }\nenv() { return 100; }", "need_npm", "安装 npm 没有成功")]
    public async Task Where_it_cannot_be_had_one_sentence_says_what_to_do(string machine, string need, string sentence)
    {
        var end = await Bash.WithFunctionsAsync($"{BareMachine}\n{machine}\n{need}", _folder);

        Assert.Equal(1, end.Status);
        Assert.Contains(sentence, end.Errors.Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_database_needs_no_server_on_this_machine() =>
        Assert.Equal((0, ""), await Bash.WithFunctionsAsync(BareMachine + "\nFORESTCARBON_DB='Host=elsewhere' need_database", _folder)
            is var end ? (end.Status, end.Errors) : default);

    [Fact]
    public async Task A_compiler_that_outlives_its_build_does_not_hold_up_the_next()
    {
        var end = await Bash.WithFunctionsAsync(
            """
            project_of() { echo .; }; fingerprint() { echo "$1"; }
            dotnet() { if [ "$1" = publish ]; then mkdir -p "$6"; setsid sleep 20 >/dev/null 2>&1 & fi; }
            build cli; flock -w 3 "$BUILDS/lock" echo free
            """, _folder);

        Assert.Equal((0, "free"), (end.Status, end.Output));
        Assert.Equal("正在构建（源码有变化时一次，约一两分钟）…", end.Errors);
    }

    [Fact]
    public async Task Without_the_sdk_one_sentence_says_where_it_is()
    {
        var end = await Bash.WithFunctionsAsync("has() { [ \"$1\" != dotnet ]; }\nbuild cli", _folder);

        Assert.Equal((1, "缺少 .NET 10 SDK：请从 https://dotnet.microsoft.com/download 安装后再运行。"), (end.Status, end.Errors));
    }

    [Fact]
    public async Task A_taken_port_is_named_with_the_option_that_chooses_another()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var end = await Bash.WithFunctionsAsync($"up --port {port}", _folder);

        Assert.Equal((1, $"端口 {port} 已被别的程序占用：请用 --port 另选一个，例如 ./forestcarbon up --port {port + 1}。"), (end.Status, end.Errors));
    }

    // Every step of up and down but the hold itself is a stand-in that takes its time.
    private const string SlowMachine = """
        refuse_anothers_home() { :; }; need_database() { :; }; need_npm() { :; }; build() { :; }; any_build() { :; }
        is_taken() { return 1; }; is_serving() { [ -e "$RUN/web" ]; }; answers() { [ -e "$RUN/answering" ]; }
        prepare_county() { : > "$RUN/begun"; sleep 1; }
        begun() { for _ in {1..400}; do [ ! -e "$RUN/begun" ] || return 0; sleep 0.05; done; }
        serve() { echo "$$ $1" > "$RUN/web"; sleep 1; : > "$RUN/answering"; sleep 5 >/dev/null 2>&1 & greet "$1"; }
        """;

    [Fact]
    public async Task A_down_in_the_midst_of_an_up_waits_until_the_page_is_served()
    {
        var end = await Bash.WithFunctionsAsync(
            SlowMachine + "\nkill() { return 1; }\nup --port 8123 --detach & begun; down; wait", _folder);

        Assert.Equal("网页已打开：http://127.0.0.1:8123\n网页已停止。\n内置数据库没有在运行。", end.Output);
        Assert.Equal("这个数据目录上另一个 up 或 down 还没有做完：等它结束后再停止。", end.Errors);
    }

    [Fact]
    public async Task A_second_up_speaks_of_the_page_only_when_it_answers()
    {
        var end = await Bash.WithFunctionsAsync(
            SlowMachine + "\nup --port 8123 --detach & begun; up --port 8124 --detach; [ -e \"$RUN/answering\" ] && echo answering; wait", _folder);

        Assert.Equal("网页已打开：http://127.0.0.1:8123\n网页已打开：http://127.0.0.1:8123\nanswering", end.Output);
        Assert.Contains("--port 8124 没有起作用", end.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_up_started_does_not_hold_the_home_when_the_up_has_ended()
    {
        var end = await Bash.WithFunctionsAsync(SlowMachine + "\nup --detach; flock -w 3 \"$RUN/lock\" echo free", _folder);

        Assert.Equal("网页已打开：http://127.0.0.1:8080\nfree", end.Output);
    }

    [Theory]
    [InlineData("up", "--prot", "80")]
    [InlineData("up", "--port", "eighty")]
    [InlineData("up", "--port", "70000")]
    [InlineData("up", "--port")]
    [InlineData("up", "--parcels", "0")]
    [InlineData("down", "now")]
    [InlineData("test", "--quick")]
    [InlineData]
    public async Task Wrong_usage_is_status_2_before_anything_is_done(params string[] arguments) =>
        Assert.Equal(2, (await Bash.ScriptAsync(arguments)).Status);

    [Fact]
    public async Task A_refusal_of_the_script_is_the_one_document_where_json_was_asked_for()
    {
        var end = await Bash.WithFunctionsAsync("IN_JSON=yes\nrefuse '目录 \"a\\b\" 不能用。'", _folder);

        Assert.Equal((1, "目录 \"a\\b\" 不能用。"), (end.Status, end.Errors));
        using var document = System.Text.Json.JsonDocument.Parse(end.Output);
        Assert.Equal("目录 \"a\\b\" 不能用。", document.RootElement.GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("return 0", 0, "{\"ran\":[]}", "")]
    [InlineData("echo '排队表没有建成。' >&2; return 1", 1, "{\"error\":{\"kind\":\"refused\",\"message\":\"排队表没有建成。\"}}", "排队表没有建成。")]
    public async Task A_migration_is_done_only_when_both_programs_have_done_theirs(string web, int status, string output, string errors)
    {
        var end = await Bash.WithFunctionsAsync(
            "IN_JSON=yes\nbuild() { :; }; need_npm() { :; }; built() { echo /; }; cli() { echo '{\"ran\":[]}'; }\nweb() { " + web + "; }\nmigrate --json", _folder);

        Assert.Equal((status, output, errors), (end.Status, end.Output, end.Errors));
    }

    [Fact]
    public async Task A_build_is_named_by_the_contents_of_its_sources()
    {
        var source = Path.Combine(_folder, "src", "A.cs");
        Directory.CreateDirectory(Path.Combine(_folder, "src", "obj"));
        foreach (var name in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json" })
            File.WriteAllText(Path.Combine(_folder, name), "");
        File.WriteAllText(source, "one");
        var first = await FingerprintAsync();

        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddHours(1));
        File.WriteAllText(Path.Combine(_folder, "src", "obj", "written.by.a.build"), "x");
        Assert.Equal(first, await FingerprintAsync());
        File.WriteAllText(source, "two");
        Assert.NotEqual(first, await FingerprintAsync());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> FingerprintAsync()
    {
        var end = await Bash.WithFunctionsAsync("fingerprint web", _folder);
        Assert.Equal((0, ""), (end.Status, end.Errors));
        return end.Output;
    }
}
