using ForestCarbon.Ledger.Postings;
using ForestCarbon.Ledger.Verification;
using ForestCarbon.Platform.Database;
using Npgsql;

namespace ForestCarbon.Ledger.Control;

/// <summary>Closing of periods and halting of postings. What one person asks another confirms, whoever they are.</summary>
public sealed class LedgerControl(Db db)
{
    /// <summary>Asks to close a book through a day; returns the request's id.</summary>
    /// <exception cref="LedgerRefusedException">Refused; nothing was changed.</exception>
    public Task<long> AskCloseAsync(Actor actor, string reason, long bookId, DateOnly through, CancellationToken ct = default) =>
        AskAsync<long>(actor, reason, "select ledger.ask_close(@bookId, @through)", new { bookId, through }, ct);

    /// <summary>Closes: postings on their way are let through first, later ones are refused.</summary>
    /// <inheritdoc cref="AskCloseAsync" path="/exception"/>
    public Task ConfirmCloseAsync(Actor actor, string reason, long periodCloseId, CancellationToken ct = default) =>
        AskAsync<object?>(actor, reason, "select ledger.confirm_close(@periodCloseId)", new { periodCloseId }, ct);

    /// <summary>Withdraws or refuses a request to close that nobody confirmed.</summary>
    /// <inheritdoc cref="AskCloseAsync" path="/exception"/>
    public Task WithdrawCloseAsync(Actor actor, string reason, long periodCloseId, CancellationToken ct = default) =>
        AskAsync<object?>(actor, reason, "select ledger.withdraw_close(@periodCloseId)", new { periodCloseId }, ct);

    /// <summary>Makes the ledger read-only; returns the id of the halt, the open one if there is one.</summary>
    /// <param name="english">The reason in English; null: it is read in Chinese only.</param>
    public Task<long> HaltAsync(Actor actor, string reason, string? english = null, CancellationToken ct = default) =>
        AskAsync<long>(actor, reason, "select ledger.halt_postings(@reason, @english)", new { reason, english }, ct);

    /// <summary>Compares what every account holds with its serial ranges; a difference makes the ledger read-only. Returns the differences.</summary>
    public async Task<IReadOnlyList<LedgerFinding>> HaltOnMismatchAsync(Actor actor, LedgerVerification verification, CancellationToken ct = default)
    {
        var mismatches = await verification.HoldingMismatchesAsync(ct);
        if (mismatches is [var first, ..])
            await HaltAsync(actor, first.Sentence, first.English, ct);
        return mismatches;
    }

    /// <summary>Lets postings through again; by another than who halted.</summary>
    /// <inheritdoc cref="AskCloseAsync" path="/exception"/>
    public Task LiftAsync(Actor actor, string because, long haltId, CancellationToken ct = default) => string.IsNullOrWhiteSpace(because)
        ? throw new LedgerRefusedException(LedgerRefusal.Malformed, "解除只读要写明原因。", "Lifting a halt needs a reason.")
        : AskAsync<object?>(actor, because, "select ledger.lift_halt(@haltId, @because)", new { haltId, because }, ct);

    /// <summary>The reason why the ledger is read-only, or null.</summary>
    public async Task<HaltReason?> HaltedBecauseAsync(CancellationToken ct = default) => (await db.QueryAsync<HaltReason>(
        "select h.reason as sentence, coalesce(h.reason_en, h.reason) as english from ledger.halt_v h where h.lifted_at is null limit 1", ct: ct)).SingleOrDefault();

    /// <summary>Times the ledger was read-only, newest first; the open one has no <see cref="HaltRow.LiftedAt"/>.</summary>
    public Task<IReadOnlyList<HaltRow>> HaltsAsync(CancellationToken ct = default) =>
        db.QueryAsync<HaltRow>("select h.* from ledger.halt_v h order by h.halt_id desc limit 50", ct: ct);

    private async Task<T> AskAsync<T>(Actor actor, string reason, string sql, object parameters, CancellationToken ct)
    {
        try
        {
            return await db.WriteAsync(actor, TownshipScope.WholeCounty, reason, write => write.ScalarAsync<T>(sql, parameters, ct), ct);
        }
        catch (PostgresException refused) when (LedgerRefusedException.Of(refused) is { } known)
        {
            throw known;
        }
    }
}

/// <summary>Why the ledger is read-only, in both languages; one that was said in Chinese only is the same in both.</summary>
public sealed record HaltReason(string Sentence, string English);

/// <summary>Why and since when the ledger took no postings, and who let them through again.</summary>
public sealed record HaltRow
{
    public long HaltId { get; init; }
    public DateTime HaltedAt { get; init; }
    public string HaltedBy { get; init; } = "";
    public string Reason { get; init; } = "";

    /// <summary>Null: said in Chinese only.</summary>
    public string? ReasonEn { get; init; }

    public DateTime? LiftedAt { get; init; }
    public string? LiftedBy { get; init; }
    public string? LiftedBecause { get; init; }
}
