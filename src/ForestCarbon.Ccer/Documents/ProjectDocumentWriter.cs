using System.Globalization;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;
using static ForestCarbon.Ccer.Documents.DocumentFigures;

namespace ForestCarbon.Ccer.Documents;

/// <summary>Writes the design document and the accounting report of a project in the outline of the fact sheet §8.4 (headings [?]).</summary>
/// <remarks>Depends on nothing but its file of the project: no clock, no number of a draft, so that the same data give the same bytes.</remarks>
public sealed class ProjectDocumentWriter
{
    private const string Tonne = "tCO₂e";

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    // Pools beside living biomass by their lines of a year.
    private static readonly (string Key, string Symbol, string NameZh)[] OtherPools = [("dDW", "ΔC_DW", "枯死木变化"), ("dLI", "ΔC_LI", "枯落物变化"), ("dSOC", "ΔC_SOC", "土壤有机碳变化")];

    // Areas, volumes and numbers of plots have tables of their own; with b they are of the stands without the project, with p of the ground before it.
    private static readonly HashSet<string> NotParameters = new(["A", "V", "bA", "bV", "pA", "n", "n1", "n2"], StringComparer.Ordinal);

    private readonly ProjectFile _file;
    private readonly WordDocument _word;
    private readonly GroundSection _ground;
    private readonly IReadOnlyList<string> _reasons;

    private ProjectDocumentWriter(ProjectFile file, string kind)
    {
        (_file, _reasons) = (file, ReasonsOf(file, kind));
        _word = new WordDocument(file.Project.Name, $"{file.Project.Code}　{file.Project.Name}　{DocumentSections.NameOf(kind)}", _reasons.Count > 0 ? PaperFile.DraftMark : null);
        _ground = new GroundSection(file, _word);
    }

    /// <summary>
    /// Why a document of that kind may not be submitted: sources not verified, figures missing, parts not written, ground that does not answer the methodology, and whatever else stops a verifier.
    /// </summary>
    public static IReadOnlyList<string> ReasonsOf(ProjectFile file, string kind) =>
    [
        .. DocumentGaps.Of(file),
        .. file.ExAnte.DraftReasons.Select(r => $"事前：{r}"), .. file.ExAnte.Missing.Select(m => $"事前：缺 {m}"),
        .. (file.Additionality?.Unverified ?? []).Select(p => $"额外性：{p.NameZh}未核对（{p.Source} [{p.Mark}]）"),
        .. (file.ExPost?.DraftReasons ?? []).Select(r => $"事后：{r}"), .. (file.ExPost?.Missing ?? []).Select(m => $"事后：缺 {m}"),
        .. DocumentSections.Of(kind).Where(s => string.IsNullOrWhiteSpace(file.Texts.GetValueOrDefault(s.Key))).Select(s => $"没有写：{s.NameZh}"),
    ];

    public static void WriteDesign(ProjectFile file, Stream target)
    {
        var writer = new ProjectDocumentWriter(file, DocumentSections.Design);
        writer.Design();
        writer._word.Write(target);
    }

    public static void WriteAccounting(ProjectFile file, Stream target)
    {
        var writer = new ProjectDocumentWriter(file, DocumentSections.Accounting);
        writer.Accounting();
        writer._word.Write(target);
    }

    private ProjectRow Project => _file.Project;

    private void Design()
    {
        Cover(DocumentSections.Design);
        _word.Contents();
        _word.Heading(1, "项目活动描述");
        _word.Heading(2, "项目概述");
        Text("description");
        _word.Heading(2, "参与方");
        Parties();
        _word.Heading(2, "项目边界与位置");
        _ground.Boundary();
        _word.Heading(2, "权属");
        Tenure();
        _word.Heading(2, "造林前的土地利用");
        Text("prior-use");
        _word.Heading(2, "树种与作业安排");
        Text("schedule");
        Strata();

        _word.Heading(1, "方法学的应用");
        _word.Heading(2, "方法学");
        _word.Paragraph($"采用 {_file.Methodology.Id}《{_file.Methodology.NameZh}》。依据：{_file.Methodology.Citation}。");
        _word.Heading(2, "适用条件");
        Applicability();
        _word.Heading(2, "碳库与排放源");
        Pools();
        _word.Heading(2, "基准线情景");
        Text("baseline");
        if (_file.ExAnte.NeedsCover)
            _word.Table("造林前的植被", [new("碳层", 50), new("树冠覆盖度（0–1）", 28, true), new("灌木盖度（0–1）", 28, true), new("稳定后的灌木盖度（0–1）", 32, true), new("来源", 54)],
                _file.Strata.Select(s => _file.Covers.FirstOrDefault(c => c.StratumId == s.StratumId) is { } cover
                    ? (IReadOnlyList<string>)[$"{s.Code}　{s.Name}", Number((double)cover.TreeCover, 4), Number((double)cover.ShrubCover, 4), Number((double)cover.ShrubCoverLater, 4), Sourced(cover.Citation)]
                    : [$"{s.Code}　{s.Name}", "缺", "缺", "缺", ""]));
        _word.Heading(2, "额外性");
        Additionality();
        Text("additionality");
        _word.Heading(2, "事前减排量计算");
        ExAnteTable();
        _word.Heading(2, "事前确定的参数");
        Parameters(_file.ExAnte.Sheet, "事前确定的参数");
        _word.Heading(2, "监测计划");
        MonitoringPlan();

        _word.Heading(1, "项目寿命期限与计入期");
        _word.Table("项目的日期", [new("项", 60), new("日期", 100)],
        [
            ["项目开工日期", Day(Project.StartDate)], ["项目寿命期限", $"{Day(Project.StartDate)} 至 {Day(Project.LifetimeTo)}"],
            ["计入期", $"{Day(Project.CreditingFrom)} 至 {Day(Project.CreditingTo)}{(Years is { } years ? $"，共 {years} 年" : "")}"],
        ]);
        _word.Heading(1, "环境影响与可持续发展");
        _word.Heading(2, "环境影响");
        Text("environment");
        _word.Heading(2, "可持续发展");
        Text("sustainable");
        _word.Heading(1, "利益相关方意见");
        Text("consultation");
        Annexes();
    }

