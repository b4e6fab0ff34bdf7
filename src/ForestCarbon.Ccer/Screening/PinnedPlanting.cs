using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Growth.Curves;

namespace ForestCarbon.Ccer.Screening;

/// <summary>A planting model as a screening used it: what it adds on each site class over the crediting period, or why it says nothing.</summary>
/// <param name="FactorSet">The set that turns volume into CO₂e, with the SHA-256 of its file.</param>
/// <param name="Mark">The weakest mark of what its figures rest on.</param>
public sealed record PinnedPlanting(
    string Id, string NameZh, string NameEn, string SpeciesMix, string FactorSet, string FactorSha256, string Mark, IReadOnlyList<PinnedPlantingSite> Sites)
{
    /// <summary>Pins a model. Factors are those of the account, AR-CM-001-V01 [M], until a methodology's own are held.</summary>
    /// <param name="sites">The model's rows, at least one.</param>
    /// <param name="years">Years of the crediting period.</param>
    public static PinnedPlanting Of(IReadOnlyList<PlantingModelRow> sites, int years)
    {
        var (model, factors) = (sites[0], Carbon.Biomass.FactorSet.ArCm001V01);
        var mix = (Carbon.Growth.SpeciesMix.Parse(model.SpeciesMix) ?? throw new InvalidDataException($"Planting model {model.PlantingModelId} has the mix {model.SpeciesMix}."))
            .Select(part => (Factors: factors.Find(part.SpeciesCode), part.Tenths)).ToList();
        var known = mix.TrueForAll(part => part.Factors is not null);
        var pinned = sites.Select(site => site.Curve is not { } curve
            ? new PinnedPlantingSite(site.SiteClass, null, ExpectedReason.NoModelCurve, null, null, null, null)
            : new PinnedPlantingSite(
                site.SiteClass, known ? (decimal)PlantedStand.Co2eTPerHa(curve, mix.Select(part => (part.Factors!, part.Tenths)), years) / 10 : null,
                known ? ExpectedReason.PlantingModel : ExpectedReason.NoModelFactor, site.ReadingId, site.Form, site.Parameters, site.CurveSource)).ToList();
        return new PinnedPlanting(
            model.PlantingModelId, model.NameZh, model.NameEn, model.SpeciesMix, factors.Id, factors.Sha256,
            ConfidenceMark.Weakest([.. sites.Select(s => s.CurveConfidence).OfType<string>(), .. mix.Select(part => part.Factors?.Citation.Mark).OfType<string>()]), pinned);
    }
}

/// <summary>A planting model on a site class.</summary>
/// <param name="KgPerM2">kg CO₂e per m² that the crediting period adds, before any deduction; null where <paramref name="Reason"/> says why.</param>
/// <param name="ReadingId">The reading the curve comes from.</param>
public sealed record PinnedPlantingSite(
    short SiteClass, decimal? KgPerM2, ExpectedReason Reason, long? ReadingId, string? Form, IReadOnlyList<double>? Parameters, string? Source);
