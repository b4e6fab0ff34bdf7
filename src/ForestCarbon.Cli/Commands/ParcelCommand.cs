using System.CommandLine;
using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Editing;
using ForestCarbon.Inventory.Evidence;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>parcel</c>: one parcel, its figures and where they come from.</summary>
internal static class ParcelCommand
{
    public static Command Create() => new("parcel", "小班：当前情况、历史、碳储量的来历") { Show(), History(), LandClass() };

    private static Command Show()
    {
        var parcel = new Argument<string>("CODE|ID") { Description = "小班号（县乡村林班小班）或小班的永久编号" };
        var asOf = new Option<DateOnly?>("--as-of") { Description = "该日期的小班情况，yyyy-MM-dd；默认为现在" };
        var explain = new Option<bool>("--explain") { Description = "列出碳储量每一步的数值、单位、公式、来源与可信标记" };
        var year = new Option<int?>("--year") { Description = "碳储量的年份；默认为运行的首年，即数据截至的那一年" };
        var named = new Option<long?>("--run") { Description = "取哪一次核算的碳储量；默认为最近一次可用的" };
        var command = new Command("show", "小班情况与最近一次核算的碳储量") { parcel, asOf, explain, year, named };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var (record, end) = await LastAsync(db, asked.GetValue(parcel)!, asked.GetValue(asOf), ct);
            var runs = new AccountedRuns(db);
            var run = asked.GetValue(named) is { } id
                ? await runs.FindAsync(id, ct) is { ResultSha256: not null } finished ? finished : throw new RefusedException($"没有编号为 {id} 的核算运行，或它还没有完成。用 runs list 查看。", $"There is no accounting run {id}, or it has not finished. See runs list.")
                : await runs.LatestAsync(ct);
            var at = run is null ? (int?)null : asked.GetValue(year) ?? run.Years().Stock;
            var series = run is null ? null : await runs.SeriesAsync(run.RunId, record.ParcelId, TownshipScope.WholeCounty, ct);
            var explained = run is null || !asked.GetValue(explain)
                ? null
                : await new ParcelExplanations(db).OfAsync(run.RunId, record.ParcelId, at!.Value, TownshipScope.WholeCounty, ct);
            // The register has the names of both languages.
            var english = Language.IsEnglish ? await new ParcelRegister(db).FindAsync(record.ParcelId.ToString(CultureInfo.InvariantCulture), TownshipScope.WholeCounty, end?.LastDay ?? asked.GetValue(asOf), ct) : null;
            Terminal.Result(asked, new { parcel = record, end, year = at, series, explanation = explained }, _ =>
            {
                if (end is not null)
                    Terminal.Print(Said(end));
                Print(record, english, series, at, explained);
            });
            return explained is { Agrees: false } ? Exit.Fault : Exit.Done;
        });
        return command;
    }

    private static Command History()
    {
        var parcel = new Argument<string>("CODE|ID") { Description = "小班号或小班的永久编号" };
        var command = new Command("history", "小班的历次版本") { parcel };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var (record, _) = await LastAsync(db, asked.GetValue(parcel)!, null, ct);
            var versions = await new ParcelLookup(db).HistoryAsync(record.ParcelId, TownshipScope.WholeCounty, ct);
            var lineage = await new ParcelLineage(db).OfAsync(record.ParcelId, TownshipScope.WholeCounty, ct);
            using var accounts = new AccountStore(db);
            var names = await accounts.NamesAsync([.. versions.Select(v => v.DecidedBy).OfType<string>().Distinct()], ct);
            Terminal.Result(asked, new { versions, lineage }, _ => Print(versions, lineage, names));
            return Exit.Done;
        });
        return command;
    }

    private static Command LandClass()
    {
        var parcel = new Argument<string>("CODE|ID") { Description = "小班号或小班的永久编号" };
        var on = new Option<DateOnly?>("--on") { Description = "哪一天，yyyy-MM-dd；默认为今天" };
        var command = new Command("land-class", "这片地某一天的地类，依据哪份资料；资料不一致或不足时为待举证") { parcel, on };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var record = await FindAsync(db, asked.GetValue(parcel)!, null, ct);
            var answer = await new LandClassEvidence(db).OfParcelAsync(record.ParcelId, asked.GetValue(on) ?? CountyClock.Today, TownshipScope.WholeCounty, ct);
            Terminal.Result(asked, answer!, shown =>
            {
                Terminal.Print(shown.Answer is { } found
                    ? $"{Figures.Date(shown.OnDay)}：{found.LandClassZh} {found.LandClass}，依据 {found.Source}（{Figures.Date(found.AsOf)}）"
                    : $"{Figures.Date(shown.OnDay)}：待举证，{shown.Need switch { EvidenceNeed.NoSource => "没有资料", EvidenceNeed.TooOld => $"最近的资料早了 {LandClassEvidence.LongestGapMonths} 个月以上", EvidenceNeed.Conflict => "同一天的资料说法不同", EvidenceNeed.PartOnly => "资料只覆盖一部分", _ => "不止一种地类" }}");
                Terminal.Table(["资料日期", "地类", "占这片地 %", "来源", "编号"], shown.Records.Select(r => (string[])
                    [Figures.Date(r.AsOf), $"{r.LandClass} {r.LandClassZh}", (r.Share * 100).ToString("0.0", CultureInfo.InvariantCulture), r.Source, r.Code ?? ""]));
            });
            return Exit.Done;
        });
        return command;
    }

    private static void Print(IReadOnlyList<ParcelVersionRecord> versions, IReadOnlyList<LineageRow> lineage, IReadOnlyDictionary<string, string> names)
    {
        Terminal.Table(
            ["版本", "自", "至", "小班号", "椭球面积（亩）", "登记面积（亩）", "地类", "树种", "年龄", "m³/ha", "谁", "何时", "依据"], versions.Select((v, i) => (string[])
            [
                (i + 1).ToString(CultureInfo.InvariantCulture), Figures.Date(v.ValidFrom), Figures.Date(v.ValidTo), v.Code,
                Figures.Mu(v.EllipsoidalAreaM2), v.RegisteredAreaHa is { } ha ? Figures.Mu(ha * 10_000) : "",
                $"{v.LandClass} {v.LandClassName}", $"{v.SpeciesCode} {v.SpeciesName}",
                v.MeanAgeA?.ToString(CultureInfo.InvariantCulture) ?? "", Figures.Short(v.VolumeM3PerHa),
                v.DecidedBy is { } by ? names.GetValueOrDefault(by, by) : "", v.DecidedAt is { } decided ? CountyClock.At(decided).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "", v.Reason ?? "",
            ]));
        if (lineage.Count > 0)
            Terminal.Table(["日期", "自小班", "到小班", "椭球面积（亩）"], lineage.Select(l => (string[])
                [Figures.Date(l.OnDate), l.ParentCode, l.ChildCode ?? "没有小班接收", Figures.Mu(l.EllipsoidalAreaM2)]));
    }

    // What stands no more is shown as it was on its last day.
    private static async Task<(ParcelRecord Parcel, ParcelEnd? End)> LastAsync(Db db, string codeOrId, DateOnly? asOf, CancellationToken ct) =>
        asOf is null && await new ParcelLookup(db).FindAsync(codeOrId, null, TownshipScope.WholeCounty, ct) is null
        && await new ParcelEnds(db).FindAsync(codeOrId, TownshipScope.WholeCounty, ct) is { } end
            ? (await FindAsync(db, codeOrId, end.LastDay, ct), end)
            : (await FindAsync(db, codeOrId, asOf, ct), null);

    private static string Said(ParcelEnd end) => Language.IsEnglish
        ? $"{end.Code} stood until {Figures.Date(end.LastDay)} and not from {Figures.Date(end.EndedOn)} on: {end.Why.En}"
          + (end.CurrentCode is { } now ? $", its code now {now}" : "")
          + (end.Successors.Count > 0 ? $", went to {string.Join(", ", end.Successors.Select(s => s.ChildCode ?? "no parcel"))}" : "")
          + (end.ImportId is { } by ? $" (import {by}, {end.File})." : ".")
        : $"{end.Code} 到 {Figures.Date(end.LastDay)} 为止，从 {Figures.Date(end.EndedOn)} 起不再有效：{end.Why.Zh}"
          + (end.CurrentCode is { } code ? $"，现在的编号 {code}" : "")
          + (end.Successors.Count > 0 ? $"，去向 {string.Join("、", end.Successors.Select(s => s.ChildCode ?? "没有小班接收"))}" : "")
          + (end.ImportId is { } import ? $"（第 {import} 号导入 {end.File}）。" : "。");

    private static async Task<ParcelRecord> FindAsync(Db db, string codeOrId, DateOnly? asOf, CancellationToken ct) =>
        await new ParcelLookup(db).FindAsync(codeOrId, asOf, TownshipScope.WholeCounty, ct)
        ?? throw (asOf is { } date
            ? new RefusedException($"{date:yyyy-MM-dd} 没有小班 {codeOrId}。", $"There was no parcel {codeOrId} on {date:yyyy-MM-dd}.")
            : new RefusedException($"没有小班 {codeOrId}。请核对小班号，或用 --as-of 查看以前的小班。", $"There is no parcel {codeOrId}: check its code, or see one of before with --as-of."));

    /// <param name="english">Its names in English; null: it is told in Chinese.</param>
    private static void Print(ParcelRecord p, Parcel? english, ParcelSeries? series, int? year, ParcelExplanation? explained)
    {
        Terminal.Print(english is null
            ? $"小班 {p.Code}（编号 {p.ParcelId}），{p.TownshipName ?? p.TownshipCode} {p.VillageName ?? p.VillageCode}"
            : $"Parcel {p.Code} (number {p.ParcelId}), {english.TownshipEn}, {english.VillageEn ?? p.VillageCode}");
        // What a parcel does not have is left out: bare land has no species, origin, age or volume.
        var years = p.MeanAgeA?.ToString(CultureInfo.InvariantCulture);
        var volume = p.VolumeM3PerHa is { } held ? $"{Figures.Short(held)} m³/ha" : null;
        var facts = english is null
            ? (string?[])
            [
                $"面积 {Figures.Mu(p.EllipsoidalAreaM2)} 亩（椭球面积）", $"{p.LandClass} {p.LandClassName}".Trim(), p.SpeciesCode is null ? null : $"{p.SpeciesCode} {p.SpeciesName}".Trim(),
                p.OriginName, years is not null ? $"{years} 年" : p.SpeciesCode is null ? null : "年龄未填", volume,
            ]
            :
            [
                $"{Figures.Mu(p.EllipsoidalAreaM2)} mu (ellipsoidal area)", $"{p.LandClass} {english.LandClassEn}".Trim(), p.SpeciesCode is null ? null : $"{p.SpeciesCode} {english.SpeciesEn}".Trim(),
                english.OriginEn, years is not null ? $"{years} years" : p.SpeciesCode is null ? null : "age not given", volume,
            ];
        Terminal.Print(string.Join(Language.Of("，", ", "), facts.Where(f => !string.IsNullOrEmpty(f))));
        if (series is null)
        {
            Terminal.Print(Language.Of("还没有核算结果：用 account 核算。", "Nothing was accounted yet: use account."));
            return;
        }
        Terminal.Print(series.StockAt(year!.Value) is { } stock
            ? Language.Of(
                $"{year} 年末储量 {Figures.Tonnes(stock)} t CO₂e{(series.IncrementAt(year.Value) is { } increment ? $"，当年增量 {Figures.Tonnes(increment)} t CO₂e" : "")}（运行 {series.RunId}）",
                $"Stock at the end of {year}: {Figures.Tonnes(stock)} t CO₂e{(series.IncrementAt(year.Value) is { } gain ? $", increment of the year {Figures.Tonnes(gain)} t CO₂e" : "")} (run {series.RunId})")
            : Language.Of($"{series.ReasonZh}（运行 {series.RunId}）", $"{series.ReasonEn} (run {series.RunId})"));
        if (explained is null)
            return;
        PrintSteps(explained, Language.IsEnglish);
        if (explained.IsStale)
            Terminal.Print(Language.Of("小班在核算之后有了新版本，此数是按旧版本算的。", "The parcel has a newer version since: this figure was computed from the one before."));
        if (explained.IsSynthetic)
            Terminal.Print(Language.Of("演示数据：曲线由合成蓄积拟合，只证明方法。", "Demonstration data: the curves are fitted to synthetic volumes and show the method only."));
        Terminal.Print(explained.Agrees
            ? Language.Of(
                $"重新计算与所存一致：{explained.StoredKg?.ToString(CultureInfo.InvariantCulture) ?? "未计"} kg CO₂e。",
                explained.StoredKg is { } kept ? string.Create(CultureInfo.InvariantCulture, $"Computed again it is what is stored: {kept} kg CO₂e.") : "Computed again it is what is stored: nothing was counted.")
            : Language.Of(
                $"重新计算 {explained.RecomputedKg} 与所存 {explained.StoredKg} 不一致：请用 runs show {explained.RunId} --hash 核对。",
                $"Computed again it is {explained.RecomputedKg}, stored is {explained.StoredKg}: check with runs show {explained.RunId} --hash."));
    }

    // A long text would tear the table apart; it follows below.
    private static void PrintSteps(ParcelExplanation explained, bool inEnglish)
    {
        static bool IsLong(ExplanationStep step) => step.Text is { Length: > 30 };
        string[] head = inEnglish ? ["Step", "Value", "Unit", "Equation", "Source", "Mark"] : ["步骤", "数值", "单位", "公式", "来源", "标记"];
        Terminal.Table(head, explained.Steps.Select(s => (string[])(inEnglish
            ? [s.NameEn, IsLong(s) ? "see below" : s.TextEn ?? Figures.Short(s.Value), s.Unit == "年" ? "years" : s.Unit, s.EquationEn, s.SourceEn, s.Mark]
            : [s.NameZh, IsLong(s) ? "见下" : s.Text ?? Figures.Short(s.Value), s.Unit, s.Equation, s.Source, s.Mark])));
        foreach (var step in explained.Steps.Where(IsLong))
            Terminal.Print(inEnglish ? $"{step.NameEn}: {step.TextEn}" : $"{step.NameZh}：{step.Text}");
    }
}
