namespace ForestCarbon.Inventory.Demonstration;

/// <summary>A point a cell grows around. Its id orders cells everywhere: block by block, then place in the block.</summary>
/// <param name="Room">Area of the rectangle it was scattered into: about the area its cell will have.</param>
internal readonly record struct Site(long Id, double X, double Y, double Room)
{
    /// <summary>The source of every draw made for this cell.</summary>
    public ulong Hash(ulong seed) => Chance.Hash(seed, (ulong)Id);
}

/// <summary>Sites of unit mean spacing, made block by block out of the block's own number, so that any part can be had without the rest.</summary>
/// <remarks>
/// Each block of 8 × 8 is cut in two again and again at uneven places until 64 rectangles are left: their areas are
/// products of random fractions, which is what makes them log-normal. A site lies near the middle of each.
/// </remarks>
internal sealed class SiteLattice(ulong seed, int blocksPerSide)
{
    public const int BlockSide = 8;
    public const int SitesPerBlock = BlockSide * BlockSide;

    private readonly ulong _seed = Chance.Hash(seed, 0x5174);

    public int BlocksPerSide { get; } = blocksPerSide;

    /// <summary>Length of a side of the whole lattice.</summary>
    public double Side => BlocksPerSide * (double)BlockSide;

    public Site[] Block(int column, int row)
    {
        var sites = new Site[SitesPerBlock];
        var next = 0;
        var first = ((long)row * BlocksPerSide + column) * SitesPerBlock;
        Cut(column * (double)BlockSide, row * (double)BlockSide, BlockSide, BlockSide, SitesPerBlock, Chance.Hash(_seed, column, row));
        return sites;

        void Cut(double x, double y, double width, double height, int count, ulong hash)
        {
            if (count == 1)
            {
                sites[next] = new Site(first + next, x + (width * (0.3 + (0.4 * Chance.Unit(hash, 0)))), y + (height * (0.3 + (0.4 * Chance.Unit(hash, 1)))), width * height);
                next++;
                return;
            }
            var upper = count == 2 ? 1 : (int)(count * (0.4 + (0.2 * Chance.Unit(hash, 2))));
            var fair = (double)upper / count;
            var share = Math.Clamp(fair * (1 + (0.42 * Chance.Normal(hash, 3))), 0.36 * fair, 1 - (0.36 * (1 - fair)));
            if (width > height)
            {
                Cut(x, y, width * share, height, upper, Chance.Hash(hash, 4));
                Cut(x + (width * share), y, width * (1 - share), height, count - upper, Chance.Hash(hash, 5));
            }
            else
            {
                Cut(x, y, width, height * share, upper, Chance.Hash(hash, 4));
                Cut(x, y + (height * share), width, height * (1 - share), count - upper, Chance.Hash(hash, 5));
            }
        }
    }
}
