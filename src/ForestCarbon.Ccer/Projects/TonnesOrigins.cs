using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ccer.Projects;

/// <summary>The way back from tonnes of the subsidiary book (备查账): batch, tranche, verification report, strata, plots; and registered tonnes that the book has not.</summary>
public sealed class TonnesOrigins(Db db)
{
    /// <summary>Where tonnes of a project come from: of an entry of the ledger, of an issuance, or of an act that enters some. Names and figures stand for everybody who reads the book.</summary>
    /// <param name="project">The code the book has them under; a project of that code need not be here.</param>
    /// <param name="scope">Of who reads: whether the project's pages open to him.</param>
    public async Task<TonnesOrigin> OfAsync(string project, TownshipScope scope, long? entry = null, long? issuance = null, long? act = null, CancellationToken ct = default)
    {
        var batches = await db.QueryAsync<OriginBatch>(Sql.Of<TonnesOrigins>("Projects/Sql/tonnes_origins.sql"), new { project, entry, issuance, act }, ct);
        var known = await db.QuerySingleOrDefaultAsync<OriginProject>(
            """
            select p.code, p.name, p.state_zh, p.state_en, b.boundary_id, b.plots, b.area_m2, (@townships::text[] is null or p.township_codes && @townships) as opens
            from ccer.project_v p
            left join ccer.project_boundary_v b on b.project_id = p.project_id and b.kind = 'ex-ante' and b.is_newest
            where p.code = @project
            """, new { project, townships = scope.Codes }, ct);
        return new(project, known, batches, known?.BoundaryId is { } boundary ? await new Strata(db).OfAsync(boundary, ct) : []);
    }

    /// <summary>Registered tranches of which the book has not every tonne from the tranche itself, the oldest registration first.</summary>
    public Task<IReadOnlyList<UnenteredTranche>> UnenteredAsync(TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<UnenteredTranche>(Sql.Of<TonnesOrigins>("Projects/Sql/unentered_tranches.sql"), new { townships = scope.Codes }, ct);

    /// <summary>Those of the codes whose project pages open in the scope.</summary>
    public async Task<IReadOnlySet<string>> OpenAsync(IReadOnlyCollection<string> codes, TownshipScope scope, CancellationToken ct = default) => (await db.QueryAsync<string>(
        "select p.code from ccer.project_v p where p.code = any (@codes) and (@townships::text[] is null or p.township_codes && @townships)",
        new { codes = codes.ToArray(), townships = scope.Codes }, ct)).ToHashSet(StringComparer.Ordinal);
}

/// <param name="Project">Null where no project has the code.</param>
/// <param name="Batches">Empty where no act entered the tonnes.</param>
/// <param name="Strata">Of the project's newest ex-ante boundary.</param>
public sealed record TonnesOrigin(string Code, OriginProject? Project, IReadOnlyList<OriginBatch> Batches, IReadOnlyList<StratumRow> Strata)
{
    /// <summary>Address of the project's page; null where it does not open to who reads.</summary>
    public string? Door => Project is { Opens: true } ? $"/ccer/projects/{Uri.EscapeDataString(Code)}" : null;
}

public sealed record OriginProject
{
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public string StateZh { get; init; } = "";
    public string StateEn { get; init; } = "";
    public long? BoundaryId { get; init; }
    public int? Plots { get; init; }
    public decimal? AreaM2 { get; init; }
    public bool Opens { get; init; }
}

/// <summary>A batch as its act entered it, whole tonnes; without a tranche it was entered by hand.</summary>
public sealed record OriginBatch
{
    public long ActId { get; init; }
    public int Vintage { get; init; }
    public string? Batch { get; init; }
    public long Tonnes { get; init; }
    public string? VerificationReport { get; init; }
    public string Note { get; init; } = "";
    public long? TrancheId { get; init; }

    /// <summary>Its number within the project.</summary>
    public short? Tranche { get; init; }

    public DateOnly? PeriodFrom { get; init; }
    public DateOnly? PeriodTo { get; init; }
    public long? RegisteredT { get; init; }
    public string? RegistryNumber { get; init; }
    public DateOnly? RegisteredOn { get; init; }
    public long? DocumentId { get; init; }
    public string? ReportName { get; init; }
    public short? ReportVersion { get; init; }
    public DateOnly? ReportDated { get; init; }
    public string? ReportSha256 { get; init; }
}

/// <summary>Whole tonnes of a registered tranche and how much of them the book has.</summary>
public sealed record UnenteredTranche
{
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public bool IsDemonstration { get; init; }
    public short Number { get; init; }
    public DateOnly PeriodFrom { get; init; }
    public DateOnly PeriodTo { get; init; }
    public long RegisteredT { get; init; }
    public string? RegistryNumber { get; init; }
    public DateOnly? RegisteredOn { get; init; }

    /// <summary>Entered from the tranche by confirmed acts.</summary>
    public long EnteredT { get; init; }

    /// <summary>Asked for from the tranche, not confirmed.</summary>
    public long AskedT { get; init; }

    /// <summary>Stands in the book of the project and the tranche's years from no tranche.</summary>
    public long ByHandT { get; init; }

    public long MissingT => Math.Max(0, RegisteredT - EnteredT - ByHandT);
}
