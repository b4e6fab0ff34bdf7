using System.Globalization;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Ccer.Reductions;
using static ForestCarbon.Ccer.Documents.DocumentFigures;

namespace ForestCarbon.Ccer.Documents;

/// <summary>The calculation sheets of a project as its documents show them: ex-ante, ex-post, their parameters, and both beside each other.</summary>
internal sealed class SheetSection(ProjectFile file, WordDocument word)
{
    private const string Tonne = "tCO₂e";

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    // Pools beside living biomass by their lines of a year.
    private static readonly (string Key, string Symbol, string NameZh)[] OtherPools = [("dDW", "ΔC_DW", "枯死木变化"), ("dLI", "ΔC_LI", "枯落物变化"), ("dSOC", "ΔC_SOC", "土壤有机碳变化")];

    // Areas, volumes and numbers of plots have tables of their own; with b they are of the stands without the project, with p of the ground before it.
    private static readonly HashSet<string> NotParameters = new(["A", "V", "bA", "bV", "pA", "n", "n1", "n2"], StringComparer.Ordinal);

    /// <summary>Reductions that are expected, year by year, with the chart, what they grow by and what is missing.</summary>
    public void ExAnteTable()
    {
        if (file.ExAnte.Sheet is not { } sheet)
        {
            word.Written(null, file.ExAnte.Obstacle!);
            return;
        }
        var years = Enumerable.Range(file.Project.CreditingFrom!.Value.Year, file.Project.CreditingTo!.Value.Year - file.Project.CreditingFrom.Value.Year + 1).ToList();
        string Key(string key, int year) => string.Create(Plain, $"{key}.{year}");
        // Pools beside living biomass stand in the table where the methodology counts them: without them the columns would not give the last one.
        var others = OtherPools.Where(p => sheet.Lines.Any(l => l.Key == Key(p.Key, years[0]))).ToList();
        Growth();
        word.Paragraph($"碳储量由蓄积按 C = A·V·D·BEF·(1+R)·CF·44/12 换算；逐年 CDR = (ΔC{string.Concat(others.Select(p => $" + {p.Symbol}"))} − GHG_E − CR_bsl − LK)·(1 − K_RISK)，括号为负时不乘 (1 − K_RISK)。");
        word.Paragraph("表中的数四舍五入到所示位数，计算用未取整的数；预计值不作签发依据，封面的吨数由合计向下取整。");
        string Of(string key, int year) => Fixed(sheet.Value(Key(key, year)), 2);
        string Sum(string key) => years.Select(y => sheet.Value(Key(key, y))).ToList() is var values && values.All(v => v is not null) ? Fixed(values.Sum(v => v!.Value), 2) : "缺";
        string[] columns = ["dC", .. others.Select(p => p.Key), "GHG", "BSL", "LK"];
        word.Table("事前减排量", [new("年份", 18), new("碳储量变化 ΔC（tCO₂e）", 32, true), .. others.Select(p => new WordColumn($"{p.NameZh}（tCO₂e）", 28, true)), new("项目排放（tCO₂e）", 28, true), new("基准线清除量（tCO₂e）", 30, true), new("泄漏（tCO₂e）", 24, true), new("预计减排量（tCO₂e）", 32, true)],
        [
            .. years.Select(y => (IReadOnlyList<string>)[Whole(y), .. columns.Select(key => Of(key, y)), Of("CDR", y)]),
            ["合计", .. columns.Select(Sum), Fixed(sheet.Value(ExAnte.Total), 2)],
        ]);
        var chart = Pictures.Bars([.. years.Select(y => (y, sheet.Value(ExAnte.Year(y))))], "tCO2e");
        word.Picture("逐年预计减排量（tCO₂e）", chart.Png, chart.WidthMm, chart.HeightMm);
        Emissions(sheet);
        if (file.ExAnte.Missing.Count > 0)
        {
            word.Paragraph("缺的不当作零。下列各项录入之前，与它们有关的数写作“缺”：");
            word.Bullets(file.ExAnte.Missing);
        }
    }

