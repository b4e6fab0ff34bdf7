using System.CommandLine;
using System.Globalization;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>screen</c>: every piece of ground against every condition of a methodology; <c>diff</c>, <c>show</c>, <c>why</c>, <c>resume</c>.</summary>
internal static class ScreenCommand
{
    private const int MostPrinted = 50;

    public static Command Create()
    {
        var methodology = new Option<string?>("--methodology") { Description = "方法学编号，如 CCER-14-001-V01", HelpName = "ID" };
        var asOf = new Option<DateOnly?>("--as-of") { Description = "资源与权益数据的日期，yyyy-MM-dd；默认为最新" };
        var start = new Option<DateOnly?>("--start-date") { Description = "候选地块的开工日期；默认为明年 1 月 1 日" };
        var years = new Option<int?>("--crediting-years") { Description = "计入期年数；默认为方法学的最短年数" };
        var model = new Option<string?>("--planting-model") { Description = "无林地的造林模型", HelpName = "ID" };
        var xlsx = new Option<string?>("--xlsx") { Description = "另存为 Excel 表", HelpName = "FILE" };
        var command = new Command("screen", "逐地块、逐条件筛查哪些地能做碳汇项目") { methodology, asOf, start, years, model, xlsx };
        command.SetAction(async (asked, ct) =>
        {
            var id = asked.GetValue(methodology) ?? throw new UsageException(Language.Of("请用 --methodology 指明方法学，如 --methodology CCER-14-001-V01。", "Name the methodology with --methodology, such as --methodology CCER-14-001-V01."));
            await using var db = await CountyDatabase.OpenAsync(ct);
            var runId = await new Screenings(db).OpenAsync(Actor.Console(), new ScreeningRequest(
                id, asked.GetValue(asOf), asked.GetValue(start), asked.GetValue(years), asked.GetValue(model)), ct);
            return await DriveAsync(asked, db, runId, asked.GetValue(xlsx), ct);
        });
        command.Add(Run("resume", "接着做一次没有做完的筛查", (asked, db, runId, ct) => DriveAsync(asked, db, runId, null, ct)));
        command.Add(Run("show", "一次筛查的结果", async (asked, db, runId, ct) =>
        {
            var run = await FinishedAsync(db, runId, ct);
            Terminal.Result(asked, await ReportAsync(db, run, ct), report => Print(report, run));
            return Exit.Done;
        }));
        command.Add(List());
        command.Add(Why());
        command.Add(Diff());
        return command;
    }

    private static async Task<int> DriveAsync(ParseResult asked, Db db, long runId, string? xlsx, CancellationToken ct)
    {
        using (var progress = new ProgressLine(Language.Of("筛查", "Screening")))
            await new Screenings(db).DriveAsync(Actor.Console(), runId, progress, ct: ct);
        var run = await FinishedAsync(db, runId, ct);
        if (xlsx is not null)
        {
            await using var file = File.Create(xlsx);
            await new ScreeningSheet(new ScreeningResults(db)).WriteAsync(run, TownshipScope.WholeCounty, file, Language.IsEnglish, ct);
        }
        Terminal.Result(asked, await ReportAsync(db, run, ct), report => Print(report, run));
        return Exit.Done;
    }

