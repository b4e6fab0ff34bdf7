namespace ForestCarbon.Inventory.Imports;

/// <summary>A layer that files are imported into.</summary>
/// <param name="Name">As the contract spells it.</param>
/// <param name="TakesOtherShapes">True where points and lines are as good as polygons.</param>
/// <param name="CodeDigits">Digits of the code of an administrative area; 0 for every other layer.</param>
public sealed record ImportLayer(string Name, string NameZh, bool TakesOtherShapes = false, int CodeDigits = 0)
{
    public const string ForestLand = "forest-land";

    private static readonly ImportLayer[] All =
    [
        new(ForestLand, "林地小班"), new("public-welfare", "公益林"), new("natural-forest", "天然林"), new("carbon-base", "碳汇林基地"),
        new("protected-area", "保护地"), new("tenure-lot", "林权宗地"), new("programme-work", "造林、抚育、封育等作业"),
        new("project-area", "项目区"), new("disturbance", "火灾、病虫、采伐", TakesOtherShapes: true),
        new("harvest-permit", "林木采伐许可证", TakesOtherShapes: true), new("land-use-approval", "使用林地审核同意书"),
        new("change-spot", "变化图斑"), new("plot", "样地", TakesOtherShapes: true),
        new("township", "乡镇", CodeDigits: 9), new("village", "村", CodeDigits: 12),
    ];

    /// <summary>Every layer that files are imported into.</summary>
    public static IReadOnlyList<ImportLayer> ByFile => All;

    public bool IsForestLand => Name == ForestLand;

    /// <summary>Townships and villages: they stand once, without versions, and belong to the whole county.</summary>
    public bool IsZone => CodeDigits > 0;

    /// <summary>The layer of that name; otherwise null and the sentence that says why.</summary>
    public static ImportLayer? Find(string name, out string? why)
    {
        var layer = Array.Find(All, l => l.Name == name);
        why = layer is not null ? null
            : $"没有图层“{name}”，可用：{string.Join("、", All.Select(l => $"{l.Name}（{l.NameZh}）"))}。";
        return layer;
    }
}
