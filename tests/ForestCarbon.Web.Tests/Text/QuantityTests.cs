using ForestCarbon.Web.Text;

namespace ForestCarbon.Web.Tests.Text;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(true, false, "1,500.0", "亩"), InlineData(true, true, "0.2", "万亩"), InlineData(false, false, "100.0", "公顷")]
    public void One_square_kilometre_is_1500_mu_and_100_hectares(bool inMu, bool wan, string figure, string unit) =>
        Assert.Equal(new Shown(figure, unit), Quantity.Area(1_000_000m, inMu, wan, 1, inEnglish: false));

    [Fact]
    public void Ground_that_is_not_accounted_has_no_tonnes_rather_than_none() =>
        Assert.Equal("–", Quantity.Tonnes(null, inTenThousands: false, 1, inEnglish: false).Figure);

    [Fact]
    public void Fen_are_shown_as_yuan_with_a_true_minus() =>
        Assert.Equal(new Shown("−1,083.05", "元"), Quantity.Money(-108_305, inEnglish: false));

    [Fact]
    public void One_tonne_on_one_mu_is_fifteen_on_a_hectare()
    {
        // 3,000 kg on 2,000 m² = 3 mu.
        Assert.Equal("1.00", Quantity.Density(3_000, 2_000m, inMu: true, inEnglish: false).Figure);
        Assert.Equal("15.0", Quantity.Density(3_000, 2_000m, inMu: false, inEnglish: false).Figure);
    }

    [Theory, InlineData(0.0005, "+0.001"), InlineData(-0.0004, "0.000"), InlineData(0, "0.000"), InlineData(-0.069, "−0.069")]
    public void A_deviation_carries_its_sign_and_zero_carries_none(double value, string shown) =>
        Assert.Equal(shown, Figures.WithSign((decimal)value, 3));
}
