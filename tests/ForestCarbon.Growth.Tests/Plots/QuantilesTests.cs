using ForestCarbon.Growth.Plots;

namespace ForestCarbon.Growth.Tests.Plots;

public sealed class QuantilesTests
{
    // Closed forms: ν = 1 tan(πc/2); ν = 2 c·√(2/(1−c²)); ν = 4 from the cubic 4/√α·cos(acos(√α)/3) with α = 1 − c²,
    // t = 2·√(cos(acos(√α)/3)/√α − 1). The last rows are the printed tables of Student's t (Fisher and Yates).
    [Theory]
    [InlineData(0.9, 1, 6.313751514675043)]
    [InlineData(0.9, 2, 2.919985580353725)]
    [InlineData(0.9, 4, 2.1318467863266495)]
    [InlineData(0.9999, 1, 6366.197671)]
    public void Student_t_of_few_degrees(double confidence, int degrees, double expected) =>
        Assert.Equal(expected, Quantiles.StudentT(confidence, degrees), expected * 1e-9);

    [Theory]
    [InlineData(0.90, 10, 1.812)]
    [InlineData(0.95, 30, 2.042)]
    [InlineData(0.99, 120, 2.617)]
    public void Student_t_of_the_printed_tables(double confidence, int degrees, double expected) =>
        Assert.Equal(expected, Quantiles.StudentT(confidence, degrees), 0.0005);

    [Fact]
    public void The_closed_form_of_four_degrees_is_met_to_the_last_digits()
    {
        foreach (var confidence in new[] { 0.5, 0.8, 0.9, 0.95, 0.99, 0.9999 })
        {
            var root = Math.Sqrt((1 - confidence) * (1 + confidence));
            var expected = 2 * Math.Sqrt(Math.Cos(Math.Acos(root) / 3) / root - 1);
            Assert.Equal(expected, Quantiles.StudentT(confidence, 4), 2e-13 * expected);
        }
    }

    [Fact]
    public void The_normal_quantile_of_90_percent() => Assert.Equal(1.6448536269514722, Quantiles.Normal(0.9), 1e-14);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_confidence_lies_between_0_and_1(double confidence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantiles.Normal(confidence));
}
