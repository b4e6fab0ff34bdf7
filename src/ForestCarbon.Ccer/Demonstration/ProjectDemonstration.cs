using System.Globalization;
using System.Text;
using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using NetTopologySuite.Geometries;
using Npgsql;

namespace ForestCarbon.Ccer.Demonstration;

/// <summary>
/// Ideas and projects of the demonstration county in different states, led there by the table of moves. Firms, numbers and files are invented
/// and say so.
/// </summary>
public sealed class ProjectDemonstration(Db db, FileStore files)
{
    private const string Invented = "演示数据（虚构）";
    private const int PlotsEach = 8;

    // The large one's registered tonnes are what the year of money of the demonstration is made of; it stands on as many plots as they ask for.
    private const string Large = "JY-01";
    private const int MostPlots = 2_000;
    private const decimal LargeMu = 13_400;

    private static readonly (string Section, string Body)[] DesignTexts =
    [
        ("description", "项目在县内的荒山上营造杉木林，恢复森林植被，增加碳汇，改善水土条件。\n造林地为宜林荒山荒地，由业主统一组织整地、栽植和抚育。"),
        ("prior-use", "开工前三年以上，造林地为宜林荒山荒地，长有零星灌草，没有农耕和放牧。地类依据历年森林资源图件，见证据清单。"),
        ("schedule", "2022 年春季穴状整地并栽植一年生杉木苗；2022 至 2024 年每年抚育两次，以后按作业设计管护。整地沿等高线进行，栽植之后不再扰动土壤。"),
        ("baseline", "没有本项目时，土地继续为宜林荒山荒地，由原权利人按原方式管理，没有造林的资金和安排。原有零星树木既不清除也不计入。"),
        ("additionality", "造林地是宜林荒山，不属于免予论证的情形；按通用工具作障碍分析：没有项目时缺少造林和管护的资金，周边同类荒山多年没有造林。"),
        ("monitoring", "由业主办公室牵头，委托调查队每期布设和复测固定样地；外业前培训并统一仪器，数据两人录入、互校，原始记录保存到最后一期登记后十年。"),
        ("environment", "整地沿等高线，保留原有乔木和陡坡植被；不用火清理，不在水源地施用农药。预计对水土保持和生物多样性有利，没有不可逆的影响。"),
        ("sustainable", "造林和抚育雇用当地村民，林木收益和碳收益按协议分配到村组和农户。"),
        ("consultation", "在项目所在村公示栏公示并召开村民代表会，征求对造林范围、收益分配和管护的意见；收到的意见和答复记录在案。"),
    ];

    private static readonly (string Section, string Body)[] ReportTexts =
    [
        ("implementation", "核算期内完成两次抚育，没有采伐、火灾和严重病虫害；造林地没有被占用。"),
        ("monitoring-system", "样地按设计文件布设，期初、期末由同一调查队用同型号胸径尺和测高仪测定；抽取一成样地由另一组复测。"),
        ("deviation", "与设计文件相比没有偏差；边界、树种和监测方法没有变更。"),
    ];

    private static readonly Actor Maker = Actor.Installation;
    private static readonly Actor Checker = Actor.Job("demonstration-checker");
    private static readonly DateOnly Planted = new(2022, 3, 1);

    private static readonly (string To, string On)[] ToRegistered =
    [
        ("design", "2024-06-03"), ("publicity", "2024-11-04"), ("publicity-ended", "2024-12-02"), ("validating", "2024-12-09"), ("validated", "2025-08-22"), ("applied", "2025-08-28"), ("registered", "2025-09-17"),
    ];