    private void Accounting()
    {
        var tranche = _file.Tranche!;
        Cover(DocumentSections.Accounting);
        _word.Contents();
        _word.Heading(1, "项目实施情况");
        _word.Heading(2, "项目与核算期");
        _word.Table("项目与核算期", [new("项", 50), new("内容", 110)],
        [
            ["核算期", $"第 {tranche.Number} 期，{Day(tranche.PeriodFrom)} 至 {Day(tranche.PeriodTo)}，共 {tranche.PeriodTo.DayNumber - tranche.PeriodFrom.DayNumber + 1} 天"],
            ["项目登记", Project.RegistryNumber is { } number ? $"{number}，{Day(Project.RegisteredOn)}" : "未登记"], ["项目开工日期", Day(Project.StartDate)],
            ["计入期", $"{Day(Project.CreditingFrom)} 至 {Day(Project.CreditingTo)}{(Years is { } years ? $"，共 {years} 年" : "")}"], ["方法学", $"{_file.Methodology.Id} {_file.Methodology.NameZh}（{_file.Methodology.Citation}）"],
        ]);
        _word.Heading(2, "实施情况");
        Text("implementation");
        _word.Heading(2, "参与方");
        Parties();
        _word.Heading(2, "项目边界");
        _ground.Boundary();
        _word.Heading(1, "监测体系");
        _word.Heading(2, "组织与质量控制");
        Text("monitoring-system");
        _word.Heading(2, "样地");
        SamplePlots();
        _word.Heading(1, "数据与参数");
        _word.Heading(2, "核算所用的参数");
        Parameters(_file.ExPost?.Sheet, "核算所用的参数");
        _word.Heading(2, "样地数据");
        if (_file.PlotTables is [{ } table, ..])
        {
            _word.Paragraph($"样地数据来自《{table.Name}》，{table.Plots} 个样地，{(table.Design == "independent" ? "两次清查的样地不同" : "同一样地期初、期末各测一次")}；{PlotSizes()}。逐个样地见附件。{(table.VerifiedBy is null ? "录入之后没有另一个账号核对。" : "录入之后已由另一个账号与外业表核对。")}");
            _word.Note($"文件的 SHA-256：{table.FileSha256}。");
        }
        else
            _word.Written(null, "样地表");
        _word.Heading(1, "减排量计算");
        _word.Heading(2, "碳库与排放源");
        Pools();
        ExPostTable();
        _word.Heading(1, "与事前预计的比较");
        Comparison();
        _word.Heading(1, "偏差与变更");
        Text("deviation");
        PlotAnnex();
        DraftAnnex();
    }

    private int? Years => Project is { CreditingFrom: { } from, CreditingTo: { } to } ? to.AddDays(1).Year - from.Year : null;

    private void Cover(string kind)
    {
        List<(string, string)> lines =
        [
            ("项目编号", Project.Code), ("方法学", $"{_file.Methodology.Id} {_file.Methodology.NameZh}"), ("项目业主", _file.Party("owner") ?? "未录入"), ("开发机构", _file.Party("developer") ?? "未录入"),
            (_file.Tranche is null ? "项目面积" : "项目面积（事前边界）", Area(Project.AreaM2)), ("开工日期", Day(Project.StartDate)), ("计入期", $"{Day(Project.CreditingFrom)} 至 {Day(Project.CreditingTo)}"),
        ];
        if (_file.Tranche is { } tranche)
        {
            lines.Add(("核算期", $"第 {tranche.Number} 期，{Day(tranche.PeriodFrom)} 至 {Day(tranche.PeriodTo)}"));
            if (_file.Ground is { Kind: not "ex-ante" } ground)
                lines.Add(($"{ground.KindZh}面积", Area(ground.AreaM2)));
            lines.Add(("可申请登记量（向下取整一次）", WholeTonnes(_file.ExPost?.Sheet?.Value(ExPost.Issuable))));
        }
        else
        {
            lines.Add(("计入期预计减排量（向下取整）", WholeTonnes(_file.ExAnte.Sheet?.Value(ExAnte.Total))));
            lines.Add(("年均预计减排量（向下取整）", WholeTonnes(_file.ExAnte.Sheet?.Value(ExAnte.Mean))));
        }
        _word.Cover(DocumentSections.NameOf(kind), lines);
    }

