using ForestCarbon.Platform.Failures;
using Npgsql;

namespace ForestCarbon.Ledger.Postings;

/// <summary>Why the ledger refused; the database says it by the state in brackets.</summary>
public enum LedgerRefusal
{
    /// <summary>The ledger is read-only until somebody lifts the halt (FC101).</summary>
    Halted,

    /// <summary>An account was never declared, or both are one (FC102).</summary>
    UnknownAccount,

    /// <summary>The two accounts are not of one book and one asset (FC103).</summary>
    NotOneAsset,

    /// <summary>An account would go below zero, pending counted (FC104).</summary>
    Insufficient,

    /// <summary>The day lies in a closed period (FC105).</summary>
    PeriodClosed,

    /// <summary>The key stands for another content (FC106); over HTTP 409.</summary>
    KeyReused,

    /// <summary>Tonnes in that state cannot move so; cancelled ones never (FC107).</summary>
    MoveNotAllowed,

    /// <summary>The serials are not there, not free, or not as many as the amount (FC108).</summary>
    SerialsNotHeld,

    /// <summary>Posted, voided, expired or confirmed already (FC109).</summary>
    AlreadyResolved,

    /// <summary>The pending entry's time is over (FC110).</summary>
    Expired,

    /// <summary>The one who made it cannot confirm it (FC111).</summary>
    MakerIsChecker,

    /// <summary>Reversed before (FC112).</summary>
    AlreadyReversed,

    /// <summary>An entry of that kind is not reversed (FC113).</summary>
    NotReversible,

    /// <summary>Tonnes are posted against a cited record only (FC114).</summary>
    RecordMissing,

    /// <summary>A line between entities has no counterpart (FC115).</summary>
    NotPaired,

    /// <summary>The request is incomplete or contradicts itself (FC116).</summary>
    Malformed,

    /// <summary>What it cites does not exist (FC117).</summary>
    UnknownReference,

    /// <summary>Tonnes of the subsidiary book move by a confirmed act, money of an entity's book by what its owner asks of it, and neither by a posting of one's own (FC118).</summary>
    NotAnAct,

    /// <summary>Who accepts does not act for the recipient (FC119).</summary>
    NotTheRecipient,

    /// <summary>The day has not come, or the tonnes were not there on it yet (FC120).</summary>
    DayNotPossible,
}

/// <summary>The ledger refused and nothing was changed; the message is the sentence for who asked.</summary>
public sealed class LedgerRefusedException(LedgerRefusal refusal, string sentence, string? english, Exception? cause = null) : RefusedException(sentence, english, cause)
{
    public LedgerRefusal Refusal { get; } = refusal;

    /// <summary>The refusal a failure of the database stands for, or null where it is another failure.</summary>
    internal static LedgerRefusedException? Of(PostgresException failure) => failure switch
    {
        { SqlState: ['F', 'C', '1', _, _] state } when Parse(state) is { } refusal => new(refusal, failure.MessageText, failure.Hint, failure),
        // The constraint that holds it where the judgement before it did not see it.
        { ConstraintName: "account_not_below_zero" } => new(LedgerRefusal.Insufficient, "可用数量不足。", "There is not enough free.", failure),
        { ConstraintName: "account_final_is_left_by_nothing" } => new(LedgerRefusal.MoveNotAllowed, "减排量已注销，注销不可撤回。", "The tonnes are cancelled: a cancellation is final.", failure),
        { ConstraintName: "lot_serials_apart" } => new(LedgerRefusal.SerialsNotHeld, "编号段已被占用。", "The serials are taken.", failure),
        { ConstraintName: "entry_resolves_once" } => new(LedgerRefusal.AlreadyResolved, "这笔待确认分录已经处理过。", "This pending entry has ended before.", failure),
        { ConstraintName: "entry_reverses_once" } => new(LedgerRefusal.AlreadyReversed, "这笔分录已经冲销过。", "This entry was reversed before.", failure),
        _ => null,
    };

    private static LedgerRefusal? Parse(string state) =>
        int.TryParse(state.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture, out var number)
        && Enum.IsDefined((LedgerRefusal)(number - 101)) ? (LedgerRefusal)(number - 101) : null;
}
