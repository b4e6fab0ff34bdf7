using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Ccer.Projects;

namespace ForestCarbon.Ccer.Reductions;

/// <summary>What a methodology gives to a calculation: its own rows where they are held, with mark and verification.</summary>
/// <remarks>
/// Conversion factors that the methodology's own annex does not hold yet are those of the account, AR-CM-001-V01 [M], as in the screening; what rests on
/// them stays a draft. Nothing else is ever taken from another methodology.
/// </remarks>
internal sealed class ReductionParameters(Methodology methodology, IReadOnlyList<ParameterRow> rows)
{
    private const double UsualConfidence = 0.9; // fact sheet §2.7 and §4.1
    private const string SoilKey = "soil_reference";

    // The parameter by which a methodology counts a pool of its table.
    private static readonly Dictionary<string, string> CountedBy = new(StringComparer.Ordinal) { ["dead_wood"] = "dead_wood_share", ["litter"] = "litter_share", ["soil"] = SoilKey };

    /// <summary>Where the equations stand.</summary>
    public Citation Method { get; } = rows.FirstOrDefault(r => r.ParamKey == "equation_reduction") is { Value: { } number } row
        ? CitationOf(row, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{methodology.Id} 式 ({number:0})"))
        : new Citation($"{methodology.Id}：核算公式结构，编号未核", "M");

    /// <summary>
    /// The methodology's rule of precision and discount: where the store has parameters for it, what two accounts have read of them and nothing else (definitions.md §5); else the rule whose
    /// text is known. Without one, what stands in its place.
    /// </summary>
    public (PrecisionRule? Rule, Citation Without) Precision
    {
        get
        {
            var none = new Citation("精度与扣减规则未录入", "?") { SourceEn = "the rule of precision and discount is not entered" };
            if (Row(PrecisionRule.BaseKey) is not { } held)
                return (PrecisionRule.Of(methodology.Id), none);
            var (rule, wanting) = PrecisionRule.Read(
                key => Row(key) is { IsVerified: true } row ? row.Value : null, new Citation($"{methodology.Id} 精度与扣减表（{held.VerifiedFrom}）", held.Mark) { IsRead = true });
            return (rule, wanting is null ? none : none with { Source = $"精度与扣减规则未录入，或没有经两个账号核对一致：参数 {wanting}", SourceEn = $"the rule of precision and discount is not entered, or two accounts have not read it alike: parameter {wanting}" });
        }
    }

    /// <summary>The confidence at which the relative error is stated, a fraction: the methodology's own once two accounts have read it, else 90 %.</summary>
    public (double Value, Citation Citation) Confidence => Row(PrecisionRule.ConfidenceKey) is { IsVerified: true, Value: > 0 and < 1 } row
        ? ((double)row.Value!.Value, CitationOf(row, row.Source))
        : (UsualConfidence, methodology.Id == "AR-TOOL14" ? new Citation("AR-TOOL14 v04.2：90 % 置信水平，双侧", "S10") : new Citation("相对误差按 90 % 置信水平表示，方法学的规定未重读", "M"));

    public Given NonPermanenceRate => Of("non_permanence_rate");

    /// <summary>A parameter that holds for every species; missing where the store has no usable value.</summary>
    public Given Of(string key) => Row(key) is { } row
        ? new Given((double?)row.UsableValue, CitationOf(row, row.Source))
        : new Given(null, new Citation($"{methodology.Id}：参数 {key} 没有", "?") { SourceEn = $"{methodology.Id} has no parameter {key}" });

    /// <summary>True where the methodology takes its baseline from crown cover: it has the parameters of AR-TOOL14.</summary>
    public bool HasCoverBaseline => Holds("forest_increment");

    /// <summary>True where the baseline is the growth of the same stands without the project (AR-CM-003).</summary>
    public bool HasSameStandsBaseline => Of("baseline_same_stands").Value == 1;

    /// <summary>What stood before, with the parameters that make a baseline of it. Above the cover at which trees have to be measured the cover is missing.</summary>
    public PriorVegetation Prior(int startYear, IEnumerable<PriorStratum> strata)
    {
        var most = Of("most_tree_cover_baseline");
        Given Within(Given cover) => cover.Value is { } value && (most.Value is not { } limit || value >= limit)
            ? new Given(null, new Citation(most.Value is null ? most.Citation.Source : FormattableString.Invariant($"树冠覆盖度 {value} 不小于 {most.Value}（{most.Citation.Source}）：不能按覆盖度估，须实测后录入基准线"), "?") { SourceEn = most.Value is null ? most.Citation.SourceEn : FormattableString.Invariant($"the crown cover of {value} is not below {most.Value} (“{most.Citation.Source}”): it cannot be estimated by cover, measure it and enter the baseline") })
            : cover;
        return new PriorVegetation(startYear, [.. strata.Select(s => s with { TreeCover = Within(s.TreeCover) })], Of("forest_agb"), Of("forest_increment"), Of("root_shoot_tree_baseline"), Of("carbon_fraction_tree"),
            Of("shrub_ratio"), Of("root_shoot_shrub"), Of("carbon_fraction_shrub"), Of("least_shrub_cover"));
    }

    /// <summary>Dead wood and litter, where the methodology holds a share for them; else they are not counted.</summary>
    public IReadOnlyList<DeadPool> DeadPools => [.. new[] { ("dead_wood_share", "DW", "枯死木"), ("litter_share", "LI", "枯落物") }
        .Where(p => Holds(p.Item1)).Select(p => new DeadPool(p.Item2, p.Item2, p.Item3, Of(p.Item1)))];

    /// <summary>Soil organic carbon, where the methodology holds a reference stock; null: it is not counted.</summary>
    /// <param name="startYear">Calendar year of the project's start.</param>
    /// <param name="areaHa">Ground that is planted.</param>
    public SoilPool? Soil(int startYear, Given areaHa) => Holds(SoilKey) ? new SoilPool(startYear, areaHa, Of(SoilKey), Of("soil_factor"), Of("soil_initial")) : null;

    /// <summary>Pools of the methodology's table of which nobody read whether they count, and for which no parameter is held.</summary>
    public IReadOnlyList<CarbonPool> NotCounted => [.. methodology.Pools.Where(p => p.Project == "unknown" && !(CountedBy.TryGetValue(p.Key, out var key) && Holds(key)))];

    /// <summary>D, BEF, R and CF of a species.</summary>
    public (Given WoodDensity, Given Bef, Given RootShoot, Given CarbonFraction) Factors(string speciesCode, SpeciesFactors? account = null)
    {
        var found = account ?? FactorSet.ArCm001V01.Find(speciesCode);
        Given Factor(string key, double? ofAccount) =>
            rows.FirstOrDefault(r => r.ParamKey == key && r.Species.Length > 0 && Carbon.Growth.SpeciesCodes.ToInventory(r.Species) == Carbon.Growth.SpeciesCodes.ToInventory(speciesCode)) is { UsableValue: { } own } row
                ? new Given((double)own, CitationOf(row, row.Source))
                : found is null ? new Given(null, new Citation($"树种 {speciesCode} 没有可引用的换算参数", "?") { SourceEn = $"species {speciesCode} has no conversion factors that can be cited" }) : new Given(ofAccount, found.Citation);
        return (Factor("wood_density", found?.WoodDensity), Factor("bef", found?.Bef.Value), Factor("root_shoot", found?.RootShoot), Factor("carbon_fraction", found?.CarbonFraction));
    }

    /// <summary>Leakage where nobody entered any: none under condition h, once it is undertaken.</summary>
    public Given LeakageUnder(IReadOnlyList<Undertaking> undertakings) => methodology.Undertakings.FirstOrDefault(c => c.Key == "h") is not { } condition
        ? new Given(null, new Citation("泄漏未录入", "?") { SourceEn = "the leakage is not entered" })
        : undertakings.FirstOrDefault(u => u.Condition == "h") is { } given
            ? new Given(0, condition.Citation with { Source = $"{condition.Clause}：不引起农业活动转移，泄漏为 0（{given.GivenOn:yyyy-MM-dd} 承诺）；{condition.Citation.Source}" })
            : new Given(null, new Citation("泄漏未录入，条件 h 也没有承诺", "?") { SourceEn = "the leakage is not entered, and condition h is not undertaken" });

    private bool Holds(string key) => rows.Any(r => r.ParamKey == key);

    private ParameterRow? Row(string key) => rows.FirstOrDefault(r => r.ParamKey == key && r.Species.Length == 0);

    private static Citation CitationOf(ParameterRow row, string source) => new(source, row.Mark) { IsRead = row.IsVerified };
}
