using System.CommandLine;
using System.Globalization;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>methodologies list|show</c>: the catalogue; needs no database.</summary>
internal static class MethodologiesCommand
{
    public static Command Create()
    {
        var command = new Command("methodologies", "方法学目录：版本、状态、条件、碳库、参数");
        var list = new Command("list", "列出各方法学版本");
        list.SetAction(asked =>
        {
            Terminal.Result(asked, MethodologyCatalogue.All.Select(Summary), rows => Terminal.Table(
                Language.IsEnglish ? ["id", "name", "status", "applied from", "conditions", "parameters", "mark"] : ["编号", "名称", "状态", "启用", "条件", "参数", "标记"],
                rows.Select(m => (string[])
                    [m.Id, Language.Of(m.NameZh, m.NameEn), Word(m.Status), m.AppliedFrom is { } from ? Figures.Date(from) : "—", m.Conditions.ToString(CultureInfo.InvariantCulture),
                        m.Parameters.ToString(CultureInfo.InvariantCulture), m.Mark])));
            return Exit.Done;
        });
        var id = new Argument<string>("ID") { Description = "方法学编号" };
        var show = new Command("show", "一个方法学的条件、承诺、碳库与参数") { id };
        show.SetAction(asked =>
        {
            var found = MethodologyCatalogue.Find(asked.GetValue(id)!) ?? throw new RefusedException($"没有方法学“{asked.GetValue(id)}”。用 methodologies list 查看。", $"There is no methodology \"{asked.GetValue(id)}\": see methodologies list.");
            Terminal.Result(asked, found.AsShipped(), Print);
            return Exit.Done;
        });
        command.Add(list);
        command.Add(show);
        return command;
    }

    public static string Word(MethodologyStatus status) => status switch
    {
        MethodologyStatus.InForce => Language.Of("在行", "in force"),
        MethodologyStatus.Legacy => Language.Of("旧法（仅内部估算）", "legacy (internal estimates only)"),
        MethodologyStatus.Draft => Language.Of("征求意见稿", "draft for comment"),
        MethodologyStatus.Withdrawn => Language.Of("已撤销", "withdrawn"),
        _ => Language.Of("未知（未读）", "unknown (not read)"),
    };

    private static MethodologySummary Summary(Methodology m) => new(
        m.Id, m.Version, m.NameZh, m.NameEn, m.Status, m.AppliedFrom, m.AppliedTo, m.Judged.Count, m.Undertakings.Count, m.Parameters.Count, m.Citation.Source, m.Citation.Mark);

    private static void Print(Methodology m)
    {
        Terminal.Print(Language.Of($"{m.Id} {m.NameZh}（{Word(m.Status)}）：{m.Purpose}", $"{m.Id} {m.NameEn} ({Word(m.Status)}): {m.PurposeEn}"));
        Terminal.Print(Language.Of($"依据：{m.Citation}", $"Source: {m.Citation}"));
        if (m.CreditingLeastA is not null)
            Terminal.Print(Language.Of($"计入期 {m.CreditingLeastA}–{m.CreditingMostA} 年", $"Crediting period {m.CreditingLeastA}–{m.CreditingMostA} years"));
        if (m.Judged.Count > 0)
            Terminal.Table(Language.IsEnglish ? ["step", "clause", "condition", "mark"] : ["步", "条款", "条件", "标记"], m.Judged.Select(c => (string[])
                [c.Position!.Value.ToString(CultureInfo.InvariantCulture), Language.Of(c.Clause, c.Key), Language.Of(c.TitleZh, c.TitleEn), c.Citation.Mark]));
        if (m.Undertakings.Count > 0)
            Terminal.Table(Language.IsEnglish ? ["undertaking", "what", "mark"] : ["承诺", "内容", "标记"], m.Undertakings.Select(c => (string[])
                [Language.Of(c.Clause, c.Key), Language.Of(c.TitleZh, c.TitleEn), c.Citation.Mark]));
        if (m.Pools.Count > 0)
            Terminal.Table(Language.IsEnglish ? ["pool or source", "baseline", "project", "mark"] : ["碳库与排放源", "基准线", "项目", "标记"], m.Pools.Select(p => (string[])
                [Language.Of(p.NameZh, p.NameEn), Counted(p.Baseline), Counted(p.Project), p.Citation.Mark]));
        if (m.Parameters.Count > 0)
            Terminal.Table(Language.IsEnglish ? ["parameter", "species", "value", "unit", "mark", "source"] : ["参数", "树种", "值", "单位", "标记", "来源"], m.Parameters.Select(p => (string[])
                [p.Key, p.Species, p.Value?.ToString(CultureInfo.InvariantCulture) ?? Language.Of("缺", "missing"), p.Unit, p.Citation.Mark, p.Citation.Source]));
    }

    private static string Counted(string pool) => pool switch
    {
        "included" => Language.Of("计入", pool),
        "excluded" => Language.Of("不计", pool),
        "neglected" => Language.Of("忽略", pool),
        _ => Language.Of("未知", pool),
    };

    private sealed record MethodologySummary(
        string Id, string Version, string NameZh, string NameEn, MethodologyStatus Status, DateOnly? AppliedFrom, DateOnly? AppliedTo, int Conditions,
        int Undertakings, int Parameters, string Citation, string Mark);
}
