using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;

namespace ForestCarbon.Ccer.Screening;

/// <summary>Ground and expected tonnes that the answers to the plan rest on, under one verdict; ellipsoidal m², whole kg CO₂e and the same a year (KgA), null kg where no piece has a figure.</summary>
public sealed record IdeaSum
{
    public Verdict Verdict { get; init; }

    /// <summary>Ground where nothing is planted, with a date or without.</summary>
    public decimal PlantableM2 { get; init; }

    public long? PlantableKg { get; init; }
    public long? PlantableKgA { get; init; }
    public decimal BaseM2 { get; init; }
    public long? BaseKg { get; init; }
    public long? BaseKgA { get; init; }
    public decimal PlantedYoungM2 { get; init; }
    public long? PlantedYoungKg { get; init; }
    public long? PlantedYoungKgA { get; init; }
    public decimal WelfareOrNaturalM2 { get; init; }
}

/// <summary>How an idea of the county plan is answered.</summary>
public enum IdeaAnswer
{
    Possible,
    Partly,

    /// <summary>Nothing passes yet; some ground would if the evidence were brought.</summary>
    NeedsEvidence,
    No,

    /// <summary>Nothing in force says yes or no.</summary>
    Unknown,
}

/// <summary>
/// One idea of the county plan with its answer under the methodology version of a screening (definitions.md §4): the area asked for, what of
/// it passes, what awaits evidence, what fails, why. Areas are null where no ground answers.
/// </summary>
/// <param name="PlannedM2">What the plan names, or the ground the idea is about.</param>
public sealed record PlanIdea(string Key, string NameZh, string NameEn, decimal? PlannedM2, IdeaAnswer Answer, string ReasonZh, string ReasonEn, string Mark)
{
    public decimal? PassM2 { get; init; }
    public decimal? NeedM2 { get; init; }

    /// <summary>Null also where the idea is about whatever ground can be had.</summary>
    public decimal? FailM2 { get; init; }

    /// <summary>Expected kg CO₂e to the end of the crediting period on what passes; null where no piece has a figure.</summary>
    public long? PassKg { get; init; }

    /// <summary>The same on what awaits evidence: only if it is brought.</summary>
    public long? NeedKg { get; init; }

    /// <summary>kg CO₂e a year: each piece's figure over the years it covers, added up.</summary>
    public long? PassKgA { get; init; }

    public long? NeedKgA { get; init; }

    /// <summary>The figure of <see cref="PieceFilter.Figures"/> whose pieces answer; null where none does.</summary>
    public string? Figure { get; init; }

    /// <summary>The figure of <see cref="PieceFilter.Figures"/> that <see cref="PlannedM2"/> is; null where it is what the plan names.</summary>
    public string? Planned { get; init; }

    /// <summary>Why <see cref="PlannedM2"/> is missing, where it is.</summary>
    public const string NoPlannedZh = "规划的目标表里没有录入这一项的面积，所以不与规划数比较";

    /// <inheritdoc cref="NoPlannedZh"/>
    public const string NoPlannedEn = "No area of it is entered among the plan's targets, so it is compared with none";

    private const decimal SquareMetresPerWanMu = 10_000m * 2000 / 3;

    private static readonly (string Key, string NameZh, string NameEn)[] Ideas =
    [
        ("planting", "每年人工造林", "Planting each year"), ("closure", "封山育林", "Closing for regeneration"), ("improvement", "森林质量提升", "Forest improvement"),
        ("conversion", "低效林改造", "Conversion of low-yield forest"), ("base", "碳汇林基地", "Carbon forest base"),
        ("management", "人工幼、中龄林经营", "Managing planted young and middle-aged forest"), ("as-they-stand", "现有公益林、天然林", "Public-welfare and natural forest as they stand"),
    ];

    /// <summary>The seven ideas, in the order of the plan, as <paramref name="methodology"/> answers them.</summary>
    /// <param name="methodology">In the words of the values the screening used.</param>
    /// <param name="sums">One per verdict; a verdict without ground has none.</param>
    /// <param name="targets">The plan's figures in 万亩 by key.</param>
    public static IReadOnlyList<PlanIdea> From(Methodology? methodology, IReadOnlyList<IdeaSum> sums, IReadOnlyDictionary<string, decimal> targets)
    {
        IdeaSum Of(Verdict verdict) => sums.FirstOrDefault(s => s.Verdict == verdict) ?? new IdeaSum { Verdict = verdict };
        return [.. Ideas.Select(named => Answered(named, methodology?.Ideas.FirstOrDefault(r => r.Idea == named.Key), Of(Verdict.Pass), Of(Verdict.NeedsEvidence), Of(Verdict.Fail), targets))];
    }

    private static PlanIdea Answered(
        (string Key, string NameZh, string NameEn) named, IdeaRule? rule, IdeaSum pass, IdeaSum need, IdeaSum fail, IReadOnlyDictionary<string, decimal> targets)
    {
        var (figure, area, tonnes, yearly) = Ground(named.Key);
        // Ground to plant on is wherever it can be had: what fails belongs to no idea, and the plan names no area.
        var isAnywhere = figure == "plantable";
        decimal? planned = figure is null || isAnywhere
            ? targets.TryGetValue(named.Key, out var wanMu) ? wanMu * SquareMetresPerWanMu : null
            : area(pass) + area(need) + area(fail);
        var idea = new PlanIdea(
            named.Key, named.NameZh, named.NameEn, planned, rule?.Ruling == IdeaRuling.No ? IdeaAnswer.No : IdeaAnswer.Unknown,
            rule?.ReasonZh ?? "这个方法学版本没有录入答复", rule?.ReasonEn ?? "No answer is entered for this methodology version", rule?.Citation.Mark ?? "?")
        {
            Planned = isAnywhere ? null : figure,
        };
        if (rule?.Ruling != IdeaRuling.Ground || figure is null)
            return idea;
        return idea with
        {
            Answer = (area(pass) > 0, area(need) > 0) switch
            {
                (true, _) => isAnywhere || area(pass) == planned ? IdeaAnswer.Possible : IdeaAnswer.Partly,
                (false, true) => IdeaAnswer.NeedsEvidence,
                _ => IdeaAnswer.No,
            },
            PassM2 = area(pass), NeedM2 = area(need), FailM2 = isAnywhere ? null : area(fail), PassKg = tonnes(pass), NeedKg = tonnes(need),
            PassKgA = yearly(pass), NeedKgA = yearly(need), Figure = figure,
        };
    }

    private static (string? Figure, Func<IdeaSum, decimal> Area, Func<IdeaSum, long?> Tonnes, Func<IdeaSum, long?> Yearly) Ground(string idea) => idea switch
    {
        "planting" => ("plantable", s => s.PlantableM2, s => s.PlantableKg, s => s.PlantableKgA),
        "base" => ("base", s => s.BaseM2, s => s.BaseKg, s => s.BaseKgA),
        "management" => ("planted_young", s => s.PlantedYoungM2, s => s.PlantedYoungKg, s => s.PlantedYoungKgA),
        "as-they-stand" => ("welfare_or_natural", s => s.WelfareOrNaturalM2, _ => null, _ => null),
        _ => (null, _ => 0, _ => null, _ => null),
    };
}
