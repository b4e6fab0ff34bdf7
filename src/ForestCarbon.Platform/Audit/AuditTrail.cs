using ForestCarbon.Platform.Database;

namespace ForestCarbon.Platform.Audit;

/// <summary>The audit trail added up again: every hash from its row, every row from the one before.</summary>
public static class AuditTrail
{
    /// <summary>Recomputes every chain. Finds the first bad row of each; later rows of a broken chain prove nothing.</summary>
    public static async Task<AuditFinding> VerifyAsync(Db db, CancellationToken ct = default)
    {
        var totals = await db.QuerySingleOrDefaultAsync<Totals>(
            "select count(distinct chain) as chains, count(*) as entries from platform.audit_entry", ct: ct);
        var breaks = await db.QueryAsync<ChainBreak>(Sql.Of<Totals>("Audit/Sql/first_breaks.sql"), ct: ct);
        return new AuditFinding(totals?.Chains ?? 0, totals?.Entries ?? 0, breaks);
    }

    private sealed record Totals(long Chains, long Entries);
}

/// <summary>What a verification found.</summary>
public sealed record AuditFinding(long Chains, long Entries, IReadOnlyList<ChainBreak> Breaks)
{
    public bool IsWhole => Breaks.Count == 0;
}

/// <summary>The first bad row of a chain.</summary>
/// <param name="Chain">The audited table.</param>
/// <param name="Seq">Number of the row in its chain; where a row is missing, of the row after the gap.</param>
/// <param name="Fault"><c>content</c>: the row was changed; <c>gap</c>: a row before it is missing; <c>link</c>: it does not continue the row before.</param>
public sealed record ChainBreak(string Chain, long Seq, string Fault)
{
    public string Sentence => Fault switch
    {
        "content" => $"{Chain} 第 {Seq} 条：内容与其校验值不符。",
        "gap" => $"{Chain} 第 {Seq} 条：它前面缺了记录。",
        _ => $"{Chain} 第 {Seq} 条：接不上前一条。",
    };

    /// <summary>The sentence in English.</summary>
    public string English => Fault switch
    {
        "content" => $"{Chain}, row {Seq}: its content is not what its hash says.",
        "gap" => $"{Chain}, row {Seq}: a row before it is missing.",
        _ => $"{Chain}, row {Seq}: it does not continue the row before.",
    };
}
