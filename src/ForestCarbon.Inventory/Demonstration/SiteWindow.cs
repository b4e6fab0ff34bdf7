namespace ForestCarbon.Inventory.Demonstration;

/// <summary>The sites of the rows of blocks being worked on, sorted into unit squares; older rows are let go.</summary>
internal sealed class SiteWindow(SiteLattice lattice)
{
    private readonly Dictionary<int, (Site[] Sites, int[] Starts)> _rows = [];
    private int _kept = -1;

    /// <summary>Every site of one row of blocks, west to east, in the order of ids.</summary>
    public IEnumerable<Site> Row(int row)
    {
        for (var column = 0; column < lattice.BlocksPerSide; column++)
            foreach (var site in lattice.Block(column, row))
                yield return site;
    }

    /// <summary>Adds the sites in the unit squares at Chebyshev distance <paramref name="distance"/> from the given one.</summary>
    public void AddRing(int column, int row, int distance, List<Site> sites)
    {
        for (var y = row - distance; y <= row + distance; y++)
        {
            var step = y == row - distance || y == row + distance || distance == 0 ? 1 : 2 * distance;
            for (var x = column - distance; x <= column + distance; x += step)
            {
                var (square, start, end) = Square(x, y);
                for (var i = start; i < end; i++)
                    sites.Add(square[i]);
            }
        }
    }

    /// <summary>Lets go of rows of blocks that no cell of <paramref name="row"/> can reach.</summary>
    public void KeepNear(int row)
    {
        if (row == _kept)
            return;
        _kept = row;
        foreach (var far in _rows.Keys.Where(k => Math.Abs(k - row) > 2).ToList())
            _rows.Remove(far);
    }

    private (Site[] Sites, int Start, int End) Square(int x, int y)
    {
        var side = (int)lattice.Side;
        if (x < 0 || y < 0 || x >= side || y >= side)
            return ([], 0, 0);
        var blockRow = y / SiteLattice.BlockSide;
        if (!_rows.TryGetValue(blockRow, out var sorted))
            _rows.Add(blockRow, sorted = Sorted(blockRow));
        var square = ((y - (blockRow * SiteLattice.BlockSide)) * side) + x;
        return (sorted.Sites, sorted.Starts[square], sorted.Starts[square + 1]);
    }

    private (Site[] Sites, int[] Starts) Sorted(int blockRow)
    {
        var side = (int)lattice.Side;
        var starts = new int[(side * SiteLattice.BlockSide) + 1];
        var sites = Row(blockRow).ToArray();
        foreach (var site in sites)
            starts[SquareOf(site) + 1]++;
        for (var i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        var sorted = new Site[sites.Length];
        var next = starts.ToArray();
        foreach (var site in sites)
            sorted[next[SquareOf(site)]++] = site;
        return (sorted, starts);

        int SquareOf(Site site) => (((int)site.Y - (blockRow * SiteLattice.BlockSide)) * side) + (int)site.X;
    }
}
