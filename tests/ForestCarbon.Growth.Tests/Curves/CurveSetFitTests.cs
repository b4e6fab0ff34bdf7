using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;

namespace ForestCarbon.Growth.Tests.Curves;

public sealed class CurveSetFitTests
{
    private static readonly GrowthCurve Truth = new(GrowthForm.Gompertz, 240, 3.2, 0.09);

    [Fact]
    public void A_stratum_on_a_known_curve_is_fitted_with_that_form()
    {
        var (curves, gaps, _, _) = Fit(Stand(40));

        Assert.Empty(gaps);
        var stratum = Assert.Single(curves, c => c.Stratum.Level == CurveLevel.Stratum);
        Assert.Equal(GrowthForm.Gompertz, stratum.Curve.Form);
        Assert.Equal(240, stratum.Curve.A, 1e-3);
        Assert.Equal(40, stratum.Basis.Parcels);
        Assert.Single(curves, c => c.Stratum.Level == CurveLevel.Group);
    }

    [Theory]
    [InlineData(29, 1, "few_parcels")]
    [InlineData(40, 14, "few_ages")]
    [InlineData(40, 0.3, "short_span")]
    public void What_is_too_thin_gives_no_curve_and_says_why(int parcels, double yearsApart, string reason)
    {
        var (curves, gaps, _, _) = Fit(Stand(parcels, i => reason == "few_ages" ? 5 + (int)(i % 3 * yearsApart) : 5 + (int)(i * yearsApart)));

        Assert.Empty(curves);
        Assert.All(gaps, gap => Assert.Equal(reason, gap.Reason));
    }

    [Fact]
    public void Planted_and_natural_stands_never_share_a_curve()
    {
        var (curves, _, _, _) = Fit([.. Stand(40), .. Stand(40).Select(o => o with { Origin = StandOrigin.Natural, VolumeM3PerHa = o.VolumeM3PerHa / 2 })]);

        Assert.Equal(240, curves.Single(c => c.Stratum is { Level: CurveLevel.Group, Origin: StandOrigin.Planted }).Curve.A, 1e-3);
        Assert.Equal(120, curves.Single(c => c.Stratum is { Level: CurveLevel.Group, Origin: StandOrigin.Natural }).Curve.A, 1e-3);
    }

    [Fact]
    public void An_asymptote_the_data_do_not_show_is_not_taken()
    {
        // Straight growth with noise up to 44 years: nearest to it comes a Korf with an asymptote of thousands and an error above it.
        var straight = Stand(42).Select((o, i) => o with { VolumeM3PerHa = (2 * o.Age) + (i * 7 % 11) - 5 });

        Assert.All(Fit([.. straight]).Curves, c => Assert.True(c.StandardErrors[0] < c.Curve.A));
    }

    [Fact]
    public void Area_decides_the_weight()
    {
        var mixed = Stand(40).Concat(Stand(40).Select(o => o with { VolumeM3PerHa = o.VolumeM3PerHa * 2, AreaM2 = 1_000_000_000m })).ToList();

        Assert.InRange(Fit(mixed).Curves[0].Curve.A, 479, 481);
    }

    [Fact]
    public void The_order_of_the_parcels_changes_no_bit()
    {
        var observations = Stand(60).Select((o, i) => o with { VolumeM3PerHa = o.VolumeM3PerHa * (1 + (i % 7 * 0.03)) }).ToList();
        var turned = Enumerable.Reverse(observations).ToList();

        Assert.Equal(CurveBook.Sha256Of(Fit(observations).Curves, []), CurveBook.Sha256Of(Fit(turned).Curves, []));
    }

    private static FittedSet Fit(IEnumerable<CurveObservation> observations)
    {
        var samples = new CurveSamples();
        foreach (var observation in observations)
            samples.Add(observation);
        return CurveSetFit.Of(samples);
    }

    private static List<CurveObservation> Stand(int parcels, Func<int, int>? age = null) =>
        [.. Enumerable.Range(0, parcels).Select(i =>
        {
            var years = age?.Invoke(i) ?? 3 + i;
            return new CurveObservation("fir", "310", StandOrigin.Planted, 2, years, Truth.At(years), 10_000 + i);
        })];
}
