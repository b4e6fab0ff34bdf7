using System.Buffers.Binary;

namespace ForestCarbon.Ledger.Verification;

/// <summary>One posting as a seal saw it: which row, its places in both chains, its hash. 80 bytes in the file of witnesses.</summary>
internal readonly record struct PostingWitness(long EntryId, int Line, long Debit, long DebitSeq, long Credit, long CreditSeq, byte[] Hash)
{
    public const int Bytes = 80;

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt64BigEndian(to, EntryId);
        BinaryPrimitives.WriteInt64BigEndian(to[8..], Line);
        BinaryPrimitives.WriteInt64BigEndian(to[16..], Debit);
        BinaryPrimitives.WriteInt64BigEndian(to[24..], DebitSeq);
        BinaryPrimitives.WriteInt64BigEndian(to[32..], Credit);
        BinaryPrimitives.WriteInt64BigEndian(to[40..], CreditSeq);
        Hash.CopyTo(to[48..]);
    }

    public static PostingWitness Read(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadInt64BigEndian(from), (int)BinaryPrimitives.ReadInt64BigEndian(from[8..]),
        BinaryPrimitives.ReadInt64BigEndian(from[16..]), BinaryPrimitives.ReadInt64BigEndian(from[24..]),
        BinaryPrimitives.ReadInt64BigEndian(from[32..]), BinaryPrimitives.ReadInt64BigEndian(from[40..]), from[48..80].ToArray());
}

/// <summary>One declared row (account, issuance, record …) as a seal saw it. 48 bytes in the file of witnesses.</summary>
internal readonly record struct DeclaredWitness(DeclaredTable Table, long Id, byte[] Hash)
{
    public const int Bytes = 48;

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt64BigEndian(to, (long)Table);
        BinaryPrimitives.WriteInt64BigEndian(to[8..], Id);
        Hash.CopyTo(to[16..]);
    }

    public static DeclaredWitness Read(ReadOnlySpan<byte> from) => new(
        (DeclaredTable)BinaryPrimitives.ReadInt64BigEndian(from), BinaryPrimitives.ReadInt64BigEndian(from[8..]), from[16..48].ToArray());
}

/// <summary>Tables whose rows are declared once; the numbers stand in the files of witnesses.</summary>
internal enum DeclaredTable
{
    Book = 1,
    Asset = 2,
    Account = 3,
    Record = 4,
    Issuance = 5,
    PeriodClose = 6,
    State = 7,
    StateMove = 8,
    Holder = 9,
    Act = 10,
    ActRecord = 11,
    ActAcceptance = 12,
    ActOutcome = 13,
    HolderAccount = 14,
}
