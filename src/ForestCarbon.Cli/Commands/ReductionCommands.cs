using System.CommandLine;
using System.Globalization;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary>
/// <c>project reduction | input | plant | cover | sampling | plots | adopt</c>: how a project's reductions are computed; <c>draft | text | compare | evidence</c>: the documents made of them.
/// </summary>
internal static class ReductionCommands
{
    public static IEnumerable<Command> All() => [Show(), Enter(), Plant(), Cover(), Sampling(), Plots(), Adopt(), Draft(), Text(), Compare(), Evidence()];

    private static Command Show()
    {
        var (code, tranche) = (ProjectCommand.CodeOf(), ProjectCommand.TrancheNumber());
        var output = new Option<string?>("--out") { Description = "写成带活公式的工作簿 .xlsx", HelpName = "FILE" };
        var show = new Command("reduction", "减排量计算：事前，或一期的事后；每行带公式、输入、来源和标记") { code, tranche, output };
        show.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await ProjectCommand.FindAsync(db, asked.GetValue(code)!, ct);
            var of = await TrancheAsync(db, project, asked.GetValue(tranche), ct);
            var answer = of is null ? await new ProjectReductions(db).ExAnteAsync(project, ct) : await new ProjectReductions(db).ExPostAsync(project, of, ct);
            if (answer.Sheet is not { } sheet)
                throw new RefusedException(answer.Obstacle!, answer.ObstacleEn);
            if (asked.GetValue(output) is { } path)
            {
                await using var target = File.Create(path);
                ReductionWorkbook.Write(sheet, ReductionWorkbook.TitleOf(project, of?.Number), answer.Note, target);
            }
            Terminal.Result(asked, SheetAnswer.Of(answer), told =>
            {
                Terminal.Print(Language.Of(answer.Note, answer.NoteEn));
                if (of is null && ExpectationGap.Of(project, answer) is { } gap)
                    Terminal.Print(Language.Of($"{gap.Zh}。", $"{gap.En}."));
                // What a source says of itself is told as it says it.
                foreach (var missing in answer.MissingFigures)
                    Terminal.Print(Language.Of($"缺：{missing.Zh}", $"missing: {(missing.Row is null ? "" : $"{missing.Row}: ")}{missing.NameEn} ({missing.WhyEn ?? missing.Why})"));
                Terminal.Table(Language.IsEnglish ? (string[])["symbol", "name", "value", "unit", "equation", "source"] : ["符号", "名称", "数值", "单位", "公式", "来源"], told.Lines.Where(l => l.Part == "result").Select(l => (string[])
                    [l.Symbol, Language.Of(l.Name, LineNames.English(l.Name)), l.Value?.ToString("0.######", CultureInfo.InvariantCulture) ?? Language.Of("缺", "missing"), l.Unit, l.Equation, $"{l.Source} [{l.Mark}]"]));
            });
            return Exit.Done;
        });
        return show;
    }

    private static Command Enter()
    {
        var (code, tranche) = (ProjectCommand.CodeOf(), ProjectCommand.TrancheNumber());
        var input = new Argument<string>("INPUT") { Description = string.Join("、", ProjectInputs.Kinds.Select(k => $"{k.Key} {k.Value}")) };
        var value = new Argument<decimal>("VALUE") { Description = "tCO₂e" };
        var year = new Option<short?>("--year") { Description = "日历年；不写则每年" };
        var source = new Option<string>("--source") { Description = "来源", Required = true };
        var mark = new Option<string>("--mark") { Description = "S1、c 或 M", DefaultValueFactory = _ => "M" };
        var enter = new Command("input", "录入基准线清除量、泄漏或排放，注明来源") { code, input, value, tranche, year, source, mark };
        enter.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await ProjectCommand.FindAsync(db, asked.GetValue(code)!, ct);
            var of = await TrancheAsync(db, project, asked.GetValue(tranche), ct);
            await new ProjectInputs(db).EnterAsync(Actor.Console(), project.ProjectId, of?.TrancheId, asked.GetValue(input), asked.GetValue(year), asked.GetValue(value), asked.GetValue(source), asked.GetValue(mark)!, ct);
            Terminal.Result(asked, await new ProjectInputs(db).ListAsync(project.ProjectId, ct), rows => Terminal.Print(Language.Of(
                FormattableString.Invariant($"{project.Code}：{ProjectInputs.Kinds[rows[0].Input]} {rows[0].Value} tCO₂e，{rows[0].Source}。"), FormattableString.Invariant($"{project.Code}: {rows[0].Input} {rows[0].Value} tCO₂e, {rows[0].Source}."))));
            return Exit.Done;
        });
        return enter;
    }

    private static Command Plant()
    {
        var code = ProjectCommand.CodeOf();
        var stratum = new Argument<string>("STRATUM") { Description = "碳层编号，如 S01；全部写 all" };
        var model = new Option<string>("--model") { Description = "造林模型", Required = true, HelpName = "ID" };
        var year = new Option<short>("--year") { Description = "造林年份", Required = true };
        var curve = new Option<string>("--curve") { Description = "county（本县曲线）或 model（造林模型的曲线）", DefaultValueFactory = _ => "county" };
        var plant = new Command("plant", "碳层种什么：造林模型、年份和曲线") { code, stratum, model, year, curve };
        plant.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await ProjectCommand.FindAsync(db, asked.GetValue(code)!, ct);
            var strata = await NamedAsync(db, project, asked.GetValue(stratum)!, ct);
            foreach (var one in strata)
                await new ProjectReductions(db).PlantAsync(Actor.Console(), project, one.StratumId, asked.GetValue(model), asked.GetValue(year), asked.GetValue(curve), ct);
            Terminal.Result(asked, await new ProjectReductions(db).PlantingsAsync(project.BoundaryId!.Value, ct), rows => Terminal.Print(Language.Of(
                $"{project.Code}：{strata.Count} 个碳层，{asked.GetValue(model)}，{asked.GetValue(year)} 年。", $"{project.Code}: {strata.Count} strata, {asked.GetValue(model)}, planted in {asked.GetValue(year)}.")));
            return Exit.Done;
        });
        return plant;
    }

    private static Command Cover()
    {
        var code = ProjectCommand.CodeOf();
        var stratum = new Argument<string>("STRATUM") { Description = "碳层编号，如 S01；全部写 all" };
        var trees = new Option<decimal>("--trees") { Description = "树冠覆盖度，0 至 1", Required = true };
        var shrubs = new Option<decimal>("--shrubs") { Description = "灌木盖度，0 至 1", Required = true };
        var later = new Option<decimal>("--shrubs-later") { Description = "没有项目、稳定之后的灌木盖度，0 至 1", Required = true };
        var source = new Option<string>("--source") { Description = "来源", Required = true };
        var mark = new Option<string>("--mark") { Description = "S1、c 或 M", DefaultValueFactory = _ => "M" };
        var cover = new Command("cover", "碳层造林前的植被：由覆盖度算基准线的方法学用") { code, stratum, trees, shrubs, later, source, mark };
        cover.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await ProjectCommand.FindAsync(db, asked.GetValue(code)!, ct);
            var strata = await NamedAsync(db, project, asked.GetValue(stratum)!, ct);
            foreach (var one in strata)
                await new PriorCovers(db).SetAsync(Actor.Console(), project, one.StratumId, asked.GetValue(trees), asked.GetValue(shrubs), asked.GetValue(later), asked.GetValue(source), asked.GetValue(mark)!, ct);
            Terminal.Result(asked, await new PriorCovers(db).OfAsync(project.BoundaryId!.Value, ct), _ => Terminal.Print(Language.Of($"{project.Code}：{strata.Count} 个碳层的造林前植被已录入。", $"{project.Code}: the vegetation before is entered for {strata.Count} strata.")));
            return Exit.Done;
        });
        return cover;
    }

    private static Command Sampling()
    {
        var code = ProjectCommand.CodeOf();
        var year = new Option<int?>("--year") { Description = "为哪一年末布设；不写则为计入期第五年" };
        var plot = new Option<int?>("--plot-m2") { Description = "样地面积，m²；不写则为有变异系数的最小一种" };
        var sampling = new Command("sampling", "样地数：由预计碳储量和假定的变异系数估计（误差 10%，置信 90%）") { code, year, plot };
        sampling.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await ProjectCommand.FindAsync(db, asked.GetValue(code)!, ct);
            var plan = await new SamplingPlans(db).OfAsync(project, await new ProjectReductions(db).ExAnteAsync(project, ct), asked.GetValue(year), asked.GetValue(plot), ct);
            if (plan.Obstacle is { } obstacle)
                throw new RefusedException(obstacle, plan.ObstacleEn);
            Terminal.Result(asked, plan, told =>
            {
                Terminal.Print(Language.Of(
                    $"{told.Year} 年末，样地 {told.PlotM2} m²，变异系数为假定：共 {told.Size!.Layout} 个样地。", $"At the end of {told.Year}, plots of {told.PlotM2} m², by an assumed coefficient of variation: {told.Size.Layout} sample plots."));
                Terminal.Table(Language.IsEnglish ? (string[])["stratum", "name", "area (ha)", "expected tCO2e/ha", "variation", "plots", "source"] : ["碳层", "名称", "面积（公顷）", "预计 tCO2e/ha", "变异系数", "样地", "来源"], told.Strata.Select(s => (string[])
                    [s.Code, s.NameZh, s.AreaHa.ToString("0.0000", CultureInfo.InvariantCulture), s.MeanTPerHa!.Value.ToString("0.00", CultureInfo.InvariantCulture), s.Variation!.Value.ToString("0.###", CultureInfo.InvariantCulture), Figures.Count(s.Plots), s.Citation.ToString()]));
            });
            return Exit.Done;
        });
        return sampling;
    }

    private static async Task<IReadOnlyList<StratumRow>> NamedAsync(Db db, ProjectRow project, string named, CancellationToken ct)
    {
        var strata = project.BoundaryId is { } id ? (await new Strata(db).OfAsync(id, ct)).Where(s => named == "all" || s.Code == named).ToList() : [];
        return strata.Count > 0 ? strata : throw new RefusedException($"项目 {project.Code} 没有碳层 {named}。先提出碳层。", $"Project {project.Code} has no stratum {named}: propose the strata first.");
    }

    private static Command Plots()
    {
        var (code, tranche) = (ProjectCommand.CodeOf(), ProjectCommand.TrancheNumber());
        var file = new Argument<string>("FILE") { Description = "样地表 .xlsx 或 .csv：碳层、碳库、面积、样地、期初和期末生物量（t d.m./ha），可有含碳率和来源、样地面积和样地形状；两次清查的样地不同时，以时点和生物量代替期初和期末" };
        var send = new Command("plots", "录入一期的样地表；有不能用的行就整表拒绝，一行一句") { code, file, tranche };
        send.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await ProjectCommand.FindAsync(db, asked.GetValue(code)!, ct);
            var of = await TrancheAsync(db, project, asked.GetValue(tranche), ct) ?? throw new RefusedException("请用 --tranche 写明第几期。", "Say which tranche with --tranche.");
            var path = Accounts.Existing(asked.GetValue(file)!);
            await new PlotTables(db).SendAsync(Actor.Console(), new FileStore(Home.Default.Files), project.ProjectId, of, path, Path.GetFileName(path), ct);
            Terminal.Result(asked, (await new PlotTables(db).ListAsync(project.ProjectId, ct))[0], t => Terminal.Print(Language.Of($"{project.Code} 第 {of.Number} 期：{t.Plots} 个样地，{t.FileSha256}。", $"{project.Code}, tranche {of.Number}: {t.Plots} sample plots, {t.FileSha256}.")));
            return Exit.Done;
        });
        return send;
    }

    private static Command Adopt()
    {
        var (code, tranche) = (ProjectCommand.CodeOf(), ProjectCommand.TrancheNumber());
        var adopt = new Command("adopt", "采用计算结果：一期的为公示的吨数，不写期的为项目的预计") { code, tranche };
        adopt.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await ProjectCommand.FindAsync(db, asked.GetValue(code)!, ct);
            var reductions = new ProjectReductions(db);
            var tonnes = await TrancheAsync(db, project, asked.GetValue(tranche), ct) is { } of ? await reductions.AdoptAsync(Actor.Console(), project, of, ct) : await reductions.ExpectAsync(Actor.Console(), project, ct);
            Terminal.Result(asked, new { tonnes }, done => Terminal.Print(Language.Of($"{project.Code}：已采用 {done.tonnes} tCO₂e。", $"{project.Code}: {done.tonnes} tCO₂e adopted.")));
            return Exit.Done;
        });
        return adopt;
    }

    private static Command Draft()
    {
        var (code, tranche) = (ProjectCommand.CodeOf(), ProjectCommand.TrancheNumber());
        var output = new Option<string?>("--out") { Description = "同时写到这个文件", HelpName = "FILE" };
        var draft = new Command("draft", "生成项目设计文件，或一期的核算报告 .docx；同样的数据生成同样的文件") { code, tranche, output };
        draft.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await ProjectCommand.FindAsync(db, asked.GetValue(code)!, ct);
            var files = new FileStore(Home.Default.Files);
            var made = await new DocumentDrafts(db).MakeAsync(Actor.Console(), files, project, await TrancheAsync(db, project, asked.GetValue(tranche), ct), ct);
            if (asked.GetValue(output) is { } path)
                File.Copy(files.PathOf(Convert.FromHexString(made.FileSha256)), path, overwrite: true);
            Terminal.Result(asked, made, d =>
            {
                Terminal.Print(Language.Of(
                    $"第 {d.DraftId} 号 {d.Name}：{d.FileSha256}。{(d.Reasons.Length == 0 ? "可以提交。" : $"草稿，{d.Reasons.Length} 处要补，不得提交：")}",
                    $"Number {d.DraftId}, {d.Name}: {d.FileSha256}. {(d.Reasons.Length == 0 ? "It can be handed in." : $"A draft, not to be handed in: {d.Reasons.Length} {(d.Reasons.Length == 1 ? "thing" : "things")} to complete:")}"));
                foreach (var reason in Language.IsEnglish ? d.ReasonsEn ?? d.Reasons : d.Reasons)
                    Terminal.Print($"    {reason}");
            });
            return Exit.Done;
        });
        return draft;
    }

    private static Command Text()
    {
        var (code, tranche) = (ProjectCommand.CodeOf(), ProjectCommand.TrancheNumber());
        var section = new Argument<string>("SECTION") { Description = $"设计文件：{string.Join("、", DocumentSections.Of(DocumentSections.Design).Select(s => $"{s.Key} {s.NameZh}"))}；核算报告：{string.Join("、", DocumentSections.Of(DocumentSections.Accounting).Select(s => $"{s.Key} {s.NameZh}"))}" };
        var file = new Argument<string>("FILE") { Description = "文字，UTF-8 或 GB18030 纯文本" };
        var text = new Command("text", "写文件里由人写的部分；重新生成时不丢") { code, section, file, tranche };
        text.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await ProjectCommand.FindAsync(db, asked.GetValue(code)!, ct);
            var of = await TrancheAsync(db, project, asked.GetValue(tranche), ct);
            await new DocumentDrafts(db).WriteTextAsync(Actor.Console(), project.ProjectId, of?.TrancheId, asked.GetValue(section), await TextFile.ReadAsync(Accounts.Existing(asked.GetValue(file)!), Path.GetFileName(asked.GetValue(file)!), ct), ct);
            Terminal.Result(asked, await new DocumentDrafts(db).TextsAsync(project.ProjectId, of?.TrancheId, ct), rows => Terminal.Print(Language.Of($"{project.Code}：写了 {rows.Count} 个部分。", $"{project.Code}: parts written: {rows.Count}.")));
            return Exit.Done;
        });
        return text;
    }

    private static Command Compare()
    {
        var code = ProjectCommand.CodeOf();
        var before = new Argument<long>("BEFORE") { Description = "前一稿的编号，生成时写出" };
        var after = new Argument<long>("AFTER") { Description = "后一稿的编号，生成时写出" };
        var compare = new Command("compare", "两稿之间变了哪些数、因为什么，变了哪些文字") { code, before, after };
        compare.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await ProjectCommand.FindAsync(db, asked.GetValue(code)!, ct);
            Terminal.Result(asked, await new DocumentDrafts(db).CompareAsync(project.ProjectId, asked.GetValue(before), asked.GetValue(after), ct), differs =>
            {
                var missing = Language.Of("缺", "missing");
                Terminal.Table(
                    [Language.Of("名称", "name"), Language.Of("前", "before"), Language.Of("后", "after"), Language.Of("单位", "unit"), Language.Of("因为", "because")],
                    differs.Figures.Select(f => (string[])
                        [$"{f.Row} {Language.Of(f.Name, f.NameEn)}".Trim(), f.Before ?? missing, f.After ?? missing, f.Unit, Language.Of(string.Join("；", f.Causes), string.Join("; ", f.CausesEn))]));
                if (differs.Sources.Count > 0)
                    Terminal.Print(Language.Of($"另有 {differs.Sources.Count} 个数的来源变了，数没有变，见 --json。", $"{differs.Sources.Count} more figures have another source and the same value: see --json."));
                foreach (var passage in differs.Passages)
                {
                    Terminal.Print(Language.Of($"{passage.NameZh}：", $"{passage.NameEn}:"));
                    foreach (var (sign, text) in new[] { ("−", passage.Before), ("＋", passage.After) })
                        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                            Terminal.Print($"  {sign} {line}");
                }
            });
            return Exit.Done;
        });
        return compare;
    }

    private static Command Evidence()
    {
        var code = ProjectCommand.CodeOf();
        var kind = new Option<string?>("--kind") { Description = "录入这一项，如 work-design；不写则只列清单" };
        var file = new Option<string?>("--file") { Description = "证据文件", HelpName = "FILE" };
        var evidence = new Command("evidence", "证据清单：缺、已有、已核；带 --kind 和 --file 时录入一份") { code, kind, file };
        evidence.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await ProjectCommand.FindAsync(db, asked.GetValue(code)!, ct);
            if (asked.GetValue(file) is { } path)
                await new EvidenceBook(db).AddAsync(Actor.Console(), new FileStore(Home.Default.Files), project.ProjectId, asked.GetValue(kind), Accounts.Existing(path), Path.GetFileName(path), ct: ct);
            Terminal.Result(asked, await new EvidenceBook(db).OfAsync(project, ct), rows => Terminal.Table(Language.IsEnglish ? (string[])["item", "evidence", "state", "file"] : ["项", "证据", "状态", "文件"], rows.Select(e => (string[])
                [e.Kind, Language.Of(e.NameZh, e.NameEn), e.State switch { EvidenceState.Verified => Language.Of("已核", "verified"), EvidenceState.Present => Language.Of("已有", "present"), _ => Language.Of("缺", "missing") }, e.File ?? ""])));
            return Exit.Done;
        });
        return evidence;
    }

    internal static async Task<TrancheRow?> TrancheAsync(Db db, ProjectRow project, short? number, CancellationToken ct) => number is null ? null
        : (await new ProjectBook(db).TranchesAsync(project.ProjectId, TownshipScope.WholeCounty, ct)).FirstOrDefault(t => t.Number == number)
          ?? throw new RefusedException($"项目 {project.Code} 没有第 {number} 期减排量。", $"Project {project.Code} has no tranche {number}.");
}
