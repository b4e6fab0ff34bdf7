namespace ForestCarbon.Inventory.Imports;

/// <summary>A layer that files are imported into.</summary>
/// <param name="Name">As the contract spells it.</param>
/// <param name="TakesOtherShapes">True where points and lines are as good as polygons.</param>
/// <param name="CodeDigits">Digits of the code of an administrative area; 0 for every other layer.</param>
/// <param name="Shared">What it means where two features lie on the same ground.</param>
public sealed record ImportLayer(string Name, string NameZh, bool TakesOtherShapes = false, int CodeDigits = 0, SharedGround Shared = SharedGround.IsAnError)
{
    public const string ForestLand = "forest-land";

    private static readonly ImportLayer[] All =
    [
        new(ForestLand, "林地小班"), new("public-welfare", "公益林"), new("natural-forest", "天然林"), new("carbon-base", "碳汇林基地"),
        new("protected-area", "保护地"), new("tenure-lot", "林权宗地"), new("programme-work", "造林、抚育、封育等作业", Shared: SharedGround.IsUsual),
        new("project-area", "项目区", Shared: SharedGround.IsDoubtful), new("disturbance", "火灾、病虫、采伐", TakesOtherShapes: true, Shared: SharedGround.IsUsual),
        new("harvest-permit", "林木采伐许可证", TakesOtherShapes: true, Shared: SharedGround.IsUsual), new("land-use-approval", "使用林地审核同意书", Shared: SharedGround.IsUsual),
        new("change-spot", "变化图斑", Shared: SharedGround.IsUsual), new("plot", "样地", TakesOtherShapes: true, Shared: SharedGround.IsUsual),
        new("township", "乡镇", CodeDigits: 9, Shared: SharedGround.IsDoubtful), new("village", "村", CodeDigits: 12, Shared: SharedGround.IsDoubtful),
    ];

    /// <summary>Every layer that files are imported into.</summary>
    public static IReadOnlyList<ImportLayer> ByFile => All;

    public bool IsForestLand => Name == ForestLand;

    /// <summary>Townships and villages: they stand once, without versions, and belong to the whole county.</summary>
    public bool IsZone => CodeDigits > 0;

    /// <summary>The layer of that name; otherwise null and the sentence that says why.</summary>
    public static ImportLayer? Find(string name, out Words? why)
    {
        var layer = Array.Find(All, l => l.Name == name);
        why = layer is not null ? null
            : new($"没有图层“{name}”，可用：{string.Join("、", All.Select(l => $"{l.Name}（{l.NameZh}）"))}。",
                $"There is no layer \"{name}\"; there are {string.Join(", ", All.Select(l => l.Name))}.");
        return layer;
    }
}

/// <summary>What it means where two features of one layer lie on the same ground.</summary>
public enum SharedGround
{
    /// <summary>The layer says what the ground is (公益林, 天然林, a tenure lot): it cannot be so twice.</summary>
    IsAnError,

    /// <summary>It should not be, but borders are drawn apart and projects follow one another.</summary>
    IsDoubtful,

    /// <summary>Works, permits and events of several years: told within one file, where it may be one thing twice; what is stored is of other years.</summary>
    IsUsual,
}
