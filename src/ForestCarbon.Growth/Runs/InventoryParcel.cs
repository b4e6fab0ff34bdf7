namespace ForestCarbon.Growth.Runs;

/// <summary>What a run reads of a parcel version. Area is ellipsoidal, m²; age in years; volume in m³/ha.</summary>
/// <param name="InventoryYear">Year the version begins in: the year its age and volume are of.</param>
public readonly record struct InventoryParcel(
    long ParcelId,
    long ParcelVersionId,
    decimal AreaM2,
    string LandClass,
    string? ForestPurpose,
    string? SpeciesCode,
    string? Origin,
    int? AgeGroup,
    int? Age,
    double? VolumeM3PerHa,
    int? SiteClass,
    string? ForestCategory,
    string? Programme,
    int InventoryYear);
