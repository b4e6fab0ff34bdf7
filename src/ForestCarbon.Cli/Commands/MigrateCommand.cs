using System.CommandLine;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Migrations;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>migrate</c>: brings the database to the schema of this version.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "把数据库升级到本版本的结构；已是最新时不做改动");
        command.SetAction(async (asked, ct) =>
        {
            var result = await new Migrator(await DbAddress.ResolveAsync(ct), Installation.Migrations).RunAsync(ct);
            if (result.Error is { } error)
                throw new RefusedException(error);
            Terminal.Result(asked, new { result.Ran }, done => Terminal.Print(
                done.Ran.Count == 0 ? "数据库结构已是最新。" : $"已执行 {done.Ran.Count} 个迁移：{string.Join('、', done.Ran)}。"));
            return Exit.Done;
        });
        return command;
    }

    /// <summary>Makes the tables of a database that has none; one that has some is left as it is.</summary>
    public static async Task WhereNeededAsync(CancellationToken ct)
    {
        var address = await DbAddress.ResolveAsync(ct);
        if ((await DatabaseState.ReadAsync(ct)).County != "unmigrated")
            return;
        Terminal.Say("正在建立数据表 …");
        if ((await new Migrator(address, Installation.Migrations).RunAsync(ct)).Error is { } error)
            throw new RefusedException(error);
    }
}