    private void Text(string key) => _word.Written(_file.Texts.GetValueOrDefault(key), DocumentSections.Of(_file.Tranche is null ? DocumentSections.Design : DocumentSections.Accounting).First(s => s.Key == key).Hint);

    private void Parties() => _word.Table("参与方", [new("角色", 35), new("名称", 75), new("起始日", 25), new("合同", 35)],
        _file.Parties.Where(p => !p.IsOver(CountyClock.Today) && (p.TrancheId is null || p.TrancheId == _file.Tranche?.TrancheId)).Select(p => (IReadOnlyList<string>)[ProjectParties.Roles.GetValueOrDefault(p.Role) ?? p.Role, p.Name, Day(p.FromOn), p.Contract ?? p.ContractSubject ?? ""]));

    private void Tenure()
    {
        var c = _file.Coverage;
        _word.Paragraph($"边界内的宗地共 {c.Lots.Count} 宗；权属期限覆盖计入期的 {Area(c.TenureM2)}，同时有授权的 {Area(c.CoveredM2)}，不在任何宗地内的 {Area(c.WithoutLotM2)}。宗地清单见附件。");
    }

    private void Strata()
    {
        if (_file.Strata.Count == 0)
        {
            _word.Written(null, "还没有碳层，先在“碳层”页提出");
            return;
        }
        _word.Table("碳层", [new("碳层", 18), new("名称", 52), new("小班（个）", 22, true), new("面积（公顷）", 28, true), new("面积（亩）", 28, true), new("造林模型", 40)],
        [
            .. _file.Strata.Select(s => (IReadOnlyList<string>)[s.Code, s.Name, Whole(s.Parcels), Hectares(s.AreaM2), Mu(s.AreaM2), _file.Plantings.FirstOrDefault(p => p.StratumId == s.StratumId) is { } n ? $"{_file.PlantingModels.GetValueOrDefault(n.PlantingModelId) ?? n.PlantingModelId}，{n.PlantedYear} 年" : "现有林分"]),
            ["合计", "", Whole(_file.Strata.Sum(s => s.Parcels)), Hectares(_file.Strata.Sum(s => s.AreaM2)), Mu(_file.Strata.Sum(s => s.AreaM2)), ""],
        ]);
        var kinds = _file.Strata.Select((s, i) => (s.Code, i)).ToDictionary(k => k.Code, k => k.i, StringComparer.Ordinal);
        var shown = _file.Outlines.Where(o => kinds.ContainsKey(o.Code) && !o.Shape.IsEmpty).ToList();
        if (shown.Count > 0)
            _ground.Map("碳层图", [.. shown.Select(o => new MapShape(o.Shape, o.Code, kinds[o.Code]))], "注记为碳层编号，同色为同一碳层（超过八个时颜色重复，以注记为准）。");
    }

    private void Applicability() => _word.Table("适用条件逐条说明", [new("条款", 24), new("要求", 50), new("判断与依据", 56), new("来源", 50)],
        _file.Methodology.Conditions.Select(c => (IReadOnlyList<string>)[c.Clause, c.TitleZh, Judged(c), c.Citation.ToString()]));

    private void Additionality()
    {
        if (_file.Additionality is not { } facts)
            return;
        static string Told(bool? holds, string whereUnknown) => holds switch { true => "符合", false => "不符合", _ => whereUnknown };
        static string Of(ParameterRow? row) => row is null ? "" : $"{(row.IsVerified ? row.VerifiedFrom : row.Source)} [{row.Mark}]{(row.IsVerified ? " 已核对" : "")}";
        static string Mm(ParameterRow? row) => row?.UsableValue is { } mm ? $"{Number((double)mm, 1)} mm" : "缺";
        var (ground, clause) = (facts.Ground, _file.Methodology.Conditions.First(c => c.Check == "additionality").Citation.ToString());
        _word.Table("免予论证额外性的情形", [new("情形", 34), new("要求", 36), new("本项目", 56), new("判断", 22), new("来源", 50)],
        [
            ["年均降水量", $"不大于 {Mm(facts.DryLimit)}", $"江永县约 {Mm(facts.Precipitation)}", Told(facts.IsDry, "缺"), $"{Of(facts.DryLimit)}；{Of(facts.Precipitation)}"],
            ["国家重点生态功能区", "位于其中", facts.IsInZone switch { true => "江永县在名单内", false => "江永县不在名单内", _ => "名单未核对" }, Told(facts.IsInZone, "未查明"), Of(facts.Zone)],
            ["生态公益林", "造林属于生态公益林", $"小班的森林类别为公益林的 {Area(ground.PublicWelfareM2)}，另有业主声明的 {Area(ground.DeclaredWelfareM2)}", facts.IsAllWelfare ? "符合" : facts.WelfareM2 > 0 ? "部分符合" : "不符合", clause],
        ]);
        _word.Paragraph(facts.ToProveM2 == 0
            ? "本项目的造林地都属于免予论证的情形，不另作投资、障碍和普遍性分析。"
            : $"{Area(facts.ToProveM2)}不属于上述情形，须按通用工具论证（投资、障碍、普遍性分析 [M]）；其中业主声明已论证的 {Area(ground.DeclaredToolM2)}。");
    }

