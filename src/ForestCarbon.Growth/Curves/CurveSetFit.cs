using System.Text.RegularExpressions;
using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Curves;

/// <summary>Fits every stratum and every species group of a county.</summary>
public static partial class CurveSetFit
{
    /// <summary>definitions.md §3: our thresholds.</summary>
    public const int LeastParcels = 30;
    public const int LeastAges = 4;
    public const int LeastSpanYears = 15;

    /// <summary>The rule as it is stored with every set and shown beside it.</summary>
    public const string Rule =
        "乔木林（0111），近 10 年无干扰记录，非经济林；按树种×起源×立地等级分层，人工与天然分开；" +
        "至少 30 个小班、4 个年龄、跨 15 年；按椭球面积加权的最小二乘。" + RuleOfForms;

    /// <summary>The rule where measured plots were fitted instead of parcels.</summary>
    public const string RuleOfPlots =
        "样地：乔木林（0111），近 10 年无干扰记录，非经济林；按树种×起源×立地等级分层，人工与天然分开；" +
        "至少 30 个样地、4 个年龄、跨 15 年；按样地面积加权的最小二乘。" + RuleOfForms;

    private const string RuleOfForms =
        "形式取 Richards、Logistic、Gompertz、Korf、Schumacher 中收敛、渐近值大于其标准误且残差平方和最小者，相等取前者。" +
        "不满足的层用树种组×起源的曲线，并逐小班标明。" +
        "差分族（GADA，Richards 基式）按树种×起源、树种组×起源拟合，各立地等级一个 X，同时求出；每个等级须自满足上述条件，至少两个等级。";

    private const string RuleOfFormsInEnglish =
        "Of Richards, Logistic, Gompertz, Korf and Schumacher the form that converges with an asymptote larger than its standard error and the lowest residual sum of squares, the first of equals. "
        + "Strata that do not meet this take the curve of species group × origin, and every parcel says so. "
        + "Difference families (GADA, Richards base) by species × origin and species group × origin, one X a site class, fitted together; each class meets the conditions by itself, at least two of them.";

    /// <summary>A stored rule in English; null of a rule this program does not write.</summary>
    public static string? RuleInEnglish(string rule)
    {
        if (rule == Rule)
            return "Tree forest (0111) without a recorded disturbance in the last 10 years, no economic forest; strata of species × origin × site class, planted and natural apart; "
                + "at least 30 parcels of 4 ages over 15 years; least squares weighted by ellipsoidal area. " + RuleOfFormsInEnglish;
        if (!rule.StartsWith(RuleOfPlots, StringComparison.Ordinal) || CountsOfPlots().Match(rule[RuleOfPlots.Length..]) is not { Success: true, Groups: var counts })
            return null;
        return "Sample plots: tree forest (0111) without a recorded disturbance in the last 10 years, no economic forest; strata of species × origin × site class, planted and natural apart; "
            + "at least 30 plots of 4 ages over 15 years; least squares weighted by plot area. " + RuleOfFormsInEnglish
            + $" Of {counts[1].Value} plots of tree forest {counts[2].Value} are used; {counts[3].Value} {(counts[4].Success ? "are not, and each is listed with the reason" : "lack what is needed")}.";
    }

    /// <summary>What follows the rule of plots: how many there were, were used, and were not.</summary>
    internal static string Counts(int plots, int used) => $"乔木林样地 {plots} 个，用 {used} 个，未用 {plots - used} 个，逐个列出原因。";

    // Sets fitted before the plots were listed one by one say 缺项未用.
    [GeneratedRegex("^乔木林样地 ([0-9]+) 个，用 ([0-9]+) 个，(?:缺项)?未用 ([0-9]+) 个(，逐个列出原因)?。$")]
    private static partial Regex CountsOfPlots();

    /// <summary>A family rests on at least this many site classes, each with parcels enough for a curve of its own.</summary>
    public const int LeastSites = 2;

