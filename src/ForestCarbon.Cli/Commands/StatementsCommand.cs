using System.CommandLine;
using System.Globalization;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>statements list|add</c>: what owners declare of their parcels.</summary>
internal static class StatementsCommand
{
    public static Command Create() => new("statements", "业主申报：清灌比例、散生木、额外性") { List(), Add() };

    private static string NotDeclared => Language.Of("未报", "not declared");

    private static Command List()
    {
        var code = new Option<string?>("--parcel") { Description = "只列编号以此开头的小班", HelpName = "CODE" };
        var list = new Command("list", "已有的申报，新的在前") { code };
        list.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            Terminal.Result(asked, await new OwnerStatements(db).ListAsync(TownshipScope.WholeCounty, asked.GetValue(code), 1000, ct: ct), rows => Terminal.Table(
                Language.IsEnglish ? ["parcel", "shrubs cleared", "scattered trees stay", "additionality", "stated on", "source"] : ["小班", "清灌", "保留散生木", "额外性", "申报日期", "依据"], rows.Select(r => (string[])
                [
                    r.Code, r.ShrubShare?.ToString("P0", CultureInfo.InvariantCulture) ?? NotDeclared, r.KeepsTrees switch { true => Language.Of("是", "yes"), false => Language.Of("否", "no"), _ => NotDeclared },
                    r.Additionality ?? NotDeclared, Figures.Date(r.StatedOn), r.Source,
                ])));
            return Exit.Done;
        });
        return list;
    }

    private static Command Add()
    {
        var table = new Argument<string>("FILE") { Description = "申报表，.xlsx 或 .csv：小班、清灌比例、保留散生木、额外性" };
        var source = new Option<string>("--source") { Description = "依据：谁在什么文件里申报的", Required = true };
        var statedOn = new Option<DateOnly?>("--stated-on") { Description = "申报日期，yyyy-MM-dd；默认为今天" };
        var document = new Option<string?>("--document") { Description = "申报文件（扫描或 PDF）；有额外性的须附", HelpName = "FILE" };
        var add = new Command("add", "录入一张申报表，全部或全不") { table, source, statedOn, document };
        add.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var lines = OwnerStatements.ReadTable(Accounts.Existing(asked.GetValue(table)!));
            var path = asked.GetValue(document) is { } named ? Accounts.Existing(named) : null;
            var file = path is null ? null : await FileStore.DescribeAsync(path, ct);
            var stored = await db.WriteAsync(Actor.Console(), TownshipScope.WholeCounty, $"录入业主申报 {lines.Count} 个小班", async write =>
            {
                if (file is not null)
                    await new FileStore(Home.Default.Files).KeepAsync(write, path!, file, Path.GetFileName(path)!, ct);
                return await OwnerStatements.StateAsync(
                    write, TownshipScope.WholeCounty, lines, asked.GetValue(source)!, asked.GetValue(statedOn) ?? CountyClock.Today, file?.Sha256, ct);
            }, ct);
            Terminal.Result(asked, new { stored }, done => Terminal.Print(Language.Of($"已录入 {done.stored} 个小班的申报。重新筛查后生效。", $"Statements of {done.stored} parcels stored. They take effect with the next screening.")));
            return Exit.Done;
        });
        return add;
    }
}
