namespace ForestCarbon.Ledger.Verification;

/// <summary>What the seals saw, added up: every sealed posting, every declared row, and the heads that follow.</summary>
internal sealed class SealedLedger
{
    private readonly List<PostingWitness> _postings = [];
    private readonly Dictionary<(DeclaredTable Table, long Id), byte[]> _declared = [];
    private readonly SortedDictionary<long, AccountHead> _heads = [];

    public IReadOnlyList<PostingWitness> Postings => _postings;

    public IReadOnlyDictionary<(DeclaredTable Table, long Id), byte[]> Declared => _declared;

    public IReadOnlyDictionary<long, AccountHead> Heads => _heads;

    public long Count => _postings.Count;

    public long DeclaredCount => _declared.Count;

    public int Accounts => _heads.Count;

    public int Seals { get; private set; }

    public DateTime? LastAt { get; private set; }

    public string LastHmac { get; private set; } = "";

    /// <summary>What is wrong with the files, or null; later seals were not read then.</summary>
    public LedgerFinding? Fault { get; private set; }

    public byte[] Root() => PostingHash.OfHeads(_heads);

    public long SealedOf(long account) => _heads.TryGetValue(account, out var head) ? head.Postings : 0;

    /// <summary>True if the posting stands in line: it is the next of both accounts.</summary>
    public bool Follows(PostingWitness p) => p.DebitSeq == SealedOf(p.Debit) + 1 && p.CreditSeq == SealedOf(p.Credit) + 1;

    public void Add(PostingWitness p)
    {
        _postings.Add(p);
        _heads[p.Debit] = new AccountHead(p.DebitSeq, p.Hash);
        _heads[p.Credit] = new AccountHead(p.CreditSeq, p.Hash);
    }

    public void Add(DeclaredWitness d) => _declared[(d.Table, d.Id)] = d.Hash;

    public void Add(Seal seal) => (Seals, LastAt, LastHmac) = (seal.Number, seal.At, seal.Hmac);

    public SealedLedger Wrong(LedgerFinding fault)
    {
        Fault = fault;
        return this;
    }
}
