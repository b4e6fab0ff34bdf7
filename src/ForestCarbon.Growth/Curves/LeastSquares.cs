using ForestCarbon.Carbon.Growth;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace ForestCarbon.Growth.Curves;

/// <summary>The weighted sum of squares of one form over folded points, in the logarithms of its parameters.</summary>
internal sealed class LeastSquares(GrowthForm form, FoldedPoints points)
{
    // e^±40 in any parameter is no growth curve any more: a fit that gets there has run away.
    private const double Bound = 40;

    // Beyond this ratio of singular values of the column-scaled Jacobian, parameters cannot be told apart in doubles.
    private const double SingularRatio = 1e-9;

    private const double Negligible = 1e-13;
    private const double StandsStill = 1e-9;
    private const double NearTheEnd = 1e-4;

    // Where the data lie on the curve the last step is rounding divided by the condition, so it is judged less sharply.
    private const double StandsStillInRounding = 1e-6;

    private const int MinimiserSteps = 200;

    private const int RefinementSteps = 400;

    public static double[] Logarithms(GrowthCurve curve) => [.. curve.Parameters.Select(p => Math.Log(p))];

    public GrowthCurve Curve(double[] logarithms) => new(form, [.. logarithms.Select(l => Math.Exp(l))]);

    /// <summary>Σ w(mean − f)² over the ages, without the squares inside an age.</summary>
    public double Rss(double[] logarithms)
    {
        if (logarithms.Any(l => !(Math.Abs(l) <= Bound))) return double.PositiveInfinity;
        var rss = 0.0;
        for (var i = 0; i < points.Ages.Length; i++)
        {
            var residual = points.Means[i] - Value(logarithms, points.Ages[i]);
            rss += points.Weights[i] * residual * residual;
        }
        return rss;
    }

    /// <summary>Levenberg–Marquardt from one start; the start itself where it finds nothing lower.</summary>
    public double[] Minimise(double[] start)
    {
        var objective = ObjectiveFunction.NonlinearModel(
            (p, x) => Vector<double>.Build.Dense(x.Count, i => Value(p.AsArray(), x[i])),
            (p, x) => Jacobian(p.AsArray()),
            Vector<double>.Build.Dense(points.Ages),
            Vector<double>.Build.Dense(points.Means),
            Vector<double>.Build.Dense(points.Weights));
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
    public (double[] Logarithms, bool StandsStill) Refine(double[] logarithms)
    {
        var current = logarithms;
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

    /// <summary>√diag((JᵀWJ)⁻¹·variance) of the parameters themselves, or null where JᵀWJ is singular.</summary>
    public double[]? StandardErrors(double[] logarithms, double variance)
    {
        if (ScaledJacobian(logarithms) is not { } scaled) return null;
        var inverse = scaled.Jacobian.QR().R.Inverse();
        var errors = new double[logarithms.Length];
        for (var j = 0; j < errors.Length; j++)
            errors[j] = Math.Exp(logarithms[j]) * Math.Sqrt(variance) * inverse.Row(j).L2Norm() / scaled.Norms[j];
        return errors.All(double.IsFinite) ? errors : null;
    }

    // A fit of data that lie on the curve ends in rounding: no step lowers an rss that is nothing but noise.
    private bool IsRoundingOnly(double rss)
    {
        var squares = 0.0;
        for (var i = 0; i < points.Means.Length; i++) squares += points.Weights[i] * points.Means[i] * points.Means[i];
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

    private double[]? Step(double[] logarithms)
    {
        if (ScaledJacobian(logarithms) is not { } scaled) return null;
        var residuals = Vector<double>.Build.Dense(
            points.Ages.Length,
            i => Math.Sqrt(points.Weights[i]) * (points.Means[i] - Value(logarithms, points.Ages[i])));
        var step = scaled.Jacobian.QR().Solve(residuals);
        return [.. step.Select((s, j) => s / scaled.Norms[j])];
    }

    /// <summary>√W·J with columns of length 1, or null where it is singular.</summary>
    private (Matrix<double> Jacobian, double[] Norms)? ScaledJacobian(double[] logarithms)
    {
        var jacobian = Jacobian(logarithms);
        for (var i = 0; i < points.Ages.Length; i++)
        {
            for (var j = 0; j < logarithms.Length; j++) jacobian[i, j] *= Math.Sqrt(points.Weights[i]);
        }
        var norms = new double[logarithms.Length];
        for (var j = 0; j < norms.Length; j++)
        {
            norms[j] = jacobian.Column(j).L2Norm();
            if (!(norms[j] > 1e-150) || !double.IsFinite(norms[j])) return null;
            jacobian.SetColumn(j, jacobian.Column(j) / norms[j]);
        }
        var singular = jacobian.Svd(computeVectors: false).S;
        return singular[norms.Length - 1] < SingularRatio * singular[0] ? null : (jacobian, norms);
    }

    private double Value(double[] logarithms, double age) =>
        Math.Exp(logarithms[0]) * GrowthCurve.Shape(form, Math.Exp(logarithms[1]), Third(logarithms), age);

    private static double Third(double[] logarithms) => logarithms.Length > 2 ? Math.Exp(logarithms[2]) : double.NaN;

    /// <summary>∂f/∂ln p of every parameter at every age.</summary>
    private Matrix<double> Jacobian(double[] logarithms)
    {
        var second = Math.Exp(logarithms[1]);
        var third = Third(logarithms);
        var jacobian = Matrix<double>.Build.Dense(points.Ages.Length, logarithms.Length);
        for (var i = 0; i < points.Ages.Length; i++)
        {
            var age = points.Ages[i];
            var value = Value(logarithms, age);
            var (bySecond, byThird) = value == 0 ? (0, 0) : Slopes(second, third, age);
            jacobian[i, 0] = value;
            jacobian[i, 1] = value * bySecond;
            if (logarithms.Length > 2) jacobian[i, 2] = value * byThird;
        }
        return jacobian;
    }

    /// <summary>∂ln f/∂ln of the two shape parameters, for t with f(t) above 0.</summary>
    private (double BySecond, double ByThird) Slopes(double second, double third, double age)
    {
        switch (form)
        {
            case GrowthForm.Richards:
                var reached = GrowthCurve.Shape(GrowthForm.Richards, second, 1, age);
                return (third * second * age * Math.Exp(-second * age) / reached, third * Math.Log(reached));
            case GrowthForm.Logistic:
                var missing = 1 - GrowthCurve.Shape(GrowthForm.Logistic, second, third, age);
                return (-missing, missing * third * age);
            case GrowthForm.Gompertz:
                var depth = second * Math.Exp(-third * age);
                return (-depth, depth * third * age);
            case GrowthForm.Korf:
                var fall = second * Math.Pow(age, -third);
                return (-fall, fall * third * Math.Log(age));
            default:
                return (-second / age, 0);
        }
    }
}
