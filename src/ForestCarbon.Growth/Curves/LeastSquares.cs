using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace ForestCarbon.Growth.Curves;

/// <summary>What is fitted: a value and its slopes at every point, in the parameters the minimiser moves.</summary>
internal interface IFitModel
{
    /// <summary>False where a parameter has run away: no value is asked for there.</summary>
    bool Allows(double[] parameters);

    double Value(double[] parameters, int point);

    /// <summary>∂value/∂parameter of every parameter at a point.</summary>
    void Slopes(double[] parameters, int point, Span<double> slopes);
}

/// <summary>The weighted sum of squares of a model over folded points.</summary>
/// <param name="means">What was measured at each point.</param>
/// <param name="weights">Above 0, one for each point.</param>
internal sealed class LeastSquares(IFitModel model, double[] means, double[] weights)
{
    // Beyond this ratio of singular values of the column-scaled Jacobian, parameters cannot be told apart in doubles.
    private const double SingularRatio = 1e-9;

    private const double Negligible = 1e-13;
    private const double StandsStill = 1e-9;
    private const double NearTheEnd = 1e-4;

    // Where the data lie on the curve the last step is rounding divided by the condition, so it is judged less sharply.
    private const double StandsStillInRounding = 1e-6;

    private const int MinimiserSteps = 200;

    private const int RefinementSteps = 400;

    private readonly double[] _points = [.. Enumerable.Range(0, means.Length)];

    /// <summary>Σ w(mean − value)² over the points, without the squares folding hides.</summary>
    public double Rss(double[] parameters)
    {
        if (!model.Allows(parameters)) return double.PositiveInfinity;
        var rss = 0.0;
        for (var i = 0; i < means.Length; i++)
        {
            var residual = means[i] - model.Value(parameters, i);
            rss += weights[i] * residual * residual;
        }
        return rss;
    }

    /// <summary>Levenberg–Marquardt from one start; the start itself where it finds nothing lower.</summary>
    public double[] Minimise(double[] start)
    {
        var objective = ObjectiveFunction.NonlinearModel(
            (p, x) => Vector<double>.Build.Dense(x.Count, i => model.Value(p.AsArray(), i)),
            (p, x) => Jacobian(p.AsArray()),
            Vector<double>.Build.Dense(_points),
            Vector<double>.Build.Dense(means),
            Vector<double>.Build.Dense(weights));
        try
        {
            var found = new LevenbergMarquardtMinimizer(maximumIterations: MinimiserSteps)
                .FindMinimum(objective, Vector<double>.Build.Dense([.. start]));
            var end = found.MinimizingPoint.ToArray();
            return Rss(end) < Rss(start) ? end : start;
        }
        catch (Exception e) when (e is ArgumentException or NonConvergenceException)
        {
            // Data without an asymptote send a parameter to infinity ("the parameters must be finite", or no singular
            // values of the covariance). The start stands, and the refinement says whether it is a minimum.
            return start;
        }
    }

    /// <summary>Gauss–Newton steps until the parameters stand still; false where they do not.</summary>
    /// <remarks>
    /// Far away a step is halved until it lowers the rss. Near the end the rss no longer tells two points apart (it is flat
    /// to half the digits) and full steps are taken as long as each is shorter than the one before.
    /// </remarks>
    public (double[] Parameters, bool StandsStill) Refine(double[] parameters)
    {
        var current = parameters;
        var rss = Rss(current);
        var before = double.PositiveInfinity;
        for (var i = 0; i < RefinementSteps; i++)
        {
            if (Step(current) is not { } step) return (current, false);
            var length = step.Max(Math.Abs);
            if (length < Negligible) return (current, true);
            if (length < NearTheEnd)
            {
                if (length >= before) return (current, length < (IsRoundingOnly(rss) ? StandsStillInRounding : StandsStill));
                before = length;
                current = [.. current.Select((l, j) => l + step[j])];
                rss = Rss(current);
                continue;
            }
            before = double.PositiveInfinity;
            var (next, nextRss) = Shortened(current, step, rss);
            if (!(nextRss < rss)) return (current, false);
            current = next;
            rss = nextRss;
        }
        return (current, false);
    }

    /// <summary>(JᵀWJ)⁻¹·variance of the parameters the minimiser moves, row by row, or null where JᵀWJ is singular.</summary>
    public double[]? Covariance(double[] parameters, double variance)
    {
        if (ScaledJacobian(parameters) is not { } scaled) return null;
        // JᵀWJ = S·RᵀR·S with S the lengths of the columns, so its inverse is S⁻¹·R⁻¹·R⁻ᵀ·S⁻¹.
        var inverse = scaled.Jacobian.QR().R.Inverse();
        var count = parameters.Length;
        var covariance = new double[count * count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
                covariance[(i * count) + j] = variance * inverse.Row(i).DotProduct(inverse.Row(j)) / scaled.Norms[i] / scaled.Norms[j];
        }
        return covariance.All(double.IsFinite) ? covariance : null;
    }

    // A fit of data that lie on the curve ends in rounding: no step lowers an rss that is nothing but noise.
    private bool IsRoundingOnly(double rss)
    {
        var squares = 0.0;
        for (var i = 0; i < means.Length; i++) squares += weights[i] * means[i] * means[i];
        return rss <= squares * 1e-24;
    }

    private (double[] Next, double Rss) Shortened(double[] from, double[] step, double rss)
    {
        var length = 1.0;
        for (var halving = 0; halving < 40; halving++, length /= 2)
        {
            var next = from.Select((l, j) => l + length * step[j]).ToArray();
            if (Rss(next) is var lower && lower < rss) return (next, lower);
        }
        return (from, rss);
    }

    private double[]? Step(double[] parameters)
    {
        if (ScaledJacobian(parameters) is not { } scaled) return null;
        var residuals = Vector<double>.Build.Dense(
            means.Length, i => Math.Sqrt(weights[i]) * (means[i] - model.Value(parameters, i)));
        var step = scaled.Jacobian.QR().Solve(residuals);
        return [.. step.Select((s, j) => s / scaled.Norms[j])];
    }

    /// <summary>√W·J with columns of length 1, or null where it is singular.</summary>
    private (Matrix<double> Jacobian, double[] Norms)? ScaledJacobian(double[] parameters)
    {
        var jacobian = Jacobian(parameters);
        for (var i = 0; i < means.Length; i++)
        {
            for (var j = 0; j < parameters.Length; j++) jacobian[i, j] *= Math.Sqrt(weights[i]);
        }
        var norms = new double[parameters.Length];
        for (var j = 0; j < norms.Length; j++)
        {
            norms[j] = jacobian.Column(j).L2Norm();
            if (!(norms[j] > 1e-150) || !double.IsFinite(norms[j])) return null;
            jacobian.SetColumn(j, jacobian.Column(j) / norms[j]);
        }
        var singular = jacobian.Svd(computeVectors: false).S;
        return singular[norms.Length - 1] < SingularRatio * singular[0] ? null : (jacobian, norms);
    }

    private Matrix<double> Jacobian(double[] parameters)
    {
        var jacobian = Matrix<double>.Build.Dense(means.Length, parameters.Length);
        Span<double> slopes = stackalloc double[parameters.Length];
        for (var i = 0; i < means.Length; i++)
        {
            model.Slopes(parameters, i, slopes);
            for (var j = 0; j < slopes.Length; j++) jacobian[i, j] = slopes[j];
        }
        return jacobian;
    }
}
