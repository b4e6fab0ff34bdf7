using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;

namespace ForestCarbon.Growth.Tests.Curves;

public sealed class FamilyFitTests
{
    private static readonly DifferenceFamily Truth = new(0.07, 0.9, 5, 4.9, 5.7);
    private static readonly double[] Sites = [5.7, 5.3, 4.9];

    [Fact]
    public void A_species_on_a_known_family_is_fitted_to_it()
    {
        var set = Fit(Stands());

        var family = Assert.Single(set.Families, f => f.Scope == new FamilyScope("fir", "310", StandOrigin.Planted));
        Assert.Equal(0.07, family.Family.B1, 1e-6);
        Assert.Equal(0.9, family.Family.B2, 1e-4);
        Assert.Equal(5, family.Family.B3, 1e-3);
        Assert.Equal(Sites, family.Sites.Select(s => Math.Round(s.X, 5)));
        Assert.Equal([1, 2, 3], family.Sites.Select(s => s.SiteClass));
        Assert.Equal(120, family.Basis.Parcels);
        Assert.Equal((Sites.Min(), Sites.Max()), (Math.Round(family.Family.LowestSite, 5), Math.Round(family.Family.HighestSite, 5)));
        Assert.Single(set.Families, f => f.Scope.SpeciesCode is null);
        Assert.Empty(set.FamilyGaps);
    }

    [Fact]
    public void Its_figures_are_those_of_least_squares_over_every_parcel()
    {
        var stands = Stands().Select((o, i) => o with { VolumeM3PerHa = o.VolumeM3PerHa * (1 + (((i * 7 % 11) - 5) / 40.0)) }).ToList();
        var found = Fit(stands).Families[0];
        double[] end = [found.Family.B1, found.Family.B2, found.Family.B3, .. found.Sites.Select(s => s.X)];
        var weight = stands.Count / stands.Sum(o => (double)o.AreaM2);
        double Rss(double[] p) => stands.Sum(o =>
        {
            var x = p[2 + o.SiteClass!.Value];
            var residual = o.VolumeM3PerHa - Math.Exp(x + ((p[1] + (p[2] / x)) * Math.Log(1 - Math.Exp(-p[0] * o.Age))));
            return weight * (double)o.AreaM2 * residual * residual;
        });

        Assert.Equal(Rss(end), found.Rss, 1e-7 * found.Rss);
        Assert.Equal(Math.Sqrt(found.Rss / (stands.Count - 6)), found.ResidualM3PerHa, 1e-12 * found.ResidualM3PerHa);
        for (var i = 0; i < end.Length; i++)
            foreach (var by in new[] { -1e-4, 1e-4 })
                Assert.True(Rss([.. end.Select((p, j) => j == i ? p * (1 + by) : p)]) > found.Rss, $"parameter {i} is not at the bottom");

        // Half the bend of the rss is JᵀWJ here (small residuals): its inverse times the variance is the covariance, to the bends' accuracy.
        var errors = CovarianceByBends(Rss, end, found.Rss / (stands.Count - 6));
        for (var i = 0; i < 3; i++)
        {
            Assert.InRange(found.StandardErrors[i] / Math.Sqrt(errors[i, i]), 0.9, 1.1);
            for (var j = 0; j < 3; j++)
                Assert.InRange(found.Covariance[(i * 3) + j] / errors[i, j], 0.8, 1.2);
        }
    }

    [Fact]
    public void Area_decides_the_weight()
    {
        var mixed = Stands().Concat(Stands().Select(o => o with { VolumeM3PerHa = o.VolumeM3PerHa * 2, AreaM2 = 1_000_000_000m })).ToList();

        Assert.Equal(Math.Log(2) + Sites[0], Fit(mixed).Families[0].Sites[0].X, 0.01);
    }

    [Fact]
    public void One_site_class_makes_no_family_and_says_so()
    {
        var (_, _, families, gaps) = Fit(Stands().Where(o => o.SiteClass == 2 || (o.SiteClass == 1 && o.Age < 20)));

        Assert.Empty(families);
        Assert.All(gaps, gap => Assert.Equal(("few_sites", 1), (gap.Reason, gap.Sites)));
        Assert.Equal(2, gaps.Count);
    }

    [Fact]
    public void A_group_has_a_family_where_none_of_its_species_has()
    {
        // Each species has one of the two sites.
        var (_, _, families, gaps) = Fit(Stands().Where(o => o.SiteClass < 3).Select(o => o with { SpeciesCode = o.SiteClass == 1 ? "310" : "311" }));

        Assert.Null(Assert.Single(families).Scope.SpeciesCode);
        Assert.Equal(["310", "311"], gaps.Select(g => g.Scope.SpeciesCode));
    }

    [Fact]
    public void The_order_of_the_parcels_changes_no_bit()
    {
        var observations = Stands().Select((o, i) => o with { VolumeM3PerHa = o.VolumeM3PerHa * (1 + (i % 7 * 0.03)) }).ToList();

        Assert.Equal(
            CurveBook.Sha256Of([], Fit(observations).Families), CurveBook.Sha256Of([], Fit(Enumerable.Reverse(observations)).Families));
    }

    [Fact]
    public void Every_figure_of_a_family_is_in_the_hash_of_its_set()
    {
        var family = Fit(Stands()).Families[0];
        var f = family.Family;
        StandFamily[] changed =
        [
            family with { Family = new DifferenceFamily(f.B1 * 1.01, f.B2, f.B3, f.LowestSite, f.HighestSite) },
            family with { Family = new DifferenceFamily(f.B1, f.B2 + 0.01, f.B3, f.LowestSite, f.HighestSite) },
            family with { Family = new DifferenceFamily(f.B1, f.B2, f.B3 + 0.01, f.LowestSite, f.HighestSite) },
            family with { Covariance = [.. family.Covariance.Select(c => c * 2)] },
            family with { Sites = [family.Sites[0] with { X = 5 }, .. family.Sites.Skip(1)] },
            family with { Scope = family.Scope with { Origin = StandOrigin.Natural } },
        ];

        Assert.All(changed, c => Assert.NotEqual(CurveBook.Sha256Of([], [family]), CurveBook.Sha256Of([], [c])));
    }

    private static double[,] CovarianceByBends(Func<double[], double> rss, double[] end, double variance)
    {
        var n = end.Length;
        var half = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(n, n, (i, j) =>
        {
            double At(int a, int b) => rss([.. end.Select((p, k) => p * (1 + (k == i ? a * 1e-3 : 0) + (k == j ? b * 1e-3 : 0)))]);
            return (At(1, 1) - At(1, -1) - At(-1, 1) + At(-1, -1)) / (4 * end[i] * end[j] * 1e-6) / 2;
        });
        return (half.Inverse() * variance).ToArray();
    }

    private static FittedSet Fit(IEnumerable<CurveObservation> observations)
    {
        var samples = new CurveSamples();
        foreach (var observation in observations)
            samples.Add(observation);
        return CurveSetFit.Of(samples);
    }

    private static IEnumerable<CurveObservation> Stands() => Enumerable.Range(0, 120).Select(i => new CurveObservation(
        "fir", "310", StandOrigin.Planted, 1 + (i / 40), 3 + (i % 40), Truth.At(Sites[i / 40], 3 + (i % 40)), 10_000 + (i * 31)));
}
