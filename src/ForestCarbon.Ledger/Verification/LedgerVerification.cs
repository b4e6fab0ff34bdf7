using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Ledger.Verification;

/// <summary>
/// The ledger added up again, row by row: every hash from its fields, every posting from the ones before it in both chains,
/// every balance and serial range from the postings, and all of it against the seals outside the database.
/// </summary>
/// <remarks>
/// Of the database nothing but the rows is believed: hashes are computed here. Memory grows with the number of postings, some
/// 400 bytes each.
/// </remarks>
public sealed class LedgerVerification(Db db, SealBook book)
{
    /// <param name="progress">Told the share of postings done, 0 to 1.</param>
    public async Task<LedgerVerdict> RunAsync(IProgress<double>? progress = null, CancellationToken ct = default)
    {
        var witnesses = await Task.Run(book.Read, ct);
        // All rows as of one moment: a posting between two statements would look like a fault. The seals were read before.
        return await db.ReadMomentAsync(async connection =>
        {
            var replay = new LedgerReplay(connection, witnesses);
            await replay.EntriesAsync(ct);
            await replay.PostingsAsync(progress, ct);
            await replay.AccountsAsync(ct);
            await replay.LotsAsync(ct);
            await replay.TakenBackAsync(ct);
            await replay.DeclaredAsync(ct);
            return replay.Verdict();
        }, ct);
    }

    /// <summary>The quick check of a job: amounts held against lengths of ranges, ranges against issuances, sums per asset. Each line names an account, an issuance or an asset.</summary>
    public async Task<IReadOnlyList<LedgerFinding>> HoldingMismatchesAsync(CancellationToken ct = default) =>
        [.. (await db.QueryAsync<Mismatch>(Sql.Of<LedgerVerification>("Verification/Sql/holding_mismatches.sql"), ct: ct)).Select(m => m.Kind switch
        {
            "account" => new LedgerFinding("account", $"{m.Id}", $"账户 {m.Id} 的数量与其编号段长度不符。", $"Account {m.Id}: its quantity is not the length of its serials."),
            "issuance" => new LedgerFinding("serials", $"{m.Id}", $"批次 {m.Id} 的编号段没有铺满登记的编号。", $"Batch {m.Id}: its ranges do not fill the registered serials."),
            _ => new LedgerFinding("account", $"{m.Id}", $"资产 {m.Id} 的借方合计与贷方合计不等。", $"Asset {m.Id}: its debits are not its credits."),
        })];

    private sealed record Mismatch(string Kind, long Id);
}
