using System.Globalization;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Lookup;

/// <summary>The register of parcels (小班台账) for the pages: lists, one parcel with its names in both languages. Every answer is limited to a scope of townships.</summary>
public sealed class ParcelRegister(Db db)
{
    /// <summary>How many parcels a page of the list shows.</summary>
    public const int PageSize = 100;

    /// <summary>The parcels a filter finds, and the areas of all of them, however many pages they fill.</summary>
    public async Task<ParcelPage> ListAsync(ParcelFilter filter, TownshipScope scope, CancellationToken ct = default)
    {
        var parameters = new
        {
            words = filter.Words is { Length: > 0 } words ? $"%{Escaped(words)}%" : null,
            filter.Township, filter.SpeciesGroup, filter.AgeGroup, filter.Category, filter.LandClass, filter.AsOf,
            townships = scope.Codes, take = PageSize, skip = (long)(filter.Page - 1) * PageSize,
        };
        var rows = await db.QueryAsync<ParcelRow>(Sql.Of<ParcelRegister>("Lookup/Sql/parcels.sql"), parameters, ct);
        var sums = await db.QuerySingleOrDefaultAsync<ParcelSums>(Sql.Of<ParcelRegister>("Lookup/Sql/parcel_sums.sql"), parameters, ct);
        return new(filter, rows, sums!);
    }

