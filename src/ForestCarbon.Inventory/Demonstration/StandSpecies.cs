namespace ForestCarbon.Inventory.Demonstration;

/// <summary>How a species grows in the demonstration: limits of age groups, volume by age, volume and crown of one tree.</summary>
/// <remarks>
/// Age limits: fact sheet section 7 [M]; 620 and 630 have no row there and are recorded like hard broadleaves. Volume curves:
/// the placeholder Richards sets of fact sheet section 6.2 [?], 示例 — invented, never to be used for anything but making
/// this county. Crowns are invented likewise. Volume of a tree: LY208-77, fact sheet section 6.1 [S26].
/// </remarks>
internal sealed record StandSpecies(
    short Code, string ShortName, int[]? PlantedAges, int[]? NaturalAges, double A, double K, double C, MeanTree Tree)
{
    private static readonly MeanTree FirTree = new(0.000058777042, 1.9699831, 0.89646157, 0.9, 0.13);
    private static readonly MeanTree PineTree = new(0.000062341803, 1.8551497, 0.95682492, 0.9, 0.14);
    private static readonly MeanTree OakTree = new(0.000059599785, 1.8564005, 0.93056206, 1.0, 0.15);
    private static readonly MeanTree BroadTree = new(0.000052750716, 1.9450324, 0.93862330, 1.0, 0.15);
    private static readonly MeanTree FruitTree = BroadTree with { CrownM = 1.4, CrownPerCm = 0.19 };
    private static readonly int[] Pine = [10, 20, 30, 50];
    private static readonly int[] NaturalPine = [20, 30, 40, 60];
    private static readonly int[] Middling = [10, 20, 30, 50];
    private static readonly int[] NaturalMiddling = [20, 40, 50, 70];
    private static readonly int[] Slow = [20, 40, 50, 70];
    private static readonly int[] NaturalSlow = [40, 60, 80, 120];
    private static readonly int[] Fast = [5, 10, 15, 25];

    private static readonly Dictionary<short, StandSpecies> All = new StandSpecies[]
    {
        new(310, "杉", [10, 20, 25, 35], null, 380, 0.075, 3.0, FirTree),
        new(220, "马", Pine, NaturalPine, 320, 0.060, 3.2, PineTree),
        new(261, "湿", Pine, null, 300, 0.080, 2.8, PineTree),
        new(350, "柏", [20, 40, 60, 80], [40, 60, 80, 120], 260, 0.040, 2.6, PineTree),
        new(410, "栎", Slow, NaturalSlow, 260, 0.055, 2.6, OakTree),
        new(440, "樟", Slow, NaturalSlow, 260, 0.055, 2.6, BroadTree),
        new(480, "荷", Middling, NaturalMiddling, 260, 0.055, 2.6, BroadTree),
        new(481, "枫", Middling, NaturalMiddling, 260, 0.055, 2.6, BroadTree),
        new(490, "阔", Slow, NaturalSlow, 260, 0.055, 2.6, BroadTree),
        new(530, "杨", Fast, null, 260, 0.140, 2.6, BroadTree),
        new(550, "桉", Fast, null, 260, 0.280, 2.6, BroadTree),
        new(590, "软", Fast, null, 260, 0.120, 2.6, BroadTree),
        new(620, "阔", Slow, NaturalSlow, 260, 0.055, 2.6, BroadTree),
        new(630, "混", Slow, NaturalSlow, 280, 0.055, 2.8, BroadTree),
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

    /// <summary>The tree of an orchard that counts as tree forest, by its demonstration code; null for oil tea, which is shrub.</summary>
    public static MeanTree? OrchardOf(string code) => code is "D02" or "D03" ? FruitTree : null;

    /// <summary>Diameter, cm, at which trees of this slenderness that hold <paramref name="volumeM3PerHa"/> close the canopy to <paramref name="closure"/>.</summary>
    /// <param name="slenderness">Height over diameter, m per m.</param>
    public double DiameterOf(double volumeM3PerHa, double closure, double slenderness)
    {
        // The volume a tree holds over the ground its crown covers grows with its diameter.
        var wanted = volumeM3PerHa / (closure * 10_000);
        var (low, high) = (1.0, 70.0);
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            if (Tree.VolumeM3(middle, Math.Max(1.4, slenderness * middle / 100)) / Tree.CrownM2(middle) < wanted)
                low = middle;
            else
                high = middle;
        }
        return low;
    }

    public double TreeVolumeM3(double diameterCm, double heightM) => Tree.VolumeM3(diameterCm, heightM);
}

/// <summary>Volume a·D^b·H^c, m³, and width of the crown, m, of the tree of mean size.</summary>
internal sealed record MeanTree(double A, double B, double C, double CrownM, double CrownPerCm)
{
    public double VolumeM3(double diameterCm, double heightM) => A * Math.Pow(diameterCm, B) * Math.Pow(heightM, C);

    /// <summary>Ground under the crown, m².</summary>
    public double CrownM2(double diameterCm)
    {
        var width = CrownM + (CrownPerCm * diameterCm);
        return Math.PI / 4 * width * width;
    }
}