    // A year each, so that a tranche is a vintage of the subsidiary book.
    private static readonly (int Year, long Tonnes, string Opened, (string To, string On)[] Moves, string Number)[] LargeTranches =
    [
        (2023, 16_000, "2025-09-22", [("accounting", "2025-09-23"), ("publicity", "2025-09-24"), ("publicity-ended", "2025-10-30"), ("verifying", "2025-11-03"), ("verified", "2025-12-08"), ("applied", "2025-12-15"), ("registered", "2026-01-09")], "演-减-2026-0003"),
        (2024, 12_000, "2026-03-10", [("accounting", "2026-05-20"), ("publicity", "2026-06-01"), ("publicity-ended", "2026-07-06"), ("verifying", "2026-07-08"), ("verified", "2026-08-05"), ("applied", "2026-08-07"), ("registered", "2026-08-28")], "演-减-2026-0031"),
        (2025, 9_000, "2026-03-11", [("accounting", "2026-05-20"), ("publicity", "2026-06-01"), ("publicity-ended", "2026-07-06"), ("verifying", "2026-07-08"), ("verified", "2026-08-05"), ("applied", "2026-08-07"), ("registered", "2026-08-28")], "演-减-2026-0032"),
    ];

    // Code, name, first day, and the moves with their days; the rest of the way each project has come follows from the table.
    private static readonly (string Code, string Name, DateOnly First, (string To, string On)[] Moves)[] Led =
    [
        ("JY-03", "松柏荒山造林碳汇项目", Planted, ToRegistered),
        ("JY-04", "源口石漠化治理造林碳汇项目", Planted, [("design", "2025-03-10"), ("publicity", "2026-06-01"), ("publicity-ended", "2026-07-01"), ("validating", "2026-07-15")]),
        ("JY-05", "夏层铺荒山造林碳汇项目", Planted, [("design", "2025-09-08"), ("publicity", "2026-11-10")]),
        ("JY-06", "粗石江荒山造林碳汇项目", new(2027, 3, 1), [("design", "2026-04-20")]),
        ("JY-02", "千家峒补植碳汇项目", Planted, [("design", "2024-09-02"), ("withdrawn", "2025-01-13")]),
    ];

    // What one project costs, yuan: with every item there, present value, internal rate and break-even price can be seen at work.
    private const string Costed = "JY-06";
    private static readonly Dictionary<string, decimal> Costs = new(StringComparer.Ordinal)
    {
        ["项目设计与申请"] = 12_000, ["审定"] = 10_000, ["核查（每期）"] = 2_000, ["监测"] = 2, ["造林与管护"] = 120, ["登记与交易费用"] = 0.5m,
    };

    private static readonly (string Code, string Name, decimal Mu, long? Tonnes, long? CostYuan, long? RevenueYuan, short? Priority)[] Ideas =
    [
        ("JY-07", "上江圩宜林荒山造林", 5_200, 62_400, 4_160_000, 4_680_000, 1), ("JY-08", "回龙圩油茶林下造林", 1_800, null, 1_500_000, null, null), ("JY-09", "潇浦城郊绿化造林", 640, 5_100, 640_000, 382_500, null),
    ];

    /// <summary>Replaces what an earlier load left. Does nothing where the county is not the demonstration.</summary>
    public async Task LoadAsync(CancellationToken ct = default)
    {
        if (!await db.QuerySingleOrDefaultAsync<bool>("select coalesce(bool_and(c.is_demonstration), false) from inventory.county_v c", ct: ct))
            return;
        await db.WriteAsync(Maker, TownshipScope.WholeCounty, "清除演示项目", write => write.ExecuteAsync(
            "delete from ccer.claim where claim_id in (select claim_id from ccer.project where is_demonstration); delete from ccer.project where is_demonstration; delete from ccer.party where is_demonstration;", ct: ct), ct);
        foreach (var idea in Ideas)
        {
            var id = await CreateAsync(idea.Code, idea.Name, Planted, ct);
            await new ProjectBook(db).EstimateAsync(Maker, id, new IdeaFigure(idea.Mu * 2000 / 3, idea.Tonnes, idea.CostYuan * 100, idea.RevenueYuan * 100, idea.Priority, Invented), ct);
        }
        var plots = await PlotsAsync(Led.Length * PlotsEach + MostPlots, ct);
        if (plots.Count < Led.Length * PlotsEach)
            return; // a very small county has no ground for them
        var parties = await PartiesAsync(ct);
        for (var i = 0; i < Led.Length; i++)
            await LeadAsync(Led[i].Code, Led[i].Name, Led[i].First, Led[i].Moves, [.. plots.Skip(i * PlotsEach).Take(PlotsEach)], parties, ct);
        List<BoundaryPlot> large = [];
        foreach (var plot in plots.Skip(Led.Length * PlotsEach).TakeWhile(_ => MuOf(large) < LargeMu))
            large.Add(plot);
        if (MuOf(large) >= LargeMu) // else no ground of this county could have grown its tonnes
            await LeadAsync(Large, "桃川荒山造林碳汇项目", new(2023, 1, 1), ToRegistered, large, parties, ct);
    }

