using System.Globalization;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using static ForestCarbon.Ccer.Documents.DocumentFigures;

namespace ForestCarbon.Ccer.Documents;

/// <summary>Writes the design document and the accounting report of a project in the outline of the fact sheet §8.4 (headings [?]).</summary>
/// <remarks>Depends on nothing but its file of the project: no clock, no number of a draft, so that the same data give the same bytes.</remarks>
public sealed class ProjectDocumentWriter
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    private readonly ProjectFile _file;
    private readonly WordDocument _word;
    private readonly GroundSection _ground;
    private readonly SheetSection _sheets;
    private readonly IReadOnlyList<string> _reasons;

    private ProjectDocumentWriter(ProjectFile file, string kind)
    {
        _file = file;
        _reasons = [.. ReasonsOf(file, kind).Select(r => r.Zh)];
        _word = new WordDocument(file.Project.Name, $"{file.Project.Code}　{file.Project.Name}　{DocumentSections.NameOf(kind)}", _reasons.Count > 0 ? PaperFile.DraftMark : null);
        _ground = new GroundSection(file, _word);
        _sheets = new SheetSection(file, _word);
    }

    /// <summary>
    /// Why a document of that kind may not be submitted: sources not verified, figures missing, parts not written, ground that does not answer the methodology, and whatever else stops a verifier.
    /// The document says it in Chinese; in English sources and names keep theirs, in quotation marks.
    /// </summary>
    public static IReadOnlyList<(string Zh, string En)> ReasonsOf(ProjectFile file, string kind) =>
    [
        .. DocumentGaps.Of(file),
        .. OfSheet(file.ExAnte, "事前", "Ex ante"),
        .. (file.Additionality?.Unverified ?? []).Select(p => ($"额外性：{p.NameZh}未核对（{p.Source} [{p.Mark}]）", $"Additionality: {p.NameEn} is not verified (“{p.Source}” [{p.Mark}])")),
        .. file.ExPost is { } after ? OfSheet(after, "事后", "Ex post") : [],
        .. DocumentSections.Of(kind).Where(s => string.IsNullOrWhiteSpace(file.Texts.GetValueOrDefault(s.Key))).Select(s => ($"没有写：{s.NameZh}", $"Not written: {s.NameEn}")),
    ];

    private static IEnumerable<(string Zh, string En)> OfSheet(ProjectSheet sheet, string zh, string en) =>
    [
        .. sheet.DraftReasons.Zip(sheet.DraftReasonsEn, (r, inEnglish) => ($"{zh}：{r}", $"{en}: {inEnglish}")),
        .. sheet.MissingFigures.Select(m => ($"{zh}：缺 {m.Zh}", $"{en}: missing {m.En}")),
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
                    ? (IReadOnlyList<string>)[$"{s.Code}　{s.Name}", Number((double)cover.TreeCover, 4), Number((double)cover.ShrubCover, 4), Number((double)cover.ShrubCoverLater, 4), SheetSection.Sourced(cover.Citation)]
                    : [$"{s.Code}　{s.Name}", "缺", "缺", "缺", ""]));
        _word.Heading(2, "额外性");
        Additionality();
        Text("additionality");
        _word.Heading(2, "事前减排量计算");
        _sheets.ExAnteTable();
        _word.Heading(2, "事前确定的参数");
        _sheets.Parameters(_file.ExAnte.Sheet, "事前确定的参数");
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
        _sheets.Parameters(_file.ExPost?.Sheet, "核算所用的参数");
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
        _sheets.ExPostTable();
        _word.Heading(1, "与事前预计的比较");
        _sheets.Comparison();
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
        ? $"筛查（数据截至 {Day(screening.AsOf)}，没有开工记录的按 {Day(screening.StartDate)} 开工）：符合 {Hectares(ground.PassM2)} 公顷，须补证据 {Hectares(ground.NeedM2)} 公顷，不符合 {Hectares(ground.FailM2)} 公顷{(ground.UnscreenedM2 > DocumentGaps.NothingM2 ? $"，不在筛查范围内 {Hectares(ground.UnscreenedM2)} 公顷" : "")}{(DocumentGaps.OtherStart(_file) is { } other ? $"；{other.Zh}" : "")}"
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
        _sheets.VolumeAnnex();
        DraftAnnex();
    }

    private void DraftAnnex()
    {
        if (_reasons.Count == 0)
            return;
        _word.Annex("待补齐和核对的事项");
        _word.Paragraph($"本文件是草稿。下列 {_reasons.Count} 处补齐、核对之前，不能作为提交文件：");
        _word.Bullets(_reasons.Select(r => Shortened.Of(r, 400)));
    }
}
