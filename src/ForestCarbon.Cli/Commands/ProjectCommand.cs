using System.CommandLine;
using System.Globalization;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>project create|list|show|stage|document …</c>: projects and their reduction tranches.</summary>
internal static class ProjectCommand
{
    private const string KeepZh = "加上 --confirmed", KeepEn = "add --confirmed";

    public static Command Create()
    {
        var project = new Command("project", "CCER 项目与减排量：立项、移步、文件、边界、计算")
        {
            New(), List(), Show(), Stage(), Document(), Facts(), Boundary(), Party(), Undertake(), Tranche(), Moves(), Changes(), Export(), ProposeStrata(),
        };
        foreach (var command in ReductionCommands.All())
            project.Add(command);
        return project;
    }

    private static Command ProposeStrata()
    {
        var code = CodeOf();
        var propose = new Command("strata", "按树种、林龄、立地和造林年份提出碳层；原有的被代替，同类碳层的造林设计保留") { code };
        propose.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await FindAsync(db, asked.GetValue(code)!, ct);
            var (strata, boundary) = (new Strata(db), project.BoundaryId ?? throw new RefusedException("还没有事前边界。"));
            await strata.ProposeAsync(Actor.Console(), boundary, ct);
            Terminal.Result(asked, await strata.OfAsync(boundary, ct), rows => Terminal.Table(["碳层", "名称", "小班", "面积（亩）"], rows.Select(s => (string[])[s.Code, s.Name, Figures.Count(s.Parcels), Figures.Mu(s.AreaM2)])));
            return Exit.Done;
        });
        return propose;
    }

    private static Command New()
    {
        var code = CodeOf();
        var name = new Option<string>("--name") { Description = "名称", Required = true };
        var methodology = new Option<string?>("--methodology") { Description = "方法学，如 CCER-14-001-V01", HelpName = "ID" };
        var selection = new Option<long?>("--selection") { Description = "由这个候选边界定事前边界", HelpName = "ID" };
        var file = new Option<string?>("--boundary") { Description = "由这个边界文件定事前边界", HelpName = "FILE" };
        var crs = new Option<string?>("--crs") { Description = "边界文件的坐标系，如 EPSG:4525" };
        var note = new Option<string?>("--note") { Description = "缘由" };
        var on = new Option<DateOnly?>("--on") { Description = "立为储备的日期；默认今天" };
        var confirmed = Confirmed();
        var (start, from, to, lifetime) = Dates();
        var create = new Command("create", "立为储备") { code, name, methodology, selection, file, crs, confirmed, note, on, start, from, to, lifetime };
        create.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            // The file is read first: a boundary that cannot be used leaves no project behind.
            var plots = asked.GetValue(file) is { } path ? await BoundaryFile.ReadAsync(db, Accounts.Existing(path), asked.GetValue(crs), ct) : null;
            if (asked.GetValue(selection) is null && plots is not null)
                await new ProjectBoundaries(db).RequireGroundAsync(null, "ex-ante", plots, asked.GetValue(methodology), asked.GetValue(confirmed), KeepZh, KeepEn, ct);
            var book = new ProjectBook(db);
            var draft = new ProjectDraft(
                asked.GetValue(code)!, asked.GetValue(name)!, asked.GetValue(methodology), null, asked.GetValue(start), asked.GetValue(from), asked.GetValue(to), asked.GetValue(lifetime), asked.GetValue(note),
                asked.GetValue(on));
            var id = asked.GetValue(selection) is { } kept
                ? await new ProjectBoundaries(db).CreateFromSelectionAsync(Actor.Console(), draft, kept, TownshipScope.WholeCounty, ct)
                : await book.CreateAsync(Actor.Console(), draft, ct);
            if (asked.GetValue(selection) is null && plots is not null)
                await new ProjectBoundaries(db).FromPlotsAsync(Actor.Console(), id, "ex-ante", Path.GetFileName(asked.GetValue(file)!), plots, null, ct);
            Terminal.Result(asked, await book.FindAsync(id, TownshipScope.WholeCounty, ct), p => Terminal.Print(Language.Of(
                $"已立为储备：{p!.Code} {p.Name}{(p.AreaM2 is { } area ? $"，{Figures.Mu(area)} 亩" : "")}。", $"In the reserve: {p.Code} {p.Name}{(p.AreaM2 is { } m2 ? $", {Figures.Mu(m2)} mu" : "")}.")));
            return Exit.Done;
        });
        return create;
    }

    private static Command List()
    {
        var state = new Option<string?>("--state") { Description = "只列这个状态的，如 registered" };
        var query = new Option<string?>("--find") { Description = "编号或名称里有这几个字的" };
        var limit = new Option<int>("--limit") { Description = "最多几个", DefaultValueFactory = _ => 200 }.Between(1, 100_000);
        var list = new Command("list", "列出项目，新的在前") { state, query, limit };
        list.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            Terminal.Result(asked, await new ProjectBook(db).ListAsync(TownshipScope.WholeCounty, asked.GetValue(state), asked.GetValue(query), asked.GetValue(limit), 0, ct), rows => Terminal.Table(
                Language.IsEnglish ? (string[])["code", "name", "state", "since", "area (mu)", "expected t", "registered t", "next deadline"] : ["编号", "名称", "状态", "自", "面积（亩）", "预计 t", "已登记 t", "最近期限"], rows.Select(p => (string[])
                [
                    p.Code, p.Name, Language.Of(p.StateZh, p.StateEn), Figures.Date(p.StateSince), p.AreaM2 is { } area ? Figures.Mu(area) : "", p.ExpectedT is { } t ? Figures.Count(t) : "", Figures.Count(p.RegisteredT), Figures.Date(p.DueOn),
                ])));
            return Exit.Done;
        });
        return list;
    }

    private static Command Show()
    {
        var code = CodeOf();
        var show = new Command("show", "一个项目：移步、下一步、减排量、文件、参与方") { code };
        show.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var (project, life) = (await FindAsync(db, asked.GetValue(code)!, ct), new LifeCycle(db));
            var id = project.ProjectId;
            var whole = new
            {
                project, moves = await life.MovesAsync(id, TownshipScope.WholeCounty, ct), next = await life.ChoicesAsync(id, null, TownshipScope.WholeCounty, ct: ct),
                tranches = await new ProjectBook(db).TranchesAsync(id, TownshipScope.WholeCounty, ct), documents = await new ProjectDocuments(db, Files).ListAsync(id, ct),
                parties = await new ProjectParties(db).OfAsync(id, ct), boundaries = await new ProjectBoundaries(db).ListAsync(id, ct),
            };
            Terminal.Result(asked, whole, w =>
            {
                var number = project.RegistryNumber;
                Terminal.Print(Language.Of(
                    $"{project.Code} {project.Name}：{project.StateZh}，自 {Figures.Date(project.StateSince)}{(number is null ? "" : $"，登记系统编号 {number}")}",
                    $"{project.Code} {project.Name}: {project.StateEn} since {Figures.Date(project.StateSince)}{(number is null ? "" : $", registry number {number}")}"));
                Terminal.Table(Language.IsEnglish ? (string[])["day", "tranche", "to", "decision", "due"] : ["日期", "期", "到", "决定", "期限"], w.moves.Select(m => (string[])
                    [Figures.Date(m.MovedOn), m.Tranche?.ToString(CultureInfo.InvariantCulture) ?? "", Language.Of(m.ToZh, m.ToEn), m.Decision, Figures.Date(m.DueOn)]));
                foreach (var m in w.moves.Where(m => m.WarningZh is not null))
                    Terminal.Print($"{Figures.Date(m.MovedOn)} {Language.Of(m.WarningZh!, m.WarningEn!)}");
                Terminal.Print(Language.Of("下一步：", "Next:"));
                Terminal.Table(Language.IsEnglish ? (string[])["to", "move", "still missing"] : ["到", "移步", "还差什么"], w.next.Select(c => (string[])[c.ToState, Language.Of(c.NameZh, c.NameEn), Language.Of(string.Concat(c.InTheWay), string.Join(' ', c.InTheWayInEnglish))]));
            });
            return Exit.Done;
        });
        return show;
    }

    private static Command Stage()
    {
        var code = CodeOf();
        var to = new Argument<string>("STATE") { Description = "移到的状态，如 design、publicity、registered；project moves 列出全部" };
        var tranche = TrancheNumber();
        var on = new Option<DateOnly?>("--on") { Description = "日期；默认今天" };
        var decision = new Option<string>("--decision") { Description = "决定或理由", Required = true };
        var tonnes = new Option<long?>("--tonnes") { Description = "减排量，整吨" };
        var number = new Option<string?>("--registry-number") { Description = "登记系统给出的编号" };
        var due = new Option<DateOnly?>("--due") { Description = "通知写明的期限" };
        var stage = new Command("stage", "移步：条件、文件或次序不符则拒绝，并列出缺什么") { code, to, tranche, on, decision, tonnes, number, due };
        stage.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await FindAsync(db, asked.GetValue(code)!, ct);
            var at = await TrancheIdAsync(db, project, asked.GetValue(tranche), ct);
            await new LifeCycle(db).MoveAsync(Actor.Console(), new MoveRequest(
                project.ProjectId, at, asked.GetValue(to)!, asked.GetValue(on) ?? CountyClock.Today, asked.GetValue(decision)!, null, asked.GetValue(tonnes), asked.GetValue(number),
                asked.GetValue(due)), ct);
            var move = (await new LifeCycle(db).MovesAsync(project.ProjectId, TownshipScope.WholeCounty, ct)).Last(m => m.TrancheId == at);
            Terminal.Result(asked, move, m => Terminal.Print(Language.Of(
                $"{project.Code}{(m.Tranche is { } n ? $" 第 {n} 期" : "")}：{m.FromZh} → {m.ToZh}{(m.DueOn is { } day ? $"，到 {Figures.Date(day)}" : "")}。",
                $"{project.Code}{(m.Tranche is { } t ? $" tranche {t}" : "")}: {m.FromEn} → {m.ToEn}{(m.DueOn is { } until ? $", until {Figures.Date(until)}" : "")}.")));
            return Exit.Done;
        });
        return stage;
    }

    private static Command Document()
    {
        var code = CodeOf();
        var file = new Argument<string>("FILE") { Description = "文件" };
        var kind = new Option<string>("--kind") { Description = "类别，如 pdd、validation-report、accounting-report", Required = true };
        var tranche = TrancheNumber();
        var dated = new Option<DateOnly?>("--dated") { Description = "文件日期；默认今天" };
        var substantial = new Option<bool?>("--substantial") { Description = "公示后修改的：true 为实质修改，须重新公示；false 为非实质修改" };
        var note = new Option<string?>("--note") { Description = "说明" };
        var add = new Command("document", "收存一份文件，作为这一类的新版本") { code, file, kind, tranche, dated, substantial, note };
        add.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await FindAsync(db, asked.GetValue(code)!, ct);
            var path = Accounts.Existing(asked.GetValue(file)!);
            var documents = new ProjectDocuments(db, Files);
            var id = await documents.AddAsync(Actor.Console(), new DocumentDraft(
                project.ProjectId, await TrancheIdAsync(db, project, asked.GetValue(tranche), ct), asked.GetValue(kind)!, Path.GetFileName(path),
                asked.GetValue(dated) ?? CountyClock.Today, asked.GetValue(substantial), asked.GetValue(note)), path, ct);
            Terminal.Result(asked, (await documents.ListAsync(project.ProjectId, ct)).Single(d => d.DocumentId == id), d => Terminal.Print($"已收存：{d.KindZh} v{d.Version}，{d.FileSha256}。"));
            return Exit.Done;
        });
        return add;
    }

    private static Command Facts()
    {
        var code = CodeOf();
        var name = new Option<string?>("--name") { Description = "名称" };
        var methodology = new Option<string?>("--methodology") { Description = "方法学", HelpName = "ID" };
        var (start, from, to, lifetime) = Dates();
        var facts = new Command("facts", "修改名称、方法学和日期；没有写的不变") { code, name, methodology, start, from, to, lifetime };
        facts.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var p = await FindAsync(db, asked.GetValue(code)!, ct);
            await new ProjectBook(db).ChangeAsync(Actor.Console(), p.ProjectId, new ProjectFacts(
                asked.GetValue(name), asked.GetValue(methodology) ?? p.MethodologyId, asked.GetValue(start) ?? p.StartDate, asked.GetValue(from) ?? p.CreditingFrom, asked.GetValue(to) ?? p.CreditingTo,
                asked.GetValue(lifetime) ?? p.LifetimeTo), ct);
            Terminal.Result(asked, await FindAsync(db, p.Code, ct), done => Terminal.Print($"{done.Code}：计入期 {Figures.Date(done.CreditingFrom)} 至 {Figures.Date(done.CreditingTo)}。"));
            return Exit.Done;
        });
        return facts;
    }

    private static Command Boundary()
    {
        var code = CodeOf();
        var file = new Argument<string>("FILE") { Description = "边界文件：.shp、.zip、.gpkg、.geojson、.kml" };
        var kind = new Option<string>("--kind") { Description = "ex-ante（事前）、planted（造林）、monitored（监测）", DefaultValueFactory = _ => "ex-ante" };
        var crs = new Option<string?>("--crs") { Description = "坐标系，如 EPSG:4525" };
        var confirmed = Confirmed();
        var set = new Command("boundary", "由文件定一个边界") { code, file, kind, crs, confirmed };
        set.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await FindAsync(db, asked.GetValue(code)!, ct);
            var path = Accounts.Existing(asked.GetValue(file)!);
            var plots = await BoundaryFile.ReadAsync(db, path, asked.GetValue(crs), ct);
            await new ProjectBoundaries(db).RequireGroundAsync(project, asked.GetValue(kind)!, plots, project.MethodologyId, asked.GetValue(confirmed), KeepZh, KeepEn, ct);
            await new ProjectBoundaries(db).FromPlotsAsync(Actor.Console(), project.ProjectId, asked.GetValue(kind)!, Path.GetFileName(path), plots, null, ct);
            Terminal.Result(asked, await new ProjectBoundaries(db).ListAsync(project.ProjectId, ct), rows => Terminal.Print($"{project.Code}：{rows[0].Kind}，{rows[0].Plots} 个地块，{Figures.Mu(rows[0].AreaM2)} 亩。"));
            return Exit.Done;
        });
        return set;
    }

    private static Option<bool> Confirmed() => new("--confirmed") { Description = "有地在县界之外，或筛查在其中没有符合或待举证的地，也定为边界" };

    private static Command Party()
    {
        var code = CodeOf();
        var role = new Option<string>("--role") { Description = string.Join("、", ProjectParties.Roles.Select(r => $"{r.Key} {r.Value}")), Required = true };
        var name = new Option<string>("--name") { Description = "名称；没有登记过的同时登记", Required = true };
        var kind = new Option<string>("--kind") { Description = string.Join("、", ProjectParties.Kinds.Select(r => $"{r.Key} {r.Value}")), DefaultValueFactory = _ => "company" };
        var from = new Option<DateOnly?>("--from") { Description = "自；默认今天" };
        var contract = new Option<string?>("--contract") { Description = "合同编号" };
        var until = new Option<DateOnly?>("--until") { Description = "到这一天止，合同和角色的最后一天；不写则没有期限" };
        var add = new Command("party", "加入一个参与方") { code, role, name, kind, from, until, contract };
        add.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await FindAsync(db, asked.GetValue(code)!, ct);
            var parties = new ProjectParties(db);
            var (since, paper) = (asked.GetValue(from) ?? CountyClock.Today, new Contract(asked.GetValue(contract), Until: asked.GetValue(until)));
            if ((await parties.ListAsync(ct)).FirstOrDefault(p => p.Name == asked.GetValue(name)!.Trim()) is { } known)
                await parties.AssignAsync(Actor.Console(), project.ProjectId, null, asked.GetValue(role)!, known.PartyId, since, paper, ct);
            else
                await parties.AssignAsync(Actor.Console(), project.ProjectId, null, asked.GetValue(role)!, new PartyDraft(asked.GetValue(kind)!, asked.GetValue(name)!), since, paper, ct: ct);
            Terminal.Result(asked, await parties.OfAsync(project.ProjectId, ct), rows => Terminal.Table(Language.IsEnglish ? (string[])["role", "name", "from", "until"] : ["角色", "名称", "自", "至"], rows.Select(r => (string[])
                [Language.Of(ProjectParties.Roles[r.Role], r.Role), r.Name, Figures.Date(r.FromOn), Figures.Date(r.UntilOn)])));
            return Exit.Done;
        });
        return add;
    }

    private static Command Undertake()
    {
        var code = CodeOf();
        var by = new Option<string>("--by") { Description = "由谁承诺（单位、职务）", Required = true };
        var on = new Option<DateOnly?>("--on") { Description = "承诺日期；默认今天" };
        var undertake = new Command("undertake", "录入条件 f、g、h、i 的承诺") { code, by, on };
        undertake.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var project = await FindAsync(db, asked.GetValue(code)!, ct);
            await new ProjectBook(db).UndertakeAsync(Actor.Console(), project.ProjectId, asked.GetValue(on) ?? CountyClock.Today, asked.GetValue(by)!, ct);
            Terminal.Result(asked, await new ProjectBook(db).UndertakingsAsync(project.ProjectId, ct), rows => Terminal.Print($"{project.Code}：已录入承诺 {string.Join("、", rows.Select(r => r.Condition))}。"));
            return Exit.Done;
        });
        return undertake;
    }

    private static Command Tranche()
    {
        var code = CodeOf();
        var from = new Option<DateOnly>("--from") { Description = "核算期第一天", Required = true };
        var to = new Option<DateOnly>("--to") { Description = "核算期最后一天", Required = true };
        var on = new Option<DateOnly?>("--on") { Description = "开始监测的日期；默认今天" };
        var open = new Command("tranche", "开始一期减排量") { code, from, to, on };
        open.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var (project, book) = (await FindAsync(db, asked.GetValue(code)!, ct), new ProjectBook(db));
            var id = await book.OpenTrancheAsync(Actor.Console(), project.ProjectId, asked.GetValue(from), asked.GetValue(to), asked.GetValue(on), ct);
            Terminal.Result(asked, (await book.TranchesAsync(project.ProjectId, TownshipScope.WholeCounty, ct)).Single(t => t.TrancheId == id), t => Terminal.Print($"{project.Code} 第 {t.Number} 期：{t.StateZh}。"));
            return Exit.Done;
        });
        return open;
    }

    private static Command Moves()
    {
        var moves = new Command("moves", "两张移步表：从哪个状态能到哪个状态");
        moves.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            Terminal.Result(asked, await new LifeCycle(db).TableAsync(ct), rows => Terminal.Table(["表", "从", "到", "移步", "文件", "期限", "依据"], rows.Select(m => (string[])
                [m.Machine == "project" ? "项目" : "减排量", m.FromState ?? "", m.ToState, m.NameZh, string.Join("、", m.Documents), m.PeriodKind ?? "", $"{m.Source} [{m.Mark}]"])));
            return Exit.Done;
        });
        return moves;
    }

    private static Command Changes()
    {
        var code = new Argument<string?>("CODE") { Description = "项目编号；不写则查全部项目", Arity = ArgumentArity.ZeroOrOne };
        var changes = new Command("changes", "定边界以来换了版的小班，和它对面积、吨数的影响") { code };
        changes.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            long? id = asked.GetValue(code) is { } named ? (await FindAsync(db, named, ct)).ProjectId : null;
            Terminal.Result(asked, await new Staleness(db).OfAsync(TownshipScope.WholeCounty, id, ct), rows => Terminal.Table(["项目", "小班", "换版", "原在边界内（亩）", "面积变化（亩）", "预计变化 t", "变了什么"], rows.Select(c => (string[])
                [c.ProjectCode, c.Code, Figures.Date(c.ClosedOn), Figures.Mu(c.WasM2), Figures.Mu(c.ChangeM2), c.ChangeKg is { } kg ? Figures.Tonnes(kg) : "须重新测算", string.Join("；", c.Stand.Select(s => s.Said(Language.IsEnglish)))])));
            return Exit.Done;
        });
        return changes;
    }

    private static Command Export()
    {
        var code = new Argument<string?>("CODE") { Description = "项目编号；不写则导出全部项目", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string>("--out") { Description = "写到这个文件：.gpkg、.kml、.zip（Shapefile），全部项目也可 .xlsx", Required = true, HelpName = "FILE" };
        var kind = new Option<string>("--kind") { Description = "ex-ante、planted、monitored", DefaultValueFactory = _ => "ex-ante" };
        var state = new Option<string?>("--state") { Description = "只列这个状态的，如 registered" };
        var query = new Option<string?>("--find") { Description = "编号或名称里有这几个字的" };
        var export = new Command("export", "导出边界，经纬度六位小数；或全部项目的表") { code, output, kind, state, query };
        export.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var (files, path) = (new ProjectExport(db, new ProjectBook(db)), asked.GetValue(output)!);
            var format = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
            var filter = ProjectFilter.Of(asked.GetValue(state), asked.GetValue(query));
            if (asked.GetValue(code) is not null && !filter.IsNone)
                throw new RefusedException("已写明一个项目，--state 和 --find 用于全部项目：请去掉其一。", "One project is named, and --state and --find narrow all of them: leave out one or the other.");
            if (format == "xlsx" && asked.GetValue(code) is null)
            {
                await using var to = File.Create(path);
                await files.WorkbookAsync(TownshipScope.WholeCounty, to, filter: filter, ct: ct);
            }
            else if (!BoundaryExport.Formats.ContainsKey(format))
                throw new RefusedException("可导出 .gpkg、.kml、.zip（Shapefile）；全部项目也可 .xlsx。");
            else
            {
                var document = asked.GetValue(code) is { } named
                    ? await files.OfAsync(await FindAsync(db, named, ct), asked.GetValue(kind)!, TownshipScope.WholeCounty, ct) ?? throw new RefusedException($"项目 {named} 没有这种边界。")
                    : await files.PortfolioAsync(asked.GetValue(kind)!, TownshipScope.WholeCounty, filter, ct);
                await File.WriteAllBytesAsync(path, BoundaryExport.Write(document, format), ct);
            }
            Terminal.Result(asked, new { file = path }, done => Terminal.Print($"已写出 {done.file}。"));
            return Exit.Done;
        });
        return export;
    }

    private static FileStore Files => new(Home.Default.Files);

    internal static Argument<string> CodeOf() => new("CODE") { Description = "项目编号" };

    internal static Option<short?> TrancheNumber() => new("--tranche") { Description = "第几期减排量；不写则为项目本身", HelpName = "N" };

    private static (Option<DateOnly?> Start, Option<DateOnly?> From, Option<DateOnly?> To, Option<DateOnly?> Lifetime) Dates() => (
        new("--start-date") { Description = "开工日期" }, new("--crediting-from") { Description = "计入期第一天" }, new("--crediting-to") { Description = "计入期最后一天" }, new("--lifetime-to") { Description = "项目寿命期限的最后一天" });

    internal static async Task<ProjectRow> FindAsync(Db db, string code, CancellationToken ct) =>
        await new ProjectBook(db).FindAsync(code, TownshipScope.WholeCounty, ct) ?? throw new RefusedException($"没有编号为 {code} 的项目。", $"There is no project {code}.");

    private static async Task<long?> TrancheIdAsync(Db db, ProjectRow project, short? number, CancellationToken ct) => number is null ? null
        : (await new ProjectBook(db).TranchesAsync(project.ProjectId, TownshipScope.WholeCounty, ct)).FirstOrDefault(t => t.Number == number)?.TrancheId
          ?? throw new RefusedException($"项目 {project.Code} 没有第 {number} 期减排量。", $"Project {project.Code} has no tranche {number}.");
}
