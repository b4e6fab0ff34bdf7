namespace ForestCarbon.Ccer.Screening;

/// <summary>Areas the answers to the plan rest on, ellipsoidal m².</summary>
public sealed record IdeaAreas
{
    /// <summary>Ground that may be planted: without forest long enough, or awaiting only evidence.</summary>
    public decimal PlantableM2 { get; init; }

    public decimal PlantablePassM2 { get; init; }

    /// <summary>What the planting model expects there over the crediting period, whole kg CO₂e; null without one.</summary>
    public long? PlantableKg { get; init; }

    public decimal BaseM2 { get; init; }
    public decimal BaseUsableM2 { get; init; }
    public decimal PlantedYoungM2 { get; init; }
    public decimal WelfareOrNaturalM2 { get; init; }
    public decimal ForestM2 { get; init; }
}

/// <summary>How an idea of the county plan is answered.</summary>
public enum IdeaAnswer
{
    Possible,
    Partly,
    No,

    /// <summary>Nothing in force says yes or no.</summary>
    Unknown,
}

/// <summary>One idea of the county plan with its answer (definitions.md §4): the area asked for, the area that may be used, why.</summary>
/// <param name="PlannedM2">What the plan names, or the ground the idea is about.</param>
/// <param name="UsableM2">Null where no area answers.</param>
public sealed record PlanIdea(
    string Key, string NameZh, string NameEn, decimal? PlannedM2, IdeaAnswer Answer, decimal? UsableM2, string ReasonZh, string ReasonEn, string Mark)
{
    /// <summary>Mean expected kg CO₂e per year of the crediting period on the usable area; null where no planting model says.</summary>
    public long? KgPerYear { get; init; }

    /// <summary>The figure of <see cref="PieceFilter.Figures"/> that <see cref="UsableM2"/> is; null where no ground answers.</summary>
    public string? Usable => Key switch { "planting" => "plantable", "base" => "base_usable", _ => null };

    /// <summary>The same of <see cref="PlannedM2"/>; null where it is what the plan names.</summary>
    public string? Planned => Key switch { "base" => "base", "management" => "planted_young", "as-they-stand" => "welfare_or_natural", _ => null };

    private const decimal SquareMetresPerWanMu = 10_000m * 2000 / 3;

    /// <summary>The seven ideas, in the order of the plan.</summary>
    /// <param name="targets">The plan's figures in 万亩 by key.</param>
    /// <param name="years">Years of the crediting period.</param>
    public static IReadOnlyList<PlanIdea> From(IdeaAreas areas, IReadOnlyDictionary<string, decimal> targets, int years)
    {
        decimal? Planned(string key) => targets.TryGetValue(key, out var wanMu) ? wanMu * SquareMetresPerWanMu : null;
        return
        [
            new("planting", "每年人工造林", "Planting each year", null, IdeaAnswer.Possible, areas.PlantableM2,
                "限开工前满 3 年非森林的地块", "Only on ground without forest for 3 years before the start", "S2")
            {
                KgPerYear = areas.PlantableKg / years,
            },
            new("closure", "封山育林", "Closing for regeneration", Planned("closure"), IdeaAnswer.No, 0,
                "不是造林，方法学不含封育", "No planting: the methodology does not cover closing", "S2"),
            new("improvement", "森林质量提升", "Forest improvement", Planned("improvement"), IdeaAnswer.No, 0,
                "现状是森林，不满足第 2 条 a", "The land is forest: clause 2(a) is not met", "S2"),
            new("conversion", "低效林改造", "Conversion of low-yield forest", Planned("conversion"), IdeaAnswer.Unknown, 0,
                "现状是森林，V01 不可以；更新造林方法学生效前不作答", "The land is forest: not under V01; no answer before the replanting methodology is in force", "?"),
            new("base", "碳汇林基地", "Carbon forest base", areas.BaseM2, areas.BaseUsableM2 > 0 ? IdeaAnswer.Partly : IdeaAnswer.No, areas.BaseUsableM2,
                "只有满 3 年非森林的地块可用，其余不可", "Only blocks without forest for 3 years may be used", "c"),
            new("management", "人工幼、中龄林经营", "Managing planted young and middle-aged forest", areas.PlantedYoungM2, IdeaAnswer.Unknown, null,
                "没有已知在行的方法学：只作内部估算，不计入任何合计", "No methodology known to be in force: internal estimate only, in no total", "?"),
            new("as-they-stand", "现有公益林、天然林", "Public-welfare and natural forest as they stand", areas.WelfareOrNaturalM2, IdeaAnswer.No, 0,
                "现有森林不产生造林减排量；面积已扣重叠", "Forest that stands gives no afforestation credits; overlaps counted once", "S2"),
        ];
    }
}
