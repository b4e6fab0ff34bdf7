using System.Text;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Ledger.Demonstration;

/// <summary>
/// Holdings of the demonstration county: invented holders, batches, records and a statement, each saying so. For the demonstration
/// only: nothing here stands in any registry.
/// </summary>
public sealed class LedgerDemonstration(Db db, FileStore files)
{
    private const string Owner = "演示-青禾";
    private const string Farm = "演示-林场";
    private const string Buyer = "演示-买方";
    private const string Project = "JY-01";
    private const string Shared = "JY-03";

    private static readonly Actor Maker = Actor.Installation;
    private static readonly Actor Checker = Actor.Job("demonstration-checker");
    private static readonly DateOnly Day = new(2026, 9, 1);

    private readonly HoldingActs _acts = new(db, files);

    /// <summary>Declares the holders, once: tranches of projects that are registered enter the book for them before anything is sold.</summary>
    public async Task DeclareHoldersAsync(CancellationToken ct = default)
    {
        if (await db.QuerySingleOrDefaultAsync<bool>("select exists (select from ledger.holder_v where holder = @Owner)", new { Owner }, ct))
            return;
        foreach (var holder in new Holder[]
                 {
                     new(Owner, "青禾生态公司（演示，虚构）", "project-owner", "演示账户-001", IsKeptHere: true, IsDemonstration: true),
                     new(Farm, "国有林场（演示，虚构）", "trading-entity", "演示账户-002", IsKeptHere: true, IsDemonstration: true),
                     new(Buyer, "外地买方（演示，虚构）", "trading-entity", "", IsKeptHere: false, IsDemonstration: true),
                 })
            await _acts.DeclareHolderAsync(Maker, holder, ct);
    }

    /// <summary>
    /// Loads a year of acts once: what was posted stays, so a second load changes nothing. Tonnes that the projects' tranches have entered before are the ones it moves; a
    /// county too small for those projects has them entered by hand.
    /// </summary>
    public async Task LoadAsync(CancellationToken ct = default)
    {
        await DeclareHoldersAsync(ct);
        if (await db.QuerySingleOrDefaultAsync<bool>("select exists (select from ledger.act_v a where a.key like 'demonstration:%')", ct: ct))
            return;
        if ((await AvailableAsync(Project, ct)).Count == 0)
        {
            await IssuedAsync(2023, 16_000, 1, new(2026, 1, 12), ct);
            await IssuedAsync(2024, 12_000, 16_001, Day, ct);
            await IssuedAsync(2025, 9_000, 28_001, Day, ct);
        }
        if ((await AvailableAsync(Shared, ct)).Count == 0)
            await IssuedAsync(2024, 300, 90_001, new(2026, 1, 12), ct, Shared);
        // Two thirds of a year of the small project are sold: the revenue that is shared.
        if ((await AvailableAsync(Shared, ct)).FirstOrDefault(l => l.Vintage == 2024) is { Tonnes: > 1 } year)
        {
            var (sold, on) = (year.Tonnes * 2 / 3, new DateOnly(2026, 5, 19));
            await DoneAsync(await _acts.AskAsync(Maker, Move("freeze", "available", "frozen-trade", sold, on.AddDays(-1), 2024, Shared), ct), "exchange", sold, on.AddDays(-1), "冻结-QY-演-0341（虚构）", ct);
            await DoneAsync(await _acts.AskAsync(Maker, Move("sale", "frozen-trade", null, sold, on, 2024, Shared) with { ToHolder = Buyer, Method = "挂牌协议", PriceFen = 7_420, FeeFen = sold * 7_420 / 200 }, ct),
                "exchange", sold, on, "QY-演-0341", ct);
        }
        // The year of the large one that was registered first is sold over the year: what the finance demonstration takes into the seller's book.
        foreach (var (month, day, tonnes, price, trade) in new[] { (2, 11, 4_000L, 7_155L, "QY-演-0107"), (5, 19, 3_200L, 7_420L, "QY-演-0342"), (8, 25, 5_000L, 7_880L, "QY-演-0611"), (11, 12, 2_200L, 7_110L, "QY-演-0874") })
        {
            var on = new DateOnly(2026, month, day);
            await DoneAsync(await _acts.AskAsync(Maker, Move("freeze", "available", "frozen-trade", tonnes, on.AddDays(-1), 2023), ct), "exchange", tonnes, on.AddDays(-1), $"冻结-{trade}（虚构）", ct);
            await DoneAsync(await _acts.AskAsync(Maker, Move("sale", "frozen-trade", null, tonnes, on, 2023) with { ToHolder = Buyer, Method = "挂牌协议", PriceFen = price, FeeFen = tonnes * price / 200 }, ct),
                "exchange", tonnes, on, trade, ct);
        }
        await MoveAsync("freeze", "available", "frozen-trade", 3_000, 10, "exchange", ct);
        await MoveAsync("sale", "frozen-trade", null, 2_000, 17, "exchange", ct, toHolder: Buyer, method: "挂牌协议", priceFen: 7_155);
        await MoveAsync("freeze", "available", "frozen-pledge", 1_500, 24, "registry", ct);
        await MoveAsync("cancel", "available", "cancelled-event", 300, 40, "registry", ct, beneficiary: "演示：某会议碳中和（虚构）");
        // Part of the pledge was released again.
        await MoveAsync("release", "frozen-pledge", "available", 300, 56, "registry", ct);
        // Left for the reader: one that waits for a second account, one for its record, one for its recipient.
        var ready = await _acts.AskAsync(Maker, Move("cancel", "available", "cancelled-public", 120, 60) with { Beneficiary = "演示：公益植树活动（虚构）" }, ct);
        await CiteAsync(ready, "registry", 120, ct);
        await _acts.AskAsync(Maker, Move("freeze", "available", "frozen-pledge", 500, 61), ct);
        await CiteAsync(await _acts.AskAsync(Maker, Move("transfer", "available", null, 800, 62) with { ToHolder = Farm }, ct), "registry", 800, ct);

        // The registry's statement as it might come, one tonne apart in one line.
        var small = string.Concat((await AvailableAsync(Shared, ct)).Select(l => FormattableString.Invariant($"{Shared},{l.Vintage},可用,{l.Tonnes}\n")));
        await WithFileAsync($"项目,年份,状态,数量（吨）\n{Project},2023,可用,3800\n{Project},2024,可用,7500\n{Project},2024,冻结,2200\n{Project},2024,注销,300\n{Project},2025,可用,8999\n{small}",
            path => new StatementBook(db, files).ImportAsync(Maker, "registry", Owner, Day.AddDays(59), path, "演示对账单（虚构）.csv", ct));
    }