    /// <summary>The version of a parcel on a date (null: now) by its permanent id or its code, or null where there is none in the scope.</summary>
    public Task<Parcel?> FindAsync(string codeOrId, TownshipScope scope, DateOnly? asOf = null, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<Parcel>(Sql.Of<ParcelRegister>("Lookup/Sql/parcel.sql"), new { parcelId = IdOf(codeOrId), code = codeOrId, asOf, townships = scope.Codes }, ct);

    /// <summary>The first day after <paramref name="day"/> on which a parcel stands under an id or code within the scope; null where none does.</summary>
    public Task<DateOnly?> NextDayAsync(string codeOrId, DateOnly day, TownshipScope scope, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<DateOnly?>(Sql.Of<ParcelRegister>("Lookup/Sql/next_day.sql"), new { parcelId = IdOf(codeOrId), code = codeOrId, day, townships = scope.Codes }, ct);

    /// <summary>What was known of a parcel and when, newest first.</summary>
    public Task<IReadOnlyList<ParcelHistoryRow>> HistoryAsync(long parcelId, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<ParcelHistoryRow>(Sql.Of<ParcelRegister>("Lookup/Sql/register_history.sql"), new { parcelId, townships = scope.Codes }, ct);

    /// <summary>Tenure lots over a version of a parcel on a day (null: now).</summary>
    public Task<IReadOnlyList<ParcelLot>> LotsAsync(long parcelVersionId, TownshipScope scope, DateOnly? asOf = null, CancellationToken ct = default) =>
        db.QueryAsync<ParcelLot>(Sql.Of<ParcelRegister>("Lookup/Sql/lots_of_parcel.sql"), new { parcelVersionId, asOf, townships = scope.Codes }, ct);

    // A code has at least 21 digits, an id at most 19: one cannot be taken for the other.
    private static long? IdOf(string codeOrId) => codeOrId.Length < 20 && long.TryParse(codeOrId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static string Escaped(string words) =>
        words.Trim().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}

/// <summary>What a list of parcels is narrowed to; null narrows nothing. A key of <c>none</c> means the value is not given. Without a date: the parcels of now.</summary>
public sealed record ParcelFilter(
    string? Words = null, string? Township = null, string? SpeciesGroup = null, string? AgeGroup = null, string? Category = null,
    string? LandClass = null, int Page = 1, DateOnly? AsOf = null);

/// <summary>One parcel in a list.</summary>
public sealed record ParcelRow
{
    public long ParcelId { get; init; }
    public string Code { get; init; } = "";
    public string TownshipZh { get; init; } = "";
    public string TownshipEn { get; init; } = "";
    public string? VillageZh { get; init; }
    public string? VillageEn { get; init; }
    public string Subcompartment { get; init; } = "";
    public string LandClassZh { get; init; } = "";
    public string LandClassEn { get; init; } = "";
    public string? SpeciesZh { get; init; }
    public string? SpeciesEn { get; init; }
    public string SpeciesGroup { get; init; } = "";
    public string? AgeGroupZh { get; init; }
    public string? AgeGroupEn { get; init; }
    public short? MeanAgeA { get; init; }
    public decimal EllipsoidalAreaM2 { get; init; }
    public decimal? RegisteredAreaHa { get; init; }
    public double? VolumeM3PerHa { get; init; }
}

/// <summary>Number and areas of all parcels of a list.</summary>
public sealed record ParcelSums(long Parcels, decimal? EllipsoidalAreaM2, decimal? RegisteredAreaHa);

/// <summary>A page of a list of parcels.</summary>
public sealed record ParcelPage(ParcelFilter Filter, IReadOnlyList<ParcelRow> Rows, ParcelSums Sums)
{
    public int Pages => (int)((Sums.Parcels + ParcelRegister.PageSize - 1) / ParcelRegister.PageSize);
}

/// <summary>A parcel as its page shows it.</summary>
public sealed record Parcel
{
    public long ParcelId { get; init; }
    public long ParcelVersionId { get; init; }
    public int VersionNumber { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly? ValidTo { get; init; }
    public string Code { get; init; } = "";
    public string TownshipCode { get; init; } = "";
    public string TownshipZh { get; init; } = "";
    public string TownshipEn { get; init; } = "";
    public string? VillageZh { get; init; }
    public string? VillageEn { get; init; }
    public string Compartment { get; init; } = "";
    public string Subcompartment { get; init; } = "";
    public bool IsOnForestLand { get; init; }
    public decimal EllipsoidalAreaM2 { get; init; }
    public decimal? RegisteredAreaHa { get; init; }
    public bool RegisteredAreaInferred { get; init; }
    public string LandClass { get; init; } = "";
    public string LandClassZh { get; init; } = "";
    public string LandClassEn { get; init; } = "";
    public string? CategoryZh { get; init; }
    public string? CategoryEn { get; init; }
    public string? PurposeZh { get; init; }
    public string? PurposeEn { get; init; }
    public string? OriginZh { get; init; }
    public string? OriginEn { get; init; }
    public string? SpeciesZh { get; init; }
    public string? SpeciesEn { get; init; }
    public string SpeciesGroup { get; init; } = "";
    public string? SpeciesMix { get; init; }
    public string? AgeGroupZh { get; init; }
    public string? AgeGroupEn { get; init; }
    public short? MeanAgeA { get; init; }
    public decimal? CanopyDensity { get; init; }
    public decimal? MeanDbhCm { get; init; }
    public decimal? MeanHeightM { get; init; }
    public double? VolumeM3PerHa { get; init; }
    public int? StemsPerHa { get; init; }
    public short? SiteClass { get; init; }
    public string? LandTenureZh { get; init; }
    public string? LandTenureEn { get; init; }
    public decimal? SlopeDeg { get; init; }
    public short? ElevationM { get; init; }
    public string? TreeTenureZh { get; init; }
    public string? TreeTenureEn { get; init; }
    public string? AuthorityZh { get; init; }
    public string? AuthorityEn { get; init; }
    public string? NationalGradeZh { get; init; }
    public string? NationalGradeEn { get; init; }
    public string? ProtectionGradeZh { get; init; }
    public string? ProtectionGradeEn { get; init; }
    public string? QualityGradeZh { get; init; }
    public string? QualityGradeEn { get; init; }
    public string? LandformZh { get; init; }
    public string? LandformEn { get; init; }
    public string? SlopePositionZh { get; init; }
    public string? SlopePositionEn { get; init; }
    public string? AspectZh { get; init; }
    public string? AspectEn { get; init; }
    public string? SoilTypeZh { get; init; }
    public string? SoilTypeEn { get; init; }
    public string? ProgrammeZh { get; init; }
    public string? ProgrammeEn { get; init; }
    public string? FunctionZoneZh { get; init; }
    public string? FunctionZoneEn { get; init; }
    public string? DisasterZh { get; init; }
    public string? DisasterEn { get; init; }
    public short? SoilDepthCm { get; init; }
    public decimal? TotalVolumeM3 { get; init; }
    public DateOnly? PlantedOn { get; init; }
    public double Longitude { get; init; }
    public double Latitude { get; init; }
    public double West { get; init; }
    public double South { get; init; }
    public double East { get; init; }
    public double North { get; init; }
}

/// <summary>One version of a parcel: from when to when, and what stood there.</summary>
public sealed record ParcelHistoryRow(
    DateOnly ValidFrom, DateOnly? ValidTo, string Code, string LandClassZh, string LandClassEn, string? SpeciesZh, string? SpeciesEn,
    short? MeanAgeA, decimal EllipsoidalAreaM2, decimal? RegisteredAreaHa, string? DecidedBy, DateTime? DecidedAt, string? Source, string? StagedBy);

/// <summary>A tenure lot (林权宗地) over a parcel: who holds which right, on what document, and how much of the parcel it covers (ellipsoidal, m²).</summary>
/// <param name="CarbonBenefitHolder">Named by contract; null where none is named.</param>
/// <param name="TermTo">Last day of the right as it was given.</param>
public sealed record ParcelLot(
    string Code, string? LandOwner, string? ContractHolder, string? ManagementHolder, string? TreeOwner, string? CertificateKind, string? CertificateNo,
    string? TermTo, string? CarbonBenefitHolder, bool? Disputed, double SharedM2);
