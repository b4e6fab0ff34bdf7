namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Groups of neighbouring cells of a wanted size: compartments, tenure lots, works.</summary>
internal static class Districts
{
    /// <summary>Number of the district of width <paramref name="width"/> (in cells) a site belongs to: the nearest of points scattered one per square.</summary>
    public static long Of(CountyPlan plan, in Site site, double width, int kind)
    {
        var seed = Chance.Hash(plan.Seed, (ulong)kind);
        var (x, y) = (site.X / width, site.Y / width);
        var (i, j) = ((long)x, (long)y);
        var (best, nearest) = (0L, double.MaxValue);
        for (var row = j - 1; row <= j + 1; row++)
            for (var column = i - 1; column <= i + 1; column++)
            {
                var hash = Chance.Hash(seed, column, row);
                var (dx, dy) = (column + 0.15 + (0.7 * Chance.Unit(hash, 0)) - x, row + 0.15 + (0.7 * Chance.Unit(hash, 1)) - y);
                var distance = (dx * dx) + (dy * dy);
                if (distance < nearest)
                    (best, nearest) = (((row + 1) << 32) + column + 1, distance);
            }
        return best;
    }
}