    /// <summary>Takes the registered tranches into the subsidiary book, cited and confirmed, for the holder of their owner's name; what the book has of them from an earlier load is joined to them.</summary>
    public async Task EnterAsync(CancellationToken ct = default)
    {
        await db.WriteAsync(Maker, TownshipScope.WholeCounty, "演示办理单归到各期", write => write.ExecuteAsync(Sql.Of<ProjectDemonstration>("Demonstration/Sql/join_acts.sql"), new { by = Maker.Id }, ct), ct);
        if (await db.QuerySingleOrDefaultAsync<bool>("select exists (select from ledger.act_v a where a.key like 'demonstration:%')", ct: ct))
            return; // the year of an earlier load stands on what was entered then
        var (book, acts) = (new ProjectBook(db), new HoldingActs(db, files));
        var entry = new TrancheEntry(db, acts);
        foreach (var (code, first) in new[] { (Large, 1L), ("JY-03", 90_001L) })
        {
            if (await book.FindAsync(code, TownshipScope.WholeCounty, ct) is not { IsDemonstration: true } project
                || await db.QuerySingleOrDefaultAsync<bool>("select exists (select from ledger.act_v a where a.kind = 'issue' and a.project = @code)", new { code }, ct)
                || (await entry.HoldersAsync(project.ProjectId, ct)).FirstOrDefault(h => h.IsOwner) is not { } owner)
                continue;
            var serial = first;
            foreach (var tranche in (await book.TranchesAsync(project.ProjectId, TownshipScope.WholeCounty, ct)).Where(t => t.State == "registered"))
            {
                foreach (var act in await entry.AskAsync(Maker, project, tranche, owner.Holder, "演示-登记-", serial, ct: ct))
                    await ConfirmAsync(acts, act, tranche.RegisteredOn!.Value, ct);
                serial += tranche.RegisteredT!.Value;
            }
        }
    }

    private async Task ConfirmAsync(HoldingActs acts, long act, DateOnly on, CancellationToken ct)
    {
        var tonnes = await db.QuerySingleOrDefaultAsync<long>("select a.tonnes from ledger.act_v a where a.act_id = @act", new { act }, ct);
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, $"演示凭据（虚构），办理单 {act}，{tonnes} 吨", new UTF8Encoding(false), ct);
            await acts.CiteAsync(Maker, act, new CitedRecord("registry", $"演示-{act:000}（虚构）", on, tonnes, path, "演示凭据（虚构）.txt"), ct);
            await acts.ConfirmAsync(Checker, act, ct);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // What is credited from 2023 on was planted the year before.
    private static DateOnly StartOf(DateOnly first) => first.Year > 2023 ? first : Planted;

    // Twenty years are credited from the first day on.
    private async Task<long> CreateAsync(string code, string name, DateOnly first, CancellationToken ct) => await new ProjectBook(db).CreateAsync(Maker, new ProjectDraft(
        code, name, "CCER-14-001-V01", null, StartOf(first), first, first.AddYears(20).AddDays(-1), new(2061, 12, 31), $"项目库，{Invented}", new(2024, 3, 11), IsDemonstration: true), ct);

