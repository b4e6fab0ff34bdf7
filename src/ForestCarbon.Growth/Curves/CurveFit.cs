using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Curves;

/// <summary>A growth curve fitted by least squares, with what a reader needs to judge it.</summary>
/// <param name="Curve">The curve of the lowest residual sum of squares found.</param>
/// <param name="StandardErrors">√diag((JᵀWJ)⁻¹·rss/(n−p)) in the order of the parameters; null unless converged.</param>
/// <param name="Rss">Residual sum of squares over all points, (m³/ha)²; weights scaled to a mean of 1.</param>
/// <param name="ResidualSe">√(rss/(n−p)).</param>
/// <param name="R2">1 − rss/Σ(y−ȳ)²; null where all values are equal.</param>
/// <param name="N">Number of points.</param>
/// <param name="Converged">False where a parameter ran away or the parameters cannot be told apart.</param>
public sealed record FittedCurve(
    GrowthCurve Curve, double[]? StandardErrors, double Rss, double ResidualSe, double? R2, int N, bool Converged)
{
    /// <summary>(JᵀWJ)⁻¹·rss/(n−p) of the parameters, row by row; null unless converged.</summary>
    public double[]? Covariance { get; init; }
}

/// <summary>Least-squares fits of the five growth forms.</summary>
/// <remarks>
/// Points of equal age are folded into their weighted mean first: the spread inside an age does not depend on the curve, so
/// the sum of squares over all points is kept exactly while 5,000 parcels become some 80 ages. Parameters are fitted as
/// logarithms, which keeps them above 0. A fixed grid of shapes, each with its best asymptote in closed form, gives the
/// starts; the best few and the caller's own go through Levenberg–Marquardt with the analytic Jacobian; the lowest is
/// then refined by Gauss–Newton steps until the parameters stand still.
/// </remarks>
public static class CurveFit
{
    public const int LeastDistinctAges = 3;

    private const int StartsKept = 4;

    /// <summary>
    /// Fits a form to (age in years, value) points, or null where there are too few: n must exceed the number of
    /// parameters and there must be at least three distinct ages. Empty weights mean equal weights.
    /// </summary>
    /// <param name="weights">Above 0, e.g. areas in ha; only their ratios matter.</param>
    /// <param name="start">A further start beside the fixed grid, all parameters above 0.</param>
    /// <exception cref="ArgumentException">Arrays of unequal length, or a figure outside its domain.</exception>
    public static FittedCurve? Fit(
        GrowthForm form,
        ReadOnlySpan<double> ages,
        ReadOnlySpan<double> values,
        ReadOnlySpan<double> weights = default,
        GrowthCurve? start = null)
    {
        if (start is not null && start.Form != form) throw new ArgumentException("The start is of another form.", nameof(start));
        return Fit(form, FoldedPoints.Of(ages, values, weights), start);
    }

    /// <summary>The same for points folded before, so that five forms fold thousands of parcels once.</summary>
    internal static FittedCurve? Fit(GrowthForm form, FoldedPoints points, GrowthCurve? start = null)
    {
        var parameters = form.ParameterNames().Count;
        if (points.Count <= parameters || points.Ages.Length < LeastDistinctAges) return null;

        var model = new GrowthFormModel(form, points.Ages);
        var problem = new LeastSquares(model, points.Means, points.Weights);
        var starts = StartGrid.Best(form, points, StartsKept);
        if (start is not null) starts.Add(GrowthFormModel.Logarithms(start));
        var best = starts
            .Select(problem.Minimise)
            .MinBy(problem.Rss) ?? throw new InvalidOperationException("A grid of starts is never empty.");
        return Describe(model, problem, points, best);
    }

    private static FittedCurve Describe(GrowthFormModel model, LeastSquares problem, FoldedPoints points, double[] logarithms)
    {
        var (refined, stands) = problem.Refine(logarithms);
        var curve = model.Curve(refined);
        var rss = problem.Rss(refined) + points.WithinSquares;
        var degrees = points.Count - refined.Length;
        var covariance = stands ? OfParameters(problem.Covariance(refined, rss / degrees), curve.Parameters) : null;
        return new FittedCurve(
            curve, Covariances.StandardErrors(covariance), rss, Math.Sqrt(rss / degrees),
            points.TotalSquares > 0 ? 1 - rss / points.TotalSquares : null, points.Count, covariance is not null)
        {
            Covariance = covariance,
        };
    }

    // ∂p/∂ln p = p
    private static double[]? OfParameters(double[]? ofLogarithms, double[] parameters)
    {
        for (var i = 0; i < ofLogarithms?.Length; i++)
            ofLogarithms[i] *= parameters[i / parameters.Length] * parameters[i % parameters.Length];
        return ofLogarithms is null || ofLogarithms.All(double.IsFinite) ? ofLogarithms : null;
    }
}

/// <summary>Covariance matrices as they are stored: row by row in one array.</summary>
internal static class Covariances
{
    /// <summary>√ of the diagonal.</summary>
    public static double[]? StandardErrors(double[]? covariance)
    {
        if (covariance is null) return null;
        var count = (int)Math.Sqrt(covariance.Length);
        return [.. Enumerable.Range(0, count).Select(i => Math.Sqrt(covariance[(i * count) + i]))];
    }
}