    private static Command Run(string name, string description, Func<ParseResult, Db, long, CancellationToken, Task<int>> act)
    {
        var id = new Argument<long>("ID") { Description = "筛查编号" };
        var command = new Command(name, description) { id };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            return await act(asked, db, asked.GetValue(id), ct);
        });
        return command;
    }

    private static Command List()
    {
        var list = new Command("list", "各次筛查");
        list.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            Terminal.Result(asked, await new ScreeningResults(db).ListAsync(ct: ct), rows => Terminal.Table(Language.IsEnglish ? ["id", "methodology", "parcels as of", "claims as of", "start", "pieces", "state"] : ["编号", "方法学", "数据", "权益", "开工", "地块", "状态"], rows.Select(r => (string[])
                [r.RunId.ToString(CultureInfo.InvariantCulture), r.MethodologyId, Figures.Date(r.AsOf), Figures.Date(r.ClaimsAsOf), Figures.Date(r.StartDate), r.Pieces?.ToString(CultureInfo.InvariantCulture) ?? "—", r.State])));
            return Exit.Done;
        });
        return list;
    }

    private static Command Why()
    {
        var parcel = new Argument<string>("PARCEL") { Description = "小班编号或小班 id" };
        var run = new Option<long?>("--run") { Description = "哪一次筛查；默认为最近一次" };
        var methodology = new Option<string?>("--methodology") { Description = "方法学编号，如 CCER-14-001-V01", HelpName = "ID" };
        var why = new Command("why", "一个小班为什么能或不能：逐地块、逐条件") { parcel, run, methodology };
        why.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var results = new ScreeningResults(db);
            var under = asked.GetValue(methodology);
            if (under is not null && asked.GetValue(run) is not null)
                throw new UsageException(Language.Of("--run 和 --methodology 只用一个：一次筛查只按一个方法学。", "Use --run or --methodology, not both: a screening goes by one methodology."));
            var found = asked.GetValue(run) is { } id ? await FinishedAsync(db, id, ct)
                : under is not null ? await results.LatestAsync(MethodologyCatalogue.Find(under)?.Id ?? under, ct) ?? throw new RefusedException($"还没有按 {under} 做过筛查。用 screen list 查看。", $"Nothing was screened under {under} yet: see screen list.")
                : await results.LatestAsync(ct: ct) ?? throw new RefusedException("还没有筛查。先运行 screen --methodology CCER-14-001-V01。", "There is no screening yet: run screen --methodology CCER-14-001-V01 first.");
            var pieces = await results.PiecesAsync(found.RunId, asked.GetValue(parcel)!, TownshipScope.WholeCounty, ct);
            if (pieces.Count == 0)
                throw new RefusedException($"筛查 {found.RunId} 里没有小班“{asked.GetValue(parcel)}”。", $"Screening {found.RunId} holds no parcel \"{asked.GetValue(parcel)}\".");
            var judged = ScreeningManifest.Parse(found.Manifest).JudgedConditions();
            Terminal.Result(asked, pieces.Select(p => PieceAnswer.Of(p, judged)), answers =>
            {
                Terminal.Print(Language.Of(
                    $"筛查 {found.RunId}：{found.MethodologyId}，小班数据截至 {Figures.Date(found.AsOf)}，权益主张截至 {Figures.Date(found.ClaimsAsOf)}。",
                    $"Screening {found.RunId}: {found.MethodologyId}, parcels as of {Figures.Date(found.AsOf)}, claims as of {Figures.Date(found.ClaimsAsOf)}."));
                PrintLaterAccount(found);
                foreach (var piece in answers)
                {
                    var (verdict, start) = (ScreeningSheet.Word(piece.Verdict, Language.IsEnglish), piece.StartDate is { } on ? Figures.Date(on) : Language.Of("未记", "not recorded"));
                    var (expected, because) = (piece.ExpectedKg is { } kg
                        ? $"{Figures.Tonnes(kg)} tCO₂e [{ScreeningManifest.Parse(found.Manifest).TonnesMark()}]{(piece.ExpectedYears is { } years ? Language.Of($"，涵盖 {years} 年，{Rate(piece.ExpectedTMuA)} t/亩·年", $" over {years} years, {Rate(piece.ExpectedTMuA)} t/mu·a") : "")}"
                        : "—", Expected(piece.ExpectedReason));
                    Terminal.Print(Language.Of(
                        $"{piece.Code} 地块 {piece.Piece}：{verdict}，{Figures.Mu(piece.AreaM2)} 亩，开工 {start}，预计 {expected}（{because}{(piece.IsImplausible ? "；超出合理范围 [M]" : "")}）",
                        $"{piece.Code} piece {piece.Piece}: {verdict}, {Figures.Mu(piece.AreaM2)} mu, start {start}, expected {expected} ({because}{(piece.IsImplausible ? "; outside the plausible range [M]" : "")})"));
                    Terminal.Table(Language.IsEnglish ? ["clause", "verdict", "reason", "what helps"] : ["条款", "结论", "理由", "怎么办"], piece.Conditions.Select(c => (string[])
                        [Language.Of(c.Clause, c.Condition), ScreeningSheet.Word(c.Verdict, Language.IsEnglish), Language.Of(c.Reason, c.ReasonEn), Language.Of(c.Remedy, c.RemedyEn)]));
                    // A history is longer than a line and the same for several conditions: told once, below the table.
                    foreach (var told in piece.Conditions.GroupBy(c => Language.Of(c.Datum, c.DatumEn), StringComparer.Ordinal).Where(g => g.Key != "–"))
                        Terminal.Print(Language.Of($"  依据的数据 {string.Join("、", told.Select(c => c.Clause))}：{told.Key}", $"  datum used for {string.Join(", ", told.Select(c => c.Condition))}: {told.Key}"));
                }
            });
            return Exit.Done;
        });
        return why;
    }

    private static void PrintLaterAccount(ScreeningRow run)
    {
        if (ScreeningManifest.Parse(run.Manifest).LaterAccountSentence(Language.IsEnglish) is { } later)
            Terminal.Print(later);
    }

    private static string Expected(ExpectedReason reason) => reason switch
    {
        ExpectedReason.PlantingModel => Language.Of("按造林模型", "by the planting model"),
        ExpectedReason.AccountingRun => Language.Of("按最近一次碳计量，已扣非持久性风险", "from the newest accounting run, less the non-permanence deduction"),
        ExpectedReason.NoPlantingModel => Language.Of("未指定造林模型", "no planting model named"),
        ExpectedReason.NoAccountingRun => Language.Of("还没有碳计量", "no accounting run yet"),
        ExpectedReason.NotAccounted => Language.Of("碳计量未计此小班", "the accounting run has no figure for this parcel"),
        ExpectedReason.BeyondRun => Language.Of("计入期超出碳计量的年份", "the crediting period goes beyond the accounting run"),
        ExpectedReason.NoDeduction => Language.Of("扣减参数缺", "the deduction has no value"),
        ExpectedReason.NoStart => Language.Of("造林日期未记", "the planting date is not recorded"),
        ExpectedReason.NoModelCurve => Language.Of("造林模型在这个立地等级上缺参数", "the planting model lacks values on this site class"),
        ExpectedReason.NoSiteClass => Language.Of("小班缺立地等级", "the parcel's site class is not recorded"),
        ExpectedReason.NoModelFactor => Language.Of("造林模型的树种缺换算参数", "a species of the planting model has no conversion factor"),
        _ => Language.Of("不符合，不作预计", "fails: nothing is expected"),
    };

    private static Command Diff()
    {
        var a = new Argument<long>("A") { Description = "筛查编号" };
        var b = new Argument<long>("B") { Description = "与之比较的筛查编号" };
        var xlsx = new Option<string?>("--xlsx") { Description = "另存为 Excel 表", HelpName = "FILE" };
        var diff = new Command("diff", "两次筛查之间的差：小班、面积、吨数") { a, b, xlsx };
        diff.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var (first, second) = (await FinishedAsync(db, asked.GetValue(a), ct), await FinishedAsync(db, asked.GetValue(b), ct));
            var results = new ScreeningResults(db);
            if (asked.GetValue(xlsx) is { } path)
            {
                await using var file = File.Create(path);
                await new ScreeningDiffSheet(results).WriteAsync(first, second, TownshipScope.WholeCounty, file, Language.IsEnglish, ct);
            }
            var changes = await results.DiffAsync(first.RunId, second.RunId, TownshipScope.WholeCounty, ct: ct);
            var answer = new ScreeningDiff(first.RunId, second.RunId, first.ResultSha256 == second.ResultSha256, changes.Count > 0 ? changes[0].Total : 0,
                await results.SumsAsync(first.RunId, TownshipScope.WholeCounty, ct), await results.SumsAsync(second.RunId, TownshipScope.WholeCounty, ct), changes);
            var marks = new[] { first, second }.Select(r => ScreeningManifest.Parse(r.Manifest).TonnesMark()).Where(m => m.Length > 0);
            var mark = ConfidenceMark.Weakest(marks);
            var accounts = await results.AccountsAsync(first, second, TownshipScope.WholeCounty, ct);
            Terminal.Result(asked, answer, d => PrintDiff(d, first, second, accounts, mark));
            return Exit.Done;
        });
        return diff;
    }

    private static void PrintDiff(ScreeningDiff diff, ScreeningRow first, ScreeningRow second, ScreeningAccounts accounts, string mark)
    {
        foreach (var (run, account, sums) in new[] { (first, accounts.A, diff.SumsA), (second, accounts.B, diff.SumsB) })
        {
            var ended = run.FinishedAt is { } moment ? CountyClock.At(moment).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "—";
            Terminal.Print(Language.Of(
                $"筛查 {run.RunId}：{run.MethodologyId}，数据截至 {Figures.Date(run.AsOf)}（第 {run.Generation} 代），权益主张截至 {Figures.Date(run.ClaimsAsOf)}，开工 {Figures.Date(run.StartDate)}，完成于 {ended}。",
                $"Screening {run.RunId}: {run.MethodologyId}, parcels as of {Figures.Date(run.AsOf)} (generation {run.Generation}), claims as of {Figures.Date(run.ClaimsAsOf)}, start {Figures.Date(run.StartDate)}, finished {ended}."));
            Terminal.Print($"  {ScreeningAccounts.Named(account, sums, Language.IsEnglish)}");
        }
        Terminal.Print(diff.SameResult ? Language.Of("结果逐字节相同。", "The results are the same, byte by byte.") : Language.Of($"{diff.Parcels} 个小班的面积或吨数不同。", $"{diff.Parcels} parcels differ in area or tonnes."));
        if (accounts.Sentence(Language.IsEnglish) is { } because)
            Terminal.Print(because);
        Terminal.Table(Language.IsEnglish
            ? ["verdict", $"screening {diff.A} (mu)", $"screening {diff.B} (mu)", "difference (mu)", "difference (tCO₂e)"]
            : ["结论", $"筛查 {diff.A}（亩）", $"筛查 {diff.B}（亩）", "差（亩）", "差（tCO₂e）"], Enum.GetValues<Verdict>().Select(v =>
        {
            var (x, y) = (diff.SumsA.FirstOrDefault(s => s.Verdict == v), diff.SumsB.FirstOrDefault(s => s.Verdict == v));
            return (string[])[ScreeningSheet.Word(v, Language.IsEnglish), Figures.Mu(x?.AreaM2 ?? 0), Figures.Mu(y?.AreaM2 ?? 0), Figures.Mu((y?.AreaM2 ?? 0) - (x?.AreaM2 ?? 0)),
                Difference(ScreeningChange.Difference(x?.ExpectedKg, y?.ExpectedKg))];
        }));
        Terminal.Table(Language.IsEnglish
            ? ["parcel", "passes", "needs evidence", "fails", "→ passes", "needs evidence", "fails (mu)", "passing (tCO₂e)", "awaiting evidence (tCO₂e)"]
            : ["小班", "符合", "待举证", "不符合", "→ 符合", "待举证", "不符合（亩）", "符合差（tCO₂e）", "待举证差（tCO₂e）"], diff.Changes.Take(MostPrinted).Select(c => (string[])
            [c.Code, Figures.Mu(c.PassAM2), Figures.Mu(c.NeedAM2), Figures.Mu(c.FailAM2), Figures.Mu(c.PassBM2), Figures.Mu(c.NeedBM2), Figures.Mu(c.FailBM2), Difference(c.PassKg), Difference(c.NeedKg)]));
        if (diff.Parcels > MostPrinted)
            Terminal.Print(Language.Of($"以上是变化最大的 {MostPrinted} 个，共 {diff.Parcels} 个；加 --xlsx FILE 另存成表。", $"These are the {MostPrinted} that changed most, of {diff.Parcels}; --xlsx FILE writes them to a workbook."));

        string Difference(long? kg) => Marked(Tonnes(kg), kg, mark);
    }

    private static string Mu(decimal? m2) => m2 is { } area ? Figures.Mu(area) : "—";

    private static string Tonnes(long? kg) => kg is { } known ? Figures.Tonnes(known) : "—";

    // A figure carries the weakest mark of what it rests on.
    private static string Marked(string figure, long? kg, string mark) => kg is null || mark.Length == 0 ? figure : $"{figure} [{mark}]";

    private static string Rate(decimal? tonnesPerMu) => tonnesPerMu?.ToString("0.000", CultureInfo.InvariantCulture) ?? "—";

    private static async Task<ScreeningRow> FinishedAsync(Db db, long runId, CancellationToken ct) => await new ScreeningResults(db).FindAsync(runId, ct) switch
    {
        null => throw new RefusedException($"没有编号为 {runId} 的筛查。用 screen list 查看。", $"There is no screening {runId}: see screen list."),
        { FinishedAt: null } => throw new RefusedException($"筛查 {runId} 没有完成。用 screen resume {runId} 接着做。", $"Screening {runId} is not finished: go on with screen resume {runId}."),
        var run => run,
    };

    private static async Task<ScreeningReport> ReportAsync(Db db, ScreeningRow run, CancellationToken ct)
    {
        var results = new ScreeningResults(db);
        var scope = TownshipScope.WholeCounty;
        var manifest = ScreeningManifest.Parse(run.Manifest);
        return new ScreeningReport(
            run.RunId, run.MethodologyId, run.AsOf, run.ClaimsAsOf, run.StartDate, run.CreditingYears, run.Generation, run.Pieces ?? 0, run.Parcels ?? 0, run.ResultSha256!, run.Seconds, run.AccountingRun, manifest.LaterAccount,
            ConfidenceMark.Weakest(manifest.Parameters.Where(p => p.Value is not null).Select(p => p.Mark)), manifest.TonnesMark(), await results.SumsAsync(run.RunId, scope, ct),
            await results.FunnelAsync(run.RunId, scope, ct), await results.ReasonsAsync(run.RunId, scope, ct), await results.IdeasAsync(run, scope, ct), manifest.Parameters,
            [.. manifest.JudgedConditions().Select(c => new ScreenedCondition(c.Position!.Value, c.Key, c.Clause, c.TitleZh, c.TitleEn))]);
    }

    private static void Print(ScreeningReport report, ScreeningRow run)
    {
        // A run may outlive its methodology's folder.
        var methodology = MethodologyCatalogue.Find(report.MethodologyId);
        var name = Language.Of(methodology?.NameZh ?? "", methodology?.NameEn ?? "");
        Terminal.Print(Language.Of(
            $"筛查 {report.RunId}：{report.MethodologyId} {name}，数据截至 {Figures.Date(report.AsOf)}，权益主张截至 {Figures.Date(report.ClaimsAsOf)}，开工 {Figures.Date(report.StartDate)}，{report.Parcels} 个小班 {report.Pieces} 个地块。缺资料不算符合。",
            $"Screening {report.RunId}: {report.MethodologyId} {name}, parcels as of {Figures.Date(report.AsOf)}, claims as of {Figures.Date(report.ClaimsAsOf)}, start {Figures.Date(report.StartDate)}, {report.Parcels} parcels in {report.Pieces} pieces. Missing data never passes."));
        if (methodology is { Status: not MethodologyStatus.InForce })
            Terminal.Print(Language.Of("旧方法学只供内部估算，不能据此登记CCER。", "A legacy methodology serves internal estimates only; no CCER can be registered under it."));
        PrintLaterAccount(run);
        Terminal.Table(Language.IsEnglish ? ["verdict", "area (mu)", "parcels", "expected tCO₂e", "over years", "t/mu·a"] : ["结论", "面积（亩）", "小班", "预计 tCO₂e", "涵盖年数", "t/亩·年"], report.Sums.Select(s => (string[])
            [ScreeningSheet.Word(s.Verdict, Language.IsEnglish), Figures.Mu(s.AreaM2), Figures.Count(s.Parcels), Marked(Tonnes(s.ExpectedKg), s.ExpectedKg, report.TonnesMark),
                s.ExpectedYears is { } years ? years.ToString("0.##", CultureInfo.InvariantCulture) : "—", Marked(Rate(ScreeningSheet.RatePerMu(s.ExpectedKgA, s.ExpectedM2)), s.ExpectedKgA, report.TonnesMark)]));
        if (report.Sums.Sum(s => s.ImplausibleM2) is > 0 and var implausible)
            Terminal.Print(Language.Of(
                $"其中 {Figures.Mu(implausible)} 亩的预计超出合理范围 [M]：请核对，数不改。", $"Of these, {Figures.Mu(implausible)} mu are expected outside the plausible range [M]: check them, the figures stay."));
        Terminal.Table(
            Language.IsEnglish ? ["step", "clause", "condition", "passes", "needs evidence", "fails here", "left (mu)"] : ["步", "条款", "条件", "符合", "待举证", "本步不符合", "还剩（亩）"],
            report.Funnel.Where(f => f.Position > 0).Select(f => (string[])
            [f.Position.ToString(CultureInfo.InvariantCulture), Language.Of(report.Conditions[f.Position - 1].Clause, report.Conditions[f.Position - 1].Condition),
                Language.Of(report.Conditions[f.Position - 1].TitleZh, report.Conditions[f.Position - 1].TitleEn),
                Figures.Mu(f.PassM2), Figures.Mu(f.NeedM2), Figures.Mu(f.FailM2), Figures.Mu(f.LeftPassM2 + f.LeftNeedM2)]));
        Terminal.Table(
            Language.IsEnglish
                ? ["idea of the plan", "answer", "passes (mu)", "needs evidence (mu)", "fails (mu)", "passing tCO₂e", "awaiting evidence tCO₂e", "reason"]
                : ["规划设想", "答复", "符合（亩）", "待举证（亩）", "不符合（亩）", "符合 tCO₂e", "待举证 tCO₂e", "理由"],
            report.Ideas.Select(i => (string[])
            [Language.Of(i.NameZh, i.NameEn), ScreeningSheet.Word(i.Answer, Language.IsEnglish), Mu(i.PassM2), Mu(i.NeedM2), Mu(i.FailM2), Marked(Tonnes(i.PassKg), i.PassKg, report.TonnesMark), Marked(Tonnes(i.NeedKg), i.NeedKg, report.TonnesMark),
                $"{Language.Of(i.ReasonZh, i.ReasonEn)} [{i.Mark}]"]));
        Terminal.Print(Language.Of("待举证的面积和吨数只有补齐证据才算，不与符合的相加。", "Areas and tonnes that need evidence count only once it is brought and are not added to what passes."));
        Terminal.Print(Language.Of(
            $"县域碳汇量不等于可签发的CCER减排量。结果散列 {report.ResultSha256}",
            $"County carbon sink is not the same as CCER reductions that can be issued. Hash of the result {report.ResultSha256}"));
    }
}

/// <summary>A screening as <c>screen</c> prints it; areas in m², tonnes in whole kg CO₂e.</summary>
internal sealed record ScreeningReport(
    long RunId, string MethodologyId, DateOnly AsOf, DateOnly ClaimsAsOf, DateOnly StartDate, int CreditingYears, long Generation, long Pieces, long Parcels, string ResultSha256,
    double? Seconds, long? AccountingRun, DateOnly? LaterAccount, string WeakestMark, string TonnesMark, IReadOnlyList<VerdictSum> Sums, IReadOnlyList<FunnelStep> Funnel, IReadOnlyList<ReasonSum> Reasons,
    IReadOnlyList<PlanIdea> Ideas, IReadOnlyList<PinnedParameter> Parameters, IReadOnlyList<ScreenedCondition> Conditions);

/// <summary>A condition by its step of the funnel.</summary>
internal sealed record ScreenedCondition(int Position, string Condition, string Clause, string TitleZh, string TitleEn);

internal sealed record ScreeningDiff(
    long A, long B, bool SameResult, long Parcels, IReadOnlyList<VerdictSum> SumsA, IReadOnlyList<VerdictSum> SumsB, IReadOnlyList<ScreeningChange> Changes);
