using System.Globalization;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Testing;

namespace ForestCarbon.Growth.Tests.Curves;

/// <summary>320 real Chinese birch-broadleaf stands (plots-cn/forestData.csv): age in years, volume in m³/ha.</summary>
public sealed class RealStandTests
{
    /// <summary>Reference: mpmath 1.3.0, 25 digits, Levenberg–Marquardt of its own with numerical slopes.</summary>
    [Theory]
    [InlineData(GrowthForm.Richards, new[] { 175.4679799580775, 0.014396739632248814, 1.0836859836005799 }, 609564.1864518808, 0.23733777045110904)]
    [InlineData(GrowthForm.Logistic, new[] { 133.0040797707274, 5.941528583159984, 0.047133627365827394 }, 607805.1327145414, 0.23953862784239463)]
    [InlineData(GrowthForm.Gompertz, new[] { 145.1397618795155, 2.357950003547906, 0.029741234319729856 }, 608421.2253433417, 0.23876779748796642)]
    [InlineData(GrowthForm.Korf, new[] { 1145.8852687207575, 7.73302902391909, 0.27821475582360783 }, 610240.2308503353, 0.236491930850196)]
    [InlineData(GrowthForm.Schumacher, new[] { 165.39292985490812, 31.86012093351662 }, 616896.0535654314, 0.22816443277173404)]
    public void A_fit_of_real_stands_is_that_of_an_independent_solver(GrowthForm form, double[] parameters, double rss, double r2)
    {
        var (ages, volumes) = Read();

        var fit = CurveFit.Fit(form, ages, volumes)!;

        Assert.True(fit.Converged);
        Assert.Equal(320, fit.N);
        foreach (var (found, wanted) in fit.Curve.Parameters.Zip(parameters))
            Assert.InRange(found / wanted, 1 - 1e-6, 1 + 1e-6);
        Assert.InRange(fit.Rss / rss, 1 - 1e-9, 1 + 1e-9);
        Assert.InRange(fit.R2!.Value / r2, 1 - 1e-9, 1 + 1e-9);
    }

    private static (double[] Ages, double[] Volumes) Read()
    {
        var rows = File.ReadLines(Repository.SharedFile("plots-cn/forestData.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        return ([.. rows.Select(r => double.Parse(r[2], CultureInfo.InvariantCulture))], [.. rows.Select(r => double.Parse(r[7], CultureInfo.InvariantCulture))]);
    }
}
