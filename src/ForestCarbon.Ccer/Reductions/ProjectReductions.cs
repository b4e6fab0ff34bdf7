using System.Globalization;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Plots;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Reductions;

/// <summary>The calculation sheets of a project, from what is stored of it: strata of its boundary, curves, parameters, entered figures.</summary>
public sealed class ProjectReductions(Db db)
{
    /// <summary>The ex-ante sheet of a project, or what has to be done before there is one.</summary>
    public async Task<ProjectSheet> ExAnteAsync(ProjectRow project, CancellationToken ct = default)
    {
        if (MethodologyCatalogue.Find(project.MethodologyId ?? "") is not { } methodology)
            return ProjectSheet.Without("还没有选定方法学。", "No methodology is chosen yet.");
        if (project is not { CreditingFrom: { } from, CreditingTo: { } to })
            return ProjectSheet.Without("计入期起止没有填。", "The crediting period has no first and last day yet.");
        if (!ExAnte.HasLength(from, to))
            return ProjectSheet.Without($"计入期 {from:yyyy-MM-dd} 至 {to:yyyy-MM-dd} 不在 {ExAnte.LeastYears} 至 {ExAnte.MostYears} 年之间。",
                $"The crediting period {from:yyyy-MM-dd} to {to:yyyy-MM-dd} is not of {ExAnte.LeastYears} to {ExAnte.MostYears} years.");
        if (project.BoundaryId is not { } boundaryId)
            return ProjectSheet.Without("还没有事前边界。", "There is no ex-ante boundary yet.");
        var ground = await GroundAsync(boundaryId, ct);
        if (ground.Count == 0)
            return ProjectSheet.Without("还没有碳层：先在“碳层”页提出。", "There are no strata yet: propose them on the page Strata.");
        var parameters = new ReductionParameters(methodology, await RowsAsync(methodology.Id, ct));
        var inputs = await new ProjectInputs(db).ListAsync(project.ProjectId, ct);
        var undertakings = await new ProjectBook(db).UndertakingsAsync(project.ProjectId, ct);
        StandVolumes volumes;
        try
        {
            volumes = await StandVolumes.LoadAsync(db, ct);
        }
        catch (RefusedException none)
        {
            return ProjectSheet.Without(none.Chinese, none.English ?? "There is no finished accounting run, and so no growth curve: run account first.");
        }
        var models = (await new PlantingModels(db).ListAsync(ct)).ToLookup(m => m.PlantingModelId);
        var names = (await db.QueryAsync<SpeciesName>("select c.code, c.name_zh from inventory.code_v c where c.list = 'species'", null, ct)).ToDictionary(n => n.Code, n => n.NameZh);
        var (first, last) = (from.Year - 1, to.Year);
        var grower = new Grower(parameters, volumes, models, names, first, last);
        var byStratum = ground.GroupBy(g => g.StratumId).ToList();
        ExpectedStratum Of(IGrouping<long, GroundRow> stratum, IReadOnlyList<GrowingPart> parts) => new(stratum.First().StratumCode, stratum.First().StratumName, parts);
        var sameStands = parameters.HasSameStandsBaseline;
        var strata = byStratum.Select(g => Of(g, g.First().PlantingModelId is not null ? grower.Planted([.. g]) : sameStands ? grower.Managed([.. g]) : grower.Standing([.. g]))).ToList();
        var prior = parameters.HasCoverBaseline ? parameters.Prior((project.StartDate ?? from).Year, PriorOf(byStratum, await new PriorCovers(db).OfAsync(boundaryId, ct))) : null;
        List<Given> ByYear(string input, Given? otherwise) =>
            [.. Enumerable.Range(from.Year, to.Year - from.Year + 1).Select(y => ProjectInputs.Of(inputs, input, y) is { Value: not null } entered ? entered : otherwise ?? ProjectInputs.Of(inputs, input, y))];
        var sheet = ExAnte.Of(new ExAnteCase(
            parameters.Method, from, to, strata, ByYear("emission", null), ByYear("baseline", null), ByYear("leakage", parameters.LeakageUnder(undertakings)), parameters.NonPermanenceRate)
        {
            Prior = prior, WithoutProject = sameStands ? [.. byStratum.Select(g => Of(g, grower.Standing([.. g])))] : [], DeadPools = parameters.DeadPools,
            Soil = parameters.Soil((project.StartDate ?? from).Year, new Given((double)(ground.Sum(r => r.AreaM2) / 10_000m), new Citation("项目边界，椭球面积", "c"))),
        });
        var missing = MissingOf(sheet);
        var reasons = ProjectSheet.DraftReasonsOf(sheet);
        return new ProjectSheet(sheet, null, [.. missing.Select(m => m.Zh)], [.. reasons.Select(r => r.Zh)])
        {
            DraftReasonsEn = [.. reasons.Select(r => r.En)],
            MissingFigures = missing, NeedsCover = prior is not null, NotCounted = parameters.NotCounted, Growth = new GrowthSource(volumes.RunId, int.Parse(volumes.CurveSet.Id, CultureInfo.InvariantCulture), volumes.CurveSet.Sha256),
        };
    }