    // Where the volume of every part of a stratum comes from; the volumes themselves stand in an annex.
    private void Growth()
    {
        if (file.CurveSet is { } set && file.ExAnte.Growth is { } volumes)
            word.Paragraph($"单位面积蓄积由生长模型给出。本县曲线集 {set.CurveSetId}《{set.Name}》拟合于{(set.IsOfPlots ? "实测样地" : "森林资源小班资料")}（数据截至 {Day(set.AsOf)}）{(set.IsSynthetic ? "，为演示数据" : "")}，{(set.Approval == "approved" ? "已经批准" : "没有批准")}；取自核算运行 {volumes.RunId}。曲线集的 SHA-256：{volumes.Sha256}。逐年的蓄积见附件“各碳层逐年蓄积”。");
        var parts = VolumesOf();
        if (parts.Count > 0)
            word.Table("各碳层蓄积的来源", [new("碳层与树种", 70), new("来源", 100)],
                parts.Select(p => (IReadOnlyList<string>)[p.Row, string.Join("；", p.Lines.Where(l => l.Value is not 0).DefaultIfEmpty(p.Lines[0]).Select(l => Sourced(l.Citation)).Distinct(StringComparer.Ordinal))]));
    }

    // Volumes at the ends of years, part by part, in the order of the sheet; with b before the key they are of the stands without the project.
    private List<(string Row, List<SheetLine> Lines)> VolumesOf() => [.. (file.ExAnte.Sheet?.Lines ?? []).Where(l => l.Key.Split('.')[0] is "V" or "bV").GroupBy(l => l.Row!, StringComparer.Ordinal).Select(g => (g.Key, g.ToList()))];

    /// <summary>Volumes of every part of a stratum by year.</summary>
    public void VolumeAnnex()
    {
        const int sideBySide = 4;
        var parts = VolumesOf();
        if (parts.Count == 0)
            return;
        word.Annex("各碳层逐年蓄积");
        word.Paragraph("年末的单位面积蓄积，按部分的面积平均；工作簿的“碳层”表里是同样的数，未取整。");
        foreach (var some in parts.Chunk(sideBySide))
            word.Table("年末单位面积蓄积", [new("年份", 18), .. some.Select(p => new WordColumn($"{p.Row}（m³/ha）", 38, true))],
                some[0].Lines.Select((line, at) => (IReadOnlyList<string>)[line.Key.Split('.')[^1], .. some.Select(p => Number(p.Lines[at].Value, 4))]));
    }

    // Fires and cleared shrubs by the equations and inputs that were entered.
    private void Emissions(CalculationSheet sheet)
    {
        var computed = sheet.Lines.Where(l => l.Formula is not null && l.Key.StartsWith("GHG", StringComparison.Ordinal) && l.Inputs.All(i => sheet[i].Formula is null)).ToList();
        if (computed.Count > 0)
            word.Table("项目排放的计算", [new("排放", 36), new("公式", 52), new("输入", 52), new("结果（tCO₂e）", 26, true), new("来源", 46)],
                computed.Select(l => (IReadOnlyList<string>)
                    [l.NameZh, l.Equation, string.Join("，", l.Inputs.Select(i => $"{sheet[i].Symbol.Split(' ')[0]} {Number(sheet[i].Value, 6)} {Unit(sheet[i].Unit)}".TrimEnd())), Fixed(l.Value, 3), Sourced(sheet[l.Inputs[0]].Citation)]));
    }

    /// <summary>A source as the documents cite it.</summary>
    public static string Sourced(Carbon.Tables.Citation citation) => $"{citation}{(citation.IsRead ? " 已核对" : "")}";

