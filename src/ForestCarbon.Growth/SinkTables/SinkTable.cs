namespace ForestCarbon.Growth.SinkTables;

/// <summary>The county's sink table of a year (县域林业碳汇统计表) without its lines.</summary>
public sealed record SinkTable
{
    public int SinkTableId { get; init; }
    public short Year { get; init; }
    public long RunId { get; init; }

    /// <summary>The run last year's stock was taken from; null where there is no last year.</summary>
    public long? PreviousRun { get; init; }
    public int? PreviousTable { get; init; }

    /// <summary><c>draft</c>, <c>frozen</c> or <c>withdrawn</c>.</summary>
    public string State { get; init; } = "";
    public string MethodNote { get; init; } = "";

    /// <summary>The same note in English; null of tables drafted before it was kept.</summary>
    public string? MethodNoteEn { get; init; }

    public string Sha256 { get; init; } = "";

    public string MadeBy { get; init; } = "";
    public DateTime MadeAt { get; init; }
    public DateTime? FrozenAt { get; init; }
    public string? WithdrawnBy { get; init; }
    public DateTime? WithdrawnAt { get; init; }
    public string? WithdrawalReason { get; init; }

    /// <summary>The draft that took this one's place.</summary>
    public int? SupersededBy { get; init; }

    public int Approvals { get; init; }
}

/// <summary>One line: a kind of land. Tonnes and volume are null where the land is 未计 or failed, never 0.</summary>
/// <param name="Line"><c>tree_forest</c>, <c>other_trees</c>, <c>bamboo</c>, <c>special_shrub</c>, <c>not_accounted</c>, <c>treeless</c> or <c>failed</c>.</param>
/// <param name="AreaM2">Ellipsoidal area, m².</param>
/// <param name="VolumeM3">Standing volume at 31 December, m³.</param>
/// <param name="StockKg">Live biomass at 31 December, kg CO₂e.</param>
/// <param name="PreviousKg">What the line's parcels held a year before, kg CO₂e; null where there is no year before, or none of them was accounted in either year.</param>
public sealed record SinkLine(
    string Line, int Parcels, decimal AreaM2, decimal? VolumeM3, long? StockKg, long? PreviousKg, long GrowthKg, long NewForestKg,
    long HarvestKg, long DisturbanceKg, long LeftForestKg, long RevisionKg)
{
    /// <summary>Every line a table has, in its order.</summary>
    public static IReadOnlyList<string> Lines { get; } =
        ["tree_forest", "other_trees", "bamboo", "special_shrub", "not_accounted", "treeless", "failed"];

    /// <summary>What changes a stock, in the order of the columns.</summary>
    public static IReadOnlyList<string> Causes { get; } = ["growth", "new_forest", "harvest", "disturbance", "left_forest", "revision"];

    /// <summary>Live-biomass carbon at 31 December, t C: the stock × 12/44, not rounded; null where the stock is.</summary>
    public decimal? CarbonT => StockKg * 12m / 44 / 1000;

    /// <summary>kg CO₂e; null where the year before is.</summary>
    public long? ChangeKg => PreviousKg is null ? null : GrowthKg + NewForestKg + HarvestKg + DisturbanceKg + LeftForestKg + RevisionKg;

    /// <summary>The line below: sums of all lines; tonnes are those of the lines that have some.</summary>
    public static SinkLine Sum(IReadOnlyCollection<SinkLine> lines) => new(
        "total", lines.Sum(l => l.Parcels), lines.Sum(l => l.AreaM2), lines.Sum(l => l.VolumeM3), lines.Sum(l => l.StockKg),
        lines.All(l => l.PreviousKg is null) ? null : lines.Sum(l => l.PreviousKg), lines.Sum(l => l.GrowthKg), lines.Sum(l => l.NewForestKg),
        lines.Sum(l => l.HarvestKg), lines.Sum(l => l.DisturbanceKg), lines.Sum(l => l.LeftForestKg), lines.Sum(l => l.RevisionKg));
}

