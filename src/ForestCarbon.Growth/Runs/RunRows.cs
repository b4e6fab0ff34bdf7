using System.Text.Json.Serialization;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Growth.Runs;

/// <summary>A run as lists and pages show it. Areas are ellipsoidal, m².</summary>
public sealed record RunRow
{
    public long RunId { get; init; }
    public string Title { get; init; } = "";
    public string State { get; init; } = "";
    public string Review { get; init; } = "";
    public string Scenario { get; init; } = "";
    public DateOnly AsOf { get; init; }
    public long Generation { get; init; }
    public short InventoryYear { get; init; }
    public short FirstYear { get; init; }
    public short LastYear { get; init; }
    public int CurveSetId { get; init; }

    [JsonConverter(typeof(JsonText))]
    public string Manifest { get; init; } = "";

    public string ManifestSha256 { get; init; } = "";
    public string? ResultSha256 { get; init; }
    public string RequestedBy { get; init; } = "";
    public DateTime CreatedAt { get; init; }
    public DateTime? StartedAt { get; init; }
    public DateTime? EndedAt { get; init; }
    public int Attempts { get; init; }
    public string? Failure { get; init; }

    /// <summary>The same in English; null where it is known in Chinese only.</summary>
    public string? FailureEn { get; init; }
    public int? Parcels { get; init; }
    public decimal? AreaM2 { get; init; }
    public int? AccountedParcels { get; init; }
    public decimal? AccountedAreaM2 { get; init; }
    public int? TreelessParcels { get; init; }
    public decimal? TreelessAreaM2 { get; init; }
    public int? NotAccountedParcels { get; init; }
    public decimal? NotAccountedAreaM2 { get; init; }
    public int? FailedParcels { get; init; }
    public decimal? FailedAreaM2 { get; init; }
    public int? LimitedParcels { get; init; }
    public int? NotCalibratedParcels { get; init; }
    public int? GroupCurveParcels { get; init; }
    public int? AgeInferredParcels { get; init; }
    public int? DifferenceParcels { get; init; }

    /// <summary>Of a run that projects by difference: no member of a family passes through them.</summary>
    public int? NoMemberParcels { get; init; }

    /// <summary><c>calibrated</c> or <c>difference</c>.</summary>
    public string Projection { get; init; } = "";

    /// <summary>The run it was compared with when it finished, or null for the first.</summary>
    public long? ComparedWith { get; init; }
    public string? ReviewedBy { get; init; }
    public DateTime? ReviewedAt { get; init; }
    public string? ReviewNote { get; init; }

    /// <summary>The parcels it read stand no more: an import of them was undone. Pages show the newest run that still applies.</summary>
    public bool IsTakenBack { get; init; }

    /// <summary>From the inventory's year, 40 increments: only such runs become the county's figure by themselves.</summary>
    public bool HasStandardYears { get; init; }

    /// <summary>Who named a run of other years as the county's, and why; null where nobody did.</summary>
    public string? CountyNamedBy { get; init; }

    public DateTime? CountyNamedAt { get; init; }
    public string? CountyReason { get; init; }

    /// <summary>True of a run that no page takes as the county's, for its years alone.</summary>
    public bool IsAside => !HasStandardYears && CountyNamedBy is null;

    /// <summary>A year that was asked for and that the run does not cover; null where it covers it, or none was asked for.</summary>
    public int? Outside(int? asked) => asked is { } year && (year < FirstYear || year > LastYear) ? year : null;

    /// <summary>This year where the run covers it, else the nearest year it covers.</summary>
    public int YearOrNearest(int year) => Math.Clamp(year, FirstYear, LastYear);

    /// <summary>The years whose figures are shown: those of the year asked for, else of the run's first, which the data are as of.</summary>
    /// <remarks>Never the year of the clock: a finished run says the same on every day.</remarks>
    public FigureYears Years(int? asked = null)
    {
        var stock = YearOrNearest(asked ?? FirstYear);
        return new(stock, FirstYear == LastYear ? null : Math.Max(stock, FirstYear + 1));
    }
}

/// <summary>Whose figures stand beside each other: the stock at 31 December of a year, and the increment of the same year.</summary>
/// <param name="Increment">The first year of a run has no increment: beside its stock stands the next year's; null in a run of one year.</param>
public readonly record struct FigureYears(int Stock, int? Increment);