    /// <summary>What was given to a sheet, and whence.</summary>
    public void Parameters(CalculationSheet? sheet, string caption)
    {
        if (sheet is null)
        {
            word.Written(null, file.ExPost?.Obstacle ?? file.ExAnte.Obstacle ?? "参数");
            return;
        }
        word.Table(caption, [new("符号", 26), new("名称", 34), new("对象", 36), new("数值", 24, true), new("单位", 24), new("来源", 56)],
            sheet.Lines.Where(l => l.Formula is null && l.Part is SheetPart.Parameters or SheetPart.Strata && !NotParameters.Contains(l.Key.Split('.')[0]))
                .GroupBy(l => (Symbol: l.Symbol.Split(',')[0], Name: ProjectReductions.WithoutYear(l), l.Value, l.Unit, l.Citation))
                .Select(g => (IReadOnlyList<string>)
                [
                    g.Key.Symbol, g.Key.Name, Objects([.. g]), Number(g.Key.Value, 6), Unit(g.Key.Unit), Sourced(g.Key.Citation),
                ]));
        word.Note("标记：S 查到来源，c 已复算，M 待核，? 存疑或缺。未核对的参数使本文件为草稿。");
    }

    // What a parameter holds for: the strata by name where they are few, the years from and to.
    private static string Objects(List<SheetLine> lines)
    {
        var rows = lines.Select(l => l.Row).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (rows.Count > 0)
            return rows.Count <= 3 ? string.Join("；", rows) : $"{rows.Count} 个碳层（{rows[0].Split('　')[0]} 等）";
        var years = lines.Select(l => l.Key.Split('.')[^1]).Where(y => y.Length == 4 && y.All(char.IsAsciiDigit)).ToList();
        return years.Count switch { 0 => "", 1 => $"{years[0]} 年", _ => $"{years[0]}–{years[^1]} 年中的 {years.Count} 年" };
    }

    /// <summary>The reduction of a tranche from its plots, line by line, and its tonnes by calendar year.</summary>
    public void ExPostTable()
    {
        if (file.ExPost?.Sheet is not { } sheet)
        {
            word.Heading(2, "计算");
            word.Written(null, file.ExPost?.Obstacle ?? "样地表");
            return;
        }
        var tranche = file.Tranche!;
        var strata = sheet.Lines.Where(l => l.Part == SheetPart.Strata && l.Row is not null).GroupBy(l => l.Row!).ToList();
        string Of(IEnumerable<SheetLine> lines, string key, int decimals) => Fixed(lines.FirstOrDefault(l => l.Key.StartsWith(key, StringComparison.Ordinal))?.Value, decimals);
        word.Heading(2, "各碳层的样地");
        foreach (var (at, name, what) in file.PlotTables is [{ Design: "independent" }, ..] ? new[] { ("1", "期初的碳储量", "碳储量"), ("2", "期末的碳储量", "碳储量") } : [("", "核算期内的变化", "变化")])
            word.Table($"各碳层{name}", [new("碳层", 40), new("面积（公顷）", 28, true), new("样地（个）", 22, true), new($"平均{what}（tCO₂e/ha）", 36, true), new("标准差（tCO₂e/ha）", 36, true)],
                strata.Select(g => (IReadOnlyList<string>)[g.Key, Of(g, "A.", 4), Of(g, $"n{at}.", 0), Of(g, $"m{at}.", 4), Of(g, $"s{at}.", 4)]));
        word.Heading(2, "减排量");
        word.Paragraph("项目清除量为各碳库的变化（按相对误差扣减之后）之和减去项目排放；减排量 CDR = (CR_proj − CR_bsl − LK)·(1 − K_RISK)，括号为负时不乘 (1 − K_RISK)；减去此前未补足的损失，不小于 0，最后向下取整一次，为可申请登记量。");
        word.Paragraph("表中的数四舍五入到所示位数，计算用未取整的数；工作簿里是同样的公式，可以重算。");
        var results = sheet.Lines.Where(l => l.Part == SheetPart.Result && !IsOfYear(l)).ToList();
        word.Table("减排量计算表", [new("符号", 26), new("名称", 40), new("数值", 30, true), new("单位", 26), new("公式", 58)],
            results.Select(l => (IReadOnlyList<string>)[l.Symbol, l.NameZh, l.Key == ExPost.Issuable ? Fixed(l.Value, 0) : l.Unit is "tCO2e" ? Fixed(l.Value, 2) : Number(l.Value, 6), Unit(l.Unit), l.Equation]));
        word.Note($"公式来源：{string.Join("；", results.Select(l => Sourced(l.Citation)).Distinct(StringComparer.Ordinal))}。");
        word.Heading(2, "各日历年的可申请登记量");
        word.Table("可申请登记量按日历年（整吨，最大余数法按天）", [new("年份", 40), new("天数（天）", 40, true), new("可申请登记量（tCO₂e）", 60, true)],
        [
            .. Enumerable.Range(tranche.PeriodFrom.Year, tranche.PeriodTo.Year - tranche.PeriodFrom.Year + 1).Select(y => (IReadOnlyList<string>)
                [Whole(y), Number(sheet.Value(string.Create(Plain, $"days.{y}")), 0), Number(sheet.Value(string.Create(Plain, $"vintage.{y}")), 0)]),
            ["合计", Whole(tranche.PeriodTo.DayNumber - tranche.PeriodFrom.DayNumber + 1), Number(sheet.Value(ExPost.Issuable), 0)],
        ]);
        if (file.ExPost.Missing.Count > 0)
        {
            word.Paragraph("缺的不当作零。下列各项录入之前，与它们有关的数写作“缺”：");
            word.Bullets(file.ExPost.Missing);
        }
    }

