namespace ForestCarbon.Inventory.Demonstration;

/// <summary>The part of the plane nearer to one site than to any other: its neighbours counter-clockwise and the corners between them.</summary>
/// <param name="Neighbours">Neighbour m lies across the edge from corner m to corner m+1.</param>
internal readonly record struct VoronoiCell(Site Site, Site[] Neighbours, double[] CornerX, double[] CornerY);

/// <summary>Cells one by one, from the sites near them.</summary>
/// <remarks>
/// The clipping below only finds out who the neighbours are. A corner is then computed from its three sites in the order of
/// their ids, so that the three cells that meet there get the same bits.
/// </remarks>
internal sealed class VoronoiCells
{
    private const double Reach = 4.5;
    private readonly List<(double X, double Y, Site Beyond)> _ring = [];
    private readonly List<(double X, double Y, Site Beyond)> _clipped = [];
    private readonly List<Site> _near = [];

    /// <summary>The cell of <paramref name="site"/> among <paramref name="near"/>.</summary>
    /// <exception cref="InvalidOperationException">The cell is larger than its surroundings show: the lattice would have to be too sparse.</exception>
    public VoronoiCell Of(Site site, SiteWindow near)
    {
        var nowhere = new Site(-1, 0, 0, 0);
        _ring.Clear();
        _ring.Add((-Reach, -Reach, nowhere));
        _ring.Add((Reach, -Reach, nowhere));
        _ring.Add((Reach, Reach, nowhere));
        _ring.Add((-Reach, Reach, nowhere));
        var (column, row) = ((int)site.X, (int)site.Y);
        for (var distance = 0; distance <= SiteLattice.BlockSide; distance++)
        {
            if (distance > 1 && (distance - 1.0) * (distance - 1.0) > 4 * FarthestSquared())
                break;
            _near.Clear();
            near.AddRing(column, row, distance, _near);
            foreach (var other in _near)
                if (other.Id != site.Id)
                    Clip(other.X - site.X, other.Y - site.Y, other);
        }
        if (_ring.Exists(c => c.Beyond.Id < 0))
            throw new InvalidOperationException($"Site {site.Id} has no neighbour within {Reach} units.");
        return WithCorners(site);
    }

    private double FarthestSquared()
    {
        var far = 0.0;
        foreach (var (x, y, _) in _ring)
            far = Math.Max(far, (x * x) + (y * y));
        return far;
    }

    // Keeps what is nearer to the origin than to (dx, dy). Entry m of the ring is a corner and who lies beyond the edge that leaves it.
    private void Clip(double dx, double dy, Site beyond)
    {
        var half = ((dx * dx) + (dy * dy)) / 2;
        var cuts = false;
        foreach (var (x, y, _) in _ring)
            cuts |= (x * dx) + (y * dy) > half;
        if (!cuts)
            return;
        _clipped.Clear();
        for (var m = 0; m < _ring.Count; m++)
        {
            var (x, y, edge) = _ring[m];
            var (nextX, nextY, _) = _ring[m + 1 == _ring.Count ? 0 : m + 1];
            var here = (x * dx) + (y * dy) - half;
            var there = (nextX * dx) + (nextY * dy) - half;
            if (here <= 0)
                _clipped.Add((x, y, edge));
            if ((here <= 0) == (there <= 0))
                continue;
            var t = here / (here - there);
            var (cutX, cutY) = (x + (t * (nextX - x)), y + (t * (nextY - y)));
            _clipped.Add((cutX, cutY, here <= 0 ? beyond : edge));
        }
        _ring.Clear();
        _ring.AddRange(_clipped);
    }

    private VoronoiCell WithCorners(Site site)
    {
        var count = _ring.Count;
        var neighbours = new Site[count];
        for (var m = 0; m < count; m++)
            neighbours[m] = _ring[m].Beyond;
        var (xs, ys) = (new double[count], new double[count]);
        for (var m = 0; m < count; m++)
            (xs[m], ys[m]) = Corner(site, neighbours[m == 0 ? count - 1 : m - 1], neighbours[m]);
        return new VoronoiCell(site, neighbours, xs, ys);
    }

    private static (double X, double Y) Corner(Site a, Site b, Site c)
    {
        if (b.Id < a.Id)
            (a, b) = (b, a);
        if (c.Id < b.Id)
            (b, c) = (c, b);
        if (b.Id < a.Id)
            (a, b) = (b, a);
        var (bx, by, cx, cy) = (b.X - a.X, b.Y - a.Y, c.X - a.X, c.Y - a.Y);
        var (b2, c2) = ((bx * bx) + (by * by), (cx * cx) + (cy * cy));
        var area = 2 * ((bx * cy) - (by * cx));
        return (a.X + (((cy * b2) - (by * c2)) / area), a.Y + (((bx * c2) - (cx * b2)) / area));
    }
}