    private string Judged(Carbon.Methodologies.Condition condition) => condition.Check switch
    {
        "undertaking" => _file.Undertakings.FirstOrDefault(u => u.Condition == condition.Key) is { } u ? $"承诺：{u.GivenBy}，{Day(u.GivenOn)}" : "承诺未录入",
        "tenure" => $"权属期限覆盖计入期 {Area(_file.Coverage.TenureM2)}，共 {Area(_file.Coverage.AreaM2)}",
        "contiguous-plot" => $"{_file.Plots.Count} 个地块，最小 {_file.Plots.Min(p => p.AreaM2).ToString("#,0", Plain)} m²",
        "start-after" => $"开工日期 {Day(Project.StartDate)}",
        "exclusive" => Project.ClaimId is null ? "边界还没有在本县唯一性登记中占用" : "边界已在本县唯一性登记中占用",
        "additionality" => "见“额外性”",
        var check when DocumentGaps.OnLand.Contains(check) => $"{Screened(condition.Key)}；{Evidenced("land-eligibility")}",
        _ => Evidenced("work-design"),
    };

    private string Screened(string condition) => _file.Screened is { } screening && screening.Conditions.TryGetValue(condition, out var ground)
        ? $"筛查（数据截至 {Day(screening.AsOf)}，没有开工记录的按 {Day(screening.StartDate)} 开工）：符合 {Hectares(ground.PassM2)} 公顷，须补证据 {Hectares(ground.NeedM2)} 公顷，不符合 {Hectares(ground.FailM2)} 公顷{(ground.UnscreenedM2 > DocumentGaps.NothingM2 ? $"，不在筛查范围内 {Hectares(ground.UnscreenedM2)} 公顷" : "")}{(DocumentGaps.OtherStart(_file) is { } other ? $"；{other}" : "")}"
        : "没有按本方法学筛查";

    private string Evidenced(string kind) => _file.Evidence.FirstOrDefault(e => e.Kind == kind) is { } item
        ? item.State switch { EvidenceState.Verified => $"{item.NameZh}：已核", EvidenceState.Present => $"{item.NameZh}：已有，未核", _ => $"{item.NameZh}：缺" }
        : "缺";

    private void Pools()
    {
        if (_file.Methodology.Pools.Count == 0)
            _word.Paragraph("方法学的碳库表没有录入：只计林木、竹子和灌木的活生物质，枯死木、枯落物、土壤有机碳和木产品未计。");
        else
            _word.Table("碳库与排放源", [new("碳库或排放源", 50), new("基准线", 25), new("项目", 25), new("来源", 70)],
                _file.Methodology.Pools.Select(p => (IReadOnlyList<string>)[p.NameZh, Included(p.Baseline), Included(p.Project), p.Citation.ToString()]));
        if ((_file.ExPost ?? _file.ExAnte).NotCounted is { Count: > 0 } notCounted)
            _word.Paragraph($"方法学是否计入没有读到，本文件不计：{string.Join("、", notCounted.Select(p => p.NameZh))}。");
    }

    private static string Included(string state) => state switch { "included" => "计入", "excluded" => "不计", "neglected" => "忽略", _ => "未读到" };

