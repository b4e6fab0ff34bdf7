using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Statistics;

/// <summary>Areas of the parcels of a date, added up: for the table of totals, and for the map's legend over what is in view.</summary>
public sealed class AreaTotals(Db db)
{
    /// <summary>What parcels can be added up by; the keys are those of the growth module's totals.</summary>
    public static IReadOnlyList<string> Dimensions { get; } = ["township", "species_group", "age_group", "forest_category", "land_class"];

    /// <summary>Areas by the keys of a dimension, in the order of the keys; what is not given stands last under <c>none</c>.</summary>
    /// <param name="asOf">The date; null: the parcels of now.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is not one of <see cref="Dimensions"/>.</exception>
    public Task<IReadOnlyList<AreaTotal>> ByAsync(string dimension, TownshipScope scope, DateOnly? asOf = null, CancellationToken ct = default) =>
        QueryAsync(dimension, null, scope, asOf, ct);

    /// <summary>The values by which the parcels of a date (null: now) can be narrowed, by dimension.</summary>
    public async Task<ILookup<string, ParcelChoice>> ChoicesAsync(TownshipScope scope, DateOnly? asOf = null, CancellationToken ct = default) =>
        (await db.QueryAsync<ParcelChoice>(Sql.Of<AreaTotals>("Statistics/Sql/choices.sql"), new { townships = scope.Codes, asOf }, ct)).ToLookup(c => c.Dimension);

    /// <summary>Areas of the parcels that touch a box of the map (EPSG:3857), whole parcels each.</summary>
    /// <inheritdoc cref="ByAsync"/>
    public Task<IReadOnlyList<AreaTotal>> InViewAsync(string dimension, MercatorBox box, TownshipScope scope, DateOnly? asOf = null, CancellationToken ct = default) =>
        QueryAsync(dimension, box, scope, asOf, ct);

    private Task<IReadOnlyList<AreaTotal>> QueryAsync(string dimension, MercatorBox? box, TownshipScope scope, DateOnly? asOf, CancellationToken ct)
    {
        if (!Dimensions.Contains(dimension, StringComparer.Ordinal))
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "Parcels are not added up by this.");
        return db.QueryAsync<AreaTotal>(Sql.Of<AreaTotals>(box is null ? "Statistics/Sql/areas.sql" : "Statistics/Sql/areas_in_view.sql"), new
        {
            dimension, townships = scope.Codes, asOf, box?.West, box?.South, box?.East, box?.North,
        }, ct);
    }
}

/// <summary>A box on the map, EPSG:3857 metres.</summary>
public sealed record MercatorBox(double West, double South, double East, double North)
{
    public bool IsValid => double.IsFinite(West) && double.IsFinite(South) && double.IsFinite(East) && double.IsFinite(North) && West < East && South < North;
}

/// <summary>A value that parcels have, with its names.</summary>
public sealed record ParcelChoice(string Dimension, string Key, string NameZh, string NameEn);

/// <summary>The areas under one key. Registered area is null where a parcel under the key has none: a sum with gaps is no sum.</summary>
public sealed record AreaTotal
{
    public string Key { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public long Parcels { get; init; }
    public decimal EllipsoidalAreaM2 { get; init; }
    public decimal? RegisteredAreaHa { get; init; }
}
