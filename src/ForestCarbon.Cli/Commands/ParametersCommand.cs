using System.CommandLine;
using System.Globalization;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>parameters list|verify|withdraw|hold|annex</c>: the parameter store.</summary>
internal static class ParametersCommand
{
    public static Command Create()
    {
        var command = new Command("parameters", "参数库：值、单位、来源、标记与核对");
        command.Add(List());
        command.Add(Verify());
        command.Add(Withdraw());
        command.Add(Hold());
        command.Add(Annex());
        return command;
    }

    private static Command List()
    {
        var methodology = new Option<string?>("--methodology") { Description = "只列这个方法学；COUNTY 是本县事实" };
        var open = new Option<bool>("--to-verify") { Description = "只列提交前还须核对的" };
        var list = new Command("list", "列出在用的参数") { methodology, open };
        list.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var book = new ParameterBook(db);
            await book.EnsureShippedAsync(ct);
            var rows = (await book.ListAsync(asked.GetValue(methodology), ct)).Where(p => !asked.GetValue(open) || !p.MaySubmit).ToList();
            Terminal.Result(asked, rows, found => Terminal.Table(
                Language.IsEnglish ? ["id", "methodology", "parameter", "species", "value", "unit", "mark", "verification", "used by", "source"] : ["编号", "方法学", "参数", "树种", "值", "单位", "标记", "核对", "用在", "来源"], found.Select(p => (string[])
            [
                p.ParameterId.ToString(CultureInfo.InvariantCulture), p.MethodologyId, p.ParamKey, p.Species, Value(p),
                Unit(p), p.Mark, Word(p), p.UsedBy, p.Source,
            ])));
            return Exit.Done;
        });
        return list;
    }

    private static Command Verify()
    {
        var id = new Argument<long>("ID") { Description = "参数编号" };
        var value = new Option<decimal>("--value") { Description = "在来源页上读到的值", Required = true };
        var source = new Option<string>("--source") { Description = "来源：文件、页码、条款", Required = true };
        var page = new Option<string>("--page") { Description = "来源页的文件（扫描或 PDF）", Required = true, HelpName = "FILE" };
        var account = new Option<string>("--account") { Description = "核对人的账号；须由两个账号各自核对", Required = true };
        var verify = new Command("verify", "记下一个账号在来源页上读到的值；两个账号读到相同的值才算核实") { id, value, source, page, account };
        verify.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var reader = await Accounts.NamedAsync(db, asked.GetValue(account)!, ParameterBook.Readers, ct);
            var path = Accounts.Existing(asked.GetValue(page)!);
            var file = await FileStore.DescribeAsync(path, ct);
            var row = await db.WriteAsync(reader, TownshipScope.WholeCounty, $"核对参数 {asked.GetValue(id)}", write => ParameterBook.ReadAsync(
                write, new FileStore(Home.Default.Files), asked.GetValue(id), asked.GetValue(value), asked.GetValue(source)!, path, file, Path.GetFileName(path), ct), ct);
            Terminal.Result(asked, row, Print);
            return Exit.Done;
        });
        return verify;
    }

    private static Command Withdraw()
    {
        var id = new Argument<long>("ID") { Description = "参数编号" };
        var reason = new Option<string>("--reason") { Description = "理由", Required = true };
        var account = new Option<string>("--account") { Description = "核对人的账号：只能撤回自己的读数", Required = true };
        var withdraw = new Command("withdraw", "撤回自己对一个参数的读数，写明理由；读数留着，不再算数，可以再读") { id, reason, account };
        withdraw.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var reader = await Accounts.NamedAsync(db, asked.GetValue(account)!, ParameterBook.Readers, ct);
            Terminal.Result(asked, await new ParameterBook(db).WithdrawReadingAsync(reader, asked.GetValue(id), asked.GetValue(reason), ct), Print);
            return Exit.Done;
        });
        return withdraw;
    }

    private static Command Hold()
    {
        var id = new Argument<long>("ID") { Description = "参数编号" };
        var value = new Option<decimal>("--value") { Description = "值；与现在的相同则只改有效期，不同则自 --from 起换成它", Required = true };
        var from = new Option<DateOnly?>("--from") { Description = "自这一天起，yyyy-MM-dd" };
        var to = new Option<DateOnly?>("--to") { Description = "到这一天止" };
        var source = new Option<string>("--source") { Description = "来源：文件、页码、条款", Required = true };
        var account = new Option<string>("--account") { Description = "录入人的账号", Required = true };
        var hold = new Command("hold", "写明一个值的有效期；另一个值接在原值之后，须两人核实") { id, value, from, to, source, account };
        hold.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var row = await new ParameterBook(db).HoldAsync(
                await Accounts.NamedAsync(db, asked.GetValue(account)!, ParameterBook.Readers, ct), asked.GetValue(id), asked.GetValue(value), asked.GetValue(from), asked.GetValue(to), asked.GetValue(source)!, ct);
            Terminal.Result(asked, row, Print);
            return Exit.Done;
        });
        return hold;
    }

    private static Command Annex()
    {
        var table = new Argument<string>("FILE") { Description = "读数表，UTF-8 的 .csv：param_key,species,value,unit,name_zh,name_en,page" };
        var methodology = new Option<string>("--methodology") { Description = "哪个方法学的附录；COUNTY 是本县事实", Required = true };
        var document = new Option<string>("--document") { Description = "来源文件（PDF 或扫描页）", Required = true, HelpName = "FILE" };
        var title = new Option<string>("--title") { Description = "来源文件的名称", Required = true };
        var account = new Option<string>("--account") { Description = "核对人的账号；须由两个账号各自核对", Required = true };
        var annex = new Command("annex", "记下一个账号在来源文件里读到的全部参数，全部或全不") { table, methodology, document, title, account };
        annex.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var reader = await Accounts.NamedAsync(db, asked.GetValue(account)!, ParameterBook.Readers, ct);
            var lines = ParameterAnnex.ReadTable(Accounts.Existing(asked.GetValue(table)!));
            var path = Accounts.Existing(asked.GetValue(document)!);
            var file = await FileStore.DescribeAsync(path, ct);
            await new ParameterBook(db).EnsureShippedAsync(ct);
            var read = await db.WriteAsync(reader, TownshipScope.WholeCounty, $"读 {asked.GetValue(methodology)} 的参数附录", async write =>
            {
                await new FileStore(Home.Default.Files).KeepAsync(write, path, file, Path.GetFileName(path), ct);
                var sent = await ParameterAnnex.SendAsync(write, asked.GetValue(methodology)!, asked.GetValue(title)!, path, file.Sha256, ct);
                return await ParameterAnnex.ReadAsync(write, sent, lines, ct);
            }, ct);
            Terminal.Result(asked, new { read }, done => Terminal.Print(Language.Of(
                $"已记下 {done.read} 个参数的读数。用 parameters list --methodology {asked.GetValue(methodology)} 看核对到哪里。",
                $"Readings of {done.read} parameters recorded. See parameters list --methodology {asked.GetValue(methodology)} for what is verified.")));
            return Exit.Done;
        });
        return annex;
    }

    private static void Print(ParameterRow row) => Terminal.Print(Language.Of(
        $"参数 {row.ParameterId} {row.NameZh} = {Value(row)} {Unit(row)}：{Word(row)}（{row.Readings} 人核对，{row.Agreeing} 人相符）。",
        $"Parameter {row.ParameterId} {row.NameEn} = {Value(row)} {Unit(row)}: {Word(row)} (read by {row.Readings}, {row.Agreeing} agree)."));

    private static string Value(ParameterRow row) => row.Value is { } value ? ParameterUnit.Of(row.Unit).Written(value, Language.IsEnglish) : Language.Of("缺", "missing");

    private static string Unit(ParameterRow row) => Language.Of(ParameterUnit.Of(row.Unit).Zh, ParameterUnit.Of(row.Unit).En);

    private static string Word(ParameterRow row) => row.Verification switch
    {
        "verified" => Language.Of($"两个账号核实，来源页：{row.VerifiedFrom}", $"verified by two accounts from: {row.VerifiedFrom}"),
        "read-once" => Language.Of("一人核对", "read by one"),
        "differs" => Language.Of("读数不同", "readings differ"),
        _ => Language.Of("未核对", "not read"),
    };
}