    private void ExAnteTable()
    {
        if (_file.ExAnte.Sheet is not { } sheet)
        {
            _word.Written(null, _file.ExAnte.Obstacle!);
            return;
        }
        var years = Enumerable.Range(Project.CreditingFrom!.Value.Year, Project.CreditingTo!.Value.Year - Project.CreditingFrom.Value.Year + 1).ToList();
        string Key(string key, int year) => string.Create(Plain, $"{key}.{year}");
        // Pools beside living biomass stand in the table where the methodology counts them: without them the columns would not give the last one.
        var others = OtherPools.Where(p => sheet.Lines.Any(l => l.Key == Key(p.Key, years[0]))).ToList();
        Growth();
        _word.Paragraph($"碳储量由蓄积按 C = A·V·D·BEF·(1+R)·CF·44/12 换算；逐年 CDR = (ΔC{string.Concat(others.Select(p => $" + {p.Symbol}"))} − GHG_E − CR_bsl − LK)·(1 − K_RISK)，括号为负时不乘 (1 − K_RISK)。");
        _word.Paragraph("表中的数四舍五入到所示位数，计算用未取整的数；预计值不作签发依据，封面的吨数由合计向下取整。");
        string Of(string key, int year) => Fixed(sheet.Value(Key(key, year)), 2);
        string Sum(string key) => years.Select(y => sheet.Value(Key(key, y))).ToList() is var values && values.All(v => v is not null) ? Fixed(values.Sum(v => v!.Value), 2) : "缺";
        string[] columns = ["dC", .. others.Select(p => p.Key), "GHG", "BSL", "LK"];
        _word.Table("事前减排量", [new("年份", 18), new("碳储量变化 ΔC（tCO₂e）", 32, true), .. others.Select(p => new WordColumn($"{p.NameZh}（tCO₂e）", 28, true)), new("项目排放（tCO₂e）", 28, true), new("基准线清除量（tCO₂e）", 30, true), new("泄漏（tCO₂e）", 24, true), new("预计减排量（tCO₂e）", 32, true)],
        [
            .. years.Select(y => (IReadOnlyList<string>)[Whole(y), .. columns.Select(key => Of(key, y)), Of("CDR", y)]),
            ["合计", .. columns.Select(Sum), Fixed(sheet.Value(ExAnte.Total), 2)],
        ]);
        var chart = Pictures.Bars([.. years.Select(y => (y, sheet.Value(ExAnte.Year(y))))], "tCO2e");
        _word.Picture("逐年预计减排量（tCO₂e）", chart.Png, chart.WidthMm, chart.HeightMm);
        Emissions(sheet);
        if (_file.ExAnte.Missing.Count > 0)
        {
            _word.Paragraph("缺的不当作零。下列各项录入之前，与它们有关的数写作“缺”：");
            _word.Bullets(_file.ExAnte.Missing);
        }
    }

    // Where the volume of every part of a stratum comes from; the volumes themselves stand in an annex.
    private void Growth()
    {
        if (_file.CurveSet is { } set && _file.ExAnte.Growth is { } volumes)
            _word.Paragraph($"单位面积蓄积由生长模型给出。本县曲线集 {set.CurveSetId}《{set.Name}》拟合于{(set.IsOfPlots ? "实测样地" : "森林资源小班资料")}（数据截至 {Day(set.AsOf)}）{(set.IsSynthetic ? "，为演示数据" : "")}，{(set.Approval == "approved" ? "已经批准" : "没有批准")}；取自核算运行 {volumes.RunId}。曲线集的 SHA-256：{volumes.Sha256}。逐年的蓄积见附件“各碳层逐年蓄积”。");
        var parts = VolumesOf();
        if (parts.Count > 0)
            _word.Table("各碳层蓄积的来源", [new("碳层与树种", 70), new("来源", 100)],
                parts.Select(p => (IReadOnlyList<string>)[p.Row, string.Join("；", p.Lines.Where(l => l.Value is not 0).DefaultIfEmpty(p.Lines[0]).Select(l => Sourced(l.Citation)).Distinct(StringComparer.Ordinal))]));
    }

    // Volumes at the ends of years, part by part, in the order of the sheet; with b before the key they are of the stands without the project.
    private List<(string Row, List<SheetLine> Lines)> VolumesOf() => [.. (_file.ExAnte.Sheet?.Lines ?? []).Where(l => l.Key.Split('.')[0] is "V" or "bV").GroupBy(l => l.Row!, StringComparer.Ordinal).Select(g => (g.Key, g.ToList()))];

    private void VolumeAnnex()
    {
        const int sideBySide = 4;
        var parts = VolumesOf();
        if (parts.Count == 0)
            return;
        _word.Annex("各碳层逐年蓄积");
        _word.Paragraph("年末的单位面积蓄积，按部分的面积平均；工作簿的“碳层”表里是同样的数，未取整。");
        foreach (var some in parts.Chunk(sideBySide))
            _word.Table("年末单位面积蓄积", [new("年份", 18), .. some.Select(p => new WordColumn($"{p.Row}（m³/ha）", 38, true))],
                some[0].Lines.Select((line, at) => (IReadOnlyList<string>)[line.Key.Split('.')[^1], .. some.Select(p => Number(p.Lines[at].Value, 4))]));
    }

    // Fires and cleared shrubs by the equations and inputs that were entered.
    private void Emissions(CalculationSheet sheet)
    {
        var computed = sheet.Lines.Where(l => l.Formula is not null && l.Key.StartsWith("GHG", StringComparison.Ordinal) && l.Inputs.All(i => sheet[i].Formula is null)).ToList();
        if (computed.Count > 0)
            _word.Table("项目排放的计算", [new("排放", 36), new("公式", 52), new("输入", 52), new("结果（tCO₂e）", 26, true), new("来源", 46)],
                computed.Select(l => (IReadOnlyList<string>)
                    [l.NameZh, l.Equation, string.Join("，", l.Inputs.Select(i => $"{sheet[i].Symbol.Split(' ')[0]} {Number(sheet[i].Value, 6)} {Unit(sheet[i].Unit)}".TrimEnd())), Fixed(l.Value, 3), Sourced(sheet[l.Inputs[0]].Citation)]));
    }

