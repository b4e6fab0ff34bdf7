using System.CommandLine;
using System.Diagnostics;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Embedded;
using ForestCarbon.Platform.Files;
using Npgsql;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>db</c>: the database server and a way into it.</summary>
internal static class DbCommands
{
    public static Command Create()
    {
        var command = new Command("db", "数据库：状态、启动、停止、查询");
        command.Add(Status());
        command.Add(Start());
        command.Add(Stop());
        command.Add(Psql());
        return command;
    }

    private static Command Status()
    {
        var command = new Command("status", "数据库在哪里、是否在运行、装了什么");
        command.SetAction(async (asked, ct) =>
        {
            var state = await DatabaseState.ReadAsync(ct);
            Terminal.Result(asked, state, s => Terminal.Print(s.Sentence));
            return Exit.Done;
        });
        return command;
    }

    private static Command Start()
    {
        // For ./forestcarbon test: a cluster that need not survive, and its address for the tests.
        var throwAway = new Option<bool>("--throw-away") { Hidden = true };
        var command = new Command("start", "启动内置数据库；第一次运行时建立它") { throwAway };
        command.SetAction(async (asked, ct) =>
        {
            if (asked.GetValue(throwAway))
            {
                Terminal.Print(await new EmbeddedCluster(Home.Default, isDurable: false).EnsureStartedAsync(ct));
                return Exit.Done;
            }
            await DbAddress.ResolveAsync(ct);
            var state = await DatabaseState.ReadAsync(ct);
            Terminal.Result(asked, state, s => Terminal.Print(s.Sentence));
            return Exit.Done;
        });
        return command;
    }

    private static Command Stop()
    {
        var command = new Command("stop", "停止内置数据库；FORESTCARBON_DB 所指的不动");
        command.SetAction(async (asked, ct) =>
        {
            var stopped = !DbAddress.IsNamed && await new EmbeddedCluster(Home.Default).StopAsync(ct);
            Terminal.Result(asked, new { stopped }, s => Terminal.Print(
                s.stopped ? "内置数据库已停止。" : DbAddress.IsNamed ? "数据库由 FORESTCARBON_DB 指定，没有动它。" : "内置数据库没有在运行。"));
            return Exit.Done;
        });
        return command;
    }

    private static Command Psql()
    {
        var sql = new Option<string?>("--command", "-c") { Description = "执行一条 SQL：逐行打印，不带表头；不给时进入交互" };
        var command = new Command("psql", "用 psql 打开数据库") { sql };
        command.SetAction(async (asked, ct) =>
        {
            var address = new NpgsqlConnectionStringBuilder(await DbAddress.ResolveAsync(ct));
            var server = await PostgresBinaries.ClientAsync(ct);
            var start = new ProcessStartInfo(server, asked.GetValue(sql) is { } text
                ? ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", text]
                : ["-X"]);
            // Through the environment, because arguments can be read by everybody on the machine.
            start.Environment["PGHOST"] = address.Host;
            start.Environment["PGPORT"] = address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            start.Environment["PGUSER"] = address.Username;
            start.Environment["PGDATABASE"] = address.Database;
            if (address.Password is { Length: > 0 } password)
                start.Environment["PGPASSWORD"] = password;
            start.Environment["PGTZ"] = CountyClock.Zone;
            start.Environment["PGCLIENTENCODING"] = "UTF8";
            using var psql = Process.Start(start)!;
            await psql.WaitForExitAsync(CancellationToken.None); // an interrupt goes to psql, which decides
            return psql.ExitCode;
        });
        return command;
    }
}
