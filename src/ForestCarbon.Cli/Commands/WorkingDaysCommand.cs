using System.CommandLine;
using System.Globalization;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>working-days list|import|approve|due</c>: the stored working-day calendar and the statutory periods on it.</summary>
internal static class WorkingDaysCommand
{
    public static Command Create() => new("working-days", "工作日历与法定期限") { List(), Import(), Approve(), Due() };

    private static Command List()
    {
        var list = new Command("list", "已录入的放假安排");
        list.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var years = new WorkingYears(db);
            await years.EnsureShippedAsync(ct);
            Terminal.Result(asked, await years.ListAsync(ct), rows => Terminal.Table(["编号", "年份", "状态", "放假", "调休上班", "来源", "标记"], rows.Select(y => (string[])
                [Number(y.WorkingYearId), Number(y.Year), Word(y.State), Number(y.Holidays), Number(y.MakeUps), y.Source, y.Mark])));
            return Exit.Done;
        });
        return list;
    }

    private static Command Import()
    {
        var file = new Argument<string>("FILE") { Description = "一年的放假安排：列 date,kind,name 的 .csv，或 npm chinese-days 的年度 .json" };
        var year = new Option<int>("--year") { Description = "哪一年", Required = true };
        var source = new Option<string>("--source") { Description = "来源：国务院办公厅通知的名称、文号、日期", Required = true };
        var mark = new Option<string>("--mark") { Description = "标记：读自通知 S，其余 M", DefaultValueFactory = _ => "M" };
        var account = new Option<string>("--account") { Description = "录入人的账号", Required = true };
        var import = new Command("import", "录入一年的放假安排，另一个账号核准后才用") { file, year, source, mark, account };
        import.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var by = await Accounts.NamedAsync(db, asked.GetValue(account)!, WorkingYears.Keepers, ct);
            var path = Accounts.Existing(asked.GetValue(file)!);
            var days = WorkingYears.ReadFile(path, asked.GetValue(source)!, asked.GetValue(mark)!);
            var kept = await FileStore.DescribeAsync(path, ct);
            var id = await db.WriteAsync(by, TownshipScope.WholeCounty, $"录入 {asked.GetValue(year)} 年放假安排", async write =>
            {
                await new FileStore(Home.Default.Files).KeepAsync(write, path, kept, Path.GetFileName(path), ct);
                return await WorkingYears.ProposeAsync(write, asked.GetValue(year), days, asked.GetValue(source)!, asked.GetValue(mark)!, kept.Sha256, ct);
            }, ct);
            Terminal.Result(asked, new { id }, done => Terminal.Print($"已录入，编号 {done.id}。请另一个账号对照通知用 working-days approve {done.id} 核准。"));
            return Exit.Done;
        });
        return import;
    }

    private static Command Approve()
    {
        var id = new Argument<long>("ID") { Description = "放假安排的编号" };
        var account = new Option<string>("--account") { Description = "核准人的账号，不能是录入人", Required = true };
        var approve = new Command("approve", "核准一年的放假安排") { id, account };
        approve.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var years = new WorkingYears(db);
            await years.ApproveAsync(await Accounts.NamedAsync(db, asked.GetValue(account)!, WorkingYears.Keepers, ct), asked.GetValue(id), ct);
            Terminal.Result(asked, (await years.FindAsync(asked.GetValue(id), ct))!, year => Terminal.Print($"{year.Year} 年的工作日历已在用。"));
            return Exit.Done;
        });
        return approve;
    }

    private static Command Due()
    {
        var kind = new Argument<string>("PERIOD") { Description = "期限的种类，如 project-publicity" };
        var from = new Argument<DateOnly>("FROM") { Description = "起算日，yyyy-MM-dd" };
        var due = new Command("due", "一个法定期限哪一天到") { kind, from };
        due.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var found = (await PeriodRules.EnsuredAsync(db, ct: ct)).DueOf(asked.GetValue(kind)!, asked.GetValue(from));
            Terminal.Result(asked, found, d => Terminal.Print(d.On is { } on
                ? Language.Of($"{d.Period.Kind.NameZh}自 {Figures.Date(d.From)} 起 {d.Period.Days} 个工作日：{Figures.Date(on)} [{d.Period.Mark}]", $"{d.Period.Kind.NameEn} from {Figures.Date(d.From)}, {d.Period.Days} working days: {Figures.Date(on)} [{d.Period.Mark}]")
                : Language.Of(d.ReasonZh, d.ReasonEn) + (d.Estimate is { } estimate ? Language.Of($"预估（只扣周末）{Figures.Date(estimate)}。", $" Estimate, weekends only: {Figures.Date(estimate)}.") : "")));
            return found.On is null ? Exit.Refused : Exit.Done;
        });
        return due;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Word(string state) => state switch { "holds" => "在用", "proposed" => "待核准", "withdrawn" => "已撤回", _ => "已取代" };
}