    /// <summary>The ex-post sheet of a tranche from the newest table of plot values, or what has to be done before there is one.</summary>
    public async Task<ProjectSheet> ExPostAsync(ProjectRow project, TrancheRow tranche, CancellationToken ct = default)
    {
        if (MethodologyCatalogue.Find(project.MethodologyId ?? "") is not { } methodology)
            return ProjectSheet.Without("还没有选定方法学。", "No methodology is chosen yet.");
        var tables = await new PlotTables(db).ListAsync(project.ProjectId, ct);
        if (tables.FirstOrDefault(t => t.TrancheId == tranche.TrancheId) is not { } table)
            return ProjectSheet.Without($"第 {tranche.Number} 期还没有样地表。", $"Tranche {tranche.Number} has no table of plots yet.");
        var independent = table.Design == "independent";
        var source = new Citation($"样地表 {table.Name}（SHA-256 {table.FileSha256[..12]}）", "c") { IsRead = table.VerifiedBy is not null, NeedsReading = true };
        var strata = (await new PlotTables(db).ValuesAsync(table.PlotTableId, ct)).GroupBy(v => v.Stratum).Select(g => new MonitoredStratum(
            g.Key, "", g.First().BiomassPool, new Given(g.First().AreaHa, source),
            g.First().CarbonFraction is { } fraction ? new Given(fraction, new Citation(g.First().CarbonSource!, "M") { IsRead = source.IsRead, NeedsReading = true }) : new Given(null, new Citation("样地表没有写含碳率", "?") { SourceEn = "the table of plots gives no carbon fraction" }),
            source, [.. g.Select(v => new PlotChange(v.Plot, v.Earlier, v.Later))])).ToList();
        var parameters = new ReductionParameters(methodology, await RowsAsync(methodology.Id, ct));
        var inputs = await new ProjectInputs(db).ListAsync(project.ProjectId, ct);
        var leakage = ProjectInputs.Of(inputs, "leakage", null, tranche.TrancheId) is { Value: not null } entered ? entered : parameters.LeakageUnder(await new ProjectBook(db).UndertakingsAsync(project.ProjectId, ct));
        var ((rule, withoutRule), (confidence, confidenceCitation)) = (parameters.Precision, parameters.Confidence);
        var ground = await new ProjectBoundaries(db).NearestToGroundAsync(project.ProjectId, ct);
        var sheet = ExPost.Of(new ExPostCase(
            parameters.Method, tranche.PeriodFrom, tranche.PeriodTo, strata, rule, confidence, ProjectInputs.Of(inputs, "emission", null, tranche.TrancheId),
            ProjectInputs.Of(inputs, "baseline", null, tranche.TrancheId), leakage, parameters.NonPermanenceRate, await DeficitAsync(project, tranche, ct))
        {
            Plots = independent ? PlotDesign.Independent : PlotDesign.ReMeasured, DeadPools = parameters.DeadPools, ConfidenceCitation = confidenceCitation, WithoutRule = withoutRule,
            Soil = parameters.Soil(
                (project.StartDate ?? tranche.PeriodFrom).Year,
                ground is null ? new Given(null, new Citation("项目没有边界", "?") { SourceEn = "the project has no boundary" }) : new Given((double)ground.AreaM2 / 10_000, new Citation($"{ground.KindZh}，椭球面积", "c"))),
        }, (outside, degrees) => Quantiles.StudentT(1 - outside, degrees));
        var excess = Excess(strata, ground);
        var missing = MissingOf(sheet);
        List<(string Zh, string En)> reasons = [.. ProjectSheet.DraftReasonsOf(sheet), .. excess];
        return new ProjectSheet(sheet, null, [.. missing.Select(m => m.Zh)], [.. reasons.Select(r => r.Zh)])
        {
            DraftReasonsEn = [.. reasons.Select(r => r.En)],
            MissingFigures = missing, PlotTableId = table.PlotTableId, Excess = excess, NotCounted = parameters.NotCounted,
        };
    }

