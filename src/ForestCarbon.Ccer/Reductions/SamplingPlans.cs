using System.Globalization;
using System.Text.RegularExpressions;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Carbon.Sampling;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Growth.Plots;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ccer.Reductions;

/// <summary>How many sample plots a project needs while nothing has been measured: from the stocks its ex-ante sheet expects and a coefficient of variation that is assumed.</summary>
/// <remarks>
/// Coefficients are facts of the county's parameter store, <c>plot_cv_…m2</c> by plot size, of a species or of none; each shows its source and stands as 假定 (definitions.md §5).
/// The allowed error is 10 % at 90 % (fact sheet §2.8 [M]). The number of plots is a plan and no figure of a reduction.
/// </remarks>
public sealed partial class SamplingPlans(Db db)
{
    public const double AllowedError = 0.10;
    public const double Confidence = 0.90;
    private const int YearsToFirstMonitoring = 5; // what lies further back than five years lapses (Measures Art. 17)

    /// <param name="sheet">The project's ex-ante sheet.</param>
    /// <param name="year">Whose end the plots are planned for; null: the fifth of the crediting period.</param>
    /// <param name="plotM2">Null: the smallest plot a coefficient is held for.</param>
    public async Task<SamplingPlan> OfAsync(ProjectRow project, ProjectSheet sheet, int? year = null, int? plotM2 = null, CancellationToken ct = default)
    {
        var today = CountyClock.Today;
        var known = (await new ParameterBook(db).ListAsync(MethodologyCatalogue.CountyId, ct)).Where(r => r.HoldsOn(today) && r.UsableValue > 0)
            .Select(r => (Row: r, Plot: Key().Match(r.ParamKey))).Where(r => r.Plot.Success).Select(r => (r.Row, PlotM2: int.Parse(r.Plot.Groups[1].Value, CultureInfo.InvariantCulture))).ToList();
        int[] sizes = [.. known.Select(k => k.PlotM2).Distinct().Order()];
        var at = year ?? Math.Min((project.CreditingFrom?.Year ?? today.Year) + YearsToFirstMonitoring - 1, project.CreditingTo?.Year ?? int.MaxValue);
        var size = plotM2 ?? sizes.FirstOrDefault();
        SamplingPlan Without(string obstacle, string? english) => new(at, size, sizes, obstacle, [], null) { ObstacleEn = english };
        if (sheet.Sheet is not { } lines || project.BoundaryId is not { } boundary)
            return Without(sheet.Obstacle ?? "还没有事前边界。", sheet.Obstacle is null ? "There is no ex-ante boundary yet." : sheet.ObstacleEn);
        if (!sizes.Contains(size))
            return Without(sizes.Length == 0 ? "没有样地变异系数：在参数（县情）里录入 plot_cv_…m2 并注明来源。" : $"没有 {size} m² 样地的变异系数，现有 {string.Join("、", sizes)} m²。",
                sizes.Length == 0 ? "No coefficient of variation between plots is held: enter plot_cv_…m2 among the county's facts, with its source." : $"No coefficient of variation is held for plots of {size} m²; there is one for {string.Join(", ", sizes)} m².");
        var models = (await new Growth.Curves.PlantingModels(db).ListAsync(ct)).ToLookup(m => m.PlantingModelId);
        var plantings = (await new ProjectReductions(db).PlantingsAsync(boundary, ct)).ToDictionary(p => p.StratumId);
        var strata = (await new Strata(db).OfAsync(boundary, ct)).Where(s => s.AreaM2 > 0).Select(s =>
        {
            var species = plantings.GetValueOrDefault(s.StratumId) is { } planted ? MainSpecies(models[planted.PlantingModelId].FirstOrDefault()?.SpeciesMix) : s.SpeciesCode;
            var row = known.Where(k => k.PlotM2 == size && (k.Row.Species.Length == 0 || (species is not null && SpeciesCodes.ToInventory(k.Row.Species) == SpeciesCodes.ToInventory(species)))).OrderByDescending(k => k.Row.Species.Length).Select(k => k.Row).FirstOrDefault();
            var ending = $".{at.ToString(CultureInfo.InvariantCulture)}";
            var stocks = lines.Lines.Where(l => l.Key.StartsWith($"C.{s.Code}.", StringComparison.Ordinal) && l.Key.EndsWith(ending, StringComparison.Ordinal)).Select(l => l.Value).ToList();
            var areaHa = (double)(s.AreaM2 / 10_000m);
            return new StratumPlan(s.Code, s.Name, areaHa, stocks.Count > 0 && stocks.All(v => v is not null) ? stocks.Sum(v => v!.Value) / areaHa : null,
                (double?)row?.UsableValue, row is null ? new Citation("没有这一树种和样地大小的变异系数", "?") : new Citation(row.Source, row.Mark), 0);
        }).ToList();
        if (strata.Find(s => s.MeanTPerHa is null) is { } unknown)
            return Without($"碳层 {unknown.Code} 在 {at} 年末没有预计碳储量，定不出样地数。", $"Stratum {unknown.Code} has no expected stock at the end of {at}: no number of plots follows.");
        if (strata.Find(s => s.Variation is null) is { } none)
            return Without($"碳层 {none.Code}：{none.Citation.Source}（{size} m²）。", $"Stratum {none.Code}: no coefficient of variation is held for its species and plots of {size} m².");
        if (!(strata.Sum(s => s.AreaHa * s.MeanTPerHa!.Value) > 0))
            return Without($"{at} 年末的预计碳储量为 0，相对误差没有意义：请选以后的年份。", $"The expected stock at the end of {at} is 0 and a relative error of it means nothing: choose a later year.");
        var number = SampleSize.For([.. strata.Select(s => new StratumGuess(s.AreaHa, s.MeanTPerHa!.Value, s.Variation!.Value * s.MeanTPerHa.Value))], size / 10_000.0, AllowedError, Quantiles.Normal(Confidence));
        return new SamplingPlan(at, size, sizes, null, [.. strata.Zip(number.PerStratum, (s, n) => s with { Plots = n })], number);
    }

    [GeneratedRegex(@"^plot_cv_([1-9][0-9]{1,4})m2$", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    private static string? MainSpecies(string? mix) => SpeciesMix.Parse(mix ?? "") is { } parts ? parts.MaxBy(p => p.Tenths).SpeciesCode : null;
}

/// <summary>Sample plots by stratum for the end of a year.</summary>
/// <param name="PlotM2">Size of a plot; 0 where no coefficient is held.</param>
/// <param name="Sizes">Plot sizes for which there is a coefficient.</param>
/// <param name="Obstacle">Why there is no number; null where there is.</param>
public sealed record SamplingPlan(int Year, int PlotM2, IReadOnlyList<int> Sizes, string? Obstacle, IReadOnlyList<StratumPlan> Strata, SampleSize? Size)
{
    /// <summary>The obstacle in English; documents say it in Chinese.</summary>
    public string? ObstacleEn { get; init; }
}

/// <summary>A stratum of a sampling plan.</summary>
/// <param name="MeanTPerHa">Expected stock, tCO₂e/ha.</param>
/// <param name="Variation">Coefficient of variation between plots, a fraction; assumed.</param>
public sealed record StratumPlan(string Code, string NameZh, double AreaHa, double? MeanTPerHa, double? Variation, Citation Citation, long Plots);
