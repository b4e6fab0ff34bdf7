using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Carbon.Tests.Growth;

public sealed class PlantedStandTests
{
    private static readonly SpeciesFactors Fir = FactorSet.ArCm001V01.Find("310")!, Schima = FactorSet.ArCm001V01.Find("480")!;

    [Fact]
    public void A_pure_stand_is_its_volume_times_the_factors_of_its_species()
    {
        var volume = 300 * Math.Pow(1 - Math.Exp(-0.08 * 20), 2.8);

        // Fact sheet §5, 杉木: D 0.307, BEF 1.634, R 0.246, CF 0.520.
        Assert.Equal(volume * 0.307 * 1.634 * 1.246 * 0.52 * 44 / 12, PlantedStand.Co2eTPerHa(new(GrowthForm.Richards, 300, 0.08, 2.8), [(Fir, 10)], 20), 9);
    }

    [Fact]
    public void A_mixture_takes_its_factors_by_tenths()
    {
        var curve = new GrowthCurve(GrowthForm.Korf, 250, 8, 0.6);
        double Of(params (SpeciesFactors, int)[] mix) => PlantedStand.Co2eTPerHa(curve, mix, 25);

        Assert.Equal((0.7 * Of((Fir, 10))) + (0.3 * Of((Schima, 10))), Of((Fir, 7), (Schima, 3)), 9);
    }

    [Fact]
    public void What_a_curve_says_of_age_zero_is_not_growth()
    {
        var curve = new GrowthCurve(GrowthForm.Logistic, 200, 9, 0.2);

        Assert.True(curve.At(0) > 0);
        Assert.Equal(0, PlantedStand.Co2eTPerHa(curve, [(Fir, 10)], 0));
    }

    [Theory]
    [InlineData("310:10", 1), InlineData("220:7,480:3", 2), InlineData("480:4,481:3,440:3", 3)]
    public void A_mix_is_read(string text, int parts) => Assert.Equal(parts, SpeciesMix.Parse(text)!.Count);

    [Theory]
    [InlineData("310:9"), InlineData("310:5,310:5"), InlineData("310"), InlineData("fir:10"), InlineData("310:11,480:-1"), InlineData(""), InlineData("310:10,480:0")]
    public void What_does_not_make_ten_is_no_mix(string text) => Assert.Null(SpeciesMix.Parse(text));
}
