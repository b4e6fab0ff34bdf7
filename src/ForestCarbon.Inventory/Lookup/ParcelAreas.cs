using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Lookup;

/// <summary>Where the areas of a parcel come from.</summary>
public sealed class ParcelAreas(Db db)
{
    /// <summary>The origin of both areas of a version, or null where it is not in the scope.</summary>
    public Task<AreaOrigin?> OfAsync(long parcelVersionId, TownshipScope scope, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<AreaOrigin>(Sql.Of<ParcelAreas>("Lookup/Sql/area_origin.sql"), new { parcelVersionId, townships = scope.Codes }, ct);
}

/// <summary>The outline an ellipsoidal area was computed from, the area computed again now, and the file that brought both areas.</summary>
public sealed record AreaOrigin
{
    public int Parts { get; init; }

    /// <summary>Rings of all parts; those beyond one a part are holes.</summary>
    public int Rings { get; init; }

    public int Vertices { get; init; }
    public decimal StoredM2 { get; init; }

    /// <summary>By <c>inventory.ellipsoidal_area_m2</c> over the stored outline.</summary>
    public double RecomputedM2 { get; init; }

    public decimal? RegisteredHa { get; init; }
    public bool IsInferred { get; init; }

    /// <summary>The import's file; null for what was there from the beginning.</summary>
    public string? File { get; init; }

    /// <summary>The area computed again is the stored one, to 0.0001 m² or a part in 10⁹.</summary>
    public bool Agrees => Math.Abs(RecomputedM2 - (double)StoredM2) <= Math.Max(1e-4, 1e-9 * RecomputedM2);
}