    // What a table of plots says of its strata is not more ground than the project has: tonnes of one pool would be of ground that is not there. Areas are written to 0.0001 ha.
    private static List<(string Zh, string En)> Excess(IReadOnlyList<MonitoredStratum> strata, BoundaryRow? boundary)
    {
        const double halfOfTheLastDigitHa = 0.00005;
        var sentences = new List<(string, string)>();
        if (boundary is null)
            return sentences;
        foreach (var pool in strata.GroupBy(s => s.Pool))
        {
            var (said, held) = (pool.Sum(s => s.AreaHa.Value ?? 0), (double)boundary.AreaM2 / 10_000);
            if (said - (pool.Count() * halfOfTheLastDigitHa) <= held)
                continue;
            var (zh, en) = pool.Key switch { BiomassPool.Trees => ("林木", "trees"), BiomassPool.Bamboo => ("竹子", "bamboo"), _ => ("灌木", "shrubs") };
            sentences.Add((
                FormattableString.Invariant($"样地表里{zh}碳层的面积合计 {said:0.0000} 公顷，多于{boundary.KindZh}的 {held:0.0000} 公顷：请更正样地表，或先定监测边界。"),
                FormattableString.Invariant($"The strata of {en} in the table of plots are {said:0.0000} ha, more than the {boundary.Kind} boundary of {held:0.0000} ha: correct the table, or set the monitored boundary first.")));
        }
        return sentences;
    }

    /// <summary>Adopts what the sheet of a tranche gives: its publicity states these tonnes and no others.</summary>
    /// <returns>Whole tCO₂e.</returns>
    /// <exception cref="RefusedException">There is no sheet, or it gives no issuable tonnes; the sentence says what is missing.</exception>
    public async Task<long> AdoptAsync(Actor actor, ProjectRow project, TrancheRow tranche, CancellationToken ct = default)
    {
        if (tranche.State is not ("monitoring" or "accounting"))
            throw new RefusedException($"第 {tranche.Number} 期是“{tranche.StateZh}”：核算结果在公示之前采用。", $"Tranche {tranche.Number} is “{tranche.StateEn}”: a result is adopted before its publicity.");
        var answer = await ExPostAsync(project, tranche, ct);
        if (answer.Excess is [var excess, ..])
            throw new RefusedException(excess.Zh, excess.En);
        if (answer.Sheet?.Value(ExPost.Issuable) is not { } tonnes || answer.Sheet.Value(ExPost.DeficitOut) is not { } deficit)
            throw new RefusedException(answer.Obstacle ?? $"没有可申请登记量：{string.Join("；", answer.Missing)}。",
                answer.ObstacleEn ?? $"There are no issuable tonnes: {answer.Missing.Count} figures are missing, as the page lists.");
        var sha256 = answer.Sheet.Sha256();
        await db.WriteAsync(actor, $"项目 {project.Code} 第 {tranche.Number} 期采用核算结果 {tonnes:0} t", write => write.ExecuteAsync(
            "insert into ccer.tranche_result (tranche_id, plot_table_id, issuable_t, deficit_out_t, sheet_sha256, adopted_by) values (@TrancheId, @PlotTableId, @issuable, @deficit, @sha256, @by)",
            new { tranche.TrancheId, answer.PlotTableId, issuable = (long)tonnes, deficit, sha256, by = write.Actor.Id }, ct), ct);
        return (long)tonnes;
    }

    /// <summary>Enters what the ex-ante sheet gives as the project's expectation, so that every page says the same.</summary>
    /// <returns>tCO₂e of the crediting period, rounded down.</returns>
    /// <exception cref="RefusedException">The sheet has no total yet; the sentence says what is missing.</exception>
    public async Task<long> ExpectAsync(Actor actor, ProjectRow project, CancellationToken ct = default)
    {
        var answer = await ExAnteAsync(project, ct);
        if (answer.Sheet?.Value(ExAnte.Total) is not { } total)
            throw new RefusedException(answer.Obstacle ?? $"事前计算还缺：{string.Join("；", answer.Missing)}。",
                answer.ObstacleEn ?? $"The ex-ante sheet has no total: {answer.Missing.Count} figures are missing, as the page lists.");
        var tonnes = (long)Math.Floor(total);
        await new ProjectBook(db).EstimateAsync(actor, project.ProjectId, new IdeaFigure(
            project.AreaM2, tonnes, project.CostFen, project.RevenueFen, project.Priority, $"事前计算表（SHA-256 {Convert.ToHexStringLower(answer.Sheet.Sha256())[..12]}）",
            ConfidenceMark.Weakest(answer.Sheet.Lines.Select(l => l.Citation.Mark).Distinct())), ct);
        return tonnes;
    }

