using ForestCarbon.Carbon.Growth;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Growth.Curves;

/// <summary>A planting model (造林模型) on one site class: what bare land would be planted with.</summary>
public sealed record PlantingModelRow
{
    public string PlantingModelId { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";

    /// <summary>Species code and tenths, e.g. <c>220:7,480:3</c>.</summary>
    public string SpeciesMix { get; init; } = "";
    public string Source { get; init; } = "";
    public string Confidence { get; init; } = "";
    public string? Note { get; init; }
    public short SiteClass { get; init; }

    /// <summary>Null: missing.</summary>
    public int? StemsPerHa { get; init; }
    public string? Form { get; init; }
    public double[]? Parameters { get; init; }
    public string? CurveSource { get; init; }
    public string? CurveConfidence { get; init; }

    /// <summary>Volume in m³/ha over years since planting, or null where nobody has given one: such land has no expected tonnes.</summary>
    public GrowthCurve? Curve => Form is { } form && Parameters is { } parameters
        ? new GrowthCurve(GrowthForms.Find(form) ?? throw new InvalidDataException($"Planting model {PlantingModelId} has the unknown form {form}."), parameters)
        : null;
}

/// <summary>The planting models of the county, with what is missing in them.</summary>
public sealed class PlantingModels(Db db)
{
    /// <summary>Every model on every site class.</summary>
    public Task<IReadOnlyList<PlantingModelRow>> ListAsync(CancellationToken ct = default) => db.QueryAsync<PlantingModelRow>(
        "select * from growth.planting_model_v order by planting_model_id, site_class", null, ct);

    /// <summary>A model on a site class, or null where there is none.</summary>
    public Task<PlantingModelRow?> FindAsync(string plantingModelId, int siteClass, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<PlantingModelRow>(
            "select * from growth.planting_model_v where planting_model_id = @plantingModelId and site_class = @siteClass",
            new { plantingModelId, siteClass }, ct);
}
