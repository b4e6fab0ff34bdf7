using ForestCarbon.Web.Text;

namespace ForestCarbon.Web.Tests.Text;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(true, false, "1,500.00", "亩"), InlineData(true, true, "0.15", "万亩"), InlineData(false, false, "100.0000", "公顷"), InlineData(false, true, "0.010", "万公顷")]
    public void One_square_kilometre_is_1500_mu_and_100_hectares(bool inMu, bool wan, string figure, string unit) =>
        Assert.Equal(new Shown(figure, unit), Quantity.Area(1_000_000m, inMu, wan, inEnglish: false));

    [Theory]
    [InlineData(0.84, true, false), InlineData(99.9, true, false), InlineData(100, true, true), InlineData(0, true, true), InlineData(-50, true, false), InlineData(149, false, false), InlineData(150, false, true)]
    public void Little_ground_is_told_in_the_plain_unit(double mu, bool inMu, bool inTenThousands) =>
        Assert.Equal(inTenThousands, Quantity.FillsTenThousands((decimal)mu * 2000 / 3, inMu));

    [Fact]
    public void What_rounds_to_nothing_has_no_sign()
    {
        Assert.Equal("0.00", Figures.Number(-0.001m, 2));
        Assert.Equal("0.00", Figures.Number(-0.001, 2));
        Assert.Equal("0.00", Quantity.Area(-0.4m, inMu: true, inTenThousands: false, inEnglish: false).Figure);
        Assert.Equal("−0.01", Figures.Number(-0.01m, 2));
    }

    [Fact]
    public void Areas_of_a_column_are_printed_so_that_they_make_the_printed_whole()
    {
        // a third of a mu thrice: 0.33 + 0.33 + 0.33 would make 0.99
        var printed = Quantity.AddingUp([2000m / 9, 2000m / 9, null, 2000m / 9], inMu: true).Select(m2 => Quantity.Area(m2, inMu: true, false, false).Figure);

        Assert.Equal(["0.34", "0.33", "–", "0.33"], printed);
    }

    [Fact]
    public void Ground_that_is_not_accounted_has_no_tonnes_rather_than_none() =>
        Assert.Equal("–", Quantity.Tonnes(null, inTenThousands: false, inEnglish: false).Figure);

    [Fact]
    public void Fen_are_shown_as_yuan_with_a_true_minus() =>
        Assert.Equal(new Shown("−1,083.05", "元"), Quantity.Money(-108_305, inEnglish: false));

    [Fact]
    public void One_tonne_on_one_mu_is_fifteen_on_a_hectare()
    {
        // 3,000 kg on 2,000 m² = 3 mu.
        Assert.Equal("1.00", Quantity.Density(3_000, 2_000m, inMu: true, inEnglish: false).Figure);
        Assert.Equal("15.0", Quantity.Density(3_000, 2_000m, inMu: false, inEnglish: false).Figure);
        Assert.Equal(new Shown("0.470", "t/亩·年"), Quantity.Rate(1_410, 2_000m, inMu: true, inEnglish: false));
        Assert.Equal(new Shown("7.05", "t/ha·a"), Quantity.Rate(1_410, 2_000m, inMu: false, inEnglish: true));
        Assert.Equal(Figures.None, Quantity.Rate(1_410, 0, inMu: true, inEnglish: false).Figure);
    }

    [Fact]
    public void A_step_of_an_explanation_follows_the_switch_and_says_what_was_done()
    {
        Assert.Equal(new ShownStep("126.40", "亩", "8.4267 公顷 × 15"), Quantity.Step(8.42667, "ha", inMu: true, inEnglish: false));
        Assert.Equal(new ShownStep("8.4267", "公顷", null), Quantity.Step(8.42667, "ha", inMu: false, inEnglish: false));
        Assert.Equal(new ShownStep("2.00", "tCO₂e/mu", "÷ 15"), Quantity.Step(30, "t CO₂e/ha", inMu: true, inEnglish: true));
    }

    [Theory, InlineData(0.0005, "+0.001"), InlineData(-0.0004, "0.000"), InlineData(0, "0.000"), InlineData(-0.069, "−0.069")]
    public void A_deviation_carries_its_sign_and_zero_carries_none(double value, string shown) =>
        Assert.Equal(shown, Figures.WithSign((decimal)value, 3));
}