    /// <summary>Adopted results of a project, newest first.</summary>
    public Task<IReadOnlyList<TrancheResult>> ResultsAsync(long projectId, CancellationToken ct = default) => db.QueryAsync<TrancheResult>(
        """
        select r.tranche_id, r.plot_table_id, r.issuable_t, r.deficit_out_t, encode(r.sheet_sha256, 'hex') as sheet_sha256, r.adopted_by, r.adopted_at
        from ccer.tranche_result r join ccer.reduction_tranche_v t using (tranche_id) where t.project_id = @projectId order by r.result_id desc
        """, new { projectId }, ct);

    // What the tranche before carried on: from its adopted sheet; registered tonnes above zero leave nothing to carry.
    private async Task<Given> DeficitAsync(ProjectRow project, TrancheRow tranche, CancellationToken ct)
    {
        var before = (await new ProjectBook(db).TranchesAsync(project.ProjectId, TownshipScope.WholeCounty, ct)).Where(t => t.State != "withdrawn" && t.PeriodTo < tranche.PeriodFrom).MaxBy(t => t.PeriodTo);
        if (before is null)
            return new Given(0, new Citation("第一个核算期，没有结转的损失", "c"));
        if ((await ResultsAsync(project.ProjectId, ct)).FirstOrDefault(r => r.TrancheId == before.TrancheId) is { } adopted)
            return new Given(adopted.DeficitOutT, new Citation($"第 {before.Number} 期核算结果（SHA-256 {adopted.SheetSha256[..12]}）结转", "c"));
        return before.RegisteredT is > 0 and var registered
            ? new Given(0, new Citation($"第 {before.Number} 期已登记 {registered} t，没有结转的损失", "c"))
            : new Given(null, new Citation($"第 {before.Number} 期还没有采用核算结果", "?") { SourceEn = $"no result of tranche {before.Number} is adopted yet" });
    }

    /// <summary>Says what is planted on a stratum; the newest word holds.</summary>
    /// <param name="curve"><c>model</c>: the planting model's curve; <c>county</c>: the county's fitted curve of each species.</param>
    /// <exception cref="RefusedException">No such stratum of the project's boundary, no such model, no year, or no such curve.</exception>
    public async Task PlantAsync(Actor actor, ProjectRow project, long? stratumId, string? plantingModelId, short? plantedYear, string? curve, CancellationToken ct = default)
    {
        if (project.State is not ("reserve" or "design"))
            throw new RefusedException("造林设计只在储备和设计阶段修改。", "What is planted changes in reserve and design only.");
        if (plantedYear is not (>= 2000 and <= 2200))
            throw new RefusedException("请填写造林年份，2000 至 2200。", "Give the year of planting, 2000 to 2200.");
        if (curve is not ("model" or "county"))
            throw new RefusedException("曲线分为 model（造林模型的曲线）和 county（本县曲线）。", "The curve is model (the planting model's) or county (the county's).");
        if ((await new PlantingModels(db).FindAsync(plantingModelId ?? "", ct)).Count == 0)
            throw new RefusedException("没有这个造林模型。", "There is no such planting model.");
        await db.WriteAsync(actor, $"项目 {project.Code} 的碳层 {stratumId} 的造林模型", async write =>
        {
            if (await write.ExecuteAsync(
                    """
                    insert into ccer.stratum_planting (stratum_id, planting_model_id, planted_year, curve, set_by)
                    select s.stratum_id, @plantingModelId, @plantedYear, @curve, @by from ccer.stratum s where s.stratum_id = @stratumId and s.boundary_id = @BoundaryId
                    on conflict (stratum_id) do update set planting_model_id = excluded.planting_model_id, planted_year = excluded.planted_year, curve = excluded.curve, set_by = excluded.set_by
                    """, new { stratumId, project.BoundaryId, plantingModelId, plantedYear, curve, by = write.Actor.Id }, ct) == 0)
                throw new RefusedException("没有这个碳层。", "There is no such stratum.");
        }, ct);
    }

