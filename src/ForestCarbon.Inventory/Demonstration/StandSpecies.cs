namespace ForestCarbon.Inventory.Demonstration;

/// <summary>How a species grows in the demonstration: limits of age groups, volume by age, height by age, volume of one tree.</summary>
/// <remarks>
/// Age limits: fact sheet section 7 [M]; 620 and 630 have no row there and are recorded like hard broadleaves. Volume curves:
/// the placeholder Richards sets of fact sheet section 6.2 [?], 示例 — invented, never to be used for anything but making
/// this county. Height curves are invented likewise. Volume of a tree: LY208-77, fact sheet section 6.1 [S26].
/// </remarks>
internal sealed record StandSpecies(
    short Code, string ShortName, int[]? PlantedAges, int[]? NaturalAges, double A, double K, double C, double HeightM, double HeightRate,
    (double A, double B, double C) Tree)
{
    private static readonly (double, double, double) FirTree = (0.000058777042, 1.9699831, 0.89646157);
    private static readonly (double, double, double) PineTree = (0.000062341803, 1.8551497, 0.95682492);
    private static readonly (double, double, double) OakTree = (0.000059599785, 1.8564005, 0.93056206);
    private static readonly (double, double, double) BroadTree = (0.000052750716, 1.9450324, 0.93862330);
    private static readonly int[] Pine = [10, 20, 30, 50];
    private static readonly int[] NaturalPine = [20, 30, 40, 60];
    private static readonly int[] Middling = [10, 20, 30, 50];
    private static readonly int[] NaturalMiddling = [20, 40, 50, 70];
    private static readonly int[] Slow = [20, 40, 50, 70];
    private static readonly int[] NaturalSlow = [40, 60, 80, 120];
    private static readonly int[] Fast = [5, 10, 15, 25];

    private static readonly Dictionary<short, StandSpecies> All = new StandSpecies[]
    {
        new(310, "杉", [10, 20, 25, 35], null, 380, 0.075, 3.0, 24, 0.060, FirTree),
        new(220, "马", Pine, NaturalPine, 320, 0.060, 3.2, 22, 0.048, PineTree),
        new(261, "湿", Pine, null, 300, 0.080, 2.8, 22, 0.058, PineTree),
        new(350, "柏", [20, 40, 60, 80], [40, 60, 80, 120], 260, 0.040, 2.6, 17, 0.035, PineTree),
        new(410, "栎", Slow, NaturalSlow, 260, 0.055, 2.6, 18, 0.042, OakTree),
        new(440, "樟", Slow, NaturalSlow, 260, 0.055, 2.6, 18, 0.045, BroadTree),
        new(480, "荷", Middling, NaturalMiddling, 260, 0.055, 2.6, 19, 0.045, BroadTree),
        new(481, "枫", Middling, NaturalMiddling, 260, 0.055, 2.6, 21, 0.048, BroadTree),
        new(490, "阔", Slow, NaturalSlow, 260, 0.055, 2.6, 18, 0.042, BroadTree),
        new(530, "杨", Fast, null, 260, 0.140, 2.6, 24, 0.110, BroadTree),
        new(550, "桉", Fast, null, 260, 0.280, 2.6, 26, 0.160, BroadTree),
        new(590, "软", Fast, null, 260, 0.120, 2.6, 21, 0.090, BroadTree),
        new(620, "阔", Slow, NaturalSlow, 260, 0.055, 2.6, 19, 0.042, BroadTree),
        new(630, "混", Slow, NaturalSlow, 280, 0.055, 2.8, 20, 0.044, BroadTree),
    }.ToDictionary(s => s.Code);

    public static StandSpecies Of(short code) => All[code];

    /// <summary>Upper ages of young, middle-aged, near-mature and mature.</summary>
    public int[] Limits(bool planted) => (planted ? PlantedAges : NaturalAges) ?? PlantedAges!;

    public short GroupOf(int age, bool planted)
    {
        var limits = Limits(planted);
        return (short)(1 + limits.Count(limit => age > limit));
    }

    /// <summary>Hidden volume of a fully stocked stand, m³/ha: V(a) = A·s·(1 − e^(−k·a))^c, natural stands slower and lower, s by site class.</summary>
    public double FullVolume(int age, bool planted, short siteClass)
    {
        var site = siteClass switch { 1 => 1.22, 2 => 1.0, _ => 0.78 };
        var (a, k) = planted ? (A, K) : (A * 0.85, K * 0.8);
        return a * site * Math.Pow(1 - Math.Exp(-k * age), C);
    }

    public double HeightAt(int age, short siteClass) =>
        1.3 + (HeightM * (siteClass switch { 1 => 1.1, 2 => 1.0, _ => 0.88 }) * Math.Pow(1 - Math.Exp(-HeightRate * age), 1.15));

    /// <summary>Diameter at which a tree of this height holds <paramref name="volumeM3"/>.</summary>
    public double DiameterOf(double volumeM3, double heightM) => Math.Pow(volumeM3 / (Tree.A * Math.Pow(heightM, Tree.C)), 1 / Tree.B);

    public double TreeVolumeM3(double diameterCm, double heightM) => Tree.A * Math.Pow(diameterCm, Tree.B) * Math.Pow(heightM, Tree.C);
}
