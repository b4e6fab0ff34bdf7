using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Biomass;

/// <summary>Biomass and carbon of one tree, kg; below-ground parts absent where the equation gives none.</summary>
public readonly record struct TreeBiomassKg(
    double Agb, double? Bgb = null, double? Total = null, double? AgCarbon = null, double? BgCarbon = null, double? TotalCarbon = null);

/// <summary>Single-tree biomass equations: kg of dry matter from diameter D in cm and height H in m.</summary>
public static class TreeBiomass
{
    public const string ChineseFirId = "LY/T2264-2014/杉木";

    private const double SegmentDbhCm = 5;
    private const double AboveGroundCarbonFraction = 0.5003;
    private const double BelowGroundCarbonFraction = 0.488;

    private static readonly Citation ChineseFirSource =
        new("LY/T 2264-2014 杉木立木生物量模型；系数取自 forestscientist/StemAnalysis allomPardata.csv", "S24");

    private static readonly Citation ZhejiangSource = new("ChinaXiv-202003.00015V1 浙江亚热带次生林单木生物量方程", "S17");

    private static readonly Dictionary<string, (double Factor, double Power)> Zhejiang = new(StringComparer.Ordinal)
    {
        ["S17/木荷"] = (0.07103, 0.91),
        ["S17/青冈"] = (0.08542, 0.91),
        ["S17/杉木"] = (0.11584, 0.75),
        ["S17/其他阔叶"] = (0.09459, 0.87),
    };

    /// <summary>Biomass of a tree by the equation of that exact id with its source, or null for an unknown id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Diameter or height not above 0.</exception>
    public static (TreeBiomassKg Biomass, Citation Citation)? Of(string equation, double dbhCm, double heightM)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dbhCm);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heightM);
        if (equation == ChineseFirId) return (ChineseFir(dbhCm, heightM), ChineseFirSource);
        if (!Zhejiang.TryGetValue(equation, out var e)) return null;
        return (new TreeBiomassKg(e.Factor * Math.Pow(dbhCm * dbhCm * heightM, e.Power)), ZhejiangSource);
    }

    /// <summary>Chinese fir above and below ground, kg d.m., and carbon, kg C.</summary>
    /// <remarks>
    /// Fact sheet §5.2, values [S24], number of the standard [M]:
    /// <code>
    ///   D ≥ 5 cm   AGB = 0.065388·D^2.01735·H^0.49425   BGB = 0.016385·D^2.52941·H^−0.11744
    ///   D &lt; 5 cm   AGB = 0.190713·D^1.35226·H^0.49452   BGB = 0.034655·D^2.06398·H^−0.11744
    ///   C = AGB·0.5003 and BGB·0.488
    /// </code>
    /// D = 5.0 takes the upper segment; the small step there is the published equation's and is not smoothed.
    /// </remarks>
    public static TreeBiomassKg ChineseFir(double dbhCm, double heightM)
    {
        var isLarge = dbhCm >= SegmentDbhCm;
        var agb = isLarge
            ? 0.065388 * Math.Pow(dbhCm, 2.01735) * Math.Pow(heightM, 0.49425)
            : 0.190713 * Math.Pow(dbhCm, 1.35226) * Math.Pow(heightM, 0.49452);
        var bgb = isLarge
            ? 0.016385 * Math.Pow(dbhCm, 2.52941) * Math.Pow(heightM, -0.11744)
            : 0.034655 * Math.Pow(dbhCm, 2.06398) * Math.Pow(heightM, -0.11744);
        var agCarbon = agb * AboveGroundCarbonFraction;
        var bgCarbon = bgb * BelowGroundCarbonFraction;
        return new TreeBiomassKg(agb, bgb, agb + bgb, agCarbon, bgCarbon, agCarbon + bgCarbon);
    }
}
