using System.Globalization;
using System.Text.Json;
using ForestCarbon.Finance.Books;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Growth.SinkTables;
using ForestCarbon.Ledger.Verification;
using ForestCarbon.Platform.Audit;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Web.Jobs;

/// <summary>
/// The nightly checks: the audit trail adds up, the ledger is what its chains and the seals outside the database say, what runs and
/// frozen sink tables hold is what their hashes say, and a run's totals are the sums of its parcels. Every check is made; the run
/// fails at its end with all that was found.
/// </summary>
public sealed class IntegrityWork(Db db, Home home) : IRunWork
{
    public const string Kind = "integrity";
    private const int FindingsTold = 3;
    private const string Fault = "✗ ";
    private const int RunsChecked = 5;

    /// <summary>The checks of tonight: one chunk each.</summary>
    public static async Task<RunRequest> RequestAsync(Db db, string? schedule, CancellationToken ct)
    {
        var runs = (await new AccountedRuns(db).ListAsync(TownshipScope.WholeCounty, 100, ct)).Where(r => r.ResultSha256 is not null).Take(RunsChecked).Select(r => r.RunId);
        var tables = (await new SinkTableBook(db).ListAsync(ct)).Where(t => t.State == "frozen").ToList();
        string[] checks =
        [
            "audit",
            "ledger",
            .. runs.Union(tables.Select(t => t.RunId)).Order().Select(id => string.Create(CultureInfo.InvariantCulture, $"run|{id}")),
            .. tables.Select(t => string.Create(CultureInfo.InvariantCulture, $"sink|{t.SinkTableId}")),
        ];
        return new RunRequest(Kind, "完整性检查", JsonSerializer.SerializeToElement(new { }), [.. checks.Select(c => new ChunkRequest(c, 1))], schedule);
    }

    public async Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct)
    {
        var found = key.Split('|') switch
        {
            ["audit"] => await AuditAsync(ct),
            ["ledger"] => await LedgerAsync(ct),
            ["run", var id] => await RunAsync(long.Parse(id, CultureInfo.InvariantCulture), ct),
            ["sink", var id] => await SinkAsync(int.Parse(id, CultureInfo.InvariantCulture), ct),
            _ => throw new RunRefusedException($"不认识的检查：{key}。", $"An unknown check: {key}."),
        };
        var (zh, en) = found.IsWhole ? (found.Zh, found.En) : (Fault + found.Zh, Fault + found.En);
        await write.ExecuteAsync("update platform.job_chunk set note_en = @en where run_id = @runId and chunk = @chunk", new { runId, chunk, en }, ct);
        return zh;
    }

    public async Task FinishAsync(Write write, long runId, CancellationToken ct)
    {
        var faults = await write.QueryAsync<(string Zh, string? En)>(
            "select note, note_en from platform.job_chunk where run_id = @runId and starts_with(note, @Fault) order by chunk", new { runId, Fault }, ct);
        if (faults.Count > 0)
            throw new RunRefusedException(
                string.Join("；", faults.Select(f => f.Zh[Fault.Length..])), string.Join("; ", faults.Select(f => (f.En ?? f.Zh)[Fault.Length..])));
    }

    private async Task<Checked> AuditAsync(CancellationToken ct)
    {
        var found = await AuditTrail.VerifyAsync(db, ct);
        return found.IsWhole
            ? Checked.Whole($"审计链 {found.Chains} 条，{found.Entries} 条记录，完整", $"{found.Chains} audit chains, {found.Entries} rows, whole")
            : Checked.Faulty(string.Join("，", found.Breaks.Select(b => b.Sentence)), string.Join(" ", found.Breaks.Select(b => b.English)));
    }

    private async Task<Checked> LedgerAsync(CancellationToken ct)
    {
        var found = await new LedgerVerification(db, SealBook.Of(home)).RunAsync(ct: ct);
        var past = await new BookVerification(db).RunAsync(ct);
        if (found.IsWhole && past.Count == 0)
            return Checked.Whole(
                $"台账 {found.Entries} 笔，封存 {found.Seals} 次，完整；最后一次封存之后 {found.Unsealed} 行",
                $"ledger of {found.Entries} entries, sealed {found.Seals} times, whole; {found.Unsealed} rows since the last seal");
        var told = found.Findings.Take(FindingsTold).ToList();
        return Checked.Faulty(
            (found.IsWhole ? "" : $"台账有 {found.FindingCount} 处不符：{string.Concat(told.Select(f => f.Sentence))}")
                + (past.Count == 0 ? "" : $"各账簿有 {past.Count} 处与经济事项不符：{string.Concat(past.Take(FindingsTold).Select(f => f.Sentence))}"),
            string.Join(" ", new[]
            {
                found.IsWhole ? null : $"The ledger is off in {found.FindingCount} places: {string.Join(" ", told.Select(f => f.English))}",
                past.Count == 0 ? null : $"The books are off from their economic events in {past.Count} places: {string.Join(" ", past.Take(FindingsTold).Select(f => f.English))}",
            }.OfType<string>()));
    }

    private async Task<Checked> RunAsync(long id, CancellationToken ct)
    {
        var runs = new AccountedRuns(db);
        var run = await runs.FindAsync(id, ct);
        if (await runs.HashAsync(id, ct) != run?.ResultSha256)
            return Checked.Faulty($"运行 {id} 所存结果与其校验值不符", $"what run {id} holds is not what its hash says");
        var off = await runs.TotalsOffAsync(id, ct);
        return off == 0
            ? Checked.Whole($"运行 {id}：校验值相符，合计等于小班之和", $"run {id}: the hash agrees, totals are the sums of their parcels")
            : Checked.Faulty($"运行 {id} 有 {off} 个合计不等于小班之和", $"{off} totals of run {id} are not the sums of their parcels");
    }

    private async Task<Checked> SinkAsync(int id, CancellationToken ct)
    {
        var book = new SinkTableBook(db);
        return await book.HashAsync(id, ct) == (await book.FindAsync(id, ct))?.Sha256
            ? Checked.Whole($"统计表 {id}：校验值相符", $"sink table {id}: the hash agrees")
            : Checked.Faulty($"统计表 {id} 与其校验值不符", $"sink table {id} is not what its hash says");
    }

    /// <summary>What a check found, in both languages.</summary>
    private sealed record Checked(bool IsWhole, string Zh, string En)
    {
        public static Checked Whole(string zh, string en) => new(true, zh, en);

        public static Checked Faulty(string zh, string en) => new(false, zh, en);
    }
}
