using ForestCarbon.Growth.Tiles;

namespace ForestCarbon.Web.Map;

/// <summary>One line of the legend: the key parcels carry, its names, and the token of its colour; hatched where it shares the colour of another line.</summary>
public sealed record LegendLine(string Key, string NameZh, string NameEn, string Token, bool IsHatched = false)
{
    /// <summary>The class of its swatch.</summary>
    public string Swatch => IsHatched ? Token + " hatch" : Token;
}

/// <summary>A way of colouring the map, with its legend. <paramref name="Dimension"/> is the name of the same split in tables, null where there is none.</summary>
public sealed record Colouring(string Key, string NameZh, string NameEn, string? Dimension, IReadOnlyList<LegendLine> Lines)
{
    // Eight colours for eleven groups: the further ones share the colour of what grows most like them and are hatched.
    private static readonly Colouring Species = new("species", "树种组", "Species group", "species_group",
    [
        new("fir", "杉木", "Chinese fir", "sp-fir"),
        new("masson-pine", "马尾松", "Masson pine", "sp-mason"),
        new("slash-pine", "湿地松", "Slash pine", "sp-slash"),
        new("conifer", "其他针叶", "Other conifers", "sp-slash", IsHatched: true),
        new("broadleaf", "阔叶", "Broadleaf", "sp-broad"),
        new("mixed", "针阔混", "Mixed", "sp-broad", IsHatched: true),
        new("bamboo", "竹林", "Bamboo", "sp-bamboo"),
        new("economic", "经济林", "Economic forest", "sp-econ"),
        new("shrub", "灌木", "Shrub", "sp-shrub"),
        new("none", "无林", "No trees", "sp-none"),
    ]);

    private static readonly Colouring Age = new("age", "龄组", "Age group", "age_group",
    [
        new("1", "幼龄林", "Young", "a1"),
        new("2", "中龄林", "Middle-aged", "a2"),
        new("3", "近熟林", "Near-mature", "a3"),
        new("4", "成熟林", "Mature", "a4"),
        new("5", "过熟林", "Over-mature", "a5"),
        new("none", "未填", "Not given", "sp-none"),
    ]);

    private static readonly Colouring Category = new("category", "森林类别", "Forest category", "forest_category",
    [
        new("11", "重点公益林", "Key public-welfare", "sp-fir"),
        new("12", "一般公益林", "General public-welfare", "sp-bamboo"),
        new("21", "重点商品林", "Key commercial", "sp-econ"),
        new("22", "一般商品林", "General commercial", "sp-broad"),
        new("none", "未填", "Not given", "sp-none"),
    ]);

    private static readonly Colouring Density = new("density", "碳密度", "Carbon density", null,
    [
        .. CarbonTiles.Bounds.Select((bound, i) => new LegendLine(bound.ToString(System.Globalization.CultureInfo.InvariantCulture), "", "", $"d{i + 1}")),
        new("none", "未计", "Not accounted", "sp-none"),
    ]);

    public static IReadOnlyList<Colouring> All { get; } = [Species, Age, Category, Density];

    public static Colouring Of(string? key) => All.FirstOrDefault(c => c.Key == key) ?? Species;
}
