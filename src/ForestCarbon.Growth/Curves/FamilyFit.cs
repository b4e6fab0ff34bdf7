using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Curves;

/// <summary>Fits a difference family to the parcels of several site classes at once.</summary>
/// <remarks>
/// The dummy-variable method: b1, b2, b3 are common and every site class has an X of its own, all estimated together, so no age is
/// preferred as the base. Parcels are weighted by area and folded by age as for curves (<see cref="CurveFit"/>). A fixed grid of b1 and
/// powers without b3, each with its best asymptotes in closed form, gives the starts.
/// </remarks>
internal static class FamilyFit
{
    private const int StartsKept = 4;
    private static readonly double[] Rates = [0.3, 0.8, 1.5, 2.5, 4, 7, 12, 25];
    private static readonly double[] Powers = [0.3, 0.7, 1, 1.6, 2.5, 4, 8];

    /// <summary>The family of these parcels, or null where it does not converge, falls with age, or has an asymptote below its own error.</summary>
    /// <param name="sites">The parcels of each site class, in the order of the classes.</param>
    public static StandFamily? Fit(FamilyScope scope, CurveBasis basis, IReadOnlyList<(int SiteClass, CurveSample Sample)> sites)
    {
        var folded = Fold(sites, basis);
        var model = new FamilyModel(folded);
        var problem = new LeastSquares(model, [.. folded.SelectMany(f => f.Means)], [.. folded.SelectMany(f => f.Weights)]);
        var best = Starts(folded, problem).Select(problem.Minimise).MinBy(problem.Rss);
        if (best is null || problem.Refine(best) is not (var end, true))
            return null;
        var rss = problem.Rss(end) + folded.Sum(f => f.WithinSquares);
        var variance = rss / (basis.Parcels - end.Length);
        var total = TotalSquares(folded);
        if (problem.Covariance(end, variance) is not { } covariance || Covariances.StandardErrors(covariance) is not { } errors || !(total > 0))
            return null;
        var found = sites.Select((s, i) => new FamilySite(s.SiteClass, end[3 + i], errors[3 + i], s.Sample.Basis.Parcels)).ToList();
        var family = new DifferenceFamily(Math.Exp(end[0]), end[1], end[2], found.Min(s => s.X), found.Max(s => s.X));
        // An asymptote e^X has the relative error of X: one below its own error is no asymptote (the rule of curves).
        if (found.Exists(s => family.PowerOf(s.X) <= 0 || s.StandardError >= 1))
            return null;
        var ofParameters = Covariance(covariance, end.Length, family.B1);
        return new StandFamily(
            scope, family, Covariances.StandardErrors(ofParameters)!, ofParameters, found, basis, 1 - (rss / total), rss, Math.Sqrt(variance));
    }

    // Weights have a mean of 1 over all classes, not inside each.
    private static List<FoldedPoints> Fold(IReadOnlyList<(int SiteClass, CurveSample Sample)> sites, CurveBasis basis) =>
    [
        .. sites.Select(s =>
        {
            var folded = s.Sample.Folded();
            var scale = (double)(s.Sample.Basis.AreaM2 / s.Sample.Basis.Parcels / (basis.AreaM2 / basis.Parcels));
            return folded with { Weights = [.. folded.Weights.Select(w => w * scale)], WithinSquares = folded.WithinSquares * scale };
        }),
    ];

    private static double TotalSquares(List<FoldedPoints> folded)
    {
        var points = folded.SelectMany(f => f.Means.Zip(f.Weights)).ToList();
        var mean = points.Sum(p => p.First * p.Second) / points.Sum(p => p.Second);
        return folded.Sum(f => f.WithinSquares) + points.Sum(p => p.Second * (p.First - mean) * (p.First - mean));
    }

    private static List<double[]> Starts(List<FoldedPoints> folded, LeastSquares problem)
    {
        var span = folded.Max(f => f.Ages[^1]);
        return
        [
            .. Rates.SelectMany(rate => Powers, (rate, power) => Start(folded, rate / span, power))
                .OfType<double[]>()
                .OrderBy(problem.Rss)
                .Take(StartsKept),
        ];
    }

    /// <summary>The asymptotes that fit a shape best are linear least squares: A = Σwys/Σws² in each class.</summary>
    private static double[]? Start(List<FoldedPoints> folded, double b1, double power)
    {
        var start = new double[3 + folded.Count];
        (start[0], start[1]) = (Math.Log(b1), power);
        for (var site = 0; site < folded.Count; site++)
        {
            double products = 0, squares = 0;
            for (var i = 0; i < folded[site].Ages.Length; i++)
            {
                var shape = GrowthCurve.Shape(GrowthForm.Richards, b1, power, folded[site].Ages[i]);
                products += folded[site].Weights[i] * folded[site].Means[i] * shape;
                squares += folded[site].Weights[i] * shape * shape;
            }
            start[3 + site] = Math.Log(products / squares);
            if (!(start[3 + site] > 0) || !double.IsFinite(start[3 + site]))
                return null;
        }
        return start;
    }

    private static double[] Covariance(double[] all, int count, double b1)
    {
        var of = new double[9];
        for (var i = 0; i < 9; i++)
            of[i] = all[(i / 3 * count) + (i % 3)] * (i / 3 == 0 ? b1 : 1) * (i % 3 == 0 ? b1 : 1);
        return of;
    }
}

/// <summary>The family over the folded points of its site classes, one class after the other; parameters ln b1, b2, b3, X of every class.</summary>
internal sealed class FamilyModel : IFitModel
{
    // Beyond these a family is none any more: the fit has run away.
    private const double LogarithmBound = 40;
    private const double PowerBound = 1e6;
    private const double LowestX = 1e-3;

    private readonly (int Site, double Age)[] _points;

    public FamilyModel(List<FoldedPoints> folded) => _points = [.. folded.SelectMany((f, site) => f.Ages.Select(age => (site, age)))];

    public bool Allows(double[] parameters) =>
        Math.Abs(parameters[0]) <= LogarithmBound && Math.Abs(parameters[1]) <= PowerBound && Math.Abs(parameters[2]) <= PowerBound
        && parameters.Skip(3).All(x => x is >= LowestX and <= LogarithmBound);

    public double Value(double[] parameters, int point)
    {
        var (site, age) = _points[point];
        var x = parameters[3 + site];
        return Math.Exp(x) * GrowthCurve.Shape(GrowthForm.Richards, Math.Exp(parameters[0]), parameters[1] + (parameters[2] / x), age);
    }

    public void Slopes(double[] parameters, int point, Span<double> slopes)
    {
        slopes.Clear();
        var (site, age) = _points[point];
        if (age == 0)
            return;
        var (b1, x) = (Math.Exp(parameters[0]), parameters[3 + site]);
        var value = Value(parameters, point);
        var grown = GrowthCurve.Shape(GrowthForm.Richards, b1, 1, age);
        var log = Math.Log(grown);
        slopes[0] = value * (parameters[1] + (parameters[2] / x)) * b1 * age * Math.Exp(-b1 * age) / grown;
        slopes[1] = value * log;
        slopes[2] = value * log / x;
        slopes[3 + site] = value * (1 - (parameters[2] * log / (x * x)));
    }
}
