namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Ellipsoidal area of a ring given as flat coordinates: the series of fact sheet section 9.2 without an object per point.</summary>
internal static class EllipsoidTrapezoid
{
    private const double SemiMajorM = 6378137;
    private const double Flattening = 1 / 298.257222101;
    private const double Radian = Math.PI / 180;
    private static readonly double[] Series = Coefficients();

    /// <summary>Signed area in m² between the path and the equator, counted from 60° E; a closed counter-clockwise ring gives its area.</summary>
    public static double Under(ReadOnlySpan<double> path)
    {
        var sum = 0.0;
        for (var i = 0; i + 3 < path.Length; i += 2)
        {
            var middle = (((path[i] + path[i + 2]) / 2) - 60) * Radian;
            sum += middle * Strip(path[i + 1] * Radian, path[i + 3] * Radian);
        }
        return sum;
    }

    /// <inheritdoc cref="Under(ReadOnlySpan{double})"/>
    public static double Under(double[] path) => Under(path.AsSpan());

    private static double Strip(double from, double to)
    {
        var half = (to - from) / 2;
        var middle = (from + to) / 2;
        // sin and cos of the odd multiples follow from the first by the double-angle recurrence.
        var (s1, c1) = Math.SinCos(half);
        var (sm, cm) = Math.SinCos(middle);
        var (s2, c2) = (2 * s1 * c1, (2 * c1 * c1) - 1);
        var (sm2, cm2) = (2 * sm * cm, (2 * cm * cm) - 1);
        var sum = 0.0;
        var sign = 1.0;
        var (s, c, m, n) = (s1, c1, cm, sm);
        foreach (var coefficient in Series)
        {
            sum += sign * coefficient * s * m;
            sign = -sign;
            (s, c) = ((s * c2) + (c * s2), (c * c2) - (s * s2));
            (m, n) = ((m * cm2) - (n * sm2), (n * cm2) + (m * sm2));
        }
        var minor = SemiMajorM * (1 - Flattening);
        return 2 * minor * minor * sum;
    }

    private static double[] Coefficients()
    {
        var e2 = Flattening * (2 - Flattening);
        var (e4, e6, e8) = (e2 * e2, e2 * e2 * e2, e2 * e2 * e2 * e2);
        return
        [
            1 + (3.0 / 6 * e2) + (30.0 / 80 * e4) + (35.0 / 112 * e6) + (630.0 / 2304 * e8),
            (1.0 / 6 * e2) + (15.0 / 80 * e4) + (21.0 / 112 * e6) + (420.0 / 2304 * e8),
            (3.0 / 80 * e4) + (7.0 / 112 * e6) + (180.0 / 2304 * e8),
            (1.0 / 112 * e6) + (45.0 / 2304 * e8),
            5.0 / 2304 * e8,
        ];
    }
}
