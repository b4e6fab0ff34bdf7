using System.Globalization;
using System.Security.Claims;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Growth.SinkTables;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Web.Identity;
using ForestCarbon.Web.Text;
using Hangfire;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Controllers;

/// <summary>One thing a role's work starts from: what, how much of it, a word on it, and the page where the work is done; null where it is told here only.</summary>
public sealed record DeskLine(string Name, Shown? Figure, string? Note, string? Href);

/// <summary>What stands first on the desk of a role, in the reader's words and units.</summary>
public sealed record DeskCard(string Title, string Caption, IReadOnlyList<DeskLine> Lines);

/// <summary>
/// Begins each role's desk where its work begins: the developer with ground, claims and parameters, the finance office with tonnes held and areas
/// that are paid for, the auditor with what proves the figures. The forestry bureau begins with what waits for it and has no card of its own.
/// </summary>
public sealed class RoleDesk(
    Db db, ScreeningResults screenings, ClaimRegister claims, ParameterBook parameters, HoldingBook holdings, SinkTableBook sinkTables, Schedules schedules,
    JobStorage queue, IStringLocalizer<Texts> localizer)
{
    private readonly Words _texts = new(localizer);

    /// <summary>The card of the person's role, or null where the general desk is the right one.</summary>
    public async Task<DeskCard?> OfAsync(ClaimsPrincipal user, ReadingPreferences reading, RunRow? run, CancellationToken ct)
    {
        var scope = user.Scope();
        if (user.IsInRole(Roles.Developer) || user.IsInRole(Roles.Verifier))
            return new(_texts["项目从哪开始"], _texts["地、权、参数，三样齐了才好立项"], [.. await GroundAsync(scope, reading, ct), .. await ClaimsAsync(scope, ct), await ParametersAsync(ct)]);
        if (user.IsInRole(Roles.Finance))
            return new(_texts["钱从哪来，付给谁"], _texts["吨数以登记系统的记录入账，补偿按合同面积"], [.. await HoldingsAsync(ct), .. await ContractsAsync(scope, reading, ct), await SinkTablesAsync(ct)]);
        if (user.IsInRole(Roles.Auditor))
            return new(_texts["拿什么核对"], _texts["每个数都能重算，每次改动都有记录"], [await IntegrityAsync(ct), RunLine(run), await SinkTablesAsync(ct), .. await HoldingsAsync(ct)]);
        if (user.IsInRole(Roles.Administrator))
            return new(_texts["系统看哪里"], _texts["账号、计划任务和任务队列"],
            [
                await IntegrityAsync(ct), new(_texts["账号"], null, null, "/admin"), new(_texts["计划任务"], null, null, "/growth/schedule"), .. Queue(),
            ]);
        return null;
    }

    private async Task<IReadOnlyList<DeskLine>> GroundAsync(TownshipScope scope, ReadingPreferences reading, CancellationToken ct)
    {
        if (await screenings.LatestAsync(ct: ct) is not { } screening)
            return [new(_texts["项目筛查"], null, _texts["还没有筛查过。先按方法学逐条筛一遍全县。"], "/ccer")];
        var sums = (await screenings.SumsAsync(screening.RunId, scope, ct)).ToDictionary(s => s.Verdict);
        DeskLine Line(Verdict verdict, string name, string note) => new(
            name, Quantity.Area(sums.GetValueOrDefault(verdict)?.AreaM2 ?? 0, reading.InMu, Quantity.FillsTenThousands(sums.GetValueOrDefault(verdict)?.AreaM2, reading.InMu), reading.InEnglish), note,
            $"/ccer/screenings/{screening.RunId}/parcels?verdict={verdict}");
        return
        [
            Line(Verdict.Pass, _texts["符合条件的地"], _texts["{0}，{1} 筛查", screening.MethodologyId, LocalTime.Of(screening.FinishedAt)]),
            Line(Verdict.NeedsEvidence, _texts["待举证的地"], _texts["缺资料不算符合，补齐后重新筛查"]),
        ];
    }

    private async Task<IReadOnlyList<DeskLine>> ClaimsAsync(TownshipScope scope, CancellationToken ct)
    {
        var all = await claims.ListAsync(scope, ct);
        var provisional = all.Where(c => c.State == "provisional").ToList();
        var soonest = provisional.Min(c => c.ProvisionalUntil);
        return
        [
            new(_texts["正式的唯一性登记"], Count(all.Count(c => c.State == "firm")), _texts["同一块地同一时段不能再算一次"], "/ccer/claims"),
            new(_texts["暂占的唯一性登记"], Count(provisional.Count), soonest is { } day ? _texts["最早 {0} 到期", Day(day)] : _texts["没有暂占"], "/ccer/claims"),
        ];
    }

    private async Task<DeskLine> ParametersAsync(CancellationToken ct)
    {
        var rows = (await parameters.ListAsync(ct: ct)).Where(p => p.SupersededBy is null).ToList();
        if (rows.Count == 0)
            return new(_texts["未经两人核对的参数"], null, _texts["随程序提供的参数还没有装入：打开规则页即装入。"], "/ccer/methodologies");
        return new(_texts["未经两人核对的参数"], Count(rows.Count(p => p.Verification != "verified")), _texts["共 {0} 个；核对之前，提交的文件不能依赖它们", rows.Count], "/ccer/methodologies");
    }

    private async Task<IReadOnlyList<DeskLine>> HoldingsAsync(CancellationToken ct)
    {
        var held = await holdings.AsOfAsync(CountyClock.Today, ct: ct);
        var pending = (await holdings.ActsAsync("pending", ct: ct)).Count;
        var lines = held.GroupBy(l => (l.StateZh, l.StateEn)).Select(state => new DeskLine(
            _texts["减排量，{0}", CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? state.Key.StateEn : state.Key.StateZh], new(Figures.Number(state.Sum(l => l.Tonnes)), "tCO₂e"),
            _texts["{0} 个持有人，备查账今天的数", state.Select(l => l.Holder).Distinct().Count()], "/finance/holdings")).ToList();
        if (lines.Count == 0)
            lines.Add(new(_texts["减排量"], null, _texts["备查账里还没有减排量：登记系统登记之后，凭登记记录入账。"], "/finance/holdings"));
        lines.Add(new(_texts["未经登记系统确认的申请"], Count(pending), _texts["确认之前不动账上的吨数。以全国温室气体自愿减排注册登记系统记录为准。"], "/finance/acts?outcome=pending"));
        return lines;
    }

    private async Task<IReadOnlyList<DeskLine>> ContractsAsync(TownshipScope scope, ReadingPreferences reading, CancellationToken ct) =>
    [
        .. (await db.QueryAsync<ContractArea>(Sql.Of<RoleDesk>("Controllers/Sql/contract_areas.sql"), new { townships = scope.Codes }, ct)).Select(c => new DeskLine(
            c.Layer == "public-welfare" ? _texts["公益林合同面积"] : _texts["天然林合同面积"],
            Quantity.Area(c.ContractMu * 2000 / 3, reading.InMu, inTenThousands: true, reading.InEnglish),
            c.Without == 0 ? _texts["{0} 个管护单元，补偿按这个面积", c.Units] : _texts["{0} 个管护单元，其中 {1} 个没有合同面积", c.Units, c.Without], $"/inventory/layers/{c.Layer}")),
    ];

    private async Task<DeskLine> SinkTablesAsync(CancellationToken ct)
    {
        var frozen = (await sinkTables.ListAsync(ct)).Count(t => t.State == "frozen");
        return new(_texts["已冻结的碳汇统计表"], Count(frozen), _texts["县域碳汇量不等于可签发的CCER减排量。"], "/growth/sink-tables");
    }

    private async Task<DeskLine> IntegrityAsync(CancellationToken ct)
    {
        var last = (await schedules.RunsAsync(200, ct)).Where(r => r.Kind == Jobs.IntegrityWork.Kind && r.HasEnded).MaxBy(r => r.RunId);
        return last is null
            ? new(_texts["完整性检查"], null, _texts["还没有做过。审计链、运行结果和冻结的统计表每晚重算一遍。"], "/growth/schedule")
            : new(_texts["完整性检查"], null, last.State == "finished" ? _texts["{0}：全部相符", LocalTime.Of(last.EndedAt)] : _texts["{0}：有不符，见任务", LocalTime.Of(last.EndedAt)], "/growth/schedule");
    }

    // What the queue's own dashboard says, each a door to its list there.
    private IReadOnlyList<DeskLine> Queue()
    {
        var at = queue.GetMonitoringApi().GetStatistics();
        return
        [
            new(_texts["任务队列"], Count((int)at.Servers), at.Servers == 0 ? _texts["没有后台进程在做事：任务会一直排队。"] : _texts["后台进程；排队 {0}，已完成 {1}", at.Enqueued, at.Succeeded], "/jobs"),
            new(_texts["正在做的任务"], Count((int)at.Processing), null, "/jobs/jobs/processing"),
            new(_texts["失败的任务"], Count((int)at.Failed), at.Failed == 0 ? null : _texts["看失败的原因，改好后重做"], "/jobs/jobs/failed"),
        ];
    }

    private DeskLine RunLine(RunRow? run) => run is null
        ? new(_texts["碳计量"], null, _texts["还没有计量运行"], "/growth")
        : new(_texts["运行 {0} 的结果校验值", run.RunId], new(run.ResultSha256![..12], ""), "./forestcarbon runs show " + run.RunId.ToString(CultureInfo.InvariantCulture) + " --hash", $"/growth/runs/{run.RunId}");

    private Shown Count(int count) => new(Figures.Number(count), _texts["个"]);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed class Words(IStringLocalizer<Texts> localizer)
    {
        public string this[string key, params object[] values] => localizer[key, values].Value;
    }

    private sealed record ContractArea
    {
        public string Layer { get; init; } = "";
        public long Units { get; init; }
        public long Without { get; init; }
        public decimal? ContractMu { get; init; }
    }
}
