using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using NetTopologySuite.Geometries;
using Npgsql;

namespace ForestCarbon.Ccer.Documents;

/// <summary>Everything a document of a project is made from, read at one time.</summary>
public sealed record ProjectFile(
    ProjectRow Project, Methodology Methodology, IReadOnlyList<ProjectPartyRow> Parties, IReadOnlyList<BoundaryPlot> Plots, IReadOnlyList<DocumentParcel> Parcels, IReadOnlyList<StratumRow> Strata,
    IReadOnlyList<StratumOutline> Outlines, IReadOnlyList<StratumPlanting> Plantings, TenureCoverage Coverage, IReadOnlyList<Undertaking> Undertakings, IReadOnlyList<EvidenceItem> Evidence,
    IReadOnlyList<(string Name, Geometry Shape)> Townships, Geometry? County, IReadOnlyList<SamplePlot> SamplePlots, IReadOnlyDictionary<string, string> Texts, ProjectSheet ExAnte)
{
    /// <summary>Of a tranche; null in a design document.</summary>
    public TrancheRow? Tranche { get; init; }

    /// <summary>The boundary an accounting report shows; null in a design document, which shows the ex-ante one.</summary>
    public BoundaryRow? Ground { get; init; }

    public ProjectSheet? ExPost { get; init; }

    public IReadOnlyList<PlotTableRow> PlotTables { get; init; } = [];

    /// <summary>Rows of the newest table of plots.</summary>
    public IReadOnlyList<PlotValueRow> PlotValues { get; init; } = [];

    /// <summary>Sample plots by an assumed variation; null in an accounting report.</summary>
    public SamplingPlan? Sampling { get; init; }

    /// <summary>The curve set behind the ex-ante volumes; null where there is none, and in an accounting report.</summary>
    public CurveSetRow? CurveSet { get; init; }

    /// <summary>Names of planting models by id.</summary>
    public IReadOnlyDictionary<string, string> PlantingModels { get; init; } = new Dictionary<string, string>();

    /// <summary>Cases in which additionality need not be proven; null where the methodology has none, and in an accounting report.</summary>
    public AdditionalityFacts? Additionality { get; init; }

    /// <summary>What a screening says of the ground; null where the methodology was not screened, and in an accounting report.</summary>
    public ScreenedGround? Screened { get; init; }

    /// <summary>What stood on the strata before, where it was entered.</summary>
    public IReadOnlyList<StratumCover> Covers { get; init; } = [];

    /// <summary>Firm claims of others on the ground; empty in an accounting report.</summary>
    public IReadOnlyList<ClaimInTheWay> Claimed { get; init; } = [];

    /// <summary>Who has a role now, or null.</summary>
    public string? Party(string role) => Parties.FirstOrDefault(p => p.Role == role && !p.IsOver(CountyClock.Today))?.Name;

    /// <exception cref="RefusedException">No methodology or no boundary yet: there is nothing to write about.</exception>
    public static async Task<ProjectFile> ReadAsync(Db db, ProjectRow project, TrancheRow? tranche, CancellationToken ct)
    {
        var methodology = MethodologyCatalogue.Find(project.MethodologyId ?? "") ?? throw new RefusedException("还没有选定方法学，写不出文件。", "No methodology is chosen yet: there is no document to write.");
        methodology = methodology.With(ParameterBook.InWords(await new ParameterBook(db).ListAsync(methodology.Id, ct)));
        var boundary = project.BoundaryId ?? throw new RefusedException("还没有事前边界，写不出文件。", "There is no ex-ante boundary yet: there is no document to write.");
        var (reductions, boundaries) = (new ProjectReductions(db), new ProjectBoundaries(db));
        // A design shows what is to be planted, a report what was monitored.
        var ground = tranche is null ? null : await boundaries.NearestToGroundAsync(project.ProjectId, ct);
        var shown = ground?.BoundaryId ?? boundary;
        var all = TownshipScope.WholeCounty;
        var texts = await new DocumentDrafts(db).TextsAsync(project.ProjectId, tranche?.TrancheId, ct);
        var exAnte = await reductions.ExAnteAsync(project, ct);
        IReadOnlyList<PlotTableRow> tables = tranche is null ? [] : [.. (await new PlotTables(db).ListAsync(project.ProjectId, ct)).Where(t => t.TrancheId == tranche.TrancheId)];
        var plots = await boundaries.PlotsAsync(shown, ct);
        return new ProjectFile(
            project, methodology, await new ProjectParties(db).OfAsync(project.ProjectId, ct), plots,
            await db.QueryAsync<DocumentParcel>(Sql.Of<ProjectFile>("Documents/Sql/document_parcels.sql"), new { boundaryId = shown, townships = all.Codes }, ct), await new Strata(db).OfAsync(boundary, ct),
            await OutlinesAsync(db, boundary, ct), await reductions.PlantingsAsync(boundary, ct), await new Mandates(db).CoverageAsync(project, all, ct), await new ProjectBook(db).UndertakingsAsync(project.ProjectId, ct),
            await new EvidenceBook(db).OfAsync(project, ct), await ShapesAsync(db, "select t.name_zh, t.geom from inventory.township_v t order by t.township_code", ct),
            (await ShapesAsync(db, "select c.county_code, c.geom from inventory.county_v c limit 1", ct)).Select(c => c.Shape).FirstOrDefault(), await SamplePlotsAsync(db, shown, ct),
            texts.ToDictionary(t => t.Section, t => t.Body), exAnte)
        {
            Tranche = tranche,
            Ground = ground,
            ExPost = tranche is null ? null : await reductions.ExPostAsync(project, tranche, ct),
            PlotTables = tables,
            PlotValues = tables is [var newest, ..] ? await new PlotTables(db).ValuesAsync(newest.PlotTableId, ct) : [],
            Sampling = tranche is null ? await new SamplingPlans(db).OfAsync(project, exAnte, ct: ct) : null,
            CurveSet = tranche is null && exAnte.Growth is { } growth ? await new CurveSets(db).FindAsync(growth.CurveSetId, ct) : null,
            PlantingModels = (await new PlantingModels(db).ListAsync(ct)).DistinctBy(m => m.PlantingModelId).ToDictionary(m => m.PlantingModelId, m => m.NameZh),
            Additionality = tranche is null ? await AdditionalityFacts.OfAsync(db, methodology, boundary, ct) : null,
            Screened = tranche is null ? await ScreenedGround.OfAsync(db, methodology, boundary, plots.Sum(p => p.AreaM2), ct) : null,
            Covers = await new PriorCovers(db).OfAsync(boundary, ct),
            Claimed = tranche is null ? await db.QueryAsync<ClaimInTheWay>(Sql.Of<ProjectFile>("Documents/Sql/claims_in_the_way.sql"), new { project.ProjectId, townships = all.Codes }, ct) : [],
        };
    }

    private static Task<IReadOnlyList<StratumOutline>> OutlinesAsync(Db db, long boundaryId, CancellationToken ct) => db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(Sql.Of<ProjectFile>("Documents/Sql/stratum_outlines.sql"), connection);
        command.Parameters.AddWithValue("boundaryId", boundaryId);
        command.Parameters.AddWithValue("townships", NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text, (object?)TownshipScope.WholeCounty.Codes ?? DBNull.Value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var outlines = new List<StratumOutline>();
        while (await reader.ReadAsync(ct))
            outlines.Add(new StratumOutline(reader.GetString(0), reader.GetFieldValue<Geometry>(1)));
        return (IReadOnlyList<StratumOutline>)outlines;
    }, ct);

    private static Task<IReadOnlyList<(string Code, Geometry Shape)>> ShapesAsync(Db db, string sql, CancellationToken ct) => db.ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var shapes = new List<(string Code, Geometry Shape)>();
        while (await reader.ReadAsync(ct))
            if (!reader.IsDBNull(1))
                shapes.Add((reader.GetString(0), reader.GetFieldValue<Geometry>(1)));
        return (IReadOnlyList<(string Code, Geometry Shape)>)shapes;
    }, ct);

    private static Task<IReadOnlyList<SamplePlot>> SamplePlotsAsync(Db db, long boundaryId, CancellationToken ct) =>
        db.QueryAsync<SamplePlot>(Sql.Of<ProjectFile>("Documents/Sql/sample_plots.sql"), new { boundaryId }, ct);
}

/// <summary>A parcel of the boundary; ellipsoidal m².</summary>
public sealed record DocumentParcel
{
    public string Township { get; init; } = "";
    public string Village { get; init; } = "";
    public string Code { get; init; } = "";
    public string? LandClass { get; init; }
    public string? Species { get; init; }
    public string? Stratum { get; init; }
    public decimal AreaM2 { get; init; }
}

/// <summary>A claim of somebody else on the project's ground.</summary>
public sealed record ClaimInTheWay
{
    public long ClaimId { get; init; }
    public string Scheme { get; init; } = "";
    public string SchemeEn { get; init; } = "";
    public string Code { get; init; } = "";

    /// <summary>How many plots of the boundary it meets.</summary>
    public int Plots { get; init; }

    /// <summary>Shared ground, ellipsoidal m².</summary>
    public decimal AreaM2 { get; init; }
}

/// <summary>Ground of a stratum.</summary>
public sealed record StratumOutline(string Code, Geometry Shape);

/// <summary>A sample plot of the layer <c>plot</c> inside the boundary, degrees of EPSG:4490.</summary>
public sealed record SamplePlot
{
    public string Code { get; init; } = "";
    public double Longitude { get; init; }
    public double Latitude { get; init; }
}