    /// <summary>What is planted on the strata of a boundary.</summary>
    public Task<IReadOnlyList<StratumPlanting>> PlantingsAsync(long boundaryId, CancellationToken ct = default) => db.QueryAsync<StratumPlanting>(
        "select n.stratum_id, n.planting_model_id, n.planted_year, n.curve from ccer.stratum_planting n join ccer.stratum s using (stratum_id) where s.boundary_id = @boundaryId", new { boundaryId }, ct);

    // Ground of which nobody has said what covered it has no baseline: missing, stratum by stratum.
    private static IEnumerable<PriorStratum> PriorOf(IEnumerable<IGrouping<long, GroundRow>> strata, IReadOnlyList<StratumCover> covers) => strata.Select(g =>
    {
        var cover = covers.FirstOrDefault(c => c.StratumId == g.Key);
        var source = cover?.Citation ?? new Citation("造林前的覆盖度未录入", "?") { SourceEn = "the cover before planting is not entered" };
        Given Cover(decimal? value) => new((double?)value, source);
        return new PriorStratum(
            g.First().StratumCode, g.First().StratumName, new Given((double)(g.Sum(r => r.AreaM2) / 10_000m), new Citation("项目边界，椭球面积", "c")), Cover(cover?.TreeCover), Cover(cover?.ShrubCover), Cover(cover?.ShrubCoverLater));
    });

    private async Task<IReadOnlyList<ParameterRow>> RowsAsync(string methodologyId, CancellationToken ct)
    {
        var today = CountyClock.Today;
        return [.. (await new ParameterBook(db).ListAsync(methodologyId, ct)).Where(r => r.HoldsOn(today))];
    }

    private Task<IReadOnlyList<GroundRow>> GroundAsync(long boundaryId, CancellationToken ct) =>
        db.QueryAsync<GroundRow>(Sql.Of<ProjectReductions>("Reductions/Sql/stratum_parcels.sql"), new { boundaryId, townships = TownshipScope.WholeCounty.Codes }, ct);

    // Years of a kind say the same thing: one sentence for all of them. Of ground on which nothing grows the volume says so; factors of no species are not asked for beside it.
    private static IReadOnlyList<MissingFigure> MissingOf(CalculationSheet sheet) =>
    [
        .. sheet.Missing.Where(l => l.Citation != NoSpecies).Select(l => new MissingFigure(l.Row?.Contains(NoGrowth, StringComparison.Ordinal) == true ? l.Row.Split('　')[0] : l.Row, WithoutYear(l), l.WhyMissing?.WhyZh ?? l.Citation.Source, l.WhyMissing is { } why ? why.WhyEn : l.Citation.SourceEn))
            .Distinct(),
    ];

    private const string NoGrowth = "没有生长预测";
    private static readonly Citation NoSpecies = new("没有树种，没有换算参数", "?") { SourceEn = "no species, so no conversion factors" };

    /// <summary>The name of a line without the year it is of.</summary>
    internal static string WithoutYear(SheetLine line) => line.Key.Split('.')[^1] is { Length: 4 } year && year.All(char.IsAsciiDigit) ? line.NameZh.Replace($"{year} 年末", "", StringComparison.Ordinal).Replace($"{year} 年", "", StringComparison.Ordinal) : line.NameZh;

