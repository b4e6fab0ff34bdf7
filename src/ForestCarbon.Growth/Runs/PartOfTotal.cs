namespace ForestCarbon.Growth.Runs;

/// <summary>Which parcels of a run are asked for; null does not limit.</summary>
/// <param name="Reason">Number of <c>growth.reason</c>.</param>
/// <param name="Statuses">accounted, treeless, not_accounted, failed.</param>
/// <param name="Line">A line of the county sink table.</param>
/// <param name="Total">A total of the run.</param>
/// <param name="ByIncrement">Largest increments first; else largest stocks.</param>
public sealed record PartsQuery(
    string? Township, short? Reason, IReadOnlyList<string>? Statuses, int Limit, int Offset, string? Line = null, TotalKey? Total = null, bool ByIncrement = false);

/// <summary>Which total of a run: a dimension and one of its keys, <c>none</c> for what is not given.</summary>
public sealed record TotalKey(string Dimension, string Key)
{
    /// <summary>Along what a run's totals are taken.</summary>
    public static IReadOnlyList<string> Dimensions { get; } = ["county", "township", "species_group", "age_group", "forest_category", "programme", "land_class"];
}

/// <summary>What a total comes to: parcels, ellipsoidal m², kg CO₂e; tonnes are null where nothing of it has some, or they are not stored.</summary>
public sealed record TotalSums
{
    public long Parcels { get; init; }
    public decimal AreaM2 { get; init; }
    public long? StockKg { get; init; }
    public long? IncrementKg { get; init; }
}

/// <summary>A parcel as a part of a total, with the sums over every part. Tonnes in kg CO₂e, null for 未计 and failed; areas ellipsoidal, m².</summary>
public sealed record PartOfTotal
{
    public long ParcelId { get; init; }
    public string Code { get; init; } = "";
    public string TownshipCode { get; init; } = "";
    public string Status { get; init; } = "";

    /// <summary>Why it has no tonnes, or along which form of growth it was projected.</summary>
    public string ReasonZh { get; init; } = "";
    public string ReasonEn { get; init; } = "";
    public decimal AreaM2 { get; init; }
    public long? StockKg { get; init; }
    public long? IncrementKg { get; init; }
    public long AllParcels { get; init; }
    public decimal AllAreaM2 { get; init; }
    public long? AllStockKg { get; init; }
    public long? AllIncrementKg { get; init; }
}