/// <summary>A parcel as a part of a figure of a table, with the sums over every part; kg CO₂e, areas ellipsoidal, m².</summary>
public sealed record SinkParcel
{
    public long ParcelId { get; init; }
    public string Code { get; init; } = "";

    /// <summary>False where the parcel was in last year's run and is in this one no more.</summary>
    public bool IsThere { get; init; }
    public decimal AreaM2 { get; init; }

    /// <summary>Null where the land is 未计, or not there.</summary>
    public long? StockKg { get; init; }

    public long? PreviousKg { get; init; }

    /// <summary>Null where there is no year before, or the parcel has tonnes in neither year; so is all that follows of the change.</summary>
    public long? GrowthKg { get; init; }

    /// <summary>What growth does not explain, under <see cref="Cause"/>; null where growth alone was asked for.</summary>
    public long? RestKg { get; init; }

    public string Cause { get; init; } = "";

    /// <summary>The parcel's part of the figure asked for.</summary>
    public long? PartKg { get; init; }

    public long AllParcels { get; init; }
    public decimal AllAreaM2 { get; init; }
    public long? AllStockKg { get; init; }
    public long? AllPreviousKg { get; init; }
    public long? AllPartKg { get; init; }
    public long AllRows { get; init; }
}

/// <summary>What a figure of a table has over the parcels that can be listed, since an import was undone: kg CO₂e, ellipsoidal m²; null where the table does not store it, or has no tonnes.</summary>
public sealed record WithdrawnSink(long? Parcels, decimal? AreaM2, long? StockKg, long? PreviousKg, long? PartKg);

/// <summary>Who approved a table, first and second.</summary>
public sealed record SinkApproval(short Position, string ApprovedBy, DateTime ApprovedAt, string? Note);

/// <summary>What the stock may be off by from one cause.</summary>
/// <param name="Component"><c>age</c>, <c>curves</c>, <c>factors</c> or <c>volume</c>.</param>
/// <param name="DeviationKg">Standard deviation of the county's stock, kg CO₂e; null: missing, no source gives it.</param>
/// <param name="Note">How it was computed, or what is missing; Chinese, frozen with the table.</param>
/// <param name="NoteEn">The same in English; null of tables drafted before it was kept.</param>
public sealed record SinkUncertainty(string Component, long? DeviationKg, string Note, string? NoteEn)
{
    /// <summary>Every component a table lists, in its order.</summary>
    public static IReadOnlyList<string> Components { get; } = ["age", "curves", "factors", "volume"];

    /// <summary>The stock rests on no curve, so errors of curves have no part in it, or on no age that is missing: no deviation, rather than one of 0.</summary>
    public bool HasNoPart => IsWithoutCurve || this is { Component: "age", DeviationKg: 0 };

    /// <summary>The stock rests on no curve.</summary>
    internal bool IsWithoutCurve => this is { Component: "curves", DeviationKg: 0 };

    /// <summary>What is said beside the figure: the note that is kept, or that it has no part and why. The English is null where none was kept.</summary>
    public (string Zh, string? En) Says => IsWithoutCurve ? (UncertaintyNote.NoCurve.Zh, UncertaintyNote.NoCurve.En) : (Note, NoteEn);

    /// <summary>
    /// √Σ of the squares of the components that are known, kg CO₂e: they are independent. It is no total while one is missing. Null where none is known:
    /// parts that are all 0 say nothing of how far the stock may be off.
    /// </summary>
    public static long? KnownKg(IReadOnlyCollection<SinkUncertainty> components) => components.Any(c => c.DeviationKg is > 0)
        ? (long)Math.Round(Math.Sqrt(components.Sum(c => (double)(c.DeviationKg ?? 0) * (c.DeviationKg ?? 0))), MidpointRounding.AwayFromZero)
        : null;
}
