namespace ForestCarbon.Inventory.Demonstration;

/// <summary>The five protected areas the county plan names, at invented places and with invented outlines.</summary>
internal static class ProtectedAreas
{
    public const int Wetland = 2;

    public static readonly (string NameZh, string Kind, string Level, double X, double Y, double RadiusX, double RadiusY)[] All =
    [
        ("都庞岭国家级自然保护区", "自然保护区", "国家级", -0.82, 0.36, 0.30, 0.17),
        ("源口省级自然保护区", "自然保护区", "省级", 0.24, -0.62, 0.26, 0.12),
        ("永明河国家湿地公园", "湿地公园", "国家级", 0, 0, 0, 0),
        ("千家峒国家森林公园", "森林公园", "国家级", 0.10, 0.58, 0.22, 0.13),
        ("燕子山国家草原自然公园", "草原自然公园", "国家级", 0.72, -0.34, 0.13, 0.10),
    ];

    /// <summary>Index of the area a site lies in, or −1. The wetland park follows the bottom of the main valley.</summary>
    public static int At(CountyPlan plan, in Site site)
    {
        var (x, y) = plan.Plane(site);
        for (var i = 0; i < All.Length; i++)
        {
            if (i == Wetland ? IsValleyBottom(plan, x, y) : Distance(plan, i, x, y) < 1)
                return i;
        }
        return -1;
    }

    private static double Distance(CountyPlan plan, int index, double x, double y)
    {
        var area = All[index];
        var (dx, dy) = ((x - area.X) / area.RadiusX, (y - area.Y) / area.RadiusY);
        return (dx * dx) + (dy * dy) + (0.5 * Noise.Octaves(Chance.Hash(plan.Seed, (ulong)(0x9A + index)), 7 * x, 7 * y, 3));
    }

    private static bool IsValleyBottom(CountyPlan plan, double x, double y) => x is > -0.1 and < 0.55 && Math.Abs(plan.Relief.AcrossValley(x, y)) < 0.035;
}
