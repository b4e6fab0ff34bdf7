namespace ForestCarbon.Ledger.Postings;

/// <summary>One whole act to be posted: all its lines or none.</summary>
/// <param name="Key">Stands for this act for good: the same key with the same content is posted once, with another content refused.</param>
/// <param name="EffectiveOn">The day it counts for; the book's period must be open.</param>
/// <param name="RecordId">The registry, exchange or bank record it cites. Posted tonnes need one; without one they are pending.</param>
/// <param name="IsPending">Reserves the amounts (and serials) until <see cref="Journal.ResolveAsync(Platform.Database.Actor, string, Resolution, CancellationToken)"/> posts, voids or expires it.</param>
/// <param name="ExpiresAt">For a pending entry: the moment from which it can no longer be posted.</param>
/// <param name="Corrects">The entry this one puts right, where it is no reversal.</param>
public sealed record EntryRequest(
    string Key, DateOnly EffectiveOn, IReadOnlyList<EntryLine> Lines, long? RecordId = null, bool IsPending = false,
    DateTimeOffset? ExpiresAt = null, long? Corrects = null);

/// <summary>One line: <paramref name="Amount"/> from the credited account to the debited one, of the same book and asset.</summary>
/// <param name="Debit">Id of the account that receives.</param>
/// <param name="Credit">Id of the account that gives.</param>
/// <param name="Amount">Whole tonnes CO₂e or whole fen, as the accounts' asset says; 1 to 10¹⁵.</param>
/// <param name="Serials">Tonnes: the ranges that move, of <paramref name="Amount"/> in all. None: the lowest free ones of the account.</param>
/// <param name="Pair">Two lines of one entry in two books that belong together (往来) carry the same number.</param>
public sealed record EntryLine(long Debit, long Credit, long Amount, IReadOnlyList<SerialRange>? Serials = null, int? Pair = null);

/// <summary>Serials of one issuance, both ends included; as many tonnes.</summary>
public readonly record struct SerialRange(long IssuanceId, long First, long Last)
{
    public long Tonnes => Last - First + 1;
}

/// <summary>How a pending entry ends.</summary>
public enum PendingEnd
{
    /// <summary>Confirmed by another person than who made it.</summary>
    Post,

    /// <summary>Withdrawn.</summary>
    Void,

    /// <summary>Its time was over.</summary>
    Expire,
}

/// <summary>The end of one pending entry.</summary>
/// <param name="RecordId">The record that confirms it; none: the one it was made with.</param>
public sealed record Resolution(string Key, long PendingEntryId, PendingEnd End, DateOnly EffectiveOn, long? RecordId = null);

/// <summary>A posted entry taken back by an entry that cites it.</summary>
public sealed record Reversal(string Key, long EntryId, DateOnly EffectiveOn, long? RecordId = null);

/// <summary>What the ledger wrote.</summary>
/// <param name="IsReplay">The key had been posted before; nothing was written now.</param>
public sealed record PostedEntry(long EntryId, DateTimeOffset RecordedAt, bool IsReplay);
