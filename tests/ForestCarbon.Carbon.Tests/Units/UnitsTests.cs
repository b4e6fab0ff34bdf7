using CsCheck;
using ForestCarbon.Carbon.Units;

namespace ForestCarbon.Carbon.Tests.Units;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(1, "mu", "m2", 2000.0 / 3)]        // definitions.md §1: 1 mu = 2000/3 m² exactly
    [InlineData(15, "mu", "ha", 1)]
    [InlineData(1, "km2", "mu", 1500)]
    [InlineData(170, "wan_mu", "ha", 113333.33333333333)]
    [InlineData(12, "tC", "tCO2e", 44)]
    [InlineData(-44, "tCO2e", "tC", -12)]
    public void Conversions_are_exact_ratios(double value, string from, string to, double expected) =>
        Assert.Equal(expected, Convert(value, from, to));

    [Fact]
    public void An_area_is_not_a_mass()
    {
        Assert.True(MeasureUnit.TryFind("ha", out var ha));
        Assert.True(MeasureUnit.TryFind("tC", out var tonnes));
        Assert.Throws<ArgumentException>(() => ha.Convert(1, tonnes));
    }

    [Fact]
    public void Mu_in_and_hectares_in_are_the_same_area() =>
        Gen.Double[0, 1e9].Sample(mu => Hectares.From(new Mu(mu)).Value == Convert(mu, "mu", "ha"));

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_area_is_finite_and_not_negative(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Hectares(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mu(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SquareMetres(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CubicMetresPerHectare(value));
    }

    [Fact]
    public void A_lost_stock_is_a_negative_mass() => Assert.Equal(-44, new TonnesCarbon(-12).ToCO2e().Value);

    private static double Convert(double value, string from, string to) =>
        MeasureUnit.TryFind(from, out var a) && MeasureUnit.TryFind(to, out var b)
            ? a.Convert(value, b)
            : throw new ArgumentException("unknown unit");
}