    private async Task LeadAsync(string code, string name, DateOnly first, (string To, string On)[] moves, List<BoundaryPlot> plots, Dictionary<string, long> parties, CancellationToken ct)
    {
        var id = await CreateAsync(code, name, first, ct);
        var expected = Expected(plots, code);
        await new ProjectBook(db).EstimateAsync(Maker, id, new IdeaFigure(plots.Sum(p => p.AreaM2), expected, null, null, null, Invented), ct);
        await new ProjectBoundaries(db).FromPlotsAsync(Maker, id, "ex-ante", Invented, plots, null, ct);
        await new ProjectBook(db).UndertakeAsync(Maker, id, new(2024, 5, 20), "业主，办公室（虚构）", ct);
        await PlantAsync(id, (short)StartOf(first).Year, ct);
        if (code == Costed)
            foreach (var item in await new GoNoGo(db).CostsAsync(id, ct))
                if (Costs.TryGetValue(item.Name, out var yuan))
                    await new GoNoGo(db).CostAsync(Maker, id, item.Name, item.Basis, yuan, Invented, ct: ct);
        foreach (var role in new[] { "owner", "developer", "validator" })
            await new ProjectParties(db).AssignAsync(Maker, id, null, role, parties[role], new(2024, 5, 20), new Contract(null, new(2024, 5, 20), Invented), ct);
        foreach (var (to, on) in moves)
            await MoveAsync(id, null, to, on, null, to != "registered" ? null : code == Large ? "演-2025-0301" : "演-2025-0317", ct);
        if (moves[^1].To != "registered")
            return;
        await new ProjectParties(db).AssignAsync(Maker, id, null, "verifier", parties["verifier"], new(2025, 9, 20), new Contract(null, new(2025, 9, 20), Invented), ct);
        if (code == Large)
            await LargeTranchesAsync(id, ct);
        else
            await TranchesAsync(id, expected, ct);
        await WriteAsync(id, ct);
        await MandatesAsync(id, ct);
    }

    // What is planted, and the figures that people enter: the ex-ante sheet is whole, and a draft.
    private async Task PlantAsync(long id, short planted, CancellationToken ct)
    {
        var project = (await new ProjectBook(db).FindAsync(id, TownshipScope.WholeCounty, ct))!;
        await new Strata(db).ProposeAsync(Maker, project.BoundaryId!.Value, ct);
        foreach (var stratum in await new Strata(db).OfAsync(project.BoundaryId.Value, ct))
        {
            // The ground of the invented county has stands and years of its own: a stratum is called by what is planted on it.
            await new Strata(db).RenameAsync(Maker, project.BoundaryId.Value, stratum.StratumId, $"杉木 {planted} 年造林{(stratum.SiteClass is { } site ? $" 立地 {site}" : "")}", ct);
            await new ProjectReductions(db).PlantAsync(Maker, project, stratum.StratumId, "fir-pure", planted, "county", ct);
        }
        await new ProjectInputs(db).EnterAsync(Maker, id, null, "baseline", null, 0, $"条件 e：原有散生木既不清除也不计入，{Invented}", "M", ct);
        await new ProjectInputs(db).EnterAsync(Maker, id, null, "emission", null, 0, $"没有清除灌木，没有火烧，{Invented}", "M", ct);
    }

    private static decimal MuOf(List<BoundaryPlot> plots) => plots.Sum(p => p.AreaM2) * 3 / 2000;

    // Invented: 12 t a mu over the 20 years of the crediting period; of the large project, 24.
    private static long Expected(List<BoundaryPlot> plots, string code) => (long)(MuOf(plots) * (code == Large ? 24 : 12));

    private async Task LargeTranchesAsync(long id, CancellationToken ct)
    {
        foreach (var (year, tonnes, opened, moves, number) in LargeTranches)
        {
            var tranche = await new ProjectBook(db).OpenTrancheAsync(Maker, id, new(year, 1, 1), new(year, 12, 31), DateOnly.Parse(opened, CultureInfo.InvariantCulture), ct);
            foreach (var (to, on) in moves)
                await MoveAsync(id, tranche, to, on, tonnes, number, ct);
        }
    }

