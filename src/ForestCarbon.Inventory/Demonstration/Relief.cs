namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Invented hills and valleys over the county's own plane: one unit is about 22 km, the origin its middle.</summary>
internal sealed class Relief(ulong seed)
{
    private readonly ulong _hills = Chance.Hash(seed, 0x4111);

    /// <summary>Metres above sea: a wide valley from south-west to north-east, side valleys, ranges on both sides.</summary>
    public double ElevationM(double x, double y)
    {
        var valley = Math.Abs(AcrossValley(x, y));
        var range = 760 * valley * valley / (0.10 + (valley * valley));
        var side = Math.Abs(Noise.Octaves(_hills + 20, 2.1 * x, 2.1 * y, 3));
        return 170 + range + (900 * side * (0.30 + (1.1 * valley))) + (90 * Noise.Octaves(_hills + 30, 9 * x, 9 * y, 3));
    }

    /// <summary>How far a point lies to the north-west of the main river, negative to the south-east.</summary>
    public double AcrossValley(double x, double y) => (0.93 * y) - (0.37 * x) + 0.08 + (0.34 * Noise.Octaves(_hills + 10, 0.9 * x, 0.9 * y, 2));

    /// <summary>Steepness in degrees and the direction downhill in eighths of a turn, 0 = north, clockwise.</summary>
    public (double SlopeDegrees, int Aspect) SlopeAt(double x, double y)
    {
        const double Step = 0.006;
        var east = ElevationM(x + Step, y) - ElevationM(x - Step, y);
        var north = ElevationM(x, y + Step) - ElevationM(x, y - Step);
        var rise = Math.Sqrt((east * east) + (north * north)) / (2 * Step * 22_000);
        var degrees = 44 * rise / (0.16 + rise);
        var (absEast, absNorth) = (Math.Abs(east), Math.Abs(north));
        var aspect = absEast > 2.414 * absNorth ? (east > 0 ? 6 : 2)
            : absNorth > 2.414 * absEast ? (north > 0 ? 4 : 0)
            : (east > 0, north > 0) switch { (true, true) => 5, (true, false) => 7, (false, true) => 3, _ => 1 };
        return (degrees, aspect);
    }
}
