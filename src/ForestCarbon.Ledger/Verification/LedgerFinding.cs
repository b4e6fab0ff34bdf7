namespace ForestCarbon.Ledger.Verification;

/// <summary>Something in the ledger that is not as it was written.</summary>
/// <param name="Kind">posting, entry, account, declared, serials, seal.</param>
/// <param name="Subject">Which row: <c>entry.line</c>, account id, table and id, number of the seal.</param>
/// <param name="English">The sentence in English.</param>
public sealed record LedgerFinding(string Kind, string Subject, string Sentence, string English)
{
    internal static LedgerFinding Seal(int number, string what, string english) => new("seal", $"{number}", $"封存 {number}：{what}。", $"Seal {number}: {english}.");

    internal static LedgerFinding Posting(long entry, int line, string what, string english) =>
        new("posting", $"{entry}.{line}", $"分录 {entry} 第 {line} 行：{what}。", $"Entry {entry}, line {line}: {english}.");

    internal static LedgerFinding Entry(long entry, string what, string english) => new("entry", $"{entry}", $"分录 {entry}：{what}。", $"Entry {entry}: {english}.");

    internal static LedgerFinding Account(long account, string what, string english) => new("account", $"{account}", $"账户 {account}：{what}。", $"Account {account}: {english}.");
}

/// <summary>What a verification found.</summary>
/// <param name="Unsealed">Postings after the last seal: their chain is checked, but nothing outside the database answers for them yet.</param>
/// <param name="Findings">In the order of the rows, the first bad row first; at most 100.</param>
/// <param name="FindingCount">How many there are in all.</param>
public sealed record LedgerVerdict(
    long Postings, long Entries, int Seals, DateTime? LastSealedAt, long Sealed, long Unsealed, IReadOnlyList<LedgerFinding> Findings, int FindingCount)
{
    public bool IsWhole => FindingCount == 0;
}