    private static string Sourced(Carbon.Tables.Citation citation) => $"{citation}{(citation.IsRead ? " 已核对" : "")}";

    private void Parameters(CalculationSheet? sheet, string caption)
    {
        if (sheet is null)
        {
            _word.Written(null, _file.ExPost?.Obstacle ?? _file.ExAnte.Obstacle ?? "参数");
            return;
        }
        _word.Table(caption, [new("符号", 26), new("名称", 34), new("对象", 36), new("数值", 24, true), new("单位", 24), new("来源", 56)],
            sheet.Lines.Where(l => l.Formula is null && l.Part is SheetPart.Parameters or SheetPart.Strata && !NotParameters.Contains(l.Key.Split('.')[0]))
                .GroupBy(l => (Symbol: l.Symbol.Split(',')[0], Name: ProjectReductions.WithoutYear(l), l.Value, l.Unit, l.Citation))
                .Select(g => (IReadOnlyList<string>)
                [
                    g.Key.Symbol, g.Key.Name, Objects([.. g]), Number(g.Key.Value, 6), Unit(g.Key.Unit), Sourced(g.Key.Citation),
                ]));
        _word.Note("标记：S 查到来源，c 已复算，M 待核，? 存疑或缺。未核对的参数使本文件为草稿。");
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

    private void MonitoringPlan()
    {
        _word.Table("监测的数据与参数", [new("参数", 36), new("单位", 22), new("方法", 70), new("频次", 40)],
        [
            ["碳层面积 A", "ha", "复核项目边界，遥感与实地核对，椭球面积", "每个核算期"], ["样地胸径 DBH", "cm", "固定样地每木检尺，起测胸径 5 cm [M]", "每个核算期首尾"],
            ["样地树高 H", "m", "按径阶抽测", "每个核算期首尾"], ["样地生物量 b", "t d.m./ha", "由胸径、树高按方法学的方程或材积换算", "每个核算期首尾"], ["过火面积", "ha", "火灾记录与遥感", "发生时"], ["病虫害、采伐、占用", "ha", "事件记录", "发生时"],
        ]);
        _word.Note("频次由业主决定 [M]；减排量须在产生之日起五年内申请登记（办法第十七条 [S1]）。");
        Sampling();
        SamplePlots();
        Text("monitoring");
    }

    private void SamplePlots()
    {
        if (_file.SamplePlots.Count > 0)
        {
            var map = Pictures.Map([.. _file.Plots.Select(p => new MapShape(p.Shape, null))], [.. _file.SamplePlots.Select(p => (p.Longitude, p.Latitude, (string?)p.Code))]);
            _word.Picture($"样地图（1:{map.Scale!.Value.ToString("#,0", Plain)}）", map.Png, map.WidthMm, map.HeightMm);
            _word.Table("样地位置（CGCS2000 经纬度）", [new("样地", 50), new("经度（°）", 40, true), new("纬度（°）", 40, true)], _file.SamplePlots.Select(p => (IReadOnlyList<string>)[p.Code, Degrees(p.Longitude), Degrees(p.Latitude)]));
        }
        else
            _word.Written(null, "样地还没有布设：导入样地图层（plot）后，这里有样地图和坐标");
    }

    private void Sampling()
    {
        if (_file.Sampling is not { } plan)
            return;
        if (plan.Size is not { } size)
        {
            _word.Paragraph($"样地数没有估计：{plan.Obstacle}");
            return;
        }
        _word.Paragraph($"样地数按假定的变异系数估计：样地 {plan.PlotM2} m²，{plan.Year} 年末的预计碳储量，允许误差 10%，置信水平 90%，最优分配，每层不少于 {Carbon.Sampling.SampleSize.LeastPerStratum} 个。实测之后以实测的变异系数重新计算。");
        _word.Table("样地数（假定）", [new("碳层", 50), new("面积（公顷）", 28, true), new("预计碳储量（tCO₂e/ha）", 32, true), new("变异系数（假定，无量纲）", 30, true), new("样地（个）", 20, true)],
        [
            .. plan.Strata.Select(s => (IReadOnlyList<string>)[$"{s.Code}　{s.NameZh}", Fixed(s.AreaHa, 4), Fixed(s.MeanTPerHa, 2), Number(s.Variation, 4), s.Plots.ToString(Plain)]),
            ["合计", Fixed(plan.Strata.Sum(s => s.AreaHa), 4), "", "", size.Layout.ToString(Plain)],
        ]);
        _word.Note($"变异系数来源：{string.Join("；", plan.Strata.Select(s => s.Citation.ToString()).Distinct(StringComparer.Ordinal))}。公式：{Carbon.Sampling.SampleSize.Source}。");
    }

    private void ExPostTable()
    {
        if (_file.ExPost?.Sheet is not { } sheet)
        {
            _word.Heading(2, "计算");
            _word.Written(null, _file.ExPost?.Obstacle ?? "样地表");
            return;
        }
        var tranche = _file.Tranche!;
        var strata = sheet.Lines.Where(l => l.Part == SheetPart.Strata && l.Row is not null).GroupBy(l => l.Row!).ToList();
        string Of(IEnumerable<SheetLine> lines, string key, int decimals) => Fixed(lines.FirstOrDefault(l => l.Key.StartsWith(key, StringComparison.Ordinal))?.Value, decimals);
        _word.Heading(2, "各碳层的样地");
        foreach (var (at, name, what) in _file.PlotTables is [{ Design: "independent" }, ..] ? new[] { ("1", "期初的碳储量", "碳储量"), ("2", "期末的碳储量", "碳储量") } : [("", "核算期内的变化", "变化")])
            _word.Table($"各碳层{name}", [new("碳层", 40), new("面积（公顷）", 28, true), new("样地（个）", 22, true), new($"平均{what}（tCO₂e/ha）", 36, true), new("标准差（tCO₂e/ha）", 36, true)],
                strata.Select(g => (IReadOnlyList<string>)[g.Key, Of(g, "A.", 4), Of(g, $"n{at}.", 0), Of(g, $"m{at}.", 4), Of(g, $"s{at}.", 4)]));
        _word.Heading(2, "减排量");
        _word.Paragraph("项目清除量为各碳库的变化（按相对误差扣减之后）之和减去项目排放；减排量 CDR = (CR_proj − CR_bsl − LK)·(1 − K_RISK)，括号为负时不乘 (1 − K_RISK)；减去此前未补足的损失，不小于 0，最后向下取整一次，为可申请登记量。");
        _word.Paragraph("表中的数四舍五入到所示位数，计算用未取整的数；工作簿里是同样的公式，可以重算。");
        var results = sheet.Lines.Where(l => l.Part == SheetPart.Result && !IsOfYear(l)).ToList();
        _word.Table("减排量计算表", [new("符号", 26), new("名称", 40), new("数值", 30, true), new("单位", 26), new("公式", 58)],
            results.Select(l => (IReadOnlyList<string>)[l.Symbol, l.NameZh, l.Key == ExPost.Issuable ? Fixed(l.Value, 0) : l.Unit is "tCO2e" ? Fixed(l.Value, 2) : Number(l.Value, 6), Unit(l.Unit), l.Equation]));
        _word.Note($"公式来源：{string.Join("；", results.Select(l => Sourced(l.Citation)).Distinct(StringComparer.Ordinal))}。");
        _word.Heading(2, "各日历年的可申请登记量");
        _word.Table("可申请登记量按日历年（整吨，最大余数法按天）", [new("年份", 40), new("天数（天）", 40, true), new("可申请登记量（tCO₂e）", 60, true)],
        [
            .. Enumerable.Range(tranche.PeriodFrom.Year, tranche.PeriodTo.Year - tranche.PeriodFrom.Year + 1).Select(y => (IReadOnlyList<string>)
                [Whole(y), Number(sheet.Value(string.Create(Plain, $"days.{y}")), 0), Number(sheet.Value(string.Create(Plain, $"vintage.{y}")), 0)]),
            ["合计", Whole(tranche.PeriodTo.DayNumber - tranche.PeriodFrom.DayNumber + 1), Number(sheet.Value(ExPost.Issuable), 0)],
        ]);
        if (_file.ExPost.Missing.Count > 0)
        {
            _word.Paragraph("缺的不当作零。下列各项录入之前，与它们有关的数写作“缺”：");
            _word.Bullets(_file.ExPost.Missing);
        }
    }

    private void Comparison()
    {
        var tranche = _file.Tranche!;
        var years = Enumerable.Range(tranche.PeriodFrom.Year, tranche.PeriodTo.Year - tranche.PeriodFrom.Year + 1).ToList();
        var (before, after) = (_file.ExAnte.Sheet, _file.ExPost?.Sheet?.Value(ExPost.Reduction));
        // A year that the period takes a part of gives its days' part of what was expected of the year.
        static int Days(int year, DateOnly? from, DateOnly? to) =>
            Math.Min(to?.DayNumber ?? int.MaxValue, new DateOnly(year, 12, 31).DayNumber) - Math.Max(from?.DayNumber ?? 0, new DateOnly(year, 1, 1).DayNumber) + 1;
        double? Expected(int year) => before?.Lines.FirstOrDefault(l => l.Key == ExAnte.Year(year))?.Value is { } ofYear
            ? ofYear * Days(year, tranche.PeriodFrom, tranche.PeriodTo) / Days(year, Project.CreditingFrom, Project.CreditingTo) : null;
        var expected = years.All(y => Expected(y) is not null) ? years.Sum(y => Expected(y)!.Value) : (double?)null;
        _word.Table("事后与事前", [new("项", 90), new("数值", 40, true), new("单位", 30)],
        [
            .. years.Select(y => (IReadOnlyList<string>)[$"{y} 年事前预计（核算期内 {Days(y, tranche.PeriodFrom, tranche.PeriodTo)} 天）", Fixed(Expected(y), 2), Tonne]),
            ["核算期事前预计", Fixed(expected, 2), Tonne], ["本期核算的减排量（取整之前）", Fixed(after, 2), Tonne],
            ["相差（核算 − 预计）", Fixed(after - expected, 2), Tonne], ["相差占预计的比例", expected is > 0 && after is not null ? Number((after - expected) / expected * 100, 1) : "缺", "%"],
        ]);
        _word.Note("事前预计是日历年的数，核算期只占一部分的年份按天折算。");
    }

    // Lines that are of a calendar year have a table of their own.
    private static bool IsOfYear(SheetLine line) => line.Key.StartsWith("days.", StringComparison.Ordinal) || line.Key.StartsWith("vintage.", StringComparison.Ordinal);

    // Plots of a stratum are of one size, which the table of plots was held to; strata may differ.
    private string PlotSizes()
    {
        var (sizes, shapes) = (_file.PlotValues.Select(v => v.PlotM2).OfType<double>().Distinct().Order().Select(m2 => Number(m2, 2)).ToList(), _file.PlotValues.Where(v => v.PlotShape is not null).GroupBy(v => v.PlotShape).OrderBy(g => g.Key, StringComparer.Ordinal).ToList());
        return $"{(sizes.Count == 0 ? "样地表没有写样地面积" : $"样地面积 {string.Join("、", sizes)} m²，每个碳层内一致")}，{(shapes.Count == 0 ? "没有写形状" : $"形状：{string.Join("、", shapes.Select(g => $"{g.Key} {Whole(g.Count())} 个"))}")}";
    }

    private void PlotAnnex()
    {
        if (_file.PlotValues.Count == 0)
            return;
        _word.Annex("样地数据");
        string Pool(string pool) => pool switch { "trees" => "林木", "bamboo" => "竹子", _ => "灌木" };
        string Biomass(double? value) => value is null ? "" : Fixed(value, 3);
        foreach (var stratum in _file.PlotValues.GroupBy(v => v.Stratum))
            _word.Table($"碳层 {stratum.Key}，{Pool(stratum.First().Pool)}，{Number(stratum.First().AreaHa, 4)} 公顷", [new("样地", 44), new("期初生物量（t d.m./ha）", 42, true), new("期末生物量（t d.m./ha）", 42, true), new("样地面积（m²）", 26, true), new("形状", 22)],
                stratum.Select(v => (IReadOnlyList<string>)[v.Plot, Biomass(v.Earlier), Biomass(v.Later), v.PlotM2 is null ? "没有写" : Number(v.PlotM2, 2), v.PlotShape ?? "没有写"]));
    }

    private void Annexes()
    {
        _word.Annex("地块（小班）清单");
        if (_file.Parcels.Count == 0)
            _word.Paragraph("边界内没有小班。");
        foreach (var village in _file.Parcels.GroupBy(p => (p.Township, p.Village)))
            _word.Table($"{village.Key.Township} {village.Key.Village}", [new("小班", 60), new("地类", 32), new("树种", 24), new("碳层", 16), new("面积（公顷）", 28, true), new("面积（亩）", 28, true)],
                [.. village.Select(p => (IReadOnlyList<string>)[p.Code, p.LandClass ?? "", p.Species ?? "", p.Stratum ?? "", Hectares(p.AreaM2), Mu(p.AreaM2)]), ["合计", "", "", "", Hectares(village.Sum(p => p.AreaM2)), Mu(village.Sum(p => p.AreaM2))]]);
        _word.Annex("宗地与授权清单");
        if (_file.Coverage.Lots.Count == 0)
            _word.Paragraph("边界内没有宗地记录。");
        else
            _word.Table("宗地", [new("宗地", 40), new("承包方", 28), new("期限", 52), new("边界内面积（公顷）", 30, true), new("边界内面积（亩）", 28, true), new("授权", 22)],
                _file.Coverage.Lots.Select(l => (IReadOnlyList<string>)[l.LotCode, l.Household, $"{Day(l.TermFrom)} 至 {Day(l.TermTo)}", Hectares(l.AreaM2), Mu(l.AreaM2), l.IsDisputed ? "有争议" : l.HasMandate ? "已授权" : "未授权"]));
        _word.Annex("证据清单");
        _word.Table("证据", [new("证据", 70), new("状态", 26), new("文件", 70)],
            _file.Evidence.Select(e => (IReadOnlyList<string>)[e.NameZh, e.State switch { EvidenceState.Verified => "已核", EvidenceState.Present => "已有", _ => "缺" }, e.File ?? ""]));
        VolumeAnnex();
        DraftAnnex();
    }

    private void DraftAnnex()
    {
        if (_reasons.Count == 0)
            return;
        _word.Annex("待补齐和核对的事项");
        _word.Paragraph($"本文件是草稿。下列 {_reasons.Count} 处补齐、核对之前，不能作为提交文件：");
        _word.Bullets(_reasons.Select(r => r.Length <= 400 ? r : $"{r[..400]}…"));
    }
}