    private sealed class Grower(
        ReductionParameters parameters, StandVolumes volumes, ILookup<string, PlantingModelRow> models, Dictionary<string, string> names, int first, int last)
    {
        private static readonly Citation Ellipsoidal = new("项目边界，椭球面积", "c");

        // One part per species: what stands there now, mean volume by area.
        public List<GrowingPart> Standing(List<GroundRow> ground)
        {
            var parts = new List<GrowingPart>();
            foreach (var species in ground.Select(g => (Row: g, Stand: volumes.Of(g.Parcel, first, last))).GroupBy(g => (Code: g.Stand.Factors is null ? null : g.Row.SpeciesCode, g.Stand.WhyNot, g.Stand.WhyNotEn)).OrderBy(g => g.Key.Code, StringComparer.Ordinal).ThenBy(g => g.Key.WhyNot, StringComparer.Ordinal))
            {
                var (code, area) = (species.Key.Code, species.Sum(g => g.Row.AreaM2) / 10_000m);
                var source = species.Key.WhyNot is { } why
                    ? new Citation($"{species.Count()} 个小班{NoGrowth}（{why}）：请为碳层选定造林模型", "?")
                    {
                        SourceEn = $"{species.Count()} {(species.Count() == 1 ? "parcel has" : "parcels have")} no growth projected ({species.Key.WhyNotEn}): choose a planting model for the stratum",
                    }
                    : new Citation($"{volumes.CurvesZh}，曲线 {string.Join("、", species.Select(s => s.Stand.CurveId).OfType<int>().Distinct().Order())}，{species.Count()} 个小班按面积平均", "c");
                parts.Add(Part(
                    $"{ground[0].StratumCode}.{code ?? "0"}{(species.Key.WhyNot is null ? "" : $"-{parts.Count}")}", code is null ? $"{NoGrowth}的小班（{species.Key.WhyNot}）" : $"{Name(code)}（现有林分）", area,
                    code ?? "", species.Select(s => s.Stand.Factors).FirstOrDefault(),
                    [.. Enumerable.Range(first, last - first + 1).Select(y => VolumeOf([.. species], y, source))]));
            }
            return parts;
        }

        // Managed stands start as they are; how they grow once they are managed no curve says.
        public List<GrowingPart> Managed(List<GroundRow> ground) =>
            [.. Standing(ground).Select(p => p with { VolumeM3PerHa = [p.VolumeM3PerHa[0], .. Enumerable.Repeat(new Given(null, new Citation("经营之后的生长没有模型，未计", "?") { SourceEn = "no model says how managed stands grow: not accounted" }), last - first)] })];

        // One part per species of the planting model: its tenths of the volume.
        public List<GrowingPart> Planted(List<GroundRow> ground)
        {
            var (stratum, area) = (ground[0], ground.Sum(g => g.AreaM2) / 10_000m);
            var sites = models[stratum.PlantingModelId!].ToList();
            var site = sites.Find(s => s.SiteClass == stratum.StratumSiteClass);
            var mix = sites.Count == 0 ? null : SpeciesMix.Parse(sites[0].SpeciesMix);
            if (mix is null)
                return [Part($"{stratum.StratumCode}.0", "造林模型", area, "", null, [.. Enumerable.Repeat(new Given(null, new Citation($"没有造林模型 {stratum.PlantingModelId}", "?") { SourceEn = $"there is no planting model {stratum.PlantingModelId}" }), last - first + 1)])];
            return [.. mix.Select(part => Part(
                $"{stratum.StratumCode}.{part.SpeciesCode}", $"{Name(part.SpeciesCode)}（{sites[0].NameZh}，{part.Tenths} 成）", area, part.SpeciesCode, null,
                [.. Enumerable.Range(first, last - first + 1).Select(y => PlantedVolume(stratum, site, part.SpeciesCode, part.Tenths, y))]))];
        }

        private Given PlantedVolume(GroundRow stratum, PlantingModelRow? site, string species, int tenths, int year)
        {
            var age = year - stratum.PlantedYear!.Value;
            if (age <= 0)
                return new Given(0, new Citation($"{stratum.PlantedYear} 年造林，此前没有林木", "c"));
            if (stratum.Curve == "model")
                return site?.Curve is { } curve
                    ? new Given(curve.At(age) * tenths / 10, new Citation($"造林模型 {stratum.PlantingModelId} 立地等级 {site.SiteClass}：{site.CurveSource}", site.CurveConfidence ?? "M"))
                    : new Given(null, new Citation($"造林模型 {stratum.PlantingModelId} 在立地等级 {stratum.StratumSiteClass?.ToString(CultureInfo.InvariantCulture) ?? "未知"} 没有曲线", "?") { SourceEn = $"planting model {stratum.PlantingModelId} has no curve at site class {stratum.StratumSiteClass?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}" });
            return volumes.Planted(species, stratum.StratumSiteClass, last - stratum.PlantedYear.Value) is { } county
                ? new Given(county.VolumeByAge[age] * tenths / 10, new Citation($"{volumes.CurvesZh}，曲线 {county.CurveId}{(county.IsGroup ? "（树种组）" : "")}，{stratum.PlantedYear} 年造林", "c"))
                : new Given(null, new Citation($"本县曲线集没有人工{Name(species)}的曲线", "?") { SourceEn = $"the county's set has no curve of planted “{Name(species)}”" });
        }

        private Given VolumeOf(List<(GroundRow Row, Stand Stand)> stands, int year, Citation source)
        {
            var (sum, area) = (0.0, 0.0);
            foreach (var (row, stand) in stands)
            {
                // Before it was planted a plantation had no trees; what stood before a survey nobody has measured.
                if ((stand.WhyNot is null && row.PlantedOn?.Year > year ? 0 : stand.VolumesM3PerHa[year - first]) is not { } volume)
                    return new Given(null, source.Mark == "?" ? source : new Citation("小班调查年份之前的蓄积未知", "?") { SourceEn = "the volume before the parcel was surveyed is unknown" });
                sum += volume * (double)row.AreaM2;
                area += (double)row.AreaM2;
            }
            return new Given(sum / area, source);
        }

        private GrowingPart Part(string key, string name, decimal areaHa, string species, Carbon.Biomass.SpeciesFactors? account, IReadOnlyList<Given> volume)
        {
            var (density, bef, root, carbon) = species.Length == 0 ? Nothing() : parameters.Factors(species, account);
            return new GrowingPart(key, name, new Given((double)areaHa, Ellipsoidal), density, bef, root, carbon, volume);
        }

        private static (Given, Given, Given, Given) Nothing()
        {
            var none = new Given(null, NoSpecies);
            return (none, none, none, none);
        }

        private string Name(string code) => names.GetValueOrDefault(SpeciesCodes.ToInventory(code)) is { } name ? name : code;
    }