    /// <summary>What was expected of the period beside what was found.</summary>
    public void Comparison()
    {
        var tranche = file.Tranche!;
        var years = Enumerable.Range(tranche.PeriodFrom.Year, tranche.PeriodTo.Year - tranche.PeriodFrom.Year + 1).ToList();
        var (before, after) = (file.ExAnte.Sheet, file.ExPost?.Sheet?.Value(ExPost.Reduction));
        // A year that the period takes a part of gives its days' part of what was expected of the year.
        static int Days(int year, DateOnly? from, DateOnly? to) =>
            Math.Min(to?.DayNumber ?? int.MaxValue, new DateOnly(year, 12, 31).DayNumber) - Math.Max(from?.DayNumber ?? 0, new DateOnly(year, 1, 1).DayNumber) + 1;
        double? Expected(int year) => before?.Lines.FirstOrDefault(l => l.Key == ExAnte.Year(year))?.Value is { } ofYear
            ? ofYear * Days(year, tranche.PeriodFrom, tranche.PeriodTo) / Days(year, file.Project.CreditingFrom, file.Project.CreditingTo) : null;
        var expected = years.All(y => Expected(y) is not null) ? years.Sum(y => Expected(y)!.Value) : (double?)null;
        word.Table("事后与事前", [new("项", 90), new("数值", 40, true), new("单位", 30)],
        [
            .. years.Select(y => (IReadOnlyList<string>)[$"{y} 年事前预计（核算期内 {Days(y, tranche.PeriodFrom, tranche.PeriodTo)} 天）", Fixed(Expected(y), 2), Tonne]),
            ["核算期事前预计", Fixed(expected, 2), Tonne], ["本期核算的减排量（取整之前）", Fixed(after, 2), Tonne],
            ["相差（核算 − 预计）", Fixed(after - expected, 2), Tonne], ["相差占预计的比例", expected is > 0 && after is not null ? Number((after - expected) / expected * 100, 1) : "缺", "%"],
        ]);
        word.Note("事前预计是日历年的数，核算期只占一部分的年份按天折算。");
    }

    // Lines that are of a calendar year have a table of their own.
    private static bool IsOfYear(SheetLine line) => line.Key.StartsWith("days.", StringComparison.Ordinal) || line.Key.StartsWith("vintage.", StringComparison.Ordinal);
}
