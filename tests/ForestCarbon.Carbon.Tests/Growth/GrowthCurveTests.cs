using CsCheck;
using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Carbon.Tests.Growth;

public sealed class GrowthCurveTests
{
    // Expected: the formulas of contract.md §2 in 50-digit decimal arithmetic.
    [Theory]
    [InlineData("richards", new[] { 380, 0.075, 3.0 }, 20, 178.16745668562281354)]
    [InlineData("richards", new[] { 380, 0.075, 3.0 }, 1e-6, 1.6031248196484487720e-19)]
    [InlineData("logistic", new[] { 300, 25, 0.15 }, 20, 133.64953570858505833)]
    [InlineData("gompertz", new[] { 300, 4, 0.08 }, 20, 133.77996561684774584)]
    [InlineData("korf", new[] { 600, 12, 0.8 }, 20, 201.25869762968419366)]
    [InlineData("schumacher", new[] { 350.0, 18 }, 20, 142.29938090920968916)]
    [InlineData("richards", new[] { 380, 0.075, 3.0 }, 0, 0)]
    [InlineData("korf", new[] { 600, 12, 0.8 }, 0, 0)]
    [InlineData("schumacher", new[] { 350.0, 18 }, 0, 0)]
    [InlineData("logistic", new[] { 300.0, 2, 0.15 }, 0, 100)]
    public void Values_are_those_of_the_formula(string form, double[] parameters, double age, double expected) =>
        Near.Equal(expected, new GrowthCurve(GrowthForms.Find(form)!.Value, parameters).At(age));

    [Fact]
    public void The_mean_increment_at_age_0_is_unknown() =>
        Assert.Null(new GrowthCurve(GrowthForm.Logistic, 300, 2, 0.15).MeanIncrementAt(0));

    [Theory]
    [InlineData(new[] { 380, 0.075 })]
    [InlineData(new[] { 380, 0.075, 0 })]
    [InlineData(new[] { 380, -0.075, 3 })]
    [InlineData(new[] { double.NaN, 0.075, 3 })]
    public void Parameters_are_all_there_and_above_0(double[] parameters) =>
        Assert.ThrowsAny<ArgumentException>(() => new GrowthCurve(GrowthForm.Richards, parameters));

    [Fact]
    public void A_curve_never_falls_and_never_passes_its_asymptote() =>
        Gen.Select(Gen.Enum<GrowthForm>(), Gen.Double[50, 800], Gen.Double[0.5, 30], Gen.Double[0.02, 3], Gen.Int[0, 200])
            .Sample((form, a, b, c, age) =>
            {
                var curve = form switch
                {
                    GrowthForm.Richards => new GrowthCurve(form, a, c / 10, b),
                    GrowthForm.Schumacher => new GrowthCurve(form, a, b),
                    _ => new GrowthCurve(form, a, b, c),
                };
                return curve.At(age) <= a && curve.At(age + 1) >= curve.At(age) - 1e-12 * a;
            });
}