    private sealed record SpeciesName
    {
        public string Code { get; init; } = "";
        public string NameZh { get; init; } = "";
    }

    private sealed record GroundRow
    {
        public long StratumId { get; init; }
        public string StratumCode { get; init; } = "";
        public string StratumName { get; init; } = "";
        public short? StratumSiteClass { get; init; }
        public string? PlantingModelId { get; init; }
        public short? PlantedYear { get; init; }
        public string? Curve { get; init; }
        public long ParcelId { get; init; }
        public long ParcelVersionId { get; init; }
        public string ParcelCode { get; init; } = "";
        public decimal AreaM2 { get; init; }
        public string LandClass { get; init; } = "";
        public string? ForestPurpose { get; init; }
        public string? SpeciesCode { get; init; }
        public string? SpeciesName { get; init; }
        public string? Origin { get; init; }
        public short? AgeGroup { get; init; }
        public short? MeanAgeA { get; init; }
        public double? VolumeM3PerHa { get; init; }
        public short? SiteClass { get; init; }
        public string? ForestCategory { get; init; }
        public string? Programme { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly? PlantedOn { get; init; }

        public InventoryParcel Parcel => new(
            ParcelId, ParcelVersionId, AreaM2, LandClass, ForestPurpose, SpeciesCode, Origin, AgeGroup, MeanAgeA, VolumeM3PerHa, SiteClass, ForestCategory, Programme, ValidFrom.Year);
    }
}

/// <summary>What the sheet of a tranche gave when it was adopted.</summary>
public sealed record TrancheResult
{
    public long TrancheId { get; init; }
    public long PlotTableId { get; init; }
    public long IssuableT { get; init; }
    public double DeficitOutT { get; init; }
    public string SheetSha256 { get; init; } = "";
    public string AdoptedBy { get; init; } = "";
    public DateTime AdoptedAt { get; init; }
}

/// <summary>What is planted on a stratum.</summary>
public sealed record StratumPlanting
{
    public long StratumId { get; init; }
    public string PlantingModelId { get; init; } = "";
    public short PlantedYear { get; init; }
    public string Curve { get; init; } = "";
}

/// <summary>A sheet of a project with what its reader must know.</summary>
/// <param name="Sheet">Null where <paramref name="Obstacle"/> says what is to be done first.</param>
/// <param name="Missing">What has to be entered before every line has a value, one sentence each.</param>
/// <param name="DraftReasons">Why nothing that rests on the sheet may be submitted; empty: it may.</param>
public sealed record ProjectSheet(CalculationSheet? Sheet, string? Obstacle, IReadOnlyList<string> Missing, IReadOnlyList<string> DraftReasons)
{
    /// <summary>The table of plot values it was computed from; null for an ex-ante sheet.</summary>
    public long? PlotTableId { get; init; }

    /// <summary>What is missing, by its parts.</summary>
    public IReadOnlyList<MissingFigure> MissingFigures { get; init; } = [];

    /// <summary>Where the volumes of an ex-ante sheet come from; null for an ex-post one.</summary>
    public GrowthSource? Growth { get; init; }

    /// <summary>True where the methodology computes the baseline from what covered the ground before.</summary>
    public bool NeedsCover { get; init; }

