using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Curves;

/// <summary>The fixed grid of starting shapes; rates are scaled by the span of ages so that it fits any data.</summary>
internal static class StartGrid
{
    private static readonly double[] Rates = [0.3, 0.8, 1.5, 2.5, 4, 7, 12, 25];
    private static readonly double[] Powers = [0.3, 0.7, 1, 1.6, 2.5, 4, 8, 20];
    private static readonly double[] Ratios = [0.5, 1.5, 4, 10, 30, 100, 400];
    private static readonly double[] Depths = [0.3, 1, 2, 4, 8, 20];
    private static readonly double[] Exponents = [0.2, 0.4, 0.7, 1, 1.5, 2.5, 4];

    /// <summary>The logarithms of the parameters of the best starts, lowest sum of squares first; at least one.</summary>
    public static List<double[]> Best(GrowthForm form, FoldedPoints points, int kept)
    {
        var span = points.Ages[^1];
        var middle = points.Ages[points.Ages.Length / 2];
        var shapes = form switch
        {
            GrowthForm.Richards => Pairs(Rates.Select(r => r / span), Powers),
            GrowthForm.Logistic => Pairs(Ratios, Rates.Select(r => r / span)),
            GrowthForm.Gompertz => Pairs(Depths, Rates.Select(r => r / span)),
            GrowthForm.Korf => Pairs(Depths, Exponents).Select(s => (s.Item1 * Math.Pow(middle, s.Item2), s.Item2)),
            _ => Rates.Concat(Depths).Select(d => (d * middle / 4, double.NaN)),
        };
        return [.. shapes
            .Select(s => Start(form, points, s.Item1, s.Item2))
            .Where(s => double.IsFinite(s.Rss))
            .OrderBy(s => s.Rss)
            .Take(kept)
            .Select(s => s.Logarithms)
            .DefaultIfEmpty(form == GrowthForm.Schumacher ? [0, 0] : [0, 0, 0])];
    }

    /// <summary>The asymptote that fits a shape best is linear least squares: A = Σwys/Σws².</summary>
    private static (double Rss, double[] Logarithms) Start(GrowthForm form, FoldedPoints points, double second, double third)
    {
        double products = 0, squares = 0;
        for (var i = 0; i < points.Ages.Length; i++)
        {
            var shape = GrowthCurve.Shape(form, second, third, points.Ages[i]);
            products += points.Weights[i] * points.Means[i] * shape;
            squares += points.Weights[i] * shape * shape;
        }
        var asymptote = products / squares;
        if (!(asymptote > 0) || !double.IsFinite(asymptote)) return (double.NaN, []);
        var rss = 0.0;
        for (var i = 0; i < points.Ages.Length; i++)
        {
            var residual = points.Means[i] - asymptote * GrowthCurve.Shape(form, second, third, points.Ages[i]);
            rss += points.Weights[i] * residual * residual;
        }
        return (rss, double.IsNaN(third)
            ? [Math.Log(asymptote), Math.Log(second)]
            : [Math.Log(asymptote), Math.Log(second), Math.Log(third)]);
    }

    private static IEnumerable<(double, double)> Pairs(IEnumerable<double> seconds, IEnumerable<double> thirds) =>
        seconds.SelectMany(s => thirds, (s, t) => (s, t));
}
