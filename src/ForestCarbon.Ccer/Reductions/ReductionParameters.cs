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
    /// <summary>Where the equations stand.</summary>
    public Citation Method { get; } = rows.FirstOrDefault(r => r.ParamKey == "equation_reduction") is { Value: { } number } row
        ? CitationOf(row, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{methodology.Id} 式 ({number:0})"))
        : new Citation($"{methodology.Id}：核算公式结构，编号未核", "M");

    public Given NonPermanenceRate => Of("non_permanence_rate");

    /// <summary>A parameter that holds for every species; missing where the store has no usable value.</summary>
    public Given Of(string key) => rows.FirstOrDefault(r => r.ParamKey == key && r.Species.Length == 0) is { } row
        ? new Given((double?)row.UsableValue, CitationOf(row, row.Source))
        : new Given(null, new Citation($"{methodology.Id}：参数 {key} 没有", "?"));

    /// <summary>D, BEF, R and CF of a species.</summary>
    public (Given WoodDensity, Given Bef, Given RootShoot, Given CarbonFraction) Factors(string speciesCode, SpeciesFactors? account = null)
    {
        var found = account ?? FactorSet.ArCm001V01.Find(speciesCode);
        Given Factor(string key, double? ofAccount) =>
            rows.FirstOrDefault(r => r.ParamKey == key && r.Species.Length > 0 && Carbon.Growth.SpeciesCodes.ToInventory(r.Species) == Carbon.Growth.SpeciesCodes.ToInventory(speciesCode)) is { UsableValue: { } own } row
                ? new Given((double)own, CitationOf(row, row.Source))
                : found is null ? new Given(null, new Citation($"树种 {speciesCode} 没有可引用的换算参数", "?")) : new Given(ofAccount, found.Citation);
        return (Factor("wood_density", found?.WoodDensity), Factor("bef", found?.Bef.Value), Factor("root_shoot", found?.RootShoot), Factor("carbon_fraction", found?.CarbonFraction));
    }

    /// <summary>Leakage where nobody entered any: none under condition h, once it is undertaken.</summary>
    public Given LeakageUnder(IReadOnlyList<Undertaking> undertakings) => methodology.Undertakings.FirstOrDefault(c => c.Key == "h") is not { } condition
        ? new Given(null, new Citation("泄漏未录入", "?"))
        : undertakings.FirstOrDefault(u => u.Condition == "h") is { } given
            ? new Given(0, condition.Citation with { Source = $"{condition.Clause}：不引起农业活动转移，泄漏为 0（{given.GivenOn:yyyy-MM-dd} 承诺）；{condition.Citation.Source}" })
            : new Given(null, new Citation("泄漏未录入，条件 h 也没有承诺", "?"));

    private static Citation CitationOf(ParameterRow row, string source) => new(source, row.Mark) { IsRead = row.IsVerified };
}
