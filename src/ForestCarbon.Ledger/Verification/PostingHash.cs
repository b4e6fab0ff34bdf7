using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NpgsqlTypes;

namespace ForestCarbon.Ledger.Verification;

/// <summary>The hashes of entries and postings, computed here from their fields: whoever can rewrite rows can also rewrite the database's functions.</summary>
/// <remarks>
/// The bytes are those of <c>ledger.append_entry</c> and <c>ledger.append_posting</c>: fields joined by <c>|</c>, free text
/// after its length in UTF-8, times as microseconds since 1970, days since 2000-01-01, absent numbers as 0.
/// </remarks>
internal static class PostingHash
{
    public static readonly byte[] Empty = SHA256.HashData([]);

    private static readonly DateOnly DayZero = new(2000, 1, 1);

    public static byte[] OfEntry(EntryFields e) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|',
        N(e.EntryId), e.Kind, Field(e.Key), Convert.ToHexStringLower(e.Fingerprint), N(e.EffectiveOn.DayNumber - DayZero.DayNumber),
        N(Micros(e.RecordedAt)), Field(e.Actor), Field(e.Reason), N(e.RecordId), N(e.Resolves), N(e.Reverses), N(e.Corrects),
        N(e.ExpiresAt is { } at ? Micros(at) : 0), N(e.Lines))));

    public static byte[] OfPosting(PostingFields p, byte[] entryHash)
    {
        var text = Encoding.UTF8.GetBytes(string.Join('|',
            N(p.Line), N(p.BookId), N(p.AssetId), N(p.Debit), N(p.Credit), N(p.Amount), p.Stage, N(p.Pair), N(p.DebitSeq), N(p.CreditSeq),
            Array(p.IssuanceIds), Array(p.Serials)));
        var all = new byte[96 + text.Length];
        p.DebitPrevious.CopyTo(all, 0);
        p.CreditPrevious.CopyTo(all, 32);
        entryHash.CopyTo(all, 64);
        text.CopyTo(all, 96);
        return SHA256.HashData(all);
    }

    /// <summary>The root over all heads: account, length of its chain, head; in order of the account.</summary>
    public static byte[] OfHeads(IEnumerable<KeyValuePair<long, AccountHead>> headsInOrder)
    {
        using var root = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[16];
        foreach (var (account, head) in headsInOrder)
        {
            BinaryPrimitives.WriteInt64BigEndian(numbers, account);
            BinaryPrimitives.WriteInt64BigEndian(numbers[8..], head.Postings);
            root.AppendData(numbers);
            root.AppendData(head.Hash);
        }
        return root.GetHashAndReset();
    }

    private static string Array(long[]? ids) => ids is null ? "{}" : $"{{{string.Join(',', ids.Select(N))}}}";

    private static string Array(NpgsqlRange<long>[]? ranges) => ranges is null
        ? "{}"
        : $"{{{string.Join(',', ranges.Select(r => string.Create(CultureInfo.InvariantCulture, $"\"[{r.LowerBound},{r.UpperBound})\"")))}}}";

    private static string Field(string value) => $"{N(Encoding.UTF8.GetByteCount(value))}:{value}";

    private static long Micros(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks / 10;

    private static string N(long value) => value.ToString(CultureInfo.InvariantCulture);
}

internal readonly record struct AccountHead(long Postings, byte[] Hash);

internal sealed record EntryFields(
    long EntryId, string Kind, string Key, byte[] Fingerprint, DateOnly EffectiveOn, DateTime RecordedAt, string Actor, string Reason,
    long RecordId, long Resolves, long Reverses, long Corrects, DateTime? ExpiresAt, int Lines, byte[] Hash)
{
    /// <summary>True once a posting of it was met.</summary>
    public bool IsSeen { get; set; }
}

internal sealed record PostingFields(
    long EntryId, int Line, long BookId, long AssetId, long Debit, long Credit, long Amount, string Stage, int Pair, DateOnly EffectiveOn,
    DateTime RecordedAt, long[]? IssuanceIds, NpgsqlRange<long>[]? Serials, long DebitSeq, long CreditSeq, byte[] DebitPrevious,
    byte[] CreditPrevious, byte[] Hash);
