namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Smooth fields without a period: gradient noise on the unit lattice, quintic fade, in plain arithmetic only.</summary>
internal static class Noise
{
    // Sixteen unit vectors, by their exact binary digits rather than by sin and cos.
    private static readonly double[] DirectionX =
        [1, 0.9238795325112867, 0.7071067811865476, 0.3826834323650898, 0, -0.3826834323650898, -0.7071067811865476, -0.9238795325112867,
         -1, -0.9238795325112867, -0.7071067811865476, -0.3826834323650898, 0, 0.3826834323650898, 0.7071067811865476, 0.9238795325112867];

    /// <summary>One octave, about −0.75 … 0.75, mean 0.</summary>
    public static double At(ulong seed, double x, double y)
    {
        var left = Math.Floor(x);
        var low = Math.Floor(y);
        var (i, j) = ((long)left, (long)low);
        var (u, v) = (x - left, y - low);
        var (fu, fv) = (Fade(u), Fade(v));
        var bottom = Lerp(fu, Slope(seed, i, j, u, v), Slope(seed, i + 1, j, u - 1, v));
        var top = Lerp(fu, Slope(seed, i, j + 1, u, v - 1), Slope(seed, i + 1, j + 1, u - 1, v - 1));
        return Lerp(fv, bottom, top);
    }

    /// <summary>Octaves of doubling frequency and halving weight; about −1 … 1.</summary>
    public static double Octaves(ulong seed, double x, double y, int octaves)
    {
        var (sum, weight) = (0.0, 1.0);
        for (var o = 0; o < octaves; o++, weight *= 0.5, x = (2 * x) + 17.31, y = (2 * y) - 9.73)
            sum += weight * At(seed + (ulong)o, x, y);
        return sum;
    }

    private static double Slope(ulong seed, long i, long j, double dx, double dy)
    {
        var direction = (int)(Chance.Hash(seed, i, j) >> 60);
        return (DirectionX[direction] * dx) + (DirectionX[(direction + 12) & 15] * dy);
    }

    private static double Fade(double t) => t * t * t * ((t * ((t * 6) - 15)) + 10);

    private static double Lerp(double t, double a, double b) => a + (t * (b - a));
}