    private static readonly GrowthForm[] Forms =
        [GrowthForm.Richards, GrowthForm.Logistic, GrowthForm.Gompertz, GrowthForm.Korf, GrowthForm.Schumacher];

    /// <summary>Curves, families and gaps in the order they are stored in; the order of the parcels has no effect.</summary>
    public static FittedSet Of(CurveSamples samples)
    {
        var (curves, gaps) = CurvesOf(samples);
        var families = new List<StandFamily>();
        var familyGaps = new List<FamilyGap>();
        foreach (var scope in samples.Families)
        {
            var sites = samples.Of(scope);
            var enough = sites.Where(s => Lack(s.Sample.Basis) is null).ToList();
            var reason = "few_sites";
            if (enough.Count >= LeastSites)
            {
                if (FamilyFit.Fit(scope, CurveSample.BasisOf(enough.Select(s => s.Sample)), enough) is { } family)
                {
                    families.Add(family);
                    continue;
                }
                reason = "not_converged";
            }
            familyGaps.Add(new FamilyGap(scope, enough.Count, sites.Sum(s => s.Sample.Basis.Parcels), reason));
        }
        return new FittedSet(curves, gaps, families, familyGaps);
    }

    private static (List<StandCurve> Curves, List<CurveGap> Gaps) CurvesOf(CurveSamples samples)
    {
        var curves = new List<StandCurve>();
        var gaps = new List<CurveGap>();
        foreach (var stratum in samples.Strata)
        {
            var sample = samples.Of(stratum);
            if (Lack(sample.Basis) is { } lack)
                gaps.Add(new CurveGap(stratum, sample.Basis, lack));
            else if (Best(stratum, sample) is { } curve)
                curves.Add(curve);
            else
                gaps.Add(new CurveGap(stratum, sample.Basis, "not_converged"));
        }
        return (curves, gaps);
    }

    private static string? Lack(CurveBasis basis) =>
        basis.Parcels < LeastParcels ? "few_parcels"
        : basis.Ages < LeastAges ? "few_ages"
        : basis.Oldest - basis.Youngest < LeastSpanYears ? "short_span"
        : null;

    private static StandCurve? Best(CurveStratum stratum, CurveSample sample)
    {
        var folded = sample.Folded();
        // An asymptote its data say nothing about fits young stands as well as any and runs away in forty years.
        var best = Forms
            .Select(form => CurveFit.Fit(form, folded))
            .Where(fit => fit is { Converged: true, StandardErrors: not null, R2: not null } && fit.StandardErrors[0] < fit.Curve.A)
            .MinBy(fit => fit!.Rss); // the first of equals, so ties go by the order of the forms
        return best is null ? null : new StandCurve(
            stratum, best.Curve, best.StandardErrors!, sample.Basis, best.R2!.Value, best.Rss, best.ResidualSe)
        {
            Covariance = best.Covariance, Residuals = [.. sample.Ages.Select(a => ResidualAt(a.Age, a.Points, best.Curve))],
        };
    }

    private static AgeResidual ResidualAt(int age, CurvePoint[] points, GrowthCurve curve)
    {
        var area = points.Sum(p => p.AreaM2);
        var mean = points.Sum(p => (double)p.AreaM2 * p.VolumeM3PerHa) / (double)area;
        var squares = points.Sum(p => (double)p.AreaM2 * (p.VolumeM3PerHa - mean) * (p.VolumeM3PerHa - mean)) / (double)area;
        return new AgeResidual(age, points.Length, area, mean, curve.At(age), points.Length > 1 ? Math.Sqrt(squares) : null);
    }
}

/// <summary>What the parcels of a county gave: curves and difference families, and what gave none.</summary>
public sealed record FittedSet(
    IReadOnlyList<StandCurve> Curves, IReadOnlyList<CurveGap> Gaps, IReadOnlyList<StandFamily> Families, IReadOnlyList<FamilyGap> FamilyGaps);
