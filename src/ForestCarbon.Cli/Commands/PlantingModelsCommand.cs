using System.CommandLine;
using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>planting-models list|add|read</c>: what bare land would be planted with.</summary>
internal static class PlantingModelsCommand
{
    public static Command Create() => new("planting-models", "造林模型：树种组成、密度、曲线与来源") { List(), Add(), Read() };

    private static Command List()
    {
        var list = new Command("list", "列出造林模型和缺的参数");
        list.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            Terminal.Result(asked, await new PlantingModels(db).ListAsync(ct), Print);
            return Exit.Done;
        });
        return list;
    }

    private static Command Add()
    {
        var id = new Argument<string>("ID") { Description = "编号：小写字母、数字、连字符" };
        var name = new Option<string>("--name") { Description = "名称", Required = true };
        var nameEn = new Option<string>("--name-en") { Description = "英文名", DefaultValueFactory = _ => "" };
        var mix = new Option<string>("--mix") { Description = "树种组成，如 310:7,480:3", Required = true };
        var source = new Option<string>("--source") { Description = "来源", Required = true };
        var sites = new Option<short[]>("--site") { Description = "立地等级，可多次", Required = true, AllowMultipleArgumentsPerToken = true };
        var add = new Command("add", "新增一个造林模型；密度和曲线随后由两个账号用 read 录入") { id, name, nameEn, mix, source, sites };
        add.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var models = new PlantingModels(db);
            await models.AddAsync(
                Actor.Console(), asked.GetValue(id)!, asked.GetValue(name)!, asked.GetValue(nameEn)!, asked.GetValue(mix)!, asked.GetValue(source)!, asked.GetValue(sites)!, ct);
            Terminal.Result(asked, await models.FindAsync(asked.GetValue(id)!.Trim(), ct), Print);
            return Exit.Done;
        });
        return add;
    }

    private static Command Read()
    {
        var id = new Argument<string>("ID") { Description = "造林模型编号" };
        var site = new Option<short>("--site") { Description = "立地等级", Required = true };
        var stems = new Option<int>("--stems") { Description = "初植密度，株/公顷", Required = true };
        var form = new Option<string>("--form") { Description = "richards、logistic、gompertz、korf 或 schumacher", Required = true };
        var parameters = new Option<double[]>("--parameters") { Description = "曲线参数，按形式的次序；m³/ha，自造林起的年数", Required = true, AllowMultipleArgumentsPerToken = true };
        var source = new Option<string>("--source") { Description = "来源：文件、页码、表号", Required = true };
        var mark = new Option<string>("--mark") { Description = "标记：M、c 或 S…", DefaultValueFactory = _ => "M" };
        var page = new Option<string>("--page") { Description = "来源页的文件（扫描或 PDF）", Required = true, HelpName = "FILE" };
        var account = new Option<string>("--account") { Description = "读的人的账号；须由两个账号各自读", Required = true };
        var read = new Command("read", "记下一个账号在来源页上读到的值；两个账号读到相同的值才算数") { id, site, stems, form, parameters, source, mark, page, account };
        read.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var reader = await Accounts.NamedAsync(db, asked.GetValue(account)!, PlantingModels.Readers, ct);
            var path = Accounts.Existing(asked.GetValue(page)!);
            var file = await FileStore.DescribeAsync(path, ct);
            await db.WriteAsync(reader, TownshipScope.WholeCounty, $"读造林模型 {asked.GetValue(id)}", async write =>
            {
                await new FileStore(Home.Default.Files).KeepAsync(write, path, file, Path.GetFileName(path), ct);
                await PlantingModels.ReadAsync(write, new PlantingValues(
                    asked.GetValue(id)!, asked.GetValue(site), asked.GetValue(stems), asked.GetValue(form)!, asked.GetValue(parameters)!, asked.GetValue(source)!,
                    asked.GetValue(mark)!), file.Sha256, ct);
            }, ct);
            Terminal.Result(asked, await new PlantingModels(db).FindAsync(asked.GetValue(id)!, ct), Print);
            return Exit.Done;
        });
        return read;
    }

    private static void Print(IReadOnlyList<PlantingModelRow> rows) => Terminal.Table(["编号", "名称", "树种组成", "立地", "密度 株/ha", "曲线", "标记", "待第二人", "来源"], rows.Select(r => (string[])
    [
        r.PlantingModelId, r.NameZh, $"{r.SpeciesMixZh}（{r.SpeciesMix}）", r.SiteClass.ToString(CultureInfo.InvariantCulture), r.StemsPerHa?.ToString(CultureInfo.InvariantCulture) ?? "缺",
        r.Form is null ? "缺" : $"{r.Form} {string.Join(' ', r.Parameters!.Select(p => p.ToString(CultureInfo.InvariantCulture)))}", r.CurveConfidence ?? r.Confidence,
        r.OpenReadings == 0 ? "" : $"{r.OpenReadings}", r.CurveSource ?? r.Source,
    ]));
}