    // What was measured keeps a little below what was expected.
    private async Task TranchesAsync(long id, long expected, CancellationToken ct)
    {
        long Measured(int days) => expected * 95 / 100 * days / (Planted.AddYears(20).DayNumber - Planted.DayNumber);
        var book = new ProjectBook(db);
        var first = await book.OpenTrancheAsync(Maker, id, new(2022, 3, 1), new(2024, 12, 31), new(2025, 9, 22), ct);
        foreach (var (to, on, number) in new[]
                 {
                     ("accounting", "2025-09-23", (string?)null), ("publicity", "2025-09-24", null), ("publicity-ended", "2025-10-30", null), ("verifying", "2025-11-03", null), ("verified", "2025-11-24", null),
                     ("applied", "2025-11-27", null), ("registered", "2025-12-19", "演-减-2025-0042"),
                 })
            await MoveAsync(id, first, to, on, Measured(1_037), number, ct);
        var second = await book.OpenTrancheAsync(Maker, id, new(2025, 1, 1), new(2025, 12, 31), new(2026, 3, 10), ct);
        foreach (var (to, on) in new[] { ("accounting", "2026-10-21"), ("publicity", "2026-11-03") })
            await MoveAsync(id, second, to, on, Measured(365), null, ct);
        // Comments come with the publicity; what lies in the future of this machine is left out.
        if (CountyClock.Today >= new DateOnly(2026, 11, 20))
            await CommentsAsync(id, second, ct);
        await book.OpenTrancheAsync(Maker, id, new(2026, 1, 1), new(2026, 12, 31), new(2026, 3, 12), ct);
    }

    private async Task CommentsAsync(long id, long second, CancellationToken ct)
    {
        var documents = new ProjectDocuments(db, files);
        await documents.AnswerAsync(Maker, id, await documents.CommentAsync(Maker, id, second, new(2026, 11, 12), "登记系统（虚构）", "样地位置在报告里没有写明", ct),
            new(2026, 11, 17), "业主，办公室（虚构）", "已在附件三补充样地坐标", isAdopted: true, ct);
        await documents.CommentAsync(Maker, id, second, new(2026, 11, 20), "登记系统（虚构）", "东侧两个地块去年受冻害，请说明是否扣减", ct);
    }

    // What people write in documents, and plots of the tranche that is being monitored: its report shows everything but tonnes, for the methodology's rule of precision is not entered.
    private async Task WriteAsync(long id, CancellationToken ct)
    {
        foreach (var (section, body) in DesignTexts)
            await new DocumentDrafts(db).WriteTextAsync(Maker, id, null, section, $"{body}\n{Invented}。", ct);
        if ((await new ProjectBook(db).TranchesAsync(id, TownshipScope.WholeCounty, ct)).FirstOrDefault(t => t.State == "monitoring") is not { } tranche)
            return;
        foreach (var (section, body) in ReportTexts)
            await new DocumentDrafts(db).WriteTextAsync(Maker, id, tranche.TrancheId, section, $"{body}\n{Invented}。", ct);
        var project = (await new ProjectBook(db).FindAsync(id, TownshipScope.WholeCounty, ct))!;
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, PlotsOf(await new Strata(db).OfAsync(project.BoundaryId!.Value, ct)), new UTF8Encoding(false), ct);
            await new PlotTables(db).SendAsync(Maker, files, id, tranche, path, "样地表（演示，虚构）.csv", ct);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Six plots a stratum, t d.m./ha: a young plantation that grew by about five tonnes in the year.
    private static string PlotsOf(IReadOnlyList<StratumRow> strata)
    {
        var table = new StringBuilder("碳层,碳库,面积（公顷）,样地,期初生物量,期末生物量,含碳率,来源\n");
        foreach (var (stratum, s) in strata.Where(s => s.AreaM2 > 0).Select((stratum, s) => (stratum, s)))
            for (var plot = 1; plot <= 6; plot++)
            {
                var before = 6 + (((s * 5) + (plot * 7)) % 11 * 0.31);
                table.Append(CultureInfo.InvariantCulture, $"{stratum.Code},林木,{stratum.AreaM2 / 10_000m:0.0000},{stratum.Code}-{plot:00},{before:0.000},{before + 4.4 + (((s * 3) + (plot * 5)) % 7 * 0.22):0.000},0.47,{Invented}\n");
            }
        return table.ToString();
    }

