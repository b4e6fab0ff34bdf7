using System.Globalization;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Lookup;

/// <summary>Finds parcels by code or permanent id.</summary>
public sealed class ParcelLookup(Db db)
{
    /// <summary>The version of a parcel on a date (null: now), or null where there is none in the scope.</summary>
    public Task<ParcelRecord?> FindAsync(string codeOrId, DateOnly? asOf, TownshipScope scope, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<ParcelRecord>(Sql.Of<ParcelLookup>("Lookup/Sql/find_parcel.sql"), new
        {
            codeOrId, asOf, townships = scope.Codes,
            parcelId = long.TryParse(codeOrId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (long?)null,
        }, ct);

    /// <summary>Every version of a parcel, oldest first.</summary>
    public Task<IReadOnlyList<ParcelVersionRecord>> HistoryAsync(long parcelId, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<ParcelVersionRecord>(
            Sql.Of<ParcelLookup>("Lookup/Sql/parcel_history.sql"), new { parcelId, townships = scope.Codes }, ct);
}

/// <summary>A parcel version as a card shows it; codes with their names.</summary>
public sealed record ParcelRecord
{
    public long ParcelId { get; init; }
    public long ParcelVersionId { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly? ValidTo { get; init; }
    public string Code { get; init; } = "";
    public string TownshipCode { get; init; } = "";
    public string VillageCode { get; init; } = "";
    public string? TownshipName { get; init; }
    public string? VillageName { get; init; }
    public decimal EllipsoidalAreaM2 { get; init; }
    public decimal? RegisteredAreaHa { get; init; }
    public bool IsOnForestLand { get; init; }
    public string LandClass { get; init; } = "";
    public string? LandClassName { get; init; }
    public string? ForestCategory { get; init; }
    public string? ForestCategoryName { get; init; }
    public string? ForestPurpose { get; init; }
    public string? Origin { get; init; }
    public string? OriginName { get; init; }
    public string? SpeciesCode { get; init; }
    public string? SpeciesName { get; init; }
    public short? AgeGroup { get; init; }
    public short? MeanAgeA { get; init; }
    public decimal? CanopyDensity { get; init; }
    public decimal? MeanDbhCm { get; init; }
    public decimal? MeanHeightM { get; init; }
    public double? VolumeM3PerHa { get; init; }
    public int? StemsPerHa { get; init; }
    public short? SiteClass { get; init; }
}

/// <summary>One line of a parcel's history.</summary>
public sealed record ParcelVersionRecord
{
    public long ParcelVersionId { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly? ValidTo { get; init; }
    public string Code { get; init; } = "";
    public decimal EllipsoidalAreaM2 { get; init; }
    public string LandClass { get; init; } = "";
    public string? LandClassName { get; init; }
    public string? SpeciesCode { get; init; }
    public string? SpeciesName { get; init; }
    public short? MeanAgeA { get; init; }
    public double? VolumeM3PerHa { get; init; }
    public decimal? RegisteredAreaHa { get; init; }

    /// <summary>The import that opened the version; null for what was there from the beginning.</summary>
    public long? OpenedBy { get; init; }

    /// <summary>Who accepted it, when, from which file, and the reason given.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Who sent that file.</summary>
    public string? StagedBy { get; init; }
    public DateTime? DecidedAt { get; init; }
    public string? Source { get; init; }
    public string? Reason { get; init; }
}
