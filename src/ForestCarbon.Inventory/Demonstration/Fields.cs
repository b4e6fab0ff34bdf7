namespace ForestCarbon.Inventory.Demonstration;

/// <summary>The place of a cell and the fields over it that choices lean on.</summary>
internal readonly struct Fields(CountyPlan plan, Cell cell)
{
    public Cell Cell { get; } = cell;

    public ulong Hash { get; } = cell.Site.Hash(plan.Seed);

    public (double X, double Y) Plane { get; } = plan.Plane(cell.Site);

    public double ElevationM { get; } = ElevationOf(plan, cell);

    public CountyPlan Plan { get; } = plan;

    /// <summary>A field over kilometres, mixed with one over a few parcels and a little chance: stands come in groups.</summary>
    public double Mosaic(int field, double broad, double near, double chance)
    {
        var seed = Chance.Hash(Plan.Seed, (ulong)(0xF1E1D + field));
        return (broad * Noise.Octaves(seed, 2.8 * Plane.X, 2.8 * Plane.Y, 4))
               + (near * Noise.At(seed + 50, Cell.Site.X / 3.7, Cell.Site.Y / 3.7))
               + (chance * (Chance.Unit(Hash, 100 + field) - 0.5));
    }

    private static double ElevationOf(CountyPlan plan, Cell cell)
    {
        var (x, y) = plan.Plane(cell.Site);
        return plan.Relief.ElevationM(x, y);
    }
}
