namespace ForestCarbon.Inventory.Demonstration;

/// <summary>A cell on the ground: one ring of coordinates of record, cut at the corners where neighbours change.</summary>
/// <param name="Ring">Longitude, latitude, longitude, …; counter-clockwise, closed.</param>
/// <param name="Starts">Place in <paramref name="Ring"/> (in points) where the edge towards neighbour m begins; one more at the end.</param>
internal sealed record CellOutline(Site Site, Site[] Neighbours, double[] Ring, int[] Starts)
{
    /// <summary>Number of distinct points of the ring.</summary>
    public int Points => (Ring.Length / 2) - 1;

    /// <summary>The piece of the ring that borders neighbour <paramref name="m"/>, both ends included.</summary>
    public double[] Edge(int m) => Ring[(2 * Starts[m])..(2 * (Starts[m + 1] + 1))];
}

/// <summary>Draws cells on the ground; keeps only the rows of blocks near the last one asked for.</summary>
internal sealed class CellOutlines(SiteLattice lattice, Ground ground)
{
    private readonly SiteWindow _window = new(lattice);
    private readonly VoronoiCells _cells = new();
    private readonly List<double> _ring = [];

    /// <summary>Who borders the cell, without drawing it.</summary>
    public Site[] NeighboursOf(in Site site) => Shape(site).Neighbours;

    public CellOutline Of(in Site site)
    {
        var cell = Shape(site);
        _ring.Clear();
        var starts = new int[cell.Neighbours.Length + 1];
        for (var m = 0; m < cell.Neighbours.Length; m++)
        {
            var next = m + 1 == cell.Neighbours.Length ? 0 : m + 1;
            starts[m] = _ring.Count / 2;
            if (!ground.AppendEdge(cell.CornerX[m], cell.CornerY[m], cell.CornerX[next], cell.CornerY[next], _ring))
                starts[m]--;
        }
        if (_ring[^2] == _ring[0] && _ring[^1] == _ring[1])
            _ring.RemoveRange(_ring.Count - 2, 2);
        starts[^1] = _ring.Count / 2;
        _ring.Add(_ring[0]);
        _ring.Add(_ring[1]);
        return new CellOutline(site, cell.Neighbours, [.. _ring], starts);
    }

    private VoronoiCell Shape(in Site site)
    {
        _window.KeepNear((int)(site.Y / SiteLattice.BlockSide));
        return _cells.Of(site, _window);
    }
}
