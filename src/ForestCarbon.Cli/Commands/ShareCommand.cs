using System.CommandLine;
using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Finance.Sharing;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>share</c>: agreements of benefit sharing and the runs that divide a revenue by them.</summary>
internal static class ShareCommand
{
    public static Command Create() => new("share", "利益联结：协议、分配、名单") { Agreements(), Run(), Confirm(), List(), Show() };

    private static Command Agreements()
    {
        var command = new Command("agreements", "各项目的协议版本");
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            Terminal.Result(asked, await new BenefitSharing(db).AgreementsAsync(ct: ct), all => Terminal.Table(["编号", "项目", "版本", "账簿", "签订", "份额合计 %", "宗地", "暂缓", "户"], all.Select(a => (string[])
            [
                Text(a.AgreementId), a.ProjectCode, Text(a.Version), a.BookName, a.SignedOn is { } day ? Figures.Date(day) : "未签", a.Percent.ToString("0.####", CultureInfo.InvariantCulture),
                Text(a.Lots), Text(a.HeldLots), Text(a.Households),
            ])));
            return Exit.Done;
        });
        return command;
    }

    private static Command Run()
    {
        var agreement = new Option<long>("--agreement") { Required = true, Description = "协议编号" };
        var revenue = new Option<decimal>("--revenue") { Required = true, Description = "收入，元" };
        var costs = new Option<string[]>("--cost") { Description = "优先费用，名称=元；可给多次", HelpName = "NAME=YUAN", AllowMultipleArgumentsPerToken = true };
        var title = new Option<string>("--title") { Required = true, Description = "名称，如 JY-03 第 1 期分成" };
        var on = new Option<DateOnly?>("--on") { Description = "记账日期；不给时为今天" };
        var sale = new Option<long?>("--sale") { Description = "收入来自这笔成交（编号）" };
        var receipt = new Option<long?>("--receipt") { Description = "收入来自本项目这张已记账的到账凭证（编号）" };
        var evidence = new Option<string?>("--evidence") { Description = "依据：成交编号、结算单或银行回单" };
        var key = new Option<string?>("--key") { Description = "幂等键：同一个键只分一次" };
        var command = new Command("run", "按协议分一笔收入，生成各村名单；由另一人 share confirm") { agreement, revenue, costs, title, on, sale, receipt, evidence, key };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var sharing = new BenefitSharing(db);
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var id = await sharing.RunAsync(Actor.Console(), new NewRun(
                asked.GetValue(key) ?? Guid.NewGuid().ToString("N"), asked.GetValue(agreement), asked.GetValue(title)!, asked.GetValue(on) ?? CountyClock.Today, Fen(asked.GetValue(revenue)),
                [.. (asked.GetValue(costs) ?? []).Select(Cost)], asked.GetValue(evidence) ?? "", asked.GetValue(sale), asked.GetValue(receipt)), ct);
            var run = (await sharing.RunsAsync(id, ct)).Single();
            Terminal.Result(asked, new { run, parts = await sharing.PartsAsync(id, ct), seconds = clock.Elapsed.TotalSeconds }, done =>
                Terminal.Print($"第 {run.RunId} 次分配：{Yuan(run.DividedFen)} 元，{run.Lists} 份名单，{run.Households} 个收款人；待另一人复核。"));
            return Exit.Done;
        });
        return command;
    }

    private static Command Confirm()
    {
        var id = new Argument<long>("RUN") { Description = "分配编号" };
        var command = new Command("confirm", "复核一次分配；制单人不能复核自己的") { id };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var sharing = new BenefitSharing(db);
            await sharing.ConfirmAsync(Actor.Console(), asked.GetValue(id), ct);
            Terminal.Result(asked, (await sharing.RunsAsync(asked.GetValue(id), ct)).Single(), run => Terminal.Print($"第 {run.RunId} 次分配已复核，名单可以公示。"));
            return Exit.Done;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "各次分配");
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            Terminal.Result(asked, await new BenefitSharing(db).RunsAsync(ct: ct), all => Terminal.Table(["编号", "项目", "名称", "收入 元", "分配 元", "名单", "收款人", "已付 元", "状态"], all.Select(r => (string[])
                [Text(r.RunId), r.ProjectCode, r.Title, Yuan(r.RevenueFen), Yuan(r.DividedFen), Text(r.Lists), Text(r.Households), Yuan(r.PaidFen), r.State])));
            return Exit.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<long>("RUN") { Description = "分配编号" };
        var command = new Command("show", "一次分配：各方、各村名单") { id };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var sharing = new BenefitSharing(db);
            var run = (await sharing.RunsAsync(asked.GetValue(id), ct)).SingleOrDefault() ?? throw new RefusedException($"没有编号为 {asked.GetValue(id)} 的分配。");
            var lists = await new PayableLists(db, new FileStore(Home.Default.Files)).ListAsync(TownshipScope.WholeCounty, runId: run.RunId, limit: 10_000, ct: ct);
            Terminal.Result(asked, new { run, costs = await sharing.CostsAsync(run.RunId, ct), parts = await sharing.PartsAsync(run.RunId, ct), lists }, all =>
            {
                Terminal.Table(["各方", "类别", "金额 元"], all.parts.Select(p => (string[])[p.Party, p.Kind, Yuan(p.AmountFen)]));
                Terminal.Table(["名单", "村", "行", "金额 元", "暂缓 元", "状态"], all.lists.Select(l => (string[])[Text(l.ListId), l.VillageName, Text(l.Lines), Yuan(l.AmountFen), Yuan(l.HeldFen), l.StateZh]));
            });
            return Exit.Done;
        });
        return command;
    }

    private static NewCost Cost(string given) => given.Split('=', 2) is [{ Length: > 0 } name, var yuan] && decimal.TryParse(yuan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
        ? new(name, Fen(amount)) : throw new UsageException($"--cost 写作 名称=元，例如 核查费=18000；读到的是“{given}”。");

    private static long Fen(decimal yuan) => yuan > 0 && decimal.Truncate(yuan * 100) == yuan * 100 && yuan < 10_000_000_000_000 ? (long)(yuan * 100) : throw new RefusedException("金额须大于 0，最多到分，不作舍入。");

    private static string Yuan(long fen) => (fen / 100m).ToString("#,##0.00", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
