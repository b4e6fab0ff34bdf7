using CsCheck;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;

namespace ForestCarbon.Growth.Tests.Curves;

public sealed class CurveFitTests
{
    private static readonly double[] Ages = [.. Enumerable.Range(3, 48).Select(a => (double)a)];

    [Theory]
    [InlineData(GrowthForm.Richards, new[] { 380, 0.075, 3.0 })]
    [InlineData(GrowthForm.Logistic, new[] { 300, 25, 0.15 })]
    [InlineData(GrowthForm.Gompertz, new[] { 300, 4, 0.08 })]
    [InlineData(GrowthForm.Korf, new[] { 600, 12, 0.8 })]
    [InlineData(GrowthForm.Schumacher, new[] { 350.0, 18 })]
    public void Points_on_a_curve_give_the_curve_back(GrowthForm form, double[] parameters)
    {
        var curve = new GrowthCurve(form, parameters);

        var fit = CurveFit.Fit(form, Ages, [.. Ages.Select(curve.At)])!;

        Assert.True(fit.Converged);
        for (var i = 0; i < parameters.Length; i++)
            Assert.Equal(parameters[i], fit.Curve.Parameters[i], 1e-8 * parameters[i]);
        Assert.Equal(1, fit.R2!.Value, 1e-14);
    }

    [Fact]
    public void The_gradient_vanishes_at_the_fit_of_scattered_points()
    {
        // Schumacher with residuals of a fixed pattern; the normal equations are checked by central differences of the rss.
        double[] ages = [5, 8, 10, 12, 15, 18, 20, 25, 30, 40];
        double[] values = [12, 35, 52, 80, 108, 120, 150, 165, 200, 215];
        foreach (var form in Enum.GetValues<GrowthForm>())
        {
            var fit = CurveFit.Fit(form, ages, values)!;
            var p = fit.Curve.Parameters;

            Assert.True(fit.Converged);
            Assert.Equal(Rss(fit.Curve, ages, values), fit.Rss, 1e-9);
            for (var i = 0; i < p.Length; i++)
            {
                double At(double factor) =>
                    Rss(new GrowthCurve(form, [.. p.Select((v, j) => j == i ? v * factor : v)]), ages, values);
                var slope = (At(1 + 1e-6) - At(1 - 1e-6)) / 2e-6;
                var bend = (At(1 + 1e-3) + At(1 - 1e-3) - 2 * At(1)) / 1e-6;
                Assert.True(Math.Abs(slope / bend) < 1e-6, $"{form} parameter {i} is off by {slope / bend:R}");
            }
        }
    }

    [Fact]
    public void Standard_errors_are_those_of_the_linearised_model()
    {
        // Schumacher, two parameters: (JᵀJ)⁻¹ of a 2×2 matrix written out.
        double[] ages = [5, 8, 10, 12, 15, 18, 20, 25, 30, 40];
        double[] values = [12, 35, 52, 80, 108, 120, 150, 165, 200, 215];
        var fit = CurveFit.Fit(GrowthForm.Schumacher, ages, values)!;
        double a = fit.Curve.A, b = fit.Curve.Second, aa = 0, ab = 0, bb = 0;
        foreach (var t in ages)
        {
            var da = Math.Exp(-b / t);
            var db = -a / t * da;
            (aa, ab, bb) = (aa + da * da, ab + da * db, bb + db * db);
        }
        var determinant = aa * bb - ab * ab;
        var variance = fit.Rss / (ages.Length - 2);

        Assert.Equal(Math.Sqrt(variance), fit.ResidualSe, 1e-12);
        Assert.Equal(Math.Sqrt(bb / determinant * variance), fit.StandardErrors![0], 1e-8);
        Assert.Equal(Math.Sqrt(aa / determinant * variance), fit.StandardErrors[1], 1e-8);
    }

    [Fact]
    public void A_weight_counts_like_repeated_points_and_order_counts_for_nothing()
    {
        double[] ages = [5, 10, 15, 20, 30, 40];
        double[] values = [10, 50, 110, 150, 190, 230];
        double[] weights = [1, 3, 2, 1, 2, 1];
        var repeated = ages.SelectMany((age, i) => Enumerable.Repeat((Age: age, Value: values[i]), (int)weights[i])).Reverse().ToArray();

        var weighted = CurveFit.Fit(GrowthForm.Gompertz, ages, values, weights)!;
        var many = CurveFit.Fit(GrowthForm.Gompertz, [.. repeated.Select(p => p.Age)], [.. repeated.Select(p => p.Value)])!;

        for (var i = 0; i < 3; i++) Assert.Equal(many.Curve.Parameters[i], weighted.Curve.Parameters[i], 1e-7 * many.Curve.Parameters[i]);
        Assert.Equal(many.R2!.Value, weighted.R2!.Value, 1e-12);
    }

    [Fact]
    public void The_rss_is_that_of_every_point_although_ages_are_folded()
    {
        double[] ages = [5, 5, 10, 10, 20, 20, 30, 30, 40, 40];
        double[] values = [9, 15, 50, 60, 140, 160, 180, 205, 215, 240];

        var fit = CurveFit.Fit(GrowthForm.Richards, ages, values)!;

        Assert.Equal(10, fit.N);
        Assert.Equal(Rss(fit.Curve, ages, values), fit.Rss, 1e-9);
        Assert.Equal(Math.Sqrt(fit.Rss / 7), fit.ResidualSe, 1e-12);
    }

    [Fact]
    public void A_straight_line_has_no_asymptote_and_says_so()
    {
        double[] values = [.. Ages.Select(a => 10 * a)];

        var fit = CurveFit.Fit(GrowthForm.Logistic, Ages, values);
        var flat = CurveFit.Fit(GrowthForm.Schumacher, Ages, [.. Ages.Select(_ => 100.0)])!;

        Assert.NotNull(fit);
        Assert.False(flat.Converged);
        Assert.Null(flat.StandardErrors);
        Assert.Null(flat.R2);
        Assert.False(CurveFit.Fit(GrowthForm.Richards, Ages, values)!.Converged);
    }

    [Theory]
    [InlineData(new[] { 5.0, 10, 15 }, new[] { 1.0, 2, 3 })]                 // n does not exceed the 3 parameters
    [InlineData(new[] { 5.0, 5, 5, 10, 10 }, new[] { 1.0, 2, 3, 4, 5 })]     // two distinct ages
    public void Too_few_points_give_no_fit(double[] ages, double[] values) =>
        Assert.Null(CurveFit.Fit(GrowthForm.Richards, ages, values));

    [Fact]
    public void The_same_points_give_the_same_bytes_in_any_order() =>
        Gen.Shuffle(Enumerable.Range(0, 30).ToArray()).Sample(order =>
        {
            var ages = Enumerable.Range(0, 30).Select(i => 3.0 + i % 15 * 3).ToArray();
            var values = Enumerable.Range(0, 30).Select(i => 200 * Math.Exp(-15 / ages[i]) + (i * 7 % 11)).ToArray();
            var straight = CurveFit.Fit(GrowthForm.Richards, ages, values)!;
            var mixed = CurveFit.Fit(
                GrowthForm.Richards, [.. order.Select(i => ages[i])], [.. order.Select(i => values[i])])!;
            return straight.Curve == mixed.Curve && straight.Rss == mixed.Rss;
        }, iter: 5);

    private static double Rss(GrowthCurve curve, double[] ages, double[] values) =>
        ages.Zip(values, (t, y) => (y - curve.At(t)) * (y - curve.At(t))).Sum();
}