    private Task<IReadOnlyList<Held>> AvailableAsync(string project, CancellationToken ct) => db.QueryAsync<Held>(
        """
        select h.vintage, sum(h.tonnes)::bigint as tonnes
        from ledger.holding_v h
        where h.project = @project and h.holder = @Owner and h.state = 'available'
        group by h.vintage order by h.vintage
        """, new { project, Owner }, ct);

    private async Task IssuedAsync(int vintage, long tonnes, long first, DateOnly on, CancellationToken ct, string project = Project) => await DoneAsync(await _acts.AskAsync(Maker, new IssueAct(
        $"demonstration:{project}:{vintage}", Owner, on, project, vintage, project == Project ? "1" : "演示", "CCER-14-001-V01", "演示：造林碳汇减排量（虚构）", "演示-登记-", first, tonnes, tonnes,
        $"演示核查报告-{vintage}（虚构）", "演示数据"), ct), "registry", tonnes, on, null, ct);

    private static MoveAct Move(string kind, string from, string? to, long tonnes, int days) => Move(kind, from, to, tonnes, Day.AddDays(days), 2024);

    private static MoveAct Move(string kind, string from, string? to, long tonnes, DateOnly on, int vintage, string project = Project) =>
        new($"demonstration:{kind}:{project}:{vintage}:{on:yyyyMMdd}", kind, Owner, on, project, vintage, from, to, tonnes, Note: "演示数据");

    private async Task MoveAsync(
        string kind, string from, string? to, long tonnes, int days, string source, CancellationToken ct,
        string? toHolder = null, string? beneficiary = null, string? method = null, long? priceFen = null) =>
        await DoneAsync(await _acts.AskAsync(Maker, Move(kind, from, to, tonnes, days) with
        {
            ToHolder = toHolder, Beneficiary = beneficiary, Method = method, PriceFen = priceFen,
        }, ct), source, tonnes, ct);

    private Task DoneAsync(long act, string source, long tonnes, CancellationToken ct) => DoneAsync(act, source, tonnes, Day, null, ct);

    private async Task DoneAsync(long act, string source, long tonnes, DateOnly on, string? number, CancellationToken ct)
    {
        await CiteAsync(act, source, tonnes, on, number, ct);
        await _acts.ConfirmAsync(Checker, act, ct);
    }

    private Task CiteAsync(long act, string source, long tonnes, CancellationToken ct) => CiteAsync(act, source, tonnes, Day, null, ct);

    private Task CiteAsync(long act, string source, long tonnes, DateOnly on, string? number, CancellationToken ct) => WithFileAsync($"演示凭据（虚构），办理单 {act}，{tonnes} 吨", path =>
        _acts.CiteAsync(Maker, act, new CitedRecord(source, number ?? $"演示-{act:000}（虚构）", on, tonnes, path, "演示凭据（虚构）.txt"), ct));

    private static async Task WithFileAsync(string content, Func<string, Task> use)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, content, new UTF8Encoding(false));
            await use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed record Held
    {
        public int Vintage { get; init; }
        public long Tonnes { get; init; }
    }
}
