namespace ForestCarbon.Inventory.Demonstration;

/// <summary>A cell of the county before its outline is drawn: where it lies and whose zone it is in.</summary>
internal readonly record struct Cell(Site Site, int Township, int Village);

/// <summary>What number of parcels and seed decide before the first parcel is made: lattice, outline, scale.</summary>
internal sealed class CountyPlan
{
    /// <summary>County land area in ha (definitions, section 7).</summary>
    public const double CountyAreaHa = 162_560;

    /// <summary>Forest land (1,700,000 mu) and forest on other land (10–14 万亩), in mu.</summary>
    public const double ParcelAreaMu = 1_820_000;

    public const double CountyAreaMu = CountyAreaHa * 15;

    private readonly double _unitsPerPlane;

    public CountyPlan(int parcels, int seed)
    {
        if (parcels is < 200 or > 20_000_000)
            throw new ArgumentOutOfRangeException(nameof(parcels), parcels, "A demonstration county has 200 to 20,000,000 parcels.");
        (Parcels, Seed) = (parcels, Chance.Hash(0xC0FFEE, (ulong)seed));
        Places = Places.Load();
        Shape = new CountyShape(Seed, Places);
        Relief = new Relief(Seed);
        _unitsPerPlane = Math.Sqrt(parcels * (CountyAreaMu / ParcelAreaMu) / Shape.AreaInUnits);
        Lattice = new SiteLattice(Seed, (int)Math.Ceiling(((4 * _unitsPerPlane) + (4 * SiteLattice.BlockSide)) / SiteLattice.BlockSide));
        Ground = ScaledToCountyArea();
        CellCount = Cells().LongCount();
    }

    public int Parcels { get; }

    public ulong Seed { get; }

    public Places Places { get; }

    public CountyShape Shape { get; }

    public Relief Relief { get; }

    public SiteLattice Lattice { get; }

    public Ground Ground { get; private set; }

    /// <summary>Cells in the county: parcels, and the valley floor between them.</summary>
    public long CellCount { get; }

    /// <summary>From lattice units to the county's own plane.</summary>
    public (double X, double Y) Plane(in Site site) =>
        ((site.X - (Lattice.Side / 2)) / _unitsPerPlane, (site.Y - (Lattice.Side / 2)) / _unitsPerPlane);

    public bool Includes(in Site site)
    {
        var (x, y) = Plane(site);
        return Shape.Distance(x, y) < 1;
    }

    public Cell CellOf(in Site site)
    {
        var (x, y) = Plane(site);
        var (township, village) = Shape.ZoneOf(x, y);
        return new Cell(site, township, village);
    }

    /// <summary>Every site in the county from north to south, block by block.</summary>
    public IEnumerable<Site> Cells()
    {
        for (var row = Lattice.BlocksPerSide - 1; row >= 0; row--)
            for (var column = 0; column < Lattice.BlocksPerSide; column++)
            {
                if (!MayInclude(column, row))
                    continue;
                foreach (var site in Lattice.Block(column, row))
                    if (Includes(site))
                        yield return site;
            }
    }

    /// <summary>Edges between a cell of the county and the outside, as the cell's own pieces of its ring.</summary>
    public IEnumerable<double[]> OutlineEdges()
    {
        var outlines = new CellOutlines(Lattice, Ground);
        var margin = 6 / _unitsPerPlane;
        foreach (var site in Cells())
        {
            var (x, y) = Plane(site);
            if (Shape.Distance(x, y) < 1 - (2.5 * margin))
                continue;
            var cell = outlines.Of(site);
            for (var m = 0; m < cell.Neighbours.Length; m++)
                if (!Includes(cell.Neighbours[m]))
                    yield return cell.Edge(m);
        }
    }

    // The outside of a block is far from the outline: its corners tell, with room for what noise does between them.
    private bool MayInclude(int column, int row)
    {
        var half = SiteLattice.BlockSide / 2.0;
        var (x, y) = Plane(new Site(0, (column * 2 * half) + half, (row * 2 * half) + half, 1));
        return Shape.Distance(x, y) < 1 + (3 * SiteLattice.BlockSide / _unitsPerPlane);
    }

    // The area follows the square of the scale but for the ellipsoid's change along the meridian: the second step is exact to 1e-8.
    private Ground ScaledToCountyArea()
    {
        var scale = Math.Sqrt(CountyAreaHa * 10_000 / Shape.AreaInUnits) / _unitsPerPlane;
        for (var step = 0; step < 2; step++)
        {
            Ground = new Ground(Seed, Lattice.Side, scale);
            var outline = new EdgeDissolve();
            foreach (var edge in OutlineEdges())
                outline.Add(edge);
            scale *= Math.Sqrt(CountyAreaHa * 10_000 / FlatRings.AreaM2(outline.Polygons()));
        }
        return new Ground(Seed, Lattice.Side, scale);
    }
}
