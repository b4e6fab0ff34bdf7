using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ledger.Reports;

/// <summary>Balances as of any effective day and any moment of recording.</summary>
public sealed class LedgerBalances(Db db)
{
    /// <param name="effectiveOn">Only what is effective up to this day; none: everything.</param>
    /// <param name="recordedAt">Only what was recorded up to this moment; none: everything.</param>
    /// <returns>Accounts in order of book, asset and code. The balance is on the account's normal side, in whole tonnes or fen.</returns>
    public Task<IReadOnlyList<AccountBalance>> ListAsync(
        long? accountId = null, DateOnly? effectiveOn = null, DateTimeOffset? recordedAt = null, CancellationToken ct = default) =>
        db.QueryAsync<AccountBalance>(Sql.Of<LedgerBalances>("Reports/Sql/balances.sql"), new
        {
            accountId, effectiveOn = effectiveOn ?? DateOnly.MaxValue, recordedAt = recordedAt?.UtcDateTime ?? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc),
        }, ct);
}

/// <summary>One account's balance; the state and its name are absent for money.</summary>
public sealed record AccountBalance(
    long AccountId, string Book, string Asset, string AssetKind, string Code, string Name, string Holder, string? State, string? StateName, long Balance, string? StateNameEn);
