using System.Text.Json;

namespace ForestCarbon.Inventory.Imports;

/// <summary>The shift of datum that a file was read with, as it is kept with its import.</summary>
/// <param name="Kind"><c>plane-4</c>, <c>space-7</c> or <c>control-points</c>.</param>
/// <param name="From">The old system, as <c>EPSG:n</c>.</param>
/// <param name="Source">Who answers for the parameters.</param>
/// <param name="RmsM">Root mean square of the residuals of control points, m; null where there are none.</param>
public sealed record UsedShift(string? Kind, string? From, string? Source, double? RmsM)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads what is kept with an import.</summary>
    public static UsedShift? Of(string? json) => json is null ? null : JsonSerializer.Deserialize<UsedShift>(json, Format);
}
