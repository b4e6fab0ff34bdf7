using NpgsqlTypes;

namespace ForestCarbon.Ledger.Verification;

/// <summary>Where every serial stands, told from the postings alone: the last posting that moved it decides.</summary>
/// <remarks>Postings are painted from the last to the first; a stretch of serials once painted is passed over, so that it costs little more than sorting.</remarks>
internal sealed class SerialReplay
{
    private readonly Dictionary<long, List<(long First, long Past, long Account)>> _moves = [];

    public void Add(long[] issuances, NpgsqlRange<long>[] ranges, long to)
    {
        for (var i = 0; i < issuances.Length; i++)
        {
            if (!_moves.TryGetValue(issuances[i], out var moves))
                _moves[issuances[i]] = moves = [];
            moves.Add((ranges[i].LowerBound, ranges[i].UpperBound, to));
        }
    }

    /// <summary>Stretches of one account each, in order of issuance and serial; neighbours of one account joined.</summary>
    public IEnumerable<(long Issuance, long First, long Past, long Account)> Stretches(Func<long, bool> isSource)
    {
        foreach (var (issuance, moves) in _moves.OrderBy(m => m.Key))
        {
            var cuts = moves.SelectMany(m => new[] { m.First, m.Past }).Distinct().Order().ToArray();
            var owner = new long[cuts.Length];
            var next = new int[cuts.Length + 1];
            for (var i = 0; i < next.Length; i++)
                next[i] = i;
            for (var m = moves.Count - 1; m >= 0; m--)
            {
                var past = Array.BinarySearch(cuts, moves[m].Past);
                for (var i = Unpainted(next, Array.BinarySearch(cuts, moves[m].First)); i < past; i = Unpainted(next, i))
                {
                    owner[i] = moves[m].Account;
                    next[i] = i + 1;
                }
            }
            for (var i = 0; i < cuts.Length - 1;)
            {
                var from = i;
                while (i < cuts.Length - 1 && owner[i] == owner[from])
                    i++;
                if (owner[from] != 0 && !isSource(owner[from]))
                    yield return (issuance, cuts[from], cuts[i], owner[from]);
            }
        }
    }

    private static int Unpainted(int[] next, int at)
    {
        var root = at;
        while (next[root] != root)
            root = next[root];
        while (next[at] != root)
            (at, next[at]) = (next[at], root);
        return root;
    }
}
