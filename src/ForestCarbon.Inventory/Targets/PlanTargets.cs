using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Targets;

/// <summary>The plan's figures beside what is stored. The lines overlap one another and are never added.</summary>
public sealed class PlanTargets(Db db)
{
    /// <summary>Every target in the plan's order, with the figure stored as of a day (null: now) where one can be had from parcels or layers.</summary>
    public Task<IReadOnlyList<PlanLine>> ListAsync(TownshipScope scope, DateOnly? asOf = null, CancellationToken ct = default) =>
        db.QueryAsync<PlanLine>(Sql.Of<PlanTargets>("Targets/Sql/plan_lines.sql"), new { asOf, townships = scope.Codes }, ct);

    /// <summary>Forest cover on a date (null: now) and what it is made of.</summary>
    public Task<ForestCover?> CoverAsync(TownshipScope scope, DateOnly? asOf = null, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<ForestCover>(Sql.Of<PlanTargets>("Targets/Sql/forest_cover.sql"), new { asOf, townships = scope.Codes }, ct);
}

/// <summary>A target of the plan and where the county stands. <c>wan_mu</c> and <c>percent</c> are the units of the plan itself.</summary>
public sealed record PlanLine
{
    public string TargetKey { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public decimal Value { get; init; }
    public string Unit { get; init; } = "";
    public DateOnly? Due { get; init; }
    public string Source { get; init; } = "";
    public string Confidence { get; init; } = "";

    /// <summary>What is stored, m²; null where nothing stored answers this target.</summary>
    public decimal? StoredM2 { get; init; }

    /// <summary>Which area it is: registered, contract, ellipsoidal, or accepted (验收合格) for works.</summary>
    public string? Basis { get; init; }

    public decimal? PlannedM2 => Unit == "wan_mu" ? Value * 10_000 * 2000 / 3 : null;

    /// <summary>(stored − plan) ÷ plan, in per cent.</summary>
    public decimal? DeviationPercent => StoredM2 is { } stored && PlannedM2 is { } planned ? (stored - planned) / planned * 100 : null;
}

/// <summary>森林覆盖率 = (乔木林 + 竹林 + 国家特别规定灌木林, on forest land and off it) ÷ land area (definitions §1); ellipsoidal areas throughout.</summary>
public sealed record ForestCover
{
    public decimal TreeM2 { get; init; }
    public decimal BambooM2 { get; init; }
    public decimal SpecialShrubM2 { get; init; }
    public decimal OffForestLandM2 { get; init; }
    public decimal LandM2 { get; init; }
    public decimal RegisteredForestLandHa { get; init; }

    public decimal ForestM2 => TreeM2 + BambooM2 + SpecialShrubM2;

    /// <summary>How many parcels stand on the day.</summary>
    public long Parcels { get; init; }

    /// <summary>Per cent; null without land or without parcels: what nobody has recorded is not bare ground.</summary>
    public decimal? Percent => LandM2 > 0 && Parcels > 0 ? ForestM2 / LandM2 * 100 : null;
}
