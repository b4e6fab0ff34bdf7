using ForestCarbon.Ledger.Postings;

namespace ForestCarbon.Ledger.Tests.Simulation;

/// <summary>The ledger as a few arrays: where every single tonne stands and who reserved it. What the database must answer follows from it.</summary>
internal sealed class LedgerModel
{
    public const int Holders = 3;
    public const int TonnesEach = 8;
    public static readonly string[] States = ["available", "frozen-trade", "cancelled-public"];

    private readonly Dictionary<int, Entry> _entries = [];

    /// <summary>Account of each tonne (holder × 3 + state), in order of issuance and serial.</summary>
    public int[] Where { get; } = [.. Enumerable.Range(0, Holders * TonnesEach).Select(t => t / TonnesEach * States.Length)];

    /// <summary>Number of the pending entry that reserved the tonne, or 0.</summary>
    public int[] ReservedBy { get; } = new int[Holders * TonnesEach];

    public long[] Fen { get; } = [20, 20, -40];

    public long[] FenPendingOut { get; } = [0, 0, 0];

    /// <summary>Days up to this one are closed.</summary>
    public int ClosedThrough { get; set; } = -1;

    public IEnumerable<int> Pending => _entries.Where(e => e.Value.Kind == EntryKind.Pending).Select(e => e.Key);

    public int Pledged(int account) => Where.Where((a, t) => a == account && ReservedBy[t] > 0).Count();

    /// <summary>A move of tonnes. Without serials (<paramref name="first"/> below 0) the lowest free ones go.</summary>
    public LedgerRefusal? Move(int number, int day, int from, int to, int amount, int first, bool isPending)
    {
        if (day <= ClosedThrough)
            return LedgerRefusal.PeriodClosed;
        var (fromState, toState) = (from % 3, to % 3);
        var isSameHolder = from / 3 == to / 3;
        var mayMove = (fromState, toState) switch
        {
            (0, 0) => !isSameHolder, (0, 1) or (0, 2) => isSameHolder, (1, 0) => true, _ => false,
        };
        if (!mayMove)
            return LedgerRefusal.MoveNotAllowed;
        var free = Enumerable.Range(0, Where.Length).Where(t => Where[t] == from && ReservedBy[t] == 0).ToList();
        if (free.Count < amount)
            return LedgerRefusal.Insufficient;
        var chosen = first < 0 ? free.Take(amount).ToList() : [.. Enumerable.Range(first, amount)];
        if (first >= 0 && (first / TonnesEach != (first + amount - 1) / TonnesEach || chosen.Any(t => !free.Contains(t))))
            return LedgerRefusal.SerialsNotHeld;
        foreach (var t in chosen)
            (Where[t], ReservedBy[t]) = isPending ? (from, number) : (to, 0);
        _entries[number] = new Entry(isPending ? EntryKind.Pending : EntryKind.Posted, from, to, chosen, 0);
        return null;
    }

    public LedgerRefusal? Pay(int number, int day, int from, int to, long amount, bool isPending)
    {
        if (day <= ClosedThrough)
            return LedgerRefusal.PeriodClosed;
        if (from < 2 && Fen[from] - FenPendingOut[from] < amount)
            return LedgerRefusal.Insufficient;
        if (isPending)
            FenPendingOut[from] += amount;
        else
            (Fen[from], Fen[to]) = (Fen[from] - amount, Fen[to] + amount);
        _entries[number] = new Entry(isPending ? EntryKind.Pending : EntryKind.Posted, from, to, null, amount);
        return null;
    }

    public LedgerRefusal? Resolve(int number, int pending, int day, PendingEnd end, bool isMaker)
    {
        var entry = _entries[pending];
        if (end == PendingEnd.Post && isMaker)
            return LedgerRefusal.MakerIsChecker;
        if (entry.Kind != EntryKind.Pending)
            return LedgerRefusal.AlreadyResolved;
        if (end == PendingEnd.Expire)
            return LedgerRefusal.Malformed; // it has no time to be over
        if (day <= ClosedThrough)
            return LedgerRefusal.PeriodClosed;
        _entries[pending] = entry with { Kind = EntryKind.Resolved };
        foreach (var t in entry.Tonnes ?? [])
            (Where[t], ReservedBy[t]) = (end == PendingEnd.Post ? entry.To : entry.From, 0);
        if (entry.Tonnes is null)
        {
            FenPendingOut[entry.From] -= entry.Fen;
            if (end == PendingEnd.Post)
                (Fen[entry.From], Fen[entry.To]) = (Fen[entry.From] - entry.Fen, Fen[entry.To] + entry.Fen);
        }
        if (end == PendingEnd.Post)
            _entries[number] = entry with { Kind = EntryKind.PostedByChecker };
        return null;
    }

    public LedgerRefusal? Reverse(int entryNumber, int day, bool isMaker)
    {
        var entry = _entries[entryNumber];
        if (entry.Kind is EntryKind.Pending or EntryKind.Resolved)
            return LedgerRefusal.NotReversible;
        if (isMaker == entry.Kind is EntryKind.Posted or EntryKind.Reversed)
            return LedgerRefusal.MakerIsChecker;
        if (entry.Kind is EntryKind.Reversed or EntryKind.ReversedOfChecker)
            return LedgerRefusal.AlreadyReversed;
        if (day <= ClosedThrough)
            return LedgerRefusal.PeriodClosed;
        if (entry.Tonnes is { } tonnes)
        {
            if (entry.To % 3 == 2)
                return LedgerRefusal.MoveNotAllowed;
            if (Where.Where((a, t) => a == entry.To && ReservedBy[t] == 0).Count() < tonnes.Count)
                return LedgerRefusal.Insufficient;
            if (tonnes.Any(t => Where[t] != entry.To || ReservedBy[t] > 0))
                return LedgerRefusal.SerialsNotHeld;
            foreach (var t in tonnes)
                Where[t] = entry.From;
        }
        else
        {
            if (entry.To < 2 && Fen[entry.To] - FenPendingOut[entry.To] < entry.Fen)
                return LedgerRefusal.Insufficient;
            (Fen[entry.From], Fen[entry.To]) = (Fen[entry.From] + entry.Fen, Fen[entry.To] - entry.Fen);
        }
        _entries[entryNumber] = entry with { Kind = entry.Kind == EntryKind.Posted ? EntryKind.Reversed : EntryKind.ReversedOfChecker };
        return null;
    }

    private enum EntryKind
    {
        Posted,
        PostedByChecker,
        Pending,
        Resolved,
        Reversed,
        ReversedOfChecker,
    }

    private sealed record Entry(EntryKind Kind, int From, int To, List<int>? Tonnes, long Fen);
}
