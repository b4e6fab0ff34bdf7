using CsCheck;
using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Carbon.Tests.Growth;

public sealed class DifferenceFamilyTests
{
    private static readonly Gen<DifferenceFamily> Families = Gen.Select(Gen.Double[0.02, 0.2], Gen.Double[-1, 3], Gen.Double[0, 12])
        .Select((b1, b2, b3) => new DifferenceFamily(b1, b2, b3 + Math.Max(0, -6 * b2), 4.5, 6));

    /// <summary>A family, a site inside it, an age, and the volume of that site at that age.</summary>
    private static readonly Gen<(DifferenceFamily Family, double Site, int Age, double Volume)> Parcels =
        Gen.Select(Families, Gen.Double[4.2, 6.2], Gen.Int[5, 80]).Select((family, site, age) => (family, site, age, family.At(site, age)))
            .Where(p => p.Item1.PowerOf(p.Item2) > 0.05 && p.Item4 > 1e-3);

    /// <summary>X and V from ln V = X + (b2 + b3/X)·L as it is written above the type: mpmath 1.3.0, 40 digits.</summary>
    [Theory]
    [InlineData(0.08, 1.2, 4, 20, 120, 15, 5.23057282098104633, 165.225333154758476)]
    [InlineData(0.05, -1.5, 18, 8, 14.5, 40, 5.00243407920250026, 121.862184161842681)]
    [InlineData(0.12, 3.1, -6, 35, 260, 1, 5.5913064452676902, 260.908028938237483)]
    [InlineData(0.03, 0.4, 7.25, 60, 95, 60, 4.8938219791412868, 126.684291719155406)]
    [InlineData(0.2, 2, 0, 5, 33.3, 100, 4.42290768776056193, 83.3382548994845833)]
    public void It_is_the_published_equation_to_twelve_digits(
        double b1, double b2, double b3, int age, double volume, int years, double site, double then)
    {
        var family = new DifferenceFamily(b1, b2, b3, 4.5, 6);

        var found = family.SiteOf(age, volume)!.Value;

        Assert.InRange(found / site, 1 - 1e-12, 1 + 1e-12);
        Assert.InRange(family.VolumeAfter(found, age, volume, years) / then, 1 - 1e-12, 1 + 1e-12);
    }

    [Fact]
    public void It_passes_through_the_parcel_to_the_last_bit() =>
        Parcels.Sample(p => p.Family.VolumeAfter(p.Site, p.Age, p.Volume, 0) == p.Volume);

    [Fact]
    public void A_parcel_on_a_member_is_given_that_member() =>
        Parcels.Sample(p => p.Family.SiteOf(p.Age, p.Volume) is { } site && Math.Abs(site - p.Site) <= 1e-9);

    [Fact]
    public void Two_steps_are_one() =>
        Gen.Select(Parcels, Gen.Int[0, 40], Gen.Int[0, 40]).Sample((p, first, second) =>
        {
            var middle = p.Family.VolumeAfter(p.Site, p.Age, p.Volume, first);
            var inOne = p.Family.VolumeAfter(p.Site, p.Age, p.Volume, first + second);
            return p.Family.SiteOf(p.Age + first, middle) is { } site
                && Math.Abs(p.Family.VolumeAfter(site, p.Age + first, middle, second) - inOne) <= 1e-9 * inOne;
        });

    [Fact]
    public void It_rises_every_year_and_stays_below_its_own_asymptote() =>
        Gen.Select(Parcels, Gen.Int[1, 80]).Sample((p, years) =>
            p.Family.VolumeAfter(p.Site, p.Age, p.Volume, years) is var then
            && then >= p.Family.VolumeAfter(p.Site, p.Age, p.Volume, years - 1) && then <= Math.Exp(p.Site) * (1 + 1e-12));

    [Fact]
    public void At_one_age_more_volume_is_a_better_site() =>
        Gen.Select(Parcels, Gen.Double[1.01, 1.5]).Sample((p, more) =>
            p.Family.SiteOf(p.Age, p.Volume * more) is not { } better || better > p.Site);

    [Fact]
    public void Sites_differ_in_shape_and_not_in_size_alone()
    {
        var family = new DifferenceFamily(0.08, 1.2, 4, 4.5, 6);

        Assert.NotEqual(family.At(5, 10) / family.At(5, 40), family.At(5.8, 10) / family.At(5.8, 40), 1e-3);
    }

    [Theory]
    [InlineData(4, 20)] // younger than five years
    [InlineData(20, 0)]
    [InlineData(20, 0.5)] // an asymptote far below the poorest site
    [InlineData(20, 900)] // and far above the best
    public void Where_no_member_passes_through_the_parcel_there_is_none(int age, double volume) =>
        Assert.Null(new DifferenceFamily(0.08, 1.2, 4, 5, 5.8).SiteOf(age, volume));

    [Theory]
    [InlineData(0, 1, 1, 5, 6)]
    [InlineData(0.1, double.NaN, 1, 5, 6)]
    [InlineData(0.1, 1, 1, 6, 5)]
    public void Figures_that_make_no_family_are_refused(double b1, double b2, double b3, double lowest, double highest) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DifferenceFamily(b1, b2, b3, lowest, highest));
}