/// <summary>The figures of a scope: the stock of <see cref="Year"/> and the increment of <see cref="IncrementYear"/>, kg CO₂e.</summary>
public sealed record SummaryRow
{
    public int Year { get; init; }
    public int? IncrementYear { get; init; }
    public long StockKg { get; init; }
    public long? IncrementKg { get; init; }
    public int Parcels { get; init; }
    public decimal AreaM2 { get; init; }
    public int AccountedParcels { get; init; }
    public decimal AccountedAreaM2 { get; init; }
    public int TreelessParcels { get; init; }
    public decimal TreelessAreaM2 { get; init; }
    public int NotAccountedParcels { get; init; }
    public decimal NotAccountedAreaM2 { get; init; }
    public int FailedParcels { get; init; }
    public decimal FailedAreaM2 { get; init; }
    public int LimitedParcels { get; init; }
    public int NotCalibratedParcels { get; init; }
    public int GroupCurveParcels { get; init; }
    public int AgeInferredParcels { get; init; }
    public int DifferenceParcels { get; init; }
    public int NoMemberParcels { get; init; }
}

/// <summary>Stock and increment of a key in a year, kg CO₂e.</summary>
public sealed record TotalByYear
{
    public string Key { get; init; } = "";
    public int Year { get; init; }

    /// <summary>Null where nothing under the key is accounted (未计), never 0 for that.</summary>
    public long? StockKg { get; init; }
    public long? IncrementKg { get; init; }
}

/// <summary>One line of a table of totals: a key with its name, its year's stock and increment, its areas.</summary>
public sealed record DimensionRow
{
    public string Key { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";

    /// <summary>kg CO₂e; null where nothing under the key is accounted (未计), never 0 for that.</summary>
    public long? StockKg { get; init; }
    public long? IncrementKg { get; init; }
    public int Parcels { get; init; }
    public decimal AreaM2 { get; init; }
    public decimal AccountedAreaM2 { get; init; }
    public decimal TreelessAreaM2 { get; init; }
    public decimal NotAccountedAreaM2 { get; init; }
    public decimal FailedAreaM2 { get; init; }
}

/// <summary>Parcels and ground under one reason of a run.</summary>
public sealed record ReasonRow
{
    public short Reason { get; init; }
    public string Status { get; init; } = "";

    /// <summary>The figure its parcels stand in, as addresses spell it.</summary>
    [JsonIgnore]
    public string Figure => Status switch { "accounted" => "accounted", "treeless" => "treeless", "not_accounted" => "not-accounted", _ => "failed" };

    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public int Parcels { get; init; }
    public decimal AreaM2 { get; init; }
}

/// <summary>A parcel a run could not account, and why.</summary>
public sealed record FailedParcel
{
    public long ParcelId { get; init; }
    public string Code { get; init; } = "";
    public string TownshipCode { get; init; } = "";
    public decimal AreaM2 { get; init; }
    public string ReasonZh { get; init; } = "";
    public string ReasonEn { get; init; } = "";
}

/// <summary>A parcel of a run that carries a mark: what its calibration rests on.</summary>
public sealed record MarkedParcel
{
    public long ParcelId { get; init; }
    public string Code { get; init; } = "";

    /// <summary>Ellipsoidal, m².</summary>
    public decimal AreaM2 { get; init; }

    /// <summary>Years; null where it is missing.</summary>
    public short? MeanAgeA { get; init; }
    public double? VolumeM3PerHa { get; init; }

    /// <summary>r; null where the age was inferred or the parcel follows a difference family.</summary>
    public double? Calibration { get; init; }

    /// <summary>How many parcels carry the mark in all.</summary>
    public int AllParcels { get; init; }
}

/// <summary>A parcel in a run: how it counts and its stocks by year, kg CO₂e; null where it is 未计 or failed.</summary>
public sealed record ParcelSeries
{
    public long RunId { get; init; }
    public long ParcelId { get; init; }
    public long ParcelVersionId { get; init; }
    public string Status { get; init; } = "";
    public string ReasonZh { get; init; } = "";
    public string ReasonEn { get; init; } = "";
    public bool IsLimited { get; init; }
    public bool IsNotCalibrated { get; init; }
    public bool IsGroupCurve { get; init; }
    public bool IsAgeInferred { get; init; }
    public bool IsDifference { get; init; }
    public bool IsNoMember { get; init; }
    public short FirstYear { get; init; }
    public int[]? StockKg { get; init; }

    /// <summary>kg CO₂e at 31 December of a year, or null outside the run and where the parcel has no figure.</summary>
    public long? StockAt(int year) =>
        StockKg is { } stocks && year >= FirstYear && year - FirstYear < stocks.Length ? stocks[year - FirstYear] : null;

    /// <summary>stock(y) − stock(y−1), kg CO₂e; the first year has none.</summary>
    public long? IncrementAt(int year) => StockAt(year) - StockAt(year - 1);
}