    // All lots but the last two have given their mandate.
    private async Task MandatesAsync(long id, CancellationToken ct)
    {
        var mandates = new Mandates(db);
        var project = (await new ProjectBook(db).FindAsync(id, TownshipScope.WholeCounty, ct))!;
        var lots = (await mandates.CoverageAsync(project, TownshipScope.WholeCounty, ct)).Lots;
        foreach (var lot in lots.SkipLast(2))
            await mandates.GiveAsync(Maker, new MandateDraft(id, lot.LotCode, "contract-holder", $"碳汇项目开发与收益，{Invented}", new(2024, 4, 15), new(2022, 3, 1), new(2061, 12, 31)), ct);
    }

    // Lays the documents the move asks for, and makes it; what lies in the future of this machine is left out.
    private async Task MoveAsync(long id, long? tranche, string to, string day, long? tonnes, string? number, CancellationToken ct)
    {
        var on = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        if (on > CountyClock.Today)
            return;
        var life = new LifeCycle(db);
        var choice = (await life.ChoicesAsync(id, tranche, TownshipScope.WholeCounty, on, ct)).Single(c => c.ToState == to);
        foreach (var kind in choice.Documents)
            await AddAsync(new DocumentDraft(id, tranche, kind, $"{kind}-{id}{(tranche is null ? "" : $"-{tranche}")}.docx", on, false, Invented), ct);
        await life.MoveAsync(Maker, new MoveRequest(id, tranche, to, on, $"{choice.NameZh}，{Invented}", null, choice.AsksTonnes ? tonnes : null, choice.AsksNumber ? number : null), ct);
    }

    private async Task AddAsync(DocumentDraft draft, CancellationToken ct)
    {
        var path = Path.GetTempFileName();
        try
        {
            var word = new WordDocument("演示文件（虚构）", "演示文件（虚构）", draft: null);
            word.Paragraph($"{draft.Name}，{draft.Dated:yyyy-MM-dd}");
            await using (var target = File.Create(path))
                word.Write(target);
            await new ProjectDocuments(db, files).AddAsync(Maker, draft, path, ct);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<Dictionary<string, long>> PartiesAsync(CancellationToken ct)
    {
        var parties = new Dictionary<string, long>();
        foreach (var (role, kind, name) in new[]
                 {
                     ("owner", "company", "青禾生态公司（演示，虚构）"), ("developer", "company", "湘南碳汇服务中心（演示，虚构）"), ("validator", "validation-body", "甲认证中心（演示，虚构）"), ("verifier", "validation-body", "乙认证中心（演示，虚构）"),
                 })
            parties[role] = await new ProjectParties(db).DeclareAsync(Maker, new PartyDraft(kind, name, null, "综合处（虚构）", IsDemonstration: true), ct);
        return parties;
    }

    private Task<List<BoundaryPlot>> PlotsAsync(int count, CancellationToken ct) => db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(Sql.Of<ProjectDemonstration>("Demonstration/Sql/project_ground.sql"), connection);
        command.Parameters.AddWithValue("count", count);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var plots = new List<BoundaryPlot>();
        while (await reader.ReadAsync(ct))
            plots.Add(BoundaryPlot.Of(reader.GetString(0), reader.GetFieldValue<Geometry>(1)));
        return plots;
    }, ct);
}