    /// <summary>Pools of which nobody read whether the methodology counts them: they are not counted.</summary>
    public IReadOnlyList<CarbonPool> NotCounted { get; init; } = [];

    /// <summary>The reasons in English, in the same order; sources keep their Chinese, in quotation marks.</summary>
    public IReadOnlyList<string> DraftReasonsEn { get; init; } = [];

    /// <summary>The obstacle in English; documents say it in Chinese.</summary>
    public string? ObstacleEn { get; init; }

    /// <summary>Pools of which the table of plots has more ground than the project: nothing of them is adopted.</summary>
    public IReadOnlyList<(string Zh, string En)> Excess { get; init; } = [];

    public static ProjectSheet Without(string obstacle, string english) => new(null, obstacle, [], [obstacle]) { ObstacleEn = english, DraftReasonsEn = [english] };

    /// <summary>Every source that has not been read by two accounts and is not of a kind that needs none, and every missing line.</summary>
    internal static IReadOnlyList<(string Zh, string En)> DraftReasonsOf(CalculationSheet sheet) =>
    [
        .. from line in sheet.Lines
        where !line.Citation.MaySubmit
        group line.Symbol.Split(',')[0] by line.Citation into cited
        let symbols = cited.Distinct(StringComparer.Ordinal).Take(6).ToList()
        select (
            $"{cited.Key}{(cited.Key.NeedsReading ? "（录入之后没有另一个账号核对）" : "")}：{string.Join("、", symbols)}",
            $"{cited.Key.SourceEn ?? $"“{cited.Key.Source}”"} [{cited.Key.Mark}]{(cited.Key.NeedsReading ? " (no other account has verified what was entered)" : "")}: {string.Join(", ", symbols)}"),
    ];

    /// <summary>The sentence a reader meets first.</summary>
    public string NoteEn => DraftReasons.Count == 0 ? "Every parameter it rests on is verified." : $"A draft: {DraftReasons.Count} sources are not verified or missing, and it is not handed in.";

    /// <summary>The same in Chinese.</summary>
    public string Note => DraftReasons.Count == 0 ? "所依据的参数均已核对。" : $"草稿：{DraftReasons.Count} 处来源未核对或缺失，不得作为提交文件。";
}

/// <summary>A figure that has to be entered before the sheet is whole.</summary>
/// <param name="Row">What it is of; null where it is of the whole project.</param>
/// <param name="NameZh">Name of the line, without its year.</param>
/// <param name="Why">In Chinese, as its source or the program says it.</param>
/// <param name="WhyEn">What the program says in English; null where a source says it.</param>
public sealed record MissingFigure(string? Row, string NameZh, string Why, string? WhyEn)
{
    public string NameEn => LineNames.English(NameZh);

    public string Zh => $"{(Row is null ? "" : $"{Row}：")}{NameZh}——{Why}";

    /// <summary>The same in English; the row, and a reason that is a source's, keep their Chinese, in quotation marks.</summary>
    public string En => $"{(Row is null ? "" : $"“{Row}”: ")}{NameEn} — {WhyEn ?? $"“{Why}”"}";
}

/// <summary>The curves along which stands were projected.</summary>
/// <param name="RunId">The account whose curves they are.</param>
public sealed record GrowthSource(long RunId, int CurveSetId, string Sha256);

/// <summary>A sheet as it is told to other programs.</summary>
public sealed record SheetAnswer(string? Obstacle, IReadOnlyList<string> Missing, IReadOnlyList<string> DraftReasons, string? Sha256, IReadOnlyList<LineAnswer> Lines)
{
    public static SheetAnswer Of(ProjectSheet answer) => new(
        answer.Obstacle, answer.Missing, answer.DraftReasons, answer.Sheet is { } sheet ? Convert.ToHexStringLower(sheet.Sha256()) : null,
        [.. (answer.Sheet?.Lines ?? []).Select(l => new LineAnswer(l.Key, l.Part.ToString().ToLowerInvariant(), l.Row, l.Symbol, l.NameZh, l.Value, l.Unit, l.Equation, l.Inputs, l.Citation.Source, l.Citation.Mark, l.Citation.IsRead))]);
}

/// <summary>A line of a sheet; <paramref name="Value"/> null is missing.</summary>
public sealed record LineAnswer(
    string Key, string Part, string? Row, string Symbol, string Name, double? Value, string Unit, string Equation, IReadOnlyList<string> Inputs, string Source, string Mark, bool IsRead);
